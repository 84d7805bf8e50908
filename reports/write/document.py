"""A composed paper as one HTML document: its frame, its parts in order, its contents list.

For print it is also given in sections, each of which begins a page and is laid out by itself.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import cells
from reports.blocks import Beside, Block, Columns, Contents, Flow, Heading, Notice, Table
from reports.fonts import BODY
from reports.frame import colour, frame_of, script, stylesheet
from reports.parts import KINDS, Content
from reports.write.html import PAGE_BREAK, Homes, html_of, row_anchor

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

    The levels of a paper leave none out, which PDF/UA asks for: a heading stands one level
    under the last that is over it, and goes on looking as it did.
    """

    def __init__(self) -> None:
        self.number = 0
        self.over: list[int] = []
        self.last = ""  # the words of the heading above

    def anchored(self, block: Block) -> Block:
        if isinstance(block, Heading):
            self.number += 1
            while self.over and self.over[-1] >= block.level:
                self.over.pop()
            self.over.append(block.level)
            level = len(self.over)
            is_listed = block.in_contents or level == 1
            self.last = words_of(block)
            return replace(
                block,
                level=level,
                anchor=f"h{self.number}",
                in_contents=is_listed,
                looks_like=block.level,
            )
        if isinstance(block, Table) and not block.name:
            # What it is called where it goes on over a page.
            return replace(block, name=self.last)
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


def body(content: Content, *, embedded: bool = False, pages: str = "") -> SafeString:
    """The paper from its title to its last part.

    `embedded` leaves out the title, for a page that has it as its own heading. What the paper
    tells of leads on to addresses that begin with `pages`.
    """
    parts = list(_written(content, with_links=True, pages=pages))
    paper = _joined(parts, before=_title(content, embedded=embedded))
    inside = f'<div class="parts">{paper}</div>'
    return mark_safe(f"{_beside(parts)}{inside}")  # noqa: S308 - every value was escaped


@dataclass(frozen=True)
class _WrittenPart:
    """A part of the paper as HTML, with the headings that a contents list may have."""

    part: dict[str, Any]
    html: str
    headings: list[tuple[str, Heading]]
    contents_levels: int  # of the contents list in it; 0 for none


def _written(
    content: Content, *, with_links: bool = False, pages: str = ""
) -> Iterable[_WrittenPart]:
    """The parts one by one; on a screen, with links from item to item."""
    made = [(part, part_blocks(content, part)) for part in content["parts"]]
    homes = Homes(_homes(made) if with_links else {}, pages)
    for part, blocks in made:
        prefix = f"{part['key']}-"
        yield _WrittenPart(
            part=part,
            html=html_of(blocks, part["orientation"], prefix, homes),
            headings=[
                (f"{prefix}{block.anchor}", block)
                for outer in blocks
                for block in _headings_of(outer)
            ],
            contents_levels=max(
                (block.levels for block in blocks if isinstance(block, Contents)), default=0
            ),
        )


def _headings_of(block: Block) -> Iterable[Heading]:
    """A heading, or those of text in columns that are to be found in a list of contents."""
    if isinstance(block, Heading):
        yield block
    elif isinstance(block, Flow):
        yield from (
            inner for inner in block.blocks if isinstance(inner, Heading) and inner.in_contents
        )


def _listed(parts: Iterable[_WrittenPart]) -> tuple[list[tuple[str, Heading]], int]:
    """The headings that a contents list may have, and down to which level it has all."""
    some = list(parts)
    listed = [heading for part in some if not part.contents_levels for heading in part.headings]
    return listed, max([1, *(part.contents_levels for part in some)])


def _homes(parts: Iterable[tuple[dict[str, Any], Sequence[Block]]]) -> dict[str, str]:
    """Where the paper tells of each item: under a heading of its own, or else in a row."""
    headings: dict[str, str] = {}
    rows: dict[str, str] = {}
    for part, blocks in parts:
        prefix = f"{part['key']}-"
        for block in _all_of(blocks):
            if isinstance(block, Heading):
                for item in block.items:
                    headings.setdefault(item, f"{prefix}{block.anchor}")
            elif isinstance(block, Table):
                for row in (row for group in block.groups for row in group.rows):
                    if row.item and row.link_at is None:
                        rows.setdefault(row.item, row_anchor(row.item, prefix))
    return rows | headings


def _all_of(blocks: Iterable[Block]) -> Iterable[Block]:
    """Blocks, and those that stand in them."""
    for block in blocks:
        yield block
        if isinstance(block, (Notice, Flow, Beside)):
            yield from _all_of(block.blocks)
        if isinstance(block, Beside):
            yield from _all_of(block.aside)
        if isinstance(block, Columns):
            for column in block.columns:
                yield from _all_of(column)


