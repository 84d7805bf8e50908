"""The measures of a strategy as a grid: its columns, its rows, and many cells saved at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import transaction

from ambitions.grid.columns import (
    ChoiceColumn,
    Column,
    Columns,
    Key,
    Row,
    by_name,
    field_columns,
    fill,
    lead_columns,
    own_columns_of,
    record_column,
)
from ambitions.grid.saving import (
    AddedRow,
    Change,
    NewRow,
    Saved,
    Sheet,
    delete_with,
    save_sheet,
    take_back_sheet,
)
from ambitions.measures.fields import MEASURE_FIELDS
from ambitions.measures.grades import choices_of, grade_called, grades_of, set_grades
from ambitions.measures.services import set_aims_of_many
from ambitions.models import Item, Measure, MeasureLead, Reading
from ambitions.plan.reader import leads_of, people_as_at
from ambitions.plan.references import items_of, key_of_place
from objectives.calendar import Part, part_of
from objectives.custom_fields import custom_fields
from objectives.models import Level, Period, RatingScale, Strategy
from strategy_tracker.accounts.models import User
from strategy_tracker.ui.display import inside, with_article

MEASURE = "measure"
_LEVELS = (MEASURE,)
_SIZES = {
    "number": "narrow",
    "name": "title",
    "data_source": "words",
    "comment": "words",
}
_LABELS = {"number": "No."}
# What many trackers have no column for.
_OPTIONAL = ("baseline_date", "target_date", "data_source", "comment")


# Columns


@dataclass(frozen=True)
class PlaceColumn(ChoiceColumn):
    """What a measure stands under, by its reference, its title or both; or the whole strategy.

    `places` are all that it can stand under; those no longer in the plan stay where they are held.
    """

    places: Mapping[str, Item] = field(default_factory=dict)
    words: str = ""

    @property
    def hint(self) -> str:
        return f"The reference or title of {self.words}. Empty for the whole strategy."

    def held(self, row: Row) -> str:
        if row.item.ambition_id:
            return f"{Level.AMBITION}-{row.item.ambition_id}"
        return f"{Level.OBJECTIVE}-{row.item.objective_id}" if row.item.objective_id else ""

    def text(self, row: Row) -> str:
        place = self.places.get(self.held(row))
        return str(place) if place else ""

    def value(self, text: str, row: Row) -> str:
        # Its title may hold lines, and those of a cell were made one.
        wanted = text.casefold()
        if not text or wanted == _one_line(self.text(row)):
            return self.held(row) if text else ""
        for names in (str, lambda place: place.reference, lambda place: place.title):
            found = [
                key
                for key, place in self.places.items()
                if not place.is_archived and _one_line(names(place)) == wanted
            ]
            if len(found) == 1:
                return found[0]
            if found:
                one = self.places[found[0]]
                raise ValueError(f"“{text}” is said of several. Give reference and title: “{one}”.")
        raise ValueError(f"“{text}” is not {self.words} of the plan. Give its reference or title.")

    def fields(self, item: Any, value: str) -> dict[str, Any]:
        place: Any = self.places.get(value)
        return {
            level: place if place and place.level == level else None
            for level in (Level.OBJECTIVE.value, Level.AMBITION.value)
        }


def _one_line(text: str) -> str:
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, kw_only=True)
class AimColumn(Column):
    """The aim for one part of a year, as it is to be printed."""

    part: Part
    is_of_record = False
    longest = 200

    @property
    def hint(self) -> str:
        return "As it is printed, such as 92%. Empty takes it away."

    def held(self, row: Row) -> str:
        aim: Reading | None = row.beside.get(self.name)
        return aim.raw if aim else ""

    def text(self, row: Row) -> str:
        return self.held(row)

    def value(self, text: str, row: Row) -> str:
        choices = choices_of(row.item, self.held(row))[1:]
        if not choices or not text:
            return text
        grades = grades_of(row.item)
        if grade := grade_called(text, grades):
            return grade.label
        for value, words in choices:
            if text.casefold() in (value.casefold(), words.casefold()):
                return value
        raise ValueError(f"Choose one of its grades: {'; '.join(row.label for row in grades)}.")


def measure_columns(strategy: Strategy) -> Columns:
    """The columns of the strategy's measures by their names; six queries."""
    declared = field_columns(
        MEASURE_FIELDS, Measure, _LEVELS, labels=_LABELS, sizes=_SIZES, optional=_OPTIONAL
    )
    first = [declared.pop(name) for name in ("number", "name")]
    last = [declared.pop(name) for name in ("data_source", "comment")]
    scales = RatingScale.objects.for_trust(strategy.trust_id)
    grades = record_column("grade_scale", "Its grades", _LEVELS, scales, is_optional=True)
    return by_name(
        [
            *first,
            _place_column(strategy),
            *lead_columns(_LEVELS, strategy.trust_id, strategy.lead_word),
            *declared.values(),
            *_aim_columns(strategy),
            grades,
            *last,
            *own_columns_of(MEASURE, custom_fields(strategy.trust_id, strategy.pk)[MEASURE]),
        ]
    )


def _place_column(strategy: Strategy) -> PlaceColumn:
    items: Iterable[Item] = chain(
        items_of(strategy, Level.OBJECTIVE), items_of(strategy, Level.AMBITION)
    )
    levels = [level for level in strategy.levels if level != Level.ACTION]
    return PlaceColumn(
        "under",
        "Stands under",
        _LEVELS,
        size="words",
        is_optional=not levels,
        places={key_of_place(item): item for item in items},
        words=with_article(" or ".join(inside(strategy.word(one)) for one in levels) or "item"),
    )


