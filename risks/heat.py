"""The heat map of a register: risks by likelihood and consequence, with where each was."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from risks.bands import CONSEQUENCES, LIKELIHOODS, band_of
from risks.models import Risk, RiskScore
from risks.standing import Standing
from strategy_tracker.ui.charts import Dot, heat_map

_LABEL_LENGTH = 4


def place_of(row: RiskScore | None) -> tuple[int, int] | None:
    """Likelihood and consequence of a score; None for a score given alone."""
    if row is None or row.likelihood is None or row.consequence is None:
        return None
    return row.likelihood, row.consequence


def is_on_map(now: Standing) -> bool:
    return place_of(now.current) is not None


def short_label(risk: Risk, number: int) -> str:
    """What fits in a dot: the end of the reference ("BAF 03" is "03"), else its number."""
    last = risk.reference.split()[-1] if risk.reference.split() else ""
    return last if last and len(last) <= _LABEL_LENGTH else str(number)


def heat_map_of(risks: Sequence[tuple[Risk, Standing]], this: Risk | None = None) -> SafeString:
    """The map of those that have both factors; `this` is the dark dot. "" for none."""
    dots, told, used = [], [], set()
    for number, (risk, now) in enumerate(risks, start=1):
        here = place_of(now.current)
        if here is None:
            continue
        label = short_label(risk, number)
        label = str(number) if label in used else label
        used.add(label)
        is_this = this is not None and risk.pk == this.pk
        dots.append(Dot(label, here, place_of(now.previous), place_of(now.target), is_this))
        told.append(_told(risk, label, now, here))
    if not dots:
        return SafeString("")
    count = f"{len(dots)} risk{'' if len(dots) == 1 else 's'}"
    return heat_map(
        dots,
        title=f"{count} by likelihood and consequence",
        description=" ".join(told),
        tint=lambda score: band_of(score).tint,
        likelihoods=LIKELIHOODS,
        consequences=CONSEQUENCES,
    )


def _told(risk: Risk, label: str, now: Standing, here: tuple[int, int]) -> str:
    words = f"{risk.reference or label}: likelihood {here[0]}, consequence {here[1]}"
    return f"{words}, score {here[0] * here[1]}{', ' + now.words if now.words else ''}."
