"""Who is asking: the bearer token of an active employee."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from employees.models import Employee
from employees.tokens import authenticate

from .problems import Problem


class TokenAuthentication(HttpBearer):
    """`Authorization: Bearer TOKEN`; the request then acts as the employee whose token it is."""

    def authenticate(self, request: HttpRequest, token: str) -> Employee | None:
        """The employee, who becomes the request's user; None when the token is not valid."""
        employee = authenticate(token.strip())
        if employee is not None:
            request.user = employee
        return employee


def caller(request: HttpRequest, permission: str) -> Employee:
    """The employee behind the token; raises Problem 403 when their role lacks `permission`."""
    employee: Employee | AbstractBaseUser = request.user  # type: ignore[assignment]
    assert isinstance(employee, Employee)
    if not employee.has_perm(permission):
        raise Problem(
            403, "not-allowed", _("The role “%(role)s” may not do that.") % {"role": employee.get_role_display()}
        )
    return employee
