"""One update as the board will read it: composed and written as its paper is, before it is in.

And one question, before it is saved: what a paper prints of the last answer to it.

The plan is read as for a paper, cut down to the item and what it stands under, and the answer is
put in as if it had been handed in. What the paper's parts then say of the item is the preview.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from ambitions.models import Item, KeyAction, Update, UpdateNarrative
from ambitions.plan.reader import key_of
from objectives.models import Dimension, Heading, Period
from reports.blocks import Block, Legend
from reports.compose import compose
from reports.files import FONTS
from reports.frame import style
from reports.layouts.ready import LayoutRecipe
from reports.layouts.trust import layouts_of, with_words
from reports.models import Paper
from reports.reading import Answer, Plan, read_plan
from reports.render import stylesheets
from reports.write.document import part_blocks
from reports.write.html import html_of
from strategy_tracker.ui.markdown import to_html

Question = Dimension | Heading


@dataclass(frozen=True)
class Preview:
    """`body` is what the paper called `paper` prints of the item; `style` is set around it."""

    paper: str
    body: SafeString
    style: str
    stylesheets: list[str]


def preview_of(update: Update) -> Preview | None:
    """What the trust's paper will print of `update`, read with its answers, were it handed in.

    The paper is the one begun last on the period, else the one published last, else the first
    layout that prints such an item. None where no paper prints it.
    """
    plan = _with_answer(read_plan(update.period.strategy, update.period), update)
    return _preview(plan, update, _words_of(update.narratives.all()))


def preview_of_question(question: Question, update: Update) -> Preview | None:
    """What the trust's paper prints of `update`, were `question` asked as it is here.

    `question` need not be saved, and `update` has an answer to it. None where no paper prints
    words that answer it.
    """
    plan = read_plan(update.period.strategy, update.period)
    of_level = plan.headings if isinstance(question, Heading) else plan.dimensions
    others = [row for row in of_level[question.level] if row.pk != question.pk]
    asked = sorted([*others, question], key=lambda row: (row.position, row.pk or 0))
    of_level[question.level] = asked  # type: ignore[assignment]
    words = [row for row in update.narratives.all() if row.heading_id == question.pk]
    is_rated = isinstance(question, Dimension)
    return _preview(_with_answer(plan, update), update, [] if is_rated else _words_of(words))


def _preview(plan: Plan, update: Update, words: list[str]) -> Preview | None:
    """By the first layout that prints one of `words`, or the item where there are none."""
    own = plan.item(key_of(update.item))
    if own is None:
        return None
    plan = _only(plan, own)
    period = update.period
    for recipe, paper in _layouts(period):
        content = compose(period, with_words(recipe, paper), paper, plan=plan)
        parts = [part for part in content["parts"] if _says(part["data"], str(own.uuid))]
        body = _written(content, parts)
        if parts and (not words or any(some in _plain(body) for some in words)):
            return Preview(recipe.name, body, style(content), _stylesheets(content))
    return None


_BEGINNING = 3  # words


def _words_of(narratives: Iterable[UpdateNarrative]) -> list[str]:
    """How each of its texts begins, to find a layout that prints texts of the item."""
    texts = (_plain(to_html(row.text)).split()[:_BEGINNING] for row in narratives)
    return [" ".join(text) for text in texts if text]


def _plain(html: str) -> str:
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def _stylesheets(content: dict[str, Any]) -> list[str]:
    return [FONTS, *(f"css/{name}" for name in stylesheets(content))]


def _with_answer(plan: Plan, update: Update) -> Plan:
    """The plan with what `update` says now in place of what was handed in for its item."""
    answer = Answer(Update.State.SUBMITTED)
    known = {rating.pk: rating for rating in plan.ratings}
    for given in update.ratings.all():
        row = copy(given)
        row.rating = known.get(given.rating_id or 0)
        answer.ratings[given.dimension_id] = row
    answer.narratives = {words.heading_id: words for words in update.narratives.all()}
    return replace(plan, answers={**plan.answers, key_of(update.item): answer})


def _only(plan: Plan, item: Item) -> Plan:
    """The plan of that item alone, with what it stands under by title."""
    ambition = next((row for row in plan.ambitions if _is_over(row, item, "ambition_id")), None)
    objective = None if item in plan.objectives else plan.objective_of(item)  # type: ignore[arg-type]
    return replace(
        plan,
        objectives=_kept(plan.objectives, item, objective),
        ambitions=_kept(plan.ambitions, item, ambition),
        actions=[item] if isinstance(item, KeyAction) else [],
        risks=[],
        answers={key_of(item): plan.answers[key_of(item)]},
    )


def _kept(rows: Iterable[Any], item: Item, over: Item | None) -> list[Any]:
    """Of the rows of one level the item itself, and what it stands under by its title."""
    return [row if row == item else _title_of(row) for row in rows if row in (item, over)]


def _is_over(row: Item, item: Item, name: str) -> bool:
    return getattr(item, name, None) == row.pk


def _title_of(item: Item) -> Any:
    """The item without what papers print under its title."""
    bare = copy(item)
    for name in ("introduction", "description", "success_statement", "success_note"):
        if hasattr(bare, name):
            setattr(bare, name, "")
    for name in ("aims", "supporting_strategies"):
        if hasattr(bare, name):
            setattr(bare, name, [])
    return bare


def _layouts(period: Period) -> Iterator[tuple[LayoutRecipe, Paper | None]]:
    """The layouts to look in: those of the trust's latest papers first, each once."""
    known = layouts_of(period.strategy.trust_id)
    papers = list(
        Paper.objects.filter(period__strategy=period.strategy_id)
        .defer("content")
        .order_by("-period__starts_on", "-version", "-pk")
    )
    own = {paper.layout: paper for paper in papers if paper.period_id == period.pk}
    # A paper of the period itself goes before those of any other.
    for key in dict.fromkeys([*own, *(paper.layout for paper in papers), *known]):
        if key in known:
            yield known[key], own.get(key)


def _says(value: Any, key: str) -> bool:
    """Whether data of a part have the item's answers, not only its name."""
    if isinstance(value, dict):
        if value.get("key") == key and "handed_in" in value:
            return True
        return any(_says(inner, key) for inner in value.values())
    return isinstance(value, list) and any(_says(inner, key) for inner in value)


def _blocks(content: dict[str, Any], part: dict[str, Any]) -> list[Block]:
    """What the part prints, without what its ratings mean: the form has just said that."""
    return [block for block in part_blocks(content, part) if not isinstance(block, Legend)]


def _written(content: dict[str, Any], parts: Iterable[dict[str, Any]]) -> SafeString:
    html = "".join(
        f'<section class="part {part["orientation"]}">'
        f"{html_of(_blocks(content, part), part['orientation'], part['key'] + '-')}</section>"
        for part in parts
    )
    return mark_safe(html)  # noqa: S308 - every value was escaped by its writer
