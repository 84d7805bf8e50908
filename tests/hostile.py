"""Files made to do harm, each a named kind: what the suite and `make fuzz` try to upload.

Each is built when it is asked for, for some are large. Whatever a file does, a person is told
in a sentence or the file is read; tests/fuzz.py tries that.
"""

# A table of bytes: its lines are as long as they are, and chance need not be secret.
# ruff: noqa: E501, C901
# mypy: disable-error-code="misc"

import functools
import io
import json
import pickle
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import xlwt

from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, repacked, workbook


class Hostile(NamedTuple):
    """One file: what is wrong with it, its name, and how it is made."""

    kind: str
    name: str
    make: Callable[[], bytes]


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
PARTS = (SHEET, STRINGS, STYLES, BOOK, RELATIONS, TYPES, "_rels/.rels", "xl/theme/theme1.xml")
END = b"</sheetData>"
DIGITS = b"9" * 5_000
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


@functools.cache
def plan() -> bytes:
    """A sound workbook of three sheets."""
    return workbook({"Plan": ACTIONS, "Risks": RISKS, "Goals": OBJECTIVES})


@functools.cache
def old_plan() -> bytes:
    """The same plan as an .xls file."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Plan")
    dated = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for row, values in enumerate(ACTIONS):
        for column, value in enumerate(values):
            sheet.write(row, column, value, *([dated] if hasattr(value, "year") else []))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@functools.cache
def text_plan() -> bytes:
    """The same plan as a .csv file."""
    return "\n".join(",".join(str(value) for value in row) for row in ACTIONS).encode()


def open_plan(body: str = "", more: str = "", **parts: bytes) -> bytes:
    """The same plan as an .ods file, with `body` after its rows and `more` sheets."""
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{value}</text:p></table:table-cell>" for value in row)
        + "</table:table-row>"
        for row in ACTIONS
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {SPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="Plan">{rows}{body}</table:table>{more}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    files = {
        "mimetype": ODS_TYPE,
        "content.xml": content.encode("utf-8", "surrogatepass"),
        "styles.xml": f"<office:document-styles {SPACES}/>".encode(),
    } | {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()}
    return zipped(files)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as book:
        for name, content in files.items():
            book.writestr(name, content)
    return file.getvalue()


@functools.cache
def part(name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(plan())).read(name)


def without(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(plan())) as book:
        return zipped({other: book.read(other) for other in book.namelist() if other != name})


def with_part(name: str, content: bytes) -> bytes:
    return repacked(plan(), {name: content})


def with_rows(rows: bytes) -> bytes:
    return with_part(SHEET, part(SHEET).replace(END, rows + END))


def with_cell(cell: bytes) -> bytes:
    return with_rows(b'<row r="9">' + cell + b"</row>")


def with_value(value: bytes, kind: bytes = b"n") -> bytes:
    """A value of that kind in the column of dates."""
    return with_cell(
        b'<c r="D9" t="inlineStr"><is><t>Sing</t></is></c><c r="H9" t="%s"><v>%s</v></c>'
        % (kind, value)
    )


def with_tail(tail: bytes) -> bytes:
    """Elements after the cells of the first sheet."""
    return with_part(SHEET, part(SHEET).replace(END, END + tail))


def with_head(head: bytes) -> bytes:
    return with_part(SHEET, part(SHEET).replace(b"<sheetData>", head + b"<sheetData>"))


def with_formula(formula: bytes) -> bytes:
    return with_cell(b'<c r="D9"><f>%s</f></c>' % formula)


def csv_of(content: bytes) -> bytes:
    return content


# The kinds


def kinds() -> Iterator[Hostile]:
    """Every kind there is."""
    for family in (
        _ends,
        _zips,
        _parts,
        _xml,
        _cells,
        _values,
        _sheets,
        _formulas,
        _styles,
        _others,
        _names,
        _texts,
        _opens,
        _olds,
    ):
        yield from family()


def _ends() -> Iterator[Hostile]:
    yield Hostile("empty", "plan.xlsx", lambda: b"")
    yield Hostile("one byte", "plan.xlsx", lambda: b"P")
    yield Hostile("nothing but NULs", "plan.xlsx", lambda: bytes(10_000))
    yield Hostile("over 25 MB", "plan.xlsx", lambda: plan() + bytes(26 * 1024 * 1024))
    files = (("xlsx", plan), ("xls", old_plan), ("ods", open_plan), ("csv", text_plan))
    for suffix, make in files:
        for tenth in range(1, 10):

            def cut(make: Callable[[], bytes] = make, tenth: int = tenth) -> bytes:
                data = make()
                return data[: len(data) * tenth // 10]

            yield Hostile(f"{suffix} breaking off at {tenth} tenths", f"plan.{suffix}", cut)


def _zips() -> Iterator[Hostile]:
    def patched(signature: bytes, place: int, value: bytes) -> bytes:
        """The plan with bytes of every header of that kind replaced."""
        data = bytearray(plan())
        for match in re.finditer(re.escape(signature), plan()):
            data[match.start() + place : match.start() + place + len(value)] = value
        return bytes(data)

    central, local = b"PK\x01\x02", b"PK\x03\x04"
    bomb = b"<a>" + bytes(1) * 0 + b" " * 400_000_000
    yield Hostile("zip: a bomb", "plan.xlsx", lambda: with_part("xl/a.xml", bomb[:320_000_000]))
    yield Hostile(
        "zip: squeezed beyond reason",
        "plan.xlsx",
        lambda: with_part("xl/a.bin", b"\0" * 60_000_000),
    )
    yield Hostile(
        "zip: a bomb within",
        "plan.xlsx",
        lambda: with_part("xl/a.bin", zipped({"a": b"\0" * 50_000_000})),
    )
    yield Hostile(
        "zip: 3,000 parts",
        "plan.xlsx",
        lambda: repacked(plan(), {f"xl/{n}.xml": b"<a/>" for n in range(3_000)}),
    )
    yield Hostile("zip: sizes that lie", "plan.xlsx", lambda: patched(central, 24, b"\x01\0\0\0"))
    yield Hostile("zip: sizes of 4 GB", "plan.xlsx", lambda: patched(central, 24, b"\xff" * 4))
    yield Hostile(
        "zip: packed sizes of 4 GB", "plan.xlsx", lambda: patched(central, 20, b"\xff" * 4)
    )
    yield Hostile(
        "zip: parts that lie over each other",
        "plan.xlsx",
        lambda: patched(central, 42, b"\0\0\0\0"),
    )
    yield Hostile(
        "zip: parts beyond the end", "plan.xlsx", lambda: patched(central, 42, b"\xf0\xff\xff\x7f")
    )
    yield Hostile("zip: encrypted", "plan.xlsx", lambda: patched(central, 8, b"\x01\0"))
    yield Hostile("zip: a method of nobody", "plan.xlsx", lambda: patched(central, 10, b"\x63\0"))
    yield Hostile(
        "zip: long names that are not there", "plan.xlsx", lambda: patched(local, 26, b"\xff\xff")
    )
    yield Hostile("zip: no directory", "plan.xlsx", lambda: plan()[: plan().rindex(b"PK\x05\x06")])
    yield Hostile("zip: a directory alone", "plan.xlsx", lambda: plan()[plan().index(central) :])
    yield Hostile("zip: nothing in it", "plan.xlsx", lambda: zipped({}))
    yield Hostile("zip: bytes before it", "plan.xlsx", lambda: b"MZ" + bytes(5_000) + plan())
    yield Hostile("zip: bytes after it", "plan.xlsx", lambda: plan() + bytes(5_000))
    for name, method in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        yield Hostile(
            f"zip: packed by {name}",
            "plan.xlsx",
            lambda method=method: zipped({BOOK: part(BOOK)}, method),
        )
    for label, name in (
        ("up the tree", "../../../../tmp/owned.xml"),
        ("from the root", "/etc/cron.d/owned.xml"),
        ("of Windows", "C:\\Windows\\owned.xml"),
        ("of 10,000 letters", "x" * 10_000 + ".xml"),
        ("a folder", "xl/worksheets/"),
        ("odd letters", "xl/\u202e\ud7ff.xml"),
    ):
        yield Hostile(
            f"zip: a name {label}", "plan.xlsx", lambda name=name: with_part(name, b"<a/>")
        )


def _parts() -> Iterator[Hostile]:
    contents = (
        ("empty", b""),
        ("an empty element", b"<a/>"),
        ("no XML", b"\x80\x81 hello"),
        ("NULs", bytes(1_000)),
        ("of another kind", b'<?xml version="1.0"?><html><body/></html>'),
    )
    for name in PARTS:
        short = name.rsplit("/", 1)[-1]
        yield Hostile(f"part {short} missing", "plan.xlsx", lambda name=name: without(name))
        for label, content in contents:
            yield Hostile(
                f"part {short} {label}",
                "plan.xlsx",
                lambda name=name, content=content: with_part(name, content),
            )


def _xml() -> Iterator[Hostile]:
    def declared(text: bytes) -> bytes:
        return with_part(SHEET, b'<?xml version="1.0"?>' + text + part(SHEET)[part(SHEET).index(b"<worksheet"):])  # fmt: skip

    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    yield Hostile(
        "xml: a billion laughs",
        "plan.xlsx",
        lambda: declared(b'<!DOCTYPE a [<!ENTITY l0 "ha">' + laughs + b"]>"),
    )
    yield Hostile(
        "xml: an entity of a file",
        "plan.xlsx",
        lambda: declared(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    )
    yield Hostile(
        "xml: an entity of an address",
        "plan.xlsx",
        lambda: declared(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'),
    )
    yield Hostile(
        "xml: a quadratic blow-up",
        "plan.xlsx",
        lambda: declared(b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 100_000 + b'">]>'),
    )
    for encoding in ("utf-16", "utf-32", "utf-7", "cp037"):
        yield Hostile(f"xml: in {encoding}", "plan.xlsx",
                      lambda encoding=encoding: with_part(SHEET, part(SHEET).decode().encode(encoding)))  # fmt: skip
        yield Hostile(f"xml: says that it is in {encoding}", "plan.xlsx",
                      lambda encoding=encoding: declared(f'<?xml version="1.0" encoding="{encoding}"?>'.encode()))  # fmt: skip
    yield Hostile(
        "xml: 200,000 elements deep",
        "plan.xlsx",
        lambda: with_tail(b"<a>" * 200_000 + b"</a>" * 200_000),
    )
    yield Hostile(
        "xml: an attribute of 10 MB",
        "plan.xlsx",
        lambda: with_tail(b'<a b="' + b"x" * 10_000_000 + b'"/>'),
    )
    yield Hostile(
        "xml: 100,000 attributes",
        "plan.xlsx",
        lambda: with_tail(b"<a " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"/>"),
    )
    yield Hostile("xml: never closed", "plan.xlsx", lambda: with_tail(b"<a>"))
    yield Hostile(
        "xml: a comment with a million cells",
        "plan.xlsx",
        lambda: with_tail(b"<!--" + b"<c/>" * 1_000_000 + b"-->"),
    )
    yield Hostile(
        "xml: cells as CDATA", "plan.xlsx", lambda: with_rows(b"<![CDATA[<row><c/></row>]]>")
    )
    yield Hostile("xml: an instruction", "plan.xlsx", lambda: with_rows(b'<?php echo "x" ?>'))
    for reference in (b"&#0;", b"&#xD800;", b"&#x110000;", b"&nope;", b"&#xFFFE;"):
        yield Hostile(
            f"xml: {reference.decode()}",
            "plan.xlsx",
            lambda reference=reference: with_cell(
                b'<c r="D9" t="inlineStr"><is><t>' + reference + b"</t></is></c>"
            ),
        )


def _cells() -> Iterator[Hostile]:
    for reference in (
        b"ZZZZ1",
        b"A0",
        b"A-1",
        b"A" + DIGITS,
        b"a9",
        b"9",
        b"A",
        b"",
        b"$D$9",
        b"R9C4",
        b"XFD1048576",
        b"XFE9",
    ):
        label = reference[:12].decode() or "nothing"
        yield Hostile(
            f"cell: called {label}",
            "plan.xlsx",
            lambda reference=reference: with_cell(b'<c r="%s"><v>1</v></c>' % reference),
        )
    for row in (b"0", b"-1", b"2147483648", DIGITS, b"x", b"1.5", b"1048577"):
        yield Hostile(
            f"row: called {row[:12].decode()}",
            "plan.xlsx",
            lambda row=row: with_rows(b'<row r="%s"><c><v>1</v></c></row>' % row),
        )
    for number in (b"-1", b"99999", DIGITS, b"x", b"1e9"):
        yield Hostile(
            f"cell: style {number[:12].decode()}",
            "plan.xlsx",
            lambda number=number: with_cell(b'<c r="D9" s="%s"><v>1</v></c>' % number),
        )
        yield Hostile(
            f"cell: string {number[:12].decode()}",
            "plan.xlsx",
            lambda number=number: with_cell(b'<c r="D9" t="s"><v>%s</v></c>' % number),
        )
    for kind in (b"z", b"", b"b", b"e", b"d", b"str"):
        yield Hostile(
            f"cell: of the kind “{kind.decode()}”",
            "plan.xlsx",
            lambda kind=kind: with_cell(b'<c r="D9" t="%s"><v>odd</v></c>' % kind),
        )
    yield Hostile(
        "cell: 32,767 letters, 300 times",
        "plan.xlsx",
        lambda: with_rows(
            b"".join(
                b'<row r="%d"><c r="D%d" t="inlineStr"><is><t>%s</t></is></c></row>'
                % (n, n, bytes([97 + n % 26]) * 32_767)
                for n in range(9, 309)
            )
        ),
    )
    yield Hostile(
        "cell: 10 MB of text",
        "plan.xlsx",
        lambda: with_cell(
            b'<c r="D9" t="inlineStr"><is><t>' + b"x y " * 2_500_000 + b"</t></is></c>"
        ),
    )
    yield Hostile(
        "cell: NUL and half letters",
        "plan.xlsx",
        lambda: with_cell(b'<c r="D9" t="inlineStr"><is><t>_x0000_ _xD800_ _xFFFF_ a</t></is></c>'),
    )
    yield Hostile(
        "cell: 20,000 runs of text",
        "plan.xlsx",
        lambda: with_cell(
            b'<c r="D9" t="inlineStr"><is>'
            + b"<r><rPr><b/></rPr><t>a*_</t></r><r><t>b</t></r>" * 20_000
            + b"</is></c>"
        ),
    )
    yield Hostile(
        "cells: the same one 100,000 times",
        "plan.xlsx",
        lambda: with_cell(b'<c r="D9"><v>1</v></c>' * 100_000),
    )
    yield Hostile(
        "cells: rows from the last to the first",
        "plan.xlsx",
        lambda: with_rows(
            b"".join(
                b'<row r="%d"><c r="D%d"><v>%d</v></c></row>' % (n, n, n)
                for n in range(2_000, 8, -1)
            )
        ),
    )
    yield Hostile(
        "cells: 3,000,000 empty ones",
        "plan.xlsx",
        lambda: with_rows(
            b"".join(b'<row r="%d">%s</row>' % (n, b'<c s="1"/>' * 1_000) for n in range(9, 3_009))
        ),
    )


def _values() -> Iterator[Hostile]:
    for value in (
        DIGITS,
        b"-" + DIGITS,
        b"1e999",
        b"-1e999",
        b"1e308",
        b"1e-400",
        b"NaN",
        b"nan",
        b"INF",
        b"-inf",
        b"Infinity",
        b"",
        b"   ",
        b"0x10",
        b"1,5",
        b"1_000",
        "٣".encode(),
        b"--1",
    ):
        yield Hostile(
            f"value: {value[:12].decode() or 'nothing'}",
            "plan.xlsx",
            lambda value=value: with_value(value),
        )
    for day in (b"-1", b"0", b"0.5", b"60", b"2958465.99999", b"2958466", b"1e10", b"1e300"):

        def dated(day: bytes = day) -> bytes:
            # The style of the plan's own dates.
            found = re.search(rb'<c r="H2" s="(\d+)"', part(SHEET))
            style = found[1] if found else b"1"
            return with_cell(
                b'<c r="D9" t="inlineStr"><is><t>Sing</t></is></c>'
                b'<c r="H9" s="%s"><v>%s</v></c>' % (style, day)
            )

        yield Hostile(f"date: day {day.decode()}", "plan.xlsx", dated)
    for words in (
        "31/12/9999",
        "01/01/0001",
        "31/02/2024",
        "99/99/9999",
        "1/1/" + "9" * 5_000,
        "Q4 9999/0000",
        "Q9 2024/25",
        "2024-25-26T99:99",
        "0/0/0",
        "29 Feb 1899",
        "H2 9998/99",
        "December 9999",
        "M13 2024/25",
        "Year 5000000000",
    ):
        label = words if len(words) < 30 else words[:12] + "…"
        rows = [list(ACTIONS[0]), *([*row[:7], words] for row in ACTIONS[1:])]
        yield Hostile(f"date: “{label}”", "plan.xlsx", lambda rows=rows: workbook({"Plan": rows}))
        heads = [[*ACTIONS[0], f"Progress {words}"], *([*row, "Good"] for row in ACTIONS[1:])]
        yield Hostile(
            f"heading: “Progress {label}”",
            "plan.xlsx",
            lambda heads=heads: workbook({"Plan": heads}),
        )
    for column, label in (
        (0, "number"),
        (2, "reference"),
        (4, "lead"),
        (5, "rating"),
        (6, "words"),
    ):
        for words in (
            "9" * 5_000,
            "x" * 32_767,
            "1e999",
            "\u202e\u0000a".replace("\0", ""),
            "=1+1",
            "a;b," * 4_000,
        ):
            rows = [list(row) for row in ACTIONS]
            rows[1][column] = words
            yield Hostile(
                f"{label}: “{words[:10]}…” of {len(words):,}",
                "plan.xlsx",
                lambda rows=rows: workbook({"Plan": rows}),
            )
    for score in ("9" * 5_000, "1e999", "-5", "99999999999", "5 x 99999999999", "NaN", "inf"):
        rows = [list(row) for row in RISKS]
        rows[1][2] = score
        yield Hostile(
            f"score: {score[:16]}",
            "plan.xlsx",
            lambda rows=rows: workbook({"Plan": ACTIONS, "Risks": rows}),
        )


def _sheets() -> Iterator[Hostile]:
    def strings(count: bytes) -> bytes:
        text = b'<sst xmlns="%s" count="1" uniqueCount="%s"><si><t>Goal</t></si></sst>'
        return with_part(STRINGS, text % (MAIN.encode(), count))

    for count in (b"2147483648", b"18446744073709551615", b"-1", DIGITS, b"0"):
        yield Hostile(
            f"strings: {count[:12].decode()} of them",
            "plan.xlsx",
            lambda count=count: strings(count),
        )
    for reference in (b"A1:XFD1048576", b"A1:ZZZ99999999", b"B2:A1", b"", b"nonsense"):
        yield Hostile(f"sheet: of the size “{reference.decode()}”", "plan.xlsx", lambda reference=reference: with_part(
            SHEET, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % reference, part(SHEET))))  # fmt: skip

    def merges(*areas: bytes) -> bytes:
        cells = b"".join(b'<mergeCell ref="%s"/>' % area for area in areas)
        return with_tail(b"<mergeCells>" + cells + b"</mergeCells>")

    yield Hostile("merges: 2,000,000", "plan.xlsx", lambda: merges(*[b"A1:B2"] * 2_000_000))
    yield Hostile(
        "merges: 19,000 of the whole sheet",
        "plan.xlsx",
        lambda: merges(*[b"A1:XFD1048576"] * 19_000),
    )
    yield Hostile(
        "merges: lying over each other", "plan.xlsx", lambda: merges(b"A1:C3", b"B2:D4", b"A1:A9")
    )
    for area in (b"C3:A1", b"A1", b"nonsense", b"A1:" + DIGITS, b"A0:B0", b""):
        yield Hostile(
            f"merges: “{area[:12].decode()}”", "plan.xlsx", lambda area=area: merges(area)
        )
    rule = b'<conditionalFormatting sqref="%s"><cfRule type="expression" dxfId="0" priority="1"><formula>%s</formula></cfRule></conditionalFormatting>'
    yield Hostile(
        "conditional formats: 300,000",
        "plan.xlsx",
        lambda: with_tail(rule % (b"A:XFD", b"A1=1") * 300_000),
    )
    yield Hostile(
        "conditional formats: of 50,000 areas",
        "plan.xlsx",
        lambda: with_tail(rule % (b"A1:B2 " * 50_000, b"A1=1")),
    )
    for cells, formula in ((b"nonsense", b"A1=1"), (b"A1:H9", b"(" * 5_000), (b"A1:H9", b""),
                           (b"", b"A1=1"), (b"A1:H9", b"A1=" + DIGITS), (b"A1:H9", b'REPT("x",1E9)=""')):  # fmt: skip
        yield Hostile(
            f"conditional format: {formula[:8].decode()} at {cells.decode()}",
            "plan.xlsx",
            lambda cells=cells, formula=formula: with_tail(rule % (cells, formula)),
        )
    for column in (b'min="1" max="2147483648"', b'min="-5" max="0"', b'min="x" max="y"',
                   b'min="1" max="9" width="NaN"', b'min="1" max="9" width="1e999"',
                   b'min="1" max="9" width="-1e308"', b'min="1" max="9" outlineLevel="' + DIGITS + b'"'):  # fmt: skip
        yield Hostile(
            f"columns: {column[:30].decode()}",
            "plan.xlsx",
            lambda column=column: with_head(b"<cols><col " + column + b"/></cols>"),
        )
    for row in (
        b'ht="NaN"',
        b'outlineLevel="' + DIGITS + b'"',
        b'hidden="maybe"',
        b's="-1" customFormat="1"',
    ):
        yield Hostile(
            f"row: {row[:20].decode()}",
            "plan.xlsx",
            lambda row=row: with_rows(b'<row r="9" %s><c r="D9"><v>1</v></c></row>' % row),
        )

    def book(sheets: bytes) -> bytes:
        return with_part(BOOK, re.sub(rb"<sheets>.*</sheets>", lambda _: b"<sheets>" + sheets + b"</sheets>", part(BOOK)))  # fmt: skip

    one = b'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="%s" sheetId="%d" r:id="rId1" %s/>'
    yield Hostile("sheets: none", "plan.xlsx", lambda: book(b""))
    yield Hostile(
        "sheets: 400", "plan.xlsx", lambda: workbook({f"S{n}": ACTIONS for n in range(400)})
    )
    yield Hostile(
        "sheets: 5,000 names of one",
        "plan.xlsx",
        lambda: book(b"".join(one % (b"S%d" % n, n, b"") for n in range(5_000))),
    )
    yield Hostile(
        "sheets: two of one name",
        "plan.xlsx",
        lambda: book(one % (b"A", 1, b"") + one % (b"A", 2, b"")),
    )
    yield Hostile(
        "sheets: all hidden", "plan.xlsx", lambda: book(one % (b"A", 1, b'state="veryHidden"'))
    )
    for name in (
        b"x" * 100_000,
        b"../../etc",
        b"",
        b"a!b'c",
        b"&lt;script&gt;",
        "\u202eabc".encode(),
    ):
        yield Hostile(
            f"sheets: called “{name[:10].decode()}”",
            "plan.xlsx",
            lambda name=name: book(one % (name, 1, b"")),
        )
    start = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x/%s" Target="%s" %s/></Relationships>'
    for what, target, mode in (
        (b"comments", b"sheet1.xml", b""),
        (b"comments", b"../../../../etc/passwd", b""),
        (b"externalLink", b"http://127.0.0.1:9/", b'TargetMode="External"'),
        (b"oleObject", b"file:///etc/passwd", b'TargetMode="External"'),
        (b"comments", b"", b""),
    ):
        yield Hostile(
            f"links: {what.decode()} to {target.decode()}",
            "plan.xlsx",
            lambda what=what, target=target, mode=mode: with_part(
                "xl/worksheets/_rels/sheet1.xml.rels", start % (what, target, mode)
            ),
        )
    yield Hostile(
        "comments: 100,000",
        "plan.xlsx",
        lambda: repacked(
            plan(),
            {
                "xl/worksheets/_rels/sheet1.xml.rels": start
                % (b"comments", b"/xl/comments1.xml", b""),
                "xl/comments1.xml": b'<comments xmlns="%s"><commentList>' % MAIN.encode()
                + b"".join(
                    b'<comment ref="A%d"><text><t>note</t></text></comment>' % n
                    for n in range(1, 100_000)
                )
                + b"</commentList></comments>",
            },
        ),
    )
    yield Hostile(
        "macros", "plan.xlsm", lambda: with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" * 999)
    )
    yield Hostile("tables: 20,000 little ones", "plan.xlsx", lambda: workbook({"Plan": [
        row for n in range(20_000) for row in (["Objective", "Key action", f"Odd {n}"], ["a", f"b {n}", "c"], [])]}))  # fmt: skip
    yield Hostile(
        "headings: 1,000 like no others",
        "plan.xlsx",
        lambda: workbook(
            {"Plan": [[f"Word {n} of the heading" for n in range(1_000)], ["x"] * 1_000]}
        ),
    )


def _formulas() -> Iterator[Hostile]:
    yield Hostile(
        "formula: joins 2,000 cells",
        "plan.xlsx",
        lambda: with_formula(b"&amp;".join(b"D%d" % (n % 4 + 1) for n in range(2_000))),
    )
    yield Hostile(
        "formula: each joins the last with itself",
        "plan.xlsx",
        lambda: with_rows(
            b'<row r="9"><c r="D9" t="inlineStr"><is><t>xxxxxxxx</t></is></c></row>'
            + b"".join(
                b'<row r="%d"><c r="D%d"><f>D%d&amp;D%d</f></c></row>' % (n, n, n - 1, n - 1)
                for n in range(10, 80)
            )
        ),
    )
    for formula in (
        b"(" * 5_000,
        b"-" * 5_000 + b"1",
        b"9^9^9^9^9",
        b'REPT("x",1E9)',
        b"1/0",
        b"D9",
        b"DATE(9999,99,99)",
        b"DATE(1E9,1,1)",
        b"DATE(-1,-1,-1)",
        b"LEFT(D2,1E99)",
        b"MID(D2,-1E99,1E99)",
        DIGITS,
        b"1E999",
        b"1E308*10",
        b"[1]Other!A1",
        b"#REF!",
        b'HYPERLINK("http://127.0.0.1:9/","x")',
        b"WEBSERVICE(&quot;http://127.0.0.1:9&quot;)",
        b"A1:XFD1048576",
        b"SUM(A:XFD)",
        b"IF(1," * 2_000 + b"1" + b")" * 2_000,
        b'"' + b"x" * 40_000 + b'"',
        b"TEXT(1E300,&quot;0&quot;)",
        b"EDATE(D2,1E9)",
    ):
        yield Hostile(
            f"formula: {formula[:24].decode()}",
            "plan.xlsx",
            lambda formula=formula: with_formula(formula),
        )
    yield Hostile(
        "formula: a chain of 60,000",
        "plan.xlsx",
        lambda: with_rows(
            b"".join(
                b'<row r="%d"><c r="D%d"><f>D%d</f></c></row>' % (n, n, n + 1)
                for n in range(9, 60_000)
            )
        ),
    )
    yield Hostile(
        "formula: shared with nobody",
        "plan.xlsx",
        lambda: with_cell(b'<c r="D9"><f t="shared" si="99"/></c>'),
    )


def _styles() -> Iterator[Hostile]:
    def styles(old: bytes, new: bytes) -> bytes:
        return with_part(STYLES, re.sub(old, lambda _: new, part(STYLES), count=1, flags=re.S))

    yield Hostile(
        "styles: 200,000",
        "plan.xlsx",
        lambda: styles(rb"</cellXfs>", b"<xf/>" * 200_000 + b"</cellXfs>"),
    )
    yield Hostile("styles: none", "plan.xlsx", lambda: styles(rb"<cellXfs.*</cellXfs>", b""))
    for number in (b"-1", DIGITS, b"x"):
        xf = b'<cellXfs><xf/><xf numFmtId="%s" fontId="%s" fillId="%s"/></cellXfs>' % (
            (number,) * 3
        )
        yield Hostile(
            f"styles: of the number {number[:9].decode()}",
            "plan.xlsx",
            lambda xf=xf: styles(rb"<cellXfs.*</cellXfs>", xf),
        )
    for colour in (
        b'indexed="%s"' % DIGITS,
        b'indexed="-1"',
        b'theme="99999"',
        b'rgb="nonsense"',
        b'theme="1" tint="NaN"',
        b'theme="1" tint="1e999"',
        b'rgb=""',
    ):
        fill = (
            b'<fills><fill><patternFill patternType="solid"><fgColor %s/></patternFill></fill></fills>'
            % colour
        )
        yield Hostile(
            f"styles: the colour {colour[:20].decode()}",
            "plan.xlsx",
            lambda fill=fill: styles(rb"<fills.*</fills>", fill),
        )


def _others() -> Iterator[Hostile]:
    """Files of other kinds with a spreadsheet's name."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    files = {
        "a PDF": b"%PDF-1.7\n",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(999),
        "a photo": b"\xff\xd8\xff\xe0" + bytes(999),
        "an archive": b"7z\xbc\xaf\x27\x1c",
        "gzip": zlib.compress(b"x" * 99),
        "a web page": b"<!DOCTYPE html><html></html>",
        "XML of 2003": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "rich text": b"{\\rtf1 x}",
        "a program": b"\x7fELF" + bytes(999),
        "a pickle": pickle.dumps({"a": 1}),
        "JSON": json.dumps({"a": 1}).encode(),
        "a database": b"SQLite format 3\0" + bytes(999),
        "a shell script": b"#!/bin/sh\nrm -rf /\n",
        "an old document": ole + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(99),
        "an encrypted workbook": ole
        + bytes(500)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(99),
        "Word": zipped({"word/document.xml": b"<a/>", TYPES: b"<Types/>"}),
        "slides": zipped({"ppt/presentation.xml": b"<a/>"}),
        "a binary workbook": zipped({"xl/workbook.bin": b"\0"}),
        "a zip": zipped({"a.txt": b"a"}),
    }
    for label, data in files.items():
        yield Hostile(f"file: {label}", "plan.xlsx", lambda data=data: data)
        yield Hostile(f"file: {label}, called .csv", "plan.csv", lambda data=data: data)


