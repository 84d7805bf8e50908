"""From the sheets of a workbook to flat tables: the one door of this package.

Each sheet is cut into its parts; then what titles and forms tell of the whole sheet (its
objective, its period) goes to the tables that lack it. No database here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from objectives.calendar import year_name
from objectives.models.strategy import financial_year_of
from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.layout.bars import BARS, find_bars, has_table_beside, without_bars
from strategy_tracker.imports.layout.beside import side_by_side
from strategy_tracker.imports.layout.by_hand import NOTHING_SAID, ByHand, Said, Unheeded
from strategy_tracker.imports.layout.colours import Legend
from strategy_tracker.imports.layout.documents import FormTables, form_tables, is_housekeeping
from strategy_tracker.imports.layout.forms import Form
from strategy_tracker.imports.layout.grid import Grid, Place
from strategy_tracker.imports.layout.headings import Lexicon, core_of
from strategy_tracker.imports.layout.levels import split_levels
from strategy_tracker.imports.layout.naming import Told, band_name, is_period
from strategy_tracker.imports.layout.pages import join_page
from strategy_tracker.imports.layout.parts import Parts, TablePart, cut
from strategy_tracker.imports.layout.refusing import ONLY_BARS, why_no_sheet, why_no_table
from strategy_tracker.imports.layout.scorecards import plan_scorecard, unpivot
from strategy_tracker.imports.layout.scoring import WHY as IS_MATRIX
from strategy_tracker.imports.layout.scoring import FoundMatrix, find_matrix
from strategy_tracker.imports.layout.shown import read_shown
from strategy_tracker.imports.layout.table import LEFT_OUT, Given, Region, Table, say_place
from strategy_tracker.imports.layout.tables import LABEL, as_areas, build_table, read_colours
from strategy_tracker.imports.layout.titles import scorecard_periods, title_passages
from strategy_tracker.imports.layout.turned import SAID, TURNED
from strategy_tracker.imports.marks import read_marks
from strategy_tracker.imports.read.workbook import Area, Cell, Sheet, Workbook, address, place_of
from strategy_tracker.imports.time_limit import check_time
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import PeriodRead, find_period, plain_words

# What a column of groups is headed where it is no field of the records.
_BANDS = {"band": "Group", "band.inner": "Group within", "band.number": "Group number"}
# Why cells outside the tables are no record.
TITLE, NOTE = "a title", "a note beside the table"
# Of texts that are in no table, and of which nobody knows that they need be in none.
NOT_KNOWN = "not recognised"
BESIDE_REFUSED = "It stands beside a table that is left out."
_SAME_SHAPE, _NAMED, _MAYBE = 0.9, 0.95, 0.6


@dataclass
class Layout:
    """All that was made of a workbook's sheets.

    `tables` are to be matched with the fields of records; `regions` are parts that are not
    (legends, what is left out), with the reason. `titles` are of the strategy, as given, and
    `periods` those that titles and labels name. `noise` are cells outside the tables that are
    no record, each with its sheet's title, its area and the reason; those that belong to a
    table are its own `noise`. `doubts` are questions on how a sheet is laid out, `unheeded` the
    marks of a person that could not be followed, and `matrices` those by which risks are scored.
    """

    tables: list[Table] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    legend: Legend = field(default_factory=Legend)
    titles: list[Told] = field(default_factory=list)
    periods: list[tuple[PeriodRead, Told]] = field(default_factory=list)
    noise: list[tuple[str, Area, str]] = field(default_factory=list)
    doubts: list[OpenQuestion] = field(default_factory=list)
    matrices: list[FoundMatrix] = field(default_factory=list)
    unheeded: list[Unheeded] = field(default_factory=list)


class Understanding:
    """Works out the layout of one workbook."""

    def __init__(
        self,
        workbook: Workbook,
        own: Iterable[str],
        words: Iterable[tuple[str, str]],
        objectives: Iterable[str],
        choices: Choices,
    ) -> None:
        self.workbook, self.choices = workbook, choices
        named = [heading for fields in choices.columns.values() for heading in fields]
        self.lexicon = Lexicon(own, named, words)
        answered = {
            key.removeprefix("colour:"): "" if value == "none" else value
            for key, value in choices.answers.items()
            if key.startswith("colour:")
        }
        # What the legend says came after the answer: before it, the question is not asked.
        chosen = {**answered, **choices.legend}
        self.layout = Layout(legend=Legend(chosen=chosen))
        self.names: dict[str, str] = {plain_words(title): title for title in objectives}
        self.parts: list[Parts] = []
        self.has_title = False
        self.refused: dict[str, str] = {}

    def read(self) -> Layout:
        for sheet in self.workbook.sheets:
            self._cut(sheet)
        for parts in self.parts:
            for part in parts.tables:
                self._build(parts, part)
            self._upright(parts)
        for parts in self.parts:
            self._gather_names(parts)
        shapes = self._shapes()
        for parts in self.parts:
            self._finish(parts, shapes)
        for table in self.layout.tables:
            read_shown(table, self.layout.legend, self.lexicon)
        return self.layout

    def _cut(self, sheet: Sheet) -> None:
        marks = read_marks(self.choices.marks.get(sheet.title, ()))
        if not marks:
            self._cut_sheet(sheet, NOTHING_SAID, is_told=False)
            return
        by_hand = ByHand(sheet, marks, self.lexicon)
        self.layout.noise += [(sheet.title, *noise) for noise in by_hand.noise]
        self.layout.unheeded += by_hand.unheeded
        for part, said in by_hand.parts:
            self._cut_sheet(part, said, is_told=by_hand.tells)

    def _cut_sheet(self, sheet: Sheet, said: Said, *, is_told: bool) -> None:
        """Cut a sheet, of which `is_told` where a person said that something of it is read."""
        grid = Grid(sheet)
        area = grid.used()
        if area is None:
            return
        matrix = None if is_told or self._is_wanted(sheet.title, area) else find_matrix(grid)
        if matrix:
            self.layout.matrices.append(matrix)
            self.layout.regions.append(Region(sheet.title, area, LEFT_OUT, IS_MATRIX))
            return
        bars = None if is_told else find_bars(grid)
        has_table = bars is not None and has_table_beside(grid, bars)
        why = ONLY_BARS if bars and not has_table else "" if is_told else why_no_sheet(grid)
        if why and not self._is_wanted(sheet.title, area):
            self.layout.regions.append(Region(sheet.title, area, LEFT_OUT, why))
            return
        if bars and has_table:
            reasons = dict.fromkeys(bars.places(grid), BARS)
            self.layout.noise += [(sheet.title, *noise) for noise in as_areas(reasons)]
            grid = Grid(without_bars(sheet, bars))
        made = [
            self._cut_one(grid if part is grid.sheet else Grid(part), said)
            for part in side_by_side(grid, self.lexicon) or [grid.sheet]
        ]
        self._check_groups(grid, made, said)

    def _cut_one(self, grid: Grid, said: Said) -> Parts:
        """Cut a sheet, or that part of one which stands beside another."""
        may_turn = self.choices.answers.get(f"across:{grid.title}") != "no"
        parts = cut(grid, self.lexicon, self.layout.legend, may_turn=may_turn, said=said)
        self.parts.append(parts)
        why = "It shows what each colour stands for."
        self.layout.regions += [
            Region(grid.title, legend, "legend", why) for legend in parts.legends
        ]
        self._check_across(parts, said)
        return parts

    def _check_groups(self, grid: Grid, made: Sequence[Parts], said: Said) -> None:
        """Say which rows head nothing though somebody said so: they are in no table."""
        heading = {row for parts in made for part in parts.tables for row in part.body.marked}
        for row in sorted(said.groups - heading):
            why = f"Row {row + 1} of “{grid.title}” is not under the header row of a table."
            self.layout.unheeded.append(Unheeded(grid.title, address(row, 0), why))

    def _check_across(self, parts: Parts, said: Said) -> None:
        """Say why a grid is not read across as somebody said, or what it holds where it is."""
        if said.across is None:
            return
        turned = [table for table in parts.ready if table.why == SAID]
        for table in turned:
            table.holds = said.holds.get(said.across, "") or next(iter(said.holds.values()), "")
            table.is_said = bool(table.holds)
        if not turned:
            title, where = parts.grid.title, address(said.across, 0)
            why = (
                f"From row {said.across + 1} of “{title}” on there are no columns beside the first "
                "with a record in each, so records do not go across."
            )
            self.layout.unheeded.append(Unheeded(title, where, why))

    def _is_wanted(self, title: str, area: Area) -> bool:
        """Whether a person said that what we would leave out is to be read."""
        return self.choices.regions.get(say_place(title, area), "") not in ("", LEFT_OUT)

    # Tables

    def _build(self, parts: Parts, part: TablePart) -> None:
        check_time()
        table = build_table(parts.grid, part.heads, part.body, self.layout.legend)
        table.noise += [(area, said) for _, area, said in _titles_noise(table.title, part.titles)]
        totals = [
            [parts.grid.at(row, column) for column in range(table.area.left, table.area.right + 1)]
            for row in part.body.totals
        ]
        why = "" if part.is_said else why_no_table(table, totals)
        if why and not self._is_wanted(table.title, table.area):
            self.layout.regions.append(Region(parts.grid.title, table.area, LEFT_OUT, why))
            self.layout.noise += [(table.title, area, said) for area, said in table.noise]
            return
        table.year = self._year(parts, part)
        table.holds, table.is_said = part.holds, bool(part.holds)
        plan = (
            plan_scorecard(table, self.lexicon, table.year, self.layout.legend.own)
            if part.holds in ("", "measure")
            else None
        )
        part.table = unpivot(table, plan) if plan else table
        if not plan:
            self._name_bands(part.table)

    def _upright(self, parts: Parts) -> None:
        """Grids on their side are read upright, and it is asked whether they lie so."""
        for place, table in enumerate(parts.ready):
            if table.kind != TURNED:
                continue
            if table.why != SAID:
                self.layout.doubts.append(_ask_across(table))
            is_scorecard = table.holds in ("", "measure")
            plan = is_scorecard and plan_scorecard(table, self.lexicon, "", self.layout.legend.own)
            if plan:
                parts.ready[place] = unpivot(table, plan)
            else:
                read_colours(table, self.layout.legend)

    def _year(self, parts: Parts, part: TablePart) -> str:
        """The financial year that the titles above a table name."""
        for cell in [*part.titles, *parts.titles]:
            period, _ = find_period(cell.text)
            if period:
                return year_name(financial_year_of(period.starts_on))
        return ""

    def _name_bands(self, table: Table) -> None:
        """A band names the objective, or within one that has its own column the area.

        Bands within bands name the ambition. A group of risks is a column of the trust's own.
        """
        names = self._band_fields(table)
        for place, given in list(table.given.items()):
            if given.field not in _BANDS:
                continue
            field_name = names[given.field]
            if field_name:
                table.given[place] = given._replace(field=field_name)
            else:
                # Nothing is called so here; with a heading it can be kept as it stands.
                del table.given[place]
                table.header[place] = table.header[place]._replace(value=_BANDS[given.field])
            if given.field == "band.number":
                continue
            people = []
            for row in table.body:
                name, person = band_name(row[place].text)
                people.append(row[place]._replace(value=person))
                row[place] = row[place]._replace(value=name)
            if any(cell.text for cell in people) and field_name == "objective.title":
                evidence = "the group's row names a person in brackets"
                table.add_column(
                    table.header[place], people, Given("objective.lead", 0.9, evidence)
                )

    def _band_fields(self, table: Table) -> dict[str, str]:
        """The field of each kind of band in a table; "" for none."""
        found: set[str] = set()
        for place, cell in enumerate(table.header):
            if cell.text and place not in table.given:
                found |= self.lexicon.find(cell.text)
        of_risks = {name for name in found if name.startswith("risk.")}
        told = "risk.title" in found or len(of_risks) > 1
        if told and not found & {"action.title", "measure.name"}:
            return dict.fromkeys(_BANDS, "")
        if "objective.title" in found:
            return {"band": "action.area", "band.inner": "", "band.number": ""}
        inner = "" if "ambition.title" in found else "ambition.title"
        return {
            "band": "objective.title",
            "band.inner": inner,
            "band.number": "objective.reference",
        }

    def _gather_names(self, parts: Parts) -> None:
        """The objectives that tables and forms name, by which titles are told apart."""
        tables = [*(part.table for part in parts.tables if part.table), *parts.ready]
        for table in tables:
            self._name_bands(table)
            for place, cell in enumerate(table.header):
                given = table.given.get(place)
                is_title = (
                    given.field == "objective.title"
                    if given
                    else ("objective.title" in self.lexicon.exact.get(plain_words(cell.text), ()))
                )
                for row in table.body if is_title else ():
                    self._add_name(row[place].text.split("\n")[0])
        for cell in [*parts.titles, *(cell for part in parts.tables for cell in part.titles)]:
            self._add_name(self._labelled(cell))
        for form in parts.forms:
            for pair in form.pairs:
                names = self.lexicon.exact.get(plain_words(pair.label), frozenset())
                if "objective.title" in names and len(pair.values) == 1:
                    self._add_name(pair.first.text)

    def _add_name(self, text: str) -> None:
        if text and len(text) <= 200:
            self.names.setdefault(plain_words(text), text)

    # What titles say of a whole sheet

    def _shapes(self) -> dict[tuple[str, ...], set[str]]:
        """For each set of headings that tables without an objective have, their sheets' titles."""
        shapes: dict[tuple[str, ...], set[str]] = {}
        for parts in self.parts:
            for part in self._without_parent(parts):
                title = next((cell.text for cell in parts.titles), "")
                shapes.setdefault(_shape(part), set()).add(plain_words(title))
        return shapes

    def _without_parent(self, parts: Parts) -> list[TablePart]:
        """The tables that name no objective."""
        return [part for part in parts.tables if part.table and self._lacks_objective(part.table)]

    def _stacked(self, parts: Parts) -> dict[int, list[Cell]]:
        """The titles of tables with the same headings one below the other, by the first row."""
        tables = self._without_parent(parts)
        found: dict[int, list[Cell]] = {}
        for part in tables:
            alike = [other for other in tables if _shape(other) == _shape(part)]
            titles = [self._titles_above(parts, other) for other in alike]
            texts = {plain_words(cells[-1].text) for cells in titles if cells}
            if len(alike) > 1 and len(texts) == len(alike):
                found[part.heads[0].top] = self._titles_above(parts, part)[-1:]
        return found

    def _titles_above(self, parts: Parts, part: TablePart) -> list[Cell]:
        """The title right above a table, though it may be that of the whole sheet."""
        if part.titles:
            return part.titles
        top = part.heads[0].top
        near = next((row for row in (top - 1, top - 2) if parts.grid.filled.get(row)), None)
        cells = [cell for _, cell in parts.grid.filled[near]] if near is not None else []
        return cells if len(cells) == 1 and self._may_name(cells[0]) else []

    def _lacks_parent(self, table: Table) -> bool:
        """Whether nothing in the table names an objective or an ambition above its rows."""
        return self._lacks(table, ("objective", "ambition"))

    def _lacks_objective(self, table: Table) -> bool:
        """Whether nothing in the table names an objective, though it may name ambitions.

        A table of nothing but ambitions names what may stand under any.
        """
        lists = any("action.title" in self.lexicon.find(cell.text) for cell in table.header)
        return self._lacks(table, ("objective",) if lists else ("objective", "ambition"))

    def _lacks(self, table: Table, levels: Sequence[str]) -> bool:
        naming = {f"{level}.{name}" for level in levels for name in ("title", "reference")}
        for place, cell in enumerate(table.header):
            given = table.given.get(place)
            if given and given.field in naming and given.field.endswith(".title"):
                if any(row[place].text for row in table.body):
                    return False
            elif not given and cell.text:
                names = self.lexicon.find(cell.text)
                own = names & {"action.title", "action.reference"}
                if names & {*naming, "passage.label"} and not own:
                    return False
        return True

    def _objective_of(
        self, titles: Sequence[Cell], sheet: str, shape_titles: int
    ) -> tuple[Cell, float, str] | None:
        """The objective that title cells name, how sure that is, and why."""
        for cell in titles:
            text = self._labelled(cell) or cell.text.rstrip(":").strip()
            if plain_words(text) in self.names:
                known = cell._replace(value=self.names[plain_words(text)])
                return known, _NAMED, "the title names an objective of the plan"
        named = [cell for cell in titles if self._may_name(cell)]
        if named and shape_titles > 1:
            why = f"{shape_titles} tables have the same headings, each under a title of its own"
            return named[0], _SAME_SHAPE, why
        return None

    def _objective_in_form(self, parts: Parts) -> tuple[Cell, float, str] | None:
        """The objective that a label above the tables of a sheet names."""
        for pair in parts.forms[0].pairs if parts.forms and parts.tables else ():
            names = self.lexicon.exact.get(plain_words(pair.label), frozenset())
            if "objective.title" in names and not pair.code and len(pair.values) == 1:
                return pair.first, _NAMED, f"the label “{pair.label[:40]}” above the table"
        return None

    def _labelled(self, cell: Cell) -> str:
        """ "Kinder care" of a title such as "Objective: Kinder care"; "" for any other."""
        label, colon, name = cell.text.partition(":")
        names = self.lexicon.exact.get(plain_words(label), frozenset())
        return name.strip() if colon and "objective.title" in names else ""

    def _may_name(self, cell: Cell) -> bool:
        text = cell.text
        if not isinstance(cell.value, str) or len(text) > 120 or text.endswith(":"):
            return False
        return is_period(cell) is None and ": " not in text and not self.lexicon.find(text)

    def _finish(self, parts: Parts, shapes: dict[tuple[str, ...], set[str]]) -> None:
        own = self._without_parent(parts)
        stacked = self._stacked(parts)
        alike = max((len(shapes[_shape(part)]) for part in own), default=0)
        sheet_objective = self._objective_of(parts.titles, parts.grid.title, alike)
        beside = [other for other in self.parts if other.grid.title == parts.grid.title]
        if sheet_objective and len(beside) > 1:
            sheet_objective = _less_sure(sheet_objective)
        sheet_objective = sheet_objective or self._objective_in_form(parts)
        for part in parts.tables:
            if part.table is None:
                continue
            found = self._objective_of(part.titles, parts.grid.title, 0)
            titles = stacked.get(part.heads[0].top, [])
            if not found and not (sheet_objective and sheet_objective[1] == _NAMED):
                found = self._objective_of(titles, parts.grid.title, len(stacked))
                found = found and _less_sure(found)
            self._complete(part.table, parts, found or sheet_objective, part.titles)
        for table in parts.ready:
            self._complete(table, parts, sheet_objective, [])
        self._gather_titles(parts, has_objective=sheet_objective is not None and alike > 1)
        periods = scorecard_periods(parts, sheet_objective)
        self.layout.tables += [periods] if periods else []
        is_refused = bool(parts.tables) and not any(part.table for part in parts.tables)
        for form in parts.forms:
            if is_refused:
                self.layout.noise += _titles_noise(parts.grid.title, form.titles)
                self._leave_out(parts, form, BESIDE_REFUSED)
            else:
                self._read_form(parts, form, sheet_objective)
        if not (sheet_objective and alike > 1):
            self._keep_title(parts)
        self._join_pages(parts)

    def _join_pages(self, parts: Parts) -> None:
        """What stands on the page of one risk says more of that risk."""
        own = [table for table in self.layout.tables if table.title == parts.grid.title]
        titles = [*parts.titles, *(cell for form in parts.forms for cell in form.titles)]
        join_page(own, titles, self.lexicon)

    def _complete(
        self,
        table: Table,
        parts: Parts,
        objective: tuple[Cell, float, str] | None,
        titles: Sequence[Cell],
    ) -> None:
        """Add the objective that titles name, and the kind of action that they speak of."""
        parted = split_levels(table, parts.grid, self.lexicon)
        if len(parted) > 1:
            self.layout.tables += parted
            return
        if objective and self._lacks_objective(table):
            cell, confidence, evidence = objective
            table.add_column(
                Cell("", cell.address),
                [cell] * len(table.body),
                Given("objective.title", confidence, evidence),
            )
        elif not objective and self._lacks_parent(table):
            self._offer_title(table, parts)
        elif parts.tables and table is not parts.tables[0].table:
            self._add_area(table, titles)
        kind = self._document(cell.text for cell in [*parts.titles, *titles])
        if kind == "exit_criterion":
            where = next(iter(parts.titles), table.header[0])
            cells = [where._replace(value="Exit criterion")] * len(table.body)
            evidence = f"the sheet's title is “{where.text[:60]}”"
            table.add_column(Cell("", where.address), cells, Given("action.kind", 0.9, evidence))
        self.layout.tables.append(table)

    def _add_area(self, table: Table, titles: Sequence[Cell]) -> None:
        """The title of a later table of actions may be their area, which is to be confirmed."""
        known = set().union(*(self.lexicon.find(cell.text) for cell in table.header if cell.text))
        named = [cell for cell in titles if self._may_name(cell)]
        told = known | {given.field for given in table.given.values()}
        if len(titles) != 1 or not named or "action.title" not in known or "action.area" in told:
            return
        evidence = "the line above this table, which is not the first, may name its area"
        given = Given("action.area", _MAYBE, evidence)
        table.add_column(Cell("", named[0].address), [named[0]] * len(table.body), given)

    def _offer_title(self, table: Table, parts: Parts) -> None:
        """Remember the sheet's title as what its actions may stand under, to be asked."""
        named = [cell for cell in parts.titles if self._may_name(cell)]
        if named:
            table.title_cell = named[0]

    def _document(self, texts: Iterable[str]) -> str:
        """The kind of document that titles name: "plan", "cover", "report", "exit_criterion"."""
        plain = " | ".join(map(plain_words, texts))
        for kind, words in synonyms().documents.items():
            if any(word in plain for word in words):
                return kind
        return ""

    def _gather_titles(self, parts: Parts, *, has_objective: bool) -> None:
        sheet = parts.grid.title
        cells = [*parts.titles, *(cell for part in parts.tables for cell in part.titles)]
        for form in parts.forms[1:]:
            cells += form.titles
        for cell in dict.fromkeys(cells):
            told = Told(cell.text, sheet, cell.address)
            period, _ = find_period(cell.text)
            if period:
                self.layout.periods.append((period, told))
        first = next((cell for cell in parts.titles if isinstance(cell.value, str)), None)
        document = self._document([first.text, sheet]) if first else ""
        if document in ("plan", "report", "cover"):
            return
        if first and not has_objective and plain_words(first.text) not in self.names:
            self.layout.titles.append(Told(first.text, sheet, first.address))

    def _keep_title(self, parts: Parts) -> None:
        """What the workbook's first sheet with a title is called."""
        table = None if self.has_title else title_passages(parts)
        if table:
            self.has_title = True
            self.layout.tables.append(table)

    # Forms

    def _read_form(
        self, parts: Parts, form: Form, sheet_objective: tuple[Cell, float, str] | None
    ) -> None:
        titles = form.titles or parts.titles
        found = self._objective_of(form.titles, parts.grid.title, 0) or sheet_objective
        tables = FormTables(
            sheet=parts.grid.title,
            document=self._document([*(cell.text for cell in titles), parts.grid.title]),
            objective=found[0] if found else None,
            lexicon=self.lexicon,
            has_tables=bool(parts.tables or parts.ready),
            names_objectives=not self.names,
            names=self.names,
        )
        made = form_tables(form, tables)
        for pair in form.pairs:
            if pair.code == "period" and pair.values:
                period, _ = find_period(pair.first.text)
                if period:
                    told = Told(pair.first.text, parts.grid.title, pair.first.address)
                    self.layout.periods.append((period, told))
            elif pair.code == "title" and pair.values and not pair.section:
                told = Told(pair.first.text, parts.grid.title, pair.first.address)
                self.layout.titles.insert(0, told)
                self.has_title = True
        self.layout.noise += _titles_noise(parts.grid.title, form.titles)
        if made.tables:
            self.layout.tables += made.tables
            self.layout.noise += _form_noise(parts.grid, form, made.tables)
        elif made.why:
            self._leave_out(parts, form, made.why, is_noise=made.is_known)

    def _leave_out(self, parts: Parts, form: Form, why: str, *, is_noise: bool = True) -> None:
        region = Region(parts.grid.title, form.area, LEFT_OUT, why, is_noise=is_noise)
        self.layout.regions.append(region)


