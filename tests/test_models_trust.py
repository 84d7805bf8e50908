"""The wall between trusts, as models keep it: no row may lean on another trust's row."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from ambitions.measures.services import set_measure_actions
from ambitions.models import Ambition, KeyAction, Measure, Update, UpdateNarrative, UpdateRating
from objectives.models import Heading
from strategy_tracker.accounts.base import TrustRecord
from strategy_tracker.accounts.models import Person
from tests import factories
from tests.factories import FACTORIES
from tests.test_meta import our_models

pytestmark = pytest.mark.django_db


def keys_that_may_cross() -> list[Any]:
    """Each foreign key to a trust's row, less the one that says whose the row is."""
    return [
        pytest.param(model, field, id=f"{model.__name__}.{field.name}")
        for model in our_models()
        if issubclass(model, TrustRecord)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, TrustRecord)
        and field.name != model.TRUST_PATH.split("__")[0]
    ]


@pytest.mark.parametrize(("model", "field"), keys_that_may_cross())
def test_a_row_refuses_another_trusts_row(
    model: type[TrustRecord], field: models.ForeignKey
) -> None:
    row = FACTORIES[model]()
    row.clean()
    theirs = FACTORIES[field.related_model]()
    assert theirs.owner_trust_id != row.owner_trust_id
    setattr(row, field.name, theirs)
    with pytest.raises(ValidationError):
        row.clean()


def test_the_walk_over_foreign_keys_finds_them() -> None:
    found = {parameter.id for parameter in keys_that_may_cross()}
    assert {"ActionLead.person", "Dimension.scale", "RiskScore.period", "Update.action"} <= found
    assert "Update.period" not in found


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_an_empty_row_is_refused_in_words(model: type[models.Model]) -> None:
    """A form with a gap is checked whole: no check may trip over what is not there."""
    with pytest.raises(ValidationError):
        model().full_clean()


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_a_row_with_one_gap_is_refused_in_words(model: type[models.Model]) -> None:
    row = FACTORIES[model]()
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and not field.null:
            kept = getattr(row, field.name)
            setattr(row, field.name, None)
            with pytest.raises(ValidationError):
                row.full_clean()
            setattr(row, field.name, kept)
    row.full_clean()


@pytest.mark.parametrize(
    ("model", "name"), [(Ambition, "objective"), (KeyAction, "objective"), (KeyAction, "ambition")]
)
def test_a_plan_does_not_reach_into_another_strategy(model: type[models.Model], name: str) -> None:
    row = FACTORIES[model]()
    other = factories.strategy(row.strategy.trust)
    setattr(row, name, getattr(factories, name)(strategy=other))
    with pytest.raises(ValidationError, match="another strategy"):
        row.clean()


def test_an_update_is_of_an_item_of_its_periods_strategy() -> None:
    own = factories.update()
    other = factories.strategy(own.period.strategy.trust)
    with pytest.raises(ValidationError, match="another strategy"):
        Update(period=own.period, objective=factories.objective(strategy=other)).clean()


def test_a_rating_must_be_on_the_dimensions_scale() -> None:
    row = factories.update_rating()
    row.rating = factories.rating(scale=factories.scale(row.update.period.strategy.trust))
    with pytest.raises(ValidationError, match="is not on the scale of"):
        row.clean()


def test_what_is_asked_of_objectives_is_not_answered_by_actions() -> None:
    update = factories.update()
    asked: dict[str, Any] = {"strategy": update.period.strategy, "level": "objective"}
    dimension = factories.dimension(**asked)
    with pytest.raises(ValidationError, match="not asked at this level"):
        UpdateRating(
            update=update, dimension=dimension, rating=factories.rating(scale=dimension.scale)
        ).clean()
    with pytest.raises(ValidationError, match="not asked at this level"):
        UpdateNarrative(update=update, heading=factories.heading(**asked)).clean()


def test_a_person_signs_in_only_as_a_member_of_the_trust() -> None:
    trust = factories.trust()
    stranger = factories.member().user
    with pytest.raises(ValidationError, match="not a member of the trust"):
        Person(trust=trust, name="Somebody", user=stranger).full_clean()


def test_a_measure_takes_actions_of_its_own_strategy_only() -> None:
    measure = factories.measure()
    own = factories.action(strategy=measure.strategy)
    set_measure_actions(measure=measure, actions=[own], by=None)
    with pytest.raises(ValidationError, match="another strategy"):
        set_measure_actions(measure=measure, actions=[own, factories.action()], by=None)
    assert list(Measure.objects.get(pk=measure.pk).actions.all()) == [own]


def test_an_explanation_cannot_be_demanded_of_every_update() -> None:
    heading = Heading(strategy=factories.strategy(), level="action", code="why", label="Why")
    heading.purpose, heading.is_required = Heading.Purpose.EXPLANATION, True
    with pytest.raises(ValidationError, match="asked for by the rating"):
        heading.full_clean()
