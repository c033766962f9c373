"""The work location over the API: where the employee of the token works now."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from employees import work_location as places
from employees.forms.work_location import WorkLocationForm
from employees.models import Employee
from mailservers.models import MailServer
from mailservers.models.server import key_of
from mailservers.revisions import newest_revision_id

from .presentation import place
from .problems import Problem
from .requests import read_object, validated
from .schema_notes import WORK_LOCATION_BODY
from .schemas import ProblemOut, WorkLocationIn, WorkLocationOut
from .tokens import caller

router = Router(tags=["work location"])


@router.get(
    "",
    response={200: WorkLocationOut, (401, 403): ProblemOut},
    summary=gettext_noop("Where do I work now?"),
    operation_id="work_location",
    description=gettext_noop("The mail server your documents leave through, and what is missing when they cannot."),
)
def get(request: HttpRequest) -> Any:
    """The present work location."""
    return _now(caller(request, "employees.own_data"))


@router.put(
    "",
    response={200: WorkLocationOut, (400, 401, 403, 415, 422): ProblemOut},
    summary=gettext_noop("Choose a work location"),
    operation_id="work_location_choose",
    description=gettext_noop(
        "Counts from the next document on. With a server that asks for your own login, send it along the first time."
    ),
    openapi_extra=WORK_LOCATION_BODY,
)
def put(request: HttpRequest) -> Any:
    """The work location after the choice."""
    employee = caller(request, "employees.own_data")
    asked = validated(WorkLocationIn, read_object(request))
    values = {"server": _number(asked.server), "username": asked.username or "", "password": asked.password or ""}
    form = WorkLocationForm(employee, newest_revision_id(), values)
    if not form.is_valid() or not form.save():
        errors = [(field, str(text)) for field, texts in form.errors.items() for text in texts]
        raise Problem(422, "invalid", errors=errors)
    return _now(employee)


def _now(employee: Employee) -> dict[str, Any]:
    return place(places.current_place(employee, newest_revision_id()))


def _number(server: int | str | None) -> str:
    """The number of a server given by number or identification, as the form has it; unknown names stay as they are."""
    if isinstance(server, str):
        found = MailServer.objects.filter(identification_key=key_of(server)).values_list("pk", flat=True).first()
        return str(found or "?")
    return "" if server is None else str(server)
