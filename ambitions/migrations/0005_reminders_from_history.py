"""Reminders that went out before there were rows of them, from the history of people.

A row of a person's history said "Chased for Q2 2024/25 (17)": the label that the period had, and
its key. Those rows of history stay.
"""

import re

from django.db import migrations

_REASON = re.compile(r"^Chased for .*\((\d+)\)\Z", re.DOTALL)


def make_reminders(apps, schema_editor):
    Period = apps.get_model("objectives", "Period")
    Person = apps.get_model("accounts", "Person")
    User = apps.get_model("accounts", "User")
    Reminder = apps.get_model("ambitions", "Reminder")
    HistoricalReminder = apps.get_model("ambitions", "HistoricalReminder")
    HistoricalPerson = apps.get_model("accounts", "HistoricalPerson")
    trust_of_period = dict(Period.objects.values_list("pk", "strategy__trust_id"))
    trust_of_person = dict(Person.objects.values_list("pk", "trust_id"))
    users = set(User.objects.values_list("pk", flat=True))
    told = HistoricalPerson.objects.filter(history_change_reason__startswith="Chased for ")
    for row in told.order_by("history_date", "history_id"):
        found = _REASON.match(row.history_change_reason)
        trust = trust_of_period.get(int(found.group(1))) if found else None
        if trust is None or trust_of_person.get(row.id) != trust:
            continue
        sent_by = row.history_user_id if row.history_user_id in users else None
        values = {
            "period_id": int(found.group(1)),
            "person_id": row.id,
            "sent_at": row.history_date,
            "sent_by_id": sent_by,
        }
        if Reminder.objects.filter(**values).exists():
            continue
        reminder = Reminder(**values)
        reminder.skip_history_when_saving = True
        reminder.save()
        HistoricalReminder.objects.create(
            id=reminder.pk,
            **values,
            history_date=row.history_date,
            history_type="+",
            history_user_id=sent_by,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("ambitions", "0004_reminder"),
    ]

    operations = [
        migrations.RunPython(make_reminders, migrations.RunPython.noop),
    ]
