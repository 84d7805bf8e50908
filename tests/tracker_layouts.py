"""Layouts of trackers, drawn from options, and a report of how well each one is read.

python -m tests.tracker_layouts --report [--seed N] [--number N]
python -m tests.tracker_layouts --show SEED
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from tests import tracker_boards as boards
from tests import tracker_pages as pages
from tests.tracker_content import Tracker, make_tracker

# The plainest first, so that a failure shrinks to it.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "kind": ("list", "sheets", "stacked", "cards", "matrix"),
    "above": ("nothing", "title", "merged title", "details"),
    "down": ("0", "1", "3", "8"),
    "header": ("bold", "filled", "plain"),
    "head rows": ("one", "two, merged", "two, once"),
    "spelling": ("right", "one wrong", "all wrong"),
    "columns": ("few", "some", "many"),
    "order": ("usual", "shuffled"),
    "extra": ("none", "notes", "blank", "hidden"),
    "parents": ("repeated", "once", "merged", "band, merged", "band, bold", "band, plain"),
    "ratings": (
        "words", "letters", "arrows", "coloured words", "fills", "theme fills", "indexed fills",
        "conditional fills",
    ),
    "dates": ("real", "figures", "month name", "long", "end of", "serial", "quarter"),
    "leads": ("names", "posts", "brackets", "joined"),
    "spacing": ("none", "groups", "rows"),
    "below": ("nothing", "totals", "footnotes"),
    "legend": ("none", "below"),
    "risks": ("none", "second sheet"),
    "scorecard": ("none", "rows", "pairs", "years over quarters", "months", "long"),
}  # fmt: skip
_WRITERS: Mapping[str, Callable[[pages.Writer], None]] = {
    "list": pages.write_list,
    "sheets": pages.write_sheets,
    "stacked": pages.write_stacked,
    "cards": boards.write_cards,
    "matrix": boards.write_matrix,
}
Pick = Callable[[str, tuple[str, ...]], str]


def draw_layout(pick: Pick) -> pages.Layout:
    """A layout with one choice of each option, as `pick` makes them."""
    return {name: pick(name, choices) for name, choices in OPTIONS.items()}


def make(layout: pages.Layout, seed: int, tracker: Tracker | None = None) -> pages.Made:
    """The workbook of the tracker of `seed` in `layout`, with what it says."""
    writer = pages.Writer(tracker or make_tracker(seed), layout, seed)
    _WRITERS[layout["kind"]](writer)
    if layout["risks"] != "none":
        boards.write_risks(writer)
    if layout["scorecard"] != "none":
        boards.write_scorecard(writer)
    return writer.finish()


def of_seed(seed: int) -> pages.Made:
    rng = Random(seed)
    return make(draw_layout(lambda _, choices: rng.choice(choices)), seed)


# Reports


def report(seed: int, number: int) -> None:
    """Print for each feature how many fields are right and how many are silently wrong."""
    from tests.tracker_scoring import Score, score

    by_feature: dict[str, Score] = {}
    worst: list[tuple[float, int]] = []
    for one in range(seed, seed + number):
        made = of_seed(one)
        scored = score(made)
        worst.append((scored.right, one))
        names = [f"{name}: {made.layout[name]}" for name in OPTIONS]
        fields = {_field(want) for want in made.wants}
        for name in ["all", *names]:
            by_feature.setdefault(name, Score()).add(scored)
        for name in fields:
            own = Score(sum(_field(want) == name for want in made.wants))
            own.misses = [miss for miss in scored.misses if _field(miss.want) == name]
            by_feature.setdefault(name, Score()).add(own)
    print(f"{'feature':32} {'fields':>7} {'right %':>8} {'silent %':>9}")
    for name, total in sorted(by_feature.items(), key=lambda pair: _rank(pair[0])):
        silent = 100 * len(total.silent) / max(total.fields, 1)
        print(f"{name:32} {total.fields:7} {total.right:8.2f} {silent:9.2f}")
    print("worst:", ", ".join(f"{one} ({right:.0f})" for right, one in sorted(worst)[:12]))


def _field(want: pages.Want) -> str:
    """ "field: reading" for the reading of any year."""
    return f"field: {want.field.split(' (')[0]}"


def _rank(name: str) -> tuple[bool, str]:
    return name != "all", name


def show(seed: int) -> None:
    """Write the workbook of `seed` into the folder for temporary files, and what is wrong."""
    from tests.tracker_scoring import score

    made = of_seed(seed)
    path = Path(tempfile.gettempdir()) / f"tracker-{seed}.xlsx"
    path.write_bytes(made.data)
    print(path, *(f"\n  {name}: {choice}" for name, choice in made.layout.items()))
    scored = score(made)
    print(f"{scored.right:.1f} in 100 of {scored.fields} fields right")
    for miss in scored.misses:
        want = miss.want
        print(
            f"{want.sheet} row {want.row} column {want.column} {want.kind} {want.field}: "
            f"wanted {want.value!r}, got {miss.got!r} [{miss.noticed or 'SILENT'}]"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--show", type=int)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    if asked.show is not None:
        show(asked.show)
    if asked.report:
        report(asked.seed, asked.number)


if __name__ == "__main__":
    main()
