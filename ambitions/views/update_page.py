"""What the page of one update shows: its questions ready to print, and the panels beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from ambitions.answering import Answering, read_update, saved_words
from ambitions.charts import sparkline
from ambitions.forms import MAX_CHARACTERS, RECOVERY_DATE, values_of
from ambitions.models import KeyAction, Measure, Reading, Update, UpdateRating
from ambitions.owed import Owed, owed_by
from ambitions.questions import Questions
from ambitions.services import Item, item_field
from ambitions.states import movement
from ambitions.views.my_updates import short_date
from objectives.current import periods
from objectives.models import Dimension, Heading, Period
from strategy_tracker.accounts.access import TrustRequest
from strategy_tracker.display import arrow, distance, long_date, rating_pill
from strategy_tracker.markdown import to_html

STRIP_LENGTH = 8


# Questions


@dataclass(frozen=True)
class Option:
    """One rating to choose, with its pill and what it means."""

    value: str
    label: str
    pill: SafeString
    meaning: str
    needs_mitigation: bool
    is_chosen: bool


@dataclass
class Question:
    """One question of the form, ready to print. `kind` is text, scale, percent or date."""

    kind: str
    name: str
    id: str
    label: str
    guidance: str = ""
    value: str = ""
    error: str = ""
    is_required: bool = False
    number: int | None = None
    word_limit: int | None = None
    is_asked_on_rating: bool = False
    last: SafeString | str = ""
    options: list[Option] = field(default_factory=list)
    direction: str | None = None
    hosts_mitigation: bool = False

    @property
    def direction_name(self) -> str:
        return self.name.replace("dimension_", "direction_")

    @property
    def chosen_needs_mitigation(self) -> bool:
        return any(option.needs_mitigation and option.is_chosen for option in self.options)

    @property
    def options_first(self) -> list[Option]:
        """The options down to the one that opens the mitigation; all where none does."""
        for place, option in enumerate(self.options, start=1):
            if self.hosts_mitigation and option.needs_mitigation and option.is_chosen:
                return self.options[:place]
        return self.options

    @property
    def options_after(self) -> list[Option]:
        return self.options[len(self.options_first) :]

    @property
    def count_words(self) -> str:
        """ "47 words, aim for under 150"."""
        count = len(self.value.split())
        words = f"{count} word{'' if count == 1 else 's'}"
        return f"{words}, aim for under {self.word_limit}" if self.word_limit else words


@dataclass
class Sheet:
    """The form: questions in order, and those that a rating opens."""

    questions: list[Question]
    on_rating: list[Question]
    needs_mitigation: bool

    @property
    def mitigation_words(self) -> str:
        """Which ratings open it, for those who see it always: "Red or Amber"."""
        labels = dict.fromkeys(
            option.label
            for question in self.questions
            for option in question.options
            if option.needs_mitigation
        )
        return " or ".join(labels)

    def all(self) -> list[Question]:
        return [*self.questions, *self.on_rating]


def sheet_of(
    questions: Questions,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    previous: Update | None = None,
    prefix: str = "",
) -> Sheet:
    """The form with `values` in its fields. `prefix` keeps ids apart where there are several."""
    errors = errors or {}
    before = {row.dimension_id: row for row in previous.ratings.all()} if previous else {}
    sheet = Sheet([], [], needs_mitigation=False)
    for heading in questions.asked_always():
        sheet.questions.append(_text(heading, values, errors, prefix))
    for dimension in questions.dimensions:
        question = _rated(dimension, values, errors, prefix, before.get(dimension.pk))
        sheet.questions.append(question)
    for number, question in enumerate(sheet.questions, start=1):
        question.number = number
    sheet.on_rating = [_text(one, values, errors, prefix) for one in questions.asked_on_rating()]
    if questions.may_need_mitigation:
        sheet.on_rating.append(_recovery_date(values, errors, prefix))
    _place_mitigation(sheet)
    return sheet


def _place_mitigation(sheet: Sheet) -> None:
    """Put explanation and mitigation under the rating that asks for them, if one does."""
    asking = [one for one in sheet.questions if one.chosen_needs_mitigation]
    able = [one for one in sheet.questions if any(o.needs_mitigation for o in one.options)]
    sheet.needs_mitigation = bool(asking)
    for question in (asking or able)[:1]:
        question.hosts_mitigation = True


def _text(
    heading: Heading, values: Mapping[str, str], errors: Mapping[str, str], prefix: str
) -> Question:
    name = f"heading_{heading.pk}"
    return Question(
        kind="text",
        name=name,
        id=prefix + name,
        label=heading.label,
        guidance=heading.guidance,
        value=values.get(name, ""),
        error=errors.get(name, ""),
        is_required=heading.is_required,
        word_limit=heading.word_limit,
        is_asked_on_rating=heading.is_asked_on_rating,
    )


def _rated(
    dimension: Dimension,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    prefix: str,
    before: UpdateRating | None,
) -> Question:
    name = f"dimension_{dimension.pk}"
    label = dimension.label
    if dimension.period_note:
        label = f"{label}, {dimension.period_note}"
    return Question(
        kind="scale" if dimension.scale else "percent",
        name=name,
        id=prefix + name,
        label=label,
        guidance=dimension.guidance,
        value=values.get(name, ""),
        error=errors.get(name, ""),
        is_required=dimension.is_required,
        last=rating_pill(before.rating, number=before.number) if before else "",
        options=_options(dimension, values.get(name, "")),
        direction=values.get(f"direction_{dimension.pk}", "") if dimension.has_direction else None,
    )


def _options(dimension: Dimension, chosen: str) -> list[Option]:
    if dimension.scale is None:
        return []
    return [
        Option(
            value=str(rating.pk),
            label=rating.label,
            pill=rating_pill(rating, letter=True),
            meaning=rating.meaning,
            needs_mitigation=rating.needs_mitigation,
            is_chosen=chosen == str(rating.pk),
        )
        for rating in dimension.scale.ratings.all()
    ]


def _recovery_date(values: Mapping[str, str], errors: Mapping[str, str], prefix: str) -> Question:
    return Question(
        kind="date",
        name=RECOVERY_DATE,
        id=prefix + RECOVERY_DATE,
        label="Back on track by",
        guidance="For example, 31 January 2025",
        value=values.get(RECOVERY_DATE, ""),
        error=errors.get(RECOVERY_DATE, ""),
    )


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


# Reading an update


@dataclass(frozen=True)
class Said:
    """One answer for reading: a heading and its words as HTML, "" when not answered."""

    label: str
    html: SafeString | str
    name: str = ""


@dataclass(frozen=True)
class Given:
    """One rating for reading, perhaps with how it moved."""

    label: str
    pill: SafeString
    moved: SafeString | str = ""
    name: str = ""


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
    return Given(dimension.label, pill, arrow(direction, words), name)


def words_said(update: Update | None, questions: Questions, *, printed: bool) -> list[Said]:
    """What was written under each heading that is asked.

    With `printed`, explanation and mitigation are there only when a rating needs them.
    """
    rows = {row.heading_id: row.text for row in update.narratives.all()} if update else {}
    ratings = update.ratings.all() if update else ()
    is_poor = any(row.rating and row.rating.needs_mitigation for row in ratings)
    shown = [
        heading
        for heading in questions.headings
        if heading in questions.asked_always() or is_poor or not printed
    ]
    return [Said(one.label, to_html(rows.get(one.pk, "")), f"heading_{one.pk}") for one in shown]


# Panels


def previous_panel(one: Answering, before: Period | None, previous: Update | None) -> Any:
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
        "texts": previous_texts(one.questions, previous),
    }


def previous_texts(questions: Questions, previous: Update | None) -> dict[str, str]:
    """Last period's words by field, for copying into the boxes."""
    values = values_of(previous, questions)
    return {
        name: text for name, text in values.items() if name.startswith("heading_") and text.strip()
    }


