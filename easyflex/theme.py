"""Light, dark, or what the device prefers: a choice kept in a cookie, so that it works without JavaScript."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

COOKIE = "easyflex_theme"
COOKIE_AGE_S = 365 * 24 * 3600
THEMES = {"auto": _("Automatic"), "light": _("Light"), "dark": _("Dark")}


def current_theme(request: HttpRequest) -> dict[str, object]:
    """Context processor: the chosen theme, and all of them for the switch."""
    return {"theme": chosen_theme(request), "themes": THEMES}


def chosen_theme(request: HttpRequest) -> str:
    """ "auto", "light" or "dark"; anything else in the cookie counts as "auto"."""
    theme = request.COOKIES.get(COOKIE, "auto")
    return theme if theme in THEMES else "auto"


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice and goes back to the page it was made on."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    choice = request.POST.get("theme", "auto")
    if choice in THEMES:
        response.set_cookie(
            COOKIE,
            choice,
            max_age=COOKIE_AGE_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
