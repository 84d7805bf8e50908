"""Risks: the register, one risk's page, and scoring it for the open period."""

from typing import Any

import pytest
from django.test import Client

from objectives.models import Period
from risks.heat import short_label
from risks.models import Risk, RiskScore
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, submitted, text_of

pytestmark = pytest.mark.django_db


def risk_of(plan: Plan, title: str, *scores: tuple[int, int], **fields: Any) -> Risk:
    """A risk scored (likelihood, consequence) for the period before, then for this one."""
    risk = factories.risk(plan.trust, strategy=plan.strategy, title=title, **fields)
    for period, (likelihood, consequence) in zip(
        (plan.earlier, plan.period)[-len(scores) :], scores, strict=False
    ):
        factories.risk_score(
            risk=risk, period=period, likelihood=likelihood, consequence=consequence
        )
    return risk


def register(plan: Plan, **query: Any) -> str:
    response = signed_in(plan.trust).get(address("risk_list", plan.trust, **query))
    assert response.status_code == 200
    page = response.content.decode()
    return page[page.index("<main") :]


def order_of(page: str, *titles: str) -> list[str]:
    return sorted(titles, key=page[page.index("<tbody") :].index)


# The register


def test_the_register_stands_worst_first_with_movement_in_words() -> None:
    plan = Plan()
    risk_of(plan, "Low one", (1, 2), (1, 3))
    risk_of(plan, "Worst one", (5, 5), (4, 5))
    page = register(plan)
    assert order_of(page, "Low one", "Worst one") == ["Worst one", "Low one"]
    assert "was 25" in page and "Extreme" in page and "Low" in page


def test_closed_risks_and_those_of_another_strategy_are_left_out() -> None:
    plan = Plan()
    risk_of(plan, "Closed one", (3, 3), is_closed=True)
    other = factories.strategy(plan.trust)
    factories.risk(plan.trust, strategy=other, title="Of another")
    factories.risk(plan.trust, title="Of the trust")
    page = register(plan, strategy=plan.strategy.pk)
    assert "Of the trust" in page
    assert "Closed one" not in page and "Of another" not in page


def test_one_band_alone() -> None:
    plan = Plan()
    risk_of(plan, "Extreme one", (5, 5))
    risk_of(plan, "High one", (3, 4))
    page = register(plan, band="high")
    assert "High one" in page and "Extreme one" not in page
    assert "None of these" in register(plan, band="low")


def test_sorted_by_movement_target_and_the_registers_own_order() -> None:
    plan = Plan()
    better = risk_of(plan, "Got better", (5, 5), (5, 4))
    worse = risk_of(plan, "Got worse", (1, 2), (2, 2))
    for risk, score in ((better, 3), (worse, 9)):
        factories.risk_score(risk=risk, kind="target", score=score)
    assert order_of(register(plan, sort="moved"), "Got better", "Got worse")[0] == "Got worse"
    assert order_of(register(plan, sort="target"), "Got better", "Got worse")[0] == "Got worse"
    assert order_of(register(plan, sort="reference"), "Got better", "Got worse")[0] == "Got better"
    assert order_of(register(plan, sort="-now"), "Got better", "Got worse")[0] == "Got worse"


def test_the_heat_map_says_in_words_what_it_shows() -> None:
    plan = Plan()
    risk_of(plan, "On the map", (5, 4), (4, 4), reference="BAF 03")
    only_score = risk_of(plan, "Off the map")
    factories.risk_score(risk=only_score, score=13)
    page = register(plan)
    assert "BAF 03: likelihood 4, consequence 4, score 16, was 20." in page
    assert "1 not on the map" in page


def test_without_factors_there_is_no_map_and_the_page_says_why() -> None:
    plan = Plan()
    factories.risk_score(risk=risk_of(plan, "Score alone"), score=20)
    page = register(plan)
    assert '<svg class="st-heat"' not in page
    assert "once a risk is scored by both" in page


