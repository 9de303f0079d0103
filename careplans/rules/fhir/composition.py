"""The document's own resource: what it is, who keeps it, who agreed to it, and its sections in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careplans.rules.document import Action, Goal, PlanDocument, Session
from careplans.rules.fhir import aims, sessions
from careplans.rules.fhir.words import (
    PLAN_PARTS,
    TERMINOLOGY,
    URI,
    Resource,
    coded,
    day,
    identity,
    instant,
    named,
    narrative,
    present,
    refer,
    resource,
    said,
)
from careplans.rules.parts import Doer, PlanPart
from config import formats

# CARE PLAN CONTENT AGREED BY as the capacity in which somebody agreed: the person and an advocate for themselves, a
# clinical service and a community support team by profession. Others speak for an organisation.
THE_PERSON = "10"
MODES = {THE_PERSON: "personal", "12": "personal", "13": "professional", "14": "professional"}
WITHHELD = "Some of this plan is not shared with the organisation that reads it, as the person chose."
NOT_SHARED = "What is not shared"


def ident(plan: PlanDocument) -> str:
    """What the server knows the document by: the plan and its version."""
    return f"{plan.reference}-{plan.number}" if plan.number else plan.reference


def url(plan: PlanDocument) -> str:
    return f"urn:uuid:{identity('Composition', ident(plan))}"


def composition(plan: PlanDocument, person: str, keeper: str, *, withheld: bool) -> Resource:
    """``withheld``: the reader's organisation does not see all of it, which the last section says."""
    version = f"version {plan.number}" if plan.number else "not agreed yet"
    summary = f"{aims.TITLE}: {plan.who.name}, {version}, {formats.date(plan.written_at)}"
    return resource(
        "Composition",
        ident(plan),
        text=narrative([summary]),
        identifier={"system": URI, "value": f"urn:uuid:{identity('plan', plan.reference)}"},
        status="final" if plan.number else "preliminary",
        type={"text": aims.TITLE},
        subject={"reference": person},
        date=instant(plan.written_at),
        author=[{"reference": keeper}, *filter(None, [named(plan.worker, "Practitioner")])],
        title=aims.TITLE,
        attester=list(_attesters(plan, person)),
        custodian={"reference": keeper},
        section=[*_parts(plan), *_tables(plan), *([_withheld()] if withheld else [])],
    )


def _attesters(plan: PlanDocument, person: str) -> Iterator[Resource]:
    for agreement in plan.agreements:
        party = refer(person) if agreement.agreed_by == THE_PERSON else named(agreement.label)
        mode = MODES.get(agreement.agreed_by, "official")
        yield present(mode=mode, time=day(agreement.on), party=party)


def _parts(plan: PlanDocument) -> Iterator[Resource]:
    """What is written in words, in the order of PlanPart; a part that says nothing is left out."""
    order = {part: place for place, part in enumerate(PlanPart.values)}
    for text in sorted(plan.texts, key=lambda text: order.get(text.part, len(order))):
        words = narrative([text.text], "additional")
        if words:
            code = coded(PLAN_PARTS, text.part) if text.part in order else {}
            author = named(text.writer)
            yield present(title=said(text.title), code=code, author=[author] if author else [], text=words)


def _tables(plan: PlanDocument) -> Iterator[Resource]:
    if plan.goals:
        goals = [aims.goal_url(goal) for goal in plan.goals]
        yield _section("goals", "My goals", map(_goal_words, plan.goals), goals)
    # The section that leads to the plan itself is there even when nothing is to be done.
    doing = [_action_words(action) for action in plan.actions] or ["No actions were agreed."]
    yield _section("actions", "What we will do", doing, [aims.plan_url(plan)])
    yield from _said_section("review", "When we look at this again", [aims.review_words(plan)])
    yield from _said_section("involved", "Who helped to write this", aims.helped(plan))
    agreed = [f"{each.label}: {formats.date(each.on)}" for each in plan.agreements]
    yield from _said_section("agreed", "Who agreed to this", agreed)
    if plan.sessions:
        yield _section(
            "dialog", "DIALOG ratings", map(_session_words, plan.sessions), list(_of_sessions(plan.sessions))
        )


def _section(code: str, title: str, lines: Sequence[str] | Iterator[str], entries: Sequence[str]) -> Resource:
    entry = [refer(each) for each in entries]
    return present(title=title, code=coded(PLAN_PARTS, code), text=narrative(lines), entry=entry)


def _said_section(code: str, title: str, lines: Sequence[str]) -> Iterator[Resource]:
    words = narrative(lines)
    if words:
        yield present(title=title, code=coded(PLAN_PARTS, code), text=words)


def _withheld() -> Resource:
    return {
        "title": NOT_SHARED,
        "text": narrative([WITHHELD]),
        "emptyReason": coded(f"{TERMINOLOGY}/list-empty-reason", "withheld"),
    }


def _of_sessions(held: Sequence[Session]) -> Iterator[str]:
    for session in held:
        yield sessions.response_url(session)
        yield from (sessions.score_url(session, rating) for rating in sessions.scored(session))


def _goal_words(goal: Goal) -> str:
    by = f" By {formats.date(goal.target_on)}." if goal.target_on else ""
    return f"{said(goal.words) or aims.NOT_WRITTEN} ({goal.state.label}).{by}"


def _action_words(action: Action) -> str:
    who = said(action.who) or ("I" if action.doer is Doer.PERSON else action.doer.label)
    by = f", by {formats.date(action.due_on)}" if action.due_on else ""
    return f"{said(action.what) or aims.NOT_WRITTEN}: {who}{by} ({action.state.label})."


def _session_words(session: Session) -> str:
    rated = "; ".join(
        f"{said(rating.label)} {'left out' if rating.rating is None else rating.rating}"
        f"{', more help wanted' if rating.more_help else ''}"
        for rating in session.ratings
    )
    return f"{formats.date(session.on)}: {rated or 'nothing was rated'}."
