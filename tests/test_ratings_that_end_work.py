"""A rating itself says that it ends the work: what is marked so, and by what rule."""

from importlib import import_module

import pytest
from django.apps import apps

from objectives.models import Dimension, Rating, RatingScale
from objectives.services import create_default_scales
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_scales_that_a_trust_starts_with_say_which_rating_ends_the_work() -> None:
    create_default_scales(trust=factories.trust(), by=None)
    ending = Rating.objects.filter(ends_work=True).values_list("scale__name", "label")
    assert set(ending) == {("Delivery status", "Complete"), ("Year-end position", "Complete")}


# Those that were there before


def rated(scale: RatingScale, label: str, tone: str = "blue", meaning: str = "") -> Rating:
    return factories.rating(scale=scale, label=label, tone=tone, meaning=meaning)


def marked() -> set[str]:
    """The labels of the ratings that the migration marks."""
    migration = import_module("objectives.migrations.0005_ratings_that_end_the_work")
    migration.mark_ratings(apps, None)
    migration.mark_ratings(apps, None)
    return set(Rating.objects.filter(ends_work=True).values_list("label", flat=True))


def used_for(scale: RatingScale, purpose: str) -> None:
    factories.dimension(strategy=factories.strategy(scale.trust), scale=scale, purpose=purpose)


def test_a_blue_rating_ends_the_work_where_the_scale_says_how_far_it_is() -> None:
    scale = factories.scale()
    used_for(scale, Dimension.Purpose.DELIVERY)
    rated(scale, "There and staying")
    rated(scale, "Nearly there", "green")
    assert marked() == {"There and staying"}


def test_a_rating_ends_the_work_where_its_words_say_so() -> None:
    scale = factories.scale()
    used_for(scale, Dimension.Purpose.CONFIDENCE)
    rated(scale, "Completed", "green")
    rated(scale, "Fifth", "blue", "Delivered in full.")
    for label, tone in (("Not achieved", "red"), ("Partly delivered", "blue"), ("High", "blue")):
        rated(scale, label, tone)
    assert marked() == {"Completed", "Fifth"}


def test_no_rating_of_assurance_ends_the_work() -> None:
    scale = factories.scale(name="Assurance")
    used_for(scale, Dimension.Purpose.OVERALL)
    rated(scale, "Reasonable", "green")
    rated(scale, "Substantial")
    assert marked() == set()


def test_what_history_holds_of_a_rating_is_marked_by_its_own_words() -> None:
    rating = rated(factories.scale(), "Underway")
    rating.label = "Complete"
    rating.save()
    marked()
    told = rating.history.order_by("history_id").values_list("label", "ends_work")
    assert list(told) == [("Underway", False), ("Complete", True)]
