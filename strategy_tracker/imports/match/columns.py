"""Which kind of record a table holds, and which field each of its columns is.

A heading is matched by the synonym list, first to the word and then nearly (rapidfuzz, at or
above the list's threshold). A column that no synonym knows answers for a period: what the
strategy already asks under that label, or else something new to ask, a percentage, a rating
or a question in words, told apart by the column's own values. Each match says how sure it is
and why. Nothing here reads the database; what the trust already has comes in as `Known`.
"""

from collections.abc import Mapping
from dataclasses import replace

from strategy_tracker.imports.layout.headings import (
    SHORTEST_NEAR_MATCH,
    core_of,
    heading_words,
    likeness,
    two_names,
    without_acronym,
)
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.match.by_hints import infer_hinted
from strategy_tracker.imports.match.by_values import describes, infer_unnamed, mark_split_references
from strategy_tracker.imports.match.model import (
    CHOSEN,
    DIRECTION,
    LEADS,
    OWN,
    RATING,
    TEXT,
    Column,
    Known,
    SheetMatch,
)
from strategy_tracker.imports.match.own import keep_as_own
from strategy_tracker.imports.match.profile import ColumnProfile, profile_column
from strategy_tracker.imports.match.quarters import settle_periods
from strategy_tracker.imports.match.questions import answer_column, asked_in_words
from strategy_tracker.imports.time_limit import check_time
from strategy_tracker.imports.vocabulary.synonyms import SheetKind, synonyms
from strategy_tracker.imports.vocabulary.values import plain_words
from strategy_tracker.imports.vocabulary.wording import say_field

_ANSWERS = (RATING, TEXT, DIRECTION)
NOTHING_CHOSEN: Mapping[str, str] = {}
FEWEST_RATED = 3
# That so few rows of a parent have the same lead may be chance.
_FEWEST_REPEATS, _CHANCE = 3, 0.7


def match_table(
    table: Table, known: Known, chosen: Mapping[str, str] = NOTHING_CHOSEN
) -> SheetMatch:
    """What `table` holds and what its columns are.

    `chosen` are the fields that a person gave to headings ("" for leave out), which beat
    everything that we would guess.
    """
    check_time()
    headings = {place: " ".join(cell.text.split()) for place, cell in enumerate(table.header)}
    rows = list(table.data_rows())
    profiles = {place: profile_column(table, rows, place) for place in headings}
    named = {
        place: heading
        for place, heading in headings.items()
        if heading and (place not in table.given or heading in chosen)
    }
    for kind in synonyms().sheets:
        if table.holds and kind.holds != table.holds:
            continue
        given = _given_columns(table, named, known, kind.holds)
        found = _match_fields(kind, named, known, chosen, profiles) | given
        found |= infer_unnamed(kind.holds, table, found, profiles)
        if kind.holds == "action":
            found |= infer_hinted(table, found, profiles, _unsaid(named, known, chosen))
        if table.holds or kind.is_met_by({column.field for column in found.values()}):
            break
    else:
        left_out = [Column(n, h, "", 0, "the sheet is left out") for n, h in named.items()]
        return SheetMatch(table, "", _with_letters(table, left_out))
    match = SheetMatch(table, kind.holds)
    _drop_clashes(match, found, rows)
    for place, heading in named.items():
        if place not in found:
            taken = {(column.field, column.code) for column in found.values()}
            answer = answer_column(kind, place, heading, profiles[place], match.level, known, taken)
            found[place] = _as_chosen(answer, chosen.get(heading), profiles[place])
    columns = sorted(found.values(), key=lambda column: column.index)
    match.columns = settle_periods(table, columns, match.level, known)
    _settle_arrows(match)
    _give_parents_their_leads(match, rows)
    _name_only_leads(match)
    mark_split_references(match)
    match.columns = _with_letters(table, match.columns)
    match.unnamed = [
        place
        for place, heading in headings.items()
        if not heading and place not in found and profiles[place].filled
    ]
    keep_as_own(match, known, chosen, profiles)
    return match


def _unsaid(named: Mapping[int, str], known: Known, chosen: Mapping[str, str]) -> dict[int, str]:
    """The headings that nobody gave a field to, and that the strategy does not ask."""
    asked = {plain_words(question.label) for question in known.asked}
    return {
        place: heading
        for place, heading in named.items()
        if heading not in chosen
        and not {plain_words(heading), plain_words(core_of(heading).label)} & asked
    }