def _names() -> Iterator[Hostile]:
    for name in (
        "plan.csv",
        "plan.xls",
        "plan.ods",
        "plan.txt",
        "plan.exe",
        "plan",
        ".xlsx",
        "x" * 240 + ".xlsx",
        "../../../etc/passwd.xlsx",
        "a\u202ebc.xlsx",
        "<script>.xlsx",
        "a;b'c\"d.xlsx",
        "plan.xlsx\u2028.exe",
    ):
        yield Hostile(f"name: {name[:30]}", name, plan)


def _texts() -> Iterator[Hostile]:
    texts = {
        "NULs between": b"\0".join(text_plan().split(b",")),
        "only quotes": b'"' * 100_000,
        "a quote never closed": b'Objective,Key action\n"a,b\n' + b"c,d\n" * 99_999,
        "20,000,000 commas": b"," * 20_000_000,
        "5,000,000 lines": b"\n" * 5_000_000,
        "a cell of 5 MB": b"Objective,Key action\na," + b"x" * 5_000_000,
        "a cell of 200,000": b'Objective,Key action\na,"' + b"x\n" * 100_000 + b'"',
        "UTF-16 of half a letter": b"\xff\xfe" + text_plan().decode().encode("utf-16-le")[:-1],
        "UTF-16 with half letters": b"\xff\xfe"
        + ("Objective,Key action\na,b\ud800c\n".encode("utf-16-le", "surrogatepass")),
        "UTF-8 with half letters": "Objective,Key action\na,b\ud800c\n".encode(
            "utf-8", "surrogatepass"
        ),
        "two marks of order": b"\xef\xbb\xbf" * 2 + text_plan(),
        "bytes by chance": random.Random(9).randbytes(50_000),
        "old letters": text_plan() + "\nÄrger,Über".encode("cp1252"),
        "formulas": b"Objective,Key action\n=cmd|' /C calc'!A0,@SUM(1+9)*cmd\n",
        "returns alone": text_plan().replace(b"\n", b"\r"),
        "sep of a letter": b"sep=c\n" + text_plan(),
        "sep of nothing": b"sep=\n" + text_plan(),
        "100,000 columns": b",".join(b"H%d" % n for n in range(100_000)) + b"\n" + b"x," * 99_999,
        "1,900,000 cells": b"a,b,c,d\n" * 475_000,
        "one word": b"word",
        "lines of odd lengths": b"\n".join(b"a," * (n % 50) for n in range(5_000)),
    }
    for label, data in texts.items():
        yield Hostile(f"csv: {label}", "plan.csv", lambda data=data: csv_of(data))


