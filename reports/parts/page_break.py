"""A new page: the part after it begins one, whatever its own options say."""

from reports.blocks import Block, PageBreak
from reports.parts.base import Content, Data, NoOptions, Part, PartKind, Source


def build(source: Source, part: Part) -> Data | None:
    """Nothing: a break is of the layout, and content has it on the part that follows."""
    return None


def blocks(data: Data, content: Content) -> list[Block]:
    return [PageBreak()]


KIND = PartKind(
    "page-break",
    "New page",
    "The part after it begins on a new page",
    build,
    blocks,
    NoOptions,
    starts_next_page=True,
)
