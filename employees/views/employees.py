"""Employees: who they are, what they may do, and who cannot send yet. For administrators."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import shown_once
from employees.forms.employee import EmployeeForm, NewEmployeeForm, set_temporary_password
from employees.models import Employee
from employees.overview import PEOPLE_PER_PAGE, overview
from mailservers import typed
from mailservers.access import permission_required
from mailservers.search import searched

PASSWORD = "password"


@require_safe
@permission_required("employees.manage_employees")
def employees(request: HttpRequest) -> HttpResponse:
    """Everybody, found by name, user name or e-mail address; `?show=unready` leaves those who cannot send yet."""
    query = searched(request)
    people = Employee.objects.filter(
        Q(name__icontains=query) | Q(username__icontains=query) | Q(email__icontains=query)
    )
    lines = overview(people)
    unready = [line for line in lines if line.cannot_send]
    only_unready = request.GET.get("show") == "unready"
    context: dict[str, Any] = {
        "page": Paginator(unready if only_unready else lines, PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "only_unready": only_unready,
        "all_count": len(lines),
        "unready_count": len(unready),
        "new_password": shown_once.take(request, PASSWORD),
    }
    return shown_once.guarded(render(request, "employees/employees.html", context), context["new_password"])


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("employees.manage_employees")
def employee_new(request: HttpRequest) -> HttpResponse:
    """Make an employee, with a first password."""
    if request.method != "POST":
        return _form_page(request, NewEmployeeForm(initial=typed.first_values(typed.kept(request))))
    form = NewEmployeeForm(request.POST)
    created = form.create() if form.is_valid() else None
    if created is None:
        return _form_page(request, form)
    employee, made_password = created
    if made_password:
        shown_once.keep(request, PASSWORD, employee.name, made_password)
    messages.success(request, _("%(name)s has been added.") % {"name": employee})
    return redirect("employees")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("employees.manage_employees")
def employee_edit(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Change an employee or end their access."""
    employee = get_object_or_404(Employee, pk=employee_id)
    if request.method != "POST":
        kept = typed.first_values(typed.kept(request))
        return _form_page(request, EmployeeForm(initial=kept, instance=employee))
    form = EmployeeForm(request.POST, instance=employee)
    with transaction.atomic():  # from the look at the other administrators until this one is saved
        if form.is_valid():
            form.change()
    if form.errors:
        return _form_page(request, form)
    messages.success(request, _("%(name)s has been saved.") % {"name": employee})
    return redirect("employees")


@require_POST
@permission_required("employees.manage_employees")
def employee_password(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Give somebody a new password, shown once to the administrator who hands it over."""
    employee = get_object_or_404(Employee, pk=employee_id)
    if employee == request.user:  # it would log them out; their own page asks for the present password
        return redirect("my")
    made = shown_once.new_password()
    set_temporary_password(employee, made)
    shown_once.keep(request, PASSWORD, employee.name, made)
    return redirect("employees")


def _form_page(request: HttpRequest, form: EmployeeForm) -> HttpResponse:
    pk = form.instance.pk
    context = {"form": form, "employee": Employee.objects.get(pk=pk) if pk else None}
    status = 422 if request.method == "POST" else 200
    return render(request, "employees/employee_form.html", context, status=status)
