"""Trackers in layouts that nobody tuned for are read, and what is not is at least told."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker_layouts import OPTIONS, draw_layout, make
from tests.tracker_pages import Layout
from tests.tracker_scoring import Score, score

# Of 100 fields: right in all, right in each workbook, and wrong without a word at most.
LEAST_RIGHT, LEAST_RIGHT_EACH, MOST_SILENT = 98, 80, 0.5
PLAINEST = {name: choices[0] for name, choices in OPTIONS.items()}


@st.composite
def layouts(draw: Any) -> Layout:
    return draw_layout(lambda _, choices: draw(st.sampled_from(choices)))


def complaint(scored: Score) -> str:
    lines = [
        f"{miss.want.sheet} row {miss.want.row} {miss.want.kind} {miss.want.field}: wanted "
        f"{miss.want.value!r}, got {miss.got!r} ({miss.noticed or 'silently'})"
        for miss in scored.misses[:10]
    ]
    return "\n".join([f"{scored.right:.1f} in 100 of {scored.fields} fields right", *lines])


def test_layouts_drawn_at_random_are_read() -> None:
    total = Score()

    @given(layout=layouts(), seed=st.integers(0, 10_000))
    @settings(max_examples=200, derandomize=True, deadline=None)
    def read_one(layout: Layout, seed: int) -> None:
        scored = score(make(layout, seed))
        total.add(scored)
        assert scored.right >= LEAST_RIGHT_EACH, complaint(scored)

    read_one()
    assert total.right >= LEAST_RIGHT, complaint(total)
    silent = Score(total.fields, total.silent)
    assert 100 - silent.right <= MOST_SILENT, complaint(silent)


@pytest.mark.parametrize(
    ("name", "choice"), [(name, choice) for name, choices in OPTIONS.items() for choice in choices]
)
def test_each_feature_is_read_in_an_else_plain_layout(name: str, choice: str) -> None:
    scored = score(make({**PLAINEST, "columns": "many", name: choice}, seed=7))

    assert scored.right >= LEAST_RIGHT, complaint(scored)
    assert not scored.silent, complaint(scored)
