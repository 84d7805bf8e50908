"""Scales of risk as data: scores added, of 0 to 10, 0 to 100, looked up or in words."""

from typing import Any

import pytest

from risks.matrix import NPSA
from risks.models import Risk, RiskMatrix, RiskScore
from risks.models.matrix import matrix_of
from risks.services import save_risk_matrix
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import services
from strategy_tracker.imports.changeset import ChangeSet
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.layout.grid import Grid
from strategy_tracker.imports.layout.scoring import FoundMatrix, find_matrix
from strategy_tracker.imports.models import ImportRun
from strategy_tracker.imports.read.workbook import Sheet
from tests import factories
from tests.workbooks.samples import workbook

Rows = list[list[Any]]

LIKELIHOODS = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]
CONSEQUENCES = ["Negligible", "Minor", "Moderate", "Major", "Catastrophic"]
PRODUCTS = [[one * two for two in range(1, 6)] for one in range(1, 6)]
TITLES = [
    "The sea wall gives way in a storm",
    "The tide gate sticks open overnight",
    "Too few pilots can be found for winter",
    "The harbour light fails without a spare",
    "The ferry timetable is not agreed by May",
]


def register(heads: list[str], *numbers: tuple[Any, ...]) -> Rows:
    rows: Rows = [["Risk ref", "Risk", *heads, "Risk owner"]]
    for place, values in enumerate(numbers):
        rows.append([f"H{place + 1}", TITLES[place], *values, "Asha Rao"])
    return rows


ADDED = register(
    ["Likelihood", "Impact", "Score"], (3, 4, 7), (2, 5, 7), (1, 1, 2), (5, 5, 10), (4, 2, 6)
)
TENS = register(
    ["Likelihood 0-10", "Impact 0-10", "Score 0-100"],
    (3, 8, 24), (9, 7, 63), (0, 4, 0), (10, 10, 100), (6, 5, 30),
)  # fmt: skip
HUNDREDS = register(["Risk score"], (85,), (40,), (12,), (64,), (91,))


@pytest.fixture
def trust(db: None) -> Trust:
    return factories.trust()


def run(trust: Trust, sheets: dict[str, Rows], **answers: str) -> ChangeSet:
    said = {key.replace("_", "-"): value for key, value in answers.items()}
    changes, _ = services.import_at_once(
        data=workbook(sheets), file_name="risks.xlsx", trust=trust, by=None,
        strategy_title="Harbour", period_label="Q1 2025/26", choices=Choices(answers=said),
    )  # fmt: skip
    assert not changes.stopping
    return changes


def keys(changes: ChangeSet) -> list[str]:
    return [question.key for question in changes.questions]


def scores() -> list[tuple[int, int | None, int | None]]:
    rows = RiskScore.objects.filter(kind="current").order_by("risk__reference")
    return [(row.score, row.likelihood, row.consequence) for row in rows]


# Which matrix it is


def test_added_scores_offer_a_matrix_that_adds(trust: Trust) -> None:
    changes = run(trust, {"Register": ADDED})
    assert keys(changes) == ["risk-matrix"] and not changes.is_certain
    assert [p.name for p in changes.proposals if p.what == "risk_matrix"] == ["Risk matrix"]
    matrix = matrix_of(trust.pk)
    assert (matrix.method, matrix.bands.lowest, matrix.bands.highest) == ("added", 2, 10)
    assert [level.label for level in matrix.likelihoods] == LIKELIHOODS
    assert scores() == [(7, 3, 4), (7, 2, 5), (2, 1, 1), (10, 5, 5), (6, 4, 2)]
    for score in RiskScore.objects.all():
        score.full_clean()


def test_scores_of_nought_to_a_hundred_offer_factors_of_nought_to_ten(trust: Trust) -> None:
    assert keys(run(trust, {"Register": TENS})) == ["risk-matrix"]
    matrix = matrix_of(trust.pk)
    assert (matrix.method, matrix.bands.lowest, matrix.bands.highest) == ("multiplied", 0, 100)
    assert [level.value for level in matrix.consequences] == list(range(11))
    assert scores()[2:4] == [(0, 0, 4), (100, 10, 10)]
    assert not matrix.problems()


