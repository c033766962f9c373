"""The start page: what needs somebody's attention, by what they are here for."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from documents.explanation import cause_of, in_sentence
from documents.models import Document, Lane, Status
from documents.visibility import visible_to, visitor
from documents.workers import nobody_delivers
from employees import notices, work_location
from employees.models import Employee
from mailservers.access import permission_required
from mailservers.explanations import short_words
from mailservers.last_test import last_tests
from mailservers.models import MailServer, SmtpLog
from mailservers.moments import when
from mailservers.revisions import revision_limit
from mailservers.usage import usage_of

from .outbox import Row, row, with_recipients

DOCUMENTS_SHOWN = 10
LOGS_SHOWN = 10
PEOPLE_NAMED = 5  # at one server, whose login keeps their documents; the rest are counted
IN_TROUBLE = (Status.HELD, Status.FAILED)


@dataclass(frozen=True, slots=True)
class Concern:
    """A mail server that needs attention, with the reasons.

    `of_server`: something is wrong with the server itself; else it is about the logins of employees. `own_login`: the
    reader's own is among these. `lacks_logins`: somebody who works there has none.
    """

    server: MailServer
    state: str
    reasons: list[str]
    waiting: int
    of_server: bool
    own_login: bool
    lacks_logins: bool


@require_safe
@permission_required("documents.view")
def start(request: HttpRequest) -> HttpResponse:
    """What each role should see first."""
    person = visitor(request)
    place = work_location.current_place(person, revision_limit(request))
    context: dict[str, Any] = {
        "place": place,
        "told_above": place.problem is not None and place.problem.code in notices.TO_SOLVE,
        "sends": person.has_perm("documents.send"),
        "sees_all": person.has_perm("documents.view_all"),
        "no_worker": person.has_perm("documents.view_all") and nobody_delivers(),
    }
    if context["sends"]:
        context |= _troubled(person)
    if person.has_perm("mailservers.manage_servers"):
        context["concerns"] = concerns(person)
        context["has_servers"] = MailServer.objects.exists()
    if person.has_perm("mailservers.view_all_logs"):
        context["failed_logs"] = failed_logs()
    return render(request, "documents/start.html", context)


def _troubled(person: Employee) -> dict[str, Any]:
    """The newest held and failed documents, and how many there are."""
    documents = visible_to(person)
    troubled = documents.in_trouble()
    rows: list[Row] = [row(one, person) for one in with_recipients(troubled.order_by("-pk"))[:DOCUMENTS_SHOWN]]
    counts = {status: documents.in_trouble(status).count() for status in IN_TROUBLE}
    figures = [
        (reverse("documents") + "?status=held", counts[Status.HELD], _("on hold")),
        (reverse("documents") + "?status=failed", counts[Status.FAILED], _("failed")),
    ]
    waiting = documents.filter(status__in=[Status.QUEUED, Status.SENDING, Status.RETRYING]).count()
    figures.insert(0, (reverse("documents"), waiting, _("on their way")))
    return {"rows": rows, "figures": figures, "more": sum(counts.values()) - len(rows)}


def concerns(reader: Employee) -> list[Concern]:
    """The servers whose last test failed, that cannot be used now, or that people cannot log in to."""
    servers = list(MailServer.objects.all())
    tests, usage = last_tests(servers), usage_of(servers)
    closed = _closed_lanes(servers)
    found = []
    for server in servers:
        lanes = closed.get(server.pk, [])
        shared = [lane for lane in lanes if not _is_of_one_employee(lane)]
        personal = [lane for lane in lanes if _is_of_one_employee(lane)]
        reasons = [_lane_words(lane) for lane in shared]
        if test_failed := tests[server.pk].state == "bad":
            reasons.append(_("Last test: %(result)s.") % {"result": tests[server.pk].words})
        reasons += [_personal_words(lane, reader) for lane in personal[:PEOPLE_NAMED]]
        if more := len(personal[PEOPLE_NAMED:]):
            words = ngettext(
                "The documents of %(count)d more employee are on hold.",
                "The documents of %(count)d more employees are on hold.",
                more,
            )
            reasons.append(words % {"count": more})
        if missing := usage[server.pk].without_login:
            words = ngettext(
                "%(count)d employee has not entered a login yet.",
                "%(count)d employees have not entered a login yet.",
                missing,
            )
            reasons.append(words % {"count": missing})
        if reasons:
            held = Document.objects.in_trouble(Status.HELD).filter(server=server).count()
            of_server = bool(shared) or test_failed
            state = "bad" if of_server else "warn"
            own_login = any(lane.employee_id == reader.pk for lane in personal)
            told = list(dict.fromkeys(reasons))
            found.append(Concern(server, state, told, held, of_server, own_login, missing > 0))
    return found


def failed_logs() -> list[tuple[SmtpLog, str, str]]:
    """The newest conversations that failed, each with when it began and a few words."""
    logs = SmtpLog.objects.filter(outcome__in=[SmtpLog.Outcome.FAILED, SmtpLog.Outcome.INTERRUPTED])
    newest = logs.defer("transcript", "stages", "capabilities").order_by("-started_at")[:LOGS_SHOWN]
    return [(log, when(log.started_at), short_words(log)) for log in newest]


def _closed_lanes(servers: list[MailServer]) -> dict[int | None, list[Lane]]:
    """By server, what cannot be sent through now; one employee's login only while documents are on hold for it."""
    lanes = Lane.objects.filter(server__in=servers).exclude(state=Lane.State.OPEN).select_related("employee")
    on_hold = Document.objects.in_trouble(Status.HELD).filter(lane=OuterRef("pk"))
    found: dict[int | None, list[Lane]] = {}
    for lane in lanes.annotate(holds_documents=Exists(on_hold)).order_by("employee__name", "pk"):
        if lane.holds_documents or not _is_of_one_employee(lane):
            found.setdefault(lane.server_id, []).append(lane)
    return found


def _is_of_one_employee(lane: Lane) -> bool:
    """Whether one employee's own login is missing or refused: everybody else can still send."""
    return lane.employee_id is not None and lane.state == Lane.State.STOPPED


def _lane_words(lane: Lane) -> str:
    why = in_sentence(cause_of(lane.reason, lane.reason_facts, owner=_("the sender")).title)
    if lane.state == Lane.State.STOPPED:
        return _("Sending has stopped: %(why)s.") % {"why": why}
    return _("Cannot be used now: %(why)s.") % {"why": why}


def _personal_words(lane: Lane, reader: Employee) -> str:
    is_own = lane.employee_id == reader.pk
    owner = "" if is_own else str(lane.employee)
    cause = cause_of(lane.reason, lane.reason_facts, owner=owner, own_login=True)
    facts = {"owner": owner, "why": in_sentence(cause.title)}
    if is_own:
        return _("Your documents are on hold: %(why)s.") % facts
    if cause.actor == "employee":
        return (
            _("Documents of %(owner)s are on hold: %(why)s. %(owner)s corrects that under My details > Work location.")
            % facts
        )
    return _("Documents of %(owner)s are on hold: %(why)s.") % facts
