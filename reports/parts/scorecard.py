"""Measures of each objective: aims and actuals side by side, with where they began and will end."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ambitions.measures.figures import Cell as Place
from ambitions.measures.figures import cells_of
from ambitions.measures.grades import grade_of, grades_of
from ambitions.measures.scorecard import COLUMNS_SHOWN, score, trend_of
from ambitions.measures.values import printed_in
from ambitions.models import Ambition, Measure, Reading
from objectives.calendar import Part as PartOfYear
from objectives.calendar import part_of, year_name
from objectives.models import Level, Passage, Period, Rating
from reports.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Legend,
    Line,
    PageBreak,
    Pill,
    Prose,
    Row,
    RowGroup,
    Table,
    Text,
    Words,
)
from reports.letters import BOLD, text_width
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import chosen, item_data, named
from reports.reading import Plan

PERIOD = "period"  # the code of a passage that says when an objective's figures are of
_LONGEST_GRADE = 9  # letters that a narrow column has room for, in a pill
_TONES = {"Met": "green", "Close": "amber", "Missed": "red"}


@dataclass(frozen=True)
class Options:
    objectives: list[str] = option("Only these objectives", [], of="objectives")
    columns: int = option("Most quarters or months side by side", COLUMNS_SHOWN)
    shows_trend: bool = option("Draw a small line of each", True)
    shows_comments: bool = option("Print the comments", True)
    starts_page: bool = option("Begin each objective on a page of its own", False)


def build(source: Source, part: Part) -> Data | None:
    """columns: [year, part] of each; groups: title, reference, said ([label, text] of when its
    figures are of) and measures. A measure is key, level, number, name, baseline, baseline_date,
    target, target_date, comment, verdict, trend (values, aims, words), and lines: label, is_aim and
    the values as printed, one for each column; of grades also what stands for each and its tone.
    scales: what letters of grades stand for, where there are any."""
    options: Options = KIND.options_of(part)
    plan = source.plan
    cells = cells_of(source.measures, plan.period)
    columns = _columns(cells, plan.period, options.columns)
    # A trust that reports by the month reads the quarter that ends with it.
    last = part_of(plan.period).last
    now = next((column for column in reversed(columns) if column.last == last), None)
    groups = []
    for title, reference, said, measures in _groups(source, options):
        if measures:
            made = [_measure(measure, cells, columns, now, plan.period) for measure in measures]
            groups.append({"title": title, "reference": reference, "said": said, "measures": made})
    if not groups:
        return None
    scales = _scales(source.measures)
    return {
        "columns": [[_year(column, cells), column.head] for column in columns],
        "groups": groups,
        **{name: getattr(options, name) for name in ("shows_trend", "shows_comments")},
        "starts_page": options.starts_page,
        **({"scales": scales} if scales else {}),
    }


def _columns(places: Iterable[Place], period: Period, most: int) -> list[PartOfYear]:
    """The parts of the year that have an aim or an actual; the last `most` of them, but never
    beginning after the period."""
    found = sorted({place for _, _, _, place in places})
    last = part_of(period).last
    spare = max(len(found) - max(most, 1), 0)
    earlier = sum(1 for column in found if column.last <= last)
    start = min(spare, max(earlier - 1, 0))
    return found[start : start + max(most, 1)]


def _year(column: PartOfYear, cells: dict[Place, Reading]) -> str:
    """The year as most of the column's readings were headed in the trust's own scorecard."""
    labels = Counter(
        reading.year_label
        for (_, _, _, part), reading in cells.items()
        if part == column and reading.financial_year == column.year
    )
    return labels.most_common(1)[0][0] if labels else year_name(column.year)


def _groups(
    source: Source, options: Options
) -> list[tuple[str, str, list[list[str]], list[Measure]]]:
    plan = source.plan
    found = []
    for objective in chosen(plan.objectives, options.objectives):
        over = item_data(plan, objective, with_answers=False)
        said = [
            [passage.label, passage.text]
            for passage in source.passages
            if passage.objective_id == objective.pk
            and passage.kind == Passage.Kind.TEXT
            and passage.code == PERIOD
        ]
        own = [one for one in source.measures if _objective_id(plan, one) == objective.pk]
        found.append((over["title"], over["reference"], said, own))
    if not options.objectives:
        known = {objective.pk for objective in plan.objectives}
        loose = [one for one in source.measures if _objective_id(plan, one) not in known]
        found.append(("Other measures" if any(group[3] for group in found) else "", "", [], loose))
    return found


def _objective_id(plan: Plan, measure: Measure) -> int | None:
    if measure.ambition_id is None:
        return measure.objective_id
    ambition = plan.item((Level.AMBITION, measure.ambition_id))
    return ambition.objective_id if isinstance(ambition, Ambition) else None


def _measure(
    measure: Measure,
    cells: dict[Place, Reading],
    columns: Sequence[PartOfYear],
    now: PartOfYear | None,
    period: Period,
) -> Data:
    scored = score(measure, cells, columns, now)
    trend = trend_of(measure, now or part_of(period), most=len(columns) or COLUMNS_SHOWN)
    told = [
        f"{printed_in(reading, place)} ({place.name})"
        for place, reading in zip(trend.parts, trend.actuals, strict=True)
        if reading
    ]
    names = ("number", "name", "baseline", "baseline_date", "target", "target_date", "comment")
    return {
        "key": str(measure.uuid),
        "level": "measure",
        **{name: getattr(measure, name) for name in names},
        "verdict": scored.verdict,
        "lines": [
            {
                "label": line.label,
                "is_aim": line.kind == Reading.Kind.AIM,
                "values": [
                    printed_in(reading, column)
                    for reading, column in zip(line.readings, columns, strict=True)
                ],
                **_grades(measure, line.readings),
            }
            for line in scored.lines
        ],
        "trend": {
            "values": [None if size is None else float(size) for size in trend.sizes],
            "aims": [None if size is None else float(size) for size in trend.aim_sizes],
            "words": f"Trend: {', '.join(told)}" if told else "",
        },
    }


def _grades(measure: Measure, readings: Sequence[Reading | None]) -> Data:
    """Of a measure with grades, for each value its letter or its word and its tone; None for what
    is no grade."""
    if not measure.grade_scale:
        return {}
    grades = [grade_of(measure, reading) for reading in readings]
    by_letter = _are_long(grades_of(measure))
    return {
        "grades": [
            [grade.letter if by_letter else grade.label, grade.tone] if grade else None
            for grade in grades
        ]
    }


def _are_long(grades: Iterable[Rating]) -> bool:
    """Whether a column has no room for their words, so that letters stand there."""
    return any(len(grade.label) > _LONGEST_GRADE for grade in grades)


def _scales(measures: Iterable[Measure]) -> list[Data]:
    """name and grades ([label, tone, letter, meaning], worst first) of the scales by letter."""
    found = {
        one.grade_scale.pk: one.grade_scale
        for one in measures
        if one.grade_scale and _are_long(grades_of(one))
    }
    return [
        {
            "name": scale.name,
            "grades": [
                [grade.label, grade.tone, grade.letter, grade.meaning]
                for grade in scale.ratings.all()
            ],
        }
        for scale in found.values()
    ]


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    columns = _Columns(data)
    for index, group in enumerate(data["groups"]):
        if data["starts_page"] and index > 0:
            made.append(PageBreak())
        if group["title"]:
            made.append(Heading(group["title"], 2, group["reference"]))
        for label, text in group["said"]:
            made.append(Text(f"{label}: {text}" if label else text, style="quiet"))
        made.append(columns.table(group))
    return [*made, *_grades_legend(data), *_note(data)]


def _grades_legend(data: Data) -> list[Block]:
    """What the letters of grades stand for."""
    return [
        Legend(
            [
                (label, tone, f"{label}: {meaning}" if meaning else label)
                for label, tone, _, meaning in scale["grades"]
            ],
            scale["name"],
            keys={label: letter for label, _, letter, _ in scale["grades"]},
        )
        for scale in data.get("scales", ())
    ]


class _Columns:
    """The columns that the measures of all groups need, so that each table has the same.

    What is said of a measure reaches down over its lines of readings, which stand between.
    """

    def __init__(self, data: Data) -> None:
        measures = [one for group in data["groups"] for one in group["measures"]]
        values = [text for one in measures for line in one["lines"] for text, _ in _toned(line)]
        labels = [line["label"] for one in measures for line in one["lines"]]
        wide = _width(values, most=20.0)
        self.trend = data["shows_trend"] and any(one["trend"]["words"] for one in measures)
        self.before: list[tuple[Column, Callable[[Data], Cell]]] = [
            (Column("Measure", is_row_header=True), self._name)
        ]
        if any(one["number"] for one in measures):
            no = Column("No", width=_width([one["number"] for one in measures], least=8.0))
            self.before.insert(0, (no, lambda one: [Words(one["number"])]))
        self.dated: dict[int, str] = {}
        for name, label in (("baseline", "Baseline"), ("target", "End target")):
            if any(one[name] or one[f"{name}_date"] for one in measures):
                both = [one[key] for one in measures for key in (name, f"{name}_date")]
                column = Column(label, width=_width([*both, label], most=22.0))
                self.dated[len(self.before)] = name
                self.before.append((column, _dated(name)))
        self.label = Column("Aim or actual", width=_width(labels, least=13.0, most=18.0))
        self.readings = [
            Column(head, width=wide, is_number=True, group=year) for year, head in data["columns"]
        ]
        self.after: list[tuple[Column, Callable[[Data], Cell]]] = []
        if any(one["verdict"] for one in measures):
            self.after.append((Column("Against aim", width=20.0), _verdict))
        self.shows_comments = data["shows_comments"]

    def _name(self, one: Data) -> Cell:
        trend = one["trend"]
        if not self.trend or not trend["words"]:
            return [Prose(one["name"])]
        return [Prose(one["name"]), Line(trend["values"], trend["aims"], trend["words"])]

    def table(self, group: Data) -> Table:
        columns = [
            *(column for column, _ in self.before),
            self.label,
            *self.readings,
            *(column for column, _ in self.after),
        ]
        groups = [RowGroup(self._rows(one), is_whole=True) for one in group["measures"]]
        return Table(columns, groups, name=named(group), is_narrow=True)

    def _before(self, one: Data, index: int) -> list[Cell | None]:
        """The cells before the readings in the line of that index."""
        made: list[Cell | None] = []
        for place, (_, cell) in enumerate(self.before):
            name = self.dated.get(place)
            if name is None or len(one["lines"]) == 1:
                made.append(cell(one) if index == 0 else None)
            elif index > 1:
                made.append([])
            else:
                text = one[f"{name}_date" if index else name]
                made.append([Prose(text, style="quiet" if index else "")] if text else [])
        return made

    def _rows(self, one: Data) -> list[Row]:
        rows = []
        inner = len(self.before) + 1 + len(self.readings)
        outer = [*range(len(self.before)), *range(inner, inner + len(self.after))]
        comment = one["comment"] if self.shows_comments else ""
        count = len(one["lines"]) + bool(comment)
        # A value stands on the first line and its day on the second: both in one cell would
        # keep the lines of readings apart.
        outer = [index for index in outer if index not in self.dated]
        spans = dict.fromkeys(outer, count) if count > 1 else {}
        for index, line in enumerate(one["lines"]):
            style = "" if line["is_aim"] else "strong"
            is_first = index == 0
            rows.append(
                Row(
                    [
                        *self._before(one, index),
                        [Words(line["label"], style)],
                        *(
                            [Pill(value, tone) if tone else Words(value, style)]
                            for value, tone in _toned(line)
                        ),
                        *(cell(one) if is_first else None for _, cell in self.after),
                    ],
                    name=one["name"],
                    spans=spans if is_first else {},
                    item=one.get("key", "") if is_first else "",
                )
            )
        if comment:
            # Under the readings, over all their columns: it is read with them.
            cells: list[Cell | None] = [None] * (inner + len(self.after))
            if count > 2:
                cells = [[] if at in self.dated else None for at in range(len(cells))]
            place = len(self.before)
            cells[place] = [Prose(comment)]
            reach = 1 + len(self.readings)
            rows.append(Row(cells, name=one["name"], reaches={place: reach}))
        return rows


def _toned(line: Data) -> list[tuple[str, str]]:
    """What stands for each value of a line, with its tone; "" for what is no grade."""
    grades = line.get("grades") or [None] * len(line["values"])
    return [
        (grade[0], grade[1]) if grade else (value, "")
        for value, grade in zip(line["values"], grades, strict=True)
    ]


def _width(texts: Iterable[str], least: float = 10.5, most: float = 16.5) -> float:
    """In mm, as wide as the longest word of `texts` wants in bold small print."""
    widest = max((text_width(word) for text in texts for word in text.split()), default=0.0) * BOLD
    return min(max(widest + 2.6, least), most)


def _dated(name: str) -> Callable[[Data], Cell]:
    def cell(one: Data) -> Cell:
        date = one[f"{name}_date"]
        return [Prose(one[name]), *([Prose(date, style="quiet")] if date else [])]

    return cell


def _verdict(one: Data) -> Cell:
    word = one["verdict"]
    return [Pill(word, _TONES.get(word, ""))] if word else []


def _note(data: Data) -> list[Block]:
    """What the kinds of nothing mean, of those that are printed."""
    values = {
        value
        for group in data["groups"]
        for one in group["measures"]
        for line in one["lines"]
        for value in line["values"]
    }
    said = [
        "blank: not due" if "" in values else "",
        "-: no data" if "-" in values else "",
        "N/A: not applicable" if "N/A" in values else "",
        "Withheld: measured, not to be told yet" if "Withheld" in values else "",
    ]
    words = ". ".join(word for word in said if word)
    line = "The small line is of the actuals, the broken one of the aim. "
    drawn = data["shows_trend"] and any(
        one["trend"]["words"] for group in data["groups"] for one in group["measures"]
    )
    told = f"{line if drawn else ''}{f'In these tables, {words}.' if words else ''}".strip()
    return [Text(told, style="quiet")] if told else []


KIND = PartKind(
    "scorecard",
    "Scorecard",
    "Measures by objective, aims and actuals side by side",
    build,
    blocks,
    Options,
)
