"""Every kind of message that Django can send, through the outbox and read back as its recipient would."""

import email
import email.policy
from email.encoders import encode_base64
from email.message import EmailMessage as Received
from email.message import MIMEPart
from email.mime.base import MIMEBase
from typing import Any

import django
import pytest
from django.core.exceptions import ValidationError
from django.core.mail import (
    EmailMessage,
    EmailMultiAlternatives,
    get_connection,
    mail_admins,
    send_mail,
    send_mass_mail,
)
from django.core.mail.message import BadHeaderError

from documents.models import Attachment, Document, Letter, Recipient
from tests.documents.outbox import deliver, make_sender, server_of
from tests.factories import change_mailserver, make_company, make_employee, make_mailserver, work_from
from tests.servers import ReceivingServer

pytestmark = pytest.mark.django_db

TO = ["jan@x.example"]


@pytest.fixture(autouse=True)
def _through_the_outbox(settings):
    settings.EMAIL_BACKEND = "documents.backend.OutboxBackend"
    make_company(default_server=make_mailserver())


def letter() -> Received:
    """The only message in the outbox, without attachments of ours."""
    wire = bytes(Letter.objects.get().wire)
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    assert b"\n" not in wire.replace(b"\r\n", b"")
    return email.message_from_bytes(wire, policy=email.policy.default)


def parts(message: Received) -> list[tuple[str, Any]]:
    """Types and contents of the leaves."""
    return [(one.get_content_type(), one.get_content()) for one in message.walk() if not one.is_multipart()]


