"""Two administrators in the same form: what the first one saved while the second was typing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from mailservers.models import MailServer, MailServerRevision
from mailservers.models.server import SETTINGS_FIELDS

FIELDS = ("identification", *SETTINGS_FIELDS)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that somebody else changed, in words. `typed` is filled in when this person changed it too."""

    name: str
    label: str
    was: str
    now: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved this server since the form was shown. Nothing of theirs has been overwritten."""

    by: str
    at: Any
    changes: list[FieldChange]


def find_conflict(form: forms.ModelForm, current: MailServer, shown_version: int, typed: dict[str, Any]) -> Conflict:
    """What changed between the version that the form showed and the current one.

    A field that only the other one changed gets their value in the form; where both changed it, what was typed here
    stays, and the words name all three values.
    """
    shown = current.revisions.filter(version=shown_version).first()
    changes = []
    for name in FIELDS:
        was, now = getattr(shown, name, None), getattr(current, name)
        if was == now:
            continue
        here = typed.get(name) if name != "password" else was
        both = shown is None or here != was
        if not both and name in form.fields:
            form.show_value(name, now)  # type: ignore[attr-defined]
        if both and here == now:
            continue
        label = str(form.fields[name].label)
        changes.append(
            FieldChange(
                name,
                label,
                was=in_words(was, current, name) if shown else "",
                now=in_words(now, current, name),
                typed=in_words(here, current, name) if both else "",
            )
        )
    return Conflict(str(current.changed_by or _("Somebody")), current.changed_at, changes)


def changes_nothing(before: MailServer, typed: dict[str, Any]) -> bool:
    """Whether saving these values would change nothing; the password is not looked at."""
    return all(typed.get(name) == getattr(before, name) for name in FIELDS if name != "password")


def in_words(value: Any, server: MailServer | MailServerRevision, name: str) -> str:
    """A field's value for people; of a password only whether there is one."""
    if name == "password":
        return _("(hidden)") if value else _("(none)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(server._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    text = str(choices.get(value, "" if value is None else value))
    return Truncator(text).chars(60) if text else _("(empty)")
