"""Mijn gegevens: name, language, password and API tokens."""

from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from employees import tokens
from employees.forms.name import NameField
from employees.models import ApiToken, Employee
from mailservers.validators import NO_EMAIL_ADDRESS

LANGUAGES = [("", _("The language of my browser")), ("nl", "Nederlands"), ("en", "English")]
TOKEN_NAME_CHARACTERS = 100
NAME_TAKEN = _("You already have a token with this name.")


class LoginForm(auth_forms.AuthenticationForm):
    """User name and password; one sentence for everything that can be wrong with them."""

    error_messages = {
        "invalid_login": _(
            "This user name and password do not match. Both are case-sensitive. "
            "An administrator can create a new password for you."
        ),
        "inactive": _("This account is not active."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = _("Enter your user name.")
        self.fields["password"].error_messages["required"] = _("Enter your password.")
        # Django only tells the browser; what nobody can be called must not reach the list of failed logins.
        longest = self.username_field.max_length
        self.fields["username"].validators.append(MaxLengthValidator(longest))


class ProfileForm(forms.ModelForm):
    """What somebody may change about themselves; role and user name are for administrators."""

    name = NameField(label=_("Name"), max_length=150, error_messages={"required": _("Enter your name.")})
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)

    class Meta:
        model = Employee
        fields = ["name", "email", "language"]
        help_texts = {"email": _("Your documents are sent from this address.")}
        error_messages = {
            "email": {"required": _("Enter your e-mail address."), "invalid": NO_EMAIL_ADDRESS},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class PasswordForm(auth_forms.PasswordChangeForm):
    """The present password and twice the new one."""

    error_messages = {
        **auth_forms.PasswordChangeForm.error_messages,
        "password_incorrect": _("This is not your current password."),
        "password_mismatch": _("The two new passwords do not match."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].error_messages["required"] = _("Enter your current password.")
        self.fields["new_password1"].error_messages["required"] = _("Enter a new password.")
        self.fields["new_password2"].error_messages["required"] = _("Enter the new password once more.")
        self.fields["old_password"].label = _("Current password")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _(
            "At least 10 characters, not one that many people use, and not your own name."
        )
        self.fields["new_password2"].label = _("Repeat the new password")
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)  # the form is one of several on its page

    def save(self, commit: bool = True) -> Employee:
        self.user.password_is_temporary = False
        return super().save(commit)


class TokenForm(forms.Form):
    """A new API token: its name, to recognise it by."""

    token_name = NameField(
        label=_("Name of the token"),
        max_length=TOKEN_NAME_CHARACTERS,
        error_messages={"required": _("Enter a name for the token.")},
        help_text=_("What it is for, for example the payroll system."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, employee: Employee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee = employee

    def clean_token_name(self) -> str:
        name = self.cleaned_data["token_name"]
        if self.employee.api_tokens.filter(name__iexact=name).exists():
            raise ValidationError(NAME_TAKEN)
        return name

    def create(self) -> tuple[ApiToken, str] | None:
        """The token and its text; None, with an error at the field, when there has just been made one of that name."""
        try:
            with transaction.atomic():
                return tokens.create(self.employee, self.cleaned_data["token_name"])
        except IntegrityError:
            self.add_error("token_name", NAME_TAKEN)
            return None
