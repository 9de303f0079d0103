"""Loading SNOMED CT reference sets, with the days between which each concept was a member."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from hubs.actions.staging import Sieve
from hubs.rules import rf2
from hubs.rules.delimited import Fault, WrongFile, records
from hubs.rules.rf2 import Form, Member
from hubs.selectors import kept

STAGE = """
create temporary table staged_members (
    line int, member_id text, effective_on date, active boolean, refset_id varchar(18), concept_id varchar(18)
) on commit drop
"""

TWICE = """
select max(line), min(line) from staged_members
group by refset_id, concept_id, member_id, effective_on having count(distinct active) > 1 order by 1 limit 1
"""

STATES = (
    "select exists (select from staged_members group by member_id having count(distinct effective_on) > 1)"
)

# A snapshot says of a member that left only when it did: since when it was one is known from what was loaded
# before.
ADD_KNOWN_STARTS = """
insert into staged_members
select 0, left_set.member_id, known.active_from, true, left_set.refset_id, left_set.concept_id
from staged_members left_set
cross join lateral (
    select max(active_from) as active_from from hubs_refsetmember known
    where known.refset_id = left_set.refset_id and known.concept_id = left_set.concept_id
      and known.active_from < left_set.effective_on
) known
where not left_set.active and known.active_from is not null
"""

# A delta says what changed: what was known is the beginning of each member's story.
ADD_WHAT_IS_KNOWN = """
update staged_members set member_id = '';
insert into staged_members
select 0, '', known.active_from, true, known.refset_id, known.concept_id
from hubs_refsetmember known where known.refset_id in (select refset_id from staged_members)
union all
select 0, '', known.active_to + 1, false, known.refset_id, known.concept_id
from hubs_refsetmember known
where known.refset_id in (select refset_id from staged_members) and known.active_to is not null
"""

# Each state lasts until the day before the next; spans of the same concept that touch are one.
SPANS = """
create temporary table staged_spans on commit drop as
with told as (
    select distinct on (refset_id, concept_id, member_id, effective_on)
        refset_id, concept_id, member_id, effective_on, active
    from staged_members order by refset_id, concept_id, member_id, effective_on, line desc
), states as (
    select refset_id, concept_id, active, effective_on as active_from,
        lead(effective_on) over (partition by refset_id, concept_id, member_id order by effective_on) - 1 as
        active_to
    from told
), spans as (
    select refset_id, concept_id, active_from, coalesce(active_to, 'infinity') as active_to,
        max(coalesce(active_to, 'infinity')) over (
            partition by refset_id, concept_id order by active_from, active_to
            rows between unbounded preceding and 1 preceding
        ) as before
    from states where active
), numbered as (
    select *, count(*) filter (where before is null or before + 1 < active_from) over (
        partition by refset_id, concept_id order by active_from, active_to
    ) as island from spans
)
select refset_id, concept_id, min(active_from) as active_from, nullif(max(active_to), 'infinity') as active_to
from numbered group by refset_id, concept_id, island
"""

REMOVE = """
delete from hubs_refsetmember kept
where kept.refset_id in (select refset_id from staged_members) and not exists (
    select from staged_spans span
    where (span.refset_id, span.concept_id, span.active_from)
        = (kept.refset_id, kept.concept_id, kept.active_from)
)
"""

STORE = """
insert into hubs_refsetmember as kept (refset_id, concept_id, active_from, active_to)
select refset_id, concept_id, active_from, active_to from staged_spans
on conflict (refset_id, concept_id, active_from) do update set active_to = excluded.active_to
where kept.active_to is distinct from excluded.active_to
"""

BEFORE = """
create temporary table staged_before on commit drop as
select refset_id, count(distinct concept_id) as concepts from hubs_refsetmember
where active_to is null and refset_id in (select refset_id from staged_members) group by refset_id
"""

SUMMARY = """
with told as (
    select told.refset_id, count(distinct told.concept_id) filter (where span.concept_id is null) as unknown
    from staged_members told left join staged_spans span using (refset_id, concept_id) group by told.refset_id
), stored as (
    select refset_id, count(distinct concept_id) filter (where active_to is null) as active,
        count(distinct concept_id) as ever
    from hubs_refsetmember where refset_id in (select refset_id from told) group by refset_id
)
select told.refset_id, coalesce(before.concepts, 0), coalesce(stored.active, 0),
    coalesce(stored.ever - stored.active, 0), told.unknown
