"""Deleting a server in the manual's three steps: the data, the question, the deed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mailservers.access import permission_required
from mailservers.deletion import delete_server
from mailservers.hosts import shown
from mailservers.models import MailServer
from mailservers.usage import open_documents, usage_of


@permission_required("mailservers.manage_servers")
@require_http_methods(["GET", "HEAD", "POST"])
def mailserver_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the data; POST asks the question; POST with confirm=yes deletes, with confirm=no goes back.

    When somebody changed the server since the data were shown, these are shown anew, and the question is asked again.
    """
    confirm = request.POST.get("confirm")
    has_changed = confirm == "yes" and _has_changed(pk, request.POST.get("version", ""))
    if has_changed:
        confirm = None
    server = delete_server(pk) if confirm == "yes" else MailServer.objects.filter(pk=pk).first()
    if server is None and request.method == "POST":
        messages.info(request, _("This mail server has already been deleted."))
        return redirect("mailservers")
    if confirm == "yes" and server is not None:
        messages.success(request, _("%(server)s has been deleted.") % {"server": server.identification})
        return redirect("mailservers")
    if confirm == "no":
        return redirect("mailserver_delete", pk=pk)
    server = server or get_object_or_404(MailServer, pk=pk)
    context = {
        "server": server,
        "host": shown(server.host),
        "usage": usage_of([server])[server.pk],
        "open_documents": open_documents(server),
        "asking": request.method == "POST",
        "has_changed": has_changed,
    }
    return render(request, "mailservers/mailserver_delete.html", context)


def _has_changed(pk: int, shown_version: str) -> bool:
    """Whether the data that were shown are not those of the server now; never without a version."""
    if not shown_version:
        return False
    version = MailServer.objects.filter(pk=pk).values_list("version", flat=True).first()
    return version is not None and str(version) != shown_version
