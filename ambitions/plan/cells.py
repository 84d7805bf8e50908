"""The pieces of a row, prepared once: links, strips of ratings, dates. No queries here."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from ambitions.models import KeyAction, Update
from ambitions.plan.reader import GivenRating, Node, Outline
from ambitions.updates.status import UpdateStatus
from objectives.calendar import short_name, short_part, short_year
from objectives.models import Dimension, Level, Rating
from strategy_tracker.accounts.models import Person
from strategy_tracker.ui.dates import distance, long_date
from strategy_tracker.ui.display import NOT_ASKED, arrow, percent, rating_pill

EMPTY = mark_safe("")
# By this an item's address says which list led to it.
LIST = "list"
# Pale tints for where an answer stands; a rating's tones are for ratings only.
STATUS_TAGS = {
    UpdateStatus.RETURNED: "purple",
    UpdateStatus.LATE: "pink",
    UpdateStatus.NOT_STARTED: "white",
    UpdateStatus.DRAFT: "yellow",
    UpdateStatus.SUBMITTED: "grey",
    UpdateStatus.APPROVED: "grey",
}
_DETAIL = {
    Level.OBJECTIVE: "objective_detail",
    Level.AMBITION: "ambition_detail",
    Level.ACTION: "action_detail",
}


class Links:
    """Addresses in one trust, each kind resolved once and then filled in.

    `of_list` is the query of the list that leads to items: their pages go on in its order.
    """

    def __init__(self, trust_code: str, *, of_list: str = "") -> None:
        self.trust_code = trust_code
        self._suffix = f"?{urlencode({LIST: of_list})}" if of_list else ""
        self._patterns: dict[str, str] = {}
        self._people: dict[int, SafeString] = {}

    def to(self, name: str, pk: int) -> str:
        """The address of the page `name` of the row `pk`."""
        if name not in self._patterns:
            self._patterns[name] = reverse(name, args=[self.trust_code, 0])
        head, _, tail = self._patterns[name].rpartition("/0/")
        return f"{head}/{pk}/{tail}"

    def item(self, level: str, pk: int) -> str:
        return self.to(_DETAIL[Level(level)], pk) + self._suffix

    def form(self, update: Update) -> str:
        """The form of an update of whichever period."""
        form = reverse("update_form", args=[self.trust_code, update.level, update.item.pk])
        return f"{form}?{urlencode({'period': update.period_id})}"

    def person(self, person: Person) -> SafeString:
        if person.pk not in self._people:
            url = self.to("person_detail", person.pk)
            self._people[person.pk] = format_html(
                '<a class="st-person" href="{}">{}</a>', url, person.name
            )
        return self._people[person.pk]

    def people(self, people: Sequence[Person]) -> SafeString:
        if len(people) == 1:
            return self.person(people[0])
        links = format_html_join(
            mark_safe("<br>"), "{}", ((self.person(person),) for person in people)
        )
        return format_html('<span class="st-people">{}</span>', links)


def status_tag(status: UpdateStatus) -> SafeString:
    return format_html(
        '<strong class="nhsuk-tag st-tag nhsuk-tag--{}">{}</strong>',
        STATUS_TAGS[status],
        status.label,
    )


def short(text: str, length: int = 80) -> str:
    """The beginning of a long title, for places that link to the whole of it."""
    return Truncator(text).chars(length)


class Strip:
    """The row of small pills for the last periods, and the heads over it.

    Each different pill is made once, however many rows show it.
    """

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.periods = outline.periods
        self._cells: dict[tuple[int, Any], SafeString] = {}

    @cached_property
    def columns(self) -> SafeString:
        """A style for as many columns as there are periods."""
        return format_html("grid-template-columns:repeat({},26px)", max(len(self.periods), 1))

    @property
    def width(self) -> int:
        """How wide its column must be, in pixels."""
        return max(29 * len(self.periods) + 20, 110)

    @cached_property
    def head(self) -> SafeString:
        """Years over the parts of years, for the eye; each cell names its own period."""
        years = "".join(
            format_html('<b style="grid-column:span {}">{}</b>', len(list(run)), short_year(year))
            for year, run in groupby(self.periods, key=lambda period: period.financial_year)
        )
        parts = format_html_join(
            "", "<i>{}</i>", ((short_part(period),) for period in self.periods)
        )
        return format_html(
            '<span class="nhsuk-u-visually-hidden">Ratings, {}</span>'
            '<span class="st-striphead" style="{}" aria-hidden="true">{}{}</span>',
            self.words,
            self.columns,
            mark_safe(years),  # noqa: S308 - each was formatted
            parts,
        )

    @property
    def words(self) -> str:
        """What the strip covers: "Q3 22/23 to Q2 24/25"."""
        if not self.periods:
            return "no period yet"
        first, last = short_name(self.periods[0]), short_name(self.periods[-1])
        return first if first == last else f"{first} to {last}"

    def row(self, node: Node, dimension: Dimension | None) -> SafeString:
        """The pills of one item, oldest first."""
        if dimension is None:
            return EMPTY
        cells = "".join(self._cell(node, dimension, index) for index in range(len(self.periods)))
        return format_html(
            '<span class="st-strip" style="{}">{}</span>',
            self.columns,
            mark_safe(cells),  # noqa: S308 - each was formatted
        )

    def _cell(self, node: Node, dimension: Dimension, index: int) -> SafeString:
        mark = self.outline.given(node, dimension, index)
        value: Any = mark.value if mark else None
        if value is None and not self.outline.asks(node, dimension, index):
            value = NOT_ASKED
        key = (index, value.pk if isinstance(value, Rating) else value)
        if key not in self._cells:
            name = short_name(self.periods[index])
            self._cells[key] = _strip_cell(name, mark, is_asked=value != NOT_ASKED)
        return self._cells[key]


def _strip_cell(name: str, mark: GivenRating | None, *, is_asked: bool) -> SafeString:
    """A small pill whose title says period and word, to the eye and to screen readers."""
    if not is_asked:
        return format_html(
            '<b class="st-pill st-pill--unasked" role="img" title="{}: not asked">–</b>', name
        )
    if mark is None or mark.value is None:
        return format_html(
            '<b class="st-pill st-pill--none" role="img" title="{}: not answered"></b>', name
        )
    if mark.rating is None:
        tone, letter, label = "number", f"{mark.number:.0f}", percent(mark.number)
    else:
        tone, letter, label = mark.rating.tone, mark.rating.letter, mark.rating.label
    return format_html(
        '<b class="st-pill st-pill--{}" role="img" title="{}: {}">{}</b>', tone, name, label, letter
    )


def given_pill(mark: GivenRating | None, *, letter: bool = False) -> SafeString:
    if mark is None:
        return rating_pill(None, letter=letter)
    return rating_pill(mark.rating, letter=letter, number=mark.number)


def now_pill(outline: Outline, node: Node) -> SafeString:
    """What speaks for the item in the outline's period; nothing where nothing ever does."""
    if node.main is None:
        return EMPTY
    return pill_in(outline, node, node.main)


