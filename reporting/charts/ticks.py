"""Round numbers for an axis."""

import math

_STEPS = (1, 2, 5, 10)


def nice_step(span: float, most: int = 5, *, whole: bool = True) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50 ... that cuts the span into at most `most` parts.

    With `whole` no step is below one, because half a person is not a figure; otherwise none is below a tenth,
    because numbers are written to one decimal.
    """
    least = 1 if whole else 0.1
    if span <= least:
        return least
    power = 10.0 ** math.floor(math.log10(span / most))
    # The tolerance keeps 0.3 / 0.1 from asking for a fourth part.
    step = next(size * power for size in _STEPS if span / (size * power) <= most + 1e-9)
    return max(step, least)


def nice_ticks(low: float, high: float, most: int = 5, *, whole: bool = True) -> tuple[float, ...]:
    """Round numbers from at or below `low` to at or above `high`: two of them at least."""
    high = max(high, low)
    step = nice_step(high - low, most, whole=whole)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return tuple(_clean(index * step) for index in range(first, last + 1))


def _clean(value: float) -> float:
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded
