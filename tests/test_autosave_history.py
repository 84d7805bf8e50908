"""Autosaves of one person within ten minutes are one row of history, and nothing is lost by it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ambitions.models import Update, UpdateNarrative
from ambitions.updates.conflicts import values_at
from ambitions.updates.questions import questions_of
from ambitions.updates.services import Answers, return_update, save_draft, submit_update
from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.saving import happening_at
from tests import factories

pytestmark = pytest.mark.django_db


class Typing:
    """An action with one heading, and somebody who types an answer to it."""

    def __init__(self) -> None:
        self.action = factories.action()
        strategy = self.action.strategy
        self.period = factories.period(strategy=strategy, status="open")
        self.heading = factories.heading(strategy=strategy, level="action")
        self.person = factories.user()
        self.began = timezone.now() - timedelta(hours=1)

    def save(self, text: str, minutes: float, *, by: User | None = None, **given: Any) -> Update:
        with happening_at(self.began + timedelta(minutes=minutes)):
            return save_draft(
                item=self.action,
                period=self.period,
                answers=Answers(narratives={self.heading: text}),
                version=None,
                by=by or self.person,
                **{"is_autosave": True, **given},
            )

    def history(self) -> list[str]:
        rows = UpdateNarrative.history.order_by("history_date", "history_id")
        return [row.text for row in rows]


def test_autosaves_within_ten_minutes_are_one_row_that_says_the_latest() -> None:
    typing = Typing()
    for minute, text in enumerate(["We", "We opened", "We opened the hub."]):
        update = typing.save(text, minute)
    assert typing.history() == ["We opened the hub."]
    assert update.history.count() == 1 and update.history.get().version == 3
    assert update.narratives.get().text == "We opened the hub."


def test_after_ten_minutes_another_row_begins() -> None:
    typing = Typing()
    typing.save("Morning.", 0)
    typing.save("Morning and noon.", 11)
    assert typing.history() == ["Morning.", "Morning and noon."]


def test_what_somebody_saves_by_hand_is_kept_apart() -> None:
    typing = Typing()
    typing.save("By hand.", 0, is_autosave=False)
    typing.save("By hand again.", 1, is_autosave=False)
    assert typing.history() == ["By hand.", "By hand again."]


def test_two_people_are_two_rows() -> None:
    typing, other = Typing(), factories.user()
    typing.save("Mine.", 0)
    typing.save("Mine and yours.", 1, by=other)
    typing.save("Mine again.", 2)
    assert typing.history() == ["Mine.", "Mine and yours.", "Mine again."]


def test_what_was_submitted_or_returned_is_not_written_over() -> None:
    typing = Typing()
    update = typing.save("As submitted.", 0)
    with happening_at(typing.began + timedelta(minutes=1)):
        submit_update(update=update, version=None, by=typing.person)
    with happening_at(typing.began + timedelta(minutes=2)):
        return_update(update=update, text="Say more.", by=factories.user())
    typing.save("As submitted, and more.", 3)
    typing.save("As submitted, and much more.", 4)
    assert typing.history() == ["As submitted.", "As submitted, and much more."]


def test_the_words_a_form_started_from_are_found_though_later_versions_were_merged() -> None:
    typing, other = Typing(), factories.user()
    typing.save("Start.", 0, is_autosave=False, by=other)
    for minute in (1, 2, 3):
        update = typing.save(f"Start and {minute}.", minute)
    questions = questions_of([typing.action.strategy])[typing.action.strategy_id, "action"]
    assert values_at(update, 1, questions)[f"heading_{typing.heading.pk}"] == "Start."