def pill_in(outline: Outline, node: Node, dimension: Dimension, index: int = -1) -> SafeString:
    """What the item was given in one of the periods, or that it was not answered or not asked."""
    given = outline.given(node, dimension, index)
    if given is None and not outline.asks(node, dimension, index):
        return rating_pill(None, is_asked=False)
    return given_pill(given)


class Pills:
    """Word pills with an arrow, each different one made once."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self._made: dict[tuple[Any, str, str], SafeString] = {}

    def with_arrow(self, node: Node, dimension: Dimension | None) -> SafeString:
        if dimension is None:
            return EMPTY
        mark = self.outline.given(node, dimension)
        direction, words = self.outline.moved(node, dimension)
        value: Any = mark.value if mark else None
        if value is None and not self.outline.asks(node, dimension):
            value = NOT_ASKED
        key = (value.pk if isinstance(value, Rating) else value, direction, words)
        if key not in self._made:
            pill = pill_in(self.outline, node, dimension)
            self._made[key] = format_html("{} {}", pill, arrow(direction, words))
        return self._made[key]


class Dates:
    """Target dates with how far away they are, each different one made once."""

    def __init__(self, today: date | None = None) -> None:
        self.today = today or timezone.localdate()
        self._made: dict[tuple[Any, str, bool], SafeString] = {}

    def of(self, item: Any, *, is_done: bool) -> SafeString:
        """The target date of an action; nothing for what has none by its kind."""
        if not isinstance(item, KeyAction):
            return EMPTY
        return self.cell(item.target_date, item.target_text, is_done=is_done)

    def cell(self, day: date | None, text: str, *, is_done: bool) -> SafeString:
        """The date as the trust gave it (`text`), else in full, and its distance under it."""
        key = (day, text, is_done)
        if key not in self._made:
            self._made[key] = self._cell(day, text, is_done)
        return self._made[key]

    def _cell(self, day: date | None, text: str, is_done: bool) -> SafeString:
        words = text or long_date(day)
        if not words:
            return format_html('<span class="st-quiet">{}</span>', "No date")
        if day is None:
            return format_html("{}", words)
        is_over = day < self.today and not is_done
        return format_html(
            '{}<span class="st-far{}">{}</span>',
            words,
            " st-far--over" if is_over else "",
            distance(day, self.today),
        )
