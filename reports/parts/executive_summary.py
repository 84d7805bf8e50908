"""The executive summary: what governance writes, else a draft of where things stand and moved."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ambitions.models import Item, KeyAction
from ambitions.plan.reader import key_of
from ambitions.updates.status import movement
from objectives.dimensions import main_dimension
from objectives.models import Dimension, Level, Rating
from reports.blocks import Block, Text
from reports.drafting import without_drafting_notes
from reports.parts.base import Content, Data, Part, PartKind, Source, option
from reports.parts.items import counted
from reports.parts.ratings import asked_items, given_now, items_at
from reports.reading import Plan
from reports.values import label_of, percent
from strategy_tracker.ui.display import inside

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MOST_NAMED = 6
_LONGEST_NAME = 90


@dataclass(frozen=True)
class Options:
    drafts: bool = option("Draft it where none is written", True)
    prints_drafting_notes: bool = option("Print drafting notes such as [DN: …]", False)


def build(source: Source, part: Part) -> Data | None:
    """text, and whether it is our draft of it."""
    options = KIND.options_of(part)
    words = part.words.get("text", "")
    if not options.prints_drafting_notes:
        words = without_drafting_notes(words)
    if words.strip():
        return {"text": words, "drafted": False}
    text = drafted(source.plan) if options.drafts else ""
    return {"text": text, "drafted": True, **counted(_rated(source.plan)[1])} if text else None


def blocks(data: Data, content: Content) -> list[Block]:
    return [Text(data["text"])]


# The draft


def drafted(plan: Plan) -> str:
    """Paragraphs of Markdown on where the items stand and what moved; "" where none is rated."""
    main, items = _rated(plan)
    if main is None:
        return ""
    paragraphs = [_standing(plan, items, main)]
    if main.scale_id is None:
        others = [one for one in plan.dimensions[main.level] if one.scale_id is None]
        paragraphs += [_of_percentages(plan, items, one) for one in others if one != main]
    paragraphs += _moves(plan, items, main)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _rated(plan: Plan) -> tuple[Dimension | None, list[Item]]:
    """The first level at which anything is rated: its main dimension, and its items."""
    for level in (Level.ACTION, Level.AMBITION, Level.OBJECTIVE):
        main = main_dimension(plan.dimensions[level])
        if main is None:
            continue
        items = asked_items(plan, items_at(plan, level), main, given_now(plan, main))
        if any(_given(plan, item, main) is not None for item in items):
            return main, items
    return None, []


def _given(plan: Plan, item: Item, dimension: Dimension) -> Rating | Decimal | None:
    answer = plan.answer(item)
    given = answer.ratings.get(dimension.pk) if answer else None
    return (given.rating or given.number) if given else None


def _standing(plan: Plan, items: Sequence[Item], main: Dimension) -> str:
    if main.scale_id is None:
        return _of_percentages(plan, items, main)
    total = f"Of {_count(items, plan)}, "
    ratings = [rating for rating in plan.ratings if rating.scale_id == main.scale_id]
    parts = []
    for rating in reversed(ratings):
        own = [item for item in items if _given(plan, item, main) == rating]
        if own:
            verb = "is" if len(own) == 1 else "are"
            parts.append(f"**{len(own)}** {verb} {rating.label}")
    left = sum(1 for item in items if _given(plan, item, main) is None)
    if left:
        parts.append(f"{left} {'has' if left == 1 else 'have'} no rating")
    text = f"{total}{_joined(parts)}."
    worst = next((one for one in ratings if one.tone == "red"), None)
    if worst:
        own = [item for item in items if _given(plan, item, main) == worst]
        text += _sentence(f"{worst.label}:", own)
    ended = [item for item in items if _has_ended(_given(plan, item, main))]
    return text + _sentence("Complete:", ended)


def _has_ended(given: Rating | Decimal | None) -> bool:
    return isinstance(given, Rating) and given.ends_work


def _of_percentages(plan: Plan, items: Sequence[Item], dimension: Dimension) -> str:
    """ "Progress (Q2): 10 of 12 ambitions stand at 100%. At 80%: …"."""
    values: dict[Decimal, list[Item]] = {}
    for item in items:
        given = _given(plan, item, dimension)
        if isinstance(given, Decimal):
            values.setdefault(given, []).append(item)
    if not values:
        return ""
    ordered = sorted(values, reverse=True)
    usual = max(ordered, key=lambda value: len(values[value]))
    count = len(values[usual])
    verb = "stands" if count == 1 else "stand"
    text = f"**{count}** of {_count(items, plan)} {verb} at {percent(usual)}."
    lower = [value for value in ordered if value != usual]
    for value in lower[-_MOST_NAMED:]:
        text += f" At **{percent(value)}**: {_list(values[value])}."
    return f"{label_of(dimension)}: {text}"


def _moves(plan: Plan, items: Iterable[Item], main: Dimension) -> list[str]:
    """What got worse, better or done since the period before, by name."""
    moved: dict[str, list[Item]] = {"worse": [], "better": [], "done": []}
    is_known = False
    for item in items:
        before = plan.before.get(key_of(item), {}).get(main.pk)
        is_known = is_known or before is not None
        _, word = movement(_given(plan, item, main), before)
        if word in moved:
            moved[word].append(item)
    if not is_known or plan.previous is None:
        return []
    since = f"Since {plan.previous.label}"
    if not any(moved.values()):
        return [f"{since} nothing has moved."]
    was = "was" if len(moved["done"]) == 1 else "were"
    said = {"worse": "got worse", "better": "got better", "done": f"{was} completed"}
    parts = [f"**{_number(len(some))}** {said[word]}" for word, some in moved.items() if some]
    text = f"{since}, {_joined(parts)}."
    return [text + _sentence("Worse:", moved["worse"]) + _sentence("Better:", moved["better"])]


def _sentence(label: str, items: Sequence[Item]) -> str:
    return f" {label} {_list(items)}." if items else ""


def _list(items: Sequence[Item]) -> str:
    """Their names; of many the first few, and how many more there are."""
    named = [_name(item) for item in items[:_MOST_NAMED]]
    left = len(items) - len(named)
    return "; ".join(named) + (f" and {_number(left)} more" if left else "")


def _name(item: Item) -> str:
    reference = "" if isinstance(item, KeyAction) and not item.reference else item.reference
    title = textwrap.shorten(item.title.strip().splitlines()[0], _LONGEST_NAME, placeholder=" …")
    title = title.rstrip(" .:;")
    return " ".join(part for part in (reference, title) if part)


def _count(items: Sequence[Item], plan: Plan) -> str:
    """ "30 key actions": the trust's own word, where all of them are of its own kind."""
    strategy, level = plan.strategy, items[0].level
    word = strategy.word(level) if len(items) == 1 else strategy.word_plural(level)
    if any(isinstance(one, KeyAction) and one.kind != KeyAction.Kind.KEY_ACTION for one in items):
        word = "action" if len(items) == 1 else "actions"
    return f"{len(items)} {inside(word)}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _joined(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


KIND = PartKind(
    "executive-summary",
    "Executive summary",
    "What stands where and what moved: written, or drafted from the answers",
    build,
    blocks,
    Options,
    written=(("text", "Executive summary", True),),
)
