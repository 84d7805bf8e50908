"""Scorecards: measures with a column, or a pair of columns, for each part of a year.

Aim and Actual stand in rows of their own under each measure, or in columns under each part.
Each figure becomes a row of its own: measure, year, part, kind, series, value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from objectives.calendar import year_name
from strategy_tracker.imports.layout.headings import Lexicon, core_of
from strategy_tracker.imports.layout.table import Given, Table
from strategy_tracker.imports.read.workbook import Area, Cell, place_of
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import (
    financial_year,
    find_period,
    parse_date,
    parse_period,
    plain_words,
)

_KIND = re.compile(
    r"\b(aim|target|trajectory|plan|planned|actuals?|outturn|result)\b", re.IGNORECASE
)
_SERIES = re.compile(r"^\s*(?P<kind>[A-Za-z]+)\s*(?:[-–—:/]\s*|\()(?P<series>.+?)\)?\s*$")
_IN_BRACKETS = re.compile(
    r"^(?P<value>.*?)\s*[(\[](?P<when>[^()\[\]]*\d[^()\[\]]*)[)\]]\s*$", re.DOTALL
)
_FIGURE = re.compile(r"[<>≥≤~c£€$+-]{0,2}\s*[\d,]*\.?\d+\s*\S{0,3}")
_MONTHS = ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")
_PART = re.compile(r"q(?:uarter|tr)?\s*([1-4])|h([12])", re.IGNORECASE)
# A quarter whose years do not follow on ("Q1 24/23") is a slip of the pen and still a date.
_LIKE_A_PART = re.compile(r"(?:q[1-4]|h[12])\s*[-–,]?\s*\d{2,4}(?:\s*/\s*\d{2,4})?", re.IGNORECASE)
_COLUMNS = (
    ("measure.number", "No"),
    ("measure.name", "Measure"),
    ("measure.baseline", "Baseline"),
    ("measure.baseline_date", "Baseline date"),
    ("measure.target", "Target"),
    ("measure.target_date", "Target date"),
    ("measure.comment", "Comments"),
    ("measure.data_source", "Data source"),
    ("measure.better", "Better"),
    ("measure.lead", "Lead"),
    ("objective.title", "Objective"),
    ("ambition.title", "Ambition"),
    ("reading.year", "Financial year"),
    ("reading.part", "Quarter"),
    ("reading.kind", "Aim/Actual"),
    ("reading.series", "Series"),
    ("reading.value", "Value"),
)
_PLACE = {name: place for place, (name, _) in enumerate(_COLUMNS)}
# What is said of a measure, whatever part of the year a figure is of.
_OWN = [name for name in _PLACE if not name.startswith("reading.")]
# A year with all its figures, which papers print as it is headed: "2023/2024".
_LONG_YEAR = re.compile(r"\b20\d\d\s?[/–-]\s?20\d\d\b")
_LONGEST_NUMBER = 10
NAMELESS = "a row that names no measure"
UNFILLED = "a heading with nothing under it yet"
EVIDENCE = "a scorecard has a column for each part of the year"


@dataclass
class Plan:
    """Which columns of a wide table are what: fields of the measure, and parts of a year.

    `colours` tell whether a figure is an aim or an actual, by its fill.
    """

    fields: dict[str, int] = field(default_factory=dict)
    kind: int | None = None
    parts: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)


def plan_scorecard(
    table: Table, lexicon: Lexicon, year: str, colours: Mapping[str, str]
) -> Plan | None:
    """How `table` is a scorecard; None when it is not one.

    `colours` are the words that the workbook's own key gives to fills, of which some may say
    which figures are aims.
    `year` is the financial year that the sheet speaks of, for headings that give only parts.
    """
    plan = Plan()
    yearly = _years_across(table)
    for place, cell in enumerate(table.header):
        text = _heading_text(cell)
        if not text:
            continue
        early = _bracketed(lexicon, text)
        is_baseline = "measure.baseline" in early and "measure.baseline" not in plan.fields
        when = None if is_baseline else yearly.get(place) or _part_at(table, place, year)
        if when:
            plan.parts[place] = when
            continue
        names = lexicon.find(text) | early
        if "reading.kind" in names and _holds_kinds(table, place):
            plan.kind = place
            continue
        # Of two that may name the measure, one such as "KPI 1" numbers it.
        named = plan.fields.get("measure.name")
        if named is not None and "measure.name" in names and _holds_numbers(table, named):
            plan.fields.setdefault("measure.number", named)
            plan.fields["measure.name"] = place
            continue
        for name in _OWN:
            if name in names and name not in plan.fields and not _names_groups(table, place, name):
                plan.fields[name] = place
                break
    if "measure.name" not in plan.fields or len(plan.parts) < 2:
        return None
    plan.colours = {
        fill: code
        for fill, words in colours.items()
        if (code := synonyms().value("reading_kind", words))
    }
    return plan


def plan_of_measures(table: Table, fields: Mapping[str, int], year: str) -> Plan | None:
    """How a table is a scorecard of which the matching told what columns are; None for none.

    `fields` are the columns of a measure's fields, by their names. Only columns of figures are
    parts of a year.
    """
    plan = Plan(fields={name: place for name, place in fields.items() if name in _OWN})
    yearly = _years_across(table)
    for place in range(len(table.header)):
        when = yearly.get(place) or _part_at(table, place, year)
        if when and place not in plan.fields.values() and _holds_figures(table, place):
            plan.parts[place] = when
    # One figure for each measure, such as that of one year, is no scorecard.
    return plan if "measure.name" in plan.fields and len(plan.parts) > 1 else None


def plan_of_latest(table: Table, fields: Mapping[str, int]) -> Plan | None:
    """How a table gives one figure of each measure as it is now, of which no heading says when.

    None where another column gives a figure of a part of a year.
    """
    plan = Plan(fields={name: place for name, place in fields.items() if name in _OWN})
    dated = any(
        _part_at(table, place, "") and _holds_figures(table, place)
        for place in range(len(table.header))
        if place not in plan.fields.values()
    )
    places = [
        place
        for place, cell in enumerate(table.header)
        if plain_words(cell.text) in synonyms().latest
        and place not in plan.fields.values()
        and _holds_figures(table, place)
    ]
    if dated or len(places) != 1 or "measure.name" not in plan.fields:
        return None
    plan.parts[places[0]] = ("", "", "actual")
    return plan


def _names_groups(table: Table, place: int, name: str) -> bool:
    """Whether what would be aims are words that come again: the goals that measures are for."""
    if name not in ("measure.target", "measure.baseline"):
        return False
    texts = [row[place].text for row in table.body if row[place].text]
    again = len(set(texts)) < len(texts) or len(texts) < len(table.body)
    figures = sum(any(map(str.isdigit, text)) for text in texts)
    return again and figures * 5 < len(texts)


def _holds_numbers(table: Table, place: int) -> bool:
    """Whether a column holds references: short, each with a figure in it."""
    texts = [row[place].text for row in table.body if row[place].text]
    numbers = [text for text in texts if len(text) <= _LONGEST_NUMBER and re.search(r"\d", text)]
    return len(numbers) * 5 > len(texts) * 4


def _heading_text(cell: Cell) -> str:
    return f"{cell.value:%b %Y}" if isinstance(cell.value, date) else cell.text


def _part_at(table: Table, place: int, year: str) -> tuple[str, str, str] | None:
    """(year, part, kind) that a column's heading and the group above it speak of."""
    text = _heading_text(table.header[place])
    return _when(f"{table.groups.get(place, '')} {text}".strip(), year) if text else None


