"""Which table of the data set becomes what in the record, element by element.

The temporary tables that the joins name (patient, referral_sent, team_sent and so on) are made by
reporting.mhsds.maps: what a provider calls things, and our rows for them; seen_sent by reporting.mhsds.events.
"""

from __future__ import annotations

from reporting.mhsds.folding import Fold

_PATIENT = 'join patient on patient.local_id = w."LocalPatientID" cross join reading'
_REFERRAL = 'join referral_sent on referral_sent.reference = w."ServiceRequestID"'
_TOLD = {"days": "reading.claim"}
_PERSON = {"person_id": "patient.person_id", "provider_id": "reading.provider_id"}


def text(element: str) -> str:
    """A text that may be missing, which is empty in the record."""
    return f"coalesce(w.\"{element}\", '')"


def day(element: str) -> str:
    return f'w."{element}"::date'


def _team(element: str) -> str:
    return f'left join team_sent on team_sent.local_id = w."{element}"'


def _staff() -> str:
    return 'left join staff_sent on staff_sent.local_id = w."CareProfLocalID"'


REFERRALS = Fold(
    table="MHS101",
    target="referrals_referral",
    joins=f"{_PATIENT} {_team('CareProfTeamLocalID')}"
    ' left join seen_sent on seen_sent.reference = w."ServiceRequestID"',
    identity={"provider_id": "reading.provider_id", "reference": 'w."ServiceRequestID"'},
    values={
        "person_id": "patient.person_id",
        "team_id": "team_sent.id",
        "received_on": day("ReferralRequestReceivedDate"),
        "received_time": 'w."ReferralRequestReceivedTime"::time',
        "source": text("SourceOfReferralMH"),
        "referring_organisation": text("OrgIDReferringOrg"),
        "commissioner": text("OrgIDComm"),
        "priority": text("ClinRespPriorityType"),
        "primary_reason": text("PrimReasonReferralMH"),
        "discharged_on": day("ServDischDate"),
        "rejected_on": day("ReferRejectionDate"),
        "rejection_reason": text("ReferRejectReason"),
        "closure_reason": text("ReferClosReason"),
        "latest_month": "w.month",
    },
    # The database counts again when the contacts come, and need not write the row a second time.
    begins={"seen": "coalesce(seen_sent.seen, 0)"},
    adjusts={
        "first_requested_on": "case when t.first_requested_on > f.received_on then f.received_on"
        " else t.first_requested_on end"
    },
    # Work recorded here must not lose the referral that it hangs on.
    keep_if=" or ".join(
        f"exists (select from {table} n where n.tenant_id = t.tenant_id and n.referral_id = t.id"
        " and n.source_month is null and n.voided_at is null)"
        for table in ("referrals_contact", "referrals_indirectactivity", "outcomes_codedscore")
    ),
)

OF_PEOPLE = (
    Fold(
        table="MHS002",
        target="referrals_gpregistration",
        joins=_PATIENT,
        identity={**_PERSON, "practice_code": 'w."GMPReg"', "starts_on": day("StartDateGMPRegistration")},
        values={"ends_on": day("EndDateGMPRegistration")},
        nullable=frozenset({"starts_on"}),
    ),
    Fold(
        table="MHS003",
        target="referrals_accommodationstatus",
        joins=_PATIENT,
        identity={
            **_PERSON,
            "accommodation_type": 'w."AccommodationType"',
            "recorded_on": day("AccommodationTypeDate"),
        },
        values={"settled": text("SettledAccommodationInd")},
        nullable=frozenset({"recorded_on"}),
    ),
    Fold(
        table="MHS004",
        target="referrals_employmentstatus",
        joins=_PATIENT,
        identity={
            **_PERSON,
            "employment_status": 'w."EmployStatus"',
            "recorded_on": day("EmployStatusRecDate"),
        },
        values={"weekly_hours": text("WeekHoursWorked")},
        nullable=frozenset({"recorded_on"}),
    ),
    Fold(
        table="MHS006",
        target="referrals_carecoordinator",
        joins=f"{_PATIENT} {_staff()}",
        identity={**_PERSON, "staff_id": "staff_sent.id", "starts_on": day("StartDateAssCareCoord")},
        values={"ends_on": day("EndDateAssCareCoord"), "team_type": text("CareProfServOrTeamTypeAssoc")},
        nullable=frozenset({"staff_id"}),
    ),
    Fold(
        table="MHS008",
        target="careplans_careplan",
        joins=_PATIENT,
        identity={"provider_id": "reading.provider_id", "local_id": 'w."CarePlanID"'},
        values={
            "person_id": "patient.person_id",
            "plan_type": 'w."CarePlanTypeMH"',
            "created_on": day("CarePlanCreatDate"),
            "implemented_on": day("CarePlanImplementDate"),
        },
    ),
)