_MOST_BESIDE = 40  # links; more are no help to find one's way


def _beside(parts: Sequence[_WrittenPart]) -> str:
    """The contents that stand beside a paper on a screen, whether it prints a list or not."""
    headings, _ = _listed(parts)
    listed = [(anchor, one) for anchor, one in headings if one.level <= 2]
    if len(listed) > _MOST_BESIDE:
        listed = [(anchor, one) for anchor, one in listed if one.level == 1]
    if len(listed) < 2:
        return ""
    rows = "".join(
        f'<li class="level-{one.level}">'
        f'<a href="#{escape(anchor)}">{escape(words_of(one))}</a></li>'
        for anchor, one in listed
    )
    return (
        '<nav class="in-this-paper" aria-label="In this paper"><details open>'
        f"<summary>In this paper</summary><ul>{rows}</ul></details></nav>"
    )


def parts_of(content: Content, *, before: str = "") -> SafeString:
    """The parts of the paper; HTML `before` them stands at the head of the first."""
    return _joined(list(_written(content)), before=before)


def _joined(parts: Sequence[_WrittenPart], *, before: str) -> SafeString:
    made: list[str] = []
    title = before
    for written in parts:
        part = written.part
        css = f"part {part['orientation']}{' starts-page' if part['starts_page'] else ''}"
        made.append(
            f'<section class="{css}" id="{escape(part["key"])}">{title}{written.html}</section>'
        )
        title = ""
    return mark_safe(  # noqa: S308 - every value was escaped by its writer
        (title + "".join(made)).replace(_EMPTY_CONTENTS, _contents(*_listed(parts)))
    )


def _contents(
    listed: list[tuple[str, Heading]], levels: int, pages: Mapping[str, int] | None = None
) -> str:
    """Each heading down to that level, with a second link on the page number if there are pages."""
    rows = "".join(
        # In a span each: WeasyPrint (seen in 70.0) loses the link of what is laid out by flex.
        f'<li class="level-{heading.level}"><span><a href="#{escape(anchor)}">'
        f"{escape(words_of(heading))}</a></span>{_page_of(anchor, pages)}</li>"
        for anchor, heading in listed
        if heading.level <= levels or heading.in_contents
    )
    return f'<nav class="contents" aria-label="Contents"><ul>{rows}</ul></nav>'


def _page_of(anchor: str, pages: Mapping[str, int] | None) -> str:
    if pages is None:
        return ""
    link = f'<a href="#{escape(anchor)}">{pages.get(anchor, 0)}</a>'
    return f'<span class="page-of">{link}</span>'


def words_of(heading: Heading) -> str:
    """What a heading is called where others point to it."""
    return " ".join(part for part in (heading.reference, heading.text) if part)


def _title(content: Content, *, embedded: bool) -> str:
    frame = frame_of(content)
    notice = frame["draft_notice"]
    told = f'<p class="notice">{escape(notice)}</p>' if notice else ""
    line = f'<p class="on-screen">{cells.text(frame["screen_line"])}</p>'
    told = _logo(content) + told
    about = frame["about_line"]
    label, words = frame["revision"]
    changed = f'<p class="revision"><b>{escape(label)}</b> {cells.text(words)}</p>' if label else ""
    if embedded:
        # Printed from the browser, the page around the paper is left out, and its heading with it.
        title = f'<p class="printed-title">{frame["title_html"]}</p>'
        of = f'<p class="of printed-of">{escape(about)}</p>' if about else ""
        return f'<header class="masthead">{told}{line}{title}{of}{changed}</header>'
    of = f'<p class="of">{escape(about)}</p>' if about else ""
    title = f"<h1>{frame['title_html']}</h1>"
    return f'<header class="masthead">{told}{line}{title}{of}{changed}</header>'


def _logo(content: Content) -> str:
    """The trust's logo, where it has one: papers of before there were any say nothing of it."""
    logo = content["trust"].get("logo")
    if not logo:
        return ""
    data, words = escape(logo["data"]), escape(logo["description"])
    return f'<p class="logo"><img src="{data}" alt="{words}"></p>'


def page(content: Content, *, with_style: bool = True) -> str:
    """The paper as a whole HTML document that needs no other file.

    `with_style=False` leaves the style sheet out, for a renderer that brings it.
    """
    style = ""
    if with_style:
        style = (
            f"<style>{stylesheet('board-paper.css')}{stylesheet('board-paper-screen.css')}</style>"
        )
    first = content["parts"][0]["orientation"] if content["parts"] else "tall"
    inside = str(body(content))
    if with_style:
        inside += f'<script type="module">{script("paper-reading.js")}</script>'
    return _document(content, inside, first, style)


