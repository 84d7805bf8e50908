"""What a member leads and has to answer in the open periods of their trust, worst first.

The number of queries does not depend on how much somebody leads.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q

from ambitions.models import ITEM_MODELS, Challenge, Correction, Item, Update, UpdateRating
from ambitions.plan.leads import answered_by
from ambitions.plan.reader import key_of, key_of_columns
from ambitions.updates.questions import Questions, main_rating, questions_of
from ambitions.updates.services import Missing, missing_answers
from ambitions.updates.status import UpdateStatus, update_status
from objectives.calendar import periods_before
from objectives.models import Period
from strategy_tracker.accounts.models import Membership, Trust, User
from strategy_tracker.accounts.permissions import Permission, Role, roles_with

# Worst first.
ORDER = (
    UpdateStatus.RETURNED,
    UpdateStatus.LATE,
    UpdateStatus.NOT_STARTED,
    UpdateStatus.DRAFT,
    UpdateStatus.SUBMITTED,
    UpdateStatus.APPROVED,
)
TO_ANSWER = ORDER[:4]


@dataclass
class AssignedUpdate:
    """One item that somebody answers for in one open period, with what is known of it.

    `questions` are those that it is asked in the period, `asked_before` those in the one before.
    `place` counts from 0 in the order of the plan, which no saving changes.
    """

    item: Item
    period: Period
    before: Period | None
    questions: Questions
    update: Update | None
    previous: Update | None
    status: UpdateStatus
    missing: list[Missing] = field(default_factory=list)
    place: int = 0
    asked_before: Questions = field(default_factory=Questions)

    @property
    def is_to_answer(self) -> bool:
        return self.status in TO_ANSWER

    @property
    def rating(self) -> UpdateRating | None:
        """This period's rating on the main dimension."""
        return main_rating(self.questions, self.update.ratings.all()) if self.update else None

    @property
    def previous_rating(self) -> UpdateRating | None:
        return main_rating(self.questions, self.previous.ratings.all()) if self.previous else None

    @property
    def is_rated_before(self) -> bool:
        """Whether the period before asked for the rating that is shown; None asked for none."""
        return self.questions.main in self.asked_before.dimensions

    @property
    def is_ready(self) -> bool:
        """Whether it can be submitted as it stands."""
        return self.is_to_answer and is_ready_to_submit(self.update, self.missing)

    @property
    def challenge(self) -> Challenge | None:
        """What governance asks, when it returned the answer."""
        return open_challenge(self.update)


def is_ready_to_submit(update: Update | None, missing: list[Missing]) -> bool:
    """Whether an update not handed in is complete, and changed since it came back if it did."""
    if update is None or missing:
        return False
    challenge = open_challenge(update)
    return challenge is None or (
        update.saved_at is not None and update.saved_at > challenge.raised_at
    )


def open_challenge(update: Update | None) -> Challenge | None:
    """What governance asked when it returned the update, and nobody has answered yet."""
    if update is None or update.state != Update.State.RETURNED:
        return None
    return next(
        (challenge for challenge in update.challenges.all() if not challenge.answered_at), None
    )


def assigned_to(user: User, trust: Trust, today: date) -> list[AssignedUpdate]:
    """Every item `user` answers for and an open period of `trust` asks about, worst first.

    Items that are asked nothing in the period, and archived ones, are not there.
    """
    periods = list(
        Period.objects.for_trust(trust)
        .filter(strategy__is_archived=False)
        .select_related("strategy")
        .order_by("-starts_on")
    )
    now = {period.strategy_id: period for period in periods if period.is_open}
    if not now:
        return []
    before = {pk: _before(period, periods) for pk, period in now.items()}
    asked = questions_of(period.strategy for period in now.values())
    items = _items_led(user, asked)
    updates = _updates(items, [*now.values(), *filter(None, before.values())])
    assigned = []
    for item in items:
        period, earlier = now[item.strategy_id], before[item.strategy_id]
        item.strategy = period.strategy
        questions = asked[item.strategy_id, item.level]
        if questions.asked_of(item, period):
            own = updates[key_of(item)]
            assigned.append(_assigned(item, period, earlier, questions, own, today))
            assigned[-1].place = len(assigned) - 1
    return sorted(assigned, key=lambda assigned_update: ORDER.index(assigned_update.status))


