"""Speak to a mail server from the command line, without touching the database: for support and for scripts."""

import os
import ssl
import sys
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from mailservers.hosts import HostEntry, read_host
from mailservers.printing import INTERRUPTED, as_json_text, print_out, stopped_by_ctrl_c
from mailservers.smtp.conversation import Conversation
from mailservers.smtp.driver import converse
from mailservers.smtp.errors import AddressRefused
from mailservers.smtp.escaping import shown
from mailservers.smtp.message import Envelope, wire_address
from mailservers.smtp.mime import count_parts
from mailservers.smtp.notes import localised
from mailservers.smtp.report import as_json
from mailservers.smtp.settings import DEFAULT_PORTS, Login, Security, ServerSettings
from mailservers.smtp.tls import context

WRONG_USAGE = 2
ARROWS = {"client": "→", "server": "←", "note": "·"}

RESULTS = {
    "nl": {"accepted": "De server heeft alles aanvaard", "failed": "Het is niet gelukt"},
    "en": {"accepted": "The server accepted everything", "failed": "It did not work"},
}


class Command(BaseCommand):
    """`smtp_check HOST [PORT]`: 0 when the server accepted what was asked, 1 when not, 2 for wrong usage."""

    help = "Speaks SMTP with a server and shows the whole conversation, without secrets. Exit code 0, 1 or 2."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("host", help="host name or address; smtps://HOST and HOST:PORT are understood as well")
        parser.add_argument("port", nargs="?", type=_port, help="default 25, 587 or 465, by --security")
        parser.add_argument("--security", choices=[each.value for each in Security], help="default none")
        parser.add_argument("--username", default="")
        parser.add_argument("--password-env", metavar="NAME", help="environment variable that holds the password")
        parser.add_argument("--xoauth2-env", metavar="NAME", help="environment variable that holds an access token")
        parser.add_argument("--from", dest="sender", metavar="A", help="envelope sender; default: the first --to")
        parser.add_argument("--to", action="append", default=[], metavar="B", help="recipient; may be repeated")
        parser.add_argument("--message", type=Path, metavar="FILE.eml", help="what to send instead of a short test")
        parser.add_argument("--ca", type=Path, metavar="FILE", help="certificates (PEM) to trust as well")
        parser.add_argument("--no-verify", action="store_true", help="accept any certificate")
        parser.add_argument("--deadline", type=_seconds, default=30.0, metavar="SECONDS", help="default 30")
        parser.add_argument("--language", choices=["nl", "en"], default=django_settings.LANGUAGE_CODE[:2])
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            self._check(options)

    def _check(self, options: dict[str, Any]) -> None:
        asked = _settings(options), _login(options), _envelope(options)
        with stopped_by_ctrl_c() as stopped:
            conversation = converse(*asked, deadline_s=options["deadline"], cancelled=stopped.is_set)
            found = as_json(conversation, options["language"])
            words = as_json_text(found, self.stdout) if options["json"] else _in_words(conversation, found, options)
            print_out(words, self.stdout)
        if conversation.outcome != "accepted":
            sys.exit(INTERRUPTED if stopped.is_set() else 1)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 < float(text) <= 3600:
            return float(text)
    raise ArgumentTypeError("a deadline is a number of seconds, more than 0 and at most 3600")


def _settings(options: dict[str, Any]) -> ServerSettings:
    entry = _host(options)
    security = Security(options["security"] or entry.security or Security.NONE)
    authorities = _authorities(options["ca"]) if options["ca"] else ""
    return ServerSettings(
        host=entry.host,
        port=options["port"] or entry.port or DEFAULT_PORTS[security],
        security=security,
        verify_certificate=not options["no_verify"],
        ca_certificate=authorities,
    )


def _authorities(path: Path) -> str:
    """The certificates in a file. Comments between them may be in any encoding, and are left out of account."""
    pem = _file(path).decode("ascii", "ignore")
    try:
        if not pem:
            raise ValueError("empty")
        context(pem, verify=True)
    except (ssl.SSLError, ValueError) as error:
        words = _("“%(name)s” has no certificate in PEM form.") % {"name": path}
        raise CommandError(words, returncode=WRONG_USAGE) from error
    return pem


