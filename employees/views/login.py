"""Logging in and out."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from employees.forms.my import LoginForm
from mailservers import typed


class Login(LoginView):
    """A wrong login is a 422 and tells nobody which half of it was wrong; `next` only leads to our own pages."""

    template_name = "employees/login.html"
    authentication_form = LoginForm
    http_method_names = ["get", "head", "post"]  # Django's takes PUT for POST

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def form_invalid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(something_typed=typed.KEY in self.request.session, **kwargs)


class Logout(LogoutView):
    """Only by POST, so that no link can log anybody out."""
