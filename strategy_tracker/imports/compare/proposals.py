"""What a workbook implies that the trust does not have: proposed, and made on apply."""

from objectives.models import CustomField, Strategy
from risks.matrix import Matrix
from strategy_tracker.imports.changeset import ChangeSet, Problem, Proposal, Where
from strategy_tracker.imports.compare.existing import Existing
from strategy_tracker.imports.compare.periods import Periods
from strategy_tracker.imports.compare.words import new_words, words_of
from strategy_tracker.imports.extract.model import Extract, Question
from strategy_tracker.imports.vocabulary.scales import Scale
from strategy_tracker.imports.vocabulary.text import same_words

_HONORIFICS = ("dr ", "mr ", "mrs ", "ms ", "miss ", "prof ", "professor ", "sir ", "dame ")
_LEVEL_WORDS = {"objective": "objectives", "ambition": "ambitions", "action": "actions"}


def propose(extract: Extract, existing: Existing, periods: Periods, changes: ChangeSet) -> None:
    """Add to `changes` what must be made first, in the order in which it is made."""
    if existing.strategy is None and changes.strategy_title:
        changes.proposals.append(_strategy(extract, changes.strategy_title))
    elif existing.strategy is not None:
        changes.proposals += _words(extract, existing.strategy)
    _use_words(existing, changes)
    changes.proposals += periods.proposals()
    new = [question for question in extract.questions.values() if question.is_new]
    changes.proposals += _scales(new)
    changes.proposals += [
        Proposal(
            "rating",
            rating.label,
            f"added to the scale “{scale}”",
            {"scale": scale, "rating": rating},
        )
        for scale, ratings in extract.new_ratings.items()
        for rating in ratings
    ]
    changes.proposals += _headings(new, existing)
    changes.proposals += [_dimension(question) for question in new if question.is_rating]
    changes.proposals += _own_columns(extract)
    if extract.new_matrix:
        changes.proposals.append(_matrix(extract.new_matrix))
    changes.proposals += _risk_categories(extract, existing)
    changes.proposals += _people(extract, existing, changes)


def _matrix(matrix: Matrix) -> Proposal:
    bands = ", ".join(
        f"{band.label} {band.lowest} to {band.highest}" for band in reversed(matrix.bands.rows)
    )
    detail = f"the score is {matrix.score_rule}; {bands}"
    return Proposal("risk_matrix", matrix.name, detail, {"matrix": matrix})


def _risk_categories(extract: Extract, existing: Existing) -> list[Proposal]:
    """Categories of risks that the trust lacks, in the order of the workbook."""
    new: dict[str, Proposal] = {}
    for found in extract.found["risk"].values():
        name = str(found.values.get("category", ""))
        if not name or same_words(name) in existing.risk_categories:
            continue
        detail = "a category of risks, without an appetite or a tolerance yet"
        new.setdefault(same_words(name), Proposal("risk_category", name, detail))
    return list(new.values())


def _own_columns(extract: Extract) -> list[Proposal]:
    """Columns of the trust's own that it lacks, and what may be chosen in one that it has."""
    proposals = []
    for own in extract.own.values():
        column = own.column
        if column is None or (column.pk and not own.new_choices):
            continue
        choices = ", ".join(own.new_choices)
        kind = CustomField.ValueKind(column.value_kind).label.lower()
        detail = f"a column of your own, {kind}{choices and f': {choices}'}"
        if column.pk:
            detail = f"may be {choices} as well"
        fields = {"column": column, "choices": list(own.new_choices)}
        proposals.append(Proposal("custom_field", column.heading, detail, fields))
    return proposals


def _strategy(extract: Extract, title: str) -> Proposal:
    """A new strategy that calls its levels what the workbook's headings call them."""
    words = words_of(extract)
    shown = ", ".join(word for name, word in words.items() if name.endswith("_word"))
    return Proposal("strategy", title, f"with the words {shown}" if shown else "", dict(words))


def _words(extract: Extract, strategy: Strategy) -> list[Proposal]:
    """The workbook's words for the levels of a strategy for which nobody has chosen any."""
    new = new_words(strategy, extract)
    proposals = []
    for word in [name for name in new if name.endswith("_word")]:
        names = [name for name in (word, f"{word}_plural") if name in new]
        before = {name: str(getattr(strategy, name)) for name in names}
        proposals.append(
            Proposal(
                "words",
                ", ".join(new[name] for name in names),
                f"instead of {', '.join(before.values())}",
                {"new": {name: new[name] for name in names}, "before": before},
            )
        )
    return proposals


