"""An annex for each objective: questions down, its ambitions across, what must be true on top."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ambitions.models import Ambition
from objectives.models import Level, StrategicObjective
from reports import cells
from reports.blocks import (
    Blank,
    Block,
    Cell,
    Column,
    Heading,
    PageBreak,
    Prose,
    Row,
    RowGroup,
    Table,
    Words,
)
from reports.drafting import without_drafting_notes
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import (
    ambitions_of,
    chosen,
    dimensions_data,
    is_rated,
    item_data,
    rating_cell,
    written,
)
from reports.parts.objectives import about_blocks
from reports.reading import Plan

_LABEL_WIDTH, _TEXT_WIDTH = 33.0, 267.0  # mm; a matrix is as wide as a page that lies
_LETTER = 1.72  # mm of a letter of a matrix, on average
_LINES_OF_PAGE = 27  # a row of more becomes two, each with its question
_LEAST_LINES = 4  # no part of a row is smaller
_BULLET = re.compile(r"\s*[•*\-–o·]\s")


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [])
    heading: str = option(
        "Heading of each annex", "Annex {letter}: {title}", help="It may say {letter} and {title}."
    )
    first_letter: str = option("Letter of the first annex", "A")
    across: int = option("Ambitions side by side", 3)
    conditions_label: str = option("Name of the conditions", "Met when")
    success_label: str = option("Name of the success statement", "Successful when")
    shows_ratings: bool = option("Print the ratings too", False)
    shows_statements: bool = option("Print what each objective is about", True)
    prints_drafting_notes: bool = option("Print drafting notes such as [DN: …]", False)


def build(source: Source, part: Part) -> Data | None:
    """annexes (heading, objective, ambitions), questions, dimensions, labels, across."""
    options = KIND.options_of(part)
    plan = source.plan
    annexes: list[Data] = []
    groups: list[tuple[StrategicObjective | None, list[Ambition]]] = [
        (objective, ambitions_of(plan, objective))
        for objective in chosen(plan.objectives, options.objectives)
    ]
    if not options.objectives:
        groups.append((None, ambitions_of(plan, None)))
    for objective, ambitions in groups:
        if ambitions:
            letter = chr(ord(options.first_letter[:1].upper() or "A") + len(annexes))
            annexes.append(_annex(plan, options, letter, objective, ambitions))
    if not annexes:
        return None
    rows = [one for annex in annexes for one in annex["ambitions"]]
    used = {narrative["code"] for row in rows for narrative in row["narratives"]}
    return {
        "annexes": annexes,
        "questions": [
            {"code": asked.code, "label": _clean(asked.label, options).rstrip(" :")}
            for asked in plan.headings[Level.AMBITION]
            if asked.code in used
        ],
        "dimensions": [
            one for one in dimensions_data(plan.dimensions[Level.AMBITION]) if is_rated(one, rows)
        ]
        if options.shows_ratings
        else [],
        "labels": {"conditions": options.conditions_label, "success": options.success_label},
        "across": max(1, min(options.across, 5)),
        "shows_statements": options.shows_statements,
    }


def _annex(
    plan: Plan,
    options: Options,
    letter: str,
    objective: StrategicObjective | None,
    ambitions: Sequence[Ambition],
) -> Data:
    rows = [item_data(plan, ambition) for ambition in ambitions]
    for row in rows:
        for name in ("success_statement", "success_note"):
            row[name] = _clean(row[name], options)
        row["conditions"] = [[mark, _clean(text, options)] for mark, text in row["conditions"]]
        for narrative in row["narratives"]:
            narrative["text"] = _clean(narrative["text"], options)
    over = item_data(plan, objective, with_answers=False) if objective else None
    title = str(objective) if objective else plan.strategy.word_plural(Level.AMBITION)
    heading = options.heading.replace("{letter}", letter).replace("{title}", title)
    return {"heading": heading, "objective": over, "ambitions": rows}


def _clean(text: str, options: Options) -> str:
    return text if options.prints_drafting_notes else without_drafting_notes(text)


# Blocks


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    for number, annex in enumerate(data["annexes"]):
        if number:
            made.append(PageBreak())
        made.append(Heading(annex["heading"], 1))
        if data["shows_statements"] and annex["objective"]:
            made += about_blocks(annex["objective"], content)
        rows = annex["ambitions"]
        # Spread evenly: four are two and two, not three and one.
        tables = math.ceil(len(rows) / data["across"])
        size = math.ceil(len(rows) / tables)
        for start in range(0, len(rows), size):
            made.append(_matrix(rows[start : start + size], annex["heading"], data, content))
    return made


def _matrix(rows: Sequence[Data], name: str, data: Data, content: Content) -> Table:
    word = content["words"]["ambition"][0]
    width = (_TEXT_WIDTH - _LABEL_WIDTH) / len(rows)
    columns = [Column(word, _LABEL_WIDTH, is_row_header=True)]
    for row in rows:
        over = f"{word} {row['reference']}\n" if row["reference"] else ""
        columns.append(Column(f"{over}{row['title']}", width))
    made: list[Row] = []
    labels = data["labels"]
    made += _rows(labels["conditions"], [_conditions(row) for row in rows], width, on_top=True)
    made += _rows(labels["success"], [_success(row) for row in rows], width, on_top=True)
    for dimension in data["dimensions"]:
        cells_ = [rating_cell(row, dimension["code"]) for row in rows]
        made.append(Row([[Words(dimension["label"])], *cells_], name=name))
    for asked in data["questions"]:
        texts = [_paragraphs(_answer(row, asked["code"])) for row in rows]
        silences = [cells.silence(row) for row in rows]
        made += _rows(asked["label"], texts, width, silences=silences)
    return Table(columns, [RowGroup(made)], name=name, is_dense=True)


def _conditions(row: Data) -> list[str]:
    return [f"**{mark}.** {text}" if mark else text for mark, text in row["conditions"]]


def _success(row: Data) -> list[str]:
    statement = " ".join(row["success_statement"].split()).replace("*", r"\*")
    note = row["success_note"].strip()
    return [*([f"**{statement}**"] if statement else []), *([note] if note else [])]


def _answer(row: Data, code: str) -> str:
    return "\n".join(written(one) for one in row["narratives"] if one["code"] == code)


def _paragraphs(text: str) -> list[str]:
    """What may stand on two pages: each line, a list with all that hangs from it in items."""
    found: list[str] = []
    for line in text.replace("\r\n", "\n").splitlines():
        is_under = line[:1].isspace() and found
        if not line.strip():
            continue
        if is_under:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _rows(
    label: str,
    texts: Sequence[list[str]],
    width: float,
    *,
    on_top: bool = False,
    silences: Sequence[str] = (),
) -> list[Row]:
    """A row of what each ambition says, or as many as it takes to go over pages.

    The cells of a row that would be taller than a page go on in a second one, whose head says
    that it goes on, since a row that breaks loses its head.
    """
    if not any(texts) and on_top:
        return []
    made: list[Row] = []
    left = [list(own) for own in texts]
    while not made or any(left):
        taken = [_take(own, width, _LINES_OF_PAGE) for own in left]
        # A few last lines come along rather than stand alone.
        if sum(_lines(own, width) for own in left) <= _LEAST_LINES:
            taken, left = [mine + own for mine, own in zip(taken, left, strict=True)], []
        said: list[Cell] = [_cell(mine) for mine in taken]
        if not made and silences:
            said = [own or [Blank(word)] for own, word in zip(said, silences, strict=True)]
        head: list[Any] = [Words(f"{label}, continued" if made else label)]
        made.append(Row([head, *said], name=label, is_tinted=on_top))
    return made


def _take(paragraphs: list[str], width: float, most: int) -> list[str]:
    """The first of `paragraphs` that fit in `most` lines, taken out of them; one at least."""
    taken: list[str] = []
    while paragraphs and (not taken or _lines([*taken, paragraphs[0]], width) <= most):
        taken.append(paragraphs.pop(0))
    return taken


def _lines(paragraphs: Sequence[str], width: float) -> int:
    room = max(width - 5, 10) / _LETTER
    return sum(
        math.ceil(max(len(line), 1) / room) for one in paragraphs for line in one.splitlines()
    )


def _cell(paragraphs: Sequence[str]) -> Cell:
    """Each paragraph on its own, bullets that follow one another as one list."""
    text, was_bullet = "", False
    for paragraph in paragraphs:
        is_bullet = bool(_BULLET.match(paragraph))
        between = "\n" if is_bullet and was_bullet else "\n\n"
        text = f"{text}{between}{paragraph}" if text else paragraph
        was_bullet = is_bullet
    return [Prose(text)] if text else []


KIND = PartKind(
    "annex-matrix",
    "Annex for each objective",
    "Questions down and the objective's ambitions across, with their conditions on top",
    build,
    blocks,
    Options,
)
