"""Files of every kind that an import reads: .xlsm, .xls, .ods and .csv, known by their content."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlwt

from strategy_tracker.imports.read.formats.ods_styles import as_formula, width_of
from strategy_tracker.imports.read.formats.text import delimiter_of
from strategy_tracker.imports.read.workbook import ACCEPTED_SUFFIXES, Area, Refused, read_workbook
from tests.workbooks.samples import repacked, workbook

PLAIN = workbook({"Plan": [["Objective", "Key action"], ["Kinder care", "Answer bells"]]})


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(Refused) as caught:
        read_workbook(data, name)
    text = str(caught.value)
    assert text[0].isupper() and text.endswith(".")
    return text


# Known by their content


def test_the_kinds_of_files_that_may_be_chosen() -> None:
    assert ACCEPTED_SUFFIXES == (".xlsx", ".xlsm", ".xls", ".ods", ".csv")


@pytest.mark.parametrize("name", ["plan.xlsm", "plan.xls", "plan.csv", "plan", "plan.XLSX"])
def test_a_workbook_is_one_whatever_its_name(name: str) -> None:
    assert read_workbook(PLAIN, name).sheets[0].cell(1, 0).text == "Kinder care"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"{\\rtf1 hello}", ".rtf"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"7z\xbc\xaf\x27\x1c", "an archive"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html><body><table>", "web page"),
        (b"\n <table><tr><td>Objective</td></tr></table>", "web page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "web page",
        ),
    ],
)
@pytest.mark.parametrize("name", ["plan.xlsx", "plan.xls", "plan.csv"])
def test_what_is_no_workbook_is_called_what_it_is(data: bytes, said: str, name: str) -> None:
    assert said in refusal(data, name)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", "Word document"),
        ("ppt/presentation.xml", "presentation"),
        ("xl/workbook.bin", ".xlsb"),
        ("other.xml", "zip file"),
    ],
)
def test_what_another_zip_is(part: str, said: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as other:
        other.writestr(part, "<x/>")
    assert said in refusal(file.getvalue(), "plan.xlsx")


def test_an_old_word_document() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
    assert "Word document" in refusal(data, "plan.xls")


# .csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_text_in_any_usual_encoding(encoding: str, delimiter: str) -> None:
    lines = [
        ["Objective", "Key action", "Cost, £"],
        ["“Kinder” café", "Answer bells\nat night; and day", "01"],
        ["", "", ""],
        ["Quicker care", "", "=1+1"],
    ]
    text = "\r\n".join(
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines
    )
    book = read_workbook(text.encode(encoding), "My plan.csv")
    assert book.sheets[0].title == "My plan"
    assert book.sheets[0].rows == lines


def test_a_cell_of_a_csv_is_text_and_never_worked_out() -> None:
    text = 'Ref,Text\n=1+1,@SUM(A1)\n+44 1,-5\n=HYPERLINK("http://127.0.0.1:9"),75%\n'
    sheet = read_workbook(text.encode(), "plan.csv").sheets[0]
    assert [sheet.cell(1, 0).text, sheet.cell(1, 1).text] == ["=1+1", "@SUM(A1)"]
    assert [sheet.cell(2, 0).value, sheet.cell(2, 1).value] == ["+44 1", "-5"]
    assert sheet.cell(3, 1).text == "75%"
    assert not sheet.facts.formulas_worked_out


def test_what_sets_cells_apart_is_found() -> None:
    assert delimiter_of("a,b\nc,d\n") == ","
    assert delimiter_of("One, two, three;b\nFour, five;d\nSix;e\n") == ";"
    assert delimiter_of("no cells at all") == ","
    sheet = read_workbook(b"sep=|\na|b,c\n", "plan.csv").sheets[0]
    assert sheet.rows == [["a", "b,c"]]


def test_rows_of_a_csv_are_of_one_length() -> None:
    assert read_workbook(b"a,b,c,,\nd\n\n,,\n", "plan.csv").sheets[0].rows == [
        ["a", "b", "c"],
        ["d", "", ""],
    ]


def test_a_csv_under_the_name_of_an_old_workbook_is_read() -> None:
    assert read_workbook(b"Objective\tAction\nKinder care\tBells\n", "export.xls").sheets[0].rows[
        1
    ] == [
        "Kinder care",
        "Bells",
    ]


def test_a_csv_that_cannot_be_one() -> None:
    assert "neither" in refusal(bytes(range(256)) * 20, "plan.csv")
    assert "quotation mark" in refusal(b'a,"' + b"x" * 200_000, "plan.csv")
    assert "2,001 rows" not in refusal(b"\n".join([b"," * 5000] * 500), "plan.csv")
    assert "nothing in it" in refusal(b"\n\n", "plan.csv")


# .xls


def old_workbook() -> bytes:
    """Two sheets, the second hidden, with something of everything that xlwt can write."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Plan")
    book.add_sheet("Workings").write(0, 0, "secret")
    book.get_sheet(1).visibility = 1
    xlwt.add_palette_colour("ours", 0x21)
    book.set_colour_RGB(0x21, 255, 192, 0)
    bold, amber = (
        xlwt.easyxf("font: bold on"),
        xlwt.easyxf("pattern: pattern solid, fore_colour ours"),
    )
    sheet.write_merge(0, 0, 0, 3, "Title", bold)
    values: list[Any] = ["01", 12, 2.5, True, xlwt.Formula("1/0")]
    for column, value in enumerate(values):
        sheet.write(1, column, value, amber if column == 0 else xlwt.Style.default_style)
    dates = [
        (date(2022, 3, 31), "dd/mm/yyyy"),
        (datetime(2022, 3, 31, 9, 30), "dd/mm/yyyy hh:mm"),  # noqa: DTZ001
        (time(0, 38, 9), "hh:mm:ss"),
        (0.75, "0%"),
    ]
    for column, (value, shown) in enumerate(dates):
        sheet.write(2, column, value, xlwt.easyxf(num_format_str=shown))
    sheet.write(3, 1, "", amber)
    plain, heavy = xlwt.easyfont(""), xlwt.easyfont("bold on")
    sheet.write_rich_text(3, 0, [("Risk", heavy), (" of delay", plain)])
    sheet.row(2).hidden = True
    sheet.col(1).hidden = True
    sheet.col(2).width = 256 * 30
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_an_old_workbook_with_its_looks() -> None:
    book = read_workbook(old_workbook(), "plan.xls")
    assert [sheet.title for sheet in book.visible] == ["Plan"]
    assert [(sheet.title, sheet.rows) for sheet in book.hidden] == [("Workings", [["secret"]])]
    sheet, looks = book.sheets[0], book.sheets[0].looks
    assert sheet.rows[1][:4] == ["01", 12, 2.5, True]
    assert sheet.rows[2][:2] == [date(2022, 3, 31), datetime(2022, 3, 31, 9, 30)]  # noqa: DTZ001
    assert [sheet.cell(2, column).text for column in (2, 3)] == ["00:38:09", "75%"]
    assert looks.fills == {(1, 0): "FFC000", (3, 1): "FFC000"}
    assert looks.merges == [Area(0, 0, 0, 3)]
    assert looks.bold == {(0, 0)}
    assert looks.markdown == {(3, 0): "**Risk** of delay"}
    assert looks.hidden_rows == {2} and looks.hidden_columns == {1}
    assert looks.widths[2] == 30


