"""What a printed reading is as a number."""

import re
from decimal import Decimal

from ambitions.models import Measure

_NUMBER = re.compile(r"[<>]?(-?[\d,]+(?:\.\d+)?)")
_DURATION = re.compile(r"(?:(\d+):)?(\d+):(\d\d)")


def reading_number(raw: str, value_kind: str) -> Decimal | None:
    """The number in a reading as printed: percent 0 to 100, a duration in seconds.

    None where it is none, such as a grade or "N/A".
    """
    if value_kind == Measure.ValueKind.DURATION:
        parts = _DURATION.fullmatch(raw)
        if parts is None:
            return None
        hours, minutes, seconds = (int(group or 0) for group in parts.groups())
        return Decimal(hours * 3600 + minutes * 60 + seconds)
    counted = (Measure.ValueKind.PERCENT, Measure.ValueKind.COUNT, Measure.ValueKind.DECIMAL)
    number = _NUMBER.match(raw) if value_kind in counted else None
    return Decimal(number[1].replace(",", "")) if number else None
