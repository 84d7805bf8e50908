"""Aim and actual of measures, or score against target of risks: small charts, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten

from ambitions.measures.figures import cells_of
from ambitions.models import Measure, Reading
from objectives.calendar import Part as YearPart
from objectives.calendar import part_of
from reports.blocks import Block, Chart, Charts, Text
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.risks import risks_of_kinds, score_data
from risks.models import Risk
from risks.position import current_scores, position_at

_LEAST_POINTS = 2
_LONGEST_TITLE = 70


@dataclass(frozen=True)
class Options:
    shows: str = option(
        "Charts of", "measures", choices=[("measures", "Measures"), ("risks", "Risks")]
    )
    measures: list[str] = option("Only these measures", [], of="measures")
    risk_kinds: list[str] = option("Only risks of these kinds", [], choices=Risk.Kind.choices)
    points: int = option("Periods shown at most", 8)


def build(source: Source, part: Part) -> Data | None:
    options: Options = KIND.options_of(part)
    charts = (
        _of_risks(source, options) if options.shows == "risks" else _of_measures(source, options)
    )
    return {"charts": charts, "shows": options.shows} if charts else None


def _of_measures(source: Source, options: Options) -> list[Data]:
    """A chart for each series of actuals with two numbers at least."""
    names = {name.casefold().strip() for name in options.measures}
    wanted = [
        measure
        for measure in source.measures
        if not names or {measure.number.casefold(), measure.name.casefold().strip()} & names
    ]
    period = source.plan.period
    now = part_of(period)
    found: dict[tuple[int, str, str], dict[YearPart, Reading]] = {}
    for (measure_id, kind, series, when), reading in cells_of(wanted, period).items():
        found.setdefault((measure_id or 0, kind, series), {})[when] = reading
    charts = []
    for measure in wanted:
        aims = found.get((measure.pk, Reading.Kind.AIM, ""), {})
        for (pk, kind, series), actuals in found.items():
            if pk == measure.pk and kind == Reading.Kind.ACTUAL:
                chart = _measure_chart(measure, series, actuals, aims, now, options.points)
                charts += [chart] if chart else []
    return charts


def _measure_chart(
    measure: Measure,
    series: str,
    actuals: dict[YearPart, Reading],
    aims: dict[YearPart, Reading],
    now: YearPart,
    most: int,
) -> Data | None:
    """Nothing after the period of the paper is shown, and nothing that is withheld."""
    parts = sorted(part for part in {*actuals, *aims} if not now < part)
    parts = [part for part in parts if part.months == now.months][-most:]
    values = [_number(actuals.get(part)) for part in parts]
    if sum(value is not None for value in values) < _LEAST_POINTS:
        return None
    last = max(index for index, value in enumerate(values) if value is not None)
    figure, aim = actuals[parts[last]], aims.get(parts[last])
    name = f"{measure.number} {measure.name}".strip()
    return {
        "title": _shortened(f"{name}: {series}" if series else name),
        "figure": figure.raw,
        "words": _words(parts[last], parts[-1], aim),
        "labels": [part.name
                   for part in parts],
        "values": values,
        "told": [_told(actuals.get(part)) for part in parts],
        "aims": [_number(aims.get(part)) for part in parts],
        "aim_label": f"aim {aim.raw}" if aim and aim.raw else "",
    }  # fmt: skip


def _shortened(title: str) -> str:
    """What heads a small chart; the whole of it stands in a table."""
    return shorten(title, _LONGEST_TITLE, placeholder=" …")


def _number(reading: Reading | None) -> float | None:
    if reading is None or reading.is_withheld or reading.number is None:
        return None
    return float(Decimal(reading.number))


def _told(reading: Reading | None) -> str:
    if reading is None:
        return "none"
    return "withheld" if reading.is_withheld else reading.raw or "none"


def _words(shown: YearPart, last: YearPart, aim: Reading | None) -> str:
    """The aim beside the figure, and when the figure is of where it is not the latest."""
    told = [f"aim {aim.raw}"] if aim and aim.raw else []
    return ", ".join([*told, f"at {shown.head}"] if shown != last else told)


def _of_risks(source: Source, options: Options) -> list[Data]:
    """A chart for each risk with two scores at least, its target dashed."""
    plan = source.plan
    charts = []
    for risk in risks_of_kinds(plan, options.risk_kinds):
        scores = current_scores(risk, plan.period)[-options.points :]
        if len(scores) < _LEAST_POINTS:
            continue
        now = position_at(risk, plan.period)
        score, target = score_data(plan, scores[-1]), now.target
        band = f"{score['band']}" if score else ""
        charts.append(
            {
                "title": _shortened(str(risk)),
                "figure": scores[-1].as_printed,
                "words": ", ".join(
                    filter(None, [band, f"target {target.as_printed}" if target else ""])
                ),
                "labels": [row.period.label if row.period else "" for row in scores],
                "values": [float(row.score) for row in scores],
                "told": [row.as_printed for row in scores],
                "aims": [float(target.score)] * len(scores) if target else [],
                "aim_label": f"target {target.as_printed}" if target else "",
            }
        )
    return charts


def blocks(data: Data, content: Content) -> list[Block]:
    aim = "target" if data["shows"] == "risks" else "aim"
    made: list[Block] = []
    if any(chart["aims"] for chart in data["charts"]):
        made.append(Text(f"Dashed: the {aim}.", style="about"))
    return [*made, Charts([_chart(chart) for chart in data["charts"]])]


def _chart(chart: Data) -> Chart:
    return Chart(
        title=chart["title"],
        figure=chart["figure"],
        words=chart["words"],
        labels=chart["labels"],
        values=chart["values"],
        aims=chart["aims"],
        aim_label=chart["aim_label"],
        description=description(chart["labels"], chart["told"], chart["words"]),
    )


def description(labels: Sequence[str], told: Sequence[str], words: str) -> str:
    """ "Q1 24/25: 54%; Q2 24/25: 58%. Aim 60%." """
    points = "; ".join(f"{label}: {value}" for label, value in zip(labels, told, strict=True))
    return f"{points}. {words[:1].upper()}{words[1:]}." if words else f"{points}."


KIND = PartKind(
    "measure-chart",
    "Charts of measures or risks",
    "Aim and actual of measures, or score against target of risks, as small charts",
    build,
    blocks,
    Options,
)