def test_an_old_workbook_that_breaks_off() -> None:
    data = old_workbook()
    assert "damaged" in refusal(data[:600], "plan.xls")
    assert refusal(data[: len(data) // 2], "plan.xls")


# .ods

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "table": "table",
        "text": "text",
        "fo": "xsl-fo-compatible",
        "draw": "drawing",
        "calcext": "calcext",
    }.items()
)
STYLES = """
<style:style style:name="amber" style:family="table-cell" style:parent-style-name="base">
 <style:table-cell-properties fo:background-color="#ffc000"/></style:style>
<style:style style:name="base" style:family="table-cell">
 <style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="red" style:family="table-cell">
 <style:table-cell-properties fo:background-color="#ff0000"/></style:style>
<style:style style:name="sometimes" style:family="table-cell">
 <style:map style:condition="cell-content()=&quot;R&quot;" style:apply-style-name="red"
  style:base-cell-address="Plan.A1"/></style:style>
<style:style style:name="T1" style:family="text">
 <style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="co1" style:family="table-column">
 <style:table-column-properties style:column-width="2.54cm"/></style:style>
<style:style style:name="hidden" style:family="table">
 <style:table-properties table:display="false"/></style:style>
"""
TAIL = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384" table:style-name="amber"/>'
    "</table:table-row>"
)


