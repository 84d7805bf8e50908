"""How far the values of a column, and its place, fit what it may be.

Each answer is a sum of points on one scale with those for headings (`evidence.py`): +2 is what
makes a column likely by its values alone, -8 what no heading outweighs.
"""

from strategy_tracker.imports.match.model import LEADS
from strategy_tracker.imports.match.profile import ColumnProfile
from strategy_tracker.imports.vocabulary.values import guess_tone, plain_words

# So many values are enough to go by.
_ENOUGH = 4
_LONGEST_NUMBER = 6
_LEAST_TITLE, _LONGEST_NAME = 15, 60
NEVER = -8.0
_MOST_STATES = 7
# Words beside that of a state in a heading that asks for it.
_BESIDE_STATES = {"a", "been", "has", "have", "is", "it", "or", "so", "far", "this", "we", "yet"}
_MOST_STATE_WORDS = 3
FEWEST_RATED, _FEWEST_PEOPLE = 3, 3

_SCORES = {"inherent_score", "current_score", "target_score"}
_TEXTS = {
    "description", "introduction", "aims", "cause", "event", "effect", "controls", "assurances",
    "gaps_in_control", "gaps_in_assurance", "conditions", "success_statement", "success_note",
    "comment", "note", "text",
}  # fmt: skip
_FREE = {
    "number",
    "value",
    "part",
    "year",
    "series",
    "baseline",
    "target",
    "better",
    "baseline_date",
}


def fits_values(name: str, profile: ColumnProfile, holds: str) -> float:
    """Points for what the values say of the field `name` on a sheet that holds `holds`."""
    if not profile.filled:
        return 0.0
    kind, _, short = name.partition(".")
    weight = min(1.0, profile.filled / _ENOUGH)
    if name == "reading.kind":
        return NEVER if profile.figures > 0.5 else 0.0
    if short in ("baseline", "target") and _says_no_figure(profile):
        return NEVER
    if short in _FREE or kind in ("reading", "answer", "passage"):
        return 0.0
    if profile.addresses > 0.5:
        return NEVER
    return weight * _points(kind, short, profile, holds)


def _says_no_figure(profile: ColumnProfile) -> bool:
    """Whether the values are texts that come again, as the names of groups do."""
    again = profile.comes_in_runs or (profile.says_again and profile.median >= _LEAST_TITLE)
    return again and profile.figures < 0.2


def _points(kind: str, short: str, profile: ColumnProfile, holds: str) -> float:  # noqa: C901
    if short == "reference":
        return _as_reference(profile, is_own=kind == holds)
    if short in ("title", "name"):
        # The name of a measure comes in each row of its readings.
        own = kind == holds or (short == "name" and holds != "reading")
        return _as_title(profile) if own else _as_parent(profile)
    if short in LEADS:
        return _as_people(profile)
    if short == "target_date":
        return _as_dates(profile)
    if short in _SCORES:
        if profile.scores > 0.8:
            return 1.5
        if profile.scores > 0.4 or profile.wide_scores > 0.8:
            return 0.0
        return -3.5
    if short in ("likelihood", "consequence"):
        if profile.factors > 0.8:
            return 1.5
        return NEVER if profile.sentences > 0.5 else 0.5 if profile.wide_factors > 0.8 else -1.5
    if short == "tolerance":
        return 1.0 if max(profile.scores, profile.figures) > 0.5 else NEVER
    if short == "category":
        return _as_category(profile)
    if short in ("kind", "direction"):
        return _as_kind(short, profile)
    if short in _TEXTS:
        return (
            NEVER
            if profile.is_measured or _is_rated(profile)
            else 0.5
            if profile.sentences > 0.5
            else -1.0
        )
    if short in ("area", "theme"):
        if profile.is_measured or _is_rated(profile):
            return NEVER
        return -2.0 if profile.sentences > 0.5 or profile.people > 0.7 else 0.0
    return 0.0


def _as_category(profile: ColumnProfile) -> float:
    """A few short words, each said of several records."""
    if profile.is_measured or _is_rated(profile) or profile.sentences > 0.5:
        return NEVER
    if profile.people > 0.7 or profile.references > 0.8:
        return -4.0
    return 0.5 if profile.repeats else -1.0


def _as_kind(short: str, profile: ColumnProfile) -> float:
    if short == "direction":
        return 0.0
    return 3.0 if profile.kinds > 0.7 else 0.0 if profile.kinds > 0.3 else NEVER


def _as_reference(profile: ColumnProfile, *, is_own: bool) -> float:
    if profile.median > _LONGEST_NAME // 2 or (profile.days > 0.5 and profile.dates):
        return NEVER
    if profile.references > 0.8:
        if not is_own or profile.is_distinct:
            return 2.2
        return 1.2 if profile.is_distinct_by_cell else -1.0
    return -2.5 if profile.sentences > 0.3 or profile.people > 0.5 else -0.5


def _as_title(profile: ColumnProfile) -> float:
    if profile.is_measured or profile.is_percent:
        return -3.0
    if _is_rated(profile) or profile.answers > 0.8:
        return -4.0
    if profile.references > 0.8 and profile.median < _LEAST_TITLE:
        # "SR1" names nothing; "Action 1" may.
        return -5.0 if profile.median <= _LONGEST_NUMBER else -3.0
    full = profile.filled * 10 >= profile.rows * 8
    long = profile.median >= _LEAST_TITLE and max(profile.sentences, profile.phrases) > 0.3
    if profile.is_distinct and full and long:
        return 1.5 if profile.people < 0.5 else -2.0
    if profile.says_again:
        return -3.5
    return -1.5 if profile.people > 0.7 else -0.5 if not full else 0.0


