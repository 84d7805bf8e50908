"""Cells of which nothing was made: asked about once for each sheet, and kept as words if wanted."""

from collections.abc import Sequence
from itertools import groupby

from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.ledger import field, noise
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.layout.table import LEFT_OUT, YOU_LEFT_IT, Region
from strategy_tracker.imports.match.model import SheetMatch
from strategy_tracker.imports.read.sheet import address, area_of, as_text, say_area
from strategy_tracker.imports.vocabulary.text import same_words

LEAVE, KEEP = "leave", "keep"
_OPTIONS = (
    (LEAVE, "Leave them out"),
    (KEEP, "Keep them as words of the strategy, row by row"),
)
_OPTIONS_FOR_ONE = ((LEAVE, "Leave it out"), (KEEP, "Keep it as words of the strategy"))
_MOST_PLACES = 6


def ask_of_words(matches: list[SheetMatch], result: Extract) -> list[SheetMatch]:
    """`matches` less words that are no part of the strategy: asked where nothing says they are.

    That is so of forms that are neither of a plan nor a report, and of all where a workbook is
    words alone.
    """
    are_alone = all(match.holds == "passage" for match in matches)
    asked = [match for match in matches if match.sheet.is_unsure or are_alone]
    left = []
    for title, those in groupby(asked, key=lambda match: match.sheet.title):
        own = list(those)
        areas = tuple(dict.fromkeys(say_area(match.sheet.area) for match in own))
        question = OpenQuestion(
            f"words:{title}",
            Where(title, areas[0].partition(":")[0]),
            "",
            f"“{title}” ({', '.join(areas)}) is read as words of the strategy, and none of it as a "
            "record. Is it that?",
            KEEP,
            ((KEEP, "Yes, keep it as words"), (LEAVE, "No, leave it out")),
            areas,
        )
        result.doubts.append(question)
        if result.choices.answers.get(question.key) == LEAVE:
            left += own
    result.layout.regions += [
        Region(match.sheet.title, match.sheet.area, LEFT_OUT, YOU_LEFT_IT) for match in left
    ]
    return [match for match in matches if all(match is not other for other in left)]


def ask_of_unread(result: Extract) -> None:
    """Ask what becomes of the cells that nobody took, and do what was answered."""
    for title, areas, number in list(result.ledger.unread()):
        question = _question(title, areas, number)
        result.doubts.append(question)
        said = result.choices.answers.get(question.key)
        if said == KEEP:
            _keep(title, areas, result)
        elif said == LEAVE:
            result.ledger.put_places(title, areas, noise(YOU_LEFT_IT))


def _question(title: str, areas: Sequence[str], number: int) -> OpenQuestion:
    places = ", ".join(areas[:_MOST_PLACES]) + ("…" if len(areas) > _MOST_PLACES else "")
    cells = f"{number:,} cells of “{title}” were" if number > 1 else f"A cell of “{title}” was"
    return OpenQuestion(
        f"unread:{title}",
        Where(title, areas[0].partition(":")[0]),
        "",
        f"{cells} not recognised ({places}). Leave out, or keep as words?",
        LEAVE,
        _OPTIONS if number > 1 else _OPTIONS_FOR_ONE,
        tuple(areas),
    )


def _keep(title: str, areas: Sequence[str], result: Extract) -> None:
    """A passage for each row of a sheet's unread cells, in a document called like the sheet."""
    rows: dict[int, list[int]] = {}
    for place in areas:
        area = area_of(place)
        for row in range(area.top, area.bottom + 1):
            rows.setdefault(row, []).extend(range(area.left, area.right + 1))
    values = result.ledger.sheets[title].rows
    for row, columns in sorted(rows.items()):
        texts = (as_text(values[row][column]) for column in sorted(columns))
        label = f"Row {row + 1}"
        key = f"passage:|{same_words(title)}|{same_words(label)}|0"
        passage = {
            "document": title[:200],
            "kind": "text",
            "code": "",
            "label": label,
            "text": "\n".join(filter(None, texts)),
        }
        where = Where(title, address(row, min(columns)))
        result.found["passage"][key] = Found("passage", key, where, passage)
    result.ledger.put_places(title, areas, field("passage.text"))
