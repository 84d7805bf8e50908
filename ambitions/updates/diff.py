"""What changed between two narratives, marked word by word in the rendered text.

Both texts are rendered first; what is compared is the words of the HTML, line by line
(a paragraph, a bullet, what stands between two breaks) and then word by word in lines
that resemble each other. Marks go round words and never round a tag, so they always nest.

There are four: `ins` and `del` for what was added and removed; the two with the classes `st-now`
and `st-was` for words that took the place of others; and `ins` with `st-came` for a line that
stood elsewhere. What each looks like never rests on its colour.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString, mark_safe

from strategy_tracker.ui.differences import changes, similarity
from strategy_tracker.ui.markdown import to_html

_TAG = re.compile(r"<[^<>]+>")
_TOKEN = re.compile(r"<[^<>]+>|\s+|&#?\w+;|\w+(?:[.,'’:/-]\w+)*|[^\w\s]")
_BLOCK_TAG = re.compile(r"</?(?:p|ul|li|br)\b[^>]*>")
# Below this, two lines are different sentences, and marking shared words would confuse.
_ALIKE = 0.35
# How many of the old lines ahead a new one is held against: with all, 16,000 bullets against
# 16,000 others would be 256 million pairs.
_LINES_AHEAD = 20
# A text of which so much is new was written anew: marks on it would be a mess. Words that any
# text has, and texts of a few words, tell nothing of that.
_MOSTLY = 0.7
_FEW_WORDS = 8
_TELLING = re.compile(r"\d|\w{4}")


@dataclass
class _Line:
    """The inside of one paragraph, bullet or line of them, between two block tags."""

    tokens: list[str]
    opened_by: str = ""
    closed_by: str = ""
    gone_before: list["_Line"] = field(default_factory=list)
    gone_after: list["_Line"] = field(default_factory=list)
    marked: str = ""
    is_new: bool = False

    # Read again for each run of words that changed, of which a long line has thousands.
    @cached_property
    def _places(self) -> list[int]:
        return [place for place, token in enumerate(self.tokens) if _is_word(token)]

    @cached_property
    def words(self) -> list[str]:
        return [self.tokens[place] for place in self._places]

    def plain(self, start: int, end: int) -> str:
        """The words from `start` to before `end` as they stood, without tags."""
        inside = self.tokens[self._places[start] : self._places[end - 1] + 1]
        return "".join(token for token in inside if not _TAG.match(token))

    @property
    def as_removed(self) -> str:
        return f"<del>{self.plain(0, len(self.words))}</del>"

    def html(self) -> str:
        """The line with the lines that went before and after it, each on a line of its own."""
        tag = re.match(r"<(p|li)\b", self.opened_by)
        before = f"</{tag[1]}><{tag[1]}>" if tag else "<br>"
        tag = re.match(r"</(p|li)>", self.closed_by)
        after = f"</{tag[1]}><{tag[1]}>" if tag else "<br>"
        return (
            "".join(line.as_removed + before for line in self.gone_before)
            + self.marked
            + "".join(after + line.as_removed for line in self.gone_after)
        )


def is_rewritten(now: str, before: str) -> bool:
    """Whether most words of `now` are new since `before`, wherever in it they stand."""
    new, old = _telling_words(now), _telling_words(before)
    if min(new.total(), old.total()) < _FEW_WORDS:
        return False
    return (new - old).total() / new.total() > _MOSTLY


def _telling_words(text: str) -> Counter[str]:
    tokens = (token.lower() for token in _TOKEN.findall(str(to_html(text))) if _is_word(token))
    return Counter(token for token in tokens if _TELLING.search(token))


def marked(now: str, before: str) -> SafeString:
    """`now` as HTML, with what was added since `before` in ins and what went in del.

    Without the `del` elements, and without the tags of `ins`, it reads as `now` alone does.
    """
    parts = _parts(str(to_html(now)))
    new = [part for part in parts if isinstance(part, _Line)]
    old = [part for part in _parts(str(to_html(before))) if isinstance(part, _Line)]
    if new:
        _compare(old, new)
        html = "".join(part.html() if isinstance(part, _Line) else part for part in parts)
    else:
        html = "".join(f"<p>{line.as_removed}</p>" for line in old)
    return mark_safe(html)  # noqa: S308 - to_html cleaned it; only ins, del, p, li, br were added


def _parts(html: str) -> list["_Line | str"]:
    """Block tags as they are, and the lines between them."""
    parts: list[_Line | str] = []
    place, last_tag = 0, ""
    for tag in [*_BLOCK_TAG.finditer(html), None]:
        inside = html[place : tag.start() if tag else len(html)]
        if inside.strip():
            parts.append(_Line(_TOKEN.findall(inside), last_tag, tag[0] if tag else ""))
        elif inside:
            parts.append(inside)
        if tag:
            parts.append(tag[0])
            place, last_tag = tag.end(), tag[0]
    return parts


def _compare(old: Sequence[_Line], new: Sequence[_Line]) -> None:
    """Write into each new line how it reads with its changes marked."""
    was = [" ".join(line.words) for line in old]
    now = [" ".join(line.words) for line in new]
    for kind, old_from, old_to, new_from, new_to in changes(was, now):
        if kind == "equal":
            for line in new[new_from:new_to]:
                line.marked = "".join(line.tokens)
            continue
        gone = _pair(old[old_from:old_to], new[new_from:new_to])
        if new_to > new_from or new_from == len(new):
            new[new_to - 1].gone_after += gone
        else:
            new[new_from].gone_before += gone
    _mark_moved(new)


def _mark_moved(new: Sequence[_Line]) -> None:
    """Mark the lines that went from one place and came at another as moved."""
    gone: dict[tuple[str, ...], list[tuple[list[_Line], _Line]]] = defaultdict(list)
    for line in new:
        for lines in (line.gone_before, line.gone_after):
            for old in lines:
                gone[tuple(old.words)].append((lines, old))
    for line in new:
        if line.is_new and gone[tuple(line.words)]:
            lines, old = gone[tuple(line.words)].pop()
            lines[:] = [other for other in lines if other is not old]
            line.marked = line.marked.replace("<ins>", '<ins class="st-came">')


def _pair(old: Sequence[_Line], new: Sequence[_Line]) -> list[_Line]:
    """Mark each new line against the next old one that is like it; gives the old ones left."""
    place = 0
    for line in new:
        ahead = range(place, min(place + _LINES_AHEAD, len(old)))
        match = next((at for at in ahead if _alike(old[at], line)), None)
        was = None if match is None else old[match]
        line.marked = "".join(_marked_words(was, line))
        line.is_new = match is None
        if match is not None:
            line.gone_before += old[place:match]
            place = match + 1
    return list(old[place:])


def _alike(old: _Line, new: _Line) -> bool:
    return similarity(old.words, new.words) > _ALIKE


def _marked_words(was: _Line | None, line: _Line) -> Iterator[str]:
    """The tokens of a line, with runs of new words in ins and what they replace in del."""
    added, removed = _changes(was, line)
    count, is_open, before = 0, False, " "
    for index, token in enumerate(line.tokens):
        is_word = _is_word(token)
        joins = is_word or (token.isspace() and _is_word_next(line.tokens, index))
        if is_open and not (joins and count in added and not (is_word and count in removed)):
            yield "</ins>"
            is_open = False
        if is_word and count in removed:
            yield _apart(before, removed[count], token, is_replaced=count in added)
        if is_word and count in added and not is_open:
            yield f'<ins class="{added[count]}">' if added[count] else "<ins>"
            is_open = True
        yield token
        before = token
        count += is_word
    yield "</ins>" if is_open else ""
    yield _apart(before, removed[count], " ") if count in removed else ""


def _apart(before: str, gone: str, after: str, *, is_replaced: bool = False) -> str:
    """`gone` in del, with a space on a side where two words would else touch."""
    left = " " if before[-1].isalnum() and gone[0].isalnum() else ""
    right = " " if after[0].isalnum() else ""
    tag = '<del class="st-was">' if is_replaced else "<del>"
    return f"{left}{tag}{gone}</del>{right}"


def _changes(was: _Line | None, line: _Line) -> tuple[dict[int, str], dict[int, str]]:
    """Which words of `line` are new, each with the class of its mark, and before which word (by
    number) what was removed."""
    old = was.words if was else []
    added: dict[int, str] = {}
    removed: dict[int, str] = {}
    for kind, old_from, old_to, new_from, new_to in changes(old, line.words):
        if kind == "equal":
            continue
        added |= dict.fromkeys(range(new_from, new_to), "st-now" if kind == "replace" else "")
        if was and old_to > old_from:
            removed[new_from] = was.plain(old_from, old_to)
    return added, removed


def _is_word(token: str) -> bool:
    return not token.isspace() and not _TAG.match(token)


def _is_word_next(tokens: Sequence[str], index: int) -> bool:
    """Whether a word follows the white space at `index`, with no tag between."""
    return index + 1 < len(tokens) and _is_word(tokens[index + 1])
