"""A whole conversation as it happens: its lines, bounded, and its stages, told to whoever watches."""

from collections.abc import Callable
from time import monotonic

from . import notes
from .conversation import Line, Phase, Stage, as_stage
from .record import Record
from .redaction import Scrubber
from .replies import Reply

LINES_LIMIT = 2000  # the richest real conversation has about 200
CHARACTERS_LIMIT = 256 * 1024  # what a page can still show

Observer = Callable[[Line | Stage], None]


class Transcript(Record):
    """The lines and stages of one conversation, in milliseconds since its start."""

    def __init__(self, scrubber: Scrubber) -> None:
        super().__init__(scrubber)
        self.started = monotonic()
        self.phase = Phase.DNS
        self.ended: list[Stage] = []
        self._running: Phase | None = None
        self._began_ms = 0
        self._lines: list[Line] = []
        self._read = 0  # entries that became lines
        self._characters = 0
        self._is_full = False

    @property
    def now_ms(self) -> int:
        """Milliseconds since the start."""
        return int((monotonic() - self.started) * 1000)

    def begin(self, phase: Phase) -> None:
        """Stage `phase` starts; the one before it, if it still runs, has ended well."""
        if self._running is not phase:
            now_ms = self.now_ms
            self._close(True, now_ms)
            self.phase = self._running = phase
            self._began_ms = now_ms

    def end(self, ok: bool) -> None:
        """The running stage ends, if there is one."""
        self._close(ok, self.now_ms)

    def _close(self, ok: bool, now_ms: int) -> None:
        if self._running is not None:
            self.ended.append(as_stage((self._running, ok, self._began_ms, now_ms - self._began_ms)))
            self._running = None

    def kept(self) -> list[Line]:
        """The lines so far, at most LINES_LIMIT and CHARACTERS_LIMIT; the last one says when there were more."""
        if not self._is_full:
            new = self.lines(first=self._read)
            self._read = len(self._entries)
            self._lines += new
            self._characters += sum([len(text) for _, _, text, _ in new])
            if len(self._lines) > LINES_LIMIT or self._characters > CHARACTERS_LIMIT:
                self._cut()
        return self._lines

    def _cut(self) -> None:
        self._is_full = True
        while len(self._lines) > LINES_LIMIT or self._characters > CHARACTERS_LIMIT:
            last = self._lines.pop()
            self._characters -= len(last.text)
        self._lines.append(last._replace(origin="note", text=notes.CUT))


class WatchedTranscript(Transcript):
    """One whose lines and stages are told to `observer` as they happen."""

    def __init__(self, scrubber: Scrubber, observer: Observer) -> None:
        super().__init__(scrubber)
        self._observer = observer
        self._told = 0

    def _tell(self) -> None:
        lines = self.kept()
        for line in lines[self._told :]:
            self._observer(line)
        self._told = len(lines)

    def client(self, text: str, phase: Phase | None = None) -> None:
        super().client(text, phase)
        self._tell()

    def server(self, reply: Reply) -> None:
        super().server(reply)
        self._tell()

    def server_text(self, text: str) -> None:
        super().server_text(text)
        self._tell()

    def message(self, note: str) -> None:
        super().message(note)
        self._tell()

    def note(self, template: str, **values: object) -> None:
        super().note(template, **values)
        self._tell()

    def begin(self, phase: Phase) -> None:
        if self._running is not phase:
            super().begin(phase)
            self._observer(Stage(phase, None, self._began_ms, 0))

    def _close(self, ok: bool, now_ms: int) -> None:
        if self._running is not None:
            super()._close(ok, now_ms)
            self._observer(self.ended[-1])


def transcript_for(observer: Observer | None, scrubber: Scrubber) -> Transcript:
    """A new one; without anybody watching its lines can wait."""
    return Transcript(scrubber) if observer is None else WatchedTranscript(scrubber, observer)