def _opens() -> Iterator[Hostile]:
    cell = "<table:table-cell {0}><text:p>x</text:p></table:table-cell>"
    rows = {
        "a row 2,147,483,647 times": '<table:table-row table:number-rows-repeated="2147483647">'
        + cell.format("")
        + "</table:table-row>",
        "a cell 2,147,483,647 times": "<table:table-row>"
        + cell.format('table:number-columns-repeated="2147483647"')
        + "</table:table-row>",
        "rows of many, many times": '<table:table-row table:number-rows-repeated="100000">'
        + cell.format('table:number-columns-repeated="16000"')
        + "</table:table-row>",
        "5,000 digits of times": "<table:table-row>"
        + cell.format(f'table:number-columns-repeated="{"9" * 5000}"')
        + "</table:table-row>",
        "a span of everything": "<table:table-row>"
        + cell.format('table:number-columns-spanned="16384" table:number-rows-spanned="1048576"')
        + "</table:table-row>",
        "2,147,483,647 spaces": '<table:table-row><table:table-cell><text:p>a<text:s text:c="2147483647"/>b</text:p></table:table-cell></table:table-row>',
        "50,000 elements deep": "<table:table-row><table:table-cell>"
        + "<text:p>" * 50_000
        + "</text:p>" * 50_000
        + "</table:table-cell></table:table-row>",
    }
    for kind, value in (
        ("float", "NaN"),
        ("float", "1e999"),
        ("float", "9" * 5_000),
        ("float", "x"),
        ("date", "9999-12-31"),
        ("date", "0000-00-00"),
        ("date", "x"),
        ("date", "-1"),
        ("time", "PT99999999999H"),
        ("time", "x"),
        ("boolean", "maybe"),
        ("percentage", "1e999"),
        ("currency", "inf"),
        ("nothing", "x"),
    ):
        rows[f"{kind} {value[:12]}"] = (
            "<table:table-row>"
            + cell.format(
                f'office:value-type="{kind}" office:value="{value}" office:date-value="{value}" office:time-value="{value}" office:boolean-value="{value}"'
            )
            * 8
            + "</table:table-row>"
        )
    for label, body in rows.items():
        yield Hostile(f"ods: {label}", "plan.ods", lambda body=body: open_plan(body))
    parts = {
        "no content": {"content_xml": b""},
        "content of nothing": {"content_xml": b"<a/>"},
        "entities": {"content_xml": b"<!DOCTYPE a [<!ENTITY a 'b'>]><a>&a;</a>"},
        "encrypted": {"META-INF__manifest_xml": b"<m:encryption-data xmlns:m='m'/>"},
        "styles of nothing": {"styles_xml": b"no"},
        "another type": {"mimetype": b"text/plain"},
    }
    for label, given in parts.items():
        yield Hostile(f"ods: {label}", "plan.ods", lambda given=given: open_plan(**given))


