"""The API put together: its routes, who may use it, and how it answers what goes wrong."""

from typing import Any

from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_noop
from ninja import NinjaAPI

from . import documents, work_location
from .problems import install_problem_handlers, not_found, with_problem_for_wrong_method
from .reference import Reference
from .schema_notes import complete
from .tokens import TokenAuthentication


class OutboxAPI(NinjaAPI):
    """A NinjaAPI whose OpenAPI document also has the bodies that are read by hand."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The OpenAPI document."""
        document = super().get_openapi_schema(**kwargs)
        complete(document)
        return document


api = OutboxAPI(
    title="Easyflex",
    version="1.0.0",
    description=gettext_noop("Send documents through your work location and follow them."),
    auth=TokenAuthentication(),
    docs=Reference(),
    urls_namespace="api",
)
api.add_router("/documents", documents.router)
api.add_router("/work-location", work_location.router)
install_problem_handlers(api)


def addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Every address below /api/v1/, those that lead nowhere included, for Django's `include`."""
    patterns, app_name, namespace = api.urls
    known = [pattern for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in known:
        assert pattern.callback is not None
        pattern.callback = with_problem_for_wrong_method(pattern.callback)
    nowhere = [path("", not_found, name="api-root"), re_path(r"^[\s\S]+$", not_found, name="nowhere")]
    return [*known, *nowhere], app_name, namespace
