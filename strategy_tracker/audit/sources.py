"""Where the history of a trust lies: a table of history for each model, and what left no row.

`find` reads them as one list, the latest first, in one query. It is written in SQL: Django's own
union of forty tables takes longer to be put together than to be read, and knows no common table
expressions, by which what belongs to a trust is looked up once (ADR 39).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from strategy_tracker.accounts.models import AuditEvent, Membership, Trust, User

KINDS = {
    "set_up": "Set-up",
    "plan": "Plan, measures and risks",
    "answers": "Answers",
    "people": "People and permissions",
    "sign_ins": "Sign-ins",
    "imports": "Imports",
    "papers": "Papers",
    "exports": "Exports",
}
"""What is told of, by its key in the address."""

_KIND_OF_APP = {
    "accounts": "people",
    "objectives": "set_up",
    "ambitions": "plan",
    "risks": "plan",
    "reports": "papers",
    "imports": "imports",
}
_KIND_OF_MODEL = {
    "accounts.Trust": "set_up",
    "objectives.StrategicObjective": "plan",
    "objectives.ObjectiveLead": "plan",
    "objectives.Passage": "plan",
    "ambitions.Update": "answers",
    "ambitions.UpdateRating": "answers",
    "ambitions.UpdateNarrative": "answers",
    "ambitions.Challenge": "answers",
    "ambitions.Correction": "answers",
    "ambitions.Notification": "answers",
    "ambitions.Reminder": "answers",
    "ambitions.Reading": "answers",
    "risks.RiskScore": "answers",
    "risks.RiskMatrix": "set_up",
    "risks.RiskLevel": "set_up",
    "risks.RiskCell": "set_up",
    "risks.RiskBand": "set_up",
    "risks.RiskCategory": "set_up",
}
_NAMING = ("name", "title", "label")


@dataclass(frozen=True)
class Source:
    """A table of history, and which of its rows are of a kind.

    `condition` is SQL over the table, whose alias is `row`, beside that it is of the trust.
    """

    model: Any
    kind: str
    condition: str = ""

    @property
    def kept(self) -> Any:
        """The model of its rows."""
        return AuditEvent if self.model is AuditEvent else history_of(self.model)

    @property
    def key(self) -> str:
        return "id" if self.model is AuditEvent else "history_id"

    @property
    def moment(self) -> str:
        return "done_at" if self.model is AuditEvent else "history_date"

    @property
    def authors(self) -> tuple[str, ...]:
        """The columns that say by whom, or about whose sign-in."""
        if self.model is AuditEvent:
            return ("done_by_id", "account_id")
        return ("history_user_id",)


@cache
def history_of(model: Any) -> Any:
    """The model of the history of `model`; simple_history takes its time to say it."""
    return model.history.model


@cache
def sources() -> tuple[Source, ...]:
    """Every table that tells of a trust, in a lasting order."""
    found = [
        Source(AuditEvent, "sign_ins", "row.kind <> 'downloaded'"),
        Source(AuditEvent, "exports", "row.kind = 'downloaded'"),
        Source(User, "people"),
    ]
    for model in apps.get_models():
        if hasattr(model, "TRUST_PATH") and hasattr(model, "history"):
            label, app = model._meta.label, model._meta.app_label
            found.append(Source(model, _KIND_OF_MODEL.get(label) or _KIND_OF_APP[app]))
    return tuple(found)


@dataclass(frozen=True)
class Filters:
    """What somebody asks for. `item` is a model with the key of one of its rows."""

    words: tuple[str, ...] = ()
    user: int | None = None
    kind: str = ""
    since: datetime | None = None
    before: datetime | None = None
    item: tuple[Any, int] | None = None


@dataclass
class _Statement:
    """SQL while it is put together, with its common table expressions and its values."""

    values: dict[str, Any]
    tables: dict[str, str] = field(default_factory=dict)

    def value(self, value: Any) -> str:
        """A placeholder for `value`."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"

    def of_the_trust(self, model: Any) -> str:
        """The condition that a row of the history of `model` is of the trust.

        Parents are sought in history, where none is lost.
        """
        if model is User:
            members = history_of(Membership)._meta.db_table
            return (
                f"EXISTS (SELECT 1 FROM {members} member WHERE member.user_id = row.id"  # noqa: S608
                " AND member.trust_id = %(trust)s AND member.history_date <= row.history_date)"
            )
        if model.TRUST_PATH == "pk":
            return "row.id = %(trust)s"
        name, _, above = model.TRUST_PATH.partition("__")
        key = model._meta.get_field(name)
        if not above:
            return f"row.{key.column} = %(trust)s"
        return f"row.{key.column} IN (SELECT id FROM {self._table(key.related_model)})"  # noqa: S608

    def _table(self, model: Any) -> str:
        """The name of a table of the keys of all rows of `model` that the trust ever had."""
        name = f"own_{model._meta.db_table}"
        if name not in self.tables:
            # Those that it reads from itself come before it.
            own = self.of_the_trust(model)
            history = history_of(model)._meta.db_table
            self.tables[name] = f"{name} AS (SELECT DISTINCT row.id FROM {history} row WHERE {own})"  # noqa: S608
        return name

    def conditions(self, source: Source, filters: Filters) -> list[str] | None:
        """What rows of `source` must be; None where none can be."""
        found = [self.of_the_trust(source.model)]
        if source.condition:
            found.append(source.condition)
        if filters.user:
            user = self.value(filters.user)
            found.append(_any(f"row.{column} = {user}" for column in source.authors))
        adapted = connection.ops.adapt_datetimefield_value
        if filters.since:
            found.append(f"row.{source.moment} >= {self.value(adapted(filters.since))}")
        if filters.before:
            found.append(f"row.{source.moment} < {self.value(adapted(filters.before))}")
        if filters.item:
            of_item = list(self._of_item(source, *filters.item))
            if not of_item:
                return None
            found.append(_any(of_item))
        for word in filters.words:
            having = list(self._having(source.model, word))
            if not having:
                return None
            found.append(_any(having))
        return found

    def _of_item(self, source: Source, model: Any, key: int) -> Iterable[str]:
        """Ways in which a row is of the item: it is the item, names it, or is part of what
        names it, as an answer is of an update."""
        value = self.value(key)
        if source.model is model:
            yield f"row.id = {value}"
        for column in _keys_to(source.model, model):
            yield f"row.{column} = {value}"
        name = getattr(source.model, "TRUST_PATH", "").partition("__")[0]
        if name in ("", "pk", "trust"):
            return
        key_above = source.model._meta.get_field(name)
        above = key_above.related_model
        for column in _keys_to(above, model):
            history = history_of(above)._meta.db_table
            yield (
                f"row.{key_above.column} IN "  # noqa: S608
                f"(SELECT id FROM {history} WHERE {column} = {value})"
            )

    def _having(self, model: Any, word: str) -> Iterable[str]:
        """Ways in which a row has a word: in its own texts, or in the name of what it names."""
        pattern = self.value(f"%{connection.ops.prep_for_like_query(word)}%")
        for column in _texts(model):
            yield _like(f"row.{column}", pattern)
        for key in model._meta.concrete_fields:
            named = key.related_model
            if not named or named is Trust:
                continue
            columns = {concrete.column for concrete in named._meta.concrete_fields}
            likes = [_like(column, pattern) for column in _NAMING if column in columns]
            if likes:
                table = named._meta.db_table
                yield f"row.{key.column} IN (SELECT id FROM {table} WHERE {_any(likes)})"  # noqa: S608

    def rows(self, filters: Filters, most: int) -> str:
        """One SELECT for each table, of its latest `most` rows."""
        parts = []
        for number, source in enumerate(sources()):
            if filters.kind not in ("", source.kind):
                continue
            conditions = self.conditions(source, filters)
            if conditions is None:
                continue
            table = source.kept._meta.db_table
            parts.append(
                f"SELECT * FROM (SELECT row.{source.moment} AS moment, {number} AS source, "  # noqa: S608
                f"row.{source.key} AS kept FROM {table} row WHERE {' AND '.join(conditions)} "
                f"ORDER BY moment DESC, kept DESC LIMIT {most}) part_{number}"
            )
        return " UNION ALL ".join(parts)


