"""The history of a trust in words: who did what, when, from what to what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ambitions.plan.cells import Links
from strategy_tracker.accounts.models import AuditEvent, Trust, User
from strategy_tracker.audit.services import is_taken_back
from strategy_tracker.audit.sources import KINDS, Filters, Source, find, history_of
from strategy_tracker.audit.wording import (
    CUSTOM_VALUES,
    Names,
    Values,
    label,
    read_columns,
    told_fields,
)
from strategy_tracker.ui.display import inside

_VERBS = {"+": "Added", "~": "Changed", "-": "Deleted"}


@dataclass(frozen=True)
class Change:
    """One value of a row, before and after, as it reads; "" for none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did.

    `what` is what it was done to, `part` which part of that, `why` what history says it was
    part of, such as an import. `key` is that of the row of history.
    """

    source: Source
    key: int
    at: datetime
    who: str
    verb: str
    what: str
    url: str
    part: str
    changes: Sequence[Change]
    why: str
    can_go_back: bool = False
    """Whether it is the last change of something whose last change can be taken back."""

    @property
    def kind(self) -> str:
        return KINDS[self.source.kind]

    @property
    def before(self) -> str:
        """All that was, in lines."""
        return _lines((change.label, change.before) for change in self.changes)

    @property
    def after(self) -> str:
        return _lines((change.label, change.after) for change in self.changes)


def entries(trust: Trust, filters: Filters, *, first: int = 0, most: int = 50) -> list[Entry]:
    """The entries from the `first` on, the latest first.

    One query finds them, and one for each kind of row that is among them reads it: more of one
    kind cost no more queries.
    """
    found = find(trust, filters, first=first, most=most)
    return described(trust, found)


def described(trust: Trust, found: Sequence[tuple[Source, int]]) -> list[Entry]:
    """Rows of history in words, in the order in which they are given."""
    keys: dict[Any, set[int]] = defaultdict(set)
    for source, key in found:
        keys[source.model].add(key)
    rows = {
        model: _events(own) if model is AuditEvent else _versions(model, own)
        for model, own in keys.items()
    }
    names = Names()
    names.read(
        (model, values)
        for model, own in rows.items()
        for pair in own.values()
        for values in pair
        if values is not None
    )
    users = {values["history_user_id"] for own in rows.values() for _, values in own.values()} - {
        None
    }
    who = {user.pk: str(user) for user in User.objects.filter(pk__in=users)}
    links = Links(trust.code)
    return [
        _entry(source, key, *rows[source.model][key], names=names, who=who, links=links)
        for source, key in found
        if key in rows[source.model]
    ]


def _versions(model: Any, keys: set[int]) -> dict[int, tuple[Values | None, dict[str, Any]]]:
    """Each row of history by its key, after the one before it; one query."""
    history = history_of(model)._base_manager
    of_rows = history.filter(history_id__in=keys).values("id")
    columns = [*read_columns(model), "history_id", "history_date", "history_type"]
    columns += ["history_user_id", "history_change_reason"]
    before: dict[int, dict[str, Any]] = {}
    found: dict[int, tuple[Values | None, dict[str, Any]]] = {}
    for values in (
        history.filter(id__in=of_rows).order_by("history_date", "history_id").values(*columns)
    ):
        if values["history_id"] in keys:
            was = before.get(values["id"])
            found[values["history_id"]] = (None if values["history_type"] == "+" else was, values)
        before[values["id"]] = values
    for _, values in found.values():
        values["is_last"] = before[values["id"]] is values
    return found


def _events(keys: set[int]) -> dict[int, tuple[Values | None, Values]]:
    rows = AuditEvent.objects.filter(pk__in=keys).select_related("account")
    return {
        event.pk: (
            None,
            {
                "id": event.pk,
                "history_date": event.done_at,
                "history_user_id": event.done_by_id,
                "event": event,
            },
        )
        for event in rows
    }


def _entry(
    source: Source,
    key: int,
    before: Values | None,
    after: Values,
    *,
    names: Names,
    who: dict[int, str],
    links: Links,
) -> Entry:
    by = who.get(after["history_user_id"] or 0, "The system")
    if source.model is AuditEvent:
        event = after["event"]
        return Entry(
            source=source,
            key=key,
            at=event.done_at,
            who=by if event.done_by_id else "Somebody",
            verb=event.get_kind_display(),
            what=event.about or str(event.account or ""),
            url="",
            part="",
            changes=(),
            why="",
        )
    kind, values = after["history_type"], after
    about = names.about(source.model, values)
    word = names.word(source.model, values)
    is_itself = about is not None and about[:2] == (source.model, values["id"])
    part = inside(word)
    details = "" if is_itself else names.part(source.model, values)
    if details:
        part = f"{part}: {details}"
    return Entry(
        source=source,
        key=key,
        at=values["history_date"],
        who=by,
        verb=_VERBS[kind],
        what=about[2] if about else word,
        url=names.url(links, *about[:2]) if about else "",
        part=part,
        changes=_changes(source.model, before, None if kind == "-" else values, values, names),
        why=values["history_change_reason"] or "",
        can_go_back=values["is_last"]
        and is_taken_back(source.model, kind, values["history_change_reason"])
        and not (before and before.get("status") != values.get("status")),
    )


def _changes(
    model: Any, before: Values | None, after: Values | None, values: Values, names: Names
) -> list[Change]:
    """What differs; of what was added or deleted, all that it says."""
    found = []
    was = before if after is not None else values
    for field in told_fields(model):
        old = was.get(field.attname) if was else None
        new = after.get(field.attname) if after else None
        if old == new:
            continue
        if field.name == CUSTOM_VALUES:
            found += [Change(*told) for told in names.custom(old, new)]
            continue
        is_whole = was is None or after is None
        if is_whole and ((field.is_relation and field.name not in _TOLD_WHOLE) or not (old or new)):
            continue
        if is_whole and field.name in ("position", "kind"):
            continue
        change = Change(label(field), names.value(field, old), names.value(field, new))
        found.append(change)
    return found


# Of a row that was added or deleted, the keys that say more than what it is part of.
_TOLD_WHOLE = ("person", "rating", "user", "control")


def _lines(values: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {text}" if name else text for name, text in values if text)
