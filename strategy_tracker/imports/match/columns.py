"""Which kind of record a table holds, and which field each of its columns is.

The words of the headings, the values and the places of all columns are weighed together
(`evidence.py`). A column that is no field of a record answers for a period, a percentage, a
rating or words, or it is none of these and has no field. Each match says how sure it is and
why. Nothing here reads the database; what the trust already has comes in as `Known`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from strategy_tracker.imports.layout.headings import core_of, words_without_period
from strategy_tracker.imports.layout.scorecards import plan_of_latest, plan_of_measures, unpivot
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.match.by_values import guess_title, mark_split_references
from strategy_tracker.imports.match.chosen import chosen_places
from strategy_tracker.imports.match.evidence import Reading, read_as
from strategy_tracker.imports.match.model import (
    CHOSEN,
    DIRECTION,
    LEADS,
    RATING,
    Column,
    Known,
    SheetMatch,
)
from strategy_tracker.imports.match.no_plan import why_no_plan
from strategy_tracker.imports.match.own import keep_as_own
from strategy_tracker.imports.match.profile import ColumnProfile, profile_cells
from strategy_tracker.imports.match.quarters import settle_periods
from strategy_tracker.imports.match.questions import answer_column, asked_in_words
from strategy_tracker.imports.match.renamed import settle_renamed
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.time_limit import check_time
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import plain_words
from strategy_tracker.imports.vocabulary.wording import say_field

NOTHING_CHOSEN: Mapping[str, str] = {}
NOTHING_RENAMED: Mapping[str, Sequence[str]] = {}
# That so few rows of a parent have the same lead may be chance.
_FEWEST_REPEATS, _CHANCE = 3, 0.7
_FAR_MORE = 3
# What is said of a parent once, and not of each of its actions.
_OF_PARENTS = {
    "description",
    "introduction",
    "aims",
    "success_statement",
    "success_note",
    "conditions",
    "risks",
}


def match_table(
    table: Table,
    known: Known,
    chosen: Mapping[str, str] = NOTHING_CHOSEN,
    answers: Mapping[str, str] = NOTHING_CHOSEN,
    renamed: Mapping[str, Sequence[str]] = NOTHING_RENAMED,
    alike: Sequence[Sequence[Cell]] = (),
) -> SheetMatch:
    """What `table` holds and what its columns are.

    `alike` are the rows of tables of the same sheet and headings: one that is short is read as
    the others are.

    `chosen` are the fields that a person gave to headings or letters ("" for leave out) and
    `answers` those to questions on columns, which beat everything that we would guess; `renamed`
    is as in `Choices`, of this sheet.
    """
    match = _match_as_is(table, known, chosen, answers, renamed, alike)
    upright = _figures_down(match) if match.holds == "measure" else None
    if upright is None:
        return match
    again = _match_as_is(upright, known, chosen, answers, renamed)
    return again if again.holds else match


def _figures_down(match: SheetMatch) -> Table | None:
    """A table of measures with parts of a year across, as one row for each figure.

    Such tables whose headings are known are laid out so already (`layout/scorecards.py`).
    """
    table = match.sheet
    if table.kind == "scorecard" or any(column.evidence == CHOSEN for column in match.columns):
        return None
    fields = {column.field: column.index for column in match.columns if column.field}
    plan = plan_of_measures(table, fields, table.year) or plan_of_latest(table, fields)
    if plan is None:
        return None
    upright = unpivot(table, plan)
    told = {column.field: column for column in match.columns}
    for place, given in upright.given.items():
        if given.field and given.field in told:
            upright.given[place] = given._replace(
                confidence=told[given.field].confidence, evidence=told[given.field].evidence
            )
    return upright


def _match_as_is(
    table: Table,
    known: Known,
    chosen: Mapping[str, str],
    answers: Mapping[str, str],
    renamed: Mapping[str, Sequence[str]],
    alike: Sequence[Sequence[Cell]] = (),
) -> SheetMatch:
    check_time()
    chosen, asks = settle_renamed(table, chosen, renamed, answers)
    headings = {place: " ".join(cell.text.split()) for place, cell in enumerate(table.header)}
    rows = [*table.body, *alike]
    profiles = {place: profile_cells([row[place] for row in rows]) for place in headings}
    said = chosen_places(table, headings, chosen)
    named = {
        place: heading
        for place, heading in headings.items()
        if heading and (place not in table.given or place in said)
    }
    reading = _read_as_what(table, known, profiles, named, said, answers)
    may_refuse = not said and not table.holds and not table.given
    why = ""
    if may_refuse and (reading is None or not reading.is_sure):
        why = why_no_plan(table, headings, profiles)
    if reading is None or why:
        left_out = [Column(n, h, "", 0, "the sheet is left out") for n, h in named.items()]
        return SheetMatch(table, "", _with_letters(table, left_out), why=why)
    kind, found = reading.kind, reading.found
    if table.is_said:
        found |= guess_title(kind.holds, table, found, profiles)
    match = SheetMatch(table, kind.holds, asks=[*asks, *reading.asks])
    undated = Counter(map(words_without_period, named.values()))
    for place, heading in named.items():
        if place not in found:
            taken = {(column.field, column.code) for column in found.values()}
            answer = answer_column(
                kind, place, heading, profiles[place], match.level, known, taken,
                reading.answers.get(place), is_heard=place in reading.heard,
                is_alone=undated[words_without_period(heading)] == 1,
            )  # fmt: skip
            found[place] = _as_chosen(answer, said.get(place), profiles[place])
    columns = sorted(found.values(), key=lambda column: column.index)
    match.columns = settle_periods(table, columns, match.level, known)
    _settle_arrows(match)
    _give_parents_their_leads(match, list(table.data_rows()))
    _name_only_leads(match)
    _keep_what_is_of_each_row(match, list(table.data_rows()))
    mark_split_references(match)
    match.columns = _with_letters(table, match.columns)
    match.unnamed = [
        place
        for place, heading in headings.items()
        if not heading and place not in found and profiles[place].filled
    ]
    keep_as_own(match, known, said, profiles)
    return match


def _read_as_what(
    table: Table,
    known: Known,
    profiles: Mapping[int, ColumnProfile],
    named: Mapping[int, str],
    said: Mapping[int, str],
    answers: Mapping[str, str],
) -> Reading | None:
    """The table read as that kind of sheet, of those that it may be, which explains most of it."""
    readings: list[Reading] = []
    others: list[Reading] = []
    for kind in synonyms().sheets:
        if table.holds and kind.holds != table.holds:
            continue
        given = _given_columns(table, named, known, kind.holds)
        reading = read_as(kind, table, known, profiles, named, given, said, answers)
        if table.holds:
            return reading
        if reading.is_sure or reading.is_likely:
            readings.append(reading)
        else:
            others.append(reading)
    best = max(readings, key=lambda reading: reading.explained, default=None)
    most = max((reading.explained for reading in others), default=0.0)
    # What is far more like something that it cannot be by itself is part of another record.
    return best if best and most < _FAR_MORE * best.explained else None


def _with_letters(table: Table, columns: list[Column]) -> list[Column]:
    return [
        replace(column, letter=letter_of(table.header[column.index].address)) for column in columns
    ]


def _given_columns(
    table: Table, named: Mapping[int, str], known: Known, holds: str
) -> dict[int, Column]:
    """The columns that the layout told, but for those that a person named otherwise."""
    columns = {}
    for place, given in table.given.items():
        if place in named:
            continue
        heading = " ".join(table.header[place].text.split())
        column = Column(
            place,
            heading or given.label or say_given(given.field),
            given.field,
            given.confidence,
            given.evidence,
            label=given.label,
        )
        columns[place] = asked_in_words(column, holds, known) if given.label else column
    return columns


def say_given(name: str) -> str:
    """What a column without a heading is called: "Objective" for "objective.title"."""
    kind, _, short = name.partition(".")
    words = kind if short in ("title", "name") else say_field(short)
    return words[:1].upper() + words[1:]


def _as_chosen(column: Column, name: str | None, profile: ColumnProfile) -> Column:
    """The column as the person chose it: a rating, a question in words or a direction."""
    if name is None:
        return column
    if name == column.field:
        return replace(column, confidence=1.0, evidence=CHOSEN)
    core = core_of(column.heading)
    label, note = core.label, core.note
    plain = plain_words(label)
    is_rating = name == RATING
    kinds = synonyms().ratings if is_rating else synonyms().narratives
    purpose = kinds.get(plain, "delivery" if is_rating else "general")
    return Column(
        column.index,
        column.heading,
        name,
        1.0,
        CHOSEN,
        label=label if name != DIRECTION else "",
        purpose=purpose if name != DIRECTION else "",
        note=note,
        is_percent=is_rating and (profile.is_percent or profile.is_number),
    )


def _settle_arrows(match: SheetMatch) -> None:
    """An arrow's column belongs to the nearest rating before it, or else after it."""
    ratings = [column for column in match.columns if column.field == RATING]
    for place, column in enumerate(match.columns):
        if column.field != DIRECTION:
            continue
        before = [rating.index for rating in ratings if rating.index < column.index]
        after = [rating.index for rating in ratings if rating.index > column.index]
        rates = before[-1] if before else after[0] if after else None
        if rates is None:
            match.columns[place] = replace(column, field="", evidence="no rating beside it")
        else:
            match.columns[place] = replace(column, rates=rates)


