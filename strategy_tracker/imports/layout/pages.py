"""Pages that are one risk: a form with its fields, and small tables of what holds it under it."""

import re
from collections.abc import Iterable, Sequence

from strategy_tracker.imports.layout.documents import ONE_RECORD
from strategy_tracker.imports.layout.headings import Lexicon, core_of
from strategy_tracker.imports.layout.table import Given, Table
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.vocabulary.values import plain_words

_HELD = {
    "risk.controls",
    "risk.assurances",
    "risk.gaps_in_control",
    "risk.gaps_in_assurance",
    "risk.effect",
}
_OTHERS = {"action.title", "measure.name", "risk.title", "risk.reference"}
# "BAF 1: Loss of a key partner", "SR04 – The boiler fails".
_REFERENCE_AND_TITLE = re.compile(
    r"\s*(?:risk\s+)?(?P<reference>[A-Za-z]{1,12}[\s\-/]?\d[\w./-]*)\s*(?::|[-–—](?=\s)|\s{2,})\s*(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_SHORT = 60
# Under what is certain: that the tables of a page are about its risk is to be confirmed.
_LIKELY = 0.74


SAYS_MORE = "It says more of the risk that this page is about."


def join_page(tables: Sequence[Table], titles: Iterable[Cell], lexicon: Lexicon) -> None:
    """Say of the tables of one sheet which risk they are about, where it is a page of one.

    Those that list controls, assurances and gaps say more of the record above them, and actions
    are linked with it. A sheet without a page of one risk stays as it is.
    """
    records = sorted(
        (table for table in tables if _is_record(table)), key=lambda table: table.area.top
    )
    if len(records) == 1:
        _name_by_title(records[0], titles, lexicon)
    for table in tables:
        above = [record for record in records if record.area.top < table.area.top]
        if not above or _is_record(table) or table.kind == "title":
            continue
        if _lists(table, lexicon):
            _say_more(table, above[-1], lexicon)
        elif "action.title" in _names(table, lexicon):
            _link(table, above[-1], lexicon)


def _is_record(table: Table) -> bool:
    return table.why == ONE_RECORD and table.holds == "risk"


def _names(table: Table, lexicon: Lexicon) -> set[str]:
    cells = [cell for place, cell in enumerate(table.header) if place not in table.given]
    return set().union(*(lexicon.find(core_of(cell.text).label) for cell in cells if cell.text))


def _lists(table: Table, lexicon: Lexicon) -> bool:
    """Whether a table is of what holds a risk, and of no records."""
    names = _names(table, lexicon)
    return table.holds in ("", "risk") and bool(names & _HELD) and not names & _OTHERS


def _say_more(table: Table, record: Table, lexicon: Lexicon) -> None:
    """Let the rows of `table` be of the risk of `record`."""
    # What was told of it as a table of its own, such as its objective, is told of the risk.
    for place in sorted(table.given, reverse=True):
        for row in table.rows:
            del row[place]
    table.given = {}
    table.holds, table.why = "risk", SAYS_MORE
    for name in ("risk.title", "risk.reference"):
        cell = _cell_of(record, name, lexicon)
        if cell:
            given = Given(name, _LIKELY, "the form above gives it")
            table.add_column(Cell("", cell.address), [cell] * len(table.body), given)


def _link(table: Table, record: Table, lexicon: Lexicon) -> None:
    """Say of the actions of `table` which risk they are for."""
    title = _cell_of(record, "risk.title", lexicon) or _cell_of(record, "risk.reference", lexicon)
    if title and "action.risks" not in _names(table, lexicon):
        evidence = "the table stands on the page of this risk"
        given = Given("action.risks", _LIKELY, evidence)
        table.add_column(Cell("", title.address), [title] * len(table.body), given)


def _cell_of(record: Table, name: str, lexicon: Lexicon) -> Cell | None:
    for place, heading in enumerate(record.header):
        given = record.given.get(place)
        names = {given.field} if given else lexicon.find(core_of(heading.text).label)
        if name in names:
            return record.body[0][place]
    return None


def _name_by_title(record: Table, titles: Iterable[Cell], lexicon: Lexicon) -> None:
    """Take the reference of a page from its title, where no label gives it."""
    if _cell_of(record, "risk.reference", lexicon):
        return
    for cell in titles:
        match = _REFERENCE_AND_TITLE.fullmatch(cell.text)
        title = _cell_of(record, "risk.title", lexicon)
        if match is None or title is None:
            continue
        said, known = plain_words(match["title"]), plain_words(title.text)
        if said[:_SHORT] == known[:_SHORT] or known.startswith(said) or said.startswith(known):
            evidence = "the title of the page begins with it"
            given = Given("risk.reference", 0.95, evidence)
            value = cell._replace(value=match["reference"].strip(), markdown="")
            record.add_column(Cell("", cell.address), [value], given)
            return
