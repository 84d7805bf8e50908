"""A bounded part of `make fuzz`: some hostile files, some mutated ones, through the real thing."""

import random

import pytest

from objectives.services import create_default_scales
from tests import factories
from tests.fuzz import Wizard, mutated, profile_files, sound_profile, workbooks
from tests.hostile import Hostile, kinds

pytestmark = pytest.mark.django_db

# Of the kinds, of which make fuzz tries all; what is slow to make or to refuse is left to it.
EVERY = 32
SLOW = ("zip: a bomb", "20,000,000", "65,000 rows", "2,000,000", "3,000,000", "20,000 little",
        "1,000 like", "over 25 MB", "300,000", "10 MB", "200,000", "300 times")  # fmt: skip
ALWAYS = ("strings: 2147483648", "formula: joins", "formula: each joins", "zip: a name up",
          "xml: a billion laughs", "value: 99999", "value: NaN", "date: day 2958466")  # fmt: skip


@pytest.fixture
def wizard() -> Wizard:
    trust = factories.trust()
    create_default_scales(trust=trust, by=None)
    return Wizard(trust)


def some_kinds() -> list[Hostile]:
    quick = [file for file in kinds() if not any(word in file.kind for word in SLOW)]
    always = [file for file in quick if file.kind.startswith(ALWAYS)]
    return list({file.kind: file for file in [*quick[::EVERY], *always]}.values())


def test_there_are_hostile_files_of_many_kinds() -> None:
    names = [file.kind for file in kinds()]
    assert len(names) == len(set(names)) >= 154
    # A word that names none would leave out nothing.
    assert all(any(word in name for name in names) for word in (*SLOW, *ALWAYS))


@pytest.mark.parametrize("file", some_kinds(), ids=lambda file: file.kind[:40])
def test_a_hostile_file_is_read_or_told_in_a_sentence(wizard: Wizard, file: Hostile) -> None:
    assert wizard.try_workbook(file.make(), file.name).faults == []


def test_mutated_workbooks_end_in_no_error_and_leave_nothing_half_written(wizard: Wizard) -> None:
    for kind, name, data in workbooks(10, seed=1):
        assert wizard.try_workbook(data, name).faults == [], kind


def test_mutated_profiles_end_in_no_error(wizard: Wizard) -> None:
    for kind, data in profile_files(20, seed=1):
        assert wizard.try_profile(data).faults == [], kind


def test_the_sound_files_go_all_the_way(wizard: Wizard) -> None:
    """Otherwise what is mutated would be refused for something else."""
    import json

    from tests.fuzz import bases

    for name, data in bases():
        assert wizard.try_workbook(data, name).outcome == "applied and undone", name
    assert wizard.try_profile(json.dumps(sound_profile()).encode()).outcome == "loaded"


def test_the_same_seed_gives_the_same_files() -> None:
    data = next(kinds()).make() or b"Objective,Key action\n"
    one, two = (mutated(random.Random("9-1"), data, "plan.csv") for _ in range(2))
    assert one == two
