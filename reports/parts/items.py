"""Items of the plan as the plain data of a part, and as the cells printed of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ambitions.models import Ambition, Item, KeyAction
from ambitions.plan.fields import ACTION_FIELDS
from ambitions.plan.reader import key_of
from objectives.custom_fields import shown_values
from objectives.fields import plain_values
from objectives.models import Dimension, Level, StrategicObjective
from reports import blocks, cells
from reports.blocks import Blank, Cell, People, Pill, Prose, Words
from reports.parts.base import Data
from reports.reading import Plan
from reports.values import printed_headings, printed_label_of, ratings_of
from strategy_tracker.accounts.base import Lead
from strategy_tracker.ui.dates import long_date

KIND_LABELS = dict(KeyAction.Kind.choices)
# Where a part tells how many answers say what without printing each: the identities of the items
# that it counts. What is missing among them is told before the paper is published.
ANSWERS_OF = "answers_of"


def item_data(plan: Plan, item: Item, *, with_answers: bool = True) -> Data:
    """What a paper may print of an item, with every label resolved.

    key (its identity), level, reference, title, description, leads, lead_kinds (by kind, names),
    handed_in, ratings (by code of each dimension that it is asked), narratives (code, label,
    short: the label that a table has room for, text, empty); of an action also kind, area, theme,
    regulations, target_date, target_text, under (the titles of what it stands under). What stands
    under columns of the trust's own is in `own`, by heading, where there is any.
    """
    data: Data = {
        "key": str(item.uuid),
        "level": str(item.level),
        "reference": item.reference,
        "title": item.title,
        "leads": plan.leads.get(key_of(item), []),
        "lead_kinds": {name: list(kinds) for name, kinds in _kinds(plan, item).items()},
    }
    if isinstance(item, KeyAction):
        data |= {
            **plain_values((field for field in ACTION_FIELDS if field.is_printed), item),
            "kind": str(item.kind),
            "regulations": list(item.regulation_refs),
            "under": _under(plan, item),
        }
    elif isinstance(item, Ambition):
        data |= {
            "description": item.description,
            "supporting_strategies": list(item.supporting_strategies),
            "success_statement": item.success_statement,
            "success_note": item.success_note,
            "conditions": [[one.letter, one.text] for one in plan.conditions.get(item.pk, [])],
        }
    else:
        data |= {
            "introduction": item.introduction,
            "description": item.description,
            "aims": list(item.aims),
        }
    own = shown_values(plan.custom_fields[item.level], item)
    if own:
        data["own"] = dict(own)
    if with_answers:
        data |= {
            "handed_in": plan.answer(item) is not None,
            "ratings": ratings_of(plan, item),
            "narratives": [
                {
                    "code": heading.code,
                    "label": heading.label,
                    "short": heading.printed_label,
                    "text": words.text,
                    "empty": words.empty,
                }
                for heading, words in printed_headings(plan, item)
            ],
        }
    return data


def _kinds(plan: Plan, item: Item) -> Mapping[str, list[str]]:
    return plan.lead_kinds.get(key_of(item), {})


def _under(plan: Plan, action: KeyAction) -> list[str]:
    objective = plan.objective_of(action)
    ambition = plan.item((Level.AMBITION, action.ambition_id or 0))
    return [str(item) for item in (objective, ambition) if item is not None]


def counted(items: Iterable[Item]) -> Data:
    """What the data of a part says of `items` whose answers it counts."""
    return {ANSWERS_OF: [str(item.uuid) for item in items]}


# What is under what


def actions_of(plan: Plan, item: StrategicObjective | Ambition) -> list[KeyAction]:
    """The actions that hang straight from `item`."""
    return [action for action in plan.actions if getattr(action, f"{item.level}_id") == item.pk]


def ambitions_of(plan: Plan, objective: StrategicObjective | None) -> list[Ambition]:
    """The ambitions under `objective`; for None those under none that the paper has."""
    own = objective.pk if objective else None
    known = {one.pk for one in plan.objectives}
    return [
        ambition
        for ambition in plan.ambitions
        if (ambition.objective_id if ambition.objective_id in known else None) == own
    ]


def all_actions_of(plan: Plan, objective: StrategicObjective) -> list[KeyAction]:
    """The actions under `objective`, its own first, then those of its ambitions."""
    found = actions_of(plan, objective)
    for ambition in ambitions_of(plan, objective):
        found += actions_of(plan, ambition)
    return found


def chosen(
    objectives: Sequence[StrategicObjective], wanted: Sequence[str]
) -> list[StrategicObjective]:
    """The objectives that a part is limited to, by reference or title; all where it is not."""
    names = {name.casefold().strip() for name in wanted}
    return [
        objective
        for objective in objectives
        if not names
        or objective.title.casefold() in names
        or (objective.reference and objective.reference.casefold() in names)
    ]


# Questions


def dimensions_data(dimensions: Iterable[Dimension]) -> list[Data]:
    """code, label, purpose and scale (its id as text, "" for a percentage) of each."""
    return [
        {
            "code": dimension.code,
            "label": printed_label_of(dimension),
            "purpose": str(dimension.purpose),
            "scale": str(dimension.scale_id or ""),
        }
        for dimension in dimensions
    ]


def is_asked(code: str, item: Data) -> bool:
    """Whether an item was asked for a rating on the dimension of that code, or given one."""
    return code in item["ratings"]


def is_rated(dimension: Data, items: Iterable[Data]) -> bool:
    """Whether any of `items` was given something on `dimension`."""
    return any(item["ratings"].get(dimension["code"]) for item in items)


_FEW = 0.2  # of how often the rating given most often was given


def asked_of(dimensions: Iterable[Data], items: Sequence[Data]) -> list[Data]:
    """The dimensions that items like these are asked.

    One given to few of those that it is asked of, beside that given to most, is for exceptions
    only, such as a second rating of what is red; no answer to it is missing from the others.
    """
    shares = [(dimension, _share(dimension["code"], items)) for dimension in dimensions]
    most = max((share for _, share in shares), default=0)
    return [dimension for dimension, share in shares if share and share >= most * _FEW]


def _share(code: str, items: Iterable[Data]) -> float:
    """How many of the items that are asked for a rating were given it, from 0 to 1."""
    given = [bool(item["ratings"][code]) for item in items if is_asked(code, item)]
    return sum(given) / len(given) if given else 0.0


# Cells


def rating_cell(item: Data, code: str) -> Cell:
    value = item["ratings"].get(code)
    if value is not None:
        return [pill_of(value)]
    return [Blank(cells.silence(item) if is_asked(code, item) else cells.NOT_ASKED)]


def pill_of(value: Mapping[str, Any]) -> Pill:
    return Pill(value["label"], value["tone"], value["direction"], value["movement"])


def people_cell(people: Sequence[Mapping[str, str]]) -> Cell:
    return [People([(person["name"], person["role"]) for person in people])] if people else []


def narrative_cell(item: Data, codes: Sequence[str], *, labelled: bool) -> Cell:
    """What was written under the headings of these codes; the label before each if asked."""
    made: list[blocks.Inline] = []
    for narrative in item["narratives"]:
        if narrative["code"] in codes:
            # Papers published before there were short labels have none.
            label = narrative.get("short") or narrative["label"]
            made.append(Prose(written(narrative), label if labelled else ""))
    return made


def written(narrative: Mapping[str, str]) -> str:
    """The words of an answer, or the word for the kind of nothing that was ticked."""
    return narrative["text"] or cells.EMPTY_WORDS.get(narrative["empty"], "")


def date_cell(item: Data) -> Cell:
    """The target date as the trust gave it, or the day."""
    if item["target_text"]:
        return [Words(cells.due_words(item["target_date"], item["target_text"]))]
    if item["target_date"]:
        return [Words(long_date(date.fromisoformat(item["target_date"])))]
    return []


def people_lines(item: Data, lead_word: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who leads an item in which way: a label, and a name and a role for each.

    Somebody who leads in two ways stands under both; a role that the label says is left out.
    """
    made = []
    for kind, label in Lead.Kind.choices:
        label = lead_word if kind == Lead.Kind.LEAD else label
        people = [
            (one["name"], "" if one["role"] == label else one["role"])
            for one in item["leads"]
            if kind in item["lead_kinds"].get(one["name"], [Lead.Kind.LEAD])
        ]
        if people:
            made.append((label, people))
    return made


def heads_of(item: Data) -> list[dict[str, str]]:
    """Those who lead an item as its lead, beside others who do so in another way; else all."""
    own = {Lead.Kind.LEAD, Lead.Kind.EXECUTIVE}
    kinds = item["lead_kinds"]
    return [one for one in item["leads"] if own & set(kinds.get(one["name"], []))] or item["leads"]


def uncited(row: Data) -> str:
    """The regulations that an action answers to, but for those that its title names."""
    return "; ".join(one for one in row["regulations"] if one not in row["title"])


def named(item: Data) -> str:
    """ "2.1 Health checks", for the head of a page that its rows run on to."""
    return " ".join(part for part in (item.get("reference", ""), item["title"]) if part)
