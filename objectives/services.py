"""Every write to strategies, periods, scales and questions."""

from collections.abc import Container, Iterable, Sequence
from datetime import date
from itertools import chain, count
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from objectives.models import (
    Dimension,
    Heading,
    Passage,
    Period,
    Rating,
    RatingScale,
    StrategicObjective,
    Strategy,
)
from objectives.order import moved
from strategy_tracker.accounts.models import Invitation, Person, Role, Trust, User
from strategy_tracker.accounts.saving import delete, now, save
from strategy_tracker.accounts.services import create_trust, invite, replace_leads


class NewRating(NamedTuple):
    """One rating of a scale that is to be made. `ends_work`: an item given it is done."""

    label: str
    letter: str
    tone: str
    meaning: str = ""
    needs_mitigation: bool = False
    ends_work: bool = False


# Worst first. What a new trust starts with.
DEFAULT_SCALES: dict[str, list[NewRating]] = {
    "RAG": [
        NewRating(
            "Red",
            "R",
            "red",
            "Off track; will miss its date without new action.",
            needs_mitigation=True,
        ),
        NewRating(
            "Amber", "A", "amber", "At risk; recovery actions are in place.", needs_mitigation=True
        ),
        NewRating("Green", "G", "green", "Will be done by its date."),
    ],
    "Delivery status": [
        NewRating(
            "Behind", "B", "amber", "Late; recovery actions are in place.", needs_mitigation=True
        ),
        NewRating("On track", "G", "green", "Will be done by its date."),
        NewRating("Complete", "C", "blue", "Done, with evidence.", ends_work=True),
    ],
    "Year-end position": [
        NewRating("Red", "R", "red", "Will not be achieved by year end."),
        NewRating("Amber", "A", "amber", "May not be achieved in full by year end."),
        NewRating("Green", "G", "green", "Will be achieved by year end."),
        NewRating("Complete", "C", "blue", "Already achieved.", ends_work=True),
    ],
    "Assurance": [
        NewRating("No assurance", "N", "red", needs_mitigation=True),
        NewRating("Partial", "P", "amber", needs_mitigation=True),
        NewRating("Reasonable", "R", "green"),
        NewRating("Substantial", "S", "blue"),
    ],
}


def closed_period_message(period: Period) -> str:
    """The sentence everybody sees who tries to write into a closed period."""
    return (
        f"{period.label} is closed, so its answers can no longer be changed. "
        "Ask your governance team to open it again if something is wrong."
    )


def check_period_takes_writes(period: Period) -> None:
    """Raise ValidationError when `period` is closed. Reads the row again under a lock.

    Every write of an answer calls this inside its transaction, so a period cannot close
    between the check and the write.
    """
    current = Period.objects.select_for_update().get(pk=period.pk)
    if current.is_closed:
        raise ValidationError(closed_period_message(current))


@transaction.atomic
def create_default_scales(*, trust: Trust, by: User | None) -> list[RatingScale]:
    """The scales of DEFAULT_SCALES that the trust does not have yet, made; returns those."""
    made = []
    for name, ratings in DEFAULT_SCALES.items():
        if not RatingScale.objects.for_trust(trust).filter(name=name).exists():
            made.append(create_scale(trust=trust, name=name, ratings=ratings, by=by))
    return made


@transaction.atomic
def create_scale(
    *,
    trust: Trust,
    name: str,
    ratings: Iterable[NewRating],
    by: User | None,
) -> RatingScale:
    """A scale with its ratings, given worst first."""
    scale = save(RatingScale(trust=trust, name=name), by=by)
    codes: list[str] = []
    for position, rating in enumerate(ratings):
        codes.append(free_code(rating.label, codes, f"rating-{position}", length=40))
        save(
            Rating(scale=scale, code=codes[-1], position=position, **rating._asdict()),
            by=by,
        )
    return scale


@transaction.atomic
def create_strategy(*, trust: Trust, title: str, by: User | None, **fields: Any) -> Strategy:
    """A new strategy; `fields` are those of the model, such as its words for the levels."""
    return save(Strategy(trust=trust, title=title, **fields), by=by)


@transaction.atomic
def update_strategy(*, strategy: Strategy, by: User | None, **fields: Any) -> Strategy:
    for name, value in fields.items():
        setattr(strategy, name, value)
    return save(strategy, by=by)


