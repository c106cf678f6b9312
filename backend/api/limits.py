"""How often one sender may ask: a token bucket for each sender and kind of request, in this process' memory."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.domain.errors import TooManyRequests

#: Buckets that are full again are forgotten when there are this many.
_MANY = 10_000


@dataclass(frozen=True)
class Rate:
    """``burst`` requests at once, and ``per_second`` more each second."""

    burst: float
    per_second: float


#: The hall's own rule. Many residents can sit behind one address (the hall's own network, a mobile carrier's), so what
#: is counted by address is generous: "open", and "address" for everything together.
USUAL: Mapping[str, Rate] = {
    "address": Rate(1200, 100.0),
    "open": Rate(60, 1.0),
    "read": Rate(240, 20.0),
    "write": Rate(40, 2.0),
    "message": Rate(20, 1.0),
    "upload": Rate(40, 2.0),
    "login": Rate(20, 0.2),
    "look_up": Rate(60, 5.0),
}


class Limits:
    """The buckets of one process."""

    def __init__(self, rates: Mapping[str, Rate] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates or USUAL
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def check(self, kind: str, sender: str) -> None:
        """Count one request. Raises ``TooManyRequests`` with the seconds until the next one is allowed."""
        rate = self._rates[kind]
        now = self._clock()
        left, since = self._buckets.get((kind, sender), (rate.burst, now))
        left = min(rate.burst, left + (now - since) * rate.per_second)
        if left < 1:
            self._buckets[kind, sender] = (left, now)
            raise TooManyRequests(seconds=max(1, round((1 - left) / rate.per_second)))
        self._buckets[kind, sender] = (left - 1, now)
        if len(self._buckets) > _MANY:
            self._forget(now)

    def _forget(self, now: float) -> None:
        self._buckets = {
            (kind, sender): (left, since)
            for (kind, sender), (left, since) in self._buckets.items()
            if left + (now - since) * self._rates[kind].per_second < self._rates[kind].burst
        }
