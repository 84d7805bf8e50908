"""What a person does not see in a workbook: asked whether to read it, and noted where left out.

Hidden sheets are left out unless somebody says otherwise; hidden rows and columns are read as
their table is, for hiding is only a view. Nothing of it passes without a question, one for the
rows of a sheet and one for its columns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.extract.ledger import noise
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.grid import consecutive
from strategy_tracker.imports.layout.table import LEFT_OUT, Region, say_place
from strategy_tracker.imports.read.sheet import say_area
from strategy_tracker.imports.read.workbook import Area, Sheet, Workbook, address

READ, LEAVE = "read", "leave"
_OF_ROWS = "hidden:rows:"
# So many runs of rows are named in a question; of a filter there may be thousands.
_MOST_RUNS = 8
_LONGEST_VALUE = 80


class Unseen:
    """What of `workbook` is not seen, and what becomes of it by `choices`.

    `workbook` is then what is to be recognised: what is read is hidden no more, and the rest of
    it is gone. `questions` are all that were asked, `left_out` regions of hidden sheets, and
    `noise` areas of other sheets that are left out, each with its reason.
    """

    def __init__(self, workbook: Workbook, choices: Choices) -> None:
        self.choices = choices
        self.questions: list[OpenQuestion] = []
        self.left_out: list[Region] = []
        self.noise: list[tuple[str, Area, str]] = []
        sheets = [sheet for sheet in workbook.sheets if not sheet.is_hidden or self._is_read(sheet)]
        self.workbook = Workbook(workbook.file_name, [self._unveiled(sheet) for sheet in sheets])

    def _is_read(self, sheet: Sheet) -> bool:
        """Whether a hidden sheet is to be read."""
        area = _used(sheet)
        if area is None:
            if sheet.facts.left_out:
                self._without_room(sheet)
            return False
        count = sum(value != "" for row in sheet.rows for value in row)
        cells = "one filled cell" if count == 1 else f"{count:,} filled cells"
        question = OpenQuestion(
            f"hidden:sheet:{sheet.title}",
            Where(sheet.title, address(area.top, area.left)),
            sheet.cell(area.top, area.left).text[:_LONGEST_VALUE],
            f"The sheet “{sheet.title}” is hidden and has {cells}. Should it be read?",
            LEAVE,
            ((READ, "Read it"), (LEAVE, "Leave it out")),
            (say_area(area),),
        )
        wanted = self.choices.regions.get(say_place(sheet.title, area), "")
        if self._answer(question) == READ or wanted not in ("", LEFT_OUT):
            return True
        why = "The sheet is hidden."
        self.left_out.append(Region(sheet.title, area, LEFT_OUT, why))
        return False

    def _without_room(self, sheet: Sheet) -> None:
        """Ask to go on without a hidden sheet that there was no room to read."""
        question = OpenQuestion(
            f"hidden:sheet:{sheet.title}",
            Where(sheet.title, "A1"),
            "",
            " ".join(sheet.facts.left_out),
            LEAVE,
            ((LEAVE, "Leave it out"),),
        )
        self._answer(question)

    def _unveiled(self, sheet: Sheet) -> Sheet:
        """`sheet` with what is read of its hidden rows and columns hidden no more."""
        looks = sheet.looks
        if not (looks.hidden_rows or looks.hidden_columns):
            return sheet
        rows = sorted(row for row in looks.hidden_rows if _row_holds(sheet, row))
        columns = [
            column for column in sorted(looks.hidden_columns) if _column_holds(sheet, column)
        ]
        shown_rows = set(rows) if rows and self._takes_rows(sheet, rows) else set()
        shown_columns = set(columns) if columns and self._takes_columns(sheet, columns) else set()
        seen = replace(
            looks,
            hidden_rows=looks.hidden_rows - shown_rows,
            hidden_columns=looks.hidden_columns - shown_columns,
        )
        return replace(sheet, looks=seen)

    def _takes_rows(self, sheet: Sheet, rows: Sequence[int]) -> bool:
        """Whether the hidden rows that hold something are brought in, asked once for the sheet."""
        place = address(rows[0], 0)
        filtered = [row for row in rows if row in sheet.looks.filtered_rows]
        by_hand = [row for row in rows if row not in sheet.looks.filtered_rows]
        by = " by a filter" if filtered else ""
        if filtered and by_hand:
            by = f", {len(filtered):,} of them by a filter"
        runs = _runs([str(row + 1) for row in rows], rows)
        areas = list(_areas(sheet, rows, are_columns=False))
        # What is hidden row by row differs from file to file, and is asked of each again.
        key = f"{_OF_ROWS}{sheet.title}!{place}"
        said = f"{_lines('Row', runs, rows, sheet)} hidden{by}."
        if self._takes(key, Where(sheet.title, place), said, areas, is_one=len(rows) == 1):
            return True
        for numbers, why in (
            (filtered, "A row that is hidden by a filter."),
            (by_hand, "A row that is hidden."),
        ):
            left = _areas(sheet, numbers, are_columns=False)
            self.noise += [(sheet.title, area, why) for area in left]
        return False

    def _takes_columns(self, sheet: Sheet, columns: Sequence[int]) -> bool:
        """Whether the hidden columns that hold something are brought in."""
        where = Where(sheet.title, address(0, columns[0]))
        runs = _runs([address(0, column)[:-1] for column in columns], columns)
        areas = list(_areas(sheet, columns, are_columns=True))
        key = f"hidden:columns:{sheet.title}:{runs}"
        said = f"{_lines('Column', runs, columns, sheet)} hidden."
        if self._takes(key, where, said, areas, is_one=len(columns) == 1):
            return True
        self.noise += [(sheet.title, area, "A column that is hidden.") for area in areas]
        return False

    def _takes(
        self, key: str, where: Where, said: str, areas: Sequence[Area], *, is_one: bool
    ) -> bool:
        """Whether hidden lines are brought in: they are read as any others until somebody says."""
        they, them = ("it", "it") if is_one else ("they", "them")
        question = OpenQuestion(
            key,
            where,
            "",
            f"{said} Should {they} be brought in?",
            READ,
            ((READ, f"Bring {them} in"), (LEAVE, f"Leave {them} out")),
            tuple(map(say_area, areas)),
            # The rows are of columns that others are of too; a column is itself in question.
            is_read=key.startswith(_OF_ROWS),
        )
        return self._answer(question) == READ

    def _answer(self, question: OpenQuestion) -> str:
        self.questions.append(question)
        given = self.choices.answers.get(question.key, question.guess)
        return given if given in (READ, LEAVE) else question.guess


def note_unseen(workbook: Workbook, result: Extract) -> None:
    """Note the words that are struck out, and what the reader could not read."""
    for sheet in workbook.sheets:
        if sheet.looks.struck:
            _note_struck(sheet, result)
        for sentence in [*sheet.facts.left_out, *sheet.looks.unread_formats]:
            result.problem(Where(sheet.title, "A1"), "", sentence, "", stops=False)


def _note_struck(sheet: Sheet, result: Extract) -> None:
    """One note for each cell with struck-out words, or for a row that has nothing else."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(sheet.looks.struck):
        result.ledger.put_places(sheet.title, [address(row, column)], noise("Struck out."))
        if row not in sheet.looks.hidden_rows and column not in sheet.looks.hidden_columns:
            rows.setdefault(row, []).append(column)
    for row, columns in rows.items():
        if len(columns) > 1 and not _row_holds(sheet, row):
            words = "; ".join(sheet.looks.struck[row, column] for column in columns)
            _note(result, Where(sheet.title, address(row, columns[0])), words, f"Row {row + 1}")
            continue
        for column in columns:
            words = sheet.looks.struck[row, column]
            where = Where(sheet.title, address(row, column))
            _note(result, where, words, f"“{_short(words)}”")


