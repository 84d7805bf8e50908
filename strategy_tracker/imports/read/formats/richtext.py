"""Rich text of a cell as Markdown: **bold**, *italic*; what is underlined becomes bold too."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

# A bullet that somebody typed stays one; other stars and underscores would become marks.
_WOULD_MARK = re.compile(
    r"(?m)^(?P<bullet>[ \t]*\*(?=[ \t]))|(?P<mark>\*|(?<!\w)_|_(?!\w)|\\(?=[*_\\]))"
)


class Run(NamedTuple):
    """Text of one look. `own` is False where the look is that of the cell.

    `ink` is its colour as six hex digits, and `font` the name of its font, "" for the cell's.
    """

    text: str
    bold: bool = False
    italic: bool = False
    own: bool = True
    struck: bool = False
    ink: str = ""
    font: str = ""


class RichText(NamedTuple):
    """`markdown` is "" where it would say no more than the plain text.

    `struck` are words that are struck out, and `plain` is what is left of the text without
    them. `inks` are the colours of its letters, and `font` that of its signs.
    """

    bold: bool
    markdown: str
    struck: str = ""
    plain: str = ""
    inks: tuple[str, ...] = ()
    font: str = ""

    @property
    def says_more(self) -> bool:
        return bool(self.struck or self.inks or self.font)


def as_rich_text(
    runs: Iterable[Run], *, bold: bool = False, italic: bool = False, struck: bool = False
) -> RichText:
    """What `runs` say in a cell whose own font is `bold` or `italic`, or strikes them out.

    A cell that is bold throughout is `bold` and has no marks for it; likewise italic.
    """
    known = [run if run.own else Run(run.text, bold, italic, struck=struck) for run in runs]
    gone = plain = ""
    if any(run.struck for run in known):
        known, gone = without_struck(known)
        plain = "".join(run.text for run in known).strip()
    found = _marked_up(known)
    inks = tuple(dict.fromkeys(run.ink for run in known if run.ink and run.text.strip()))
    font = next((run.font for run in known if run.font and run.text.strip()), "")
    return found._replace(struck=gone, plain=plain, inks=inks, font=font)


def _marked_up(known: list[Run]) -> RichText:
    """What runs, each with a look of its own, say in Markdown."""
    words = [run for run in known if run.text.strip()]
    all_bold = bool(words) and all(run.bold for run in words)
    all_italic = bool(words) and all(run.italic for run in words)
    looks = [
        Run(run.text, run.bold and not all_bold, run.italic and not all_italic) for run in known
    ]
    if not any(run.bold or run.italic for run in looks if run.text.strip()):
        return RichText(all_bold, "")
    lines = _lines(looks)
    return RichText(all_bold, "\n".join(_line(line) for line in lines).strip())


def without_struck(runs: Iterable[Run]) -> tuple[list[Run], str]:
    """`runs` without those that are struck out, and the words of those.

    A line of which nothing is left goes too, and one space where there would be two.
    """
    kept: list[Run] = []
    struck: list[str] = []
    for line in _lines(runs):
        left = [run for run in line if not run.struck]
        gone = "".join(run.text for run in line if run.struck)
        if gone.strip():
            struck.append(gone.strip())
            if not any(run.text.strip() for run in left):
                continue
        if kept:
            kept.append(Run("\n"))
        for run in left:
            ends_blank = not kept or kept[-1].text[-1:].isspace() or not kept[-1].text
            is_cut = gone and ends_blank and run.text[:1] == " "
            kept.append(run._replace(text=run.text.lstrip(" ")) if is_cut else run)
    return kept, "\n".join(struck)


def _lines(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs cut at line breaks, for no mark may reach over one."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines[-1].append(run._replace(text=first))
        lines.extend([run._replace(text=text)] for text in others)
    return lines


def _line(runs: list[Run]) -> str:
    pieces = _apart(_joined(_with_plain_spaces(runs)))
    text = ""
    for number, run in enumerate(pieces):
        after = pieces[number + 1].text if number + 1 < len(pieces) else ""
        text += _marked(run, text, after)
    return text


def _with_plain_spaces(runs: list[Run]) -> list[Run]:
    """White space between two runs of one look takes theirs; any other has none."""
    runs = [run for run in runs if run.text]
    found = []
    for number, run in enumerate(runs):
        if run.text.strip():
            found.append(run)
            continue
        before = runs[number - 1] if number else None
        after = runs[number + 1] if number + 1 < len(runs) else None
        same = before and after and (before.bold, before.italic) == (after.bold, after.italic)
        look = before if same and before else Run("")
        found.append(Run(run.text, look.bold, look.italic))
    return found


def _joined(runs: list[Run]) -> list[Run]:
    groups = groupby(runs, key=lambda run: (run.bold, run.italic))
    return [Run("".join(run.text for run in group), *look) for look, group in groups]


def _apart(runs: list[Run]) -> list[Run]:
    """Marks of two looks that touch would run together, so italic gives way to bold there."""
    touching = {
        place
        for place in range(len(runs) - 1)
        if _is_marked(runs[place])
        and _is_marked(runs[place + 1])
        and not runs[place].text[-1].isspace()
        and not runs[place + 1].text[0].isspace()
    }
    if not touching:
        return runs
    plain = touching | {place + 1 for place in touching}
    return _apart(
        _joined([run._replace(italic=False) if n in plain else run for n, run in enumerate(runs)])
    )


def _is_marked(run: Run) -> bool:
    return run.bold or run.italic


def _marked(run: Run, before: str, after: str) -> str:
    """The run between its marks, white space outside; punctuation too where words touch."""
    if not _is_marked(run):
        return _escaped(run.text)
    core = run.text.strip()
    lead, _, tail = run.text.partition(core)
    # CommonMark sees no mark between a word and punctuation: **Risk:**none is no bold.
    if not lead and before and _is_word(before[-1]):
        cut = next((n for n, letter in enumerate(core) if _is_word(letter)), len(core))
        lead, core = core[:cut], core[cut:]
    if not tail and after and not after[0].isspace():
        cut = next((n for n, letter in enumerate(reversed(core)) if _is_word(letter)), len(core))
        core, tail = core[: len(core) - cut], core[len(core) - cut :]
    if not core:
        return _escaped(run.text)
    mark = "*" * (2 * run.bold + run.italic)
    return f"{_escaped(lead)}{mark}{_escaped(core)}{mark}{_escaped(tail)}"


def _is_word(letter: str) -> bool:
    return letter.isalnum()


def _escaped(text: str) -> str:
    return _WOULD_MARK.sub(lambda match: match["bullet"] or "\\" + match["mark"], text)
