from outcomes.models.employment import EmploymentSupport, FidelityReview, JobStart
from outcomes.models.goal import OutcomeGoal
from outcomes.models.health_check import HealthCheck
from outcomes.models.outreach import OutreachAttempt
from outcomes.models.score import CodedScore
from outcomes.models.smi_register import SmiRegister
from outcomes.models.wording import ItemWording, LocalItem

__all__ = ["CodedScore", "ItemWording", "LocalItem", "OutcomeGoal"]
__all__ = [
    "CodedScore",
    "EmploymentSupport",
    "FidelityReview",
    "HealthCheck",
    "ItemWording",
    "JobStart",
    "LocalItem",
    "OutreachAttempt",
    "SmiRegister",
]
