"""Test e-mail versturen, from the form with the values on the screen or for a saved server."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailservers import tested
from mailservers.access import permission_required
from mailservers.credentials import CredentialsMissing, central_login
from mailservers.encryption import SecretUnreadable
from mailservers.forms import ServerForm, TestForm
from mailservers.models import Authentication, Company, MailServer, ServerFields
from mailservers.smtp.errors import AddressRefused
from mailservers.smtp.settings import Login
from mailservers.testmail import TooManyTests, start_test
from mailservers.views.form_page import form_page, read_only_page

SEE_OTHER, UNPROCESSABLE, TOO_MANY = 303, 422, 429


@permission_required("mailservers.test_server")
@require_POST
def mailserver_test(request: HttpRequest) -> HttpResponse:
    """Start a test and lead to its log; a form that is not right comes back as it was."""
    number = _number(request.POST.get("server", ""))
    server = MailServer.objects.filter(pk=number).first()
    on_screen = "host" in request.POST and request.user.has_perm("mailservers.manage_servers")
    form = ServerForm(request.POST, instance=server, testing=True) if on_screen else None
    if form is None and server is None:
        raise Http404
    test_form = TestForm(request.POST, company=Company.current())
    ready = test_form.is_valid() & (form is None or form.is_valid())
    settings: ServerFields = form.instance if form else server  # type: ignore[assignment]
    if not ready:
        return _again(request, server, form, test_form)
    try:
        login = _login(request, server, settings, form, test_form)
        log = start_test(
            settings=settings,
            login=login,
            recipient=test_form.cleaned_data["recipient"],
            actor=request.user,
            server=server,
            click=request.POST.get("test_token", ""),
        )
    except CredentialsMissing as missing:
        test_form.add_error("test_username", str(missing))
        return _again(request, server, form, test_form)
    except SecretUnreadable:
        _say_unreadable(form, test_form)
        return _again(request, server, form, test_form)
    except AddressRefused:
        test_form.add_error("recipient", _("E-mail cannot be sent from or to this address."))
        return _again(request, server, form, test_form)
    except TooManyTests as refusal:
        test_form.add_error(None, str(refusal))
        return _again(request, server, form, test_form, status=TOO_MANY)
    if form and not request.htmx:  # type: ignore[attr-defined]
        tested.keep(request, log.pk, server, form.data)  # type: ignore[arg-type]
    return HttpResponse(status=SEE_OTHER, headers={"Location": reverse("log", args=[log.pk])})


def _login(
    request: HttpRequest,
    server: MailServer | None,
    settings: ServerFields,
    form: ServerForm | None,
    test_form: TestForm,
) -> Login | None:
    """The login to test with. Raises CredentialsMissing or SecretUnreadable."""
    if settings.authentication == Authentication.PER_EMPLOYEE:
        typed = test_form.cleaned_data
        if typed["test_username"]:
            return Login(typed["test_username"], typed["test_password"])
        if server is None:
            raise CredentialsMissing(_("Enter your own user name and password for this mail server to test it."))
        try:
            return request.user.credentials_for(server, settings)  # type: ignore[union-attr]
        except CredentialsMissing as missing:
            here = _("Or fill in a login here, for this test only.")
            raise CredentialsMissing(f"{missing} {here}") from missing
    if settings.authentication == Authentication.CENTRAL and form and form.cleaned_data["password"]:
        return Login(settings.username, form.cleaned_data["password"])
    stored = form.before if form else server
    return central_login(stored) if stored and settings.authentication == Authentication.CENTRAL else None


def _say_unreadable(form: ServerForm | None, test_form: TestForm) -> None:
    sentence = _(
        "The stored password cannot be read with the current encryption keys. Enter it again, or ask the administrator "
        "of this application to restore the key."
    )
    if form:
        form.add_error("password", sentence)
    else:
        test_form.add_error(None, sentence)


def _again(
    request: HttpRequest,
    server: MailServer | None,
    form: ServerForm | None,
    test_form: TestForm,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    """The same page with what is wrong; beside a form that htmx leaves in place, only the list of it."""
    if request.htmx:  # type: ignore[attr-defined]
        context = {"forms": [each for each in (form, test_form) if each is not None and each.errors]}
        return render(request, "mailservers/_test_refused.html", context, status=UNPROCESSABLE)
    if form is None and server is not None:
        return read_only_page(request, server, test_form=test_form, status=status)
    assert form is not None
    return form_page(request, form, test_form=test_form, status=status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
