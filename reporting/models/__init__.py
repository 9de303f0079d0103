from reporting.models.assurance_return import AssuranceReturn
from reporting.models.fact import AdmissionFact, ReferralFact, SpellFact
from reporting.models.indicator import IndicatorValue
from reporting.models.night import ComputedMonth, NightlyRun
from reporting.models.record_set import Finding, RecordChunk, RecordSet

__all__ = [
    "AdmissionFact",
    "AssuranceReturn",
    "ComputedMonth",
    "Finding",
    "IndicatorValue",
    "NightlyRun",
    "RecordChunk",
    "RecordSet",
    "ReferralFact",
    "SpellFact",
]
