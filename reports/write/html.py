"""Blocks as HTML, for the page on screen, the HTML file and the PDF alike."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, singledispatchmethod
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import blocks, cells
from reports.write import charts, heat_map
from reports.write.widths import TEXT_WIDTH, lines_of, share_widths

# Lines of text; a higher row may run over the page. A page has about 50, a wide one 30.
_TALL_ROW = {"tall": 24, "wide": 15}
_TALL_DENSE_ROW = 50  # the same of a dense table, whose maker parts rows by itself
_BETWEEN_COLUMNS = 8.0  # mm
_SHORT_ROW = 5  # lines of the last row that does not stand on a page alone
# The words of the first paragraph or span of a cell, or all of a cell without any.
_FIRST_WORDS = re.compile(r"(<(?:p|span)[^>]*>)(.+?)(</(?:p|span)>)|()([^<]+)()", re.DOTALL)
PAGE_BREAK = '<div class="page-break"></div>'


def html_of(
    some: Sequence[blocks.Block],
    orientation: str = "tall",
    prefix: str = "",
    homes: "Homes | None" = None,
) -> SafeString:
    """`some` blocks as HTML. Every id begins with `prefix`, the key of the part they are of.

    With `homes` what is about an item leads to where the paper tells of it.
    """
    return _Writer(orientation, prefix, homes or Homes({})).all(some)


@dataclass
class Homes:
    """Where a paper tells of each item: the anchor by its identity.

    What is told there leads on to the item's own page, at the address `pages` with its identity;
    "" for a paper that stands alone.
    """

    anchors: Mapping[str, str]
    pages: str = ""
    _given: set[str] = field(default_factory=set)

    def page_of(self, item: str) -> str:
        return f"{self.pages}{item}/" if self.pages and item else ""

    def anchor_of(self, item: str, prefix: str) -> str:
        """The id of a row about `item`, should that be where the paper tells of it; else ""."""
        anchor = row_anchor(item, prefix)
        if self.anchors.get(item) != anchor or anchor in self._given:
            return ""
        self._given.add(anchor)
        return anchor


def row_anchor(item: str, prefix: str) -> str:
    return f"{prefix}item-{item}"


def _join(parts: Sequence[str], between: str = "") -> SafeString:
    return mark_safe(between.join(parts))  # noqa: S308 - parts are written by this module


def _element(name: str, inner: str, **attributes: str) -> SafeString:
    """An element around HTML; an attribute of "" is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return mark_safe(f"<{name}{written}>{inner}</{name}>")  # noqa: S308 - inner is HTML already


