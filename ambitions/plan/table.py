"""The columns of the plan, for its screen and its spreadsheet: what is added here is on both."""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ambitions.models import Item, KeyAction
from ambitions.plan.cells import EMPTY, Dates, Links, Pills, Strip, status_tag
from ambitions.plan.fields import ACTION_FIELDS
from ambitions.plan.filters import PlanFilters, is_done
from ambitions.plan.reader import GivenRating, Node, Outline
from objectives.calendar import short_name
from objectives.custom_fields import PlanColumn
from objectives.fields import ItemField
from objectives.models import Level
from strategy_tracker.ui.tables import Column


def plan_columns(
    outline: Outline, filters: PlanFilters, links: Links, *, has_states: bool
) -> list[Column[Node]]:
    """The screen has what is above a row over it, and its ratings as one strip of pills."""
    strategy = outline.strategy
    strip, pills, dates = Strip(outline), Pills(outline), Dates(outline.today)
    forecast = outline.forecast_label
    has_dates = bool(outline.count(Level.ACTION))
    above = _titles_above(outline)
    facts = [field for field in ACTION_FIELDS if field.is_fact]

    def title(node: Node) -> SafeString:
        item = node.item
        status = outline.status(node) if filters.state else None
        note = _note(item)
        return format_html(
            '<span class="st-plan__item">{}<span><a href="{}">{}</a> {}{}</span></span>',
            format_html('<span class="st-ref">{}</span>', item.reference) if item.reference else "",
            links.item(node.level, item.pk),
            item.title,
            status_tag(status) if status else EMPTY,
            format_html('<span class="st-note">{}</span>', note) if note else "",
        )

    def due(node: Node) -> SafeString:
        return dates.of(node.item, is_done=is_done(outline, node))

    def rating_in(index: int) -> Callable[[Node], Any]:
        return lambda node: _value(outline.given(node, node.main, index))

    def words_of(field: ItemField) -> Callable[[Node], str]:
        return lambda node: field.words(node.item)

    def own_cell(column: PlanColumn) -> Callable[[Node], Any]:
        return lambda node: column.cell(node.level, node.item)

    def own_words(column: PlanColumn) -> Callable[[Node], str]:
        return lambda node: column.words(node.level, node.item)

    def state(node: Node) -> str:
        status = outline.status(node)
        return str(status.label) if status else ""

    return [
        Column(key="objective", label=strategy.word(Level.OBJECTIVE), on_screen=False,
               value=lambda node: above[node.key][0]),
        Column(key="ambition", label=strategy.word(Level.AMBITION), on_screen=False,
               value=lambda node: above[node.key][1]),
        Column(key="level", label="Level", on_screen=False,
               value=lambda node: strategy.word(node.level)),
        Column(key="reference", label="Reference", on_screen=False,
               value=lambda node: node.item.reference),
        Column(key="title", label="Title", value=lambda node: node.item.title, html=title,
               is_row_header=True),
        Column(key="note", label="Area and theme", value=lambda node: _note(node.item),
               on_screen=False),
        Column(key="rating", label="Rating", value=lambda node: None, in_spreadsheet=False,
               html=lambda node: strip.row(node, node.main), sort=filters.sort_key,
               css="st-cell-strip", head_css="st-stripcol", head=strip.head,
               on_screen=outline.is_rated),
        *(
            Column(key=f"period-{period.pk}", label=short_name(period), on_screen=False,
                   value=rating_in(index), in_spreadsheet=outline.is_rated)
            for index, period in enumerate(outline.periods)
        ),
        Column(key="forecast", label=forecast, css="st-cell-forecast",
               value=lambda node: _value(outline.given(node, node.forecast)),
               html=lambda node: pills.with_arrow(node, node.forecast),
               on_screen=bool(forecast), in_spreadsheet=bool(forecast)),
        Column(key="lead", label=strategy.lead_word, css="st-cell-lead", sort=filters.sort_key,
               value=lambda node: "; ".join(person.name for person in node.leads),
               html=lambda node: links.people(node.leads)),
        Column(key="due", label="Target date", css="st-cell-due", sort=filters.sort_key,
               value=lambda node: getattr(node.item, "target_date", None), html=due,
               on_screen=has_dates),
        Column(key="due_text", label="Target as given", on_screen=False,
               value=lambda node: getattr(node.item, "target_text", "")),
        *(
            Column(key=field.name, label=field.label, on_screen=False, value=words_of(field))
            for field in facts
        ),
        *(
            Column(key=column.name, label=column.heading, value=own_cell(column),
                   html=own_words(column), on_screen=column.name == filters.show.chosen,
                   css="st-cell-own")
            for column in filters.columns
        ),
        Column(key="state", label="State", value=state, on_screen=False,
               in_spreadsheet=has_states),
    ]  # fmt: skip


def plan_colgroup(
    outline: Outline, without: Collection[str], *, has_own: bool = False
) -> SafeString:
    """The widths of the columns of the screen, one for each of theirs but those `without`."""
    shown = {
        "forecast": bool(outline.forecast_label),
        "lead": True,
        "due": outline.count(Level.ACTION) > 0,
        "own": has_own,
    }
    return format_html(
        "<colgroup><col>{}{}</colgroup>",
        format_html('<col style="width:{}px">', Strip(outline).width) if outline.is_rated else "",
        format_html_join(
            "",
            '<col class="st-col-{}">',
            ((key,) for key, is_shown in shown.items() if is_shown and key not in without),
        ),
    )


def _note(item: Item) -> str:
    """The area and theme of an action, where it has them."""
    if not isinstance(item, KeyAction):
        return ""
    return ", ".join(part for part in (item.area, item.theme) if part)


def _value(given: GivenRating | None) -> Any:
    return given.value if given else None


def _titles_above(outline: Outline) -> dict[tuple[str, int], tuple[str, str]]:
    """For each item the objective and the ambition it is or stands under, by title."""
    found: dict[tuple[str, int], tuple[str, str]] = {}

    def visit(node: Node, objective: str, ambition: str) -> None:
        if node.level == Level.OBJECTIVE:
            objective = str(node.item)
        elif node.level == Level.AMBITION:
            ambition = str(node.item)
        found[node.key] = (objective, ambition)
        for child in node.children:
            visit(child, objective, ambition)

    for root in outline.roots:
        visit(root, "", "")
    return found
