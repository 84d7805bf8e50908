"""Tables whose columns are listed once: for the screen, its sort links, phones and Excel.

A view says what its columns are and which rows it shows; a `Table` makes of them

* the HTML of a screen, with a header for each row, a link in each heading that sorts once
  the table is long, and each cell's label for phones, where a row becomes a card;
* the workbook of the same rows in the same order: dates as dates, numbers as numbers and
  ratings as words on their colour.

Rows are written in Python: a template that includes something for each row is dear.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.display import rating_pill
from strategy_tracker.ui.spreadsheets import spreadsheet_response

# Rows; a longer table can be sorted.
LONG = 10
SORT = "sort"
FORMAT = "format"
SPREADSHEET = "xlsx"

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """One column of a table, for a screen and a spreadsheet alike.

    `value` is what a cell holds: text, a number, a date, a rating (anything with label and
    tone) or None. `html` shows it where that is more than the value, such as with a link.
    `sort` is what the column sorts by; rows for which it is None or "" come last. A column
    without it does not sort. `highest_first` sorts the other way at the first click.
    """

    key: str
    label: str
    value: Callable[[Row], Any]
    html: Callable[[Row], str] | None = None
    sort: Callable[[Row], Any] | None = None
    highest_first: bool = False
    is_row_header: bool = False
    is_number: bool = False
    is_label_hidden: bool = False
    on_screen: bool = True
    in_spreadsheet: bool = True
    # What a phone shows: "pair" is label and value, "bare" the value alone, "whole" the value
    # over the width of the card.
    phone: Literal["pair", "bare", "whole"] = "pair"
    css: str = ""
    # Of its heading: a class, and what stands under the label.
    head_css: str = ""
    head: str = ""

    def shown(self, row: Row) -> str:
        """The inside of its cell on a screen."""
        return self.html(row) if self.html else shown(self.value(row))


def shown(value: Any) -> str:
    """A value as a screen shows it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return long_date(value)
    if hasattr(value, "tone"):
        return rating_pill(value)
    return str(value)


@dataclass(frozen=True)
class _Frame:
    """The HTML around the inside of a cell; an empty one is not shown on a phone's card."""

    filled: str
    empty: str
    end: str


