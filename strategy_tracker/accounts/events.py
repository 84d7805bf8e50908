"""What somebody did that leaves no row of its own: signing in, and taking files away.

The audit page shows it among the history of rows. There is nothing to switch it off by.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from django.db import transaction
from django.http.response import HttpResponseBase

from strategy_tracker.accounts.models import AuditEvent, Membership, Trust, User
from strategy_tracker.accounts.saving import constraints_left_to_the_database, now, save

_FILE_NAME = re.compile(r"filename\*=utf-8''(?P<quoted>[^;]+)|filename=\"(?P<plain>[^\"]*)\"")


@transaction.atomic
def record_event(
    kind: AuditEvent.Kind,
    *,
    account: User | None,
    by: User | None,
    trusts: Iterable[Trust] | None = None,
    about: str = "",
) -> None:
    """Keep that it happened, at each of `trusts`: those of the account unless said."""
    if trusts is None:
        held = Membership.objects.current().filter(user=account).select_related("trust")
        trusts = [membership.trust for membership in held]
    with constraints_left_to_the_database():
        for trust in trusts:
            event = AuditEvent(
                trust=trust, kind=kind, done_at=now(), done_by=by, account=account, about=about
            )
            save(event, by=by)


def record_download(
    response: HttpResponseBase, *, by: User, trusts: Iterable[Trust] | None = None
) -> None:
    """Keep that `by` was given a file, where the response is one."""
    disposition = response.headers.get("Content-Disposition", "")
    if response.status_code >= 400 or not disposition.startswith("attachment"):
        return
    found = _FILE_NAME.search(disposition)
    name = unquote(found["quoted"] or "") or found["plain"] if found else ""
    record_event(
        AuditEvent.Kind.DOWNLOADED, account=by, by=by, trusts=trusts, about=name[:300] or "a file"
    )
