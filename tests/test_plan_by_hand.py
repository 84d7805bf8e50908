"""The plan is kept by hand: items are added, changed, copied, moved, ended and brought back."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from ambitions.models import Ambition, KeyAction, Measure
from ambitions.models.baselines import with_minute
from ambitions.plan import editing
from ambitions.plan.reader import read_rows
from ambitions.plan.references import NewReference, proposed_reference
from objectives.calendar import part_of
from objectives.models import Period, StrategicObjective
from objectives.services import close_period
from risks.matrix import NPSA
from risks.models import Risk
from risks.services import save_risk_matrix
from strategy_tracker.ui.display import with_article
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, text_of

pytestmark = pytest.mark.django_db


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What the page's form sends as it is."""
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, [])}
    return {
        name: [person.pk for person in value]
        if isinstance(value, list) and hasattr(value[0], "pk")
        else value
        for name, value in sent.items()
    }


def test_an_objective_an_ambition_and_an_action_are_typed_from_nothing() -> None:
    strategy = factories.strategy()
    trust, lead = strategy.trust, factories.person(strategy.trust, name="Ann")
    client = signed_in(trust)
    page = client.get(address("plan", trust)).content.decode()
    assert "Add a strategic objective" in page
    url = address("item_add", trust, "objective")
    assert client.post(url, form_of(client, url) | {"title": "Safe care"}).status_code == 302
    objective = StrategicObjective.objects.get()
    assert (objective.reference, objective.title) == ("1", "Safe care")

    url = address("item_add", trust, "ambition", under=f"objective-{objective.pk}")
    sent = form_of(client, url) | {
        "title": "No falls", "success_statement": "Nobody falls.", "success_note": "By count.",
        "supporting_strategies": "Quality\nEstates", "condition_0_letter": "a",
        "condition_0_text": "Rails are fitted.", "executive": [lead.pk], "leads": [lead.pk],
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    ambition = Ambition.objects.get()
    assert (ambition.objective, ambition.reference) == (objective, "1.1")
    assert ambition.supporting_strategies == ["Quality", "Estates"]
    assert [str(row) for row in ambition.conditions.all()] == ["a Rails are fitted."]
    assert {row.kind for row in ambition.lead_rows.all()} == {"lead", "executive"}

    url = address("item_add", trust, "action", under=f"ambition-{ambition.pk}")
    sent = form_of(client, url) | {
        "title": "Fit rails", "kind": "must_do", "target_date": "2030-03-31",
        "target_text": "End of March 2030", "another": "1",
    }  # fmt: skip
    response = client.post(url, sent)
    action = KeyAction.objects.get()
    assert (action.ambition, action.reference, action.kind) == (ambition, "1.1.1", "must_do")
    assert action.target_text == "End of March 2030"
    # One more of the kind, under the same parent.
    again = client.get(response["Location"]).context["form"]
    assert again["under"].value() == f"ambition-{ambition.pk}"
    assert (again["reference"].value(), again["kind"].value()) == ("1.1.2", "must_do")


def test_a_form_that_is_sent_twice_adds_once() -> None:
    plan = Plan()
    client = signed_in(plan.trust)
    url = address("item_add", plan.trust, "action", under=f"ambition-{plan.ambition.pk}")
    sent = form_of(client, url) | {"title": "Once"}
    first, second = client.post(url, sent), client.post(url, sent)
    assert first["Location"] == second["Location"]
    assert KeyAction.objects.filter(title="Once").count() == 1
    assert KeyAction.objects.get(title="Once").history.get().history_user is not None


@pytest.mark.parametrize(
    ("references", "proposed"),
    [
        (["1.1", "1.2"], "1.3"),
        (["SO1", "SO9"], "SO10"),
        (["1a", "1b"], "1c"),
        (["01", "02"], "03"),
        (["1", "3", "2"], "4"),
        ([""], ""),
        (["Cancer"], ""),
    ],
)
def test_the_next_reference_follows_the_plans_habit(references: list[str], proposed: str) -> None:
    objective = factories.objective(reference="1")
    for place, reference in enumerate(references):
        factories.action(objective=objective, reference=reference, position=place)
    assert proposed_reference(objective.strategy, "action", objective) == proposed


def test_the_first_under_a_parent_is_numbered_like_the_first_under_others() -> None:
    first = factories.objective(reference="A")
    second = factories.objective(strategy=first.strategy, reference="B")
    factories.ambition(objective=first, reference="A-1")
    assert proposed_reference(first.strategy, "ambition", second) == "B-1"


def test_a_reference_that_is_taken_is_refused_with_what_to_do() -> None:
    plan = Plan()
    plan.action(reference="1.1", title="Beds")
    other = plan.action(reference="1.2")
    client = signed_in(plan.trust)
    url = address("item_edit", plan.trust, "action", other.pk)
    response = client.post(url, {"title": "New", "reference": "1.1"})
    assert response.status_code == 400
    assert "1.1 is the reference of “Beds”. Give another, such as 1.3." in text_of(response)
    other.refresh_from_db()
    assert other.title != "New"


def test_what_is_typed_wrongly_is_said_beside_its_box() -> None:
    plan = Plan()
    client = signed_in(plan.trust)
    url = address("item_add", plan.trust, "action")
    page = text_of(client.post(url, {"title": "", "target_date": "never", "kind": "x"}))
    assert "Give it a title." in page and "Choose what it stands under." in page
    assert "Target date: give a date, such as 31 March 2025." in page
    url = address("item_edit", plan.trust, "ambition", plan.ambition.pk)
    sent = {"title": "T", "condition_0_letter": "a", "condition_0_text": ""}
    assert "Give the condition that has the letter a" in text_of(client.post(url, sent))


def test_a_copy_holds_what_the_item_does_under_a_reference_of_its_own() -> None:
    plan = Plan()
    action = plan.action(reference="4.1", title="Open beds", theme="Access", kind="should_do")
    client = signed_in(plan.trust)
    url = address("item_add", plan.trust, "action", copy=action.pk)
    assert client.post(url, form_of(client, url)).status_code == 302
    copy = KeyAction.objects.get(reference="4.2")
    assert (copy.title, copy.theme, copy.kind) == ("Open beds", "Access", "should_do")
    assert copy.ambition == action.ambition and copy.uuid != action.uuid
    assert list(copy.lead_rows.values_list("person", flat=True)) == list(
        action.lead_rows.values_list("person", flat=True)
    )


def test_a_condition_keeps_its_row_and_its_history_when_its_words_change() -> None:
    ambition = factories.ambition()
    condition = factories.condition(ambition=ambition, letter="a", text="Old", position=0)
    editing.change_item(
        item=ambition, values={}, leads={}, conditions=[("a", "New"), ("b", "More")], by=None
    )
    condition.refresh_from_db()
    assert condition.text == "New" and condition.history.count() == 2
    assert ambition.conditions.count() == 2


def test_nothing_is_added_under_another_trusts_or_an_archived_parent() -> None:
    plan, theirs = Plan(), Plan()
    client = signed_in(plan.trust)
    url = address("item_add", plan.trust, "action")
    for place in (f"ambition-{theirs.ambition.pk}", "ambition-0", "x"):
        response = client.post(url, {"title": "T", "under": place})
        assert response.status_code == 400
        assert "Choose what it stands under from the list." in text_of(response)
    plan.ambition.is_archived = True
    plan.ambition.save()
    with pytest.raises(ValidationError, match="no longer in the plan"):
        editing.add_item(
            strategy=plan.strategy, level="action", parent=plan.ambition,
            values={"title": "T"}, by=None,
        )  # fmt: skip


def test_adding_takes_as_many_queries_in_a_large_plan_as_in_a_small_one() -> None:
    plan = Plan()
    client = signed_in(plan.trust)
    url = address("item_add", plan.trust, "action", under=f"ambition-{plan.ambition.pk}")
    plan.action(reference="1")
    few = queries_of(client, url)
    for number in range(15):
        factories.ambition(strategy=plan.strategy)
        plan.action(reference=f"{number + 2}")
        factories.person(plan.trust)
    assert queries_of(client, url) == few


def test_a_word_has_its_article() -> None:
    words = ["Ambition", "Key action", "SRO goal", "Must do", "NHS objective"]
    said = ["an ambition", "a key action", "an SRO goal", "a must do", "an NHS objective"]
    assert [with_article(word) for word in words] == said


def test_only_who_edits_the_plan_adds_to_it() -> None:
    plan = Plan()
    url = reverse("item_add", args=[plan.trust.code, "action"])
    assert plan.client().get(url).status_code == 403
    page = plan.client().get(address("ambition_detail", plan.trust, plan.ambition.pk))
    assert "Add a" not in text_of(page)


# Measures


def test_a_measure_is_typed_changed_archived_and_brought_back() -> None:
    plan = Plan()
    action, person = plan.action(), factories.person(plan.trust)
    client = signed_in(plan.trust)
    url = address("measure_add", plan.trust, under=f"ambition-{plan.ambition.pk}")
    part = part_of(plan.period)
    aim = f"aim_{part.year}_{part.code}"
    sent = form_of(client, url) | {
        "name": "Beds open", "value_kind": "count", "better": "higher", "baseline": "10",
        "baseline_date": "2024", "target": "40", "target_date": "March 2027", "comment": "Hm.",
        "data_source": "Bed state", "actions": [action.pk], aim: "20",
        "leads": [person.pk], "programme_manager": [person.pk],
    }  # fmt: skip
    client.post(url, sent)
    assert client.post(url, sent).status_code == 302
    measure = Measure.objects.get()
    assert (measure.number, measure.ambition, measure.objective) == ("1", plan.ambition, None)
    assert [row.kind for row in measure.lead_rows.order_by("kind")] == ["lead", "programme_manager"]
    reading = measure.readings.get()
    assert (reading.kind, reading.raw, str(reading.number)) == ("aim", "20", "20.0000")
    url = address("measure_edit", plan.trust, measure.pk)
    sent = form_of(client, url)
    assert client.post(url, sent | {aim: "", "under": "", "actions": []}).status_code == 302
    measure.refresh_from_db()
    assert not measure.readings.exists() and not measure.actions.exists()
    assert measure.ambition is None and measure.target == "40"
    client.post(address("measure_archive", plan.trust, measure.pk))
    listed = address("measure_list", plan.trust)
    assert "Beds open" not in text_of(client.get(listed))
    assert "Beds open" in text_of(client.get(listed, {"archived": "1"}))
    client.post(address("measure_archive", plan.trust, measure.pk), {"back": "1"})
    measure.refresh_from_db()
    assert not measure.is_archived


def test_an_aim_of_a_closed_period_stays_and_a_measure_needs_a_name() -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy)
    close_period(period=plan.period, by=None, reason="Over.")
    part = part_of(plan.period)
    name = f"aim_{part.year}_{part.code}"
    client = signed_in(plan.trust)
    url = address("measure_edit", plan.trust, measure.pk)
    client.post(url, form_of(client, url) | {name: "99"})
    assert not measure.readings.exists()
    page = text_of(client.post(url, form_of(client, url) | {"name": "", "actions": ["0"]}))
    assert "Give it a name." in page and "Choose from the list." in page


