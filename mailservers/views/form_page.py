"""The page with a server's form beside its test, in each of the situations it is shown in."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailservers.forms import ServerForm, TestForm
from mailservers.hosts import shown
from mailservers.last_test import last_tests
from mailservers.models import Company, MailServer
from mailservers.usage import usage_of


def form_page(
    request: HttpRequest,
    form: ServerForm,
    *,
    test_form: TestForm | None = None,
    status: int = 200,
    restored: str = "",
    **more: Any,
) -> HttpResponse:
    """The form of a new or existing server; `restored` says that it holds what was "typed" before a login, or what
    was "tested"."""
    company = Company.current()
    server = form.before
    context = {
        "form": form,
        "test_form": test_form or TestForm(company=company),
        "test_token": uuid4(),
        "server": server,
        "company": company,
        "usage": usage_of([server])[server.pk] if server else None,
        "address": reverse("mailserver_edit", args=[server.pk]) if server else reverse("mailserver_new"),
        "restored": restored,
        "open_more": _any_error_in_more(form),
        **more,
    }
    return render(request, "mailservers/mailserver_form.html", context, status=status)


def deleted_form_page(request: HttpRequest) -> HttpResponse:
    """Somebody deleted the server while its form was open: what was typed can be saved as a new one."""
    form = ServerForm(request.POST)
    form.is_valid()
    form.add_error(
        None,
        _(
            "This mail server was deleted while you were working on it. What you typed is still here; "
            "saving it makes a new mail server."
        ),
    )
    return form_page(request, form, status=422, was_deleted=True)


def read_only_page(
    request: HttpRequest, server: MailServer, *, test_form: TestForm | None = None, status: int = 200
) -> HttpResponse:
    """A saved server with its test, for those who may test it but not change it."""
    company = Company.current()
    context = {
        "server": server,
        "host": shown(server.host),
        "company": company,
        "usage": usage_of([server])[server.pk],
        "last_test": last_tests([server])[server.pk],
        "test_form": test_form or TestForm(company=company),
        "test_token": uuid4(),
    }
    return render(request, "mailservers/mailserver.html", context, status=status)


def _any_error_in_more(form: ServerForm) -> bool:
    """Whether the folded part of the form holds an error, so that it is shown open."""
    folded = {"verify_certificate", "ca_certificate", "sender_address", "max_connections", "messages_per_minute"}
    return bool(folded & form.errors.keys()) if form.is_bound else False
