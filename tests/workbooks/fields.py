"""Every field that a tracker's content names, beside what an export says for it.

`compare` takes the content of a workbook (`*_expected.json`) and an exported document
(docs/data-format.md) and gives one `Field` for each value that the content has. What the
content leaves open (`null`) is no field, unless the export says something there: then it is
one, and wrong. Notes (`_…`, `source`, `code`, `anomalies`) are no content, nor is what
stands in the content twice, in two spellings (`*_raw`, `*_heading`, `table_one_text`).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.workbooks.texts import Cell, Printed, closest, holds, likeness, people, words

Record = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One wanted value and what was got; `anchors` are cells of the record it belongs to."""

    group: str
    where: str
    want: str
    got: str
    is_right: bool
    anchors: tuple[Cell, ...] = ()


# What a heading says when it is the heading of that narrative.
NARRATIVES = {
    "comment": r"comment|update|progress|narrative",
    "plan": r"\bplan",
    "achievements": r"achiev",
    "explanation": r"expla",
    "mitigation": r"mitigat",
    "successes": r"success",
    "challenges_learning": r"challeng",
    "financial_risks": r"financ",
    "new_issues_opportunities": r"opportunit",
    "focus": r"focus",
    "escalations": r"escalat",
    "summary": r"summary",
    "progress": r"progress",
    "key_activity": r"activit",
    "gone_well": r"^(?!.*\bnot\b).*well",
    "not_gone_so_well": r"\bnot\b.*well",
    "key_risks": r"risk",
    "issues": r"issue",
}
# What a dimension is called when it is that rating; the second of a kind comes from further on.
RATINGS = {
    "status_raw": r"status|progress",
    "forecast": r"forecast|project|predict|outlook|year.?end",
    "rag": r"\brag\b",
    "delivery_status": r"^(?!.*embed).*(action|deliver)",
    "embedding_status": r"embed",
    "rag_delivery": r"deliver",
    "rag_embedding": r"embed",
    "progress_pct": r"progress",
    "confidence_pct": r"confiden",
}


class Comparison:
    """The fields found so far, of one content against one export."""

    def __init__(self, expected: Record, exported: Record, printed: Printed) -> None:
        self.expected, self.exported, self.printed = expected, exported, printed
        self.fields: list[Field] = []
        self.anchors: tuple[Cell, ...] = ()
        self.titles = {
            str(record["number"]): record["title"]
            for record in [*expected.get("objectives", []), *expected.get("priorities", [])]
            if record.get("number")
        }

    def at(self, record: Record, title: str) -> None:
        """What follows belongs to `record`, whose title stands in some cell."""
        source = record.get("source")
        named = source.get("legacy", "") if isinstance(source, dict) else ""
        sheet, _, cell = named.rpartition("!")
        own = [(sheet.strip("'"), cell)] if cell else self.printed.lines_of(title)
        self.anchors = tuple(own)

    def add(self, group: str, where: str, want: Any, got: Any, *, is_right: bool) -> None:
        field = Field(group, where, words(want), words(got), is_right, self.anchors)
        if field.want or field.got:
            self.fields.append(field)

    def same(self, group: str, where: str, want: Any, got: Any) -> None:
        """One field whose text is to be the same."""
        self.add(group, where, want, got, is_right=words(want) == words(got))

    def surplus(self, group: str, found: Iterable[str]) -> None:
        """What the export says and the content does not."""
        for extra in found:
            self.add(group, "not in the workbook", "", extra, is_right=False)

    def within(self, group: str, where: str, want: Any, texts: Iterable[str]) -> None:
        """One field whose lines are to stand together somewhere in `texts`."""
        texts, text = list(texts), words(want)
        is_right = bool(text) and holds(texts, text)
        got = text if is_right else closest(texts, text, at_least=0.6) if text else ""
        self.add(group, where, text, got, is_right=is_right)

    # Parts of records

    def narratives(self, where: str, wanted: Record, got: Record) -> None:
        """The named narratives of one item; each text under a heading that says the same."""
        for name, want in wanted.items():
            said = re.compile(NARRATIVES[name], re.IGNORECASE)
            under = [text for heading, text in got.items() if said.search(heading)]
            equal = [text for text in under if words(text) == words(want)]
            found = (equal or under or [""])[0]
            if not words(want) and name in ("comment", "progress"):
                # Words under such a general heading may be those of another narrative.
                known = {words(value) for value in wanted.values()}
                found = "" if words(found) in known else found
            self.same("narratives", f"{where}: {name}", want, found)

    def ratings(self, where: str, wanted: Record, got: Record) -> dict[str, Record]:
        """The named ratings of one item, by their names; what is left over was invented."""
        left, taken = dict(got), {}
        for name, want in wanted.items():
            if want is None:
                continue
            said = re.compile(RATINGS[name], re.IGNORECASE)
            under = [key for key in left if said.search(key)]
            key = next((key for key in under if is_rated(left[key], want)), (under or [""])[0])
            rating = left.pop(key, {})
            taken[name] = rating | {"dimension": key}
            self.add(
                "ratings",
                f"{where}: {name}",
                want,
                rating.get("label", ""),
                is_right=is_rated(rating, want),
            )
        for key, rating in left.items():
            self.add("ratings", f"{where}: {key}", "", rating["label"], is_right=False)
        return taken

    def leads(self, where: str, want: Any, got: list[Record]) -> None:
        """Those who lead: as one text, or one by one with their names and roles."""
        if not isinstance(want, list):
            told = " / ".join(f"{lead['name']} {lead['role']}" for lead in got)
            self.add("leads", where, want, told, is_right=people(want) == people(told))
            return
        left = list(got)
        for lead in want:
            found = next((own for own in left if words(own["name"]) == words(lead["name"])), {})
            if found:
                left.remove(found)
            self.same("leads", f"{where}: name", lead["name"], found.get("name"))
            self.same("leads", f"{where}: role", lead["role"], found.get("role"))
        self.surplus("leads", (f"{where}: {lead['name']}" for lead in left))

    def number(self, group: str, where: str, record: Record, got: Record) -> None:
        """The number of a record, where the workbook prints it before the title."""
        number, title = words(record.get("number")), words(record["title"])
        if number and any(
            self.printed.says(f"{number}{mark}{title}") for mark in (". ", " ", ": ", ") ")
        ):
            self.same(group, f"{where}: number", number, got.get("reference"))