def test_measures_take_as_many_queries_in_a_large_plan_as_in_a_small_one() -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy, ambition=plan.ambition)
    action = plan.action()
    measure.actions.add(action)
    factories.measure_lead(measure=measure, person=plan.lead)
    client = signed_in(plan.trust)
    url = address("measure_edit", plan.trust, measure.pk)
    few = queries_of(client, url)
    for number in range(10):
        factories.ambition(strategy=plan.strategy)
        measure.actions.add(plan.action(title=f"More {number}"))
        factories.measure_lead(measure=measure, person=factories.person(plan.trust))
        factories.measure(strategy=plan.strategy)
        factories.reading(measure=measure, kind="aim", financial_year=2000 + number)
    assert queries_of(client, url) == few


# Risks


def test_a_risk_is_typed_with_all_that_it_has_changed_closed_and_opened_again() -> None:
    plan = Plan()
    action = plan.action()
    client = signed_in(plan.trust)
    url = address("risk_add", plan.trust)
    sent = form_of(client, url) | {
        "title": "Staffing", "cause": "Vacancies", "event": "Gaps", "effect": "Harm",
        "appetite": "Low", "tolerance": "8", "committee": "People", "target_date": "2030-03-31",
        "kind": "corporate", "target_likelihood": "2", "target_consequence": "4",
        "inherent_likelihood": "5", "inherent_consequence": "4",
        "control_0_text": "Rota", "control_0_strength": "weak", "control_1_text": "Bank staff",
        "assurance_0_text": "Audit", "assurance_0_line": "3", "assurance_0_control": "1",
        "gap_0_text": "No plan", "gap_0_due_on": "2029-01-01", "gap_0_kind": "assurance",
        "links": [f"action-{action.pk}"], "executive": [plan.lead.pk], "leads": [plan.lead.pk],
    }  # fmt: skip
    client.post(url, sent)
    assert client.post(url, sent).status_code == 302
    risk = Risk.objects.get()
    assert (risk.reference, risk.tolerance, risk.strategy) == ("1", 8, plan.strategy)
    assert {row.kind: row.score for row in risk.scores.all()} == {"inherent": 20, "target": 8}
    rota, bank = risk.controls.all()
    assert (rota.strength, risk.assurances.get().control) == ("weak", bank)
    assert risk.gaps.get().kind == "assurance" and risk.links.get().action == action
    assert risk.lead_rows.count() == 2
    url = address("risk_edit", plan.trust, risk.pk)
    sent = form_of(client, url)
    before = risk.history.count(), bank.history.count()
    assert client.post(url, sent).status_code == 302
    assert (risk.history.count(), bank.history.count()) == before
    changed = {"control_0_text": "", "target_likelihood": "", "target_consequence": "", "links": []}
    response = client.post(url, sent | changed)
    assert response.status_code == 302, response.context["form"].errors
    assert list(risk.controls.all()) == [bank] and risk.assurances.get().control == bank
    assert not risk.links.exists() and risk.scores.get().kind == "inherent"
    client.post(address("risk_close", plan.trust, risk.pk))
    listed = address("risk_list", plan.trust)
    assert "Staffing" not in text_of(client.get(listed))
    assert "Staffing" in text_of(client.get(listed, {"closed": "1"}))
    client.post(address("risk_close", plan.trust, risk.pk), {"back": "1"})
    risk.refresh_from_db()
    assert not risk.is_closed