def _give_parents_their_leads(match: SheetMatch, rows: list[int]) -> None:
    """A column of leads that stands beside the parent, before the item, is the parent's.

    Only where it never differs between rows of one parent; else it is the item's after all.
    """
    title = match.column(f"{match.holds}.title")
    parents = [
        column
        for level in ("objective", "ambition")
        if level != match.holds and (column := match.column(f"{level}.title"))
    ]
    if title is None or not parents:
        return
    for place, column in enumerate(match.columns):
        holder, _, name = column.field.partition(".")
        beside = [parent for parent in parents if parent.index < column.index < title.index]
        if column.evidence == CHOSEN or name not in LEADS or holder != match.holds or not beside:
            continue
        parent = beside[-1]
        seen: dict[str, set[str]] = {}
        for row in rows:
            text = match.sheet.cell(row, column.index).text
            seen.setdefault(match.sheet.cell(row, parent.index).text, set()).add(text)
        repeats = len(rows) - len(seen)
        if repeats > 0 and all(len(texts) == 1 for texts in seen.values()):
            sure = column.confidence if repeats >= _FEWEST_REPEATS else _CHANCE
            evidence = f"beside “{parent.heading}” and always the same for it"
            level = parent.field.partition(".")[0]
            match.columns[place] = replace(
                column, field=f"{level}.{name}", confidence=sure, evidence=evidence
            )


