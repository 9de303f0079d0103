"""What happened in the month: contacts, what was done in them, indirect activity and scores.

They are sent once, with the month in which they happened, and carry it. When a month is read again its rows are
compared with what was sent before: changed where they differ, voided where they are not sent any more, back where
they are; but what somebody here took out with a reason stays out. A contact and an activity are known by their
identifiers; indirect activity and scores have none, so that for those a change is another row.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from reporting.mhsds.folding import not_voided_here, unvoid
from reporting.mhsds.folds import day, text
from reporting.mhsds.reading import Reading
from reporting.mhsds.specification import tables
from reporting.mhsds.sql import drop, run, temporary

# Of a moment without a zone, the local one is meant.
_MOMENT = (
    'case when w."AssToolCompTimestamp" ~ \'[T ].*(Z|[+-][0-9:]+)$\' then w."AssToolCompTimestamp"::timestamptz'
    " else w.\"AssToolCompTimestamp\"::timestamp at time zone 'Europe/London' end"
)
_TEAM = 'left join team_sent on team_sent.local_id = w."OtherCareProfTeamLocalID"'
_STAFF = 'left join staff_sent on staff_sent.local_id = w."CareProfLocalID"'
_REFERRAL = 'join referral_sent on referral_sent.reference = w."ServiceRequestID"'

# What rows are written in the order of: so they lie together, and the keys that each is checked for are at hand.
BELONGS_TO = {
    "referrals_contact": "referral_id",
    "referrals_careactivity": "contact_id",
    "referrals_indirectactivity": "referral_id",
    "outcomes_codedscore": "referral_id",
}


def count_seen(reading: Reading) -> None:
    """Make ``seen_sent``: how many of its contacts count nationally (at most two), by referral, that all come with this
    month. None in a month that was read before, when a contact may be there already and stay voided.
    """
    columns = {
        "reference": 'w."ServiceRequestID"',
        "attendance": text("AttendStatus"),
        "mechanism": text("ConsMechanismMH"),
        "occurred_on": day("CareContDate"),
    }
    temporary(
        "seen_sent",
        f"select c.reference, least(count(*), 2) as seen from ({sent_rows('MHS201', '', columns, reading)}) c"
        f" where {'false' if reading.read_before else 'true'}"
        " and reporting_contact_counts(c.attendance, c.mechanism, c.occurred_on) group by c.reference",
    )


def write_events(reading: Reading) -> None:
    """Bring the events of the month into line with what was sent."""
    _write_contacts(reading)
    _write_activities(reading)
    _write_indirect(reading)
    _write_scores(reading)


def _minutes(element: str) -> str:
    return f'round(w."{element}"::numeric)::integer'


def _write_contacts(reading: Reading) -> None:
    of_month = (
        f"t.tenant_id = {reading.tenant_id} and t.provider_id = {reading.provider_id}"
        f" and t.source_month = {reading.month}"
    )
    values = {
        "referral_id": "referral_sent.id",
        "team_id": "team_sent.id",
        "occurred_on": day("CareContDate"),
        "occurred_time": 'w."CareContTime"::time',
        "duration_minutes": _minutes("ClinContDurOfCareCont"),
        "mechanism": text("ConsMechanismMH"),
        "attendance": text("AttendStatus"),
        "location_type": text("ActLocTypeCode"),
        "subject": text("CareContSubj"),
        "consultation_type": text("ConsType"),
        "therapy_mode": text("CareContPatientTherMode"),
        "planned": text("PlannedCareContIndicator"),
        "commissioner": text("OrgIDComm"),
        "cancelled_on": day("CareContCancelDate"),
        "cancellation_reason": text("CareContCancelReas"),
    }
    identity = {"provider_id": f"{reading.provider_id}::bigint", "local_id": 'w."CareContactID"'}
    sent = sent_rows("MHS201", f"{_REFERRAL} {_TEAM}", {**identity, **values}, reading)
    _bring_into_line("referrals_contact", of_month, sent, list(identity), reading)
    temporary(
        "contact_sent",
        f"select t.id, t.local_id, t.referral_id, t.occurred_on from referrals_contact t where {of_month}",
    )


def _write_activities(reading: Reading) -> None:
    of_month = (
        f"t.tenant_id = {reading.tenant_id} and t.source_month = {reading.month}"
        " and t.contact_id in (select id from contact_sent)"
    )
    columns = {
        "contact_id": "contact_sent.id",
        "local_id": 'w."CareActID"',
        "duration_minutes": _minutes("ClinContactDurOfCareAct"),
        "procedure": text("Procedure"),
        "finding": text("Finding"),
    }
    sent = sent_rows(
        "MHS202", 'join contact_sent on contact_sent.local_id = w."CareContactID"', columns, reading
    )
    _bring_into_line("referrals_careactivity", of_month, sent, ["contact_id", "local_id"], reading)


def _write_indirect(reading: Reading) -> None:
    columns = {
        "referral_id": "referral_sent.id",
        "team_id": "team_sent.id",
        "staff_id": "staff_sent.id",
        "occurred_on": day("IndirectActDate"),
        "occurred_time": 'w."IndirectActTime"::time',
        "duration_minutes": _minutes("DurationIndirectAct"),
        "person_consulted": text("IndActPersCons"),
        "procedure": text("IndActProcedure"),
    }
    sent = sent_rows("MHS204", f"{_REFERRAL} {_TEAM} {_STAFF}", columns, reading)
    _replace_alike("referrals_indirectactivity", [sent], reading)


def _write_scores(reading: Reading) -> None:
    """Scores of referrals (MHS606) and of activities (MHS607); ``score_value`` says what number each counts as."""
    value = 'left join score_value v on v.tool = w."CodedAssToolType" and v.score = w."PersScore"'
    scored = {"tool_code": 'w."CodedAssToolType"', "score": 'w."PersScore"', "value": "v.value"}
    of_referral = {
        "referral_id": "referral_sent.id",
        "activity_id": "null::bigint",
        "staff_id": "staff_sent.id",
        **scored,
        "completed_at": "m.moment",
        "taken_on": "(m.moment at time zone 'Europe/London')::date",
    }
    of_activity = {
        "referral_id": "a.referral_id",
        "activity_id": "a.id",
        "staff_id": "null::bigint",
        **scored,
        "completed_at": "null::timestamptz",
        "taken_on": "a.occurred_on",
    }
    moment = f"cross join lateral (select {_MOMENT} as moment offset 0) m"
    temporary(
        "activity_sent",
        "select t.id, t.local_id, c.referral_id, c.occurred_on from referrals_careactivity t"
        f" join contact_sent c on c.id = t.contact_id where t.tenant_id = {reading.tenant_id}"
        f" and t.voided_at is null and {'true' if 'MHS607' in reading.staged else 'false'}",
    )
    _replace_alike(
        "outcomes_codedscore",
        [
            sent_rows("MHS606", f"{moment} {_REFERRAL} {_STAFF} {value}", of_referral, reading),
            sent_rows(
                "MHS607", f'join activity_sent a on a.local_id = w."CareActID" {value}', of_activity, reading
            ),
        ],
        reading,
    )


def _bring_into_line(target: str, of_month: str, sent: str, identity: list[str], reading: Reading) -> None:
    """Make the month's rows t of ``target`` those of the query ``sent``, which are told apart by ``identity``."""
    if not reading.read_before:
        _add(target, sent, reading)
        return
    columns = _keep_sent(target, [sent])
    same = " and ".join(f"t.{column} = s.{column}" for column in identity)
    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in "ts")
    run(
        f"update {target} t set {', '.join(f'{column} = s.{column}' for column in columns)}, {unvoid('t')} from sent s"
        f" where {of_month} and {same} and {not_voided_here('t')}"
        f" and (({old}) is distinct from ({new}) or t.voided_at is not null)"
    )
    _add(
        target,
        f"select * from sent s where not exists (select from {target} t where {of_month} and {same})",
        reading,
    )
    run(
        f"update {target} t set voided_at = now(), void_reason = {reading.void_reason}"
        f" where {of_month} and t.voided_at is null and not exists (select from sent s where {same})"
    )


