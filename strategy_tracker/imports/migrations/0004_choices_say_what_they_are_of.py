"""What people said of columns, {sheet: {heading: field}}, becomes one part of what they said."""

from django.db import migrations

PARTS = {"columns", "legend", "regions", "answers"}


def is_said_by_part(choices):
    """Whether a row was written since columns are one part of several."""
    if not PARTS.issuperset(choices):
        return False
    return all(isinstance(fields, dict) for fields in choices.get("columns", {}).values())


def say_columns(apps, schema_editor):
    for name in ("ImportRun", "HistoricalImportRun"):
        model = apps.get_model("imports", name)
        for pk, choices in model.objects.exclude(choices={}).values_list("pk", "choices"):
            if not is_said_by_part(choices):
                model.objects.filter(pk=pk).update(choices={"columns": choices})


def say_sheets(apps, schema_editor):
    for name in ("ImportRun", "HistoricalImportRun"):
        model = apps.get_model("imports", name)
        for pk, choices in model.objects.exclude(choices={}).values_list("pk", "choices"):
            model.objects.filter(pk=pk).update(choices=choices.get("columns", {}))


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0003_undo_and_profiles'),
    ]

    operations = [
        migrations.RunPython(say_columns, say_sheets),
    ]
