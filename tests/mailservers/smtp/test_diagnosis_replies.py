"""Real replies of real servers must lead to the right cause: those the rules were made with, and others."""

import re

import pytest

from mailservers.smtp.diagnosis import diagnose
from mailservers.smtp.diagnosis.rules import RULES

from .conversations import refused, replies

WANTED_SHARE = 0.98
# A literal run this long is a sentence of one server, not a notion that carries over to others.
LONGEST_LITERAL = 28
TRAINING = replies("replies.json")
OTHERS = replies("more_replies.json")


def code_of(entry: dict) -> str:
    diagnosis = diagnose(refused(entry["reply"], entry["phase"]))
    assert diagnosis is not None
    return diagnosis.base_code


@pytest.mark.parametrize("entries", [TRAINING, OTHERS], ids=["training", "others"])
def test_nearly_all_replies_get_an_acceptable_cause(entries):
    wrong = [(entry["phase"], code_of(entry), entry["codes"], entry["reply"]) for entry in entries]
    wrong = [row for row in wrong if row[1] not in row[2]]
    assert len(wrong) <= (1 - WANTED_SHARE) * len(entries), wrong


@pytest.mark.parametrize("entries", [TRAINING, OTHERS], ids=["training", "others"])
def test_most_replies_get_the_best_cause(entries):
    best = sum(code_of(entry) == entry["codes"][0] for entry in entries)
    assert best >= 0.88 * len(entries), f"{best} of {len(entries)}"


def test_no_rule_is_one_servers_sentence():
    patterns = {word for rule in RULES for word in (*rule.words, *rule.also, *rule.unless)}
    literals = {run for pattern in patterns for run in re.split(r"[^a-z0-9' _./:-]+", pattern)}
    assert [run for run in literals if len(run) > LONGEST_LITERAL] == []
