"""The one query that finds a lane says the same as `employees.work_location.places`, whatever has happened before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from documents import routing
from documents.intake import queue_document
from documents.models import Lane
from documents.new_documents import NewDocument
from employees.models import Employee
from employees.work_location import places
from mailservers import revisions
from mailservers.models import Company, MailServer, MailServerRevision
from tests.factories import change_mailserver, make_company, make_employee, make_mailserver, work_from

pytestmark = pytest.mark.django_db

WITHOUT_LANE = set(routing.WITHOUT_LANE)


def place_of(employee: Employee, limit: int) -> tuple[str, int | None, int | None]:
    """What the page about work locations knows: reason, server, settings."""
    place = places([employee], limit)[employee.pk]
    reason = place.problem.code if place.problem and place.problem.code in WITHOUT_LANE else ""
    return reason, place.server and place.server.pk, place.settings and place.settings.pk


def route_of(employee: Employee, limit: int | None) -> tuple[str, int | None, int | None]:
    """The same in the outbox's one query."""
    route = routing.route_of(employee, limit)
    lane = Lane.objects.filter(pk=route.lane_id).first()
    assert (lane is None) is bool(route.reason)
    return route.reason, route.server_id, lane.revision_id if lane else None


def taken_by(employee: Employee, limit: int | None) -> tuple[str, int | None, int | None]:
    """The same, as a new document has it."""
    document = queue_document(sender=employee, to=["jan@x.example"], subject="Payslip", revision_limit=limit)
    return document.reason, document.server_id, document.lane.revision_id if document.lane else None


# -- the table


@pytest.mark.parametrize("default", [True, False], ids=["with a default", "without a default"])
@pytest.mark.parametrize("choice", ["chosen", "never chose", "chose none", "deleted", "deleted, chose again"])
@pytest.mark.parametrize("login", ["before", "between", "after", "new"])
def test_the_query_finds_what_the_work_location_page_shows(default, choice, login):
    anja = make_employee()
    limits = {"before": revisions.newest_revision_id()}
    server, spare = make_mailserver(authentication="per_employee"), make_mailserver()
    limits["between"] = revisions.newest_revision_id()
    change_mailserver(server, port=2525)
    change_mailserver(spare, authentication="per_employee")
    limits["after"] = revisions.newest_revision_id()
    make_company(default_server=spare if default else None)
    if choice != "never chose":
        work_from(anja, server)
    if choice == "chose none":
        work_from(anja, None)
    if choice.startswith("deleted"):
        server.delete()
    if choice == "deleted, chose again":
        work_from(anja, None)
    limit = limits.get(login)
    assert route_of(anja, limit) == place_of(anja, revisions.newest_revision_id() if limit is None else limit)


@pytest.mark.parametrize("limit", [None, 0], ids=["new login", "older login"])
def test_without_any_server_there_is_nowhere_to_send(limit):
    anja = make_employee()
    for route in (routing.route_of(anja, limit), routing.route_of(None, limit)):
        assert (route.limit, route.lane_id, route.reason) == (0, None, "no-server")


def test_a_deleted_choice_is_named_and_the_default_does_not_stand_in():
    anja = make_employee()
    server = make_mailserver("Site North")
    make_company(default_server=make_mailserver())
    work_from(anja, server)
    server.delete()
    route = routing.route_of(anja, None)
    assert (route.reason, route.identification, route.facts) == (
        "server-deleted",
        "Site North",
        {"server": "Site North"},
    )
    assert route.lane_id is None


def test_a_server_newer_than_the_login_is_named():
    anja = make_employee()
    make_mailserver()
    login = revisions.newest_revision_id()
    work_from(anja, make_mailserver("Site South"))
    route = routing.route_of(anja, login)
    assert (route.reason, route.identification, route.limit) == ("not-yet-available", "Site South", login)
    assert routing.route_of(anja, None).reason == ""


def test_the_company_sends_through_its_default_server():
    server = make_mailserver(sender_address="office@agency.example")
    make_company(default_server=server)
    route = routing.route_of(None, None)
    assert (route.server_id, route.sender_address) == (server.pk, "office@agency.example")
    assert Lane.objects.get().employee is None


def test_a_new_login_goes_by_the_newest_settings_and_says_which():
    anja = make_employee()
    server = make_mailserver()
    work_from(anja, server)
    change_mailserver(server, port=2525)
    route = routing.route_of(anja, None)
    assert route.limit == revisions.newest_revision_id()
    assert Lane.objects.get(pk=route.lane_id).revision.port == 2525


def test_a_fixed_server_counts_whatever_the_sender_has_chosen_since():
    anja = make_employee()
    fixed = make_mailserver()
    work_from(anja, make_mailserver())
    assert routing.route_through(fixed.pk, anja, None).server_id == fixed.pk
    assert routing.route_through(fixed.pk, None, None).server_id == fixed.pk