def strip_of(one: Answering, own: list[Period]) -> list[dict[str, Any]]:
    """The item's main rating in the last periods up to this one, oldest first."""
    main, period = one.questions.main, one.period
    if main is None or period is None:
        return []
    shown = [other for other in own if other.starts_on <= period.starts_on][:STRIP_LENGTH]
    rows = UpdateRating.objects.filter(
        dimension=main,
        update__period__in=shown,
        **{f"update__{item_field(one.item)}": one.item},
    ).select_related("rating", "update")
    given = {row.update.period_id: row for row in rows}
    return [_cell(other, given.get(other.pk)) for other in reversed(shown)]


def _cell(period: Period, row: UpdateRating | None) -> dict[str, Any]:
    if row and row.number is not None:
        pill, words = rating_pill(None, number=row.number), f"{row.number:.10g}%"
    else:
        rating = row.rating if row else None
        pill = rating_pill(rating, letter=True)
        words = rating.label if rating else "not answered"
    return {"label": period.label, "words": words, "pill": pill}


def dates_of(item: Item) -> dict[str, Any] | None:
    """The action's target date and how it moved; None for what has none."""
    if not isinstance(item, KeyAction):
        return None
    moves = list(item.date_changes.select_related("changed_by"))
    return {
        "target": long_date(item.target_date) or item.target_text,
        "distance": distance(item.target_date),
        "moves": [
            {
                "old": long_date(move.old_date) or "no date",
                "new": long_date(move.new_date) or "no date",
                "by": move.changed_by,
                "on": long_date(move.changed_at),
                "reason": move.reason,
            }
            for move in moves
        ],
    }