def test_what_is_typed_wrongly_of_a_risk_is_said_beside_its_box() -> None:
    plan = Plan()
    factories.risk(plan.trust, reference="R1")
    client = signed_in(plan.trust)
    url = address("risk_add", plan.trust)
    sent = form_of(client, url) | {
        "title": "", "reference": "", "tolerance": "lots", "target_likelihood": "2",
        "assurance_0_line": "2", "gap_0_text": "Gap", "gap_0_control": "1",
    }  # fmt: skip
    page = text_of(client.post(url, sent))
    for sentence in (
        "Give the risk a title or a reference.",
        "Tolerance, as a score: give a whole number, such as 12.",
        "Give the consequence of the target score too, or neither of both.",
        "Give the assurance its words, or leave the row empty.",
        "Control 2 has no words: choose another.",
    ):
        assert sentence in page
    page = text_of(client.post(url, form_of(client, url) | {"title": "T", "reference": "R1"}))
    assert "already has a risk with this reference" in page
    assert Risk.objects.count() == 1


def test_a_score_in_words_is_kept_where_the_matrix_has_no_factors() -> None:
    trust = factories.trust()
    save_risk_matrix(trust=trust, matrix=replace(NPSA, method="score_alone"), by=None)
    client = signed_in(trust)
    url = address("risk_add", trust)
    sent = form_of(client, url) | {"title": "T"}
    assert "or the name of a band" in text_of(client.post(url, sent | {"target_score": "Dire"}))
    assert client.post(url, sent | {"target_score": "High"}).status_code == 302
    assert Risk.objects.get().scores.get().printed == "High"


