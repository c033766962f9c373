"""The form of a mail server."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mailservers.certificates import LONGEST_PEM, read_authorities
from mailservers.credentials import central_login, is_protected_as_well
from mailservers.encryption import SecretUnreadable
from mailservers.forms.conflict import Conflict, changes_nothing, find_conflict
from mailservers.forms.host import HostField
from mailservers.forms.passwords import PasswordField
from mailservers.hosts import HostEntry, read_host, without_login
from mailservers.models import Authentication, MailServer
from mailservers.models.server import key_of
from mailservers.revisions import keeps_password
from mailservers.smtp.settings import DEFAULT_PORTS, Security
from mailservers.validators import say_control_characters_once, validate_visible, with_plain_spaces

FIRST_PORTS = {security.value: port for security, port in DEFAULT_PORTS.items()}
_LOGIN_TAKEN_OUT = _(
    "The user name and the password have been taken out of the address, as a password is never sent back to a page. "
    "Enter them in their own fields."
)
CODE_ATTRIBUTES = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class ServerForm(forms.ModelForm):
    """A server's settings. With `testing` they need not be savable: no name, and no other server in the way."""

    field_order = ["identification", "host", "security", "port", "authentication", "username", "password"]

    host = HostField(
        label=_("Mail server address"),
        help_text=_("As given by your e-mail provider, for example smtp.gmail.com."),
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
        max_length=1000,  # a pasted address may be longer than the host in it
    )
    port = forms.IntegerField(
        label=_("Port"),
        required=False,
        min_value=1,
        max_value=65535,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("A port is a number from 1 to 65535, for example 587.")
        ),
    )
    password = PasswordField(label=_("Password"), required=False)
    # For which security the port on the screen was filled in; a port that is still that default follows the choice.
    port_shown_for = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = MailServer
        fields = [
            "identification",
            "host",
            "security",
            "port",
            "authentication",
            "username",
            "verify_certificate",
            "ca_certificate",
            "sender_address",
            "max_connections",
            "messages_per_minute",
        ]
        widgets = {
            "identification": forms.TextInput(attrs={"autocomplete": "off"}),
            "security": forms.RadioSelect,
            "authentication": forms.RadioSelect,
            "username": forms.TextInput(attrs=CODE_ATTRIBUTES),
            "ca_certificate": forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST_PEM, **CODE_ATTRIBUTES}),
            "max_connections": forms.TextInput(attrs={"inputmode": "numeric"}),
            "messages_per_minute": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
        help_texts = {
            "identification": _("The name that employees choose as their work location."),
            "authentication": _(
                "Central: everybody uses the user name and password below. Per employee: everybody enters their own "
                "under My details > Work location."
            ),
            "verify_certificate": _(
                "Switch this off only to track down a problem: without it, anyone can pose as the server."
            ),
            "ca_certificate": _("Only when the server's certificate comes from your own authority."),
            "sender_address": _(
                "Documents are sent with this address as envelope sender. Empty: the address of the employee."
            ),
        }

    def __init__(self, *args: Any, testing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.testing = testing
        self.before = MailServer.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        self.entry: HostEntry | None = None
        self.port_followed = False
        self.conflict: Conflict | None = None
        self.nothing_changed = False
        say_control_characters_once(self, "identification", "host", "username", "password")
        self.fields["identification"].validators.append(validate_visible)
        self.fields["identification"].required = not testing
        for name in ("max_connections", "messages_per_minute", "verify_certificate"):
            self.fields[name].required = False
        self.initial.setdefault("port", self.instance.port)
        self.initial.setdefault("port_shown_for", self.instance.security)
        self.initial.setdefault("form_token", uuid.uuid4())
        self.initial.setdefault("version", self.instance.version)
        # Required whenever they are shown, which is with central authentication; the page marks them.
        self["username"].marked = True  # type: ignore[attr-defined]
        self["password"].marked = not (self.before and self.before.password)  # type: ignore[attr-defined]
        if self.before and self.before.password:
            self["password"].help_text = _("A password is stored. Leave this empty to keep it.")

    def clean_identification(self) -> str:
        identification = with_plain_spaces(self.cleaned_data["identification"])
        if self.testing:
            return identification
        key = key_of(identification)
        if not key:
            raise forms.ValidationError(self.fields["identification"].error_messages["required"], code="required")
        others = MailServer.objects.filter(identification_key=key).exclude(pk=self.instance.pk)
        if other := others.first():
            raise forms.ValidationError(
                _("There is already a mail server with the identification “%(name)s”. Every name must be unique."),
                code="unique",
                params={"name": other.identification},
            )
        return identification

    def clean_host(self) -> str:
        typed = self.cleaned_data["host"]
        username = without_login(typed)[1]
        if username and not self.data.get("username"):
            self.show_value("username", username)
        try:
            self.entry = read_host(typed)
        except forms.ValidationError as error:
            if error.code == "login":  # the field shows the address without it
                raise forms.ValidationError(_LOGIN_TAKEN_OUT, code="login") from None
            raise
        return self.entry.host

    def clean_username(self) -> str:
        return with_plain_spaces(self.cleaned_data["username"])

    def clean_ca_certificate(self) -> str:
        pem = self.cleaned_data["ca_certificate"].strip()
        return read_authorities(pem) if pem else ""

    def clean_max_connections(self) -> int:
        return self._or_default("max_connections")

    def clean_messages_per_minute(self) -> int:
        return self._or_default("messages_per_minute")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._clean_port(cleaned)
        if cleaned.get("authentication") == Authentication.CENTRAL:
            self._clean_central_login(cleaned)
        else:
            cleaned["username"] = cleaned["password"] = ""
        self._compare_with_stored(cleaned)
        return cleaned

    def full_clean(self) -> None:
        super().full_clean()
        if "password" in self.errors:
            self["password"].help_text = ""  # a stored one would not be kept
        if self.is_bound and self.errors and self.data.get("password"):
            self["password"].help_text = _("Enter the password again: it is never sent back to a page.")

    def made_by_an_earlier_click(self) -> MailServer | None:
        """The server that this very form made already, when its button was clicked twice."""
        try:
            token = uuid.UUID(self.data.get("form_token", ""))
        except ValueError:
            return None
        return MailServer.objects.filter(form_token=token).first()

    def show_value(self, name: str, value: Any) -> None:
        """Let the form, when it is shown again, hold `value` instead of what was posted."""
        if not getattr(self.data, "_mutable", True):
            self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[name] = value  # type: ignore[index]

    def _or_default(self, name: str) -> int:
        value = self.cleaned_data[name]
        return getattr(MailServer(), name) if value is None else value

    def _clean_port(self, cleaned: dict[str, Any]) -> None:
        """Port and security, with what was pasted along with the host; a port typed by hand is kept."""
        entry = self.entry
        if entry and entry.security:
            cleaned["security"] = entry.security.value
        security = cleaned.get("security")
        if security is None or "port" in self.errors:
            return
        shown_for = cleaned.get("port_shown_for") or (self.before.security if self.before else Security.NONE.value)
        typed: int | None = cleaned.get("port")
        by_hand = typed is not None and (security == shown_for or typed != FIRST_PORTS.get(shown_for))
        if entry and entry.port:
            if by_hand and typed not in (entry.port, *FIRST_PORTS.values()):
                message = _("Two ports are given, %(pasted)s in the address and %(typed)s here. Leave one of them out.")
                self.add_error("port", message % {"pasted": entry.port, "typed": typed})
                return
            cleaned["port"] = entry.port
        elif not by_hand:
            cleaned["port"] = FIRST_PORTS[security]
        self.port_followed = cleaned["port"] != typed
        for name in ("port", "security"):
            self.show_value(name, cleaned[name])
        self.show_value("port_shown_for", security)

    def _clean_central_login(self, cleaned: dict[str, Any]) -> None:
        if "username" not in self.errors and not cleaned.get("username"):
            self.add_error("username", _("With central authentication the user name is required."))
        if cleaned.get("password") or "password" in self.errors or self.errors.keys() & {"host", "username"}:
            return
        if reason := self._why_password_is_needed(cleaned):
            self.add_error("password", reason)

    def _why_password_is_needed(self, cleaned: dict[str, Any]) -> str:
        """A sentence, or "" when the stored password may be kept for these values."""
        if self.before is None or not self.before.password:
            return gettext("With central authentication the password is required.")
        names = ("host", "security", "username", "ca_certificate")
        after = MailServer(**{name: cleaned.get(name, getattr(self.before, name)) for name in names})
        after.verify_certificate = bool(cleaned.get("verify_certificate"))
        if keeps_password(self.before, after):
            return ""
        if after.host != self.before.host:
            return gettext("The address has changed. Enter the password again, because it was meant for %(host)s.") % {
                "host": self.before.host
            }
        if after.username != self.before.username:
            return gettext("The user name has changed. Enter the password that belongs to it.")
        if not is_protected_as_well(self.before, after):
            return gettext("The connection would be less secure than before. Enter the password again to allow that.")
        return gettext("Another certificate authority would be trusted. Enter the password again to allow that.")

    def _compare_with_stored(self, cleaned: dict[str, Any]) -> None:
        """Notice a form that changes nothing (a second click), and one that was shown before somebody else saved."""
        if self.before is None or self.testing:
            return
        self.nothing_changed = (
            not self.errors and changes_nothing(self.before, cleaned) and self._keeps_the_password(cleaned)
        )
        shown = cleaned.get("version")
        if shown is None or shown == self.before.version or self.nothing_changed:
            return
        self.conflict = find_conflict(self, self.before, shown, cleaned)
        self.show_value("version", self.before.version)
        self.add_error(
            None,
            _("%(name)s saved this mail server while you were working on it. Nothing has been overwritten.")
            % {"name": self.conflict.by},
        )

    def _keeps_the_password(self, cleaned: dict[str, Any]) -> bool:
        if not cleaned.get("password"):
            return True
        try:
            login = central_login(self.before) if self.before else None
        except SecretUnreadable:
            return False
        return login is not None and login.password == cleaned["password"]
