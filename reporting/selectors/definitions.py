"""Indicators in words for screens and documents, from their declarations; names of areas and groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from careplans.rules.parts import Doer
from config import formats
from hubs.models import Organisation, PcnPractice, Place
from hubs.models.organisation import OrganisationKind
from hubs.rules import demography
from hubs.selectors import codes
from outcomes.rules import dialog
from outcomes.rules.change import Change
from outcomes.rules.health import CheckKind, CheckState
from reporting import indicators
from reporting.indicators import Indicator, Unit
from reporting.indicators.declaration import national_code
from reporting.indicators.national import TOOLS
from reporting.rules import clock
from reporting.rules.described import Described
from reporting.rules.return_making import Labels
from reporting.rules.suppression import Unit as Plain

UNITS: Mapping[Unit, Plain] = {
    Unit.COUNT: "count",
    Unit.PERCENT: "percent",
    Unit.DAYS: "days",
    Unit.RATE: "rate",
}
MISSING = "Not recorded"
CHARACTERISTICS = {
    "age_band": "Age band",
    "gender": "Gender",
    "ethnic_group": "Ethnic group",
    "imd_quintile": "Neighbourhood deprivation, in fifths",
    "core20": "Core20",
}
_QUINTILES = {"1": "1, most deprived fifth", "5": "5, least deprived fifth"}


@cache
def described() -> Mapping[str, Described]:
    """Every indicator by its id."""
    return {one.id: _described(one) for one in indicators.INDICATORS.values()}


def _described(one: Indicator) -> Described:
    return Described(
        id=one.id,
        code=national_code(one.id),
        title=one.title,
        question=one.question,
        counts=_counts(one),
        source=one.source,
        unit=UNITS[one.unit],
        kind=one.period,
        among=f"{one.among}." if one.among else "",
        compared_with=_compared_with(one),
        left_out=one.excluded,
        incomplete=one.incomplete,
        groups=_always_shown(one),
    )


def _compared_with(one: Indicator) -> str:
    """What the figure is compared with, and who set or reached that."""
    if one.target is None:
        return ""
    target = formats.number(one.target, 1) if one.unit is Unit.RATE else formats.percent(one.target)
    return f"{target} ({one.target_source})"


def _always_shown(one: Indicator) -> tuple[str, ...]:
    """Groups that are shown when nothing is in them; a share within a group has nothing to be a share of then."""
    return next((tuple(split.order) for split in one.splits if not split.within), ())


def _counts(one: Indicator) -> str:
    """What is counted, as a sentence."""
    if one.numerator and one.denominator:
        over = "divided by" if one.unit is Unit.RATE else "as a share of"
        return f"{one.numerator}, {over}: {_small(one.denominator)}."
    return f"{one.numerator or one.denominator}."


def _small(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def components() -> dict[str, str]:
    """What a clock still needs, as the name of a group."""
    return {component.value: name.capitalize() for component, name in clock.LABELS.items()}


def sources() -> dict[str, str]:
    """Sources of referral by their code, shortest words that tell them apart."""
    return {**dict(codes.choices("source_of_referral_mh")), "missing": MISSING}


def groups() -> dict[str, dict[str, str]]:
    """Names of the groups of each breakdown, in their order."""
    return {
        "component": components(),
        "length": _themselves(described()["wait.open_by_length"].groups),
        "source": sources(),
        "rejection_reason": {**dict(codes.choices("referral_rejection_reason")), "missing": MISSING},
        "tool": {**_themselves(TOOLS.values()), "GBO": "Goal-Based Outcomes"},
        "domain": {key: item.label for key, item in dialog.ITEMS.items()},
        "doer": dict(Doer.choices),
        "check": dict(CheckKind.choices),
        "age_band": _themselves(demography.AGE_ORDER),
        "gender": _themselves(demography.GENDER_ORDER),
        "ethnic_group": _themselves(demography.ETHNIC_ORDER),
        "imd_quintile": {name: _QUINTILES.get(name, name) for name in demography.QUINTILE_ORDER},
        "core20": _themselves(demography.CORE20_ORDER),
    }


# What the groups of an indicator's own breakdown are.
BREAKDOWN_TITLES = {
    "component": "Still missing",
    "length": "Time waited",
    "source": "Source of referral",
    "rejection_reason": "Reason",
    "tool": "Tool",
    "domain": "Area of life",
    "doer": "By whom",
    "check": "Check",
}
_STATES = {
    "agreed": "Agreed with the person",
    "review past": "Its review is past",
    "not agreed": "Not agreed by the person",
    "none": "None",
    "missing": "Not done",
    "total": "Total",
    **{f"goal_{number}": f"Goal {number}" for number in (1, 2, 3)},
}


@cache
def words() -> Mapping[str, str]:
    """What the facts of outcomes, plans and checks say, in words."""
    return {
        **dict(Doer.choices),
        **dict(CheckKind.choices),
        **dict(CheckState.choices),
        **dict(Change.choices),
        **{key: item.label for key, item in dialog.ITEMS.items()},
        "GBO": "Goal-Based Outcomes",
        **_STATES,
    }


def own_groups(indicator: str) -> tuple[str, dict[str, str]]:
    """What an indicator's own breakdowns are called and their groups are; both empty for one without."""
    names = [split.breakdown for split in indicators.INDICATORS[indicator].splits]
    known = groups()
    title = " or ".join(BREAKDOWN_TITLES[name] for name in names).capitalize()
    return title, {group: label for name in names for group, label in known[name].items()}


def _themselves(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def labels(networks: Collection[str] = ()) -> Labels:
    """Everything that a return names by its code; ``networks`` are PCNs that people are registered with.

    Those of other systems go by the name in the published register. Three queries.
    """
    places = dict(Place.objects.order_by("name").values_list("code", "name"))
    own = Organisation.objects.filter(kind=OrganisationKind.PCN).exclude(ods_code="").order_by("name")
    names = dict(own.values_list("ods_code", "name"))
    others = PcnPractice.objects.filter(pcn_code__in=set(networks) - set(names)).order_by("pcn_name")
    return Labels(
        areas={"place": places, "pcn": {**names, **dict(others.values_list("pcn_code", "pcn_name"))}},
        groups=groups(),
        characteristics=CHARACTERISTICS,
    )
