"""Who may do what: one table from each permission to the roles that have it.

Pages ask `request.user.has_perm("…")`, so the apps below this one need not know that roles exist. What somebody may
do with *their own* things (own log, own document) is decided where the thing is fetched.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is in this agency; exactly one."""

    ADMINISTRATOR = "administrator", _("Administrator")
    EMPLOYEE = "employee", _("Employee")
    SUPPORT = "support", _("Support")


ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
SENDERS = frozenset({Role.ADMINISTRATOR, Role.EMPLOYEE})
INVESTIGATORS = frozenset({Role.ADMINISTRATOR, Role.SUPPORT})
EVERYBODY = frozenset(Role)

PERMISSIONS: dict[str, frozenset[Role]] = {
    "mailservers.view_servers": INVESTIGATORS,
    "mailservers.test_server": INVESTIGATORS,  # support: saved servers only, never with a password of their own choice
    "mailservers.manage_servers": ADMINISTRATORS,
    "mailservers.manage_company": ADMINISTRATORS,
    "mailservers.view_logs": EVERYBODY,  # their own ones, unless also:
    "mailservers.view_all_logs": INVESTIGATORS,
    "employees.own_data": EVERYBODY,
    "employees.manage_employees": ADMINISTRATORS,
    "documents.send": SENDERS,
    "documents.view": EVERYBODY,  # their own ones, unless also:
    "documents.view_all": INVESTIGATORS,  # status and SMTP log; the content needs:
    "documents.view_content_all": ADMINISTRATORS,
    "documents.manage_all": ADMINISTRATORS,
}


def is_allowed(role: str, permission: str) -> bool:
    """Whether `role` has `permission`; a permission that the table does not know is nobody's."""
    return role in PERMISSIONS.get(permission, frozenset())


def is_allowed_something_in(role: str, app_label: str) -> bool:
    """Whether `role` has any permission of that app; Django's templates ask this for `perms.<app>`."""
    return any(role in roles for name, roles in PERMISSIONS.items() if name.startswith(f"{app_label}."))
