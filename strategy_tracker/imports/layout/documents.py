"""What forms come to: an objective with its answers, passages of a document, risks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from strategy_tracker.imports.layout.forms import Form, Pair
from strategy_tracker.imports.layout.headings import Lexicon, core_of
from strategy_tracker.imports.layout.table import Given, Table
from strategy_tracker.imports.read.workbook import Area, Cell, place_of
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from strategy_tracker.imports.vocabulary.values import plain_words

_COVER = {
    "report-to", "meeting-date", "agenda-item", "purpose", "executive-summary", "recommendation",
    "report-author", "executive-sponsor", "assurance-level", "previous-papers",
}  # fmt: skip
_PLAN = {
    "background", "aims", "key-benefits", "benefit-measures", "alignment", "key-outcomes",
    "key-risks", "issues", "communications", "external-resources", "cost",
}  # fmt: skip
_WORDS = "answer.text"
_LEADS = ("lead", "executive", "sro", "programme_manager")
_PEOPLE_CODES = {"report-author", "executive-sponsor"}
_TICKED, _UNTICKED = "☒☑✓✔", "☐"
_NUMBERED = re.compile(r"^\s*(?P<number>\d{1,3}|[A-Z])[.)]\s+(?P<title>\S.*)$", re.DOTALL)
_WITH_LEAD = re.compile(r"^[\s•\-–*]*(?P<name>[^()\n]+?)\s*\((?P<lead>[^()\n]+)\)\s*$")
_SHORTEST_STATEMENT = 40
_HOUSEKEEPING = re.compile(
    r"\s*(?:please|prepared|printed|(?:last )?(?:updated|refreshed|reviewed)|version|owner|author|"
    r"source|notes?|key|draft|page|for (?:internal|official) use)\b",
    re.IGNORECASE,
)
EVIDENCE = "a form of labels and texts"
ONE_RECORD = "its labels are the fields of one record"
_RECORDS = ("risk", "measure")
_FEWEST_FIELDS = 3


@dataclass
class FormTables:
    """What is known of a form from around it, and the tables that it comes to.

    Without any, `why` says why, and `is_known` whether that is for what it is.
    """

    sheet: str
    document: str
    objective: Cell | None
    lexicon: Lexicon
    has_tables: bool = False
    names_objectives: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    why: str = ""
    is_known: bool = True


def form_tables(form: Form, known: FormTables) -> FormTables:
    """Add to `known` the tables of `form`, or why it comes to none."""
    answered = [pair for pair in form.pairs if any(cell.text for cell in pair.values)]
    if not answered and not form.loose:
        if form.pairs:
            known.why = "It is a blank form: it has labels, and nothing has been filled in."
        return known
    if _record(answered, known) or _objective_list(form, answered, known):
        return known
    kind = _kind(form, answered, known)
    if not kind and known.has_tables and not answered:
        known.why = "It is a title or a note beside the table, and no record."
        known.is_known = all(is_housekeeping(cell.text) for cell in form.loose)
        return known
    if not kind:
        known.is_known = False
        known.why = "Its labels are not those of a plan, a report or a cover that we know."
        return known
    objective = known.objective
    for pair in answered:
        if _names_objective(pair, known):
            objective = pair.first
    rest = list(answered)
    if objective is not None and kind != "cover":
        rest = _add_objective(form, answered, known, objective, kind)
    _add_leads(form, known)
    _add_risks(form, rest, known, objective)
    rest = [pair for pair in rest if pair.code != "risk-list"]
    loose = form.loose if objective is None or kind in ("plan", "cover") else []
    _add_passages(form, rest, loose, known, objective, kind)
    if kind == "text" and known.objective is None:
        _doubt_words(answered, known.tables)
    return known


def _doubt_words(answered: list[Pair], tables: list[Table]) -> None:
    """Mark `tables` as unsure that are words alone, and whose labels are of no plan."""
    of_plan = any(pair.code in (*_PLAN, "vision") for pair in answered)
    for table in tables:
        table.is_unsure = not of_plan and all(other.holds == "passage" for other in tables)


def _kind(form: Form, answered: list[Pair], known: FormTables) -> str:
    """ "cover", "plan", "report" or "text"; "" for a form that says nothing that we know."""
    codes = {pair.code for pair in answered}
    if known.document in ("plan", "cover"):
        return known.document
    if len(codes & _COVER) >= 4:
        return "cover"
    if len(codes & _PLAN) >= 4:
        return "plan"
    # A page for each project says of itself what it reports on.
    if known.document == "report" and any(_names_objective(pair, known) for pair in answered):
        return "report"
    if known.objective is not None:
        return "text" if known.has_tables else "report"
    told = sum(
        bool(pair.code or known.lexicon.find(core_of(pair.label).label)) for pair in answered
    )
    return "text" if told >= 2 or (known.has_tables and told) else ""


def _record(answered: list[Pair], known: FormTables) -> bool:
    """A form that is one risk or measure, as in a workbook with a page for each."""
    by_kind: dict[str, set[str]] = {}
    for pair in answered:
        for name in known.lexicon.find(core_of(pair.label).label):
            by_kind.setdefault(name.partition(".")[0], set()).add(name)
    kind = max(_RECORDS, key=lambda kind: len(by_kind.get(kind, ())))
    fields = by_kind.get(kind, set())
    named = not fields.isdisjoint((f"{kind}.title", f"{kind}.name"))
    if not named or len(fields) < _FEWEST_FIELDS or len(fields) * 2 < len(answered):
        return False
    pairs = [pair for pair in answered if pair.code != "period"]
    header = [Cell(pair.label, pair.where.address) for pair in pairs]
    row = [pair.first._replace(value=pair.text, markdown="") if len(pair.values) > 1 else pair.first
           for pair in pairs]  # fmt: skip
    area = cells_area([*header, *row])
    known.tables.append(Table(known.sheet, header, [row], area, "form", ONE_RECORD, kind))
    return True


def cells_area(cells: Sequence[Cell]) -> Area:
    """The least area that has all of `cells`."""
    places = [place_of(cell.address) for cell in cells]
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Area(min(rows), min(columns), max(rows), max(columns))


def _objective_list(form: Form, answered: list[Pair], known: FormTables) -> bool:
    """A list under a label such as "Strategic objectives", where nothing else names any others."""
    if known.objective is not None:
        return False
    for pair in answered:
        names = known.lexicon.exact.get(plain_words(core_of(pair.label).label), frozenset())
        if "objective.title" not in names or len(pair.values) < 2:
            continue
        matches = [_NUMBERED.match(cell.text) for cell in pair.values]
        if not all(matches):
            continue
        titles = [plain_words(match["title"]) for match in matches if match]
        if not known.names_objectives and not all(title in known.names for title in titles):
            continue
        body = [
            [cell._replace(value=match["number"]), cell._replace(value=match["title"].strip())]
            for cell, match in zip(pair.values, matches, strict=True)
            if match
        ]
        header = [Cell("", pair.where.address), pair.where]
        table = Table(known.sheet, header, body, form.area, "list", holds="objective")
        table.given = {
            0: Given("objective.reference", 0.9, "the list is numbered"),
            1: Given("objective.title", 0.9, f"a list under “{pair.label[:60]}”"),
        }
        known.tables.append(table)
        return True
    return False


def _add_objective(
    form: Form, answered: list[Pair], known: FormTables, objective: Cell, kind: str
) -> list[Pair]:
    """The row of the objective that a form is about; returns the pairs that are not in it."""
    header, row = [Cell("", objective.address)], [objective]
    given = {0: Given("objective.title", 0.9, "the form is about this objective")}
    rest = []
    taken: set[str] = set()
    for pair in answered:
        name = _field_of(pair, known, kind)
        if name in taken or not name or kind == "plan":
            rest.append(pair)
        if not name or name == "objective.title" or name in taken:
            continue
        if name != _WORDS:
            taken.add(name)
        header.append(Cell(pair.label, pair.where.address))
        text = _without_lead(pair.text) if name == "objective.aims" else pair.text
        row.append(pair.first._replace(value=text, markdown=""))
        evidence = EVIDENCE if name == _WORDS else f"the label “{pair.label[:40]}”"
        label = core_of(pair.label).label if name == _WORDS else ""
        if name == _WORDS and plain_words(label) in synonyms().ratings:
            # Its value tells whether it is a rating.
            continue
        given[len(row) - 1] = Given(name, 0.9, evidence, label)
    statements = [] if form.is_tail or kind in ("plan", "cover") else _statements(form.loose)
    if statements:
        text = "\n".join(cell.text for cell in statements)
        header.append(Cell("", statements[0].address))
        row.append(statements[0]._replace(value=text))
        given[len(row) - 1] = Given("objective.description", 0.8, "text above the table")
    if len(row) > 1:
        known.tables.append(
            Table(known.sheet, header, [row], form.area, "form", EVIDENCE, "objective", given)
        )
    return [pair for pair in rest if not _names_objective(pair, known)]


def _statements(loose: list[Cell]) -> list[Cell]:
    """Of texts without a label, those that say something of the objective: lists, sentences.

    Who refreshed a sheet, and how to fill it in, is nobody's plan.
    """
    return [
        cell
        for cell in loose
        if not is_housekeeping(cell.text)
        and (len(cell.text) >= _SHORTEST_STATEMENT or cell.text.lstrip()[:1] in "•●▪-–*")
    ]


def is_housekeeping(text: str) -> bool:
    """Whether it says who refreshed a sheet, or how to fill it in."""
    return bool(_HOUSEKEEPING.match(text))


def _without_lead(text: str) -> str:
    """A list without the line that leads up to it ("… through:")."""
    first, line, rest = text.partition("\n")
    return rest if line and first.rstrip().endswith(":") else text


def _add_leads(form: Form, known: FormTables) -> None:
    """Lines such as "Kinder care (Asha Rao, Chief Nurse)", where the first is an objective."""
    body = []
    for cell in [*form.loose, *(cell for pair in form.pairs for cell in pair.values)]:
        match = _WITH_LEAD.match(cell.text)
        name = known.names.get(plain_words(match["name"])) if match else None
        if match and name:
            body.append([cell._replace(value=name), cell._replace(value=match["lead"])])
    if body:
        header = [Cell("", body[0][0].address)] * 2
        table = Table(known.sheet, list(header), body, form.area, "list", holds="objective")
        evidence = "a list of objectives with their leads in brackets"
        table.given = {
            0: Given("objective.title", 0.9, evidence),
            1: Given("objective.lead", 0.9, evidence),
        }
        known.tables.append(table)


def _names_objective(pair: Pair, known: FormTables) -> bool:
    names = known.lexicon.find(core_of(pair.label).label)
    return "objective.title" in names and not pair.section and not pair.code


def _field_of(pair: Pair, known: FormTables, kind: str) -> str:
    """The field of the objective that a label asks for; "" when it asks for none."""
    if _names_objective(pair, known):
        return "objective.title"
    names = known.lexicon.find(core_of(pair.label).label)
    lead = next((name for name in _LEADS if any(n.endswith(f".{name}") for n in names)), "")
    if lead and not pair.section:
        return f"objective.{lead}"
    if pair.code == "aims":
        return "objective.aims"
    if kind == "report" and pair.code not in ("period", "risk-list"):
        return _WORDS
    return ""


def _add_risks(form: Form, pairs: list[Pair], known: FormTables, objective: Cell | None) -> None:
    """Risks that a form lists in words, or by their references alone."""
    for pair in pairs:
        if pair.code == "risk-list":
            names = [Given("risk.title", 0.9, f"a list under “{pair.label[:40]}”")]
            names.append(Given("risk.kind", 0.9, "risks that a form lists in words"))
            body = [[cell, cell._replace(value="programme")] for cell in pair.values]
        elif pair.code == "risk-references":
            references = re.findall(r"[A-Za-z]{0,5}\d[\w./-]*", pair.text)
            names = [Given("risk.reference", 0.9, f"references under “{pair.label[:40]}”")]
            body = [[pair.first._replace(value=reference.rstrip("."))] for reference in references]
        else:
            continue
        header = [pair.where, *[Cell("", pair.where.address)] * (len(names) - 1)]
        table = Table(known.sheet, header, body, form.area, "list", holds="risk")
        table.given = dict(enumerate(names))
        if objective is not None:
            table.add_column(
                Cell("", objective.address),
                [objective] * len(body),
                Given("objective.title", 0.9, "the form is about this objective"),
            )
        if body:
            known.tables.append(table)


def _add_passages(
    form: Form,
    pairs: list[Pair],
    loose: list[Cell],
    known: FormTables,
    objective: Cell | None,
    kind: str,
) -> None:
    """A row for each label with its text, and for texts without one."""
    title = next((cell.text.rstrip(":") for cell in form.titles), known.sheet)
    document = title if kind == "plan" else known.sheet
    table = passage_table(known.sheet, form.area, [])
    for cell in loose:
        table.body.append(passage_row(document, kind, "", "", cell, cell.markdown or cell.text))
    for pair in pairs:
        if pair.code in ("period",) and kind != "cover":
            continue
        label = pair.label.rstrip(":").strip()
        code = pair.code if not pair.section else ""
        label = f"{pair.section.rstrip(':').strip()}: {label}" if pair.section else label
        table.body += _passage_rows(document, kind, code, label, pair)
    if table.body and objective is not None and kind != "cover":
        table.add_column(
            Cell("", objective.address),
            [objective] * len(table.body),
            Given("objective.title", 0.9, "the form is about this objective"),
        )
    if table.body:
        known.tables.append(table)


_PASSAGE = ("document", "kind", "code", "label", "text")


def passage_table(sheet: str, area: Area, rows: list[list[Cell]]) -> Table:
    """A table of passages; each row is of `passage_row`."""
    table = Table(sheet, [Cell("", "") for _ in _PASSAGE], rows, area, "form", EVIDENCE, "passage")
    for place, name in enumerate(_PASSAGE):
        table.given[place] = Given(f"passage.{name}", 1.0, EVIDENCE)
    return table


def passage_row(
    document: str, kind: str, code: str, label: str, cell: Cell, text: str
) -> list[Cell]:
    """One passage: its document, kind, code and label, and its text at `cell`."""
    where = cell.address
    passage_kind = kind if kind in ("cover", "plan") else "text"
    plain = cell._replace(markdown="", is_percent=False)
    return [
        Cell(document, where), Cell(passage_kind, where), Cell(code, where), Cell(label, where),
        plain._replace(value=text),
    ]  # fmt: skip


def _passage_rows(document: str, kind: str, code: str, label: str, pair: Pair) -> list[list[Cell]]:
    """One row; two where boxes are ticked, or where a person stands beside a job title."""
    cells = [cell for cell in pair.values if cell.text]
    ticked = [
        cell.text.strip(_TICKED + " ") for cell in cells if cell.text.endswith(tuple(_TICKED))
    ]
    if ticked:
        options = "\n".join(cell.text.strip(_TICKED + _UNTICKED + " ") for cell in cells)
        return [
            passage_row(document, kind, code, label, pair.first, "\n".join(ticked)),
            passage_row(document, kind, f"{code}-options" if code else "", f"{label}: options",
                     cells[0], options),
        ]  # fmt: skip
    if code in _PEOPLE_CODES and len(cells) == 2:
        return [
            passage_row(document, kind, code, label, pair.first, cells[0].text),
            passage_row(
                document, kind, f"{code}-role", f"{label}: job title", cells[1], cells[1].text
            ),
        ]
    return [passage_row(document, kind, code, label, pair.first, pair.text)] if cells else []
