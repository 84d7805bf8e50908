"""An identity of risks, which papers name them by."""

import uuid

from django.db import migrations, models

from strategy_tracker.accounts.migrations._identities import give_identities

NAMES = ["Risk"]


def fill(apps, schema_editor):
    for name in NAMES:
        give_identities(
            apps.get_model("risks", name), apps.get_model("risks", f"Historical{name}")
        )


class Migration(migrations.Migration):

    dependencies = [
        ("risks", "0004_npsa_matrix_of_each_trust"),
    ]

    operations = [
        migrations.AddField(
            model_name="risk",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.AddField(
            model_name="historicalrisk",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="risk",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="historicalrisk",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.UniqueConstraint(
                fields=("uuid",),
                name="risk_uuid_unique",
                violation_error_message="Another record has this identity.",
            ),
        ),
    ]