def cell(text: str, **attributes: str) -> str:
    """A cell of text; `attributes` are those of table: with _ for -."""
    given = " ".join(
        f'table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items()
    )
    return (
        f'<table:table-cell office:value-type="string" {given}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def typed(kind: str, attribute: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" {attribute}><text:p>x</text:p>'
        "</table:table-cell>"
    )


def ods(*rows: str, before: str = "", after: str = "", more: str = "", styles: str = "") -> bytes:
    """An .ods file with one sheet, "Plan", of these rows, and `more` sheets and `styles`."""
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content {NAMES}><office:automatic-styles>{STYLES}'
        f"{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Plan">{before}{body}{after}</table:table>{more}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", ODS_TYPE)
        book.writestr("content.xml", content)
        book.writestr("styles.xml", f"<office:document-styles {NAMES}/>")
    return file.getvalue()


def test_an_open_workbook_with_its_values() -> None:
    data = ods(
        cell("01") + typed("float", 'office:value="12"') + typed("float", 'office:value="2.5"'),
        typed("date", 'office:date-value="2022-03-31"')
        + typed("date", 'office:date-value="2022-03-31T09:30:00"')
        + typed("time", 'office:time-value="PT00H38M09S"')
        + typed("time", 'office:time-value="PT30H00M00S"'),
        typed("percentage", 'office:value="0.75"')
        + typed("boolean", 'office:boolean-value="true"')
        + typed("currency", 'office:value="7"')
        + typed("float", 'office:value="many"'),
        cell("two<text:s text:c='2'/>spaces</text:p><text:p>next <text:line-break/>line"),
        more='<table:table table:name="Workings" table:style-name="hidden"><table:table-row>'
        f"{cell('secret')}</table:table-row></table:table>",
        after=TAIL,
    )
    book = read_workbook(data, "plan.ods")
    sheet = book.sheets[0]
    assert sheet.title == "Plan" and not sheet.is_hidden
    assert [(other.title, other.rows) for other in book.hidden] == [("Workings", [["secret"]])]
    assert sheet.rows[0] == ["01", 12, 2.5, ""]
    assert sheet.rows[1] == [
        date(2022, 3, 31),
        datetime(2022, 3, 31, 9, 30),  # noqa: DTZ001
        time(0, 38, 9),
        timedelta(hours=30),
    ]
    assert [sheet.cell(2, n).text for n in range(4)] == ["75%", "Yes", "7", "x"]
    assert sheet.cell(3, 0).value == "two  spaces\nnext \nline"
    assert len(sheet.rows) == 4


