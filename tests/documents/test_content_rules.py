"""What a document may contain, whichever way it comes in."""

import pytest
from django.core.exceptions import ValidationError

from documents import intake
from documents.content_rules import BODY_LIMIT, SUBJECT_LIMIT
from documents.contents import NewAttachment
from documents.models import Document
from tests.factories import make_employee

GOOD = {"subject": "Payslip", "body": "Dear Jan", "html": "", "attachments": []}


def refused(*, subject_required=True, **change) -> list[str]:
    """The fields that are refused; the sentences can be written anywhere."""
    asked = GOOD | change
    try:
        intake.checked(["jan@x.example"], [], [], *asked.values(), {}, subject_required=subject_required)
    except ValidationError as errors:
        "".join(errors.messages).encode()
        return sorted(errors.message_dict)
    return []


@pytest.mark.parametrize(
    "subject", ["", "  ", "a\r\nBcc: b@x.example", "a\x00", "a\u2028b", "\ud800", "x" * 501], ids=ascii
)
def test_a_subject_that_cannot_be_in_a_header_is_refused(subject):
    assert refused(subject=subject) == ["subject"]


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\x7f", "X\udfffY"], ids=ascii)
def test_a_text_that_no_mail_program_can_show_is_refused(text):
    assert refused(body=text) == ["body"]
    assert refused(html=f"<p>{text}</p>") == ["body"]


@pytest.mark.parametrize("name", ["\ud800.txt", "loon\udcff.pdf"], ids=ascii)
def test_a_file_name_with_half_a_character_is_refused(name):
    assert refused(attachments=[NewAttachment(name, b"x"), NewAttachment("good.txt", b"x")]) == ["attachments"]


def test_everything_that_is_wrong_is_told_at_once():
    assert refused(subject="", body="\x00", attachments=[NewAttachment("a", b"")]) == ["attachments", "body", "subject"]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "x" * SUBJECT_LIMIT},
        {"subject": "Größe \U0001f4c4 \u00a0 \u200b"},
        {"body": "tab\tpage\x0cline\r\n\u2028 \U0001f4c4"},
        {"body": "x" * BODY_LIMIT},
        {"html": "x" * (BODY_LIMIT + 1)},
    ],
    ids=["long", "any script", "white space", "long body", "long html"],
)
def test_what_can_be_sent_is_accepted(change):
    assert refused(**change) == []


def test_a_program_s_mail_may_lack_a_subject_but_not_have_a_bad_one():
    assert refused(subject="", subject_required=False) == []
    assert refused(subject="\ud800", subject_required=False) == ["subject"]


@pytest.mark.django_db
def test_the_outbox_keeps_nothing_of_what_was_refused():
    with pytest.raises(ValidationError):
        intake.queue_document(sender=make_employee(), to=["jan@x.example"], subject="a\x00", body="")
    assert not Document.objects.exists()
