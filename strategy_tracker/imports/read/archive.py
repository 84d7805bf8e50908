"""Opens the zip that an .xlsx or .ods file is, and refuses what could do harm.

What is checked here, on the raw bytes, before any library opens the file:

* it is a zip of ordinary (stored or deflated) parts, and not encrypted;
* every part is inflated once in small steps, so a file that lies about its size is
  found out before it fills the memory (a part's own length field is not believed);
* no part declares XML entities.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Excel's own files come to about 10 to 1; zlib cannot go beyond 1,030 to 1.
ABSURD_RATIO = 200
RATIO_MATTERS_FROM = 20 * 1024 * 1024
MAX_PARTS = 2_000
CHUNK = 1024 * 1024
# The only parts that are read; the others are inflated to see that they are harmless.
_XML_PARTS = (".xml", ".rels", ".vml", "mimetype")

Parts = dict[str, bytes]


class Refused(ValueError):
    """The file is not taken at all. The message is one sentence for the person who chose it."""


def check_size(data: bytes, most: int) -> None:
    """Refuse a file with nothing in it, and one that is too large to be read."""
    if not data:
        raise Refused("The file is empty (0 bytes). Save the workbook again and choose that file.")
    if len(data) > most:
        raise Refused(
            f"The file is {_megabytes(len(data))}, and the most that can be read is "
            f"{_megabytes(most)}. Remove pictures and old sheets, "
            "save it and try again."
        )


def open_package(data: bytes, most: int) -> Parts:
    """The parts of the zip in `data` by their names, all checked; those not XML are b"".

    They may come to `most` bytes in all.

    Raises Refused, with one sentence saying what is wrong and what to do.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(damaged())
    parts = {
        name: content if name.endswith(_XML_PARTS) else b""
        for name, content in _inflate_all(data, most)
    }
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused(password())
    for name, content in parts.items():
        if name != "mimetype":
            _check_xml(content)
    return parts


def parsed(content: bytes) -> ElementTree.Element:
    """The root of the XML in `content`, which open_package has checked."""
    try:
        return ElementTree.fromstring(content)  # noqa: S314  _check_xml let no entity through
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Refused(damaged()) from error


def related(parts: Parts, name: str) -> Iterator[tuple[str, str, str]]:
    """(id, last word of the kind, name of the part) of all that the part `name` refers to.

    What lies outside the file is left out, so that nobody can follow it.
    """
    folder, file = posixpath.split(name)
    for item in parsed(parts.get(f"{folder}/_rels/{file}.rels", b"<r/>")):
        if item.get("TargetMode") == "External":
            continue
        target = item.get("Target", "")
        path = target if target.startswith("/") else posixpath.join("/", folder, target)
        kind = item.get("Type", "").rsplit("/", 1)[-1]
        yield item.get("Id", ""), kind, posixpath.normpath(path).lstrip("/")


def _inflate_all(data: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    """Each part's name and content, never inflating more than the limit in all."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused(damaged()) from error
    if len(entries) > MAX_PARTS:
        raise Refused(
            f"The file holds {len(entries):,} parts, far more than a workbook has. Copy the "
            "sheets that matter into a new workbook and try again."
        )
    _check_names(entries)
    if sum(entry.file_size for entry in entries) > most:
        raise Refused(_too_large_inside())
    left = most
    for entry in entries:
        content = _inflate(data, entry, left)
        left -= len(content)
        yield entry.filename, content


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused(password())
    if len(set(names)) != len(names):
        raise Refused(damaged())


def _inflate(data: bytes, entry: zipfile.ZipInfo, left: int) -> bytes:
    """The content of one part, read from the bytes themselves and not by its declared size."""
    start = entry.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise Refused(damaged())
    name_length = int.from_bytes(data[start + 26 : start + 28], "little")
    extra_length = int.from_bytes(data[start + 28 : start + 30], "little")
    begin = start + 30 + name_length + extra_length
    packed = data[begin : begin + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = _inflate_stream(packed, left)
    else:
        raise Refused(damaged())
    if len(content) > left:
        raise Refused(_too_large_inside())
    if len(content) > RATIO_MATTERS_FROM and len(content) > ABSURD_RATIO * max(len(packed), 1):
        raise Refused(_too_large_inside())
    if len(content) != entry.file_size:
        raise Refused(damaged())
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
        raise Refused(damaged()) from error
    return b"".join(pieces)


def _check_xml(content: bytes) -> None:
    """Refuse declarations that no spreadsheet program writes and a parser may blow up on."""
    head = content[:200]
    # Two-byte encodings would hide a declaration from the search below.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head:
        raise Refused(damaged())
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content):
        raise Refused(
            "The file has XML declarations that Excel never writes, so it is not opened. Open it "
            "in Excel, save it again and try that file."
        )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"


def damaged() -> str:
    """The sentence for a file that breaks off or makes no sense."""
    return (
        "The file is damaged or was not written by a spreadsheet program. Open it in Excel, "
        "save it as .xlsx and try that file."
    )


def password() -> str:
    """The sentence for a file that only a password opens."""
    return (
        "The workbook is protected by a password. Open it in Excel, take the password "
        "off (File, Info, Protect Workbook), save it and try again."
    )


def _too_large_inside() -> str:
    return (
        "The file unpacks to far more than a workbook should, so it is not opened. Copy the "
        "sheets that matter into a new workbook and try again."
    )
