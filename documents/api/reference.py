"""The documentation page of the API, made from its OpenAPI document on our own server.

An own page instead of a bundled viewer: it needs no script, fits the strict Content-Security-Policy, is readable in
both languages and asks no other host for anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from .problems import TITLES

REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Value:
    """One named value: a parameter or a member of an object."""

    name: str
    type: str
    required: bool
    description: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """An object that is sent or received."""

    name: str
    values: list[Value]
    choices: list[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer of an operation."""

    status: str
    description: str
    model: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One operation: a method at an address."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Value]
    bodies: list[tuple[str, str]]  # media type and object
    answers: list[Answer] = field(default_factory=list)


class Reference(DocsBase):
    """Shows the API as a page of this product."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page; texts in the language of the request."""
        document = api.get_openapi_schema(path_params=kwargs)
        context = {
            "deeds": list(deeds(document)),
            "models": list(models(document)),
            "problems": [(slug, gettext(title)) for slug, title in TITLES.items()],
            "openapi_url": self.get_openapi_url(api, kwargs),
            "server": f"{request.scheme}://{request.get_host()}",
        }
        return render(request, "documents/api_reference.html", context)


def deeds(document: Mapping[str, Any]) -> Iterator[Deed]:
    """Every operation of the OpenAPI `document` in its order."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            yield Deed(
                anchor=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=_translated(operation["summary"]),
                description=_translated(operation.get("description", "")),
                parameters=[_parameter(parameter) for parameter in operation.get("parameters", [])],
                bodies=[(media_type, _type(media["schema"])) for media_type, media in content.items()],
                answers=[_answer(status, answer) for status, answer in operation["responses"].items()],
            )


def models(document: Mapping[str, Any]) -> Iterator[Model]:
    """Every object named in the OpenAPI `document`."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        required = schema.get("required", [])
        yield Model(
            name=name,
            choices=[str(choice) for choice in schema.get("enum", [])],
            values=[
                Value(key, _type(value), key in required, _translated(value.get("description", "")))
                for key, value in schema.get("properties", {}).items()
            ],
        )


def _parameter(parameter: Mapping[str, Any]) -> Value:
    description = parameter.get("description") or parameter["schema"].get("description", "")
    return Value(
        parameter["name"],
        _type(parameter["schema"]),
        parameter.get("required", False),
        _translated(description),
        parameter["in"],
    )


def _answer(status: Any, answer: Mapping[str, Any]) -> Answer:
    content: Mapping[str, Any] = next(iter(answer.get("content", {}).values()), {})
    return Answer(str(status), _translated(answer.get("description", "")), _type(content.get("schema", {})))


def _type(schema: Mapping[str, Any]) -> str:
    """A short word for a JSON schema: `string`, `DocumentOut`, `array of string`, `integer or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(REFERENCE)
    if "anyOf" in schema:
        either = gettext("or")
        return f" {either} ".join(dict.fromkeys(_type(choice) for choice in schema["anyOf"]))
    if schema.get("type") == "array":
        return gettext("list of %(type)s") % {"type": _type(schema.get("items", {}))}
    return str(schema.get("format") or schema.get("type", ""))


def _translated(text: str) -> str:
    words = " ".join(text.split())
    return gettext(words) if words else ""