def is_rated(rating: Record, want: Any) -> bool:
    return words(want).casefold() in {
        words(rating.get(name)).casefold() for name in ("label", "letter")
    } - {""}


def pair(
    wanted: list[Record],
    found: list[Record],
    title: Callable[[Record], str],
    title_got: Callable[[Record], str],
) -> tuple[list[tuple[Record, Record]], list[Record]]:
    """Each wanted record with the export's, by title and else by a title much like it.

    An empty record stands for one that is not there; the export's that are left come too.
    """
    left, pairs = list(found), []
    for record in wanted:
        own = next((got for got in left if words(title_got(got)) == words(title(record))), {})
        if own:
            left.remove(own)
        pairs.append((record, own))
    for number, (record, own) in enumerate(pairs):
        if not own and left:
            near = max(left, key=lambda got: likeness(words(title_got(got)), words(title(record))))
            if likeness(words(title_got(near)), words(title(record))) >= 0.8:
                left.remove(near)
                pairs[number] = (record, near)
    return pairs, left


def compare(expected: Record, exported: Record, printed: Printed) -> list[Field]:
    """All fields of the content `expected`, against the document `exported`."""
    all_of = Comparison(expected, exported, printed)
    for part in (_heading, _objectives, _ambitions, _actions, _exit_criteria, _measures, _risks):
        part(all_of)
        all_of.anchors = ()
    for part in (_cover, _sections, _prose, _plans):
        part(all_of)
        all_of.anchors = ()
    return all_of.fields


def _days(text: Any) -> str:
    """The first and last day of the period that `text` names, else its words."""
    # Not above: this module is read before Django is set up.
    from strategy_tracker.imports.vocabulary.values import parse_period

    read = parse_period(words(text))
    return f"{read.starts_on} to {read.ends_on}" if read else words(text)


def _heading(all_of: Comparison) -> None:
    expected, exported = all_of.expected, all_of.exported
    if expected.get("strategy"):
        all_of.same("strategy", "strategy", expected["strategy"], exported["strategy"])
    period = expected.get("reporting_period") or expected.get("period")
    all_of.same("period", "period", _days(period), _days(exported["period"]))


