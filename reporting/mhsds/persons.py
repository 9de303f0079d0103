"""Writing who is who into the record: persons, what providers call them, and whose rows are whose."""

from __future__ import annotations

from hubs.rules import references
from reporting.mhsds.chunks import expanded_of_providers
from reporting.mhsds.folding import unvoid
from reporting.mhsds.reading import Reading
from reporting.mhsds.specification import tables
from reporting.mhsds.sql import copy_rows, drop, run, temporary, value
from reporting.mhsds.winners import gone, won

# Person column: the element that it follows.
DETAILS = {
    "gender_identity": "GenderIDCode",
    "gender_same_at_birth": "GenderSameAtBirth",
    "stated_gender": "Gender",
    "marital_status": "MaritalStatus",
    "ethnic_category": "EthnicCategory",
    "ethnic_category_2021": "EthnicCategory2021",
    "language": "LanguageCodePreferred",
    "nhs_number_status": "NHSNumberStatus",
}
VALUES = (
    *DETAILS,
    "birth_date",
    "death_date",
    "postcode",
    "nhs_number",
    "nhs_number_claimed",
    "nhs_number_problem",
)
# Rows that follow the patient of a provider when it turns out to be somebody else.
OF_PERSON = (
    "referrals_referral",
    "referrals_gpregistration",
    "referrals_accommodationstatus",
    "referrals_employmentstatus",
    "referrals_carecoordinator",
    "careplans_careplan",
)
_HELD = "w.number <> '' and (w.leads or w.joined)"


def postcode(row: str) -> str:
    """SQL of the postcode of a row of patients, as ours are written; empty where there is none."""
    code = f"upper(regexp_replace({row}.\"Postcode\", '[[:space:]]', '', 'g'))"
    return f"coalesce(left({code}, -3) || ' ' || right({code}, 3), '')"


def write_people(reading: Reading) -> None:
    """Bring persons and identifiers into line with the groups."""
    _make_rows(reading)
    _keep_joined_details(reading)
    _release_numbers(reading)
    _change_persons(reading)
    _add_persons(reading)
    _write_identifiers(reading)
    _move_rows(reading)
    _date_persons(reading)
    temporary(
        "patient",
        "select local_id, person_id from referrals_patientidentifier"
        f" where tenant_id = {reading.tenant_id} and provider_id = {reading.provider_id}",
    )


def void_people(reading: Reading) -> None:
    """Void the persons that no patient is any more and on whom nothing hangs, once all else is in place."""
    left = (
        f"select i.person_id from referrals_patientidentifier i join {gone(tables()['MHS001'])} g on g.key = i.local_id"
        f" where i.tenant_id = {reading.tenant_id} and i.provider_id = {reading.provider_id}"
        " union select from_person from moved"
    )
    hangs = " or ".join(
        f"exists (select from {table} n where n.tenant_id = p.tenant_id and n.person_id = p.id and n.voided_at is null)"
        for table in ("referrals_patientidentifier", "referrals_referral", "careplans_careplan")
    )
    run(
        f"update referrals_person p set voided_at = now(), void_reason = {reading.void_reason}"
        f" where p.tenant_id = {reading.tenant_id} and p.id in ({left}) and p.source_month is not null"
        f" and p.voided_at is null and not ({hangs})"
    )


