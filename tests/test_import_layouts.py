"""Imports read trackers in layouts that nobody tuned for, and what is not read is at least told."""

from pathlib import Path

import pytest

from objectives.services import create_default_scales
from strategy_tracker.imports.compare.existing import Existing, load_existing
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import read_workbook
from tests import factories
from tests.workbooks.flat import load_tracker
from tests.workbooks.layouts import OPTIONS, PLAINEST, draw_layout, make
from tests.workbooks.scoring import (
    LEAST_RIGHT,
    LEAST_RIGHT_EACH,
    MOST_SILENT,
    Comparison,
    Score,
    nothing,
    score,
)

pytestmark = pytest.mark.once

# Layouts drawn at once: few enough to be shared between processes, enough for a percentage.
BATCH = 40
# The real rows make nothing of these, or of the leads as they are written there.
FIXED = {"risks": "none", "scorecard": "none", "leads": "names", "people": "several"}
KINDS = ("list", "list", "sheets", "stacked", "cards")


@pytest.fixture
def existing(db: None) -> Existing:
    """A trust that has scales, and no strategy yet."""
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return load_existing(trust, None)


def assert_is_read(total: Score) -> None:
    assert total.right >= LEAST_RIGHT, total.complaint()
    assert total.applied_right >= LEAST_RIGHT, total.complaint()
    assert total.silent_share <= MOST_SILENT, Score(total.fields, total.silent).complaint()


# The generator itself


@pytest.mark.parametrize("pool", OPTIONS["pool"])
def test_a_seed_gives_the_same_workbook_again(pool: str) -> None:
    made, again = (make(draw_layout(7, pool=pool), 7) for _ in range(2))
    assert made.wants == again.wants
    assert made.headings == again.headings
    assert len(made.wants) > 20


def test_a_plan_that_is_not_read_counts_as_wrong_in_every_field() -> None:
    made = make(draw_layout(2), 2)
    other = make({**draw_layout(3), "pool": "second"}, 3)
    made.data = other.data
    scored = score(made)
    assert scored.right < 1
    assert scored.applied_right < 1


def test_a_plan_that_would_not_be_applied_counts_as_wrong() -> None:
    made = make(draw_layout(7), 7)
    result = extract(read_workbook(made.data, "tracker.xlsx"), Known())
    scored = Comparison(made, result, nothing()).score(["Something must be put right."])
    assert scored.right > 90
    assert scored.applied_right == 0
    assert "Something must be put right." in scored.complaint()


# Recognition


@pytest.mark.parametrize("seed", range(0, 200, BATCH))
def test_drawn_layouts_are_read_for_a_trust_that_has_nothing(seed: int) -> None:
    total = Score()
    for number in range(seed, seed + BATCH):
        scored = score(make(draw_layout(number, pool="first"), number), nothing())
        assert scored.right >= LEAST_RIGHT_EACH, f"seed {number}: {scored.complaint()}"
        total.add(scored)
    assert_is_read(total)


@pytest.mark.parametrize("seed", range(200, 280, BATCH))
def test_drawn_layouts_are_read_for_a_trust_that_has_scales(seed: int, existing: Existing) -> None:
    total = Score()
    for number in range(seed, seed + BATCH):
        total.add(score(make(draw_layout(number, pool="second"), number), existing))
    assert_is_read(total)


@pytest.mark.parametrize(
    ("name", "choice"), [(name, choice) for name, choices in OPTIONS.items() for choice in choices]
)
def test_each_feature_is_read_in_an_else_plain_layout(name: str, choice: str) -> None:
    layout = {**PLAINEST, "columns": "many", "people": "several", name: choice}
    scored = score(make(layout, seed=7))
    assert scored.right >= LEAST_RIGHT, scored.complaint()
    assert not scored.silent, scored.complaint()
    assert not scored.stopping


@pytest.mark.parametrize("own_ratings", [False, True], ids=["made up", "of its own"])
@pytest.mark.parametrize("name", ["nwaft", "lpt_q2", "lpt_h2", "scas", "ccs"])
def test_rows_of_flat_workbooks_are_read_in_other_layouts(
    name: str, own_ratings: bool, workbooks: Path
) -> None:
    total = Score()
    for seed in range(10):
        layout = draw_layout(seed, **FIXED, kind=KINDS[seed % len(KINDS)])
        path = workbooks / f"{name}_flat.xlsx"
        tracker = load_tracker(path, seed, own_ratings=own_ratings)
        scored = score(make(layout, seed, tracker))
        assert scored.right >= LEAST_RIGHT_EACH, f"seed {seed}: {scored.complaint()}"
        total.add(scored)
    assert_is_read(total)
