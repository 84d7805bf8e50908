"""What a draft prints, for those who look for what is wrong in it."""

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from functools import cached_property
from typing import Any

from ambitions.models import Item, Update
from ambitions.plan.reader import Key, key_of, key_of_columns
from reports.blocks import Block
from reports.layouts.ready import LayoutRecipe
from reports.parts import KINDS, Part
from reports.parts.items import ANSWERS_OF, item_data
from reports.readiness.finding import Place
from reports.reading import Plan
from reports.values import printed_headings
from reports.write.document import part_blocks


@dataclass
class Printed:
    """The draft: what its plan, its layout and its content hold, each worked out once."""

    plan: Plan
    layout: LayoutRecipe
    content: dict[str, Any]

    @cached_property
    def updates(self) -> dict[Key, tuple[int, str]]:
        """The id and the state of each item's update of the period, handed in or not."""
        columns = ("pk", "state", "objective_id", "ambition_id", "action_id")
        rows = Update.objects.filter(period=self.plan.period).order_by().values_list(*columns)
        return {key_of_columns(*items): (pk, state) for pk, state, *items in rows}

    @cached_property
    def answered_for(self) -> list[Item]:
        """The items whose answers the paper prints or counts, in the order of the plan."""
        shown: set[str | None] = set()
        for one in walk_data(self.content["parts"]):
            if "handed_in" in one:
                shown.add(one.get("key"))
            shown.update(one.get(ANSWERS_OF, ()))
        plan = self.plan
        items: list[Item] = [*plan.objectives, *plan.ambitions, *plan.actions]
        if not shown:
            return []
        return [item for item in items if item_data(plan, item, with_answers=False)["key"] in shown]

    @cached_property
    def blocks(self) -> dict[str, list[Block]]:
        """What is printed of each part, by its key."""
        return {part["key"]: part_blocks(self.content, part) for part in self.content["parts"]}

    @cached_property
    def values(self) -> dict[str, list[Any]]:
        """Every block, cell, value and text that is printed of each part, by its key."""
        return {key: walk_values(blocks) for key, blocks in self.blocks.items()}

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """Every text that is printed, once, with the key of the part it is first printed in."""
        first: dict[str, str] = {}
        for key, values in self.values.items():
            for value in values:
                if isinstance(value, str):
                    first.setdefault(value, key)
        return [(key, text) for text, key in first.items()]

    @cached_property
    def written(self) -> list[tuple[str, str, Place]]:
        """Texts that somebody wrote, with whom or what they are of, and where they are mended."""
        found = []
        for item in self.answered_for:
            for _, words in printed_headings(self.plan, item):
                found.append((words.text, str(item), self.place_of(item)))
        printed = {part["key"] for part in self.content["parts"]}
        for part in self.layout.parts:
            if part.key in printed:
                for text in [*part.words.values(), str(part.options.get("text", ""))]:
                    found.append((text, self.name_of(part), Place("part", (part.key,))))
        return [one for one in found if one[0].strip()]

    def place_of(self, item: Item) -> Place:
        """Where the answer for an item is read or written."""
        pk, state = self.updates.get(key_of(item), (0, ""))
        if state in (Update.State.SUBMITTED, Update.State.APPROVED):
            return Place("review", (pk,))
        page = "answer" if self.plan.period.is_open else "item"
        return Place(page, (str(item.level), item.pk))

    def name_of(self, part: Part) -> str:
        """What a part is called for whoever composes the paper."""
        name = KINDS[part.kind].name
        key = f"{name} ({part.key.replace('-', ' ')})" if part.key != part.kind else name
        return part.heading or key

    def source_of(self, key: str, fragment: str) -> tuple[str, Place]:
        """Who or what a printed fragment of a part is of, and where that is mended."""
        for text, name, place in self.written:
            if fragment in text:
                return name, place
        return self.part_of(key)

    def part_of(self, key: str) -> tuple[str, Place]:
        """What a part is called, and where it is composed."""
        part = next((one for one in self.layout.parts if one.key == key), None)
        return (self.name_of(part) if part else key), Place("part", (key,))


def walk_data(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in plain data, the outer first."""
    if isinstance(value, dict):
        yield value
        value = value.values()
    elif not isinstance(value, list):
        return
    for inner in value:
        yield from walk_data(inner)


def walk_values(value: Any) -> list[Any]:
    """Every block, cell, value and text in plain data or in what is printed, in order.

    A long paper has a hundred thousand of them: no generator inside another.
    """
    found: list[Any] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            waiting.extend(reversed(one.values()))
        elif isinstance(one, (list, tuple)):
            waiting.extend(reversed(one))
        elif is_dataclass(one):
            found.append(one)
            waiting.extend(reversed(vars(one).values()))
    return found
