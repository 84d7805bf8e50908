"""Which reporting period each answer of a workbook belongs to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from objectives.models import Period
from objectives.services import closed_period_message
from strategy_tracker.imports.changeset import OpenQuestion, Problem, Proposal, Where
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.ledger import asked, left_out
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.naming import Told, main_period
from strategy_tracker.imports.layout.table import YOU_LEFT_IT
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.values import PeriodRead, parse_period
from strategy_tracker.ui.dates import long_date

# Brackets in these columns' headings say when the paper speaks; a forecast's looks ahead.
_NOW = ("progress", "delivery", "overall", "embedding", "comment")
_LONGEST_LABEL = 60
LEAVE, MOST_OFFERED = "leave", 12


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
        self.questions: dict[str, OpenQuestion] = {}
        self._default: PeriodRef | None = None
        self._default_known = False
        # What the workbook's titles or headings call the period of answers that name none.
        self.told_label = ""

    def find(self, text: str, where: Where) -> PeriodRef | None:
        """The period that `text` names; None, where that was asked or is told, if it names none.

        What was said with the import is told where it cannot be, and what a workbook says is
        asked.
        """
        key = same_words(text)
        if key not in self.refs:
            self.refs[key] = self._resolve(text, where)
        return self.refs[key]

    @property
    def has_asked(self) -> bool:
        """Whether it was asked which period answers are of that name none."""
        return same_words(self.told_label) in self.questions

    def leave_out(self, text: str, places: Iterable[Where]) -> None:
        """Say of what stands at `places` that it goes into no period, as `text` names none."""
        question = self.questions.get(same_words(text))
        if question:
            self._leave_out(question, places)

    def _leave_out(self, question: OpenQuestion, places: Iterable[Where]) -> None:
        is_answered = question.key in self.extract.choices.answers
        fate = left_out(YOU_LEFT_IT) if is_answered else asked(question.question)
        for where in places:
            self.extract.ledger.put_places(where.sheet, [where.cell], fate)

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

    def takes(self, ref: PeriodRef, where: Where, places: Sequence[Where]) -> bool:
        """Whether a period takes changes. Of a closed one it is asked, once, to leave them out."""
        if not ref.is_closed:
            return True
        message = closed_period_message(Period(label=ref.label))
        if same_words(ref.label) == same_words(self.wanted):
            # The import itself is for that period, so nothing of it would be left.
            if all(problem.value != ref.label for problem in self.problems):
                self.problems.append(Problem(where, ref.label, message, ""))
            return False
        question = OpenQuestion(
            f"closed:{ref.label}",
            next(iter(places), where),
            ref.label,
            f"{message} What is to become of what the workbook says of it?",
            LEAVE,
            ((LEAVE, "Leave out what differs from what was kept"),),
        )
        ask(self.extract, question)
        self._leave_out(question, places)
        return False

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
            self.told_label = notes[0][1]
            return self.find(self.told_label, notes[0][2])
        told = main_period(self.extract.layout.periods)
        if told:
            return self._told(*told)
        period = self.existing.open_period
        if period is None:
            return None
        self.told_label = period.label
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
        self.told_label = read.label
        ref = self.find(read.label, where)
        if ref and same_words(read.label) not in self.questions:
            self.problems.append(
                Problem(
                    where,
                    told.text,
                    f"The answers are taken to be for {read.label}, which the title here names.",
                    "Choose another period if that is wrong.",
                    stops=False,
                )
            )
        return ref

    def _resolve(self, text: str, where: Where) -> PeriodRef | None:
        for period in self.existing.periods:
            if same_words(period.label) == same_words(text):
                return _ref(period)
        read = parse_period(text)
        if read is None or len(read.label) > _LONGEST_LABEL:
            if where.sheet:
                said = f"“{text}” is no period that the strategy has, or that we can date."
                return self._ask_which(text, where, said, self._likely())
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
        return same_days[0] if same_days else self._unless_overlapping(ref, text, where)

    def _unless_overlapping(self, ref: PeriodRef, text: str, where: Where) -> PeriodRef | None:
        others = [_ref(period) for period in self.existing.periods]
        others += [other for other in self.refs.values() if other]
        over = [
            other
            for other in others
            if other.starts_on <= ref.ends_on and ref.starts_on <= other.ends_on
        ]
        if not over:
            return ref
        is_open = self.existing.open_period
        over.sort(key=lambda other: bool(is_open and other.pk == is_open.pk), reverse=True)
        other = over[0]
        said = (
            f"“{ref.label}” would overlap {other.label}, which runs from "
            f"{long_date(other.starts_on)} to {long_date(other.ends_on)}."
        )
        if where.sheet:
            return self._ask_which(text, where, said, over)
        remedy = f"Name {other.label} instead, or change its dates first."
        self.problems.append(Problem(where, ref.label, said, remedy))
        return None

    def _likely(self) -> list[PeriodRef]:
        """The periods that words may mean, likeliest first: that of the import, the open one."""
        likely = [_ref(period) for period in self.existing.periods]
        likely.sort(key=lambda ref: ref.starts_on, reverse=True)
        is_open = self.existing.open_period
        likely.sort(key=lambda ref: bool(is_open and ref.pk == is_open.pk), reverse=True)
        wanted = self.find(self.wanted, Where()) if self.wanted else None
        return list({ref.key: ref for ref in [*([wanted] if wanted else []), *likely]}.values())

    def _ask_which(
        self, text: str, where: Where, said: str, likely: Sequence[PeriodRef]
    ) -> PeriodRef | None:
        """Which period it is instead; None for what is to be left out."""
        offered = {ref.label: ref for ref in likely[:MOST_OFFERED]}
        column = f" (column {letter_of(where.cell)})" if where.cell else ""
        question = OpenQuestion(
            f"period:{same_words(text)}",
            where,
            text,
            f"{said} Which period is it{column}?",
            next(iter(offered), LEAVE),
            (
                *((label, label) for label in offered),
                (LEAVE, "None: leave out what is said of it"),
            ),
        )
        self.questions[same_words(text)] = question
        return offered.get(ask(self.extract, question))


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
