"""Files made to do harm: refused with a sentence or read without it, and never for long."""

import io
import os
import time
import zipfile
from collections.abc import Iterator

import pytest

from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.read.workbook import Sheet, read_workbook
from tests.workbooks.samples import repacked, workbook

PLAIN = workbook({"Plan": [["Objective", "Key action"], ["Kinder care", "Answer bells"]]})
SHEET = "xl/worksheets/sheet1.xml"
CONTENT = zipfile.ZipFile(io.BytesIO(PLAIN)).read(SHEET)
END = b"</sheetData>"
# Of work, whatever else the machine does at the time; each takes a second or two at most.
SECONDS = 20


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < SECONDS


def outcome(content: bytes, name: str = SHEET) -> Sheet | str:
    """The first sheet of the plain workbook with this part, or why it is refused."""
    return outcome_of(repacked(PLAIN, {name: content}))


def outcome_of(data: bytes, name: str = "plan.xlsx") -> Sheet | str:
    try:
        return read_workbook(data, name).sheets[0]
    except Refused as refused:
        text = str(refused)
        assert text[0].isupper() and text.endswith(".")
        return text


def with_cells(cells: bytes) -> bytes:
    return CONTENT.replace(b"</row></sheetData>", cells + b"</row></sheetData>")


def read(content: bytes) -> Sheet:
    """A sheet that is read without harm, the plain cells as ever."""
    sheet = outcome(content)
    assert isinstance(sheet, Sheet), sheet
    assert sheet.rows[0][:2] == ["Objective", "Key action"]
    return sheet


def test_a_file_of_40_mb() -> None:
    assert "40 MB" in outcome_of(PLAIN + os.urandom(40 * 1024 * 1024))


def test_a_workbook_that_breaks_off() -> None:
    assert "damaged" in outcome_of(PLAIN[: len(PLAIN) // 2])


def test_very_many_merges() -> None:
    def merges(count: int) -> bytes:
        cells = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, count + 1))
        return CONTENT.replace(END, END + b"<mergeCells>" + cells + b"</mergeCells>")

    assert "merged cells" in outcome(merges(100_000))
    assert len(read(merges(20_000)).looks.merges) == 2
    whole = CONTENT.replace(END, END + b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    assert read(whole).looks.merges == [(0, 0, 1, 1)]


def test_very_many_conditional_formats() -> None:
    rules = b"".join(
        b'<conditionalFormatting sqref="A:XFD"><cfRule type="expression" dxfId="0" priority="%d">'
        b"<formula>A%d=1</formula></cfRule></conditionalFormatting>" % (n, n)
        for n in range(300_000)
    )
    [sentence] = read(CONTENT.replace(END, END + rules)).looks.unread_formats
    assert "300,000 rules" in sentence
    unclosed = b"<!-- " + b"<conditionalFormatting cfRule " * 200_000 + b"-->"
    assert read(CONTENT.replace(END, END + unclosed))


def test_millions_of_empty_cells() -> None:
    rows = b"".join(b'<row r="%d">%s</row>' % (n, b'<c s="1"/>' * 8) for n in range(3, 300_000))
    assert "2,000,000 cells" in outcome(CONTENT.replace(END, rows + END))


def test_formulas_that_wait_for_each_other() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><f>A%d</f></c></row>' % (n, n, n + 1) for n in range(3, 60_000)
    )
    sheet = read(CONTENT.replace(END, rows + END))
    assert len(sheet.facts.formulas_without_value) == 59_997
    circle = with_cells(b'<c r="C2"><f>D2</f></c><c r="D2"><f>C2&amp;"x"</f></c>')
    assert read(circle).facts.formulas_without_value == ["C2", "D2"]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="C2" t="s"><v>99999</v></c>',
        b'<c r="ZZZZ2"><v>9</v></c>',
        b'<c r="A0"><v>9</v></c>',
        b'<c r="C-2"><v>9</v></c>',
        b'<c r="C2">' + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</c>",
    ],
)
def test_cells_that_make_no_sense(cell: bytes) -> None:
    assert isinstance(outcome(with_cells(cell)), str)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="C2" s="99999"><v>9</v></c>',
        b'<c r="C2" s="-1"><v>9</v></c>',
        b'<c r="C2" t="e"><v>#REF!</v></c>',
        b'<c r="C2" t="inlineStr"><is><t>_x0000__x0007_</t></is></c>',
        b'<c r="C2"><f t="shared" si="77"/></c>',
        b'<c r="C2"><f>' + b"(" * 5000 + b"</f></c>",
        b'<c r="C2"><f>' + b"-" * 5000 + b"1</f></c>",
        b'<c r="C2"><f>[1]Other!A1</f><v>7</v></c>',
    ],
)
def test_cells_that_are_odd_and_harmless(cell: bytes) -> None:
    sheet = read(with_cells(cell))
    assert all("\x00" not in str(value) for row in sheet.rows for value in row)


