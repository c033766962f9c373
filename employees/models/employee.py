"""The user of this application."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from employees import roles
from employees.roles import Role

if TYPE_CHECKING:
    from mailservers.models import MailServer, ServerFields
    from mailservers.smtp.settings import Login


class EmployeeManager(BaseUserManager["Employee"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Employee:
        """A saved employee; without a password nobody can log in as them."""
        employee = self.model(username=self.model.normalize_username(username), **fields)
        employee.set_password(password)
        employee.save(using=self._db)
        return employee

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> Employee:
        """An administrator; the name is what Django's `createsuperuser` calls."""
        return self.create_user(username, password, **{"role": Role.ADMINISTRATOR, **fields})


class Employee(AbstractBaseUser):
    """Somebody who logs in: an administrator, an employee or support."""

    username = models.CharField(
        _("User name"),
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("There is already an employee with this user name.")},
    )
    name = models.CharField(_("Name"), max_length=150)
    email = models.EmailField(_("E-mail address"), max_length=254)
    role = models.CharField(_("Role"), max_length=15, choices=Role.choices, default=Role.EMPLOYEE)
    language = models.CharField(
        _("Language"), max_length=5, choices=[("nl", _("Dutch")), ("en", _("English"))], blank=True
    )
    is_active = models.BooleanField(_("Active"), default=True)
    # Somebody else knows this password: its owner is asked to choose another one.
    password_is_temporary = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EmployeeManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = _("employee")
        ordering = ["name", "username"]
        constraints = [models.UniqueConstraint(Lower("username"), name="username_once_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.username

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """Whether the role has `permission`, as `employees.roles` says; nobody who is inactive has any."""
        return self.is_active and roles.is_allowed(self.role, permission)

    def has_perms(self, permissions: Iterable[str], obj: object = None) -> bool:
        """Whether the role has every one of `permissions`."""
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the role has any permission of the app."""
        return self.is_active and roles.is_allowed_something_in(self.role, app_label)

    def credentials_for(self, server: MailServer, settings: ServerFields) -> Login:
        """This employee's own login for `server`, to be used with `settings` (a revision, or the values of a form).

        Raises a `mailservers.credentials.CredentialsMissing` whose words tell the employee what to do: no login was
        entered, it waits because host or security changed, or it can no longer be read.
        """
        from employees.credentials import login_for  # the models must exist before that module does

        return login_for(self, server, settings)
