"""A question as the lead sees it and as the board reads it, before it is saved."""

from copy import copy
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ambitions.models import ITEM_MODELS, Update, UpdateNarrative, UpdateRating
from ambitions.updates.question_fields import Sheet, sheet_of
from ambitions.updates.questions import Questions
from objectives.asking import kinds_asked
from objectives.models import Dimension, Heading, Period
from reports.preview import Preview, preview_of_question
from strategy_tracker.accounts.history import set_related

Question = Dimension | Heading
SAMPLE = "Here stands what the lead writes."
SAMPLE_PERCENT = Decimal(75)
_UNSAVED = -1  # the key of what is shown and not saved


def as_asked(question: Question, values: dict[str, Any]) -> Question:
    """The question with those values, not saved; it has a key, by which answers are found."""
    shown = copy(question)
    for name, value in values.items():
        setattr(shown, name, value)
    shown.label = shown.label or "Your question"
    shown.pk = question.pk or _UNSAVED
    return shown


def as_the_lead_sees(question: Question) -> Sheet:
    """The form with that one question."""
    if isinstance(question, Heading):
        sheet = sheet_of(Questions(headings=[question]), {}, prefix="seen-")
        if question.is_asked_on_rating:
            sheet.questions[0].number = None  # it stands under the rating that asks for it
        return sheet
    return sheet_of(Questions(dimensions=[question]), {}, prefix="seen-")


def as_the_board_reads(question: Question, period: Period | None) -> Preview | None:
    """What a paper prints of the last answer to it, or of a made-up one where there is none."""
    if question.is_archived or period is None:
        return None
    update = _last_answered(question) or _made_up(question, period)
    return preview_of_question(question, update) if update else None


def _last_answered(question: Question) -> Update | None:
    """The latest update that answers it."""
    if question.pk == _UNSAVED:
        return None
    answers: QuerySet[Any] = (
        UpdateNarrative.objects.filter(heading=question.pk).exclude(text="")
        if isinstance(question, Heading)
        else UpdateRating.objects.filter(dimension=question.pk)
    )
    latest = answers.order_by("-update__period__starts_on", "-update_id").values("update_id")[:1]
    return (
        Update.objects.filter(pk__in=list(latest.values_list("update_id", flat=True)))
        .select_related("period__strategy__trust", "objective", "ambition", "action")
        .with_answers()
        .first()
    )


def _made_up(question: Question, period: Period) -> Update | None:
    """An update of the first item of the level, never saved; None where there is no item."""
    items = ITEM_MODELS[question.level].objects
    rows = items.filter(strategy=question.strategy_id, is_archived=False)
    kinds = kinds_asked(question)
    item = (rows.filter(kind__in=kinds) if kinds else rows).first()
    if item is None:
        return None
    update = Update(pk=_UNSAVED, period=period, **{question.level: item})
    ratings, narratives = [], []
    if isinstance(question, Heading):
        words = UpdateNarrative(pk=_UNSAVED, update=update, heading=question, text=SAMPLE)
        narratives.append(words)
    elif question.scale:
        rating = question.scale.ratings.last()
        given = UpdateRating(pk=_UNSAVED, update=update, dimension=question, rating=rating)
        ratings.append(given)
    else:
        given = UpdateRating(pk=_UNSAVED, update=update, dimension=question, number=SAMPLE_PERCENT)
        ratings.append(given)
    set_related(update, "ratings", ratings)
    set_related(update, "narratives", narratives)
    return update