def _make_rows(reading: Reading) -> None:
    """Make ``person_row``: for each group that is not a person recorded here, what the record says of it now.

    That is the newest month's row of any of its patients; of two in the same month, that of the provider whose
    code comes first.
    """
    table = tables()["MHS001"]
    elements = [*DETAILS.values(), "PersonBirthDate", "PersDeathDate", "Postcode", "NHSNumber"]
    ours = ", ".join(f'm."{name}"' for name in elements)
    theirs = ", ".join(f"k.row ->> '{name}'" for name in elements)
    # Only where another provider's patient is in the group must its months be looked up.
    others = "select w.provider_id from who w where not w.ours and not w.native"
    kept = expanded_of_providers(table, others, reading)
    looked_up = (
        f" union all select w.*, k.month, k.month, {theirs} from who w join {kept}"
        " k on k.provider_id = w.provider_id and k.key = w.local_id where not w.ours and not w.native"
        if value(f"select exists ({others})")
        else ""
    )
    details = ", ".join(f"coalesce(r.\"{element}\", '') as {column}" for column, element in DETAILS.items())
    temporary(
        "person_row",
        f"select distinct on (r.grp) r.grp, g.person_id, r.since, {details},"
        ' r."PersonBirthDate"::date as birth_date, r."PersDeathDate"::date as death_date,'
        f" {postcode('r')} as postcode,"
        f" case when {_HELD.replace('w.', 'r.')} then r.number else '' end as nhs_number,"
        " case when b.value is not null then left(b.value, 20)"
        f" when r.number <> '' and not (r.leads or r.joined) then r.number else '' end as nhs_number_claimed,"
        " case when b.value is not null then replace(b.problem, '{number}', left(b.value, 20))"
        " when r.number <> '' and not (r.leads or r.joined) then 'The NHS number already belongs to another person.'"
        " else '' end as nhs_number_problem"
        f" from (select w.*, m.month, m.since, {ours} from who w join {won(table)} m on m.key = w.local_id"
        f" where w.ours and not m.older{looked_up}) r"
        " join person_of_group g on g.grp = r.grp and not g.native"
        ' left join bad_number b on b.value = r."NHSNumber"'
        " left join hubs_organisation o on o.tenant_id = r.tenant_id and o.id = r.provider_id"
        " order by r.grp, r.month desc, o.ods_code",
    )


def _keep_joined_details(reading: Reading) -> None:
    """Where a worker joined records, what one provider does not say is left as another said it, or as it was."""
    texts = [*DETAILS, "postcode"]
    kept = [f"{column} = coalesce(nullif(r.{column}, ''), p.{column})" for column in texts]
    kept += [f"{column} = coalesce(r.{column}, p.{column})" for column in ("birth_date", "death_date")]
    # A number that somebody else claimed first is not taken back.
    free = (
        "r.nhs_number = '' and r.nhs_number_claimed = ''"
        " and not exists (select from person_row o where o.nhs_number = p.nhs_number)"
    )
    kept.append(f"nhs_number = case when {free} then p.nhs_number else r.nhs_number end")
    run(
        f"update person_row t set {', '.join(kept)} from person_row r join joined_here j on j.person_id = r.person_id"
        f" join referrals_person p on p.tenant_id = {reading.tenant_id} and p.id = r.person_id where t.grp = r.grp"
    )


def _release_numbers(reading: Reading) -> None:
    """Take a number from whoever has it and is not the one who gets it: two may not have it even for a moment."""
    run(
        "update referrals_person p set nhs_number = '' from person_row r where r.nhs_number <> ''"
        f" and p.tenant_id = {reading.tenant_id} and p.nhs_number = r.nhs_number and p.voided_at is null"
        " and p.source_month is not null and p.id is distinct from r.person_id"
    )


def _change_persons(reading: Reading) -> None:
    old, new = (", ".join(f"{side}.{column}" for column in VALUES) for side in "pr")
    run(
        f"update referrals_person p set {', '.join(f'{column} = r.{column}' for column in VALUES)}, {unvoid('p')}"
        f" from person_row r where p.tenant_id = {reading.tenant_id} and p.id = r.person_id"
        f" and (({old}) is distinct from ({new}) or p.voided_at is not null)"
    )


def _add_persons(reading: Reading) -> None:
    new = temporary(
        "new_person", "select grp, row_number() over () as n from person_row where person_id is null"
    )
    drop("new_reference")
    run("create temporary table new_reference (n bigint, reference text) on commit drop")
    copy_rows("new_reference", "n, reference", ((n, references.new("P")) for n in range(1, new + 1)))
    blank = ("family_name", "given_name", "preferred_name", "name_key", "phone", "email")
    run(
        f"insert into referrals_person (tenant_id, reference, source_month, {', '.join(VALUES)}, {', '.join(blank)})"
        f" select {reading.tenant_id}, x.reference, r.since, {', '.join(f'r.{column}' for column in VALUES)},"
        f" {', '.join(repr('') for _ in blank)} from person_row r join new_person n using (grp)"
        " join new_reference x using (n)"
    )
    run(
        "update person_of_group g set person_id = p.id from new_person n join new_reference x using (n)"
        f" join referrals_person p on p.tenant_id = {reading.tenant_id} and p.reference = x.reference"
        " where g.grp = n.grp"
    )
    run("analyze person_of_group")


