"""A paper's content as one PDF file, made of sections that are laid out alone."""

from collections.abc import Callable
from typing import Any

import pikepdf

from reports.frame import stylesheet
from reports.pdf import layout
from reports.pdf.merge import Bookmark, Places, merge, opened, places_of
from reports.pdf.sections import Job, lay_out_all, lay_out_heads
from reports.write.document import Printed, Section, printed, words_of

Step = Callable[[int, int], None]


def render(html: str, style: str) -> bytes:
    """The PDF of a whole HTML document in one run, with a style sheet of static/css by name."""
    return layout.lay_out(html, stylesheet(style))


def render_parts(content: dict[str, Any], step: Step = lambda done, total: None) -> bytes:
    """The PDF of a composed paper. Calls `step` with what is done and what there is to do.

    The same content gives the same bytes, whatever is kept of it already.
    """
    paper = printed(content)
    # Laying out, then joining.
    total = 2 * len(paper.sections)
    made: dict[int, pikepdf.Pdf] = {}
    jobs = [_job(paper, section) for section in paper.sections]
    for done, (place, data) in enumerate(lay_out_all(jobs), 1):
        made[place] = opened(data)
        step(done, total)
    pages = _pages([places_of(made[place]) for place in range(len(made))])
    for place, section in enumerate(paper.sections):
        if section.has_contents:
            # Its length is known: the numbers take the same room whatever they are.
            [(_, data)] = lay_out_all([_job(paper, section, pages)])
            made[place] = opened(data)
    bookmarks = [
        Bookmark(anchor, words_of(heading), heading.level) for anchor, heading in paper.headings
    ]
    joined = iter(range(len(made) + 1, total + 1))
    return merge(
        [made[place] for place in range(len(made))],
        lay_out_heads(paper.heads(), paper.font),
        bookmarks,
        lambda: step(next(joined), total),
    )


def _job(paper: Printed, section: Section, pages: dict[str, int] | None = None) -> Job:
    return Job(section.key, paper.document(section, pages), paper.font)


def _pages(places: list[Places]) -> dict[str, int]:
    """The page number of each id in the whole paper."""
    numbers: dict[str, int] = {}
    before = 1
    for section in places:
        numbers |= {anchor: before + page for anchor, page in section.anchors.items()}
        before += section.pages
    return numbers