def text_of(message: Received, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


# -- what is composed anew


def test_send_mail_queues_one_document():
    assert send_mail("Report", "Dear Jan,\n.\nété\n", "Robot <robot@agency.example>", TO) == 1
    document = Document.objects.get()
    assert (document.status, document.subject, document.from_address) == ("queued", "Report", "robot@agency.example")
    found = letter()
    assert text_of(found) == "Dear Jan,\n.\nété\n"
    assert (found["From"], found["To"], found["Subject"]) == (
        "Robot <robot@agency.example>",
        "jan@x.example",
        "Report",
    )
    assert found["Message-ID"] == document.message_id


def test_mail_of_nobody_in_particular_leaves_in_the_name_of_the_company():
    send_mail("Report", "text", None, TO)
    assert letter()["From"] == "Uitzendbureau De Brug <info@agency.example>"
    assert Document.objects.get().sender is None


def test_an_employees_address_makes_it_their_document():
    anja = make_employee("anja")
    server = make_mailserver()
    work_from(anja, server)
    send_mail("Report", "text", f"Anja <{anja.email.upper()}>", TO)
    document = Document.objects.get()
    assert (document.sender, document.server) == (anja, server)


@pytest.mark.parametrize("why", ["inactive", "two of them"])
def test_an_address_that_is_nobodys_makes_it_the_companys(why):
    make_employee("anja", is_active=why != "inactive")
    if why == "two of them":
        make_employee("anne", email="anja@agency.example")
    send_mail("Report", "text", "anja@agency.example", TO)
    assert Document.objects.get().sender is None


def test_html_beside_the_text_arrives():
    send_mail("Report", "text é", None, TO, html_message="<p>text é</p>")
    found = letter()
    assert found.get_content_type() == "multipart/alternative"
    assert (text_of(found), text_of(found, "html")) == ("text é\n", "<p>text é</p>\n")


def test_every_recipient_is_told_and_bcc_is_seen_by_nobody():
    EmailMessage("Report", "text", None, TO, cc=["Piet <piet@x.example>"], bcc=["boss@x.example"]).send()
    assert list(Recipient.objects.values_list("kind", "address")) == [
        ("to", "jan@x.example"),
        ("cc", "piet@x.example"),
        ("bcc", "boss@x.example"),
    ]
    assert letter()["Cc"] == "Piet <piet@x.example>"
    assert b"boss" not in bytes(Letter.objects.get().wire)


def test_only_bcc_is_a_message_too():
    assert EmailMessage("Report", "text", None, [], bcc=TO).send() == 1
    assert letter()["To"].addresses == ()


def test_files_of_every_kind_are_attached_octet_for_octet(tmp_path):
    path = tmp_path / "één.pdf"
    path.write_bytes(b"%PDF\x00\xff")
    message = EmailMessage("Report", "text", None, TO)
    message.attach_file(str(path))
    message.attach("notes.txt", "tekst é", "text/plain")
    message.attach(None, b"\x00\x01", "application/x-own")
    message.send()
    from documents import contents

    found = [(one.filename, one.content_type, b"".join(contents.read(one.content))) for one in Attachment.objects.all()]
    assert found == [
        ("één.pdf", "application/pdf", b"%PDF\x00\xff"),
        ("notes.txt", "text/plain", "tekst é".encode()),
        ("attachment-3", "application/x-own", b"\x00\x01"),
    ]


@pytest.mark.parametrize("html", ["", "<p>x"], ids=["text", "HTML"])
def test_further_headers_and_an_own_message_id_arrive(html):
    message = EmailMultiAlternatives(
        "Report", "text", None, TO, headers={"X-Campaign": "één", "Message-ID": "<own@agency.example>"}
    )
    if html:
        message.attach_alternative(html, "text/html")
    message.send()
    assert letter()["X-Campaign"] == "één"
    assert letter().get_all("Message-ID") == ["<own@agency.example>"]
    assert Document.objects.get().message_id == "<own@agency.example>"


@pytest.mark.parametrize(
    "reply_to",
    [["hr@x.example"], ["HR <hr@x.example>"], ["Zoë <zoe@x.example>", "a@x.example"], ['"Vries, Zoë" <z@x.example>']],
    ids=["bare", "with a name", "not ASCII", "with a comma"],
)
def test_answers_go_where_they_should(reply_to):
    EmailMessage("Report", "text", None, TO, reply_to=reply_to).send()
    django = EmailMessage("Report", "text", None, TO, reply_to=reply_to).message()
    expected = email.message_from_bytes(django.as_bytes(), policy=email.policy.default)["Reply-To"]
    found = letter()["Reply-To"]
    assert [(one.display_name, one.addr_spec) for one in found.addresses] == [
        (one.display_name, one.addr_spec) for one in expected.addresses
    ]


# -- what Django has rendered


def html_only() -> EmailMessage:
    message = EmailMessage("Report", "<p>één</p>" + "x" * 2000, None, TO)
    message.content_subtype = "html"
    return message


def calendar() -> EmailMessage:
    message = EmailMultiAlternatives("Report", "één", None, TO)
    message.attach_alternative("<p>één</p>", "text/html")
    message.attach_alternative("BEGIN:VCALENDAR\nÉÉN\nEND:VCALENDAR\n", "text/calendar")
    return message


def with_image() -> EmailMessage:
    message = EmailMultiAlternatives("Report", "één", None, TO)
    message.attach_alternative('<img src="cid:logo">', "text/html")
    message.mixed_subtype = "related"
    message.attach(own_part(b"\x89PNG\x00\xff", "image", "png", Content_ID="<logo>"))
    return message


def own_part(octets: bytes, maintype: str, subtype: str, **headers: str) -> MIMEPart | MIMEBase:
    """Django 6 takes Python's newer class, and warns about the older one, which is all that Django 5 takes."""
    part: Any
    if django.VERSION >= (6, 0):
        part = MIMEPart()
        part.set_content(octets, maintype, subtype)
    else:
        part = MIMEBase(maintype, subtype)
        part.set_payload(octets)
        encode_base64(part)
    for name, value in headers.items():
        part[name.replace("_", "-")] = value
    return part


def with_own_parts() -> EmailMessage:
    message = EmailMessage("Report", "één", None, TO)
    message.attach(own_part(b"\x00\x01\xff", "application", "x-own"))
    message.attach(own_part("nötig".encode("latin-1"), "application", "x-other"))
    return message


def forwarded() -> EmailMessage:
    message = EmailMessage("Report", "één", None, TO)
    message.attach("fwd.eml", EmailMessage("Inner", "ìnner", "a@x.example", TO).message().as_string(), "message/rfc822")
    return message


def in_latin_1() -> EmailMessage:
    message = EmailMessage("Report", "één", None, TO)
    message.encoding = "iso-8859-1"
    return message


SPECIAL = {
    "HTML only": (html_only, [("text/html", "<p>één</p>" + "x" * 2000)]),
    "a calendar": (
        calendar,
        [
            ("text/plain", "één"),
            ("text/html", "<p>één</p>"),
            ("text/calendar", "BEGIN:VCALENDAR\nÉÉN\nEND:VCALENDAR\n"),
        ],
    ),
    "an image inside": (
        with_image,
        [("text/plain", "één"), ("text/html", '<img src="cid:logo">'), ("image/png", b"\x89PNG\x00\xff")],
    ),
    "own MIME parts": (
        with_own_parts,
        [("text/plain", "één"), ("application/x-own", b"\x00\x01\xff"), ("application/x-other", b"n\xf6tig")],
    ),
    "a message inside": (forwarded, [("text/plain", "één"), ("text/plain", "ìnner")]),
    "another encoding": (in_latin_1, [("text/plain", "één")]),
}


def tidy(found: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Line ends as they were; the last one may have been added."""
    return [
        (kind, content.replace("\r\n", "\n").rstrip("\n") if isinstance(content, str) else content)
        for kind, content in found
    ]


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_more_than_text_and_files_arrives_as_django_made_it(name):
    make, expected = SPECIAL[name]
    assert make().send() == 1
    found = letter()
    assert tidy(parts(found)) == tidy(expected)
    assert found["Subject"] == "Report"
    assert found["Message-ID"] == Document.objects.get().message_id
    assert not Attachment.objects.exists()
    assert Document.objects.get().size_bytes == len(bytes(Letter.objects.get().wire))


@pytest.mark.parametrize("make", [with_image, with_own_parts], ids=["related", "parts"])
def test_the_senders_address_is_the_same_however_the_message_is_made(make):
    message = make()
    message.bcc = ["boss@x.example"]
    message.send()
    found = letter()
    assert Document.objects.get().from_address == "info@agency.example"
    assert found["From"].addresses[0].addr_spec == "info@agency.example"
    assert found["Bcc"] is None


def test_a_sender_that_the_server_prescribes_is_obeyed_in_what_django_made():
    anja = make_sender(called="anja")
    change_mailserver(server_of(anja), sender_address="office@agency.example")
    message = html_only()
    message.from_email = f"Anja <{anja.email}>"
    message.send()
    assert Document.objects.get().from_address == "office@agency.example"
    assert letter()["From"].addresses[0].addr_spec == "office@agency.example"


def test_a_from_header_of_its_own_is_kept():
    EmailMessage("Report", "text", "bounces@agency.example", TO, headers={"From": "Site <site@agency.example>"}).send()
    assert Document.objects.get().from_address == "bounces@agency.example"
    assert letter()["From"] == "Site <site@agency.example>"


# -- what cannot be sent


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"subject": "a\nBcc: x@x.example"}, BadHeaderError),
        ({"headers": {"X-A": "a\nBcc: x@x.example"}}, BadHeaderError),
        ({"to": ["no address"]}, ValueError),
        ({"body": "a\x00b"}, ValidationError),
    ],
    ids=["subject", "header", "recipient", "body"],
)
def test_what_cannot_be_sent_is_an_error_unless_silence_was_asked_for(change, problem):
    asked = {"subject": "Report", "body": "text", "to": TO, **change}
    with pytest.raises(problem):
        EmailMessage(**asked).send()
    assert EmailMessage(**asked).send(fail_silently=True) in (0, None)
    assert not Document.objects.exists()


def test_one_bad_message_among_many_costs_only_itself_when_silent():
    good, bad = EmailMessage("Report", "text", None, TO), EmailMessage("Report", "a\x00b", None, TO)
    assert get_connection(fail_silently=True).send_messages([good, bad, good]) == 2
    assert Document.objects.count() == 2


def test_a_message_without_recipients_is_no_message():
    assert EmailMessage("Report", "text", None, []).send() == 0
    assert get_connection().send_messages([EmailMessage("Report", "text", None, [])]) == 0
    assert not Document.objects.exists()


def test_many_at_once_are_counted():
    assert send_mass_mail([(f"Report {number}", "text", None, TO) for number in range(3)]) == 3
    assert Document.objects.count() == 3


def test_djangos_own_mail_to_administrators_passes(settings):
    settings.ADMINS = ["root@x.example"] if django.VERSION >= (6, 0) else [("Root", "root@x.example")]
    mail_admins("Broken", "Traceback", html_message="<pre>Traceback")
    assert Recipient.objects.get().address == "root@x.example"


@pytest.mark.django_db(transaction=True)
def test_what_django_sends_arrives(settings):
    settings.DELIVER_POLL_S = 0.05
    with ReceivingServer() as server:
        make_company(demo=True, default_server=make_mailserver(host="127.0.0.1", port=server.port))
        message = with_own_parts()
        message.bcc = ["boss@x.example"]
        message.send()
        deliver()
    [received] = server.messages
    assert received.rcpt_tos == ["jan@x.example", "boss@x.example"]
    found = email.message_from_bytes(received.content, policy=email.policy.default)
    assert tidy(parts(found)) == tidy(SPECIAL["own MIME parts"][1])
