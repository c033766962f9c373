"""The people, where they work, and the logins they have there."""

from employees.roles import Role

from .employee import Employee
from .token import ApiToken
from .work_location import ServerCredentials, WorkLocation

__all__ = ["ApiToken", "Employee", "Role", "ServerCredentials", "WorkLocation"]