_PLAN = 'cross join reading join plan_sent on plan_sent.local_id = w."CarePlanID"'
_OF_PLAN = "careplans_careplan p where p.id = t.plan_id"

OF_PLANS = (
    # Nationally each month's row counts with its two days, not the newest alone.
    Fold(
        table="MHS008",
        target="careplans_careplanupdate",
        joins=f'{_PLAN} and w."CarePlanLastUpdateDate" is not null',
        apart=("CarePlanCreatDate", "CarePlanLastUpdateDate"),
        identity={
            "plan_id": "plan_sent.id",
            "created_on": day("CarePlanCreatDate"),
            "updated_on": day("CarePlanLastUpdateDate"),
        },
        begins=_TOLD,
        keeps_days_of=_OF_PLAN,
    ),
    Fold(
        table="MHS009",
        target="careplans_careplanagreement",
        joins=_PLAN,
        identity={
            "plan_id": "plan_sent.id",
            "agreed_by": 'w."CarePlanContentAgreedBy"',
            "agreed_on": day("CarePlanContentAgreedDate"),
        },
        values={
            "family_involved": text("FamilyCarePlanIndicator"),
            "no_family_reason": text("NoFamilyCarePlanReason"),
        },
        begins=_TOLD,
        nullable=frozenset({"agreed_on"}),
        keeps_days_of=_OF_PLAN,
    ),
)

OF_REFERRALS = (
    Fold(
        table="MHS102",
        target="referrals_referralteam",
        joins=f'{_REFERRAL} join team_sent on team_sent.local_id = w."OtherCareProfTeamLocalID"',
        identity={"referral_id": "referral_sent.id", "team_id": "team_sent.id"},
        values={
            "closed_on": day("ReferClosureDate"),
            "closure_reason": text("ReferClosReason"),
            "rejected_on": day("ReferRejectionDate"),
            "rejection_reason": text("ReferRejectReason"),
        },
    ),
    Fold(
        table="MHS105",
        target="referrals_onwardreferral",
        joins=_REFERRAL,
        identity={
            "referral_id": "referral_sent.id",
            "referred_on": day("OnwardReferDate"),
            "receiving_organisation": text("OrgIDReceiving"),
        },
        values={"reason": text("OnwardReferReason")},
    ),
    Fold(
        table="MHS501",
        target="referrals_hospitalspell",
        joins=f"{_REFERRAL} cross join reading",
        identity={"provider_id": "reading.provider_id", "local_id": 'w."HospProvSpellID"'},
        values={
            "referral_id": "referral_sent.id",
            "starts_on": day("StartDateHospProvSpell"),
            "ends_on": day("DischDateHospProvSpell"),
            "admission_source": text("SourceAdmMHHospProvSpell"),
            "admission_method": text("MethAdmMHHospProvSpell"),
            "discharge_method": text("MethOfDischMHHospProvSpell"),
            "discharge_destination": text("DestOfDischHospProvSpell"),
        },
        begins=_TOLD,
        keeps_days_of="referrals_referral p where p.id = t.referral_id",
    ),
)

OF_SPELLS = (
    Fold(
        table="MHS502",
        target="referrals_wardstay",
        joins='join spell_sent on spell_sent.local_id = w."HospProvSpellID" cross join reading',
        identity={"provider_id": "reading.provider_id", "local_id": 'w."WardStayID"'},
        values={
            "spell_id": "spell_sent.id",
            "ward_code": 'w."WardCode"',
            "starts_on": day("StartDateWardStay"),
            "ends_on": day("EndDateWardStay"),
            "patient_class": text("MHAdmittedPatientClass"),
        },
    ),
)
