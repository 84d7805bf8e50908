"""The PDF of a paper: tagged, complete, and closed to the world outside."""

import io
import re
from typing import Any

import page as validation
import pypdf
import pytest

from reports.fonts import font_files
from reports.paper1 import html
from reports.pdf import layout, paper
from tests.paper_samples import Content, action, progress_table, quarterly_progress


def render(content: Content) -> bytes:
    return paper.render(html.page(content, with_style=False), "paper.css")


def text_of(data: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    """Without any white space: how it is cut into lines is not what is tested."""
    return re.sub(r"\s+", "", text)


def findings(data: bytes) -> list[str]:
    report = validation.validate_pdf_bytes(data, profile=validation.ValidationProfile.PDF_UA_1)
    return [failure.message for failure in report.failures]


def structure(data: bytes, kind: str) -> list[dict[str, Any]]:
    """Every element of the tag tree of one kind, such as "/Table", in order."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    found = []

    def walk(element: Any) -> None:
        element = element.get_object()
        if not isinstance(element, dict):
            return
        if element.get("/S") == kind:
            found.append(element)
        for kid in _kids(element):
            walk(kid)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def _kids(element: dict[str, Any]) -> list[Any]:
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    return [kid for kid in kids if not isinstance(kid, int)]


def rows_of(table: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows = []
    for part in _kids(table):
        part = part.get_object()
        if part["/S"] == "/TR":
            rows.append(part)
        elif part["/S"] in ("/THead", "/TBody"):
            rows += [row.get_object() for row in _kids(part)]
    return [[cell.get_object() for cell in _kids(row)] for row in rows]


def many_dimensions() -> Content:
    content = progress_table()
    content["columns"] += [
        {"key": f"extra{n}", "label": f"Confidence {n}", "kind": "rating"} for n in range(4)
    ]
    return content


def bare() -> Content:
    content = progress_table(legend=[], summary={}, objectives=[])
    content["columns"] = [
        c for c in content["columns"] if c["kind"] not in ("rating", "narratives")
    ]
    return content


@pytest.mark.parametrize(
    "make",
    [
        progress_table,
        quarterly_progress,
        many_dimensions,
        bare,
        lambda: progress_table(actions=1, groups=1, risks=1),
        lambda: progress_table(actions=0, groups=0, risks=0, objectives=[], legend=[]),
        lambda: quarterly_progress(goals=0),
        lambda: quarterly_progress(goals=1, items=0),
    ],
)
def test_every_shape_of_paper_is_accessible(make) -> None:
    assert findings(render(make())) == []


@pytest.mark.parametrize("make", [progress_table, quarterly_progress, many_dimensions])
def test_each_cell_points_to_the_header_of_its_own_column_and_row(make) -> None:
    tables = structure(render(make()), "/Table")
    assert tables
    for table in tables:
        head, *body = rows_of(table)
        assert {cell["/S"] for cell in head} == {"/TH"}
        columns = [cell["/ID"] for cell in head]
        for row in body:
            assert len(row) == len(columns), "a cell spans, so headers would be guessed"
            own = [cell["/ID"] for cell in row if cell["/S"] == "/TH"]
            for column, cell in zip(columns, row, strict=True):
                if cell["/S"] == "/TD":
                    assert list(cell["/A"]["/Headers"]) == [*own, column]


def test_every_table_has_headers_on_every_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(progress_table(actions=24, groups=2))))
    assert len(reader.pages) > 4
    for page in reader.pages[1:-1]:
        text = page.extract_text()
        assert "Target date" in text or "Target score" in text


def test_a_group_that_runs_over_is_named_on_the_next_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(progress_table(actions=12, groups=1, risks=0))))
    first, *others = [page.extract_text() for page in reader.pages]
    assert "(continued)" not in first
    for text in others[:-1]:
        assert "P1 “Recover well” (continued)" in text
    assert "Strategic risks" in others[-1]


def test_the_row_after_a_tall_one_is_not_called_by_its_name() -> None:
    content = progress_table(actions=3, groups=1, risks=0)
    tall = "\n\n".join(f"Paragraph {n}. " + "Much was done. " * 10 for n in range(11))
    for row in content["groups"][0]["rows"]:
        row["narratives"] = [{"heading": "Comments", "text": tall, "empty": ""}]
    for text in (
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render(content))).pages
    ):
        heads = re.search(r"continued\) · Strategic risk: 2040(?: · (1\.\d))?", text)
        first_paragraph = text.split("Comments", 1)[-1]
        starts_row = re.search(r"1\.\d Open community", first_paragraph.split("Paragraph")[0])
        if heads and heads[1]:
            assert not starts_row, text[:300]


def test_a_page_that_starts_with_a_new_group_is_not_a_continuation() -> None:
    content = progress_table(actions=10, groups=10, risks=0)
    for group in content["groups"]:
        group["rows"][0]["narratives"][0]["text"] = "Said at length. " * 22
    reader = pypdf.PdfReader(io.BytesIO(render(content)))
    assert len(reader.pages) > 3
    assert "(continued)" not in " ".join(page.extract_text() for page in reader.pages)


def test_head_and_foot_say_what_it_is_on_every_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(progress_table())))
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        text = re.sub(r"\s+", " ", page.extract_text())
        assert "Tarnbrook Community NHS Foundation Trust" in text
        assert "Board of Directors in public, 31 October 2024" in text
        assert "Agenda item 11" in text
        assert "Final, published 24 October 2024, version 3, 9f2c41d8" in text
        assert f"Page {number} of {count}" in text


def test_orientation_follows_the_layout() -> None:
    wide = pypdf.PdfReader(io.BytesIO(render(progress_table()))).pages[0].mediabox
    tall = pypdf.PdfReader(io.BytesIO(render(quarterly_progress()))).pages[0].mediabox
    assert wide.width > wide.height and tall.height > tall.width


def test_every_word_of_the_content_is_in_the_pdf() -> None:
    for content in (progress_table(), quarterly_progress()):
        printed = squeezed(text_of(render(content)))
        for row in _rows(content):
            assert squeezed(row["title"]) in printed
            for narrative in row["narratives"]:
                plain = re.sub(r"\*\*|^[•o-]\s|^\s*o\s", "", narrative["text"], flags=re.M)
                for line in filter(None, plain.splitlines()):
                    assert squeezed(line) in printed, line
        for risk in content["risks"]:
            assert squeezed(risk["title"]) in printed


def _rows(content: Content) -> list[dict[str, Any]]:
    rows = []
    for group in content["groups"]:
        rows += group.get("rows", [])
        for area in group.get("areas", []):
            rows += area["rows"]
    return rows


def test_a_cell_longer_than_a_page_loses_nothing_and_breaks_between_paragraphs() -> None:
    paragraphs = [
        f"Part {n} begins. " + "Much was done. " * 12 + f"Part {n} ends." for n in range(45)
    ]
    content = progress_table(actions=3, groups=1, risks=0)
    content["groups"][0]["rows"][1] = action(
        1, narratives=[{"heading": "Comments", "text": "\n\n".join(paragraphs), "empty": ""}]
    )
    data = render(content)
    assert findings(data) == []
    pages = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert len(pages) > 3
    for paragraph in paragraphs:
        assert sum(squeezed(paragraph) in text for text in pages) == 1, paragraph[:20]
    # The row that runs over is named on the pages that follow.
    assert squeezed("(continued) · Strategic risk: 2040 · 1.2 Open community") in pages[2]
    assert squeezed("hub number 3") in "".join(pages)


def test_even_one_paragraph_longer_than_a_page_is_all_there() -> None:
    words = [f"word{n}" for n in range(2500)]
    content = progress_table(actions=2, groups=1, risks=0)
    content["groups"][0]["rows"][0] = action(
        0, narratives=[{"heading": "Comments", "text": " ".join(words), "empty": ""}]
    )
    content["groups"][0]["statement"] = " ".join(f"state{n}" for n in range(1500))
    printed = text_of(render(content))
    found = re.findall(r"\bword\d+\b", printed)
    assert found == words
    assert len(re.findall(r"\bstate\d+\b", printed)) == 1500


def test_only_the_fonts_are_read_and_nothing_is_fetched(tmp_path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text>Kept in</text></svg>")
    fetcher = layout._fetcher(font_files())
    for address in (secret.as_uri(), "https://example.org/x.png", "file:///etc/hostname"):
        with pytest.raises(ValueError, match="may not fetch"):
            fetcher(address)
    page = html.page(progress_table(), with_style=False)
    attacked = page.replace("<main>", f'<main><img src="{secret.as_uri()}" alt="x">')
    assert "Kept in" not in text_of(paper.render(attacked, "paper.css"))


def test_fonts_are_embedded_and_ours() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(progress_table())))
    fonts = {
        font.get_object()["/BaseFont"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts and all("Source-Sans" in font or "SourceSans" in font for font in fonts), fonts


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render(progress_table()) == render(progress_table())


def test_title_and_language_are_in_the_metadata() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(progress_table())))
    assert reader.metadata.title == "Nearer to Home: progress at Quarter 2 2024/25"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert [entry.title for entry in _flat(reader.outline)][:2] == [
        "Nearer to Home: progress at Quarter 2 2024/25",
        "Strategic objectives",
    ]


def _flat(outline: list[Any]) -> list[Any]:
    flat = []
    for entry in outline:
        flat += _flat(entry) if isinstance(entry, list) else [entry]
    return flat


def _first_lines() -> list[str]:
    """The first line of a sentence with a bold word, at a hundred widths."""
    sentence = "Alpha bravo charlie delta echo foxtrot <b>golf</b> hotel india"
    lines = "".join(
        f'<p style="width: {40 + step * 0.2:.1f}mm">{sentence}</p>' for step in range(200)
    )
    page = f"<!DOCTYPE html><html lang=en><title>Lines</title><body class=paper>{lines}"
    reader = pypdf.PdfReader(io.BytesIO(paper.render(page, "paper.css")))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return [line.strip() for line in text.splitlines() if line.startswith("Alpha")]


def test_a_bold_word_does_not_break_the_line_before_it_early() -> None:
    lines = _first_lines()
    assert len(lines) == 200
    assert min(len(line.split()) for line in lines) >= 3


def test_the_mend_of_line_ends_is_still_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    render(progress_table())  # which mends
    monkeypatch.setattr(inline, "split_first_line", line_break.split_first_line)
    assert "Alpha" in _first_lines(), "WeasyPrint is right now: take _mend_line_ends out"


def test_names_in_other_alphabets_are_printed() -> None:
    content = progress_table(actions=1, groups=1, risks=0)
    content["groups"][0]["rows"][0]["title"] = "Ŵel, Zoë and Łukasz meet Ζωή and Сон"
    data = render(content)
    assert findings(data) == []
    assert squeezed("Ŵel, Zoë and Łukasz meet Ζωή and Сон") in squeezed(text_of(data))


def test_a_character_that_no_font_has_stops_nothing() -> None:
    content = progress_table(actions=1, groups=1, risks=0)
    content["groups"][0]["rows"][0]["leads"] = [{"name": "健康 🙂 مرحبا", "role": "Nurse"}]
    assert len(pypdf.PdfReader(io.BytesIO(render(content))).pages) == 1
