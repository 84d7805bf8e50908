"""Names that may be of two people, or that somebody had before, beside the people of the trust."""

from collections.abc import Iterable

from strategy_tracker.imports.changeset import OpenQuestion, Problem, Where
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.extract.people import SOMEBODY_NEW, people_named, rename_people
from strategy_tracker.imports.vocabulary.text import same_words


def unclear_people(extract: Extract, existing: Existing) -> list[OpenQuestion]:
    """A question for each short name that fits two people or more, whom the trust has or the
    workbook names in full."""
    names: dict[str, str] = {key: row.name for key, row in existing.people.items()}
    places: dict[str, tuple[str, Where]] = {}
    for person, where in people_named(extract):
        places.setdefault(same_words(person), (person, where))
    everybody = {**{key: person for key, (person, _) in places.items()}, **names}
    alike = _by_first_and_last(everybody)
    questions = []
    for key, (person, where) in places.items():
        if key in names or not _is_short(key):
            continue
        possible = alike.get(_words(key)[-1], ())
        fitting = [everybody[words] for words in possible if _fits(key, words)]
        if len(fitting) < 2:
            continue
        options = [(other, other) for other in sorted(fitting)]
        questions.append(
            OpenQuestion(
                f"person:{key}",
                where,
                person,
                f"“{person}” may be {' or '.join(other for other, _ in options)}. Who is it?",
                SOMEBODY_NEW,
                (*options, (SOMEBODY_NEW, f"Somebody else, called “{person}”")),
            )
        )
    return questions


def use_present_names(extract: Extract, existing: Existing) -> list[Problem]:
    """Put the present name in place of one that somebody had before, and say so once for each."""
    told: dict[str, Problem] = {}
    for person, where in people_named(extract):
        key = same_words(person)
        if key in existing.former_names and key not in told:
            now = existing.former_names[key]
            sentence = f"“{person}” is called “{now}” now, and is taken for that person."
            remedy = "Remove the former name on their page if they are two people."
            told[key] = Problem(where, person, sentence, remedy, stops=False)
    rename_people(extract, existing.former_names)
    return list(told.values())


def _is_short(key: str) -> bool:
    """A surname or first name alone, or an initial and a surname."""
    words = _words(key)
    return len(words) == 1 or (len(words) == 2 and len(words[0]) == 1)


def _words(short: str) -> list[str]:
    return short.replace(".", " ").split()


def _by_first_and_last(everybody: Iterable[str]) -> dict[str, list[str]]:
    """The names that have a word for their first or their last, by that word."""
    found: dict[str, list[str]] = {}
    for full in everybody:
        names = full.split()
        for word in {*names[:1], *names[-1:]}:
            found.setdefault(word, []).append(full)
    return found


def _fits(short: str, full: str) -> bool:
    words, names = _words(short), full.split()
    if len(names) < 2 or short == full:
        return False
    if len(words) == 1:
        return words[0] in (names[0], names[-1])
    return names[-1] == words[-1] and names[0][:1] == words[0]
