"""The parts of an assurance return, from the measures that each shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reporting.rules.described import ALL_AREAS
from reporting.rules.return_document import (
    Access,
    Admissions,
    CarePlanning,
    Characteristic,
    Equalities,
    Outcomes,
    PhysicalHealth,
    Referrals,
    Topic,
    Waits,
)
from reporting.rules.return_making import Making
from reporting.rules.return_measures import (
    ACTIONS,
    ADMISSIONS,
    BY_THEMSELVES,
    CHANGES,
    CHECKS,
    COMPLETE,
    COMPONENTS,
    EMPLOYMENT,
    EQUALITIES,
    FINISHED,
    HEALTH,
    LENGTH,
    MEANS,
    NEEDED,
    OPEN,
    OPTIONAL,
    OUTCOMES,
    PAIRED,
    PEOPLE,
    PLANS,
    RECEIVED,
    REJECTED,
    SECOND,
    SPELLS,
    THERAPIES,
    TRANSFORMED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Making):
    """Each part of a return."""

    def missing(self) -> tuple[str, ...]:
        """Which of the measures that no return can do without have no value."""
        return tuple(one for one in NEEDED if self._value(one, self.quarter) is None)

    def left_out(self) -> tuple[str, ...]:
        """Which parts have no figure at all."""
        return tuple(
            name
            for name, measures in OPTIONAL.items()
            if all(self._value(one, self.quarter) is None for one in measures)
        )

    def access(self) -> Access:
        return Access(
            readings=self.readings(PEOPLE, TRANSFORMED),
            by_pcn=self._by_area(PEOPLE, "pcn", "Primary care network"),
            by_place=self._by_area(PEOPLE, "place", "Place"),
            trend=self._trend(PEOPLE),
        )

    def referrals(self) -> Referrals:
        return Referrals(
            readings=(*self.readings(RECEIVED), *self._rejected(), *self.readings(REJECTED, BY_THEMSELVES)),
            by_source=self._by_count(RECEIVED, "source", "Source of referral"),
            rejected_by_reason=self._by_count(REJECTED, "rejection_reason", "Reason"),
            trend=self._trend(RECEIVED),
        )

    def waits(self) -> Waits:
        return Waits(
            finished=self.readings(*FINISHED),
            open=self.readings(*OPEN),
            second_contact=self.readings(*SECOND),
            spells=self.readings(*SPELLS),
            open_by_length=self._by_count(LENGTH, "length", "Time waited"),
            missing_component=self._by_count(COMPONENTS, "component", "Part still missing"),
            trend=self._trend("wait.mrs02", "wait.mrs03"),
        )

    def equalities(self) -> Equalities:
        return Equalities(
            measures=tuple(self._described(one).measure for one in EQUALITIES),
            periods=tuple(self._period(one) for one in EQUALITIES),
            characteristics=tuple(
                Characteristic(name, self._rows(breakdown))
                for breakdown, name in self.labels.characteristics.items()
            ),
        )

    def admissions(self) -> Admissions:
        return Admissions(readings=self.readings(*ADMISSIONS))

    def outcomes(self) -> Outcomes | None:
        readings = self.readings(*OUTCOMES)
        if not readings:
            return None
        means = self._compared(MEANS, "domain", "Area of life")
        together = (ALL_AREAS, tuple(self._published(one, self.quarter) for one in MEANS))
        return Outcomes(
            readings=readings,
            paired_by_tool=self._by_share(PAIRED, "tool", "Tool"),
            change_by_tool=self._compared(CHANGES, "tool", "Tool"),
            change_by_area=self._compared(CHANGES, "domain", "Area of life"),
            dialog_means=replace(means, rows=(together, *means.rows)),
            trend=self._trend(PAIRED, CHANGES[0]),
        )

    def plans(self) -> CarePlanning | None:
        readings = self.readings(*PLANS)
        if not readings:
            return None
        return CarePlanning(
            readings=readings,
            actions_by_doer=self._by_share(ACTIONS, "doer", "Who was to do it"),
            trend=self._trend(*PLANS),
        )

    def health(self) -> PhysicalHealth | None:
        readings = self.readings(*HEALTH)
        if not readings:
            return None
        return PhysicalHealth(
            readings=readings, by_check=self._compared(CHECKS, "check", "Check"), trend=self._trend(COMPLETE)
        )

    def employment(self) -> Topic | None:
        readings = self.readings(*EMPLOYMENT)
        return Topic(readings=readings, trend=self._trend(*EMPLOYMENT[1:])) if readings else None

    def therapies(self) -> Topic | None:
        readings = self.readings(*THERAPIES)
        return Topic(readings=readings, trend=self._trend(*THERAPIES)) if readings else None
