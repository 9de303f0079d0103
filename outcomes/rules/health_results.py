"""Results of health checks: what was typed is kept, and read as numbers where it has any."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from outcomes.rules.health import CheckKind, Measure

# By what each check is met. Alcohol by either an AUDIT-C score or units a week.
MEASURES: Mapping[CheckKind, Sequence[Measure]] = {
    CheckKind.WEIGHT: (Measure.BMI, Measure.WEIGHT),
    CheckKind.BLOOD_PRESSURE: (Measure.BLOOD_PRESSURE,),
    CheckKind.ALCOHOL: (Measure.AUDIT_C, Measure.ALCOHOL_UNITS),
    CheckKind.SMOKING: (Measure.SMOKING,),
    CheckKind.GLUCOSE: (Measure.HBA1C, Measure.GLUCOSE),
    CheckKind.LIPIDS: (Measure.CHOLESTEROL,),
}
SMOKING = ("Never smoked", "Used to smoke", "Smokes", "Vapes only")
PRESSURE = re.compile(r"(\d{2,3})\s*(?:/|over)\s*(\d{2,3})", re.ASCII)
NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Scale:
    """The unit of a number, and the range outside of which it must be a slip."""

    unit: str
    low: int
    high: int
    whole: bool = False


SCALES: Mapping[Measure, Scale] = {
    Measure.BMI: Scale("kg/m2", 8, 120),
    Measure.WEIGHT: Scale("kg", 20, 400),
    Measure.AUDIT_C: Scale("points", 0, 12, whole=True),
    Measure.ALCOHOL_UNITS: Scale("units a week", 0, 500),
    Measure.HBA1C: Scale("mmol/mol", 15, 250),
    Measure.GLUCOSE: Scale("mmol/L", 1, 60),
    Measure.CHOLESTEROL: Scale("mmol/L", 1, 30),
}
PRESSURE_UNIT = "mmHg"


@dataclass(frozen=True)
class Result:
    """``problem`` says in a sentence what is wrong; empty when the result can be kept."""

    typed: str = ""
    number: Decimal | None = None
    second: Decimal | None = None
    unit: str = ""
    problem: str = ""

    @property
    def in_words(self) -> str:
        """As typed, with the unit where only a number was typed."""
        return in_words(self.typed, self.unit)


def in_words(typed: str, unit: str) -> str:
    """A result as it is shown: 31.2 kg/m2, 128/82 mmHg, Used to smoke."""
    bare = unit and not any(letter.isalpha() for letter in typed)
    return f"{typed} {unit}" if bare else typed


def read(measure: str, text: str) -> Result:
    """What was typed for a measure, as numbers."""
    typed = " ".join(text.split())
    if not typed:
        return Result(problem="Enter the result")
    if measure == Measure.SMOKING:
        problem = "" if typed in SMOKING else "Choose the smoking status from the list"
        return Result(typed=typed, problem=problem)
    if measure == Measure.BLOOD_PRESSURE:
        return _pressure(typed)
    if measure not in SCALES:
        return Result(typed=typed, problem="Choose what was measured")
    return _number(Measure(measure), typed)


def _pressure(typed: str) -> Result:
    found = PRESSURE.fullmatch(typed.removesuffix(PRESSURE_UNIT).strip())
    if found is None:
        return Result(typed=typed, problem="Blood pressure must be two numbers, like 128/82")
    upper, lower = int(found[1]), int(found[2])
    if not 50 <= upper <= 300 or not 20 <= lower < upper:
        words = "Blood pressure must be the upper number first, from 50 to 300, like 128/82"
        return Result(typed=typed, problem=words)
    return Result(typed, Decimal(upper), Decimal(lower), PRESSURE_UNIT)


def _number(measure: Measure, typed: str) -> Result:
    scale, label = SCALES[measure], measure.label
    bare = typed.removesuffix(scale.unit).strip()
    if not NUMBER.fullmatch(bare) or (scale.whole and "." in bare):
        kind = "a whole number" if scale.whole else "a number"
        return Result(typed=typed, problem=f"{label} must be {kind} in {scale.unit}")
    number = Decimal(bare)
    if not scale.low <= number <= scale.high:
        words = f"{label} must be from {scale.low} to {scale.high} {scale.unit}"
        return Result(typed=typed, problem=words)
    return Result(typed, number, None, scale.unit)
