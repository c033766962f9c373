"""By how much a worker's memory grows while it delivers one document with an attachment of 25 MB.

Ours beside django-post-office, each in a new process on SQLite. `run` returns medians in MiB of the peak above what
the process had before it began, and what a worker of ours takes for a short message, which is in that figure too.
"""

from functools import partial
from typing import Any

from bench.databases import SQLITE, databases
from bench.queues import OURS, POST_OFFICE, Contestant, Load, grown_mib, provide_peers, tables
from bench.race import Goal, medians, ratios, rounds_of, shortened
from devtool.paths import say

ATTACHMENT = 25_000_000  # octets
LETTER = 4096
MOST_MIB = 10_000_000 / 2**20


def run(*, quick: bool = False) -> dict[str, Any]:
    """{"rounds", "attachment_octets", "mib": {contestant: …}, "goal", "met", "ratios"}."""
    provide_peers()
    octets = ATTACHMENT // 5 if quick else ATTACHMENT
    rounds = 1 if quick else 3
    say(f"  MiB for an attachment of {octets} octets:")
    with databases(SQLITE) as made:
        ours, peers = tables(OURS, made, SQLITE), tables(POST_OFFICE, made, SQLITE)
        contestants = {
            "ours": partial(grown_mib, Contestant(OURS), ours, Load(1, octets)),
            "ours_short_message": partial(grown_mib, Contestant(OURS), ours, Load(1, LETTER)),
            "post_office": partial(grown_mib, Contestant(POST_OFFICE), peers, Load(1, octets)),
        }
        measured = rounds_of(contestants, rounds)
    found = medians(measured)
    return {
        "rounds": rounds,
        "attachment_octets": octets,
        "mib": found,
        "goal": f"ours <= {shortened(MOST_MIB)} MiB (10 MB)",
        "met": found["ours"] <= MOST_MIB,
        "ratios": ratios(measured, [Goal("ours", "post_office")]),
    }
