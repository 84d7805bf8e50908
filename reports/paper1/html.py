"""A paper of the first kind of content as one HTML page. No database: all it prints is in it.

Its templates, reports/cells.py and paper.css give published papers their bytes: change none of
what they print.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports import cells
from reports.frame import Content, frame_of, stylesheet
from reports.paper1.layouts import LAYOUTS


def page(content: Content, *, with_style: bool = True) -> str:
    """The paper as a whole HTML document that needs no other file.

    `with_style=False` leaves the style sheet out, for a renderer that brings it.
    Raises ValueError for a layout that does not exist.
    """
    style = stylesheet("paper.css") + stylesheet("paper-screen.css") if with_style else ""
    return render_to_string(
        "reports/paper/document.html",
        {
            "paper": _frame(content),
            "body": body(content),
            "style": mark_safe(style),  # noqa: S308 - our own files
        },
    )


def body(content: Content, *, embedded: bool = False) -> SafeString:
    """The paper from its title to its last table.

    `embedded` leaves out the title, for a page that has it as its own heading.
    Raises ValueError for a layout that does not exist.
    """
    name = content["layout"]
    if name not in LAYOUTS:
        raise ValueError(f"There is no layout “{name}”; there are: {', '.join(LAYOUTS)}.")
    layout = LAYOUTS[name]
    context = {"paper": _frame(content), "embedded": embedded, **layout.prepare(content)}
    return mark_safe(render_to_string(layout.template, context))  # noqa: S308 - our template


def _frame(content: Content) -> dict[str, Any]:
    """The frame with what only these layouts have: which way up, the summary, the legend."""
    legend = [
        {"pill": cells.pill(entry["label"], entry["tone"]), "meaning": entry.get("meaning", "")}
        for entry in content["legend"]
    ]
    return {
        **frame_of(content),
        "orientation": LAYOUTS[content["layout"]].orientation,
        "lede": content["summary"].get("text", ""),
        "legend": legend,
        "legend_has_meanings": any(entry["meaning"] for entry in legend),
    }
