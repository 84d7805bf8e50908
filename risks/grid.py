"""The risks of a trust as a grid: its columns, its rows, and many cells saved at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ambitions.grid.columns import (
    Column,
    Columns,
    Key,
    NumberColumn,
    Row,
    by_name,
    field_columns,
    fill,
    lead_columns,
    own_columns_of,
    record_column,
)
from ambitions.grid.saving import (
    AddedRow,
    Change,
    NewRow,
    Saved,
    Sheet,
    delete_with,
    save_sheet,
    take_back_sheet,
)
from ambitions.plan.editing import free_references
from ambitions.plan.reader import leads_of, people_as_at
from objectives.calendar import short_name
from objectives.custom_fields import custom_fields
from objectives.models import Period, Strategy
from risks.fields import RISK_FIELDS
from risks.forms import read_score
from risks.matrix import LARGEST_SCORE, Level, Matrix
from risks.models import Risk, RiskCategory, RiskLead, RiskScore
from risks.models.matrix import matrix_of
from risks.reader import is_on_register
from risks.services import score_risks
from strategy_tracker.accounts.models import Trust, User

RISK = "risk"
_LEVELS = (RISK,)
_SIZES = {
    "reference": "narrow",
    "title": "title",
    "cause": "words",
    "event": "words",
    "effect": "words",
}
_LABELS = {"reference": "Ref"}
# What many registers have no column for.
_OPTIONAL = ("kind", "cause", "event", "effect", "appetite", "tolerance", "committee")
LIKELIHOOD, CONSEQUENCE, SCORE = "likelihood", "consequence", "score"


# Columns


@dataclass(frozen=True, kw_only=True)
class LevelColumn(Column):
    """The likelihood or the consequence of the current score of one period, by the matrix."""

    steps: tuple[Level, ...]
    is_of_record = False
    longest = 100

    @property
    def hint(self) -> str:
        return f"One of: {'; '.join(map(str, self.steps))}."

    def held(self, row: Row) -> int | None:
        score: RiskScore | None = row.beside.get(SCORE)
        return getattr(score, self.name) if score else None

    def text(self, row: Row) -> str:
        value = self.held(row)
        return "" if value is None else str(value)

    def value(self, text: str, row: Row) -> int | None:
        if not text:
            return None
        for step in self.steps:
            names = (str(step.value), step.label, str(step))
            if text.casefold() in [name.casefold() for name in names]:
                return step.value
        raise ValueError(f"Choose one of: {'; '.join(map(str, self.steps))}.")


@dataclass(frozen=True, kw_only=True)
class ScoreColumn(Column):
    """The current score of one period, where the matrix has no likelihood and consequence."""

    matrix: Matrix
    is_of_record = False
    longest = 60

    @property
    def hint(self) -> str:
        bands = self.matrix.bands
        return f"From {bands.lowest} to {bands.highest}, or the name of a band."

    def held(self, row: Row) -> tuple[int, str] | None:
        score: RiskScore | None = row.beside.get(SCORE)
        return (score.score, score.printed) if score else None

    def text(self, row: Row) -> str:
        score: RiskScore | None = row.beside.get(SCORE)
        return score.as_printed if score else ""

    def value(self, text: str, row: Row) -> tuple[int, str] | None:
        if not text or text == self.text(row):
            return self.held(row) if text else None
        try:
            return read_score(text, self.matrix.bands)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error


def open_period(strategy: Strategy | None) -> Period | None:
    """The period for which risks are scored now; one query."""
    if strategy is None:
        return None
    return Period.objects.filter(strategy=strategy).open().first()


def risk_columns(trust: Trust, strategy: Strategy | None, period: Period | None) -> Columns:
    """The columns of the trust's risks by their names; scores where a period is open."""
    declared = field_columns(
        RISK_FIELDS, Risk, _LEVELS, labels=_LABELS, sizes=_SIZES, optional=_OPTIONAL
    )
    tolerance = declared["tolerance"]
    if isinstance(tolerance, NumberColumn):
        declared["tolerance"] = replace(tolerance, highest=LARGEST_SCORE)
    first = [declared.pop(name) for name in ("reference", "title")]
    kind = declared.pop("kind")
    words = [declared.pop(name) for name in ("cause", "event", "effect")]
    categories = list(RiskCategory.objects.for_trust(trust))
    of_strategies = Strategy.objects.for_trust(trust)
    return by_name(
        [
            *first,
            *lead_columns(_LEVELS, trust.pk, strategy.lead_word if strategy else "Lead"),
            record_column(
                "category",
                "Category",
                _LEVELS,
                categories,
                is_optional=not categories,
                nothing="The trust has no categories yet.",
            ),
            *(_score_columns(period, matrix_of(trust.pk)) if period else ()),
            *declared.values(),
            *words,
            kind,
            record_column(
                "strategy", "Strategy", _LEVELS, of_strategies, is_optional=True, tells_apart=True
            ),
            *own_columns_of(RISK, custom_fields(trust.pk, None)[RISK]),
        ]
    )


