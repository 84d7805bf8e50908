"""Each change says of which strategy it is: that of the action whose date moved."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def set_strategies(apps, schema_editor):
    actions = apps.get_model("ambitions", "KeyAction").objects
    past = apps.get_model("ambitions", "HistoricalKeyAction").objects
    of_action = actions.filter(pk=OuterRef("action_id")).values("strategy_id")[:1]
    # An action that was deleted is found by its history.
    then = past.filter(id=OuterRef("action_id")).values("strategy_id")[:1]
    apps.get_model("ambitions", "BaselineChange").objects.update(strategy_id=Subquery(of_action))
    apps.get_model("ambitions", "HistoricalBaselineChange").objects.update(
        strategy_id=Subquery(then)
    )


class Migration(migrations.Migration):
    dependencies = [("ambitions", "0012_plan_baseline_fields")]

    operations = [migrations.RunPython(set_strategies, migrations.RunPython.noop)]
