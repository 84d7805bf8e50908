"""Imports recognise layouts that they were not tuned on, and refuse what is no plan."""

from dataclasses import replace

import pytest

from objectives.services import create_default_scales
from strategy_tracker.accounts.models import Trust
from tests import factories
from tests.layout_variants import (
    Tally,
    Told,
    read,
    variant_of,
    write,
)

pytestmark = pytest.mark.django_db


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
