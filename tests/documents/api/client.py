"""A program with a token."""

import json
from typing import Any

from django.test import Client

from employees import tokens
from employees.models import Employee


class Program:
    """Speaks to the API as `employee`; every answer but a success must be a problem object."""

    def __init__(self, employee: Employee, language: str = "en") -> None:
        _token, self.text = tokens.create(employee, "test")
        self.browser = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})

    def call(self, method: str, path: str, content: Any = None, headers: dict[str, str] | None = None) -> Any:
        """The answer to a request with JSON, or without a body."""
        body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        every = {"Authorization": f"Bearer {self.text}", **(headers or {})}
        return checked(
            self.browser.generic(method, f"/api/v1{path}", body, content_type="application/json", headers=every)
        )

    def upload(self, fields: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        """The answer to a document sent as a form."""
        every = {"Authorization": f"Bearer {self.text}", **(headers or {})}
        return checked(self.browser.post("/api/v1/documents", fields, headers=every))


def checked(answer: Any) -> Any:
    """The same answer, once its shape has been looked at."""
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["type"].startswith("/api/v1/docs#problem-")
        assert problem["title"]
    return answer