def _replace_alike(target: str, selects: list[str], reading: Reading) -> None:
    """Make the month's rows of ``target`` those of the queries, of which two may be wholly alike.

    Each row is paired with one that is like it in every value, a voided one only where there is no other.
    """
    if not reading.read_before:
        for select in selects:
            _add(target, select, reading)
        return
    columns = _keep_sent(target, selects)
    alike = f"row({', '.join(columns)})::text"
    mine = f"row({', '.join(f't.{column}' for column in columns)})::text"
    temporary(
        "paired",
        "select t.id, t.voided_at is not null as voided, s.ctid as sent from"
        f" (select t.id, t.voided_at, {mine} as alike, row_number() over"
        f" (partition by {mine} order by t.voided_at is not null, t.id) as n from {target} t"
        " join referral_sent on referral_sent.id = t.referral_id"
        f" where t.tenant_id = {reading.tenant_id} and t.source_month = {reading.month}) t"
        f" full join (select ctid, {alike} as alike, row_number() over (partition by {alike}) as n from sent) s"
        " using (alike, n)",
    )
    pair = f"paired.id = t.id and t.tenant_id = {reading.tenant_id}"
    changed = f"update {target} t set {{}} from paired where {pair} and {{}}"
    run(changed.format(unvoid("t"), f"paired.sent is not null and paired.voided and {not_voided_here('t')}"))
    run(
        changed.format(
            f"voided_at = now(), void_reason = {reading.void_reason}",
            "paired.sent is null and not paired.voided",
        )
    )
    _add(target, "select s.* from sent s where s.ctid in (select sent from paired where id is null)", reading)


def sent_rows(table: str, joins: str, columns: Mapping[str, str], reading: Reading) -> str:
    """The query of the accepted rows w of a table as columns of the record; of a table not sent, one without rows."""
    staged = reading.staged.get(table)
    elements = tables()[table].elements
    absent = [f'null::text as "{name}"' for name in elements if not staged or name not in staged.columns]
    rows = staged.accepted if staged else "(select 0 as line where false)"
    source = f"(select {', '.join(['a.*', *absent])} from {rows} a)"
    listed = ", ".join(f"{expression} as {column}" for column, expression in columns.items())
    return f"select {listed} from {source} w {joins}"


def _keep_sent(target: str, selects: list[str]) -> list[str]:
    """Keep the rows of the queries in the temporary table ``sent``, typed as in ``target``; their columns."""
    with connection.cursor() as cursor:
        cursor.execute(f"{selects[0]} limit 0")
        columns = [column.name for column in cursor.description or ()]
    drop("sent")
    run(
        f"create temporary table sent on commit drop as select {', '.join(columns)} from {target} with no data"
    )
    for select in selects:
        run(f"insert into sent {select}")
    run("analyze sent")
    return columns


def _add(target: str, select: str, reading: Reading) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({select}) q limit 0")
        columns = ", ".join(column.name for column in cursor.description or ())
    run(
        f"insert into {target} (tenant_id, source_month, {columns})"
        f" select {reading.tenant_id}, {reading.month}, q.* from ({select}) q order by {BELONGS_TO[target]}"
    )
