"""Django's own mail through the outbox."""

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import send_mail

from documents.models import Document
from tests.factories import make_company

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _through_the_outbox(settings):
    settings.EMAIL_BACKEND = "documents.backend.OutboxBackend"
    make_company()


@pytest.mark.parametrize(("subject", "kept"), [("", ""), ("a\tb", "a b"), ("Report", "Report")], ids=repr)
def test_what_django_calls_a_subject_is_one(subject, kept):
    assert send_mail(subject, "text", None, ["jan@x.example"]) == 1
    assert Document.objects.get().subject == kept


def test_a_text_that_no_mail_program_can_show_is_refused_at_once():
    with pytest.raises(ValidationError, match="stuurtekens"):
        send_mail("Report", "a\x00b", None, ["jan@x.example"])
    assert not Document.objects.exists()