from told left join staged_before before using (refset_id) left join stored using (refset_id)
order by told.refset_id
"""


@dataclass(frozen=True)
class LoadedRefset:
    """One set after a load: concepts in it before, now, and once but no longer.

    ``unknown`` concepts left the set before anything was loaded, so that since when they were in it is not
    known.
    """

    refset_id: str
    before: int
    active: int
    ended: int
    unknown: int

    def __str__(self) -> str:
        unknown = (
            f", {self.unknown} left out that had left before anything was known of them"
            if self.unknown
            else ""
        )
        counts = f"{self.active} members ({self.before} before), {self.ended} that ended"
        return f"{self.refset_id}: {counts}{unknown}"


@dataclass(frozen=True)
class LoadedRefsets:
    form: Form
    refsets: Sequence[LoadedRefset]
    left_out: Sequence[Fault]


@transaction.atomic
def load(*, file: BinaryIO, name: str = "", form: Form | None = None, lenient: bool = False) -> LoadedRefsets:
    """Load an RF2 simple reference set file.

    A snapshot or a full file replaces the sets that it names, whole; a delta is added to what is known of
    them. The form is taken from the file's ``name`` when not given and, where that says nothing, from whether
    members have several states. A concept is a member from the day of its active state to the day before it
    is made inactive. Raises WrongFile, or BadLines (a WrongFile) unless ``lenient``.
    """
    sieve = Sieve(lenient)
    with connection.cursor() as cursor:
        _stage(cursor, sieve.through(rf2.members(records(file, delimiter="\t", quoted=False))))
        sieve.close()
        _refuse(cursor)
        form = form or rf2.form_named(name) or _form_of_states(cursor)
        _replace(cursor, form)
        cursor.execute(SUMMARY)
        refsets = [LoadedRefset(*row) for row in cursor.fetchall()]
    kept.forget_all()
    return LoadedRefsets(form, refsets, sieve.faults)


def _stage(cursor: CursorWrapper, members: Iterable[Member]) -> None:
    cursor.execute("drop table if exists pg_temp.staged_members, pg_temp.staged_spans, pg_temp.staged_before")
    cursor.execute(STAGE)
    with cursor.copy("copy staged_members from stdin") as copy:
        for member in members:
            copy.write_row(member)
    cursor.execute("analyze staged_members")


def _refuse(cursor: CursorWrapper) -> None:
    cursor.execute("select exists (select from staged_members)")
    if cursor.fetchone() == (False,):
        raise WrongFile("The file has no members, so nothing was loaded. Get it again.")
    cursor.execute(TWICE)
    if found := cursor.fetchone():
        raise WrongFile(
            f"Lines {found[1]} and {found[0]} say of one member on the same day that it is active and that it"
            " is not, so nothing was loaded. Get the file again."
        )


def _form_of_states(cursor: CursorWrapper) -> Form:
    cursor.execute(STATES)
    return Form.FULL if cursor.fetchone() == (True,) else Form.SNAPSHOT


def _replace(cursor: CursorWrapper, form: Form) -> None:
    cursor.execute(BEFORE)
    if form is Form.SNAPSHOT:
        cursor.execute(ADD_KNOWN_STARTS)
    elif form is Form.DELTA:
        cursor.execute(ADD_WHAT_IS_KNOWN)
    cursor.execute(SPANS)
    cursor.execute(REMOVE)
    cursor.execute(STORE)
