"""Columns of the same question for one period after another: "Q1 RAG", "Q2 RAG"."""

import re
from collections.abc import Mapping
from dataclasses import replace

from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.match.model import RATING, TEXT, Column, Known
from strategy_tracker.imports.vocabulary.values import find_period, plain_words

_PART = re.compile(r"\b(?:q|qtrs?\.?|quarters?)\s*([1-4])\b|\b(h[12])\b", re.IGNORECASE)


NAMELESS = "RAG"


def settle_periods(table: Table, columns: list[Column], level: str, known: Known) -> list[Column]:
    """`columns` with the period of each that asks what another asks for another period.

    The period stands in the heading or in the group above it; a quarter without a year is of
    the year that the table's titles name.
    """
    columns = _named(columns, level, known)
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


def _named(columns: list[Column], level: str, known: Known) -> list[Column]:
    """`columns` of ratings that are headed by periods alone ("Apr-25") as one question."""
    bare = [column for column in columns if column.field == RATING and _is_period(column.heading)]
    if len(bare) < 2:
        return columns
    code = next(
        (
            question.code
            for question in known.asked
            if question.level == level and question.is_rating and question.label == NAMELESS
        ),
        "",
    )
    return [
        replace(column, label=NAMELESS, code=code, purpose="delivery") if column in bare else column
        for column in columns
    ]


def _is_period(heading: str) -> bool:
    read, rest = find_period(heading)
    return bool(read) and not plain_words(rest)


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