def test_risks_take_as_many_queries_in_a_large_register_as_in_a_small_one() -> None:
    plan = Plan()
    risk = factories.risk(plan.trust, strategy=plan.strategy)
    client = signed_in(plan.trust)
    url = address("risk_edit", plan.trust, risk.pk)

    def more() -> None:
        control = factories.control(risk=risk)
        factories.assurance(risk=risk, control=control)
        factories.gap(risk=risk, control=control)
        factories.risk_lead(risk=risk, person=factories.person(plan.trust))
        factories.risk_link(risk=risk, objective=None, ambition=None, action=plan.action())

    more()
    few = queries_of(client, url)
    for _ in range(8):
        more()
    assert queries_of(client, url) == few


# Moving and renumbering


def order_of(plan: Plan) -> list[str]:
    return [row.title for row in editing.siblings_of(plan.ambition.actions.first())]


def test_an_item_moves_up_and_down_among_its_siblings_and_no_further() -> None:
    plan = Plan()
    for title in ("A", "B", "C"):
        plan.action(title=title, position=7)
    client = signed_in(plan.trust)
    url = address("item_move", plan.trust, "action", KeyAction.objects.get(title="C").pk)
    page = client.get(url).content.decode()
    assert 'value="up"' in page and 'value="down"' not in page
    assert client.post(url, {"step": "up"}).status_code == 302
    assert order_of(plan) == ["A", "C", "B"]
    for _ in range(3):
        client.post(url, {"step": "up"})
    assert order_of(plan) == ["C", "A", "B"]
    client.post(url, {"step": "down"})
    assert order_of(plan) == ["A", "C", "B"]


