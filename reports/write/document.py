"""A composed paper as one HTML document: its frame, its parts in order, its contents list."""

from dataclasses import replace
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import cells
from reports.blocks import Beside, Block, Columns, Contents, Flow, Heading, Notice
from reports.frame import colour, frame_of, stylesheet
from reports.parts import KINDS, Content
from reports.write.html import html_of

_EMPTY_CONTENTS = '<nav class="contents" aria-label="Contents"></nav>'


def part_blocks(content: Content, part: dict[str, Any]) -> list[Block]:
    """The blocks of one part, its own heading first, each heading with an anchor.

    Where a part has no heading of its own, those in it stand a level higher: none is skipped.
    """
    blocks = KINDS[part["kind"]].blocks(part["data"], content)
    if part["heading"]:
        blocks = [Heading(part["heading"], 1), *blocks]
    numbered = _Anchors()
    return [numbered.anchored(block) for block in blocks]


class _Anchors:
    """Gives each heading of a part an anchor, by its place in the part, and its level.

    The levels of a paper leave none out, which PDF/UA asks for: where a part has no heading of
    its own, those inside it stand one level higher.
    """

    def __init__(self) -> None:
        self.number = 0
        self.over: list[int] = []

    def anchored(self, block: Block) -> Block:
        if isinstance(block, Heading):
            self.number += 1
            while self.over and self.over[-1] >= block.level:
                self.over.pop()
            self.over.append(block.level)
            level = len(self.over)
            is_listed = block.in_contents or level == 1
            return replace(
                block,
                level=level,
                anchor=f"h{self.number}",
                in_contents=is_listed,
                looks_like=block.level,
            )
        if isinstance(block, (Notice, Flow)):
            return replace(block, blocks=[self.anchored(inner) for inner in block.blocks])
        if isinstance(block, Beside):
            beside = [self.anchored(inner) for inner in block.aside]
            return replace(
                block, aside=beside, blocks=[self.anchored(inner) for inner in block.blocks]
            )
        if isinstance(block, Columns):
            columns = [[self.anchored(inner) for inner in column] for column in block.columns]
            return replace(block, columns=columns)
        return block


def body(content: Content, *, embedded: bool = False) -> SafeString:
    """The paper from its title to its last part.

    `embedded` leaves out the title, for a page that has it as its own heading.
    """
    return parts_of(content, before=_title(content, embedded=embedded))


def parts_of(content: Content, *, before: str = "") -> SafeString:
    """The parts of the paper; HTML `before` them stands at the head of the first."""
    made: list[str] = []
    listed: list[tuple[str, Heading]] = []
    levels, title = 1, before
    for part in content["parts"]:
        blocks = part_blocks(content, part)
        prefix = f"{part['key']}-"
        own_contents = [block for block in blocks if isinstance(block, Contents)]
        levels = max([levels, *(block.levels for block in own_contents)])
        if not own_contents:
            listed += [
                (f"{prefix}{block.anchor}", block) for block in blocks if isinstance(block, Heading)
            ]
        css = f"part {part['orientation']}{' starts-page' if part['starts_page'] else ''}"
        html = html_of(blocks, part["orientation"], prefix)
        made.append(f'<section class="{css}" id="{escape(part["key"])}">{title}{html}</section>')
        title = ""
    return mark_safe(  # noqa: S308 - every value was escaped by its writer
        (title + "".join(made)).replace(_EMPTY_CONTENTS, _contents(listed, levels))
    )


def _contents(listed: list[tuple[str, Heading]], levels: int) -> str:
    """Each heading down to that level, with a second link that the page number is printed in."""
    rows = "".join(
        f'<li class="level-{heading.level}"><a href="#{escape(anchor)}">'
        f"{escape(' '.join(part for part in (heading.reference, heading.text) if part))}</a>"
        f'<a class="page-of" href="#{escape(anchor)}" aria-hidden="true"></a></li>'
        for anchor, heading in listed
        if heading.level <= levels or heading.in_contents
    )
    return f'<nav class="contents" aria-label="Contents"><ul>{rows}</ul></nav>'


def _title(content: Content, *, embedded: bool) -> str:
    frame = frame_of(content)
    notice = frame["draft_notice"]
    told = f'<p class="notice">{escape(notice)}</p>' if notice else ""
    line = f'<p class="on-screen">{cells.text(frame["screen_line"])}</p>'
    if embedded:
        return f'<header class="masthead">{told}{line}</header>'
    about = frame["about_line"]
    of = f'<p class="of">{escape(about)}</p>' if about else ""
    return f'<header class="masthead">{told}{line}<h1>{frame["title_html"]}</h1>{of}</header>'


def page(content: Content, *, with_style: bool = True) -> str:
    """The paper as a whole HTML document that needs no other file.

    `with_style=False` leaves the style sheet out, for a renderer that brings it.
    """
    frame = frame_of(content)
    style = ""
    if with_style:
        style = (
            f"<style>{stylesheet('board-paper.css')}{stylesheet('board-paper-screen.css')}</style>"
        )
    given = {
        "trust": frame["trust"],
        "paper": frame["title"],
        "meeting": frame["meeting_line"],
        "item": frame["item_line"],
        "status": frame["status_line"],
    }
    heads = "".join(f' data-{name}="{escape(value)}"' for name, value in given.items())
    first = content["parts"][0]["orientation"] if content["parts"] else "tall"
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(frame['title'])}</title>"
        f'<meta name="description" content="{escape(frame["description"])}">'
        f'<meta name="author" content="{escape(frame["trust"])}">{style}</head>'
        f'<body class="{first}"{heads}>'
        f'<main class="paper" style="--trust: {colour(content)}">'
        f"{body(content)}</main>"
        "</body></html>"
    )
