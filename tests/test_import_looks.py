"""How a sheet looks beside its values: colours, merges, rich text, comments, what is hidden."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import (
    CellIsRule,
    ColorScaleRule,
    FormulaRule,
    Rule,
)
from openpyxl.styles import Color, Font, GradientFill, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from strategy_tracker.imports.read.formats.colours import tinted
from strategy_tracker.imports.read.formats.richtext import Run, as_rich_text
from strategy_tracker.imports.read.workbook import Area, Sheet, read_workbook
from tests.workbooks.samples import as_bytes, repacked

SHEET = "xl/worksheets/sheet1.xml"
RED = PatternFill(bgColor="FFFF0000")
GREEN = PatternFill(bgColor="FF92D050")


def solid(**colour: Any) -> PatternFill:
    return PatternFill("solid", fgColor=Color(**colour))


def a_sheet(*rows: list[Any]) -> Worksheet:
    """A sheet with these rows, in a workbook of its own."""
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    return sheet


def read(sheet: Worksheet, parts: dict[str, bytes] | None = None) -> Sheet:
    data = as_bytes(sheet.parent)
    return read_workbook(repacked(data, parts) if parts else data, "any.xlsx").sheets[0]


def part(sheet: Worksheet, name: str = SHEET) -> bytes:
    return zipfile.ZipFile(io.BytesIO(as_bytes(sheet.parent))).read(name)


# Fills


def test_a_fill_is_its_colour_whoever_says_which() -> None:
    sheet = a_sheet(list("abcdefgh"))
    fills = [
        solid(rgb="FFFFC000"),
        solid(indexed=10),
        solid(theme=4),
        solid(theme=4, tint=0.5999938962981048),
        solid(theme=0, tint=-0.249977111117893),
        solid(theme=0),
        solid(rgb="FFFFFFFF"),
        PatternFill("darkUp", fgColor="FF000000", bgColor="FF92D050"),
    ]
    for column, fill in enumerate(fills, start=1):
        sheet.cell(1, column).fill = fill
    assert read(sheet).looks.fills == {
        (0, 0): "FFC000",
        (0, 1): "FF0000",
        (0, 2): "4F81BD",
        (0, 3): "B9CDE5",
        (0, 4): "BFBFBF",
        (0, 7): "92D050",
    }


def test_a_workbook_has_a_palette_of_its_own() -> None:
    sheet = a_sheet(["a"])
    sheet["A1"].fill = solid(indexed=1)
    own = b'<colors><indexedColors><rgbColor rgb="00111111"/><rgbColor rgb="00ABCDEF"/>'
    styles = re.sub(
        rb"<colors>.*</indexedColors>", own + b"</indexedColors>", part(sheet, "xl/styles.xml")
    )
    assert read(sheet, {"xl/styles.xml": styles}).looks.fills == {(0, 0): "ABCDEF"}


@pytest.mark.parametrize(
    ("colour", "tint", "seen"),
    [
        ("4F81BD", "0.7999816888943144", "DCE6F1"),
        ("4F81BD", "-0.499984740745262", "244061"),
        ("FFFFFF", "-0.0499893185216834", "F2F2F2"),
        ("000000", "0.499984740745262", "808080"),
        ("4F81BD", "no number", "4F81BD"),
    ],
)
def test_a_tint_makes_lighter_or_darker_as_excel_does(colour: str, tint: str, seen: str) -> None:
    found = tinted(colour, tint)
    assert all(abs(int(found[n : n + 2], 16) - int(seen[n : n + 2], 16)) <= 1 for n in (0, 2, 4)), (
        found
    )


def test_a_fill_of_two_colours_is_told_and_not_guessed() -> None:
    sheet = a_sheet(["a", "b"])
    sheet["A1"].fill = GradientFill(stop=[Color("FF92D050"), Color("FFFFC000")])
    sheet["B1"].fill = GradientFill(stop=[Color("FF92D050"), Color("FF92D050")])
    looks = read(sheet).looks
    assert looks.fills == {(0, 1): "92D050"}
    assert len(looks.unread_formats) == 1 and looks.unread_formats[0].startswith("A1: the fill")


def test_whole_rows_and_columns_fill_the_cells_that_say_nothing() -> None:
    sheet = a_sheet(["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"])
    sheet["E9"].fill = solid(rgb="FFFFC000")
    number = re.search(rb'r="E9" s="(\d+)"', part(sheet))[1]
    content = part(sheet)
    content = re.sub(rb'<c r="[BC]2"[^>]*>.*?</c>', b"", content)
    content = re.sub(rb'<c r="B3"[^>]*>.*?</c>', b"", content)
    content = content.replace(b'<row r="2">', b'<row r="2" s="%s" customFormat="1">' % number)
    content = content.replace(
        b"<sheetData>",
        b'<cols><col min="2" max="16384" width="9" style="%s"/></cols><sheetData>' % number,
    )
    looks = read(sheet, {SHEET: content}).looks
    inside = {place for place in looks.fills if place[0] < 3}
    assert inside == {(1, 1), (1, 2), (2, 1)}
    assert looks.widths == {1: 9, 2: 9}


# Fills that only conditional formats give


def formatted(rule: Rule, *values: Any, cells: str = "A1:A9") -> Sheet:
    """A sheet of one column of values, with the rule on `cells`."""
    sheet = a_sheet(*([value] for value in values))
    sheet.conditional_formatting.add(cells, rule)
    return read(sheet)


def coloured(sheet: Sheet) -> list[int]:
    """The numbers of the rows whose cell in column A is red."""
    return [row + 1 for (row, column), colour in sorted(sheet.looks.fills.items()) if not column]


def text_rule(kind: str, text: str | None = None, formula: str = "FALSE") -> Rule:
    return Rule(kind, dxf=DifferentialStyle(fill=RED), text=text, formula=[formula], operator=None)


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        (CellIsRule("equal", ['"R"'], fill=RED), [1, 2]),
        (CellIsRule("notEqual", ['"R"'], fill=RED), [3, 4, 5, 6]),
        (CellIsRule("lessThan", ["5"], fill=RED), [4, 5]),
        (CellIsRule("greaterThanOrEqual", ["7"], fill=RED), [1, 2, 3, 6]),
        (CellIsRule("between", ["9", "3"], fill=RED), [4, 6]),
        (CellIsRule("notBetween", ["3", "9"], fill=RED), [1, 2, 3, 5]),
        (CellIsRule("equal", ["$A$6-3"], fill=RED), [4]),
        (text_rule("containsText", "E"), [3]),
        (text_rule("notContainsText", "e"), [1, 2, 4, 5, 6]),
        (text_rule("beginsWith", "a"), [3]),
        (text_rule("endsWith", "R"), [1, 2, 3]),
        (text_rule("containsText", None, 'NOT(ISERROR(SEARCH("mb",A1)))'), [3]),
        (text_rule("containsBlanks"), [5]),
        (text_rule("notContainsBlanks"), [1, 2, 3, 4, 6]),
        (text_rule("duplicateValues"), [1, 2]),
        (text_rule("uniqueValues"), [3, 4, 6]),
        (FormulaRule(['$A1="Amber"'], fill=RED), [3]),
        (FormulaRule(["=AND(LEN(A1)=1,NOT(ISNUMBER(A1)))"], fill=RED), [1, 2]),
        (FormulaRule(["A1+0.5>7"], fill=RED), [6]),
        (FormulaRule(['OR(UPPER(LEFT(A1,2))="AM",A1=4)'], fill=RED), [3, 4]),
        (FormulaRule(['IF(ISBLANK(A1),TRUE,RIGHT(A1)="r")'], fill=RED), [1, 2, 3, 5]),
        (FormulaRule(["TRUE"], fill=PatternFill(bgColor="FFFFFFFF")), []),
        (FormulaRule(["TRUE"], font=Font(bold=True)), []),
        (Rule("top10", dxf=DifferentialStyle(fill=RED), rank=1), [6]),
        (Rule("top10", dxf=DifferentialStyle(fill=RED), rank=50, percent=True, bottom=True), [4]),
        (Rule("aboveAverage", dxf=DifferentialStyle(fill=RED)), [6]),
        (Rule("aboveAverage", dxf=DifferentialStyle(fill=RED), aboveAverage=False), [4]),
    ],
)
def test_a_conditional_format_gives_its_fill(rule: Rule, rows: list[int]) -> None:
    sheet = formatted(rule, "R", "r", "Amber", 4, None, 7)
    assert coloured(sheet) == rows
    assert not sheet.looks.unread_formats


def test_relative_references_move_with_the_cell() -> None:
    sheet = a_sheet(["x", "R"], ["x", "G"], ["x", "R"])
    sheet.conditional_formatting.add("A1:A3", FormulaRule(['$B1="R"'], fill=RED))
    assert coloured(read(sheet)) == [1, 3]


def test_the_first_rule_wins_and_beats_the_cells_own_fill() -> None:
    sheet = a_sheet(["R"], ["G"], ["A"])
    for row in (1, 2, 3):
        sheet.cell(row, 1).fill = solid(rgb="FFFFC000")
    sheet.conditional_formatting.add("A1:A3", CellIsRule("equal", ['"R"'], fill=RED))
    sheet.conditional_formatting.add("A1:A2", FormulaRule(["TRUE"], fill=GREEN))
    assert read(sheet).looks.fills == {(0, 0): "FF0000", (1, 0): "92D050", (2, 0): "FFC000"}


def test_a_rule_that_stops_keeps_the_later_ones_off() -> None:
    sheet = a_sheet(["R"], ["G"])
    sheet.conditional_formatting.add(
        "A1:A2", CellIsRule("equal", ['"R"'], stopIfTrue=True, font=Font(bold=True))
    )
    sheet.conditional_formatting.add("A1:A2", FormulaRule(["TRUE"], fill=RED))
    assert coloured(read(sheet)) == [2]


def test_scales_of_colours_are_no_colour_of_a_cell() -> None:
    rule = ColorScaleRule(
        start_type="min", start_color="FFFF0000", end_type="max", end_color="FF00FF00"
    )
    looks = formatted(rule, 1, 2, 3).looks
    assert not looks.fills and not looks.unread_formats


@pytest.mark.parametrize(
    "rule",
    [
        FormulaRule(["$A1<TODAY()"], fill=RED),
        FormulaRule(["COUNTIF($A$1:$A$9,A1)>1"], fill=RED),
        FormulaRule(["[1]Other!A1=1"], fill=RED),
        FormulaRule(["(" * 500 + "1" + ")" * 500], fill=RED),
        FormulaRule(["-" * 5000 + "1"], fill=RED),
        FormulaRule(["A1=Missing!A1"], fill=RED),
        Rule("timePeriod", dxf=DifferentialStyle(fill=RED), timePeriod="today"),
    ],
)
def test_a_rule_that_cannot_be_worked_out_is_told(rule: Rule) -> None:
    sheet = formatted(rule, 1, 2, 3)
    assert not sheet.looks.fills
    [sentence] = sheet.looks.unread_formats
    assert "A1:A9" in sentence and "could not be worked out" in sentence


def test_rules_of_newer_programs_are_read_too() -> None:
    sheet = a_sheet(["R"], ["G"])
    extension = (
        b'<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        b'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
        b"<x14:conditionalFormatting "
        b'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        b'<x14:cfRule type="expression" priority="1" id="{1}"><xm:f>A1=Sheet!$A$2</xm:f>'
        b'<x14:dxf><fill><patternFill><bgColor rgb="FF00B050"/></patternFill></fill></x14:dxf>'
        b"</x14:cfRule><xm:sqref>A1:A2</xm:sqref></x14:conditionalFormatting>"
        b"</x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    content = part(sheet).replace(b"</worksheet>", extension)
    assert read(sheet, {SHEET: content}).looks.fills == {(1, 0): "00B050"}


# Merges, what is hidden, widths


def test_merges_are_areas_within_the_values() -> None:
    sheet = a_sheet(["Title"], ["a", "b", "c"], ["d", "e", "f"])
    sheet.merge_cells("A1:Z1")
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("X50:Z90")
    assert read(sheet).looks.merges == [Area(0, 0, 0, 2), Area(1, 0, 2, 0)]


def test_what_is_hidden_is_known() -> None:
    sheet = a_sheet(*(list("abcdefgh") for _ in range(9)))
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["D"].width = 77
    sheet.column_dimensions["E"].width = 33
    for row in (5, 6):
        sheet.row_dimensions[row].outlineLevel = 1
    sheet.row_dimensions[7].collapsed = True
    sheet.column_dimensions["G"].outlineLevel = 1
    sheet.column_dimensions["H"].collapsed = True
    content = part(sheet).replace(b'<row r="3"', b'<row r="3" ht="0" customHeight="1"')
    content = content.replace(b'width="77"', b'width="0"')
    looks = read(sheet, {SHEET: content}).looks
    assert looks.hidden_rows == {1, 2, 4, 5}
    assert looks.hidden_columns == {1, 3, 6}
    assert looks.widths[4] == 33


# Bold, rich text, comments


def test_bold_throughout_is_no_markdown() -> None:
    sheet = a_sheet(["Head", "plain", "runs"])
    sheet["A1"].font = Font(bold=True)
    sheet["C1"] = CellRichText(
        TextBlock(InlineFont(b=True), "all "), TextBlock(InlineFont(b=True), "bold")
    )
    looks = read(sheet).looks
    assert looks.bold == {(0, 0), (0, 2)} and not looks.markdown


def test_rich_text_is_markdown_and_its_value_plain() -> None:
    sheet = a_sheet(["x"])
    sheet["A1"] = CellRichText(
        TextBlock(InlineFont(b=True), "Progress: "),
        "done, ",
        TextBlock(InlineFont(i=True), "nearly"),
        " and ",
        TextBlock(InlineFont(u="single"), "on time"),
        TextBlock(InlineFont(strike=True), " or not"),
    )
    found = read(sheet)
    assert found.cell(0, 0).value == "Progress: done, nearly and on time"
    assert found.looks.markdown == {(0, 0): "**Progress:** done, *nearly* and **on time**"}
    assert found.looks.struck == {(0, 0): "or not"}


def test_rich_text_among_the_shared_strings_follows_its_cells_font() -> None:
    sheet = a_sheet(["first", "second"])
    sheet["B1"].font = Font(bold=True)
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<si><t>unused</t></si><si><r><t xml:space="preserve">Owner </t></r>'
        b'<r><rPr><b val="0"/></rPr><t xml:space="preserve">of it</t></r>'
        b"<rPh><t>oh-na</t></rPh></si></sst>"
    )
    content = part(sheet)
    for text in (b"first", b"second"):
        content = content.replace(b"<is><t>%s</t></is>" % text, b"<v>1</v>")
    content = content.replace(b'"inlineStr"', b'"s"')
    found = read(sheet, {"xl/sharedStrings.xml": strings, SHEET: content})
    assert found.cell(0, 0).text == "Owner of it"
    assert found.looks.markdown == {(0, 1): "**Owner** of it"}
    assert not found.looks.bold


@pytest.mark.parametrize(
    ("runs", "markdown"),
    [
        ([("two\nlines", True, False), (" here", False, False)], "**two**\n**lines** here"),
        ([(" spaced ", True, False), ("x", False, False)], "**spaced** x"),
        ([("Risk:", True, False), ("none", False, False)], "**Risk**:none"),
        ([("a", False, False), ("(b)", True, False)], "a(**b)**"),
        (
            [("one", True, False), (" ", False, False), ("two", True, False), ("!x", False, False)],
            "**one two**!x",
        ),
        ([("both", True, True), (" x", False, False)], "***both*** x"),
        ([("bold", True, False), ("both", True, True), (" x", False, False)], "**boldboth** x"),
        (
            [("2*3 ", False, False), ("b", True, False), (" _c_ d_e\n* f", False, False)],
            "2\\*3 **b** \\_c\\_ d_e\n* f",
        ),
    ],
)
def test_marks_stand_where_markdown_sees_them(
    runs: list[tuple[str, bool, bool]], markdown: str
) -> None:
    assert as_rich_text(Run(*run) for run in runs).markdown == markdown


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet="ab \n.:*_(é1", min_size=1, max_size=6), st.booleans(), st.booleans()
        ),
        max_size=5,
    )
)
def test_markdown_of_any_runs_shows_their_words(runs: list[tuple[str, bool, bool]]) -> None:
    plain = "".join(text for text, _, _ in runs)
    markdown = as_rich_text(Run(*run) for run in runs).markdown
    for shown, given_line in zip(markdown.split("\n"), plain.strip().split("\n"), strict=False):
        if not markdown or re.match(r"\s*[*_1]?[.)*]?\s", given_line):
            continue
        html = MarkdownIt().renderInline(shown.strip())
        assert re.sub(r"<[^>]+>", "", html).split() == given_line.split()


def test_comments_of_both_kinds_are_text() -> None:
    sheet = a_sheet(["a", "b"])
    sheet["A1"].comment = Comment("Asha Rao:\nPlease check", "Asha Rao")
    sheet["B1"].comment = Comment("[Threaded comment] for old programs", "x")
    relations = part(sheet, "xl/worksheets/_rels/sheet1.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/'
        b'threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    thread = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        b'threadedcomments"><threadedComment ref="B1" id="{1}"><text>Is this right?</text>'
        b'</threadedComment><threadedComment ref="B1" id="{2}" parentId="{1}"><text>Yes.</text>'
        b"</threadedComment></ThreadedComments>"
    )
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations,
        "xl/threadedComments/threadedComment1.xml": thread,
    }
    assert read(sheet, parts).looks.comments == {
        (0, 0): "Asha Rao:\nPlease check",
        (0, 1): "Is this right?\nYes.",
    }


# Formulas without a value


def test_simple_formulas_without_a_value_are_worked_out() -> None:
    sheet = a_sheet(
        ["Ref", 1, date(2024, 3, 31), 0.5],
        [
            '=A1&" "&B1&"."&B1',
            "=CONCATENATE(A1,B1)",
            "=DATE(2024,14,0)",
            "=C1",
            "=C1+30",
            "=Two!A1",
        ],
        ['="say ""hi"""', '=_xlfn.CONCAT(A1,"-",D1)', "=A2"],
    )
    sheet.parent.create_sheet("Two").append(["from two"])
    found = read(sheet)
    assert found.rows[1] == [
        "Ref 1.1",
        "Ref1",
        date(2025, 1, 31),
        date(2024, 3, 31),
        date(2024, 4, 30),
        "from two",
    ]
    assert found.rows[2][:3] == ['say "hi"', "Ref-0.5", "Ref 1.1"]
    assert found.facts.formulas_without_value == []
    assert found.facts.formulas_worked_out[:2] == ["A2", "B2"]


