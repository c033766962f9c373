"""Why a document waits, in words for whoever reads them: its sender, or somebody else."""

import pytest
from django.utils import translation

from documents import reasons
from documents.explanation import cause_for, explain
from documents.models import Document, Lane, Status
from employees.models import Employee, Role
from tests.documents.visitors import make_document, visit
from tests.factories import make_employee, make_mailserver

pytestmark = pytest.mark.django_db

# What the outbox holds until its sender does something.
OF_THE_SENDER = sorted(code for code, reason in reasons.REASONS.items() if reason.of_another)
# What a server says of a login, as far as the owner of the login can help.
REFUSED_LOGINS = ["credentials-rejected", "app-password-needed", "account-locked", "oauth-token-rejected"]
TO_THE_READER = {"nl": ("je ", "jouw ", "jij "), "en": ("your ", "you ")}
FACTS = {"server": "Klant De Vries", "host": "mail.devries.example", "port": 587, "phase": "auth"}


@pytest.fixture
def sanne() -> Employee:
    return make_employee("sanne", name="Sanne de Jong")


def held(sender: Employee, reason: str) -> Document:
    server = make_mailserver("Klant De Vries", authentication="per_employee")
    document = make_document(sender, server, status=Status.HELD, reason=reason, reason_facts=FACTS)
    Lane.objects.update(state=Lane.State.STOPPED, reason=reason, reason_facts=FACTS, holds=True)
    document.lane.refresh_from_db()
    return document


def all_words(document: Document, reader: Employee | None) -> str:
    cause = cause_for(document, reader)
    sentence = explain(document, document.lane, reader)
    return " ".join([sentence, cause.title, cause.cause, *cause.steps])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("reason", [*OF_THE_SENDER, *REFUSED_LOGINS])
def test_somebody_else_reads_whose_login_or_work_location_it_is(sanne: Employee, reason: str, language: str) -> None:
    document = held(sanne, reason)
    with translation.override(language):
        words = all_words(document, make_employee("boss", role=Role.ADMINISTRATOR))
    assert "Sanne de Jong" in words
    assert [word for word in TO_THE_READER[language] if f" {word}" in f" {words.lower()}"] == []


@pytest.mark.parametrize("reader", ["sender", "nobody in particular"])
@pytest.mark.parametrize("reason", ["credentials-missing", "credentials-waiting", "credentials-rejected"])
def test_the_sender_is_spoken_to(sanne: Employee, reason: str, reader: str) -> None:
    document = held(sanne, reason)
    with translation.override("nl"):
        words = all_words(document, sanne if reader == "sender" else None)
    assert "Sanne" not in words
    assert "Werklocatie" in words


def test_a_shared_login_that_is_refused_is_nobodys_own(sanne: Employee) -> None:
    document = make_document(sanne, make_mailserver(), status=Status.HELD, reason="credentials-rejected")
    with translation.override("en"):
        sentence = explain(document, document.lane, make_employee("boss", role=Role.ADMINISTRATOR))
    assert "Leaves by itself once the settings or the login have been corrected." in sentence
    assert "Sanne" not in sentence


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPPORT])
@pytest.mark.parametrize("page", ["/documents/", "/documents/{}/"], ids=["outbox", "document"])
def test_others_never_read_that_their_own_login_is_missing(sanne: Employee, role: Role, page: str) -> None:
    document = held(sanne, "credentials-missing")
    shown = visit(make_employee("reader", role=role), "nl").get(page.format(document.pk)).content.decode()
    assert "die van Sanne de Jong ontbreken" in shown
    assert "je eigen gebruikersnaam" not in shown
