"""The start page shows each role what needs their attention."""

import pytest
from django.utils import timezone

from documents.models import Lane, Status
from employees.models import Role
from mailservers.models import SmtpLog
from mailservers.moments import when
from tests.documents.visitors import make_document, visit
from tests.factories import make_employee, make_mailserver, work_from

pytestmark = pytest.mark.django_db


def start_of(person) -> str:
    answer = visit(person).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def make_failed_log(server, **fields) -> SmtpLog:
    values = {"kind": "test", "outcome": "failed", "diagnosis_code": "connection-refused", "phase": "connect", **fields}
    return SmtpLog.objects.create(
        server=server,
        revision=server.revisions.first(),
        identification=server.identification,
        host=server.host,
        port=server.port,
        security=server.security,
        started_at=timezone.now(),
        finished_at=timezone.now(),
        **values,
    )


def test_a_stranger_logs_in_first(client):
    assert client.get("/")["Location"] == "/login/?next=/"


def test_without_a_work_location_everyone_is_asked_to_choose_one():
    for role in Role:
        page = start_of(make_employee(role=role))
        assert "You have not chosen a work location." in page
        assert "Choose a work location</a>" in page


def test_the_work_location_is_shown():
    anja = make_employee("anja")
    work_from(anja, make_mailserver("Klant De Vries"))
    assert "You work from <strong>Klant De Vries</strong>." in start_of(anja)


def test_a_chosen_server_that_was_deleted_is_named():
    anja, server = make_employee("anja"), make_mailserver("Klant De Vries")
    work_from(anja, server)
    server.delete()
    assert "You chose <strong>Klant De Vries</strong>, but nothing can leave from there now." in start_of(anja)


def test_a_sender_sees_their_own_held_and_failed_documents_with_reasons():
    anja = make_employee("anja")
    make_document(anja, status=Status.HELD, reason="no-server", subject="Held one")
    make_document(anja, make_mailserver(), status=Status.FAILED, reason="recipient-unknown", subject="Failed one")
    make_document(anja, status=Status.SENT, subject="Sent one")
    make_document(make_employee("mo"), status=Status.HELD, reason="no-server", subject="Of somebody else")
    page = start_of(anja)
    assert "Held one" in page
    assert "Failed one" in page
    assert "Nothing more happens by itself." in page
    assert "Choose a work location; the document then leaves by itself." in page
    assert "Sent one" not in page
    assert "Of somebody else" not in page


def test_an_administrator_sees_those_of_everyone_with_the_sender():
    make_document(make_employee("mo", name="Mo Bakker"), status=Status.HELD, reason="no-server", subject="Of Mo")
    page = start_of(make_employee("boss", role=Role.ADMINISTRATOR))
    assert "Of Mo" in page
    assert "Mo Bakker" in page


def test_an_administrator_sees_which_servers_need_attention_and_why():
    fine, failing, stopped = make_mailserver("Fine"), make_mailserver("Failing"), make_mailserver("Stopped")
    per_employee = make_mailserver("Own logins", authentication="per_employee")
    make_failed_log(failing)
    document = make_document(make_employee("mo"), stopped, status=Status.HELD, reason="credentials-rejected")
    Lane.objects.filter(pk=document.lane_id).update(state=Lane.State.STOPPED, reason="credentials-rejected")
    work_from(make_employee("anja"), per_employee)
    answer = visit(make_employee("boss", role=Role.ADMINISTRATOR)).get("/")
    concerns = {str(concern.server): concern for concern in answer.context["concerns"]}
    assert fine.identification not in concerns
    assert "Last test:" in concerns["Failing"].reasons[0]
    assert "Sending has stopped:" in concerns["Stopped"].reasons[0]
    assert concerns["Stopped"].waiting == 1
    assert concerns["Own logins"].reasons == ["1 employee has not entered a login yet."]


def test_without_any_server_an_administrator_is_led_to_the_first_one():
    assert 'href="/mailservers/new/"' in start_of(make_employee("boss", role=Role.ADMINISTRATOR))


def test_support_sees_the_conversations_that_failed_and_no_documents():
    log = make_failed_log(make_mailserver("HQ"))
    make_failed_log(make_mailserver("Other"), outcome="accepted", diagnosis_code="")
    page = start_of(make_employee("sam", role=Role.SUPPORT))
    assert f'/logs/{log.pk}/">{when(log.started_at)}</a>' in page
    assert "Other" not in page
    assert 'data-test="troubled-documents"' not in page


