"""The risks of a workbook against the trust's: their fields, scores, and what they bear on."""

from typing import Any

from strategy_tracker.imports.changeset import (
    CHANGED,
    NEW,
    UNCHANGED,
    Change,
    ChangeSet,
    FieldChange,
    Problem,
    Where,
)
from strategy_tracker.imports.compare.existing import PLAIN_FIELDS, Existing, ExistingRecord
from strategy_tracker.imports.compare.keys import Matched, existing_key, existing_pk
from strategy_tracker.imports.compare.periods import PeriodRef, Periods
from strategy_tracker.imports.compare.records import check_lengths, set_fields
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.extract.own_columns import own_names
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.values import parse_references, plain_words

LEVELS = ("ambition", "objective", "action")
SCORES = ("inherent", "current", "target")
HELD = ("controls", "assurances", "gaps_in_control", "gaps_in_assurance")


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

    def compare(self) -> None:
        for found in self.extract.found["risk"].values():
            check_lengths(found, self.changes)
            self.by_key[found.key] = self._compare_risk(found)
        self._check_references()
        self._link_from_plan()
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
        for hint, text in found.values.get("links", []):
            where = found.cells.get("links", found.where)
            for item in self._find_items(hint, str(text), where):
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
            if old == new:
                continue
            if period:
                self.periods.refuse_if_closed(period, found.cells.get(kind, found.where))
            scores = change.values.setdefault("scores", {})
            where = found.cells.get(kind, found.where)
            scores[kind] = (*new, period.key if period else "", where)
            if kind == "current" and found.values.get("printed"):
                change.values["printed"] = found.values["printed"]
            shown = [f"{score[0]} {score[1]}".strip() if score else "" for score in (old, new)]
            change.shown.append(FieldChange(f"{kind.capitalize()} score", *shown))
            self._mark(change)

    def _old_score(
        self, row: ExistingRecord | None, kind: str, period: PeriodRef | None
    ) -> tuple[int, str] | None:
        if row is None or (period and period.pk is None):
            return None
        score = row.values.get("scores", {}).get((kind, period.pk if period else None))
        return (int(score[0]), str(score[1])) if score else None

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

    def _find_items(self, hint: str, text: str, where: Where) -> list[tuple[str, str]]:
        """The (level, key) of what `text` names: one title, or several titles or references."""
        whole = self._find(hint, text)
        if whole:
            return [whole]
        found = []
        for part in parse_references(text):
            item = self._find(hint, part)
            if item:
                found.append(item)
                continue
            self.changes.problems.append(
                Problem(
                    where,
                    part,
                    f"“{part}” is neither the title nor the reference of anything in the plan.",
                    "Write its title exactly as in the plan, or its reference.",
                )
            )
        return found

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

    def _link_from_plan(self) -> None:
        """Risks that ambitions and actions name in a column of their own."""
        by_reference = {
            same_words(str(found.values["reference"])): found.key
            for found in self.extract.found["risk"].values()
            if "reference" in found.values
        }
        taken = {pk for pk, _ in self.matched["risk"].pks.values()}
        others = {
            same_words(str(row.values["reference"])): row
            for row in self.existing.rows["risk"].values()
            if row.values["reference"] and row.pk not in taken
        }
        for level in LEVELS:
            for found in self.extract.found[level].values():
                for reference in found.values.get("risks", []):
                    self._link_named(reference, (level, found.key), found, by_reference, others)

    def _link_named(
        self,
        reference: str,
        item: tuple[str, str],
        found: Found,
        by_reference: dict[str, str],
        others: dict[str, ExistingRecord],
    ) -> None:
        words = same_words(reference)
        where = found.cells["risks"]
        if words in by_reference:
            change = self.by_key[by_reference[words]]
            row = self.existing.rows["risk"].get(change.pk) if change.pk else None
            self._link(change, row, item)
        elif words in others:
            row = others[words]
            key = existing_key("risk", row.pk)
            change = self.by_key.setdefault(
                key, Change("risk", key, row.title, UNCHANGED, where, pk=row.pk)
            )
            self._link(change, row, item)
        else:
            self.changes.problems.append(
                Problem(
                    where,
                    reference,
                    f"There is no risk with the reference “{reference}”, here or at the trust.",
                    "Correct the reference, or add the risk to a sheet of risks.",
                )
            )

    def _check_references(self) -> None:
        """A reference is one risk's only."""
        seen: dict[str, Found] = {}
        for found in self.extract.found["risk"].values():
            reference = str(found.values.get("reference", ""))
            if not reference:
                continue
            first = seen.setdefault(same_words(reference), found)
            if first is not found:
                self.changes.problems.append(
                    Problem(
                        found.cells.get("reference", found.where),
                        reference,
                        f"Risk {reference} is also at {first.where}.",
                        "Delete one of the two rows, or correct its reference.",
                    )
                )
