"""Reads a .csv file: text of any usual encoding, its cells set apart by commas or others.

All that is in it is text. A cell that begins with = + - or @ is text too, and is never
worked out.
"""

import csv
import io
from collections import Counter

from strategy_tracker.imports.read.archive import Refused
from strategy_tracker.imports.read.sheet import CellValue, Sheet, plain_value, trimmed

DELIMITERS = ",;\t|"
MAX_CELLS = 2_000_000
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read_csv(data: bytes, title: str) -> Sheet:
    """The one sheet of the file in `data`, called `title`; raises Refused with a sentence."""
    text = decoded(data)
    first, _, rest = text.partition("\n")
    declared = first.strip().removeprefix("sep=")
    if first.startswith("sep=") and len(declared) <= 1:
        text, delimiter = rest, declared or "\t"
    else:
        delimiter = delimiter_of(text)
    rows: list[list[CellValue]] = []
    widest = 0
    _check_count(text, delimiter)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([plain_value(value) for value in row])
            widest = max(widest, len(row))
            if len(rows) * max(widest, 1) > MAX_CELLS:
                raise Refused(_too_many())
    except csv.Error as error:
        raise Refused(
            f"Row {len(rows) + 1:,} of the file could not be read: a cell has no end, as when its "
            "closing quotation mark is missing. Open it in Excel, save it as .xlsx and try that "
            "file."
        ) from error
    return Sheet(title, trimmed(rows))


def _check_count(text: str, delimiter: str) -> None:
    """Refuse a row of millions of cells before it is made; quoted delimiters count too."""
    if text.count(delimiter) + text.count("\n") > 3 * MAX_CELLS:
        raise Refused(_too_many())


def _too_many() -> str:
    return (
        f"The file has more than {MAX_CELLS:,} cells, which is more than can be read. Keep the "
        "rows and columns that matter, save it and try again."
    )


def decoded(data: bytes) -> str:
    """The text in `data`: UTF-8 or UTF-16, or else what Windows writes (cp1252)."""
    for start, encoding in _BOMS:
        if data.startswith(start):
            return _decoded(data, encoding)
    if b"\x00" in data:
        # Two bytes for each letter, of which one is 0 in all that is Latin.
        even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
        if even == odd:
            raise Refused(_no_text())
        return _decoded(data, "utf-16-le" if odd > even else "utf-16-be")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return _checked(text)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _checked(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise Refused(_no_text()) from error


def _checked(text: str) -> str:
    """Refuse what is no text, whatever its first bytes look like."""
    start = text[:4096]
    odd = sum(1 for letter in start if letter < " " and letter not in "\t\r\n\f\x1a")
    if odd > len(start) / 100 or start.count("\ufffd") > len(start) / 100:
        raise Refused(_no_text())
    return text.replace("\x00", "")


def _no_text() -> str:
    return (
        "The file is neither a workbook nor a table of text. Open it in the program it comes "
        "from, save it as .xlsx or .csv and try that file."
    )


def delimiter_of(text: str) -> str:
    """What sets the cells apart: whatever gives the most lines the same number of cells."""
    start = text[:65_536]
    best, best_score = ",", 0
    for delimiter in DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))[:200]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        # So many lines agree on so many cells: a comma in some sentences does not.
        score = max((lines * (width - 1) for width, lines in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best
