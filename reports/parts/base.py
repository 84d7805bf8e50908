"""What a part of a paper is: a kind with options, that builds data and gives blocks of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from ambitions.measures.reader import read_measures
from ambitions.models import Measure
from objectives.models import Passage
from reports.blocks import Block, Orientation
from reports.earlier import EarlierPeriod, read_earlier
from reports.reading import Plan
from risks.held import Holding, read_holdings
from risks.matrix import Matrix
from risks.models.matrix import matrix_of
from strategy_tracker.accounts.history import as_at

Data = dict[str, Any]
Content = dict[str, Any]

MOST_EARLIER_PERIODS = 8


@dataclass(frozen=True)
class Part:
    """A part as a layout has it, with what was written in it for one paper (`words`).

    `audience` is "" for everybody, or "internal": the public paper leaves that out.
    """

    key: str
    kind: str
    heading: str = ""
    orientation: Orientation = "tall"
    starts_page: bool = False
    audience: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Source:
    """What parts are built from: the plan at its period, and what hangs from it.

    All but the plan is read once, when the first part asks for it.
    """

    plan: Plan

    @cached_property
    def measures(self) -> list[Measure]:
        """Those in use, with their readings and leads, as they were when the period closed."""
        return read_measures(self.plan.strategy, self.plan.moment)

    @cached_property
    def passages(self) -> list[Passage]:
        """What the trust's tracker says beside the plan, of the period or of none; of a closed
        period as it said when that closed. What is of an objective no longer there is left out."""
        objectives = {objective.pk for objective in self.plan.objectives}
        found = [
            passage
            for passage in as_at(Passage, self.plan.moment, strategy=self.plan.strategy.pk)
            if passage.period_id in (None, self.plan.period.pk)
            and (passage.objective_id is None or passage.objective_id in objectives)
        ]
        return sorted(found, key=lambda passage: (passage.position, passage.pk))

    @cached_property
    def matrix(self) -> Matrix:
        """How the trust scored risks then."""
        return matrix_of(self.plan.strategy.trust_id, self.plan.moment)

    @cached_property
    def holdings(self) -> dict[int, Holding]:
        """The controls, assurances and gaps of each risk, by its id."""
        return read_holdings(self.plan.strategy.trust_id, self.plan.moment)

    @cached_property
    def _earlier(self) -> list[EarlierPeriod]:
        return read_earlier(self.plan, MOST_EARLIER_PERIODS)

    def earlier(self, most: int) -> list[EarlierPeriod]:
        """What up to `most` periods before this one were rated, the latest first."""
        return self._earlier[:most] if most > 0 else []


@dataclass(frozen=True)
class PartKind:
    """One kind of part.

    `build` makes the data of a part, None when it has nothing to say, and `blocks` what is
    printed of that data. `written` are the texts that governance writes in it for each paper:
    a name, its label, and whether it is long. Of a kind that `starts_next_page` nothing is
    printed but that the next part begins a page.
    """

    key: str
    name: str
    about: str
    build: Callable[[Source, Part], Data | None]
    blocks: Callable[[Data, Content], list[Block]]
    options: type
    written: tuple[tuple[str, str, bool], ...] = ()
    starts_next_page: bool = False

    def options_of(self, part: Part) -> Any:
        """The part's options as this kind's `Options`. Raises ValueError for unknown ones."""
        if not isinstance(part.options, Mapping):
            raise ValueError("Options are names with their values.")
        known = {field.name for field in fields(self.options)}
        if unknown := sorted(set(part.options) - known):
            raise ValueError(
                f"{self.name} has no option {', '.join(unknown)}. "
                f"It has: {', '.join(sorted(known)) or 'none'}."
            )
        for option in fields(self.options):
            if "check" in option.metadata and option.name in part.options:
                option.metadata["check"](part.options[option.name])
        return self.options(**part.options)


def option(label: str, default: Any, **metadata: Any) -> Any:
    """A field of an `Options`: its label on the form of the editor, and what is chosen first.

    `choices` are pairs of value and label, and `of` names more of them that the strategy has (in
    reports/layouts/choices.py); a list takes several, in an order of its own with `is_ordered`.
    A dict of headings by column has `is_labels`, one that is a condition on actions
    `is_condition`. `check` raises ValueError for a value that no paper can be made with.
    """
    made = {"label": label, **metadata}
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: type(default)(default), metadata=made)
    return field(default=default, metadata=made)


@dataclass(frozen=True)
class NoOptions:
    """For a kind without options."""
