"""Reads an .ods file, as LibreOffice and others save it: values and looks in one walk."""

from strategy_tracker.imports.read.archive import Parts, Refused, damaged, parsed
from strategy_tracker.imports.read.formats.cells import MAX_CELLS, too_many_cells
from strategy_tracker.imports.read.formats.comments import place_of
from strategy_tracker.imports.read.formats.conditional import Rule, apply_formats
from strategy_tracker.imports.read.formats.ods_cells import ContentWalk, OpenSheet
from strategy_tracker.imports.read.formats.ods_styles import OpenStyles, as_rule
from strategy_tracker.imports.read.formats.results import Grid, Results
from strategy_tracker.imports.read.formats.scales import COLOURS, ICONS
from strategy_tracker.imports.read.formats.shell import area_of, clipped
from strategy_tracker.imports.read.formats.shows import (
    is_inside,
    settle_marks,
    show_formatted,
    show_rich,
    show_signs,
    strike_out,
)
from strategy_tracker.imports.read.sheet import Area, Looks, Sheet, say_area, trimmed

# Fills this far outside the values are kept, for a chart may be made of fills alone.
MARGIN = 100


def read_ods(parts: Parts) -> list[Sheet]:
    """The sheets of the workbook with these parts, hidden ones too."""
    styles = OpenStyles()
    for name in ("styles.xml", "content.xml"):
        if parts.get(name):
            styles.add(parsed(_without_sheets(parts[name])))
    read = ContentWalk(styles).run(parts["content.xml"])
    for sheet in read:
        width = max((len(row) for row in sheet.rows), default=0)
        if width * len(sheet.rows) > MAX_CELLS:
            too_many_cells()
        sheet.rows = trimmed(sheet.rows)
    grids = [Grid(sheet.title, sheet.rows, sheet.cells) for sheet in read]
    results = Results(grids)
    for grid in grids:
        results.fill_in(grid)
    for sheet, grid in zip(read, grids, strict=True):
        _look(sheet, styles)
        apply_formats(_rules(sheet, styles), grid, results)
    for sheet in read:
        _settle_shown(sheet)
    return [
        Sheet(
            sheet.title,
            sheet.rows,
            sheet.cells.facts,
            sheet.cells.looks,
            styles.get("table", sheet.style).is_hidden,
        )
        for sheet in read
    ]


def _settle_shown(sheet: OpenSheet) -> None:
    """Put what cells show beside their values into the rows and looks (shows.py)."""
    rows, cells = sheet.rows, sheet.cells
    inks: dict[tuple[int, int], str] = {}
    for place, look in sheet.said.items():
        if not is_inside(rows, place) or rows[place[0]][place[1]] == "":
            continue
        if look.struck:
            strike_out(rows, cells, place)
            continue
        show_formatted(rows, cells, place, look.shown)
        if look.font:
            show_signs(rows, cells, place, look.font)
        inks[place] = look.ink
    show_rich(rows, cells, inks)
    settle_marks(rows, cells, inks)


def _without_sheets(content: bytes) -> bytes:
    """A part without its cells, which are many; only the styles are wanted of it."""
    start, end = content.find(b"<office:body"), content.rfind(b"</office:body>")
    if start < 0:
        return content
    if end < start:
        raise Refused(damaged())
    return content[:start] + content[end + len(b"</office:body>") :]


def _look(sheet: OpenSheet, styles: OpenStyles) -> None:
    looks, facts = sheet.cells.looks, sheet.cells.facts
    height, width = len(sheet.rows), max((len(row) for row in sheet.rows), default=0)
    whole = {
        column: colour
        for column, name in sheet.columns.items()
        if name and column < width + MARGIN and (colour := styles.get("table-cell", name).fill)
    }
    for area, name in sheet.runs:
        inside = clipped(area, height + MARGIN, width + MARGIN)
        if inside and (name or whole):
            _fill(looks, inside, styles.get("table-cell", name).fill if name else whole)
    areas = (clipped(area, height, width) for area in looks.merges)
    looks.merges = sorted(
        area for area in areas if area and (area.top, area.left) != (area.bottom, area.right)
    )
    looks.hidden_rows = {row for row in looks.hidden_rows if row < height}
    looks.filtered_rows &= looks.hidden_rows
    looks.hidden_columns = {column for column in looks.hidden_columns if column < width}
    looks.widths = {column: size for column, size in looks.widths.items() if column < width}
    if sheet.far:
        facts.left_out.append(
            f"{len(sheet.far):,} of its cells, from {sheet.far[0]} on, are far away from the rest "
            "and were not read."
        )


def _fill(looks: Looks, area: Area, fill: str | dict[int, str] | None) -> None:
    """Fill `area` with one colour, or with those of its columns."""
    if not fill:
        return
    for column in range(area.left, area.right + 1):
        colour = fill if isinstance(fill, str) else fill.get(column)
        if colour:
            rows = range(area.top, area.bottom + 1)
            looks.fills.update(dict.fromkeys(((row, column) for row in rows), colour))


def _rules(sheet: OpenSheet, styles: OpenStyles) -> list[Rule]:
    """The rules of LibreOffice's own conditional formats, or else those of the styles."""
    rules: list[Rule] = []
    for cells, condition, style, base in sheet.conditions:
        names = [_without_title(name) for name in cells.split(" ") if name]
        areas = [area for name in names if (area := area_of(name))]
        rules.append(_rule(condition, style, base, areas, len(rules), styles))
    for cells, scale in sheet.scales:
        names = [_without_title(name) for name in cells.split(" ") if name]
        areas = [area for name in names if (area := area_of(name))]
        kind = ICONS if scale.icons else COLOURS
        rules.append(Rule(kind, cells, areas, len(rules), None, stops=False, scale=scale))
    if rules:
        return rules
    styled: dict[str, list[Area]] = {}
    for area, name in sheet.runs:
        styled.setdefault(name, []).append(area)
    for name, areas in styled.items():
        for condition, style, base in styles.get("table-cell", name).maps if name else ():
            rules.append(_rule(condition, style, base, areas, len(rules), styles))
    return rules


def _rule(
    condition: str, style: str, base: str, areas: list[Area], number: int, styles: OpenStyles
) -> Rule:
    cells = " ".join(say_area(area) for area in areas[:5])
    look = styles.get("table-cell", style)
    rule = Rule("", cells, areas, number, look.fill, stops=False, ink=look.ink or "")
    rule.base = place_of(_without_title(base))
    return as_rule(condition, rule)


def _without_title(reference: str) -> str:
    """ "A1:A9" for "Plan.A1:Plan.A9" or "'My plan'.A1"."""
    return ":".join(part.rsplit(".", 1)[-1] for part in reference.split(":"))
