"""What measures were linked to when imports wrote them, which their history did not say.

An import changes no links, so they were those of the line before.
"""

from typing import Any

from django.db import migrations
from django.db.models import Q


def copy_links(apps: Any, schema_editor: Any) -> None:
    lines = apps.get_model("ambitions", "HistoricalMeasure")._default_manager
    links = apps.get_model("ambitions", "HistoricalMeasure_actions")
    by_import = Q(history_change_reason__startswith="import ") | Q(
        history_change_reason__startswith="undo of import "
    )
    wanted = lines.filter(by_import, history_type="~").order_by("history_date", "history_id")
    for line in wanted.iterator():
        own = links._default_manager.filter(history_id=line.history_id)
        before = (
            lines.filter(id=line.id, history_date__lte=line.history_date)
            .filter(Q(history_date__lt=line.history_date) | Q(history_id__lt=line.history_id))
            .order_by("-history_date", "-history_id")
            .first()
        )
        if before is None or own.exists():
            continue
        links._default_manager.bulk_create(
            links(
                id=link.id,
                history_id=line.history_id,
                measure_id=link.measure_id,
                keyaction_id=link.keyaction_id,
            )
            for link in links._default_manager.filter(history_id=before.history_id)
        )


class Migration(migrations.Migration):
    dependencies = [("ambitions", "0016_grades_of_measures")]
    operations = [migrations.RunPython(copy_links, migrations.RunPython.noop)]
