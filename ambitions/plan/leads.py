"""Who answers for an item: its own leads, else the leads of its nearest parent that has any.

Many trusts name one lead for a workstream and none for the actions in it. For one item, for
lists and for "anything" the rule is the same ids, found from the leads of one user.

Who stands in for somebody today does what that person leads as if they led it, and the person may
go on (`people_acted_for`). Whom a page or a paper names as lead is the person, never the stand-in.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from ambitions.models import (
    ITEM_MODELS,
    LEAD_MODELS,
    Item,
    Measure,
    MeasureLead,
)
from objectives.models import Level
from strategy_tracker.accounts.models import Delegation, Membership, Person, Trust, User
from strategy_tracker.accounts.permissions import Permission

# The ways from an item up: each names the items passed, nearest first, with their levels.
# An action has one of its two parents, so only one of its ways is ever there.
_WAYS_UP: dict[str, tuple[tuple[tuple[str, str], ...], ...]] = {
    Level.OBJECTIVE: (),
    Level.AMBITION: ((("objective", Level.OBJECTIVE),),),
    Level.ACTION: (
        (("ambition", Level.AMBITION), ("ambition__objective", Level.OBJECTIVE)),
        (("objective", Level.OBJECTIVE),),
    ),
}


def people_acted_for(user: User) -> QuerySet[Any]:
    """The ids of whom `user` acts for today: the person they are at each trust, and those whom
    that person stands in for."""
    own = Person.objects.filter(user=user).order_by().values("pk")
    others = Delegation.objects.on(timezone.localdate()).filter(delegate__user=user)
    return own.union(others.order_by().values("person"))


def stood_in_for(user: User, trust: Trust) -> list[Delegation]:
    """For whom at the trust `user` stands in today, and until when; one query."""
    rows = Delegation.objects.for_trust(trust).on(timezone.localdate())
    return list(rows.filter(delegate__user=user).select_related("person").order_by("ends_on"))


def stand_ins_today(trust: Trust, people: Iterable[int]) -> dict[int, list[Delegation]]:
    """Who stands in today for each of `people` (ids) of the trust, and until when; one query."""
    rows = Delegation.objects.for_trust(trust).on(timezone.localdate())
    found: dict[int, list[Delegation]] = {}
    for row in rows.filter(person__in=list(people)).select_related("person", "delegate"):
        found.setdefault(row.person_id, []).append(row)
    return found


def answered_by(user: User, level: str) -> Q:
    """The filter for items at `level` that `user` answers for; no row comes twice.

    A union of ids, each part of which starts from what the user leads: an OR over the leads of
    an item and of its parents reads every lead of every trust.
    """
    parts = [_led(user, level).values(f"{level}_id")]
    for way in _WAYS_UP[level]:
        nobody_nearer: Any = ~_has_leads("pk", level)
        for path, parent_level in way:
            led = _led(user, parent_level).values(f"{parent_level}_id")
            parts.append(
                ITEM_MODELS[level]
                .objects.filter(nobody_nearer, **{f"{path}__in": led})
                .order_by()
                .values("pk")
            )
            nobody_nearer &= ~_has_leads(path, parent_level)
    return Q(pk__in=_union(parts))


def entered_by(user: User) -> Q:
    """The filter for measures whose readings `user` enters, as their lead or as the lead of
    what they measure."""
    parts: list[QuerySet[Any]] = [
        MeasureLead.objects.filter(person__in=people_acted_for(user))
        .order_by()
        .values("measure_id")
    ]
    for level, path in (
        (Level.OBJECTIVE, "objective"),
        (Level.AMBITION, "ambition"),
        (Level.ACTION, "actions"),
    ):
        items = ITEM_MODELS[level].objects.filter(answered_by(user, level)).order_by().values("pk")
        parts.append(Measure.objects.filter(**{f"{path}__in": items}).order_by().values("pk"))
    return Q(pk__in=_union(parts))


def answers_for(user: User, item: Item) -> bool:
    """Whether `user` answers for `item`; one query."""
    return (
        ITEM_MODELS[item.level].objects.filter(answered_by(user, item.level), pk=item.pk).exists()
    )


def answers_for_anything(user: User, trust: Trust) -> bool:
    """Whether `user` answers for anything in use at `trust`, asked about or not."""
    return any(
        model.objects.for_trust(trust)
        .filter(answered_by(user, level), is_archived=False, strategy__is_archived=False)
        .exists()
        for level, model in ITEM_MODELS.items()
    )


def may_answer(membership: Membership, item: Item) -> bool:
    """Whether the member may answer for `item`: governance for any, a lead for their own."""
    if membership.may(Permission.ACT_FOR_LEADS):
        return True
    return membership.may(Permission.ANSWER_UPDATES) and answers_for(membership.user, item)


def may_enter(membership: Membership, measure: Measure) -> bool:
    """Whether the member may enter readings of `measure`: governance, and its leads."""
    if membership.may(Permission.ACT_FOR_LEADS):
        return True
    entered = Measure.objects.filter(entered_by(membership.user), pk=measure.pk)
    return membership.may(Permission.ENTER_READINGS) and entered.exists()


def nearest_lead_rows(item: Item) -> list[Any]:
    """The leads who answer for `item`, in order, each with `person` and its posts read."""
    for parent in _with_parents(item):
        rows = parent.lead_rows.select_related("person").prefetch_related("person__posts")
        if found := list(rows):
            return found
    return []


def nearest_leads(item: Item) -> list[Person]:
    """The people who answer for `item`, each once, in the order in which the trust names them."""
    return list(dict.fromkeys(row.person for row in nearest_lead_rows(item)))


def users_leading(items: Sequence[Item]) -> list[list[User]]:
    """For each item the users among its `nearest_leads` and their stand-ins of today.

    The same queries for one and for many.
    """
    for level, ways in _WAYS_UP.items():
        above = [f"{path}__lead_rows" for way in ways for path, _ in way]
        levels = [level, *(parent_level for way in ways for _, parent_level in way)]
        stand_ins = Prefetch(
            "person__delegations",
            Delegation.objects.on(timezone.localdate()).select_related("delegate__user"),
            to_attr="delegations_today",
        )
        rows = [
            LEAD_MODELS[of].objects.select_related("person__user").prefetch_related(stand_ins)
            for of in levels
        ]
        prefetch_related_objects(
            [item for item in items if item.level == level],
            *(Prefetch(*pair) for pair in zip(["lead_rows", *above], rows, strict=True)),
        )
    found = []
    for item in items:
        nearest: list[Any] = []
        for parent in _with_parents(item):
            if nearest := list(parent.lead_rows.all()):
                break
        people = [person for row in nearest for person in _with_stand_ins(row.person)]
        found.append(list(dict.fromkeys(person.user for person in people if person.user)))
    return found


def _with_stand_ins(person: Any) -> list[Person]:
    """`person`, read with `delegations_today`, and who stands in for them."""
    return [person, *(delegation.delegate for delegation in person.delegations_today)]


def _with_parents(item: Item) -> Iterable[Item]:
    """`item` and what it stands under, nearest first."""
    yield item
    for name in ("ambition", "objective"):
        if parent := getattr(item, name, None):
            yield from _with_parents(parent)


def _led(user: User, level: str) -> QuerySet[Any]:
    return LEAD_MODELS[level].objects.filter(person__in=people_acted_for(user)).order_by()


def _has_leads(path: str, level: str) -> Exists:
    """Whether the item at `path` has leads of its own."""
    return Exists(LEAD_MODELS[level].objects.filter(**{level: OuterRef(path)}).order_by())


def _union(parts: list[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = parts
    return first.union(*others) if others else first
