"""One deadline for a whole conversation, on the clock that never jumps."""

from collections.abc import Callable
from time import monotonic

from .errors import Cancelled, TimeLimitReached

# How long one wait may last before the caller is asked whether to go on: at least four times a second.
SLICE_S = 0.2
ASK_EVERY_S = 0.1  # and no more often than this: the question may cost the caller something


class Deadline:
    """The moment after which nothing may happen any more, and the caller's wish to stop earlier."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool] | None = None) -> None:
        self.started = monotonic()
        self.end = self.started + seconds
        self._cancelled = cancelled
        self._ask_at = 0.0

    @property
    def remaining_s(self) -> float:
        """Seconds left, 0 when there are none."""
        return max(0.0, self.end - monotonic())

    def within(self, seconds: float) -> float:
        """The moment `seconds` from now, or the end of the whole if that comes first."""
        moment = monotonic() + seconds
        return moment if moment < self.end else self.end

    def extend(self, seconds: float) -> None:
        """A new piece of work begins, with `seconds` of its own."""
        self.end = monotonic() + seconds

    def postpone(self, seconds: float) -> None:
        """So much time was spent on something else, and does not count."""
        self.end += seconds

    def next_slice(self, until: float) -> float:
        """Seconds to wait now, at most SLICE_S. Raises TimeLimitReached or Cancelled."""
        now = monotonic()
        if self._cancelled is not None and now >= self._ask_at:
            self._ask_at = now + ASK_EVERY_S
            if self._cancelled():
                raise Cancelled("cancelled by the caller")
        left = (until if until < self.end else self.end) - now
        if left <= 0:
            raise TimeLimitReached("no answer within the time limit")
        return left if left < SLICE_S else SLICE_S