def _olds() -> Iterator[Hostile]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def inserted(content: bytes) -> bytes:
        """The old plan with a record written over the start of its text table."""
        data = old_plan()
        place = data.index(b"\xfc\x00")
        return data[:place] + content + data[place + len(content) :]

    yield Hostile("xls: a header alone", "plan.xls", lambda: ole)
    yield Hostile(
        "xls: a header and chance", "plan.xls", lambda: ole + random.Random(9).randbytes(9_000)
    )
    yield Hostile("xls: a header and NULs", "plan.xls", lambda: ole + bytes(9_000))
    yield Hostile("xls: no header", "plan.xls", lambda: record(0x0809, bytes(16)) + record(10, b""))
    yield Hostile(
        "xls: a password", "plan.xls", lambda: inserted(record(0x2F, b"\1\0\1\0\1\0" + bytes(48)))
    )
    yield Hostile(
        "xls: 4,294,967,295 texts", "plan.xls", lambda: inserted(record(0xFC, b"\xff" * 8)[:12])
    )
    yield Hostile(
        "xls: a record that does not end",
        "plan.xls",
        lambda: inserted(struct.pack("<HH", 0xFC, 0xFFFF)),
    )
    yield Hostile(
        "xls: sectors in a circle",
        "plan.xls",
        lambda: old_plan()[:76] + struct.pack("<109I", *[0] * 109) + old_plan()[512:],
    )
    yield Hostile(
        "xls: sectors of 4 GB", "plan.xls", lambda: old_plan()[:30] + b"\x20\0" + old_plan()[32:]
    )

    def many() -> bytes:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Plan")
        for row in range(65_000):
            for column in range(8):
                sheet.write(row, column, ACTIONS[0][column] if not row else f"{column} {row % 99}")
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    yield Hostile("xls: 65,000 rows", "plan.xls", many)