@transaction.atomic
def create_objective(
    *, strategy: Strategy, title: str, by: User | None, **fields: Any
) -> StrategicObjective:
    return save(StrategicObjective(strategy=strategy, title=title, **fields), by=by)


@transaction.atomic
def set_objective_leads(
    *, objective: StrategicObjective, people: Iterable[Person], by: User | None, kind: str = "lead"
) -> None:
    """Make `people`, in that order, the leads of that kind, and nobody else."""
    replace_leads(item=objective, people=people, kind=kind, by=by)


@transaction.atomic
def add_dimension(
    *, strategy: Strategy, level: str, label: str, by: User | None, **fields: Any
) -> Dimension:
    """A rated dimension at `level`; its code comes from the label unless given."""
    fields.setdefault("code", _free_code(Dimension, strategy, level, label))
    fields.setdefault("position", _next_position(Dimension, strategy, level))
    dimension = save(Dimension(strategy=strategy, level=level, label=label, **fields), by=by)
    ensure_mitigation_headings(strategy=strategy, level=level, scale=dimension.scale, by=by)
    return dimension


@transaction.atomic
def add_heading(
    *, strategy: Strategy, level: str, label: str, by: User | None, **fields: Any
) -> Heading:
    """A question at `level`; its code comes from the label unless given."""
    fields.setdefault("code", _free_code(Heading, strategy, level, label))
    fields.setdefault("position", _next_position(Heading, strategy, level))
    return save(Heading(strategy=strategy, level=level, label=label, **fields), by=by)


@transaction.atomic
def add_passage(*, strategy: Strategy, document: str, by: User | None, **fields: Any) -> Passage:
    """Words of `document` that answer no question, after those it has, unless `position` is given.

    Raises ValidationError when they are of a closed period.
    """
    if fields.get("period"):
        check_period_takes_writes(fields["period"])
    if "position" not in fields:
        fields["position"] = _after_passages(strategy, document)
    return save(Passage(strategy=strategy, document=document, **fields), by=by)


def _after_passages(strategy: Strategy, document: str) -> int:
    own = Passage.objects.filter(strategy=strategy, document=document)
    last = own.order_by("-position").first()
    return last.position + 1 if last else 0


@transaction.atomic
def edit_passage(*, passage: Passage, by: User | None, **fields: Any) -> Passage:
    """Change some of its fields. Changed words no longer come from the cell they came from.

    In another document, of another objective or period, it stands last. Raises ValidationError
    when it is of a closed period, or would be.
    """
    for period in (passage.period, fields.get("period")):
        if period:
            check_period_takes_writes(period)
    new = {name: value for name, value in fields.items() if getattr(passage, name) != value}
    if not new:
        return passage
    if "text" in new:
        new.setdefault("source", None)
    if {"document", "objective", "period"} & new.keys():
        document = new.get("document", passage.document)
        new.setdefault("position", _after_passages(passage.strategy, document))
    for name, value in new.items():
        setattr(passage, name, value)
    return save(passage, by=by)


@transaction.atomic
def move_passage(*, passage: Passage, step: int, by: User | None) -> bool:
    """Move it by so many places among those of its document, objective and period; False at the
    end. Raises ValidationError when it is of a closed period.
    """
    _lock(passage.strategy)
    if passage.period:
        check_period_takes_writes(passage.period)
    rows = list(
        Passage.objects.filter(
            strategy=passage.strategy_id,
            document=passage.document,
            objective=passage.objective_id,
            period=passage.period_id,
        )
        .select_related("strategy", "objective__strategy", "period__strategy")
        .order_by("position", "pk")
    )
    positions = [row.position for row in rows]
    for place in range(1, len(positions)):
        # Two that an import put in one place have places of their own from now on.
        positions[place] = max(positions[place], positions[place - 1] + 1)
    after = moved(rows, passage, step)
    for row, position in zip(after, positions, strict=True):
        _place_passage(row, position, among=after, by=by)
    return after != rows


def _place_passage(
    passage: Passage, position: int, *, among: Sequence[Passage], by: User | None
) -> None:
    if passage.position == position:
        return
    for other in among:
        # No two of one label stand in one place, not even for a moment.
        if other.label == passage.label and other.position == position:
            other.position = max(row.position for row in among) + 1
            save(other, by=by)
    passage.position = position
    save(passage, by=by)


@transaction.atomic
def remove_passage(*, passage: Passage, by: User | None) -> None:
    """Take the words away; history keeps them. Raises ValidationError in a closed period."""
    if passage.period:
        check_period_takes_writes(passage.period)
    delete(passage, by=by)


