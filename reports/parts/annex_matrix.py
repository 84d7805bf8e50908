"""An annex for each objective: questions down, its ambitions across, what must be true on top."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ambitions.models import Ambition
from objectives.asking import is_asked_in, main_of
from objectives.models import Level, StrategicObjective
from reports import cells
from reports.blocks import (
    Blank,
    Block,
    Bullets,
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
from reports.letters import BOLD, text_width
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import (
    actions_of,
    ambitions_of,
    chosen,
    counted,
    dimensions_data,
    is_rated,
    item_data,
    named,
    rating_cell,
    written,
)
from reports.parts.objectives import about_blocks
from reports.reading import Plan
from strategy_tracker.ui.display import inside

_LABEL_WIDTH, _TEXT_WIDTH = 33.0, 267.0  # mm; a matrix is as wide as a page that lies
# Estimates in mm, on the high side, of a dense table as board-paper.css has it.
_PAGE_HEIGHT = 166.0
_LINE, _GAP, _PADDING = 4.3, 1.0, 2.4
_HEAD_LINE, _HEAD_PADDING = 4.5, 2.8
_BODY, _HEAD = 0.97, 1.05 * BOLD  # letters beside those of 10 points, a little on the high side
_RAGGED = 2.5  # that a line leaves free at its end
_HEADING_HEIGHT, _TEXT_LINE, _TEXT_SIZE = 9.0, 5.3, 1.13
_GUTTER, _INDENT = 4.6, 4.0
_BETWEEN_TABLES = 6.0
_MOST_ACROSS = 4  # side by side where all fits on one page
_LEAST_HEIGHT = 26.0  # left at the foot of a page, for a row to begin there that does not fit
_BULLET = re.compile(r"\s*[•*\-–o·]\s")


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    heading: str = option(
        "Heading of each annex", "Annex {letter}: {title}", help="It may say {letter} and {title}."
    )
    first_letter: str = option("Letter of the first annex", "A")
    across: int = option("Ambitions side by side", 3)
    questions_label: str = option("Heading over the questions", "")
    conditions_label: str = option("Name of the conditions", "Met when")
    success_label: str = option("Name of the success statement", "Successful when")
    shows_ratings: bool = option("Print the ratings too", False)
    shows_actions: bool = option(
        "Print the actions of ambitions that are asked nothing themselves", True
    )
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
    if options.shows_actions and not used:
        _add_actions(plan, rows)
    return {
        "annexes": annexes,
        "questions": [
            {
                "code": asked.code,
                "label": _clean(asked.label, options).rstrip(" :"),
                # What was answered in a period that does not ask it is missing from nobody else.
                **({} if is_asked_in(asked, plan.period) else {"is_asked": False}),
            }
            for asked in plan.headings[Level.AMBITION]
            if asked.code in used
        ],
        "dimensions": [
            one for one in dimensions_data(plan.dimensions[Level.AMBITION]) if is_rated(one, rows)
        ]
        if options.shows_ratings
        else [],
        "labels": {
            "questions": options.questions_label,
            "conditions": options.conditions_label,
            "success": options.success_label,
        },
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


def _add_actions(plan: Plan, rows: Sequence[Data]) -> None:
    """To each ambition its actions: [named, rating, the first of its answers]."""
    own = {str(ambition.uuid): ambition for ambition in plan.ambitions}
    for row in rows:
        actions = actions_of(plan, own[row["key"]])
        row |= {"actions": [], **counted(actions)}
        for action in actions:
            data = item_data(plan, action)
            main = main_of(plan.dimensions[Level.ACTION], action, plan.period)
            value = data["ratings"].get(main.code) if main else None
            silence = cells.silence(data) if plan.asks_anything(action) else cells.NOT_ASKED
            said = [written(one) for one in data["narratives"][:1]]
            row["actions"].append([named(data), value["label"] if value else silence, *said])


def _clean(text: str, options: Options) -> str:
    return text if options.prints_drafting_notes else without_drafting_notes(text)


# Blocks


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    for number, annex in enumerate(data["annexes"]):
        if number:
            made.append(PageBreak())
        told = [one["key"] for one in (annex["objective"], *annex["ambitions"]) if one]
        made.append(Heading(annex["heading"], 1, items=told))
        about: list[Block] = []
        if data["shows_statements"] and annex["objective"]:
            about = about_blocks(annex["objective"], content)
        made += about
        rows = annex["ambitions"]
        over = _HEADING_HEIGHT + sum(_height_of(block) for block in about)
        # Spread evenly: four are two and two, not three and one; or side by side, where that
        # fits on one page.
        tables = math.ceil(len(rows) / data["across"])
        if tables > 1 and len(rows) <= _MOST_ACROSS and _fits(rows, data, content, over):
            tables = 1
        size = math.ceil(len(rows) / tables)
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            if start and not _fits(some, data, content, over):
                made.append(PageBreak())
                over = 0.0
            table, over = _matrix(some, annex["heading"], data, content, over)
            made.append(table)
    return made


def _height_of(block: Block) -> float:
    """How many mm a text over the table is high."""
    lines = (
        block.items if isinstance(block, Bullets) else getattr(block, "markdown", "").split("\n")
    )
    wide = [text_width(line) * _TEXT_SIZE for line in lines]
    return sum(max(math.ceil(one / _TEXT_WIDTH), 1) for one in wide) * _TEXT_LINE + 2


def _fits(rows: Sequence[Data], data: Data, content: Content, over: float) -> bool:
    """Whether all of `rows` fit side by side under `over` mm of one page."""
    columns = _columns(rows, data, content)
    width = columns[1].width
    heights = [_height(one.texts, width) for one in _wanted(rows, data, content)]
    return over + _head_height(columns) + sum(heights) <= _PAGE_HEIGHT


def _columns(rows: Sequence[Data], data: Data, content: Content) -> list[Column]:
    word = content["words"]["ambition"][0]
    width = (_TEXT_WIDTH - _LABEL_WIDTH) / len(rows)
    columns = [Column(data["labels"]["questions"] or word, _LABEL_WIDTH, is_row_header=True)]
    for row in rows:
        first = f"{word} {row['reference']}\n" if row["reference"] else ""
        columns.append(Column(f"{first}{row['title']}", width, item=row["key"]))
    return columns


def _head_height(columns: Sequence[Column]) -> float:
    lines = max(_lines([one.label], one.width, _HEAD) for one in columns[1:])
    return lines * _HEAD_LINE + _HEAD_PADDING


def _wanted(rows: Sequence[Data], data: Data, content: Content) -> "list[_Question]":
    """The rows of the table to be, before they are parted by pages."""
    labels = data["labels"]
    wanted = [
        _Question(labels["conditions"], [_conditions(row) for row in rows], on_top=True),
        _Question(labels["success"], [_success(row) for row in rows], on_top=True),
    ]
    wanted = [question for question in wanted if any(question.texts)]
    for one in data["dimensions"]:
        given = [rating_cell(row, one["code"]) for row in rows]
        wanted.append(_Question(one["label"], [[] for _ in rows], instead=given))
    for asked in data["questions"]:
        texts = [_paragraphs(_answer(row, asked["code"])) for row in rows]
        is_asked = asked.get("is_asked", True)
        silent: list[Cell] = [
            [Blank(cells.silence(row) if is_asked else cells.NOT_ASKED)] for row in rows
        ]
        wanted.append(_Question(asked["label"], texts, instead=silent))
    if any(row.get("actions") for row in rows):
        actions = [
            [text for one in row.get("actions", []) for text in _action(*one)] for row in rows
        ]
        wanted.append(_Question(content["words"]["action"][1], actions))
    return wanted


def _matrix(
    rows: Sequence[Data], name: str, data: Data, content: Content, over: float
) -> tuple[Table, float]:
    """The table of `rows`, and how many mm of its last page are taken; `over` are of its first,
    by what stands over it."""
    columns = _columns(rows, data, content)
    height = _PAGE_HEIGHT - _head_height(columns)
    made, left = _paginated(_wanted(rows, data, content), columns[1].width, height, over, name)
    table = Table(columns, [RowGroup(made)], name=name, is_dense=True)
    return table, _PAGE_HEIGHT - left + _BETWEEN_TABLES


@dataclass
class _Question:
    """A row to be: its head, the paragraphs of each cell, and what a cell without any says."""

    label: str
    texts: list[list[str]]
    instead: Sequence[Cell] = ()
    on_top: bool = False


def _conditions(row: Data) -> list[str]:
    return [f"**{mark}.** {text}" if mark else text for mark, text in row["conditions"]]


def _success(row: Data) -> list[str]:
    statement = " ".join(row["success_statement"].split())
    note = row["success_note"].strip()
    return [*([f"**{statement}**"] if statement else []), *([note] if note else [])]


def _action(name: str, rated: str, said: str = "") -> list[str]:
    """An action with its rating in words, then what was written of it."""
    first = f"**{' '.join(name.split())}**: {inside(rated)}."
    told = _paragraphs(said)
    if told and not _BULLET.match(told[0]):
        first = f"{first} {told.pop(0)}"
    return [first, *told]


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


def _paginated(
    wanted: Sequence[_Question], width: float, height: float, over: float, name: str
) -> tuple[list[Row], float]:
    """The rows, and how many mm they leave free of their last page.

    One that does not fit on its page goes on in another on the next.

    The second says that it goes on: a row that is broken by the page itself loses its head.
    `height` mm are free on a page, `over` of the first one are taken.
    """
    made: list[Row] = []
    left = height - over
    for number, question in enumerate(wanted):
        rest, is_first, begins_page = question.texts, True, False
        below = sum(_height(other.texts, width) for other in wanted[number + 1 :])
        while is_first or any(rest):
            now, later = _parted(rest, width, left)
            if any(rest) and not any(now):
                if not begins_page:
                    left, begins_page = height, True
                    continue
                # Not even one paragraph fits on a page: this row has to break by itself.
                now, later = rest, [[] for _ in rest]
            said = [_cell(own) for own in now]
            if is_first and question.instead:
                said = [own or other for own, other in zip(said, question.instead, strict=True)]
            label = question.label if is_first else f"{question.label}, continued"
            # Where all that is left fits on one page, the page may break where it must.
            is_forced = begins_page and (not is_first or _height(rest, width) + below > height)
            made.append(
                Row(
                    [[Words(label)], *said],
                    name=name,
                    is_tinted=question.on_top,
                    starts_page=is_forced,
                )
            )
            left -= _height(now, width)
            rest, is_first, begins_page = later, False, False
    return made, left


def _parted(
    texts: Sequence[list[str]], width: float, left: float
) -> tuple[list[list[str]], list[list[str]]]:
    """What of each cell fits in `left` mm, and what does not; all or nothing where little would."""
    nothing: list[list[str]] = [[] for _ in texts]
    whole = [list(own) for own in texts]
    if _height(whole, width) <= left:
        return whole, nothing
    if left < _LEAST_HEIGHT:
        return nothing, whole
    now = []
    for own in whole:
        count = 0
        while count < len(own) and _height([own[: count + 1]], width) <= left:
            count += 1
        if own and not count:
            return nothing, whole
        now.append(own[:count])
    return now, [own[len(taken) :] for own, taken in zip(whole, now, strict=True)]


def _height(texts: Sequence[Sequence[str]], width: float) -> float:
    """How many mm a row of these cells is high."""
    tallest = max((_lines(own, width) * _LINE + len(own) * _GAP for own in texts), default=0.0)
    return max(tallest, _LINE) + _PADDING


def _lines(paragraphs: Sequence[str], width: float, size: float = _BODY) -> int:
    """How many lines they take, of letters that are `size` times those of a table."""
    found = 0
    for one in (line for paragraph in paragraphs for line in paragraph.splitlines()):
        room = max(width - _GUTTER - (_INDENT if _BULLET.match(one) else 0), 10.0)
        long = text_width(one.replace("**", "")) * size * (BOLD if "**" in one else 1.0)
        found += 1 if long <= room else math.ceil(long / (room - _RAGGED))
    return found


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
