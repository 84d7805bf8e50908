"""Where a new trust begins: steps ticked from the data, and ready sets to copy."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from objectives.models import Dimension, Heading, Period, RatingScale, Strategy
from objectives.ready_sets import copy_ready_set, ready_sets
from objectives.services import DEFAULT_SCALES, create_default_scales, create_scale, open_period
from reports.layouts.ready import ready_layouts
from strategy_tracker.accounts.models import Trust
from strategy_tracker.accounts.permissions import Role
from tests import factories
from tests.test_conflicts import hidden_in

pytestmark = pytest.mark.django_db
CODES = list(ready_sets())


@pytest.fixture
def trust() -> Trust:
    """As create_trust leaves it."""
    trust = factories.trust(name="Ashdown Vale NHS Trust")
    create_default_scales(trust=trust, by=None)
    return trust


def signed_in(trust: Trust, role: Role = Role.ADMINISTRATOR) -> Client:
    client = Client()
    client.force_login(factories.member(trust, role).user)
    return client


def lines_of(client: Client, trust: Trust) -> dict[str, tuple[bool, str]]:
    """What each step says: whether it is done, and what there is of it."""
    response = client.get(reverse("setup_start", args=[trust.code]))
    return {step.label: (step.is_done, step.words) for step in response.context["steps"]}


@pytest.mark.once
def test_there_is_a_set_for_each_ready_layout() -> None:
    assert {ready.layout for ready in ready_sets().values()} == set(ready_layouts())


@pytest.mark.parametrize("code", CODES)
def test_a_set_brings_words_scales_questions_and_a_year_of_periods(trust: Trust, code: str) -> None:
    ready = ready_sets()[code]
    user = factories.member(trust, Role.ADMINISTRATOR).user
    copied = copy_ready_set(
        ready=ready, trust=trust, strategy=None, title="Nearer", year=2026, by=user
    )
    assert [copied.word_plural(level) for level in copied.levels] == [
        ready.word(level) for level in ready.levels
    ]
    assert set(RatingScale.objects.for_trust(trust).values_list("name", flat=True)) == set(
        ready.scales
    )
    for model, rows in ((Dimension, ready.dimensions), (Heading, ready.headings)):
        asked = model.objects.filter(strategy=copied).values_list("level", "code", "label")
        assert set(asked) == {(row["level"], row["code"], row["label"]) for row in rows}
    periods = list(Period.objects.filter(strategy=copied).order_by("starts_on"))
    assert periods[0].starts_on == date(2026, 4, 1)
    assert periods[-1].ends_on == date(2027, 3, 31)
    assert all(period.due_on for period in periods)
    assert copied.history.latest().history_user == user


def test_a_scale_that_somebody_made_stays_and_one_of_the_same_name_is_told_apart(
    trust: Trust,
) -> None:
    own = create_scale(trust=trust, name="RAG 3", ratings=DEFAULT_SCALES["RAG"], by=None)
    renamed = RatingScale.objects.get(trust=trust, name="RAG")
    renamed.ratings.filter(code="green").update(label="Fine")  # history is not the subject here
    ready = ready_sets()["quarterly-progress"]
    copy_ready_set(ready=ready, trust=trust, strategy=None, title="Nearer", year=2026, by=None)
    names = set(RatingScale.objects.for_trust(trust).values_list("name", flat=True))
    assert names == {own.name, "RAG", f"RAG ({ready.name})"}


def test_a_set_is_copied_on_screen_once_and_ticks_its_steps(trust: Trust) -> None:
    client = signed_in(trust)
    assert not lines_of(client, trust)["Strategy and its words"][0]
    url = reverse("setup_ready_set", args=[trust.code]) + "?set=progress-table"
    shown = client.get(url)
    for words in ("Projected year-end position", "Supporting objectives", "Comments"):
        assert words in shown.content.decode()
    wrong = client.post(url, {"title": "", "year": "2026"})
    assert wrong.status_code == 422
    assert "Give the strategy its title" in wrong.content.decode()
    sent = {"title": "Nearer", "year": str(shown.context["form"].initial["year"])}
    assert client.post(url, sent)["Location"] == reverse("setup_start", args=[trust.code])
    again = client.post(url, sent)
    assert again.status_code == 422
    assert "has questions or periods already" in again.content.decode()
    assert Strategy.objects.for_trust(trust).count() == 1
    lines = lines_of(client, trust)
    for label in ("Strategy and its words", "Rating scales", "Questions each period"):
        assert lines[label][0], label
    assert lines["First period and its due date"][0]
    assert lines["The plan"] == (False, "0 priorities, 0 supporting objectives")
    assert client.get(reverse("setup_ready_set", args=[trust.code]) + "?set=x").status_code == 404


def test_each_step_is_ticked_by_what_it_is_about(trust: Trust) -> None:
    client = signed_in(trust)
    lines = lines_of(client, trust)
    assert [label for label, (done, _) in lines.items() if done] == ["Rating scales"]
    assert lines["People who answer"][1].startswith("You alone.")
    plan = factories.action(strategy=factories.strategy(trust, title="Nearer"))
    factories.member(trust, Role.LEAD)
    factories.heading(strategy=plan.strategy, label="Progress")
    factories.period(strategy=plan.strategy, label="Q1", due_on=None)
    lines = lines_of(client, trust)
    assert lines["The plan"][0] and lines["People who answer"][0]
    assert lines["Questions each period"] == (True, "Progress")
    assert lines["First period and its due date"] == (False, "Q1 has no due date yet")
    assert not lines["First board paper"][0]
    assert not lines["Trust: name, logo, colour"][0]


def test_who_sets_up_lands_there_until_there_is_a_period(trust: Trust) -> None:
    home = reverse("trust_home", args=[trust.code])
    start = reverse("setup_start", args=[trust.code])
    client = signed_in(trust, Role.GOVERNANCE)
    assert client.get(home)["Location"] == start
    assert signed_in(trust, Role.READER).get(home)["Location"] != start
    period = factories.period(strategy=factories.strategy(trust))
    open_period(period=period, by=None)
    assert client.get(home)["Location"] == reverse("this_round", args=[trust.code])
    assert signed_in(trust, Role.LEAD).get(start).status_code == 403


def test_a_trust_is_renamed_where_its_look_is_set(trust: Trust) -> None:
    client = signed_in(trust)
    url = reverse("paper_look", args=[trust.code])
    sent = hidden_in(client.get(url).content.decode())
    response = client.post(url, {**sent, "logo": "", "name": " Ashdown and Vale NHS Trust "})
    assert response.status_code == 302
    trust.refresh_from_db()
    assert trust.name == "Ashdown and Vale NHS Trust"
    assert lines_of(client, trust)["Trust: name, logo, colour"][0]
