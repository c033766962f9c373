"""One row of the table that turns evidence into a diagnosis code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..conversation import FailureKind, Phase
from .evidence import Evidence

REPLY = (FailureKind.REPLY,)
SENDING = (Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.MESSAGE)


@dataclass(frozen=True, slots=True)
class Rule:
    """Matches when everything it names holds; an empty condition always holds.

    words     any of these regular expressions occurs in the reply's normalised text
    also      and any of these as well
    unless    and none of these
    phases    the conversation ended in one of them
    codes     the reply code starts with one of them ("4", "53", "535")
    enhanced  the enhanced status code is one of them; "x" stands for any number ("x.7.8"), "" for no code at all
    kinds     what the client saw; a reply unless said otherwise
    traits    these circumstances all hold (see evidence.traits_of); "!name" says that one does not
    facts     the failure's facts have these values
    """

    code: str
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    codes: tuple[str, ...] = ()
    enhanced: tuple[str, ...] = ()
    kinds: tuple[FailureKind, ...] = REPLY
    traits: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None

    def matches(self, evidence: Evidence) -> bool:
        """Whether this row explains `evidence`."""
        return (
            evidence.kind in self.kinds
            and (not self.phases or evidence.phase in self.phases)
            and (not self.codes or str(evidence.code).startswith(self.codes))
            and (not self.enhanced or occurs(self.enhanced, evidence.enhanced, enhanced_pattern))
            and all(holds(trait, evidence.traits) for trait in self.traits)
            and (self.facts is None or self.facts.items() <= dict(evidence.facts or {}).items())
            and (not self.words or occurs(self.words, evidence.words))
            and (not self.also or occurs(self.also, evidence.words))
            and not (self.unless and occurs(self.unless, evidence.words))
        )


def holds(trait: str, traits: frozenset[str]) -> bool:
    """Whether `trait`, or with a leading "!" its absence, is among `traits`."""
    return trait[1:] not in traits if trait.startswith("!") else trait in traits


def words_pattern(words: tuple[str, ...]) -> str:
    """One pattern for all of `words`; each starts where a word starts, as far as its alphabet has such a place."""
    return rf"(?<![a-z0-9])(?:{'|'.join(words)})"


def enhanced_pattern(codes: tuple[str, ...]) -> str:
    """One pattern for enhanced status codes with "x" as a placeholder."""
    return "^(?:" + "|".join(code.replace(".", r"\.").replace("x", r"\d+") for code in codes) + ")$"


def occurs(words: tuple[str, ...], text: str, pattern: Any = words_pattern) -> bool:
    """Whether any of `words` is in `text`; patterns are compiled when first needed."""
    return compiled(words, pattern).search(text) is not None


@cache
def compiled(words: tuple[str, ...], pattern: Any) -> re.Pattern[str]:
    """The compiled pattern for `words`, once per process."""
    return re.compile(pattern(words))
