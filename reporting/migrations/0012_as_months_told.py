from pathlib import Path

from django.db import migrations

from hubs.tenancy.migrations import across_tenants

SQL = Path(__file__).resolve().parents[1] / "sql"
# The rows of a table that a month in force sent, with the days that the month speaks for: until the next.
SENT = """(
    select months.id, months.tenant_id, months.provider_id, sent.row, speaks.days
    from (
        select months.*,
            lead(months.month) over (partition by months.tenant_id, months.provider_id order by months.month) as next
        from reporting_recordset months
        where months.state = 'taken'
    ) months
    join reporting_recordchunk chunk on chunk.tenant_id = months.tenant_id and chunk.record_set_id = months.id
    cross join lateral jsonb_array_elements(chunk.rows) sent(row)
    cross join lateral (select daterange(months.month, months.next) as days) speaks
    where chunk."table" = '{table}'
)"""
TOLD = f"""
-- Those of record sets are told anew, with their dates; those of our own referrals stay.
delete from referrals_referralteamtime time
using referrals_referral referral
where referral.tenant_id = time.tenant_id and referral.id = time.referral_id and referral.source_month is not null;

with asked as (
    select months.*, referral.id as referral_id,
        (months.row ->> 'ReferralRequestReceivedDate')::date as received_on,
        (months.row ->> 'ServDischDate')::date as discharged_on
    from {SENT.format(table="MHS101Referral")} months
    join referrals_referral referral
        on referral.tenant_id = months.tenant_id
        and referral.provider_id = months.provider_id
        and referral.reference = months.row ->> 'ServiceRequestID'
        and referral.source_month is not null
),
part as (
    select asked.tenant_id, asked.referral_id, team.id as team_id, false as is_other, asked.received_on,
        asked.discharged_on, (asked.row ->> 'ReferRejectionDate')::date as rejected_on, null::date as closed_on, asked.days
    from asked
    left join hubs_team team
        on team.tenant_id = asked.tenant_id
        and team.organisation_id = asked.provider_id
        and team.local_id = asked.row ->> 'CareProfTeamLocalID'
    union all
    select asked.tenant_id, asked.referral_id, team.id, true, asked.received_on, asked.discharged_on,
        (other.row ->> 'ReferRejectionDate')::date, (other.row ->> 'ReferClosureDate')::date, asked.days
    from asked
    join {SENT.format(table="MHS102OtherServiceType")} other
        on other.tenant_id = asked.tenant_id
        and other.id = asked.id
        and other.row ->> 'ServiceRequestID' = asked.row ->> 'ServiceRequestID'
    join hubs_team team
        on team.tenant_id = asked.tenant_id
        and team.organisation_id = asked.provider_id
        and team.local_id = other.row ->> 'OtherCareProfTeamLocalID'
)
insert into referrals_referralteamtime
    (tenant_id, referral_id, team_id, is_other, received_on, discharged_on, rejected_on, closed_on, days)
select tenant_id, referral_id, team_id, is_other, received_on, discharged_on, rejected_on, closed_on, range_agg(days)
from part
group by tenant_id, referral_id, team_id, is_other, received_on, discharged_on, rejected_on, closed_on;

insert into referrals_patientaddress (tenant_id, patient_id, postcode, days)
select patient.tenant_id, patient.id,
    case when place.code = '' then '' else left(place.code, -3) || ' ' || right(place.code, 3) end, range_agg(months.days)
from {SENT.format(table="MHS001MPI")} months
cross join lateral (
    select upper(regexp_replace(coalesce(months.row ->> 'Postcode', ''), '[[:space:]]', '', 'g')) as code
) place
join referrals_patientidentifier patient
    on patient.tenant_id = months.tenant_id
    and patient.provider_id = months.provider_id
    and patient.local_id = months.row ->> 'LocalPatientID'
    and patient.source_month is not null
group by patient.tenant_id, patient.id, place.code;

update referrals_hospitalspell stay
set days = found.days
from (
    select months.tenant_id, months.provider_id, months.row ->> 'HospProvSpellID' as local_id, range_agg(months.days) as days
    from {SENT.format(table="MHS501HospProvSpell")} months
    group by 1, 2, 3
) found
where found.tenant_id = stay.tenant_id
    and found.provider_id = stay.provider_id
    and found.local_id = stay.local_id
    and stay.source_month is not null;

-- What no month in force sends any more was told on no day.
update referrals_hospitalspell set days = '{{}}' where source_month is not null and days is null;
"""
TABLES = (
    "reporting_recordset",
    "reporting_recordchunk",
    "hubs_team",
    "referrals_referral",
    "referrals_referralteamtime",
    "referrals_patientidentifier",
    "referrals_patientaddress",
    "referrals_hospitalspell",
    "referrals_hospitalspellevent",
)


def file(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0011_months_of_teams"),
        ("referrals", "0008_as_months_told"),
    ]

    operations = [
        migrations.RunSQL(across_tenants(TOLD, *TABLES), migrations.RunSQL.noop),
        migrations.RunSQL(
            "drop function if exists reporting_wait_referrals(date, bigint[], boolean);"
            "drop function if exists reporting_referral_parts(bigint[], boolean)",
            migrations.RunSQL.noop,
        ),
        *(
            migrations.RunSQL(file(name), migrations.RunSQL.noop)
            for name in ("referral_parts.sql", "wait_referrals.sql", "clock.sql")
        ),
    ]