def test_a_fixed_server_that_is_gone_leads_nowhere():
    anja = make_employee()
    make_company(default_server=make_mailserver())
    gone = make_mailserver()
    key = gone.pk
    gone.delete()
    assert routing.route_through(key, anja, None).lane_id is None


# -- lanes


def test_everybody_shares_the_lane_of_a_central_login():
    server = make_mailserver(authentication="central", username="office", password="secret")
    people = [make_employee() for _ in range(3)]
    for person in people:
        work_from(person, server)
    assert len({routing.route_of(person, None).lane_id for person in people}) == 1
    assert Lane.objects.get().employee is None


def test_with_own_logins_everybody_has_a_lane():
    server = make_mailserver(authentication="per_employee")
    people = [make_employee() for _ in range(3)]
    for person in people:
        work_from(person, server)
    found = [Lane.objects.get(pk=routing.route_of(person, None).lane_id) for person in people]
    assert [lane.employee for lane in found] == people
    assert len({routing.route_of(person, None).lane_id for person in people}) == 3  # the same ones again
    assert Lane.objects.count() == 3


def test_the_lanes_of_two_employees_are_never_mixed_up():
    """Keys are numbers joined by a hyphen: 1-11 is not 11-1."""
    server = make_mailserver(authentication="per_employee")
    settings_ = server.revisions.get()
    first, second = make_employee(), make_employee()
    keys = {routing.lane_for(server, settings_, person).key for person in (first, second, None)}
    assert keys == {f"{settings_.pk}-{first.pk}", f"{settings_.pk}-{second.pk}", f"{settings_.pk}-0"}


def test_finding_a_known_lane_is_one_query_and_makes_nothing():
    anja = make_employee()
    work_from(anja, make_mailserver())
    first = routing.route_of(anja, None)
    with CaptureQueriesContext(connection) as queries:
        assert routing.route_of(anja, None) == first
    assert len(queries) <= 1  # what is prepared on PostgreSQL is not counted
    assert Lane.objects.count() == 1


# -- deleted since


def test_new_documents_of_a_server_that_has_gone_are_held():
    server = make_mailserver("Site")
    kept = make_mailserver()
    documents = [
        NewDocument.made_of(b"", [], [], server_id=one.pk, lane_id=9, server_identification=one.identification)
        for one in (server, kept)
    ]
    assert not routing.leave_deleted_servers(documents)
    server.delete()
    assert routing.leave_deleted_servers(documents)
    lost, left = (new.document for new in documents)
    assert (lost.status, lost.reason, lost.server_id, lost.lane_id) == ("held", "server-deleted", None, None)
    assert lost.reason_facts == {"server": "Site"}
    assert (left.status, left.server_id) == ("queued", kept.pk)


# -- whatever happens, in whatever order

DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["none", "per_employee"])),
        st.tuples(st.just("change"), st.integers(0, 3)),
        st.tuples(st.just("delete"), st.integers(0, 3)),
        st.tuples(st.just("choose"), st.integers(0, 3)),
        st.tuples(st.just("choose none"), st.just(0)),
        st.tuples(st.just("default"), st.integers(0, 3)),
        st.tuples(st.just("no default"), st.just(0)),
        st.tuples(st.just("log in"), st.just(0)),
    ),
    max_size=12,
)


class AnyHistory(TestCase):
    """Hypothesis wants its own transaction for each example."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(deeds=DEEDS)
    def test_after_any_history_the_query_and_the_page_agree(self, deeds: list[tuple[str, object]]) -> None:
        anja = make_employee()
        limits: list[int | None] = [0, None]
        for deed, value in deeds:
            do(deed, value, anja)
            for limit in limits:  # the outbox remembers the route of the one before
                known = revisions.newest_revision_id() if limit is None else limit
                assert taken_by(anja, limit) == place_of(anja, known)
            if deed == "log in":
                limits.append(revisions.newest_revision_id())
        for limit in limits:
            known = revisions.newest_revision_id() if limit is None else limit
            assert route_of(anja, limit) == place_of(anja, known)


def do(deed: str, value: object, employee: Employee) -> None:
    """One thing that people do to servers and choices."""
    servers = list(MailServer.objects.order_by("pk"))
    chosen = servers[int(value) % len(servers)] if servers and isinstance(value, int) else None
    if deed == "add":
        make_mailserver(authentication=value)
    elif deed == "change" and chosen:
        authentication = "none" if chosen.authentication == "per_employee" else "per_employee"
        change_mailserver(chosen, authentication=authentication)
    elif deed == "delete" and chosen:
        chosen.delete()
    elif deed in ("choose", "choose none"):
        work_from(employee, chosen if deed == "choose" else None)
    elif deed in ("default", "no default"):
        make_company(default_server=chosen if deed == "default" else None)
    assert MailServerRevision.objects.count() >= MailServer.objects.count()
    assert Company.objects.count() <= 1