@pytest.mark.parametrize(
    ("reference", "label"), [("BAF 03", "03"), ("R1", "R1"), ("", "7"), ("LONGREF99", "7")]
)
def test_a_dot_is_labelled_with_what_fits(reference: str, label: str) -> None:
    assert short_label(Risk(reference=reference), 7) == label


def test_an_empty_register_says_what_will_stand_there() -> None:
    trust = factories.trust()
    assert "No risks yet" in text_of(signed_in(trust).get(address("risk_list", trust)))


# One risk


def test_a_risk_is_told_as_cause_event_and_effect_with_its_scores() -> None:
    plan = Plan()
    risk = risk_of(
        plan,
        "Patients stay too long",
        (5, 4),
        (4, 4),
        cause="care cannot start",
        event="people wait",
        effect="harm",
        appetite="Cautious",
        tolerance=12,
    )
    factories.risk_score(risk=risk, kind="inherent", likelihood=5, consequence=5)
    factories.risk_score(risk=risk, kind="target", likelihood=2, consequence=4)
    factories.lead(risk, plan.lead)
    control = factories.control(risk=risk, text="Daily call", strength="strong")
    factories.assurance(risk=risk, control=control, text="Flow board", line=2)
    factories.gap(risk=risk, text="Beds not open")
    action = plan.action("Open beds")
    submitted(plan, action)
    factories.risk_link(risk=risk, action=action)
    page = text_of(signed_in(plan.trust).get(address("risk_detail", plan.trust, risk.pk)))
    for words in (
        "Because care cannot start there is a risk that people wait which leads to harm",
        "Current, was 20 16 Extreme Likelihood 4, consequence 4",
        "Target 8 High",
        "Inherent 25 Extreme",
        "Tolerance 12: outside by 4",
        "Tom Hargreave",
        "Daily call Line 2: Flow board",
        "Beds not open",
        "Open beds Green",
        "Score by period: Q1 24/25 20, Q2 24/25 16. Target 8.",
    ):
        assert words in page


def test_the_line_of_scores_breaks_where_a_quarter_was_not_scored() -> None:
    plan = Plan()
    risk = risk_of(plan, "Patients stay too long")
    plan.period.status, plan.period.closed_at = "closed", factories.NOON
    plan.period.save()
    last = factories.period(plan.strategy)
    for period, likelihood in ((plan.earlier, 5), (last, 3)):
        factories.risk_score(risk=risk, period=period, likelihood=likelihood, consequence=4)
    response = signed_in(plan.trust).get(address("risk_detail", plan.trust, risk.pk))
    page = text_of(response)
    assert "Score by period: Q1 24/25 20, Q3 24/25 12." in page and "Q2 24/25" in page
    path = response.content.decode().split('<path d="M')[-1].split('"')[0]
    assert "M" in path and "H" not in path


def test_a_risk_with_nothing_but_a_reference_still_has_a_page() -> None:
    plan = Plan()
    risk = factories.risk(plan.trust, title="", reference="R9")
    page = text_of(signed_in(plan.trust).get(address("risk_detail", plan.trust, risk.pk)))
    assert "R9" in page and "Nothing is linked to it yet." in page


def test_a_reader_sees_no_rating_that_is_still_a_draft() -> None:
    plan = Plan()
    risk = risk_of(plan, "One", (3, 3))
    action = plan.action("Open beds")
    plan.answer(action, "red")
    factories.risk_link(risk=risk, action=action)
    url = address("risk_detail", plan.trust, risk.pk)
    assert "Open beds Red" in text_of(signed_in(plan.trust).get(url))
    assert "Open beds Red" not in text_of(signed_in(plan.trust, Role.READER).get(url))


# Scoring


def score(plan: Plan, risk: Risk, client: Client | None = None, **data: Any) -> Any:
    client = client or signed_in(plan.trust)
    return client.post(address("risk_score", plan.trust, risk.pk), data, follow=True)


