"""An employee's work location, from the command line: the same rules as the page."""

import json
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from employees import work_location
from employees.forms.work_location import WorkLocationForm
from employees.models import Employee
from mailservers.models import MailServer
from mailservers.models.server import key_of
from mailservers.revisions import newest_revision_id


class Command(BaseCommand):
    help = (
        "Shows, sets or clears the work location of an employee. "
        "Exit code 0: done; 1: refused, or `show` found that nothing can be sent from there; 2: wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        show = actions.add_parser("show", help="where the employee works and whether a document could leave from there")
        choose = actions.add_parser("set", help="work from this mail server")
        clear = actions.add_parser("clear", help="no choice any more: the company's default server counts")
        for action in (show, choose, clear):
            action.add_argument("username", metavar="USERNAME")
            action.add_argument("--json", action="store_true", help="one JSON object instead of lines")
        choose.add_argument("identification", metavar="IDENTIFICATION")
        choose.add_argument("--login", metavar="U", default="", help="own user name on a server that asks for one")
        choose.add_argument(
            "--password-env", metavar="NAME", help="environment variable with the password; without it the stored one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        employee = Employee.objects.filter(username=Employee.normalize_username(options["username"])).first()
        if employee is None:
            raise CommandError(_("There is no employee with the user name “%(name)s”.") % {"name": options["username"]})
        if options["action"] == "set":
            self._set(employee, options)
        elif options["action"] == "clear":
            work_location.choose(employee, None)
        place = work_location.current(employee, newest_revision_id())
        self._print(facts(employee, place), options["json"])
        if options["action"] == "show" and place.problem:
            raise SystemExit(1)

    def _set(self, employee: Employee, options: dict[str, Any]) -> None:
        server = MailServer.objects.filter(identification_key=key_of(options["identification"])).first()
        if server is None:
            raise CommandError(_("There is no mail server “%(name)s”.") % {"name": options["identification"]})
        typed = {
            "server": str(server.pk),
            "username": options["login"],
            "password": _password(options["password_env"]),
        }
        form = WorkLocationForm(employee, newest_revision_id(), typed)
        if not form.is_valid() or not form.save():
            raise CommandError("\n".join(str(words) for errors in form.errors.values() for words in errors))

    def _print(self, found: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for name, value in found.items():
            self.stdout.write(f"{name}: {'-' if value is None else value}")


def facts(employee: Employee, place: work_location.Location) -> dict[str, Any]:
    """A work location as names and plain values; never with a password."""
    source = "chosen" if place.is_chosen else "default" if place.server else None
    return {
        "username": employee.username,
        "server": place.server.identification if place.server else None,
        "source": source,
        "host": place.settings.host if place.settings else None,
        "port": place.settings.port if place.settings else None,
        "login": place.login.username if place.login else None,
        "problem": place.problem.code if place.problem else None,
        "words": str(place.problem) if place.problem else None,
    }


def _password(variable: str | None) -> str:
    if variable is None:
        return ""
    if variable not in os.environ:
        raise CommandError(_("The environment variable %(name)s is not set.") % {"name": variable}, returncode=2)
    return os.environ[variable]
