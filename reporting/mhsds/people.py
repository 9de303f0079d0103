"""Who is who: which patients of which providers are one person (docs/adr/0006).

Patients of two providers are one person where both give the same traced NHS number (status 01) and the same date
of birth. Within one provider two patients are never made one. Who claimed a number first, by month and line, holds
it; another claimant is kept as a separate person without it. All of this depends on the months in force alone, not
on the order in which they were read, so persons may have to be joined or parted when a month comes.
"""

from __future__ import annotations

from hubs.rules import nhs_number
from reporting.mhsds.chunks import expanded_of_providers
from reporting.mhsds.faults import Check, Faults
from reporting.mhsds.reading import Reading
from reporting.mhsds.specification import tables
from reporting.mhsds.sql import copy_rows, distinct_values, drop, run, temporary, value
from reporting.mhsds.winners import find_winners, gone, won
from reporting.models.record_set import Severity

# Where nobody recorded here hangs on it, a person that came with record sets may be joined to another.
_HAS_OWN_WORK = " or ".join(
    f"exists (select from {table} n where n.tenant_id = who.tenant_id and n.person_id = who.person_id"
    " and n.source_month is null and n.voided_at is null)"
    for table in ("referrals_referral", "careplans_careplan")
)
_TRACED = "01"
HELD_BY_PATIENT = (
    "The NHS number {value} already belongs to another local patient, {detail}. The two were not merged: this person"
    " was kept without the number. Find out whose it is; if both are one person, merge them in your own system."
)
HELD_BY_OTHER = (
    "The NHS number {value} already belongs to another person here, with another date of birth or without a trace"
    " (status 01) on both sides. The two were not merged: this person was kept without the number. Trace the number"
    " and send it with status 01."
)


def group_patients(reading: Reading, faults: Faults) -> None:
    """Make the tables ``who`` (patients and what they claim, each in a group) and ``person_of_group``."""
    table = tables()["MHS001"]
    find_winners(table, reading)
    _judge_numbers(reading, faults)
    _make_claims(reading)
    _make_who(reading)
    _rank_claims(reading)
    _group()
    _stay_joined(reading)
    _choose_persons()
    _tell_conflicts(reading, faults)


def _judge_numbers(reading: Reading, faults: Faults) -> None:
    drop("bad_number")
    run("create temporary table bad_number (value text primary key, problem text) on commit drop")
    wrong = ((text, _problem(text)) for text in distinct_values(won(tables()["MHS001"]), "NHSNumber"))
    copy_rows("bad_number", "value, problem", [item for item in wrong if item[1]])
    staged = reading.staged["MHS001"]
    if "NHSNumber" not in staged.columns:
        return
    check = Check(staged.table, "NHSNumber", Severity.WARNING, "", "{detail} The person was kept without it.")
    faults.note(
        staged,
        f"select s.line, {faults.number(check)}, replace(b.problem, '{{number}}', left(s.\"NHSNumber\", 20))"
        f' from {staged.accepted} s join bad_number b on b.value = s."NHSNumber"',
    )


def _problem(text: str) -> str:
    checked = nhs_number.check(text)
    if checked.number:
        return ""
    if checked.problem == nhs_number.REPEATED:
        return "The NHS number {number} is one digit repeated, which is nobody's number. Trace the right one."
    if checked.problem == nhs_number.WRONG_CHECK:
        return "The NHS number {number} fails its check digit, so it is not valid. Trace the right one."
    return "The NHS number {number} does not have ten digits. Trace the right one."


def _make_claims(reading: Reading) -> None:
    """What each patient that follows this reading says of itself; patients registered here say it themselves."""
    own = (
        f"select from referrals_patientidentifier i where i.tenant_id = {reading.tenant_id}"
        f" and i.provider_id = {reading.provider_id} and i.local_id = w.key and i.source_month is null"
    )
    temporary(
        "claim",
        "select w.key as local_id, w.since, w.exact, case when b.value is null"
        " then regexp_replace(coalesce(w.\"NHSNumber\", ''), '[^0-9]', '', 'g') else '' end as number,"
        ' coalesce(w."NHSNumberStatus", \'\') as status, w."PersonBirthDate"::date as birth_date'
        f' from {won(tables()["MHS001"])} w left join bad_number b on b.value = w."NHSNumber"'
        f" where not w.older and not exists ({own})",
    )


