"""A target date's move becomes one kind of change to what was agreed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ambitions", "0010_plan_endings"),
        ("objectives", "0009_plan_endings"),
    ]

    operations = [
        migrations.RemoveConstraint("targetdatechange", "target_date_change_has_reason"),
        migrations.RenameModel("TargetDateChange", "BaselineChange"),
        migrations.RenameModel("HistoricalTargetDateChange", "HistoricalBaselineChange"),
    ]
