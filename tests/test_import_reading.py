"""What a workbook is read as, and the files that are refused before anything opens them."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from strategy_tracker.imports.read.archive import OLE_MAGIC, Refused
from strategy_tracker.imports.read.limits import Limits
from strategy_tracker.imports.read.workbook import address, read_workbook
from tests.workbooks.samples import as_bytes, repacked, workbook

PLAIN = workbook({"Plan": [["Objective", "Key action"], ["Kinder care", "Answer bells"]]})
SHEET = "xl/worksheets/sheet1.xml"


def refusal(data: bytes, name: str = "plan.xlsx") -> str:
    """The one sentence or two that a person reads."""
    with pytest.raises(Refused) as caught:
        read_workbook(data, name)
    text = str(caught.value)
    assert text[0].isupper() and text.endswith(".")
    return text


# Values


def test_values_come_exactly_as_given() -> None:
    rows = [
        ["01", "NaN", "N/A", "None"],
        [1, 1.0, 2.5, 1234567.0],
        [date(2022, 3, 31), datetime(2022, 3, 31, 9, 30), time(0, 38, 9), True],  # noqa: DTZ001
        ["  padded\xa0", "two\r\nlines", "", timedelta(hours=30)],
    ]
    sheet = read_workbook(workbook({"Any": rows}), "any.xlsx").sheets[0]
    texts = [[sheet.cell(row, column).text for column in range(4)] for row in range(4)]
    assert texts == [
        ["01", "NaN", "N/A", "None"],
        ["1", "1", "2.5", "1234567"],
        ["31/03/2022", "31/03/2022 09:30", "00:38:09", "Yes"],
        ["padded", "two\nlines", "", "30:00:00"],
    ]
    assert sheet.cell(2, 0).value == date(2022, 3, 31)
    assert sheet.cell(1, 1).value == 1 and isinstance(sheet.cell(1, 1).value, int)


def test_a_number_shown_as_a_percentage_is_one_and_others_are_not() -> None:
    data = workbook(
        {"Any": [[0.75, 0.75, 1, 1], [0.333, 2, 0, "80%"]]}, {"Any": ["A1", "C1", "A2"]}
    )
    sheet = read_workbook(data, "any.xlsx").sheets[0]
    texts = [[sheet.cell(row, column).text for column in range(4)] for row in range(2)]
    assert texts == [["75%", "0.75", "100%", "1"], ["33.3%", "2", "0", "80%"]]


def test_cells_that_would_be_read_as_blank_are_known() -> None:
    book = Workbook()
    book.active.append(["=1/0", "=A1&B1", "fine", "#N/A"])
    facts = read_workbook(as_bytes(book), "any.xlsx").sheets[0].facts
    assert facts.formulas_without_value == ["A1", "B1"]
    assert facts.errors == ["D1"]


def test_a_nul_hidden_in_a_cell_is_dropped() -> None:
    content = zipfile.ZipFile(io.BytesIO(PLAIN)).read(SHEET)
    data = repacked(PLAIN, {SHEET: content.replace(b"Kinder", b"Kin_x0000_der")})
    assert read_workbook(data, "any.xlsx").sheets[0].cell(1, 0).text == "Kinder care"


def test_hidden_sheets_are_kept_and_known_as_such() -> None:
    book = Workbook()
    book.active.append(["Objective"])
    book.create_sheet("Workings").append(["secret"])
    book["Workings"].sheet_state = "hidden"
    read = read_workbook(as_bytes(book), "any.xlsx")
    assert [(sheet.title, sheet.is_hidden) for sheet in read.sheets] == [
        ("Sheet", False),
        ("Workings", True),
    ]
    assert read.hidden[0].rows == [["secret"]]


def test_hidden_sheets_for_which_there_is_no_room_are_emptied_and_told() -> None:
    book = Workbook()
    book.active.append(["Objective"])
    for title in ("Small", "Large"):
        for _ in range(2 if title == "Small" else 6):
            sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
            sheet.append(["secret"])
        book[title].sheet_state = "veryHidden"
    read = read_workbook(as_bytes(book), "any.xlsx", Limits(cells=5))
    assert [len(sheet.rows) for sheet in read.sheets] == [1, 2, 0]
    assert "6 cells were not read" in read.sheets[2].facts.left_out[0]


def test_addresses_are_those_of_the_sheet() -> None:
    assert [address(0, 0), address(1, 4), address(9, 26), address(0, 16383)] == [
        "A1",
        "E2",
        "AA10",
        "XFD1",
    ]


# Refusals: one plain sentence each


def test_what_is_no_workbook() -> None:
    assert "not an Excel workbook" in refusal(b"%PDF-1.7 and so on")
    assert "not an Excel workbook" in refusal(b"Objective,Action\nKinder care,Answer bells\n")
    empty_zip = io.BytesIO()
    zipfile.ZipFile(empty_zip, "w").close()
    assert "not an Excel workbook" in refusal(empty_zip.getvalue())


def test_an_empty_file_and_an_empty_workbook() -> None:
    assert "empty" in refusal(b"")
    assert "nothing in it" in refusal(as_bytes(Workbook()))
    assert "nothing in it" in refusal(workbook({"Any": [["", " "], [None]]}))


def test_a_workbook_with_a_password() -> None:
    encrypted = OLE_MAGIC + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "password" in refusal(encrypted)


def test_macros_are_a_part_that_nobody_opens() -> None:
    types = zipfile.ZipFile(io.BytesIO(PLAIN)).read("[Content_Types].xml")
    macro_types = types.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    data = repacked(PLAIN, {"[Content_Types].xml": macro_types, "xl/vbaProject.bin": b"no code"})
    assert read_workbook(data, "plan.xlsm").sheets[0].cell(1, 1).text == "Answer bells"


def test_a_file_of_60_mb_is_refused_without_being_opened() -> None:
    text = refusal(b"PK\x03\x04" + b"\x00" * (60 * 1024 * 1024))
    assert "60 MB" in text and "25 MB" in text


def test_a_damaged_workbook() -> None:
    assert "damaged" in refusal(PLAIN[: len(PLAIN) // 2] + PLAIN[-200:])
    flipped = bytearray(PLAIN)
    flipped[60:90] = bytes(30)
    assert refusal(bytes(flipped))
    assert "damaged" in refusal(repacked(PLAIN, {"xl/workbook.xml": b"<not xml"}))


def bomb(declared: int | None = None) -> bytes:
    """A workbook whose sheet inflates to 60 MB of blanks; `declared` is what its zip says."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(stream.compress(b" " * 1_000_000) for _ in range(60)) + stream.flush()
    file = io.BytesIO(repacked(PLAIN, {"xl/media/blanks.bin": b"here"}))
    data = file.getvalue()
    if declared is None:
        declared = 60_000_000
    return _with_entry(data, b"xl/blanks.xml", packed, declared)