def _moment(reading: Reading) -> tuple[int, int, str]:
    """When a reading ends, to sort by: its year, and the month of the financial year."""
    part = reading.part
    month = 12 if part == "Y" else int(part[1:]) * {"Q": 3, "H": 6, "M": 1}[part[0]]
    return reading.financial_year, month, part


def measures_of(item: Item) -> list[dict[str, Any]]:
    """The measures linked to the item, each with its latest actual, its aim and a line."""
    found = Measure.objects.filter(is_archived=False)
    found = (
        found.filter(actions=item)
        if isinstance(item, KeyAction)
        else found.filter(**{item_field(item): item})
    )
    return [_measure(measure) for measure in found.with_readings()]


def _measure(measure: Measure) -> dict[str, Any]:
    readings = sorted(measure.readings.all(), key=_moment)
    actuals = [one for one in readings if one.kind == Reading.Kind.ACTUAL and one.series == ""]
    aims = [one for one in readings if one.kind == Reading.Kind.AIM]
    latest = next((one for one in reversed(actuals) if one.raw or one.is_withheld), None)
    aim = _aim_for(latest, aims)
    numbers = [
        float(one.number) if one.number is not None and not one.is_withheld else None
        for one in actuals[-STRIP_LENGTH:]
    ]
    aim_number = float(aim.number) if aim and aim.number is not None else None
    values = ", ".join(one.raw for one in actuals[-STRIP_LENGTH:] if one.raw)
    return {
        "pk": measure.pk,
        "name": measure.name,
        "aim": f"Aim {aim.raw}, {aim.part} {aim.year_label}" if aim else _target(measure),
        "value": ("Withheld" if latest.is_withheld else latest.raw) if latest else "No reading",
        "when": f"{latest.part} {latest.year_label}" if latest else "",
        "chart": sparkline(numbers, aim=aim_number, title=f"{measure.name}: {values}"),
    }


def _aim_for(latest: Reading | None, aims: list[Reading]) -> Reading | None:
    """The aim for the time of the latest actual, else the next one, else the last."""
    told = [aim for aim in aims if aim.raw]
    if latest is None:
        return told[-1] if told else None
    later = [aim for aim in told if _moment(aim)[:2] >= _moment(latest)[:2]]
    return later[0] if later else (told[-1] if told else None)


def _target(measure: Measure) -> str:
    if not measure.target:
        return "No aim set"
    return f"Target {measure.target}{f' by {measure.target_date}' if measure.target_date else ''}"


# Previous and next


def neighbours(request: TrustRequest, item: Item) -> dict[str, Any]:
    """Where this item stands among those that the member still has to answer."""
    owed = owed_by(request.user, request.trust, timezone.localdate())
    open_ones = [one for one in owed if one.is_to_answer or _is(one, item)]
    place = next((place for place, one in enumerate(open_ones) if _is(one, item)), None)
    to_answer = sum(one.is_to_answer for one in owed)
    if place is None:
        return {
            "owed_count": to_answer,
            "next": _link(request, open_ones[0]) if open_ones else None,
        }
    following = open_ones[place + 1 :] or [one for one in open_ones[:place] if one.is_to_answer]
    return {
        "owed_count": to_answer,
        "place": place + 1,
        "of": len(open_ones),
        "previous_item": _link(request, open_ones[place - 1]) if place else None,
        "next": _link(request, following[0]) if following else None,
    }


