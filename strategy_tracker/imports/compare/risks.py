"""The risks of a workbook against the trust's: their fields, scores, and what they bear on."""

from typing import Any

from risks.matrix import NPSA
from strategy_tracker.imports.changeset import (
    CHANGED,
    NEW,
    UNCHANGED,
    Change,
    ChangeSet,
    FieldChange,
    OpenQuestion,
)
from strategy_tracker.imports.compare.existing import PLAIN_FIELDS, Existing, ExistingRecord
from strategy_tracker.imports.compare.keys import Matched, existing_key, existing_pk
from strategy_tracker.imports.compare.periods import PeriodRef, Periods
from strategy_tracker.imports.compare.records import set_fields
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.ledger import left_out
from strategy_tracker.imports.extract.ledger import own as kept_as_own
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.extract.own_columns import heading_of, keep_beside, own_names
from strategy_tracker.imports.layout.table import YOU_LEFT_IT
from strategy_tracker.imports.read.sheet import letter_of
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.values import parse_references, plain_words

LEVELS = ("ambition", "objective", "action")
SCORES = ("inherent", "current", "target")
KEEP, LEAVE = "keep", "leave"
HELD = ("controls", "assurances", "gaps_in_control", "gaps_in_assurance")


# A score, its direction, and its likelihood and consequence where they are known.
Score = tuple[int, str, int | None, int | None]


def _show(score: Score | None) -> str:
    if score is None:
        return ""
    number, direction, likelihood, consequence = score
    made = f"({likelihood}, {consequence})" if likelihood is not None else ""
    return " ".join(filter(None, [str(number), made, direction]))


