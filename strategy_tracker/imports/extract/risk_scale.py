"""By which matrix a workbook scores its risks, where that is not likelihood times consequence
from 1 to 5: asked once, and read so."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from risks.matrix import (
    LARGEST_SCORE,
    LARGEST_VALUE,
    NPSA,
    Band,
    Bands,
    Level,
    Matrix,
    Method,
)
from strategy_tracker.imports.changeset import OpenQuestion, Where
from strategy_tracker.imports.extract.doubts import ask
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.scoring import Axis, FoundMatrix
from strategy_tracker.imports.match.model import Column, Known, SheetMatch
from strategy_tracker.imports.read.sheet import Workbook, as_text
from strategy_tracker.imports.vocabulary.values import plain_words

MATRIX, NUMBERS = "matrix", "numbers"
KEY = "risk-matrix"
SCORE_FIELDS = {
    "risk.inherent_score": "inherent",
    "risk.current_score": "current",
    "risk.target_score": "target",
}
_FEWEST, _NEARLY_ALL, _MANY = 3, 0.9, 0.2
_RANGE = re.compile(r"\b(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})\b")
_WORDS = (
    r"very low|low|minor|moderate|medium|very high|high|significant|extreme|critical|severe|"
    r"catastrophic"
)
_BAND = re.compile(
    rf"\b(?P<word>{_WORDS})\b(?:\s+risk)?\s*[:=(]?\s*(?P<low>\d{{1,3}})\s*(?:-|–|to)\s*(?P<high>\d{{1,3}})"
    rf"|(?P<low2>\d{{1,3}})\s*(?:-|–|to)\s*(?P<high2>\d{{1,3}})\)?\s*[:=]?\s*(?P<word2>{_WORDS})\b",
    re.IGNORECASE,
)
# Where each of four bands ends, as a part of all scores: that of the NPSA, by how a score comes.
_SHARES = {
    Method.MULTIPLIED: (0.12, 0.28, 0.56),
    Method.SCORE_ALONE: (0.12, 0.28, 0.56),
    Method.ADDED: (0.25, 0.5, 0.75),
    Method.LOOKED_UP: (0.25, 0.5, 0.75),
}
_BAND_NAMES = ("Low", "Moderate", "High", "Extreme")
_TONES = {
    2: ("green", "red"),
    3: ("green", "amber", "red"),
    4: ("green", "grey", "amber", "red"),
    5: ("green", "grey", "amber", "amber", "red"),
}


@dataclass
class Scored:
    """The numbers that registers have: each row's (likelihood, consequence, score) where it has
    all three, and all factors and scores; `least` and `most` are what headings say of each."""

    triples: list[tuple[int, int, int]] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)
    factor_range: tuple[int, int] | None = None
    score_range: tuple[int, int] | None = None
    where: Where = Where()  # noqa: RUF009  a named tuple never changes

    def share(self, method: Method) -> float:
        """The part of the rows whose score comes about so."""
        if len(self.triples) < _FEWEST:
            return 0.0
        fits = [
            score == (one * two if method == Method.MULTIPLIED else one + two)
            for one, two, score in self.triples
        ]
        return sum(fits) / len(fits)


def settle_matrix(
    matches: Iterable[SheetMatch], workbook: Workbook, known: Known, result: Extract
) -> None:
    """Find by which matrix risks are scored, and ask whether it becomes the trust's."""
    registers = [match for match in matches if match.holds == "risk"]
    scored = _gather(registers)
    sheet = next(iter(result.layout.matrices), None)
    result.matrix = known.matrix or NPSA
    found = _with_labels(_find(scored, sheet, result.matrix), sheet)
    if found is None or not registers:
        return
    found = replace(found, bands=_printed_bands(workbook, found) or found.bands)
    if known.matrix is not None or known.has_scores:
        result.matrix = found
        result.problem(
            scored.where,
            "",
            f"Risks are scored here by {_say(found)}, which is not the trust's risk matrix. Their "
            "numbers and words are kept as they are printed.",
            "Change the risk matrix first if it has changed.",
            stops=False,
        )
        return
    bands = ", ".join(
        f"{band.label} {band.lowest} to {band.highest}" for band in reversed(found.bands.rows)
    )
    question = OpenQuestion(
        KEY,
        scored.where,
        "",
        f"Risks are scored here by {_say(found)}, and not by likelihood times consequence from 1 "
        "to 5. The trust has no risk matrix of its own. Is this to be it?",
        MATRIX,
        (
            (MATRIX, f"Yes, with the bands {bands}, which can be changed"),
            (NUMBERS, "No, only keep the numbers as they are printed"),
        ),
    )
    result.matrix = found
    if ask(result, question) == MATRIX:
        result.new_matrix = found


