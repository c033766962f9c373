"""The menu, as data: the manual's paths, and who sees which entry."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mailservers.models import Company

Text = str | Promise


@dataclass(frozen=True)
class Entry:
    """One line of the menu, shown to whom has any of `permissions`."""

    address: str  # the name in the address table
    label: Text
    icon: str
    permissions: tuple[str, ...] = ()
    demo_only: bool = False

    @property
    def url(self) -> str:
        return reverse(self.address)


@dataclass(frozen=True)
class Group:
    label: Text
    entries: tuple[Entry, ...]


MENU = (
    Group("", (Entry("start", _("Start"), "home"),)),
    Group(
        _("Documents"),
        (
            Entry("document_new", _("New document"), "compose", ("documents.send",)),
            Entry("documents", _("Outbox"), "outbox", ("documents.send", "documents.view_all")),
        ),
    ),
    Group(
        _("BI"),
        (
            Entry("mailservers", _("Mail servers"), "server", ("mailservers.view_servers",)),
            Entry("logs", _("SMTP logs"), "log", ("mailservers.view_logs",)),
            Entry("company", _("Company"), "company", ("mailservers.manage_company",)),
            Entry("employees", _("Employees"), "people", ("employees.manage_employees",)),
        ),
    ),
    Group(
        _("My details"),
        (
            Entry("work_location", _("Work location"), "place", ("employees.own_data",)),
            Entry("my", _("Name and password"), "person", ("employees.own_data",)),
        ),
    ),
    Group(_("Demo"), (Entry("training", _("Training mail server"), "mailbox", demo_only=True),)),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: the groups of the menu that this visitor may open, the present page marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    demo = Company.current().demo
    groups = [(group.label, [entry for entry in group.entries if _is_for(user, entry, demo)]) for group in MENU]
    current = _current([entry for _label, entries in groups for entry in entries], request.path)
    shown = [
        {
            "label": label,
            "entries": [{"url": e.url, "label": e.label, "icon": e.icon, "current": e is current} for e in entries],
        }
        for label, entries in groups
        if entries
    ]
    return {"navigation": shown}


def _is_for(user: AbstractBaseUser, entry: Entry, demo: bool) -> bool:
    allowed = not entry.permissions or any(user.has_perm(name) for name in entry.permissions)  # type: ignore[attr-defined]
    return allowed and (demo or not entry.demo_only)


def _current(entries: list[Entry], path: str) -> Entry | None:
    """The entry with the longest address that `path` begins with is where we are; the start page only fits itself."""
    fitting = [e for e in entries if path == e.url or (e.address != "start" and path.startswith(e.url))]
    return max(fitting, key=lambda entry: len(entry.url), default=None)
