"""The one way a row is saved: when it happened, who did it, and who checks it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from strategy_tracker.accounts.models import Person, Trust
from strategy_tracker.accounts.saving import (
    constraints_left_to_the_database,
    delete,
    happening_at,
    now,
    save,
)
from strategy_tracker.accounts.services import record_leaving
from tests import factories

MOMENT = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)


def test_now_is_this_moment_outside_and_the_one_said_inside() -> None:
    before = timezone.now()
    with happening_at(MOMENT):
        assert now() == MOMENT
        with happening_at(MOMENT.replace(hour=10)):
            assert now().hour == 10
        assert now() == MOMENT
    assert before <= now() <= timezone.now()


def test_the_moment_is_forgotten_when_something_goes_wrong() -> None:
    with pytest.raises(RuntimeError), happening_at(MOMENT):
        raise RuntimeError
    assert now() > MOMENT


@pytest.mark.django_db
def test_history_has_the_moment_and_the_author() -> None:
    user = factories.user()
    with happening_at(MOMENT):
        trust = save(Trust(code="SOME", name="Some trust"), by=user)
    trust.name = "Another name"
    save(trust, by=user)
    pk = trust.pk
    with happening_at(MOMENT):
        delete(trust, by=user)
    told = Trust.history.filter(code="SOME", id=pk).order_by("history_id")
    assert [version.history_date == MOMENT for version in told] == [True, False, True]
    assert {version.history_user for version in told} == {user}


@pytest.mark.django_db
def test_a_broken_constraint_is_a_sentence_unless_left_to_the_database() -> None:
    person = factories.person()
    twin = {"trust": person.trust, "name": person.name.upper()}
    with pytest.raises(ValidationError):
        save(Person(**twin), by=None)
    with (
        constraints_left_to_the_database(),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        save(Person(**twin), by=None)


@pytest.mark.django_db
def test_rules_of_the_model_hold_also_where_constraints_are_left_to_the_database() -> None:
    stranger = factories.user()
    with constraints_left_to_the_database(), pytest.raises(ValidationError):
        save(Person(trust=factories.trust(), name="Somebody", user=stranger), by=None)


@pytest.mark.django_db
def test_who_leaves_holds_no_post_any_more() -> None:
    person = factories.person()
    post = factories.post(person=person)
    record_leaving(person=person, left_on=date(2024, 3, 31), by=None)
    post.refresh_from_db()
    assert person.left_on == post.ended_on == date(2024, 3, 31)