def _objectives(all_of: Comparison) -> None:
    wanted = all_of.expected.get("workstreams") or all_of.expected.get("objectives", [])
    pairs, left = pair(
        wanted,
        all_of.exported["objectives"],
        lambda record: record["title"],
        lambda got: got["title"],
    )
    for objective, got in pairs:
        where = words(objective["title"])
        all_of.at(objective, objective["title"])
        all_of.same("titles", f"objective {where}", objective["title"], got.get("title"))
        all_of.number("references", where, objective, got)
        for name in ("introduction", "description"):
            if name in objective:
                all_of.same("objectives", f"{where}: {name}", objective[name], got.get(name))
        if objective.get("priorities"):
            all_of.same(
                "objectives",
                f"{where}: priorities",
                objective["priorities"],
                got.get("description"),
            )
        if "aims" in objective:
            all_of.same("aims", f"{where}: aims", objective["aims"], got.get("aims", []))
        if isinstance(objective.get("narratives"), dict):
            all_of.narratives(where, objective["narratives"], got.get("narratives", {}))
        all_of.ratings(where, {}, got.get("ratings", {}))
        _objective_leads(all_of, where, objective, got.get("leads", []))
        for reference in objective.get("linked_risks", []):
            _risk_link(all_of, reference, objective["title"])
    all_of.anchors = ()
    all_of.surplus("titles", (f"objective {got['title']}" for got in left))


def _objective_leads(all_of: Comparison, where: str, objective: Record, got: list[Record]) -> None:
    """Those who lead an objective, by kind where the content tells kinds apart."""

    def names(*kinds: str) -> str:
        own = [lead for lead in got if set(kinds) & set(lead.get("kinds", kinds))]
        return " / ".join(lead["name"] for lead in own)

    if "lead_role" not in objective:
        plain_leads = [lead for lead in got if "lead" in lead.get("kinds", ["lead"])]
        all_of.leads(f"{where}: lead", objective.get("lead"), plain_leads)
        return
    want = {("lead", "executive"): objective["lead"], ("sro",): objective["sro"]}
    want[("programme_manager",)] = objective["programme_manager"]
    for kinds, name in want.items():
        told = names(*kinds)
        all_of.add(
            "leads", f"{where}: {kinds[0]}", name, told, is_right=people(name) == people(told)
        )
    role = next((lead["role"] for lead in got if lead["name"] == objective["lead"]), "")
    all_of.same("leads", f"{where}: role of {objective['lead']}", objective["lead_role"], role)


def _risk_link(all_of: Comparison, reference: str, title: str) -> None:
    linked = {words(risk["reference"]): risk["linked"] for risk in all_of.exported["risks"]}
    found = [words(reference) for reference in linked.get(words(reference), [])]
    is_right = words(title) in found
    all_of.add("links", f"risk {reference} of {words(title)}", title, found, is_right=is_right)


def _ambitions(all_of: Comparison) -> None:
    """Ambitions under their objectives, and priorities that stand under none."""
    _priorities(all_of)
    for objective in all_of.expected.get("objectives", []):
        wanted = objective.get("ambitions", [])
        own: list[Record] = []
        for got in all_of.exported["objectives"]:
            if words(got["title"]) == words(objective["title"]):
                own = got["ambitions"]
        pairs, left = pair(wanted, own, lambda record: record["title"], lambda got: got["title"])
        for ambition, got in pairs:
            _ambition(all_of, ambition, got)
        all_of.surplus("titles", (f"ambition {got['title']}" for got in left))


def _priorities(all_of: Comparison) -> None:
    wanted = all_of.expected.get("priorities", [])
    pairs, left = pair(
        wanted,
        all_of.exported["ambitions"],
        lambda record: record["title"],
        lambda got: got["title"],
    )
    for priority, got in pairs:
        where = words(priority["title"])
        all_of.at(priority, priority["title"])
        all_of.same("titles", f"priority {where}", priority["title"], got.get("title"))
        all_of.number("references", where, priority, got)
        all_of.same(
            "objectives", f"{where}: statement", priority["description"], got.get("description")
        )
        all_of.leads(f"{where}: lead", priority.get("lead"), got.get("leads", []))
        for reference in priority.get("linked_risks", []):
            _risk_link(all_of, reference, priority["title"])
    all_of.anchors = ()
    all_of.surplus("titles", (f"ambition {got['title']}" for got in left))


