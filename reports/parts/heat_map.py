"""The trust's own matrix with its risks on it, and where each was the period before.

The `matrix` of the block, and the data of the part:

    likelihoods   [[value, label], ...] lowest first; so consequences
    cells         [[likelihood, consequence, score as text, tone, band], ...]
    worst         the label of the worst band, whose edge is drawn strong
    discs         label (what fits in a disc), name, now [likelihood, consequence], was (the same,
                  or None where it did not move or is not known), words
    unplaced      [[name, score with its band], ...]: risks that were given a score alone
    before        the label of the previous period, "" for none
    bands         [[label, tone, scores], ...] worst first
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reports.blocks import Beside, Block, Heading, HeatMap, Text
from reports.parts import risk_table
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.risks import bands_legend, risk_data, risks_of_kinds
from risks.heat import place_of, short_label
from risks.matrix import Matrix
from risks.models import Risk
from risks.position import RiskPosition, position_at

# A longer table would leave the room under the map empty for more than a page.
_MOST_LINES = 44
_CHARACTERS = 30  # of a title on a line there, with these columns
_OF_A_COLUMN = 12  # which another column takes from it
_BESIDE_COLUMNS = ("reference", "title_and_leads", "current", "movement", "target")


@dataclass(frozen=True)
class Options:
    kinds: list[str] = option("Only these kinds", [], choices=Risk.Kind.choices)
    beside_table: bool = option("Beside a table of the same risks", False)
    columns: list[str] = option(
        "Columns of that table, in this order",
        [],
        choices=list(risk_table.COLUMNS.items()),
        is_ordered=True,
    )
    shows_before: bool = option("Show where each was before", True)


def build(source: Source, part: Part) -> Data | None:
    options: Options = KIND.options_of(part)
    plan = source.plan
    risks = risks_of_kinds(plan, options.kinds)
    if not source.matrix.has_factors or not risks:
        return None
    data = matrix_data(source, risks, shows_before=options.shows_before)
    if not data["discs"]:
        return None
    table = risk_table.Options(columns=options.columns or list(_BESIDE_COLUMNS))
    rows = risk_table.rows_data(source, risks, table) if options.beside_table else []
    return {"matrix": data, "rows": rows, "table": risk_table.table_data(source, table, rows)}


def matrix_data(source: Source, risks: Sequence[Risk], *, shows_before: bool) -> Data:
    """The matrix with a disc for each of `risks` that has a place on it."""
    plan, matrix = source.plan, source.matrix
    discs, unplaced = [], []
    used: set[str] = set()
    for number, risk in enumerate(risks, start=1):
        now = position_at(risk, plan.period)
        here = place_of(now.current)
        name = risk.reference or risk.title or risk.event
        if here not in matrix.places or now.current is None:
            score = risk_data(source, risk)["current"]
            told = f"{score['score']} {score['band']}".strip() if score else "no score"
            unplaced.append([name, told])
            continue
        label = short_label(risk, number)
        label = str(number) if label in used else label
        used.add(label)
        was = _was(now, matrix) if shows_before else None
        discs.append(
            {
                "label": label,
                "name": name,
                "now": list(here or ()),
                "was": list(was) if was and was != here else None,
                "words": _place_words(now, matrix),
            }
        )
    bands = bands_legend(source)
    return {
        "likelihoods": [[level.value, level.label] for level in matrix.likelihoods],
        "consequences": [[level.value, level.label] for level in matrix.consequences],
        "cells": [_cell(matrix, *place) for place in sorted(matrix.places)],
        "worst": bands[0][0] if bands else "",
        "discs": discs,
        "unplaced": unplaced,
        "before": plan.previous.label if plan.previous else "",
        "bands": bands,
    }


def _was(now: RiskPosition, matrix: Matrix) -> tuple[int, int] | None:
    place = place_of(now.previous)
    return place if place in matrix.places else None


def _cell(matrix: Matrix, likelihood: int, consequence: int) -> list[int | str]:
    score = matrix.score_of(likelihood, consequence)
    band = None if score is None else matrix.bands.of(score)
    told = "" if score is None else str(score)
    return [likelihood, consequence, told, band.tone if band else "", band.label if band else ""]


def _place_words(now: RiskPosition, matrix: Matrix) -> str:
    """ "likelihood 4, consequence 5, score 20 extreme, was 16"."""
    current = now.current
    if current is None:
        return ""
    band = matrix.bands.of(current.score)
    told = f"likelihood {current.likelihood}, consequence {current.consequence}"
    score = f"{current.as_printed} {band.label.lower() if band else ''}".strip()
    return f"{told}, score {score}{', ' + now.words if now.words else ''}"


def blocks(data: Data, content: Content) -> list[Block]:
    matrix = data["matrix"]
    made: list[Block] = [
        Heading("Likelihood (across) and consequence (up)", 2),
        HeatMap(matrix, description(matrix)),
        Text(caption(matrix, content), style="small"),
    ]
    if not data["rows"]:
        return made
    name = content["words"]["risk"][1]
    table = risk_table.table_of(data["rows"], data["table"], content, name)
    more = len(data["table"]["columns"]) - len(_BESIDE_COLUMNS)
    room = max(_CHARACTERS - more * _OF_A_COLUMN, 1)
    lines = sum(_lines(row, room) for row in data["rows"])
    if lines > _MOST_LINES:
        return [table, *made]
    return [Beside([table], made, share=0.4)]


def _lines(row: Data, room: int) -> float:
    """How many lines a row beside the map takes, about, with the white around it."""
    title = ceil(len(row["title"] or row["event"]) / room)
    return title + bool(row["leads"]) + 0.75


def description(matrix: Data) -> str:
    """Where each risk is, for whoever does not see the map."""
    told = [f"{_named(disc)}: {disc['words']}." for disc in matrix["discs"]]
    return " ".join(told)


def _named(disc: Data) -> str:
    label, name = disc["label"], disc["name"]
    return name if label == name else f"{label} ({name})"


def caption(matrix: Data, content: Content) -> str:
    """What the discs and the line mean, the bands, and which risks have no place."""
    told = [f"**Dark:** {content['period']['label']}."]
    if matrix["before"] and any(disc["was"] for disc in matrix["discs"]):
        told.append(f"**Open:** {matrix['before']}, if it moved.")
    others = [disc for disc in matrix["discs"] if disc["label"] not in disc["name"]]
    if others:
        told.append("; ".join(f"**{disc['label']}** {disc['name']}" for disc in others) + ".")
    if matrix["bands"]:
        first, *rest = [f"{scores} {label.lower()}" for label, _, scores in matrix["bands"]]
        told.append(f"Inside the line {'; '.join([first, *rest])}.")
    if matrix["unplaced"]:
        names = "; ".join(f"{name} ({score})" for name, score in matrix["unplaced"])
        told.append(f"**Given a score alone:** {names}.")
    return " ".join(told)


KIND = PartKind(
    "heat-map",
    "Heat map",
    "The risk matrix with each risk on it, and where it was before",
    build,
    blocks,
    Options,
)