def _score_columns(period: Period, matrix: Matrix) -> list[Column]:
    when = short_name(period)
    if not matrix.has_factors:
        return [ScoreColumn(SCORE, f"Score, {when}", _LEVELS, matrix=matrix)]
    axes = ((LIKELIHOOD, matrix.likelihoods), (CONSEQUENCE, matrix.consequences))
    return [
        LevelColumn(name, f"{name.title()}, {when}", _LEVELS, steps=steps) for name, steps in axes
    ]


# Rows


def risk_rows(
    trust: Trust, strategy: Strategy | None, period: Period | None, columns: Columns
) -> dict[Key, Row]:
    """Every risk's row by its key, in the trust's order, closed ones and others' too.

    Those in use are on the register of the strategy. Four queries.
    """
    on = strategy.pk if strategy else None
    named = RiskLead.objects.filter(risk__trust=trust)
    leads = leads_of(named, RISK, people_as_at(trust.pk, None))
    rows = {
        (RISK, risk.pk): Row(RISK, risk, leads[risk.pk], is_in_use=is_on_register(risk, on))
        for risk in Risk.objects.for_trust(trust)
    }
    if period:
        current = RiskScore.objects.filter(
            risk__trust=trust, period=period, kind=RiskScore.Kind.CURRENT
        )
        for score in current:
            rows[RISK, score.risk_id].beside[SCORE] = score
    for row in rows.values():
        fill(row, columns)
    return rows


def read_risk_grid(
    trust: Trust, strategy: Strategy | None, period: Period | None, columns: Columns
) -> list[Row]:
    """The rows of the risks on the register, in the trust's order."""
    rows = risk_rows(trust, strategy, period, columns)
    return [row for row in rows.values() if row.is_in_use]


# Saving


@transaction.atomic
def save_risks(
    *,
    trust: Trust,
    strategy: Strategy | None,
    changes: Sequence[Change],
    new_rows: Sequence[NewRow] = (),
    by: User | None,
) -> Saved:
    """Save what can be saved, and say what cannot. The same sent twice changes nothing."""
    return save_sheet(RiskSheet(trust, strategy, changes), changes, new_rows, by)


@transaction.atomic
def take_back_risks(
    *,
    trust: Trust,
    strategy: Strategy | None,
    changes: Sequence[Change],
    added: Sequence[AddedRow],
    by: User | None,
) -> Saved:
    """Take a save back: `changes` from what it wrote to what was there, and the rows it added go.

    What somebody changed since stays and is told, and so is a risk on which something hangs.
    """
    sheet = RiskSheet(trust, strategy, [*changes, *added], is_taken_back=True)
    return take_back_sheet(sheet, changes, added, by)


