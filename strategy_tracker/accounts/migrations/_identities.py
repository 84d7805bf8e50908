"""Giving an identity to rows that were written before their model had one; for migrations."""

from typing import Any
from uuid import uuid4

from django.db.models import OuterRef, Subquery

_BATCH = 500


def give_identities(model: Any, history: Any) -> None:
    """An identity for each row of `model` without one, and for its lines of `history` the same.

    The lines of a record that is gone share one too: a period that closed before still has it.
    """
    rows = list(model.objects.filter(uuid=None).only("pk"))
    for row in rows:
        row.uuid = uuid4()
    model.objects.bulk_update(rows, ["uuid"], batch_size=_BATCH)
    own = model.objects.filter(pk=OuterRef("id")).values("uuid")[:1]
    history.objects.filter(uuid=None).update(uuid=Subquery(own))
    gone = history.objects.filter(uuid=None).order_by().values_list("id", flat=True).distinct()
    for pk in list(gone):
        history.objects.filter(id=pk, uuid=None).update(uuid=uuid4())