def _aim_columns(strategy: Strategy) -> list[AimColumn]:
    """Those of periods that are not closed, and of later parts for which there are aims."""
    closed = {
        part_of(period): period.is_closed for period in Period.objects.filter(strategy=strategy)
    }
    last_closed = max((part for part, is_closed in closed.items() if is_closed), default=None)
    own = Reading.objects.filter(measure__strategy=strategy, **_AIM)
    keys = own.order_by().values_list("financial_year", "part").distinct()
    later = [part for part in (Part(*key) for key in keys) if _is_after(part, last_closed)]
    parts = {part for part in [*closed, *later] if not closed.get(part)}
    return [
        AimColumn(name=_aim_name(part), label=f"Aim {part.name}", levels=_LEVELS, part=part)
        for part in sorted(parts)
    ]


_AIM = {"kind": Reading.Kind.AIM, "series": ""}


def _is_after(part: Part, other: Part | None) -> bool:
    return other is None or other < part


def _aim_name(part: Part) -> str:
    return f"aim-{part.year}-{part.code}"


# Rows


def measure_rows(strategy: Strategy, columns: Columns) -> dict[Key, Row]:
    """Every measure's row by its key, in the trust's order, archived ones too; five queries."""
    measures = list(Measure.objects.filter(strategy=strategy))
    set_grades(measures, None, strategy.trust_id)
    named = MeasureLead.objects.filter(measure__strategy=strategy)
    leads = leads_of(named, MEASURE, people_as_at(strategy.trust_id, None))
    rows = {
        (MEASURE, row.pk): Row(MEASURE, row, leads[row.pk], is_in_use=not row.is_archived)
        for row in measures
    }
    for aim in Reading.objects.filter(measure__strategy=strategy, **_AIM):
        part = Part(aim.financial_year, aim.part)
        rows[MEASURE, aim.measure_id].beside[_aim_name(part)] = aim
    for row in rows.values():
        fill(row, columns)
    return rows


def read_measure_grid(strategy: Strategy, columns: Columns) -> list[Row]:
    """The rows of the measures in use, in the trust's order."""
    return [row for row in measure_rows(strategy, columns).values() if row.is_in_use]


# Saving


@transaction.atomic
def save_measures(
    *,
    strategy: Strategy,
    changes: Sequence[Change],
    new_rows: Sequence[NewRow] = (),
    by: User | None,
) -> Saved:
    """Save what can be saved, and say what cannot. The same sent twice changes nothing."""
    return save_sheet(MeasureSheet(strategy, changes), changes, new_rows, by)


@transaction.atomic
def take_back_measures(
    *, strategy: Strategy, changes: Sequence[Change], added: Sequence[AddedRow], by: User | None
) -> Saved:
    """Take a save back: `changes` from what it wrote to what was there, and the rows it added go.

    What somebody changed since stays and is told, and so is a measure that has figures.
    """
    sheet = MeasureSheet(strategy, [*changes, *added], is_taken_back=True)
    return take_back_sheet(sheet, changes, added, by)


class MeasureSheet(Sheet):
    """The measures of a strategy, with their aims."""

    models = {MEASURE: Measure}
    lead_models = {MEASURE: MeasureLead}
    title = "name"
    reference = "number"
    no_title = "Give it a name."
    gone = "This is no longer in the scorecard."

    def __init__(
        self,
        strategy: Strategy,
        touched: Iterable[Change | AddedRow],
        *,
        is_taken_back: bool = False,
    ) -> None:
        self.strategy = strategy
        super().__init__(touched, is_taken_back=is_taken_back)

    def lock(self, levels: Iterable[str]) -> None:
        Strategy.objects.select_for_update().get(pk=self.strategy.pk)
        if levels:
            own = Measure.objects.select_for_update().filter(strategy=self.strategy)
            list(own.order_by("pk").values_list("pk"))

    def read_columns(self) -> Columns:
        return measure_columns(self.strategy)

    def read_rows(self) -> dict[Key, Row]:
        return measure_rows(self.strategy, self.columns)

    def new_item(self, new: NewRow) -> Measure:
        """A measure whose figures are of the kind of the last one's, until another is typed."""
        kinds = [row.item.value_kind for row in self.rows.values() if row.is_in_use]
        last = kinds[-1] if kinds else Measure.ValueKind.PERCENT
        return Measure(strategy=self.strategy, uuid=new.uuid, pk=new.pk, value_kind=last)

    def broken(self, row: Row, values: Mapping[str, Any]) -> tuple[str, str] | None:
        kind = self.value_in(row, values, "value_kind")
        has_grades = self.value_in(row, values, "grade_scale") is not None
        if not has_grades or kind == Measure.ValueKind.GRADE:
            return None
        name = "grade_scale" if "grade_scale" in values else "value_kind"
        return name, "Only a measure whose figures are grades has a scale of grades."

    def value_in(self, row: Row, values: Mapping[str, Any], name: str) -> Any:
        return values.get(name, self.columns[name].held(row))

    def write_beside(self, level: str, by: User | None) -> None:
        given = [
            (row, column, raw)
            for row, values in self.written(level)
            for name, raw in values.items()
            if isinstance(column := self.columns[name], AimColumn)
        ]
        aims = set_aims_of_many(
            given=[
                (row.item, column.part.key, row.beside.get(column.name), raw)
                for row, column, raw in given
            ],
            by=by,
        )
        for (row, column, _), aim in zip(given, aims, strict=True):
            row.beside[column.name] = aim

    def delete_rows(self, rows: Sequence[Row], by: User | None) -> dict[int, list[str]]:
        """The aims of a measure go with it; one that has any other figure stays."""
        return delete_with(rows, "readings", "figures", by=by)