class RiskSheet(Sheet):
    """The risks of a trust, with their current scores for the period that is open."""

    models = {RISK: Risk}
    lead_models = {RISK: RiskLead}
    distinct = ("reference",)
    no_title = "Give the risk a title or a reference."
    gone = "This is no longer on the register."

    def __init__(
        self,
        trust: Trust,
        strategy: Strategy | None,
        touched: Iterable[Change | AddedRow],
        *,
        is_taken_back: bool = False,
    ) -> None:
        self.trust, self.strategy = trust, strategy
        super().__init__(touched, is_taken_back=is_taken_back)

    def lock(self, levels: Iterable[str]) -> None:
        Trust.objects.select_for_update().get(pk=self.trust.pk)
        own = Risk.objects.select_for_update().filter(trust=self.trust)
        if levels:
            list(own.order_by("pk").values_list("pk"))

    def read_columns(self) -> Columns:
        self.period = open_period(self.strategy)
        return risk_columns(self.trust, self.strategy, self.period)

    def read_rows(self) -> dict[Key, Row]:
        return risk_rows(self.trust, self.strategy, self.period, self.columns)

    def new_item(self, new: NewRow) -> Risk:
        return Risk(trust=self.trust, strategy=self.strategy, uuid=new.uuid, pk=new.pk)

    def is_named(self, values: Mapping[str, Any]) -> bool:
        return bool(values.get("title") or values.get("reference"))

    # Rules

    def check(self, change: Change, column: Column, row: Row, value: Any) -> None:
        """A score that was given is changed, and not taken away but with the save that gave it."""
        is_score = change.name in (LIKELIHOOD, CONSEQUENCE, SCORE)
        if is_score and value is None and not self.is_taken_back:
            raise ValueError("A score that was given is not taken away: give another.")

    def broken(self, row: Row, values: Mapping[str, Any]) -> tuple[str, str] | None:
        def held(name: str) -> Any:
            return values.get(name, self.columns[name].held(row))

        if not held("title") and not held("reference"):
            return ("title" if "title" in values else "reference"), self.no_title
        axes = [name for name in (LIKELIHOOD, CONSEQUENCE) if name in values]
        if axes:
            missing = [name for name in (LIKELIHOOD, CONSEQUENCE) if held(name) is None]
            if len(missing) == 1:
                return axes[0], f"Give the {missing[0]} too: a score is made of both."
        return None

    # Writing

    def let_go(self, level: str, items: Sequence[tuple[Any, dict[str, Any]]], by: Any) -> None:
        # A risk without a title cannot be without a reference, even for a moment.
        free_references(items, lambda risk: "" if risk.title else f"#{risk.pk}", by=by)

    def write_beside(self, level: str, by: User | None) -> None:
        names = {LIKELIHOOD, CONSEQUENCE, SCORE}
        scored = [pair for pair in self.written(level) if names & pair[1].keys()]
        if not scored or self.period is None:
            return
        given = [
            (row.item, row.beside.get(SCORE), self._score(row, values)) for row, values in scored
        ]
        scores = score_risks(
            trust=self.trust, kind=RiskScore.Kind.CURRENT, period=self.period, given=given, by=by
        )
        for (row, _), score in zip(scored, scores, strict=True):
            row.beside[SCORE] = score

    def _score(self, row: Row, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """What the risk is scored; None where the score is taken away."""
        if SCORE in self.columns:
            score, printed = values[SCORE] or (None, "")
            found = {LIKELIHOOD: None, CONSEQUENCE: None, SCORE: score, "printed": printed}
        else:
            factors = {
                name: values.get(name, self.columns[name].held(row))
                for name in (LIKELIHOOD, CONSEQUENCE)
            }
            found = {**factors, SCORE: None, "printed": ""}
        return found if any(value is not None for value in list(found.values())[:3]) else None

    def delete_rows(self, rows: Sequence[Row], by: User | None) -> dict[int, list[str]]:
        """The score that was given with a risk goes with it; one that has another stays."""
        return delete_with(rows, "scores", "scores", by=by)