def _keep_what_is_of_each_row(match: SheetMatch, rows: list[int]) -> None:
    """Words of a parent that differ between its rows are of the rows, and no field of theirs."""
    for place, column in enumerate(match.columns):
        level, _, name = column.field.partition(".")
        if column.evidence == CHOSEN or level == match.holds or name not in _OF_PARENTS:
            continue
        parent = match.column(f"{level}.title")
        said: dict[str, set[str]] = {}
        for row in rows:
            of = match.sheet.cell(row, parent.index).text if parent else ""
            if text := match.sheet.cell(row, column.index).text:
                said.setdefault(of, set()).add(text)
        if any(len(texts) > 1 for texts in said.values()):
            evidence = "it differs from row to row, so it is of each of them"
            match.columns[place] = replace(
                column, field="", label="", confidence=0, evidence=evidence
            )


def _name_only_leads(match: SheetMatch) -> None:
    """Whoever is the only lead there is, an executive or a manager, is simply the lead.

    So is the programme manager beside others, where no lead is named.
    """
    for level in ("objective", "ambition", "action"):
        leads = [
            place
            for place, column in enumerate(match.columns)
            if column.field in {f"{level}.{name}" for name in LEADS}
        ]
        managers = [p for p in leads if match.columns[p].field == f"{level}.programme_manager"]
        if len(managers) == 1 < len(leads) and not match.column(f"{level}.lead"):
            manager = match.columns[managers[0]]
            if manager.evidence != CHOSEN:
                match.columns[managers[0]] = replace(manager, field=f"{level}.lead")
        alone = match.columns[leads[0]] if len(leads) == 1 else None
        if alone and alone.evidence != CHOSEN and alone.field != f"{level}.lead":
            match.columns[leads[0]] = replace(alone, field=f"{level}.lead")
