"""What was recognised in a workbook, made ready to be looked over and put right.

From the change set as an `ImportRun` keeps it; no database here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from strategy_tracker.imports.changeset import (
    CHANGED,
    KIND_WORDS,
    NEW,
    UNCHANGED,
    say_counts,
)
from strategy_tracker.imports.choices import CLOSE
from strategy_tracker.imports.layout.table import LEFT_OUT
from strategy_tracker.imports.read.workbook import Area
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.wizard.options import (
    LEAVE_OUT,
    NO_RATING,
    NO_WORDS,
    all_asked,
    answer_name,
    column_name,
    legend_name,
    legend_value,
    options_of,
    record_name,
    region_name,
    region_options,
)
from strategy_tracker.imports.wizard.picture import OutlinedRegion, colour_word, ink_on

Data = Mapping[str, Any]
# From here on a suggestion is "sure"; it is "likely" from where no one need be asked.
SURE = 0.95
# So few choices are shown all at once.
_FEW = 5
_LONGEST_SAMPLE = 70
_MOST_AREAS = 4
FOUND = "recognised"
_NAMES = {"legend": "Key to colours", "text": "Words", LEFT_OUT: "Left out"}


@dataclass(frozen=True)
class Tab:
    """One sheet: how many of its regions are read, and how much of it wants looking at."""

    title: str
    regions: int
    checks: int
    is_on: bool

    @property
    def query(self) -> str:
        return urlencode({"sheet": self.title})

    @property
    def said(self) -> str:
        if self.checks:
            return f"{self.checks} to check"
        return "all sure" if self.regions else "left out"


def sheet_titles(changes: Data) -> list[str]:
    """Each sheet once, in the workbook's order."""
    return list(dict.fromkeys(region["title"] for region in changes.get("sheets", ())))


def sheet_tabs(changes: Data, chosen: str) -> list[Tab]:
    tabs = []
    for title in sheet_titles(changes):
        regions = [row for row in region_rows(changes, title) if row["holds"]]
        questions = [
            question for question in changes.get("questions", ()) if question["sheet"] == title
        ]
        checks = sum(len(region["unsure"]) for region in regions) + len(questions)
        tabs.append(Tab(title, len(regions), checks, title == chosen))
    return tabs


def say_found(changes: Data) -> str:
    """ "2 objectives and 7 actions recognised, on 2 of 3 sheets."; "" when nothing was."""
    counts = {
        kind: {FOUND: sum(states[state] for state in (NEW, CHANGED, UNCHANGED))}
        for kind, states in changes.get("counts", {}).items()
    }
    counted = say_counts(counts, changes["words"], [FOUND])
    read = {sheet["title"] for sheet in changes.get("sheets", ()) if sheet["holds"]}
    every = len(sheet_titles(changes))
    if not counted:
        return ""
    if every == 1:
        return f"{counted}."
    sheets = f"{every} sheets" if len(read) == every else f"{len(read)} of {every} sheets"
    return f"{counted}, on {sheets}."


def say_to_do(changes: Data) -> str:
    """ "1 thing must be fixed, 2 questions to answer, 3 columns to check"; "" for nothing."""
    numbers = (
        (sum(problem["stops"] for problem in changes.get("problems", ())), "thing{} must be fixed"),
        (len(changes.get("questions", ())), "question{} to answer"),
        (
            sum(
                len(region["unsure"])
                for title in sheet_titles(changes)
                for region in region_rows(changes, title)
            ),
            "column{} to check",
        ),
    )
    return ", ".join(
        f"{number:,} {words.format('' if number == 1 else 's')}"
        for number, words in numbers
        if number
    )


def region_rows(changes: Data, title: str) -> list[Data]:
    """The regions of one sheet, each with its columns: those to be checked, the others, and
    those left out."""
    rows: list[Data] = []
    for number, region in enumerate(changes.get("sheets", ())):
        if region["title"] != title:
            continue
        kind = region.get("kind") or ("table" if region["holds"] else LEFT_OUT)
        columns = _columns(number, region)
        rows.append(
            {
                **region,
                "mark": len(rows) + 1,
                "outline": OutlinedRegion(len(rows) + 1, "", Area(0, 0, 0, 0)).outline,
                "kind": kind,
                "name": _name(region, kind),
                "said": _say_region(region),
                "cells": region.get("place", "").rpartition("!")[2],
                "why": region.get("why", ""),
                # A key is no record, but it is read.
                "is_left_out": not region["holds"] and kind != "legend",
                "field": region_name(number),
                "options": options_with(region, changes.get("words", NO_WORDS)),
                "kinds": region_options(kind) if region.get("place") else [],
                "unsure": [column for column in columns if column["is_unsure"]],
                "sure": [
                    column for column in columns if column["is_read"] and not column["is_unsure"]
                ],
                "left_out": [column for column in columns if not column["is_read"]],
            }
        )
    return rows


