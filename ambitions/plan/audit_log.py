"""Who did what to one item, from its history, in plain words and a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ambitions.models import (
    LEAD_MODELS,
    Correction,
    Item,
    Update,
    UpdateNarrative,
    UpdateRating,
)
from ambitions.plan.fields import ITEM_FIELDS
from objectives.models import (
    CustomField,
    Dimension,
    Heading,
    Period,
    Rating,
)
from strategy_tracker.accounts.models import Person, User
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import percent

_STATES = {
    Update.State.SUBMITTED: "submitted it",
    Update.State.APPROVED: "approved it",
    Update.State.RETURNED: "returned it",
}
_PARENTS = {"ambition_id": "what it stands under", "objective_id": "what it stands under"}
# A target date is told with where it moved from and to.
_TOLD_APART = ("target_date", "target_text")
# What one person did to one update within this time is one entry.
_TOGETHER_SECONDS = 120
_AT_ONCE = timedelta(seconds=1)
# More questions than these are counted and not named: their labels are long.
_NAMED_AT_MOST = 2


@dataclass
class Entry:
    """What somebody did at one moment: about a period (or the item itself), in words."""

    at: datetime
    by: str
    period: str
    parts: list[str]

    @property
    def words(self) -> str:
        who = self.by or "The system"
        return f"{who} {_listed(self.parts)}"


@dataclass
class _Doing:
    """Things done together, before they are put into words."""

    at: datetime
    user_id: int | None
    period_id: int | None
    narratives: list[str] = field(default_factory=list)
    ratings: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def words(self) -> list[str]:
        changed = list(dict.fromkeys(self.narratives))
        parts = [f"wrote {_listed(changed)}"] if changed else []
        if len(changed) > _NAMED_AT_MOST:
            parts = [f"wrote {len(changed)} answers"]
        return [*parts, *self.ratings, *dict.fromkeys(self.others)]


class _Story:
    """Collects what happened, each thing beside what the same person did just before."""

    def __init__(self) -> None:
        self.doings: dict[tuple[int | None, int | None], list[_Doing]] = defaultdict(list)

    def at(self, moment: datetime, user_id: int | None, period_id: int | None) -> _Doing:
        run = self.doings[user_id, period_id]
        for doing in run:
            if abs((doing.at - moment).total_seconds()) <= _TOGETHER_SECONDS:
                return doing
        run.append(_Doing(moment, user_id, period_id))
        return run[-1]

    def latest_first(self) -> list[_Doing]:
        all_of_them = [doing for run in self.doings.values() for doing in run if doing.words()]
        return sorted(all_of_them, key=lambda doing: doing.at, reverse=True)


def audit_log(item: Item, periods: Iterable[Period], *, with_drafts: bool) -> list[Entry]:
    """What was done to `item` and to its updates, latest first, in eleven queries.

    Without drafts only what is not an answer still being written is told, as to a reader.
    """
    story = _Story()
    by_level = {item.level: item}
    updates = dict(Update.objects.filter(**by_level).values_list("pk", "period_id"))
    _tell_states(story, updates)
    if with_drafts:
        _tell_ratings(story, updates)
        _tell_narratives(story, updates)
    _tell_item(story, item)
    _tell_leads(story, item)
    doings = story.latest_first()
    names = dict(
        User.objects.filter(
            pk__in={doing.user_id for doing in doings if doing.user_id}
        ).values_list("pk", "name")
    )
    labels = {period.pk: period.label for period in periods}
    return [
        Entry(
            at=doing.at,
            by=names.get(doing.user_id, "") if doing.user_id else "",
            period=labels.get(doing.period_id, "") if doing.period_id else "",
            parts=doing.words(),
        )
        for doing in doings
    ]


def _tell_states(story: _Story, updates: dict[int, int]) -> None:
    rows = Update.history.filter(id__in=updates).order_by("history_date", "history_id")
    before: dict[int, str] = {}
    reopened = list(
        Correction.objects.filter(update__in=updates).values_list("reopened_at", flat=True)
    )
    for pk, state, at, by in rows.values_list("id", "state", "history_date", "history_user_id"):
        if state != before.get(pk) and state in _STATES:
            is_reopened = any(abs(at - moment) < _AT_ONCE for moment in reopened)
            done = "reopened it to correct" if is_reopened else _STATES[Update.State(state)]
            story.at(at, by, updates[pk]).others.append(done)
        before[pk] = state


def _tell_ratings(story: _Story, updates: dict[int, int]) -> None:
    rows = UpdateRating.history.filter(update_id__in=updates).order_by("history_date", "history_id")
    values = list(
        rows.values_list(
            "update_id", "dimension_id", "rating_id", "number",
            "history_type", "history_date", "history_user_id",
        )
    )  # fmt: skip
    labels = _Labels(Dimension, {row[1] for row in values})
    words = _Labels(Rating, {row[2] for row in values})
    before: dict[tuple[int, int], tuple[Any, str]] = {}
    for update_id, dimension_id, rating_id, number, kind, at, by in values:
        key = (update_id, dimension_id)
        given = words.at(rating_id, at, "") if number is None else percent(number)
        now = (None, "") if kind == "-" or not given else (rating_id or number, given)
        # By the rating itself: one that was renamed in between has not been moved.
        was = before.get(key, (None, ""))
        if now[0] != was[0]:
            label = labels.at(dimension_id, at, "a rating")
            story.at(at, by, updates[update_id]).ratings.append(_rated(label, was[1], now[1]))
        before[key] = now


class _Labels:
    """What rows were called when something was done with them; one query."""

    def __init__(self, model: Any, ids: Iterable[int | None]) -> None:
        self._versions: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
        rows = model.history.filter(id__in=[pk for pk in ids if pk])
        for pk, at, label in rows.order_by("history_date", "history_id").values_list(
            "id", "history_date", "label"
        ):
            self._versions[pk].append((at, label))

    def at(self, pk: int | None, moment: datetime, otherwise: str) -> str:
        """The label at `moment`; what it was first called where it was not recorded by then."""
        versions = self._versions.get(pk or 0, [])
        then = [label for at, label in versions if at <= moment] or [
            label for _, label in versions[:1]
        ]
        return then[-1] if then else otherwise


def _rated(label: str, was: str, now: str) -> str:
    if not now:
        return f"took back {label}"
    return f"moved {label} from {was} to {now}" if was else f"rated {label} {now}"


def _tell_narratives(story: _Story, updates: dict[int, int]) -> None:
    rows = UpdateNarrative.history.filter(update_id__in=updates)
    values = list(
        rows.values_list("update_id", "heading_id", "history_date", "history_user_id").order_by(
            "history_date", "history_id"
        )
    )
    labels = _Labels(Heading, {row[1] for row in values})
    for update_id, heading_id, at, by in values:
        label = labels.at(heading_id, at, "an answer")
        story.at(at, by, updates[update_id]).narratives.append(f"“{label}”")


def _tell_item(story: _Story, item: Item) -> None:
    before: dict[str, Any] = {}
    fields = _named_fields(item)
    others = ("target_date", "is_archived", "custom_values")
    names = [*fields, *(name for name in others if _has(item, name))]
    kept = type(item).history.filter(id=item.pk).order_by("history_date", "history_id")
    rows = list(kept.values("history_date", "history_user_id", "history_type", *names))
    headings = _headings(row["custom_values"] for row in rows)
    for row in rows:
        doing = story.at(row["history_date"], row["history_user_id"], None)
        if row["history_type"] == "+":
            doing.others.append("added it to the plan")
        elif before:
            changed = {name: row[name] for name in names if row[name] != before[name]}
            doing.others += _changes(changed, before, fields, headings)
        before = row


def _headings(values: Iterable[dict[str, str]]) -> dict[str, str]:
    """What the columns of the trust's own are called that an item ever had; one query, if any."""
    keys = {key for row in values for key in row}
    if not keys:
        return {}
    found = CustomField.objects.filter(pk__in=map(int, keys)).values_list("pk", "heading")
    return {str(pk): f"“{heading}”" for pk, heading in found}