def test_high_scores_alone_offer_a_scale_of_scores_alone(trust: Trust) -> None:
    assert keys(run(trust, {"Register": HUNDREDS})) == ["risk-matrix"]
    assert matrix_of(trust.pk).method == "score_alone"
    assert [score for score, _, _ in scores()] == [85, 40, 12, 64, 91]


@pytest.mark.parametrize("rows", [ADDED, TENS, HUNDREDS])
def test_the_next_file_of_the_same_scale_asks_nothing(trust: Trust, rows: Rows) -> None:
    run(trust, {"Register": rows})
    again = run(trust, {"Register": rows})
    assert not keys(again) and again.is_empty and RiskMatrix.objects.count() == 1


@pytest.mark.parametrize(
    "numbers",
    [
        [(3, 4, 12), (2, 5, 10), (1, 1, 1), (5, 5, 25), (4, 2, 8)],
        [(3, 4, 12), (2, 5, 10), (1, 1, 1), (5, 5, 25), (4, 2, 9)],
        [(2, 2, 4), (2, 2, 4), (2, 2, 4)],
    ],
)
def test_the_usual_scores_are_no_other_scale(trust: Trust, numbers: list[Any]) -> None:
    changes = run(trust, {"Register": register(["Likelihood", "Impact", "Score"], *numbers)})
    assert not keys(changes) and not RiskMatrix.objects.exists()


def test_rows_that_nobody_has_scored_are_no_other_scale(trust: Trust) -> None:
    numbers = [(3, 4, 12), (0, 0, 0), (0, 0, 0), (0, 0, 0)]
    changes = run(trust, {"Register": register(["Likelihood", "Impact", "Score"], *numbers)})
    assert "risk-matrix" not in keys(changes)


def test_one_score_that_is_too_high_is_a_slip_and_no_scale(trust: Trust) -> None:
    rows = register(
        ["Risk score"],
        (12,),
        (8,),
        (26,),
        (9,),
        (20,),
    )
    assert [key.partition(":")[0] for key in keys(run(trust, {"Register": rows}))] == ["value"]


def test_numbers_may_be_kept_and_the_trust_have_no_matrix(trust: Trust) -> None:
    changes = run(trust, {"Register": ADDED}, risk_matrix="numbers")
    assert not keys(changes) and not RiskMatrix.objects.exists()
    row = RiskScore.objects.get(risk__reference="H1")
    assert (row.score, row.printed) == (7, "7 (likelihood 3, consequence 4)")


def test_a_trust_with_a_matrix_of_its_own_keeps_it_and_numbers_are_as_printed(
    trust: Trust,
) -> None:
    save_risk_matrix(trust=trust, matrix=NPSA, by=None)
    changes = run(trust, {"Register": TENS})
    assert not keys(changes) and matrix_of(trust.pk).bands.highest == 25
    assert any("is not the trust's risk matrix" in note.message for note in changes.notes)
    row = RiskScore.objects.get(risk__reference="H2")
    assert (row.score, row.likelihood) == (63, None) and "63" in row.as_printed


def test_undo_takes_the_matrix_back(trust: Trust) -> None:
    run(trust, {"Register": ADDED})
    services.undo_run(run=ImportRun.objects.get(), by=None)
    assert not RiskMatrix.objects.exists() and not Risk.objects.exists()


def test_bands_that_the_workbook_prints_are_those_of_the_matrix(trust: Trust) -> None:
    key: Rows = [[], ["Key: Low 2-4, Medium 5-7, High 8-10"]]
    run(trust, {"Register": [*ADDED, *key]})
    bands = [(band.label, band.lowest, band.highest) for band in matrix_of(trust.pk).bands]
    assert bands == [("High", 8, 10), ("Medium", 5, 7), ("Low", 2, 4)]


# Factors


