"""Many documents from one file: a bad line is named and stops nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from documents import batch, intake
from documents.identifiers import new_id
from documents.models import Document
from tests.documents.outbox import make_sender

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = {"to": ["jan@x.example"], "subject": "Payslip", "body": "Dear Jan"}


def queue(*asked: Any, folder: Path = Path("/nowhere")) -> batch.Outcome:
    """Queue one document for each value; octets are a line as they are."""
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in asked]
    return batch.queue_file(lines, make_sender(), folder)


@pytest.mark.parametrize(
    "bad",
    [
        GOOD | {"subject": "\ud800"},
        GOOD | {"subject": "a\x00"},
        GOOD | {"subject": "a\r\nX: b"},
        GOOD | {"subject": ""},
        {"to": ["jan@x.example"]},
        GOOD | {"body": "\ud800"},
        GOOD | {"body": "a\x00b"},
        GOOD | {"attachments": ["a\x00b"]},
        GOOD | {"attachments": ["\ud800"]},
        GOOD | {"attachments": [""]},
        GOOD | {"attachments": ["x" * 5000]},
        GOOD | {"attachments": ["/dev/null"]},
        GOOD | {"to": ["\ud800@x.example"]},
        GOOD | {"to": ["jan@x.example\x00"]},
        GOOD | {"\ud800": 1},
        b'{"to": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'\xff\xfe{"to": []}',
        b"nonsense",
        [],
    ],
    ids=lambda bad: ascii(bad)[:60],
)
def test_a_bad_line_is_named_and_the_others_are_queued(bad):
    outcome = queue(GOOD, bad, b"", GOOD)
    assert [number for number, _reason in outcome.bad] == [2]
    assert outcome.bad[0][1]
    assert Document.objects.count() == sum(outcome.counts.values()) == 2


def test_a_file_whose_name_is_not_unicode_is_named(tmp_path):
    (tmp_path / "loon\udcff.pdf").write_bytes(b"x")
    (tmp_path / "loon.pdf").write_bytes(b"x")
    outcome = queue(*(GOOD | {"attachments": [name]} for name in ("loon\udcff.pdf", "loon.pdf")), folder=tmp_path)
    assert [number for number, _reason in outcome.bad] == [1]
    assert Document.objects.count() == 1


def test_what_the_database_refuses_takes_nothing_with_it(monkeypatch):
    taken = new_id()
    identifiers = iter([taken, new_id(), taken, new_id()])
    monkeypatch.setattr(intake, "new_id", lambda: next(identifiers))
    outcome = queue(GOOD, GOOD, GOOD, GOOD)
    assert [number for number, _reason in outcome.bad] == [3]
    assert Document.objects.count() == sum(outcome.counts.values()) == 3


def test_long_lines_are_written_before_they_fill_the_memory(tmp_path, monkeypatch):
    line = json.dumps(GOOD).encode()
    monkeypatch.setattr(batch, "CHUNK_OCTETS", 2 * len(line))
    counts: list[int] = []
    batch.queue_file([line] * 5, make_sender(), tmp_path, lambda _octets: counts.append(Document.objects.count()))
    assert counts == [2, 4, 5]
