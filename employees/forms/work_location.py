"""Werklocatie: where somebody works, and their own login there."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from employees import credentials, work_location
from employees.credentials import EmployeeCredentialsMissing
from employees.models import Employee
from mailservers import testmail
from mailservers.credentials import central_login
from mailservers.hosts import shown
from mailservers.models import Authentication, Company, MailServer, MailServerRevision
from mailservers.smtp.settings import Login
from mailservers.validators import validate_single_line

GONE = gettext_noop("This mail server does not exist any more. Choose another one.")
EASILY_SEEN = 8  # places; among more, somebody searches


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list: a server, or (with an empty value) whatever the company's default is."""

    value: str
    name: str
    server: MailServer | None
    settings: MailServerRevision | None
    is_default: bool = False
    stored_username: str = ""
    login_problem: str = ""

    @property
    def is_available(self) -> bool:
        """False for a server that was added after this login. The company's default can always be followed."""
        return not self.value or self.settings is not None

    @property
    def asks_login(self) -> bool:
        """Whether the server wants each employee's own user name and password."""
        return self.settings is not None and self.settings.authentication == Authentication.PER_EMPLOYEE

    @property
    def keeps_password(self) -> bool:
        """Whether a password is stored that an empty field keeps."""
        return self.asks_login and bool(self.stored_username) and not self.login_problem

    @property
    def note(self) -> str:
        """What somebody should know before they choose this; empty when there is nothing to say."""
        if self.server is None:
            return _("nothing can be sent until you choose one")
        if self.settings is None:
            return _("usable after you log in again") if self.is_available else _("available after you log in again")
        if not self.asks_login:
            return ""
        words = _("asks for your own user name and password")
        if self.stored_username:
            own = _("your own login: %(username)s") % {"username": self.stored_username}
            words = _("changed: enter your own password again") if self.login_problem else own
        return f"{shown(self.settings.host)} · {words}"


class WorkLocationForm(forms.Form):
    """A server, and a login where that server asks for one; an empty password keeps the stored one."""

    server = forms.CharField(label=gettext_lazy("Where do you work now?"), required=False, max_length=20)
    username = forms.CharField(
        label=gettext_lazy("User name"), required=False, max_length=320, validators=[validate_single_line]
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        max_length=500,
        validators=[validate_single_line],
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, employee: Employee, limit: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.limit = employee, limit
        self.choices = choices_for(employee, limit)
        if any(choice.keeps_password for choice in self.choices):
            self.fields["password"].help_text = _("Leave this empty to keep the password that is stored.")
        self.fields["username"].widget.attrs.update(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        )

    @property
    def is_long(self) -> bool:
        """Whether there are so many places that one is better searched for."""
        return len(self.choices) > EASILY_SEEN

    @property
    def selected(self) -> str:
        """The value of the choice that is marked on the page."""
        return str(self["server"].value() or "")

    def clean_server(self) -> Choice:
        value = self.cleaned_data["server"].strip()
        choice = next((choice for choice in self.choices if choice.value == value), None)
        if choice is None:
            raise ValidationError(_(GONE))
        if not choice.is_available:
            raise ValidationError(
                _("%(server)s was added after you logged in. Log out and in to use it."),
                params={"server": choice.server},
            )
        return choice

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        choice = cleaned.get("server")
        if choice is not None and choice.asks_login and not self.errors:
            self._clean_login(choice, cleaned)
        return cleaned

    def _clean_login(self, choice: Choice, cleaned: dict[str, Any]) -> None:
        cleaned["username"] = cleaned["username"] or choice.stored_username
        if not cleaned["username"]:
            self.add_error("username", _("%(server)s asks for your own user name.") % {"server": choice.server})
        if cleaned["password"]:
            return
        if choice.stored_username and choice.stored_username != cleaned["username"]:
            words = _("Enter the password of %(typed)s too. The stored one belongs to %(stored)s.")
            names = {"typed": cleaned["username"], "stored": choice.stored_username}
            self.add_error("password", words % names)
        elif choice.login_problem:
            never_entered = _("%(server)s asks for your own password.") % {"server": choice.server}
            self.add_error("password", choice.login_problem if choice.stored_username else never_entered)

    def login(self) -> Login | None:
        """The login that counts for this choice: typed, stored, the server's own, or None when none is asked for.

        Raises EmployeeCredentialsMissing or SecretUnreadable when a stored one cannot be read.
        """
        choice: Choice = self.cleaned_data["server"]
        if choice.server is None or choice.settings is None:
            return None
        if not choice.asks_login:
            return central_login(choice.settings)
        if self.cleaned_data["password"]:
            return Login(self.cleaned_data["username"], self.cleaned_data["password"])
        return self.employee.credentials_for(choice.server, choice.settings)

    def was_refused(self) -> bool:
        """Whether the server refused this very login when it was last checked."""
        choice: Choice = self.cleaned_data["server"]
        if not choice.asks_login or choice.settings is None:
            return False
        try:
            login = self.login()
        except EmployeeCredentialsMissing:
            return False
        check = testmail.last_check(choice.settings, login, self.employee) if login else None
        return check is not None and check.phase == "auth" and check.outcome == "failed" and not check.temporary

    @transaction.atomic
    def save(self) -> bool:
        """Work from there, with that login, from the next document on.

        False, with an error at the field, when somebody has just deleted the server.
        """
        choice: Choice = self.cleaned_data["server"]
        wanted = choice.server if choice.value else None
        if wanted and not MailServer.objects.select_for_update(no_key=True).filter(pk=wanted.pk).exists():
            self.add_error("server", _(GONE))
            return False
        if choice.asks_login and choice.server and choice.settings and self.cleaned_data["password"]:
            typed = self.cleaned_data["username"], self.cleaned_data["password"]
            credentials.store(self.employee, choice.server, choice.settings, *typed)
        work_location.choose(self.employee, wanted)
        return True


def choices_for(employee: Employee, limit: int) -> list[Choice]:
    """Every server with what a login with this limit may use of it, the company's default first."""
    default = Company.current().default_server
    stored = {own.server_id: own for own in employee.server_credentials.all()}
    in_effect = work_location.settings_in_effect(limit)

    def choice(value: str, server: MailServer) -> Choice:
        settings = in_effect.get(server.pk)
        own = stored.get(server.pk)
        refusal = credentials.hindrance(own, server, settings) if settings else None
        return Choice(
            value,
            server.identification,
            server,
            settings,
            is_default=server == default,
            stored_username=own.username if own else "",
            login_problem=str(refusal) if refusal else "",
        )

    first = choice("", default) if default else Choice("", "", None, None)
    return [first, *(choice(str(server.pk), server) for server in MailServer.objects.all())]