def updates_to_correct(user: User, trust: Trust) -> list[Update]:
    """Updates of closed periods that were reopened and `user` answers for, with the correction
    that is open; two queries."""
    own = Q(pk__in=[])
    for level, model in ITEM_MODELS.items():
        led = model.objects.filter(answered_by(user, level)).order_by()
        own |= Q(**{f"{level}__in": led.values("pk")})
    waiting = (Update.State.DRAFT, Update.State.RETURNED)
    found = Update.objects.for_trust(trust).filter(
        own, state__in=waiting, pk__in=Correction.objects.open().values("update")
    )
    return list(
        found.select_related("period", "objective", "ambition", "action")
        .prefetch_related(Prefetch("corrections", Correction.objects.open()))
        .order_by("period_id", "pk")
    )


def _before(period: Period, periods: Iterable[Period]) -> Period | None:
    """The period of the same strategy just before; `periods` come latest first."""
    own = [other for other in periods if other.strategy_id == period.strategy_id]
    return next(iter(periods_before(own, period)), None)


def _items_led(user: User, asked: dict[tuple[int, str], Questions]) -> list[Item]:
    """The items `user` answers for, objectives first, each level in the order of the plan."""
    items: list[Item] = []
    for level, model in ITEM_MODELS.items():
        strategies = [pk for (pk, of), questions in asked.items() if of == level and questions]
        if strategies:
            items += model.objects.filter(strategy__in=strategies, is_archived=False).filter(
                answered_by(user, level)
            )
    return items


def _updates(
    items: Iterable[Item], periods: Iterable[Period]
) -> dict[tuple[str, int], dict[int, Update]]:
    """Per (level, item id) and period id, what was answered."""
    keys: dict[str, list[int]] = defaultdict(list)
    for item in items:
        keys[item.level].append(item.pk)
    of_items = Q(pk__in=[])
    for level, pks in keys.items():
        of_items |= Q(**{f"{level}__in": pks})
    challenges = Prefetch("challenges", Challenge.objects.select_related("raised_by"))
    found: dict[tuple[str, int], dict[int, Update]] = defaultdict(dict)
    for update in (
        Update.objects.filter(of_items, period__in=list(periods))
        .with_answers()
        .prefetch_related(challenges)
    ):
        key = key_of_columns(update.objective_id, update.ambition_id, update.action_id)
        found[key][update.period_id] = update
    return found


def _assigned(
    item: Item,
    period: Period,
    before: Period | None,
    of_level: Questions,
    updates: dict[int, Update],
    today: date,
) -> AssignedUpdate:
    questions = of_level.asked_of(item, period)
    update = updates.get(period.pk)
    if update:
        update.period = period
    return AssignedUpdate(
        item=item,
        period=period,
        before=before,
        questions=questions,
        update=update,
        previous=updates.get(before.pk) if before else None,
        status=update_status(update.state if update else None, period, today),
        missing=missing_answers(
            dimensions=questions.dimensions,
            headings=questions.headings,
            ratings=update.ratings.all(),
            narratives=update.narratives.all(),
        )
        if update
        else [],
        asked_before=of_level.asked_of(item, before) if before else Questions(),
    )


def contact_for_leads(trust: Trust) -> User | None:
    """Whom to ask about who leads what: of those who manage people, the first of the least role.

    By the roles as they are that is governance, and an administrator where nobody is.
    """
    roles = roles_with(Permission.MANAGE_PEOPLE)
    members = (
        Membership.objects.for_trust(trust)
        .current()
        .with_permission(Permission.MANAGE_PEOPLE)
        .select_related("user")
        .order_by("user__name")
    )
    contact = min(members, key=lambda member: roles.index(Role(member.role)), default=None)
    return contact.user if contact else None