def _with_entry(data: bytes, name: bytes, packed: bytes, declared: int) -> bytes:
    """The zip with one more entry, its sizes said to be whatever is wanted."""
    end = data.rindex(b"PK\x05\x06")
    count, _, size, start = struct.unpack("<HHLL", data[end + 8 : end + 20])
    central = data[start : start + size]
    local = struct.pack(
        "<4sHHHHHLLLHH", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), declared, len(name), 0
    )
    entry = struct.pack(
        "<4sHHHHHHLLLHHHHHLL",
        b"PK\x01\x02",
        20,
        20,
        0,
        8,
        0,
        0,
        0,
        len(packed),
        declared,
        len(name),
        0,
        0,
        0,
        0,
        0,
        start,
    )
    body = data[:start] + local + name + packed
    tail = struct.pack(
        "<4sHHHHLLH",
        b"PK\x05\x06",
        0,
        0,
        count + 1,
        count + 1,
        size + len(entry) + len(name),
        len(body),
        0,
    )
    return body + central + entry + name + tail


def test_a_zip_bomb_is_refused_by_what_it_says() -> None:
    assert "unpacks to far more" in refusal(bomb())


def test_a_zip_bomb_that_lies_about_its_size_is_refused_by_what_it_does() -> None:
    data = bomb(declared=100)
    assert zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/blanks.xml").file_size == 100
    assert "unpacks to far more" in refusal(data)


