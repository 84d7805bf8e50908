"""The rows of trusts' own flat workbooks are read in other layouts than theirs.

The workbooks are not part of the project; where they are not beside the checkout these
tests are skipped.
"""

from pathlib import Path
from random import Random

import pytest

from tests.test_import_layout_variants import LEAST_RIGHT, LEAST_RIGHT_EACH, MOST_SILENT, complaint
from tests.tracker_flat import load_tracker
from tests.tracker_layouts import draw_layout, make
from tests.tracker_scoring import Score, score

# These make nothing of the rows, or of the leads as they are written there.
FIXED = {"risks": "none", "scorecard": "none", "leads": "names"}
KINDS = ("list", "list", "sheets", "stacked", "cards")


@pytest.mark.parametrize("name", ["nwaft", "lpt_q2", "lpt_h2", "scas", "ccs"])
def test_rows_of_flat_workbooks_are_read_in_other_layouts(name: str, workbooks: Path) -> None:
    total = Score()
    for seed in range(10):
        rng = Random(seed)
        layout = dict(draw_layout(lambda _, choices, rng=rng: rng.choice(choices)))  # type: ignore[misc]
        layout |= {**FIXED, "kind": KINDS[seed % len(KINDS)]}
        tracker = load_tracker(workbooks / f"{name}_flat.xlsx", seed)
        scored = score(make(layout, seed, tracker))
        assert scored.right >= LEAST_RIGHT_EACH, f"seed {seed}: {complaint(scored)}"
        total.add(scored)

    assert total.right >= LEAST_RIGHT, complaint(total)
    silent = Score(total.fields, total.silent)
    assert 100 - silent.right <= MOST_SILENT, complaint(silent)