def test_a_score_is_likelihood_times_consequence_and_stays_with_its_period() -> None:
    plan = Plan()
    risk = risk_of(plan, "One", (5, 4))
    RiskScore.objects.all().delete()
    response = score(plan, risk, likelihood="4", consequence="3", note="Beds opened.")
    assert "Scored for Q2 2024/25." in text_of(response)
    made = RiskScore.objects.get(risk=risk)
    assert (made.score, made.period, made.kind, made.note) == (
        12,
        plan.period,
        "current",
        "Beds opened.",
    )
    assert made.history.get().history_user is not None


def test_scoring_again_changes_the_one_score_of_the_period() -> None:
    plan = Plan()
    risk = risk_of(plan, "One", (5, 4))
    score(plan, risk, likelihood="1", consequence="1")
    assert [row.score for row in risk.scores.filter(period=plan.period)] == [1]


@pytest.mark.parametrize("data", [{}, {"likelihood": "4"}, {"likelihood": "6", "consequence": "1"}])
def test_a_score_without_both_factors_is_refused_and_says_what_to_choose(
    data: dict[str, str],
) -> None:
    plan = Plan()
    risk = risk_of(plan, "One")
    response = score(plan, risk, **data)
    assert response.status_code == 400 and "Choose how" in text_of(response)
    assert not risk.scores.exists()


def test_a_closed_period_takes_no_score() -> None:
    plan = Plan()
    risk = risk_of(plan, "One")
    Period.objects.filter(pk=plan.period.pk).update(status="closed", closed_at=factories.NOON)
    client = signed_in(plan.trust)
    assert "is closed" in text_of(client.get(address("risk_score", plan.trust, risk.pk)))
    response = score(plan, risk, client, likelihood="4", consequence="3")
    assert response.status_code == 400 and "is closed" in text_of(response)
    assert not risk.scores.exists()


def test_the_owner_of_a_risk_scores_it_and_another_lead_does_not() -> None:
    plan = Plan()
    risk = risk_of(plan, "One")
    assert score(plan, risk, plan.client(), likelihood="4", consequence="3").status_code == 403
    factories.lead(risk, plan.lead)
    assert score(plan, risk, plan.client(), likelihood="4", consequence="3").status_code == 200
    assert risk.scores.count() == 1
    reader = signed_in(plan.trust, Role.READER)
    assert score(plan, risk, reader, likelihood="1", consequence="1").status_code == 403


# Who may, and what it costs


def test_every_member_may_read_and_nobody_else() -> None:
    plan, theirs = Plan(), Plan()
    risk = risk_of(plan, "One", (3, 3))
    for url in (address("risk_list", plan.trust), address("risk_detail", plan.trust, risk.pk)):
        for role in Role.values:
            assert signed_in(plan.trust, role).get(url).status_code == 200
        assert signed_in(plan.trust).post(url).status_code == 405
        assert Client().get(url).status_code == 302
        assert signed_in(theirs.trust).get(url).status_code == 404
    for name in ("risk_detail", "risk_score"):
        url = address(name, theirs.trust, risk.pk)
        assert signed_in(theirs.trust).get(url).status_code == 404
    url = address("risk_score", plan.trust, risk.pk)
    assert signed_in(plan.trust).delete(url).status_code == 405


@pytest.mark.once
def test_twenty_risks_cost_no_more_queries_than_one() -> None:
    counts: dict[str, list[int]] = {"risk_list": [], "risk_detail": []}
    for number in (1, 20):
        plan = Plan()
        for place in range(number):
            risk = risk_of(plan, f"Risk {place}", (3, 3), (4, 4))
            factories.lead(risk)
        for _ in range(number):
            control = factories.control(risk=risk)
            factories.assurance(risk=risk, control=control)
            factories.gap(risk=risk, control=control)
            action = plan.action()
            factories.risk_link(risk=risk, action=action)
            submitted(plan, action)
        client = signed_in(plan.trust)
        counts["risk_list"].append(queries_of(client, address("risk_list", plan.trust)))
        url = address("risk_detail", plan.trust, risk.pk)
        counts["risk_detail"].append(queries_of(client, url))
    assert all(few == many for few, many in counts.values()), counts
