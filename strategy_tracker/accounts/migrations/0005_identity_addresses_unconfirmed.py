"""No address of before counts as confirmed.

Anybody could add an address that was not theirs, and whoever was shown the link of a first
password could choose it, so neither a sign-in nor a tick of before says that the owner of the
mailbox holds the sign-in. Everybody goes on signing in and keeps their roles; a role at a
further trust asks for the confirmation once.
"""

from typing import Any

from django.db import migrations


def forget_addresses(apps: Any, schema_editor: Any) -> None:
    apps.get_model("account", "EmailAddress").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_identity_invitations"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(forget_addresses, migrations.RunPython.noop)]
