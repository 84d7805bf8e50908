"""What trackers say beside plan and answers: kept, frozen with its period, and shown."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from objectives.models import Passage
from objectives.services import add_passage, close_period, edit_passage, remove_passage
from tests import factories

pytestmark = pytest.mark.django_db

CELL = {"file": "tracker.xlsx", "sheet": "Cover", "cell": "B4"}


# Rules


def test_a_passage_stays_inside_its_strategy() -> None:
    passage = factories.passage()
    trust = passage.strategy.trust
    for name in ("objective", "period"):
        other = factories.FACTORIES[Passage._meta.get_field(name).related_model]
        setattr(passage, name, other(strategy=factories.strategy(trust)))
        with pytest.raises(ValidationError, match="another strategy"):
            passage.clean()
        setattr(passage, name, None)
    passage.full_clean()


@pytest.mark.parametrize(
    "other",
    [
        {"label": "Other"},
        {"document": "Other"},
        {"position": 2},
        {"objective": True},
        {"period": True},
    ],
)
def test_passages_that_differ_in_their_place_stand_side_by_side(other: dict[str, Any]) -> None:
    first = factories.passage(document="Plan", label="Aims", position=1)
    for name, make in (("objective", factories.objective), ("period", factories.period)):
        if name in other:
            other = {name: make(strategy=first.strategy)}
    place = {"document": "Plan", "label": "Aims", "position": 1}
    assert factories.passage(strategy=first.strategy, **(place | other)).pk


# Writes


def test_passages_of_a_document_follow_each_other() -> None:
    strategy, user = factories.strategy(), factories.user()
    first = add_passage(strategy=strategy, document="Vision", text="**Well**", by=user)
    second = add_passage(strategy=strategy, document="Vision", text="Near", by=user)
    other = add_passage(strategy=strategy, document="Report", label="1", by=user)
    assert [one.position for one in (first, second, other)] == [0, 1, 0]
    assert first.history.get().history_user == user


def test_changed_words_no_longer_come_from_their_cell() -> None:
    passage = factories.passage(source=CELL)
    edit_passage(passage=passage, code="vision", by=None)
    assert passage.source == CELL
    user = factories.user()
    edit_passage(passage=passage, text="Typed since", by=user)
    assert (passage.code, passage.text, passage.source) == ("vision", "Typed since", None)
    assert passage.history.first().history_user == user


def test_a_passage_that_is_removed_is_kept_by_history() -> None:
    passage, user = factories.passage(), factories.user()
    key = passage.pk
    remove_passage(passage=passage, by=user)
    assert not Passage.objects.exists()
    assert Passage.history.get(id=key, history_type="-").history_user == user


def test_what_was_said_in_a_closed_period_stays() -> None:
    passage = factories.passage(period=factories.period())
    close_period(period=passage.period, by=None)
    loose = factories.passage(strategy=passage.strategy)
    writes = [
        lambda: edit_passage(passage=passage, text="New", by=None),
        lambda: edit_passage(passage=loose, period=passage.period, by=None),
        lambda: remove_passage(passage=passage, by=None),
        lambda: add_passage(
            strategy=passage.strategy, document="Plan", text="x", period=passage.period, by=None
        ),
    ]
    for write in writes:
        with pytest.raises(ValidationError, match="is closed"):
            write()
    assert Passage.objects.count() == 2
