"""Who answers for an item that names no lead of its own."""

import pytest

from ambitions.models import Ambition, KeyAction
from ambitions.plan.leads import answered_by
from ambitions.plan.reader import read_outline
from objectives.models import Level, Strategy
from strategy_tracker.accounts.models import Person, User
from tests import factories
from tests.answering import Plan

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
        return {one.title for one in KeyAction.objects.filter(answered_by(user, Level.ACTION))}


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