def test_an_item_moves_under_another_parent_where_it_is_asked_to_stand() -> None:
    plan = Plan()
    other = factories.ambition(strategy=plan.strategy)
    for place, title in enumerate(("X", "Y")):
        factories.action(ambition=other, title=title, position=place)
    action = plan.action(title="Moved")
    client = signed_in(plan.trust)
    url = address("item_move", plan.trust, "action", action.pk)
    sent = {"under": f"ambition-{other.pk}", "position": "2"}
    assert client.post(url, sent).status_code == 302
    action.refresh_from_db()
    assert [row.title for row in editing.siblings_of(action)] == ["X", "Moved", "Y"]
    assert client.post(url, {"under": f"ambition-{other.pk}", "position": ""}).status_code == 302
    assert [row.title for row in editing.siblings_of(action)] == ["X", "Y", "Moved"]
    page = text_of(client.post(url, {"under": "ambition-0", "position": "0"}))
    assert "Choose what it stands under from the list." in page
    assert "Give 1 for the first, or more." in page
    detail = text_of(client.get(address("action_detail", plan.trust, action.pk)))
    assert "changed what it stands under" in detail


def test_a_closed_period_shows_an_item_where_it_stood_then() -> None:
    plan = Plan()
    other = factories.ambition(strategy=plan.strategy)
    action = plan.action(title="Moved", reference="1.1")
    close_period(period=plan.period, by=None, reason="Over.")
    editing.move_item(item=action, parent=other, by=None)
    editing.end_item(item=action, reason="No money.", by=None)
    rows = read_rows(plan.strategy, Period.objects.get(pk=plan.period.pk))
    (then,) = rows.actions
    assert (then.ambition_id, then.is_archived) == (plan.ambition.pk, False)
    assert read_rows(plan.strategy, None).actions == []


def test_an_item_that_is_dragged_stands_where_it_was_dropped_unless_another_moved_it() -> None:
    strategy = factories.strategy()
    client = signed_in(strategy.trust)
    one, two = (factories.ambition(strategy=strategy) for _ in range(2))
    first, second = (factories.action(ambition=one, title=title) for title in "AB")
    there = factories.action(ambition=two, title="C")

    def titles_under(ambition: Ambition) -> list[str]:
        rows = KeyAction.objects.filter(ambition=ambition, is_archived=False)
        return [row.title for row in rows]

    url = address("item_place", strategy.trust, "action", first.pk)

    def drop(under: Any, after: Any, was_under: Any) -> Any:
        keys = {"under": f"ambition-{under.pk}", "was_under": f"ambition-{was_under.pk}"}
        return client.post(url, keys | {"after": after.pk if after else ""})

    assert drop(one, second, one).status_code == 200
    assert titles_under(one) == ["B", "A"]
    assert drop(two, there, one).status_code == 200
    assert (titles_under(one), titles_under(two)) == (["B"], ["C", "A"])
    assert drop(two, None, two).status_code == 200
    assert titles_under(two) == ["A", "C"]
    # The page of somebody else still shows it where it was; or shows what has gone.
    refused = drop(one, second, one)
    assert (refused.status_code, "Somebody else has moved it" in refused.json()["message"]) == (
        409, True,
    )  # fmt: skip
    assert "no longer stands there" in drop(two, second, two).json()["message"]
    KeyAction.objects.filter(ambition=one).update(is_archived=True)
    Ambition.objects.filter(pk=one.pk).update(is_archived=True)
    assert "no longer in the plan" in drop(one, None, two).json()["message"]
    assert titles_under(two) == ["A", "C"]