def _make_who(reading: Reading) -> None:
    """Our patients, and everybody else who claims one of the numbers that they claim, or claimed before."""
    tenant, provider = reading.tenant_id, reading.provider_id
    left = f"select key from {gone(tables()['MHS001'])}"
    ours = f"i.tenant_id = {tenant} and i.provider_id = {provider}"
    temporary(
        "touched",
        "select number from claim where number <> '' union"
        f" select i.nhs_number from referrals_patientidentifier i join claim c on c.local_id = i.local_id where {ours}"
        " and i.nhs_number <> c.number and i.nhs_number <> '' union"
        f" select i.nhs_number from referrals_patientidentifier i where {ours} and i.local_id in ({left})"
        " and i.nhs_number <> ''",
    )
    drop("who")
    run(
        "create temporary table who on commit drop as"
        f" select {tenant}::bigint as tenant_id, w.*, row_number() over () as id, null::bigint as grp,"
        " false as leads, false as joined, null::date as claimed_in, null::integer as claimed_line from ("
        f"select {provider}::bigint as provider_id, c.local_id, i.id as identifier_id, i.person_id, c.number, c.status,"
        " c.birth_date, false as native, true as ours from claim c left join referrals_patientidentifier i"
        f" on {ours} and i.local_id = c.local_id"
        " union all select i.provider_id, i.local_id, i.id, i.person_id, i.nhs_number, i.nhs_number_status,"
        " i.birth_date, false, false from referrals_patientidentifier i join touched on touched.number = i.nhs_number"
        f" where i.tenant_id = {tenant} and i.source_month is not null and i.voided_at is null"
        f" and not (i.provider_id = {provider} and (i.local_id in (select local_id from claim)"
        f" or i.local_id in ({left})))"
        " union all select null, null, null, p.id, p.nhs_number, p.nhs_number_status, p.birth_date, true, false"
        " from referrals_person p join touched on touched.number = p.nhs_number"
        f" where p.tenant_id = {tenant} and p.source_month is null and p.voided_at is null) w"
    )
    run("analyze who")


def _rank_claims(reading: Reading) -> None:
    """Find out, for numbers with several claimants, when each claimed it first."""
    contested = "select number from who where number <> '' group by number having count(*) > 1"
    if not temporary("contested", contested):
        return
    digits = "regexp_replace(coalesce({}, ''), '[^0-9]', '', 'g')"
    kept_number = digits.format("k.row ->> 'NHSNumber'")
    table = tables()["MHS001"]
    providers = "select provider_id from who join contested using (number) where provider_id is not null"
    kept = expanded_of_providers(table, providers, reading)
    staged = reading.staged["MHS001"]
    sent = 's."NHSNumber"' if "NHSNumber" in staged.columns else "null::text"
    run(
        "update who set claimed_in = first.month, claimed_line = first.line from ("
        "select distinct on (who.id) who.id, c.month, c.line from who join contested using (number) join ("
        f"select k.provider_id, k.key, k.month, k.line, {kept_number} as number"
        f" from {kept} k union all"
        f" select {reading.provider_id}, {staged.key}, {reading.month}, s.line, {digits.format(sent)}"
        f" from {staged.accepted} s) c"
        " on c.provider_id = who.provider_id and c.key = who.local_id and c.number = who.number"
        " order by who.id, c.month, c.line) first where first.id = who.id"
    )


