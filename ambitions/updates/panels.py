"""What stands beside one update's questions, and the update itself for reading."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from ambitions.measures.grades import size_of
from ambitions.measures.reader import linked_measures
from ambitions.measures.scorecard import trend_of
from ambitions.measures.values import (
    is_entered,
    is_given,
    latest_reading,
    part_of_reading,
    printed,
    reading_now,
)
from ambitions.models import BaselineChange, Item, KeyAction, Measure, Reading, Update, UpdateRating
from ambitions.models.baselines import with_minute
from ambitions.plan.closing import closing_moment
from ambitions.plan.leads import entered_by
from ambitions.updates.context import Answering
from ambitions.updates.forms import values_of
from ambitions.updates.questions import Questions
from ambitions.updates.services import item_field
from ambitions.updates.status import movement
from objectives.calendar import Part, part_of, periods_until
from objectives.models import Dimension, Period
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.ui.charts import sparkline
from strategy_tracker.ui.dates import distance, long_date, short_date
from strategy_tracker.ui.display import arrow, came_from, percent, rating_pill
from strategy_tracker.ui.markdown import to_html

STRIP_LENGTH = 8


def recovery_words(update: Update | None, item: Item) -> str:
    """ "in 16 weeks, before its target date", beside the date that was saved."""
    day = update.recovery_date if update else None
    if day is None:
        return ""
    target = getattr(item, "target_date", None)
    if target is None:
        return distance(day)
    side = "after" if day > target else "before" if day < target else "on"
    return f"{distance(day)}, {side} its target date"


@dataclass(frozen=True)
class Said:
    """One answer for reading: a heading and its words as HTML, "" when not answered."""

    label: str
    html: SafeString | str
    name: str = ""
    source: str = ""


@dataclass(frozen=True)
class Given:
    """One rating for reading, perhaps with how it moved."""

    label: str
    pill: SafeString
    moved: SafeString | str = ""
    name: str = ""
    source: str = ""


def ratings_given(
    update: Update | None, questions: Questions, previous: Update | None
) -> list[Given]:
    """What was rated on each dimension that is asked, and how it moved since `previous`."""
    rows = {row.dimension_id: row for row in update.ratings.all()} if update else {}
    before = {row.dimension_id: row for row in previous.ratings.all()} if previous else {}
    return [
        _given(dimension, rows.get(dimension.pk), before.get(dimension.pk))
        for dimension in questions.dimensions
    ]


def _given(dimension: Dimension, row: UpdateRating | None, before: UpdateRating | None) -> Given:
    name = f"dimension_{dimension.pk}"
    if row is None:
        return Given(dimension.label, rating_pill(None), name=name)
    value, was = row.rating or row.number, (before.rating or before.number) if before else None
    direction, words = movement(value, was)
    if row.direction:
        direction, words = row.direction, row.get_direction_display().lower()
    pill = rating_pill(row.rating, number=row.number)
    return Given(dimension.label, pill, arrow(direction, words), name, came_from(row.source))


def words_said(update: Update | None, questions: Questions, *, printed: bool) -> list[Said]:
    """What was written under each heading that is asked.

    Explanation and mitigation are there when a rating needs them; when they are only kept
    for later, they are there for reading, but not as `printed`.
    """
    given = list(update.narratives.all()) if update else []
    rows = {row.heading_id: row.text for row in given}
    sources = {row.heading_id: came_from(row.source) for row in given}
    ratings = update.ratings.all() if update else ()
    is_poor = any(row.rating and row.rating.needs_mitigation for row in ratings)
    on_rating = {heading.pk for heading in questions.asked_on_rating()}
    return [
        Said(
            heading.label,
            to_html(rows.get(heading.pk, "")),
            f"heading_{heading.pk}",
            sources.get(heading.pk, ""),
        )
        for heading in questions.headings
        if heading.pk not in on_rating or is_poor or (rows.get(heading.pk) and not printed)
    ]


# Panels


def previous_panel(answering: Answering, before: Period | None, previous: Update | None) -> Any:
    """Last period's answers, for the panel beside the form."""
    if before is None:
        return None
    panel: dict[str, Any] = {"period": before, "update": previous}
    if previous is None:
        return panel
    state = previous.get_state_display().lower()
    moment = previous.approved_at or previous.submitted_at
    rows = previous.narratives.all()
    return panel | {
        "state": f"{state} {short_date(moment)}" if moment else f"{state}, never submitted",
        "ratings": [
            Given(row.dimension.label, rating_pill(row.rating, number=row.number))
            for row in previous.ratings.all()
        ],
        "said": [Said(row.heading.label, to_html(row.text)) for row in rows if row.text],
        "texts": previous_texts(answering.questions, previous),
    }