def _as_parent(profile: ColumnProfile) -> float:
    if profile.is_measured or _is_rated(profile) or profile.levels > 0.6:
        return NEVER
    if profile.answers > 0.8 or profile.references > 0.8 or profile.kinds > 0.8:
        return -4.0
    if profile.people > 0.7:
        return -2.0
    return 0.7 if profile.repeats and profile.filled * 10 >= profile.rows * 8 else 0.0


def _as_people(profile: ColumnProfile) -> float:
    if (
        profile.is_measured
        or _is_rated(profile)
        or (profile.sentences > 0.6 and profile.people < 0.3)
    ):
        return NEVER if profile.is_measured or _is_rated(profile) else -3.0
    known = max(profile.people, profile.known_people)
    if known <= 0.7 and profile.initials > 0.7 and len(profile.spellings) >= _FEWEST_PEOPLE:
        return 1.8
    points = 2.3 if known > 0.7 else 0.0 if known > 0.3 else -1.0
    # Two capital words may be the name of anything; a given name or a post is somebody.
    if points > 0 and profile.known_people < 0.2:
        points -= 1.0 if profile.comes_in_runs else 0.4
    return points


def _as_dates(profile: ColumnProfile) -> float:
    if profile.days > 0.5:
        return 2.3
    # Only a heading tells a day from any other number.
    if profile.serials * 10 >= profile.filled * 9:
        return 0.0
    if profile.figures > 0.6 or profile.people > 0.6 or _is_rated(profile):
        return NEVER
    return -3.0 if profile.sentences > 0.6 else -1.0


def _is_rated(profile: ColumnProfile) -> bool:
    """Whether the values are ratings; one letter alone may be anything."""
    return profile.looks_rated and len(profile.spellings) > 1


def fits_place(name: str, place: int, width: int) -> float:
    """Points for where a field mostly stands: what names a row first, what is said of it last."""
    short = name.partition(".")[2]
    share = place / max(1, width - 1)
    if short == "reference":
        return 0.6 if place < 2 else 0.3 if share < 0.35 else -0.5
    if short in ("title", "name"):
        return 0.3 if share < 0.5 else -0.3
    return 0.1 if short == "lead" and share < 0.8 else 0.0


def names_state(heading: str) -> bool:
    """Whether a heading asks whether something has come to a state: "Done?", "Achieved yet?"."""
    words = [word for word in plain_words(heading).split() if word not in _BESIDE_STATES]
    return 0 < len(words) <= _MOST_STATE_WORDS and all(map(guess_tone, words))


def says_whether(profile: ColumnProfile) -> bool:
    """Whether the values answer such a question: yes, no and partly, or words of ratings."""
    return profile.answers > 0.8 or profile.looks_rated


def heads_ratings(profile: ColumnProfile, *, tells: bool) -> bool:
    """Whether a heading that is known for ratings heads some here.

    One that `tells` too, as "Progress" does, heads words alike, and then the values decide.
    """
    return profile.looks_rated or not tells or _tells_some_tone(profile)


def rated(profile: ColumnProfile, heard: float, *, is_known: bool) -> float:
    """Points for a rating: few words that tell how it goes, under a heading that asks."""
    if not profile.filled:
        return 5.0 if is_known else 0.0
    if profile.is_percent:
        return 6.0
    says_more = profile.is_distinct and profile.sentences > 0.5 and not profile.looks_rated
    if not profile.could_be_rating or profile.addresses > 0.5 or says_more:
        return NEVER
    if is_known:
        return 6.0
    if profile.looks_rated and profile.filled >= FEWEST_RATED:
        return 4.0 + 2 * heard
    if profile.is_coloured and profile.filled >= FEWEST_RATED:
        return 4.0 + 2 * heard
    points = 5 * heard - 0.7
    if _tells_some_tone(profile):
        points += 1.0
    if profile.answers > 0.8:
        points += 2.5
    few = profile.repeats and profile.longest <= _LONGEST_NAME
    return points + (0.5 if few and profile.people < 0.5 else -2.0)


def _tells_some_tone(profile: ColumnProfile) -> bool:
    """Whether some of few words tell how it goes, as "Overdue" beside "In hand" does."""
    telling = sum(count for word, count in profile.spellings.items() if guess_tone(word))
    few = 1 < len(profile.spellings) <= _MOST_STATES and profile.repeats
    return few and telling * 4 >= profile.filled and not profile.levels


def is_no_text(profile: ColumnProfile) -> bool:
    """Whether the values are figures, dates, people, addresses or references, and no words."""
    is_reference = profile.references > 0.8 and profile.is_distinct
    is_other = profile.is_measured or profile.addresses > 0.5 or profile.people > 0.7
    return is_other or is_reference


def told_in_words(profile: ColumnProfile, heard: float, place: int, title: int | None) -> float:
    """Points for what is said of the period in words."""
    if is_no_text(profile):
        return NEVER
    if not profile.filled:
        return 0.0
    points = 5 * heard - 0.7
    # "None" down a column is what is said where there is nothing to say.
    points += 1.2 if profile.sentences > 0.5 or profile.says_nothing else -0.8
    return points + (0.4 if title is not None and place > title else -0.6)