def _is(one: Owed, item: Item) -> bool:
    return one.item.pk == item.pk and one.item.level == item.level


def _link(request: TrustRequest, one: Owed) -> dict[str, str]:
    url = reverse("update_form", args=[request.trust.code, one.item.level, one.item.pk])
    return {"url": url, "reference": one.item.reference, "title": one.item.title}


# The whole page


def page_of(
    request: TrustRequest,
    one: Answering,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything that update_form.html prints. `values` are what was typed, if not saved."""
    own = periods(request, one.item.strategy)
    before = previous_period(one.period, own)
    previous = read_update(one.item, before) if before else None
    saved = values_of(one.update, one.questions)
    copied = _copied(request, saved, previous_texts(one.questions, previous))
    is_open = not one.refusal and (
        not one.is_submitted or "edit" in request.GET or values is not None
    )
    sheet = sheet_of(
        one.questions,
        {**saved, **copied, **(values or {})},
        errors=errors,
        previous=previous,
    )
    context: dict[str, Any] = {
        "nav_current": "my_updates",
        "context_strategy": one.item.strategy,
        "context_period": one.period,
        "one": one,
        "item": one.item,
        "period": one.period,
        "update": one.update,
        "word": one.item.strategy.word(one.item.level),
        "crumbs": crumbs(request, one.item),
        "address": address(request, one),
        "sheet": sheet,
        "is_open": is_open,
        "is_copied": bool(copied),
        "saved_words": saved_words(one.update),
        "recovery_words": recovery_words(one.update, one.item),
        "challenge": open_challenge(one.update),
        "previous": previous_panel(one, before, previous),
        "strip": strip_of(one, own),
        "dates": dates_of(one.item),
        "measures": measures_of(one.item),
        "max_characters": MAX_CHARACTERS,
        "key": store_key(request, one),
        "autosave_url": address(request, one, "update_autosave"),
        "preview_url": reverse("update_preview", args=[request.trust.code]),
        "sign_in_url": reverse(settings.LOGIN_URL),
        "errors": [
            {"id": question.id, "message": question.error}
            for question in sheet.all()
            if question.error
        ],
    }
    if not is_open:
        context["ratings"] = ratings_given(one.update, one.questions, previous)
        context["said"] = words_said(one.update, one.questions, printed=False)
    return context | neighbours(request, one.item)


def _copied(
    request: TrustRequest, saved: Mapping[str, str], texts: Mapping[str, str]
) -> dict[str, str]:
    """With `?copy=1`, last period's words for the boxes that have none yet."""
    if "copy" not in request.GET:
        return {}
    return {name: text for name, text in texts.items() if not saved.get(name, "").strip()}


def previous_period(period: Period | None, own: list[Period]) -> Period | None:
    """The period before `period`; `own` come latest first."""
    if period is None:
        return None
    return next((other for other in own if other.starts_on < period.starts_on), None)


def open_challenge(update: Update | None) -> Any:
    """What governance asked and nobody has answered yet."""
    if update is None or update.state != Update.State.RETURNED:
        return None
    return next((one for one in update.challenges.all() if not one.answered_at), None)


def crumbs(request: TrustRequest, item: Item) -> list[str]:
    """The names of what the item stands under, outermost first."""
    ambition = getattr(item, "ambition", None)
    objective = getattr(ambition, "objective", None) or getattr(item, "objective", None)
    return [str(parent) for parent in (objective, ambition) if parent]


def store_key(request: TrustRequest, one: Answering) -> str:
    """The name under which a browser keeps unsaved words: per person, item and period."""
    period = one.period.pk if one.period else 0
    return f"update-{request.user.pk}-{one.item.level}-{one.item.pk}-{period}"


def address(request: TrustRequest, one: Answering, name: str = "update_form") -> str:
    """The page's own address, with the period where it is not the open one."""
    url = reverse(name, args=[request.trust.code, one.item.level, one.item.pk])
    if "period" not in request.GET or one.period is None:
        return url
    query = QueryDict(mutable=True)
    query["period"] = str(one.period.pk)
    return f"{url}?{query.urlencode()}"
