"""What new actions stand under where nothing in the workbook says: asked once.

Of several sheets it is asked once for all, and of each by itself only where that is wanted.
"""

from collections.abc import Iterable, Mapping

from strategy_tracker.imports.changeset import ChangeSet, OpenQuestion, Where
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.compare.keys import Matched
from strategy_tracker.imports.extract.model import Extract, Found
from strategy_tracker.imports.vocabulary.text import same_words

_MOST_OFFERED = 20
# Of all sheets at once: an objective called like each, or asked of each.
BY_SHEET, ONE_BY_ONE = "by sheet!", "one by one!"
_OF_ALL = "parent:!"


def put_under_one(
    extract: Extract, existing: Existing, actions: Matched, changes: ChangeSet
) -> bool:
    """Put new actions without a parent under an objective; whether there were any.

    The guess is the one objective that the strategy has, else one called like the sheet. What
    is in the plan already stays where it is.
    """
    by_sheet: dict[str, list[Found]] = {}
    for found in extract.found["action"].values():
        if not found.parents and actions.pk(found.key) is None:
            by_sheet.setdefault(found.where.sheet, []).append(found)
    of_all = _ask_of_all(by_sheet, extract, existing, changes) if len(by_sheet) > 1 else ONE_BY_ONE
    for sheet, homeless in by_sheet.items():
        title = of_all
        if of_all == ONE_BY_ONE:
            title = _ask_of_one(sheet, homeless, extract, existing, changes)
        elif of_all == BY_SHEET:
            title = sheet
        key = f"objective:{same_words(title).rstrip('.')}"
        where = homeless[0].where
        extract.found["objective"].setdefault(
            key, Found("objective", key, where, {"title": title}, {"title": where})
        )
        for found in homeless:
            found.parents["objective"] = key
    return bool(by_sheet)


def _ask_of_all(
    by_sheet: Mapping[str, list[Found]], extract: Extract, existing: Existing, changes: ChangeSet
) -> str:
    """One answer for all sheets: the title of an objective, one called like each, or one by one."""
    answers = extract.choices.answers
    if any(_key(sheet) in answers for sheet in by_sheet) and _OF_ALL not in answers:
        # It was said of a sheet by itself.
        return ONE_BY_ONE
    number = sum(map(len, by_sheet.values()))
    titles = _titles("", extract, existing, changes)
    question = OpenQuestion(
        _OF_ALL,
        Where(),
        "",
        f"{number:,} new actions on {len(by_sheet)} sheets stand under no objective or "
        "ambition. Which objective is it?",
        _only_objective(existing) or BY_SHEET,
        (
            (BY_SHEET, "An objective for each sheet, called like the sheet"),
            *((title, f"“{title}” for all sheets") for title in titles),
            (ONE_BY_ONE, "Ask for each sheet"),
        ),
    )
    changes.ask([question], answers)
    said = answers.get(_OF_ALL, question.guess)
    return said if said in dict(question.options) else question.guess


def _ask_of_one(
    sheet: str, homeless: list[Found], extract: Extract, existing: Existing, changes: ChangeSet
) -> str:
    question = _ask(sheet, homeless, _titles(sheet, extract, existing, changes), existing)
    changes.ask([question], extract.choices.answers)
    return extract.choices.answers.get(question.key) or question.guess


def _key(sheet: str) -> str:
    return f"parent:{sheet}!"


def _only_objective(existing: Existing) -> str:
    """The title of the one objective that the strategy has; "" where it has none or several."""
    rows = existing.rows.get("objective", {})
    return next(iter(rows.values())).title if len(rows) == 1 else ""


def _titles(sheet: str, extract: Extract, existing: Existing, changes: ChangeSet) -> Iterable[str]:
    """What the objective may be called: like one there is, like the sheet or like the strategy."""
    there = [row.title for row in existing.rows.get("objective", {}).values()]
    there += [found.title for found in extract.found["objective"].values()]
    titles = (*there[:_MOST_OFFERED], sheet, changes.strategy_title)
    return list({same_words(title): title for title in titles if title}.values())


def _ask(
    sheet: str, homeless: list[Found], titles: Iterable[str], existing: Existing
) -> OpenQuestion:
    guess = _only_objective(existing) or sheet
    number = len(homeless)
    stands = f"{number:,} new actions stand" if number > 1 else "One new action stands"
    return OpenQuestion(
        _key(sheet),
        Where(sheet, homeless[0].where.cell),
        homeless[0].title,
        f"{stands} under no objective or ambition on “{sheet}”. Which objective is it?",
        guess,
        tuple((title, title) for title in titles),
    )
