"""What somebody should know on every page: a change that waits for their next login, a lost place, a missing login."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employees.models import Employee
from employees.work_location import Location
from mailservers.models import MailServer, MailServerRevision

NAMED = 3  # servers named in the banner; the rest are counted

# Problems of the work location that its employee can solve, with the page to do it on.
TO_SOLVE = {"server-deleted", "credentials-missing", "credentials-waiting", "credentials-unreadable"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `address` is a page to open; the re-login notice has none, its button logs out."""

    kind: str  # also its data-test: relogin-banner, work-location-notice, password-notice
    words: str
    address: str = ""
    action: str = ""


def notices_for(employee: Employee, place: Location, limit: int) -> list[Notice]:
    """What to tell `employee`, who works from `place` and whose login knows the revisions up to `limit`."""
    found = []
    if words := relogin_words(place, limit):
        found.append(Notice("relogin-banner", words))
    if place.problem and place.problem.code in TO_SOLVE:
        address = reverse("work_location")
        found.append(Notice("work-location-notice", str(place.problem), address, _("To Work location")))
    if employee.password_is_temporary:
        words = _("Somebody else created your password, so they know it. Choose your own.")
        found.append(Notice("password-notice", words, reverse("my") + "#password", _("Choose a password")))
    return found


def relogin_words(place: Location, limit: int) -> str:
    """What changed after this login began, in words; empty when nothing did."""
    later = MailServerRevision.objects.filter(pk__gt=limit)
    changed = list(MailServer.objects.filter(pk__in=later.values("server")))
    if not changed:
        return ""
    if place.server in changed and place.settings:
        return _(
            "The settings of %(server)s have changed. Log out and in to use them; until then your documents are sent "
            "with the previous settings."
        ) % {"server": place.name}
    names = ", ".join(str(server) for server in changed[:NAMED])
    if more := len(changed) - NAMED if len(changed) > NAMED else 0:
        names += " " + _("and %(count)d more") % {"count": more}
    words = ngettext(
        "A mail server was added or changed after you logged in: %(servers)s. Log out and in to use it.",
        "Mail servers were added or changed after you logged in: %(servers)s. Log out and in to use them.",
        len(changed),
    )
    return words % {"servers": names}