def test_an_open_workbook_with_its_looks() -> None:
    note = "<office:annotation><text:p>Please</text:p><text:p>check</text:p></office:annotation>"
    data = ods(
        cell("Title", number_columns_spanned="3", style_name="amber")
        + '<table:covered-table-cell table:number-columns-repeated="2"/>',
        cell("a", number_columns_repeated="2")
        + f'<table:table-cell office:value-type="string">{note}'
        "<text:p><text:span text:style-name='T1'>Risk</text:span> of delay</text:p>"
        "</table:table-cell>",
        '<table:table-cell table:style-name="red"/>'
        + cell("drawn<draw:x><text:p>no</text:p></draw:x>"),
        before='<table:table-column table:style-name="co1"/>'
        '<table:table-column table:visibility="collapse" table:default-cell-style-name="red"/>'
        '<table:table-column table:number-columns-repeated="16382"/>',
        after='<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
        f"{cell('hidden')}</table:table-row>{TAIL}",
    )
    sheet = read_workbook(data, "plan.ods").sheets[0]
    looks = sheet.looks
    assert sheet.rows[1] == ["a", "a", "Risk of delay"] and sheet.rows[2][1] == "drawn"
    assert looks.merges == [Area(0, 0, 0, 2)]
    inside = {place: colour for place, colour in looks.fills.items() if place[0] < 5}
    assert inside == {
        (0, 0): "FFC000",
        (0, 1): "FF0000",
        (1, 1): "FF0000",
        (2, 0): "FF0000",
        (2, 1): "FF0000",
    }
    assert looks.bold == {(0, 0)}
    assert looks.markdown == {(1, 2): "**Risk** of delay"}
    assert looks.comments == {(1, 2): "Please\ncheck"}
    assert looks.hidden_rows == looks.filtered_rows == {3, 4} and looks.hidden_columns == {1}
    assert looks.widths == {0: pytest.approx(13.71)}


def test_an_open_workbook_shows_as_much() -> None:
    more = """
<style:style style:name="gone" style:family="table-cell">
 <style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="green" style:family="table-cell">
 <style:text-properties fo:color="#00b050" style:font-name="Wingdings"/></style:style>
<style:style style:name="T2" style:family="text">
 <style:text-properties style:text-line-through-style="solid"/></style:style>
"""
    number = '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p>'
    end = "</table:table-cell>"
    month = '<table:table-cell office:value-type="date" office:date-value="2026-03-01">'
    data = ods(
        number.format(1, "HM 01")
        + end
        + number.format(5, "5")
        + end
        + number.format(5, "5 km")
        + end,
        cell("l", style_name="green")
        + cell("Sold", style_name="gone")
        + cell("<text:span text:style-name='T2'>Two </text:span>Four lamps"),
        month + "<text:p>Mar 26</text:p>" + end + month + "<text:p>01/03/26</text:p>" + end,
        number.format(3, "3") + end + number.format(1, "1") + end,
        after="<calcext:conditional-formats><calcext:conditional-format "
        'calcext:target-range-address="Plan.A4:Plan.B4"><calcext:icon-set '
        'calcext:icon-set-type="3TrafficLights1" calcext:show-value="false">'
        '<calcext:formatting-entry calcext:value="0" calcext:type="percent"/>'
        '<calcext:formatting-entry calcext:value="2" calcext:type="number"/>'
        '<calcext:formatting-entry calcext:value="3" calcext:type="number"/>'
        "</calcext:icon-set></calcext:conditional-format></calcext:conditional-formats>",
        styles=more,
    )
    sheet = read_workbook(data, "plan.ods").sheets[0]
    looks = sheet.looks
    assert looks.shown == {(0, 0): "HM 01", (2, 0): "Mar 26"}
    assert sheet.rows[1] == ["●", "", "Four lamps"]
    assert looks.struck == {(1, 1): "Sold", (1, 2): "Two"}
    assert looks.marks == {(1, 0): "00B050", (3, 0): "00B050", (3, 1): "FF0000"}
    assert sheet.rows[3][:2] == ["●", "●"]


def test_a_scale_of_colours_in_an_open_workbook() -> None:
    entry = '<calcext:color-scale-entry calcext:value="{}" calcext:type="{}" calcext:color="{}"/>'
    data = ods(
        *(typed("float", f'office:value="{number}"') for number in (1, 5, 10)),
        after="<calcext:conditional-formats><calcext:conditional-format "
        'calcext:target-range-address="Plan.A1:Plan.A3"><calcext:color-scale>'
        + entry.format(0, "minimum", "#ff0000")
        + entry.format(50, "percentile", "#ffc000")
        + entry.format(0, "maximum", "#00b050")
        + "</calcext:color-scale></calcext:conditional-format></calcext:conditional-formats>",
    )
    marks = read_workbook(data, "plan.ods").sheets[0].looks.marks
    assert list(marks.values()) == ["FF0000", "FFC000", "00B050"]