def _ambition(all_of: Comparison, ambition: Record, got: Record) -> None:
    where = words(ambition["title"])
    all_of.at({}, ambition["title"])
    all_of.same("titles", f"ambition {where}", ambition["title"], got.get("title"))
    all_of.number("references", where, ambition, got)
    percents = {
        name: f"{ambition[name]}%" if ambition[name] is not None else None
        for name in ("progress_pct", "confidence_pct")
        if name in ambition
    }
    taken = all_of.ratings(where, percents, got.get("ratings", {}))
    if all_of.expected.get("forecast_to") and "confidence_pct" in taken:
        _forecast_to(all_of, where, taken["confidence_pct"]["dimension"])
    letters = zip(got.get("condition_letters", []), got.get("conditions", []), strict=True)
    conditions = [f"{letter}. {text}" for letter, text in letters]
    all_of.same("conditions", f"{where}: conditions", ambition["conditions_text"], conditions)
    for name in ("success_statement", "success_note", "supporting_strategies"):
        group = "strategies" if name == "supporting_strategies" else "success"
        all_of.same(group, f"{where}: {name}", ambition[name], got.get(name))
    all_of.narratives(where, ambition.get("narratives", {}), got.get("narratives", {}))


def _forecast_to(all_of: Comparison, where: str, dimension: str) -> None:
    """The period that a forecast looks to stands with the name of its dimension."""
    want = _days(all_of.expected["forecast_to"])
    told = re.search(r"\(([^)]*)\)\s*$", dimension)
    all_of.same("period", f"{where}: forecast to", want, _days(told[1]) if told else "")


def _title_of(all_of: Comparison, number: Any, title: Any) -> Any:
    return title or all_of.titles.get(str(number), number)


def _actions(all_of: Comparison) -> None:
    wanted = all_of.expected.get("actions", [])
    own = [got for got in all_of.exported["actions"] if got["kind"] != "Exit criterion"]
    parents = {id(action): _parent(all_of, action) for action in wanted}
    pairs, left = pair(
        wanted,
        own,
        lambda record: f"{parents[id(record)]}\n{record['title']}",
        lambda got: f"{got['ambition'] or got['objective'] or ''}\n{got['title']}",
    )
    for action, got in pairs:
        where = words(action["title"])[:60]
        all_of.at(action, action["title"])
        all_of.same("titles", f"action {where}", action["title"], got.get("title"))
        told = got.get("ambition") or got.get("objective")
        all_of.same("parents", f"{where}: parent", parents[id(action)], told)
        _action(all_of, where, action, got)
    all_of.anchors = ()
    all_of.surplus("titles", (f"action {got['title']}" for got in left))


def _parent(all_of: Comparison, action: Record) -> str:
    if "priority_number" in action:
        return str(action["priority"] or "")
    return str(_title_of(all_of, action["objective"], action.get("objective_title")) or "")


def _action(all_of: Comparison, where: str, action: Record, got: Record) -> None:
    if action.get("kind"):
        kind = words(got.get("kind")).casefold().removesuffix(" do")
        all_of.same("kinds", f"{where}: kind", words(action["kind"]).casefold(), kind)
    for name, group in {"theme": "parents", "area": "parents", "reference": "references"}.items():
        if name in action:
            all_of.same(group, f"{where}: {name}", action[name], got.get(name))
    if "regulation_refs" in action:
        told = got.get("regulation_refs")
        all_of.same("references", f"{where}: regulations", action["regulation_refs"], told)
    if "leads" in action or "lead" in action:
        all_of.leads(
            f"{where}: lead", action.get("leads") or action.get("lead"), got.get("leads", [])
        )
    if "target_date" in action:
        all_of.same("dates", f"{where}: date", action["target_date"], got.get("target_date"))
    rated = {name: action[name] for name in RATINGS if name in action}
    taken = all_of.ratings(where, rated, got.get("ratings", {}))
    if "direction" in action:
        said = taken.get("forecast") or taken.get("rag") or {}
        all_of.same("direction", f"{where}: direction", action["direction"], said.get("direction"))
    told = {name: action[name] for name in NARRATIVES if name in action}
    all_of.narratives(where, told, got.get("narratives", {}))


