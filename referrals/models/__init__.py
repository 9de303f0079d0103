from referrals.models.access import AccessOverride, PersonHub
from referrals.models.assessment import Assessment, AssessmentEntry, CareActNeed
from referrals.models.contact import CareActivity, Contact, ContactDraft, ContactStaff, IndirectActivity
from referrals.models.coordinator import CareCoordinator
from referrals.models.duplicate import Merge, MergedValue, PossibleDuplicate
from referrals.models.exchange import Advice, ExchangeMessage, Handover
from referrals.models.group import Group, GroupAttendance, GroupMember, GroupSession
from referrals.models.holding import Holding
from referrals.models.hospital import HospitalSpell, WardStay
from referrals.models.incoming import IncomingHandover
from referrals.models.meeting import Discussion, Meeting, MeetingAttendee
from referrals.models.message import Letter, LetterTemplate, OutgoingMessage
from referrals.models.next_step import Appointment, NextStep
from referrals.models.pathway import Involvement, PathwayEpisode, ShortSupport
from referrals.models.patient_address import PatientAddress
from referrals.models.person import (
    AccommodationStatus,
    EmploymentStatus,
    GpRegistration,
    PatientIdentifier,
    Person,
)
from referrals.models.referral import OnwardReferral, Referral, ReferralTeam
from referrals.models.request import Attachment, Needs, Request, RequestDraft
from referrals.models.team_time import ReferralTeamTime

__all__ = [
    "AccessOverride",
    "AccommodationStatus",
    "Advice",
    "Appointment",
    "Assessment",
    "AssessmentEntry",
    "Attachment",
    "CareActNeed",
    "CareActivity",
    "CareCoordinator",
    "Contact",
    "ContactDraft",
    "ContactStaff",
    "Discussion",
    "EmploymentStatus",
    "ExchangeMessage",
    "GpRegistration",
    "Group",
    "GroupAttendance",
    "GroupMember",
    "GroupSession",
    "Handover",
    "Holding",
    "HospitalSpell",
    "IncomingHandover",
    "IndirectActivity",
    "Involvement",
    "Letter",
    "LetterTemplate",
    "Meeting",
    "MeetingAttendee",
    "Merge",
    "MergedValue",
    "Needs",
    "NextStep",
    "OnwardReferral",
    "OutgoingMessage",
    "PathwayEpisode",
    "PatientAddress",
    "PatientIdentifier",
    "Person",
    "PersonHub",
    "PossibleDuplicate",
    "Referral",
    "ReferralTeam",
    "ReferralTeamTime",
    "Request",
    "RequestDraft",
    "ShortSupport",
    "WardStay",
]