def _host(options: dict[str, Any]) -> HostEntry:
    """The address as people paste it, read as the form reads it. What it says must not contradict the options."""
    text = shown(options["host"])
    if not _is_text(options["host"]):
        raise CommandError(_("“%(text)s” is not a host name.") % {"text": text}, returncode=WRONG_USAGE)
    try:
        entry = read_host(options["host"])
    except ValidationError as error:
        raise CommandError(shown(" ".join(error.messages)), returncode=WRONG_USAGE) from error
    if entry.port and options["port"] not in (None, entry.port):
        facts = {"text": text, "other": options["port"]}
        raise CommandError(_("“%(text)s” and port %(other)s contradict each other.") % facts, returncode=WRONG_USAGE)
    if entry.security and options["security"] not in (None, entry.security):
        facts = {"text": text, "other": options["security"]}
        words = _("“%(text)s” and --security %(other)s contradict each other.") % facts
        raise CommandError(words, returncode=WRONG_USAGE)
    return entry


def _login(options: dict[str, Any]) -> Login | None:
    password, token = _variable(options["password_env"]), _variable(options["xoauth2_env"])
    if not options["username"]:
        if password or token:
            raise CommandError(_("--password-env and --xoauth2-env need --username."), returncode=WRONG_USAGE)
        return None
    if bool(password) == bool(token):
        raise CommandError(_("--username needs either --password-env or --xoauth2-env."), returncode=WRONG_USAGE)
    if not _is_text(options["username"]):
        raise CommandError(_("--username is not text in UTF-8."), returncode=WRONG_USAGE)
    return Login(options["username"], password=password, access_token=token)


def _variable(name: str | None) -> str:
    """Secrets come from the environment: command lines can be read by every user of a machine."""
    if not name:
        return ""
    value = os.environ.get(name, "")
    if not value:
        raise CommandError(_("The environment variable %(name)s is not set.") % {"name": name}, returncode=WRONG_USAGE)
    if not _is_text(value):
        words = _("The environment variable %(name)s is not text in UTF-8.") % {"name": name}
        raise CommandError(words, returncode=WRONG_USAGE)
    return value


def _is_text(value: str) -> bool:
    """Octets that the shell's encoding cannot read come as halves of surrogate pairs, which no server can be sent."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _envelope(options: dict[str, Any]) -> Envelope | None:
    recipients = tuple(options["to"])
    if not recipients:
        if options["sender"] is not None or options["message"]:
            raise CommandError(_("--from and --message need --to."), returncode=WRONG_USAGE)
        return None
    sender = options["sender"] if options["sender"] is not None else recipients[0]
    try:
        for address in (sender or recipients[0], *recipients):
            wire_address(address)  # what no address is, the header fields of a message cannot take
    except AddressRefused as error:
        words = _("“%(text)s” is not an e-mail address.") % {"text": shown(address)}
        raise CommandError(words, returncode=WRONG_USAGE) from error
    content = _file(options["message"]) if options["message"] else _test_message(sender, recipients)
    return Envelope(sender, recipients, content, parts=count_parts(content))


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        facts = {"name": path, "reason": error.strerror}
        raise CommandError(_("“%(name)s” cannot be read: %(reason)s.") % facts, returncode=WRONG_USAGE) from error


def _test_message(sender: str, recipients: tuple[str, ...]) -> bytes:
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", utf8=not "".join((sender, *recipients)).isascii()))
    message["From"], message["To"] = sender or recipients[0], ", ".join(recipients)
    message["Subject"] = "Test e-mail"
    message["Date"], message["Message-ID"] = format_datetime(localtime()), make_msgid(domain="localhost")
    message.set_content("Deze test e-mail is verstuurd met smtp_check.\nThis test e-mail was sent by smtp_check.\n")
    return message.as_bytes()


def _in_words(conversation: Conversation, found: dict[str, Any], options: dict[str, Any]) -> str:
    language = options["language"]
    lines = [
        f"{line.at_ms:>7} {ARROWS[line.origin]} {localised(line.text, language, note=line.origin == 'note')}"
        for line in conversation.transcript
    ]
    lines += ["", RESULTS[language][conversation.outcome]]
    if conversation.queue_id:
        lines[-1] += f" ({conversation.queue_id})"
    if diagnosis := found["diagnosis"]:
        lines += [f"[{diagnosis['code']}] {diagnosis['title']}", diagnosis["cause"]]
        lines += [f"  - {step}" for step in diagnosis["steps"]]
    return "\n".join(map(shown, lines))  # what was typed is quoted too
