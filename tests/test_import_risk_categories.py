"""Categories of risks in a workbook: found, made where they are new, and never made a risk's own
limits."""

from typing import Any

import pytest

from objectives.services import create_default_scales
from risks.appetite import Limits, limits_of
from risks.models import Risk, RiskCategory
from risks.services import add_risk_categories, create_risk
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports import services
from strategy_tracker.imports.changeset import CHANGED, ChangeSet
from tests import factories
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db

NAMES = ("Ledger", "Crew", "Crew", "Harbour law")
RISKS = ("The roof leaks", "The cooks leave", "The night shift is short", "A licence lapses")


def register(heading: str = "Category", names: tuple[str, ...] = NAMES) -> list[list[Any]]:
    rows = zip(("R1", "R2", "R3", "R4"), RISKS, (12, 9, 6, 16), names, strict=True)
    return [["Ref", "Risk", "Score", heading], *(list(row) for row in rows)]


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


def run(trust: Trust, rows: list[list[Any]]) -> tuple[ChangeSet, Any]:
    changes, recorded = services.import_at_once(
        data=workbook({"Risks": rows}), file_name="plan.xlsx", trust=trust, by=None,
        strategy_title="Kinder, quicker", period_label="Q1 2024/25",
    )  # fmt: skip
    assert not changes.stopping, changes.stopping
    return changes, recorded


def categories_of(trust: Trust) -> dict[str, str]:
    risks = Risk.objects.for_trust(trust).select_related("category")
    return {risk.reference: risk.category.name if risk.category else "" for risk in risks}


@pytest.mark.parametrize(
    "heading", ["Category", "Risk category", "Risk type", "Type of risk", "Risk domain"]
)
def test_a_category_column_is_the_category_of_each_risk(trust: Trust, heading: str) -> None:
    changes, _ = run(trust, register(heading))
    assert categories_of(trust) == dict(zip(("R1", "R2", "R3", "R4"), NAMES, strict=True))
    names = [row.name for row in RiskCategory.objects.for_trust(trust)]
    assert names == ["Ledger", "Crew", "Harbour law"]
    told = {row.name: row.detail for row in changes.proposals if row.what == "risk_category"}
    detail = "a category of risks, without an appetite or a tolerance yet"
    assert told == dict.fromkeys(names, detail)
    assert not [row for row in changes.proposals if row.what == "custom_field"]


def test_the_same_file_again_changes_nothing(trust: Trust) -> None:
    run(trust, register())
    changes, _ = run(trust, register())
    assert changes.is_empty


def test_a_known_category_is_found_however_it_is_written_and_a_blank_says_nothing(
    trust: Trust,
) -> None:
    run(trust, register())
    changes, _ = run(trust, register(names=("LEDGER", "  crew ", "", "Ledger")))
    assert categories_of(trust) == {"R1": "Ledger", "R2": "Crew", "R3": "Crew", "R4": "Ledger"}
    shown = [[row.name, row.old, row.new] for row in changes.of("risk", CHANGED)[0].shown]
    assert shown == [["Category", "Harbour law", "Ledger"]]
    assert not [row for row in changes.proposals if row.what == "risk_category"]


def test_an_undo_takes_new_categories_away_and_puts_old_ones_back(trust: Trust) -> None:
    run(trust, register())
    _, again = run(trust, register(names=("Ledger", "Crew", "Tide", "Ledger")))
    report = services.undo_run(run=again, by=None)
    assert not report.keeps_something
    assert categories_of(trust) == dict(zip(("R1", "R2", "R3", "R4"), NAMES, strict=True))
    assert not RiskCategory.objects.for_trust(trust).filter(name="Tide").exists()
    assert report.records["risk_category"] == {"removed": 1, "restored": 0}


def test_an_undo_keeps_a_category_that_a_risk_has_been_put_in_since(trust: Trust) -> None:
    _, first = run(trust, register())
    crew = RiskCategory.objects.get(name="Crew")
    create_risk(trust=trust, title="Typed since", category=crew, by=None)
    report = services.undo_run(run=first, by=None)
    assert report.keeps_something and RiskCategory.objects.filter(pk=crew.pk).exists()


def test_a_register_that_prints_what_applies_leaves_it_with_the_category(trust: Trust) -> None:
    """What the site's own register says, read again: nothing becomes a risk's own."""
    finance = {"name": "Ledger", "appetite": "Cautious", "tolerance": 12}
    add_risk_categories(trust=trust, categories=[finance], by=None)
    rows = [
        ["Ref", "Risk", "Score", "Category", "Appetite", "Tolerance"],
        ["R1", RISKS[0], 12, "Ledger", "Cautious", 12],
        ["R2", RISKS[1], 9, "Ledger", "Open", 15],
        ["R3", RISKS[2], 6, "Ledger", "", ""],
        ["R4", RISKS[3], 8, "Ledger", "cautious", 12],
    ]
    run(trust, rows)
    own = {risk.reference: risk for risk in Risk.objects.for_trust(trust)}
    assert [(own[ref].appetite, own[ref].tolerance) for ref in ("R1", "R3", "R4")] == [
        ("", None)
    ] * 3
    assert limits_of(own["R2"]) == Limits("Ledger", "Open", 15)
    assert run(trust, rows)[0].is_empty


def test_a_risks_own_limit_is_changed_to_what_its_category_says(trust: Trust) -> None:
    ledger = {"name": "Ledger", "appetite": "Cautious", "tolerance": 12}
    add_risk_categories(trust=trust, categories=[ledger], by=None)
    head = ["Ref", "Risk", "Score", "Category", "Appetite", "Tolerance"]
    run(trust, [head, *([f"R{n}", RISKS[n], 9, "Ledger", "Open", 15] for n in range(4))])
    run(trust, [head, *([f"R{n}", RISKS[n], 9, "Ledger", "Cautious", 12] for n in range(4))])
    assert {limits_of(risk) for risk in Risk.objects.for_trust(trust)} == {
        Limits("Ledger", "Cautious", 12)
    }


def test_sentences_or_scores_under_such_a_heading_are_no_category(trust: Trust) -> None:
    long = tuple(f"{title}, and then we would have to close the whole of it." for title in RISKS)
    changes, _ = run(trust, register("Risk type", long))
    assert not RiskCategory.objects.for_trust(trust).exists()
    assert [row.name for row in changes.proposals if row.what == "custom_field"] == ["Risk type"]


def test_a_name_that_is_too_long_is_kept_whole_beside_the_risk(trust: Trust) -> None:
    long = ("Ledger " * 16).strip()
    changes, _ = run(trust, register(names=(long, "Crew", "Crew", "Crew")))
    [question] = [one for one in changes.questions if one.key.startswith("long:")]
    assert "111 characters; 100 is the most" in question.question
    assert [row.name for row in RiskCategory.objects.for_trust(trust)] == ["Crew"]
    assert long in {
        text for risk in Risk.objects.for_trust(trust) for text in risk.custom_values.values()
    }
