"""The work location over the API."""

import pytest

from employees.models import ServerCredentials
from tests.documents.api.client import Program
from tests.factories import make_employee, make_mailserver, work_from

pytestmark = pytest.mark.django_db


@pytest.fixture
def anja():
    return make_employee("anja")


@pytest.fixture
def program(anja):
    return Program(anja)


def test_without_a_choice_the_answer_says_what_is_missing(program):
    body = program.call("GET", "/work-location").json()
    assert (body["server"], body["ready"], body["reason"]) == (None, False, "no-server")
    assert "You have not chosen a work location." in body["explanation"]


@pytest.mark.parametrize("by", ["number", "identification"])
def test_a_server_is_chosen_by_number_or_identification(program, by):
    server = make_mailserver("Klant De Vries")
    given = server.pk if by == "number" else "  klant de vries "
    answer = program.call("PUT", "/work-location", {"server": given})
    assert answer.status_code == 200
    assert answer.json() == {
        "server": server.pk,
        "identification": "Klant De Vries",
        "is_default": False,
        "ready": True,
        "reason": None,
        "explanation": None,
    }
    assert program.call("GET", "/work-location").json() == answer.json()


def test_null_goes_back_to_the_default(program, anja):
    work_from(anja, make_mailserver())
    assert program.call("PUT", "/work-location", {"server": None}).json()["server"] is None


def test_an_own_login_is_asked_for_and_kept_and_never_shown(program, anja):
    server = make_mailserver("HQ", authentication="per_employee")
    refused = program.call("PUT", "/work-location", {"server": "HQ"})
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json()["errors"]} == {"username", "password"}
    answer = program.call("PUT", "/work-location", {"server": "HQ", "username": "a.jansen", "password": "gehe1m!"})
    assert answer.json()["ready"] is True
    assert "gehe1m!" not in answer.content.decode()
    stored = ServerCredentials.objects.get(employee=anja, server=server)
    assert "gehe1m!" not in stored.password


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "server"),
        ({"server": 999}, "server"),
        ({"server": 10**30}, "server"),
        ({"server": "Nowhere"}, "server"),
        ({"server": "\ud800"}, "server"),
        ({"server": "a\x00"}, "server"),
        ({"server": None, "username": "\ud800"}, "username"),
        ({"server": None, "password": "a\x00"}, "password"),
        ({"server": None, "x": 1}, "x"),
        ({"server": None, "\ud800": 1}, ""),
    ],
    ids=ascii,
)
def test_a_bad_choice_is_named(program, body, field):
    answer = program.call("PUT", "/work-location", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
