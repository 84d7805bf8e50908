"""A paper's PDF is joined from sections: whole tags, links, bookmarks, pages, the same bytes."""

import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import page as validation
import pikepdf
import pypdf
import pytest
from django.core.cache import caches
from pikepdf import Name

from reports.compose import compose
from reports.fonts import BODY
from reports.frame import stylesheet
from reports.layouts.ready import parse_layout
from reports.pdf import layout, merge, paper, sections, tags
from reports.pdf.check import faults_of
from reports.pdf.paper import render_parts
from reports.write.document import printed
from tests import factories as make
from tests.test_paper_part_rating_chart import Asked

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LAYOUT = """
name = "Of every shape"
[[part]]
key = "opening"
kind = "text"
heading = "Introduction"
options = {text = "In a word."}
[[part]]
key = "contents"
kind = "contents"
starts_page = true
heading = "What is inside"
options = {lists_sections = true}
[[part]]
key = "table"
kind = "action-table"
heading = "Every action"
orientation = "wide"
options = {group_by = "parent", shows_legend = true}
[[part]]
key = "by-objective"
kind = "objective-sections"
heading = "By objective"
starts_page = true
options = {starts_pages = true, columns = ["title", "rating"]}
[[part]]
key = "closing"
kind = "text"
starts_page = true
options = {text = "The end, in a word."}
"""
ACTIONS = {"1": 36, "2": 3}
TITLES = {"1": "Great care", "2": "Good use"}


@pytest.fixture
def asked() -> Any:
    asked = Asked()
    for reference, count in ACTIONS.items():
        objective = make.objective(
            strategy=asked.strategy, title=TITLES[reference], reference=reference
        )
        for number in range(count):
            asked.rated(objective, "green", title=f"Action {reference}.{number}")
    return asked


_composed: list[str] = []


