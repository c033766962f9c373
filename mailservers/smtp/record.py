"""Keeps what was said with as little work as possible, to be read later; thousands of messages a second pass here."""

from collections.abc import Iterator
from time import monotonic
from typing import Literal

from .conversation import Line, Phase, Stage, as_line
from .escaping import shown
from .redaction import Scrubber
from .replies import LINE_LIMIT, Reply

Origin = Literal["client", "server", "note"]


# When, by whom, what, in which phase. A reply has a line for each of its own.
Entry = tuple[float, Origin, str | Reply, Phase]


def spoken(text: str, scrubber: Scrubber) -> str:
    """A command's words. What is secret by construction stands between « and » already; the rest may look like it."""
    return text if "«" in text else scrubber.text(text)


class Record:
    """What was said about one message. Replies must be scrubbed; commands are when they are read."""

    __slots__ = ("_entries", "phase", "scrubber", "started")

    def __init__(self, scrubber: Scrubber) -> None:
        self.started = 0.0
        self.scrubber = scrubber
        self.phase = Phase.MAIL
        self._entries: list[Entry] = []

    def begin(self, phase: Phase) -> None:
        """The replies of `phase` come next."""
        self.phase = phase

    def end(self, ok: bool) -> None:
        """The running stage's end is seen in the delivery's failure."""

    def client(self, text: str, phase: Phase | None = None) -> None:
        """A command, in the words that may be shown. In a pipelined group `phase` is ahead of the running one."""
        now = monotonic()
        if not self.started:
            self.started = now
        self._entries.append((now, "client", text, phase or self.phase))

    def server(self, reply: Reply) -> None:
        """A reply, line by line."""
        self._entries.append((monotonic(), "server", reply, self.phase))

    def server_text(self, text: str) -> None:
        """A line of the server that is no reply."""
        self._entries.append((monotonic(), "server", self.scrubber.text(text)[:LINE_LIMIT], self.phase))

    def message(self, note: str) -> None:
        """The note that stands for a message's content."""
        self._entries.append((monotonic(), "note", note, Phase.MESSAGE))

    def note(self, template: str, **values: object) -> None:
        """Something worth knowing that nobody said; `template` is one of notes.py."""
        self._entries.append((monotonic(), "note", self.scrubber.text(template.format(**values)), self.phase))

    @property
    def duration_ms(self) -> int:
        """From the first word to the last."""
        return int((self._entries[-1][0] - self.started) * 1000) if self._entries else 0

    def words(self, offset_ms: int = 0, first: int = 0) -> Iterator[tuple[int, Origin, str, Phase]]:
        """The fields of each transcript line from entry `first` on; times are since the start, plus `offset_ms`."""
        started = self.started
        for at, origin, what, phase in self._entries[first:] if first else self._entries:
            at_ms = offset_ms + int((at - started) * 1000)
            if isinstance(what, Reply):
                for text in what.wire_lines:  # fit to be shown since they were read
                    yield at_ms, origin, text, phase
            else:
                yield at_ms, origin, shown(spoken(what, self.scrubber)), phase

    def lines(self, offset_ms: int = 0, first: int = 0) -> list[Line]:
        """The transcript lines from entry `first` on."""
        return list(map(as_line, self.words(offset_ms, first)))

    def spans(self) -> dict[Phase, tuple[float, float]]:
        """When each phase began and ended, in seconds since the first word."""
        spans: dict[Phase, tuple[float, float]] = {}
        for at, _, _, phase in self._entries:
            after_s = at - self.started
            spans[phase] = (spans[phase][0] if phase in spans else after_s, after_s)
        return spans

    def stages(self, failed: Phase | None, offset_ms: int = 0) -> list[Stage]:
        """One stage for each phase that a word was said in."""
        return [
            Stage(phase, phase is not failed, offset_ms + int(first * 1000), int((last - first) * 1000))
            for phase, (first, last) in self.spans().items()
        ]