def _with_letters(table: Table, columns: list[Column]) -> list[Column]:
    return [
        replace(column, letter=table.header[column.index].address.rstrip("0123456789"))
        for column in columns
    ]


def _given_columns(
    table: Table, named: Mapping[int, str], known: Known, holds: str
) -> dict[int, Column]:
    """The columns that the layout told, but for those that a person named otherwise."""
    columns = {}
    for place, given in table.given.items():
        if place in named:
            continue
        heading = " ".join(table.header[place].text.split())
        column = Column(
            place,
            heading or given.label or say_given(given.field),
            given.field,
            given.confidence,
            given.evidence,
            label=given.label,
        )
        columns[place] = asked_in_words(column, holds, known) if given.label else column
    return columns


def say_given(name: str) -> str:
    """What a column without a heading is called: "Objective" for "objective.title"."""
    kind, _, short = name.partition(".")
    words = kind if short in ("title", "name") else say_field(short)
    return words[:1].upper() + words[1:]


def _match_fields(
    kind: SheetKind,
    named: dict[int, str],
    known: Known,
    chosen: Mapping[str, str],
    profiles: Mapping[int, ColumnProfile],
) -> dict[int, Column]:
    """The columns that were chosen, that the synonym list or the trust's own words know."""
    own = tuple(
        (plain_words(word), f"{level}.title")
        for word, level in known.words
        if any(name == f"{level}.title" for _, name in kind.fields)
    )
    # What the strategy asks under exactly this label is not nearly something else.
    asked = {plain_words(question.label) for question in known.asked if not question.is_archived}
    found = {}
    settled = {name for name in chosen.values() if name.partition(".")[2] not in LEADS}
    for column, heading in named.items():
        if heading in chosen:
            name = chosen[heading]
            if name not in _ANSWERS:
                found[column] = Column(column, heading, name, 1.0, CHOSEN)
            continue
        if kind.answers and _is_rated(profiles[column]):
            # A column of R, A and G is a rating, whatever its heading says.
            continue
        name, confidence, evidence = _known_field(heading, own, kind, asked)
        if name and name not in settled:
            found[column] = Column(column, heading, name, confidence, evidence)
    return _less_yielding(found)


def _is_rated(profile: ColumnProfile) -> bool:
    """Whether the values alone say that a column is a rating, and there are enough of them."""
    return profile.looks_rated and profile.filled >= FEWEST_RATED and len(profile.words) > 1


def _known_field(
    heading: str, own: tuple[tuple[str, str], ...], kind: SheetKind, asked: set[str]
) -> tuple[str, float, str]:
    """What a heading is as it stands, else without its period and guidance."""
    nothing = ("", 0.0, "")
    core = core_of(heading).label
    ways = (heading_words(heading), plain_words(core), plain_words(without_acronym(core)))
    for plain in dict.fromkeys((plain_words(heading), *ways)):
        near = plain not in asked and not _is_answer(plain, kind)
        found = _best_field(plain, own + kind.fields, near=near)
        if found[0]:
            return found
        if not near:
            return nothing
    both = [_best_field(part, own + kind.fields, near=True)[0] for part in two_names(heading)]
    if both and both[0] and len(set(both)) == 1:
        return both[0], 0.95, "both of its names are ones we know"
    return nothing


def _less_yielding(found: dict[int, Column]) -> dict[int, Column]:
    """`found` without headings like "Focus area" where a surer one names the objective."""
    yielding = synonyms().yielding
    weak = {
        number
        for number, column in found.items()
        if column.field == "objective.title"
        and column.evidence != CHOSEN
        and plain_words(column.heading) in yielding
    }
    sure = any(
        column.field == "objective.title" and number not in weak for number, column in found.items()
    )
    return {number: column for number, column in found.items() if not (sure and number in weak)}


def _as_chosen(column: Column, name: str | None, profile: ColumnProfile) -> Column:
    """The column as the person chose it: a rating, a question in words or a direction."""
    if name is None:
        return column
    if name == column.field:
        return replace(column, confidence=1.0, evidence=CHOSEN)
    core = core_of(column.heading)
    label, note = core.label, core.note
    plain = plain_words(label)
    is_rating = name == RATING
    kinds = synonyms().ratings if is_rating else synonyms().narratives
    purpose = kinds.get(plain, "delivery" if is_rating else "general")
    return Column(
        column.index,
        column.heading,
        name,
        1.0,
        CHOSEN,
        label=label if name != DIRECTION else "",
        purpose=purpose if name != DIRECTION else "",
        note=note,
        is_percent=is_rating and (profile.is_percent or profile.is_number),
    )


