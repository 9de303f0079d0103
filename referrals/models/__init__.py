from referrals.models.access import AccessOverride, PersonHub
from referrals.models.contact import CareActivity, Contact, ContactDraft, IndirectActivity
from referrals.models.coordinator import CareCoordinator
from referrals.models.hospital import HospitalSpell, WardStay
from referrals.models.person import (
    AccommodationStatus,
    EmploymentStatus,
    GpRegistration,
    PatientIdentifier,
    Person,
)
from referrals.models.referral import OnwardReferral, Referral, ReferralTeam

__all__ = [
    "AccessOverride",
    "AccommodationStatus",
    "CareActivity",
    "CareCoordinator",
    "Contact",
    "ContactDraft",
    "EmploymentStatus",
    "GpRegistration",
    "HospitalSpell",
    "IndirectActivity",
    "OnwardReferral",
    "PatientIdentifier",
    "Person",
    "PersonHub",
    "Referral",
    "ReferralTeam",
    "WardStay",
]