class RiskComparer:
    """Compares risks. Scores "current" are of the import's period, the others standing.

    Links are only ever added: a workbook that names one does not say there are no others.
    """

    def __init__(
        self,
        extract: Extract,
        existing: Existing,
        matched: dict[str, Matched],
        periods: Periods,
        changes: ChangeSet,
    ) -> None:
        self.extract, self.existing = extract, existing
        self.matched, self.periods, self.changes = matched, periods, changes
        self.by_key: dict[str, Change] = {}
        self.items = self._index_items()
        # What each risk bears on, and which risks each item of the plan names, by their keys.
        self.bears_on: dict[str, list[tuple[str, str]]] = {}
        self.named: list[tuple[Found, str]] = []

    def find_links(self) -> None:
        """Find what risks and the plan say of each other, before either is compared: words that
        name nothing are kept with the record."""
        for found in self.extract.found["risk"].values():
            self.bears_on[found.key] = [
                item
                for hint, text in found.values.get("links", [])
                for item in self._find_items(found, hint, str(text))
            ]
        references, others = self._risks_by_reference()
        for level in LEVELS:
            for found in self.extract.found[level].values():
                for reference in found.values.get("risks", []):
                    words = same_words(reference)
                    key = references.get(words) or others.get(words)
                    if key:
                        self.named.append((found, key))
                    else:
                        self._ask_of_unknown(found, "risks", "Risks", reference, reference)

    def compare(self) -> None:
        for found in self.extract.found["risk"].values():
            self.by_key[found.key] = self._compare_risk(found)
        for found, key in self.named:
            self._link_named(key, (found.kind, found.key), found)
        self.changes.changes += self.by_key.values()

    def _compare_risk(self, found: Found) -> Change:
        pk, by = self.matched["risk"].pks.get(found.key, (None, ""))
        row = self.existing.rows["risk"].get(pk) if pk else None
        change = Change(
            kind="risk",
            key=found.key,
            title=found.title or (row.title if row else ""),
            state=UNCHANGED if row else NEW,
            where=found.where,
            pk=pk,
            matched_by=by,
        )
        leads = [name for name in found.values if name.startswith("leads_")]
        names = [*PLAIN_FIELDS["risk"], "category", *leads, *own_names(found.values)]
        given = {n: found.values[n] for n in names if n in found.values}
        set_fields(change, row, self._by_category(given, row))
        self._compare_scores(change, found, row)
        for name in HELD:
            self._add_lines(change, found, row, name)
        for item in self.bears_on[found.key]:
            self._link(change, row, item)
        return change

    def _by_category(self, given: dict[str, Any], row: ExistingRecord | None) -> dict[str, Any]:
        """`given` with its category as the trust writes it, and without what that says already.

        A register prints the appetite and the tolerance that apply: what is the category's is
        not made the risk's own, which would no longer follow its category.
        """
        old = row.values if row else {}
        named = given.get("category") or old.get("category") or ""
        category = self.existing.risk_categories.get(same_words(named))
        if category is None:
            return given
        if "category" in given:
            given["category"] = category.name
        limits = category.limits
        inherited = {"appetite": limits.appetite, "tolerance": limits.tolerance}
        return {
            name: value
            for name, value in given.items()
            if name not in inherited
            or old.get(name) not in ("", None)
            or same_words(str(value)) != same_words(str(inherited[name]))
        }

    def _compare_scores(self, change: Change, found: Found, row: ExistingRecord | None) -> None:
        for kind in SCORES:
            if kind not in found.values:
                continue
            period = self.periods.of_scores() if kind == "current" else None
            old = self._old_score(row, kind, period)
            given = str(found.values.get("direction", "")) if kind == "current" else ""
            direction = given or (old[1] if old else "")
            new = (int(found.values[kind]), direction)
            factors = found.values.get("factors") if kind == "current" else None
            if factors and not self._may_have(factors, new[0]):
                one, two = factors
                said = f"{new[0]} (likelihood {one}, consequence {two})"
                found.values.setdefault("printed", said)
                factors = None
            if old and old[:2] == new and (factors is None or old[2:] == factors):
                continue
            place = found.cells.get(kind, found.where)
            if period and not self.periods.takes(period, place, [place]):
                continue
            scores = change.values.setdefault("scores", {})
            where = found.cells.get(kind, found.where)
            scores[kind] = (*new, factors, period.key if period else "", where)
            if kind == "current" and found.values.get("printed"):
                change.values["printed"] = found.values["printed"]
            shown = [_show(old), _show((*new, *(factors or (None, None))))]
            change.shown.append(FieldChange(f"{kind.capitalize()} score", *shown))
            self._mark(change)

    def _old_score(
        self, row: ExistingRecord | None, kind: str, period: PeriodRef | None
    ) -> Score | None:
        if row is None or (period and period.pk is None):
            return None
        key = (kind, period.pk if period else None)
        found: Score | None = row.values.get("scores", {}).get(key)
        return found

    def _may_have(self, factors: tuple[int, int], score: int) -> bool:
        """Whether likelihood and consequence make `score` by the matrix that the trust will have;
        others would contradict it."""
        matrix = self.extract.new_matrix or self.existing.known.matrix or NPSA
        return matrix.score_of(*factors) == score

    def _add_lines(
        self, change: Change, found: Found, row: ExistingRecord | None, name: str
    ) -> None:
        """Controls, assurances and gaps that the risk does not have yet."""
        have = {same_words(text) for text in row.values.get(name, [])} if row else set()
        new = [text for text in found.values.get(name, []) if same_words(text) not in have]
        if new:
            change.values[name] = new
            words = name.replace("_", " ").capitalize()
            change.shown.append(FieldChange(words, "", "; ".join(new)))
            self._mark(change)

    def _mark(self, change: Change) -> None:
        if change.state == UNCHANGED:
            change.state = CHANGED

    # Links

    def _index_items(self) -> dict[tuple[str, str, str], list[str]]:
        """Keys of items by (level, "title" or "reference", words): found ones, and existing."""
        index: dict[tuple[str, str, str], list[str]] = {}
        for level in LEVELS:
            entries: list[tuple[str, Any, Any]] = [
                (key, found.values.get("title", ""), found.values.get("reference", ""))
                for key, found in self.extract.found[level].items()
            ]
            taken = {pk for pk, _ in self.matched[level].pks.values()}
            entries += [
                (existing_key(level, row.pk), row.title, row.values.get("reference", ""))
                for row in self.existing.rows[level].values()
                if row.pk not in taken
            ]
            for key, title, reference in entries:
                for what, words in (("title", title), ("reference", reference)):
                    if words:
                        index.setdefault((level, what, same_words(str(words))), []).append(key)
            for words, pk in self.existing.former_references.get(level, {}).items():
                index.setdefault((level, "reference", words), [existing_key(level, pk)])
        return index

    def _find_items(self, risk: Found, hint: str, text: str) -> list[tuple[str, str]]:
        """The (level, key) of what `text` names: one title, or several titles or references."""
        whole = self._find(hint, text)
        if whole:
            return [whole]
        found = []
        for part in parse_references(text):
            item = self._find(hint, part)
            if item:
                found.append(item)
            else:
                self._ask_of_unknown(risk, "links", hint, part, text)
        return found

    def _ask_of_unknown(self, found: Found, name: str, hint: str, part: str, text: str) -> None:
        """What becomes of words that name nothing we know, asked once for a column."""
        where = found.cells.get(name, found.where)
        letters = letter_of(where.cell)
        what = "risk" if name == "risks" else "objective, ambition or action"
        heading = heading_of(f"{hint[:1].upper()}{hint[1:] or 'Bears on'}, as written")
        question = OpenQuestion(
            f"link:{where.sheet}!{letters}:{name}",
            where,
            part,
            f"There is no {what} with the title or reference “{part}” (column {letters}), in the "
            "workbook or the plan. What is to become of such words?",
            KEEP,
            (
                (KEEP, f"Keep them in a column of your own, “{heading}”"),
                (LEAVE, "Leave them out"),
            ),
        )
        if ask(self.extract, question) == KEEP:
            keep_beside(self.extract, self.existing.known, found, heading, text, where)
            self.extract.ledger.put_places(where.sheet, [where.cell], kept_as_own(heading))
        elif question.key in self.extract.choices.answers:
            self.extract.ledger.put_places(where.sheet, [where.cell], left_out(YOU_LEFT_IT))

    def _find(self, hint: str, text: str) -> tuple[str, str] | None:
        """One item by its title anywhere, or by its reference at the level that `hint` names."""
        words = same_words(text)
        hinted = self._hinted_levels(hint)
        for what in ("title", "reference"):
            for level in hinted:
                keys = self.items.get((level, what, words), [])
                if len(keys) == 1:
                    return level, keys[0]
        return None

    def _hinted_levels(self, hint: str) -> tuple[str, ...]:
        """The levels in the order to try: the one that the column's heading speaks of first."""
        plain = plain_words(hint)
        telling = {
            "objective": ("objective", "goal", "workstream", "brick"),
            "ambition": ("ambition", "priorit"),
            "action": ("action", "supporting objective"),
        }
        first = [level for level in LEVELS if any(word in plain for word in telling[level])]
        return (*first, *(level for level in LEVELS if level not in first))

    def _link(self, change: Change, row: ExistingRecord | None, item: tuple[str, str]) -> None:
        level, key = item
        pk = existing_pk(key) or self.matched[level].pk(key)
        if row and pk and (level, pk) in row.values.get("links", []):
            return
        links = change.values.setdefault("links", [])
        if item in links:
            return
        links.append(item)
        title = self._title(level, key)
        change.shown.append(FieldChange("Bears on", "", title))
        self._mark(change)

    def _title(self, level: str, key: str) -> str:
        pk = existing_pk(key)
        if pk:
            return self.existing.rows[level][pk].title
        return self.extract.found[level][key].title

    def _risks_by_reference(self) -> tuple[dict[str, str], dict[str, str]]:
        """The keys of risks by their references, or titles: of the workbook, and others of the
        trust."""
        references = {
            same_words(str(found.values[name])): found.key
            for name in ("title", "reference")
            for found in self.extract.found["risk"].values()
            if name in found.values
        }
        taken = {pk for pk, _ in self.matched["risk"].pks.values()}
        others = {
            same_words(str(row.values["reference"])): existing_key("risk", row.pk)
            for row in self.existing.rows["risk"].values()
            if row.values["reference"] and row.pk not in taken
        }
        return references, others

    def _link_named(self, key: str, item: tuple[str, str], found: Found) -> None:
        """A risk that an item of the plan names in a column of its own."""
        pk = existing_pk(key)
        if pk:
            title = self.existing.rows["risk"][pk].title
            where = found.cells["risks"]
            self.by_key.setdefault(key, Change("risk", key, title, UNCHANGED, where, pk=pk))
        change = self.by_key[key]
        row = self.existing.rows["risk"].get(change.pk) if change.pk else None
        self._link(change, row, item)
