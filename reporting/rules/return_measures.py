"""Which measures an assurance return shows, part by part, and by what it splits them."""

from __future__ import annotations

PEOPLE, TRANSFORMED = "access.mhs108", "access.two_contacts_transformed"
RECEIVED, REJECTED, BY_THEMSELVES = "access.referrals", "access.rejected", "access.self_and_vcse_referral"
REVIEWS, ACTIONS = "plan.review_on_time", "plan.actions_done"
# Each month of these counts different events, so that a quarter is its three months together.
ADDED_UP = (RECEIVED, REJECTED, BY_THEMSELVES, REVIEWS, ACTIONS)
FINISHED = ("wait.mrs01", "wait.mrs01a", "wait.mrs01b")
OPEN = (
    "wait.mrs02",
    "wait.mrs02a",
    "wait.mrs02b",
    "wait.mrs02c",
    "wait.mrs02d",
    "wait.mrs02e",
    "wait.mrs02f",
)
SECOND = (
    *("wait.mrs03", "wait.mrs03a", "wait.mrs03b", "wait.mrs07a", "wait.mrs07c", "wait.mrs07e", "wait.mrs15"),
    *("wait.mhs125", "wait.mhs126"),
)
SPELLS = ("wait.mrs04", "wait.mrs05", "wait.mrs06", "wait.mrs20", "wait.mrs21", "wait.mrs22")
ADMISSIONS = ("access.mhs106", "access.mhs106b", "access.mhs107b")
PAIRED, RECOVERY = "outcome.paired", "outcome.reqol_recovery"
CHANGES = (
    "outcome.reliable_change",
    "outcome.reliable_change.unchanged",
    "outcome.reliable_change.deteriorated",
)
MEANS = ("outcome.dialog_domain_means.first", "outcome.dialog_domain_means")
PLANS = ("plan.coproduced", "plan.crisis_plan", REVIEWS, ACTIONS)
COMPLETE, CHECKS = "phc.complete", ("phc.each", "phc.each.declined", "phc.each.unsuitable")
EMPLOYMENT = ("ips.access", "ips.started_work", "ips.share_supported")
THERAPIES = ("therapy.pd", "therapy.aed", "therapy.smi")
OUTCOMES, HEALTH = (PAIRED, *CHANGES, RECOVERY, *MEANS), (COMPLETE, *CHECKS)
# The parts that stand in a return only where there are figures of them.
OPTIONAL = {
    "outcomes": OUTCOMES,
    "care planning": PLANS,
    "physical health checks": HEALTH,
    "employment support": EMPLOYMENT,
    "psychological therapies": THERAPIES,
}
REJECTED_COUNT = "access.rejected_count"
EQUALITIES = (PEOPLE, "wait.mrs01", "wait.mrs01b", "wait.mrs02", "wait.mrs03a")
LENGTH, COMPONENTS = "wait.open_by_length", "wait.components"
# The first page and the headlines of the parts: without these there is no return.
NEEDED = (PEOPLE, RECEIVED, REJECTED, "wait.mrs01b", "wait.mrs02", "wait.mrs03a")
MEASURES = tuple(
    dict.fromkeys(
        (
            *(PEOPLE, TRANSFORMED, *ADDED_UP, *FINISHED, *OPEN, *SECOND, *SPELLS),
            *(*ADMISSIONS, LENGTH, COMPONENTS),
            *(one for measures in OPTIONAL.values() for one in measures),
        )
    )
)
# The breakdowns that a return shows of its measures, beside those of people: at the quarter's end, and of what is
# added up in each of its months.
AT_END, ALL_QUARTER = (
    ("length", "component", "tool", "domain", "check"),
    ("source", "rejection_reason", "doer"),
)
# Breakdowns of a share that is added up whose groups are shares of the group itself.
WITHIN = ("doer",)
