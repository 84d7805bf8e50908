"""The migrations, applied one after the other from none, make the tables of the models."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from tests.test_meta import OUR_APPS

pytestmark = [pytest.mark.migrations, pytest.mark.django_db]

MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in OUR_APPS and model._meta.managed
]


def test_every_migration_is_applied() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    applied = {app for app, _ in executor.loader.applied_migrations}
    assert applied >= OUR_APPS


def test_the_models_say_nothing_that_no_migration_does() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_has_what_its_model_says(model: type[models.Model]) -> None:
    options = model._meta
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, options.db_table)
        found = connection.introspection.get_constraints(cursor, options.db_table)
    nullable = {column.name: bool(column.null_ok) for column in columns}
    assert nullable == {field.column: field.null for field in options.local_concrete_fields}
    wanted = {constraint.name for constraint in options.constraints}
    wanted |= {index.name for index in options.indexes}
    assert wanted <= set(found)