def test_references_are_renumbered_in_one_go_after_they_were_shown() -> None:
    objective = factories.objective(reference="2", title="Safe")
    strategy = objective.strategy
    ambitions = [
        factories.ambition(objective=objective, reference=reference, position=place)
        for place, reference in enumerate(("1.1", "1.2"))
    ]
    action = factories.action(ambition=ambitions[1], reference="1.2.9")
    client = signed_in(strategy.trust)
    url = address("item_renumber", strategy.trust, "objective", objective.pk)
    shown = client.get(url, {"show": "1", "first_ambition": "2.1", "and_under": "on"})
    page = text_of(shown)
    assert "3 of 3 change" in page and "1.2.9 2.2.1" in page
    sent = {"first_ambition": "2.1", "and_under": "on", "shown": shown.context["shown"]}
    ambitions[0].reference = "9"
    ambitions[0].save()
    response = client.post(url, sent)
    assert response.status_code == 400 and "has changed since" in text_of(response)
    sent["shown"] = response.context["shown"]
    assert client.post(url, sent).status_code == 302
    rows: list[Any] = [*ambitions, action]
    for row in rows:
        row.refresh_from_db()
    assert [row.reference for row in rows] == ["2.1", "2.2", "2.2.1"]
    found = text_of(client.get(address("plan", strategy.trust, words="1.2.9")))
    assert action.title in found
    wrong = text_of(client.get(url, {"show": "1", "first_ambition": "!"}))
    assert "It has to end in a number or a letter to count on from." in wrong


def test_objectives_that_swap_references_are_renumbered_too() -> None:
    first = factories.objective(reference="1")
    second = factories.objective(strategy=first.strategy, reference="2")
    lines = [NewReference(first, "2"), NewReference(second, "1")]
    assert editing.renumber(lines=lines, by=None) == 2
    first.refresh_from_db()
    assert first.reference == "2"


# Leaving the plan


def test_work_that_ends_says_why_and_can_be_brought_back() -> None:
    plan = Plan()
    action = plan.action(title="Open beds")
    client = signed_in(plan.trust)
    url = address("item_end", plan.trust, "action", action.pk)
    assert "Say why its work ends" in text_of(client.post(url, {"ending": "ended"}))
    assert "Choose what becomes of it." in text_of(client.post(url, {}))
    sent = {"ending": "ended", "reason": "The board stopped it."}
    assert client.post(url, sent).status_code == 302
    page = text_of(client.get(address("action_detail", plan.trust, action.pk)))
    assert "Its work ended without being done." in page and "The board stopped it." in page
    plan_page = address("plan", plan.trust)
    assert "Open beds" not in text_of(client.get(plan_page))
    assert "Open beds" in text_of(client.get(plan_page, {"ended": "1"}))
    client.post(address("item_bring_back", plan.trust, "action", action.pk))
    action.refresh_from_db()
    assert not action.is_archived and action.end_reason == ""


def test_what_is_superseded_and_its_successor_lead_to_each_other() -> None:
    plan = Plan()
    old, new = plan.action(title="Old way"), plan.action(title="New way")
    client = signed_in(plan.trust)
    url = address("item_end", plan.trust, "action", old.pk)
    assert "Choose what takes its place." in text_of(client.post(url, {"ending": "superseded"}))
    client.post(url, {"ending": "superseded", "successor": new.pk})
    page = text_of(client.get(address("action_detail", plan.trust, old.pk)))
    assert "New way has taken its place." in page.replace(new.reference + " ", "")
    page = text_of(client.get(address("action_detail", plan.trust, new.pk)))
    assert "It took the place of" in page and "Old way" in page


def test_items_end_together_only_with_all_that_stands_under_them() -> None:
    goal = factories.objective()
    ambition = factories.ambition(objective=goal)
    action = factories.action(ambition=ambition)
    other = factories.action(strategy=goal.strategy)
    with pytest.raises(ValidationError):
        editing.end_items(reasons={goal: "Merged", action: "Merged"}, by=None)
    editing.end_items(reasons={goal: " Merged ", ambition: "", action: ""}, by=None)
    for item, reason in ((goal, "Merged"), (ambition, ""), (action, "")):
        item.refresh_from_db()
        assert (item.is_archived, item.end_reason) == (True, reason)
        assert item.history.latest().history_type == "~"
    other.refresh_from_db()
    assert not other.is_archived