def _name(region: Data, kind: str) -> str:
    """ "Actions" for a region that holds some."""
    if region.get("name"):
        return str(region["name"])
    if region["holds"] in KIND_WORDS:
        return _capital(KIND_WORDS[region["holds"]][1])
    return _NAMES.get(kind, "Left out")


def _say_region(region: Data) -> str:
    """ "30 rows, one action each."; for a region left out, why it is."""
    if not region["holds"]:
        return region.get("why") or "None of its headings is one we know."
    rows = region["rows"]
    return f"{rows:,} row{'' if rows == 1 else 's'}, one {region['holds']} each."


def options_with(
    region: Data, words: Mapping[str, Sequence[str]] = NO_WORDS
) -> list[tuple[str, str]]:
    """What a column of the region can be, with what only we would say of it as it stands."""
    options = options_of(region["holds"], words)
    offered = {value for value, _ in options}
    # A parent's sponsor, for one, is no choice but must stay what it is.
    own = {
        column["field"]: (column["field"], column["meaning"])
        for column in region["columns"]
        if column.get("field") and column["field"] not in offered
    }
    return [*options[:-1], *own.values(), options[-1]]


def _columns(number: int, region: Data) -> list[Data]:
    columns: list[Data] = []
    for place, column in enumerate(region["columns"]):
        is_read = bool(column.get("field"))
        columns.append(
            {
                **column,
                "name": column_name(number, place),
                "chosen": column.get("field") or LEAVE_OUT,
                "is_read": is_read,
                "is_unsure": is_read and column["confidence"] < synonyms().auto,
                "sureness": say_confidence(column["confidence"]) if is_read else "",
                "samples": [_sample(sample) for sample in column.get("samples", ())],
            }
        )
    return columns


def _sample(sample: Data) -> Data:
    text = " ".join(str(sample.get("text", "")).split())
    fill = str(sample.get("fill", "")).removeprefix("#")
    if len(text) > _LONGEST_SAMPLE:
        text = text[:_LONGEST_SAMPLE].rstrip() + "…"
    return {"text": text, "fill": fill, "colour": colour_word(fill), "cell": sample.get("cell", "")}


def say_confidence(confidence: float) -> str:
    """ "Sure", "Likely, 86%" or "A guess, 60%"."""
    if confidence >= SURE:
        return "Sure"
    word = "Likely" if confidence >= synonyms().auto else "A guess"
    return f"{word}, {confidence * 100:.0f}%"


def legend_rows(changes: Data) -> list[Data]:
    """Every colour and status word with its count and what it is taken for, unclear ones first.

    What is asked as a question is not asked here as well.
    """
    asked = {question["key"].partition(":")[2] for question in changes.get("questions", ())}
    rows: list[Data] = []
    for number, note in enumerate(changes.get("legend", ())):
        if note["key"] in asked:
            continue
        fill = str(note.get("fill", "")).removeprefix("#")
        chosen = legend_value(note)
        options = [tuple(option) for option in note["options"] if option[0]]
        rows.append(
            {
                **note,
                "name": legend_name(number),
                "fill": fill,
                "ink": ink_on(fill),
                "words": _capital(colour_word(fill)) if fill else note["key"],
                "options": [*options, (NO_RATING, "No rating")],
                "chosen": chosen,
                "is_unclear": not chosen,
                "sureness": say_confidence(note["confidence"]) if note.get("meaning") else "",
            }
        )
    return sorted(rows, key=lambda row: (not row["is_unclear"], -row["count"]))


def question_rows(changes: Data) -> list[Data]:
    """The open questions, each with its choices; our best guess is the one chosen."""
    return [row for row in _asked_rows(changes, {}) if not row["is_answered"]]