def _note(result: Extract, where: Where, words: str, what: str) -> None:
    result.problem(
        where,
        words,
        f"{what} is struck out and was left out.",
        "Take the line off in Excel if it still counts.",
        stops=False,
    )


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[:_LONGEST_VALUE].rstrip()}…"


def _used(sheet: Sheet) -> Area | None:
    """The area of all that the sheet holds; None for nothing."""
    places = [
        (row, column)
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value != ""
    ]
    if not places:
        return None
    columns = [column for _, column in places]
    return Area(places[0][0], min(columns), places[-1][0], max(columns))


def _areas(sheet: Sheet, numbers: Sequence[int], *, are_columns: bool) -> Iterator[Area]:
    """The cells of whole rows or columns with these numbers, those beside each other as one."""
    bottom, right = len(sheet.rows) - 1, max(map(len, sheet.rows), default=1) - 1
    for first, last in consecutive(numbers):
        yield Area(0, first, bottom, last) if are_columns else Area(first, 0, last, right)


def _row_holds(sheet: Sheet, row: int) -> bool:
    return row < len(sheet.rows) and not sheet.is_blank_row(row)


def _column_holds(sheet: Sheet, column: int) -> bool:
    return any(column < len(row) and row[column] != "" for row in sheet.rows)


def _lines(word: str, runs: str, numbers: Sequence[int], sheet: Sheet) -> str:
    """ "Rows 3 to 4 and 6 of “Plan” (3 rows) are"."""
    if len(numbers) == 1:
        return f"{word} {runs} of “{sheet.title}” is"
    return f"{word}s {runs} of “{sheet.title}” ({len(numbers):,} {word.lower()}s) are"


def _runs(names: Sequence[str], numbers: Sequence[int]) -> str:
    """ "3 to 5 and 9" for rows 3, 4, 5 and 9; of very many only the first."""
    called = dict(zip(numbers, names, strict=True))
    runs = consecutive(numbers)
    said = [
        called[first] if first == last else f"{called[first]} to {called[last]}"
        for first, last in runs[:_MOST_RUNS]
    ]
    if len(runs) > _MOST_RUNS:
        more = sum(last - first + 1 for first, last in runs[_MOST_RUNS:])
        return f"{', '.join(said)} and {more:,} more"
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