def _document(content: Content, inside: str, orientation: str, style: str = "") -> str:
    """A whole document around the parts `inside`, the first of which has that orientation."""
    frame = frame_of(content)
    given = {
        "trust": frame["trust"],
        "paper": frame["title"],
        "meeting": frame["meeting_line"],
        "item": frame["item_line"],
        "status": frame["status_line"],
    }
    heads = "".join(f' data-{name}="{escape(value)}"' for name, value in given.items())
    size = content["trust"].get("paper_size", "A4")
    heads += f' data-paper-size="{escape(size)}"'
    css = "paper a3" if size == "A3" else "paper"
    return (
        # On the root, for what the margins of a page say is of the trust's colour too.
        f'<!doctype html><html lang="en-GB" style="--trust: {colour(content)}">'
        '<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(frame['title'])}</title>"
        f'<meta name="description" content="{escape(frame["description"])}">'
        f'<meta name="author" content="{escape(frame["trust"])}">{style}</head>'
        f'<body class="{orientation}"{heads}>'
        f'<main class="{css}">{inside}</main>'
        "</body></html>"
    )


# In sections, for print


@dataclass(frozen=True)
class Section:
    """What begins a page and is laid out by itself: HTML of one or more parts, or of some of one.

    `has_contents` where the list of contents stands in it.
    """

    key: str
    orientation: str
    html: str
    has_contents: bool


@dataclass(frozen=True)
class Printed:
    """A paper for print: its sections in order, and its headings with their anchors."""

    content: Content
    sections: list[Section]
    headings: list[tuple[str, Heading]]
    listed: list[tuple[str, Heading]]
    contents_levels: int

    @property
    def font(self) -> str:
        """The body font of the trust's papers."""
        return str(self.content["trust"].get("font") or BODY)

    def document(self, section: Section, pages: Mapping[str, int] | None = None) -> str:
        """The section as a whole document; its contents list says `pages`, by anchor.

        A link to another section is an address under `elsewhere`.
        """
        html = section.html
        if section.has_contents:
            numbers = pages if pages is not None else {}
            html = html.replace(
                _EMPTY_CONTENTS, _contents(self.listed, self.contents_levels, numbers)
            )
        return _document(self.content, _with_links_elsewhere(html), section.orientation)

    def heads(self) -> str:
        """A document of an upright and a wide page with the running heads, and the letters of
        "Page x of y"."""
        inside = "".join(
            f'<section class="part {orientation} starts-page"><p>{words}</p></section>'
            for orientation, words in (
                ("tall", "&nbsp;"),
                ("wide", "&nbsp;"),
                ("tall", "Page of 0123456789"),
            )
        )
        return _document(self.content, inside, "tall")


# What a link to another section begins with until the sections are joined.
ELSEWHERE = "https://paper.invalid/#"


def printed(content: Content) -> Printed:
    """The paper in sections: a new one where a part, or something in it, begins a page."""
    parts = list(_written(content))
    listed, levels = _listed(parts)
    sections: list[Section] = []
    title = _title(content, embedded=False)
    for written in parts:
        part = written.part
        for number, html in enumerate(written.html.split(PAGE_BREAK)):
            anchor = f' id="{escape(part["key"])}"' if number == 0 else ""
            made = f'<section class="part {part["orientation"]}"{anchor}>{title}{html}</section>'
            title = ""
            section = Section(
                key=f"{part['key']}-{number}" if number else part["key"],
                orientation=part["orientation"],
                html=made,
                has_contents=_EMPTY_CONTENTS in html,
            )
            begins = number or part["starts_page"]
            if sections and not begins and sections[-1].orientation == part["orientation"]:
                before = sections[-1]
                sections[-1] = replace(
                    before,
                    html=before.html + made,
                    has_contents=before.has_contents or section.has_contents,
                )
            else:
                sections.append(section)
    headings = [heading for written in parts for heading in written.headings]
    return Printed(content, sections or [_empty(title)], headings, listed, levels)


def _empty(title: str) -> Section:
    html = f'<section class="part tall">{title}</section>'
    return Section(key="title", orientation="tall", html=html, has_contents=False)


def _with_links_elsewhere(html: str) -> str:
    """The HTML with its links to what is not in it as addresses. Text has its quotes escaped."""
    own = set(re.findall(r' id="([^"]+)"', html))
    return re.sub(
        r' href="#([^"]+)"',
        lambda link: link[0] if link[1] in own else f' href="{ELSEWHERE}{link[1]}"',
        html,
    )