def _exit_criteria(all_of: Comparison) -> None:
    own = [got for got in all_of.exported["actions"] if got["kind"] == "Exit criterion"]
    pairs, left = pair(
        all_of.expected.get("exit_criteria", []),
        own,
        lambda record: f"{record['objective_title']}\n{record['text']}",
        lambda got: f"{got['objective'] or ''}\n{got['title']}",
    )
    objectives = {
        words(objective["title"]): objective for objective in all_of.exported["objectives"]
    }
    told: set[str] = set()
    for criterion, got in pairs:
        where = words(criterion["text"])[:60]
        all_of.at({}, criterion["text"])
        all_of.same("exit criteria", f"{where}: text", criterion["text"], got.get("title"))
        parent = criterion["objective_title"]
        all_of.same("exit criteria", f"{where}: objective", parent, got.get("objective"))
        all_of.same("exit criteria", f"{where}: number", criterion["number"], got.get("reference"))
        all_of.ratings(where, {}, got.get("ratings", {}))
        if parent not in told:
            told.add(parent)
            objective = objectives.get(words(parent), {})
            said = objective.get("description")
            all_of.same("exit criteria", f"{parent}: statement", criterion["statement"], said)
            names = [lead["name"] for lead in objective.get("leads", [])]
            all_of.within("exit criteria", f"{parent}: lead", criterion["lead"], names)
    all_of.anchors = ()
    all_of.surplus("exit criteria", (got["title"] for got in left))


def _measures(all_of: Comparison) -> None:
    pairs, left = pair(
        all_of.expected.get("measures", []),
        all_of.exported["measures"],
        lambda record: f"{record['objective_title']}\n{record['name']}",
        lambda got: f"{got['objective'] or ''}\n{got['name']}",
    )
    for measure, got in pairs:
        where = f"{measure['number']} {words(measure['name'])[:50]}"
        all_of.at({}, measure["name"])
        all_of.same(
            "measures", f"{where}: parent", measure["objective_title"], got.get("objective")
        )
        for name in ("number", "name", "comment"):
            all_of.same("measures", f"{where}: {name}", measure[name], got.get(name))
        for name in ("baseline", "baseline_date", "target", "target_date"):
            all_of.same("baselines, targets", f"{where}: {name}", measure[name], got.get(name))
        _readings(all_of, where, measure, got)
    all_of.anchors = ()
    all_of.surplus("measures", (got["name"] for got in left))
    _scorecard_periods(all_of)


def _scorecard_periods(all_of: Comparison) -> None:
    """The period printed over each scorecard: that of the answers, or in words beside it."""
    wanted = {
        (measure["objective_title"], measure["scorecard_period"])
        for measure in all_of.expected.get("measures", [])
        if measure.get("scorecard_period")
    }
    for parent, period in sorted(wanted):
        passages = _passages(all_of, parent)
        days = {_days(all_of.exported["period"])} | {
            _days(passage["period"]) for passage in passages
        }
        texts = [f"{passage['label']}\n{passage['text']}" for passage in passages]
        is_right = _days(period) in days or holds(texts, words(period))
        got = period if is_right else ""
        all_of.add("period", f"{parent}: scorecard's period", period, got, is_right=is_right)


def _readings(all_of: Comparison, where: str, measure: Record, got: Record) -> None:
    found = {
        (own["year"], own["quarter"], own["kind"], own["series"]): own["value"]
        for own in got.get("readings", [])
    }
    for own in measure["readings"]:
        key = (own["fy"], own["quarter"], own["kind"], own.get("series") or "")
        told = " ".join(filter(None, key))
        all_of.same("readings", f"{where}: {told}", own["value"], found.pop(key, ""))
    for key, value in found.items():
        told = " ".join(filter(None, key))
        all_of.add("readings", f"{where}: {told}", "", value, is_right=False)


