"""How well trackers in drawn layouts are read, by each feature of a layout.

    .venv/bin/python -m tests.workbooks.report [--seed N] [--number N] [--keep FOLDER]
    .venv/bin/python -m tests.workbooks.report --show SEED

"read" are the fields that came out as they were written, "applied" those of workbooks that
nothing would stop, "silent" those that are wrong and of which nobody is told. `--keep`
writes the workbooks that lost something to a folder; `--show` writes one of them and says
what it lost. No database is needed, and nothing is asserted: tests/test_import_layouts.py does.
"""

import argparse
import os
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.workbooks.layouts import OPTIONS, draw_layout, make
from tests.workbooks.scoring import Score, score
from tests.workbooks.writing import Made, Want


def report(seed: int, number: int, keep: Path | None) -> None:
    """Print the shares of `number` workbooks from `seed` on, and the worst of them."""
    by_feature: dict[str, Score] = {}
    worst: list[tuple[float, int]] = []
    for drawn in range(seed, seed + number):
        made = make(draw_layout(drawn), drawn)
        scored = score(made)
        worst.append((scored.right, drawn))
        if keep and scored.misses:
            (keep / f"tracker-{drawn}.xlsx").write_bytes(made.data)
        for feature, part in _by_feature(made, scored).items():
            by_feature.setdefault(feature, Score()).add(part)
    print(f"{'feature':36} {'fields':>7} {'read %':>8} {'applied %':>10} {'silent %':>9}")
    for feature, total in sorted(by_feature.items(), key=lambda pair: (pair[0] != "all", pair)):
        shares = f"{total.right:8.2f} {total.applied_right:10.2f} {total.silent_share:9.2f}"
        print(f"{feature:36} {total.fields:7} {shares}")
    print("worst:", ", ".join(f"{drawn} ({right:.0f})" for right, drawn in sorted(worst)[:12]))


def _by_feature(made: Made, scored: Score) -> dict[str, Score]:
    """The score under the name of each feature it bears on, and in parts by kind of field."""
    parts = {f"{name}: {made.layout[name]}": scored for name in OPTIONS} | {"all": scored}
    for name in {_field(want) for want in made.wants}:
        part = Score(sum(_field(want) == name for want in made.wants))
        part.misses = [miss for miss in scored.misses if _field(miss.want) == name]
        part.applied = 0 if scored.stopping else part.fields - len(part.misses)
        parts[name] = part
    return parts


def _field(want: Want) -> str:
    """ "field: reading" for the reading of any year."""
    return f"field: {want.field.split(' (')[0]}"


def show(seed: int) -> None:
    """Write the workbook of `seed` into the folder for temporary files, and say what it lost."""
    made = make(draw_layout(seed), seed)
    path = Path(tempfile.gettempdir()) / f"tracker-{seed}.xlsx"
    path.write_bytes(made.data)
    print(path, *(f"\n  {name}: {choice}" for name, choice in made.layout.items()))
    scored = score(made)
    print(f"{scored.right:.1f} in 100 of {scored.fields} fields read")
    for reason in scored.stopping:
        print(f"stopped: {reason}")
    for miss in scored.misses:
        want = miss.want
        print(
            f"{want.sheet} row {want.row} column {want.column} {want.kind} {want.field}: "
            f"wanted {want.value!r}, got {miss.got!r} [{miss.noticed or 'SILENT'}]"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="How well drawn layouts are read.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--show", type=int)
    asked = parser.parse_args()
    if asked.show is not None:
        show(asked.show)
        return
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    report(asked.seed, asked.number, asked.keep)


if __name__ == "__main__":
    main()
