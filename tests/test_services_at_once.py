"""Two people who act in the same moment, each on a database connection of their own."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from ambitions.models import Update, UpdateNarrative
from ambitions.updates.services import Answers, StaleUpdate, save_draft, submit_update
from objectives.models import Period
from objectives.services import close_period, create_period, open_period
from risks.models import RiskScore
from risks.services import score_risk
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

Outcome = Any
PATIENCE = 30  # seconds; far more than either database needs


def at_once(*deeds: Callable[[], Any]) -> list[Outcome]:
    """Run each deed in a thread, all let go together; what each returned or raised."""
    gate = threading.Barrier(len(deeds))
    outcomes: list[Outcome] = [None] * len(deeds)

    def run(number: int, deed: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE)
            outcomes[number] = deed()
        except (ValidationError, StaleUpdate) as refusal:
            outcomes[number] = refusal
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(number, deed)) for number, deed in enumerate(deeds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "Two writers wait for each other."
    return outcomes


def kinds(outcomes: list[Outcome]) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes)


@pytest.mark.parametrize("there_is_a_draft", [False, True])
def test_two_saves_at_once_one_wins_and_the_other_is_told(there_is_a_draft: bool) -> None:
    period = factories.period()
    action = factories.action(strategy=period.strategy)
    heading = factories.heading(strategy=period.strategy)
    users = [factories.user(), factories.user()]
    if there_is_a_draft:
        factories.update(action, period)
    version = int(there_is_a_draft)

    def saving(number: int) -> Callable[[], Update]:
        return lambda: save_draft(
            item=action,
            period=period,
            answers=Answers(narratives={heading: f"Words of {number}"}),
            version=version,
            by=users[number],
        )

    outcomes = at_once(saving(0), saving(1))
    assert kinds(outcomes) == ["StaleUpdate", "Update"], outcomes
    winner = next(number for number in (0, 1) if isinstance(outcomes[number], Update))
    loser = outcomes[1 - winner]
    assert isinstance(loser, StaleUpdate)
    assert UpdateNarrative.objects.get().text == f"Words of {winner}"
    assert loser.current.saved_by == users[winner]
    assert Update.objects.get().version == version + 1


def test_two_submits_at_once_are_one() -> None:
    update = factories.update()
    factories.update_narrative(update=update)
    users = [factories.user(), factories.user()]
    outcomes = at_once(
        *(lambda user=user: submit_update(update=update, version=1, by=user) for user in users)
    )
    assert kinds(outcomes) == ["Update", "Update"], outcomes
    assert {outcome.submitted_by for outcome in outcomes} == {Update.objects.get().submitted_by}
    assert Update.objects.get().version == 2


def test_a_save_that_meets_a_closing_period_is_kept_or_refused_never_lost() -> None:
    period = factories.period()
    action = factories.action(strategy=period.strategy)
    saved, closed = at_once(
        lambda: save_draft(item=action, period=period, answers=Answers(), version=0, by=None),
        lambda: close_period(period=period, by=None),
    )
    assert isinstance(closed, Period) and closed.is_closed
    if isinstance(saved, Update):
        assert saved.saved_at is not None and closed.closed_at is not None
        assert saved.saved_at <= closed.closed_at
    else:
        assert isinstance(saved, ValidationError)
        assert not Update.objects.exists()


def test_a_save_waits_for_a_close_that_has_begun_and_is_then_refused() -> None:
    """The check and the write see the same period: nothing slips in between."""
    period = factories.period()
    action = factories.action(strategy=period.strategy)
    has_closed = threading.Event()
    about_to_save = threading.Event()

    def closing() -> None:
        with transaction.atomic():
            close_period(period=period, by=None)
            has_closed.set()
            assert about_to_save.wait(PATIENCE)
            # Long enough for a save that does not wait to look at the period and go on.
            time.sleep(0.3)

    def saving() -> Update:
        assert has_closed.wait(PATIENCE)
        about_to_save.set()
        return save_draft(item=action, period=period, answers=Answers(), version=0, by=None)

    _, saved = at_once(closing, saving)
    assert isinstance(saved, ValidationError), saved
    assert not Update.objects.exists()


def test_two_periods_opened_at_once_one_is() -> None:
    first = factories.period(status="planned")
    second = factories.period(first.strategy, status="planned")
    outcomes = at_once(
        lambda: open_period(period=first, by=None), lambda: open_period(period=second, by=None)
    )
    assert kinds(outcomes) == ["Period", "ValidationError"], outcomes
    assert Period.objects.open().count() == 1


def test_two_overlapping_periods_added_at_once_one_is() -> None:
    """Their starts differ, so no constraint of the database stands between them."""
    model = factories.build(Period)
    strategy = factories.strategy()
    halves = [model.starts_on, model.starts_on.replace(day=15)]

    def adding(number: int) -> Callable[[], Period]:
        return lambda: create_period(
            strategy=strategy,
            label=f"Half {number}",
            starts_on=halves[number],
            ends_on=model.ends_on,
            by=None,
        )

    outcomes = at_once(adding(0), adding(1))
    assert kinds(outcomes) == ["Period", "ValidationError"], outcomes
    assert Period.objects.filter(strategy=strategy).count() == 1


def test_two_scores_at_once_are_one_row() -> None:
    risk = factories.risk()
    outcomes = at_once(
        *(
            lambda score=score: score_risk(risk=risk, kind="target", score=score, by=None)
            for score in (4, 8)
        )
    )
    assert kinds(outcomes) == ["RiskScore", "RiskScore"], outcomes
    assert RiskScore.objects.get().history.count() == 2
