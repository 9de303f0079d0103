"""As the months tell: which teams were on the provider's referrals (MHS101, MHS102), from when until when, and of which
type they were (MHS902); and where its patients lived (MHS001).
"""

from __future__ import annotations

from reporting.mhsds.events import sent_rows
from reporting.mhsds.folds import day
from reporting.mhsds.persons import postcode
from reporting.mhsds.reading import Reading
from reporting.mhsds.sql import run, temporary
from reporting.mhsds.told import keep_days

_PART = ("referral_id", "team_id", "is_other", "received_on", "discharged_on", "rejected_on", "closed_on")
# Those that may be missing, and are told apart by that.
_MAY_MISS = frozenset({"team_id", "discharged_on", "rejected_on", "closed_on"})


def write_type_times(reading: Reading) -> None:
    """Keep on which days each team was of the type that this month describes it as."""
    described = sent_rows(
        "MHS902",
        'join team_sent on team_sent.local_id = w."CareProfTeamLocalID"',
        {"team_id": "team_sent.id", "team_type": 'w."ServTeamTypeMH"'},
        reading,
    )
    _write(
        "hubs_teamtypetime",
        ("team_id", "team_type"),
        described,
        f"hubs_team p where p.id = t.team_id and p.organisation_id = {reading.provider_id}",
        reading,
    )


def write_addresses(reading: Reading) -> None:
    """Keep on which days each patient lived at the postcode that this month gives."""
    given = sent_rows(
        "MHS001",
        'join referrals_patientidentifier i on i.local_id = w."LocalPatientID" and i.source_month is not null'
        f" and i.tenant_id = {reading.tenant_id} and i.provider_id = {reading.provider_id}",
        {"patient_id": "i.id", "postcode": postcode("w")},
        reading,
    )
    _write(
        "referrals_patientaddress",
        ("patient_id", "postcode"),
        given,
        f"referrals_patientidentifier p where p.id = t.patient_id and p.provider_id = {reading.provider_id}",
        reading,
    )


def write_team_times(reading: Reading) -> None:
    """Keep on which days each team was on the referrals that this month names it on, but for those kept here."""
    of_referral = {
        "referral_id": "referral_sent.id",
        "team_id": "team_sent.id",
        "is_other": "false",
        "received_on": day("ReferralRequestReceivedDate"),
        "discharged_on": day("ServDischDate"),
        "rejected_on": day("ReferRejectionDate"),
        "closed_on": "null::date",
    }
    temporary(
        "own_part", sent_rows("MHS101", _joins("CareProfTeamLocalID", "left join"), of_referral, reading)
    )
    of_other = {
        "referral_id": "referral_sent.id",
        "team_id": "team_sent.id",
        "is_other": "true",
        "received_on": "own.received_on",
        "discharged_on": "own.discharged_on",
        "rejected_on": day("ReferRejectionDate"),
        "closed_on": day("ReferClosureDate"),
    }
    others = (
        _joins("OtherCareProfTeamLocalID", "join")
        + " join own_part own on own.referral_id = referral_sent.id"
    )
    _write(
        "referrals_referralteamtime",
        _PART,
        f"select * from own_part union all {sent_rows('MHS102', others, of_other, reading)}",
        f"referrals_referral p where p.id = t.referral_id and p.provider_id = {reading.provider_id}"
        " and p.source_month is not null",
        reading,
    )


def _joins(team: str, how: str) -> str:
    return (
        'join referral_sent on referral_sent.reference = w."ServiceRequestID"'
        " join referrals_referral r on r.id = referral_sent.id and r.source_month is not null"
        f' {how} team_sent on team_sent.local_id = w."{team}"'
    )


def _write(target: str, identity: tuple[str, ...], query: str, ours: str, reading: Reading) -> None:
    columns = ", ".join(identity)
    same = " and ".join(
        f"t.{column} {'is not distinct from' if column in _MAY_MISS else '='} n.{column}"
        for column in identity
    )
    temporary("named", f"select distinct {columns} from ({query}) q")
    run(
        f"insert into {target} (tenant_id, {columns}, days)"
        f" select {reading.tenant_id}, {columns}, {reading.claim} from named n"
        f" where not exists (select from {target} t where t.tenant_id = {reading.tenant_id} and {same})"
    )
    keep_days(target, f"named n where {same}", ours, reading, dated=False)
    if reading.read_before:
        run(f"delete from {target} t where t.tenant_id = {reading.tenant_id} and isempty(t.days)")
