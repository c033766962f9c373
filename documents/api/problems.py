"""Every error of the API in one shape: a problem object (RFC 9457) as application/problem+json."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

logger = logging.getLogger(__name__)

# The slug is the stable name of a kind of problem; its type is an address on the documentation page.
TITLES = {
    "malformed-request": gettext_noop("The request cannot be read"),
    "not-authenticated": gettext_noop("A valid token is needed"),
    "not-allowed": gettext_noop("This token may not do that"),
    "not-found": gettext_noop("There is nothing at this address"),
    "method-not-allowed": gettext_noop("This address does not know that method"),
    "conflict": gettext_noop("The request contradicts what is there"),
    "idempotency-conflict": gettext_noop("The idempotency key was used for another document"),
    "too-large": gettext_noop("The document is too big"),
    "unsupported-media-type": gettext_noop("The content type is not supported"),
    "invalid": gettext_noop("Some values cannot be used"),
    "storage": gettext_noop("The document could not be stored"),
    "internal": gettext_noop("Something went wrong on our side"),
}


class Problem(Exception):
    """An error that a caller of the API gets to see; `errors` names the fields at fault."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str = "",
        errors: Sequence[tuple[str, str]] = (),
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(kind)
        self.status, self.kind, self.detail = status, kind, detail
        self.errors, self.headers, self.more = errors, headers or {}, more

    def response(self) -> HttpResponse:
        """The problem object; texts in the language of the request."""
        body: dict[str, Any] = {
            "type": f"/api/v1/docs#problem-{self.kind}",
            "title": _(TITLES[self.kind]),
            "status": self.status,
        }
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [{"field": field, "detail": detail} for field, detail in self.errors]
        body.update(self.more)
        content = json.dumps(body, ensure_ascii=False)
        headers = self.headers | {"Content-Type": "application/problem+json"}
        return HttpResponse(content, headers=headers, status=self.status)


@csrf_exempt
def not_found(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Whatever address below /api/v1/ leads nowhere."""
    return Problem(404, "not-found", _("Nothing is at %(path)s.") % {"path": request.path}).response()


def with_problem_for_wrong_method(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """`view` with its plain 405 replaced by a problem object; the Allow header stays."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allow = ", ".join(sorted(response.headers["Allow"].split(", ")))
        detail = _("%(method)s is not possible here; possible: %(allow)s.") % {
            "method": request.method,
            "allow": allow,
        }
        return Problem(405, "method-not-allowed", detail, headers={"Allow": allow}).response()

    answer.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]
    return answer


UNAUTHENTICATED = gettext_lazy(
    "Send the token of an active employee in the header “Authorization: Bearer TOKEN”. Make one under My details."
)


def install_problem_handlers(api: NinjaAPI) -> None:
    """Makes `api` answer everything that goes wrong with a problem object."""

    @api.exception_handler(Problem)
    def known(request: HttpRequest, exc: Problem) -> HttpResponse:
        return exc.response()

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
        headers = {"WWW-Authenticate": 'Bearer realm="api"'}
        return Problem(401, "not-authenticated", str(UNAUTHENTICATED), headers=headers).response()

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, exc: Http404) -> HttpResponse:
        return not_found(request)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        errors = [(".".join(str(part) for part in error["loc"][1:]), member_sentence(error)) for error in exc.errors]
        return Problem(422, "invalid", errors=errors).response()

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, exc: RequestDataTooBig) -> HttpResponse:
        return Problem(413, "too-large").response()

    for unreadable in (SuspiciousOperation, BadRequest, MultiPartParserError):
        api.add_exception_handler(unreadable, malformed)
    api.add_exception_handler(Exception, unexpected)


def member_sentence(error: Mapping[str, Any]) -> str:
    """What is wrong with one value of a request, from the error of its schema."""
    match error["type"]:
        case "missing":
            return _("This value is required.")
        case "extra_forbidden":
            return _("There is no value of this name.")
        case "model_type" | "model_attributes_type" | "dict_type":
            return _("An object is expected.")
        case "list_type":
            return _("A list is expected.")
        case "string_type":
            return _("A text is expected.")
    return _("This value cannot be used.")


def malformed(request: HttpRequest, exc: Any) -> HttpResponse:
    """A request that Django itself could not read."""
    return Problem(400, "malformed-request").response()


def unexpected(request: HttpRequest, exc: Any) -> HttpResponse:
    """Our own fault: logged with its context, told without it."""
    logger.error("API request %s %s failed", request.method, request.path, exc_info=exc)
    detail = _("The error has been logged. Try again later; an Idempotency-Key makes that safe.")
    return Problem(500, "internal", detail).response()