def _next_position(model: type[Dimension] | type[Heading], strategy: Strategy, level: str) -> int:
    last = model.objects.filter(strategy=strategy, level=level).order_by("-position").first()
    return last.position + 1 if last else 0


def _free_code(
    model: type[Dimension] | type[Heading], strategy: Strategy, level: str, label: str
) -> str:
    """A code from the label that the level does not use yet: "plan", then "plan-2"."""
    rows = model.objects.filter(strategy=strategy, level=level)
    return free_code(label, set(rows.values_list("code", flat=True)), model.__name__.lower())


def free_code(label: str, taken: Container[str], otherwise: str, length: int = 60) -> str:
    """A code from `label` that is not `taken`; from `otherwise` when it has no letter or digit."""
    stem = slugify(label)[: length - 4] or otherwise
    codes = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(code for code in codes if code not in taken)


def ensure_mitigation_headings(
    *, strategy: Strategy, level: str, scale: RatingScale | None, by: User | None
) -> None:
    """Ask for an explanation and a mitigation wherever a rating can need them."""
    if scale is None or not scale.ratings.filter(needs_mitigation=True).exists():
        return
    wanted = (
        (Heading.Purpose.EXPLANATION, "Explanation", "The cause, and what it means for patients."),
        (Heading.Purpose.MITIGATION, "Mitigation", "What is being done about it, and by when."),
    )
    for purpose, label, guidance in wanted:
        asked = Heading.objects.filter(strategy=strategy, level=level, is_archived=False)
        if not asked.filter(purpose=purpose).exists():
            add_heading(
                strategy=strategy,
                level=level,
                label=label,
                guidance=guidance,
                purpose=purpose,
                by=by,
            )


def _lock(strategy: Strategy) -> None:
    """Make others wait who add or open a period: no constraint sees two periods overlap."""
    Strategy.objects.select_for_update().get(pk=strategy.pk)


@transaction.atomic
def create_period(
    *,
    strategy: Strategy,
    label: str,
    starts_on: date,
    ends_on: date,
    by: User | None,
    **fields: Any,
) -> Period:
    """A planned period. Raises ValidationError when it overlaps another of the strategy."""
    _lock(strategy)
    period = Period(strategy=strategy, label=label, starts_on=starts_on, ends_on=ends_on, **fields)
    return save(period, by=by)


@transaction.atomic
def open_period(*, period: Period, by: User | None, reason: str = "") -> Period:
    """Let answers in. Opening a closed period again needs a reason.

    Raises ValidationError when another period of the strategy is open.
    """
    _lock(period.strategy)
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.is_open:
        return period
    if period.is_closed and not reason.strip():
        raise ValidationError({"reason": f"Say why {period.label} is opened again."})
    other = Period.objects.filter(strategy=period.strategy).open().first()
    if other:
        raise ValidationError(f"{other.label} is open. Close it before you open {period.label}.")
    period.status = Period.Status.OPEN
    period.opened_at, period.opened_by = now(), by
    period.closed_at = period.closed_by = None
    period.close_reason = reason.strip()
    return save(period, by=by)


@transaction.atomic
def close_period(*, period: Period, by: User | None, reason: str = "") -> Period:
    """Freeze every answer of the period. Closing a closed period changes nothing.

    Whether a reason is required (answers missing) is for the caller that can count answers.
    """
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.is_closed:
        return period
    if not period.is_open:
        raise ValidationError(f"{period.label} has not been opened, so it cannot be closed.")
    period.status = Period.Status.CLOSED
    period.closed_at, period.closed_by = now(), by
    period.close_reason = reason.strip()
    return save(period, by=by)


@transaction.atomic
def set_up_trust(
    *, code: str, name: str, admin_email: str = "", admin_name: str = "", by: User | None
) -> tuple[Trust, Invitation | None]:
    """A new trust with scales to start from, and who reads `admin_email` invited to look after it.

    Raises ValidationError.
    """
    trust = create_trust(code=code, name=name, by=by)
    create_default_scales(trust=trust, by=by)
    if not admin_email:
        return trust, None
    called = admin_name or admin_email.partition("@")[0].replace(".", " ").title()
    role = Role.ADMINISTRATOR
    invitation, _ = invite(trust=trust, email=admin_email, name=called, role=role, by=by)
    return trust, invitation
