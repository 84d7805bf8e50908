"""Who answers for an item that names no lead of its own."""

import pytest

from ambitions.models import Ambition, KeyAction
from ambitions.plan.leads import answered_by, answers_for, answers_for_anything, nearest_leads
from ambitions.plan.reader import read_outline
from ambitions.updates import services
from objectives.models import Level, Strategy
from strategy_tracker.accounts.models import Person, User
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, text_of

pytestmark = pytest.mark.django_db


class Tree:
    """An objective with an ambition with an action, and an action of its own."""

    def __init__(self) -> None:
        self.trust = factories.trust()
        self.strategy: Strategy = factories.strategy(self.trust)
        self.objective = factories.objective(strategy=self.strategy)
        self.ambition = factories.ambition(strategy=self.strategy, objective=self.objective)
        self.below = factories.action(ambition=self.ambition, title="Below")
        self.straight = factories.action(
            strategy=self.strategy, objective=self.objective, title="Straight"
        )

    def somebody(self) -> Person:
        return factories.leading_member(self.trust)

    def titles(self, user: User | None) -> set[str]:
        assert user is not None
        return {
            action.title for action in KeyAction.objects.filter(answered_by(user, Level.ACTION))
        }


def test_the_lead_of_an_objective_answers_for_what_names_nobody() -> None:
    tree = Tree()
    lead = tree.somebody()
    factories.lead(tree.objective, lead)
    assert lead.user is not None
    assert tree.titles(lead.user) == {"Below", "Straight"}
    assert Ambition.objects.filter(answered_by(lead.user, Level.AMBITION)).get() == tree.ambition


def test_the_nearer_lead_answers_and_the_farther_does_not() -> None:
    tree = Tree()
    far, near = tree.somebody(), tree.somebody()
    factories.lead(tree.objective, far)
    factories.lead(tree.ambition, near)
    assert tree.titles(near.user) == {"Below"}
    assert tree.titles(far.user) == {"Straight"}


def test_an_actions_own_lead_answers_alone() -> None:
    tree = Tree()
    far, own = tree.somebody(), tree.somebody()
    factories.lead(tree.objective, far)
    factories.lead(tree.below, own)
    assert tree.titles(own.user) == {"Below"}
    assert tree.titles(far.user) == {"Straight"}


def test_the_outline_tells_the_same_leads() -> None:
    tree = Tree()
    lead, own = tree.somebody(), tree.somebody()
    factories.lead(tree.objective, lead)
    factories.lead(tree.straight, own)
    outline = read_outline(tree.strategy, [])
    leads = {node.item.title: node.leads for root in outline.roots for node in root.walk()}
    assert leads["Below"] == [lead]
    assert leads["Straight"] == [own]


def test_who_answers_through_a_parent_may_open_and_save_the_update() -> None:
    plan = Plan()
    action = factories.action(ambition=plan.ambition, title="Nobody's own")
    stranger = factories.leading_member(plan.trust)
    factories.lead(plan.ambition, plan.lead)
    address = plan.url("update_form", action)
    assert "Check and submit" in plan.client().get(address).content.decode()
    assert "Check and submit" not in plan.client(stranger.user).get(address).content.decode()
    assert plan.client(stranger.user).post(address, {"version": "0"}).status_code == 403


# Every page that asks who answers


def inherited(plan: Plan) -> KeyAction:
    """An action that names nobody, under an ambition that the plan's lead leads."""
    action = factories.action(ambition=plan.ambition, title="Nobody's own")
    factories.lead(plan.ambition, plan.lead)
    return action


def test_the_page_of_an_item_offers_its_form_to_who_answers_through_a_parent() -> None:
    plan = Plan()
    action = inherited(plan)
    stranger = factories.leading_member(plan.trust)
    page = address("action_detail", plan.trust, action.pk)
    form = plan.url("update_form", action)
    assert form in plan.client().get(page).content.decode()
    assert form not in plan.client(stranger.user).get(page).content.decode()


def test_the_page_of_an_item_names_who_answers_through_a_parent() -> None:
    plan = Plan()
    page = address("action_detail", plan.trust, inherited(plan).pk)
    assert plan.lead.name in text_of(plan.client().get(page))


def test_the_page_of_an_item_offers_its_form_where_a_level_is_asked_only_in_words() -> None:
    plan = Plan()
    action = plan.action()
    plan.dimension.delete()
    page = plan.client().get(address("action_detail", plan.trust, action.pk)).content.decode()
    assert plan.url("update_form", action) in page
    assert "Nothing has been said yet" in page