def _years_across(table: Table) -> dict[int, tuple[str, str, str]]:
    """Columns of figures that are headed by years, each with its own: 2023/24, 2024/25.

    One such column alone may be anything.
    """
    found = {}
    for place, cell in enumerate(table.header):
        kind = _KIND.search(cell.text)
        bare = _KIND.sub(" ", cell.text).strip(" -–—:,()")
        if financial_year(bare) is not None and _holds_figures(table, place):
            code = synonyms().value("reading_kind", kind[1]) if kind else ""
            found[place] = (bare, "Y", code)
    return found if len(found) > 1 else {}


def _holds_figures(table: Table, place: int) -> bool:
    texts = [row[place].text for row in table.body if row[place].text]
    figures = sum(bool(_FIGURE.fullmatch(text)) for text in texts)
    return bool(texts) and figures * 2 > len(texts)


def _bracketed(lexicon: Lexicon, text: str) -> frozenset[str]:
    """What "Baseline (Date)" and "Baseline H2 – 22/23" are without what follows the word."""
    bare = re.sub(r"\s*[(\[].*$", "", find_period(text)[1])
    return lexicon.find(_PART.sub("", bare).strip(" -–—")) if bare else frozenset()


def _holds_kinds(table: Table, place: int) -> bool:
    texts = [row[place].text for row in table.body if row[place].text]
    known = sum(bool(_kind_of(text)) for text in texts)
    return bool(texts) and known * 2 > len(texts)


