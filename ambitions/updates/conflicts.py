"""Two people, or two tabs, on one update: what each changed, side by side, nothing lost.

The saved history tells what the update said when the form was opened, so a question that
only one of the two touched can say whose change it is; where both did, a person chooses.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ambitions.models import Update, UpdateNarrative, UpdateRating
from ambitions.updates.forms import RECOVERY_DATE, as_text
from ambitions.updates.questions import Questions
from objectives.models import Dimension, Rating
from strategy_tracker.ui.conflicts import Difference, Field, difference_of
from strategy_tracker.ui.display import rating_pill

_DIRECTIONS = dict(UpdateRating.Direction.choices)


def values_at(update: Update, version: int, questions: Questions) -> dict[str, str]:
    """What the form of `update` held when it was at `version`, from its history.

    Empty for version 0 (there was none), and for one that history does not know.
    """
    later = update.history.filter(version__gt=version).order_by("history_date").first()
    was = update.history.filter(version=version).order_by("-history_date").first()
    if version <= 0 or later is None or was is None:
        return {}
    values = {}
    narratives = _last_before(UpdateNarrative, update, later.history_date, "heading_id")
    for heading in questions.headings:
        row = narratives.get(heading.pk)
        values[f"heading_{heading.pk}"] = row.text if row else ""
    ratings = _last_before(UpdateRating, update, later.history_date, "dimension_id")
    for dimension in questions.dimensions:
        row = ratings.get(dimension.pk)
        given = (row.rating_id or as_text(row.number)) if row else ""
        values[f"dimension_{dimension.pk}"] = str(given)
        values[f"direction_{dimension.pk}"] = row.direction if row else ""
    values[RECOVERY_DATE] = as_text(was.recovery_date)
    return values


def _last_before(
    model: type[UpdateNarrative] | type[UpdateRating], update: Update, moment: datetime, key: str
) -> dict[int, Any]:
    """Per question the row as it last was before `moment`; without those then deleted."""
    rows: dict[int, Any] = {}
    for row in model.history.filter(update_id=update.pk, history_date__lt=moment).order_by(
        "history_date", "history_id"
    ):
        if row.history_type == "-":
            rows.pop(getattr(row, key), None)
        else:
            rows[getattr(row, key)] = row
    return rows


def compare(
    questions: Questions,
    *,
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    base: Mapping[str, str],
    chosen: Mapping[str, str],
) -> list[Difference]:
    """The questions that `mine` answers otherwise than `theirs`, in the form's order.

    `base` is what both started from, `chosen` what was picked on a page shown before.
    """
    fields = [
        Field(
            name=name,
            label=label,
            was=[base.get(name, "")],
            saved=[theirs.get(name, "")],
            given=[mine[name]],
            is_text=name.startswith("heading_"),
            show=partial(_shown, dimension),
        )
        for name, label, dimension in _fields(questions)
        if name in mine
    ]
    return [difference_of(field, chosen) for field in fields if field.differs()]


def _fields(questions: Questions) -> Iterable[tuple[str, str, Dimension | None]]:
    for heading in questions.headings:
        yield f"heading_{heading.pk}", heading.label, None
    for dimension in questions.dimensions:
        yield f"dimension_{dimension.pk}", dimension.label, dimension
        if dimension.has_direction:
            yield f"direction_{dimension.pk}", f"{dimension.label}: direction", None
    if questions.may_need_mitigation:
        yield RECOVERY_DATE, "Back on track by", None


def _shown(dimension: Dimension | None, values: Sequence[str]) -> SafeString:
    """A rating, percentage, direction or date for reading."""
    value = values[0]
    if not value:
        return mark_safe('<span class="st-quiet">Not answered</span>')
    if dimension is None:
        return escape(_DIRECTIONS.get(value, value))
    ratings: Iterable[Rating] = dimension.scale.ratings.all() if dimension.scale else ()
    rating = next((rating for rating in ratings if str(rating.pk) == value), None)
    return rating_pill(rating, number=None if rating else value + "%")
