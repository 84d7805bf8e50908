"""What the plan is narrowed to: read from the address, so that a link can be shared."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from ambitions.models import KeyAction
from ambitions.plan.fields import ITEM_FIELDS
from ambitions.plan.reader import Node, Outline
from ambitions.plan.references import once_called
from ambitions.updates.status import UpdateStatus, ends_work
from objectives.custom_fields import PlanColumn, custom_fields, plan_columns_of
from objectives.fields import searched_names
from objectives.models import Level
from objectives.models.strategy import financial_year_of
from strategy_tracker.ui.dates import long_date

NOT_ANSWERED = "none"
SORTS = ("plan", "rating", "lead", "due")
_FAR_AWAY = date(9999, 12, 31)


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One filter: its name in the address, its label, what can be chosen and what is."""

    name: str
    label: str
    choices: list[Choice]
    chosen: str

    @property
    def words(self) -> str:
        """The label of what is chosen; "" for nothing."""
        return next(
            (choice.label for choice in self.choices if self.chosen == choice.value != ""), ""
        )


class PlanFilters:
    """The filters of one request. A value that cannot be chosen counts as not given."""

    def __init__(self, query: QueryDict, outline: Outline, *, with_states: bool) -> None:
        self.outline = outline
        self.today = outline.today
        self.words = query.get("words", "").strip()
        # What was renumbered is found by the reference it had.
        self._once_called = once_called(outline.strategy, self.words) if self.words else set()
        self.period = query.get("period", "")
        self.sort = query.get("sort", "")
        if self.sort.removeprefix("-") not in SORTS:
            self.sort = ""
        self.fields = [
            self._field(query, "section", self._section_label(), self._sections()),
            *(
                [self._field(query, "rating", "Rating now", self._ratings())]
                if outline.is_rated
                else []
            ),
            self._field(query, "lead", outline.strategy.lead_word, self._leads()),
            self._field(query, "due", "Due", self._dues()),
        ]
        strategy = outline.strategy
        self.columns = plan_columns_of(
            custom_fields(strategy.trust_id, strategy.pk, outline.moment)
        )
        self._own = {column.name: column for column in self.columns if column.choices()}
        for column in self._own.values():
            self.fields.append(self._field(query, column.name, column.heading, _choices_of(column)))
        self.show = self._field(
            query,
            "show",
            "Also show",
            [Choice("", "Nothing else"), *(Choice(c.name, c.heading) for c in self.columns)],
        )
        if with_states:
            states = [Choice(str(status.value), str(status.label)) for status in UpdateStatus]
            self.fields.append(self._field(query, "state", "State", [Choice("", "Any"), *states]))
        self._chosen = {field.name: field.chosen for field in self.fields}

    def _field(self, query: QueryDict, name: str, label: str, choices: list[Choice]) -> Field:
        given = query.get(name, "")
        chosen = given if any(choice.value == given for choice in choices) else ""
        return Field(name, label, choices, chosen)

    @property
    def state(self) -> str:
        return self._chosen.get("state", "")

    @property
    def query(self) -> str:
        """What is asked for as the query of an address, without the period; "" for the whole
        plan in its own order."""
        given = {"words": self.words, **self._chosen, "sort": self.sort if self.is_sorted else ""}
        given["show"] = self.show.chosen
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or any(self._chosen.values()))

    @property
    def described(self) -> str:
        """The filters in words: "due before 1 April 2026, led by Tom Hargreave"."""
        parts = [f"“{self.words}”"] if self.words else []
        fields = {field.name: field for field in self.fields if field.words}
        for name, field in fields.items():
            text = field.words
            if name in self._own:
                parts.append(f"{field.label}: {text}")
                continue
            parts.append(
                {
                    "section": f"under {text}",
                    "rating": f"now {text.lower()}",
                    "lead": f"led by {text}",
                    "due": f"due: {text.lower()}",
                    "state": text.lower(),
                }[name]
            )
        return ", ".join(parts)

    # What can be chosen

    def _section_label(self) -> str:
        strategy = self.outline.strategy
        has_objectives = any(root.level == Level.OBJECTIVE for root in self.outline.roots)
        return strategy.word(Level.OBJECTIVE if has_objectives else Level.AMBITION)

    def _sections(self) -> list[Choice]:
        roots = (
            Choice(f"{root.level}-{root.item.pk}", str(root.item)) for root in self.outline.roots
        )
        return [Choice("", "All"), *roots]

    def _ratings(self) -> list[Choice]:
        """The ratings of the main scales, worst first, each once."""
        scales = {dimension.scale_id for dimension in self.outline.mains if dimension.scale_id}
        ratings = [rating for rating in self.outline.ratings.values() if rating.scale_id in scales]
        ratings.sort(key=lambda rating: (rating.scale_id, rating.position))
        choices = [Choice(str(rating.pk), rating.label) for rating in ratings]
        return [Choice("", "Any rating"), *choices, Choice(NOT_ANSWERED, "Not answered")]

    def _leads(self) -> list[Choice]:
        leads = {person.pk: person.name for node in self.outline.nodes() for person in node.leads}
        named = sorted(leads.items(), key=lambda lead: lead[1].lower())
        choices = [Choice(str(pk), name) for pk, name in named]
        return [Choice("", "Anyone"), *choices, Choice(NOT_ANSWERED, "Nobody named")]

    def _dues(self) -> list[Choice]:
        year_end = self._year_end()
        return [
            Choice("", "Any time"),
            Choice("overdue", "Overdue"),
            Choice("soon", "In the next 3 months"),
            Choice("year", f"By {long_date(year_end)}"),
            Choice("later", f"After {long_date(year_end)}"),
            Choice(NOT_ANSWERED, "No date"),
        ]

    def _year_end(self) -> date:
        return date(financial_year_of(self.today) + 1, 3, 31)

    # What matches

    def matches(self, node: Node) -> bool:
        """Whether the item itself is asked for; its section is for `in_section`."""
        return all(check(node) for check in self._checks())

    def _checks(self) -> Iterator[Callable[[Node], bool]]:
        if self.words:
            yield self._has_words
        if self._chosen.get("rating"):
            yield self._has_rating
        if self._chosen.get("lead"):
            yield self._has_lead
        if self._chosen.get("due"):
            yield self._is_due
        for name, column in self._own.items():
            if self._chosen.get(name):
                yield partial(self._has_own, column, self._chosen[name])
        if self.state:
            yield lambda node: self.outline.status(node) == self.state

    def in_section(self, root: Node) -> bool:
        chosen = self._chosen["section"]
        return not chosen or chosen == f"{root.level}-{root.item.pk}"

    def _has_words(self, node: Node) -> bool:
        if node.key in self._once_called:
            return True
        item = node.item
        searched = [getattr(item, name) for name in searched_names(ITEM_FIELDS[node.level])]
        searched += [column.words(node.level, item) for column in self.columns]
        text = " ".join([*searched, *(person.name for person in node.leads)])
        text = text.lower()
        return all(word in text for word in self.words.lower().split())

    def _has_rating(self, node: Node) -> bool:
        if not node.is_asked:
            return False
        now = self.outline.now(node)
        if self._chosen["rating"] == NOT_ANSWERED:
            return now is None and self.outline.asks(node, node.main)
        return bool(now and now.rating and str(now.rating.pk) == self._chosen["rating"])

    def _has_own(self, column: PlanColumn, chosen: str, node: Node) -> bool:
        value = column.value(node.level, node.item)
        if chosen == NOT_ANSWERED:
            return not value and node.level in column.fields
        return value == chosen

    def _has_lead(self, node: Node) -> bool:
        if self._chosen["lead"] == NOT_ANSWERED:
            return not node.leads and (node.is_asked or node.level == Level.ACTION)
        return any(str(person.pk) == self._chosen["lead"] for person in node.leads)

    def _is_due(self, node: Node) -> bool:
        if not isinstance(node.item, KeyAction):
            return False
        day = node.item.target_date
        if day is None or self._chosen["due"] == NOT_ANSWERED:
            return day is None and self._chosen["due"] == NOT_ANSWERED
        if self._chosen["due"] == "overdue":
            return day < self.today and not is_done(self.outline, node)
        if self._chosen["due"] == "soon":
            return self.today <= day <= self.today + timedelta(days=92)
        return (day <= self._year_end()) == (self._chosen["due"] == "year")

    # In which order

    @property
    def row_level(self) -> str:
        """The level whose items are the rows of the plan: the lowest that it has."""
        levels = (Level.ACTION, Level.AMBITION, Level.OBJECTIVE)
        return next((level for level in levels if self.outline.count(level)), Level.ACTION)

    @property
    def is_sorted(self) -> bool:
        """Whether another order than that of the plan is asked for."""
        return self.sort not in ("", "plan")

    def wanted(self) -> list[Node]:
        """What is asked for, in plan order."""
        return [
            node
            for root in self.outline.roots
            if self.in_section(root)
            for node in root.walk()
            if self.matches(node)
        ]

    def sorted(self, nodes: Iterable[Node]) -> list[Node]:
        """Those with a rating or a date to sort by, in the order asked for."""
        return sorted(
            (node for node in nodes if node.level == self.row_level or node.is_asked),
            key=self.sort_key,
            reverse=self.sort.startswith("-"),
        )

    def listed(self) -> list[Node]:
        """What is asked for, in the order in which the plan lists it."""
        return self.sorted(self.wanted()) if self.is_sorted else self.wanted()

    def sort_key(self, node: Node) -> Any:
        """What `sort` compares; "plan" is the plan's own order and never gets here."""
        name = self.sort.removeprefix("-")
        if name == "due":
            return getattr(node.item, "target_date", None) or _FAR_AWAY
        if name == "lead":
            return node.leads[0].name.lower() if node.leads else "\uffff"
        now = self.outline.now(node)
        if now is None:
            return (2, 0)
        return (0, now.rating.position) if now.rating else (1, now.number)


def _choices_of(column: PlanColumn) -> list[Choice]:
    named = (Choice(text, text) for text in column.choices())
    return [Choice("", "Any"), *named, Choice(NOT_ANSWERED, "Not given")]


def is_done(outline: Outline, node: Node) -> bool:
    """Whether the item's main rating ends the work, so that no date presses any more."""
    now = outline.now(node)
    return ends_work(now.value if now else None)