def test_the_page_of_an_item_offers_no_form_where_nothing_is_asked() -> None:
    plan = Plan()
    action = plan.action()
    plan.dimension.delete()
    plan.strategy.headings.all().delete()
    page = plan.client().get(address("action_detail", plan.trust, action.pk)).content.decode()
    assert plan.url("update_form", action) not in page


def test_the_page_of_an_item_offers_no_form_that_would_take_nothing() -> None:
    plan = Plan()
    action = plan.action()
    update = services.submit_update(update=plan.answer(action), version=None, by=plan.lead.user)
    services.approve_update(update=update, by=plan.governor())
    page = plan.client().get(address("action_detail", plan.trust, action.pk)).content.decode()
    assert plan.url("update_form", action) not in page


def test_who_answers_through_a_parent_enters_the_measures_of_the_item() -> None:
    plan = Plan()
    measure = factories.measure(strategy=plan.strategy)
    measure.actions.add(inherited(plan))
    url = address("measure_detail", plan.trust, measure.pk)
    form = plan.url("update_form", measure.actions.get())
    assert "Enter its figure" in text_of(plan.client().get(form))
    assert plan.client().post(url, {"raw": "62%"}, follow=True).status_code == 200
    assert measure.readings.count() == 1
    assert "Enter its figure" not in text_of(plan.client().get(form))
    stranger = factories.leading_member(plan.trust)
    assert plan.client(stranger.user).post(url, {"raw": "63%"}).status_code == 403


def test_governance_that_answers_through_a_parent_goes_on_to_its_own_list() -> None:
    plan = Plan()
    officer = factories.leading_member(plan.trust, role="governance")
    factories.lead(plan.ambition, officer)
    action = factories.action(ambition=plan.ambition)
    update = plan.answer(action)
    assert officer.user is not None
    response = plan.client(officer.user).post(
        plan.url("update_submit", action), {"version": str(update.version)}
    )
    assert response["Location"] == address("my_updates", plan.trust)


def test_the_review_names_who_answers_through_a_parent() -> None:
    plan = Plan()
    action = inherited(plan)
    update = services.submit_update(update=plan.answer(action), version=None, by=plan.lead.user)
    url = address("update_review", plan.trust, update.pk)
    assert plan.lead.name in text_of(plan.client(plan.governor()).get(url))


def test_one_item_a_list_and_anything_agree_at_every_level() -> None:
    tree = Tree()
    people = [tree.somebody() for _ in range(4)]
    for item, person in zip((tree.objective, tree.ambition, tree.below), people, strict=False):
        factories.lead(item, person)
    factories.lead(tree.ambition, people[2], kind="executive")
    for person in people:
        assert person.user is not None
        anything = False
        for item in (tree.objective, tree.ambition, tree.below, tree.straight):
            listed = (
                type(item).objects.filter(answered_by(person.user, item.level), pk=item.pk).count()
            )
            assert listed in (0, 1)
            assert answers_for(person.user, item) == bool(listed)
            assert (person in nearest_leads(item)) == bool(listed)
            anything |= bool(listed)
        assert answers_for_anything(person.user, tree.trust) == anything


def test_nobody_answers_for_what_is_only_archived() -> None:
    tree = Tree()
    lead = tree.somebody()
    factories.lead(tree.below, lead)
    assert lead.user is not None
    assert answers_for_anything(lead.user, tree.trust)
    tree.below.is_archived = True
    tree.below.save()
    assert not answers_for_anything(lead.user, tree.trust)
    assert not answers_for_anything(lead.user, factories.trust())


def test_who_answers_costs_no_more_queries_for_twenty_items_and_leads_than_for_one() -> None:
    counts = []
    for number in (1, 20):
        plan = Plan()
        for _ in range(number):
            action = factories.action(ambition=plan.ambition)
            measure = factories.measure(strategy=plan.strategy)
            measure.actions.add(action)
            factories.lead(plan.ambition)
        factories.lead(plan.ambition, plan.lead)
        client = plan.client()
        counts.append(
            [
                queries_of(client, address("my_updates", plan.trust)),
                queries_of(client, address("action_detail", plan.trust, action.pk)),
                queries_of(client, address("measure_detail", plan.trust, measure.pk)),
            ]
        )
    assert counts[0] == counts[1]
