"""Reading rows as they were at a moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ambitions.models import Condition, KeyAction
from objectives.models import Rating
from strategy_tracker.accounts.history import Versions, as_at, set_related
from strategy_tracker.accounts.models import Person
from strategy_tracker.accounts.saving import delete, happening_at, save
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
THEN = timezone.now().replace(microsecond=0) - 100 * DAY


def at(days: int) -> Any:
    return happening_at(THEN + days * DAY)


def action(**fields: Any) -> KeyAction:
    ambition = factories.ambition()
    return save(
        KeyAction(strategy=ambition.strategy, ambition=ambition, **({"title": "Beds"} | fields)),
        by=None,
    )


def test_a_row_is_as_it_last_was_and_knows_nothing_of_what_came_later() -> None:
    with at(0):
        key_action = action(regulation_refs=["12"], target_date=THEN.date())
    for day, title in ((1, "More beds"), (3, "Most beds")):
        key_action.title = title
        with at(day):
            save(key_action, by=None)
    (was,) = as_at(KeyAction, THEN + 2 * DAY, strategy=key_action.strategy_id)
    assert (was.pk, was.title, was.target_date) == (key_action.pk, "More beds", THEN.date())
    assert was.regulation_refs == ["12"] and was.ambition_id == key_action.ambition_id
    assert [row.title for row in as_at(KeyAction, None, strategy=key_action.strategy_id)] == [
        "Most beds"
    ]


def test_what_was_made_later_is_not_there_and_what_was_deleted_later_is() -> None:
    with at(0):
        gone = action()
    with at(2):
        save(KeyAction(strategy=gone.strategy, ambition=gone.ambition, title="New"), by=None)
        pk = gone.pk
        delete(gone, by=None)
    own = {"strategy": gone.strategy_id}
    assert [row.pk for row in as_at(KeyAction, THEN + DAY, **own)] == [pk]
    assert [row.title for row in as_at(KeyAction, THEN + 2 * DAY, **own)] == ["New"]
    assert as_at(KeyAction, THEN - DAY, **own) == []


def test_of_several_writes_at_one_moment_the_last_counts() -> None:
    with at(0):
        key_action = action()
        key_action.title = "Again"
        save(key_action, by=None)
    assert [row.title for row in as_at(KeyAction, THEN, strategy=key_action.strategy_id)] == [
        "Again"
    ]


def test_the_parts_of_a_parent_that_was_deleted_since_are_found() -> None:
    with at(0):
        ambition = factories.ambition()
        save(ambition, by=None)
        save(Condition(ambition=ambition, letter="a", text="Holds", position=1), by=None)
    with at(2):
        ambition.conditions.all().delete()
        delete(ambition, by=None)
    (was,) = as_at(Condition, THEN + DAY, ambition__strategy=ambition.strategy_id)
    assert was.text == "Holds"


def test_rows_come_in_the_order_they_had() -> None:
    with at(0):
        first = action(position=1, title="First")
        second = save(
            KeyAction(strategy=first.strategy, ambition=first.ambition, title="Second", position=2),
            by=None,
        )
    second.position = 0
    with at(2):
        save(second, by=None)
    own = {"strategy": first.strategy_id}
    titles = [[row.title for row in as_at(KeyAction, THEN + day * DAY, **own)] for day in (1, 3)]
    assert titles == [["First", "Second"], ["Second", "First"]]


def test_one_query_whatever_there_is() -> None:
    key_action = action()
    counted = []
    for number in (1, 20):
        while KeyAction.objects.count() < number:
            save(
                KeyAction(strategy=key_action.strategy, ambition=key_action.ambition, title="x"),
                by=None,
            )
        for moment in (None, timezone.now()):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert len(as_at(KeyAction, moment, strategy=key_action.strategy_id)) == number
            counted.append(len(queries))
    assert counted == [1, 1, 1, 1]


def test_versions_tell_a_word_as_it_was_at_several_moments() -> None:
    with at(0):
        rating = save(
            Rating(scale=factories.scale(), code="a", label="Amber", letter="A", tone="amber"),
            by=None,
        )
    rating.label = "Some delay"
    with at(2):
        save(rating, by=None)
    versions = Versions(Rating, scale__trust=rating.scale.trust_id)
    labels = [[row.label for row in versions.at(THEN + day * DAY)] for day in (-1, 1, 3)]
    assert labels == [[], ["Amber"], ["Some delay"]]
    before = versions.at(THEN - DAY, with_later=True)
    assert [row.label for row in before] == ["Amber"]
    assert [row.label for _, row in versions.of(rating.pk)] == ["Amber", "Some delay"]


def test_related_rows_that_were_set_are_read_without_a_query() -> None:
    person = factories.person()
    post = factories.post(person=person)
    (was,) = as_at(Person, timezone.now(), trust=person.trust_id)
    set_related(was, "posts", [post])
    with CaptureQueriesContext(connection) as queries:
        assert was.job_title() == post.job_title
    assert len(queries) == 0


def test_ratings_of_two_scales_are_not_mixed() -> None:
    trust = factories.trust()
    scales = [factories.rag_scale(trust), factories.rag_scale(trust)]
    with_history = Versions(Rating, scale__trust=trust.pk).at(timezone.now())
    expected = [rating.pk for rating in Rating.objects.filter(scale__in=scales)]
    assert [rating.pk for rating in with_history] == expected
    assert [row.pk for row in as_at(Rating, timezone.now(), scale__trust=trust.pk)] == expected


def test_signing_in_is_no_change_of_the_account(client: Client) -> None:
    user = factories.member().user
    before = user.history.count()
    client.force_login(user)
    user.refresh_from_db()
    assert user.last_login is not None
    assert user.history.count() == before
