"""Who may open a page: the one decorator in front of every view."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from mailservers import typed

# Somebody logged in. This app does not know the employees' model; it asks has_perm and credentials_for.
Person = Any
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def permission_required(permission: str) -> Callable[[View[P]], View[P]]:
    """Let a view run only for people who hold `permission`; strangers log in first, others get 403.

    What a stranger typed before their session ended is kept and offered again after the login (see `typed`).
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_login(request)
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _to_login(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        typed.keep(request)
        target = typed.form_address(request)
    else:
        target = request.get_full_path()
    if getattr(request, "htmx", False):  # a fragment of a page: the whole page has to go to the login
        page = request.htmx.current_url_abs_path or target  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(redirect_to_login(page).url)
    return redirect_to_login(target)
