"""Whom the rows of a table stand under, and which rows are one record."""

from dataclasses import replace

from strategy_tracker.imports.match.model import CHOSEN, TEXT, Column, SheetMatch
from strategy_tracker.imports.match.own import UNKNOWN
from strategy_tracker.imports.match.profile import profile_column
from strategy_tracker.imports.match.roles import NEVER, fits_values
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.read.workbook import Cell

_PARENTS = ("objective", "ambition")
# Of fewer rows, that a value comes twice says nothing.
_FEWEST_ROWS = 4
_LONGEST_TITLE = 300
_MOSTLY = 0.5


def propose_parent(match: SheetMatch) -> None:
    """Take an unknown column for the objective where it is filled and repeats as one would.

    Only where the sheet has no column of objectives or ambitions; the evidence says why.
    """
    if match.holds not in ("ambition", "action") or _names_parent(match):
        return
    if _under_title(match):
        return
    title = match.column(f"{match.holds}.title")
    rows = [
        row for row in match.sheet.data_rows() if title and match.sheet.cell(row, title.index).text
    ]
    if title is not None and _take_given_once(match, title):
        return
    for column in (*_candidates(match), *_areas(match)):
        profile = profile_column(match.sheet, rows, column.index)
        repeats = len(profile.words) * 2 <= profile.filled
        # What is said of a row stands after its title, and groups of rows in runs.
        is_before = title is not None and column.index < title.index
        if (
            profile.filled == len(rows) >= _FEWEST_ROWS
            and repeats
            and (is_before or profile.comes_in_runs)
            and fits_values("objective.title", profile, match.holds) > NEVER
            and profile.longest <= _LONGEST_TITLE
        ):
            number = len(profile.words)
            evidence = (
                f"every row has one, with {number} different value{'s'[: number != 1]} in "
                f"{len(rows)} rows, and no other column names an objective"
            )
            taken = replace(
                column, field="objective.title", confidence=0.7, evidence=evidence,
                label="", purpose="",
            )  # fmt: skip
            match.columns[match.columns.index(column)] = taken
            return


def _take_given_once(match: SheetMatch, title: Column) -> bool:
    """Take unknown columns left of the title for parents, where each says a name once for the
    rows under it: the objective, and within it the ambition."""
    rows = list(match.sheet.data_rows())
    once = []
    for column in _candidates(match):
        texts = [match.sheet.cell(row, column.index).text for row in rows]
        profile = profile_column(match.sheet, rows, column.index)
        is_once = texts[:1] != [""] and len(set(texts) - {""}) == profile.filled
        if (
            column.index < title.index
            and is_once
            and 1 < profile.filled * 2 <= len(rows)
            and fits_values("objective.title", profile, match.holds) > NEVER
            and max(profile.people, profile.days, profile.references) < _MOSTLY
        ):
            once.append((profile.filled, column))
    once.sort(key=lambda pair: pair[0])
    levels = _PARENTS if match.holds == "action" else _PARENTS[:1]
    for level, (number, column) in zip(levels, once, strict=False):
        evidence = f"it has {number} names left of the rows, each once for those under it"
        match.columns[match.columns.index(column)] = replace(
            column, field=f"{level}.title", confidence=0.7, evidence=evidence, label="", purpose=""
        )
    return bool(once)


def _names_parent(match: SheetMatch) -> bool:
    return any(
        match.column(f"{level}.{name}")
        for level in _PARENTS
        if level != match.holds
        for name in ("title", "reference")
    )


def _candidates(match: SheetMatch) -> list[Column]:
    """Columns read as new questions in words for want of better, those before the title first."""
    title = match.column(f"{match.holds}.title")
    place = title.index if title else 0
    unknown = [
        column
        for column in match.columns
        if column.evidence == UNKNOWN
        or (
            column.field == TEXT
            and column.purpose == "general"
            and not column.code
            and column.evidence != CHOSEN
        )
    ]
    return sorted(unknown, key=lambda column: (column.index > place, column.index))


def _areas(match: SheetMatch) -> list[Column]:
    """Columns of areas: where nothing else is above the actions, they stand under these."""
    return [
        column
        for column in match.all("action.area")
        if column.evidence != CHOSEN and column.index not in match.sheet.given
    ]


def _under_title(match: SheetMatch) -> bool:
    """Take the sheet's title for the objective, as a guess, where no column could be it."""
    title = match.sheet.title_cell
    if title is None or match.holds != "action" or _candidates(match):
        return False
    evidence = "nothing else names an objective, and the sheet has this title"
    index = match.sheet.add_column(title._replace(value=""), [title] * len(match.sheet.body))
    letter = letter_of(title.address)
    match.columns.append(Column(index, title.text, "objective.title", 0.7, evidence, letter=letter))
    return True


def give_parents_below(match: SheetMatch) -> None:
    """Where a parent is written once, it goes for the rows under it as well."""
    title = match.column(f"{match.holds}.title") or match.column("measure.name")
    for level in _PARENTS:
        column = match.column(f"{level}.title")
        if column is None or level == match.holds or title is None:
            continue
        body = match.sheet.body
        texts = [row[column.index].text for row in body]
        if not texts or not texts[0] or all(texts):
            continue
        reference = match.column(f"{level}.reference")
        last = body[0]
        for row in body:
            if row[column.index].text:
                last = row
            elif row[title.index].text:
                row[column.index] = last[column.index]
                if reference and not row[reference.index].text:
                    row[reference.index] = last[reference.index]


def fold_rows(match: SheetMatch) -> None:
    """Rows under one title merged down over them are one record, its texts joined by lines."""
    title = match.column(f"{match.holds}.title")
    if title is None or match.holds not in ("action", "ambition", "risk"):
        return
    if title.index in match.sheet.given:
        # The layout says whom these rows are about, and no merged cell does.
        return
    folded: list[list[Cell]] = []
    for row in match.sheet.body:
        cell = row[title.index]
        before = folded[-1] if folded else None
        if before and cell.text and cell.address == before[title.index].address:
            _join(before, row)
        else:
            folded.append(list(row))
    match.sheet.body = folded


def _join(first: list[Cell], row: list[Cell]) -> None:
    for place, cell in enumerate(row):
        have = first[place]
        if not cell.text or cell.address == have.address:
            continue
        also = (*have.also, cell.address, *cell.also)
        if not have.text:
            first[place] = cell
        elif cell.text in have.text.split("\n"):
            first[place] = have._replace(also=also)
        else:
            rich = ""
            if have.markdown or cell.markdown:
                rich = f"{have.markdown or have.text}\n{cell.markdown or cell.text}"
            first[place] = have._replace(
                value=f"{have.text}\n{cell.text}", markdown=rich, also=also
            )
