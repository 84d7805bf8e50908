"""The heat map of a register: risks by likelihood and consequence, with where each was."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from risks.appetite import limits_of
from risks.matrix import NO_TINT, Matrix
from risks.models import Risk, RiskScore
from risks.position import RiskPosition
from strategy_tracker.ui.charts import Dot, heat_map

_LABEL_LENGTH = 4


def place_of(row: RiskScore | None) -> tuple[int, int] | None:
    """Likelihood and consequence of a score; None for a score given alone."""
    if row is None or row.likelihood is None or row.consequence is None:
        return None
    return row.likelihood, row.consequence


def is_on_map(now: RiskPosition, matrix: Matrix) -> bool:
    return place_of(now.current) in matrix.places


def short_label(risk: Risk, number: int) -> str:
    """What fits in a dot: the end of the reference ("BAF 03" is "03"), else its number."""
    last = risk.reference.split()[-1] if risk.reference.split() else ""
    return last if last and len(last) <= _LABEL_LENGTH else str(number)


def heat_map_of(
    risks: Sequence[tuple[Risk, RiskPosition]], matrix: Matrix, this: Risk | None = None
) -> SafeString:
    """The map of those with a place on `matrix`; `this` is the dark dot. "" for none."""
    dots, described, used = [], [], set()
    for number, (risk, now) in enumerate(risks, start=1):
        here = place_of(now.current)
        if here not in matrix.places or now.current is None:
            continue
        label = short_label(risk, number)
        label = str(number) if label in used else label
        used.add(label)
        is_this = this is not None and risk.pk == this.pk
        was, target = (
            place if place in matrix.places else None
            for place in (place_of(now.previous), place_of(now.target))
        )
        dots.append(Dot(label, here, was, target, is_this))
        described.append(_described(risk, label, now, now.current))
    if not dots:
        return SafeString("")
    count = f"{len(dots)} risk{'' if len(dots) == 1 else 's'}"
    return heat_map(
        dots,
        title=f"{count} by likelihood and consequence",
        description=" ".join(described),
        **map_of(matrix),
    )


def map_of(matrix: Matrix) -> dict[str, Any]:
    """What `heat_map` draws of the matrix itself."""
    cells = {place: matrix.score_of(*place) for place in matrix.places}
    return {
        "cells": {
            place: ("" if score is None else str(score), tint_of(matrix, score))
            for place, score in cells.items()
        },
        "likelihoods": {level.value: level.label for level in matrix.likelihoods},
        "consequences": {level.value: level.label for level in matrix.consequences},
    }


def tint_of(matrix: Matrix, score: int | None) -> str:
    band = None if score is None else matrix.bands.of(score)
    return band.tint if band else NO_TINT


def _described(risk: Risk, label: str, now: RiskPosition, score: RiskScore) -> str:
    factors = f"likelihood {score.likelihood}, consequence {score.consequence}"
    words = f"{risk.reference or label}: {factors}, score {score.as_printed}"
    over = limits_of(risk).over(now) or 0
    outside = f"outside tolerance by {over}" if over > 0 else ""
    return f"{', '.join(filter(None, (words, now.words, outside)))}."
