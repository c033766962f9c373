"""Finding settings: what a host or a mail domain offers, and one click that fills the form with it."""

import logging
from dataclasses import dataclass
from time import time
from typing import Any

from django.conf import settings as configuration
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mailservers import explanations
from mailservers.access import permission_required
from mailservers.certificates import read_authorities
from mailservers.forms import ServerForm
from mailservers.hosts import read_host, read_port, shown, without_login
from mailservers.models import MailServer
from mailservers.models.server import SECURITY_CHOICES
from mailservers.policy import network_policy
from mailservers.smtp.diagnosis import explain
from mailservers.smtp.probe import PORTS, PortReport, ProbeReport, probe, why_recommended
from mailservers.smtp.settings import Security
from mailservers.validators import validate_single_line, with_plain_spaces
from mailservers.views.form_page import form_page

PER_MINUTE = 10  # each looks at up to a dozen ports
PROBED = "probed_at"
NO_ADDRESS = {"host-unknown", "host-no-address", "dns-failure"}
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One port that answered, in words."""

    report: PortReport
    host: str
    security: str
    recommended: bool
    words: str


@permission_required("mailservers.manage_servers")
@require_POST
def mailserver_probe(request: HttpRequest) -> HttpResponse:
    """Look for settings for what is in the address field, or put found ones into the form."""
    if "apply" in request.POST:
        return _form(request, _chosen(request.POST["apply"]))
    try:
        target = _target(request.POST.get("host", ""))
        _refuse_too_many(request)
    except ValidationError as refusal:
        context: dict[str, Any] = {"probe_refusal": refusal.messages[0]}
    else:
        logger.info("%s looks for the mail server of %s", request.user, target.lstrip("@"))
        report = probe(
            target,
            policy=network_policy(),
            ports=_ports(request),
            ca_certificate=_own_authority(request),
        )
        context = {
            "probe_rows": rows_of(report),
            "probe_silence": silence_of(report),
            "probe_target": shown(target.lstrip("@")),
            "probe_reason": _reason(report),
        }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "mailservers/_probe.html", context)
    return _form(request, {}, **context)


def rows_of(report: ProbeReport) -> list[Row]:
    """The ports that answered, the best first; what did not answer is not worth a line."""
    labels = {value: str(label) for value, label in SECURITY_CHOICES}
    return [
        Row(
            port,
            shown(port.host),
            labels[port.security.value],
            report.recommended == port.settings,
            explain(port.diagnosis, explanations.language()).title if port.diagnosis else _("can be used"),
        )
        for port in report.candidates
        if port.reachable
    ]


def silence_of(report: ProbeReport) -> list[tuple[str, str]]:
    """Where nobody answered, and why, if nobody did anywhere."""
    if any(port.reachable for port in report.candidates):
        return []
    found: dict[str, list[PortReport]] = {}
    for port in report.candidates:
        if port.diagnosis is not None:
            title = explain(port.diagnosis, explanations.language()).title
            found.setdefault(title, []).append(port)
    return [(_places(ports), title) for title, ports in found.items()]


def _places(ports: list[PortReport]) -> str:
    """Their hosts, and their ports where it came to that."""
    hosts = ", ".join(sorted({shown(port.host) for port in ports}, key=len))
    if all(port.diagnosis and port.diagnosis.base_code in NO_ADDRESS for port in ports):
        return hosts
    numbers = sorted({port.port for port in ports})
    words = ngettext("%(hosts)s, port %(ports)s", "%(hosts)s, ports %(ports)s", len(numbers))
    return words % {"hosts": hosts, "ports": ", ".join(map(str, numbers))}


def _reason(report: ProbeReport) -> str:
    if report.recommended is None:
        return _("Nothing usable was found. Ask the provider for the name of the server for outgoing mail.")
    return why_recommended(report, explanations.language())


def _target(typed: str) -> str:
    """A host or, after an "@", the domain of an e-mail address. Raises ValidationError."""
    bare = without_login(with_plain_spaces(typed))[0]
    validate_single_line(bare)
    name, at, domain = bare.rpartition("@")
    if name and at and "://" not in bare:
        return f"@{read_host(domain).host}"
    return read_host(bare).host


def _ports(request: HttpRequest) -> list[int | tuple[int, Security]]:
    """The usual ports, and the one in the form when it is another."""
    port, usual = read_port(request.POST.get("port", "")), dict(PORTS)
    return list(PORTS) if port is None or port in usual else [*PORTS, port]


def _own_authority(request: HttpRequest) -> str:
    """The authority pasted into the form, as far as it can be read."""
    try:
        return read_authorities(request.POST.get("ca_certificate", "").strip())
    except ValidationError:
        return ""


def _refuse_too_many(request: HttpRequest) -> None:
    lately = [moment for moment in request.session.get(PROBED, []) if moment > time() - 60]
    if len(lately) >= min(PER_MINUTE, configuration.TESTS_PER_MINUTE):
        raise ValidationError(_("You have searched many times in the last minute. Wait a minute and try again."))
    request.session[PROBED] = [*lately, time()]


def _chosen(applied: str) -> dict[str, str]:
    """Host, port and security of a found entry, as the form's fields; anything else changes nothing."""
    parts = applied.split("|")
    if len(parts) != 3:
        return {}
    host, port, security = parts
    return {"host": host, "port": port, "security": security, "port_shown_for": security}


def _form(request: HttpRequest, found: dict[str, str], **more: Any) -> HttpResponse:
    """The form without JavaScript: what was typed, changed by what was found; nothing is judged or saved yet."""
    number = request.POST.get("server", "")
    server = MailServer.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    typed = {"verify_certificate": ""} | {name: value for name, value in request.POST.items() if "password" not in name}
    return form_page(request, ServerForm(initial=typed | found, instance=server), **more)
