"""The language of somebody who is logged in: their own, whatever the browser prefers; switching changes it for good."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from employees.models import Employee


class EmployeeLanguageMiddleware:
    """Speaks the language that the employee chose, and remembers a choice made with the language switch.

    Strangers, and people who never chose, get what Django's LocaleMiddleware found: the switch's cookie, the
    browser's wish, or Dutch.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        response = self.get_response(request)
        if request.user.is_authenticated:
            _remember_switch(request.user, response)
        return response


def speak(response: HttpResponse, language: str) -> None:
    """Let the browser keep this language too, for the pages before the next login; empty forgets it."""
    if not language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


def _remember_switch(employee: Employee, response: HttpResponse) -> None:
    """The switch answers with the language cookie: that is also the employee's choice."""
    cookie = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie is not None and cookie.value and cookie.value != employee.language:
        Employee.objects.filter(pk=employee.pk).update(language=cookie.value)
