"""The contents: every heading that asks to be in it, with the page it stands on."""

from reports.blocks import Block, Contents
from reports.parts.base import Content, Data, NoOptions, Part, PartKind, Source


def build(source: Source, part: Part) -> Data | None:
    return {}


def blocks(data: Data, content: Content) -> list[Block]:
    return [Contents()]


KIND = PartKind(
    "contents", "Contents", "What is in the paper, with page numbers", build, blocks, NoOptions
)
