"""The risk register as a table: its rows, and its columns for screen and spreadsheet."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ambitions.plan.cells import Links
from objectives.models import CustomField, Period
from risks.appetite import Limits, limits_of
from risks.matrix import Band, Bands
from risks.models import Risk, RiskScore
from risks.position import RiskPosition, position_at
from strategy_tracker.accounts.models import Person
from strategy_tracker.ui.display import arrow, rating_pill
from strategy_tracker.ui.tables import Column, Table


@dataclass(frozen=True)
class RiskRow:
    """A risk of the register with how it stands."""

    risk: Risk
    position: RiskPosition
    url: str
    people: list[Person]
    leads: SafeString
    bands: Bands
    limits: Limits

    @property
    def over(self) -> int | None:
        """By how much it is outside tolerance; None where that is not known."""
        return self.limits.over(self.position)

    @property
    def is_outside(self) -> bool:
        return self.limits.is_outside(self.position)

    @property
    def score(self) -> int | None:
        return self.position.current.score if self.position.current else None

    @property
    def target(self) -> int | None:
        return self.position.target.score if self.position.target else None

    @property
    def band(self) -> Band | None:
        return None if self.score is None else self.bands.of(self.score)

    @property
    def moved_by(self) -> int | None:
        """How far the score went up since it was last given; None where it has none."""
        if self.score is None:
            return None
        return self.score - self.position.previous.score if self.position.previous else 0


def row_of(risk: Risk, period: Period | None, links: Links, bands: Bands) -> RiskRow:
    people = [row.person for row in risk.lead_rows.all()]
    return RiskRow(
        risk=risk,
        position=position_at(risk, period),
        url=links.to("risk_detail", risk.pk),
        people=people,
        leads=links.people(people),
        bands=bands,
        limits=limits_of(risk),
    )


def register_table(
    rows: Iterable[RiskRow],
    *,
    query: QueryDict,
    word: str,
    lead_word: str,
    own: Sequence[CustomField] = (),
) -> Table[RiskRow]:
    """The register, worst first unless the address asks for another order."""
    return Table(
        columns(lead_word, own, shown_column(query, own)),
        rows,
        caption=word,
        query=query,
        order="now",
        css="st-register",
        is_cards=False,
    )


def shown_column(query: QueryDict, own: Iterable[CustomField]) -> str:
    """The name of the column of the trust's own that a screen has too; "" for none."""
    asked = query.get("show", "")
    return asked if asked in {field.name for field in own} else ""


def columns(
    lead_word: str, own: Sequence[CustomField] = (), shown: str = ""
) -> list[Column[RiskRow]]:
    """The columns of the register; a screen has reference, title, category and links in one cell.

    `own` are those of the trust's own, and `shown` is the one of them that a screen has too.
    """

    def own_cell(field: CustomField) -> Callable[[RiskRow], Any]:
        return lambda row: field.cell(row.risk)

    def own_words(field: CustomField) -> Callable[[RiskRow], str]:
        return lambda row: field.words(row.risk)

    return [
        Column(key="number", label="Reference", value=lambda row: row.risk.reference,
               on_screen=False),
        Column(key="reference", label="Risk", value=lambda row: row.risk.title, html=_title,
               sort=lambda row: (row.risk.position, row.risk.pk), is_row_header=True),
        Column(key="links", label="Parts of the plan", value=lambda row: len(row.risk.links.all()),
               on_screen=False),
        Column(key="category", label="Category", value=lambda row: row.limits.category,
               on_screen=False),
        Column(key="now", label="Current", html=_current,
               value=lambda row: _in_words(row.position.current),
               sort=lambda row: row.score, highest_first=True, css="st-nowrap"),
        Column(key="band", label="Band", value=lambda row: row.band, on_screen=False),
        Column(key="scored", label="Scored for", value=_scored_for, on_screen=False),
        Column(key="appetite", label="Appetite", value=lambda row: row.limits.appetite,
               on_screen=False),
        Column(key="tolerance", label="Tolerance", value=lambda row: row.limits.tolerance,
               on_screen=False),
        Column(key="over", label="Outside tolerance by", on_screen=False,
               value=lambda row: row.over if row.is_outside else None),
        Column(key="moved", label="Movement", value=lambda row: row.position.words,
               html=lambda row: arrow(row.position.direction, row.position.words) or "-",
               sort=lambda row: row.moved_by, highest_first=True),
        Column(key="target", label="Target", html=_target,
               value=lambda row: _in_words(row.position.target),
               sort=lambda row: row.target, highest_first=True, css="st-nowrap"),
        Column(key="lead", label=lead_word, html=lambda row: row.leads or "-",
               value=lambda row: "; ".join(person.name for person in row.people)),
        *(
            Column(key=field.name, label=field.heading, value=own_cell(field),
                   html=own_words(field), on_screen=field.name == shown, css="st-cell-own")
            for field in own
        ),
    ]  # fmt: skip


def _title(row: RiskRow) -> SafeString:
    reference = row.risk.reference
    number = len(row.risk.links.all())
    return format_html(
        '<span class="st-plan__item">{}<span><a href="{}">{}</a>{}{}</span></span>',
        format_html('<span class="st-ref">{}</span>', reference) if reference else "",
        row.url,
        row.risk.title or reference,
        _category(row),
        format_html(
            '<span class="st-note">Bears on {} part{} of the plan</span>',
            number,
            "" if number == 1 else "s",
        )
        if number
        else "",
    )


def _score(score: RiskScore, bands: Bands) -> SafeString:
    band = bands.of(score.score)
    pill = rating_pill(band) if band else ""
    return format_html('<b class="st-score-number">{}</b> {}', score.as_printed, pill)


def _in_words(score: RiskScore | None) -> str | int | None:
    """A score for a cell of a spreadsheet: as printed, or the number."""
    return (score.printed or score.score) if score else None


def _current(row: RiskRow) -> SafeString:
    current = row.position.current
    if current is None:
        return format_html('<span class="st-quiet">{}</span>', "Not scored")
    period = _scored_for(row) if not row.position.scored_now else ""
    note = format_html('<span class="st-note">from {}</span>', period) if period else ""
    over = (
        format_html('<span class="st-note"><b>Outside tolerance<br>by {}</b></span>', row.over)
        if row.is_outside
        else ""
    )
    return format_html("{}{}{}", _score(current, row.bands), note, over)


def _category(row: RiskRow) -> SafeString | str:
    """The category, and what the board accepts of the risk."""
    limits = row.limits
    tolerance = "" if limits.tolerance is None else f"tolerance {limits.tolerance}"
    said = ", ".join(filter(None, (limits.category, limits.appetite, tolerance)))
    return format_html('<span class="st-note">{}</span>', capfirst(said)) if said else ""


def _scored_for(row: RiskRow) -> str:
    """The label of the period that its current score was given for; "" where it has none."""
    current = row.position.current
    return current.period.label if current and current.period else ""


def _target(row: RiskRow) -> str:
    target = row.position.target
    return _score(target, row.bands) if target else "-"