class _Writer:
    def __init__(self, orientation: str, prefix: str, homes: Homes) -> None:
        self.orientation = orientation
        self.prefix = prefix
        self.homes = homes
        self.width = TEXT_WIDTH[orientation]
        self.between = " "  # a rating and how it moved
        self.tables: dict[int, _TableWriter] = {}  # of the blocks in hand, by their ids
        self.widths: dict[tuple[str, ...], list[float]] = {}

    def all(self, some: Sequence[blocks.Block]) -> SafeString:
        self._measure(some)
        return _join([self.block(block) for block in some])

    def _measure(self, some: Sequence[blocks.Block]) -> None:
        """Work out the widths of the tables in `some`, those with the same heads together."""
        rows: dict[tuple[str, ...], list[list[SafeString]]] = {}
        columns: dict[tuple[str, ...], Sequence[blocks.Column]] = {}
        for block in some:
            if isinstance(block, blocks.Table):
                table = self.tables[id(block)] = _TableWriter(self, block)
                columns[table.heads] = block.columns
                for group in table.cells:
                    rows.setdefault(table.heads, []).extend(group)
        for heads, own in columns.items():
            self.widths[heads] = share_widths(own, rows.get(heads, []), self.width)

    def _narrower(self, width: float) -> "_Writer":
        """One for blocks that have that width in mm, the gap between columns included."""
        inner = _Writer(self.orientation, self.prefix, self.homes)
        inner.width = width - _BETWEEN_COLUMNS
        return inner

    # Blocks

    @singledispatchmethod
    def block(self, block: Any) -> SafeString:
        raise TypeError(f"There is no way to write {type(block).__name__} as HTML.")

    @block.register
    def _(self, block: blocks.Heading) -> SafeString:
        name = f"h{block.level + 1}"
        reference = f"{escape(block.reference)}&ensp;" if block.reference else ""
        anchor = f"{self.prefix}{block.anchor}" if block.anchor else ""
        look = f"like-h{block.looks_like + 1}" if block.looks_like > block.level else ""
        made = _element(name, f"{reference}{cells.text(block.text)}", id=anchor, class_=look)
        page = self.homes.page_of(block.items[0]) if len(block.items) == 1 else ""
        return _join([made, _history(page, block.text)]) if page else made

    @block.register
    def _(self, block: blocks.Text) -> SafeString:
        body = cells.prose(block.markdown)
        if not block.number:
            return _element("div", body, class_=f"text {block.style}".strip()) if body else body
        number = _element("span", escape(block.number), class_="paragraph-number")
        level = f"numbered level-{min(block.number.strip('.').count('.'), 2)}"
        first, rest = (body[3:], "<p>") if body.startswith("<p>") else (body, "")
        return _element("div", f"{rest}{number} {first}", class_=level)

    @block.register
    def _(self, block: blocks.Bullets) -> SafeString:
        return _element("ul", _join([_element("li", cells.text(item)) for item in block.items]))

    @block.register
    def _(self, block: blocks.Notice) -> SafeString:
        title = _element("p", _element("b", cells.text(block.title)), class_="box-title")
        return _element("div", title + self.all(block.blocks), class_="box")

    @block.register
    def _(self, block: blocks.Fields) -> SafeString:
        if block.is_line:
            # Boxes in a row are no list: a list's tags in the PDF allow none between its items.
            boxes = [
                _element("p", cells.text(label), class_="label-of")
                + _element("div", self.cell(cell))
                for label, cell in block.fields
            ]
            return _element(
                "div", _join([_element("div", box) for box in boxes]), class_="fields line"
            )
        pairs = [
            _element("div", _element("dt", cells.text(label)) + _element("dd", self.cell(cell)))
            for label, cell in block.fields
        ]
        kind = " of-2" if block.columns == 2 else ""
        return _element("dl", _join(pairs), class_=f"fields{kind}")

    @block.register
    def _(self, block: blocks.Legend) -> SafeString:
        entries = []
        if block.label:
            entries.append(_element("span", cells.text(block.label), class_="legend-label"))
        for label, tone, meaning in block.ratings:
            words = f" {cells.text(meaning)}" if meaning else ""
            key = block.keys.get(label, label)
            entries.append(_element("span", f"{cells.pill(key, tone)}{words}"))
        return _element("p", _join(entries, " "), class_="legend")

    @block.register
    def _(self, block: blocks.Columns) -> SafeString:
        made = []
        for column in block.columns:
            inner = self._narrower(self.width / len(block.columns))
            made.append(_element("div", inner.all(column), class_="beside"))
        return _element("div", _join(made), class_=f"side-by-side of-{len(made)}")

    @block.register
    def _(self, block: blocks.Flow) -> SafeString:
        inner = self._narrower(self.width / block.count).all(block.blocks)
        return _element("div", inner, class_=f"flow of-{block.count}")

    @block.register
    def _(self, block: blocks.Beside) -> SafeString:
        aside = self._narrower(self.width * block.share).all(block.aside)
        first = self._narrower(self.width * (1 - block.share)).all(block.blocks)
        width = f"{block.share * 100 - 2:.0f}%"
        rest = f"margin-right: {block.share * 100 + 1:.0f}%"
        made = _element("div", aside, class_="aside", style=f"width: {width}")
        made += _element("div", first, style=rest)
        return _element("div", made, class_="with-aside")

    @block.register
    def _(self, block: blocks.Figures) -> SafeString:
        made = []
        for figure, words, mark in block.figures:
            beside = f" {self.inline(mark)}" if mark else ""
            big = _element("b", escape(figure), class_="figure")
            made.append(_element("p", f"{big}{beside}<br>{cells.text(words)}"))
        return _element("div", _join(made), class_="figures")

    @block.register
    def _(self, block: blocks.StackedBars) -> SafeString:
        return charts.stacked_bars(block)

    @block.register
    def _(self, block: blocks.Charts) -> SafeString:
        made = [charts.small_chart(chart) for chart in block.charts]
        return _element("div", _join(made), class_="charts")

    @block.register
    def _(self, block: blocks.HeatMap) -> SafeString:
        return heat_map.draw(block)

    @block.register
    def _(self, block: blocks.Picture) -> SafeString:
        width = f"width: {block.width}%" if block.width != 100 else ""
        attributes = f'src="{escape(block.address)}" alt="{escape(block.description)}"'
        caption = _element("figcaption", cells.text(block.caption)) if block.caption else ""
        return _element("figure", f"<img {attributes}>{caption}", class_="picture", style=width)

    @block.register
    def _(self, block: blocks.PageBreak) -> SafeString:
        return mark_safe(PAGE_BREAK)  # noqa: S308 - ours

    @block.register
    def _(self, block: blocks.Contents) -> SafeString:
        # Filled in by the document, which alone knows every heading.
        return mark_safe('<nav class="contents" aria-label="Contents"></nav>')

    @block.register
    def _(self, block: blocks.Table) -> SafeString:
        return self.tables[id(block)].html()

    # Inline values

    def table_cell(self, cell: blocks.Cell) -> SafeString:
        """A cell of a table, where how a rating moved stands under it: the column is narrow."""
        self.between = "<br>"
        try:
            return self.cell(cell)
        finally:
            self.between = " "

    def cell(self, cell: blocks.Cell) -> SafeString:
        return _join([self.inline(value) for value in cell], " ")

    @singledispatchmethod
    def inline(self, value: Any) -> SafeString:
        raise TypeError(f"There is no way to write {type(value).__name__} in a cell.")

    @inline.register
    def _(self, value: blocks.Words) -> SafeString:
        if value.style == "title":
            return _element("p", cells.text(value.text), class_="title")
        css = {"strong": "title", "quiet": "quiet"}.get(value.style, "")
        return (
            _element("span", cells.text(value.text), class_=css) if css else cells.text(value.text)
        )

    @inline.register
    def _(self, value: blocks.Prose) -> SafeString:
        body = cells.prose(value.markdown)
        if value.label:
            body = cells.narrative({"text": value.markdown, "empty": ""}, value.label)
        return _element("div", body, class_=value.style) if value.style else body

    @inline.register
    def _(self, value: blocks.Pill) -> SafeString:
        return cells.rating(
            {
                "label": value.label,
                "tone": value.tone,
                "direction": value.direction,
                "movement": value.movement,
            },
            self.between,
        )

    @inline.register
    def _(self, value: blocks.Blank) -> SafeString:
        return _element("span", cells.text(value.words), class_="quiet")

    @inline.register
    def _(self, value: blocks.Score) -> SafeString:
        band = f" {cells.text(value.band)}" if value.band else ""
        return mark_safe(cells.pill(value.score, value.tone) + band)  # noqa: S308 - escaped

    @inline.register
    def _(self, value: blocks.Movement) -> SafeString:
        return cells.arrow(value.direction, value.words)

    @inline.register
    def _(self, value: blocks.People) -> SafeString:
        return cells.leads([{"name": name, "role": role} for name, role in value.people])

    @inline.register
    def _(self, value: blocks.TickBoxes) -> SafeString:
        made = []
        for label, is_ticked in value.choices:
            words = cells.text(label)
            box = "☒" if is_ticked else "☐"
            said = "ticked" if is_ticked else "not ticked"
            made.append(
                f'<span class="choice"><span class="tick" role="img" aria-label="{said}">{box}'
                f"</span> {_element('b', words) if is_ticked else words}</span>"
            )
        return _join(made, " ")

    @inline.register
    def _(self, value: blocks.Tags) -> SafeString:
        return _join(
            [_element("span", cells.text(name), class_="tag") for name in value.names], " "
        )

    @inline.register
    def _(self, value: blocks.Link) -> SafeString:
        return _element("a", cells.text(value.text), href=f"#{value.anchor}")

    @inline.register
    def _(self, value: blocks.Labelled) -> SafeString:
        label = _element("span", cells.text(value.label), class_="quiet") if value.label else ""
        name, css = ("span", "run-on") if value.runs_on else ("p", "labelled")
        return _element(name, f"{label} {self.inline(value.value)}".strip(), class_=css)

    @inline.register
    def _(self, value: blocks.Line) -> SafeString:
        return charts.line(value)