def _named_fields(item: Item) -> dict[str, str]:
    """What the log calls each field of `item` whose change it tells, by the column's name."""
    named = {
        field.name: f"the {field.label.lower()}"
        for field in ITEM_FIELDS[item.level]
        if field.name not in _TOLD_APART
    }
    return named | {name: words for name, words in _PARENTS.items() if _has(item, name)}


def _has(item: Item, name: str) -> bool:
    return any(concrete_field.attname == name for concrete_field in item._meta.concrete_fields)


def _changes(
    changed: dict[str, Any],
    before: dict[str, Any],
    named: dict[str, str],
    headings: dict[str, str],
) -> list[str]:
    told = []
    if "target_date" in changed:
        was, now = long_date(before["target_date"]), long_date(changed["target_date"])
        moved = f"from {was} to {now}" if was and now else f"to {now or 'none'}"
        told.append(f"moved the target date {moved}")
    if "is_archived" in changed:
        told.append("archived it" if changed["is_archived"] else "brought it back")
    fields = list(dict.fromkeys(named[name] for name in changed if name in named))
    was, now = before["custom_values"], changed.get("custom_values", before["custom_values"])
    fields += [
        headings.get(key, "a column of your own")
        for key in {**was, **now}
        if was.get(key) != now.get(key)
    ]
    return [*told, *([f"changed {_listed(fields)}"] if fields else [])]


def _tell_leads(story: _Story, item: Item) -> None:
    rows = LEAD_MODELS[item.level].history.filter(**{f"{item.level}_id": item.pk})
    values = list(
        rows.exclude(history_type="~")
        .order_by("history_date", "history_id")
        .values_list("person_id", "history_type", "history_date", "history_user_id")
    )
    names = dict(Person.objects.filter(pk__in={row[0] for row in values}).values_list("pk", "name"))
    for person_id, kind, at, by in values:
        name = names.get(person_id, "somebody")
        words = f"named {name} as lead" if kind == "+" else f"took {name} off as lead"
        story.at(at, by, None).others.append(words)


def _listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