def test_an_employee_sees_neither_servers_nor_logs_of_others():
    make_failed_log(make_mailserver("HQ"))
    page = start_of(make_employee("anja"))
    assert 'data-test="server-concerns"' not in page
    assert 'data-test="failed-logs"' not in page


def stop_lane_of(person, server, reason, /, **facts):
    document = make_document(person, server, status=Status.HELD, reason=reason, reason_facts=facts)
    changes = {"state": Lane.State.STOPPED, "reason": reason, "reason_facts": facts, "holds": True}
    Lane.objects.filter(pk=document.lane_id).update(**changes)
    return document


def test_one_employees_missing_login_is_told_to_an_administrator_as_that_employees():
    server = make_mailserver("Klant De Vries", authentication="per_employee")
    sanne = make_employee("sanne", name="Sanne de Jong")
    work_from(sanne, server)
    stop_lane_of(sanne, server, "credentials-missing", server="Klant De Vries")
    answer = visit(make_employee("boss", role=Role.ADMINISTRATOR), "nl").get("/")
    (concern,) = answer.context["concerns"]
    assert concern.reasons == [
        "Documenten van Sanne de Jong worden vastgehouden: de gebruikersnaam en het wachtwoord voor deze server "
        "ontbreken. Sanne de Jong lost dat op onder Mijn gegevens > Werklocatie.",
        "1 medewerker heeft nog geen gebruikersnaam en wachtwoord ingevuld.",
    ]
    page = answer.content.decode()
    assert "Het versturen is gestopt" not in page
    assert "Wijzigen of testen" not in page
    assert 'href="/employees/?show=unready"' in page


def test_one_employees_refused_password_does_not_stop_the_server_for_everybody():
    server = make_mailserver("Klant De Vries", authentication="per_employee")
    facts = {"host": "mail.devries.example", "port": 587, "phase": "auth"}
    stop_lane_of(make_employee("sanne", name="Sanne de Jong"), server, "credentials-rejected", **facts)
    answer = visit(make_employee("boss", role=Role.ADMINISTRATOR)).get("/")
    (concern,) = answer.context["concerns"]
    assert concern.reasons == [
        "Documents of Sanne de Jong are on hold: the server rejects the user name or password. "
        "Sanne de Jong corrects that under My details > Work location."
    ]
    assert not concern.of_server
    assert "/employees/?show=unready" not in answer.content.decode(), "that list does not have her"


def test_an_administrators_own_missing_login_is_told_as_theirs_with_the_way_to_enter_it():
    boss = make_employee("boss", role=Role.ADMINISTRATOR)
    server = make_mailserver("Klant De Vries", authentication="per_employee")
    stop_lane_of(boss, server, "credentials-missing", server="Klant De Vries")
    answer = visit(boss).get("/")
    assert answer.context["concerns"][0].reasons == [
        "Your documents are on hold: your login for this server is missing."
    ]
    assert "To Work location</a>" in answer.content.decode()


def test_many_employees_without_a_login_are_counted_after_the_first():
    server = make_mailserver("Klant De Vries", authentication="per_employee")
    for number in range(7):
        stop_lane_of(make_employee(f"e{number}"), server, "credentials-missing", server="Klant De Vries")
    (concern,) = visit(make_employee("boss", role=Role.ADMINISTRATOR)).get("/").context["concerns"]
    assert concern.reasons[-1] == "The documents of 2 more employees are on hold."
    assert len(concern.reasons) == 6


def test_a_login_that_keeps_no_document_is_no_concern():
    server = make_mailserver("Klant De Vries", authentication="per_employee")
    document = stop_lane_of(make_employee(), server, "credentials-missing", server="Klant De Vries")
    type(document).objects.update(status=Status.CANCELLED)
    assert visit(make_employee("boss", role=Role.ADMINISTRATOR)).get("/").context["concerns"] == []


def test_a_login_of_nobody_in_particular_is_not_told_as_the_readers():
    server = make_mailserver("Klant De Vries", authentication="per_employee")
    document = stop_lane_of(make_employee(), server, "credentials-missing", server="Klant De Vries")
    Lane.objects.filter(pk=document.lane_id).update(employee=None)  # as after their account was removed
    (concern,) = visit(make_employee("boss", role=Role.ADMINISTRATOR)).get("/").context["concerns"]
    assert concern.reasons == ["Sending has stopped: the user name and password for this server are missing."]