def test_many_parts_count_together() -> None:
    parts = {f"xl/media/{number}.bin": bytes([number]) * 9_000 for number in range(9)}
    with pytest.raises(Refused, match="unpacks to far more"):
        read_workbook(repacked(PLAIN, parts), "plan.xlsx", Limits(unzipped=50_000))


def test_two_parts_of_one_name_are_refused() -> None:
    file = io.BytesIO(PLAIN)
    with zipfile.ZipFile(file, "a") as book, pytest.warns(UserWarning, match="Duplicate"):
        book.writestr(SHEET, b"<worksheet/>")
    assert "damaged" in refusal(file.getvalue())


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_xml_entities_are_refused(declaration: bytes) -> None:
    content = zipfile.ZipFile(io.BytesIO(PLAIN)).read(SHEET)
    hostile = b'<?xml version="1.0"?>' + declaration + content
    assert "declarations" in refusal(repacked(PLAIN, {SHEET: hostile}))
    two_byte = ('<?xml version="1.0" encoding="UTF-16"?>' + declaration.decode()).encode("utf-16")
    assert refusal(repacked(PLAIN, {SHEET: two_byte}))


def test_a_stray_cell_far_out_is_left_out_and_said() -> None:
    book = Workbook()
    book.active.title = "Plan"
    book.active.append(["Objective", "Key action"])
    book.active["XFD1048576"] = "stray"
    book.active["ZZ3"] = "=1/0"
    sheet = read_workbook(as_bytes(book), "plan.xlsx").sheets[0]
    assert sheet.rows == [["Objective", "Key action"]]
    assert sheet.facts.left_out == ["2 cells far away from the rest, from ZZ3 on, were not read."]
    assert sheet.facts.formulas_without_value == []


def test_cells_all_over_a_sheet_are_refused_by_its_name() -> None:
    book = Workbook()
    book.active.title = "Plan"
    for number in range(1, 2001):
        book.active.cell(number * 500, min(number * 50, 16384), "x")
    text = refusal(as_bytes(book))
    assert "“Plan”" in text and "1,000,000" in text


def test_a_styled_cell_far_out_costs_nothing() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(PLAIN)).read(SHEET)
    styled = sheet.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    )
    read = read_workbook(repacked(PLAIN, {SHEET: styled}), "plan.xlsx").sheets[0]
    assert len(read.rows) == 2 and not read.facts.left_out


def test_wide_and_long_cells_are_harmless() -> None:
    book = Workbook()
    for column in range(1, 16385):
        book.active.cell(1, column, "x")
    book.active.cell(2, 1, "w" * 32767)
    sheet = read_workbook(as_bytes(book), "wide.xlsx").sheets[0]
    assert len(sheet.rows[0]) == 1000 and len(sheet.cell(1, 0).text) == 32767
    assert "15,384 of its cells stand beyond column ALL" in sheet.facts.left_out[0]


def test_links_to_elsewhere_are_not_followed(tmp_path: Path) -> None:
    relation = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
        b'2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/externalLinkPath" Target="http://127.0.0.1:9/x.xlsx" '
        b'TargetMode="External"/></Relationships>'
    )
    data = repacked(PLAIN, {"xl/externalLinks/_rels/externalLink1.xml.rels": relation})
    assert read_workbook(data, "plan.xlsx").sheets[0].cell(1, 0).text == "Kinder care"
