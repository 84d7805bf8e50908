"""Writes to trusts, people, strategies, periods, questions, the plan and its risks."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ambitions.measures.services import create_measure, set_measure_actions, set_reading
from ambitions.models import BaselineChange, Reading
from ambitions.plan.services import (
    create_action,
    create_ambition,
    move_target_date,
    set_conditions,
    set_leads,
)
from objectives.models import Heading, Period, Rating, RatingScale
from objectives.services import (
    DEFAULT_SCALES,
    NewRating,
    add_dimension,
    add_heading,
    close_period,
    create_default_scales,
    create_objective,
    create_period,
    create_scale,
    create_strategy,
    open_period,
    set_objective_leads,
    update_strategy,
)
from risks.models import RiskScore
from risks.services import (
    add_assurance,
    add_control,
    add_gap,
    create_risk,
    link_risk,
    score_risk,
    set_risk_leads,
)
from strategy_tracker.accounts.models import Membership, Person, Trust, User
from strategy_tracker.accounts.services import (
    create_trust,
    ensure_person,
    record_leaving,
    set_membership,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return factories.user()


# Trusts and people


def test_a_trusts_code_is_written_in_capitals(user: User) -> None:
    assert create_trust(code="rivermead", name="Rivermead Trust", by=user).code == "RIVERMEAD"


@pytest.mark.parametrize(
    ("code", "sentence"), [("A B", "capital letters, digits"), ("TAKEN", "already has this code")]
)
def test_a_trust_code_that_will_not_do_is_refused_in_words(code: str, sentence: str) -> None:
    factories.trust(code="TAKEN")
    with pytest.raises(ValidationError, match=sentence):
        create_trust(code=code, name="Another Trust", by=None)


def test_a_member_has_one_role_which_may_change_and_come_back(user: User) -> None:
    trust = factories.trust()
    first = set_membership(user=user, trust=trust, role="reader", by=None)
    assert set_membership(user=user, trust=trust, role="reader", by=None) == first
    assert first.history.count() == 1
    first.ended_on = date(2024, 4, 1)
    first.save()
    again = set_membership(user=user, trust=trust, role="governance", by=None)
    assert (again.pk, again.role, again.ended_on) == (first.pk, "governance", None)


def test_a_role_that_nobody_has_is_refused(user: User) -> None:
    with pytest.raises(ValueError, match="owner"):
        set_membership(user=user, trust=factories.trust(), role="owner", by=None)
    assert not Membership.objects.exists()


def test_a_person_is_found_again_by_name_and_gains_posts(user: User) -> None:
    trust = factories.trust()
    first = ensure_person(trust=trust, name="Ann Field", job_title="Chief nurse", by=user)
    again = ensure_person(trust=trust, name="ann field", job_title="CHIEF NURSE", by=user)
    third = ensure_person(trust=trust, name="Ann Field", job_title="Chief executive", by=user)
    assert first == again == third
    assert [post.job_title for post in first.posts.order_by("pk")] == [
        "Chief nurse",
        "Chief executive",
    ]


def test_people_of_the_same_name_at_two_trusts_are_two_people() -> None:
    here = ensure_person(trust=factories.trust(), name="Ann Field", by=None)
    there = ensure_person(trust=factories.trust(), name="Ann Field", by=None)
    assert here != there


def test_a_person_is_given_a_sign_in_only_as_a_member(user: User) -> None:
    trust = factories.trust()
    ensure_person(trust=trust, name="Ann Field", by=None)
    with pytest.raises(ValidationError, match="not a member"):
        ensure_person(trust=trust, name="Ann Field", user=user, by=None)
    set_membership(user=user, trust=trust, role="lead", by=None)
    assert ensure_person(trust=trust, name="Ann Field", user=user, by=None).user == user


def test_leaving_ends_the_posts_still_held() -> None:
    person = factories.person()
    factories.post(person=person, ended_on=date(2020, 1, 1))
    factories.post(person=person)
    record_leaving(person=person, left_on=date(2024, 6, 30), by=None)
    ends = {post.ended_on for post in person.posts.all()}
    assert ends == {date(2020, 1, 1), date(2024, 6, 30)}


# Scales and questions


def test_a_new_trust_gets_the_scales_once(user: User) -> None:
    trust = factories.trust()
    made = create_default_scales(trust=trust, by=user)
    assert [scale.name for scale in made] == list(DEFAULT_SCALES)
    assert create_default_scales(trust=trust, by=user) == []
    assert [rating.label for rating in made[0].ratings.all()] == ["Red", "Amber", "Green"]


def test_ratings_with_like_labels_get_codes_of_their_own() -> None:
    labels = ["50% +", "50% -", "-", "+"]
    scale = create_scale(
        trust=factories.trust(),
        name="Confidence",
        ratings=[NewRating(label, "X", "grey") for label in labels],
        by=None,
    )
    codes = [rating.code for rating in scale.ratings.all()]
    assert codes == ["50", "50-2", "rating-2", "rating-3"]


def test_a_scale_whose_rating_will_not_do_is_not_made_at_all() -> None:
    with pytest.raises(ValidationError):
        create_scale(
            trust=factories.trust(),
            name="Colours",
            ratings=[NewRating("Red", "R", "red"), NewRating("Purple", "P", "purple")],
            by=None,
        )
    assert not RatingScale.objects.exists()
    assert not Rating.objects.exists()


def test_questions_are_placed_one_after_another_with_codes_of_their_own() -> None:
    strategy = factories.strategy()
    asked = [
        add_heading(strategy=strategy, level="action", label=label, by=None)
        for label in ("Plan", "Plan!", "?")
    ]
    assert [dimension.code for dimension in asked] == ["plan", "plan-2", "heading"]
    assert [dimension.position for dimension in asked] == [0, 1, 2]
    assert add_heading(strategy=strategy, level="objective", label="Plan", by=None).code == "plan"


def test_a_scale_that_needs_mitigation_brings_its_two_questions_once() -> None:
    strategy = factories.strategy()
    scale = factories.rag_scale(strategy.trust)
    for label in ("Delivery", "Embedding"):
        add_dimension(strategy=strategy, level="action", label=label, scale=scale, by=None)
    purposes = Heading.objects.filter(strategy=strategy, level="action").values_list(
        "purpose", flat=True
    )
    assert sorted(purposes) == ["explanation", "mitigation"]


def test_a_percentage_brings_no_questions() -> None:
    strategy = factories.strategy()
    add_dimension(strategy=strategy, level="action", label="Progress", kind="percent", by=None)
    assert not Heading.objects.exists()


def test_a_dimension_does_not_take_another_trusts_scale() -> None:
    with pytest.raises(ValidationError, match="another trust"):
        add_dimension(
            strategy=factories.strategy(),
            level="action",
            label="Delivery",
            scale=factories.rag_scale(),
            by=None,
        )
    assert not Heading.objects.exists()


# Periods


def test_a_strategy_has_one_open_period(user: User) -> None:
    first = factories.period(status="planned")
    second = factories.period(first.strategy, status="planned")
    open_period(period=first, by=user)
    with pytest.raises(ValidationError, match=f"{first.label} is open. Close it before"):
        open_period(period=second, by=user)
    close_period(period=first, by=user)
    assert open_period(period=second, by=user).is_open


def test_two_strategies_each_have_an_open_period() -> None:
    trust = factories.trust()
    for _ in range(2):
        period = factories.period(factories.strategy(trust), status="planned")
        assert open_period(period=period, by=None).is_open


def test_opening_and_closing_say_who_and_when(user: User) -> None:
    closer = factories.user()
    period = open_period(period=factories.period(status="planned"), by=user)
    assert (period.opened_by, period.closed_by) == (user, None)
    period = close_period(period=period, by=closer, reason=" Two answers are missing. ")
    assert (period.opened_by, period.closed_by) == (user, closer)
    assert period.close_reason == "Two answers are missing."
    assert period.opened_at is not None and period.closed_at is not None


def test_opening_an_open_and_closing_a_closed_period_change_nothing(user: User) -> None:
    period = open_period(period=factories.period(status="planned"), by=user)
    assert open_period(period=period, by=factories.user()).opened_by == user
    period = close_period(period=period, by=user)
    assert close_period(period=period, by=factories.user()).closed_by == user


def test_opening_a_closed_period_again_needs_a_reason(user: User) -> None:
    period = factories.period(status="closed")
    with pytest.raises(ValidationError, match="Say why"):
        open_period(period=period, by=user, reason="  ")
    period = open_period(period=period, by=user, reason="A ward was missed.")
    assert (period.closed_at, period.close_reason) == (None, "A ward was missed.")


def test_a_planned_period_is_not_closed(user: User) -> None:
    with pytest.raises(ValidationError, match="has not been opened"):
        close_period(period=factories.period(status="planned"), by=user)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "clashes"),
    [
        (date(2024, 1, 1), date(2024, 3, 31), False),
        (date(2024, 1, 1), date(2024, 4, 1), True),
        (date(2024, 5, 1), date(2024, 5, 31), True),
        (date(2024, 3, 1), date(2024, 8, 31), True),
        (date(2024, 6, 30), date(2024, 9, 30), True),
        (date(2024, 7, 1), date(2024, 9, 30), False),
    ],
)
def test_periods_of_a_strategy_do_not_overlap(
    starts_on: date, ends_on: date, clashes: bool
) -> None:
    strategy = factories.period(label="Q1 2024/25").strategy
    if clashes:
        with pytest.raises(ValidationError, match="overlap Q1 2024/25, which runs from 1 April"):
            create_period(
                strategy=strategy, label="New", starts_on=starts_on, ends_on=ends_on, by=None
            )
    else:
        create_period(strategy=strategy, label="New", starts_on=starts_on, ends_on=ends_on, by=None)
    assert Period.objects.filter(label="New").exists() is not clashes


def test_a_period_may_lie_over_one_of_another_strategy() -> None:
    first = factories.period()
    other = factories.strategy(first.strategy.trust)
    create_period(
        strategy=other, label="Same", starts_on=first.starts_on, ends_on=first.ends_on, by=None
    )


# The plan


def test_conditions_are_replaced_in_order_and_left_alone_when_the_same() -> None:
    ambition = create_ambition(strategy=factories.strategy(), title="Safe wards", by=None)
    set_conditions(ambition=ambition, conditions=[("a", "One"), ("b", "Two")], by=None)
    before = list(ambition.conditions.values_list("pk", flat=True))
    set_conditions(ambition=ambition, conditions=[("a", "One"), ("b", "Two")], by=None)
    assert list(ambition.conditions.values_list("pk", flat=True)) == before
    set_conditions(ambition=ambition, conditions=[("a", "Two")], by=None)
    assert [str(condition) for condition in ambition.conditions.all()] == ["a Two"]


LEADING: list[Any] = [
    (factories.objective, "objective", set_objective_leads),
    (factories.ambition, "item", set_leads),
    (factories.action, "item", set_leads),
    (factories.measure, "item", set_leads),
    (factories.risk, "risk", set_risk_leads),
]


@pytest.mark.parametrize(("make", "name", "service"), LEADING)
def test_leads_are_exactly_those_given_in_that_order(
    make: Callable[[], Any], name: str, service: Callable[..., None], user: User
) -> None:
    item = make()
    trust = Trust.objects.get(pk=item.owner_trust_id)
    first, second, third = (factories.person(trust) for _ in range(3))

    def names() -> list[Person]:
        return [row.person for row in item.lead_rows.order_by("position")]

    service(**{name: item}, people=[first, second, first], by=user)
    assert names() == [first, second]
    service(**{name: item}, people=[second, third], by=user)
    assert names() == [second, third]
    history = item.lead_rows.model.history
    assert set(history.values_list("history_user", flat=True)) == {user.pk}
    written = history.count()
    service(**{name: item}, people=[second, third], by=user)
    assert history.count() == written
    with pytest.raises(ValidationError, match="another trust"):
        service(**{name: item}, people=[factories.person()], by=user)
    assert names() == [second, third]


def test_a_lead_of_one_kind_leaves_those_of_another(user: User) -> None:
    action = factories.action()
    executive = factories.action_lead(action=action, kind="executive")
    set_leads(item=action, people=[], by=user)
    assert list(action.lead_rows.all()) == [executive]


def test_a_target_date_that_moves_says_from_what_and_why(user: User) -> None:
    action = create_action(
        strategy=(objective := factories.objective()).strategy,
        objective=objective,
        title="Open twelve wards",
        target_date=date(2024, 9, 30),
        target_text="End of Q2",
        by=user,
    )
    move_target_date(action=action, new_date=date(2024, 12, 31), reason=" Late. ", by=user)
    change = BaselineChange.objects.get()
    assert (change.old_date, change.new_date) == (date(2024, 9, 30), date(2024, 12, 31))
    assert (change.reason, change.changed_by) == ("Late.", user)
    action.refresh_from_db()
    assert (action.target_date, action.target_text) == (date(2024, 12, 31), "")


def test_a_target_date_does_not_move_without_a_reason(user: User) -> None:
    action = factories.action(target_date=date(2024, 9, 30))
    with pytest.raises(ValidationError, match="Say why the target date moved"):
        move_target_date(action=action, new_date=None, reason=" ", by=user)
    action.refresh_from_db()
    assert action.target_date == date(2024, 9, 30)


def test_a_target_date_that_stays_is_no_change(user: User) -> None:
    action = factories.action(target_date=date(2024, 9, 30))
    move_target_date(action=action, new_date=date(2024, 9, 30), reason="", by=user)
    assert not BaselineChange.objects.exists()


def test_a_reading_is_made_once_and_then_changed(user: User) -> None:
    measure = create_measure(strategy=factories.strategy(), name="Falls", by=user)
    key: dict[str, Any] = {"financial_year": 2024, "part": "Q1", "kind": "actual"}
    first = set_reading(measure=measure, **key, raw="12%", number=Decimal(12), by=user)
    second = set_reading(measure=measure, **key, raw="TBC", note="Late.", by=user)
    assert first.pk == second.pk
    assert (second.number, second.empty, second.note) == (None, "tbc", "Late.")
    set_reading(measure=measure, **(key | {"kind": "aim"}), raw="10%", by=user)
    assert Reading.objects.count() == 2


def test_the_actions_of_a_measure_are_in_history_with_who_set_them(user: User) -> None:
    measure = factories.measure()
    action = factories.action(strategy=measure.strategy)
    set_measure_actions(measure=measure, actions=[action], by=user)
    latest = measure.history.first()
    assert latest.history_user == user
    assert [row.keyaction for row in latest.actions.all()] == [action]


# Risks


def test_two_factors_make_the_score(user: User) -> None:
    risk = create_risk(trust=factories.trust(), reference="R1", by=user)
    score = score_risk(risk=risk, kind="current", likelihood=4, consequence=5, by=user)
    assert score.score == 20
    again = score_risk(risk=risk, kind="current", score=12, by=user)
    assert (again.pk, again.score, again.likelihood) == (score.pk, 12, None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"score": 21, "likelihood": 4, "consequence": 5}, "must be likelihood times consequence"),
        ({"likelihood": 4}, "Give a score from 1 to 25, or both"),
        ({"score": 26}, "from 1 to 25"),
        ({"score": 0}, "from 1 to 25"),
        ({"likelihood": 6, "consequence": 1}, "Likelihood is from 1 to 5"),
    ],
)
def test_a_score_that_will_not_do_is_refused_in_words(
    fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        score_risk(risk=factories.risk(), kind="current", by=None, **fields)
    assert not RiskScore.objects.exists()


def test_a_score_of_another_trusts_period_is_refused() -> None:
    with pytest.raises(ValidationError, match="another trust"):
        score_risk(
            risk=factories.risk(), kind="current", score=9, period=factories.period(), by=None
        )


def test_linking_a_risk_twice_changes_nothing_and_never_crosses_trusts() -> None:
    risk = factories.risk()
    action = factories.action(strategy=factories.strategy(risk.trust))
    assert link_risk(risk=risk, item=action, by=None) == link_risk(risk=risk, item=action, by=None)
    link_risk(risk=risk, item=factories.ambition(strategy=action.strategy), by=None)
    assert [link.position for link in risk.links.all()] == [0, 1]
    with pytest.raises(ValidationError, match="another trust"):
        link_risk(risk=risk, item=factories.action(), by=None)


def test_what_holds_a_risk_is_kept_in_order() -> None:
    risk = factories.risk()
    control = add_control(risk=risk, text="A rota", by=None)
    assert add_control(risk=risk, text="A plan", by=None).position == 1
    add_assurance(risk=risk, text="Audit", control=control, line=3, by=None)
    add_gap(risk=risk, text="Nights", control=control, by=None)
    with pytest.raises(ValidationError, match="another risk"):
        add_gap(risk=factories.risk(), text="Nights", control=control, by=None)


# History


def test_every_write_is_in_history_under_the_name_of_who_did_it(user: User) -> None:
    trust = create_trust(code="RIVERMEAD", name="Rivermead Trust", by=user)
    strategy = create_strategy(trust=trust, title="Better together", by=user)
    update_strategy(strategy=strategy, title="Better still", by=user)
    objective = create_objective(strategy=strategy, title="Safe care", by=user)
    for row in (trust, strategy, objective):
        assert {version.history_user for version in row.history.all()} == {user}
    titles = [version.title for version in strategy.history.all()]
    assert titles == ["Better still", "Better together"]
