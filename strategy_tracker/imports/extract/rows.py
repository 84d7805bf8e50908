"""The rows of one sheet, read into what the workbook says."""

from collections import Counter
from typing import Any

from ambitions.updates.null_values import empty_kind
from objectives.models import CustomField
from risks.matrix import NPSA, Matrix
from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.dates import mixed_columns, read_unclear
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.factors import FACTORS, read_factor, scale_columns
from strategy_tracker.imports.extract.fields import (
    WHOLE_YEAR,
    FieldRead,
    read_field,
    read_score,
)
from strategy_tracker.imports.extract.ledger import Fate, asked, field, left_out, noise
from strategy_tracker.imports.extract.ledger import own as kept_as_own
from strategy_tracker.imports.extract.model import (
    Answer,
    Extract,
    Found,
    OwnValues,
    Question,
    Rated,
)
from strategy_tracker.imports.extract.own_columns import OwnCell, heading_of, read_own_cells
from strategy_tracker.imports.extract.questions import RatingSaid, read_rating
from strategy_tracker.imports.extract.risk_scale import SCORE_FIELDS
from strategy_tracker.imports.extract.words import ask_about_word
from strategy_tracker.imports.extract.years import ask_part, ask_year
from strategy_tracker.imports.layout.table import YOU_LEFT_IT
from strategy_tracker.imports.match.by_values import split_reference
from strategy_tracker.imports.match.model import DIRECTION, OWN, RATING, TEXT, Column, SheetMatch
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.read.workbook import Cell
from strategy_tracker.imports.time_limit import check_time
from strategy_tracker.imports.vocabulary.text import same_people, same_words, words_of
from strategy_tracker.imports.vocabulary.values import find_regulations, plain_words
from strategy_tracker.imports.vocabulary.wording import say_field, say_name, show

_LONGEST_DOCUMENT, _LONGEST_LABEL = 200, 300
# Longer words say something, and two of them can stand one below the other.
_LONGEST_NAME = 40
SAYS_NOTHING = "It says that there is nothing to say."
_UNCLEAR = asked("What it says was not understood.")
# Of two things that cannot both be.
FIRST, LAST, BOTH = "first", "last", "both"
LEAVE, WORDS, EACH, ONE, KEEP = "leave", "words", "each", "one", "keep"


def as_written(column: Column) -> str:
    """The heading of the trust's own column that keeps what the field of `column` cannot take."""
    return heading_of(f"{column.heading}, as written")


