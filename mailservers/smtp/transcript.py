"""What was said, line by line, as it is spoken: secrets removed, control characters shown escaped, bounded."""

from collections.abc import Callable
from time import monotonic
from typing import Literal

from . import notes
from .conversation import Line, Phase, Stage
from .escaping import shown
from .redaction import Scrubber
from .replies import LINE_LIMIT, Reply

LINES_LIMIT = 2000  # the richest real conversation has about 200
CHARACTERS_LIMIT = 256 * 1024  # what a page can still show

Observer = Callable[[Line | Stage], None]
Origin = Literal["client", "server", "note"]


def spoken(text: str, scrubber: Scrubber) -> str:
    """A command's words. What is secret by construction stands between « and » already; the rest may look like it."""
    return text if "«" in text else scrubber.text(text)


class Transcript:
    """The lines and stages of one conversation, in milliseconds since its start."""

    def __init__(self, scrubber: Scrubber, observer: Observer | None = None) -> None:
        self.started = monotonic()
        self.lines: list[Line] = []
        self.stages: list[Stage] = []
        self.scrubber = scrubber
        self.phase = Phase.DNS
        self._observer = observer
        self._characters = 0

    @property
    def now_ms(self) -> int:
        """Milliseconds since the start."""
        return int((monotonic() - self.started) * 1000)

    def client(self, text: str, phase: Phase | None = None) -> None:
        """A command, in the words that may be shown. In a pipelined group `phase` is ahead of the running stage."""
        self._add("client", spoken(text, self.scrubber), phase)

    def server(self, reply: Reply) -> None:
        """A reply, line by line. `reply` must be scrubbed."""
        at_ms = self.now_ms
        for line in reply.wire_lines:
            self._add("server", line, at_ms=at_ms)

    def server_text(self, text: str) -> None:
        """A line of the server that is no reply."""
        self._add("server", self.scrubber.text(text)[:LINE_LIMIT])

    def message(self, note: str) -> None:
        """The note that stands for a message's content."""
        self._add("note", note, Phase.MESSAGE)

    def note(self, template: str, **values: object) -> None:
        """Something worth knowing that nobody said; `template` is one of notes.py."""
        self._add("note", self.scrubber.text(template.format(**values)))

    def _add(self, origin: Origin, text: str, phase: Phase | None = None, at_ms: int | None = None) -> None:
        if len(self.lines) > LINES_LIMIT or self._characters > CHARACTERS_LIMIT:
            return
        self._characters += len(text)
        if len(self.lines) == LINES_LIMIT or self._characters > CHARACTERS_LIMIT:
            origin, text = "note", notes.CUT
            self._characters = CHARACTERS_LIMIT + 1
        line = Line(self.now_ms if at_ms is None else at_ms, origin, shown(text), phase or self.phase)
        self.lines.append(line)
        if self._observer is not None:
            self._observer(line)

    def begin(self, phase: Phase) -> None:
        """Stage `phase` starts; the one before it, if it still runs, has ended well."""
        if self.stages and self.stages[-1].ok is None:
            if self.stages[-1].phase is phase:
                return
            self.end(True)
        self.phase = phase
        self._publish(Stage(phase, None, self.now_ms, 0), new=True)

    def end(self, ok: bool) -> None:
        """The running stage ends, if there is one."""
        if self.stages and self.stages[-1].ok is None:
            stage = self.stages[-1]
            self._publish(Stage(stage.phase, ok, stage.started_ms, self.now_ms - stage.started_ms), new=False)

    def _publish(self, stage: Stage, *, new: bool) -> None:
        if new:
            self.stages.append(stage)
        else:
            self.stages[-1] = stage
        if self._observer is not None:
            self._observer(stage)
