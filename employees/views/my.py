"""Mijn gegevens: what somebody may know and change about themselves.

The page has several forms, each with an address of its own. A refused form is shown at that address, where a reload or
the language switch comes back with GET: it leads to the page itself.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from employees import language, shown_once
from employees.forms.my import PasswordForm, ProfileForm, TokenForm
from employees.models import Employee
from employees.visitor import employee_of
from mailservers import typed
from mailservers.access import permission_required

TOKEN = "token"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("employees.own_data")
def my(request: HttpRequest) -> HttpResponse:
    """Name, e-mail address and language; the page holds the password and the tokens too."""
    if request.method != "POST":
        return _page(request)
    form = ProfileForm(request.POST, instance=_fresh(request))
    if not form.is_valid():
        return _page(request, profile=form)
    employee = form.save()
    with override(employee.language or None):
        messages.success(request, _("Your details have been saved."))
    response = redirect("my")
    language.speak(response, employee.language)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("employees.own_data")
def my_password(request: HttpRequest) -> HttpResponse:
    """Change the password. This session stays, all others of this person end."""
    if request.method != "POST":
        return redirect("my")
    form = PasswordForm(_fresh(request), request.POST)
    if not form.is_valid():
        return _page(request, password=form)
    update_session_auth_hash(request, form.save())
    messages.success(request, _("Your password has been changed. You have been logged out everywhere else."))
    return redirect("my")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("employees.own_data")
def my_token_new(request: HttpRequest) -> HttpResponse:
    """Make an API token; the page after this one shows it, once."""
    if request.method != "POST":
        return redirect("my")
    form = TokenForm(employee_of(request), request.POST)
    created = form.create() if form.is_valid() else None
    if created is None:
        return _page(request, token=form)
    token, text = created
    shown_once.keep(request, TOKEN, token.name, text)
    return redirect(reverse("my") + "#tokens")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("employees.own_data")
def my_token_delete(request: HttpRequest, token_id: int) -> HttpResponse:
    """Delete one of one's own tokens; programs that use it are refused from now on."""
    if request.method != "POST":
        return redirect("my")
    token = get_object_or_404(employee_of(request).api_tokens, pk=token_id)
    token.delete()
    messages.success(request, _("The token %(name)s has been deleted.") % {"name": token.name})
    return redirect("my")


def _page(request: HttpRequest, **bound: forms.BaseForm) -> HttpResponse:
    """The page with its three forms; those in `bound` were refused."""
    employee = employee_of(request)
    context: dict[str, Any] = {
        "profile": ProfileForm(initial=typed.first_values(typed.kept(request)), instance=_fresh(request)),
        "password": PasswordForm(employee),
        "token": TokenForm(employee),
        **bound,
        "tokens": employee.api_tokens.order_by("-created_at"),
        "new_token": shown_once.take(request, TOKEN),
    }
    context["refused"] = next(iter(bound.values()), None)
    page = render(request, "employees/my.html", context, status=422 if bound else 200)
    return shown_once.guarded(page, context["new_token"])


def _fresh(request: HttpRequest) -> Employee:
    """The employee once more: a refused form changes its instance, which the frame of the page must not show."""
    return Employee.objects.get(pk=employee_of(request).pk)
