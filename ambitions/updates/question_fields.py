"""The questions of one update, ready to print: values, errors, and what a rating opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString

from ambitions.models import Update, UpdateRating
from ambitions.updates.forms import RECOVERY_DATE
from ambitions.updates.questions import Questions
from objectives.models import Dimension, Heading
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import came_from, rating_pill


@dataclass(frozen=True)
class Option:
    """One rating to choose, with its pill and what it means."""

    value: str
    label: str
    letter: str
    tone: str
    pill: SafeString
    meaning: str
    needs_mitigation: bool
    is_chosen: bool


@dataclass
class Question:
    """One question of the form, ready to print. `kind` is text, scale, percent or date.

    `last` is what was answered in the period before: a rating's pill, or words as they were
    typed. `source` says from which cell the saved answer was imported, "" for what somebody typed.
    """

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
    source: str = ""

    @property
    def is_opened_by_rating(self) -> bool:
        """Whether it is asked only when a rating needs mitigation."""
        return self.is_asked_on_rating or self.kind == "date"

    @property
    def tone(self) -> str:
        """The tone of the rating chosen; "" when none is."""
        return next((option.tone for option in self.options if option.is_chosen), "")

    @property
    def is_optional(self) -> bool:
        """Said beside the question; what a rating opens is neither."""
        return not self.is_required and self.number is not None

    @property
    def is_inline(self) -> bool:
        """Whether its options fit on a line: none of them explains itself."""
        return not self.hosts_mitigation and not any(option.meaning for option in self.options)

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
    saved: Update | None = None,
    prefix: str = "",
) -> Sheet:
    """The form with `values` in its fields. `prefix` keeps ids apart where there are several.

    `saved` is the update they were read from, if there is one.
    """
    errors = errors or {}
    before = {row.dimension_id: row for row in previous.ratings.all()} if previous else {}
    words = {row.heading_id: row.text for row in previous.narratives.all()} if previous else {}
    sheet = Sheet([], [], needs_mitigation=False)
    for heading in questions.asked_always():
        sheet.questions.append(_text(heading, values, errors, prefix, words.get(heading.pk, "")))
    for dimension in questions.dimensions:
        question = _rated(dimension, values, errors, prefix, before.get(dimension.pk))
        sheet.questions.append(question)
    for number, question in enumerate(sheet.questions, start=1):
        question.number = number
    sheet.on_rating = [
        _text(heading, values, errors, prefix, words.get(heading.pk, ""))
        for heading in questions.asked_on_rating()
    ]
    if questions.may_need_mitigation:
        sheet.on_rating.append(_recovery_date(values, errors, prefix))
    _place_mitigation(sheet)
    sources = sources_of(saved)
    for question in sheet.all():
        question.source = sources.get(question.name, "")
    return sheet


def sources_of(update: Update | None) -> dict[str, str]:
    """By the name of its field, from which cell each answer was imported."""
    if update is None:
        return {}
    rated = {f"dimension_{row.dimension_id}": row.source for row in update.ratings.all()}
    written = {f"heading_{row.heading_id}": row.source for row in update.narratives.all()}
    return {name: came_from(source) for name, source in {**rated, **written}.items()}


def _place_mitigation(sheet: Sheet) -> None:
    """Put explanation and mitigation under the rating that asks for them, if one does."""
    asking = [question for question in sheet.questions if question.chosen_needs_mitigation]
    able = [
        question
        for question in sheet.questions
        if any(o.needs_mitigation for o in question.options)
    ]
    sheet.needs_mitigation = bool(asking)
    for question in (asking or able)[:1]:
        question.hosts_mitigation = True


def _text(
    heading: Heading, values: Mapping[str, str], errors: Mapping[str, str], prefix: str, last: str
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
        last=last,
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
            letter=rating.letter,
            tone=rating.tone,
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
        guidance=f"For example, {long_date(date(timezone.localdate().year + 1, 1, 31))}",
        value=values.get(RECOVERY_DATE, ""),
        error=errors.get(RECOVERY_DATE, ""),
    )