def _write_identifiers(reading: Reading) -> None:
    """Write what the providers call the persons, and remember in ``moved`` whose person is another one now."""
    temporary(
        "moved",
        "select w.provider_id, w.person_id as from_person, g.person_id as to_person from who w"
        " join person_of_group g using (grp)"
        " where not w.native and w.person_id is not null and w.person_id <> g.person_id",
    )
    temporary(
        "identifier_row",
        "select w.identifier_id, w.provider_id, w.local_id, g.person_id, w.number, w.status, w.birth_date, c.since,"
        " c.exact from who w join person_of_group g using (grp)"
        " left join claim c on w.ours and c.local_id = w.local_id where not w.native",
    )
    since = (
        "case when r.since is null then i.source_month when r.exact or i.voided_at is not null then r.since"
        " else least(i.source_month, r.since) end"
    )
    run(
        "update referrals_patientidentifier i set person_id = r.person_id, nhs_number = r.number,"
        f" nhs_number_status = r.status, birth_date = r.birth_date, source_month = {since}, {unvoid('i')}"
        f" from identifier_row r where i.tenant_id = {reading.tenant_id} and i.id = r.identifier_id"
        " and ((i.person_id, i.nhs_number, i.nhs_number_status, i.birth_date, i.source_month) is distinct from"
        f" (r.person_id, r.number, r.status, r.birth_date, {since}) or i.voided_at is not null)"
    )
    run(
        "insert into referrals_patientidentifier"
        " (tenant_id, source_month, person_id, provider_id, local_id, nhs_number, nhs_number_status, birth_date)"
        f" select {reading.tenant_id}, r.since, r.person_id, r.provider_id, r.local_id, r.number, r.status,"
        " r.birth_date from identifier_row r where r.identifier_id is null"
    )
    _date_older_identifiers(reading)


def _date_older_identifiers(reading: Reading) -> None:
    table = tables()["MHS001"]
    ours = f"i.tenant_id = {reading.tenant_id} and i.provider_id = {reading.provider_id} and i.source_month is not null"
    run(
        f"update referrals_patientidentifier i set source_month = m.since from {won(table)} m"
        f" where {ours} and i.local_id = m.key and m.older and i.source_month > m.since"
    )
    run(
        f"update referrals_patientidentifier i set voided_at = now(), void_reason = {reading.void_reason}"
        f" from {gone(table)} m where {ours} and i.local_id = m.key and i.voided_at is null"
    )


def _move_rows(reading: Reading) -> None:
    """What a provider sent about its patient goes to the person that the patient is now."""
    if not value("select count(*) from moved"):
        return
    for table in OF_PERSON:
        run(
            f"update {table} t set person_id = m.to_person from moved m where t.tenant_id = {reading.tenant_id}"
            " and t.person_id = m.from_person and t.provider_id = m.provider_id and t.source_month is not null"
        )


def _date_persons(reading: Reading) -> None:
    """A person came with the oldest month of any of its patients."""
    touched = (
        f"select person_id from person_of_group union select i.person_id from referrals_patientidentifier i"
        f" join {won(tables()['MHS001'])} m on m.key = i.local_id and m.older"
        f" where i.tenant_id = {reading.tenant_id} and i.provider_id = {reading.provider_id}"
    )
    run(
        "update referrals_person p set source_month = i.oldest from (select person_id, min(source_month) as oldest"
        f" from referrals_patientidentifier where tenant_id = {reading.tenant_id} and voided_at is null"
        f" and source_month is not null and person_id in ({touched}) group by person_id) i"
        f" where p.tenant_id = {reading.tenant_id} and p.id = i.person_id and p.source_month is not null"
        " and p.source_month <> i.oldest"
    )
