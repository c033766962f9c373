"""The overview of mail servers, one server, and the form."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mailservers import tested, typed
from mailservers.access import permission_required
from mailservers.forms import ServerForm, TestForm
from mailservers.hosts import without_login
from mailservers.models import Company, MailServer
from mailservers.overview import overview, valid_sort
from mailservers.revisions import one_writer_at_a_time, save_server
from mailservers.search import searched
from mailservers.testmail import adopt_test
from mailservers.usage import usage_of
from mailservers.views.form_page import deleted_form_page, form_page, read_only_page

UNPROCESSABLE = 422

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def led_without_login(view: View[P]) -> View[P]:
    """Lead a link that proposes an address with a login in it to the same page without: a page repeats its address."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        proposed = request.GET.get("host", "")
        bare = without_login(proposed)[0]
        if bare == proposed or request.method == "POST":
            return view(request, *args, **kwargs)
        query = request.GET.copy()
        query["host"] = bare
        return redirect(f"{request.path}?{query.urlencode()}")

    return guarded


@permission_required("mailservers.view_servers")
@require_safe
def mailservers(request: HttpRequest) -> HttpResponse:
    """The overview, with search, sort and pages."""
    query, sort = searched(request), valid_sort(request.GET.get("sort", ""))
    page, rows = overview(query, sort, request.GET.get("page", "1"))
    context = {"page": page, "rows": rows, "q": query, "sort": sort, "any": bool(rows) or MailServer.objects.exists()}
    return render(request, "mailservers/mailservers.html", context)


@permission_required("mailservers.view_servers")
@require_safe
def mailserver(request: HttpRequest, pk: int) -> HttpResponse:
    """One server's saved settings, to be read and tested."""
    return read_only_page(request, get_object_or_404(MailServer, pk=pk))


@permission_required("mailservers.manage_servers")
@require_http_methods(["GET", "HEAD", "POST"])
@led_without_login
def mailserver_new(request: HttpRequest) -> HttpResponse:
    """The form of a new server."""
    if request.method != "POST":
        return _first_page(request, None)
    with transaction.atomic():
        one_writer_at_a_time()
        form = ServerForm(request.POST)
        if made := form.made_by_an_earlier_click():
            return _saved(request, made, form)
        if not form.is_valid():
            return form_page(request, form, status=UNPROCESSABLE)
        form.instance.form_token = form.cleaned_data["form_token"]
        return _save(request, form)


@permission_required("mailservers.manage_servers")
@require_http_methods(["GET", "HEAD", "POST"])
@led_without_login
def mailserver_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an existing server."""
    if request.method != "POST":
        return _first_page(request, get_object_or_404(MailServer, pk=pk))
    with transaction.atomic():
        one_writer_at_a_time()
        stored = MailServer.objects.select_for_update().filter(pk=pk).first()
        if stored is None:
            return deleted_form_page(request)
        form = ServerForm(request.POST, instance=stored)
        if not form.is_valid():
            return form_page(request, form, status=UNPROCESSABLE)
        if form.nothing_changed:
            messages.info(request, _("Nothing was changed in %(server)s.") % {"server": form.instance})
            return redirect("mailservers")
        return _save(request, form)


def _first_page(request: HttpRequest, server: MailServer | None) -> HttpResponse:
    """The form with what is stored, what was typed before a login, or what was tested without scripts."""
    waiting, was_tested = typed.kept(request), tested.kept(request)
    values = typed.first_values(waiting or was_tested, "verify_certificate")
    # Settings that a link proposes are changes to what was tested; what was typed is newer than they are.
    initial = _proposed(request) | values if waiting else values | _proposed(request)
    test_form = TestForm(initial=values, company=Company.current())
    restored = "typed" if waiting else "tested" if was_tested else ""
    return form_page(request, ServerForm(initial=initial, instance=server), test_form=test_form, restored=restored)


def _proposed(request: HttpRequest) -> dict[str, str]:
    """Settings that a link proposes (see views.result); the form shows them, nothing is saved."""
    found = {name: request.GET[name] for name in ("host", "port", "security") if name in request.GET}
    return found | {"port_shown_for": found["security"]} if "security" in found else found


def _save(request: HttpRequest, form: ServerForm) -> HttpResponse:
    revision = save_server(form.instance, by=request.user, password=form.cleaned_data["password"] or None)
    adopt_test(revision, request.user)
    return _saved(request, form.instance, form)


def _saved(request: HttpRequest, server: MailServer, form: ServerForm) -> HttpResponse:
    """Say what was saved and what happens next; the port too when it followed the security."""
    tested.forget(request)
    usage = usage_of([server])[server.pk]
    text = _("%(server)s has been saved.") % {"server": server.identification}
    if form.port_followed:
        text += " " + _("The port is now %(port)s.") % {"port": server.port}
    text += " " + _(
        "The settings are used by everybody who logs in from now on; log out and in again to use them yourself."
    )
    messages.success(request, text)
    if usage.without_login:
        waiting = ngettext(
            "%(count)s employee who works from here still has to enter a password under Work location.",
            "%(count)s employees who work from here still have to enter a password under Work location.",
            usage.without_login,
        )
        messages.warning(request, waiting % {"count": usage.without_login})
    if server.security == "none" and server.authentication != "none":
        messages.warning(
            request,
            _(
                "Without security, the password crosses the network in readable form. Choose STARTTLS or SSL if "
                "possible."
            ),
        )
    return redirect("mailservers")
