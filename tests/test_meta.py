"""Rules that every model and route of the project keeps, checked over all of them."""

import pytest
from django.apps import apps
from django.db import models

from tests import factories

OUR_APPS = {"accounts", "objectives", "ambitions", "risks", "reports", "imports"}


def our_models() -> list[type[models.Model]]:
    """Every model of ours, less the copies that history keeps and join tables."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OUR_APPS
        and not hasattr(model, "history_object")
        and not hasattr(model, "instance_type")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_has_a_factory_that_makes_a_valid_row(model: type[models.Model]) -> None:
    row = factories.FACTORIES[model]()
    assert model._default_manager.get(pk=row.pk) == row
    assert factories.FACTORIES[model]().pk != row.pk
