import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ambitions", "0013_plan_baseline_strategies"),
        ("objectives", "0009_plan_endings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="baselinechange",
            name="strategy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="objectives.strategy",
            ),
        ),
    ]
