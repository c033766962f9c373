"""The filters of the list of SMTP logs."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailservers.models import MailServer, SmtpLog
from mailservers.validators import say_control_characters_once

# Nothing was logged before or after; beyond them a time zone or the next day leads out of the calendar.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9999, 1, 1)


class LogFilterForm(forms.Form):
    """Every filter is optional; one that cannot be read filters nothing, keeps what was typed and says so."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    server = forms.ModelChoiceField(
        MailServer.objects.all(),
        label=_("Mail server"),
        required=False,
        error_messages={"invalid_choice": _("There is no such mail server. It may have been deleted.")},
    )
    employee = forms.ModelChoiceField(
        get_user_model()._default_manager.all(),
        label=_("Employee"),
        required=False,
        error_messages={"invalid_choice": _("There is no such employee.")},
    )
    outcome = forms.ChoiceField(
        label=_("Result"), required=False, error_messages={"invalid_choice": _("There is no such result.")}
    )
    code = forms.CharField(label=_("Diagnosis or phone code"), required=False, max_length=60)

    def __init__(self, *args: Any, everybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "from" is no name that Python lets a class attribute have.
        for name, label in (("from", _("From")), ("to", _("Until"))):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": _("This is not a date. Enter it for example as 2026-11-25.")},
            )
        say_control_characters_once(self, "q", "code")
        self.fields["outcome"].choices = [("", _("All")), *_outcomes()]  # type: ignore[attr-defined]
        for name in ("server", "employee"):
            self.fields[name].empty_label = _("All")  # type: ignore[attr-defined]
        if not everybody:
            del self.fields["employee"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (first := cleaned.get("from")) and (last := cleaned.get("to")) and last < first:
            self.add_error("to", _("This day is before the day in “From”."))
        return cleaned

    def full_clean(self) -> None:
        super().full_clean()
        for name in {"from", "to"} & self.errors.keys():
            self.fields[name].widget.input_type = "text"  # a date picker shows nothing but dates

    def applied_to(self, logs: QuerySet[SmtpLog]) -> QuerySet[SmtpLog]:
        """The logs that fit every filter that was filled in."""
        self.is_valid()
        wanted = self.cleaned_data
        if server := wanted.get("server"):
            logs = logs.filter(server=server)
        if employee := wanted.get("employee"):
            logs = logs.filter(actor=employee)
        if outcome := wanted.get("outcome"):
            logs = logs.filter(outcome=outcome)
        if code := wanted.get("code", "").strip():
            logs = logs.filter(_with_code(code))
        if first := wanted.get("from"):
            logs = logs.filter(started_at__gte=_midnight(first))
        if last := wanted.get("to"):
            logs = logs.filter(started_at__lt=_midnight(last, days_later=1))
        for word in wanted.get("q", "").split():
            logs = logs.filter(_containing(word))
        return logs

    @property
    def is_filtering(self) -> bool:
        """Whether any filter is filled in."""
        return any(self.data.get(name) for name in self.fields)


def _with_code(code: str) -> Q:
    """A diagnosis code (with its finer ones), the code for the telephone, or a reply code."""
    found = Q(diagnosis_code=code.lower()) | Q(diagnosis_code__startswith=code.lower() + "/")
    found |= Q(code=code.upper().replace(" ", "").replace("-", ""))
    if code.isascii() and code.isdigit() and len(code) == 3:
        found |= Q(reply_code=int(code))
    return found


def _containing(word: str) -> Q:
    """A word in what people would recognise a conversation by."""
    fields = ("identification", "host", "actor_name", "username", "queue_id", "reply_text", "recipient", "sender")
    found = Q(code__iexact=word)
    for name in fields:
        found |= Q(**{f"{name}__icontains": word})
    return found


def _midnight(day: date, days_later: int = 0) -> datetime:
    within = min(max(day, FIRST_DAY), LAST_DAY) + timedelta(days=days_later)
    return timezone.make_aware(datetime.combine(within, time.min))


def _outcomes() -> list[tuple[str, Any]]:
    """In the words of the list itself."""
    words = {SmtpLog.Outcome.ACCEPTED: _("succeeded")}
    return [(outcome.value, words.get(outcome, outcome.label)) for outcome in SmtpLog.Outcome]