class _TableWriter:
    """One table: its heads, its groups each in a body of its own, its rows.

    Tables of one part with the same heads have the same widths, so that columns stand under
    one another down the page.
    """

    def __init__(self, writer: _Writer, table: blocks.Table) -> None:
        self.writer = writer
        self.table = table

    def html(self) -> SafeString:
        made = self.cells
        widths = self.writer.widths[self.heads]
        total = sum(widths)
        columns = _join([f'<col style="width:{width / total * 100:.2f}%">' for width in widths])
        caption = self.table.caption
        parts = [
            _element("caption", cells.text(caption)) if caption else "",
            _element("colgroup", columns),
            self._head(),
            *(
                self._body(group, own, index == 0)
                for index, (group, own) in enumerate(zip(self.table.groups, made, strict=True))
            ),
        ]
        css = "narrow" if self.table.is_narrow else "dense" if self.table.is_dense else ""
        return _element("table", _join(parts), role="table", class_=css)

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(f"{column.group}|{column.label}" for column in self.table.columns)

    @cached_property
    def title_at(self) -> int | None:
        """The column that says what a row is about."""
        columns = enumerate(self.table.columns)
        return next((index for index, column in columns if column.is_row_header), None)

    def _address(self, row: blocks.Row) -> str:
        """Where the title of a row leads: to where the paper tells of the item; from there, or
        where it does nowhere, to the item's own page."""
        homes = self.writer.homes
        anchor = homes.anchors.get(row.item, "") if row.link_at is not None else ""
        return f"#{anchor}" if anchor else homes.page_of(row.item)

    @cached_property
    def cells(self) -> list[list[list[SafeString]]]:
        """The HTML of every cell, by group and row; "" where one from above reaches down."""
        write = self.writer.table_cell
        return [
            [
                [write(cell) if cell is not None else SafeString("") for cell in row.cells]
                for row in group.rows
            ]
            for group in self.table.groups
        ]

    def _head(self) -> SafeString:
        columns = self.table.columns
        has_groups = any(column.group for column in columns)
        rows = []
        if has_groups:
            top, index = [], 0
            while index < len(columns):
                name = columns[index].group
                until = index + 1
                while name and until < len(columns) and columns[until].group == name:
                    until += 1
                if name:
                    top.append(
                        f'<th scope="colgroup" colspan="{until - index}" role="columnheader" '
                        f'class="group">{escape(name)}</th>'
                    )
                else:
                    top.append(self._column_head(columns[index], rows=2))
                index = until
            rows.append(_element("tr", _join(top), role="row"))
        own = [self._column_head(column) for column in columns if not has_groups or column.group]
        rows.append(_element("tr", _join(own), role="row"))
        return _element("thead", _join(rows), role="rowgroup")

    def _column_head(self, column: blocks.Column, rows: int = 1) -> SafeString:
        page = self.writer.homes.page_of(column.item)
        label = cells.text(column.label)
        return _element(
            "th",
            _element("a", label, href=page) if page else label,
            scope="col",
            role="columnheader",
            rowspan=str(rows) if rows > 1 else "",
            class_=_css(column),
        )

    def _body(
        self, group: blocks.RowGroup, made: list[list[SafeString]], is_first: bool
    ) -> SafeString:
        rows = []
        if group.heading:
            head = _element(
                "th",
                cells.text(group.heading),
                colspan=str(len(self.table.columns)),
                scope="rowgroup",
                role="rowheader",
                class_="group-name",
            )
            rows.append(_element("tr", head, role="row", class_="group-row"))
        name = self.table.name
        above: dict[int, tuple[SafeString, int]] = {}
        for index, (row, own) in enumerate(zip(group.rows, made, strict=True)):
            rows.append(self._row(row, own, above, name if is_first and index == 0 else ""))
        if len(rows) > 1 and self.table.groups[-1] is group:
            rows[-1] = self._kept_with_previous(group.rows[-1], made[-1], rows[-1])
        css = "together" if self.table.is_dense else "whole-group"
        return _element("tbody", _join(rows), role="rowgroup", class_=css if group.is_whole else "")

    def _kept_with_previous(
        self, row: blocks.Row, own: list[SafeString], html: SafeString
    ) -> SafeString:
        """The last row of a table; a short one does not stand alone at the head of a page."""
        widths = self.writer.widths[self.heads]
        lines = max(
            (lines_of(cell, width) for cell, width in zip(own, widths, strict=True)), default=0
        )
        if lines > _SHORT_ROW or row.starts_page:
            return html
        return mark_safe(html.replace("<tr", '<tr data-last="short"', 1))  # noqa: S308 - our own

    def _row(
        self,
        row: blocks.Row,
        own: list[SafeString],
        above: dict[int, tuple[SafeString, int]],
        starts: str,
    ) -> SafeString:
        """A row. `above` has the cells that reach down into it and how many rows further.

        A row header that reaches down spans its rows. Any other cell is repeated in them, out
        of sight but for where each row is a card: after a cell that spans rows WeasyPrint
        (seen in 70.0) gives those of later rows the wrong headers.
        """
        made, longest = [], 0
        widths = self.writer.widths[self.heads]
        for index, (column, html) in enumerate(zip(self.table.columns, own, strict=True)):
            name = "th" if column.is_row_header else "td"
            span = row.spans.get(index, 1)
            if row.cells[index] is None:
                repeated, left = above.get(index, (html, 0))
                if column.is_row_header or left < 1:
                    continue
                html, span = _element("div", repeated, class_="repeated"), left
                above[index] = (repeated, left - 1)
            else:
                width = sum(widths[index : index + row.reaches.get(index, 1)])
                longest = max(longest, lines_of(html, width) if span == 1 else 0)
                above[index] = (html, span - 1)
            if index == row.link_at or (row.link_at is None and index == self.title_at):
                html = _leading_to(html, self._address(row))
            spans_rows = span > 1 and column.is_row_header
            reaches = "reaches" if span > 1 and not spans_rows else ""
            made.append(
                _element(
                    name,
                    html,
                    scope=("rowgroup" if spans_rows else "row") if column.is_row_header else "",
                    role="rowheader" if column.is_row_header else "cell",
                    rowspan=str(span) if spans_rows else "",
                    colspan=str(row.reaches.get(index, "")),
                    class_=" ".join(
                        css
                        for css in (_css(column) if index not in row.reaches else "", reaches)
                        if css
                    ),
                    data_label=column.label,
                )
            )
        most = _TALL_DENSE_ROW if self.table.is_dense else _TALL_ROW[self.writer.orientation]
        is_tall = longest > most
        continued = f"{self.table.name} (continued)" if starts else ""
        return _element(
            "tr",
            _join(made),
            role="row",
            id=self.writer.homes.anchor_of(row.item, self.writer.prefix) if row.item else "",
            class_=" ".join(
                css
                for css, has in (
                    ("tall", is_tall),
                    ("tinted", row.is_tinted),
                    ("starts-page", row.starts_page),
                )
                if has
            ),
            data_group=continued,
        )


def _history(page: str, title: str) -> SafeString:
    """A line under a heading that leads to the page of what it is about."""
    words = f'History<span class="nhsuk-u-visually-hidden"> of {cells.text(title)}</span>'
    return _element("p", _element("a", words, href=page), class_="history")


def _leading_to(html: SafeString, address: str) -> SafeString:
    """The first words of a cell as a link; they stay as they are where they have one already."""
    found = _FIRST_WORDS.match(html)
    if not address or not found or "<a " in html:
        return html
    start, words, end = (group for group in found.groups() if group is not None)
    link = f'<a href="{escape(address)}">{words}</a>'
    return mark_safe(start + link + end + html[found.end() :])  # noqa: S308 - HTML already


def _css(column: blocks.Column) -> str:
    names = ("number" if column.is_number else "", "strong" if column.is_strong else "")
    return " ".join(name for name in names if name)