@pytest.fixture
def content(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One content for all tests, so that its sections are laid out once. Each has its own copy."""
    if not _composed:
        asked = request.getfixturevalue("asked")
        _composed.append(json.dumps(compose(asked.period, parse_layout(LAYOUT))))
    made: dict[str, Any] = json.loads(_composed[0])
    return made


def opened(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def texts(data: bytes) -> list[str]:
    return [page.extract_text() for page in opened(data).pages]


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """The tags of that kind, such as "/Table", in order."""
    found: list[Any] = []

    def walk(element: Any) -> None:
        if not isinstance(element, pikepdf.Dictionary) or Name.S not in element:
            return
        if kind == element.S:
            found.append(element)
        for kid in element.get(Name.K, []):
            walk(kid)

    walk(pdf.Root.StructTreeRoot.K[0])
    return found


# What is in the file


def test_each_section_begins_a_page_and_what_shares_one_is_laid_out_together(
    content: dict[str, Any],
) -> None:
    assert [section.key for section in printed(content).sections] == [
        "opening",
        "contents",
        "table",
        "by-objective",
        "by-objective-1",
        "closing",
    ]


def test_the_contents_say_the_page_that_each_heading_is_on(content: dict[str, Any]) -> None:
    pages = texts(render_parts(content))
    for title in ("Every action", "By objective", "2 Good use"):
        line = next(line for line in pages[1].splitlines() if line.startswith(title))
        number = int(line.split()[-1])
        assert title.removeprefix("2 ") in pages[number - 1]


def test_a_section_of_another_length_moves_the_pages_in_the_contents(asked: Any) -> None:
    before = texts(render_parts(compose(asked.period, parse_layout(LAYOUT))))[1]
    objective = make.objective(strategy=asked.strategy, title="More", reference="3")
    for number in range(30):
        asked.rated(objective, "red", title=f"One more {number}")
    after = texts(render_parts(compose(asked.period, parse_layout(LAYOUT))))[1]
    where = [re.search(r"By objective\s+(\d+)", words) for words in (before, after)]
    assert where[0] and where[1] and int(where[0][1]) < int(where[1][1])


def test_every_page_has_the_running_heads_and_its_number(content: dict[str, Any]) -> None:
    pages = texts(render_parts(content))
    for number, words in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in words
        assert content["trust"]["name"] in words and content["title"] in words


def test_a_long_title_is_cut_to_one_line_over_the_pages(content: dict[str, Any]) -> None:
    title = "The strategy of a trust whose name for it is " + "long and " * 12 + "whole"
    pages = texts(render_parts({**content, "title": title}))
    # What is read out of the file is all of it: the ellipsis stands for what is not shown.
    assert title in pages[-1].splitlines()


@pytest.mark.parametrize(("free", "begins_on"), [(2, 2), (12, 1)])
def test_a_tall_row_begins_with_all_its_cells_or_on_the_next_page(
    free: int, begins_on: int
) -> None:
    """A title of three lines and an answer of one: where only the answer has room, both wait."""
    row = (
        '<tr class="tall"><th><p>Title<br>in three<br>lines</p></th>'
        f"<td><p>Answer</p>{'<p>More.</p>' * 60}</td></tr>"
    )
    filler = f'<div style="height: {252 - 4.7 * free - 8:.1f}mm"></div>'
    html = (
        '<!doctype html><html lang="en"><title>Rows</title><main class="paper"><section '
        f'class="part tall">{filler}<table><tbody>{row}</tbody></table></section></main>'
    )
    css = stylesheet("board-paper.css")
    pages = texts(layout.lay_out_section(html, css, "rows-", BODY))
    for words in ("Title", "Answer"):
        assert [words in page for page in pages].index(True) + 1 == begins_on


def test_headings_of_text_in_columns_are_in_the_contents(asked: Any) -> None:
    recipe = """
        name = "In columns"
        [[part]]
        kind = "contents"
        heading = "What is inside"
        [[part]]
        kind = "documents"
        orientation = "wide"
        options = {columns = 2, titles = false}
    """
    for code in ("Progress", "Risks"):
        make.passage(strategy=asked.strategy, kind="text", code=code, label=code, text="Said.")
    pages = texts(render_parts(compose(asked.period, parse_layout(recipe))))
    assert re.search(r"Progress\s+2\s+Risks\s+2", pages[0])


def test_a_table_without_a_name_goes_on_under_the_heading_above_it(asked: Any) -> None:
    recipe = """
        name = "Overview"
        [[part]]
        kind = "programme-overview"
        heading = "Where we are"
        orientation = "wide"
    """
    for number in range(30):
        objective = make.objective(strategy=asked.strategy, title=f"Objective {number}")
        asked.rated(objective, "green", title=f"Action {number}")
    pages = texts(render_parts(compose(asked.period, parse_layout(recipe))))
    assert len(pages) > 1 and "Where we are (continued)" in pages[1]


def test_upright_and_wide_pages_are_in_one_file(content: dict[str, Any]) -> None:
    shapes = [
        page.mediabox.width > page.mediabox.height for page in opened(render_parts(content)).pages
    ]
    assert shapes[:3] == [False, False, True] and shapes[-1] is False


def test_links_of_the_contents_lead_to_the_headings_and_say_where(
    content: dict[str, Any],
) -> None:
    reader = opened(render_parts(content))
    own: Any = reader.pages[1]["/Annots"]
    links = [link.get_object() for link in own]
    assert {"By objective", "2 Good use"} <= {
        str(link["/Contents"]).rpartition(", page")[0] for link in links
    }
    for link in links:
        target = reader.named_destinations[link["/Dest"]]
        number = reader.get_destination_page_number(target) + 1
        assert str(link["/Contents"]).endswith(f"page {number}")


def test_bookmarks_follow_the_headings_of_all_sections(content: dict[str, Any]) -> None:
    def names(outline: list[Any]) -> list[Any]:
        return [names(item) if isinstance(item, list) else item.title for item in outline]

    outline = names(opened(render_parts(content)).outline)
    assert outline[:4] == [
        "Introduction",
        "What is inside",
        "Every action",
        ["1 Great care", "2 Good use"],
    ]
    # Of a part in two sections.
    assert outline[4] == "By objective"
    assert [title for title in outline[5] if isinstance(title, str)] == [
        "1 Great care",
        "2 Good use",
    ]


def test_a_link_to_nowhere_is_an_error(content: dict[str, Any], monkeypatch: Any) -> None:
    made = [paper._job(printed(content), section) for section in printed(content).sections]
    with_link = made[-1].html.replace("The end", '<a href="https://paper.invalid/#gone">End</a>')
    data = layout.lay_out_section(with_link, sections._section_css(), "x", BODY)
    heads = sections.lay_out_heads(printed(content).heads(), BODY)
    with pytest.raises(ValueError, match="leads to “gone”"):
        merge.merge([merge.opened(data)], heads, [])


# Tags


def test_the_tags_hold_together_and_the_file_is_pdf_ua(content: dict[str, Any]) -> None:
    data = render_parts(content)
    report = validation.validate_pdf_bytes(data, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert faults_of(data) == {}


def test_a_table_over_several_pages_is_one_table_with_its_heads_once(
    content: dict[str, Any],
) -> None:
    pdf = pikepdf.open(io.BytesIO(render_parts(content)))
    first = elements(pdf, "/Table")[0]
    rows = [row for row in elements(pdf, "/TR") if _is_under(row, first)]
    heads = [kid for kid in first.K if kid.S == "/THead"]
    pages = {row.Pg.objgen for row in rows}
    assert len(pages) > 1
    assert len(heads) == 1
    assert len(rows) == 1 + ACTIONS["1"]


def _is_under(element: Any, over: Any) -> bool:
    while Name.P in element:
        if element.P.objgen == over.objgen:
            return True
        element = element.P
    return False


def test_each_cell_names_the_heads_of_its_column_and_of_its_row(content: dict[str, Any]) -> None:
    pdf = pikepdf.open(io.BytesIO(render_parts(content)))
    heads = {str(head.ID): head for head in elements(pdf, "/TH")}
    cells = elements(pdf, "/TD")
    assert len(cells) >= sum(ACTIONS.values())
    for cell in cells:
        scopes = {str(heads[str(header)].A.Scope) for header in cell.A.Headers}
        assert scopes == {"/Column", "/Row"}


HEAD = '<!doctype html><html lang="en"><head><title>T</title></head><body><main class="paper">'


def headers_of(table: str) -> dict[str, list[str]]:
    """By the words of each cell those of its headers."""
    html = f"{HEAD}{table}</main></body></html>"
    data = layout.lay_out_section(html, sections._section_css(), "x", BODY)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        shown = _words_by_number(pdf.pages[0])
        words: dict[str, str] = {}
        found: dict[str, list[str]] = {}

        def text_of(element: Any) -> str:
            kids = element.get(Name.K, [])
            return "".join(
                text_of(kid) if isinstance(kid, pikepdf.Dictionary) else shown[int(kid)]
                for kid in kids
            )

        def walk(element: Any, visit: Callable[[Any], None]) -> None:
            if isinstance(element, pikepdf.Dictionary) and Name.S in element:
                visit(element)
                for kid in element.get(Name.K, []):
                    walk(kid, visit)

        def note(element: Any) -> None:
            if Name.ID in element:
                words[str(element.ID)] = text_of(element)

        def read(element: Any) -> None:
            if element.S == "/TD":
                found[text_of(element)] = [
                    words[str(header)] for header in element.A.get(Name.Headers, [])
                ]

        walk(pdf.Root.StructTreeRoot.K[0], note)
        walk(pdf.Root.StructTreeRoot.K[0], read)
    return found


def _words_by_number(page: Any) -> dict[int, str]:
    """The text of each piece of marked content."""
    shown: dict[int, str] = {}
    codes: dict[str, dict[int, str]] = {
        name: {code: letter for letter, code in merge._codes_of(font).items()}
        for name, font in page.Resources.Font.items()
    }
    number, font = -1, ""
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        operator = instruction.operator
        if str(operator) == "BDC" and "/MCID" in operands[1]:
            number = int(operands[1]["/MCID"])
        elif str(operator) == "Tf":
            font = str(operands[0])
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            letters = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
            shown[number] = shown.get(number, "") + "".join(
                codes[font].get(code, "") for code in letters
            )
    return shown


def test_a_cell_beside_merged_neighbours_keeps_its_headers() -> None:
    """WeasyPrint leaves cells right of two merged neighbours without any."""
    table = """<table><thead><tr><th scope="col">A</th><th scope="col">B</th>
      <th scope="col">C</th></tr></thead><tbody>
      <tr><th scope="rowgroup" rowspan="2">one</th><td rowspan="2">both</td><td>x</td></tr>
      <tr><td>y</td></tr><tr><th scope="row">two</th><td colspan="2">wide</td></tr>
      </tbody></table>"""
    assert headers_of(table) == {
        "both": ["B", "one"],
        "x": ["C", "one"],
        "y": ["C", "one"],
        "wide": ["B", "C", "two"],
    }


def test_a_head_over_several_columns_and_a_group_of_rows_are_named() -> None:
    table = """<table><thead><tr><th scope="col" rowspan="2">Item</th>
      <th scope="colgroup" colspan="2">Score</th></tr>
      <tr><th scope="col">Now</th><th scope="col">Was</th></tr></thead><tbody>
      <tr><th scope="rowgroup" colspan="3">Group</th></tr>
      <tr><th scope="row">first</th><td>12</td><td>9</td></tr></tbody></table>"""
    assert headers_of(table) == {
        "12": ["Score", "Now", "Group", "first"],
        "9": ["Score", "Was", "Group", "first"],
    }


def test_what_goes_on_from_the_page_before_is_named_in_the_colour_of_the_trust(
    content: dict[str, Any],
) -> None:
    content["trust"]["colour"] = "006747"
    own = layout.lay_out_section(
        printed(content).document(printed(content).sections[2]),
        sections._section_css(),
        "x",
        BODY,
    )
    with pikepdf.open(io.BytesIO(own)) as pdf:
        shown = b"".join(page.Contents.read_bytes() for page in pdf.pages[1:])
    blue = [line for line in shown.splitlines() if line.startswith(b"0 0.368627 0.721569")]
    assert "(continued)" in "".join(texts(own)[1:])
    assert blue == []


# The check finds what is wrong

Change = Callable[[pytest.MonkeyPatch], None]


def _pages_not_renumbered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merge._Tags, "renumber_page", lambda self, page: None)


def _links_not_renumbered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merge._Tags, "renumber_link", lambda self, annotation: None)


def _header_ids_not_their_own(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tags._Tree, "mend", lambda self, prefix, mend=tags._Tree.mend: mend(self, "same"))


def _parent_tree_not_sorted(patch: pytest.MonkeyPatch) -> None:
    finish = merge._Tags.finish

    def unsorted(self: Any) -> None:
        self.numbers = [*self.numbers[2:], *self.numbers[:2]]
        finish(self)

    patch.setattr(merge._Tags, "finish", unsorted)


def _tags_of_a_section_lost(patch: pytest.MonkeyPatch) -> None:
    finish = merge._Tags.finish

    def without_last(self: Any) -> None:
        del self.document.K[-1]
        finish(self)

    patch.setattr(merge._Tags, "finish", without_last)


def _links_left_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merge, "_lead", lambda *given: None)


def _stamp_not_an_artifact(patch: pytest.MonkeyPatch) -> None:
    words = merge._Heads._words
    patch.setattr(
        merge._Heads,
        "_words",
        lambda self, *given: f"Q EMC q {words(self, *given)} Q /Artifact BMC q",
    )


def _repeated_heads_not_silent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tags._Tree, "_silence", lambda self, element: None)


IN_LAYOUT = (_header_ids_not_their_own, _repeated_heads_not_silent)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_pages_not_renumbered, "two pages have one key"),
        (_links_not_renumbered, "a link belongs to another tag"),
        (_header_ids_not_their_own, "two header cells have one id"),
        (_parent_tree_not_sorted, "keys of the parent tree are not sorted, or one is there twice"),
        (_tags_of_a_section_lost, "what is shown is not heard"),
        (_links_left_open, "a link to another section is left open"),
        (_stamp_not_an_artifact, "text is neither tagged nor an artifact"),
        (_repeated_heads_not_silent, "what is shown is not heard"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_the_check_finds_what_a_broken_merge_leaves(
    content: dict[str, Any], monkeypatch: pytest.MonkeyPatch, change: Change, fault: str
) -> None:
    if change in IN_LAYOUT:
        # What is laid out wrong is kept apart from what is laid out right.
        monkeypatch.setattr(sections, "_made_with", lambda: change.__name__)
    change(monkeypatch)
    assert fault in faults_of(render_parts(content))


# The same bytes, kept, killed


def test_the_same_content_gives_the_same_bytes_kept_or_not(content: dict[str, Any]) -> None:
    caches["papers"].clear()
    first = render_parts(content)
    assert render_parts(content) == first
    caches["papers"].clear()
    assert render_parts(content) == first


IN_ANOTHER_PROCESS = """
import hashlib, json, sys
if __name__ == "__main__":
    import django
    django.setup()
    from reports.pdf.paper import render_parts
    print(hashlib.sha256(render_parts(json.load(sys.stdin))).hexdigest())
"""


def test_another_process_with_nothing_kept_gives_the_same_bytes(
    content: dict[str, Any], tmp_path: Path
) -> None:
    script = tmp_path / "render.py"
    script.write_text(IN_ANOTHER_PROCESS)
    made = subprocess.run(
        [sys.executable, str(script)],
        input=json.dumps(content),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
        env={
            **os.environ,
            "PYTHONPATH": ".",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONHASHSEED": "7",
        },
    )
    assert made.stdout.strip() == hashlib.sha256(render_parts(content)).hexdigest()


def test_only_the_section_that_changed_is_laid_out_again(
    content: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    render_parts(content)
    laid_out: list[str] = []
    lay_out = layout.lay_out_section

    def noting(html: str, css: str, prefix: str, font: str) -> bytes:
        laid_out.append(prefix)
        return lay_out(html, css, prefix, font)

    monkeypatch.setattr(layout, "lay_out_section", noting)
    content["parts"][-1]["data"]["text"] = "The end, in two words."
    render_parts(content)
    assert laid_out == ["closing"]


@pytest.mark.parametrize("is_killed", [False, True])
def test_several_processes_make_the_same_paper_though_one_is_killed(
    content: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch, is_killed: bool
) -> None:
    caches["papers"].clear()
    alone = render_parts(content)
    caches["papers"].clear()
    settings.PAPER_PROCESSES = 2
    monkeypatch.setattr(sections, "_SHORT", 0)
    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        if is_killed and not killed:
            [*others] = sections._pool()._processes
            killed.append(others[0])
            os.kill(others[0], signal.SIGKILL)
            time.sleep(0.2)

    try:
        assert render_parts(content, kill_one) == alone
    finally:
        sections._close_pool()
