"""What new actions stand under where nothing in the workbook says: asked once for each sheet."""

from collections.abc import Iterable

from strategy_tracker.imports.changeset import ChangeSet, OpenQuestion, Where
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.compare.keys import Matched
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.vocabulary.text import same_words

_MOST_OFFERED = 20


def put_under_one(
    extract: Extract, existing: Existing, actions: Matched, changes: ChangeSet
) -> bool:
    """Put new actions without a parent under an objective of that sheet; whether there were any.

    The guess is the one objective that the strategy has, else one called like the sheet. What
    is in the plan already stays where it is.
    """
    by_sheet: dict[str, list[Found]] = {}
    for found in extract.found["action"].values():
        if not found.parents and actions.pk(found.key) is None:
            by_sheet.setdefault(found.where.sheet, []).append(found)
    for sheet, homeless in by_sheet.items():
        question = _ask(sheet, homeless, _titles(sheet, extract, existing, changes), existing)
        changes.ask([question], extract.choices.answers)
        title = extract.choices.answers.get(question.key) or question.guess
        key = f"objective:{same_words(title).rstrip('.')}"
        where = homeless[0].where
        extract.found["objective"].setdefault(
            key, Found("objective", key, where, {"title": title}, {"title": where})
        )
        for found in homeless:
            found.parents["objective"] = key
    return bool(by_sheet)


def _titles(sheet: str, extract: Extract, existing: Existing, changes: ChangeSet) -> Iterable[str]:
    """What the objective may be called: like one there is, like the sheet or like the strategy."""
    there = [row.title for row in existing.rows.get("objective", {}).values()]
    there += [found.title for found in extract.found["objective"].values()]
    titles = (*there[:_MOST_OFFERED], sheet, changes.strategy_title)
    return list({same_words(title): title for title in titles if title}.values())


def _ask(
    sheet: str, homeless: list[Found], titles: Iterable[str], existing: Existing
) -> OpenQuestion:
    rows = existing.rows.get("objective", {})
    guess = next(iter(rows.values())).title if len(rows) == 1 else sheet
    number = len(homeless)
    stands = f"{number:,} new actions stand" if number > 1 else "One new action stands"
    return OpenQuestion(
        f"parent:{sheet}!",
        Where(sheet, homeless[0].where.cell),
        homeless[0].title,
        f"{stands} under no objective or ambition on “{sheet}”. Which objective is it?",
        guess,
        tuple((title, title) for title in titles),
    )
