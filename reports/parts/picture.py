"""A picture that somebody gave for this paper, with what it shows for whoever cannot see it."""

from dataclasses import dataclass

from reports.blocks import Block, Picture
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.pictures import is_picture

# What is kept of it among the words of a paper.
PICTURE, DESCRIPTION, CAPTION = "picture", "description", "caption"


@dataclass(frozen=True)
class Options:
    width: int = option(
        "Width",
        100,
        choices=[(100, "As wide as the page"), (67, "Two thirds of it"), (50, "Half of it")],
    )


def build(source: Source, part: Part) -> Data | None:
    """picture (a data address), description, caption, width (in hundredths of the page's)."""
    picture, description = part.words.get(PICTURE, ""), part.words.get(DESCRIPTION, "").strip()
    if not is_picture(picture) or not description:
        return None
    return {
        "picture": picture,
        "description": description,
        "caption": part.words.get(CAPTION, "").strip(),
        "width": KIND.options_of(part).width,
    }


def blocks(data: Data, content: Content) -> list[Block]:
    return [Picture(data["picture"], data["description"], data["caption"], data["width"])]


KIND = PartKind(
    "picture",
    "Picture",
    "A drawing or photograph of your own, with a caption",
    build,
    blocks,
    Options,
)
