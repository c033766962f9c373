"""The form of an explanation's words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Templates for `str.format`. A sentence that quotes a fact nobody saw is left out; the first ones quote only what
    is always known: host and port."""

    title: str
    cause: tuple[str, ...]
    steps: tuple[str, ...]