def test_other_formulas_without_a_value_are_listed() -> None:
    sheet = a_sheet(
        ["x", 2, "#N/A"],
        ["=TODAY()", "=B1*2", "=C1", "=SUM(A1:B1)", "=Z99", "=[1]Plan!A1", "=VLOOKUP(A1,B:C,2)"],
        ["=A3", "=B4&1", "=Lost!A1", '=IF(A1="x",1,2)'],
        ["", "=B3&1"],
    )
    found = read(sheet)
    assert sorted(found.facts.formulas_without_value) == sorted(
        [*(f"{letter}2" for letter in "ABCDEFG"), "A3", "B3", "C3", "D3", "B4"]
    )
    assert found.facts.formulas_worked_out == []


def test_a_formula_that_many_cells_share_moves_with_them() -> None:
    sheet = a_sheet(["a", 1], ["b", 2], ["c", 3])
    content = part(sheet)
    for row in (1, 2, 3):
        text = b"A1&amp;$B$1" if row == 1 else b""
        share = b'<c r="C%d"><f t="shared" ref="C1:C3" si="0">%s</f><v></v></c></row>' % (row, text)
        content = re.sub(rb'(<row r="%d".*?)</row>' % row, rb"\1" + share, content)
    assert [row[2] for row in read(sheet, {SHEET: content}).rows] == ["a1", "b1", "c1"]


def test_a_formula_whose_result_is_no_text_has_a_value() -> None:
    sheet = a_sheet(["a", "=A1"])
    content = re.sub(
        rb'<c r="B1".*?</c>', b'<c r="B1" t="str"><f>IF(1,"")</f><v></v></c>', part(sheet)
    )
    found = read(sheet, {SHEET: content})
    assert found.facts.formulas_without_value == [] and found.facts.formulas_worked_out == []


def test_formulas_that_double_a_text_stay_small() -> None:
    rows = [["x" * 1000]] + [[f"=A{row}&A{row}"] for row in range(1, 40)]
    found = read(a_sheet(*rows))
    assert len(found.facts.formulas_worked_out) == 5
    assert len(found.facts.formulas_without_value) == 34
