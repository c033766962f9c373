"""The mail server screens from the command line: the same validation, history and logs."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings as configuration
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from mailservers.access import Person
from mailservers.credentials import CredentialsMissing, central_login
from mailservers.deletion import delete_server
from mailservers.encryption import SecretUnreadable
from mailservers.explanations import title, what_follows
from mailservers.facts import log_facts, server_facts
from mailservers.forms import ServerForm
from mailservers.models import Authentication, Company, MailServer, SmtpLog
from mailservers.models.server import key_of
from mailservers.revisions import one_writer_at_a_time, save_server
from mailservers.runs import wait_for
from mailservers.smtp.errors import AddressRefused
from mailservers.smtp.settings import Login
from mailservers.testmail import TooManyTests, start_test
from mailservers.transcripts import as_text

WRONG_USAGE = 2
SPARE_S = 5  # on top of the deadline of a test, for starting and writing it
OPTIONS = {  # option → field of the form
    "name": "identification",
    "host": "host",
    "port": "port",
    "security": "security",
    "authentication": "authentication",
    "username": "username",
    "sender": "sender_address",
    "max_connections": "max_connections",
    "messages_per_minute": "messages_per_minute",
}


class Command(BaseCommand):
    help = (
        "Lists, shows, adds, changes, deletes and tests mail servers. Exit code 0: done; 1: refused, or the test "
        "failed; 2: wrong usage. Passwords come from an environment variable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        self._action(actions, "list", "every mail server", of_one=False)
        self._action(actions, "show", "one mail server")
        self._action(actions, "delete", "delete it at once; what was queued for it is held")
        add = self._action(actions, "add", "a new mail server")
        change = self._action(actions, "change", "other settings; what is not given stays")
        change.add_argument("--name", metavar="IDENTIFICATION", help="its new identification")
        for action in (add, change):
            _settings_arguments(action)
        test = self._action(actions, "test", "send a test e-mail with the saved settings")
        test.add_argument("--to", metavar="ADDRESS", help="default: the company's general e-mail address")
        test.add_argument(
            "--as", dest="person", metavar="USERNAME", help="whose test it is, and whose own login is used"
        )
        test.add_argument("--login", metavar="U", help="own user name on a server that asks for one")
        test.add_argument("--password-env", metavar="NAME", help="environment variable with the password for --login")

    def _action(self, actions: Any, name: str, text: str, of_one: bool = True) -> CommandParser:
        action = actions.add_parser(name, help=text)
        if of_one:
            action.add_argument("identification", metavar="IDENTIFICATION")
        action.add_argument("--json", action="store_true", help="JSON instead of lines")
        return action

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        found = [server_facts(server) for server in MailServer.objects.all()]
        if options["json"]:
            self._print_json(found)
            return
        for facts in found:
            address = f"{facts['host']}:{facts['port']}"
            parts = (facts["identification"], address, facts["security"], facts["authentication"])
            self.stdout.write("\t".join((*parts, str(facts["used_by"]), facts["last_test"]["words"])))

    def _show(self, options: dict[str, Any]) -> None:
        self._print_server(_server(options["identification"]), options)

    def _add(self, options: dict[str, Any]) -> None:
        typed = {"identification": options["identification"], "security": "none", "authentication": "none"}
        typed["verify_certificate"] = "on"
        self._save(ServerForm(typed | _typed(options)), options)

    def _change(self, options: dict[str, Any]) -> None:
        server = _server(options["identification"])
        stored = {name: getattr(server, name) for name in ServerForm.base_fields if hasattr(server, name)}
        stored |= {"password": "", "version": None, "form_token": None}
        self._save(ServerForm(stored | _typed(options), instance=server), options)

    @transaction.atomic
    def _save(self, form: ServerForm, options: dict[str, Any]) -> None:
        one_writer_at_a_time()
        if not form.is_valid():
            wrong = (f"{name}: {sentence}" for name, sentences in form.errors.items() for sentence in sentences)
            raise CommandError("\n".join(wrong))
        if not form.nothing_changed:
            save_server(form.instance, password=form.cleaned_data["password"] or None)
        self._print_server(form.instance, options)

    def _delete(self, options: dict[str, Any]) -> None:
        server = _server(options["identification"])
        facts = server_facts(server)
        delete_server(server.pk)
        if options["json"]:
            self._print_json(facts)
        else:
            self.stdout.write(_("%(server)s has been deleted.") % {"server": server.identification})

    def _test(self, options: dict[str, Any]) -> None:
        server, person = _server(options["identification"]), _person(options["person"])
        recipient = options["to"] or Company.current().general_email
        if not recipient:
            raise CommandError(_("The company has no general e-mail address yet; give a recipient with --to."))
        try:
            log = start_test(
                settings=server, login=_login(server, person, options), recipient=recipient, actor=person, server=server
            )
        except AddressRefused as refusal:
            raise CommandError(_("E-mail cannot be sent from or to this address.")) from refusal
        except SecretUnreadable as refusal:
            raise CommandError(
                _(
                    "The stored password cannot be read with the current encryption keys. Enter it again, or ask the "
                    "administrator of this application to restore the key."
                )
            ) from refusal
        except (CredentialsMissing, TooManyTests) as refusal:
            raise CommandError(str(refusal)) from refusal
        ended = wait_for(log.pk, configuration.TEST_DEADLINE_S + SPARE_S)
        if options["json"]:
            self._print_json(log_facts(ended))
        else:
            self.stdout.write(as_text(ended))
            self.stdout.write(" ".join((title(ended), what_follows(ended))).strip())
        if ended.outcome != SmtpLog.Outcome.ACCEPTED:
            raise SystemExit(1)

    def _print_server(self, server: MailServer, options: dict[str, Any]) -> None:
        facts = server_facts(server)
        if options["json"]:
            self._print_json(facts)
            return
        for name, value in facts.items():
            words = value["words"] if name == "last_test" else "-" if value in ("", None) else value
            self.stdout.write(f"{name}: {words}")

    def _print_json(self, found: Any) -> None:
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))


def _settings_arguments(action: CommandParser) -> None:
    action.add_argument("--host", metavar="HOST", help="also smtp://host:port")
    action.add_argument("--port", metavar="PORT", help="default 25, 587 or 465, by --security")
    action.add_argument("--security", choices=["none", "starttls", "ssl"])
    action.add_argument("--authentication", choices=Authentication.values)
    action.add_argument("--username", metavar="U")
    action.add_argument("--password-env", metavar="NAME", help="environment variable that holds the central password")
    action.add_argument("--verify", action="store_true", default=None, help="check the certificate (the default)")
    action.add_argument("--no-verify", dest="verify", action="store_false", help="accept any certificate")
    action.add_argument("--ca", type=Path, metavar="FILE", help="certificates (PEM) of an own authority")
    action.add_argument("--sender", metavar="ADDRESS", help="envelope sender of what leaves through it")
    action.add_argument("--max-connections", metavar="N")
    action.add_argument("--messages-per-minute", metavar="N")


def _typed(options: dict[str, Any]) -> dict[str, Any]:
    """The options as a page would send them; what was not given is absent."""
    typed = {field: options[name] for name, field in OPTIONS.items() if options.get(name) is not None}
    if options["verify"] is not None:
        typed["verify_certificate"] = options["verify"]
    if options["password_env"]:
        typed["password"] = _variable(options["password_env"])
    if options["ca"]:
        try:
            typed["ca_certificate"] = options["ca"].read_text()
        except OSError as problem:
            facts = {"name": options["ca"], "reason": problem.strerror}
            raise CommandError(_("“%(name)s” cannot be read: %(reason)s.") % facts, returncode=WRONG_USAGE) from problem
        except UnicodeDecodeError as problem:
            words = _("“%(name)s” has no certificate in PEM form.") % {"name": options["ca"]}
            raise CommandError(words, returncode=WRONG_USAGE) from problem
    return typed


def _server(identification: str) -> MailServer:
    server = MailServer.objects.filter(identification_key=key_of(identification)).first()
    if server is None:
        raise CommandError(_("There is no mail server “%(name)s”.") % {"name": identification})
    return server


def _person(username: str | None) -> Person | None:
    if username is None:
        return None
    people = get_user_model()
    person = people._default_manager.filter(**{people.USERNAME_FIELD: username}).first()
    if person is None:
        raise CommandError(_("There is no employee with the user name “%(name)s”.") % {"name": username})
    return person


def _login(server: MailServer, person: Person | None, options: dict[str, Any]) -> Login | None:
    """Raises CredentialsMissing or SecretUnreadable."""
    if server.authentication != Authentication.PER_EMPLOYEE:
        return central_login(server)
    if options["login"]:
        if not options["password_env"]:
            raise CommandError(_("--login needs --password-env."), returncode=WRONG_USAGE)
        return Login(options["login"], _variable(options["password_env"]))
    if person is None:
        raise CommandError(_("This server wants each employee's own login: give --as, or --login and --password-env."))
    return person.credentials_for(server, server)


def _variable(name: str) -> str:
    """Secrets come from the environment: command lines can be read by every user of a machine."""
    if not os.environ.get(name):
        raise CommandError(_("The environment variable %(name)s is not set.") % {"name": name}, returncode=WRONG_USAGE)
    return os.environ[name]
