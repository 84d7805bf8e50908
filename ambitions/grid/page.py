"""What the page of a grid sends and is answered, and how its rows are shown."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpResponse, JsonResponse
from django.utils.text import capfirst

from ambitions.grid.columns import Column, Columns, Row, shown_columns
from ambitions.grid.saving import AddedRow, Change, NewRow, Problem, Saved
from objectives.models import Strategy
from strategy_tracker.accounts.access import TrustRequest
from strategy_tracker.ui.display import inside

# A plan of 500 items has 2,000 cells; 200 measures with all they have, 4,000.
MOST_CHANGES = 10_000
MOST_ROWS = 2_000

# Of a record: the page it opens, and where it is moved by buttons and by dragging.
Addresses = Callable[[Any], dict[str, str]]


class Save(Protocol):
    """A service that saves the cells of a grid."""

    def __call__(
        self, *, changes: Sequence[Change], new_rows: Sequence[NewRow], by: Any
    ) -> Saved: ...


class TakeBack(Protocol):
    """A service that takes a save back."""

    def __call__(
        self, *, changes: Sequence[Change], added: Sequence[AddedRow], by: Any
    ) -> Saved: ...


# Rows as they are shown


def plan_words(strategy: Strategy) -> str:
    """What the trust calls what its plan is made of: "Goals, priorities and key actions"."""
    words = [inside(strategy.word_plural(level)) for level in strategy.levels]
    return capfirst(" and ".join(filter(None, [", ".join(words[:-1]), words[-1]])))


def columns_shown(request: TrustRequest, columns: Columns, rows: Sequence[Row]) -> dict[str, Any]:
    """The columns of the page, and the address that shows all, or only those that are used."""
    with_all = request.GET.get("columns") == "all"
    shown = shown_columns(columns, rows, with_all=with_all)
    is_left_out = any(column.is_optional for column in columns.values())
    return {
        "columns": shown,
        "with_all": with_all,
        "other_columns_url": ("?" if with_all else "?columns=all") if is_left_out else "",
    }


def row_shown(
    row: Row, columns: Sequence[Column], number: int, addresses: Addresses, under: str = ""
) -> dict[str, Any]:
    return {
        "item": row.item,
        "level": row.level,
        "under": under,
        **addresses(row.item),
        "cells": [(column, row.cells.get(column.name)) for column in columns],
        "number": number,
    }


def empty_row(
    level: str, word: str, columns: Sequence[Column], adds: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """A row with nothing in it, and what may be added under it, for those that are added."""
    return {
        "level": level,
        "word": word,
        "cells": [(column, "" if level in column.levels else None) for column in columns],
        "adds": list(adds),
    }


def flat_rows(
    rows: Sequence[Row],
    columns: Sequence[Column],
    addresses: Addresses,
    *,
    level: str,
    word: str,
    add_url: str,
) -> dict[str, Any]:
    """The rows of a grid in which nothing stands under anything, and one that adds at the foot."""
    shown = [row_shown(row, columns, number, addresses) for number, row in enumerate(rows, start=1)]
    foot = {"under": "", "level": "", "adds": [{"level": level, "word": word, "url": add_url}]}
    return {
        "rows": [*shown, foot],
        "has_rows": bool(rows),
        "templates": [empty_row(level, word, columns)],
    }


# What is sent


def answer_save(
    request: TrustRequest, *, save: Save, take_back: TakeBack, addresses: Addresses, levels: Any
) -> HttpResponse:
    """Save the posted cells and rows, or take such a save back, and say what was not done."""
    changes = _changes(request.POST.get("changes", ""), levels)
    new_rows = _new_rows(request.POST.get("rows", "[]"), levels)
    added = _added_rows(request.POST.get("added", "[]"), levels)
    if changes is None or new_rows is None or added is None:
        words = "This cannot be read. Reload the page: what you typed is kept on this device."
        return JsonResponse({"message": words}, status=400)
    try:
        if "undo" in request.POST:
            saved = take_back(changes=changes, added=added, by=request.user)
        else:
            saved = save(changes=changes, new_rows=new_rows, by=request.user)
    except IntegrityError:
        words = (
            "Not saved: somebody else saved the same just now. What you typed is kept on this "
            "device. Save again."
        )
        return JsonResponse({"message": words}, status=409)
    return JsonResponse(_answer(saved, addresses))


def _answer(saved: Saved, addresses: Addresses) -> dict[str, Any]:
    return {
        "problems": [_told(problem) for problem in saved.problems],
        "cells": [
            {"level": level, "pk": pk, "cells": cells} for (level, pk), cells in saved.cells.items()
        ],
        "added": [
            {"level": level, "was": was, "pk": item.pk, **addresses(item)}
            for (level, was), item in saved.added.items()
        ],
    }


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "level": problem.change.level,
        "pk": problem.change.pk,
        "name": problem.change.name,
        "words": problem.words,
        "held": problem.held,
        "conflict": problem.is_conflict,
    }


def _list(text: str, most: int) -> list[dict[str, Any]] | None:
    """A posted list of objects; None for what no page of ours sends."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(given, list) and len(given) <= most
    return given if is_list and all(isinstance(each, dict) for each in given) else None


def _changes(text: str, levels: Any) -> list[Change] | None:
    """The posted cells; None for what no page of ours sends."""
    given = _list(text, MOST_CHANGES)
    found: dict[tuple[str, int, str], Change] = {}
    for each in given or ():
        level, pk, name = each.get("level"), each.get("pk"), each.get("name")
        was, now = each.get("was"), each.get("now")
        if not _is_key(level, pk, levels) or not all(map(_is_text, (name, was, now))):
            return None
        found[level, pk, name] = Change(level, pk, name, was, now)  # type: ignore[index,arg-type]
    return None if given is None else list(found.values())


def _new_rows(text: str, levels: Any) -> list[NewRow] | None:
    """The posted new rows, likewise."""
    given = _list(text, MOST_ROWS)
    found: dict[tuple[str, int], NewRow] = {}
    for each in given or ():
        level, pk, under = each.get("level"), each.get("pk"), each.get("under")
        if not _is_key(level, pk, levels) or pk >= 0:  # type: ignore[operator]
            return None
        if under is not None and not (isinstance(under, list) and len(under) == 2):
            return None
        if under is not None and not _is_key(under[0], under[1], levels):
            return None
        try:
            uuid = UUID(str(each.get("uuid")))
        except ValueError:
            return None
        found[level, pk] = NewRow(  # type: ignore[index]
            level,  # type: ignore[arg-type]
            pk,  # type: ignore[arg-type]
            uuid,
            (under[0], under[1]) if under else None,
        )
    return None if given is None else list(found.values())


def _added_rows(text: str, levels: Any) -> list[AddedRow] | None:
    """The posted rows that are to go again, likewise."""
    given = _list(text, MOST_ROWS)
    found = []
    for each in given or ():
        level, pk, cells = each.get("level"), each.get("pk"), each.get("cells")
        if not _is_key(level, pk, levels) or not isinstance(cells, Mapping):
            return None
        if not all(map(_is_text, cells.values())):
            return None
        found.append(AddedRow(level, pk, cells))  # type: ignore[arg-type]
    return None if given is None else found


def _is_key(level: Any, pk: Any, levels: Any) -> bool:
    is_level = isinstance(level, str) and level in levels
    return is_level and isinstance(pk, int) and not isinstance(pk, bool)


def _is_text(text: Any) -> bool:
    """Whether a database can hold it: no NUL, no half of a character."""
    return isinstance(text, str) and not any(
        char == "\x00" or 0xD800 <= ord(char) <= 0xDFFF for char in text
    )
