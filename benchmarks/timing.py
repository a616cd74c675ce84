"""How the benchmarks time: best of several runs of one call, on one core."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of docs/benchmarks.md.

    `peer` names what the call is compared with in the same run; `ratio` is how many times faster
    the call is than its peer for the same work. Without a target the figure is only told.
    """

    what: str
    seconds: float
    target: float | None = None
    peer: str = ""
    ratio: float | None = None

    @property
    def met(self) -> bool:
        return self.target is None or self.seconds <= self.target


def best(call: Callable[[], object], repeats: int = 5) -> float:
    """Least of several wall-clock times, in seconds, after one call to warm up."""
    call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)
