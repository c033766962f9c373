"""SMTP logs: the list, one log with everything that is known about it, its download, and stopping a run."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mailservers import explanations
from mailservers import logs as kept
from mailservers.access import permission_required
from mailservers.forms import LogFilterForm
from mailservers.last_test import SHAPES
from mailservers.models import SmtpLog
from mailservers.moments import when
from mailservers.transcripts import as_text
from mailservers.views.result import result_context

PER_PAGE = 50
STOP_POLLING = 286  # htmx takes the content and asks no more


@permission_required("mailservers.view_logs")
@require_safe
def logs(request: HttpRequest) -> HttpResponse:
    """The conversations somebody may read, the newest first."""
    kept.notice_interrupted()
    everybody = request.user.has_perm("mailservers.view_all_logs")
    form = LogFilterForm(request.GET, everybody=everybody)
    visible = form.applied_to(kept.visible_to(request.user)).defer("transcript", "stages", "capabilities")
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page", "1"))
    rows = [
        (log, SHAPES[log.outcome], explanations.short_words(log), explanations.short_proof(log), when(log.started_at))
        for log in page
    ]
    context = {"form": form, "page": page, "rows": rows, "everybody": everybody}
    return render(request, "mailservers/logs.html", context)


@permission_required("mailservers.view_logs")
@require_safe
def log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One log as a page of its own; for htmx its result only, until the run has ended."""
    found = _visible(request, pk)
    context = result_context(request, found)
    if request.htmx:  # type: ignore[attr-defined]
        running = found.outcome == SmtpLog.Outcome.RUNNING
        return render(request, "mailservers/_test_result.html", context, status=200 if running else STOP_POLLING)
    return render(request, "mailservers/log.html", context)


@permission_required("mailservers.view_logs")
@require_safe
def log_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The log as a text file to pass on; it holds no secret."""
    found = _visible(request, pk)
    name = f'attachment; filename="smtp-log-{found.code}.txt"'
    return HttpResponse(as_text(found), content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name})


@permission_required("mailservers.view_logs")
@require_POST
def log_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop a running test; only who started it, or who may change servers, can."""
    found = _visible(request, pk)
    mine = found.actor_id == request.user.pk
    if mine or request.user.has_perm("mailservers.manage_servers"):
        kept.request_cancel(found)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "mailservers/_test_result.html", result_context(request, _visible(request, pk)))
    return redirect("log", pk)


@permission_required("mailservers.view_logs")
@require_safe
def log_remedy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether other settings work, as a fragment of the result that is asked for until it is known."""
    return render(request, "mailservers/_remedy.html", result_context(request, _visible(request, pk)))


def _visible(request: HttpRequest, pk: UUID) -> SmtpLog:
    kept.notice_interrupted()
    mine: Any = kept.visible_to(request.user)
    return get_object_or_404(mine.select_related("server", "continues"), pk=pk)
