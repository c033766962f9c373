"""The compose page: a good form is queued once, a bad one loses nothing."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.contents import read
from documents.models import Document, Status
from documents.storing import StorageFailed
from employees.models import Role
from mailservers.models import Company
from tests.documents.visitors import visit
from tests.factories import change_mailserver, make_employee, make_mailserver, work_from

pytestmark = pytest.mark.django_db

GOOD = {"to": "Jan Smit <jan@x.example>", "subject": "Loonstrook week 47", "body": "Beste Jan"}
PDF = b"%PDF-1.7 payslip"


@pytest.fixture
def anja():
    employee = make_employee("anja")
    work_from(employee, make_mailserver("HQ"))
    return employee


@pytest.fixture
def browser(anja):
    return visit(anja)


def upload(name="payslip.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def send(browser, **fields):
    return browser.post("/documents/new/", {**GOOD, **fields})


def errors_of(answer, field):
    assert answer.status_code == 422
    return answer.context["form"].errors.get(field, [])


def references(answer) -> list[str]:
    return re.findall(r'name="kept" value="([^"]+)"', answer.content.decode())


def test_a_good_form_queues_the_document_and_shows_it(browser):
    answer = send(
        browser, cc="p@x.example, q@x.example", bcc="r@x.example", attachments=[upload(), upload("b.pdf", b"two")]
    )
    document = Document.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/documents/{document.pk}/")
    people = [(one.kind, one.name, one.address) for one in document.recipients.all()]
    assert people == [
        ("to", "Jan Smit", "jan@x.example"),
        ("cc", "", "p@x.example"),
        ("cc", "", "q@x.example"),
        ("bcc", "", "r@x.example"),
    ]
    files = {file.filename: b"".join(read(file.content)) for file in document.attachments.all()}
    assert files == {"payslip.pdf": PDF, "b.pdf": b"two"}


def test_the_document_remembers_the_settings_of_the_login(browser):
    server = make_mailserver("Newer")
    change_mailserver(server, port=2525)
    limit = browser.session["settings_revision"]
    send(browser)
    assert Document.objects.get().revision_limit == limit


def test_pressing_the_button_twice_sends_once(browser):
    form = browser.get("/documents/new/").context["form"]
    token = str(form["submission"].value())
    first, second = send(browser, submission=token), send(browser, submission=token)
    assert first["Location"] == second["Location"]
    assert Document.objects.count() == 1


def test_going_back_changing_the_text_and_sending_again_sends_another_document(browser):
    token = str(browser.get("/documents/new/").context["form"]["submission"].value())
    send(browser, submission=token)
    send(browser, submission=token, subject="Corrected")
    assert sorted(Document.objects.values_list("subject", flat=True)) == ["Corrected", "Loonstrook week 47"]


def test_two_forms_with_the_same_words_are_two_documents(browser):
    send(browser)
    send(browser)
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("to", "", "Enter at least one recipient."),
        ("to", "jan", "“jan” is not an e-mail address: the @ is missing."),
        ("to", "jan@x.example\r\nBcc: evil@x.example", "“Bcc: evil@x.example” is not an e-mail address"),
        ("cc", "a@x.example, b@", "“b@” is not an e-mail address: check the part after the @."),
        ("subject", "", "Enter a subject."),
        ("subject", "   ", "Enter a subject."),
        ("subject", "Hello\r\nBcc: evil@x.example", "The subject may not contain line ends"),
        ("subject", "x" * 501, "at most 500 characters"),
        ("body", "a\x08b", "The text contains control characters."),
        ("body", "x" * 3_000_000, "at most 1000000 characters"),
    ],
)
def test_a_bad_field_gets_a_sentence_and_nothing_typed_is_lost(browser, field, value, sentence):
    answer = send(browser, **{field: value})
    assert sentence in " ".join(errors_of(answer, field))
    for name, typed in {**GOOD, field: value}.items():
        assert answer.context["form"][name].value() == typed
    assert not Document.objects.exists()


def test_a_bad_form_says_that_nothing_was_sent(browser):
    html = send(browser, to="").content.decode()
    assert "Nothing has been sent" in html
    assert "Nothing has been saved" not in html


def test_uploads_survive_a_bad_field_and_go_along_the_next_time(browser):
    answer = send(browser, to="jan", attachments=[upload(), upload("b.pdf", b"two")])
    assert "payslip.pdf" in answer.content.decode()
    kept = references(answer)
    assert len(kept) == 2
    send(browser, kept=kept)
    assert [file.filename for file in Document.objects.get().attachments.all()] == ["payslip.pdf", "b.pdf"]


def test_an_upload_that_is_unticked_stays_behind(browser):
    kept = references(send(browser, to="jan", attachments=[upload(), upload("b.pdf", b"two")]))
    send(browser, kept=kept[1:])
    assert [file.filename for file in Document.objects.get().attachments.all()] == ["b.pdf"]


def test_somebody_elses_reference_is_worth_nothing(browser):
    kept = references(send(browser, to="jan", attachments=[upload()]))
    answer = send(visit(make_employee("mo")), kept=kept)
    assert "An attachment is no longer available. Choose it again." in errors_of(answer, "attachments")
    answer = send(browser, kept=[kept[0][:-2] + "xx"])
    assert "An attachment is no longer available. Choose it again." in errors_of(answer, "attachments")


def test_an_empty_attachment_is_refused_by_name_and_the_others_are_kept(browser):
    answer = send(browser, attachments=[upload("empty.pdf", b""), upload()])
    assert errors_of(answer, "attachments") == [
        "“empty.pdf” is empty (0 bytes). Choose the file again, or leave it out."
    ]
    assert len(references(answer)) == 1


def test_attachments_that_are_too_big_together_are_refused_and_can_be_left_out(browser, settings):
    settings.DOCUMENT_MAX_MB = 1
    half = b"x" * 700_000
    answer = send(browser, to="jan", attachments=[upload("a.pdf", half)])
    answer = send(browser, kept=references(answer), attachments=[upload("b.pdf", half + b"y")])
    assert "a document may have at most 1 MB" in " ".join(errors_of(answer, "attachments"))
    kept = references(answer)
    assert len(kept) == 2
    assert send(browser, kept=kept[:1]).status_code == 302


def test_a_file_beyond_the_limit_is_dropped_while_it_arrives_and_named(browser, settings):
    settings.DOCUMENT_MAX_MB = 1
    answer = send(browser, attachments=[upload("small.pdf"), upload("huge.pdf", b"x" * 1_200_000)])
    assert errors_of(answer, "attachments") == [
        "“huge.pdf” was left out: the attachments of a document may be at most 1 MB in total."
    ]
    assert len(references(answer)) == 1
    assert answer.context["form"]["subject"].value() == GOOD["subject"]


def test_the_page_says_where_the_document_leaves_from(browser):
    page = browser.get("/documents/new/").content.decode()
    assert "Leaves through <strong>HQ</strong>" in page


def test_without_a_work_location_the_document_is_held_with_the_reason():
    mo = make_employee("mo")
    browser = visit(mo)
    assert "This document will wait in the outbox." in browser.get("/documents/new/").content.decode()
    answer = browser.post("/documents/new/", GOOD, follow=True)
    document = Document.objects.get()
    assert (document.status, document.reason) == (Status.HELD, "no-server")
    assert "The document is in the outbox, waiting." in answer.content.decode()


def test_the_companys_default_server_stands_in_for_a_missing_choice():
    server = make_mailserver("Default")
    Company.objects.create(pk=1, default_server=server)
    browser = visit(make_employee("mo"))
    browser.post("/documents/new/", GOOD)
    assert Document.objects.get().server == server


def test_a_full_disk_loses_nothing_that_was_typed(browser, monkeypatch):
    from documents import intake

    def refuse(**_asked):
        raise StorageFailed("No space left on device")

    monkeypatch.setattr(intake, "queue_document", refuse)
    answer = send(browser)
    assert answer.status_code == 422
    assert "The document could not be stored; nothing was sent." in answer.content.decode()
    assert answer.context["form"]["body"].value() == GOOD["body"]


def test_what_was_typed_before_the_session_ended_is_there_after_the_login(anja):
    from django.test import Client

    from tests.factories import PASSWORD

    browser = Client(headers={"Accept-Language": "en"})
    answer = browser.post("/documents/new/", GOOD)
    assert answer.status_code == 302
    answer = browser.post(answer["Location"], {"username": "anja", "password": PASSWORD}, follow=True)
    assert answer.request["PATH_INFO"] == "/documents/new/"
    form = answer.context["form"]
    assert {name: form[name].value() for name in GOOD} == GOOD
    assert not Document.objects.exists()


def test_support_cannot_send():
    assert visit(make_employee("sam", role=Role.SUPPORT)).post("/documents/new/", GOOD).status_code == 403


def test_the_sender_can_download_what_was_attached_and_others_cannot(browser):
    send(browser, attachments=[upload("Loonstrook – mei.pdf")])
    document = Document.objects.get()
    file = document.attachments.get()
    address = f"/documents/{document.pk}/attachments/{file.pk}/"
    answer = browser.get(address)
    assert io.BytesIO(b"".join(answer.streaming_content)).read() == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Loonstrook")
    assert visit(make_employee("mo")).get(address).status_code == 404
    assert visit(make_employee("sam", role=Role.SUPPORT)).get(address).status_code == 403
