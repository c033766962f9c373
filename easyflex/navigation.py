"""The menu, as data: the manual's paths, and who sees which entry."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
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
            Entry("my", _("Details and password"), "person", ("employees.own_data",)),
        ),
    ),
    Group(_("Demo"), (Entry("training", _("Training mail server"), "mailbox", demo_only=True),)),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: the groups of the menu that this visitor may open, the present page marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    groups = [
        {"label": group.label, "entries": entries}
        for group in MENU
        if (entries := [shown for entry in group.entries if (shown := _shown(entry, user))])
    ]
    _mark_current(request.path, [entry for group in groups for entry in group["entries"]])
    return {"navigation": groups}


def _shown(entry: Entry, user: object) -> dict[str, object] | None:
    if entry.permissions and not any(user.has_perm(permission) for permission in entry.permissions):
        return None
    if entry.demo_only and not Company.current().demo:
        return None
    try:
        return {"url": reverse(entry.address), "label": entry.label, "icon": entry.icon, "current": False}
    except NoReverseMatch:
        return None


def _mark_current(path: str, entries: list[dict]) -> None:
    """The entry with the longest address that `path` begins with is where we are; "/" only fits itself."""
    fitting = [
        entry for entry in entries if path == entry["url"] or (entry["url"] != "/" and path.startswith(entry["url"]))
    ]
    if fitting:
        max(fitting, key=lambda entry: len(entry["url"]))["current"] = True
