"""The company's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mailservers import typed
from mailservers.access import permission_required
from mailservers.forms import CompanyForm
from mailservers.models import Company


@permission_required("mailservers.manage_company")
@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Company name, general e-mail address and default server."""
    form = CompanyForm(
        request.POST or None, instance=Company.current(), initial=typed.first_values(typed.kept(request))
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The company has been saved."))
        return redirect("company")
    return render(request, "mailservers/company.html", {"form": form}, status=422 if request.method == "POST" else 200)