def _risks(all_of: Comparison) -> None:
    """Risks of a register by reference, and risks that are but a sentence of an objective."""
    wanted = all_of.expected.get("risks", [])
    listed = [risk for risk in wanted if "reference" in risk]
    pairs, left = pair(
        listed,
        all_of.exported["risks"],
        lambda risk: words(risk["reference"]),
        lambda got: words(got["reference"] or f"{got['linked']} {got['title']}"),
    )
    for risk, got in pairs:
        where = f"risk {risk['reference']}"
        all_of.at(risk, risk["title"] or risk["reference"])
        all_of.same("references", where, risk["reference"], got.get("reference"))
        all_of.same("risks", f"{where}: title", risk["title"], got.get("title"))
        for name in ("current_score", "target_score"):
            all_of.same("scores", f"{where}: {name}", risk[name], got.get(name))
        all_of.same("direction", f"{where}: direction", risk["direction"], got.get("direction"))
        numbers = risk.get("linked_priorities") or risk.get("linked_objectives") or []
        names = [_title_of(all_of, number, None) for number in numbers]
        all_of.same("links", f"{where}: links", names, got.get("linked"))
    all_of.anchors = ()
    told = [risk for risk in wanted if "reference" not in risk]
    _told_risks(all_of, told, left)


def _told_risks(all_of: Comparison, told: list[Record], left: list[Record]) -> None:
    """Each sentence that says a risk or an issue, in the risks or else in words beside it."""
    remaining = list(left)
    for item in told:
        where, text = f"{item['kind']}: {words(item['text'])[:60]}", words(item["text"])
        all_of.at({}, item["text"])
        parent = words(item["objective_title"])
        own = next((got for got in remaining if words(got["title"]) == text), None)
        if own is not None:
            remaining.remove(own)
            all_of.same("risks", where, text, own["title"])
            all_of.same("links", where, parent, own["linked"])
        else:
            all_of.within("risks", where, text, _words_beside(all_of, parent))
        for reference in item.get("refs", []):
            all_of.within("references", where, reference, [reference] if own else [])
    all_of.anchors = ()
    all_of.surplus("risks", (f"{got['reference']} {got['title']}" for got in remaining))


def _words_beside(all_of: Comparison, parent: str) -> list[str]:
    """The narratives and passages of the objective called `parent`, or of the strategy."""
    own = [
        objective
        for objective in all_of.exported["objectives"]
        if words(objective["title"]) == parent
    ]
    texts = [text for objective in own for text in objective["narratives"].values()]
    return texts + [passage["text"] for passage in _passages(all_of, parent)]


def _passages(all_of: Comparison, parent: str) -> list[Record]:
    return [
        passage
        for passage in all_of.exported["passages"]
        if words(passage["objective"]) == words(parent)
    ]


def _cover(all_of: Comparison) -> None:
    for name, want in all_of.expected.get("cover", {}).items():
        if name.endswith("_heading") or name == "links_to_baf_text":
            continue
        if name == "links_to_baf":
            for reference in want:
                found = [words(risk["reference"]) for risk in all_of.exported["risks"]]
                is_right = words(reference) in found
                told = reference if is_right else ""
                all_of.add("cover", f"risk {reference}", reference, told, is_right=is_right)
        elif isinstance(want, dict):
            for part, text in want.items():
                _cover_part(all_of, f"{name}: {part}", text)
        elif want and isinstance(want, list) and isinstance(want[0], dict):
            for entry in want:
                for part, text in entry.items():
                    _cover_part(all_of, f"{name}: {part}", text)
        else:
            _cover_value(all_of, name, want)


def _cover_value(all_of: Comparison, name: str, want: Any) -> None:
    """A value of the cover by its own name, or by a label of the same words."""
    cover = all_of.exported["cover"]
    said = set(name.split("_"))
    own = [
        text
        for key, text in cover.items()
        if said <= set(re.sub(r"\W+", " ", key.replace("_", " ")).casefold().split())
    ]
    exact = [cover[name]] if name in cover else own
    equal = [text for text in exact if words(text) == words(want)]
    all_of.same("cover", name, want, (equal or exact or [""])[0])


def _cover_part(all_of: Comparison, where: str, want: Any) -> None:
    """A text, or a list of headings, that stands somewhere on the cover."""
    cover = all_of.exported["cover"]
    if not isinstance(want, list):
        all_of.within("cover", where, want, (str(text) for text in cover.values()))
        return
    labels = " ".join([*map(words, cover), *map(words, cover.values())])
    missing = [entry for entry in want if words(entry) not in labels]
    got = [entry for entry in want if entry not in missing]
    all_of.add("cover", where, want, got, is_right=not missing)


