from careplans.models.care_plan import CarePlan, CarePlanAgreement, CarePlanUpdate
from careplans.models.experience import Experience
from careplans.models.goal import PlanAction, PlanGoal
from careplans.models.person_access import PersonAccess, PersonSignIn
from careplans.models.plan import Plan, PlanComment, PlanParticipant, PlanReview, PlanText, PlanVersion
from careplans.models.session import DeviceLink, DialogArea, DialogRating, DialogSession
from careplans.models.session_draft import SessionDraft
from careplans.models.sharing import SharingChoice, SharingOverride

__all__ = [
    "CarePlan",
    "CarePlanAgreement",
    "CarePlanUpdate",
    "DeviceLink",
    "DialogArea",
    "DialogRating",
    "DialogSession",
    "Experience",
    "PersonAccess",
    "PersonSignIn",
    "Plan",
    "PlanAction",
    "PlanComment",
    "PlanGoal",
    "PlanParticipant",
    "PlanReview",
    "PlanText",
    "PlanVersion",
    "SessionDraft",
    "SharingChoice",
    "SharingOverride",
]
