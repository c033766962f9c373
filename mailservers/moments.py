"""Moments as people say them in an overview."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def when(moment: datetime, now: datetime | None = None) -> str:
    """ "today 9:12", "yesterday 16:40", "3 March 9:12", and with the year when it is another one."""
    moment, today = timezone.localtime(moment), timezone.localtime(now)
    clock = date_format(moment, "G:i")
    if moment.date() == today.date():
        return _("today %(time)s") % {"time": clock}
    if moment.date() == today.date() - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock}
    day = date_format(moment, "j F" if moment.year == today.year else "j F Y")
    return f"{day} {clock}"
