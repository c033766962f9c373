"""The company's own page."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mailservers import typed
from mailservers.access import permission_required
from mailservers.forms import CompanyForm
from mailservers.models import Company
from mailservers.revisions import one_writer_at_a_time


@permission_required("mailservers.manage_company")
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Company name, general e-mail address and default server."""
    if request.method != "POST":
        form = CompanyForm(instance=Company.current(), initial=typed.first_values(typed.kept(request)))
        return render(request, "mailservers/company.html", {"form": form})
    with transaction.atomic():
        one_writer_at_a_time()  # the default server is not deleted between the look at it and the end
        form = CompanyForm(request.POST, instance=Company.current())
        if not form.is_valid():
            return render(request, "mailservers/company.html", {"form": form}, status=422)
        form.save()
    messages.success(request, _("The company has been saved."))
    return redirect("company")