def _sections(all_of: Comparison) -> None:
    """The paragraphs of a report by their numbers, under their sections' headings."""
    passages = all_of.exported["passages"]
    for section in all_of.expected.get("sections", []):
        names = {words(passage["document"]) for passage in passages} | {
            words(passage["label"]) for passage in passages
        }
        told = [f"{section['number']}{mark}{section['heading']}" for mark in (". ", " ", ": ")]
        found = next((name for name in (*told, section["heading"]) if words(name) in names), "")
        all_of.add(
            "sections",
            f"section {section['number']}",
            section["heading"],
            found,
            is_right=bool(found),
        )
        for paragraph in section["paragraphs"]:
            number = words(paragraph["number"])
            own = [
                passage["text"] for passage in passages if words(passage["label"]) == number
            ] or [""]
            equal = [text for text in own if words(text) == words(paragraph["text"])]
            where = f"paragraph {number or 'without number'}"
            all_of.at({}, paragraph["text"])
            all_of.same("sections", where, paragraph["text"], (equal or own)[0])
        all_of.anchors = ()
    texts = [passage["text"] for passage in passages]
    for name in ("supporting_strategies", "service_plans"):
        if want := all_of.expected.get(name):
            all_of.within("sections", name, "\n".join(f"{text}." for text in want), texts)


def _prose(all_of: Comparison) -> None:
    """What is about the strategy as a whole: vision, goals, the words of an overview."""
    expected, passages = all_of.expected, _passages(all_of, "")
    texts = [passage["text"] for passage in passages]
    said = [*texts, *(f"{passage['label']}\n{passage['text']}" for passage in passages)]
    said += [f"{passage['label']} - {passage['text']}" for passage in passages]
    said += [all_of.exported["strategy"], *map(str, all_of.exported["cover"].values())]
    for name in ("report", "report_date", "sro", "vision", "success_measures"):
        if expected.get(name):
            all_of.within("prose", name, expected[name], said)
    for goal in expected.get("goals", []):
        own = [passage for passage in passages if words(passage["text"]) == words(goal["text"])]
        labels = [passage["label"] for passage in own]
        is_named = any(words(label).endswith(words(goal["title"])) for label in labels)
        all_of.within("prose", f"goal {goal['title']}: text", goal["text"], texts)
        all_of.add("prose", "goal: title", goal["title"], labels, is_right=is_named)
    for name, want in expected.get("programme_summary", {}).items():
        all_of.within("prose", f"overview: {name}", want, texts)


def _plans(all_of: Comparison) -> None:
    """The parts of a plan on a page, among the passages of its objective."""
    for plan in all_of.expected.get("plans_on_a_page", []):
        parent = plan["objective_title"]
        own = [passage for passage in _passages(all_of, parent) if passage["kind"] == "plan"]
        periods = {_days(passage["period"]) for passage in own}
        want = _days(plan["period"])
        told = want if periods == {want} else sorted(periods)
        all_of.same("plans on a page", f"{parent}: period", want, told)
        for name, text in plan.items():
            if name in ("objective", "objective_title", "period") or not text:
                continue
            if name == "outcomes":
                _outcomes(all_of, parent, text, own)
            else:
                _plan_part(all_of, f"{parent}: {name}", text, own)


def _plan_part(all_of: Comparison, where: str, want: Any, own: list[Record]) -> None:
    all_of.at({}, words(want) if isinstance(want, str) else want[0])
    all_of.within("plans on a page", where, want, (passage["text"] for passage in own))


def _outcomes(all_of: Comparison, parent: str, wanted: list[Record], own: list[Record]) -> None:
    """What is to be reached by each quarter; the quarter stands in the label."""
    for page in wanted:
        told = {f"{page['fy']} {page['quarter']}", f"{page['quarter']} {page['fy']}"}
        texts = [
            got["text"] for got in own if any(words(got["label"]).endswith(end) for end in told)
        ]
        all_of.at({}, page["items"][0])
        where = f"{parent}: {page['fy']} {page['quarter']}"
        got = texts[0] if texts else ""
        all_of.same("plans on a page", where, page["items"], got)


def groups_of(fields: Iterable[Field]) -> Iterator[str]:
    """The groups that occur, each once, in their order."""
    yield from dict.fromkeys(field.group for field in fields)
