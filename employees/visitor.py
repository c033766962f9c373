"""Who is asking."""

from typing import cast

from django.http import HttpRequest

from employees.models import Employee


def employee_of(request: HttpRequest) -> Employee:
    """The person who is logged in; to be called only behind `permission_required`."""
    return cast(Employee, request.user)
