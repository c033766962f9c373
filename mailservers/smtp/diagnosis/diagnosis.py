"""From a failed conversation to a named cause, and from there to words."""

from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType

from ..conversation import Conversation, Phase
from .evidence import evidence_of
from .facts import Facts, facts_of
from .responsibility import Actor, responsible
from .rules import RULES
from .texts import LANGUAGES

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`code` is a documented code, possibly refined as "code/detail"; `facts` are what the words may quote."""

    code: str
    phase: Phase
    facts: Facts = field(default_factory=dict)

    @property
    def base_code(self) -> str:
        """The documented code, without a detail."""
        return self.code.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A diagnosis in words. `field` names the form field it is about, "recipient", or None."""

    title: str
    cause: str
    steps: tuple[str, ...]
    actor: Actor
    field: str | None


def diagnose(conversation: Conversation) -> Diagnosis | None:
    """The cause of a failed conversation; None when nothing failed."""
    evidence = evidence_of(conversation)
    if evidence is None or conversation.failure is None:
        return None
    code = next(rule.code for rule in RULES if rule.matches(evidence))
    return Diagnosis(code, evidence.phase, facts_of(conversation, conversation.failure, code))


def explain(diagnosis: Diagnosis, language: str, *, authentication: str = "central") -> Explanation:
    """`diagnosis` in words; an unknown language falls back to English.

    `authentication` is the server's (none, central, per_employee): it decides whose task a rejected login is.
    """
    words = LANGUAGES.get(language.partition("-")[0], LANGUAGES[DEFAULT_LANGUAGE])
    text = words.TEXTS.get(diagnosis.code) or words.TEXTS[diagnosis.base_code]
    facts = readable_facts(diagnosis, words)
    cause = filled((*text.cause, words.SAID), facts)
    actor, form_field = responsible(diagnosis.code, authentication)
    return Explanation(text.title.format_map(facts), " ".join(cause), filled(text.steps, facts), actor, form_field)


def filled(templates: tuple[str, ...], facts: dict[str, str]) -> tuple[str, ...]:
    """Each template with its facts; those that quote a fact nobody saw are left out."""
    sentences = []
    for template in templates:
        try:
            sentences.append(template.format_map(facts))
        except KeyError:
            continue
    return tuple(sentences)


def readable_facts(diagnosis: Diagnosis, words: ModuleType) -> dict[str, str]:
    """The facts as a person of that language would write them."""
    seen = diagnosis.facts
    facts = {name: str(value) for name, value in seen.items()}
    if diagnosis.phase in words.MOMENTS:
        facts["moment"] = words.MOMENTS[diagnosis.phase]
    if (protocol := seen.get("protocol")) in words.SERVICES:
        facts["service"] = words.SERVICES[protocol]
    for shown, known in (("size", "size_bytes"), ("limit", "limit_bytes")):
        if isinstance(amount := seen.get(known), int):
            facts[shown] = readable_size(amount, words.DECIMAL_MARK)
    if isinstance(wait_s := seen.get("wait_s"), int):
        facts["wait"] = readable_wait(wait_s, words.TIME_UNITS)
    for name in {"not_after", "not_before"} & facts.keys():
        facts[name] = readable_date(facts[name], words.MONTHS)
    return facts


def readable_size(size_bytes: int, decimal_mark: str) -> str:
    """ "25 MB", with at most one decimal; units of 1000, as file managers show them."""
    for unit, size in (("GB", 1000**3), ("MB", 1000**2), ("kB", 1000)):
        if size_bytes >= size:
            return f"{size_bytes / size:.1f}".removesuffix(".0").replace(".", decimal_mark) + f" {unit}"
    return f"{size_bytes} bytes"


def readable_wait(seconds: int, units: dict[str, str]) -> str:
    """ "300 seconds" as "5 minutes"."""
    if seconds >= 7200 and seconds % 3600 == 0:
        return f"{seconds // 3600} {units['h']}"
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds // 60} {units['min']}"
    return f"{seconds} {units['s']}"


def readable_date(moment: str, months: list[str]) -> str:
    """An ISO 8601 moment as a day; anything else unchanged."""
    try:
        day = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return f"{day.day} {months[day.month - 1]} {day.year}"
