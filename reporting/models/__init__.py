from reporting.models.assurance_return import AssuranceReturn
from reporting.models.fact import AdmissionFact, ReferralFact, SpellFact
from reporting.models.indicator import IndicatorValue
from reporting.models.night import NightlyRun
from reporting.models.record_set import Finding, RecordRow, RecordSet

__all__ = [
    "AdmissionFact",
    "AssuranceReturn",
    "Finding",
    "IndicatorValue",
    "NightlyRun",
    "RecordRow",
    "RecordSet",
    "ReferralFact",
    "SpellFact",
]
