"""Imports recognise layouts that they were not tuned on, and refuse what is no plan."""

from dataclasses import replace
from pathlib import Path

import pytest

from objectives.services import create_default_scales
from strategy_tracker.accounts.models import Trust
from strategy_tracker.imports.changeset import ChangeSet
from strategy_tracker.imports.choices import NOTHING_SAID
from strategy_tracker.imports.planning import plan
from tests import factories
from tests.layout_content import load_flat
from tests.layout_refused import REFUSED, refused
from tests.layout_variants import (
    Tally,
    Told,
    read,
    tally_of,
    tally_of_flat,
    variant_of,
    write,
)

pytestmark = pytest.mark.django_db
ENOUGH = 0.98


@pytest.fixture
def trust() -> Trust:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return trust


# The generator itself


def test_a_plan_that_is_not_read_counts_as_wrong_in_every_field() -> None:
    variant = variant_of(2)
    made, tally = write(variant), Tally()
    tally.add(variant, made, variant.look, Told())
    assert tally.total[("all", "all")] > 20
    assert tally.right[("all", "all")] == 0


def test_a_plan_that_would_not_be_applied_counts_as_wrong(trust: Trust) -> None:
    variant = variant_of(7)
    made, tally = write(variant), Tally()
    told = replace(read(made.data, trust), stopping=["Something must be put right."])
    tally.add("stopped", made, variant.look, told)
    assert tally.share() == 0
    assert tally.misses[0][1][0] == "STOPPED: Something must be put right."


def test_a_number_gives_the_same_workbook_again(trust: Trust) -> None:
    variant = variant_of(7)
    one, other = write(variant), write(variant)
    assert one.content == other.content
    assert read(one.data, trust) == read(other.data, trust)


# Recognition


def test_layouts_it_was_not_tuned_on(trust: Trust) -> None:
    tally = tally_of(trust, 80)
    print(tally.table())
    assert tally.share() >= ENOUGH, f"{tally.misses[:5]}\n{tally.table()}"


def test_flat_trackers_of_trusts_in_other_layouts(trust: Trust, workbooks: Path) -> None:
    paths = sorted(workbooks.glob("*_flat.xlsx"))
    assert sum(load_flat(path) is not None for path in paths) >= 4
    tally = tally_of_flat(trust, paths, 12)
    print(tally.table())
    assert tally.share() >= ENOUGH, f"{tally.misses[:5]}\n{tally.table()}"


# What is no plan


def planned(data: bytes, trust: Trust) -> ChangeSet:
    changes, _ = plan(data, "other.xlsx", trust, "A plan", "2024/25 Q2", NOTHING_SAID)
    return changes


def reasons(changes: ChangeSet, sheet: str) -> list[str]:
    """The sentences that say why a sheet is left out."""
    said = [one.why for one in changes.sheets if one.title == sheet and not one.holds]
    said += [one.message for one in changes.problems if one.where.sheet == sheet]
    return [one for one in said if one.endswith(".") and len(one.split()) >= 5]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plan_makes_no_records_and_is_told_why(name: str, trust: Trust) -> None:
    changes = planned(refused(name), trust)
    assert changes.changes == []
    assert changes.stopping
    assert reasons(changes, "Sheet of another kind")


@pytest.mark.parametrize("name", REFUSED)
def test_beside_a_plan_it_is_left_out_and_the_plan_goes_in(name: str, trust: Trust) -> None:
    changes = planned(refused(name, beside_a_plan=True), trust)
    assert not changes.stopping, [str(one) for one in changes.stopping]
    assert {one.where.sheet for one in changes.changes} == {"Plan"}
    assert len(changes.of("action")) == 2
    assert reasons(changes, "Sheet of another kind")
