"""The user of this application."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is allowed to do; the table is in `employees.roles`."""

    ADMINISTRATOR = "administrator", _("Administrator")
    EMPLOYEE = "employee", _("Employee")
    SUPPORT = "support", _("Support")


class EmployeeManager(BaseUserManager["Employee"]):
    def create_user(self, username: str, password: str | None = None, **fields) -> "Employee":
        """A saved employee; without a password nobody can log in as them."""
        employee = self.model(username=self.model.normalize_username(username), **fields)
        employee.set_password(password)
        employee.save(using=self._db)
        return employee

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "Employee":
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
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EmployeeManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = _("employee")
        ordering = ["name", "username"]

    def __str__(self) -> str:
        return self.name or self.username
