"""The plan: what it lists, how it is narrowed and sorted, and its spreadsheet."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from ambitions.models import KeyAction
from ambitions.plan.reader import read_outline
from ambitions.updates import services as update_services
from ambitions.updates.status import movement
from objectives.dimensions import main_dimension
from objectives.models import Dimension
from objectives.services import DEFAULT_SCALES, create_scale
from strategy_tracker.accounts.models import Role
from strategy_tracker.ui.spreadsheets import spreadsheet_response
from tests import factories
from tests.answering import Plan, in_days
from tests.governing import address, queries_of, rated_before, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db


def page_of(plan: Plan, role: str = Role.GOVERNANCE, **query: Any) -> str:
    response = signed_in(plan.trust, role).get(address("plan", plan.trust, **query))
    assert response.status_code == 200
    return text_of(response)


def strips(plan: Plan, role: str = Role.GOVERNANCE, **query: Any) -> list[str]:
    """What each pill of the strips says, such as "Q2 24/25: Green"."""
    response = signed_in(plan.trust, role).get(address("plan", plan.trust, **query))
    return re.findall(r'role="img" title="([^"]*)"', response.content.decode())


def titles(plan: Plan, **query: Any) -> list[str]:
    """The titles in the tables, in order."""
    response = signed_in(plan.trust).get(address("plan", plan.trust, **query))
    tables = re.findall(r"<tbody.*?</tbody>", response.content.decode(), re.DOTALL)
    return re.findall(r'<a href="[^"]*/plan/[^"]*">([^<]*)</a>', "".join(tables))


# What it lists


def test_objectives_are_sections_with_ambitions_and_their_actions() -> None:
    plan = Plan()
    objective = factories.objective(strategy=plan.strategy, reference="1", title="Care at home")
    ambition = factories.ambition(objective=objective, title="Urgent help")
    factories.action(ambition=ambition, title="Open beds")
    factories.action(objective=objective, title="Straight under it")
    page = page_of(plan)
    places = [
        page.index(title) for title in ("1 Care at home", "Straight", "Urgent help", "Open beds")
    ]
    assert places == sorted(places)


def test_an_ambition_under_no_objective_stands_in_a_section_of_its_own() -> None:
    plan = Plan()
    plan.action("Open beds")
    response = signed_in(plan.trust).get(address("plan", plan.trust))
    assert f'id="ambition-{plan.ambition.pk}"' in response.content.decode()
    assert titles(plan) == ["Open beds"]


def test_a_plan_of_ambitions_alone_is_one_table_of_them() -> None:
    plan = Plan()
    factories.dimension(strategy=plan.strategy, level="ambition")
    factories.ambition(strategy=plan.strategy, title="Second")
    assert titles(plan) == [plan.ambition.title, "Second"]
    assert "2 ambitions" in page_of(plan)


def test_a_plan_of_objectives_alone_is_one_table_of_them() -> None:
    strategy = factories.strategy()
    factories.objective(strategy=strategy, title="Only this")
    page = text_of(signed_in(strategy.trust).get(address("plan", strategy.trust)))
    assert "1 strategic objective" in page and "Only this" in page


def test_the_strip_shows_the_last_eight_periods_up_to_the_one_asked_for() -> None:
    plan = Plan()
    action = plan.action()
    rated_before(plan, action, "amber")
    submitted(plan, action, "green")
    assert strips(plan) == ["Q1 24/25: Amber", "Q2 24/25: Green"]
    assert strips(plan, period=plan.earlier.pk) == ["Q1 24/25: Amber"]


def test_a_plan_that_asks_no_rating_has_no_column_and_no_filter_of_it() -> None:
    plan = Plan()
    plan.action("Open more beds")
    assert "Rating now" in page_of(plan)
    assert any("Q2" in str(cell) for cell in sheet_of(plan)[0])
    for dimension in plan.strategy.dimensions.all():
        dimension.is_archived = True
        dimension.save()
    page = page_of(plan)
    assert "Open more beds" in page and "Rating" not in page
    assert not any("Q2" in str(cell) for cell in sheet_of(plan)[0])


def test_the_forecast_tells_which_way_it_moved() -> None:
    plan = Plan()
    forecast = factories.dimension(
        strategy=plan.strategy, scale=plan.dimension.scale, purpose="forecast", label="Year end"
    )
    action = plan.action()
    for period, code in ((plan.earlier, "red"), (plan.period, "amber")):
        update = factories.update(action, period, state="submitted")
        factories.update_rating(update=update, dimension=forecast, rating=plan.rating(code))
    assert "Year end" in page_of(plan)
    assert "Amber better" in page_of(plan)


def test_an_arrow_given_by_hand_wins_over_the_difference() -> None:
    plan = Plan()
    forecast = factories.dimension(
        strategy=plan.strategy, scale=plan.dimension.scale, purpose="forecast"
    )
    action = plan.action()
    for period, direction in ((plan.earlier, ""), (plan.period, "down")):
        update = factories.update(action, period, state="submitted")
        factories.update_rating(
            update=update, dimension=forecast, rating=plan.rating("amber"), direction=direction
        )
    assert "Amber worse" in page_of(plan)


def test_a_reader_sees_what_was_approved_and_no_draft() -> None:
    plan = Plan()
    plan.answer(plan.action("Drafted"), "red")
    assert "Q2 24/25: Red" in strips(plan)
    assert strips(plan, Role.READER) == ["Q1 24/25: not answered", "Q2 24/25: not answered"]
    update = submitted(plan, plan.action("Handed in"), "green")
    assert "Q2 24/25: Green" not in strips(plan, Role.READER)
    update_services.approve_update(update=update, by=None)
    assert "Q2 24/25: Green" in strips(plan, Role.READER)


def test_a_date_is_told_as_given_with_how_far_away_it_is() -> None:
    plan = Plan()
    plan.action("One", target_date=in_days(10))
    plan.action("Two", target_date=in_days(-70), target_text="End of spring")
    page = page_of(plan)
    assert "in 10 days" in page
    assert "End of spring" in page and "10 weeks ago" in page


def test_what_is_the_same_in_every_row_is_said_once() -> None:
    plan = Plan()
    second = factories.person(plan.trust, name="Priya Venkataram")
    actions = [plan.action(title) for title in ("One", "Two", "Three")]
    for action in actions:
        factories.lead(action, second)
    page = page_of(plan)
    assert "Lead of all of it: Tom Hargreave , Priya Venkataram" in page
    assert page.count("Priya Venkataram") == 2, "once over the section, once to choose from"
    assert "No target dates" in page and page.count("No date") == 1, "only to choose from"
    # As soon as one row differs each says its own again.
    actions[0].target_date = in_days(10)
    actions[0].save()
    plan.action("Four")
    page = page_of(plan)
    assert "Lead of all of it" not in page and "No target dates" not in page
    assert page.count("Priya Venkataram") == 4 and page.count("No date") == 4


def test_two_rows_that_agree_are_no_repetition() -> None:
    plan = Plan()
    plan.action("One")
    plan.action("Two")
    page = page_of(plan)
    assert "Lead of all of it" not in page and page.count("No date") == 3


def test_a_plan_with_nothing_in_it_says_what_will_stand_there() -> None:
    trust = factories.trust()
    assert "Nothing in the plan yet" in text_of(signed_in(trust).get(address("plan", trust)))
    factories.strategy(trust)
    page = text_of(signed_in(trust, Role.READER).get(address("plan", trust)))
    assert "Your governance team brings them in" in page


def test_delivery_speaks_for_an_item_before_any_other_dimension() -> None:
    strategy = factories.strategy()
    made = [
        factories.dimension(strategy=strategy, purpose=purpose)
        for purpose in ("forecast", "confidence", "delivery", "overall")
    ]
    main = main_dimension(list(Dimension.objects.filter(strategy=strategy)))
    assert main == made[2]
    assert main_dimension([]) is None


# Narrowing


def narrowed_plan() -> tuple[Plan, dict[str, KeyAction]]:
    plan = Plan()
    actions = {
        "late": plan.action("Frailty beds", reference="1.1", target_date=in_days(-5)),
        "soon": plan.action("Hospital flow", reference="1.2", target_date=in_days(30)),
        "none": plan.action("School nursing", reference="1.3"),
    }
    submitted(plan, actions["late"], "red")
    submitted(plan, actions["soon"], "green")
    return plan, actions


def test_words_are_looked_for_in_title_reference_and_lead() -> None:
    plan, _ = narrowed_plan()
    assert titles(plan, words="FRAILTY+beds") == ["Frailty beds"]
    assert titles(plan, words="1.2") == ["Hospital flow"]
    assert len(titles(plan, words="hargreave")) == 3


def test_narrowing_by_rating_lead_due_and_state() -> None:
    plan, actions = narrowed_plan()
    assert titles(plan, rating=plan.rating("red").pk) == ["Frailty beds"]
    assert titles(plan, rating="none") == ["School nursing"]
    assert titles(plan, lead="none") == []
    assert titles(plan, due="overdue") == ["Frailty beds"]
    assert titles(plan, due="soon") == ["Hospital flow"]
    assert titles(plan, due="none") == ["School nursing"]
    assert titles(plan, state="submitted") == ["Frailty beds", "Hospital flow"]
    assert titles(plan, state="submitted", due="soon") == ["Hospital flow"]
    other = factories.person(plan.trust)
    factories.lead(actions["none"], other)
    assert titles(plan, lead=other.pk) == ["School nursing"]


def test_by_the_year_end_and_after_it_share_every_date() -> None:
    plan = Plan()
    for day in (date(2000, 1, 1), in_days(0), in_days(1000)):
        plan.action(f"On {day}", target_date=day)
    assert len(titles(plan, due="year")) + len(titles(plan, due="later")) == 3
    assert f"On {in_days(1000)}" in titles(plan, due="later")


def test_what_is_complete_is_never_overdue() -> None:
    plan = Plan()
    complete = factories.rating(
        scale=plan.dimension.scale, label="Complete", tone="green", letter="C", ends_work=True
    )
    action = plan.action(target_date=in_days(-5))
    update = factories.update(action, plan.period, state="submitted")
    factories.update_rating(update=update, dimension=plan.dimension, rating=complete)
    assert titles(plan, due="overdue") == []


def test_what_is_substantially_assured_may_be_overdue() -> None:
    plan = Plan()
    scale = create_scale(
        trust=plan.trust, name="Assurance", ratings=DEFAULT_SCALES["Assurance"], by=None
    )
    plan.dimension.scale = scale
    plan.dimension.save()
    action = plan.action("Late all the same", target_date=in_days(-100))
    for period, label in ((plan.earlier, "Partial"), (plan.period, "Substantial")):
        update = factories.update(action, period, state="submitted")
        rating = scale.ratings.get(label=label)
        factories.update_rating(update=update, dimension=plan.dimension, rating=rating)
    assert titles(plan, due="overdue") == ["Late all the same"]
    assert movement(rating, scale.ratings.get(label="Partial")) == ("up", "better")


def test_a_forecast_of_complete_ends_nothing_yet() -> None:
    plan = Plan()
    forecast = factories.dimension(strategy=plan.strategy, purpose="forecast")
    done = factories.rating(scale=forecast.scale, label="Complete", letter="C", ends_work=True)
    action = plan.action("Late", target_date=in_days(-5))
    update = factories.update(action, plan.period, state="submitted")
    factories.update_rating(update=update, dimension=forecast, rating=done)
    assert titles(plan, due="overdue") == ["Late"]


def test_one_section_alone() -> None:
    plan = Plan()
    plan.action("Here")
    elsewhere = factories.action(ambition=factories.ambition(strategy=plan.strategy))
    section = f"ambition-{plan.ambition.pk}"
    assert titles(plan, section=section) == ["Here"]
    assert elsewhere.title in titles(plan)


def test_the_count_says_how_many_and_which() -> None:
    plan, _ = narrowed_plan()
    page = page_of(plan, due="overdue", words="beds")
    assert "1 of 3 key actions: “beds”, due: overdue" in page
    assert "Clear filters" in page


def test_nothing_found_says_so_with_a_way_back() -> None:
    plan, _ = narrowed_plan()
    assert "Nothing matches" in page_of(plan, words="zzz")


def test_a_value_that_cannot_be_chosen_narrows_nothing() -> None:
    plan, _ = narrowed_plan()
    assert len(titles(plan, rating="999999", lead="x", due="?", state="?", section="?")) == 3


def test_a_reader_cannot_narrow_by_state() -> None:
    plan, _ = narrowed_plan()
    assert "School nursing" in page_of(plan, Role.READER, state="submitted")


# Sorting


def test_sorted_by_rating_date_and_lead_both_ways() -> None:
    plan, actions = narrowed_plan()
    assert titles(plan, sort="rating") == ["Frailty beds", "Hospital flow", "School nursing"]
    assert titles(plan, sort="-due") == ["School nursing", "Hospital flow", "Frailty beds"]
    first = factories.person(plan.trust, name="Ana Lima")
    actions["none"].lead_rows.all().delete()
    factories.lead(actions["none"], first)
    assert titles(plan, sort="lead")[0] == "School nursing"
    page = signed_in(plan.trust).get(address("plan", plan.trust, sort="due")).content.decode()
    assert 'aria-sort="ascending"' in page


# The spreadsheet


def sheet_of(plan: Plan, role: str = Role.GOVERNANCE, **query: Any) -> list[tuple[Any, ...]]:
    response = signed_in(plan.trust, role).get(address("plan_spreadsheet", plan.trust, **query))
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_the_spreadsheet_has_exactly_the_rows_on_the_screen() -> None:
    plan, _ = narrowed_plan()
    rows = sheet_of(plan, state="submitted", sort="-due")
    heads, first, second = rows
    title, state = heads.index("Title"), heads.index("State")
    assert [first[title], second[title]] == ["Hospital flow", "Frailty beds"]
    assert first[state] == "Submitted"
    assert first[heads.index("Q2 24/25")] == "Green"
    assert first[heads.index("Ambition")] == str(plan.ambition)


def test_the_spreadsheet_has_a_column_for_each_fact_of_an_action() -> None:
    plan = Plan()
    plan.action(regulation_refs=["Reg 12", "Reg 17"])
    heads, *rows = sheet_of(plan)
    assert "Reg 12, Reg 17" in [row[heads.index("Regulation")] for row in rows]


def test_a_readers_spreadsheet_tells_no_state() -> None:
    plan, _ = narrowed_plan()
    assert "State" not in sheet_of(plan, Role.READER)[0]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    plan = Plan()
    plan.action('=HYPERLINK("https://example.org")')
    response = signed_in(plan.trust).get(address("plan_spreadsheet", plan.trust))
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)


def test_a_character_that_excel_refuses_does_not_break_the_file() -> None:
    response = spreadsheet_response("T", "t", ["A"], [["a\x0bb"], ["x" * 40_000]])
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    assert sheet["A2"].value == "ab" and len(str(sheet["A3"].value)) == 32_767


def test_a_trust_without_a_strategy_gets_an_empty_sheet() -> None:
    trust = factories.trust()
    assert signed_in(trust).get(address("plan_spreadsheet", trust)).status_code == 200


# Who may, and what it costs


@pytest.mark.parametrize("name", ["plan", "plan_spreadsheet"])
def test_every_member_may_read_and_nobody_else(name: str) -> None:
    plan, theirs = Plan(), Plan()
    for role in Role.values:
        assert signed_in(plan.trust, role).get(address(name, plan.trust)).status_code == 200
    client = signed_in(plan.trust)
    assert client.get(address(name, theirs.trust)).status_code == 404
    assert client.post(address(name, plan.trust)).status_code == 405
    assert Client().get(address(name, plan.trust)).status_code == 302


def plan_of(count: int) -> Plan:
    plan = Plan()
    factories.dimension(strategy=plan.strategy, scale=plan.dimension.scale, purpose="forecast")
    for number in range(count):
        objective = factories.objective(strategy=plan.strategy)
        factories.lead(objective)
        ambition = factories.ambition(objective=objective)
        factories.lead(ambition)
        action = factories.action(ambition=ambition, title=f"Action {number}")
        factories.lead(action)
        rated_before(plan, action, "amber")
        submitted(plan, action)
    return plan


@pytest.mark.once
@pytest.mark.parametrize("name", ["plan", "plan_spreadsheet"])
def test_twenty_actions_cost_no_more_queries_than_one(name: str) -> None:
    few, many = plan_of(1), plan_of(20)
    counts = [queries_of(signed_in(plan.trust), address(name, plan.trust)) for plan in (few, many)]
    assert counts[0] == counts[1]


def test_an_outline_of_no_periods_is_the_bare_plan() -> None:
    strategy = factories.strategy()
    factories.action(strategy=strategy)
    outline = read_outline(strategy, [])
    assert outline.period is None and outline.count("action") == 1
    assert [outline.status(node) for node in outline.nodes()] == [None, None]


def test_two_scales_are_named_in_the_legend_and_one_is_not() -> None:
    plan = Plan()
    plan.action()
    page = page_of(plan)
    assert "Key actions G" not in page and 'class="st-legend__of"' not in page
    other = create_scale(
        trust=plan.trust, name="Assurance", ratings=DEFAULT_SCALES["Assurance"], by=None
    )
    factories.dimension(strategy=plan.strategy, level="ambition", scale=other)
    response = signed_in(plan.trust).get(address("plan", plan.trust)).content.decode()
    named = re.findall(r'aria-label="Ratings: ([^"]*)"', response)
    assert sorted(named) == ["Ambitions", "Key actions"]