class RowReader:
    """Reads the rows of one sheet into the extract."""

    def __init__(self, match: SheetMatch, result: Extract) -> None:
        self.match, self.result = match, result
        self.sheet, self.holds = match.sheet, match.holds
        self.fields = [
            column
            for column in match.columns
            if column.field not in ("", OWN) and not column.field.startswith("answer.")
        ]
        self.answers = [c for c in match.columns if c.field in (RATING, TEXT)]
        self.by_period: dict[str, list[Column]] = {}
        for column in self.answers:
            self.by_period.setdefault(column.period, []).append(column)
        self.arrows = {c.rates: c.index for c in match.columns if c.field == DIRECTION}
        self.period = match.column("answer.period")
        self.questions = {
            column.index: result.questions[(match.level, plain_words(column.label))]
            for column in self.answers
        }
        self.ratings: dict[tuple[str, str], RatingSaid] = {}
        self.cache: dict[tuple[str, type, Any, bool, str], FieldRead] = {}
        self.mixed_dates = mixed_columns(match)
        self.scale_columns = scale_columns(match)
        self.bad_cells = self._bad_cells()
        # How many passages there are already under each label of a document.
        self.passages = Counter(key.rpartition("|")[0] for key in result.found["passage"])
        # What other tables gave, by its words: a second table may say more of it.
        self.others: dict[str, list[Found]] = {}
        for action in result.found["action"].values() if self.holds == "action" else ():
            self.others.setdefault(words_of(action.values.get("title", "")), []).append(action)
        # Formulas and errors of columns nobody reads are nobody's concern.
        self.read_columns = {column.index for column in match.columns if column.field}
        self.fates = {
            column.index: field("passage.text" if self.holds == "passage" else column.field)
            for column in match.columns
        }
        # Why the row that is being read is no record, and that a person said so.
        self.lost, self.is_left = "", False
        self.seen: dict[tuple[str | None, ...], Where] = {}
        self.own_columns = {column.index for column in match.own_columns()}
        # Cells of the row that is being read whose words are kept beside the field.
        self.kept: list[tuple[str, Cell]] = []
        # The risks that are there, by their references.
        self.by_reference: dict[str, Found] = {}
        for risk in result.found["risk"].values() if self.holds == "risk" else ():
            self._remember_reference(risk)

    def _bad_cells(self) -> dict[str, tuple[str, str]]:
        facts = self.sheet.facts
        error = ("give an error", "Mend the formula, or type its value.")
        bad = dict.fromkeys(facts.errors, error)
        for cell in facts.formulas_without_value:
            bad[cell] = (
                "were saved without their results",
                "Open the workbook in Excel and save it, or type the value.",
            )
        return bad

    def where(self, cell: Cell) -> Where:
        return Where(self.sheet.title, cell.address)

    def read(self) -> None:
        for row in self.sheet.data_rows():
            self._read_row(row)

    def _put(self, cell: Cell, fate: Fate) -> None:
        self.result.ledger.put(self.sheet.title, cell, fate)

    def _read_row(self, row: int) -> None:
        check_time()
        values: dict[str, dict[str, tuple[Any, Where]]] = {}
        self.lost, self.is_left = "", False
        self.kept = []
        taken = [column for column in self.fields if self._take(row, column, values)]
        if self.bad_cells:
            self._ask_about_bad(row)
        parents: dict[str, str] = {
            level: key
            for level in ("objective", "ambition")
            if level != self.holds
            and level in values
            and self.holds != "risk"
            and (key := self._parent(level, values[level]))
        }
        if "ambition" in parents and "objective" in parents:
            ambition = self.result.found["ambition"][parents["ambition"]]
            self._place_under(ambition, parents["objective"], values["objective"])
        item = self._item(row, values, parents)
        if item is not None and self.answers:
            self._answer(row, item)
        read_own_cells(self.match, row, item, self.result, self.bad_cells)
        self._keep_beside(item)
        for column in taken:
            is_own = column.field.partition(".")[0] not in parents
            fate = self._lost_fate() if self.lost and is_own else self.fates[column.index]
            self._put(self.sheet.cell(row, column.index), fate)

    def _lost_fate(self) -> Fate:
        """What becomes of the cells of a row that is no record."""
        return left_out(YOU_LEFT_IT) if self.is_left else asked(self.lost)

    def _take(
        self, row: int, column: Column, values: dict[str, dict[str, tuple[Any, Where]]]
    ) -> bool:
        """Add to `values` what the row says in `column`; whether it says anything there."""
        cell = self.sheet.cell(row, column.index)
        read = self._field(column.field, cell)
        if column.index in self.mixed_dates:
            read = read_unclear(cell, self.where(cell), self.result) or read
        if column.field in FACTORS:
            is_scale = column.index in self.scale_columns
            where = self.where(cell)
            read = read_factor(column, cell, where, self.result, is_scale=is_scale) or read
        if column.field in SCORE_FIELDS and cell.text and self.result.matrix is not NPSA:
            read = read_score(SCORE_FIELDS[column.field], cell, self.result.matrix)
        if column.splits and cell.text:
            read = self._split(column, cell)
        if column.field == "action.risks" and column.index in self.sheet.given and cell.text:
            # The layout gives the title of one risk, which may have commas in it.
            read = FieldRead({"risks": [cell.text]})
        kind = column.field.partition(".")[0]
        for name, value in read.values.items():
            values.setdefault(kind, {})[name] = (value, self.where(cell))
        if read.problem:
            self._ask_about_value(column, cell, read)
            return False
        if any(value not in (None, "", []) for value in read.values.values()):
            return True
        if cell.text:
            self._put(cell, noise(SAYS_NOTHING) if empty_kind(cell.text) else _UNCLEAR)
        return False

    def _ask_about_value(self, column: Column, cell: Cell, read: FieldRead) -> None:
        """What becomes of a value that its field cannot take, asked once for a column."""
        letters = letter_of(cell.address)
        heading = as_written(column)
        options = [(LEAVE, "Leave them out")]
        if read.values:
            options = [(LEAVE, "Keep the words, without a date")]
        elif self._can_keep(column):
            options.insert(0, (KEEP, f"Keep the words in a column of your own, “{heading}”"))
        question = OpenQuestion(
            f"value:{self.sheet.title}!{letters}:{column.field}",
            self.where(cell),
            cell.text,
            f"{read.problem} {read.remedy} What is to become of such values in column {letters}, "
            f"“{column.heading}”?",
            options[0][0],
            tuple(options),
        )
        said = ask(self.result, question)
        if said == KEEP:
            self.kept.append((heading, cell))
        elif question.key in self.result.choices.answers:
            self._put(cell, self.fates[column.index] if read.values else noise(YOU_LEFT_IT))

    def _can_keep(self, column: Column) -> bool:
        """Whether the record that the column is of can have columns of the trust's own."""
        kind = column.field.partition(".")[0]
        return kind == self.holds and kind in CustomField.RecordKind.values

    def _keep_beside(self, item: Found | None) -> None:
        """Keep with its record what the fields of a row could not take."""
        for heading, cell in self.kept:
            if item is None:
                self._put(cell, self._lost_fate() if self.lost else asked("Its row is no record."))
                continue
            where = self.where(cell)
            key = (item.kind, same_words(heading))
            own = self.result.own.setdefault(key, OwnValues(heading, where))
            own.cells.append(OwnCell(item, cell, where))
            self._put(cell, kept_as_own(heading))

    def _field(self, name: str, cell: Cell) -> FieldRead:
        """Cells repeat down a column (parents, leads), so each value is read once."""
        # True and 1 are one key of a dict, and not one cell.
        key = (name, type(cell.value), cell.value, cell.is_percent, cell.shown)
        if key not in self.cache:
            self.cache[key] = read_field(name, cell)
        return self.cache[key]

    def _split(self, column: Column, cell: Cell) -> FieldRead:
        """A title whose cell begins with its reference."""
        reference, title = split_reference(cell.text)
        read = self._field(column.field, cell._replace(value=title))
        return FieldRead({"reference": reference, **read.values} if reference else read.values)

    def _ask_about_bad(self, row: int) -> None:
        """Formulas without a result, asked about once for each column."""
        for column in self.match.columns:
            cell = self.sheet.cell(row, column.index)
            if column.index not in self.read_columns or cell.address not in self.bad_cells:
                continue
            what, remedy = self.bad_cells[cell.address]
            letters = letter_of(cell.address)
            question = OpenQuestion(
                f"error:{self.sheet.title}!{letters}:{what.partition(' ')[0]}",
                self.where(cell),
                cell.text,
                f"Formulas in column {letters}, “{column.heading}”, {what}. Are these cells to be "
                f"left out? If not: {remedy[0].lower()}{remedy[1:]}",
                LEAVE,
                ((LEAVE, "Leave them out, as if they were blank"),),
            )
            ask(self.result, question)
            if question.key in self.result.choices.answers:
                self._put(cell, left_out(YOU_LEFT_IT))

    def _parent(self, level: str, values: dict[str, tuple[Any, Where]]) -> str:
        """The key of the objective or ambition that the row is under; "" when it names none."""
        title, reference = (str(values.get(name, ("",))[0]) for name in ("title", "reference"))
        if not title and not reference:
            return ""
        records = self.result.found[level]
        # "Our people." and "Our people" are one.
        key = f"{level}:{same_words(title).rstrip('.')}"
        if not title:
            by_reference = (
                record.key
                for record in records.values()
                if record.values.get("reference") == reference
            )
            key = next(by_reference, f"{level}:#{reference}")
        found = records.get(key)
        if found is None:
            place = next(iter(values.values()))[1]
            found = records[key] = Found(level, key, values.get("title", ("", place))[1])
        self._merge(found, values)
        return key

    def _merge(self, found: Found, values: dict[str, tuple[Any, Where]]) -> None:
        """Add what this row says of a record named before; two different things are a problem."""
        for name, (value, where) in values.items():
            have = found.values.get(name)
            if have and name.startswith("leads_") and same_people(have, value):
                # One place may give the job title that another leaves out.
                found.values[name] = [
                    (person, role or other)
                    for (person, role), (_, other) in zip(have, value, strict=True)
                ]
                continue
            if have is None:
                found.values[name], found.cells[name] = value, where
            elif isinstance(have, list) and not name.startswith("leads_"):
                have += [line for line in value if line not in have]
            elif have != value and words_of(have) != words_of(value):
                said = self._ask_which(found, name, value, where)
                if said == LAST:
                    found.values[name], found.cells[name] = value, where
                elif said == BOTH:
                    found.values[name] = f"{have}\n{value}"

    def _ask_which(self, found: Found, name: str, value: Any, where: Where) -> str:
        """Which is kept of two different things that are said of one record, asked for a column."""
        letters = letter_of(where.cell)
        first = found.cells[name]
        options = [(FIRST, "What is said first"), (LAST, "What is said last")]
        texts = [text for text in (value, found.values[name]) if isinstance(text, str)]
        if len(texts) == 2 and max(map(len, texts)) > _LONGEST_NAME:
            options.append((BOTH, "Both, one below the other"))
        question = OpenQuestion(
            f"differs:{where.sheet}!{letters}:{name}",
            where,
            show(value),
            f"The {say_name(name).lower()} of “{found.title}” is given as “{show(value)}” here "
            f"(column {letters}), and otherwise at {first}. Where two differ, which is kept?",
            FIRST,
            tuple(options),
        )
        return ask(self.result, question)

    def _place_under(
        self, ambition: Found, objective: str, values: dict[str, tuple[Any, Where]]
    ) -> None:
        """An ambition stands under one objective."""
        have = ambition.parents.setdefault("objective", objective)
        if have != objective:
            value, where = next(iter(values.values()))
            first = self.result.found["objective"][have].title
            question = OpenQuestion(
                f"under:{ambition.key}",
                where,
                str(value),
                f"“{ambition.title}” stands under “{value}” here, and under “{first}” in an "
                "earlier row. Under which is it?",
                FIRST,
                ((FIRST, f"Under “{first}”"), (LAST, f"Under “{value}”")),
            )
            if ask(self.result, question) == LAST:
                ambition.parents["objective"] = objective

    def _item(
        self,
        row: int,
        values: dict[str, dict[str, tuple[Any, Where]]],
        parents: dict[str, str],
    ) -> Found | None:
        """The record that the row is for; None for a row that only names its parents."""
        own = values.get(self.holds, {})
        if self.holds in ("objective", "ambition"):
            key = self._parent(self.holds, own)
            if not key and self._says_something(row, own):
                self._use_words_as_title(row, own)
                key = self._parent(self.holds, own)
            if not key:
                self.lost = "Its row has no title."
                return None
            found = self.result.found[self.holds][key]
            if "objective" in parents:
                self._place_under(found, parents["objective"], values["objective"])
            return found
        if self.holds == "reading":
            return self._reading(row, own, values.get("measure", {}), parents)
        if self.holds == "measure":
            return self._measure(row, own, parents)
        if self.holds == "passage":
            self._passage(own, parents)
            return None
        return self._row_record(row, own, parents, values)

    def _row_record(
        self,
        row: int,
        own: dict[str, tuple[Any, Where]],
        parents: dict[str, str],
        values: dict[str, dict[str, tuple[Any, Where]]],
    ) -> Found | None:
        """An action or risk: every row is one, told apart by where it stands."""
        needs_title = self.holds == "action" or "reference" not in own
        if needs_title and "title" not in own and not self._use_words_as_title(row, own):
            return None
        place = own["title"][1] if "title" in own else own["reference"][1]
        before = self._told_before(own, parents)
        if before:
            self._merge(before, {n: pair for n, pair in own.items() if n not in ("kind", "title")})
            return before
        same = self._same_risk(own)
        if self.holds == "action" and not self._is_kept(own, parents, place):
            return None
        key = f"{self.holds}:{place}"
        if key in self.result.found[self.holds]:
            # Several references in one cell are as many risks.
            key = f"{key}#{own.get('reference', ('',))[0]}"
        found = Found(self.holds, key, place, parents=dict(parents))
        found.values = {name: value for name, (value, _) in own.items()}
        named = find_regulations(str(own.get("title", ("",))[0]))
        if self.holds == "action" and named:
            found.values.setdefault("regulation_refs", named)
        found.cells = {name: where for name, (_, where) in own.items()}
        if self.holds == "risk":
            self._keep_lone_factor(row, own)
            _score_by_factors(found, self.result.matrix)
            self._link_to_parents(found, values)
            if same:
                told = found.values.items()
                self._merge(same, {n: (v, found.cells.get(n, place)) for n, v in told})
                return same
            self._remember_reference(found)
        self.result.found[self.holds][found.key] = found
        return found

    def _says_something(self, row: int, own: dict[str, tuple[Any, Where]]) -> bool:
        answers = (self.sheet.cell(row, answer.index).text for answer in self.answers)
        return bool(own) or any(answers)

    def _use_words_as_title(
        self, row: int, own: dict[str, tuple[Any, Where]], name: str = ""
    ) -> bool:
        """Ask of a row without a title, and take its longest words for one where that is said.

        `name` is the field of the title, by default that of what the table holds.
        """
        name = name or f"{self.holds}.title"
        column = self.match.column(name)
        cells = [self.sheet.cell(row, other.index) for other in self.match.columns if other.field]
        texts = [cell for cell in cells if isinstance(cell.value, str) and cell.text]
        if column is None or not texts:
            self.lost = "Its row has no title."
            return False
        what = say_field(name)
        question = OpenQuestion(
            f"untitled:{self.sheet.title}!{column.letter}",
            self.where(self.sheet.cell(row, column.index)),
            "",
            f"This row says something and has no {what} (column {column.letter}, "
            f"“{column.heading}”). What is to become of such rows?",
            LEAVE,
            ((LEAVE, "Leave them out"), (WORDS, f"Take their longest words as the {what}")),
        )
        if ask(self.result, question) == WORDS:
            longest = max(texts, key=lambda cell: len(cell.text))
            short = name.partition(".")[2]
            own[short] = (longest.text[:_LONGEST_LABEL], self.where(longest))
            return True
        self.lost = "Its row has no title."
        self.is_left = question.key in self.result.choices.answers
        for cell in cells:
            self._put(cell, self._lost_fate())
        return False

    def _is_kept(
        self, own: dict[str, tuple[Any, Where]], parents: dict[str, str], place: Where
    ) -> bool:
        """Whether an action is one of its own, though a row before may have been the same."""
        names = ("theme", "reference", "title")
        parts = (same_words(str(own.get(name, ("",))[0])) for name in names)
        key = (parents.get("ambition") or parents.get("objective"), *parts)
        first = self.seen.setdefault(key, place)
        if first is place:
            return True
        question = OpenQuestion(
            f"repeats:{self.sheet.title}",
            place,
            str(own["title"][0]),
            f"“{own['title'][0]}” stands in an earlier row already ({first}). Is such a row an "
            "action of its own?",
            EACH,
            ((EACH, "Yes, each row is one"), (LEAVE, "No, leave out what comes again")),
        )
        if ask(self.result, question) == EACH:
            return True
        self.lost = f"It repeats the action at {first}."
        self.is_left = question.key in self.result.choices.answers
        return False

    def _told_before(
        self, own: dict[str, tuple[Any, Where]], parents: dict[str, str]
    ) -> Found | None:
        """The one record that another table gave with the same title and parent."""
        title = own.get("title", ("",))[0]
        if self.holds != "action" or not title:
            return None
        alike = [
            found
            for found in self.others.get(words_of(title), ())
            if (not parents or not found.parents or found.parents == parents)
            and self._agrees(found, own)
        ]
        return alike[0] if len(alike) == 1 else None

    def _keep_lone_factor(self, row: int, own: dict[str, tuple[Any, Where]]) -> None:
        """A likelihood or consequence that makes no score, and stands beside none, is kept."""
        given = [name for name in ("likelihood", "consequence") if name in own]
        if len(given) != 1 or "current" in own:
            return
        column = self.match.column(f"risk.{given[0]}")
        if column:
            self.kept.append((as_written(column), self.sheet.cell(row, column.index)))

    def _remember_reference(self, risk: Found) -> None:
        reference = same_words(str(risk.values.get("reference", "")))
        if reference:
            self.by_reference.setdefault(reference, risk)

    def _same_risk(self, own: dict[str, tuple[Any, Where]]) -> Found | None:
        """The risk that a row before gave, of which this one says more.

        Where two that differ have one reference, that is asked, and the later is numbered.
        """
        if self.holds != "risk":
            return None
        reference, place = own.get("reference", ("", Where()))
        before = self.by_reference.get(same_words(str(reference)))
        if before is None and not reference and "title" in own:
            # Tables of one page have its title, and so have their rows.
            before = self.result.found["risk"].get(f"risk:{own['title'][1]}")
        if before is None:
            return None
        title = str(own.get("title", ("",))[0])
        have = str(before.values.get("title", ""))
        if not title or not have or words_of(title) == words_of(have):
            return before
        question = OpenQuestion(
            f"reference:{self.sheet.title}!{letter_of(place.cell)}",
            place,
            str(reference),
            f"“{title}” has the reference {reference} (column {letter_of(place.cell)}), as "
            f"“{have}” at {before.where} has. Are two such rows two risks?",
            EACH,
            (
                (EACH, "Yes, and the later is numbered, such as “R1 (2)”"),
                (ONE, "No, they are one risk"),
            ),
        )
        if ask(self.result, question) == ONE:
            return before
        numbered = (f"{reference} ({number})" for number in range(2, 10_000))
        free = next(text for text in numbered if same_words(text) not in self.by_reference)
        own["reference"] = (free, place)
        return None

    def _agrees(self, found: Found, own: dict[str, tuple[Any, Where]]) -> bool:
        """Whether no reference or theme tells the two apart."""
        return all(
            name not in own or name not in found.values or found.values[name] == own[name][0]
            for name in ("reference", "theme")
        )

    def _link_to_parents(
        self, found: Found, values: dict[str, dict[str, tuple[Any, Where]]]
    ) -> None:
        """On a sheet of risks, columns of objectives and ambitions are what it bears on."""
        links = []
        if "links" in found.values:
            column = self.match.column("risk.links")
            links.append((column.heading if column else "", found.values["links"], "links"))
        for level in ("objective", "ambition"):
            for name in ("title", "reference"):
                if name in values.get(level, {}):
                    value, where = values[level][name]
                    links.append((level, value, name))
                    found.cells.setdefault("links", where)
                    break
        if links:
            found.values["links"] = [(hint, text) for hint, text, _ in links]

    def _measure(
        self, row: int, own: dict[str, tuple[Any, Where]], parents: dict[str, str]
    ) -> Found | None:
        name, number = (str(own.get(part, ("",))[0]) for part in ("name", "number"))
        if not name and self.holds == "measure" and self._says_something(row, own):
            self._use_words_as_title(row, own, "measure.name")
            name = str(own.get("name", ("",))[0])
        if not name:
            self.lost = "Its row names no measure."
            return None
        parent = parents.get("ambition") or parents.get("objective") or ""
        key = f"measure:{parent}|{number}|{same_words(name)}"
        records = self.result.found["measure"]
        found = records.get(key)
        if found is None:
            found = records[key] = Found("measure", key, own["name"][1], parents=dict(parents))
        self._merge(found, own)
        return found

    def _passage(self, own: dict[str, tuple[Any, Where]], parents: dict[str, str]) -> None:
        """Words of a document; those under one label are told apart by their order."""
        if "text" not in own:
            self.lost = "It has no words."
            return
        values = {name: str(value) for name, (value, _) in own.items()}
        values.setdefault("document", self.sheet.title)
        values["document"] = values["document"][:_LONGEST_DOCUMENT]
        values["label"] = values.get("label", "")[:_LONGEST_LABEL]
        objective = parents.get("objective", "")
        place = (
            f"passage:{objective}|{same_words(values['document'])}|{same_words(values['label'])}"
        )
        number = self.passages[place]
        self.passages[place] += 1
        where = own["text"][1]
        key = f"{place}|{number}"
        self.result.found["passage"][key] = Found(
            "passage", key, where, dict(values), parents=dict(parents)
        )

    def _reading(
        self,
        row: int,
        own: dict[str, tuple[Any, Where]],
        measure: dict[str, tuple[Any, Where]],
        parents: dict[str, str],
    ) -> Found | None:
        """Keep the figure of a row; returns its measure."""
        if "name" not in measure and own:
            self._use_words_as_title(row, measure, "measure.name")
        parent = self._measure(row, measure, parents)
        if parent is None or not own:
            self.lost = "Its row has no title."
            return parent
        value = self.match.column("reading.value")
        place = self.where(self.sheet.cell(row, value.index if value else 0))
        if "raw" not in own:
            self.lost = "It has no figure."
            return parent
        if not self._dated(row, own, place):
            self.lost = "It is not clear of which year or quarter it is."
            return parent
        values = {name: value for name, (value, _) in own.items()}
        values.setdefault("kind", "actual")
        values.setdefault("series", "")
        when = tuple(values[part] for part in ("financial_year", "part", "kind", "series"))
        key = f"reading:{parent.key}|{when}"
        found = Found("reading", key, place, values, parents={"measure": parent.key})
        before = self.result.found["reading"].setdefault(key, found)
        if before is not found and before.values["raw"] != values["raw"]:
            question = OpenQuestion(
                f"twice:{self.sheet.title}",
                place,
                str(values["raw"]),
                f"“{parent.title}” is {values['raw']} here and {before.values['raw']} at "
                f"{before.where}, for the same part of the year. Where two differ, which is kept?",
                FIRST,
                ((FIRST, "What is given first"), (LAST, "What is given last")),
            )
            if ask(self.result, question) == LAST:
                self.result.found["reading"][key] = found
        return parent

    def _dated(self, row: int, own: dict[str, tuple[Any, Where]], place: Where) -> bool:
        """Whether it is known of which part of which year a reading is, which is asked if need
        be."""
        if "part" not in own:
            column = self.match.column("reading.part")
            said = self.sheet.cell(row, column.index).text if column else ""
            year = self.match.column("reading.year")
            year_said = self.sheet.cell(row, year.index).text if year else ""
            if said or (year_said and "financial_year" not in own):
                return False
            if "financial_year" in own and column is None:
                own["part"] = (WHOLE_YEAR, place)
            else:
                part, guessed = ask_part(self.result, place)
                own["part"] = (part, place)
                own.setdefault("financial_year", (guessed, place))
        if "financial_year" not in own:
            column = self.match.column("reading.part")
            cell = self.sheet.cell(row, column.index if column else 0)
            own["financial_year"] = (
                ask_year(self.result, self.where(cell), cell.text),
                self.where(cell),
            )
        return True

    # Answers

    def _answer(self, row: int, item: Found) -> None:
        """What the row answers, once for each period that its columns are of."""
        for period, columns in self.by_period.items():
            cell = self.sheet.cell(row, self.period.index) if self.period else None
            where = self.where(cell) if cell else Where()
            if cell and self.period:
                self._put(cell, self.fates[self.period.index])
            if period:
                where = self.where(self.sheet.cell(0, columns[0].index))
            label = period or (cell.text if cell else "")
            answer = Answer((item.kind, item.key), label, item.where, where)
            for column in columns:
                self._say(answer, column, row)
            if answer.ratings or answer.narratives:
                self.result.answers.append(answer)

    def _say(self, answer: Answer, column: Column, row: int) -> None:
        cell = self.sheet.cell(row, column.index)
        if not cell.text:
            return
        question = self.questions[column.index]
        if question.is_rating:
            self._rate(answer, question, column, row, cell)
        else:
            text = (cell.markdown or cell.text).strip()
            answer.narratives[question.code] = (text, empty_kind(text), self.where(cell))
            self._put(cell, self.fates[column.index])

    def _rate(
        self, answer: Answer, question: Question, column: Column, row: int, cell: Cell
    ) -> None:
        key = (question.code, cell.text)
        if key not in self.ratings:
            chosen = self.result.choices.legend.get(cell.text)
            if chosen == "":
                self._put(cell, noise("You said that it is no rating."))
                return
            self.ratings[key] = read_rating(question, chosen or cell.text)
        read = self.ratings[key]
        if read.problem and not empty_kind(cell.text):
            read = ask_about_word(self.result, question, cell.text, self.where(cell))
            if not read.label and read.number is None:
                self._put(cell, noise("It is said to be no rating."))
                return
        by_colour = (self.sheet.title, cell.address) in self.result.layout.legend.cells
        if question.scale and not empty_kind(cell.text) and not by_colour:
            counted = (cell.text, read.label)
            self.result.rated[counted] = self.result.rated.get(counted, 0) + 1
        if read.label or read.number is not None:
            direction = None
            if question.has_direction:
                direction = read.direction or self._arrow(column, row)
            where = self.where(cell)
            self._put(cell, self.fates[column.index])
            answer.ratings[question.code] = Rated(
                read.label, read.number, direction, cell.text, where
            )
        elif empty_kind(cell.text):
            self._put(cell, noise(SAYS_NOTHING))
            self.result.problem(
                self.where(cell),
                cell.text,
                f"“{cell.text}” is no rating, so none is kept.",
                "Nothing to do, unless a rating was meant.",
                stops=False,
            )

    def _arrow(self, column: Column, row: int) -> str:
        index = self.arrows.get(column.index)
        if index is None:
            return ""
        cell = self.sheet.cell(row, index)
        read = self._field("risk.direction", cell)
        if read.values:
            self._put(cell, self.fates[index])
        if read.problem:
            arrows = next(c for c in self.match.columns if c.index == index)
            self._ask_about_value(arrows, cell, read)
        return str(read.values.get("direction", ""))


def _score_by_factors(found: Found, matrix: Matrix) -> None:
    """A risk's current score, where only its likelihood and its consequence are given.

    Both are kept with the score that they make; words for them as they were printed. Where they
    make another one, that is printed beside the score.
    """
    one, two = (found.values.pop(name, None) for name in ("likelihood", "consequence"))
    names = ("likelihood_printed", "consequence_printed")
    words = [str(found.values.pop(name, "")) for name in names]
    if any(words):
        found.values["printed"] = " × ".join(filter(None, words))
    if one is None or two is None:
        alone = one if two is None else two
        if alone is not None and not any(words):
            which = "consequence" if one is None else "likelihood"
            found.values["printed"] = f"{found.values.get('current', '')} ({which} {alone})".strip()
        return
    made = matrix.score_of(one, two)
    if "current" not in found.values and made is not None:
        found.values["current"] = made
        found.cells["current"] = found.cells["consequence"]
    if made is not None and found.values.get("current") == made:
        found.values["factors"] = (one, two)
    elif "current" in found.values and not any(words):
        found.values["printed"] = f"{found.values['current']} (likelihood {one}, consequence {two})"
