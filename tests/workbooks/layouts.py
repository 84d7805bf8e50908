"""Layouts of trackers, drawn from options, and workbooks written in them."""

from collections.abc import Callable, Mapping
from random import Random

from tests.workbooks import boards, scorecards, tables
from tests.workbooks.content import Tracker, make_tracker
from tests.workbooks.writing import Layout, Made, Writer

# The plainest first.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "pool": ("first", "second"),
    "kind": ("list", "sheets", "named sheets", "stacked", "cards", "matrix", "annexes"),
    "above": ("nothing", "title", "merged title", "details", "notes"),
    "down": ("0", "1", "3", "8"),
    "header": ("bold", "filled", "pale", "plain"),
    "head rows": ("one", "two, merged", "two, once"),
    "spelling": ("right", "one wrong", "two wrong", "all wrong"),
    "columns": ("few", "some", "some, ambition", "many"),
    "order": ("usual", "shuffled", "answers first"),
    "extra": ("none", "notes", "blank", "notes, blank"),
    "hidden": ("none", "column", "last column", "sheet", "column, sheet"),
    "parents": (
        "repeated", "once", "once, by ambition", "merged", "merged, by ambition",
        "band, merged", "band, bold", "band, plain",
    ),
    "ratings": (
        "words", "letters", "arrows", "coloured words", "coloured letters", "fills",
        "theme fills", "indexed fills", "conditional fills", "conditional column",
    ),
    "dates": (
        "real", "figures", "month name", "long", "end of", "month ends", "serial", "quarter",
        "quarter ends",
    ),
    "people": ("one", "several"),
    "leads": ("names", "posts", "brackets", "joined", "lines", "slashes", "semicolons"),
    "spacing": ("none", "groups", "ambitions", "rows"),
    "below": ("nothing", "totals", "footnotes"),
    "legend": ("none", "below", "below, words"),
    "risks": ("none", "owners", "links", "products"),
    "scorecard": (
        "none", "rows", "pairs", "years over quarters", "months", "long", "merged rows",
        "merged pairs",
    ),
}  # fmt: skip
PLAINEST: Layout = {name: choices[0] for name, choices in OPTIONS.items()}
_WRITERS: Mapping[str, Callable[[Writer], None]] = {
    "list": tables.write_list,
    "sheets": tables.write_sheets,
    "named sheets": tables.write_sheets,
    "stacked": tables.write_stacked,
    "cards": boards.write_cards,
    "matrix": boards.write_matrix,
    "annexes": boards.write_annexes,
}


def draw_layout(seed: int, **fixed: str) -> Layout:
    """A layout with one choice of each option, but for what is `fixed`."""
    rng = Random(seed)
    return {name: rng.choice(choices) for name, choices in OPTIONS.items()} | fixed


def make(layout: Layout, seed: int, tracker: Tracker | None = None) -> Made:
    """The workbook of the tracker of `seed` in `layout`, with what it says."""
    writer = Writer(tracker or make_tracker(seed, layout["pool"]), layout, seed)
    _WRITERS[layout["kind"]](writer)
    if layout["risks"] != "none":
        boards.write_risks(writer)
    if layout["scorecard"] != "none":
        scorecards.write_scorecard(writer)
    return writer.finish()
