"""The contents: every heading that asks to be in it, with the page it stands on."""

from dataclasses import dataclass

from reports.blocks import Block, Contents
from reports.parts.base import Content, Data, Part, PartKind, Source, option


@dataclass(frozen=True)
class Options:
    lists_sections: bool = option("List the sections of each part too", False)


def build(source: Source, part: Part) -> Data | None:
    """levels: down to which level headings are listed."""
    return {"levels": 2 if KIND.options_of(part).lists_sections else 1}


def blocks(data: Data, content: Content) -> list[Block]:
    return [Contents(data["levels"])]


KIND = PartKind(
    "contents", "Contents", "What is in the paper, with page numbers", build, blocks, Options
)