def _use_words(existing: Existing, changes: ChangeSet) -> None:
    """Speak of records in the words of the strategy, as the import leaves or makes them."""
    told = existing.strategy or Strategy()
    new: dict[str, str] = {}
    for proposal in changes.proposals:
        new |= proposal.fields["new"] if proposal.what == "words" else proposal.fields
    for level in _LEVEL_WORDS:
        names = (f"{level}_word", f"{level}_word_plural")
        if existing.strategy or names[0] in new:
            one, several = (new.get(name) or str(getattr(told, name)) for name in names)
            changes.words[level] = (_lower_first(one), _lower_first(several))


def _lower_first(word: str) -> str:
    """ "key action" for "Key action", but "KPI" stays as it is."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def _scales(new: list[Question]) -> list[Proposal]:
    scales: dict[str, Scale] = {}
    for question in new:
        if question.scale and question.scale.is_new:
            scales.setdefault(question.scale.name, question.scale)
    return [
        Proposal(
            "scale",
            scale.name,
            ", ".join(f"{rating.label} ({rating.tone})" for rating in reversed(scale.ratings)),
            {"scale": scale},
        )
        for scale in scales.values()
    ]


def _dimension(question: Question) -> Proposal:
    kind = f"on the scale “{question.scale.name}”" if question.scale else "as a percentage"
    note = f", {question.note}" if question.note else ""
    detail = f"rated for {_LEVEL_WORDS[question.level]} {kind}{note}"
    return Proposal("dimension", question.label, detail, {"question": question})


def _headings(new: list[Question], existing: Existing) -> list[Proposal]:
    proposals = [
        Proposal(
            "heading",
            question.label,
            f"asked in words for {_LEVEL_WORDS[question.level]}",
            {"question": question},
        )
        for question in new
        if not question.is_rating
    ]
    return proposals + _mitigation_headings(new, existing)


def _mitigation_headings(new: list[Question], existing: Existing) -> list[Proposal]:
    """The explanation and mitigation that a rating can ask for, where the level has none.

    They come with the dimension when it is added; they are listed so that nothing is made
    that was not shown.
    """
    rated = {
        question.level
        for question in new
        if question.scale and any(rating.needs_mitigation for rating in question.scale.ratings)
    }
    has = {
        (asked.level, asked.purpose)
        for asked in existing.known.asked
        if not asked.is_rating and not asked.is_archived
    } | {(question.level, question.purpose) for question in new if not question.is_rating}
    return [
        Proposal(
            "mitigation",
            purpose.capitalize(),
            f"asked for {_LEVEL_WORDS[level]} when a rating needs it",
        )
        for level in ("objective", "ambition", "action")
        if level in rated
        for purpose in ("explanation", "mitigation")
        if (level, purpose) not in has
    ]


def _people(extract: Extract, existing: Existing, changes: ChangeSet) -> list[Proposal]:
    """People that are new to the trust, and new job titles of those who are not."""
    named: dict[str, tuple[str, dict[str, str], Where]] = {}
    for records in extract.found.values():
        for found in records.values():
            for name, value in found.values.items():
                if not name.startswith("leads_"):
                    continue
                for person, role in value:
                    where = found.cells.get(name, found.where)
                    _, roles, _ = named.setdefault(same_words(person), (person, {}, where))
                    if role:
                        roles.setdefault(same_words(role), role)
    proposals = []
    for key, (person, roles, _) in named.items():
        row = existing.people.get(key)
        missing = [role for words, role in roles.items() if not row or words not in row.titles]
        if row is None:
            fields = {"name": person, "titles": missing}
            proposals.append(Proposal("person", person, ", ".join(missing), fields))
        elif missing:
            fields = {"name": row.name, "titles": missing}
            proposals.append(Proposal("post", row.name, f"also {', '.join(missing)}", fields))
    _note_likenesses(named, existing, changes)
    return proposals


def _note_likenesses(
    named: dict[str, tuple[str, dict[str, str], Where]], existing: Existing, changes: ChangeSet
) -> None:
    """Two people whose names differ in a "Dr" alone are kept apart, and that is said."""
    seen: dict[str, str] = {}
    for key, row in existing.people.items():
        seen.setdefault(_bare(key), row.name)
    for key, (person, _, where) in named.items():
        other = seen.setdefault(_bare(key), person)
        if same_words(other) != key and key not in existing.people:
            changes.problems.append(
                Problem(
                    where,
                    person,
                    f"“{person}” may be the same person as “{other}”; they are kept as two.",
                    "Write the name the same way everywhere if they are one.",
                    stops=False,
                )
            )


def _bare(key: str) -> str:
    for honorific in _HONORIFICS:
        key = key.removeprefix(honorific)
    return key
