"""What a strategy has that the options of a part choose from: pairs of value and label."""

from dataclasses import dataclass
from functools import cached_property

from ambitions.models import Measure
from objectives.custom_fields import custom_fields
from objectives.models import (
    CustomField,
    Dimension,
    Heading,
    Level,
    Passage,
    Rating,
    StrategicObjective,
    Strategy,
)
from strategy_tracker.ui.tones import Tone

Pairs = list[tuple[str, str]]


@dataclass
class StrategyChoices:
    """Each list is read once, when an option asks for it by `of`."""

    strategy: Strategy

    def of(self, name: str) -> Pairs:
        """The choices that an option names; none for an option that names nothing."""
        found: Pairs = getattr(self, name) if name else []
        return found

    @cached_property
    def objectives(self) -> Pairs:
        rows = StrategicObjective.objects.filter(strategy=self.strategy, is_archived=False)
        return [
            (reference or title, f"{reference} {title}".strip())
            for reference, title in rows.values_list("reference", "title")
        ]

    @cached_property
    def _asked(self) -> list[Dimension]:
        rows = Dimension.objects.filter(strategy=self.strategy, is_archived=False)
        return list(rows.select_related("scale"))

    @cached_property
    def dimensions(self) -> Pairs:
        """Those of any level: one that is asked at two has one code."""
        return list({row.code: row.label for row in self._asked}.items())

    @cached_property
    def action_dimensions(self) -> Pairs:
        return [(row.code, row.label) for row in self._asked if row.level == Level.ACTION]

    @cached_property
    def tones(self) -> dict[str, Pairs]:
        """By the code of a dimension of actions, the colours of its scale with their words."""
        words: dict[int, dict[str, list[str]]] = {}
        scales = [row.scale_id for row in self._asked if row.level == Level.ACTION]
        for rating in Rating.objects.filter(scale__in=[pk for pk in scales if pk]):
            words.setdefault(rating.scale_id, {}).setdefault(rating.tone, []).append(rating.label)
        return {
            row.code: [
                (tone, _with_tone(tone, labels))
                for tone, labels in words.get(row.scale_id or 0, {}).items()
            ]
            for row in self._asked
            if row.level == Level.ACTION and row.scale_id
        }

    @cached_property
    def _headings(self) -> list[Heading]:
        return list(Heading.objects.filter(strategy=self.strategy, is_archived=False))

    @cached_property
    def _own(self) -> list[CustomField]:
        found = custom_fields(self.strategy.trust_id, self.strategy.pk)
        return found[CustomField.RecordKind.ACTION]

    @cached_property
    def objective_headings(self) -> Pairs:
        return [(row.code, row.label) for row in self._headings if row.level == Level.OBJECTIVE]

    @cached_property
    def action_columns(self) -> Pairs:
        """A column for one rating or one question, or one of the trust's own, beside those that
        every trust has."""
        asked = [row for row in self._headings if row.level == Level.ACTION]
        return [
            *((f"rating:{code}", f"Rating: {label}") for code, label in self.action_dimensions),
            *((f"narrative:{row.code}", f"Question: {row.label}") for row in asked),
            *((f"own:{row.heading}", f"Your own: {row.heading}") for row in self._own),
        ]

    @cached_property
    def measures(self) -> Pairs:
        rows = Measure.objects.filter(strategy=self.strategy, is_archived=False)
        return [
            (number or name, f"{number} {name}".strip())
            for number, name in rows.values_list("number", "name")
        ]

    @cached_property
    def _passages(self) -> list[tuple[str, str, str]]:
        rows = Passage.objects.filter(strategy=self.strategy, kind=Passage.Kind.TEXT)
        rows = rows.filter(objective=None).order_by("position", "pk")
        return list(rows.values_list("document", "code", "label"))

    @cached_property
    def documents(self) -> Pairs:
        return list({document: document for document, _, _ in self._passages}.items())

    @cached_property
    def passages(self) -> Pairs:
        found = {code or label: label or code for _, code, label in self._passages}
        return [(value, label) for value, label in found.items() if value]


def _with_tone(tone: str, labels: list[str]) -> str:
    """ "Off track (red)", "Red"."""
    words, colour = " or ".join(labels), str(Tone(tone).label)
    return words if colour.casefold() in words.casefold() else f"{words} ({colour.lower()})"
