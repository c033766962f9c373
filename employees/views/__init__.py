"""Pages about people: parse, one call, render."""

from .employees import employee_edit, employee_new, employee_password, employees
from .login import Login, Logout
from .my import my, my_password, my_token_delete, my_token_new
from .work_location import work_location, work_location_check

__all__ = [
    "Login",
    "Logout",
    "employee_edit",
    "employee_new",
    "employee_password",
    "employees",
    "my",
    "my_password",
    "my_token_delete",
    "my_token_new",
    "work_location",
    "work_location_check",
]
