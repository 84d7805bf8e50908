"""An identity of objectives, which papers name them by."""

import uuid

from django.db import migrations, models

from strategy_tracker.accounts.migrations._identities import give_identities

NAMES = ["StrategicObjective"]


def fill(apps, schema_editor):
    for name in NAMES:
        give_identities(
            apps.get_model("objectives", name), apps.get_model("objectives", f"Historical{name}")
        )


class Migration(migrations.Migration):

    dependencies = [
        ("objectives", "0005_ratings_that_end_the_work"),
    ]

    operations = [
        migrations.AddField(
            model_name="strategicobjective",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.AddField(
            model_name="historicalstrategicobjective",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="strategicobjective",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="historicalstrategicobjective",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="strategicobjective",
            constraint=models.UniqueConstraint(
                fields=("uuid",),
                name="objective_uuid_unique",
                violation_error_message="Another record has this identity.",
            ),
        ),
    ]
