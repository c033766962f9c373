"""`send_document`: one document, or a file of them, from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document
from tests.factories import make_employee

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    output = StringIO()
    call_command("send_document", "--as", make_employee().username, *words, stdout=output)
    return output.getvalue()


def test_one_document_is_described() -> None:
    told = json.loads(run("--to", "jan@x.example", "--subject", "Payslip", "--json"))
    assert told["id"] == str(Document.objects.get().pk)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--subject", "s\r\nX-Evil: 1"],
        ["--subject", "\udcff"],
        ["--subject", "s", "--body", "a\x1b[31m"],
        ["--subject", "s", "--attach", "/nowhere"],
    ],
    ids=ascii,
)
def test_what_page_and_api_refuse_is_refused_here(words: list[str]) -> None:
    with pytest.raises(CommandError):
        run("--to", "jan@x.example", *words)
    assert not Document.objects.exists()
