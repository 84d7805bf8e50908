"""The last change of something is taken back from the history, in one step."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ambitions.models import BaselineChange
from ambitions.plan.editing import change_item
from ambitions.plan.services import move_target_date
from objectives.services import close_period, update_strategy
from strategy_tracker.accounts.models import Role
from strategy_tracker.accounts.saving import change_reason, save
from strategy_tracker.audit.services import EDITED_WITH, take_back
from tests import factories
from tests.answering import Plan
from tests.governing import address, signed_in, text_of

pytestmark = pytest.mark.django_db


def last(record: Any) -> Any:
    return record.history.order_by("history_date", "history_id").last()


def change(record: Any, **values: Any) -> Any:
    for name, value in values.items():
        setattr(record, name, value)
    return save(record, by=None)


def test_a_title_goes_back_and_that_is_a_change_of_its_own() -> None:
    plan = Plan()
    action = plan.action("Beds")
    change(action, title="More beds")
    take_back(version=last(action), by=plan.lead.user)
    action.refresh_from_db()
    assert action.title == "Beds"
    assert [row.title for row in action.history.all()] == ["Beds", "More beds", "Beds"]
    assert last(action).history_user == plan.lead.user


def test_words_ratings_questions_and_dates_go_back() -> None:
    plan = Plan()
    for record, name, value in (
        (plan.strategy, "action_word", "Must do"),
        (plan.rating("green"), "label", "Fine"),
        (plan.progress, "label", "What happened"),
        (plan.period, "due_on", date(2026, 12, 1)),
        (plan.ambition, "title", "Other"),
    ):
        before = getattr(record, name)
        change(record, **{name: value})
        take_back(version=last(record), by=None)
        record.refresh_from_db()
        assert getattr(record, name) == before


def test_a_lead_who_was_added_goes_and_one_who_was_taken_off_comes_again() -> None:
    plan = Plan()
    action = plan.action()
    row = action.lead_rows.get()
    change_item(item=action, values={}, leads={"lead": []}, by=None)
    take_back(version=type(row).history.latest(), by=None)
    assert action.lead_rows.get().person == plan.lead and action.lead_rows.get().pk == row.pk
    take_back(version=type(row).history.latest(), by=None)
    assert not action.lead_rows.exists()


def test_a_target_date_goes_back_with_the_note_that_it_moved() -> None:
    plan = Plan()
    action = plan.action(target_date=date(2026, 3, 31))
    move_target_date(action=action, new_date=date(2026, 9, 30), reason="Late", by=None)
    action.refresh_from_db()
    take_back(version=last(action), by=None)
    action.refresh_from_db()
    assert action.target_date == date(2026, 3, 31)
    assert not BaselineChange.objects.exists()


def test_what_cannot_go_back_is_told_why_and_nothing_changes() -> None:
    plan = Plan()
    action = plan.action("Beds", reference="1")
    change(action, title="More beds")
    first = last(action)
    change(action, title="Most beds")
    with pytest.raises(ValidationError, match="changed again by the system"):
        take_back(version=first, by=None)
    before = plan.ambition.title
    change(plan.ambition, title="Other")
    factories.ambition(strategy=plan.strategy, title=before)
    with pytest.raises(ValidationError, match="title"):
        take_back(version=last(plan.ambition), by=None)
    with change_reason("import 1"):
        change(action, title="Imported")
    with pytest.raises(ValidationError, match="Undo the import"):
        take_back(version=last(action), by=None)
    close_period(period=plan.period, by=None)
    with pytest.raises(ValidationError, match="opened and closed on its own page"):
        take_back(version=last(plan.period), by=None)
    action.refresh_from_db()
    assert action.title == "Imported"


def test_governance_takes_back_from_the_page_of_history() -> None:
    plan = Plan()
    update_strategy(strategy=plan.strategy, title="Closer", by=plan.lead.user)
    client = signed_in(plan.trust)
    url = address("audit_take_back", plan.trust, "strategy", last(plan.strategy).pk)
    assert url in client.get(address("audit", plan.trust)).content.decode()
    assert "Title Closer" in text_of(client.get(url))
    assert "is as it was before" in text_of(client.post(url, follow=True))
    again = client.post(url)
    assert again.status_code == 400 and "changed again" in text_of(again)
    assert signed_in(plan.trust, Role.LEAD).post(url).status_code == 403
    assert signed_in(factories.trust()).post(url).status_code == 404
    theirs = address("audit_take_back", factories.trust(), "strategy", last(plan.strategy).pk)
    assert client.post(theirs).status_code == 404


def test_a_change_of_another_trust_is_not_there() -> None:
    plan, other = Plan(), Plan()
    update_strategy(strategy=other.strategy, title="Theirs", by=None)
    url = address("audit_take_back", plan.trust, "strategy", last(other.strategy).pk)
    assert signed_in(plan.trust, Role.ADMINISTRATOR).post(url).status_code == 404
    other.strategy.refresh_from_db()
    assert other.strategy.title == "Theirs"


def test_answers_and_roles_are_never_taken_back_here() -> None:
    names = {model.__name__ for model in EDITED_WITH}
    assert not names & {"Update", "UpdateNarrative", "UpdateRating", "Membership", "Paper"}