def _kind_of(text: str) -> str:
    first = re.split(r"\s*[-–—:/(]\s*", text.strip())[0]
    return synonyms().value("reading_kind", first)


def _when(text: str, year: str) -> tuple[str, str, str] | None:
    """(year, part, kind) of a heading such as "2023/24 Q1 Actual"; None when it has no part."""
    kind = _KIND.search(text)
    bare = _KIND.sub(" ", text).strip()
    code = synonyms().value("reading_kind", kind[1]) if kind else ""
    period, rest = find_period(bare)
    month = next((m for m in _MONTHS if re.search(rf"\b{m}[a-z]*\b", bare, re.IGNORECASE)), "")
    if period and period.kind != "year":
        start = period.starts_on
        year = _financial(start.year, start.month)
        spelled = _LONG_YEAR.search(bare)
        if spelled and re.sub(r"\s", "", spelled[0])[:4] == year[:4]:
            year = spelled[0]
        return year, _part_of(period.kind, start.month), code
    given = period.label if period else year
    part = _PART.search(bare)
    if part and (period is None or not plain_words(_PART.sub("", rest))) and _only_part(bare, part):
        return given, f"Q{part[1]}" if part[1] else f"H{part[2]}", code
    if month and len(plain_words(bare).split()) <= 3 and (period or len(bare) <= 9):
        return given, f"M{_MONTHS.index(month) + 1:02d}", code
    return None


def _only_part(bare: str, part: re.Match[str]) -> bool:
    """Whether nothing but a year stands beside the part: "Q1" is one, "Q1 update" is none."""
    rest = find_period(bare.replace(part[0], " "))[1]
    return not plain_words(rest) or bool(parse_period(rest))


def _financial(year: int, month: int) -> str:
    return year_name(year if month >= 4 else year - 1)


def _part_of(kind: str, month: int) -> str:
    place = (month - 4) % 12
    if kind == "month":
        return f"M{place + 1:02d}"
    return f"Q{place // 3 + 1}" if kind == "quarter" else f"H{place // 6 + 1}"


def unpivot(table: Table, plan: Plan) -> Table:
    """One row for each figure of `table`, and one for each measure without any."""
    header = [Cell(words, _address_of(table, plan, name)) for name, words in _COLUMNS]
    flat = Table(
        table.title, header, [], table.area, "scorecard", holds="reading", facts=table.facts
    )
    for name, place in _PLACE.items():
        is_used = name.startswith("reading.") or name.removesuffix("_date") in plan.fields
        flat.given[place] = Given(name if is_used else "", 1.0, EVIDENCE)
    others = _other_columns(table, plan)
    for place in others:
        if place in table.given:
            flat.given[len(flat.header)] = table.given[place]
        flat.header.append(table.header[place])
    dates = {
        name: _heading_date(table, plan, name) for name in ("measure.baseline", "measure.target")
    }
    before: dict[str, Cell] = {}
    seen: set[str] = set()
    flat.noise = list(table.noise)
    flat.noise += [
        (_area_of(table.header[place]), UNFILLED)
        for place in plan.parts
        if not any(row[place].text for row in table.body)
    ]
    for row in table.body:
        own = _measure_cells(row, plan, before)
        if "measure.name" not in own:
            flat.noise += [(_area_of(cell), NAMELESS) for cell in row if cell.text]
            continue
        before = own
        cells = [Cell("", "")] * len(_COLUMNS)
        for name, cell in own.items():
            cells[_PLACE[name]] = cell
        for name, when in dates.items():
            _split_date(cells, name, when)
        key = own["measure.name"].address
        figures = _figures(table, row, plan)
        more = [row[place] for place in others]
        if not figures and (key not in seen or any(cell.text for cell in more)):
            flat.body.append([*cells, *more])
        seen.add(key)
        for extra in figures:
            flat.body.append([*cells[: _PLACE["reading.year"]], *extra, *more])
    return flat


