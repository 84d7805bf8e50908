"""What Excel shows decides: icons, colours, coloured signs, struck-out words, number formats."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import (
    CellIsRule,
    ColorScaleRule,
    FormatObject,
    FormulaRule,
    IconSet,
    IconSetRule,
    Rule,
)
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.formats.number_formats import number_format
from strategy_tracker.imports.read.formats.symbols import as_signs
from strategy_tracker.imports.read.sandbox import read_apart
from strategy_tracker.imports.read.sheet import is_symbol
from strategy_tracker.imports.read.workbook import read_workbook
from tests.workbooks.scoring import open_questions
from tests.workbooks.shows import (
    WORKS,
    a_plan,
    after_cells,
    data_of,
    ratings_of,
    read,
    understood,
    words_of,
)

R, A, G = "FFFF0000", "FFFFC000", "FF00B050"
RED, AMBER, GREEN = (PatternFill(bgColor=colour) for colour in (R, A, G))
NUMBER = "rag-as-a-number"

# Icons


def icons(
    name: str,
    *limits: tuple[str, Any] | tuple[str, Any, bool],
    shows: bool = False,
    is_reversed: bool = False,
) -> Rule:
    """A rule of a set of icons; a limit is (kind, value), with False where it counts above it."""
    objects = [FormatObject(kind, val=value, gte=not more or None) for kind, value, *more in limits]
    for item, (_, _, *more) in zip(objects, limits, strict=True):
        item.gte = False if more else None
    return Rule(
        "iconSet",
        iconSet=IconSet(iconSet=name, cfvo=objects, showValue=shows, reverse=is_reversed),
    )


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (
            icons("3TrafficLights1", ("num", 1), ("num", 2), ("num", 3)),
            [3, 2, 1],
            ["Green", "Amber", "Red"],
        ),
        (
            icons("3Signs", ("percent", 0), ("percent", 33), ("percent", 67), is_reversed=True),
            [10, 55, 100, 40],
            ["Green", "Amber", "Red", "Amber"],
        ),
        (
            icons("4Arrows", ("num", 0), ("num", 25), ("num", 50), ("num", 75)),
            [80, 60, 30, 10],
            ["Green↑", "Amber↑", "Amber↓", "Red↓"],
        ),
        (
            icons("5Arrows", *(("percent", value) for value in (0, 20, 40, 60, 80))),
            [0, 25, 50, 75, 100],
            ["Red↓", "Amber↓", "Amber→", "Amber↑", "Green↑"],
        ),
        (
            icons("3Flags", ("percentile", 0), ("percentile", 50, False), ("percentile", 90)),
            [1, 2, 3, 4, 5],
            ["Red", "Red", "Red", "Amber", "Green"],
        ),
        (
            icons("3Symbols2", ("num", 0), ("formula", "$K$30"), ("formula", "$K$30*2")),
            [5, 12, 24],
            ["Red", "Amber", "Green"],
        ),
    ],
)
def test_an_icon_that_stands_alone_is_the_rating(
    rule: Rule, values: list[int], expected: list[str]
) -> None:
    sheet = a_plan(values)
    sheet["K30"] = 10
    sheet.conditional_formatting.add("D2:D9", rule)
    result = understood(sheet)
    assert ratings_of(result) == expected
    assert not words_of(result, NUMBER)
    assert not any(problem.stops for problem in result.problems)


def test_a_number_that_is_seen_beside_its_icon_is_kept() -> None:
    sheet = a_plan([82, 40, 7])
    rule = IconSetRule("3TrafficLights2", "num", [0, 33, 67])
    sheet.conditional_formatting.add("D2:D4", rule)
    result = understood(sheet)
    assert ratings_of(result) == ["Green", "Amber", "Red"]
    assert words_of(result, NUMBER) == ["82", "40", "7"]


def test_icons_chosen_one_by_one_are_those_of_newer_programs() -> None:
    block = (
        b'<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        b'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
        b"<x14:conditionalFormatting "
        b'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        b'<x14:cfRule type="iconSet" priority="1" id="{2}">'
        b'<x14:iconSet iconSet="3Arrows" showValue="0" custom="1">'
        b'<x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo>'
        b'<x14:cfvo type="num"><xm:f>2</xm:f></x14:cfvo>'
        b'<x14:cfvo type="num"><xm:f>3</xm:f></x14:cfvo>'
        b'<x14:cfIcon iconSet="3Flags" iconId="2"/>'
        b'<x14:cfIcon iconSet="4TrafficLights" iconId="2"/>'
        b'<x14:cfIcon iconSet="3Symbols" iconId="0"/>'
        b"</x14:iconSet></x14:cfRule><xm:sqref>D2:D4</xm:sqref>"
        b"</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    result = understood(a_plan([1, 2, 3]), after_cells(block))
    assert ratings_of(result) == ["Green", "Amber", "Red"]


def test_a_black_light_is_asked_like_any_colour_that_tells_nothing() -> None:
    sheet = a_plan([0, 1, 2, 3])
    sheet.conditional_formatting.add(
        "D2:D5", icons("4TrafficLights", ("num", 0), ("num", 1), ("num", 2), ("num", 3))
    )
    result = understood(sheet)
    assert ratings_of(result) == ["", "Red", "Amber", "Green"]
    (question,) = open_questions(result, Existing(None, None, [], Known(), {}, {}))
    assert question.key == "colour:#000000" and str(question.where) == "Harbour!D2"
    said = Choices(answers={"colour:#000000": "Blue"})
    assert ratings_of(understood(sheet, choices=said)) == ["Blue", "Red", "Amber", "Green"]


def test_icons_without_a_colour_leave_the_number_alone() -> None:
    sheet = a_plan([4, 3, 1], heading="Stage reached")
    sheet.conditional_formatting.add(
        "D2:D4", icons("4Rating", ("num", 0), ("num", 2), ("num", 3), ("num", 4))
    )
    assert [read(sheet).cell(row, 3).text for row in (1, 2, 3)] == ["4", "3", "1"]


def test_a_rule_before_the_icons_may_stop_them() -> None:
    sheet = a_plan([3, 2, 1])
    sheet.conditional_formatting.add("D2", FormulaRule(["TRUE"], stopIfTrue=True))
    sheet.conditional_formatting.add(
        "D2:D4", icons("3TrafficLights1", ("num", 1), ("num", 2), ("num", 3))
    )
    assert read(sheet).looks.marks == {(2, 3): "FFC000", (3, 3): "FF0000"}


def test_a_set_that_makes_no_sense_is_passed_over() -> None:
    sheet = a_plan([3, 2, 1])
    sheet.conditional_formatting.add("D2:D4", icons("3TrafficLights1", ("num", 1), ("num", 2)))
    found = read(sheet)
    assert not found.looks.marks and found.cell(1, 3).value == 3


def test_a_threshold_that_cannot_be_worked_out_is_told() -> None:
    sheet = a_plan([3, 2, 1])
    limits = ("num", 0), ("formula", "SUMPRODUCT(A1:A9)"), ("num", 3)
    sheet.conditional_formatting.add("D2:D4", icons("3TrafficLights1", *limits))
    looks = read(sheet).looks
    assert not looks.marks and "by a set of icons" in looks.unread_formats[0]


# Colours of numbers


def by_colour(*rules: Rule) -> Callable[[Worksheet], None]:
    def add(sheet: Worksheet) -> None:
        for rule in rules:
            sheet.conditional_formatting.add("D2:D9", rule)

    return add


@pytest.mark.parametrize(
    ("add", "values", "expected"),
    [
        (
            by_colour(
                CellIsRule("greaterThan", ["80"], fill=GREEN),
                CellIsRule("between", ["50", "80"], fill=AMBER),
                CellIsRule("lessThan", ["50"], fill=RED),
            ),
            [90, 60, 20],
            ["Green", "Amber", "Red"],
        ),
        (
            by_colour(
                FormulaRule(['$E2="late"'], fill=RED),
                FormulaRule(["$D2>=5"], fill=GREEN),
                FormulaRule(["TRUE"], fill=AMBER),
            ),
            [9, 5, 4, 1],
            ["Red", "Green", "Amber", "Red"],
        ),
        (
            by_colour(ColorScaleRule("min", None, R, end_type="max", end_value=None, end_color=G)),
            [10, 2, 9, 1],
            ["Green", "Red", "Green", "Red"],
        ),
        (
            by_colour(
                ColorScaleRule("num", 0, G, "percentile", 50, "FFFFEB84", "num", 100, "FFF8696B")
            ),
            [0, 48, 50, 100, 10],
            ["Green", "Amber", "Amber", "Red", "Green"],
        ),
        (
            by_colour(
                Rule("top10", dxf=DifferentialStyle(fill=GREEN), rank=2),
                Rule("top10", dxf=DifferentialStyle(fill=RED), rank=2, bottom=True),
            ),
            [8, 7, 2, 1],
            ["Green", "Green", "Red", "Red"],
        ),
        (
            by_colour(
                CellIsRule("greaterThanOrEqual", ["7"], font=Font(color=G)),
                CellIsRule("lessThan", ["7"], font=Font(color=R)),
            ),
            [9, 3, 7],
            ["Green", "Red", "Green"],
        ),
    ],
)
def test_the_colour_of_a_number_is_the_rating_and_the_number_is_kept(
    add: Callable[[Worksheet], None], values: list[int], expected: list[str]
) -> None:
    sheet = a_plan(values, more=[["Remark", "late", "", "", "late", "", ""]])
    add(sheet)
    result = understood(sheet)
    assert ratings_of(result) == expected
    assert words_of(result, NUMBER) == [str(value) for value in values]
    assert not any(problem.stops for problem in result.problems)


def test_a_number_is_kept_under_the_question_that_the_strategy_asks_already() -> None:
    sheet = a_plan([90, 60, 20])
    sheet["D2"].fill, sheet["D3"].fill, sheet["D4"].fill = (
        PatternFill("solid", fgColor=colour) for colour in (G, A, R)
    )
    first = understood(sheet)
    question = next(q for q in first.questions.values() if q.code == NUMBER)
    assert question.is_new and not question.is_rating
    assert ratings_of(first) == ["Green", "Amber", "Red"]


@pytest.mark.parametrize("heading", ["Progress", "Budget", "Delivery confidence"])
def test_the_colour_of_any_other_number_is_no_rating(heading: str) -> None:
    sheet = a_plan([0.9, 0.6, 0.2], heading=heading)
    by_colour(
        CellIsRule("greaterThan", ["0.5"], fill=GREEN), CellIsRule("lessThan", ["0.5"], fill=RED)
    )(sheet)
    for row in (2, 3, 4):
        sheet.cell(row, 4).number_format = "0%"
    result = understood(sheet)
    assert not any("as a number" in question.label for question in result.questions.values())


def test_the_colour_of_a_risk_score_is_no_rating() -> None:
    sheet = a_plan([])
    sheet.delete_rows(1)
    sheet.append(["Risk ref", "Risk title", "Current rating"])
    for number, score in enumerate((20, 9, 4)):
        sheet.append([f"R{number}", f"The tide may take berth {number}", score])
    sheet.conditional_formatting.add("C2:C4", CellIsRule("greaterThan", ["8"], fill=RED))
    result = understood(sheet)
    assert [risk.values["current"] for risk in result.found["risk"].values()] == [20, 9, 4]


def test_a_striped_table_rates_nothing() -> None:
    sheet = a_plan([3, 2, 1])
    for row in (2, 4):
        for cell in sheet[row]:
            cell.fill = PatternFill("solid", fgColor="FFDDEBF7")
    assert not understood(sheet).layout.legend.shown


# Signs


def signed(*cells: tuple[Any, Font | None]) -> Worksheet:
    sheet = a_plan([value for value, _ in cells])
    for row, (_, font) in enumerate(cells, start=2):
        if font:
            sheet.cell(row, 4).font = font
    return sheet


def lamps(lit: int, colour: str) -> CellRichText:
    """Three lamps of which one is lit."""
    colours = ["FFBFBFBF"] * 3
    colours[lit] = colour
    return CellRichText(*(TextBlock(InlineFont(color=ink), "●") for ink in colours))


@pytest.mark.parametrize(
    "sheet",
    [
        signed(*(("l", Font(name="Wingdings", color=colour)) for colour in (G, A, R))),
        signed(*(("●", Font(color=colour)) for colour in (G, A, R))),
        signed(("🟢", None), ("🟡", None), ("🔴", None)),
        signed(*(("n", Font(name="Webdings", color=colour)) for colour in (G, A, R))),
        signed(("✓", Font(color="FF008000")), ("■", Font(color="FFED7D31")), ("✗", Font(color=R))),
        signed((lamps(2, G), None), (lamps(1, A), None), (lamps(0, R), None)),
        signed(
            *(
                (
                    CellRichText(TextBlock(InlineFont(rFont="Wingdings", color=colour), "n")),
                    None,
                )
                for colour in (G, A, R)
            )
        ),
    ],
)
def test_a_coloured_sign_is_the_rating_of_its_colour(sheet: Worksheet) -> None:
    result = understood(sheet)
    assert ratings_of(result) == ["Green", "Amber", "Red"]
    assert not any(problem.stops for problem in result.problems)


def test_a_sign_that_a_conditional_format_colours() -> None:
    sheet = a_plan(["●", "●", "●"], more=[["Lag", 0, 3, 9]])
    for limit, colour in ((8, R), (2, A), (-1, G)):
        sheet.conditional_formatting.add(
            "D2:D4", FormulaRule([f"$E2>{limit}"], font=Font(color=colour))
        )
    assert ratings_of(understood(sheet)) == ["Green", "Amber", "Red"]


def test_a_sign_without_a_colour_among_coloured_ones_is_asked() -> None:
    result = understood(signed(("●", Font(color=G)), ("●", None), ("●", Font(color=R))))
    assert ratings_of(result) == ["Green", "", "Red"]
    assert result.layout.legend.shown["#000000"].count == 1


def test_ticks_of_one_colour_are_no_rating() -> None:
    sheet = a_plan(["G", "A", "R"], more=[["Board paper", "✓", "", "✓"]])
    for row in (2, 4):
        sheet.cell(row, 5).font = Font(color=G)
    assert not understood(sheet).layout.legend.shown


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("●", True), ("🟢", True), ("⚠️", True), ("● ● ●", True), ("Green", False), ("1", False),
     ("", False), ("🟢 On track", False)],
)  # fmt: skip
def test_what_is_a_sign(text: str, is_one: bool) -> None:
    assert is_symbol(text) is is_one


@pytest.mark.parametrize(
    ("letters", "font", "signs"),
    [("l", "Wingdings", "●"), ("\uf06c", "Wingdings", "●"), ("p", "Wingdings 3", "▲"),
     ("Z", "Webdings", "◆"), ("long words", "Wingdings", ""), ("l", "Arial", "")],
)  # fmt: skip
def test_letters_of_a_font_of_signs(letters: str, font: str, signs: str) -> None:
    assert as_signs(letters, font) == signs


# Struck-out words


def struck(*runs: tuple[str, bool]) -> CellRichText:
    return CellRichText(
        *(TextBlock(InlineFont(strike=True), text) if gone else text for text, gone in runs)
    )


@pytest.mark.parametrize(
    ("value", "left", "gone"),
    [
        (struck(("Two lamps lit. ", True), ("Four lamps lit.", False)), "Four lamps lit.",
         "Two lamps lit."),
        (struck(("Ask ", False), ("the mayor", True), (" the guild", False)), "Ask the guild",
         "the mayor"),
        (struck(("First\n", True), ("Second", False)), "Second", "First"),
        (struck(("One, ", False), ("two, ", True), ("three", False), (", four", True)),
         "One, three", "two, , four"),
        (struck(("All of it", True)), "", "All of it"),
        (CellRichText(TextBlock(InlineFont(b=True), "Now: "),
                      TextBlock(InlineFont(strike=True, b=True), "late "), "on time"),
         "**Now:** on time", "late"),
    ],
)  # fmt: skip
def test_struck_out_words_are_left_out_and_noted(value: Any, left: str, gone: str) -> None:
    result = understood(a_plan(["G"], more=[["Comments", value]]))
    assert words_of(result, "comments") == ([left] if left else [])
    (note,) = result.problems
    assert str(note.where) == "Harbour!E2" and note.value == gone and not note.stops
    assert note.message == f"“{gone}” is struck out and was left out."


def test_a_cell_struck_out_as_a_whole_is_empty_whatever_it_holds() -> None:
    sheet = a_plan(["G", "A"], more=[["Comments", 12, "kept"], ["Due", date(2027, 3, 31), None]])
    sheet["E2"].font = sheet["F2"].font = Font(strike=True)
    found = read(sheet)
    assert found.rows[1][4:] == ["", ""]
    assert found.looks.struck == {(1, 4): "12", (1, 5): "31/03/2027"}


def test_a_merged_cell_that_is_struck_out_names_no_parent() -> None:
    sheet = a_plan(["G", "A", "R"])
    sheet["A4"] = "Warmer boats"
    sheet.merge_cells("A2:A3")
    sheet["A2"].font = Font(strike=True)
    found = read(sheet)
    assert found.looks.struck == {(1, 0): "Safer quays"} and found.cell(1, 0).text == ""


def test_a_row_that_is_struck_out_is_no_action_and_has_one_note() -> None:
    sheet = a_plan(["G", "A", "R"])
    for cell in sheet[3]:
        cell.font = Font(strike=True)
    result = understood(sheet)
    assert [action.title for action in result.found["action"].values()] == [WORKS[0], WORKS[2]]
    (note,) = result.problems
    assert note.message == "Row 3 is struck out and was left out." and WORKS[1] in note.value


def test_a_run_of_its_own_look_in_a_struck_out_cell_stays() -> None:
    sheet = a_plan(["G"])
    sheet["B2"] = CellRichText("Sink ", TextBlock(InlineFont(strike=False), "the buoy"))
    sheet["B2"].font = Font(strike=True)
    found = read(sheet)
    assert found.cell(1, 1).text == "the buoy" and found.looks.struck == {(1, 1): "Sink"}


# Formats of numbers and dates


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('"BAF" 00', 1, "BAF 01"),
        ("00", 7, "07"),
        ("000", 12, "012"),
        ('"R-"0000', 23, "R-0023"),
        ('000"/27"', 4, "004/27"),
        (r"\S\R0", 9, "SR9"),
        ("00-000", 12345, "12-345"),
        ('"Up "0;"Down "0;"Level"', -3, "Down 3"),
        ('"Up "0;"Down "0', 0, "Up 0"),
        ('[<100]"Low "0;"High "0', 250, "High 250"),
        ('"Q"General', 2, "Q2"),
        ('[Blue]"Ref "_(00_)', 5, "Ref  05"),
        ("00", 123, ""),
        ("00", -4, "-04"),
        ('"Pier "@', "nine", "Pier nine"),
        ("0;-0;;@", "nine", ""),
        ('0" days"', 5, ""),
        ('"£"#,##0', 5000, ""),
        ("[$£-809]0", 5, ""),
        ('"£m "0', 5, ""),
        ("0.00", 5, ""),
        ("0%", 1, ""),
        ("# ?/?", 5, ""),
        ("General", 5, ""),
        ("00", 2.5, ""),
        ('"Ref "0', True, ""),
        ("mmm yy", date(2026, 3, 15), "Mar 26"),
        ("mmm-yy", date(2026, 3, 1), "Mar-26"),
        ("[$-809]mmmm yyyy;@", date(2026, 11, 30), "November 2026"),
        ("mm/yyyy", date(2026, 3, 31), "Mar 2026"),
        ("mmmm", date(2026, 4, 1), "Apr 2026"),
        ("dd/mm/yyyy", date(2026, 4, 1), ""),
        ("[$-F800]dddd, mmmm dd, yyyy", date(2026, 4, 1), ""),
        ("yyyy", date(2026, 4, 1), ""),
    ],
)
def test_how_a_format_shows_a_value(code: str, value: Any, shown: str) -> None:
    known = number_format(code)
    assert (known.shows(value) if known else "") == shown


def test_a_reference_is_as_its_format_shows_it() -> None:
    sheet = a_plan(["G", "A"], more=[["Ref", 1, 12]])
    sheet["E2"].number_format = sheet["E3"].number_format = '"HM" 000'
    result = understood(sheet)
    actions = result.found["action"].values()
    assert [action.values["reference"] for action in actions] == ["HM 001", "HM 012"]


def test_a_score_with_words_around_it_is_still_a_number() -> None:
    sheet = a_plan([])
    sheet.delete_rows(1)
    sheet.append(["Risk ref", "Risk title", "Current score", "Target score"])
    sheet.append([3, "The tide may take the berth", 16, 8])
    sheet["A2"].number_format, sheet["C2"].number_format = "000", '"Now "00'
    (risk,) = understood(sheet).found["risk"].values()
    assert risk.values["reference"] == "003" and risk.values["current"] == 16


@pytest.mark.parametrize(
    ("code", "text", "day"),
    [
        ("mmm yy", "Mar 26", date(2026, 3, 31)),
        ("mmmm yyyy", "March 2026", date(2026, 3, 31)),
        ("mm/yy", "Mar 2026", date(2026, 3, 31)),
        ("[$-809]mmm-yy;@", "Mar-26", date(2026, 3, 31)),
        ("dd mmm yy", "", date(2026, 3, 1)),
    ],
)
def test_a_date_shown_as_a_month_is_that_month(code: str, text: str, day: date) -> None:
    sheet = a_plan(["G"], more=[["Target date", date(2026, 3, 1)]])
    sheet["E2"].number_format = code
    (action,) = understood(sheet).found["action"].values()
    assert (action.values["target_text"], action.values["target_date"]) == (text, day)


def test_what_is_shown_comes_back_from_the_process_that_reads(settings: Any) -> None:
    sheet = a_plan([3, 2], more=[["Ref", 1, 2]])
    sheet["E2"].number_format = '"HM" 000'
    sheet.conditional_formatting.add("D2:D3", icons("3Flags", ("num", 1), ("num", 2), ("num", 3)))
    book = read_apart(data_of(sheet), "harbour.xlsx").workbook
    assert ratings_of(extract(book, Known())) == ["Green", "Amber"]
    assert book.sheets[0].cell(1, 4).text == "HM 001"


# Older and other files


def test_an_old_workbook_shows_as_much() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Harbour")
    for column, heading in enumerate(["Goal", "Key action", "Ref", "RAG", "Target date"]):
        sheet.write(0, column, heading)
    for row, colour in enumerate(("green", "red"), start=1):
        sheet.write(row, 0, "Safer quays")
        sheet.write(row, 1, WORKS[row])
        sheet.write(row, 2, row, xlwt.easyxf(num_format_str='"HM" 00'))
        sheet.write(row, 3, "l", xlwt.easyxf(f"font: name Wingdings, color {colour}"))
        sheet.write(row, 4, date(2026, 3, 1), xlwt.easyxf(num_format_str="mmm yy"))
    for row in (3, 4):
        sheet.write(row, 0, "Safer quays")
        sheet.write(row, 2, row, xlwt.easyxf(num_format_str='"HM" 00'))
    sheet.write(3, 1, WORKS[3])
    sheet.write(3, 4, "Gone", xlwt.easyxf("font: struck_out on"))
    part = xlwt.easyfont("struck_out on")
    sheet.write_rich_text(4, 1, [("Old ", part), ("Row the ferry", xlwt.easyfont(""))])
    file = io.BytesIO()
    book.save(file)
    found = read_workbook(file.getvalue(), "harbour.xls")
    looks = found.sheets[0].looks
    assert looks.struck == {(3, 4): "Gone", (4, 1): "Old"}
    result = extract(found, Known())
    actions = list(result.found["action"].values())
    assert [action.values.get("reference") for action in actions[:2]] == ["HM 01", "HM 02"]
    assert actions[0].values["target_date"] == date(2026, 3, 31)
    assert ratings_of(result)[:2] == ["Green", "Red"]
    assert actions[3].title == "Row the ferry"
