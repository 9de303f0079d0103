"""What a row must fulfil beside the form of its values: the order of dates, and what belongs together.

Source: the national rules in own words (reference, timing and key rules). Days are compared as text, which for
YYYY-MM-DD is the same. ``broken`` is SQL in which {Element} is a value of the row, {parent.Element} one of the row
that it belongs to, {start} and {end} the first and last day of the month, {day_after} the day after it and
{created} the day on which the data set was made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hubs.rules.ods import DEFAULT_PRACTICES
from reporting.models.record_set import Severity

REFUSED, WARNING, WARNING_1 = Severity.REJECTED, Severity.WARNING, Severity.WARNING_1
# The local day of a moment; one given without a zone is local already.
_MOMENT_DAY = (
    "((case when {AssToolCompTimestamp} ~ '[T ].*(Z|[+-][0-9:]+)$' then {AssToolCompTimestamp}::timestamptz"
    " else {AssToolCompTimestamp}::timestamp at time zone 'Europe/London' end)"
    " at time zone 'Europe/London')::date::text"
)


@dataclass(frozen=True)
class Rule:
    """``reason`` tells the reader what to do; ``rule`` is a code of the national index, by default the one
    that it has for the element."""

    table: str
    element: str
    severity: Severity
    broken: str
    reason: str
    rule: str | None = None

    @property
    def about_parent(self) -> bool:
        return "{parent." in self.broken


def _inside_month(table: str, element: str, day: str) -> Rule:
    return Rule(
        table,
        element,
        REFUSED,
        f"{day} not between {{start}} and {{end}}",
        "{element} is {value}, which is outside the reporting period. If the date is right this is a late entry:"
        " send it in a record set of its own month again. Otherwise correct the date.",
    )


def _moment_inside_month(table: str, element: str) -> Rule:
    # Between the second and the last day but one no time zone matters, and nothing is worked out.
    rule = _inside_month(table, element, _MOMENT_DAY)
    written = f"left({{{element}}}, 10)"
    return replace(rule, broken=f"not ({written} > {{start}} and {written} < {{end}}) and {rule.broken}")


def _not_after_month(table: str, element: str, *, severity: Severity = REFUSED) -> Rule:
    return Rule(
        table,
        element,
        severity,
        f"{{{element}}} > {{end}}",
        "{element} is {value}, which is after the reporting period. Correct the date, or send the row with the month"
        " that it belongs to.",
    )


def _in_order(table: str, later: str, earlier: str, *, rule: str | None = None) -> Rule:
    name = earlier.removeprefix("parent.")
    return Rule(
        table,
        later,
        REFUSED,
        f"{{{later}}} < {{{earlier}}}",
        f"{{element}} is {{value}}, which is before {name}. Correct whichever of the two dates is wrong.",
        rule,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "MHS000",
        "DateTimeDatSetCreate",
        WARNING,
        "{DateTimeDatSetCreate} < {end}",
        "{element} is {value}, before the reporting period ended: what happened after it may be missing. Export the"
        " month again when it is over.",
        "",
    ),
    Rule(
        "MHS001",
        "PersonBirthDate",
        REFUSED,
        "{PersonBirthDate} > {end}",
        "{element} is {value}: born after the reporting period. Correct the date of birth.",
        "",
    ),
    Rule(
        "MHS001",
        "PersonBirthDate",
        REFUSED,
        "{PersonBirthDate} < {oldest_birth}",
        "{element} is {value}, more than 130 years ago. Correct the date of birth.",
        "",
    ),
    Rule(
        "MHS001",
        "PersDeathDate",
        REFUSED,
        "{PersDeathDate} > {end} or {PersDeathDate} < {PersonBirthDate}",
        "{element} is {value}, which is after the reporting period or before the birth. Correct the date.",
        "",
    ),
    Rule(
        "MHS001",
        "PersDeathDate",
        WARNING,
        "{PersDeathDate} < {start}",
        "{element} is {value}, before the reporting period: the national intake takes a death only in its own month."
        " The person was kept.",
        "",
    ),
    Rule(
        "MHS001",
        "NHSNumberStatus",
        WARNING,
        "({NHSNumberStatus} = '07' and {NHSNumber} is not null)"
        " or ({NHSNumberStatus} <> '07' and {NHSNumber} is null)",
        "{element} is {value}. Status 07 means that there is no NHS number: it must be given with a blank number and"
        " with no other. Correct one of the two.",
        "",
    ),
    Rule(
        "MHS002",
        "GMPReg",
        WARNING_1,
        "{GMPReg} in (" + ", ".join(f"'{code}'" for code in sorted(DEFAULT_PRACTICES)) + ")",
        "{element} is {value}, a default code that stands for no practice, so the person belongs to no PCN by it."
        " The row was kept: send the practice when it is known.",
    ),
    # That a registration starts by the day after the period is not asked for (docs/adr/0006).
    Rule(
        "MHS002",
        "EndDateGMPRegistration",
        REFUSED,
        "{EndDateGMPRegistration} not between {start} and {end}",
        "{element} is {value}, outside the reporting period. A registration is sent as ended in the month in which"
        " it ends, and not again.",
        "",
    ),
    _in_order("MHS002", "EndDateGMPRegistration", "StartDateGMPRegistration", rule=""),
    _not_after_month("MHS003", "AccommodationTypeDate"),
    _not_after_month("MHS003", "AccommodationTypeStartDate"),
    _in_order("MHS003", "AccommodationTypeEndDate", "AccommodationTypeStartDate", rule=""),
    _not_after_month("MHS004", "EmployStatusRecDate"),
    _not_after_month("MHS004", "EmployStatusStartDate"),
    _in_order("MHS004", "EmployStatusEndDate", "EmployStatusStartDate", rule=""),
    _not_after_month("MHS006", "StartDateAssCareCoord"),
    _not_after_month("MHS006", "EndDateAssCareCoord"),
    _in_order("MHS006", "EndDateAssCareCoord", "StartDateAssCareCoord"),
    _not_after_month("MHS008", "CarePlanCreatDate"),
    _not_after_month("MHS008", "CarePlanLastUpdateDate"),
    _in_order("MHS008", "CarePlanLastUpdateDate", "CarePlanCreatDate"),
    _in_order("MHS008", "CarePlanImplementDate", "CarePlanCreatDate"),
    _not_after_month("MHS009", "CarePlanContentAgreedDate"),
    _in_order("MHS009", "CarePlanContentAgreedDate", "parent.CarePlanCreatDate"),
    _not_after_month("MHS101", "ReferralRequestReceivedDate"),
    _in_order("MHS101", "ServDischDate", "ReferralRequestReceivedDate"),
    Rule(
        "MHS101",
        "ServDischDate",
        REFUSED,
        "{ServDischDate} < {start}",
        "{element} is {value}, before the reporting period: the discharge belongs in the record set of its own month,"
        " and the referral is not sent any more after it.",
    ),
    Rule(
        "MHS101",
        "ServDischDate",
        REFUSED,
        "{ServDischDate} > {created}",
        "{element} is {value}, after the data set was made. Correct the date.",
    ),
    Rule(
        "MHS101",
        "ServDischDate",
        WARNING,
        "{ServDischDate} > {day_after}",
        "{element} is {value}, after the reporting period. The row was kept: the discharge counts from that day on.",
        "MHS10130",
    ),
    _in_order("MHS101", "ReferRejectionDate", "ReferralRequestReceivedDate"),
    Rule(
        "MHS101",
        "ReferRejectionDate",
        REFUSED,
        "{ReferRejectionDate} < {start}",
        "{element} is {value}, before the reporting period: the rejection belongs in the record set of its own month.",
    ),
    Rule(
        "MHS101",
        "ReferRejectionDate",
        REFUSED,
        "{ReferRejectionDate} > {created}",
        "{element} is {value}, after the data set was made. Correct the date.",
    ),
    _in_order("MHS101", "DischPlanLastUpdatedDate", "DischPlanCreationDate"),
    Rule(
        "MHS102",
        "ReferClosureDate",
        REFUSED,
        "{ReferClosureDate} not between {start} and {end}",
        "{element} is {value}, outside the reporting period. Send the closure with the month in which it was made.",
    ),
    Rule(
        "MHS102",
        "ReferRejectionDate",
        REFUSED,
        "{ReferRejectionDate} not between {start} and {end}",
        "{element} is {value}, outside the reporting period. Send the rejection with the month in which it was made.",
    ),
    Rule(
        "MHS102",
        "ReferClosureDate",
        REFUSED,
        "{ReferClosureDate} > {parent.ServDischDate}",
        "{element} is {value}, after the referral was discharged. Correct one of the two dates.",
    ),
    Rule(
        "MHS102",
        "ReferRejectionDate",
        REFUSED,
        "{ReferRejectionDate} > {parent.ServDischDate}",
        "{element} is {value}, after the referral was discharged. Correct one of the two dates.",
    ),
    Rule(
        "MHS102",
        "ReferClosReason",
        WARNING,
        "{ReferClosureDate} is not null and {ReferClosReason} is null",
        "{element} is blank although there is a closure date. The row was kept: send the reason.",
    ),
    Rule(
        "MHS102",
        "ReferRejectReason",
        WARNING,
        "{ReferRejectionDate} is not null and {ReferRejectReason} is null",
        "{element} is blank although there is a rejection date. The row was kept: send the reason.",
    ),
    _not_after_month("MHS105", "OnwardReferDate"),
    _inside_month("MHS201", "CareContDate", "{CareContDate}"),
    _inside_month("MHS204", "IndirectActDate", "{IndirectActDate}"),
    _inside_month("MHS301", "GroupSessDate", "{GroupSessDate}"),
    _inside_month("MHS302", "CareContactDateMHDropInContact", "{CareContactDateMHDropInContact}"),
    _not_after_month("MHS501", "StartDateHospProvSpell"),
    _not_after_month("MHS501", "DischDateHospProvSpell"),
    _in_order("MHS501", "DischDateHospProvSpell", "StartDateHospProvSpell"),
    _not_after_month("MHS502", "StartDateWardStay"),
    _not_after_month("MHS502", "EndDateWardStay"),
    _in_order("MHS502", "EndDateWardStay", "StartDateWardStay"),
    _moment_inside_month("MHS606", "AssToolCompTimestamp"),
)
