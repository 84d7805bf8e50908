"""Looks into an .xlsx file before any library opens it, and refuses what could do harm.

An .xlsx file is a zip of XML parts. What is checked here, on the raw bytes:

* it is a zip of ordinary (stored or deflated) parts, with a workbook in it;
* no macros, no encryption, no XML entities;
* every part is inflated once in small steps, so a file that lies about its size is
  found out before it fills the memory (a part's own length field is not believed);
* the cells of a sheet do not spread over so large an area that reading them densely
  would (one stray cell at XFD1048576 costs 17 thousand million empty ones);
* cells whose value the reader would silently leave blank: errors such as #REF!, and
  formulas saved without a result.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from django.conf import settings

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Excel's own files come to about 10 to 1; zlib cannot go beyond 1,030 to 1.
ABSURD_RATIO = 200
RATIO_MATTERS_FROM = 20 * 1024 * 1024
MAX_PARTS = 2_000
MAX_CELLS = 2_000_000
CHUNK = 1024 * 1024

_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?P<attributes>[^>]*?)(?P<closed>/?)>(?P<inside>.*?)(?=<(?:\w+:)?c\b|</(?:\w+:)?row>|\Z)",
    re.DOTALL,
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_COLUMN = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})\d')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,8})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_HAS_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR = re.compile(rb'\bt="e"')
# Excel writes one of two namespaces ("strict" is the rarer); "{*}" stands for either.
_SHEET, _FORMAT, _STYLES = "{*}sheet", "{*}numFmt", "{*}cellXfs"
# Built-in number formats 9 and 10 are 0% and 0.00%.
_BUILT_IN_PERCENT = {9, 10}


class Refused(ValueError):
    """The file is not taken at all. The message is one sentence for the person who chose it."""


@dataclass
class PartFacts:
    """What the raw XML of one sheet tells that its values do not. Cells are like "E2"."""

    percents: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    formulas_without_value: list[str] = field(default_factory=list)


def inspect_package(data: bytes) -> dict[str, PartFacts]:
    """Facts per sheet title of the .xlsx file in `data`.

    Raises Refused, with one sentence saying what is wrong and what to do.
    """
    _check_envelope(data)
    parts = dict(_inflate_all(data))
    _check_is_workbook(parts)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            _check_xml(content)
    titles = {part_name: title for title, part_name in _sheet_parts(parts)}
    percent_styles = _percent_styles(parts.get("xl/styles.xml", b""))
    facts = {}
    for name, content in parts.items():
        if name.endswith(".xml") and b"sheetData" in content:
            title = titles.get(name, name)
            _check_area(title, content)
            facts[title] = _facts(content, percent_styles)
    return facts


def _check_envelope(data: bytes) -> None:
    if not data:
        raise Refused("The file is empty (0 bytes). Save the workbook again and choose that file.")
    if len(data) > settings.IMPORT_MAX_BYTES:
        raise Refused(
            f"The file is {_megabytes(len(data))}, and the most that can be read is "
            f"{_megabytes(settings.IMPORT_MAX_BYTES)}. Remove pictures and old sheets, "
            "save it and try again."
        )
    if data.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(
                "The workbook is protected by a password. Open it in Excel, take the password "
                "off (File, Info, Protect Workbook), save it and try again."
            )
        raise Refused(
            "This is a file in an old Office format (.xls or .doc). Open it in Excel, save it "
            "as an Excel workbook (.xlsx) and try again."
        )
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(
            "This is not an Excel workbook. Choose a file that Excel saved as .xlsx; a PDF or a "
            "renamed file cannot be read."
        )


def _inflate_all(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each part's name and content, never inflating more than the limit in all."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused(_damaged()) from error
    if len(entries) > MAX_PARTS:
        raise Refused(
            f"The file holds {len(entries):,} parts, far more than a workbook has. Copy the "
            "sheets that matter into a new workbook and try again."
        )
    _check_names(entries)
    if sum(entry.file_size for entry in entries) > settings.IMPORT_MAX_UNZIPPED_BYTES:
        raise Refused(_too_large_inside())
    left = settings.IMPORT_MAX_UNZIPPED_BYTES
    for entry in entries:
        content = _inflate(data, entry, left)
        left -= len(content)
        yield entry.filename, content


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("The file is encrypted. Save it from Excel without a password and try again.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(
            "The workbook has macros. Open it in Excel, save it as an Excel workbook without "
            "macros (.xlsx) and try again."
        )
    if len(set(names)) != len(names):
        raise Refused(_damaged())


def _inflate(data: bytes, entry: zipfile.ZipInfo, left: int) -> bytes:
    """The content of one part, read from the bytes themselves and not by its declared size."""
    start = entry.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise Refused(_damaged())
    name_length = int.from_bytes(data[start + 26 : start + 28], "little")
    extra_length = int.from_bytes(data[start + 28 : start + 30], "little")
    begin = start + 30 + name_length + extra_length
    packed = data[begin : begin + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = _inflate_stream(packed, left)
    else:
        raise Refused(_damaged())
    if len(content) > left:
        raise Refused(_too_large_inside())
    if len(content) > RATIO_MATTERS_FROM and len(content) > ABSURD_RATIO * max(len(packed), 1):
        raise Refused(_too_large_inside())
    if len(content) != entry.file_size:
        raise Refused(_damaged())
    return content


def _inflate_stream(packed: bytes, left: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces, size = [], 0
    try:
        piece = inflater.decompress(packed, CHUNK)
        while piece:
            pieces.append(piece)
            size += len(piece)
            if size > left or (size > RATIO_MATTERS_FROM and size > ABSURD_RATIO * len(packed)):
                raise Refused(_too_large_inside())
            piece = inflater.decompress(inflater.unconsumed_tail, CHUNK)
    except zlib.error as error:
        raise Refused(_damaged()) from error
    return b"".join(pieces)


def _check_is_workbook(parts: dict[str, bytes]) -> None:
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types:
        raise Refused(
            "The workbook is one for macros (.xlsm). Save it as an Excel workbook without "
            "macros (.xlsx) and try again."
        )
    if "xl/workbook.xml" not in parts:
        raise Refused(
            "This is not an Excel workbook, though it is a zip file. Choose a file that Excel "
            "saved as .xlsx."
        )


def _check_xml(content: bytes) -> None:
    """Refuse declarations that no spreadsheet program writes and a parser may blow up on."""
    head = content[:200]
    # Two-byte encodings would hide a declaration from the search below.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head:
        raise Refused(_damaged())
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused(
            "The file has XML declarations that Excel never writes, so it is not opened. Open it "
            "in Excel, save it again and try that file."
        )


def _parsed(content: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(content)  # noqa: S314  _check_xml let no entity through
    except ElementTree.ParseError as error:
        raise Refused(_damaged()) from error


def _sheet_parts(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each sheet's title with the name of the part that holds its cells."""
    workbook = _parsed(parts["xl/workbook.xml"])
    relations = _parsed(parts.get("xl/_rels/workbook.xml.rels", b"<r/>"))
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for sheet in workbook.iterfind(f"{{*}}sheets/{_SHEET}"):
        relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        target = targets.get(relation, "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield sheet.get("name", ""), name


def _percent_styles(styles: bytes) -> set[bytes]:
    """The style numbers (as in a cell's s="5") whose number format is a percentage."""
    if not styles:
        return set()
    root = _parsed(styles)
    formats = set(_BUILT_IN_PERCENT)
    for number_format in root.iterfind(f"{{*}}numFmts/{_FORMAT}"):
        # A quoted percent sign is decoration; an unquoted one multiplies by 100.
        code = re.sub(r'"[^"]*"|\\.', "", number_format.get("formatCode", ""))
        if "%" in code:
            formats.add(int(number_format.get("numFmtId", "0")))
    cell_formats = root.find(_STYLES)
    return {
        str(index).encode()
        for index, style in enumerate(cell_formats if cell_formats is not None else ())
        if int(style.get("numFmtId", "0")) in formats
    }


def _check_area(title: str, content: bytes) -> None:
    columns = {_column_number(letters) for letters in set(_COLUMN.findall(content))}
    rows = max(map(int, _ROW.findall(content)), default=0)
    if rows * max(columns, default=0) <= MAX_CELLS:
        return
    used = [
        match
        for cell in _CELL.finditer(content)
        if not cell["closed"] and (match := _REFERENCE.search(cell["attributes"]))
    ]
    far_row = max((int(match[2]) for match in used), default=0)
    far_column = max((_column_number(match[1]) for match in used), default=0)
    if far_row * far_column > MAX_CELLS:
        raise Refused(
            f"Sheet “{title}” has cells as far out as row {far_row:,} and column {far_column:,}. "
            "Copy the rows that matter to a new sheet, delete this one, save and try again."
        )


def _facts(content: bytes, percent_styles: set[bytes]) -> PartFacts:
    """Look at single cells only where the sheet has something worth looking for."""
    facts = PartFacts()
    has_percent = any(b's="%s"' % style in content for style in percent_styles)
    if not (has_percent or _FORMULA.search(content) or _ERROR.search(content)):
        return facts
    for cell in _CELL.finditer(content):
        reference = _REFERENCE.search(cell["attributes"])
        if cell["closed"] or not reference:
            continue
        address = (reference[1] + reference[2]).decode()
        style = _STYLE.search(cell["attributes"])
        if style and style[1] in percent_styles:
            facts.percents.add(address)
        if _ERROR.search(cell["attributes"]):
            facts.errors.append(address)
        elif _FORMULA.search(cell["inside"]) and not _HAS_VALUE.search(cell["inside"]):
            facts.formulas_without_value.append(address)
    return facts


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"


def _damaged() -> str:
    return (
        "The file is damaged or was not written by a spreadsheet program. Open it in Excel, "
        "save it as .xlsx and try that file."
    )


def _too_large_inside() -> str:
    return (
        "The file unpacks to far more than a workbook should "
        f"(over {_megabytes(settings.IMPORT_MAX_UNZIPPED_BYTES)}, or squeezed beyond reason), so "
        "it is not opened. Copy the sheets that matter into a new workbook and try again."
    )