def find(trust: Trust, filters: Filters, *, first: int, most: int) -> list[tuple[Source, int]]:
    """The rows from the `first` (0 is the latest) on, at most `most`, each by its table and key.

    One query, whatever is asked for.
    """
    statement = _Statement({"trust": trust.pk})
    rows = statement.rows(filters, first + most)
    if not rows:
        return []
    tables = f"WITH {', '.join(statement.tables.values())} " if statement.tables else ""
    order = f"ORDER BY moment DESC, source, kept DESC LIMIT {int(most)} OFFSET {int(first)}"
    with connection.cursor() as cursor:
        cursor.execute(f"{tables}{rows} {order}", statement.values)
        return [(sources()[number], key) for _, number, key in cursor.fetchall()]


def is_of(trust: Trust, source: Source, key: int) -> bool:
    """Whether the row of history with that key is of the trust."""
    statement = _Statement({"trust": trust.pk})
    own = statement.of_the_trust(source.model)
    tables = f"WITH {', '.join(statement.tables.values())} " if statement.tables else ""
    table, row = source.kept._meta.db_table, statement.value(key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{tables}SELECT 1 FROM {table} row WHERE row.{source.key} = {row} AND {own}",  # noqa: S608
            statement.values,
        )
        return cursor.fetchone() is not None


def _any(conditions: Iterable[str]) -> str:
    return f"({' OR '.join(conditions)})"


def _like(column: str, pattern: str) -> str:
    """Contains, in whatever capitals: SQLite's LIKE asks no more of ASCII."""
    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    return f"{column} {like} {pattern} ESCAPE '\\'"


@cache
def _keys_to(model: Any, target: Any) -> tuple[str, ...]:
    return tuple(key.column for key in model._meta.concrete_fields if key.related_model is target)


@cache
def _texts(model: Any) -> tuple[str, ...]:
    """The columns in which somebody may have written words."""
    return tuple(
        str(text.column)
        for text in model._meta.concrete_fields
        if isinstance(text, models.CharField | models.TextField)
        and not text.choices
        and text.name not in ("password", "code")
    )