def _is_answer(plain: str, kind: SheetKind) -> bool:
    words = synonyms()
    return kind.answers and (plain in words.ratings or plain in words.narratives)


def _best_field(
    plain: str, pairs: tuple[tuple[str, str], ...], *, near: bool
) -> tuple[str, float, str]:
    """(field, confidence, evidence) for a plain heading; ("", 0, "") when nothing is close."""
    for words, name in pairs:
        if words == plain:
            return name, 1.0, "the heading is one we know"
    if not near or len(plain) < SHORTEST_NEAR_MATCH:
        return "", 0, ""
    check_time()
    score, words, name = max(
        (likeness(plain, words), words, name)
        for words, name in pairs
        if len(words) > SHORTEST_NEAR_MATCH
    )
    if score < synonyms().threshold:
        return "", 0, ""
    return name, round(score / 100, 2), f"the heading is close to “{words}” ({score:.0f} in 100)"


def _drop_clashes(match: SheetMatch, found: dict[int, Column], rows: list[int]) -> None:
    """Two columns cannot be one field, but an item may have several columns of leads.

    Of two that name the objective, one that says more and is the same for each value of the
    other describes it.
    """
    best: dict[str, Column] = {}
    for column in sorted(found.values(), key=lambda other: (-other.confidence, other.index)):
        if not column.field or column.field in (*_ANSWERS, OWN):
            continue
        first = best.get(column.field)
        if first and describes(match.sheet, rows, first, column):
            evidence = f"it says more of each “{first.heading}”"
            found[column.index] = replace(
                column, field="objective.description", confidence=0.85, evidence=evidence
            )
            continue
        if column.field in best and column.field.split(".")[1] not in LEADS:
            match.clashes.append((best[column.field], column))
            found[column.index] = replace(column, field="")
        best.setdefault(column.field, column)


def _settle_arrows(match: SheetMatch) -> None:
    """An arrow's column belongs to the nearest rating before it, or else after it."""
    ratings = [column for column in match.columns if column.field == RATING]
    for place, column in enumerate(match.columns):
        if column.field != DIRECTION:
            continue
        before = [rating.index for rating in ratings if rating.index < column.index]
        after = [rating.index for rating in ratings if rating.index > column.index]
        rates = before[-1] if before else after[0] if after else None
        if rates is None:
            match.columns[place] = replace(column, field="", evidence="no rating beside it")
        else:
            match.columns[place] = replace(column, rates=rates)


def _give_parents_their_leads(match: SheetMatch, rows: list[int]) -> None:
    """A column of leads that stands beside the parent, before the item, is the parent's.

    Only where it never differs between rows of one parent; else it is the item's after all.
    """
    title = match.column(f"{match.holds}.title")
    parents = [
        column
        for level in ("objective", "ambition")
        if level != match.holds and (column := match.column(f"{level}.title"))
    ]
    if title is None or not parents:
        return
    for place, column in enumerate(match.columns):
        holder, _, name = column.field.partition(".")
        beside = [parent for parent in parents if parent.index < column.index < title.index]
        if column.evidence == CHOSEN or name not in LEADS or holder != match.holds or not beside:
            continue
        parent = beside[-1]
        seen: dict[str, set[str]] = {}
        for row in rows:
            text = match.sheet.cell(row, column.index).text
            seen.setdefault(match.sheet.cell(row, parent.index).text, set()).add(text)
        repeats = len(rows) - len(seen)
        if repeats > 0 and all(len(texts) == 1 for texts in seen.values()):
            sure = column.confidence if repeats >= _FEWEST_REPEATS else _CHANCE
            evidence = f"beside “{parent.heading}” and always the same for it"
            level = parent.field.partition(".")[0]
            match.columns[place] = replace(
                column, field=f"{level}.{name}", confidence=sure, evidence=evidence
            )


def _name_only_leads(match: SheetMatch) -> None:
    """Where an executive lead or SRO is the only lead there is, that is simply the lead."""
    for level in ("objective", "ambition", "action"):
        leads = [
            place
            for place, column in enumerate(match.columns)
            if column.field in {f"{level}.{name}" for name in LEADS}
        ]
        alone = match.columns[leads[0]] if len(leads) == 1 else None
        if (
            alone
            and alone.evidence != CHOSEN
            and alone.field in (f"{level}.executive", f"{level}.sro")
        ):
            match.columns[leads[0]] = replace(alone, field=f"{level}.lead")
