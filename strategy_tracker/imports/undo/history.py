"""What an import wrote, and what became of it since: read from the history of every record.

A record is taken as a whole with its parts: an action with its leads, an answer with its
ratings and its words. Who changes one of them has edited the record.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from ambitions.models import (
    ActionLead,
    AmbitionLead,
    BaselineChange,
    Challenge,
    Condition,
    MeasureLead,
    UpdateNarrative,
    UpdateRating,
)
from objectives.models import ObjectiveLead, Rating
from risks.models import (
    Assurance,
    Control,
    Gap,
    RiskBand,
    RiskCell,
    RiskLead,
    RiskLevel,
    RiskLink,
)
from strategy_tracker.accounts.base import TrustRecord
from strategy_tracker.accounts.models import Post
from strategy_tracker.imports.models import REASON, ImportRun

# What is part of another record, by the foreign key that leads there.
PARTS: dict[type[models.Model], str] = {
    ObjectiveLead: "objective",
    AmbitionLead: "ambition",
    Condition: "ambition",
    ActionLead: "action",
    BaselineChange: "action",
    MeasureLead: "measure",
    UpdateRating: "update",
    UpdateNarrative: "update",
    Challenge: "update",
    RiskLead: "risk",
    Control: "risk",
    Assurance: "risk",
    Gap: "risk",
    RiskLink: "risk",
    RiskLevel: "matrix",
    RiskCell: "matrix",
    RiskBand: "matrix",
    Rating: "scale",
    Post: "person",
}


class Name(NamedTuple):
    """Which row it is."""

    model: Any
    pk: int


class Later(NamedTuple):
    """A line of history from after the import."""

    history_id: int
    kind: str
    at: datetime
    by: int | None
    reason: str

    @property
    def run(self) -> int | None:
        """The import that wrote it, if one did."""
        match = REASON.fullmatch(self.reason)
        return int(match["run"]) if match and not match["undo"] else None

    @property
    def undone_run(self) -> int | None:
        match = REASON.fullmatch(self.reason)
        return int(match["run"]) if match and match["undo"] else None


@dataclass(slots=True)
class WrittenRow:
    """A row that the import wrote, or a part that somebody wrote since of a record it wrote.

    `first` is the history id at which that began and `is_new` whether the row began then too;
    `later` is what history says of it after the import.
    """

    name: Name
    owner: Name
    first: int
    is_new: bool
    is_there: bool
    is_ours: bool = True
    later: list[Later] = field(default_factory=list)

    @property
    def edits(self) -> list[Later]:
        """What was done since, without imports that were themselves undone."""
        standing: list[Later] = []
        for line in self.later:
            begun = [n for n, other in enumerate(standing) if other.run == line.undone_run]
            if line.undone_run is not None and begun:
                del standing[begun[0] :]
            else:
                standing.append(line)
        return standing


def tracked_models() -> list[Any]:
    """Every model that an import could write."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TrustRecord)
        and hasattr(model, "history")
        and model._meta.app_label != "imports"
    ]


def history_of(model: Any, run: ImportRun) -> Any:
    """The lines of history that the import wrote for `model`."""
    return model.history.model._default_manager.filter(history_change_reason=run.reason).order_by(
        "history_id"
    )


def was_written_by_name(run: ImportRun) -> bool:
    """Whether history says of anything that this import wrote it."""
    return any(history_of(model, run).exists() for model in tracked_models())


def read_rows(run: ImportRun) -> dict[Name, WrittenRow]:
    """Every row that the import wrote, with what became of it, in a fixed number of queries."""
    rows: dict[Name, WrittenRow] = {}
    written = []
    for model in tracked_models():
        own = _written_rows(model, run)
        if own:
            written.append(model)
            _add_later(model, run, own)
            rows.update(own)
    for part, key in PARTS.items():
        if part._meta.get_field(key).related_model in written:
            rows.update(_parts_since(part, key, run, rows))
    return rows


def _owner_column(model: Any) -> str:
    return f"{PARTS[model]}_id" if model in PARTS else "id"


def _owner_model(model: Any) -> Any:
    return model._meta.get_field(PARTS[model]).related_model if model in PARTS else model


def _written_rows(model: Any, run: ImportRun) -> dict[Name, WrittenRow]:
    rows: dict[Name, WrittenRow] = {}
    owner = _owner_model(model)
    lines = history_of(model, run).values_list(
        "id", "history_id", "history_type", _owner_column(model)
    )
    for pk, history_id, kind, owner_pk in lines.iterator():
        name = Name(model, pk)
        row = rows.get(name)
        if row is None:
            rows[name] = row = WrittenRow(
                name, Name(owner, owner_pk), history_id, kind == "+", True
            )
        row.is_there = kind != "-"
    return rows


def _lines_since(found: Any, *more: str) -> Iterator[tuple[Any, ...]]:
    """(pk, Later, …) of lines of history, oldest first."""
    names = ("history_id", "history_type", "history_date", "history_user_id")
    lines = found.order_by("history_id").values_list("id", *names, "history_change_reason", *more)
    for pk, history_id, kind, at, by, reason, *rest in lines.iterator():
        yield pk, Later(history_id, kind, at, by, reason or ""), *rest


def _add_later(model: Any, run: ImportRun, rows: dict[Name, WrittenRow]) -> None:
    began = min(row.first for row in rows.values())
    found = model.history.model._default_manager.filter(
        id__in=history_of(model, run).order_by().values("id"), history_id__gt=began
    ).exclude(history_change_reason=run.reason)
    for pk, later in _lines_since(found):
        row = rows[Name(model, pk)]
        if later.history_id > row.first:
            row.later.append(later)
            row.is_there = later.kind != "-"


def _parts_since(
    part: Any, key: str, run: ImportRun, rows: dict[Name, WrittenRow]
) -> dict[Name, WrittenRow]:
    """Parts that others wrote since, of records that the import wrote."""
    owner = _owner_model(part)
    found = part.history.model._default_manager.filter(
        **{f"{key}_id__in": history_of(owner, run).order_by().values("id")},
        history_date__gt=run.applied_at,
    ).exclude(id__in=history_of(part, run).order_by().values("id"))
    since: dict[Name, WrittenRow] = {}
    for pk, later, owner_pk in _lines_since(found, f"{key}_id"):
        name = Name(part, pk)
        row = since.setdefault(
            name,
            WrittenRow(
                name, Name(owner, owner_pk), later.history_id, later.kind == "+", True, False
            ),
        )
        row.later.append(later)
        row.is_there = later.kind != "-"
    return since
