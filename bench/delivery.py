"""How fast documents leave: our worker beside django-post-office, smtplib and Postfix's smtp-source.

Every contestant fills an outbox in a durable database and drains it into smtp-sink on loopback; a run fails unless
sink and rows count every message. `run` returns messages a second (medians) and ratios with their goals, by situation.
post_office writes its statuses a batch at a time, we write ours a few at a time: a stricter promise.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bench import neighbours
from bench.databases import POSTGRESQL, SQLITE, Databases, databases
from bench.queues import (
    OURS,
    POST_OFFICE,
    Contestant,
    Load,
    bare_smtplib,
    delivered,
    provide_peers,
    tables,
)
from bench.race import Goal, medians, ratios, rounds_of
from bench.sink import sink, source_s
from devtool.paths import say

LETTER, PDF = 4096, 500 * 1024  # octets
WORKER = Contestant(OURS)
TWO_WORKERS = Contestant(OURS, workers=2)
ONE_CONNECTION = Contestant(OURS, options={"CONNECTIONS": 1})
PEER = Contestant(POST_OFFICE)
TUNED_PEER = Contestant(POST_OFFICE, options={"BATCH": 1000, "THREADS": 2, "PROCESSES": 2})
ROUNDS = 3
Measure = Callable[[], float]


def run(*, quick: bool = False) -> dict[str, Any]:
    """{situation: {"messages", "rounds", "per_s": {contestant: …}, "ratios": {pair: {"ratio", "goal", "met"}}}}."""
    provide_peers()
    with databases(POSTGRESQL, SQLITE) as made:
        return {name: situation(made, quick) for name, situation in SITUATIONS.items()}


def letters_on_postgresql(made: Databases, quick: bool) -> dict[str, Any]:
    """4 KiB, and what a second worker brings."""
    load = Load(20 if quick else 3000, LETTER)
    ours, peers = tables(OURS, made, POSTGRESQL), tables(POST_OFFICE, made, POSTGRESQL)
    contestants: dict[str, Measure] = {
        "ours": partial(delivered, WORKER, ours, load),
        "ours_two_workers": partial(delivered, TWO_WORKERS, ours, load),
        "post_office": partial(delivered, PEER, peers, load),
        "post_office_tuned": partial(delivered, TUNED_PEER, peers, load),
        "smtp_source": partial(by_smtp_source, load),
    }
    goals = [
        Goal("ours", "post_office", at_least=4),
        Goal("ours", "post_office_tuned", at_least=2.5),
        Goal("ours_two_workers", "ours", at_least=1.4),
    ]
    return compared(contestants, goals, load, quick)


def letters_on_sqlite(made: Databases, quick: bool) -> dict[str, Any]:
    """4 KiB."""
    load = Load(20 if quick else 2000, LETTER)
    contestants: dict[str, Measure] = {
        "ours": partial(delivered, WORKER, tables(OURS, made, SQLITE), load),
        "post_office": partial(delivered, PEER, tables(POST_OFFICE, made, SQLITE), load),
    }
    return compared(contestants, [Goal("ours", "post_office", at_least=3)], load, quick)


def documents_of_500_kib(made: Databases, quick: bool) -> dict[str, Any]:
    """A PDF goes along."""
    load = Load(5 if quick else 200, PDF)
    contestants: dict[str, Measure] = {
        "ours": partial(delivered, WORKER, tables(OURS, made, POSTGRESQL), load),
        "post_office": partial(delivered, PEER, tables(POST_OFFICE, made, POSTGRESQL), load),
        "smtplib": partial(bare_smtplib, load),
        "smtp_source": partial(by_smtp_source, load),
    }
    goals = [Goal("ours", "post_office", at_least=8), Goal("ours", "smtplib", at_least=1)]
    return compared(contestants, goals, load, quick)


def far_server(made: Databases, quick: bool) -> dict[str, Any]:
    """A round trip of 20 ms, one connection."""
    load = Load(4 if quick else 60, LETTER, round_trip_ms=20)
    contestants: dict[str, Measure] = {
        "ours": partial(delivered, ONE_CONNECTION, tables(OURS, made, POSTGRESQL), load),
        "smtplib": partial(bare_smtplib, load),
    }
    return compared(contestants, [Goal("ours", "smtplib", at_least=3)], load, quick)


def by_smtp_source(load: Load) -> float:
    """Messages a second of a load generator in C with ten connections: the machine's limit."""
    count = load.count * (10 if load.octets == LETTER else 1)  # or its start would be seen
    with sink() as mail:
        seconds = source_s(mail.port, count, load.octets)
        mail.must_have(count)
    return count / seconds


def compared(contestants: Mapping[str, Measure], goals: list[Goal], load: Load, quick: bool) -> dict[str, Any]:
    """Their figures in one situation."""
    rounds = 1 if quick else ROUNDS
    say(f"  {load.count} messages of {load.octets} octets, {', '.join(contestants)}:")
    measured = rounds_of(contestants, rounds)
    return {
        "messages": load.count,
        "rounds": rounds,
        "per_s": medians(measured),
        "ratios": ratios(measured, goals),
    }


SITUATIONS: dict[str, Callable[[Databases, bool], dict[str, Any]]] = {
    "4_kib_postgresql": letters_on_postgresql,
    "4_kib_sqlite": letters_on_sqlite,
    "500_kib_pdf_postgresql": documents_of_500_kib,
    "20_ms_round_trip_postgresql": far_server,
    "beside_a_lane_that_hangs_postgresql": neighbours.beside_a_lane_that_hangs,
}