def formats(*conditions: str) -> str:
    given = "".join(
        f'<calcext:condition calcext:value="{condition}" calcext:apply-style-name="red" '
        'calcext:base-cell-address="Plan.A1"/>'
        for condition in conditions
    )
    return (
        "<calcext:conditional-formats><calcext:conditional-format "
        f'calcext:target-range-address="Plan.A1:Plan.A9">{given}</calcext:conditional-format>'
        "</calcext:conditional-formats>"
    )


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("=&quot;R&quot;", [0]),
        ("!=&quot;R&quot;", [1, 2]),
        ("between(1,5)", [2]),
        ("contains-text(&quot;mb&quot;)", [1]),
        ("duplicate", []),
        ("formula-is([.$A1]=[.B1])", [1]),
        ("formula-is(AND([.A1]&lt;&gt;&quot;R&quot;;[$Plan.A1]=4))", [2]),
    ],
)
def test_a_conditional_format_of_an_open_workbook(condition: str, rows: list[int]) -> None:
    data = ods(
        cell("R") + cell("x"),
        cell("Amber") + cell("Amber"),
        typed("float", 'office:value="4"'),
        after=formats(condition),
    )
    looks = read_workbook(data, "plan.ods").sheets[0].looks
    assert [row for row, column in sorted(looks.fills)] == rows and not looks.unread_formats


def test_conditions_of_an_open_workbook_that_are_not_known_are_told() -> None:
    data = ods(cell("R"), after=formats("top-elements(3)"))
    looks = read_workbook(data, "plan.ods").sheets[0].looks
    assert "A1:A9" in looks.unread_formats[0] and not looks.fills


def test_a_style_that_applies_only_sometimes() -> None:
    data = ods(cell("R", style_name="sometimes"), cell("G", style_name="sometimes"), cell("R"))
    assert read_workbook(data, "plan.ods").sheets[0].looks.fills == {(0, 0): "FF0000"}


def test_formulas_of_an_open_workbook() -> None:
    def formula(text: str) -> str:
        return f'<table:table-cell table:formula="of:={text}"><text:p/></table:table-cell>'

    data = ods(
        cell("a")
        + formula("[.A1]&amp;&quot;; &quot;&amp;[$Plan.A1]")
        + formula("SUM([.A1:.A2])")
        + '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    sheet = read_workbook(data, "plan.ods").sheets[0]
    assert sheet.rows[0][:2] == ["a", "a; a"]
    assert sheet.facts.formulas_without_value == ["C1"] and sheet.facts.errors == ["D1"]


def test_an_open_workbook_that_repeats_without_end() -> None:
    far = (
        '<table:table-row table:number-rows-repeated="1000000"/>'
        f"<table:table-row>{cell('far')}</table:table-row>"
    )
    sheet = read_workbook(ods(cell("a"), after=far), "plan.ods").sheets[0]
    assert sheet.rows == [["a"]] and "A1000002" in sheet.facts.left_out[0]
    many = ods(
        after='<table:table-row table:number-rows-repeated="1000000">'
        f"{cell('x', number_columns_repeated='1000')}</table:table-row>"
    )
    assert "2,000,000 cells" in refusal(many, "plan.ods")


def test_an_open_workbook_with_a_password() -> None:
    manifest = b"<manifest><encryption-data/></manifest>"
    data = repacked(ods(cell("a")), {"META-INF/manifest.xml": manifest, "content.xml": b"\x00\x01"})
    assert "password" in refusal(data, "plan.ods")


def test_an_open_workbook_that_is_damaged() -> None:
    assert "damaged" in refusal(repacked(ods(cell("a")), {"content.xml": b"<x"}), "plan.ods")


def test_formulas_and_widths_as_others_write_them() -> None:
    assert as_formula("of:=CONCATENATE([.A1];\"a;[.B1]\";[$'My plan'.$B$2])") == (
        "CONCATENATE(A1,\"a;[.B1]\",'My plan'!$B$2)"
    )
    assert width_of("1in") == pytest.approx(13.71) and width_of("wide") is None
