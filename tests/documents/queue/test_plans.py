"""Every statement of a worker finds its rows by key, whatever the database believes about its tables.

A worker's plans are made once and kept. One made while the outbox was small, or full of what was sent long ago, must
not read the whole outbox for every claim once it is large.
"""

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import held, prepared
from documents.models import Document
from documents.queue import postgresql, sqlite, sqlite_claims, sqlite_results
from tests.documents.outbox import make_sender, post

pytestmark = pytest.mark.django_db

STATEMENTS = ("CLAIM", "RECORD", "GIVE_BACK", "READY") if connection.vendor == "postgresql" else (
    "FRESH", "DUE", "CLAIM", "CLAIMED", "WAITING", "ENCLOSURES", "FINISH", "TELL", "ATTEMPT", "GIVE_BACK", "READY"
)  # fmt: skip

EXPLAIN = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"


@pytest.fixture(params=["small", "sent long ago", "waiting"])
def _outbox(request: pytest.FixtureRequest) -> None:
    """What the database knows about the tables when the plan is made."""
    if request.param != "small":
        post(make_sender(), 300)
        if request.param == "sent long ago":
            Document.objects.update(status="sent")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.usefixtures("_outbox")
@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_reads_the_whole_outbox(name: str) -> None:
    found = of_postgresql(name) if connection.vendor == "postgresql" else of_sqlite(name)
    assert [step for step in found if step[1] == "everything"] == []
    assert name in ("WAITING", "ENCLOSURES") or found


@pytest.mark.usefixtures("_outbox")
def test_looking_for_what_is_on_hold_reads_nothing_else() -> None:
    post(make_sender(), 1)
    Document.objects.filter(pk=Document.objects.latest("pk").pk).update(status="held", reason="no-work-location")
    with CaptureQueriesContext(connection) as asked:
        held.keep_in_step()
    questions = [one["sql"] for one in asked.captured_queries if "documents_document" in one["sql"]]
    assert len(questions) > 3
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(prepared.BY_KEY)
        for question in questions:
            cursor.execute(f"{EXPLAIN} {question}")
            assert not re.search(r"(SCAN|Seq Scan on) (documents_document|U0)", str(cursor.fetchall())), question


def of_postgresql(name: str) -> list[tuple[str, str]]:
    """The tables of documents that the generic plan reads, and how."""
    number = count(1)
    parts = getattr(postgresql, name).split("%s")
    text = "".join([part + f"${next(number)}" for part in parts[:-1]]) + parts[-1]
    with connection.cursor() as cursor:
        cursor.execute(prepared.BY_KEY)  # rolled back with the test
        cursor.execute(f"PREPARE asked AS {text}")
        arguments = ", ".join(["NULL"] * (len(parts) - 1))
        cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE asked{f'({arguments})' if arguments else ''}")
        plan = cursor.fetchone()[0]
        cursor.execute("DEALLOCATE asked")
    nodes = walk((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    scans = [node for node in nodes if "Scan" in node["Node Type"] and "Relation Name" in node]
    return [
        (node["Relation Name"], "by key" if "Index Cond" in node or "Recheck Cond" in node else "everything")
        for node in scans
        if node["Relation Name"].startswith(("documents_document", "documents_recipient", "documents_letter"))
    ]


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from walk(below)


def of_sqlite(name: str) -> list[tuple[str, str]]:
    modules = (sqlite, sqlite_claims, sqlite_results)
    statement = next(getattr(module, name) for module in modules if hasattr(module, name))
    text = re.sub(r"NEW\.\w+", "?", statement.replace(f"AND {sqlite_results.OURS}", ""))
    connection.ensure_connection()
    connection.connection.execute("CREATE TEMP TABLE IF NOT EXISTS picked (id TEXT)")
    arguments = [None] * text.count("?")
    rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {text}", arguments).fetchall()
    tables = ("documents_document", "document", "documents_recipient", "recipient", "letter")
    words = [row[3].split() for row in rows]
    return [
        (word[1], "by key" if word[0] == "SEARCH" else "everything")
        for word in words
        if word[0] in ("SEARCH", "SCAN") and word[1] in tables
    ]
