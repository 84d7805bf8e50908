"""An identity of ambitions, actions and measures, which papers name them by."""

import uuid

from django.db import migrations, models

from strategy_tracker.accounts.migrations._identities import give_identities

NAMES = ["Ambition", "KeyAction", "Measure"]


def fill(apps, schema_editor):
    for name in NAMES:
        give_identities(
            apps.get_model("ambitions", name), apps.get_model("ambitions", f"Historical{name}")
        )


class Migration(migrations.Migration):

    dependencies = [
        ("ambitions", "0005_reminders_from_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="ambition",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.AddField(
            model_name="historicalambition",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.AddField(
            model_name="keyaction",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.AddField(
            model_name="historicalkeyaction",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.AddField(
            model_name="measure",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="uuid",
            field=models.UUIDField("identity", null=True, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="ambition",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="historicalambition",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="keyaction",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="historicalkeyaction",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="measure",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="historicalmeasure",
            name="uuid",
            field=models.UUIDField("identity", default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="ambition",
            constraint=models.UniqueConstraint(
                fields=("uuid",),
                name="ambition_uuid_unique",
                violation_error_message="Another record has this identity.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyaction",
            constraint=models.UniqueConstraint(
                fields=("uuid",),
                name="action_uuid_unique",
                violation_error_message="Another record has this identity.",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                fields=("uuid",),
                name="measure_uuid_unique",
                violation_error_message="Another record has this identity.",
            ),
        ),
    ]
