"""Narratives as safe HTML: what an author meant as Markdown, and every other character as typed.

The text of an update comes from a person at a keyboard, from Word, or from a
spreadsheet cell, and it goes into a public record. So this is less than
CommonMark on purpose. Recognised are

* paragraphs (a blank line between them) and single line breaks, which are kept;
* bullets, one or more levels: a line that begins with a bullet mark and a space;
* ``**bold**``, ``*italic*`` (not inside a word) and ``[words](https://address)``.

Everything else stands as it was typed, because in real papers it means itself:
``# of patients``, ``1. `` at the start of a line (CommonMark would renumber it),
``> 90%``, ``<1 month``, ``file_name_v2``, ``5 * 3``, ``&amp;``, a trailing
footnote asterisk and its "* provisional" below. Nothing is dropped or reordered
but the marks named above.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

# Word's private-use bullets (Symbol and Wingdings) stand among the usual ones.
_ROUND_MARKS = "•*-·●▪■‣⁃\uf0b7\uf0a7"
_HOLLOW_MARKS = "o◦○"
_DASH_MARKS = "–"
_BULLET = re.compile(
    rf"([{re.escape(_ROUND_MARKS + _HOLLOW_MARKS + _DASH_MARKS)}])[ \t\xa0]+(?=\S)"
)
_BLANK = re.compile(r"^[ \t\xa0]*")
_NEW_LINE = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Not allowed in HTML, and never meant.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_END_OF_LINE = re.compile(r"<(?:/p|/li|br)>")
_LINK = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)

_TAGS = {"p", "br", "strong", "em", "a", "ul", "li"}
_CLASSES = {"ul": {"hollow", "dash"}}


@dataclass
class _Item:
    """One bullet: its own words, and the list that hangs from it."""

    mark: str
    lines: list[str]
    children: "_List | None" = None


@dataclass
class _List:
    """A run of bullets of one family of marks at one depth."""

    family: str
    indent: int
    items: list[_Item] = field(default_factory=list)


def _italic_and_bold(state: StateInline, silent: bool) -> bool:
    """The `*` rule of markdown-it, but never inside a word: `2*3*4` is a sum."""
    if silent or state.src[state.pos] != "*":
        return False
    scanned = state.scanDelims(state.pos, False)
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
    state.pos += scanned.length
    return True


def _inline_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True, "html": False})
    parser.enable(["newline", "link", "balance_pairs", "emphasis"])
    parser.inline.ruler.at("emphasis", _italic_and_bold)
    parser.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
    return parser


_PARSER = _inline_parser()


def _family(mark: str) -> str:
    if mark in _HOLLOW_MARKS:
        return "hollow"
    return "dash" if mark in _DASH_MARKS else ""


def _place(open_lists: list[_List], family: str, indent: int) -> _List:
    """The list that a bullet of `family` at `indent` belongs to, opened where it must be.

    A deeper indent, or another mark at the same indent, hangs from the last
    bullet; a mark already open further up closes what is below it.
    """
    while len(open_lists) > 1 and indent < open_lists[-1].indent:
        open_lists.pop()
    for depth in range(len(open_lists) - 1, -1, -1):
        candidate = open_lists[depth]
        if candidate.family == family and abs(candidate.indent - indent) < 2:
            del open_lists[depth + 1 :]
            return candidate
    new = _List(family, indent)
    if open_lists:
        open_lists[-1].items[-1].children = new
    open_lists.append(new)
    return new


def _blocks(text: str) -> list[_List | list[str]]:
    """The text as paragraphs (lists of lines) and bullet lists, in order."""
    blocks: list[_List | list[str]] = []
    open_lists: list[_List] = []
    paragraph: list[str] | None = None
    for line in text.split("\n"):
        # match() cannot fail: the pattern accepts an empty string.
        indent = len(_BLANK.match(line.expandtabs(4))[0])  # type: ignore[index]
        content = line.strip(" \t\xa0")
        bullet = _BULLET.match(content)
        if not content:
            paragraph = None
        elif bullet:
            paragraph = None
            target = _place(open_lists, _family(bullet[1]), indent)
            if len(open_lists) == 1 and not target.items:
                blocks.append(target)
            target.items.append(_Item(bullet[1], [content[bullet.end() :]]))
        elif open_lists and indent > open_lists[-1].indent + 1:
            open_lists[-1].items[-1].lines.append(content)
        else:
            open_lists = []
            if paragraph is None:
                paragraph = []
                blocks.append(paragraph)
            paragraph.append(content)
    return blocks


def _is_footnote(block: _List) -> bool:
    """One asterisk alone is more often a footnote ("* provisional") than a list of one."""
    return len(block.items) == 1 and block.items[0].mark == "*" and block.items[0].children is None


def _inline(lines: list[str]) -> str:
    return str(_PARSER.renderInline("\n".join(lines)))


def _list_html(bullets: _List) -> str:
    items = "".join(
        f"<li>{_inline(item.lines)}{_list_html(item.children) if item.children else ''}</li>"
        for item in bullets.items
    )
    return f'<ul class="{bullets.family}">{items}</ul>' if bullets.family else f"<ul>{items}</ul>"


def _block_html(block: _List | list[str]) -> str:
    if not isinstance(block, _List):
        return f"<p>{_inline(block)}</p>"
    if _is_footnote(block):
        return f"<p>* {_inline(block.items[0].lines)}</p>"
    return _list_html(block)


# A paper is written again for each change of one part, and most of its words are the same.
@lru_cache(maxsize=4_096)
def to_html(text: str) -> SafeString:
    """`text` as HTML of p, br, ul, li, strong, em and a, safe to print on any page.

    Empty text gives an empty string. A mark on its own ("-", "*", "o") is text,
    not a bullet: it is how many trusts write "nothing to report".
    """
    cleaned = _CONTROLS.sub("", _NEW_LINE.sub("\n", text))
    html = "".join(_block_html(block) for block in _blocks(cleaned))
    # The parser escapes everything itself; nh3 stands behind it as a second wall.
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(safe)  # noqa: S308 - cleaned on the line above


def to_plain(text: str) -> str:
    """The words on one line, without their Markdown."""
    words = strip_tags(_END_OF_LINE.sub(" ", to_html(text)))
    return unescape(" ".join(words.split()))
