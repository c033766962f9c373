"""When to try again. Pure: the clock and chance are arguments."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

JITTER = 0.1  # of the delay, either way: a thousand documents refused together do not come back together
LEAST_TRIES = 5  # so that no jump of a clock alone can end a document


@dataclass(frozen=True, slots=True)
class Schedule:
    """After a temporary failure: `first_s`, then twice as long each time, up to `longest_s`, for `days` in all."""

    first_s: float = 60
    longest_s: float = 4 * 3600
    days: float = 3

    @classmethod
    def configured(cls) -> "Schedule":
        """As the settings say."""
        return cls(settings.RETRY_FIRST_S, settings.RETRY_LONGEST_S, settings.RETRY_DAYS)

    def delay_s(self, failures: int, chance: float) -> float:
        """Seconds to wait after so many failures in a row (from 1); `chance` between 0 and 1 spreads them."""
        whole = min(self.first_s * 2 ** min(max(failures, 1) - 1, 30), self.longest_s)
        return whole * (1 + JITTER * (2 * chance - 1))

    def is_over(self, tries: int, waited: dt.timedelta) -> bool:
        """Whether a document that was tried so often in so long a time has been tried enough."""
        return tries >= LEAST_TRIES and waited >= dt.timedelta(days=self.days)

    @property
    def longest_wait_s(self) -> float:
        """No retry is ever further away than this; a later one comes from a clock that was wrong."""
        return max(self.first_s, self.longest_s) * (1 + JITTER)
