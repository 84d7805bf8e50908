"""The tables of a paper as rows of ready cells, with widths that add up. Pure functions."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import cells
from reports.cells import shorten

# Width in mm of the text: A4 landscape less two margins of 15, portrait less two of 18.
TEXT_WIDTH = {"wide": 267.0, "tall": 174.0}
_MILLIMETRES_PER_CHARACTER = 1.75
_TALL_ROW_LINES = 14
_TAG = re.compile(r"<[^<>]+>")
_BLOCK = re.compile(r"</p>|</li>|<br>")


@dataclass
class Column:
    """One column: what its cells hold and how much width it wants.

    `width` is in mm; 0 takes an equal share of what the others leave.
    `cell` gives the HTML of one row's cell. `heads_row` marks the cell that names the row.
    """

    label: str
    cell: Callable[[dict[str, Any]], SafeString | str]
    width: float = 0
    kind: str = ""
    heads_row: bool = False


@dataclass
class TableRow:
    """One row: its cells, and "tall" when it may run over the page.

    "tall loose" when even one of its paragraphs may. `tallest` is the index of its
    highest cell, which ends where the row ends.
    """

    cells: list[SafeString]
    kind: str = ""
    tallest: int = 0
    attributes: SafeString = field(default_factory=SafeString)


@dataclass
class Table:
    """What templates/reports/paper/_table.html prints. Column widths are in per cent."""

    columns: list[dict[str, Any]]
    rows: list[TableRow]


def _widths(columns: Sequence[Column], total: float) -> list[float]:
    """Widths in mm that add up to `total`; all shrink alike when they want more."""
    fixed = sum(column.width for column in columns)
    flexible = sum(1 for column in columns if not column.width)
    # What is left must still hold a sentence: below 34 mm the fixed ones give way.
    share = max((total - fixed) / flexible, 34.0) if flexible else 0.0
    wanted = [column.width or share for column in columns]
    scale = total / sum(wanted)
    return [width * scale for width in wanted]


def _lines(html: str, width: float) -> list[int]:
    """About how many printed lines each block of `html` takes in a column `width` mm wide."""
    characters_per_line = max(width / _MILLIMETRES_PER_CHARACTER, 4)
    return [
        math.ceil(len(_TAG.sub("", block)) / characters_per_line) for block in _BLOCK.split(html)
    ]


def _row(columns: Sequence[Column], widths: Sequence[float], record: dict[str, Any]) -> TableRow:
    made, heights, tallest_block = [], [], 0
    for column, width in zip(columns, widths, strict=True):
        html = column.cell(record)
        lines = _lines(html, width)
        heights.append(sum(lines))
        tallest_block = max(tallest_block, *lines)
        name = 'th scope="row" role="rowheader"' if column.heads_row else 'td role="cell"'
        kind = f' class="{column.kind}"' if column.kind else ""
        made.append(
            mark_safe(  # noqa: S308 - cells come escaped, the label is escaped here
                f'<{name}{kind} data-label="{escape(column.label)}">{html}</{name[:2]}>'
            )
        )
    height = max(heights)
    kinds = ["tall"] if height > _TALL_ROW_LINES else []
    kinds += ["loose"] if tallest_block > _TALL_ROW_LINES else []
    return TableRow(made, " ".join(kinds), heights.index(height))


def _mark_continuations(
    rows: Sequence[TableRow], records: Sequence[dict[str, Any]], continued: str
) -> None:
    """Say in the rows what the next page is to be headed with, from there on.

    The first row gives the group's line. A row tall enough to run over adds its own
    name, and takes that away again where it ends.
    """
    for index, (row, record) in enumerate(zip(rows, records, strict=True)):
        if row.kind:
            name = " ".join(part for part in (record.get("reference", ""), record["title"]) if part)
            line = escape(f"{continued} · {shorten(name, 50)}")
            end = f'<div class="row-end" data-group="{escape(continued)}"></div>'
            cell = row.cells[row.tallest]
            made = f' class="{row.kind}" data-group="{line}"'
            row.attributes = mark_safe(made)  # noqa: S308 - escaped above
            row.cells[row.tallest] = mark_safe(f"{cell[:-5]}{end}{cell[-5:]}")  # noqa: S308
        elif index == 0:
            row.attributes = mark_safe(f' data-group="{escape(continued)}"')  # noqa: S308


def build(
    columns: Sequence[Column],
    records: Sequence[dict[str, Any]],
    orientation: str,
    continued: str,
) -> Table:
    """A table of `records`.

    `orientation` is "wide" or "tall". `continued` is the line that heads the next
    page when the rows run over.
    """
    widths = _widths(columns, TEXT_WIDTH[orientation])
    rows = [_row(columns, widths, record) for record in records]
    _mark_continuations(rows, records, continued)
    total = sum(widths)
    heads = [
        {
            "label": column.label,
            "width": f"{width / total * 100:.2f}",
            "class_attribute": mark_safe(f' class="{column.kind}"') if column.kind else "",  # noqa: S308
        }
        for column, width in zip(columns, widths, strict=True)
    ]
    return Table(heads, rows)


def reference_column(label: str, records: Iterable[dict[str, Any]]) -> Column:
    """A column of references, as wide as the longest of `records` wants."""
    longest = max((len(record.get("reference", "")) for record in records), default=0)
    width = min(max(longest * 2.0 + 5.5, 12.0), 34.0)
    return Column(label, lambda record: cells.text(record["reference"]), width, kind="reference")


def action_title(record: dict[str, Any], own_kind: str, *, with_area: bool = True) -> SafeString:
    """An action's title as a paragraph; over it its area, theme, and kind if not `own_kind`."""
    kind = record.get("kind", "")
    over = [record.get("area", "") if with_area else "", record.get("theme", "")]
    over.append(kind if kind != own_kind else "")
    told = ", ".join(part for part in over if part)
    before = f'<span class="quiet">{cells.text(told)}</span><br>' if told else ""
    return mark_safe(  # noqa: S308 - parts are escaped
        f'<p>{before}<span class="title">{cells.text(record["title"])}</span></p>'
    )


