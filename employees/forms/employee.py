"""An employee as administrators make and change one."""

from collections.abc import Callable
from typing import Any

from axes.utils import reset
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from employees.forms.name import NameField
from employees.models import Employee, Role
from employees.shown_once import new_password
from mailservers.validators import NO_EMAIL_ADDRESS

TAKEN = _("There is already an employee with this user name.")


class EmployeeForm(forms.ModelForm):
    """Name, role and whether somebody may log in. There is always one administrator left."""

    name = NameField(label=_("Name"), max_length=150, error_messages={"required": _("Enter a name.")})

    class Meta:
        model = Employee
        fields = ["username", "name", "email", "role", "is_active"]
        help_texts = {
            "username": _("For logging in. Letters, digits and @ . + - _"),
            "email": _("Documents are sent from this address."),
            "is_active": _("Somebody who is not active cannot log in, and their sessions end at once."),
        }
        error_messages = {
            "username": {
                "required": _("Enter a user name."),
                "invalid": _("A user name has only letters, digits and @ . + - _ in it, and no spaces."),
            },
            "email": {"required": _("Enter an e-mail address."), "invalid": NO_EMAIL_ADDRESS},
            "role": {"required": _("Choose a role."), "invalid_choice": _("Choose one of these roles.")},
        }
        widgets = {"role": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update({"autocomplete": "off", "autocapitalize": "none"})

    def clean_username(self) -> str:
        username = Employee.normalize_username(self.cleaned_data["username"])
        others = Employee.objects.exclude(pk=self.instance.pk)
        if others.filter(username__iexact=username).exists():
            raise ValidationError(TAKEN)
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and not self._leaves_an_administrator(cleaned):
            self.add_error(
                "is_active" if not cleaned.get("is_active") else "role",
                _("This is the last active administrator. Make somebody else an administrator first."),
            )
        return cleaned

    def change(self) -> bool:
        """Save the employee; False, with an error at the field, when somebody has just taken the user name."""
        return self._stored(self.save)

    def _stored(self, save: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                save()
        except IntegrityError:
            self.add_error("username", TAKEN)
            return False
        return True

    def _leaves_an_administrator(self, cleaned: dict[str, Any]) -> bool:
        """Whether an active administrator remains; locks them all, so that two cannot demote each other at once.

        Must run inside a transaction, which the view opens.
        """
        if cleaned.get("role") == Role.ADMINISTRATOR and cleaned.get("is_active"):
            return True
        administrators = Employee.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
        others = [administrator.pk for administrator in administrators if administrator.pk != self.instance.pk]
        was_one = Employee.objects.filter(pk=self.instance.pk, role=Role.ADMINISTRATOR, is_active=True).exists()
        return bool(others) or not was_one


class NewEmployeeForm(EmployeeForm):
    """The same for somebody new, with a first password: typed here, or made here and shown once."""

    password = forms.CharField(
        label=_("First password"),
        required=False,
        strip=False,
        max_length=500,
        help_text=_("Leave this empty to have one created; it is then shown to you once."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if password := cleaned.get("password"):
            try:
                validate_password(password, self.instance)
            except ValidationError as refused:
                self.add_error("password", refused)
        return cleaned

    def create(self) -> tuple[Employee, str] | None:
        """The saved employee, and the password that was made for them; empty when one was typed.

        None, with an error at the field, when somebody has just taken the user name.
        """
        typed = self.cleaned_data["password"]
        made = "" if typed else new_password()
        employee = self.save(commit=False)
        return (employee, made) if self._stored(lambda: set_temporary_password(employee, typed or made)) else None


@transaction.atomic
def set_temporary_password(employee: Employee, password: str) -> None:
    """Save `employee` with a password that somebody else knows. Their sessions end, and a lock after wrong logins.

    Their API tokens are deleted: who knew the old password may have made one, which would outlive it.
    """
    employee.set_password(password)
    employee.password_is_temporary = True
    employee.save()
    employee.api_tokens.all().delete()
    reset(username=employee.username)
