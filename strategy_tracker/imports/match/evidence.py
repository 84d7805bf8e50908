"""All columns of a table weighed together: what each one's heading, values and place say.

Points are on one scale. A heading that is known gives 6, its words up to 4; the values give or
take some (`roles.py`), and so does the place. A column takes the field with which all columns
together have the most points, each field once. What has fewer than `_LEAST` is no field, and
where the next best has nearly as many, it is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.layout.headings import spelled_out
from strategy_tracker.imports.layout.heads import is_part
from strategy_tracker.imports.layout.scorecards import plan_of_measures
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.match.assignment import assign
from strategy_tracker.imports.match.by_heading import KEPT, KEPT_DATE, Heard, headings_of
from strategy_tracker.imports.match.by_values import describes, infer_unnamed
from strategy_tracker.imports.match.model import (
    CHOSEN,
    DIRECTION,
    LEADS,
    OWN,
    RATING,
    TEXT,
    Column,
    Known,
)
from strategy_tracker.imports.match.profile import ColumnProfile
from strategy_tracker.imports.match.roles import (
    FEWEST_RATED,
    fits_place,
    fits_values,
    heads_ratings,
    names_state,
    rated,
    says_whether,
    told_in_words,
)
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.vocabulary.synonyms import SheetKind, synonyms
from strategy_tracker.imports.vocabulary.values import plain_words
from strategy_tracker.imports.vocabulary.wording import say_field

_ANSWERS = (RATING, TEXT, DIRECTION)
_NAMED, _WORDS, _NO_WORD = 6.0, 6.0, -0.7
# So many points a field needs, and so many more than the next best not to be asked.
_LEAST, _MARGIN = 1.0, 0.8
_CONTRADICTED = -2.5
# So many points it is worth that the headings say what a table holds.
_SURE_KIND = 3.0
_SURE_RISKS = 10.0
SURE, _HINTED, _BARE = 0.8, 0.85, 0.7
# What so many columns are weighed for; more than that are no table of records.
_MOST_COLUMNS = 120
_LEAST_TITLE = 15
# What stands right before the title is its reference rather than any other, if it is one.
_BESIDE = 2.0
# Less than this is no word of a heading that tells a field.
_HEARD = 0.2
_PARENT = 0.6
# And so much tells by itself what a whole table holds.
_TELLING = 0.35
# What has no figure at all is one of these only where its heading names it.
_FIGURES = {"measure.baseline", "measure.target"}
_FACTORS = {"risk.likelihood", "risk.consequence"}
_SCORES = {"risk.inherent_score", "risk.current_score"}
_NAMED_ONLY = {"sro", "programme_manager", "better", "baseline_date"}
_ALSO = {"risk.effect": ("risk.consequence",), "risk.title": ("risk.event",)}
# What only risks have: with two of them known, a title that only values tell will do.
_RISK_ONLY = {
    "inherent_score", "current_score", "target_score", "likelihood", "consequence", "controls",
    "assurances", "gaps_in_control", "gaps_in_assurance", "cause", "effect",
}  # fmt: skip


# What only measures have, and only actions.
_MEASURE_ONLY = {"baseline", "target", "better", "unit"}
_ACTION_ONLY = {"kind"}
_ONLY_ITS = 3.0
# A table without any is hardly one of measures.
_NO_FIGURES = 5.0
# One with figures of several parts of a year across hardly is anything else.
_FIGURES_ACROSS = 4.0


@dataclass
class Reading:
    """A table read as one kind of sheet.

    `found` are the columns of fields, `answers` whether each other column is a rating or words
    of the period ("" for neither) and `heard` those whose headings say so, `asks` the questions
    on columns.
    """

    kind: SheetKind
    found: dict[int, Column] = field(default_factory=dict)
    answers: dict[int, str] = field(default_factory=dict)
    heard: set[int] = field(default_factory=set)
    asks: list[OpenQuestion] = field(default_factory=list)
    points: float = 0.0
    is_sure: bool = False
    is_likely: bool = False

    @property
    def explained(self) -> float:
        """How much of the table is explained by its being of this kind."""
        # A register of risks may have an action to each, and stays one.
        known = _SURE_KIND + _SURE_RISKS * bool(self.kind.needs_one)
        return self.points + known * self.is_sure


@dataclass
class _Weighed:
    """What is known of one column: its points for each field, and beside all fields."""

    place: int
    heading: str
    heard: Heard
    profile: ColumnProfile
    fields: dict[str, float] = field(default_factory=dict)
    alone: dict[str, float] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)

    @property
    def best_alone(self) -> float:
        return max(0.0, *self.alone.values()) if self.alone else 0.0

    @property
    def role_alone(self) -> str:
        """What it is where it is no field: a rating, words of the period, or neither."""
        role = max(self.alone, key=lambda name: self.alone[name], default="")
        return role if role in (RATING, TEXT) and self.alone[role] > 0 else ""


def read_as(
    kind: SheetKind,
    table: Table,
    known: Known,
    profiles: Mapping[int, ColumnProfile],
    named: Mapping[int, str],
    given: Mapping[int, Column],
    said: Mapping[int, str],
    answers: Mapping[str, str],
) -> Reading:
    """The table read as `kind`, with what a person `said` and answered before all guesses."""
    reader = _Reader(kind, table, known, profiles, answers)
    reader.said(named, said)
    reader.weigh(named, said, given)
    return reader.read(given)


class _Reader:
    def __init__(
        self,
        kind: SheetKind,
        table: Table,
        known: Known,
        profiles: Mapping[int, ColumnProfile],
        answers: Mapping[str, str],
    ) -> None:
        self.kind, self.table, self.profiles, self.answers = kind, table, profiles, answers
        self.headings = headings_of(kind, known)
        # Rows of readings say of their measures whatever else they say.
        self.holders = {kind.holds, *(("measure",) if kind.holds == "reading" else ())}
        self.reading = Reading(kind)
        self.weighed: dict[int, _Weighed] = {}

    # What a person said

    def said(self, named: Mapping[int, str], said: Mapping[int, str]) -> None:
        for place, heading in named.items():
            if place in said:
                if said[place] not in _ANSWERS:
                    self._take(Column(place, heading, said[place], 1.0, CHOSEN))
                continue
            answer = self.answers.get(self._key(place))
            if answer == OWN:
                self._take(Column(place, heading, OWN, 1.0, CHOSEN, heading))
            elif answer in _ANSWERS:
                self.reading.answers[place] = answer
            elif answer:
                self._take(Column(place, heading, answer, 1.0, CHOSEN))

    def _take(self, column: Column) -> None:
        self.reading.found[column.index] = column

    def _key(self, place: int) -> str:
        return f"column:{self.table.title}!{self.table.header[place].address}"

    # Points

    def weigh(
        self, named: Mapping[int, str], said: Mapping[int, str], given: Mapping[int, Column]
    ) -> None:
        """Give each column that nobody spoke of its points."""
        settled = {column.field for column in (*given.values(), *self.reading.found.values())}
        settled |= {name for name in said.values() if name.partition(".")[2] not in LEADS}
        free = [name for name in self.kind.field_names if name not in settled]
        for place, heading in named.items():
            if place in self.reading.found or place in said:
                continue
            heard = self.headings.hear(heading, self.table.groups.get(place, ""))
            self.weighed[place] = _Weighed(place, heading, heard, self.profiles[place])
            self._weigh_fields(self.weighed[place], free)
        self._take_first_texts_for_title(given)
        own = f"{self.kind.holds}.title"
        title = -1 if any(c.field == own for c in given.values()) else self._likely_title()
        self._prefer_reference_beside(title)
        for column in self.weighed.values():
            if column.place not in self.reading.answers:
                self._weigh_alone(column, title)
        if sum(bool(column.fields) for column in self.weighed.values()) > _MOST_COLUMNS:
            last = sorted(self.weighed)[_MOST_COLUMNS]
            for column in self.weighed.values():
                column.fields = {} if column.place >= last else column.fields

    def _weigh_fields(self, column: _Weighed, free: Sequence[str]) -> None:
        never = ""
        if self._names_groups(column):
            evidence = "it comes again and again, as what rows stand under does"
            column.heard = column.heard._replace(
                name="objective.title", confidence=_BARE, evidence=evidence
            )
            never = f"{self.kind.holds}.title"
        if column.place not in self.reading.answers:
            for name in free:
                if name != never:
                    self._weigh_field(column, name)

    def _names_groups(self, column: _Weighed) -> bool:
        """Whether a title by its heading is what several rows stand under, such as a project."""
        return (
            column.heard.name == f"{self.kind.holds}.title"
            and plain_words(column.heading) in synonyms().groups
            and column.profile.says_again
        )

    def _weigh_field(self, column: _Weighed, name: str) -> None:
        heard, profile = column.heard, column.profile
        told = self._told_by_heading(column, name)
        # Nothing but a heading tells a column without values.
        if told is None or (heard.name != name and not profile.filled):
            return
        # What stands under a part of a year is a figure of it, and numbers nothing.
        if name.endswith(".reference") and heard.name != name and is_part(column.heading):
            return
        values = fits_values(name, profile, self.kind.holds)
        if heard.name != name and name in _FIGURES and self._is_no_figure_of(column):
            values = _CONTRADICTED * 3
        points = told + values + fits_place(name, column.place, len(self.table.header))
        # Of two that are alike in all, the first.
        points -= column.place / 1000
        if points >= _LEAST - _MARGIN:
            column.values[name], column.fields[name] = values, points

    def _is_no_figure_of(self, column: _Weighed) -> bool:
        """Whether a column has no figures, or those as they are now, and so is no aim or start."""
        is_latest = plain_words(column.heading) in synonyms().latest
        return is_latest or column.profile.figures + column.profile.days == 0

    def _told_by_heading(self, column: _Weighed, name: str) -> float | None:
        """Points of the heading; None where only a heading that names the field would do."""
        heard = column.heard
        if heard.name == name:
            is_vague = plain_words(column.heading) in synonyms().yielding
            return _NAMED * heard.confidence - _MARGIN * is_vague
        # What would be bad or likely, said in sentences, is the effect.
        if (heard.name, name) == ("risk.consequence", "risk.effect"):
            return _NAMED * _HINTED if column.profile.sentences > 0.5 else None
        if (heard.name, name) == ("risk.event", "risk.title"):
            return _NAMED * _HINTED
        words = heard.words.get(name, 0.0)
        holder, _, short = name.partition(".")
        if holder not in self.holders and (short != "title" or words < _HEARD):
            return None
        if short in _NAMED_ONLY or (short == "executive" and words < _HEARD):
            return None
        return _NO_WORD + _WORDS * words

    def _likely_title(self) -> int | None:
        best = max(
            self.weighed.values(),
            key=lambda column: column.fields.get(f"{self.kind.holds}.title", 0.0),
            default=None,
        )
        return best.place if best and best.fields.get(f"{self.kind.holds}.title") else None

    def _weigh_alone(self, column: _Weighed, title: int | None) -> None:
        heard, profile = column.heard, column.profile
        words = synonyms()
        plain = spelled_out(plain_words(column.heading))
        is_date = profile.days > 0.5 or not profile.filled
        told = heard.words.get(KEPT, 0) + (heard.words.get(KEPT_DATE, 0) if is_date else 0)
        kept = _NO_WORD + _WORDS * told
        is_kept = plain in words.kept_beside(self.kind.holds) and not heard.name
        if is_kept and (is_date or plain not in words.kept_dates):
            kept = _NAMED
        column.alone[KEPT] = max(kept, 5.0 if profile.addresses > 0.5 else 0.0)
        if not self.kind.answers:
            return
        core = spelled_out(plain_words(self.headings.core(column.heading)))
        is_asked = bool({plain, core} & self.headings.asked)
        rates, tells = core in words.ratings, core in words.narratives
        rates |= names_state(column.heading) and says_whether(profile)
        if is_asked:
            column.alone[TEXT] = _NAMED + 1
        else:
            rating = rated(profile, heard.words.get(RATING, 0), is_known=rates)
            if rates and not heads_ratings(profile, tells=tells):
                rating = min(rating, 0.0)
            # A column of R, A and G is a rating, whatever its heading says.
            is_rated = profile.looks_rated and not (is_kept or profile.levels > 0.5)
            if is_rated and profile.filled >= FEWEST_RATED and len(profile.words) > 1:
                rating = max(rating, 2 * _NAMED)
            column.alone[RATING] = rating
            told = told_in_words(profile, heard.words.get(TEXT, 0), column.place, title)
            if self.table.kind == "matrix" and profile.filled:
                told = max(told, 1.0)
            column.alone[TEXT] = _NAMED if tells and told > _CONTRADICTED * 3 else told

    # Fields

    def read(self, given: Mapping[int, Column]) -> Reading:
        reading = self.reading
        columns = [column for column in self.weighed.values() if column.fields]
        names = assign(
            [column.fields for column in columns], [column.best_alone for column in columns]
        )
        taken = dict(zip((column.place for column in columns), names, strict=True))
        for column in columns:
            name = taken[column.place]
            if name and column.fields[name] >= _LEAST and self._is_allowed(column, name):
                reading.found[column.place] = self._column(column, name)
                reading.points += column.fields[name]
        reading.found |= given
        self._take_title_before_kept()
        self._take_second_parent_for_title()
        reading.found |= infer_unnamed(self.kind.holds, self.table, reading.found, self.profiles)
        self._settle_rivals()
        self._ask_the_close()
        self._take_event_for_title()
        for place, column in self.weighed.items():
            if place not in reading.found:
                role = reading.answers.setdefault(place, column.role_alone)
                reading.points += min(_NAMED, column.best_alone) if role else 0.0
                # In a matrix the layout says that each row asks something.
                if column.heard.words.get(role, 0) >= _HEARD or self.table.kind == "matrix":
                    reading.heard.add(place)
        reading.points += sum(
            _ONLY_ITS for column in reading.found.values() if self._is_only_of_this(column)
        )
        if self.kind.holds in ("measure", "reading") and not self._has_figures():
            reading.points -= _NO_FIGURES
        if self.kind.holds == "measure" and self._follows_figures():
            reading.points += _FIGURES_ACROSS
        self._judge()
        self._leave_half_scores()
        return reading

    def _take_title_before_kept(self) -> None:
        """A column that may name the records does, rather than none, though a word says "kept"."""
        name = f"{self.kind.holds}.title"
        is_named = any(column.field == name for column in self.reading.found.values())
        if self.kind.holds not in ("action", "risk") or is_named:
            return
        grain = self._grain()
        places = [
            column.place
            for column in self.weighed.values()
            if column.place not in self.reading.found
            and column.fields.get(name, 0.0) >= _LEAST
            and not column.role_alone
            and _may_be_title(column, grain)
            and self._is_allowed(column, name)
        ]
        if places and self._has_what_records_have():
            best = max(places, key=lambda place: self.weighed[place].fields[name])
            self.reading.found[best] = self._column(self.weighed[best], name)
            self.reading.points += self.weighed[best].fields[name]

    def _take_second_parent_for_title(self) -> None:
        """Of two columns headed as what the rows stand under, one with a text in each names them.

        "Our pledge" beside "Area of focus", for instance, where either may head objectives.
        """
        found, name = self.reading.found, f"{self.kind.holds}.title"
        parents = {
            column.field: place
            for place, column in found.items()
            if column.field in ("objective.title", "ambition.title")
        }
        if self.kind.holds != "action" or any(column.field == name for column in found.values()):
            return
        for column in self.weighed.values():
            holder = self.weighed.get(parents.get(column.heard.name, -1))
            if (
                holder
                and column.place not in found
                and column.profile.is_distinct
                and not holder.profile.is_distinct
                and self._has_what_records_have()
            ):
                evidence = "each row has one of its own, and they stand under another column"
                found[column.place] = Column(column.place, column.heading, name, _BARE, evidence)
                self.reading.points += column.fields.get(name, 0.0)
                return

    def _has_figures(self) -> bool:
        return any(
            profile.figures > 0.5 or profile.is_percent or profile.is_measured
            for place, profile in self.profiles.items()
            if not self._is_beside_measures(place)
        )

    def _is_beside_measures(self, place: int) -> bool:
        """Whether a heading says that figures are a cost, or how far something has come."""
        column = self.weighed.get(place)
        if column is None or column.heard.name:
            return False
        words = synonyms()
        core = plain_words(self.headings.core(column.heading))
        return core in words.kept.get("", frozenset()) or core in words.ratings

    def _is_only_of_this(self, column: Column) -> bool:
        """Whether it is known by its heading to be what no other kind of record has."""
        holder, _, short = column.field.partition(".")
        only = {"risk": _RISK_ONLY, "measure": _MEASURE_ONLY, "action": _ACTION_ONLY}
        return (
            holder == self.kind.holds
            and column.confidence >= SURE
            and short in only.get(holder, ())
        )

    def _is_allowed(self, column: _Weighed, name: str) -> bool:
        """Whether a title that only values tell stands beside what else actions have."""
        holder, _, short = name.partition(".")
        if short not in ("title", "name") or column.heard.name == name:
            return True
        if holder == self.kind.holds and self._are_measures():
            return column.heard.words.get(name, 0.0) >= _PARENT
        if holder != self.kind.holds or column.heard.words.get(name, 0) >= 0.2:
            return True
        if name == "measure.name" and plan_of_measures(self.table, {name: column.place}, ""):
            return not self._names_items(column.place)
        return self._has_what_records_have() and not self._names_items()

    def _are_measures(self) -> bool:
        """Whether one column is known to name a measure in each row, and one its baseline."""
        if self.kind.holds in ("measure", "reading"):
            return False
        names, starts = _headings_of("measure.name"), _headings_of("measure.baseline")
        return any(
            plain_words(column.heading) in names and column.profile.is_distinct
            for column in self.weighed.values()
        ) and any(
            plain_words(column.heading) in starts and column.profile.figures > 0.5
            for column in self.weighed.values()
        )

    def _has_what_records_have(self) -> bool:
        """Whether two of people, days, kinds, ratings, scores and references stand in it."""
        holds = self.kind.holds
        kinds = dict.fromkeys(("lead", "target_date", "kind", "rated", "scores", "reference"), 0)
        for other in self.weighed.values():
            profile = other.profile
            initials = profile.initials > 0.7 and not profile.looks_rated
            kinds["lead"] |= max(profile.people, profile.known_people) > 0.7 or initials
            kinds["target_date"] |= profile.days > 0.5
            kinds["kind"] |= holds == "action" and profile.kinds > 0.7
            kinds["rated"] |= profile.looks_rated
            kinds["scores"] |= holds == "risk" and max(profile.scores, profile.factors) > 0.8
            is_reference = profile.references > 0.8 and profile.days < 0.5 and profile.figures < 0.5
            kinds["reference"] |= is_reference and profile.is_distinct_by_cell
        return sum(kinds.values()) >= 2

    def _take_first_texts_for_title(self, given: Mapping[int, Column]) -> None:
        """Where no column is the title, it is the first of texts of which the rows have many.

        Only in tables with what records have. Titles may come twice; what is said of them
        stands after them, and not in every row.
        """
        if self.kind.holds == "measure":
            self._take_names_beside_figures()
            return
        name = f"{self.kind.holds}.title"
        if name not in self.kind.needs or self.kind.holds not in ("action", "risk"):
            return
        settled = {column.field for column in (*given.values(), *self.reading.found.values())}
        has_one = any(column.fields.get(name, 0.0) >= _LEAST for column in self.weighed.values())
        event = any(column.heard.name == "risk.event" for column in self.weighed.values())
        if has_one or event or name in settled or not self._has_what_records_have():
            return
        grain = self._grain()
        texts = {
            column.place: len(column.profile.spellings)
            for column in self.weighed.values()
            if column.place not in self.reading.answers and _may_be_title(column, grain)
        }
        most = max(texts.values(), default=0)
        for place, number in sorted(texts.items()):
            if number * 2 > most:
                column = self.weighed[place]
                # A record must have a name, whatever else a word of this heading may tell.
                kept = max(0.0, _NO_WORD + _WORDS * column.heard.words.get(KEPT, 0.0))
                column.values[name], column.fields[name] = 0.0, kept + _LEAST + _MARGIN
                return

    def _take_names_beside_figures(self) -> None:
        """Where figures of several parts of a year stand across, the first texts name measures."""
        name = "measure.name"
        for column in self.weighed.values():
            points = column.fields.get(name, 0.0)
            if points >= _LEAST and points == max(column.fields.values()):
                return
        for place, column in sorted(self.weighed.items()):
            profile = column.profile
            words = not (profile.is_measured or profile.references > 0.5 or profile.people > 0.7)
            plan = plan_of_measures(self.table, {name: place}, "")
            # The same line may come in one group after another.
            if words and (profile.is_distinct or self.table.given) and plan:
                # Each column of figures speaks for it.
                column.values[name], column.fields[name] = 0.0, _LEAST + 2 * len(plan.parts)
                return

    def _prefer_reference_beside(self, title: int | None) -> None:
        """Of several references, that of the record stands right before its title."""
        name = f"{self.kind.holds}.reference"
        beside = self.weighed.get(title - 1) if title else None
        if beside and name in beside.fields:
            beside.fields[name] += _BESIDE

    def _grain(self) -> int:
        """How many records there are, going by the scores, which may be merged over rows."""
        cells = [
            column.profile.cells
            for column in self.weighed.values()
            if column.heard.name in _SCORES | _FACTORS and column.profile.cells
        ]
        return min([*(profile.rows for profile in self.profiles.values()), *cells])

    def _names_items(self, besides: int = -1) -> bool:
        """Whether a known heading says that the rows are something else, one to a row.

        Not that of the column `besides`.
        """
        items = {"measure.name", "risk.title", "objective.title", "ambition.title", "passage.label"}
        items.discard(f"{self.kind.holds}.title")
        words = {
            plain for kind in synonyms().sheets for plain, name in kind.fields if name in items
        }
        return any(
            plain_words(column.heading) in words and column.profile.is_distinct
            for column in self.weighed.values()
            if column.place != besides
        )

    def _column(self, column: _Weighed, name: str) -> Column:
        heard, values = column.heard, column.values.get(name, 0.0)
        if heard.name == name:
            if values <= _CONTRADICTED and heard.confidence >= SURE:
                evidence = f"{heard.evidence}, but its values are not what one expects"
                return Column(column.place, column.heading, name, _BARE, evidence)
            return Column(column.place, column.heading, name, heard.confidence, heard.evidence)
        words = max(heard.words.get(name, 0.0), 0.5 * (heard.name in _ALSO.get(name, ())))
        # Of what the rows stand under, only a word that is nearly always so called tells.
        above = name.endswith(".title") and not name.startswith(f"{self.kind.holds}.")
        needed = _PARENT if above else _HEARD
        knows_last = heard.last.get(name, 0.0) >= needed or heard.name in _ALSO.get(name, ())
        if words >= _HEARD and values >= 0 and knows_last:
            sure, evidence = _HINTED, "words of its heading and its values say so"
        elif words >= 2 * _HEARD and knows_last:
            sure, evidence = SURE, "words of its heading say so"
        else:
            sure, evidence = _BARE, "its values and its place say so"
        return Column(column.place, column.heading, name, sure, evidence)

    # Questions

    def _settle_rivals(self) -> None:
        """Columns that would be a field that another is: asked, where both may be meant.

        An item may have several columns of leads, and of two that name the objective, one that
        says more and is the same for each value of the other describes it.
        """
        found = self.reading.found
        rows = list(self.table.data_rows())
        for column in self.weighed.values():
            if column.place in found:
                continue
            for name, points in sorted(column.fields.items(), key=lambda pair: -pair[1]):
                holder = next((c for c in found.values() if c.field == name), None)
                if holder is None or points < _LEAST or points < column.best_alone:
                    continue
                if self._is_sure_of(column, name) and name.partition(".")[2] in LEADS:
                    found[column.place] = self._column(column, name)
                    break
                mine = Column(column.place, column.heading, name, 1.0, "")
                if describes(self.table, rows, holder, mine):
                    evidence = f"it says more of each “{holder.heading}”"
                    found[column.place] = Column(
                        column.place, column.heading, "objective.description", _HINTED, evidence
                    )
                    break
                if self._ask_which(holder, column, name):
                    break

    def _is_sure_of(self, column: _Weighed, name: str) -> bool:
        return column.heard.name == name

    def _ends_in_name(self, column: _Weighed, name: str) -> bool:
        """Whether a heading ends in the word for what the sheet holds: "Board's commitment"."""
        if name != f"{self.kind.holds}.title" or column.values.get(name, 0.0) < 1.0:
            return False
        last = plain_words(column.heading).split()[-1:]
        return bool(last) and (last[0], name) in self.kind.fields

    def _ask_which(self, holder: Column, column: _Weighed, name: str) -> bool:
        """Ask which of two columns a field is; False where nobody would doubt it."""
        rival = self.weighed.get(holder.index)
        if rival is None or holder.evidence == CHOSEN:
            return False
        both = all(
            (self._is_sure_of(one, name) or self._ends_in_name(one, name))
            and plain_words(one.heading) not in synonyms().yielding
            for one in (column, rival)
        )
        if not both and rival.fields[name] - column.fields[name] >= _MARGIN:
            return False
        places = sorted({holder.index, column.place})
        key = f"which:{self.table.title}!{self.table.header[places[0]].address}:{name}"
        options = [(self._letter(place), self._say(place)) for place in places]
        guess = self._letter(places[0] if both else holder.index)
        question = OpenQuestion(
            key,
            self._where(column.place),
            column.heading,
            f"{options[0][1]} and {options[1][1]} both look like the {say_field(name)}. Which is "
            "it? The other is kept as it is.",
            guess,
            tuple(options),
        )
        self.reading.asks.append(question)
        self._settle(name, places, self.answers.get(key, guess), is_said=key in self.answers)
        return True

    def _settle(self, name: str, places: list[int], letter: str, *, is_said: bool) -> None:
        """Give the field to the column of that letter; the other is none."""
        # A profile may say anything.
        winner = next((place for place in places if self._letter(place) == letter), places[0])
        for place in places:
            column = self.weighed[place]
            if place != winner:
                evidence = f"{self._say(winner)} is the {say_field(name)}"
                self._take(Column(place, column.heading, "", 0, evidence))
            elif is_said:
                self._take(Column(place, column.heading, name, 1.0, CHOSEN))
            else:
                self._take(self._column(column, name))

    def _ask_the_close(self) -> None:
        """Ask of each column whose next best is nearly as good as what it is taken for."""
        taken = {column.field for column in self.reading.found.values()}
        for column in self.weighed.values():
            have = self.reading.found.get(column.place)
            if have is None or not have.field or have.field == column.heard.name:
                continue
            points = column.fields.get(have.field, 0.0)
            others = {
                **{name: more for name, more in column.fields.items() if name not in taken},
                **{name: more for name, more in column.alone.items() if name != KEPT},
            }
            other = max(others, key=lambda name: others[name], default="")
            if not other or points - others[other] >= _MARGIN or others[other] < _LEAST:
                continue
            if self._is_all_one(column, have.field, other):
                continue
            self._ask_column(column, have, other)

    def _is_all_one(self, column: _Weighed, have: str, other: str) -> bool:
        """Whether nothing depends on which of two fields a column is, or its words leave no doubt.

        What may happen is what the risk is; a risk bears on objectives and ambitions alike; and a
        score is the one as it is now where no word says that it is another.
        """
        holds = self.kind.holds
        if {have, other} == {"risk.title", "risk.event"}:
            return True
        if holds == "risk" and {have, other} == {"objective.title", "ambition.title"}:
            return True
        told = column.heard.words
        is_score = have == "risk.current_score" and other in _SCORES | {"risk.target_score"}
        return is_score and told.get(have, 0.0) >= 2 * told.get(other, 0.0)

    def _ask_column(self, column: _Weighed, have: Column, other: str) -> None:
        options = (
            (have.field, _say_role(have.field)),
            (other, _say_role(other)),
            (OWN, "Neither: keep it as a column of our own"),
        )
        self.reading.asks.append(
            OpenQuestion(
                self._key(column.place),
                self._where(column.place),
                column.heading,
                f"Is {self._say(column.place)} the {_say_role(have.field)} or the "
                f"{_say_role(other)}?",
                have.field,
                options,
            )
        )

    def _where(self, place: int) -> Where:
        return Where(self.table.title, self.table.header[place].address)

    def _letter(self, place: int) -> str:
        return letter_of(self.table.header[place].address)

    def _say(self, place: int) -> str:
        heading = " ".join(self.table.header[place].text.split())
        return f"“{heading}” (column {self._letter(place)})"

    def _leave_half_scores(self) -> None:
        """How bad something is alone, or how likely alone, is no risk's score.

        Issues have a severity, since they have happened; it is kept as it is.
        """
        found = self.reading.found
        names = {column.field for column in found.values()}
        if len(names & _FACTORS) != 1 or names & _SCORES:
            return
        for place, column in list(found.items()):
            if column.field in _FACTORS and column.evidence != CHOSEN:
                del found[place]
                self.reading.answers.pop(place, None)

    # What it is

    def _take_event_for_title(self) -> None:
        """What may happen is what the risk is, where nothing else says."""
        found = self.reading.found
        if any(column.field == "risk.title" for column in found.values()):
            return
        for place, column in found.items():
            if column.field == "risk.event" and column.evidence != CHOSEN:
                found[place] = replace(column, field="risk.title")
                return

    def _judge(self) -> None:
        """Whether the table is of this kind by its headings, or at least by its values."""
        found = self.reading.found.values()
        known = {column.field for column in found if self._tells_kind(column)}
        likely = {column.field for column in found if not self._is_contradicted(column)}
        holds_anything = (
            self.kind.holds == "action"
            or bool(self.kind.needs_one)
            or any(self._is_heard(column) for column in found)
            or self._follows_figures()
        )
        self.reading.is_sure = self.kind.is_met_by(known)
        if self.kind.needs_one and len({f"risk.{name}" for name in _RISK_ONLY} & known) > 1:
            self.reading.is_sure |= self.kind.is_met_by(known | (likely & {"risk.title"}))
        # Any rows may have titles; only scores, or a word for risks, make them risks.
        is_told = holds_anything or self.reading.is_sure
        self.reading.is_likely = is_told and self.kind.is_met_by(likely)

    def _is_contradicted(self, column: Column) -> bool:
        """Whether figures stand where a heading says that the records are named."""
        weighed = self.weighed.get(column.index)
        names = column.field in (f"{self.kind.holds}.title", f"{self.kind.holds}.name")
        return bool(names and weighed and weighed.profile.is_measured)

    def _follows_figures(self) -> bool:
        """Whether a table of measures has figures of several parts of a year across."""
        places = [c.index for c in self.reading.found.values() if c.field == "measure.name"]
        return self.kind.holds == "measure" and any(
            plan_of_measures(self.table, {"measure.name": place}, "") for place in places
        )

    def _is_heard(self, column: Column) -> bool:
        """Whether the heading of a title has a word for what the sheet holds."""
        weighed = self.weighed.get(column.index)
        if weighed is None:
            return column.field in self.kind.needs
        told = weighed.heard.words.get(column.field, 0.0)
        return column.field in self.kind.needs and (
            weighed.heard.name == column.field or told >= _HEARD
        )

    def _tells_kind(self, column: Column) -> bool:
        """Whether a column is known well enough to say what the whole table holds."""
        if column.confidence < SURE:
            return False
        weighed = self.weighed.get(column.index)
        holds = self.kind.holds
        if column.field not in (f"{holds}.title", f"{holds}.name"):
            return True
        if weighed is None:
            # Nor are the rows under a heading of their own what that heading names.
            return not (column.index in self.table.given and self.profiles[column.index].repeats)
        # Titles that come again and again are what the rows stand under.
        heard = weighed.heard
        may_hear = self.kind.needs_one or holds == "action"
        told = heard.words.get(column.field, 0.0)
        is_heard = heard.name or (may_hear and told >= _TELLING)
        profile = weighed.profile
        again = profile.repeats if holds in ("objective", "ambition") else profile.says_again
        return bool(is_heard) and not again


@cache
def _headings_of(name: str) -> frozenset[str]:
    """The headings of a field on any kind of sheet."""
    return frozenset(
        plain
        for kind in synonyms().sheets
        for plain, field_name in kind.fields
        if field_name == name
    )


def _may_be_title(column: _Weighed, records: int) -> bool:
    """Whether nearly every row has a text of several words, which no heading says is another.

    One that comes in runs names groups, unless there are as many of it as `records`.
    """
    profile = column.profile
    full = profile.filled * 10 >= profile.rows * 9
    words = max(profile.sentences, profile.phrases) > 0.5 and profile.median >= _LEAST_TITLE
    is_other = max(profile.people, profile.known_people, profile.days) > 0.5 or profile.is_measured
    if records < profile.rows:
        # What is merged over several rows is a record, and each row something within it.
        return words and profile.cells * 5 <= records * 6 and not (is_other or column.heard.name)
    groups = profile.comes_in_runs
    return full and words and not (is_other or groups or column.heard.name)


def _say_role(name: str) -> str:
    words = {RATING: "rating of the period", TEXT: "words of the period"}
    return words.get(name) or say_field(name)
