"""The page of one document: what it says, to whom, and what can be done there."""

import pytest
from django.utils import timezone

from documents.models import Attempt, Document, Recipient, Status
from employees.models import Role
from mailservers.models import SmtpLog
from tests.documents.visitors import make_document, visit
from tests.factories import make_employee, make_mailserver

pytestmark = pytest.mark.django_db


def page_of(person, document, language="en") -> str:
    answer = visit(person, language).get(f"/documents/{document.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_sender_reads_status_recipients_and_text():
    anja = make_employee("anja")
    document = make_document(
        anja, make_mailserver("HQ"), status=Status.SENT, queue_id="4XyZ8", finished_at=timezone.now()
    )
    document.recipients.update(outcome=Recipient.Outcome.ACCEPTED, reply_code=250, reply_text="2.0.0 Ok")
    page = page_of(anja, document)
    assert "Accepted by HQ" in page
    assert "queue number 4XyZ8" in page
    assert "250 2.0.0 Ok" in page
    assert "your payslip: 1234 euro." in page


def test_an_administrator_reads_everyones_content():
    document = make_document(make_employee("anja"))
    assert "your payslip: 1234 euro." in page_of(make_employee("boss", role=Role.ADMINISTRATOR), document)


def test_support_reads_status_and_attempts_but_not_the_content():
    anja, server = make_employee("anja"), make_mailserver()
    document = make_document(anja, server, status=Status.FAILED, reason="recipient-unknown")
    log = SmtpLog.objects.create(
        kind="delivery", outcome="failed", host="h", port=25, security="none", started_at=timezone.now()
    )
    Attempt.objects.create(
        document=document, number=1, outcome="permanent", code="recipient-unknown", finished_at=timezone.now(), log=log
    )
    page = page_of(make_employee("sam", role=Role.SUPPORT), document)
    assert f"/logs/{log.pk}/" in page
    assert "Loonstrook" not in page
    assert "1234 euro" not in page
    assert 'data-test="content-hidden"' in page


@pytest.mark.parametrize("deed", ["", "retry/", "cancel/"])
def test_another_employees_document_does_not_exist(deed):
    document = make_document(make_employee("anja"))
    browser = visit(make_employee("mo"))
    address = f"/documents/{document.pk}/{deed}"
    assert (browser.post(address) if deed else browser.get(address)).status_code == 404


@pytest.mark.parametrize("deed", ["retry", "cancel"])
def test_support_may_not_act(deed):
    document = make_document(make_employee("anja"), status=Status.HELD)
    answer = visit(make_employee("sam", role=Role.SUPPORT)).post(f"/documents/{document.pk}/{deed}/")
    assert answer.status_code == 403
    assert Document.objects.get().status == Status.HELD


def test_a_failed_document_can_be_tried_again():
    anja = make_employee("anja")
    document = make_document(anja, make_mailserver(), status=Status.FAILED, reason="recipient-unknown")
    answer = visit(anja).post(f"/documents/{document.pk}/retry/", follow=True)
    assert "The document is in the queue again and leaves by itself." in answer.content.decode()
    assert Document.objects.get().status == Status.QUEUED


def test_retry_with_current_settings_raises_the_limit_of_the_document():
    anja, server = make_employee("anja"), make_mailserver()
    document = make_document(anja, server, status=Status.FAILED, revision_limit=0)
    visit(anja).post(f"/documents/{document.pk}/retry/", {"settings": "current"})
    assert Document.objects.get().revision_limit == server.revisions.first().pk


def test_a_queued_document_can_be_cancelled():
    anja = make_employee("anja")
    document = make_document(anja, make_mailserver())
    answer = visit(anja).post(f"/documents/{document.pk}/cancel/", follow=True)
    assert "The document was cancelled; it will not be sent." in answer.content.decode()
    assert Document.objects.get().status == Status.CANCELLED


def test_cancelling_too_late_changes_nothing_and_says_what_happened():
    anja = make_employee("anja")
    document = make_document(anja, make_mailserver("HQ"), status=Status.SENT, finished_at=timezone.now())
    answer = visit(anja).post(f"/documents/{document.pk}/cancel/", follow=True)
    assert "It could not be cancelled any more. Accepted by HQ" in answer.content.decode()
    assert Document.objects.get().status == Status.SENT


def test_somebody_elses_document_is_cancelled_only_after_a_question():
    boss = make_employee("boss", role=Role.ADMINISTRATOR)
    document = make_document(make_employee("anja", name="Anja Bos"), make_mailserver())
    browser, address = visit(boss), f"/documents/{document.pk}/cancel/"
    for page in ("/documents/?status=queued", f"/documents/{document.pk}/"):
        shown = browser.get(page).content.decode()
        assert f'href="{address}ask/' in shown
        assert f'action="{address}"' not in shown
    question = browser.get(f"{address}ask/?next=/documents/%3Fstatus%3Dqueued").content.decode()
    assert "Are you sure you want to cancel this document?" in question
    assert "It belongs to Anja Bos." in question
    assert f'action="{address}"' in question
    assert Document.objects.get().status == Status.QUEUED
    answer = browser.post(address, {"next": "/documents/?status=queued"})
    assert (answer.status_code, answer["Location"]) == (302, "/documents/?status=queued")
    assert Document.objects.get().status == Status.CANCELLED


def test_an_own_document_is_cancelled_with_one_click():
    anja = make_employee("anja")
    document = make_document(anja, make_mailserver())
    for page in ("/documents/", f"/documents/{document.pk}/"):
        assert f'action="/documents/{document.pk}/cancel/"' in visit(anja).get(page).content.decode()


def test_what_has_left_meanwhile_is_not_asked_about():
    boss = make_employee("boss", role=Role.ADMINISTRATOR)
    document = make_document(make_employee("anja"), make_mailserver("HQ"), status=Status.SENT)
    answer = visit(boss).get(f"/documents/{document.pk}/cancel/ask/?next=https://evil.example/", follow=True)
    assert answer.request["PATH_INFO"] == f"/documents/{document.pk}/"
    assert "It could not be cancelled any more. Accepted by HQ" in answer.content.decode()


def test_retrying_what_is_being_sent_changes_nothing_and_says_so():
    anja = make_employee("anja")
    document = make_document(anja, make_mailserver(), status=Status.SENDING)
    answer = visit(anja).post(f"/documents/{document.pk}/retry/", follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert Document.objects.get().status == Status.SENDING


def test_the_way_back_never_leads_to_another_site():
    anja = make_employee("anja")
    document = make_document(anja, make_mailserver())
    browser = visit(anja)
    answer = browser.post(f"/documents/{document.pk}/cancel/", {"next": "https://evil.example/"})
    assert answer["Location"] == f"/documents/{document.pk}/"
    answer = browser.post(f"/documents/{document.pk}/retry/", {"next": "/documents/?status=held"})
    assert answer["Location"] == "/documents/?status=held"


def test_a_possible_repeat_is_marked():
    anja = make_employee("anja")
    document = make_document(anja, status=Status.SENT, possibly_repeated=True)
    assert 'data-test="possibly-repeated"' in page_of(anja, document)


def test_a_held_document_says_what_to_do():
    anja = make_employee("anja")
    document = make_document(anja, status=Status.HELD, reason="no-server")
    assert "Choose a work location; the document then leaves by itself." in page_of(anja, document)
    assert "postvak uit" in page_of(anja, document, "nl").lower()


def test_an_international_domain_is_readable():
    anja = make_employee("anja")
    document = make_document(anja, to="info@xn--mnchen-3ya.example")
    assert "info@münchen.example" in page_of(anja, document)


def test_a_document_that_was_given_up_says_after_how_long():
    anja = make_employee("anja")
    facts = {"gave_up_days": 3}
    document = make_document(anja, make_mailserver(), status=Status.FAILED, reason="greylisted", reason_facts=facts)
    assert "Given up after 3 days of trying:" in page_of(anja, document)


def test_a_change_is_announced_to_screen_readers_when_the_page_asks_again():
    anja = make_employee("anja")
    document = make_document(anja, make_mailserver("HQ"))
    browser = visit(anja)
    address = f"/documents/{document.pk}/"
    mark = browser.get(address).context["mark"]
    headers = {"HX-Request": "true", "X-Seen": mark}
    assert browser.get(address, headers=headers).status_code == 204
    Document.objects.update(status=Status.SENT, finished_at=timezone.now())
    page = browser.get(address, headers=headers).content.decode()
    assert 'hx-swap-oob="innerHTML:#announcer">Sent: Accepted by HQ' in page
