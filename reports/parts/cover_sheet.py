"""The cover sheet of a paper: what it is, what the board is asked, who wrote it, what it rests on.

A value is what governance typed for this paper, else what the tracker's own cover says, else
what the product knows. What the tracker's cover says beyond the known fields is printed by its
label, after the field that it follows there.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from objectives.models import Passage
from reports.blocks import (
    Block,
    Cell,
    Column,
    Fields,
    Heading,
    Movement,
    Notice,
    People,
    Prose,
    Row,
    RowGroup,
    Score,
    Table,
    Text,
    TickBoxes,
    Words,
)
from reports.drafting import without_drafting_notes
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.executive_summary import drafted
from reports.parts.items import named
from reports.values import risk_value
from risks.models import Risk
from strategy_tracker.ui.dates import long_date


@dataclass(frozen=True)
class _Field:
    """A field that boards know; `kind` says how it is printed, `is_long` how it is typed."""

    label: str
    kind: str = "text"
    is_long: bool = False


FIELDS = {
    "title": _Field("Title"),
    "subtitle": _Field("Subtitle"),
    "report-to": _Field("Report to"),
    "meeting-date": _Field("Meeting date"),
    "agenda-item": _Field("Agenda item"),
    "purpose": _Field("Purpose", "ticks"),
    "executive-summary": _Field("Executive summary", "section", is_long=True),
    "recommendation": _Field("Recommendation", "notice", is_long=True),
    "report-author": _Field("Author", "person"),
    "executive-sponsor": _Field("Sponsor", "person"),
    "assurance-level": _Field("Assurance level", "ticks"),
    "assurance-rationale": _Field("Rationale", is_long=True),
    "assurance-action": _Field("Action to raise it", is_long=True),
    "objectives": _Field("How this report supports our objectives", "section", is_long=True),
    "equality-and-diversity": _Field("Equality and diversity", is_long=True),
    "risk-references": _Field("Links to risks", "risks"),
    "legal-and-regulatory": _Field("Legal and regulatory requirements", is_long=True),
    "cqc-domain": _Field("CQC domain"),
    "previous-papers": _Field("Previous papers", is_long=True),
}
# Passages that belong to the field whose code they begin with, and are no field themselves.
_ROLE, _OPTIONS = "-role", "-options"
_PREVIOUS = re.compile(r"\bprevious\s+(paper|report)s?\b", re.IGNORECASE)
_BETWEEN_REFERENCES = re.compile(r"\b(and|to)\b|[\s,;&./()-]", re.IGNORECASE)
_MOST_RISKS = 8  # more would push the rest off the page: then their references are enough
_SHORT_VALUE, _SHORT_LABEL = 34, 32


@dataclass(frozen=True)
class Options:
    fields: list[str] = option(
        "Fields, in this order",
        list(FIELDS),
        choices=[(code, field.label) for code, field in FIELDS.items()],
        is_ordered=True,
    )
    purposes: list[str] = option("Purposes to tick", ["For noting", "For decision"])
    assurance_levels: list[str] = option(
        "Assurance levels to tick", ["Substantial", "Reasonable", "Partial", "No assurance"]
    )
    shows_others: bool = option("Print what else the tracker's cover says", True)
    drafts_summary: bool = option("Draft the summary where none is written", True)
    prints_drafting_notes: bool = option("Print drafting notes such as [DN: …]", False)


def build(source: Source, part: Part) -> Data | None:
    """fields: code, label, kind and, by its kind, text, role, choices, groups or risks."""
    options = KIND.options_of(part)
    cover = _Cover(source, part, options)
    fields: list[Data] = cover.others_after(None)
    for code in options.fields:
        if code not in FIELDS:
            raise ValueError(f"A cover sheet has no field {code}. It has: {', '.join(FIELDS)}.")
        fields += cover.field(code)
        fields += cover.others_after(code)
    fields += cover.rest()
    # A title that the paper has anyway, and its meeting, are no cover by themselves.
    strategy, period = source.plan.strategy, source.plan.period
    usual = f"{strategy.title}: {period.label}".casefold()
    is_said = any(
        one["text"] and (one["code"] != "title" or one["text"].casefold() not in usual)
        if one["code"] in _FROM_FRAME
        else True
        for one in fields
    )
    return {"fields": fields} if is_said else None


class _Cover:
    """What is known for the fields of one cover sheet."""

    def __init__(self, source: Source, part: Part, options: Options) -> None:
        self.source, self.plan, self.words, self.options = source, source.plan, part.words, options
        self.passages = [one for one in source.passages if one.kind == Passage.Kind.COVER]
        self.by_code: dict[str, Passage] = {}
        self.supports: list[tuple[str, str, str]] = []
        self.previous: list[Passage] = []
        self.others: list[tuple[str | None, list[Passage]]] = []
        self._sort()

    def _sort(self) -> None:
        """Each passage to its field, or to the others with the field that it follows."""
        titles = {one.title.casefold().strip() for one in self.plan.objectives}
        after: str | None = None
        for passage in self.passages:
            own = _field_code(passage.code)
            stem, _, last = passage.label.rpartition(": ")
            if own:
                self.by_code.setdefault(passage.code, passage)
                after = own
            elif last.casefold().strip() in titles:
                self.supports.append((stem, last, self.clean(passage.text)))
                after = "objectives"
            elif passage.code == "previous-papers" or _PREVIOUS.search(passage.label):
                self.previous.append(passage)
                after = "previous-papers"
            elif self.others and stem and _stem(self.others[-1][1][0]) == stem:
                self.others[-1][1].append(passage)
            else:
                self.others.append((after, [passage]))

    def clean(self, text: str) -> str:
        bare = text if self.options.prints_drafting_notes else without_drafting_notes(text)
        return bare.strip()

    def given(self, code: str) -> tuple[str, str]:
        """The words for `code`, and the label that the tracker has beside them."""
        passage = self.by_code.get(code)
        text = self.words.get(code, "") or (passage.text if passage else "")
        label = passage.label if passage else ""
        return self.clean(text), self.clean(label).rstrip(":")

    def field(self, code: str) -> list[Data]:
        known = FIELDS[code]
        text, label = self.given(code)
        made: Data = {"code": code, "label": label or known.label, "kind": known.kind, "text": text}
        special: Mapping[str, Callable[[Data], Data | None]] = {
            "purpose": lambda made: self._ticks(made, self.options.purposes),
            "assurance-level": lambda made: self._ticks(made, self.options.assurance_levels),
            "report-author": self._person,
            "executive-sponsor": self._person,
            "executive-summary": self._summary,
            "objectives": self._support,
            "risk-references": self._risks,
            "previous-papers": self._previous,
        }
        if code in special:
            found = special[code](made)
            return [found] if found else []
        # The frame of the paper may know these; only `blocks` sees it.
        return [made] if text or code in _FROM_FRAME else []

    def _ticks(self, made: Data, usual: Sequence[str]) -> Data | None:
        if not made["text"]:
            return None
        listed, _ = self.given(made["code"] + _OPTIONS)
        choices = [line.strip() for line in listed.splitlines() if line.strip()] or list(usual)
        ticked = {name.casefold() for name in re.split(r"[\n;]", made["text"])}
        ticked = {name.strip() for name in ticked if name.strip()}
        known = {name.casefold() for name in choices}
        choices += [
            name.strip()
            for name in made["text"].splitlines()
            if name.strip().casefold() not in known
        ]
        return made | {"choices": [[name, name.casefold() in ticked] for name in choices]}

    def _person(self, made: Data) -> Data | None:
        role, _ = self.given(made["code"] + _ROLE)
        return made | {"role": role} if made["text"] or role else None

    def _summary(self, made: Data) -> Data | None:
        if not made["text"] and self.options.drafts_summary:
            made["text"] = drafted(self.plan)
        return made if made["text"] else None

    def _support(self, made: Data) -> Data | None:
        """The objectives that each text is about: a text said of several is printed once."""
        if self.words.get("objectives"):
            return made | {"groups": []}
        groups: dict[str, list[str]] = {}
        for _, title, text in self.supports:
            groups.setdefault(text, []).append(self.clean(title))
        if not groups:
            return None
        label = self.clean(self.supports[0][0]) or made["label"]
        told = [[titles, text] for text, titles in groups.items() if text]
        return made | {"label": label, "groups": told} if told else None

    def _risks(self, made: Data) -> Data | None:
        """The risks that the references name, where the product knows more of them."""
        text = made["text"]
        if not text:
            strategic = [one for one in self.plan.risks if one.kind == Risk.Kind.STRATEGIC]
            if len(strategic) > _MOST_RISKS:
                references = [one.reference for one in strategic if one.reference]
                return made | {"text": ", ".join(references), "risks": []} if references else None
            rows = [_risk(self.plan, risk) for risk in strategic]
            return made | {"risks": rows} if rows else None
        left, found = text, []
        for risk in sorted(self.plan.risks, key=lambda one: -len(one.reference)):
            match = risk.reference and re.search(rf"(?<!\w){re.escape(risk.reference)}(?!\w)", left)
            if match:
                found.append((text.index(risk.reference), risk))
                left = left[: match.start()] + " " * len(match[0]) + left[match.end() :]
        ordered = [risk for _, risk in sorted(found, key=lambda pair: pair[0])]
        rows = [_risk(self.plan, risk) for risk in ordered]
        if not any(row["title"] or row["current"] for row in rows):
            return made | {"risks": []}
        is_told = not _BETWEEN_REFERENCES.sub("", left)
        return made | {"text": "" if is_told else text, "risks": rows}

    def _previous(self, made: Data) -> Data | None:
        if self.words.get("previous-papers"):
            return made
        return self._together("previous-papers", self.previous)

    # What is no field of ours

    def others_after(self, code: str | None) -> list[Data]:
        if not self.options.shows_others:
            return []
        found = [self._together("", some) for after, some in self.others if after == code]
        return [one for one in found if one]

    def rest(self) -> list[Data]:
        """What follows a field that this layout leaves out, at the end."""
        left_out = {after for after, _ in self.others if after not in self.options.fields} - {None}
        return [one for code in sorted(filter(None, left_out)) for one in self.others_after(code)]

    def _together(self, code: str, some: Sequence[Passage]) -> Data | None:
        """Passages such as "Previous papers: Title" and "...: Date" as one field."""
        told = [one for one in some if self.clean(one.text)]
        if not told:
            return None
        stems = {_stem(one) for one in told}
        label, parts = self.clean(told[0].label), [["", self.clean(one.text)] for one in told]
        if len(stems) == 1 and (stem := stems.pop()):
            label = self.clean(stem)
            parts = [[self.clean(_last(one)), self.clean(one.text)] for one in told]
        elif len(told) > 1:
            parts = [[self.clean(one.label), self.clean(one.text)] for one in told]
            label = FIELDS[code].label if code else label
        label = label.rstrip(":") or (FIELDS[code].label if code else "")
        return {"code": code, "label": label, "kind": "parts", "text": "", "parts": parts}


def _field_code(code: str) -> str:
    """The field that a passage of this code is of, "" for none."""
    for ending in ("", _ROLE, _OPTIONS):
        own = code.removesuffix(ending)
        if f"{own}{ending}" == code and own in FIELDS and own != "previous-papers":
            return own
    return ""


def _stem(passage: Passage) -> str:
    return passage.label.rpartition(": ")[0]


def _last(passage: Passage) -> str:
    return passage.label.rpartition(": ")[2]


def _risk(plan: Any, risk: Risk) -> Data:
    value = risk_value(plan, risk)
    return {name: value[name] for name in ("reference", "title", "current", "movement")}


# Blocks


def _meeting_day(content: Content) -> str:
    held = content["meeting"]["date"]
    return long_date(date.fromisoformat(held)) if held else ""


_FROM_FRAME: dict[str, Callable[[Content], str]] = {
    "report-to": lambda content: str(content["meeting"]["name"]),
    "meeting-date": _meeting_day,
    "agenda-item": lambda content: str(content["meeting"]["agenda_item"]),
    "title": lambda content: "",
}


def blocks(data: Data, content: Content) -> list[Block]:
    made: list[Block] = []
    run: list[tuple[str, Cell, bool]] = []
    for field in data["fields"]:
        pair = _pair(field, content)
        if pair:
            run.append(pair)
            continue
        own = _own_blocks(field)
        if own:
            made += _fields(run)
            run = []
            made += own
    return made + _fields(run)


def _fields(run: Sequence[tuple[str, Cell, bool]]) -> list[Block]:
    """Fields below one another; short ones that follow one another two to a line."""
    made: list[Block] = []
    index = 0
    while index < len(run):
        is_short = run[index][2]
        until = index
        while until < len(run) and run[until][2] == is_short:
            until += 1
        pairs = [(label, cell) for label, cell, _ in run[index:until]]
        made.append(Fields(pairs, columns=2 if is_short and len(pairs) > 1 else 1))
        index = until
    return made


def _pair(field: Data, content: Content) -> tuple[str, Cell, bool] | None:
    """The field as a label, a cell and whether it is short; None where it is more than that."""
    label, text, kind = field["label"], field["text"], field["kind"]
    has_short_label = len(label) <= _SHORT_LABEL
    if kind == "ticks":
        choices = [(name, is_ticked) for name, is_ticked in field["choices"]]
        width = sum(len(name) + 5 for name, _ in choices)
        return label, [TickBoxes(choices)], has_short_label and width <= _SHORT_VALUE
    if kind == "person":
        return label, [People([(text, field["role"])])], has_short_label
    if kind == "parts":
        some = field["parts"]
        return label, [Prose(words, name) for name, words in some], False
    if kind == "risks" and not field["risks"]:
        return label, [Prose(text)], False
    if kind == "text":
        own = text or _FROM_FRAME[field["code"]](content)
        # The title stands over the whole paper, perhaps with its period.
        is_said = field["code"] == "title" and own.casefold() in content["title"].casefold()
        if not own or is_said:
            return None
        is_short = has_short_label and len(own) <= _SHORT_VALUE and "\n" not in own
        # A title and a list have a line of their own, however short they are.
        is_listed = FIELDS[field["code"]].is_long or field["code"] in ("title", "subtitle")
        plain = [Words(own)] if not FIELDS[field["code"]].is_long else [Prose(own)]
        return label, plain, is_short and not is_listed
    return None


def _own_blocks(field: Data) -> list[Block]:
    label, text, kind = field["label"], field["text"], field["kind"]
    if kind == "notice":
        return [Notice(label, [Text(text)])]
    if kind == "risks":
        return [
            Heading(label, 2),
            *([Text(text)] if text else []),
            _risk_table(field["risks"], label),
        ]
    if kind != "section":
        return []
    made: list[Block] = [Heading(label, 2)]
    made += [Text(text)] if text else []
    if field.get("groups"):
        made.append(
            Fields([("\n".join(titles), [Prose(told)]) for titles, told in field["groups"]])
        )
    return made


def _risk_table(risks: Iterable[Data], name: str) -> Table:
    columns = [Column("Risk", is_row_header=True), Column("Score", 32), Column("Movement", 38)]
    rows = []
    for risk in risks:
        score, moved = risk["current"], risk["movement"]
        current = [Score(str(score["score"]), score["band"], score["tone"])] if score else []
        moves = [Movement(moved["direction"], moved["words"])] if moved["words"] else []
        rows.append(Row([[Words(named(risk))], current, moves], name=risk["reference"]))
    return Table(columns, [RowGroup(rows)], name=name)


def _written() -> Iterable[tuple[str, str, bool]]:
    for code, field in FIELDS.items():
        yield code, field.label, field.is_long
        if field.kind == "person":
            yield code + _ROLE, f"{field.label}: job title", False


KIND = PartKind(
    "cover-sheet",
    "Cover sheet",
    "What the paper is, what the board is asked, and what it rests on",
    build,
    blocks,
    Options,
    written=tuple(_written()),
)
