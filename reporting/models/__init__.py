from reporting.models.assurance_return import AssuranceReturn
from reporting.models.care_fact import DueFact, HealthFact, OutcomeFact, PairFact
from reporting.models.fact import AdmissionFact, ReferralFact, SpellFact
from reporting.models.indicator import IndicatorValue
from reporting.models.night import ComputedMonth, NightlyRun
from reporting.models.record_set import Finding, RecordChunk, RecordSet

__all__ = [
    "AdmissionFact",
    "AssuranceReturn",
    "ComputedMonth",
    "DueFact",
    "Finding",
    "HealthFact",
    "IndicatorValue",
    "NightlyRun",
    "OutcomeFact",
    "PairFact",
    "RecordChunk",
    "RecordSet",
    "ReferralFact",
    "SpellFact",
]