def _say(matrix: Matrix) -> str:
    least, most = matrix.bands.lowest, matrix.bands.highest
    levels = [level.value for level in matrix.likelihoods]
    between = f"from {min(levels)} to {max(levels)}" if levels else ""
    return {
        Method.MULTIPLIED: f"likelihood times consequence, each {between}",
        Method.ADDED: f"likelihood plus consequence, each {between}",
        Method.LOOKED_UP: "a matrix in which each cell has a score of its own",
        Method.SCORE_ALONE: f"numbers from {least} to {most}",
    }[Method(matrix.method)]


def _gather(registers: Iterable[SheetMatch]) -> Scored:
    scored = Scored()
    for match in registers:
        one, two = match.column("risk.likelihood"), match.column("risk.consequence")
        scores = [match.column(name) for name in SCORE_FIELDS]
        now = match.column("risk.current_score")
        headed = next((c for c in (now, *scores, one, two) if c), None)
        if headed and not scored.where.sheet:
            where = match.sheet.cell(0, headed.index).address
            scored.where = Where(match.sheet.title, where)
        for column in (one, two):
            scored.factor_range = scored.factor_range or _range_in(column)
        for column in scores:
            scored.score_range = scored.score_range or _range_in(column)
        for row in match.sheet.data_rows():
            first, second, third = (_number(match, row, column) for column in (one, two, now))
            scored.factors += [n for n in (first, second) if n is not None and n <= LARGEST_VALUE]
            every = (_number(match, row, column) for column in scores)
            scored.scores += [n for n in every if n is not None]
            if first is not None and second is not None and third is not None:
                scored.triples.append((first, second, third))
    return scored


def _range_in(column: Column | None) -> tuple[int, int] | None:
    """The numbers that a heading says its values go from and to: "Likelihood (0-10)"."""
    found = _RANGE.search(column.heading) if column else None
    low, high = (int(found[1]), int(found[2])) if found else (0, 0)
    return (low, high) if low <= 1 and _FEWEST <= high <= LARGEST_SCORE else None


def _number(match: SheetMatch, row: int, column: Column | None) -> int | None:
    figure = match.sheet.cell(row, column.index).figure if column else ""
    is_one = figure.isdecimal() and len(figure) <= 3 and int(figure) <= LARGEST_SCORE
    return int(figure) if is_one else None


def _find(scored: Scored, sheet: FoundMatrix | None, present: Matrix) -> Matrix | None:
    """The matrix that fits the numbers, where `present` does not."""
    if sheet and (found := _looked_up(sheet, scored)):
        return found if _differs(found, present) else None
    method = _method(scored)
    if method is None:
        return None
    most = scored.factor_range[1] if scored.factor_range else 0
    if not most or most > LARGEST_VALUE:
        most = LARGEST_VALUE if max(scored.factors, default=0) > 5 else 5
    least = 0 if 0 in scored.factors or (scored.factor_range or (1, 1))[0] == 0 else 1
    levels = _levels(range(least, most + 1), NPSA.likelihoods)
    second = _levels(range(least, most + 1), NPSA.consequences)
    if method == Method.SCORE_ALONE:
        low, high = scored.score_range or (0 if 0 in scored.scores else 1, LARGEST_SCORE)
        found = Matrix("Risk matrix", method, (), (), _bands(low, high, method))
    else:
        ends = (least * least, most * most)
        if method == Method.ADDED:
            ends = (least + least, most + most)
        found = Matrix("Risk matrix", method, levels, second, _bands(*ends, method))
    return found if _differs(found, present) else None


def _method(scored: Scored) -> Method | None:
    """How the scores come about where not as by the NPSA's matrix; None where they may."""
    if (
        scored.share(Method.MULTIPLIED) < 1 - _NEARLY_ALL / 2
        and scored.share(Method.ADDED) >= _NEARLY_ALL
    ):
        return Method.ADDED
    # A nought alone is a row that nobody has scored yet.
    wide = [number for number in scored.factors if number > 5]
    is_wide = (len(wide) > 1 and len(wide) > _MANY * len(scored.factors)) or (
        scored.factor_range is not None and scored.factor_range not in ((1, 5), (0, 5)) and wide
    )
    if wide and is_wide and (not scored.triples or scored.share(Method.MULTIPLIED) > _NEARLY_ALL):
        return Method.MULTIPLIED
    high = [number for number in scored.scores if number > NPSA.bands.highest]
    # One that is too high may be a slip of the pen.
    is_high = len(high) > 1 and len(high) > _MANY * len(scored.scores)
    is_high = is_high or (scored.score_range or (1, 25))[1] > NPSA.bands.highest
    return Method.SCORE_ALONE if high and is_high and len(scored.scores) >= _FEWEST else None