def test_likelihood_and_consequence_are_kept_with_the_score_they_make(trust: Trust) -> None:
    run(trust, {"Register": register(["Likelihood", "Impact"], (3, 4), (4, 3))})
    assert scores() == [(12, 3, 4), (12, 4, 3)]
    swapped = register(["Likelihood", "Impact"], (4, 3), (4, 3))
    assert run(trust, {"Register": swapped}).counts()["risk"]["changed"] == 1
    assert scores() == [(12, 4, 3), (12, 4, 3)]


def test_a_likelihood_alone_is_kept_as_it_is_written(trust: Trust) -> None:
    run(trust, {"Register": register(["Likelihood"], (3,), (4,), (2,), (5,))})
    assert list(Risk.objects.get(reference="H1").custom_values.values()) == ["3"]


# A matrix on a sheet of its own


def grid(rows: Rows) -> FoundMatrix | None:
    width = max(map(len, rows))
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    return find_matrix(Grid(Sheet("Scoring", filled)))


NUMBERED: Rows = [
    ["Likelihood x consequence", 1, 2, 3, 4, 5],
    *[[value, *PRODUCTS[value - 1]] for value in range(5, 0, -1)],
]
LABELLED: Rows = [
    ["Risk matrix"], [], ["Likelihood", "Consequence"], ["", *CONSEQUENCES],
    *[[label, *line] for label, line in zip(LIKELIHOODS, PRODUCTS, strict=True)],
]  # fmt: skip
TURNED: Rows = [
    ["Impact \\ Likelihood", *LIKELIHOODS],
    *[[f"{n + 1} {label}", *PRODUCTS[n]] for n, label in enumerate(CONSEQUENCES)],
]
BOTH: Rows = [
    ["", "", "Impact"], ["", "", 1, 2, 3, 4, 5], ["", "", *CONSEQUENCES],
    *[[LIKELIHOODS[n], n + 1, *PRODUCTS[n]] for n in range(4, -1, -1)], ["Likelihood"],
]  # fmt: skip
SMALL: Rows = [
    ["Likelihood", "Slight", "Middling", "Great"],
    ["Often", 4, 7, 9], ["Sometimes", 2, 5, 8], ["Hardly", 1, 3, 6], ["", "Impact"],
]  # fmt: skip


@pytest.mark.parametrize("rows", [NUMBERED, LABELLED, TURNED, BOTH])
def test_a_matrix_is_found_however_it_lies(rows: Rows) -> None:
    found = grid(rows)
    assert found and found.cells == {
        (one, two): one * two for one in range(1, 6) for two in range(1, 6)
    }
    if rows is not NUMBERED:
        assert [label for _, label in found.likelihoods] == LIKELIHOODS
        assert [label for _, label in found.consequences] == CONSEQUENCES


@pytest.mark.parametrize(
    "rows",
    [
        ADDED,
        TENS,
        [["Ward", "Likelihood", "Impact", "Score"], ["A", 1, 2, 3], ["B", 2, 3, 5], ["C", 3, 4, 7]],
        [["Measure", "Q1", "Q2", "Q3"], ["Boats", 1, 2, 3], ["Crews", 2, 3, 4], ["Bells", 3, 4, 5]],
    ],
)
def test_a_table_of_numbers_is_no_matrix(rows: Rows) -> None:
    assert grid(rows) is None


def test_a_matrix_that_is_no_product_is_offered_and_its_words_are_numbers(trust: Trust) -> None:
    rows = register(
        ["Likelihood", "Impact"],
        ("Often", "Great"), ("Hardly", "Middling"), ("Sometimes", "Slight"),
    )  # fmt: skip
    changes = run(trust, {"Register": rows, "Scoring": SMALL})
    assert keys(changes) == ["risk-matrix"] and changes.counts()["risk"]["new"] == 3
    matrix = matrix_of(trust.pk)
    assert matrix.method == "looked_up" and matrix.score_of(1, 2) == 3
    assert scores() == [(9, 3, 3), (3, 1, 2), (2, 2, 1)]
    assert RiskScore.objects.get(risk__reference="H1").printed == "Often × Great"
    noise = changes.cells[1]
    assert noise.title == "Scoring" and noise.noise == noise.filled