def _ask_across(table: Table) -> OpenQuestion:
    first = table.header[0]
    return OpenQuestion(
        f"across:{table.title}",
        Where(table.title, first.address),
        first.text,
        f"On “{table.title}” the fields seem to stand down the first column, and each "
        "column beside it to be a record. Is it so?",
        "yes",
        (("yes", "Yes, each column is a record"), ("no", "No, each row is a record")),
    )


def _less_sure(found: tuple[Cell, float, str]) -> tuple[Cell, float, str]:
    """A title that only the shape of tables makes an objective, of several on one sheet.

    "Open" and "Done", "Now" and "Later" stand over tables of one sheet as well.
    """
    cell, sure, why = found
    return (cell, _MAYBE, why) if sure < _NAMED else found


def _titles_noise(sheet: str, cells: Iterable[Cell]) -> list[tuple[str, Area, str]]:
    return [(sheet, Area(*place, *place), TITLE) for place in _places(cells)]


def _form_noise(grid: Grid, form: Form, tables: Sequence[Table]) -> list[tuple[str, Area, str]]:
    """The labels of a form, and its texts that no table of `tables` holds."""
    held = {cell.address for table in tables for row in table.rows for cell in row}
    texts = [*form.loose, *(cell for pair in form.pairs for cell in pair.values)]
    cells = [(pair.where, LABEL) for pair in form.pairs]
    cells += [(cell, NOTE if is_housekeeping(cell.text) else NOT_KNOWN) for cell in texts]
    return [
        (grid.title, Area(*place, *place), why)
        for cell, why in cells
        if cell.address not in held
        for place in _places([cell])
    ]


def _places(cells: Iterable[Cell]) -> list[Place]:
    return [place_of(address) for address in dict.fromkeys(c.address for c in cells if c.address)]


def _shape(part: TablePart) -> tuple[str, ...]:
    """What the columns of a table are called, in any order."""
    header = part.table.header if part.table else []
    return tuple(sorted(plain_words(core_of(cell.text).label) for cell in header))


def read_layout(
    workbook: Workbook,
    own: Iterable[str] = (),
    words: Iterable[tuple[str, str]] = (),
    objectives: Iterable[str] = (),
    choices: Choices | None = None,
) -> Layout:
    """The layout of `workbook`.

    `own` are the trust's own questions, `words` its words for the levels with each one's
    level, `objectives` the titles that its strategy has.
    """
    return Understanding(workbook, own, words, objectives, choices or Choices()).read()
