"""Every benchmark runs, on small counts, and yields its figures. What it counts on both sides it checks itself."""

from importlib import import_module

import pytest

from bench import databases, delivery, depth, dialogue, intake, memory
from devtool import bench

RATIOS = {"ours / post_office", "ours_batch / post_office_send_many"}
DELIVERY = {
    "4_kib_postgresql": {"ours / post_office", "ours / post_office_tuned", "ours_two_workers / ours"},
    "4_kib_sqlite": {"ours / post_office"},
    "500_kib_pdf_postgresql": {"ours / post_office", "ours / smtplib"},
    "20_ms_round_trip_postgresql": {"ours / smtplib"},
    "beside_a_lane_that_hangs_postgresql": {"beside / alone"},
}


def test_the_benchmarks_are_those_that_the_help_names():
    assert bench.names() == ["delivery", "depth", "dialogue", "intake", "memory"]
    assert all(hasattr(import_module(f"bench.{name}"), "run") for name in bench.names())


def test_dialogue_stands_beside_smtplib_and_aiosmtplib():
    figures = dialogue.run(quick=True)
    assert figures["ours_ms"] > 0
    assert figures["ratios"].keys() == {"ours_ms / smtplib_ms", "ours_ms / aiosmtplib_ms"}


def test_delivery_counts_every_message_in_every_situation():
    figures = delivery.run(quick=True)
    assert {name: figures[name]["ratios"].keys() for name in figures} == DELIVERY


def test_depth_claims_out_of_two_outboxes_on_both_databases():
    figures = depth.run(quick=True)
    assert figures.keys() == {"postgresql", "sqlite"}
    assert all(one["ratios"].keys() == {"deep_ms / shallow_ms"} for one in figures.values())


def test_memory_of_a_worker_stands_beside_that_of_post_office():
    figures = memory.run(quick=True)
    assert figures["mib"].keys() == {"ours", "ours_short_message", "post_office"}


def test_intake_is_measured_one_at_a_time_and_in_bulk():
    figures = intake.run(quick=True)
    assert {name: one["ratios"].keys() for name, one in figures.items()} == {"postgresql": RATIOS, "sqlite": RATIOS}


def test_a_run_that_lost_a_message_fails(tmp_path):
    from bench.queues import must_count
    from bench.sink import sink, source_s

    with sink() as mail:
        source_s(mail.port, 3, 4096)
        mail.must_have(3)
        with pytest.raises(RuntimeError, match="took 3 messages instead of 2"):
            mail.must_have(2)
    url = f"{databases.SQLITE_PREFIX}{tmp_path / 'empty.sqlite3'}"
    with pytest.raises(RuntimeError, match="0 instead of 1 rows"):
        must_count(url, "SELECT count(*) FROM sqlite_master", 1)