def _other_columns(table: Table, plan: Plan) -> list[int]:
    """The columns that are no field of a measure known here, and hold no figure of a part.

    They stay with each row of the measure under their own headings, for the matching to say
    what they are: a scorecard drops no column.
    """
    used = {*plan.fields.values(), *plan.parts, plan.kind}
    return [
        place
        for place, heading in enumerate(table.header)
        if place not in used and (heading.text or any(row[place].text for row in table.body))
    ]


def _area_of(cell: Cell) -> Area:
    row, column = place_of(cell.address)
    return Area(row, column, row, column)


def _address_of(table: Table, plan: Plan, name: str) -> str:
    if name == "reading.kind" and plan.kind is not None:
        return table.header[plan.kind].address
    place = plan.fields.get(name.replace("_date", ""), next(iter(plan.parts)))
    return table.header[place].address


def _measure_cells(row: list[Cell], plan: Plan, before: dict[str, Cell]) -> dict[str, Cell]:
    """The measure's own cells; those of the row above where only an Actual stands here."""
    own = {name: row[place] for name, place in plan.fields.items() if row[place].text}
    if "measure.name" not in own and before and any(row[place].text for place in plan.parts):
        return {**before, **own}
    return own


def _figures(table: Table, row: list[Cell], plan: Plan) -> list[list[Cell]]:
    kind_cell = row[plan.kind] if plan.kind is not None else Cell("", "")
    match = _SERIES.match(kind_cell.text)
    series = match["series"].strip() if match and _kind_of(kind_cell.text) else ""
    said = _kind_of(kind_cell.text)
    found = []
    for place, (year, part, kind) in plan.parts.items():
        cell = row[place]
        if not cell.text:
            continue
        where = table.header[place].address
        found.append(
            [
                Cell(year, where),
                Cell(part, where),
                Cell(
                    kind or said or plan.colours.get(cell.fill) or "actual",
                    kind_cell.address or where,
                ),
                Cell(series, kind_cell.address),
                cell,
            ]
        )
    return found


def _heading_date(table: Table, plan: Plan, name: str) -> Cell:
    """The date in a heading such as "Baseline (30/08/22)", which goes for every row."""
    place = plan.fields.get(name)
    if place is None or f"{name}_date" in plan.fields:
        return Cell("", "")
    text, where = table.header[place].text, table.header[place].address
    bracket = _IN_BRACKETS.match(text)
    if bracket:
        return Cell(bracket["when"].strip(), where)
    period, _ = find_period(text)
    if not period:
        return Cell("", "")
    core = core_of(text).label
    date_text = re.sub(rf"^\s*{re.escape(core.split()[0])}\s*[-–—:]*\s*", "", text).strip()
    return Cell(date_text, where)


def _split_date(cells: list[Cell], name: str, heading: Cell) -> None:
    """Part the value from the date in its cell: "90%" and "Q1 24/25"."""
    cell, when = cells[_PLACE[name]], _PLACE[f"{name}_date"]
    if not cell.text or cells[when].text:
        return
    value, date = value_and_date(cell.text)
    if date:
        cells[_PLACE[name]] = cell._replace(value=value, is_percent=False)
        cells[when] = cell._replace(value=date, is_percent=False)
    elif heading.text:
        cells[when] = heading


def value_and_date(text: str) -> tuple[str, str]:
    """("90%", "31/03/24") for "90% (31/03/24)" and for the two on lines; else no date."""
    bracket = _IN_BRACKETS.match(text)
    if bracket and bracket["value"].strip():
        return bracket["value"].strip(), bracket["when"].strip()
    value, line, last = text.rstrip().rpartition("\n")
    if line and _is_when(last):
        return value.strip(), last.strip()
    period, rest = find_period(text)
    if period and rest and re.fullmatch(r"[<>≥≤~c]?\s*[\d.,]+\s*%?", rest):
        return rest, period.label
    return text, ""


def _is_when(text: str) -> bool:
    plain = text.strip().strip("()")
    period, rest = find_period(plain)
    if period and len(plain_words(rest)) < 12:
        return True
    return bool(_LIKE_A_PART.fullmatch(plain)) or parse_date(plain).day is not None
