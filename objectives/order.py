"""The order of a list whose rows a person moves up and down."""

from collections.abc import Sequence
from typing import Any


def moved(rows: Sequence[Any], row: Any, step: int) -> list[Any]:
    """`rows` with `row`, found by its pk, so many places further on; no further than an end."""
    order = list(rows)
    place = [other.pk for other in order].index(row.pk)
    order.insert(min(max(place + step, 0), len(order) - 1), order.pop(place))
    return order
