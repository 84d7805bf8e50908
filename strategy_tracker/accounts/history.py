"""Rows as they were at a moment, by their history: what a closed period is read from.

Every write of a tracked model leaves a row of history with all its fields, so what was true
at a moment is each record's last row of history up to then, unless that row records its
deletion. Records come back as instances of the model itself. Their relations are not loaded:
whoever reads them sets what is wanted from rows read as at the same moment, because
following a foreign key would bring today's row.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

DELETED = "-"


def as_at(model: type[Any], moment: datetime | None, **within: Any) -> list[Any]:
    """The rows of `model` as they were at `moment`, or as they are now for None; one query.

    `within` says of what they are, by lookups that never change for a row, such as
    `strategy=...`, `update__in=...` or `ambition__strategy=...`; a lookup through a parent also
    finds the rows of one that has been deleted since. The order is that of the model, as it was
    then.
    """
    if moment is None:
        return list(model.objects.filter(**within))
    latest = Window(
        RowNumber(),
        partition_by=[F("id")],
        order_by=[F("history_date").desc(), F("history_id").desc()],
    )
    rows = (
        model.history.filter(_ever(model, within), history_date__lte=moment)
        .annotate(latest=latest)
        .filter(latest=1)
        .order_by()
    )
    names = _attributes(model)
    return _in_order(
        model,
        [
            model.from_db(rows.db, names, values)
            for kind, *values in rows.values_list("history_type", *names)
            if kind != DELETED
        ],
    )


class Versions:
    """Every version of some rows, in one query: for small tables read as at several moments."""

    def __init__(self, model: type[Any], **within: Any) -> None:
        self.model = model
        self._rows: dict[int, list[tuple[datetime, str, Any]]] = defaultdict(list)
        names = _attributes(model)
        rows = model.history.filter(_ever(model, within)).order_by("history_date", "history_id")
        for at, kind, *values in rows.values_list("history_date", "history_type", *names):
            row = model.from_db(rows.db, names, values)
            self._rows[row.pk].append((at, kind, row))

    def of(self, pk: int) -> list[tuple[datetime, Any]]:
        """The versions of one row with when each was written, the oldest first."""
        return [(at, row) for at, kind, row in self._rows.get(pk, []) if kind != DELETED]

    def at(self, moment: datetime, *, with_later: bool = False) -> list[Any]:
        """The rows as they were at `moment`, in the order of the model.

        With `with_later`, those that were first recorded later come as they first were, for
        looking up what a row of that time refers to.
        """
        found = []
        for versions in self._rows.values():
            until = [(kind, row) for at, kind, row in versions if at <= moment]
            kind, row = until[-1] if until else versions[0][1:]
            if kind != DELETED and (until or with_later):
                found.append(row)
        return _in_order(self.model, found)


def set_related(instance: models.Model, name: str, rows: Iterable[Any]) -> None:
    """Make `rows` what `instance.<name>.all()` gives, as `prefetch_related` would."""
    queryset = getattr(instance, name).get_queryset()
    queryset._result_cache = list(rows)
    queryset._prefetch_done = True
    if not hasattr(instance, "_prefetched_objects_cache"):
        instance._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    instance._prefetched_objects_cache[name] = queryset  # type: ignore[attr-defined]


def _attributes(model: type[Any]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _ever(model: type[Any], within: dict[str, Any]) -> Q:
    """The condition on rows of history. Parents too are sought in history, where none is lost.

    A row of history has a key of its own, so that of the record is `id` here and never `pk`.
    """
    found = Q()
    for path, value in within.items():
        name, _, rest = path.partition("__")
        if rest not in ("", "in") and model._meta.get_field(name).is_relation:
            parent: Any = model._meta.get_field(name).related_model
            ids = parent.history.filter(_ever(parent, {rest: value})).values("id")
            found &= Q(**{f"{name}__in": ids})
        else:
            found &= Q(**{path: value})
    return found


def _in_order(model: type[Any], rows: list[Any]) -> list[Any]:
    """Sorted as the model sorts, by those of its columns that are its own."""
    own = {"pk": "pk"}
    for field in model._meta.concrete_fields:
        own |= {field.name: field.attname, field.attname: field.attname}
    for name in reversed(model._meta.ordering):
        key = own.get(name.removeprefix("-"))
        if key:
            rows.sort(
                key=lambda row: (getattr(row, key) is not None, getattr(row, key)),
                reverse=name.startswith("-"),
            )
    return rows
