"""Where a change set is written, and what records of every kind have in common there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ambitions.models import ActionLead, AmbitionLead, MeasureLead
from objectives.models import ObjectiveLead, Strategy
from risks.models import RiskLead
from strategy_tracker.accounts.bulk import create_all, delete_all
from strategy_tracker.accounts.models import Trust, User
from strategy_tracker.imports.changeset import Change, Where
from strategy_tracker.imports.compare.existing import PLAIN_FIELDS
from strategy_tracker.imports.compare.keys import existing_pk
from strategy_tracker.imports.extract.own_columns import own_names
from strategy_tracker.imports.vocabulary.text import same_words
from strategy_tracker.imports.vocabulary.wording import say_name

LEAD_MODELS: dict[str, Any] = {
    "objective": ObjectiveLead,
    "ambition": AmbitionLead,
    "action": ActionLead,
    "measure": MeasureLead,
    "risk": RiskLead,
}


@dataclass
class Target:
    """Where a change set is written: the trust, its strategy, who does it, from which file.

    `pks` maps a record's key ("action:Sheet!E2", "period:Q2 2024/25") to its primary key.
    """

    trust: Trust
    strategy: Strategy
    by: User | None
    file_name: str
    pks: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    custom_fields: dict[tuple[str, str], str] = field(default_factory=dict)
    """The keys of columns of the trust's own, by kind of record and words of the heading."""
    risk_categories: dict[str, int] = field(default_factory=dict)
    """Those of the trust, by the words of their names."""

    def source(self, change: Change) -> dict[str, str]:
        """Where the record came from, as its `source` keeps it."""
        return self.source_at(change.where)

    def source_at(self, where: Where) -> dict[str, str]:
        """The same for one value that has a cell of its own."""
        return {"file": self.file_name, "sheet": where.sheet, "cell": where.cell}

    def pk(self, key: str) -> int:
        """The pk of the record called `key`, existing or made by now."""
        return existing_pk(key) or self.pks[key]


def plain_values(change: Change) -> dict[str, Any]:
    names = PLAIN_FIELDS[change.kind]
    return {name: change.values[name] for name in names if name in change.values}


def custom_values(change: Change, target: Target) -> dict[str, str]:
    """What a change puts under columns of the trust's own, as its record keeps it."""
    return {
        target.custom_fields[change.kind, same_words(say_name(name))]: change.values[name]
        for name in own_names(change.values)
    }


def write_leads(kind: str, new: list[Change], changed: list[Change], target: Target) -> None:
    """Leads of new records, and of changed ones whose leads differ, in place of the old."""
    model = LEAD_MODELS[kind]
    differing = [change for change in changed if _leads_of(change)]
    replaced = {(change.pk, which) for change in differing for which in _leads_of(change)}
    if replaced:
        have = model.objects.for_trust(target.trust).values_list("pk", f"{kind}_id", "kind")
        old = [pk for pk, record, which in have if (record, which) in replaced]
        delete_all(model, old, by=target.by)
    create_all(
        [
            model(
                **{f"{kind}_id": target.pk(change.key)},
                person_id=person,
                kind=which,
                position=position,
            )
            for change in (*new, *differing)
            for which, people in _leads_of(change).items()
            for position, person in enumerate(_person_pks(people, target))
        ],
        by=target.by,
    )


def _leads_of(change: Change) -> dict[str, list[tuple[str, str]]]:
    """{kind of lead: [(name, job title)]} of a change."""
    return {
        name.removeprefix("leads_"): people
        for name, people in change.values.items()
        if name.startswith("leads_")
    }


def _person_pks(people: Iterable[tuple[str, str]], target: Target) -> list[int]:
    return list(dict.fromkeys(target.people[same_words(name)] for name, _ in people))
