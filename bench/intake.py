"""How fast documents are accepted: one at a time with a commit each, and many by one command, beside post_office.

Ours is `queue_document`, which the page and the API use, and `send_document --batch` with reading its file; theirs is
`mail.send` and `mail.send_many`. `run` returns messages a second (medians) and ratios with their goals, by database.
"""

from functools import partial
from typing import Any

from bench.databases import POSTGRESQL, SQLITE, Databases, databases
from bench.queues import OURS, POST_OFFICE, Load, filled, provide_peers, tables
from bench.race import Goal, medians, ratios, rounds_of
from devtool.paths import say

LETTER = 4096  # octets
GOALS = [
    Goal("ours", "post_office", at_least=1),
    Goal("ours_batch", "post_office_send_many", at_least=1),
]


def run(*, quick: bool = False) -> dict[str, Any]:
    """{database: {"messages", "messages_in_bulk", "rounds", "per_s", "ratios"}}."""
    provide_peers()
    with databases(POSTGRESQL, SQLITE) as made:
        return {vendor: accepted(vendor, made, quick) for vendor in (POSTGRESQL, SQLITE)}


def accepted(vendor: str, made: Databases, quick: bool) -> dict[str, Any]:
    """The figures on one database."""
    single, bulk = (Load(10, LETTER), Load(20, LETTER)) if quick else (Load(2000, LETTER), Load(5000, LETTER))
    rounds = 1 if quick else 3
    say(f"  {single.count} messages one at a time and {bulk.count} in bulk on {vendor}:")
    ours, peers = tables(OURS, made, vendor), tables(POST_OFFICE, made, vendor)
    contestants = {
        "ours": partial(filled, OURS, ours, single),
        "post_office": partial(filled, POST_OFFICE, peers, single),
        "ours_batch": partial(filled, OURS, ours, bulk, "fill_bulk", "bench.product"),
        "post_office_send_many": partial(filled, POST_OFFICE, peers, bulk, "fill_bulk"),
    }
    measured = rounds_of(contestants, rounds)
    return {
        "messages": single.count,
        "messages_in_bulk": bulk.count,
        "rounds": rounds,
        "per_s": medians(measured),
        "ratios": ratios(measured, GOALS),
    }