def stacked_ratings(record: dict[str, Any], dimensions: Sequence[tuple[str, str]]) -> SafeString:
    """Several ratings in one cell, each under its name; for a table with too many columns."""
    silent = cells.silence(record)
    parts = [
        f'<p><span class="quiet">{cells.text(label)}</span> '
        f"{cells.rating(record['ratings'].get(code), ' ', silent)}</p>"
        for code, label in dimensions
    ]
    return mark_safe("".join(parts))  # noqa: S308 - parts are safe


def narratives(record: dict[str, Any], unlabelled: str) -> SafeString:
    """What was written about one item; the heading named `unlabelled` needs no label."""
    return mark_safe(  # noqa: S308 - parts are safe
        "".join(
            cells.narrative(value, "" if value["heading"] == unlabelled else value["heading"])
            for value in record.get("narratives", [])
        )
    )


def risk_columns(
    risks: Sequence[dict[str, Any]], words: dict[str, Any], *, with_links: bool
) -> list[Column]:
    """The columns that at least one of the risks has something in."""
    columns = [
        reference_column("Ref", risks),
        Column(
            words["risk"][0],
            lambda risk: mark_safe(  # noqa: S308 - escaped by text()
                f'<p><span class="title">{cells.text(risk["title"])}</span></p>'
            ),
            heads_row=True,
        ),
    ]
    if any(risk.get("leads") for risk in risks):
        columns.append(Column(words["lead"], lambda risk: cells.leads(risk["leads"]), 36))
    if any(risk.get("current") for risk in risks):
        columns.append(Column("Current score", lambda risk: cells.score(risk["current"]), 30))
    if any(_moved(risk) for risk in risks):
        columns.append(Column("Change", _moved, 24))
    if any(risk.get("target") for risk in risks):
        columns.append(Column("Target score", lambda risk: cells.score(risk["target"]), 30))
    if with_links and any(risk.get("linked") for risk in risks):
        columns.append(
            Column("Linked to", lambda risk: cells.text(", ".join(risk.get("linked", []))), 32)
        )
    if not any(risk.get("reference") for risk in risks):
        del columns[0]
    return columns


def _moved(risk: dict[str, Any]) -> SafeString:
    movement = risk.get("movement") or {}
    return cells.arrow(movement.get("direction", ""), movement.get("words", ""))