def test_what_stands_under_an_item_leaves_the_plan_with_it_only_where_that_is_said() -> None:
    objective = factories.objective()
    ambition = factories.ambition(objective=objective)
    action = factories.action(ambition=ambition)
    client = signed_in(objective.strategy.trust)
    url = address("item_end", objective.strategy.trust, "objective", objective.pk)
    page = text_of(client.post(url, {"ending": "archived"}))
    assert "2 items stand under it: move or end that first, or tick this." in page
    assert client.post(url, {"ending": "archived", "with_all_under": "on"}).status_code == 302
    for row in (objective, ambition, action):
        row.refresh_from_db()
        assert row.is_archived
    response = client.post(
        address("item_bring_back", objective.strategy.trust, "action", action.pk), follow=True
    )
    assert "no longer in the plan: bring that back first" in text_of(response)


def test_only_what_nothing_hangs_on_is_deleted() -> None:
    plan = Plan()
    mistake, answered, linked = plan.action(), plan.action(), plan.action()
    factories.update(answered, plan.period)
    factories.risk_link(
        risk=factories.risk(plan.trust), objective=None, ambition=None, action=linked
    )
    client = signed_in(plan.trust)
    for row, is_deleted in ((mistake, True), (answered, False), (linked, False)):
        page = client.get(address("item_end", plan.trust, "action", row.pk)).content.decode()
        assert ("Delete it" in page) == is_deleted
        response = client.post(address("item_delete", plan.trust, "action", row.pk), follow=True)
        assert KeyAction.objects.filter(pk=row.pk).exists() != is_deleted
        if not is_deleted:
            assert "It cannot be deleted, because it has" in text_of(response)
    assert KeyAction.history.filter(id=mistake.pk, history_type="-").count() == 1


# What the board agreed, agreed anew


def test_wording_that_is_agreed_anew_stays_on_its_page_with_reason_and_minute() -> None:
    plan = Plan()
    ambition = plan.ambition
    editing.change_item(
        item=ambition, values={"title": "Old title"}, leads={}, conditions=[("a", "Old")], by=None
    )
    client = signed_in(plan.trust)
    url = address("item_edit", plan.trust, "ambition", ambition.pk)
    sent = form_of(client, url) | {"title": "New title", "condition_0_text": "New"}
    anew = {"agreed_reason": "The board raised it.", "agreed_minute": "26/118"}
    assert client.post(url, sent | anew).status_code == 302
    assert {row.what: (row.old_text, row.new_text) for row in ambition.baseline_changes.all()} == {
        "Title": ("Old title", "New title"),
        "Condition 1": ("a Old", "a New"),
    }
    page = text_of(client.get(address("ambition_detail", plan.trust, ambition.pk)))
    assert "Title was Old title , is New title" in page
    assert "The board raised it. Minute 26/118." in page
    # A slip that is put right needs no reason; a reason needs something that changed.
    assert client.post(url, form_of(client, url) | {"title": "New titles"}).status_code == 302
    assert ambition.baseline_changes.count() == 2
    page = text_of(client.post(url, form_of(client, url) | anew))
    assert "Nothing that was agreed has changed" in page
    page = text_of(client.post(url, form_of(client, url) | {"agreed_minute": "1"}))
    assert "Say why it is agreed anew, as the minute does." in page


def test_a_target_and_an_aim_that_are_agreed_anew_stay_on_the_measures_page() -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy, target="50%")
    part = part_of(plan.period)
    client = signed_in(plan.trust)
    url = address("measure_edit", plan.trust, measure.pk)
    sent = form_of(client, url) | {
        "target": "60%", f"aim_{part.year}_{part.code}": "55%",
        "agreed_reason": "Higher.", "agreed_minute": "7",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    page = text_of(client.get(address("measure_detail", plan.trust, measure.pk)))
    assert "Target was 50% , is 60%" in page and f"Aim for {part.name} was nothing" in page


def test_a_date_that_moves_says_its_minute_where_it_is_shown_and_printed() -> None:
    plan = Plan()
    action = plan.action(target_date="2029-01-01")
    client = signed_in(plan.trust)
    url = address("action_move_date", plan.trust, action.pk)
    sent = {"new_date": "2030-01-01", "reason": "Snow.", "minute_reference": "9",
            "target_text": "New year 2030"}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    action.refresh_from_db()
    assert action.target_text == "New year 2030"
    page = text_of(client.get(address("action_detail", plan.trust, action.pk)))
    assert "Snow. Minute 9." in page
    assert with_minute(action.baseline_changes.get()) == "Snow. (Minute 9)"