def _looked_up(sheet: FoundMatrix, scored: Scored) -> Matrix | None:
    """The matrix of a sheet, unless the registers have scores that it does not give."""
    fits = [sheet.cells.get((one, two)) == score for one, two, score in scored.triples]
    if fits and sum(fits) < _NEARLY_ALL * len(fits):
        return None
    method = Method.LOOKED_UP
    if all(score == one * two for (one, two), score in sheet.cells.items()):
        method = Method.MULTIPLIED
    elif all(score == one + two for (one, two), score in sheet.cells.items()):
        method = Method.ADDED
    ends = min(sheet.cells.values()), max(sheet.cells.values())
    return Matrix(
        "Risk matrix",
        method,
        tuple(Level(value, label) for value, label in sheet.likelihoods),
        tuple(Level(value, label) for value, label in sheet.consequences),
        _bands(*ends, method),
        dict(sheet.cells) if method == Method.LOOKED_UP else {},
    )


def _with_labels(found: Matrix | None, sheet: FoundMatrix | None) -> Matrix | None:
    """`found` with what the matrix of a sheet calls its levels, where they are the same."""
    if found is None or sheet is None:
        return found
    return replace(
        found,
        likelihoods=_called(found.likelihoods, sheet.likelihoods),
        consequences=_called(found.consequences, sheet.consequences),
    )


def _called(levels: tuple[Level, ...], axis: Axis) -> tuple[Level, ...]:
    if [level.value for level in levels] != [value for value, _ in axis]:
        return levels
    return tuple(Level(value, label) for value, label in axis)


def _differs(found: Matrix, present: Matrix) -> bool:
    """Whether a score that `found` gives is none of `present`."""
    if found.method == Method.SCORE_ALONE:
        return (found.bands.lowest, found.bands.highest) != (
            present.bands.lowest,
            present.bands.highest,
        )
    return any(found.score_of(*place) != present.score_of(*place) for place in found.places)


def _levels(values: Iterable[int], usual: Sequence[Level]) -> tuple[Level, ...]:
    """Levels with the NPSA's labels where there are five from 1, else by their numbers."""
    numbers = list(values)
    if numbers == [level.value for level in usual]:
        return tuple(usual)
    return tuple(Level(value, f"Level {value}") for value in numbers)


def _bands(lowest: int, highest: int, method: Method) -> Bands:
    """Four bands over all scores, as wide as the NPSA's are."""
    ends = [lowest + int((highest - lowest) * share) for share in _SHARES[method]]
    edges = [lowest - 1]
    for end in ends:
        edges.append(max(end, edges[-1] + 1))
    edges.append(max(highest, edges[-1] + 1))
    rows = [
        Band(name, tone, edges[number] + 1, edges[number + 1])
        for number, (name, tone) in enumerate(zip(_BAND_NAMES, _TONES[4], strict=True))
    ]
    return Bands(tuple(reversed(rows)))


def _printed_bands(workbook: Workbook, matrix: Matrix) -> Bands | None:
    """The bands that the workbook itself prints ("Low 1-4"), made to take in every score."""
    printed: Counter[tuple[str, int, int]] = Counter()
    for sheet in workbook.sheets:
        for row in sheet.rows:
            for value in row:
                if isinstance(value, str) and any(map(str.isdecimal, value)):
                    for found in _BAND.finditer(as_text(value)):
                        word = found["word"] or found["word2"]
                        low, high = found["low"] or found["low2"], found["high"] or found["high2"]
                        printed[word.capitalize(), int(low), int(high)] += 1
    rows = sorted(printed, key=lambda band: band[1])
    labels = {label for label, _, _ in rows}
    apart = all(one[2] < two[1] for one, two in itertools.pairwise(rows))
    lowest, highest = matrix.bands.lowest, matrix.bands.highest
    if len(rows) not in _TONES or len(labels) < len(rows) or not apart:
        return None
    if not rows[-1][1] <= highest <= rows[-1][2] or rows[0][1] > lowest + 1:
        return None
    ends = [row[1] - 1 for row in rows[1:]] + [highest]
    starts = [lowest, *(row[1] for row in rows[1:])]
    tones = _TONES[len(rows)]
    made = [
        Band(label, tones[number], starts[number], ends[number])
        for number, (label, _, _) in enumerate(rows)
    ]
    return Bands(tuple(reversed(made)))


def level_words(name: str, result: Extract) -> dict[str, int]:
    """What the levels of likelihood or consequence are called, in the workbook and the trust."""
    axis = "likelihoods" if name == "risk.likelihood" else "consequences"
    words = {plain_words(level.label): level.value for level in getattr(result.matrix, axis)}
    for sheet in result.layout.matrices:
        words |= {plain_words(label): value for value, label in getattr(sheet, axis)}
    return words
