"""Request bodies that are read by hand, as the OpenAPI document describes them."""

from typing import Any

from django.utils.translation import gettext_noop

from .schemas import DocumentIn, WorkLocationIn


def _body(**schemas: str) -> dict[str, Any]:
    content = {
        MEDIA_TYPES[kind]: {"schema": {"$ref": f"#/components/schemas/{name}"}} for kind, name in schemas.items()
    }
    return {"required": True, "content": content}


MEDIA_TYPES = {"json": "application/json", "form": "multipart/form-data"}
DOCUMENT_BODY: dict[str, Any] = {
    "requestBody": _body(json="DocumentIn", form="DocumentForm"),
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            "description": gettext_noop("A text of your choice that names this one document, such as a UUID."),
        }
    ],
}
WORK_LOCATION_BODY: dict[str, Any] = {"requestBody": _body(json="WorkLocationIn")}


def complete(document: dict[str, Any]) -> None:
    """Add to an OpenAPI document what the API does not see in any signature: bodies, and the type of problems."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in (DocumentIn, WorkLocationIn):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}", mode="validation")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    schemas["DocumentForm"] = _as_form(schemas["DocumentIn"])
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {"application/problem+json": answer["content"]["application/json"]}


def _as_form(schema: dict[str, Any]) -> dict[str, Any]:
    """The same names as a form: the attachments are then uploaded files."""
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    attachments = schema["properties"]["attachments"] | files
    return schema | {"title": "DocumentForm", "properties": schema["properties"] | {"attachments": attachments}}
