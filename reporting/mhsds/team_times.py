"""As the months tell: when teams were on the provider's referrals (MHS101, MHS102), and of which type (MHS902)."""

from __future__ import annotations

from reporting.mhsds.events import sent_rows
from reporting.mhsds.reading import Reading
from reporting.mhsds.sql import run, temporary
from reporting.mhsds.told import keep_days


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


def write_team_times(reading: Reading) -> None:
    """Keep on which days each team was on the referrals that this month names it on, but for those kept here."""
    named = (
        sent_rows(
            table,
            'join referral_sent on referral_sent.reference = w."ServiceRequestID"'
            " join referrals_referral r on r.id = referral_sent.id and r.source_month is not null"
            f' join team_sent on team_sent.local_id = w."{element}"',
            {"referral_id": "referral_sent.id", "team_id": "team_sent.id"},
            reading,
        )
        for table, element in (("MHS101", "CareProfTeamLocalID"), ("MHS102", "OtherCareProfTeamLocalID"))
    )
    _write(
        "referrals_referralteamtime",
        ("referral_id", "team_id"),
        " union all ".join(named),
        f"referrals_referral p where p.id = t.referral_id and p.provider_id = {reading.provider_id}"
        " and p.source_month is not null",
        reading,
    )


def _write(target: str, identity: tuple[str, str], query: str, ours: str, reading: Reading) -> None:
    columns = ", ".join(identity)
    same = " and ".join(f"t.{column} = n.{column}" for column in identity)
    temporary("named", f"select distinct {columns} from ({query}) q")
    run(
        f"insert into {target} (tenant_id, {columns}, days)"
        f" select {reading.tenant_id}, {columns}, {reading.claim} from named n"
        f" where not exists (select from {target} t where t.tenant_id = {reading.tenant_id} and {same})"
    )
    keep_days(target, f"named n where {same}", ours, reading, dated=False)
    if reading.read_before:
        run(f"delete from {target} t where t.tenant_id = {reading.tenant_id} and isempty(t.days)")
