"""Times as ratios: the machine is another one tomorrow, the ratio hardly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter


@dataclass(frozen=True)
class Times:
    """Seconds that the same thing took, time and again."""

    seconds: tuple[float, ...]

    @property
    def p50(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        return quantiles(self.seconds, n=20)[-1]


def alternate(things: dict[str, Callable[[], object]], times: int, warm_up: int = 5) -> dict[str, Times]:
    """Do each thing in turn, ``times`` times, so that what slows the machine slows all alike."""
    taken: dict[str, list[float]] = {name: [] for name in things}
    for turn in range(times + warm_up):
        for name, do in things.items():
            started = perf_counter()
            do()
            if turn >= warm_up:
                taken[name].append(perf_counter() - started)
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def once(do: Callable[[], object]) -> float:
    """Seconds that one doing takes."""
    started = perf_counter()
    do()
    return perf_counter() - started
