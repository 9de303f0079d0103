"""What a score counts as: a number in the range of its tool, or nothing."""

from __future__ import annotations

from outcomes.rules.ranges import SCORED_UP_TO
from reporting.mhsds.faults import Check, Faults
from reporting.mhsds.reading import Reading
from reporting.mhsds.sql import temporary
from reporting.models.record_set import Severity

TABLES = ("MHS606", "MHS607")
_NUMBER = "s.score ~ '^-?[0-9]{1,4}([.][0-9]{1,2})?$'"


def judge_scores(reading: Reading, faults: Faults) -> None:
    """Make ``score_value`` (tool, score, value or null), and warn of scores that are not on their scale.

    An 8 of DIALOG is: the intake takes it. It counts as nothing all the same, so its value is null.
    """
    staged = [reading.staged[name] for name in TABLES if name in reading.staged]
    pairs = " union ".join(
        f'select distinct "CodedAssToolType" as tool, "PersScore" as score from {one.table.staged}'
        for one in staged
    )
    temporary(
        "score_value",
        f"select s.*, case {_no_score()} else s.number end as value from ("
        "select s.tool, s.score, tool.tool as name, tool.low, tool.high, case when"
        f" {_NUMBER} then case when s.score::numeric between tool.low and tool.high"
        " or tool.low is null or tool.high is null then s.score::numeric end end as number"
        f" from ({pairs or 'select null::text as tool, null::text as score where false'}) s"
        " join hubs_assessmenttool tool on tool.code = s.tool) s",
    )
    for one in staged:
        check = Check(
            one.table,
            "PersScore",
            Severity.WARNING,
            "",
            "{element} is {value}, which is not on the scale of the tool ({detail}). The row was kept, and the score"
            " counts nowhere: correct it.",
        )
        scale = "coalesce(trim_scale(v.low) || ' to ' || trim_scale(v.high), 'numbers')"
        faults.note(
            one,
            f"select s.line, {faults.number(check)}, {scale} from {one.accepted} s join score_value v"
            ' on v.tool = s."CodedAssToolType" and v.score = s."PersScore" and v.number is null',
        )


def _no_score() -> str:
    """What the intake takes and no outcome measure counts."""
    return " ".join(
        f"when s.name = '{tool}' and s.number > {most} then null" for tool, most in SCORED_UP_TO.items()
    )