def _group() -> None:
    """Put each claimant into a group of its own or, where it is the same person, into that of the first one."""
    run("update who set grp = id, leads = true")
    if not _contested():
        return
    temporary(
        "claimant",
        "select who.*, o.ods_code, row_number() over (partition by number order by native desc, claimed_in,"
        " claimed_line, o.ods_code, local_id) as place from who join contested using (number)"
        " left join hubs_organisation o on o.tenant_id = who.tenant_id and o.id = who.provider_id",
    )
    fits = (
        "who.provider_id is distinct from first.provider_id"
        f" and who.status = '{_TRACED}' and first.status = '{_TRACED}' and who.birth_date = first.birth_date"
        f" and (who.person_id is null or who.person_id = first.person_id or not ({_HAS_OWN_WORK}))"
    )
    # Of several patients of one provider that would fit, only one is taken: they are not made one.
    run(
        "update who set leads = false, joined = judged.joined,"
        " grp = case when judged.joined then judged.first_id else who.id end from ("
        "select id, first_id, fits and row_number() over (partition by number, provider_id, fits order by place) = 1"
        f" as joined from (select who.*, first.id as first_id, coalesce({fits}, false) as fits"
        " from claimant who join claimant first on first.number = who.number and first.place = 1 and who.place > 1"
        ") w) judged where judged.id = who.id"
    )


def _stay_joined(reading: Reading) -> None:
    """Make ``joined_here``, the persons with whom a worker joined another record, and leave the patients of each in
    one group: what a person decided is not undone by a month (docs/adr/0009).
    """
    temporary(
        "joined_here",
        "select distinct m.kept_id as person_id, p.source_month is null as recorded_here from referrals_merge m"
        " join referrals_person p on p.tenant_id = m.tenant_id and p.id = m.kept_id"
        f" where m.tenant_id = {reading.tenant_id} and m.undone_at is null and m.voided_at is null"
        " and exists (select from who where who.person_id = m.kept_id)",
    )
    run(
        "update who set grp = j.grp from ("
        "select person_id, coalesce(min(grp) filter (where joined), min(grp)) as grp"
        " from who join joined_here using (person_id) group by person_id) j where j.person_id = who.person_id"
    )


def _contested() -> bool:
    return bool(value("select exists (select from contested)"))


def _choose_persons() -> None:
    """Give each group the person that its first claimant had, else that of another one, else none yet.

    Nobody is given to two groups, and persons recorded here only to the group that they lead.
    """
    temporary(
        "person_of_group",
        "with granted as (select distinct on (who.person_id) who.person_id, who.grp, who.id from who"
        " join referrals_person p on p.tenant_id = who.tenant_id and p.id = who.person_id"
        " where not who.native and p.source_month is not null"
        " and not exists (select from who n where n.native and n.id = who.grp)"
        " order by who.person_id, (who.id = who.grp) desc, who.id),"
        " chosen as (select distinct on (grp) grp, person_id from granted order by grp, (id = grp) desc, person_id)"
        " select g.grp, coalesce(g.native_id, chosen.person_id) as person_id, g.native_id is not null as native"
        " from (select grp, max(person_id) filter (where native or coalesce(recorded_here, false)) as native_id"
        " from who left join joined_here using (person_id) group by grp) g"
        " left join chosen using (grp)",
    )


def _tell_conflicts(reading: Reading, faults: Faults) -> None:
    """Warn of the patients whose number somebody else holds."""
    staged = reading.staged["MHS001"]
    if "NHSNumber" not in staged.columns or not _contested():
        return
    same, other = (
        faults.number(Check(staged.table, "NHSNumber", Severity.WARNING, "", reason))
        for reason in (HELD_BY_PATIENT, HELD_BY_OTHER)
    )
    faults.note(
        staged,
        f"select s.line, case when first.provider_id = {reading.provider_id} then {same} else {other} end,"
        f" first.local_id from {staged.accepted} s"
        f' join who on who.ours and who.local_id = s."LocalPatientID" join contested using (number)'
        " join who first on first.number = who.number and first.leads where not who.leads and not who.joined",
    )