def previous_texts(questions: Questions, previous: Update | None) -> dict[str, str]:
    """Last period's words by field, for copying into the boxes."""
    values = values_of(previous, questions)
    return {
        name: text for name, text in values.items() if name.startswith("heading_") and text.strip()
    }


def strip_of(answering: Answering, own: list[Period]) -> list[dict[str, Any]]:
    """The item's main rating in the last periods up to this one, oldest first."""
    main, period = answering.questions.main, answering.period
    if main is None or period is None:
        return []
    shown = periods_until(own, period)[:STRIP_LENGTH]
    rows = UpdateRating.objects.filter(
        dimension=main,
        update__period__in=shown,
        **{f"update__{item_field(answering.item)}": answering.item},
    ).select_related("rating", "update")
    given = {row.update.period_id: row for row in rows}
    if not given:
        return []
    return [_cell(other, given.get(other.pk)) for other in reversed(shown)]


def _cell(period: Period, row: UpdateRating | None) -> dict[str, Any]:
    if row and row.number is not None:
        pill, words = rating_pill(None, number=row.number), percent(row.number)
    else:
        rating = row.rating if row else None
        pill = rating_pill(rating, letter=True)
        words = rating.label if rating else "not answered"
    return {"label": period.label, "words": words, "pill": pill}


def dates_of(item: Item) -> dict[str, Any] | None:
    """The action's target date and how it moved; None for what has none."""
    if not isinstance(item, KeyAction):
        return None
    moves = list(
        item.baseline_changes.filter(field=BaselineChange.TARGET_DATE).select_related("changed_by")
    )
    return {
        "target": long_date(item.target_date) or item.target_text,
        "distance": distance(item.target_date),
        "moves": [
            {
                "old": long_date(move.old_date) or "no date",
                "new": long_date(move.new_date) or "no date",
                "by": move.changed_by,
                "on": long_date(move.changed_at),
                "reason": with_minute(move),
            }
            for move in moves
        ],
    }


def measures_of(
    item: Item, trust: Trust, period: Period | None, user: User
) -> list[dict[str, Any]]:
    """The measures linked to the item, each with its latest actual, its aim and a line.

    Of a closed period they are as they were when it closed.
    `owed` is where `user` enters the figure of the open period that is not there yet.
    """
    now = part_of(period) if period else None
    measures = linked_measures(item, closing_moment(period))
    own: set[int] = set()
    if measures and period and period.is_open:
        mine = Measure.objects.filter(entered_by(user), pk__in=[one.pk for one in measures])
        own = set(mine.values_list("pk", flat=True))
    address = reverse("my_readings", args=[trust.code])
    return [
        _measure(measure, trust, now)
        | {
            "owed": address
            if measure.pk in own and not is_entered(reading_now(measure, period))
            else ""
        }
        for measure in measures
    ]


def _measure(measure: Measure, trust: Trust, now: Part | None) -> dict[str, Any]:
    readings = list(measure.readings.all())
    latest = latest_reading(readings, up_to=now)
    aim = _aim_for(latest, [reading for reading in readings if reading.kind == Reading.Kind.AIM])
    line = trend_of(measure, now, most=STRIP_LENGTH)
    aim_size = size_of(measure, aim)
    values = ", ".join(printed(actual) for actual in line.actuals if actual)
    return {
        "url": reverse("measure_detail", args=[trust.code, measure.pk]),
        "name": measure.name,
        "aim": f"Aim {printed(aim)}, {part_of_reading(aim).name}" if aim else _target(measure),
        "value": printed(latest) if latest else "No reading",
        "when": part_of_reading(latest).name if latest else "",
        "chart": sparkline(
            [None if value is None else float(value) for value in line.sizes],
            aim=None if aim_size is None else float(aim_size),
            title=f"{measure.name}: {values}",
        ),
    }


def _aim_for(latest: Reading | None, aims: list[Reading]) -> Reading | None:
    """The aim for the time of the latest actual, else the next one, else the last."""
    told = sorted((aim for aim in aims if is_given(aim)), key=part_of_reading)
    if latest is None:
        return told[-1] if told else None
    end = part_of_reading(latest).last
    later = [aim for aim in told if part_of_reading(aim).last >= end]
    return later[0] if later else (told[-1] if told else None)


def _target(measure: Measure) -> str:
    if not measure.target:
        return "No aim set"
    return f"Target {measure.target}{f' by {measure.target_date}' if measure.target_date else ''}"
