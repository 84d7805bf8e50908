"""Columns of the same question for one period after another: "Q1 RAG", "Q2 RAG"."""

import re
from collections.abc import Mapping
from dataclasses import replace

from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.matched import RATING, TEXT, Column
from strategy_tracker.imports.values import find_period, plain_words

_PART = re.compile(r"\b(?:q|qtrs?\.?|quarters?)\s*([1-4])\b|\b(h[12])\b", re.IGNORECASE)


def settle_periods(table: Table, columns: list[Column]) -> list[Column]:
    """`columns` with the period of each that asks what another asks for another period.

    The period stands in the heading or in the group above it; a quarter without a year is of
    the year that the table's titles name.
    """
    alike: dict[tuple[str, str], list[Column]] = {}
    for column in columns:
        if column.field in (RATING, TEXT) and column.label:
            alike.setdefault((column.field, plain_words(column.label)), []).append(column)
    periods: dict[int, str] = {}
    for same in alike.values():
        named = {column.index: _period_of(table, column) for column in same}
        if len(same) > 1 and all(named.values()) and len(set(named.values())) == len(same):
            periods |= named
    return [_of_period(column, periods) for column in columns]


def _of_period(column: Column, periods: Mapping[int, str]) -> Column:
    period = periods.get(column.index, "")
    return replace(column, period=period, note="") if period else column


def _period_of(table: Table, column: Column) -> str:
    """The label of the period that a column's heading or group names; "" for none."""
    heading = f"{table.groups.get(column.index, '')} {table.header[column.index].text}"
    read, _ = find_period(heading)
    if read and read.kind != "year":
        return read.label
    part = _PART.search(heading)
    year = read.label if read else table.year
    if not part or not year:
        return ""
    return f"{f'Q{part[1]}' if part[1] else part[2].upper()} {year}"
