"""A paper's content as what readers get: HTML, PDF or JSON, whichever kind of content it is."""

import json
from typing import Any

from django.utils.safestring import SafeString

from reports import compose
from reports.paper1 import html as paper1
from reports.pdf.paper import Step, render, render_parts
from reports.write import document

Content = dict[str, Any]


def is_composed(content: Content) -> bool:
    """Whether it is made of parts; else it was published before papers were."""
    return bool(content["schema"] == compose.SCHEMA)


def body(content: Content, *, embedded: bool = False, pages: str = "") -> SafeString:
    """The paper from its title to its end; `embedded` leaves the title out.

    With `pages`, the beginning of addresses, what a composed paper tells of leads to its page.
    """
    if is_composed(content):
        return document.body(content, embedded=embedded, pages=pages)
    return paper1.body(content, embedded=embedded)


def page(content: Content, *, with_style: bool = True) -> str:
    """The paper as a whole HTML document that needs no other file."""
    if is_composed(content):
        return document.page(content, with_style=with_style)
    return paper1.page(content, with_style=with_style)


def stylesheets(content: Content) -> tuple[str, str]:
    """Its style sheets in static/css: of both media, and of the screen alone."""
    if is_composed(content):
        return "board-paper.css", "board-paper-screen.css"
    return "paper.css", "paper-screen.css"


def pdf_of(content: Content, step: Step = lambda done, total: None) -> bytes:
    """The paper as tagged PDF. Calls `step` with how much is done of how much."""
    if is_composed(content):
        return render_parts(content, step)
    return render(page(content, with_style=False), stylesheets(content)[0])


def rendered(content: Content, how: str) -> bytes:
    """The content as the bytes of a "pdf", an "html" page or "json"."""
    if how == "pdf":
        return pdf_of(content)
    if how == "html":
        return page(content).encode()
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
