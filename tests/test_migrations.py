"""The migrations, applied one after the other from none, make the tables of the models."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ambitions.models import Reminder
from objectives.models import Rating, StrategicObjective
from risks.matrix import NPSA
from risks.models import RiskLevel, RiskMatrix
from risks.models.matrix import matrix_of
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


# What stood when the release before this one was made.
RELEASED = [
    ("accounts", "0001_initial"),
    ("objectives", "0002_passages"),
    ("ambitions", "0002_source_of_every_value"),
    ("risks", "0001_initial"),
    ("reports", "0001_initial"),
]


@pytest.fixture(scope="session")
def old_rows() -> Iterator[dict[str, Any]]:
    """The ids of rows that the tables of the last release had, before they were upgraded.

    They are written while the database is being made, which goes through every migration in
    any case: to go back to that release from this one takes twice as long again.
    """
    written: dict[str, Any] = {}

    def make_tables(command: str, *words: Any, **options: Any) -> None:
        if command == "migrate":
            MigrationExecutor(connection).migrate(RELEASED)
            written.update(write_rows(MigrationExecutor(connection)))
        call_command(command, *words, **options)

    with patch("django.core.management.call_command", make_tables):
        yield written


@pytest.fixture(scope="session")
def django_db_setup(old_rows: dict[str, Any], django_db_setup: None) -> None:
    """The database of every test here, made as `old_rows` says."""


def write_rows(executor: MigrationExecutor) -> dict[str, Any]:
    old = executor.loader.project_state(RELEASED).apps
    trust = old.get_model("accounts", "Trust").objects.create(code="OLD", name="Old Trust")
    scale = old.get_model("objectives", "RatingScale").objects.create(trust=trust, name="Delivery")
    rating = old.get_model("objectives", "Rating").objects.create(
        scale=scale, code="blue", label="Complete", letter="B", tone="blue", position=3
    )
    strategy = old.get_model("objectives", "Strategy").objects.create(
        trust=trust, title="Better together"
    )
    period = old.get_model("objectives", "Period").objects.create(
        strategy=strategy,
        label="Q1",
        starts_on=date(2025, 4, 1),
        ends_on=date(2025, 6, 30),
    )
    person = old.get_model("accounts", "Person").objects.create(trust=trust, name="Ana Lima")
    old.get_model("accounts", "HistoricalPerson").objects.create(
        id=person.pk,
        trust=trust,
        name=person.name,
        history_date=timezone.now(),
        history_type="~",
        history_change_reason=f"Chased for Q1 ({period.pk})",
    )
    goal = old.get_model("objectives", "StrategicObjective").objects.create(
        strategy=strategy, title="Care close to home"
    )
    goal_history = old.get_model("objectives", "HistoricalStrategicObjective")
    for pk, kind in ((goal.pk, "+"), (goal.pk, "~"), (999, "+"), (999, "-")):
        goal_history.objects.create(
            id=pk,
            strategy=strategy,
            title="A goal",
            history_date=timezone.now(),
            history_type=kind,
        )
    rows = {"trust": trust, "rating": rating, "period": period, "person": person, "goal": goal}
    return {name: row.pk for name, row in rows.items()}


def test_a_database_with_rows_of_the_last_release_is_upgraded(old_rows: dict[str, Any]) -> None:
    own = StrategicObjective.objects.get(pk=old_rows["goal"]).uuid
    told = StrategicObjective.history.values_list("id", "uuid")
    gone = {identity for pk, identity in told if pk == 999}
    assert {identity for pk, identity in told if pk == old_rows["goal"]} == {own}
    assert len(gone) == 1 and gone != {own} and None not in gone
    assert Rating.objects.get(pk=old_rows["rating"]).ends_work
    assert Reminder.objects.get(period_id=old_rows["period"]).person_id == old_rows["person"]
    matrix = RiskMatrix.objects.get(trust_id=old_rows["trust"])
    assert matrix_of(old_rows["trust"]) == NPSA
    assert matrix.history.count() == 1
    assert RiskLevel.objects.filter(matrix=matrix, label="Catastrophic", value=5).exists()
