"""A form sent with a token that is no longer valid: nothing is done with it, and nothing typed is lost.

The usual cause is innocent: another tab logged in or out meanwhile. What was typed waits in the session (see
`mailservers.typed`) for the form it belongs to, and is shown here as well. A form sent from another site gets neither.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from mailservers import typed

# Only these are shown: other fields are hidden ones, choices, or secrets. All but the secrets are kept.
LABELS: dict[str, str | Promise] = {
    "to": _("To"),
    "cc": _("Cc"),
    "bcc": _("Bcc"),
    "subject": _("Subject"),
    "body": _("Message"),
    "identification": _("Identification"),
    "host": _("Mail server address"),
    "port": _("Port"),
    "username": _("User name"),
    "sender_address": _("Sender address"),
    "ca_certificate": _("Own certificate authority (PEM)"),
    "recipient": _("Recipient"),
    "name": _("Name"),
    "email": _("E-mail address"),
    "general_email": _("General e-mail address"),
}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page in place of Django's bare refusal (setting CSRF_FAILURE_VIEW); `reason` is for developers."""
    ours = sent_from_our_page(request)
    address = form_address(request) if ours else resolve_url("start")
    if ours and address != resolve_url(settings.LOGIN_URL):
        typed.keep(request)
    if ours and request.headers.get("HX-Request") == "true":  # a fragment would be dropped: show the form anew
        messages.warning(request, _("This page had expired, so nothing was done. Please try again."))
        return HttpResponseClientRedirect(address)
    context = {
        "address": address,
        "typed": typed_texts(request) if ours else [],
        "kept": request.session.get(typed.KEY, {}).get("address") == address,
        "passwords": ours and any("password" in name and value for name, value in request.POST.items()),
        "files": [file.name for name in request.FILES for file in request.FILES.getlist(name)] if ours else [],
    }
    return render(request, "403_csrf.html", context, status=403)


def sent_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form came from our own page; a client that says nothing is no browser."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer")
    return source is None or urlsplit(source).netloc == request.get_host()


def form_address(request: HttpRequest) -> str:
    """Where to go on; logging out is not a form to return to."""
    address = typed.form_address(request)
    return resolve_url("start") if address == resolve_url("logout") else address


def typed_texts(request: HttpRequest) -> list[tuple[str | Promise, str]]:
    """Label and words of each text field that was filled in, in the order of `LABELS`."""
    filled = [(name, label) for name, label in LABELS.items() if request.POST.get(name, "").strip()]
    return [(label, typed.without_secrets(name, request.POST[name])) for name, label in filled]
