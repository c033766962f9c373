"""The documentation of the API: complete, on our own server, and readable without scripts."""

import pytest
from django.test import Client

from documents.api.problems import TITLES
from tests.documents.visitors import visit
from tests.factories import make_employee

pytestmark = pytest.mark.django_db


def test_the_page_names_every_operation_and_every_problem():
    page = Client(headers={"Accept-Language": "en"}).get("/api/v1/docs").content.decode()
    for path in ("/api/v1/documents", "/api/v1/documents/{document_id}/retry", "/api/v1/work-location"):
        assert path in page
    for slug in TITLES:
        assert f'id="problem-{slug}"' in page


def test_the_page_asks_no_other_host_and_fits_the_strict_policy():
    answer = visit(make_employee()).get("/api/v1/docs")
    page = answer.content.decode()
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "<script>" not in page
    assert "<style" not in page
    assert 'src="http' not in page


def test_the_openapi_document_describes_bodies_and_problems():
    document = Client().get("/api/v1/openapi.json").json()
    send = document["paths"]["/api/v1/documents"]["post"]
    assert set(send["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert "Idempotency-Key" in [parameter["name"] for parameter in send["parameters"]]
    assert set(send["responses"]["409"]["content"]) == {"application/problem+json"}
    assert {"DocumentIn", "DocumentForm", "AttachmentIn", "WorkLocationIn"} <= set(document["components"]["schemas"])


def test_the_openapi_document_names_every_refusal_that_a_request_can_meet():
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    assert "400" in paths["/api/v1/documents"]["post"]["responses"]
    assert "400" in paths["/api/v1/work-location"]["put"]["responses"]
    assert "422" in paths["/api/v1/documents/{document_id}/retry"]["post"]["responses"]


def test_every_reference_in_the_openapi_document_leads_somewhere():
    document = Client().get("/api/v1/openapi.json").json()
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    def references(node):
        if isinstance(node, dict):
            yield from ([node["$ref"]] if "$ref" in node else [])
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    assert set(references(document)) <= known
