"""Pages of one item: an action, an ambition, an objective; and moving a target date."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ambitions.models import BaselineChange, KeyAction
from ambitions.plan import services as plan_services
from ambitions.updates import services as update_services
from objectives.models import Period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, rated_before, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db

DETAIL = {
    "objective": "objective_detail",
    "ambition": "ambition_detail",
    "action": "action_detail",
}


def page_of(plan: Plan, item: Any, role: str = Role.GOVERNANCE, **query: Any) -> str:
    url = address(DETAIL[item.level], plan.trust, item.pk, **query)
    response = signed_in(plan.trust, role).get(url)
    assert response.status_code == 200
    return response.content.decode()


def told(plan: Plan, item: Any, role: str = Role.GOVERNANCE, **query: Any) -> str:
    url = address(DETAIL[item.level], plan.trust, item.pk, **query)
    return text_of(signed_in(plan.trust, role).get(url))


def said_in(
    plan: Plan, action: KeyAction, period: Period, text: str, state: str = "approved"
) -> Any:
    update = factories.update(action, period, state=state)
    factories.update_narrative(update=update, heading=plan.progress, text=text)
    return update


# What was said


def test_what_was_said_stands_newest_first_with_changes_marked() -> None:
    plan = Plan()
    action = plan.action()
    said_in(plan, action, plan.earlier, "**Ten** beds are open.")
    said_in(plan, action, plan.period, "**Twenty** beds are open.")
    page = page_of(plan, action)
    assert page.index("Q2 2024/25</h3>") < page.index("Q1 2024/25</h3>")
    assert '<del class="st-was">Ten</del> <ins class="st-now">Twenty</ins>' in page
    plain = page_of(plan, action, marks="off")
    assert "<ins>" not in plain and "<p><strong>Twenty</strong> beds are open.</p>" in plain


def test_a_reader_starts_on_what_is_printed() -> None:
    plan = Plan()
    action = plan.action()
    said_in(plan, action, plan.earlier, "Ten beds are open.")
    said_in(plan, action, plan.period, "Twenty beds are open.")
    page = page_of(plan, action, Role.READER)
    assert "<p>Twenty beds are open.</p>" in page and "<ins" not in page
    page = page_of(plan, action, Role.READER, marks="on")
    assert '<ins class="st-now">Twenty</ins>' in page


def test_what_was_written_anew_stands_without_marks_beside_what_was_said_before() -> None:
    plan = Plan()
    action = plan.action()
    last = "Ninety beds are open in five localities, and frailty teams visit each home weekly."
    text = "A supplier withdrew in August; procurement restarts once finance agrees a budget."
    said_in(plan, action, plan.earlier, last)
    said_in(plan, action, plan.period, text)
    page = page_of(plan, action)
    assert f"<p>{text}</p>" in page and f"<p>{last}</p></div></details>" in page
    assert "Compare with Q1 2024/25" in page
    assert "Compare with" not in page_of(plan, action, marks="off")


def test_the_first_answer_ever_has_no_marks() -> None:
    plan = Plan()
    action = plan.action()
    said_in(plan, action, plan.period, "First words.")
    assert "<ins>" not in page_of(plan, action)


def test_earlier_periods_are_a_link_away() -> None:
    plan = Plan()
    action = plan.action()
    Period.objects.filter(pk=plan.period.pk).update(status="closed", closed_at=factories.NOON)
    for number in range(4):
        period = factories.period(plan.strategy, status="closed")
        said_in(plan, action, period, f"Words {number}.")
    page = told(plan, action, marks="off")
    assert "Words 1." in page and "Words 0." not in page
    assert "Q3 2024/25" in page
    assert "Words 0." in told(plan, action, marks="off", all=1)


def test_a_nil_return_is_shown_as_it_was_given() -> None:
    plan = Plan()
    action = plan.action()
    said_in(plan, action, plan.period, "None.")
    assert "Progress None." in told(plan, action)


def test_challenges_stand_with_the_answer_they_were_about() -> None:
    plan = Plan()
    action = plan.action()
    update_services.return_update(update=submitted(plan, action), text="Which wards?", by=None)
    page = told(plan, action)
    assert "Which wards?" in page and "Returned, being answered." in page


def test_a_reader_reads_what_was_handed_in_and_no_draft() -> None:
    plan = Plan()
    action = plan.action()
    plan.answer(action, text="Not for the board yet.")
    assert "Not for the board yet." in told(plan, action)
    reader = told(plan, action, Role.READER)
    assert "Not for the board yet." not in reader and "wrote" not in reader
    assert "Nothing has been said yet" in reader


def test_a_past_period_shows_the_item_as_it_was_then() -> None:
    plan = Plan()
    action = plan.action()
    said_in(plan, action, plan.earlier, "Then.")
    said_in(plan, action, plan.period, "Now.")
    page = told(plan, action, period=plan.earlier.pk)
    assert "Then." in page and "Now." not in page


# Its life


def test_the_life_table_has_a_row_for_each_dimension_and_linked_measure() -> None:
    plan = Plan()
    action = plan.action()
    rated_before(plan, action, "amber")
    submitted(plan, action, "green")
    measure = factories.measure(strategy=plan.strategy, name="Beds open")
    measure.actions.add(action)
    for part, raw in (("Q1", "40"), ("Q2", "62")):
        factories.reading(measure=measure, part=part, raw=raw, number=None)
    page = told(plan, action)
    table = page[page.index("Ratings and measures by period") : page.index("What was said")]
    assert f"{plan.dimension.label} A Amber G Green" in table
    assert "Beds open 40 62" in table
    assert "Beds open 62" in page[page.index("What was said") :]


def test_dates_are_told_as_they_moved() -> None:
    plan = Plan()
    action = plan.action(target_date=date(2024, 12, 31))
    plan_services.move_target_date(
        action=action, new_date=date(2025, 3, 31), reason="Late supplier.", by=plan.lead.user
    )
    page = told(plan, action)
    assert "31 March 2025" in page and "moved once" in page
    assert f"by {plan.lead.user}: Late supplier." in page
    assert "31 December 2024 The date it had at first." in page


def test_an_archived_action_can_still_be_read() -> None:
    plan = Plan()
    action = plan.action(is_archived=True)
    assert "no longer in the plan" in told(plan, action)


def test_who_did_what_is_told_in_plain_words() -> None:
    plan = Plan()
    action = plan.action()
    plan.answer(action, "green", "Some words.")
    plan.answer(action, "amber", "Some words.")
    update = update_services.save_draft(
        item=action,
        period=plan.period,
        answers=update_services.Answers(narratives={plan.mitigation: "More staff."}),
        version=None,
        by=plan.lead.user,
    )
    governor = plan.governor(name="Joanne Pickersgill")
    update_services.submit_update(update=update, version=None, by=plan.lead.user)
    update_services.approve_update(update=update, by=governor)
    page = told(plan, action)
    log = page[page.index("Who did what") :]
    assert "Joanne Pickersgill approved it" in log
    assert f"{plan.lead.user} wrote “Progress” and “Mitigation”" in log
    assert f"moved {plan.dimension.label} from Green to Amber" in log
    assert "submitted it" in log


def test_risks_of_the_action_and_of_what_it_stands_under_are_beside_it() -> None:
    plan = Plan()
    action = plan.action()
    for fields in ({"action": action}, {"ambition": plan.ambition}, {}):
        risk = factories.risk(plan.trust, title=f"Risk of {'-'.join(fields) or 'another'}")
        factories.risk_link(risk=risk, **fields)
    page = told(plan, action)
    assert "Risk of action" in page and "Risk of ambition" in page
    assert "Risk of another" not in page


# Ambitions and objectives


def test_an_ambition_shows_its_conditions_success_and_actions() -> None:
    plan = Plan()
    ambition = factories.ambition(
        strategy=plan.strategy,
        success_statement="Eight in ten seen in two hours.",
        supporting_strategies=["Digital strategy"],
    )
    factories.condition(ambition=ambition, letter="a", text="All localities answer.")
    action = factories.action(ambition=ambition, title="Open beds")
    factories.action(ambition=ambition, title="Put away", is_archived=True)
    submitted(plan, action)
    page = told(plan, ambition)
    for words in ("Eight in ten", "Digital strategy", "a All localities", "Open beds", "Green"):
        assert words in page
    assert "Put away" not in page


def test_an_objective_shows_its_aims_ambitions_and_actions() -> None:
    plan = Plan()
    objective = factories.objective(strategy=plan.strategy, aims=["Be quick"], description="Why.")
    factories.ambition(objective=objective, title="Urgent help")
    factories.action(objective=objective, title="Straight under it")
    page = told(plan, objective)
    for words in ("Be quick", "Why.", "Urgent help", "Straight under it"):
        assert words in page


# Moving the date


def test_governance_moves_a_date_with_a_reason() -> None:
    plan = Plan()
    action = plan.action(target_date=date(2024, 12, 31))
    client = signed_in(plan.trust)
    url = address("action_move_date", plan.trust, action.pk)
    assert "31 December 2024" in text_of(client.get(url))
    client.post(url, {"new_date": "31/3/2025", "reason": "Late supplier."})
    action.refresh_from_db()
    assert action.target_date == date(2025, 3, 31)
    assert BaselineChange.objects.get(action=action).reason == "Late supplier."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Say why the target date moves."),
        ({"new_date": "2025-03-31", "reason": ""}, "Say why the target date moves."),
        ({"new_date": "", "reason": "Because"}, "Give the new target date."),
        ({"new_date": "2024-12-31", "reason": "Because"}, "This is the date it has now"),
    ],
)
def test_a_date_that_does_not_move_or_gives_no_reason_is_refused(
    data: dict[str, str], message: str
) -> None:
    plan = Plan()
    action = plan.action(target_date=date(2024, 12, 31))
    url = address("action_move_date", plan.trust, action.pk)
    response = signed_in(plan.trust).post(url, data)
    assert response.status_code == 400 and message in text_of(response)
    assert not BaselineChange.objects.exists()


# Editing


@pytest.mark.parametrize("level", list(DETAIL))
def test_governance_changes_what_an_item_is_called_and_who_leads_it(level: str) -> None:
    plan = Plan()
    item: Any = {"action": plan.action(), "ambition": plan.ambition}.get(level)
    item = item or factories.objective(strategy=plan.strategy)
    item.lead_rows.all().delete()
    factories.lead(item, plan.lead)
    other = factories.person(plan.trust, name="Ana Lima")
    client = signed_in(plan.trust)
    url = address("item_edit", plan.trust, level, item.pk)
    page = client.get(url)
    assert page.status_code == 200 and "Ana Lima" in text_of(page)
    data = {"reference": "9.9", "title": "Another name", "leads": [other.pk, plan.lead.pk]}
    response = client.post(url, data, follow=True)
    item.refresh_from_db()
    assert (item.reference, item.title) == ("9.9", "Another name")
    assert [row.person for row in item.lead_rows.all()] == [plan.lead, other]
    assert "changed the reference and the title" in text_of(response)
    assert "named Ana Lima as lead" in text_of(response)


def test_saving_an_item_as_it_is_changes_nothing() -> None:
    plan = Plan()
    action = plan.action()
    before = action.history.count()
    url = address("item_edit", plan.trust, "action", action.pk)
    data = {"reference": action.reference, "title": action.title, "leads": [plan.lead.pk]}
    signed_in(plan.trust).post(url, data)
    assert action.history.count() == before


def test_an_item_keeps_leads_of_another_kind() -> None:
    plan = Plan()
    action = plan.action()
    factories.lead(action, factories.person(plan.trust), kind="executive")
    url = address("item_edit", plan.trust, "action", action.pk)
    signed_in(plan.trust).post(url, {"title": "New", "leads": []})
    assert [row.kind for row in action.lead_rows.all()] == ["executive"]


def test_an_item_cannot_lose_its_title_nor_take_anothers_nor_a_strangers_lead() -> None:
    plan = Plan()
    factories.ambition(strategy=plan.strategy, title="Taken")
    stranger = factories.person()
    url = address("item_edit", plan.trust, "ambition", plan.ambition.pk)
    client = signed_in(plan.trust)
    for data, message in (
        ({"title": " "}, "Give it a title."),
        ({"title": "Taken"}, "already has one with this title"),
        ({"title": "x" * 501}, "at most 500"),
        ({"title": "Fine", "leads": [stranger.pk]}, "Choose people of your own trust."),
    ):
        response = client.post(url, data)
        assert response.status_code == 400 and message in text_of(response)
    before = plan.ambition.title
    plan.ambition.refresh_from_db()
    assert plan.ambition.title == before


def test_only_governance_edits_and_only_its_own_plan() -> None:
    plan, theirs = Plan(), Plan()
    action, archived = plan.action(), plan.action(is_archived=True)
    url = address("item_edit", plan.trust, "action", action.pk)
    assert plan.client().get(url).status_code == 403
    assert signed_in(plan.trust).put(url).status_code == 405
    client = signed_in(theirs.trust)
    assert client.get(address("item_edit", theirs.trust, "action", action.pk)).status_code == 404
    client = signed_in(plan.trust)
    assert client.get(address("item_edit", plan.trust, "risk", action.pk)).status_code == 404
    assert client.get(address("item_edit", plan.trust, "action", archived.pk)).status_code == 404


# Who may, and what it costs


def test_every_member_may_read_and_nobody_else() -> None:
    plan, theirs = Plan(), Plan()
    items: dict[str, Any] = {item.level: item for item in (plan.action(), plan.ambition)}
    items["objective"] = factories.objective(strategy=plan.strategy)
    for level, item in items.items():
        url = address(DETAIL[level], plan.trust, item.pk)
        for role in Role.values:
            assert signed_in(plan.trust, role).get(url).status_code == 200
        assert signed_in(plan.trust).post(url).status_code == 405
        assert Client().get(url).status_code == 302
        elsewhere = address(DETAIL[level], theirs.trust, item.pk)
        assert signed_in(theirs.trust).get(elsewhere).status_code == 404


def test_only_governance_moves_a_date() -> None:
    plan = Plan()
    action = plan.action()
    url = address("action_move_date", plan.trust, action.pk)
    assert plan.client().get(url).status_code == 403
    assert signed_in(plan.trust, Role.READER).post(url).status_code == 403
    assert signed_in(plan.trust).put(url).status_code == 405
    theirs = Plan()
    url = address("action_move_date", theirs.trust, action.pk)
    assert signed_in(theirs.trust).get(url).status_code == 404
    archived = plan.action(is_archived=True)
    url = address("action_move_date", plan.trust, archived.pk)
    assert signed_in(plan.trust).get(url).status_code == 404


def full_action(count: int) -> tuple[Plan, KeyAction]:
    """An action with that much of everything its page shows."""
    plan = Plan()
    action = plan.action(target_date=date(2024, 12, 31))
    for number in range(count):
        period = factories.period(plan.strategy, status="closed")
        update = said_in(plan, action, period, f"Words {number}")
        factories.update_rating(
            update=update, dimension=plan.dimension, rating=plan.rating("green")
        )
        factories.challenge(update=update, raised_by=plan.lead.user)
        factories.baseline_change(action=action, changed_by=plan.lead.user)
        measure = factories.measure(strategy=plan.strategy)
        measure.actions.add(action)
        factories.reading(measure=measure)
        risk = factories.risk(plan.trust)
        factories.risk_link(risk=risk, action=action)
        factories.risk_score(risk=risk, period=period)
        factories.lead(action)
    # Closed after all of it was there, for of a closed period the page shows what was then.
    Period.objects.filter(pk=plan.period.pk).update(status="closed", closed_at=timezone.now())
    return plan, action


def test_a_long_history_costs_no_more_queries_than_a_short_one() -> None:
    counts = []
    for number in (1, 20):
        plan, action = full_action(number)
        about: dict[str, Any] = {"period": plan.period.pk, "all": 1, "log": "all"}
        url = address("action_detail", plan.trust, action.pk, **about)
        counts.append(queries_of(signed_in(plan.trust), url))
    assert counts[0] == counts[1]


@pytest.mark.once
@pytest.mark.parametrize("level", ["ambition", "objective"])
def test_twenty_children_cost_no_more_queries_than_one(level: str) -> None:
    counts = []
    for number in (1, 20):
        plan = Plan()
        objective = factories.objective(strategy=plan.strategy)
        parent = objective if level == "objective" else factories.ambition(objective=objective)
        for _ in range(number):
            action = factories.action(**{level: parent})
            factories.lead(action)
            submitted(plan, action)
            if level == "objective":
                factories.lead(factories.ambition(objective=objective))
        url = address(DETAIL[level], plan.trust, parent.pk)
        counts.append(queries_of(signed_in(plan.trust), url))
    assert counts[0] == counts[1]
