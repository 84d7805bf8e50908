"""The people whom a workbook names, and the full names that were answered for short ones."""

from collections.abc import Iterable, Mapping

from strategy_tracker.imports.changeset import Where
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.vocabulary.text import same_words

SOMEBODY_NEW = "new"


def settle_people(extract: Extract) -> None:
    """Put the full names that were answered in place of the short ones."""
    answers = {
        key.removeprefix("person:"): name
        for key, name in extract.choices.answers.items()
        if key.startswith("person:") and name != SOMEBODY_NEW
    }
    rename_people(extract, answers)


def rename_people(extract: Extract, names: Mapping[str, str]) -> None:
    """Call whoever leads by `names`: the new name by the words of the one in the workbook."""
    if not names:
        return
    for records in extract.found.values():
        for found in records.values():
            for name, value in found.values.items():
                if name.startswith("leads_"):
                    found.values[name] = [
                        (names.get(same_words(person), person), role) for person, role in value
                    ]


def people_named(extract: Extract) -> Iterable[tuple[str, Where]]:
    """Each lead as named, with where, as often as they are named."""
    for records in extract.found.values():
        for found in records.values():
            for name, value in found.values.items():
                if name.startswith("leads_"):
                    where = found.cells.get(name, found.where)
                    yield from ((person, where) for person, _ in value)
