"""DIALOG+ sessions and plans of the made-up people, the same for the same people."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from django.utils import timezone

from careplans.actions import agreements, comments, goals, plan_actions, plan_texts, plans
from careplans.models import DialogArea, DialogRating, DialogSession, Plan
from config.formats import LONDON
from hubs.rules.roles import Actor
from hubs.selectors.staff import member
from hubs.tenancy import current_tenant_id
from outcomes.models import CodedScore
from outcomes.rules import dialog
from outcomes.rules.taking import HowTaken
from referrals.models import Referral

SEED = 7
# One in so many people rates, and every so many days.
ONE_IN, EVERY = 4, 42
MOST_SESSIONS = 12
THE_PERSON = "10"
LEFT_OUT = 0.04
# What is talked through: understanding, looking forward, options.
TALKS: tuple[tuple[str, str, str], ...] = (
    (
        "I lie awake and go over the day.",
        "Waking up rested, three mornings a week.",
        "No screens after nine; ask about the tablets; a walk before supper.",
    ),
    (
        "I have hardly anybody to talk to since I moved.",
        "Somebody to have a cup of tea with.",
        "The Tuesday group; ring my cousin; the library.",
    ),
    (
        "The letters pile up and I do not open them.",
        "To know what I owe.",
        "Sit down with the debt adviser; one letter a day.",
    ),
)
# What plans say: by part, one of these.
WORDS: dict[str, tuple[str, ...]] = {
    "matters": ("My daughter, and my garden.", "Being able to get out on my own.", "My music."),
    "people": ("My sister Jo rings every evening.", "My neighbour has a key."),
    "communicate": ("Please write things down. I forget when I am tired.",),
    "wellness": ("I get up before nine and eat with others.", "I play the guitar again."),
    "strengths": ("I am good with animals.", "I do not give up."),
    "needs": ("Sleep, and the money letters.", "I get frightened on buses."),
    "formulation": ("When money runs short I stop sleeping, and then everything gets louder.",),
    "early_signs": ("I stop answering the telephone.", "I sleep two hours a night."),
    "what_helps": ("Ring Jo. Walk to the sea. Put the telephone away.",),
    "crisis": ("Ring Jo first. Then the team. At night 111, option 2. I do not want to go to A&E alone.",),
}
GOALS: tuple[tuple[str, str, str, str], ...] = (
    (
        "To sleep through the night",
        "Three mornings a week I wake up rested",
        "No screens after nine",
        "person",
    ),
    (
        "To have somebody to talk to",
        "I go to the group twice a month",
        "Go along to the first group",
        "worker",
    ),
    ("To know what I owe", "All letters are open", "Sit down with the debt adviser", "partner"),
)

# What was agreed in the months before: what, by whom, and who that is where they do not work in the system.
EARLIER: tuple[tuple[str, str, str], ...] = (
    ("Ring the surgery about the tablets", "person", ""),
    ("Fill in the housing form together", "worker", ""),
    ("Look through the letters", "partner", "Citizens Advice"),
    ("Come along to the first appointment", "carer", "My sister Jo"),
)


def tell(by: Actor, asked: Sequence[Referral], today: dt.date) -> None:
    """A year of sessions of those who were there before this week, and plans of those whom the clinician knows."""
    opened = Referral.objects.filter(discharged_on=None, hub__isnull=False, source_month=None)
    before = opened.exclude(pk__in=[each.pk for each in asked]).select_related("person").order_by("pk")
    chance = random.Random(SEED)  # noqa: S311 - made-up people
    year = [each for each in before if each.team_id in by.team_ids or not chance.randrange(ONE_IN)]
    _sessions(by, year, chance, today)
    long_here = [
        each
        for each in year
        if each.team_id in by.team_ids and each.received_on <= today - dt.timedelta(days=60)
    ]
    for referral in long_here[:12]:
        _plan(by, referral, chance, today)


def _sessions(by: Actor, year: Sequence[Referral], chance: random.Random, today: dt.date) -> None:
    """Written in bulk, as a migration from another system would be."""
    made = [each for referral in year for each in _of_one(by, referral, today)]
    DialogSession.objects.bulk_create(made)
    rows: list[DialogRating] = []
    mood: dict[int, dict[str, int]] = {}
    for session in made:
        felt = mood.setdefault(session.person_id, {key: chance.randint(2, 4) for key in dialog.ITEMS})
        rows += _ratings(session, felt, chance)
    DialogRating.objects.bulk_create(rows)
    DialogArea.objects.bulk_create(_areas(rows, chance))
    CodedScore.objects.bulk_create(_scores(rows))


def _of_one(by: Actor, referral: Referral, today: dt.date) -> Iterator[DialogSession]:
    first = referral.received_on + dt.timedelta(days=14)
    days = range((today - first).days, 0, -EVERY)
    for ago in list(days)[-MOST_SESSIONS:]:
        day = today - dt.timedelta(days=ago)
        at = dt.datetime.combine(day, dt.time(10, 20), LONDON)
        yield DialogSession(
            tenant_id=current_tenant_id(),
            person_id=referral.person_id,
            referral=referral,
            worker_id=referral.named_worker_id or by.staff_id or 0,
            started_at=at,
            completed_at=min(at + dt.timedelta(minutes=40), timezone.now()),
        )


def _ratings(session: DialogSession, felt: dict[str, int], chance: random.Random) -> Iterator[DialogRating]:
    """All eleven areas; most get better slowly, now and then one is left out."""
    day = timezone.localdate(session.started_at)
    for key, item in dialog.ITEMS.items():
        moved = felt[key] + chance.choice((-1, 0, 0, 0, 1, 1))
        felt[key] = min(dialog.HIGHEST, max(dialog.LOWEST, moved))
        rating = None if chance.random() < LEFT_OUT else felt[key]
        yield DialogRating(
            tenant_id=current_tenant_id(),
            session=session,
            item_code=item.code_on(day),
            rating=rating,
            more_help=None if rating is None else rating < dialog.MIDDLE,
        )


def _areas(rows: Sequence[DialogRating], chance: random.Random) -> Iterator[DialogArea]:
    """What was talked through in each session: up to three of the areas that went worst."""
    by_session: dict[int, list[DialogRating]] = {}
    for row in rows:
        by_session.setdefault(row.session_id, []).append(row)
    for of_session in by_session.values():
        worst = sorted((row for row in of_session if row.rating), key=lambda row: row.rating or 0)
        for rank, row in enumerate(worst[: chance.choice((1, 2, 3))], start=1):
            understanding, looking_forward, options = chance.choice(TALKS)
            yield DialogArea(
                tenant_id=current_tenant_id(),
                session_id=row.session_id,
                rating=row,
                rank=rank,
                understanding=understanding,
                looking_forward=looking_forward,
                options=options,
            )


def _scores(rows: Sequence[DialogRating]) -> Iterator[CodedScore]:
    for row in rows:
        session = row.session
        if row.rating and session.completed_at:
            yield CodedScore(
                tenant_id=current_tenant_id(),
                referral_id=session.referral_id,
                staff_id=session.worker_id,
                tool_code=row.item_code,
                score=str(row.rating),
                value=row.rating,
                completed_at=session.completed_at,
                taken_on=timezone.localdate(session.completed_at),
                how_taken=HowTaken.TOGETHER,
            )


def _plan(by: Actor, referral: Referral, chance: random.Random, today: dt.date) -> None:
    """A plan as it is written with the person, most of them agreed."""
    plan = plans.open(by=by, person=referral.person)
    for part, offered in WORDS.items():
        plan_texts.write(by=by, plan=plan, part=part, text=chance.choice(offered))
    for words, how_known, what, doer in chance.sample(GOALS, k=2):
        goal = goals.add(by=by, plan=plan, words=words, how_known=how_known)
        plan_actions.add(
            by=by,
            plan=plan,
            goal=goal,
            what=what,
            doer=doer,
            who="Citizens Advice" if doer == "partner" else "",
            staff=member(by) if doer == "worker" else None,
            due_on=today + dt.timedelta(days=chance.choice((5, 14, 30))),
            how_known=how_known,
        )
    _agreed_before(by, plan, chance, today)
    if chance.random() < 0.2:
        return
    agreements.agree(
        by=by,
        plan=plan,
        agreed_with=[THE_PERSON],
        agreed_on=today,
        review_on=today + dt.timedelta(days=chance.choice((30, 60, 90))),
        chosen_by_person=True,
    )
    if chance.random() < 0.3:
        comments.add(
            by=by, plan=plan, part="matters", text="And my dog.", by_person=True, writer_name="The person"
        )


def _agreed_before(by: Actor, plan: Plan, chance: random.Random, today: dt.date) -> None:
    """An action a month for half a year, most of them done by their day."""
    for ago in range(15, 180, 30):
        what, doer, who = chance.choice(EARLIER)
        due = today - dt.timedelta(days=ago)
        staff = member(by) if doer == "worker" else None
        action = plan_actions.add(by=by, plan=plan, what=what, doer=doer, who=who, staff=staff, due_on=due)
        state, late = chance.choice((("done", -4), ("done", -1), ("done", 0), ("done", 8), ("not_done", 3)))
        plan_actions.settle(by=by, action=action, state=state, on=due + dt.timedelta(days=late))