class Table(Generic[Row]):
    """Some rows under their columns, in the order that the address asks for.

    `order` is the key of the column that the rows are sorted by at first, with "-" before it
    for the other way; "" leaves them as they are given. `css` are classes of the page's own.
    With `is_cards` a phone shows each row as a card by the design system; without it each
    cell has `data-h`, its label, for the page's own style. `is_long` says whether headings sort,
    where that is not for the number of rows to say.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        rows: Iterable[Row],
        *,
        caption: str,
        query: QueryDict | None = None,
        order: str = "",
        css: str = "",
        is_cards: bool = True,
        is_long: bool | None = None,
    ) -> None:
        self.columns = list(columns)
        self.caption = caption
        self.query = query
        self.css = css
        self.is_cards = is_cards
        self.asked = query.get(SORT, "") if query else ""
        if self._column(self.asked) is None:
            self.asked = order
        self.rows = self._sorted(list(rows))
        self.is_long = len(self.rows) > LONG if is_long is None else is_long

    def __bool__(self) -> bool:
        return bool(self.rows)

    # Sorting

    def _column(self, asked: str) -> Column[Row] | None:
        key = asked.removeprefix("-")
        return next((column for column in self.columns if column.key == key and column.sort), None)

    def _sorted(self, rows: list[Row]) -> list[Row]:
        column = self._column(self.asked)
        if column is None or column.sort is None:
            return rows
        by = column.sort
        filled = [row for row in rows if by(row) not in (None, "")]
        blank = [row for row in rows if by(row) in (None, "")]
        return sorted(filled, key=by, reverse=self._is_reversed(column)) + blank

    def _is_reversed(self, column: Column[Row]) -> bool:
        return column.highest_first != self.asked.startswith("-")

    def sorted_by(self, column: Column[Row]) -> str:
        """ "ascending" or "descending", for `aria-sort`; "" where another column sorts."""
        if column.sort is None or self.asked.removeprefix("-") != column.key:
            return ""
        return "descending" if self._is_reversed(column) else "ascending"

    def sort_url(self, column: Column[Row]) -> str:
        """Where its heading leads: sorted by it, the other way where it is already."""
        query = self.query.copy() if self.query is not None else QueryDict(mutable=True)
        query.pop("page", None)
        query[SORT] = f"-{column.key}" if self.asked == column.key else column.key
        return f"?{query.urlencode()}"

    # On a screen

    def html(self) -> SafeString:
        return self.html_of_groups([(None, self.rows)], caption=self.caption)

    def html_of_groups(
        self,
        groups: Iterable[tuple[Row | None, Sequence[Row]]],
        *,
        caption: str,
        group_css: str = "",
        colgroup: SafeString | str = "",
        without: Collection[str] = (),
    ) -> SafeString:
        """A table of some of the rows, in groups: each under a row that heads it, or under None.

        `without` are the keys of columns that it does not need.
        """
        columns = [
            column for column in self.columns if column.on_screen and column.key not in without
        ]
        frames = [self._frame(column) for column in columns]
        bodies = []
        for head, rows in groups:
            lines = [] if head is None else [self._head_row(columns, head, group_css)]
            lines += [_row(columns, frames, row) for row in rows]
            bodies.append(
                f'<tbody role="rowgroup" class="nhsuk-table__body">{"".join(lines)}</tbody>'
            )
        look = "nhsuk-table-responsive" if self.is_cards else "nhsuk-table"
        return format_html(
            '<table role="table" class="{} st-table st-sticky {}">'
            '<caption class="nhsuk-u-visually-hidden">{}</caption>{}'
            '<thead role="rowgroup" class="nhsuk-table__head"><tr role="row">{}</tr></thead>'
            "{}</table>",
            look,
            self.css,
            caption,
            colgroup,
            format_html_join("", "{}", ((self._heading(column),) for column in columns)),
            mark_safe("".join(bodies)),  # noqa: S308 - each cell was escaped
        )

    def _heading(self, column: Column[Row]) -> SafeString:
        css = "st-num" if column.is_number else column.head_css
        return format_html(
            '<th role="columnheader" scope="col"{}{}>{}{}</th>',
            _attribute("class", css),
            _attribute("aria-sort", self.sorted_by(column)),
            self._label(column),
            column.head,
        )

    def _label(self, column: Column[Row]) -> SafeString:
        if column.is_label_hidden:
            return format_html('<span class="nhsuk-u-visually-hidden">{}</span>', column.label)
        if column.sort is None or not self.is_long:
            return format_html("{}", column.label)
        url = self.sort_url(column)
        return format_html('<a class="st-sortlink" href="{}">{}</a>', url, column.label)

    def _head_row(self, columns: list[Column[Row]], row: Row, css: str) -> str:
        frames = [self._frame(column, 'role="rowheader" scope="rowgroup"') for column in columns]
        return _row(columns, frames, row, css)

    def _frame(self, column: Column[Row], header: str = 'role="rowheader" scope="row"') -> _Frame:
        """What every cell of a column begins and ends with, made once for all its rows."""
        classes = ["nhsuk-table__cell"]
        if column.phone == "whole" or column.is_row_header:
            classes.append("nhsuk-table__cell--lead")
        if column.is_number:
            classes.append("st-num")
        if column.css:
            classes.append(column.css)
        is_pair = column.phone == "pair" and not column.is_row_header
        label = _attribute("data-h", "" if self.is_cards or not is_pair else column.label)
        before, after = "", ""
        if self.is_cards and is_pair:
            before = format_html(
                '<span class="nhsuk-table-responsive__heading" aria-hidden="true">{} </span><span>',
                column.label,
            )
            after = "</span>"
        name, roles = ("th", header) if column.is_row_header else ("td", 'role="cell"')
        css = " ".join(classes)
        return _Frame(
            filled=f'<{name} {roles} class="{css}"{label}>{before}',
            empty=f'<{name} {roles} class="{css} nhsuk-table__cell--none"{label}>{before}',
            end=f"{after}</{name}>",
        )

    # In a spreadsheet

    @property
    def heads(self) -> list[str]:
        return [column.label for column in self.columns if column.in_spreadsheet]

    def values(self) -> list[list[Any]]:
        """The rows as a spreadsheet holds them, in the order of the screen."""
        columns = [column for column in self.columns if column.in_spreadsheet]
        return [[column.value(row) for column in columns] for row in self.rows]

    def spreadsheet(self, title: str, file_name: str) -> HttpResponse:
        """A download of the rows that the screen shows."""
        return spreadsheet_response(title, file_name, self.heads, self.values())

    def spreadsheet_url(self) -> str:
        """Where a screen that answers `wants_spreadsheet` gives its rows as a workbook."""
        query = self.query.copy() if self.query is not None else QueryDict(mutable=True)
        query[FORMAT] = SPREADSHEET
        return f"?{query.urlencode()}"


def wants_spreadsheet(request: HttpRequest) -> bool:
    """Whether the address asks for the rows of a screen as a workbook."""
    return request.GET.get(FORMAT) == SPREADSHEET


def _row(columns: Sequence[Column[Row]], frames: Sequence[_Frame], row: Row, css: str = "") -> str:
    cells = []
    for column, frame in zip(columns, frames, strict=True):
        inside = conditional_escape(column.shown(row))
        cells.append(f"{frame.filled if inside else frame.empty}{inside}{frame.end}")
    return f'<tr role="row" class="nhsuk-table__row {css}">{"".join(cells)}</tr>'


def _attribute(name: str, value: str) -> SafeString:
    return format_html(' {}="{}"', name, value) if value else mark_safe("")
