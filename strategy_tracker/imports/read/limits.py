"""What a workbook may cost: to read, and to be recognised. More is refused with a sentence."""

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """`file` and `unzipped` are bytes, as are `memory` (of the process that reads) and `result`.

    `cells` are those that hold something, of all visible sheets; `columns` are of one sheet.
    `seconds` are for reading, and as many again for recognising what was read.
    """

    file: int = 25 * _MEGABYTE
    unzipped: int = 300 * _MEGABYTE
    cells: int = 500_000
    columns: int = 1_000
    sheets: int = 300
    memory: int = 1024 * _MEGABYTE
    result: int = 200 * _MEGABYTE
    seconds: float = 120


STANDARD = Limits()
