"""Which reporting period each answer of a workbook belongs to."""

from dataclasses import dataclass
from datetime import date

from objectives.models import Period
from objectives.services import closed_period_message
from strategy_tracker.imports.changeset import Problem, Proposal, Where
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.naming import Told, main_period
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.values import PeriodRead, parse_period
from strategy_tracker.ui.dates import long_date

# Brackets in these columns' headings say when the paper speaks; a forecast's looks ahead.
_NOW = ("progress", "delivery", "overall", "embedding", "comment")
_LONGEST_LABEL = 60


@dataclass
class PeriodRef:
    """A period that exists (`pk`) or is to be made (dates and kind)."""

    label: str
    kind: str
    starts_on: date
    ends_on: date
    pk: int | None = None
    is_closed: bool = False
    opens: bool = False

    @property
    def key(self) -> str:
        return f"period:{self.label}"


class Periods:
    """Resolves what a workbook, or the person importing it, says of periods.

    A period is found by its label, or by its dates when the label is another way of writing
    them; otherwise it is to be made. `wanted` is the label given with the import, "" for none.
    """

    def __init__(self, existing: Existing, extract: Extract, wanted: str) -> None:
        self.existing, self.extract, self.wanted = existing, extract, wanted.strip()
        self.refs: dict[str, PeriodRef | None] = {}
        self.problems: list[Problem] = []
        self.closed_told: set[str] = set()
        self._default: PeriodRef | None = None
        self._default_known = False

    def find(self, text: str, where: Where) -> PeriodRef | None:
        """The period that `text` names; None, with a problem noted, when it names none."""
        key = same_words(text)
        if key not in self.refs:
            self.refs[key] = self._resolve(text, where)
        return self.refs[key]

    def default(self) -> PeriodRef | None:
        """The period of answers that name none; None when nothing says which."""
        if not self._default_known:
            self._default_known = True
            self._default = self._find_default()
        return self._default

    def of_scores(self) -> PeriodRef | None:
        """The period that risk scores are of: the default, or the only one answered for."""
        named = {same_words(answer.period): answer for answer in self.extract.answers}
        named.pop("", None)
        if not self.wanted and len(named) == 1:
            answer = next(iter(named.values()))
            return self.find(answer.period, answer.period_where)
        return self.default()

    def refuse_if_closed(self, ref: PeriodRef, where: Where) -> None:
        """Note, once for each period, that a closed one takes no changes."""
        if ref.is_closed and ref.label not in self.closed_told:
            self.closed_told.add(ref.label)
            message = closed_period_message(Period(label=ref.label))
            self.problems.append(Problem(where, ref.label, message, ""))

    def proposals(self) -> list[Proposal]:
        """The periods to be made; the latest is opened when the strategy has none open."""
        new = {ref.label: ref for ref in self.refs.values() if ref and ref.pk is None}
        ordered = sorted(new.values(), key=lambda ref: ref.starts_on)
        if ordered and self.existing.open_period is None:
            ordered[-1].opens = True
        return [
            Proposal(
                "period",
                ref.label,
                f"{long_date(ref.starts_on)} to {long_date(ref.ends_on)}, "
                + ("opened" if ref.opens else "planned"),
                {"ref": ref},
            )
            for ref in ordered
        ]

    def _find_default(self) -> PeriodRef | None:
        if self.wanted:
            return self.find(self.wanted, Where())
        notes = [note for note in self.extract.period_notes if note[0] in _NOW]
        if notes:
            return self.find(notes[0][1], notes[0][2])
        told = main_period(self.extract.layout.periods)
        if told:
            return self._told(*told)
        period = self.existing.open_period
        if period is None:
            return None
        if any(not answer.period for answer in self.extract.answers):
            self.problems.append(
                Problem(
                    Where(),
                    period.label,
                    f"The workbook does not say which period it is for, so {period.label}, "
                    "which is open, is used.",
                    "Choose another period if that is wrong.",
                    stops=False,
                )
            )
        return self.find(period.label, Where())

    def _told(self, read: PeriodRead, told: Told) -> PeriodRef | None:
        """The period that the titles of the workbook name, said to be taken from there."""
        where = Where(told.sheet, told.cell)
        self.problems.append(
            Problem(
                where,
                told.text,
                f"The answers are taken to be for {read.label}, which the title here names.",
                "Choose another period if that is wrong.",
                stops=False,
            )
        )
        return self.find(read.label, where)

    def _resolve(self, text: str, where: Where) -> PeriodRef | None:
        for period in self.existing.periods:
            if same_words(period.label) == same_words(text):
                return _ref(period)
        read = parse_period(text)
        if read is None or len(read.label) > _LONGEST_LABEL:
            self.problems.append(
                Problem(
                    where,
                    text,
                    f"“{text}” is no period that the strategy has, or that we can date.",
                    "Write a month, quarter, half-year or financial year, such as "
                    f"{self.existing.period_example}.",
                )
            )
            return None
        for period in self.existing.periods:
            if (period.starts_on, period.ends_on) == (read.starts_on, read.ends_on):
                return _ref(period)
        ref = PeriodRef(read.label, read.kind, read.starts_on, read.ends_on)
        same_days = [other for other in self.refs.values() if other and _days(other) == _days(ref)]
        return same_days[0] if same_days else self._unless_overlapping(ref, where)

    def _unless_overlapping(self, ref: PeriodRef, where: Where) -> PeriodRef | None:
        others = [_ref(period) for period in self.existing.periods]
        others += [other for other in self.refs.values() if other]
        for other in others:
            if other.starts_on <= ref.ends_on and ref.starts_on <= other.ends_on:
                self.problems.append(
                    Problem(
                        where,
                        ref.label,
                        f"“{ref.label}” would overlap {other.label}, which runs from "
                        f"{long_date(other.starts_on)} to {long_date(other.ends_on)}.",
                        f"Name {other.label} instead, or change its dates first.",
                    )
                )
                return None
        return ref


def _ref(period: Period) -> PeriodRef:
    return PeriodRef(
        period.label,
        period.kind,
        period.starts_on,
        period.ends_on,
        pk=period.pk,
        is_closed=period.is_closed,
    )


def _days(ref: PeriodRef) -> tuple[date, date]:
    return ref.starts_on, ref.ends_on
