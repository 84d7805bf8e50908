"""What each rating means, in the words of its own scale."""

from collections.abc import Iterable
from dataclasses import dataclass

from objectives.models import Dimension
from reports.blocks import Block, Legend
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.reading import Plan
from reports.values import printed_label_of


@dataclass(frozen=True)
class Options:
    dimensions: list[str] = option("Only the scales of these ratings", [], of="dimensions")


def scales_data(plan: Plan, dimensions: Iterable[Dimension]) -> list[Data]:
    """The scales of `dimensions`, each once: the labels of those it serves, and its ratings.

    A rating is label, tone, meaning; worst first. A percentage has no scale.
    """
    found: dict[int, Data] = {}
    for dimension in dimensions:
        if dimension.scale_id is None:
            continue
        scale = found.setdefault(dimension.scale_id, {"labels": [], "ratings": []})
        if printed_label_of(dimension) not in scale["labels"]:
            scale["labels"].append(printed_label_of(dimension))
    for rating in plan.ratings:
        if rating.scale_id in found:
            found[rating.scale_id]["ratings"].append([rating.label, rating.tone, rating.meaning])
    return list(found.values())


def legend_blocks(scales: list[Data], *, named: bool = False) -> list[Block]:
    """Each scale on a line; what it rates is said where there are several, or if asked."""
    made: list[Block] = []
    for scale in scales:
        label = " and ".join(scale["labels"]) if named or len(scales) > 1 else ""
        ratings = [(label, tone, meaning) for label, tone, meaning in scale["ratings"]]
        made.append(Legend(ratings, label))
    return made


def build(source: Source, part: Part) -> Data | None:
    options = KIND.options_of(part)
    dimensions = [
        dimension
        for level in source.plan.dimensions.values()
        for dimension in level
        if not options.dimensions or dimension.code in options.dimensions
    ]
    scales = scales_data(source.plan, dimensions)
    return {"scales": scales} if scales else None


def blocks(data: Data, content: Content) -> list[Block]:
    return legend_blocks(data["scales"])


KIND = PartKind("legend", "Legend", "What each rating means", build, blocks, Options)
