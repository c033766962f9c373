"""Mijn gegevens > Werklocatie: where somebody works, and whether their login there works."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from employees import work_location as places
from employees.credentials import EmployeeCredentialsMissing
from employees.forms.work_location import WorkLocationForm
from employees.visitor import employee_of
from mailservers import testmail, typed
from mailservers.access import permission_required
from mailservers.encryption import SecretUnreadable
from mailservers.revisions import revision_limit


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("employees.own_data")
def work_location(request: HttpRequest) -> HttpResponse:
    """Choose a work location; it counts from the next document on, without logging in again."""
    limit = revision_limit(request)
    if request.method != "POST":
        return _page(request, _form_to_show(request, limit))
    form = WorkLocationForm(employee_of(request), limit, request.POST)
    if not form.is_valid() or not form.save():
        return _page(request, form, status=422)
    place = places.current_place(employee_of(request), limit)
    if place.server is None:
        messages.success(request, _("You have no work location now; nothing can be sent until you choose one."))
    elif form.was_refused():
        words = _(
            "Saved: you now work from %(server)s. But that server refused this user name and password when you checked "
            "them; your documents are kept on hold until you have corrected them here."
        )
        messages.warning(request, words % {"server": place.name})
    else:
        messages.success(
            request, _("You now work from %(server)s, from the next document on.") % {"server": place.name}
        )
    return redirect("work_location")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("employees.own_data")
def work_location_check(request: HttpRequest) -> HttpResponse:
    """Log in to the server with what is on the screen, saved or not, and send nothing."""
    if request.method != "POST":
        return redirect("work_location")
    form = WorkLocationForm(employee_of(request), revision_limit(request), request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    choice = form.cleaned_data["server"]
    if choice.settings is None:
        form.add_error("server", _("Choose a mail server to check."))
        return _page(request, form, status=422)
    try:
        login = form.login()
    except EmployeeCredentialsMissing as unreadable:
        form.add_error("password", str(unreadable))
        return _page(request, form, status=422)
    except SecretUnreadable:
        form.add_error("server", str(places.server_password_unreadable(choice.server)))
        return _page(request, form, status=422)
    try:
        log = testmail.start_test(
            settings=choice.settings, login=login, recipient=None, actor=employee_of(request), server=choice.server
        )
    except testmail.TooManyTests as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=422)
    return HttpResponseRedirect(reverse("log", args=[log.pk]), status=303)


def _form_to_show(request: HttpRequest, limit: int) -> WorkLocationForm:
    """The form with what is stored or, after an expired session, what was typed before."""
    form = WorkLocationForm(employee_of(request), limit)
    place = places.current_place(employee_of(request), limit)
    value = str(place.server.pk) if place.server and place.is_chosen else ""
    own = next((choice.stored_username for choice in form.choices if choice.value == value), "")
    form.initial = {"server": value, "username": own, **typed.first_values(typed.kept(request))}
    return form


def _page(request: HttpRequest, form: WorkLocationForm, status: int = 200) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]  # the form stays where it is; below it comes what is wrong
        return render(request, "partials/_form_errors.html", {"form": form}, status=status)
    return render(request, "employees/work_location.html", {"form": form}, status=status)