def test_a_cell_as_long_as_it_can_be() -> None:
    sheet = outcome(CONTENT.replace(b"Kinder care", b"x" * 32_767))
    assert isinstance(sheet, Sheet) and len(sheet.cell(1, 0).text) == 32_767
    runs = b"<r><rPr><b/></rPr><t>a  </t></r><r><t> *b*:</t></r>" * 2_000
    sheet = outcome(CONTENT.replace(b"<t>Kinder care</t>", runs))
    assert isinstance(sheet, Sheet) and sheet.looks.markdown[1, 0].startswith("**a**")


def test_a_stray_cell_behind_a_comment_that_looks_like_cells() -> None:
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    comment = b"<!-- " + b"<c " * 200_000 + b"-->"
    assert read(CONTENT.replace(END, comment + stray + END)).facts.left_out


def test_more_cells_far_away_than_near_are_a_matter_for_a_person() -> None:
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(3, 100))
    assert "16,384" in outcome(CONTENT.replace(END, rows + END))


def test_two_sheets_of_one_name_and_a_name_of_odd_letters() -> None:
    two = workbook({"Plan": [["a"]], "Two": [["b"]]})
    book = zipfile.ZipFile(io.BytesIO(two)).read("xl/workbook.xml")
    said = outcome_of(repacked(two, {"xl/workbook.xml": book.replace(b'"Two"', b'"Plan"')}))
    assert "same name, “Plan”" in said
    title = "é“\u202e:*?/\\[]'=+@-😀😀😀😀"
    named = book.replace(b'"Plan"', f'"{title}"'.encode())
    assert outcome_of(repacked(two, {"xl/workbook.xml": named})).title == title


def test_relations_that_lead_nowhere_or_in_a_circle() -> None:
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    start = b'<Relationships><Relationship Id="r" Type="x/comments" Target='
    for target in (b'"sheet1.xml"', b'"../../../../etc/passwd"', b'"http://127.0.0.1:9/"'):
        assert not outcome(start + target + b"/></Relationships>", relations).looks.comments
    assert isinstance(outcome(b"<Relationships/>", "xl/_rels/workbook.xml.rels"), str)


@pytest.mark.parametrize("encoding", [b"utf-7", b"utf-32", b"no-such-thing"])
def test_an_encoding_that_hides_something(encoding: bytes) -> None:
    assert "damaged" in outcome(b'<?xml version="1.0" encoding="%s"?>' % encoding + CONTENT)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"," * 20_000_000, "2,000,000 cells"),
        (b"\n" * 20_000_000, "2,000,000 cells"),
        (b"a b" * 6_000_000, "has no end"),
        (b'"a' * 5_000_000, "has no end"),
    ],
)
def test_tables_of_text_that_are_too_much(data: bytes, said: str) -> None:
    assert said in outcome_of(data, "plan.csv")