def answered_rows(changes: Data, answers: Mapping[str, str]) -> list[Data]:
    """The answered questions, each with its choices and all `answers` that were given."""
    return [row for row in _asked_rows(changes, answers) if row["is_answered"]]


def _asked_rows(changes: Data, answers: Mapping[str, str]) -> list[Data]:
    rows: list[Data] = []
    for number, question in enumerate(all_asked(changes)):
        options = [tuple(option) for option in question["options"]]
        offered = dict(options)
        guess, answer = question["guess"], question.get("answer")
        # A profile may say what is not offered, and then our guess is taken.
        chosen = answer if answer is not None and (answer in offered or not offered) else guess
        rows.append(
            {
                **question,
                "name": answer_name(number),
                "number": number + 1,
                "options": options,
                "is_few": len(options) <= _FEW,
                "is_answered": answer is not None,
                "chosen": chosen,
                "chosen_words": offered.get(chosen, chosen),
                "guess_words": offered.get(guess, guess),
                "records": [
                    (record_name(number, place), words, answers.get(key) == CLOSE)
                    for place, (key, words) in enumerate(question.get("records", ()))
                ],
                "place": ", ".join(filter(None, [question["sheet"], question["cell"]])),
                "link": cell_link(question["sheet"], question["cell"]),
                "touches": _say_touches(question),
            }
        )
    return rows


def _say_touches(question: Data) -> str:
    """What is read or decided anew where an answer changes."""
    if number := len(question.get("records", ())):
        return f"{number:,} record{'' if number == 1 else 's'} of the plan"
    areas = question.get("cells") or [question["cell"]]
    if not question["sheet"] or not areas[0]:
        return "the whole workbook"
    shown = ", ".join(areas[:_MOST_AREAS])
    more = f" and {len(areas) - _MOST_AREAS:,} more areas" if len(areas) > _MOST_AREAS else ""
    return f"{shown}{more} of “{question['sheet']}”"


# The picture of a sheet


def outlined_regions(changes: Data, title: str) -> list[OutlinedRegion]:
    """The regions of the sheet to be outlined, once for those read from the same cells.

    Those of which we do not know where they are have none.
    """
    alike: dict[Area, list[Data]] = {}
    for region in region_rows(changes, title):
        if region.get("area"):
            alike.setdefault(Area(*region["area"]), []).append(region)
    return [
        OutlinedRegion(
            regions[0]["mark"],
            ", ".join(dict.fromkeys(region["name"] for region in regions)),
            area,
            all(region["is_left_out"] for region in regions),
        )
        for area, regions in alike.items()
    ]


def findings_of(changes: Data, title: str) -> list[Data]:
    """Open questions and problems of one sheet, worst first, numbered as they are pinned."""
    asked = [
        {"weight": "Decide", "message": question["question"], "remedy": "", "order": 1}
        | _at(question)
        for question in changes.get("questions", ())
        if question["sheet"] == title
    ]
    found = [
        {
            "weight": "Must fix" if problem["stops"] else "For information",
            "message": problem["problem"],
            "remedy": problem["remedy"],
            "order": 0 if problem["stops"] else 2,
        }
        | _at(problem)
        for problem in changes.get("problems", ())
        if problem["sheet"] == title and problem["cell"]
    ]
    both = sorted([*asked, *found], key=lambda finding: finding["order"])
    return [{**finding, "number": number} for number, finding in enumerate(both, start=1)]


def _at(found: Data) -> dict[str, Any]:
    return {
        "cell": found["cell"],
        "value": found["value"],
        "link": cell_link(found["sheet"], found["cell"]),
    }


def pins_of(findings: Sequence[Data]) -> dict[str, list[int]]:
    """{cell: numbers of what was found there}."""
    pins: dict[str, list[int]] = {}
    for finding in findings:
        pins.setdefault(finding["cell"].partition(":")[0], []).append(finding["number"])
    return pins


def cell_link(sheet: str, cell: str) -> str:
    """The end of the address of a cell in the picture; "" for what is of no cell."""
    if not (sheet and cell):
        return ""
    first = cell.partition(":")[0]
    return f"?{urlencode({'sheet': sheet, 'cell': first})}#cell-{first}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
