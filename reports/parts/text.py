"""Free text: what governance writes for one paper, else the layout's own words."""

from dataclasses import dataclass

from reports.blocks import Block, Text
from reports.drafting import without_drafting_notes
from reports.parts.base import Content, Data, Part, PartKind, Source, option


@dataclass(frozen=True)
class Options:
    text: str = option("Words that every paper begins with", "", is_long=True)
    prints_drafting_notes: bool = option("Print drafting notes such as [DN: …]", False)


def build(source: Source, part: Part) -> Data | None:
    options = KIND.options_of(part)
    words = part.words.get("text") or options.text
    if not options.prints_drafting_notes:
        words = without_drafting_notes(words)
    return {"text": words} if words.strip() else None


def blocks(data: Data, content: Content) -> list[Block]:
    return [Text(data["text"])]


KIND = PartKind(
    "text",
    "Text",
    "Words of your own, with headings, lists and numbered paragraphs",
    build,
    blocks,
    Options,
    written=(("text", "Text", True),),
)
