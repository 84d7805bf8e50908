"""Sections that were laid out alone, joined into one PDF/UA-1 file: the only use of pikepdf.

Each section begins a page. Running heads and "Page x of y" are stamped on every page; links
between sections, bookmarks, names and tags are joined. The same input gives the same bytes.
"""

import io
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from reports.write.document import ELSEWHERE

_PAGE_OF = "Page of 0123456789"
_HEAD_COLOUR = ".208 .271 .314"  # #354550, as the running heads have in board-paper.css
_HEAD_SIZE = 9  # pt
# Of upright and of wide pages, in mm: the side margin, the foot, and the line in it.
_MARGINS = {False: (18, 19), True: (15, 17)}


@dataclass(frozen=True)
class Bookmark:
    """A heading that a reader can go to: `anchor` is its id, `level` counts from 1."""

    anchor: str
    title: str
    level: int


@dataclass(frozen=True)
class Places:
    """How many pages a section has, and on which of them (from 0) each id stands."""

    pages: int
    anchors: dict[str, int]


def opened(section: bytes) -> pikepdf.Pdf:
    """A section, to be looked into and joined."""
    return pikepdf.open(io.BytesIO(section))


def places_of(section: pikepdf.Pdf) -> Places:
    """Where things stand in a section."""
    numbers = {page.obj.objgen: number for number, page in enumerate(section.pages)}
    return Places(
        len(section.pages),
        {name: numbers[target[0].objgen] for name, target in _destinations(section)},
    )


def _destinations(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    if Name.Names not in pdf.Root:
        return []
    flat = list(pdf.Root.Names.Dests.Names)
    return [(str(flat[index]), flat[index + 1]) for index in range(0, len(flat), 2)]


def merge(
    sections: Sequence[pikepdf.Pdf],
    frame: bytes,
    bookmarks: Sequence[Bookmark],
    step: Callable[[], None] = lambda: None,
) -> bytes:
    """One file of `sections`, in order, with the running heads of `frame`.

    `frame` has an upright page, a wide one, and one with all characters of "Page x of y".
    Calls `step` after each section. Raises ValueError for a link that leads nowhere.
    """
    out = pikepdf.new()
    heads = _Heads(out, opened(frame))
    total = sum(len(source.pages) for source in sections)
    tags = _Tags(out)
    names: dict[str, Any] = {}
    annotations: list[Any] = []
    number = 0
    for source in sections:
        pages = range(number, number + len(source.pages))
        # Before the tags, or what they say of the pages is lost.
        with warnings.catch_warnings():
            # It warns that names are not copied: they are, further down.
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            out.pages.extend(source.pages)
        for number in pages:
            page = out.pages[number]
            heads.stamp(page, number + 1, total)
            tags.renumber_page(page)
            for annotation in page.obj.get(Name.Annots, []):
                tags.renumber_link(annotation)
                annotations.append(annotation)
        number = pages.stop
        tags.add(source)
        names |= {
            name: out.copy_foreign(source.make_indirect(target))
            for name, target in _destinations(source)
        }
        step()
    titles = {bookmark.anchor: bookmark.title for bookmark in bookmarks}
    numbers = {page.obj.objgen: number for number, page in enumerate(out.pages, 1)}
    for annotation in annotations:
        _lead(annotation, names, titles, numbers)
    tags.finish()
    out.Root.Names = Dictionary(
        Dests=out.make_indirect(
            Dictionary(
                Names=Array(
                    [part for name in sorted(names) for part in (String(name), names[name])]
                )
            )
        )
    )
    _add_bookmarks(out, bookmarks, names)
    _copy_about(out, sections[0])
    made = io.BytesIO()
    out.save(
        made,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return made.getvalue()


class _Heads:
    """The running heads, and the font that page numbers are written in."""

    def __init__(self, out: pikepdf.Pdf, frame: pikepdf.Pdf) -> None:
        self.out = out
        upright, wide, letters = frame.pages[:3]
        self.forms = {
            is_wide: out.copy_foreign(page.as_form_xobject())
            for is_wide, page in ((False, upright), (True, wide))
        }
        self.codes, self.widths = {}, {}
        for font in letters.Resources.Font.values():
            codes = _codes_of(font)
            if all(letter in codes for letter in _PAGE_OF):
                self.codes, self.widths = codes, _widths_of(font)
                self.font = out.copy_foreign(font)
                break
        else:
            raise RuntimeError("No font of the running heads has all of “Page x of y”.")

    def stamp(self, page: pikepdf.Page, number: int, total: int) -> None:
        """Put both before what the page shows, as artifacts: read aloud, they would interrupt."""
        left, _, right, top = (float(side) for side in page.mediabox)
        is_wide = right - left > top
        resources = page.obj.Resources  # one for all pages of a section
        resources.Font["/HeadFont"] = self.font
        resources.XObject["/HeadTall"], resources.XObject["/HeadWide"] = (
            self.forms[False],
            self.forms[True],
        )
        margin, foot = _MARGINS[is_wide]
        words = self._words(
            f"Page {number} of {total}",
            right - margin * 72 / 25.4,
            (foot - 5) * 72 / 25.4 - _HEAD_SIZE,
        )
        form = "HeadWide" if is_wide else "HeadTall"
        shown = (
            "/Artifact <</Type /Pagination /Subtype /Header>> BDC "
            f"q /{form} Do Q EMC\n"
            "/Artifact <</Type /Pagination /Subtype /Footer>> BDC "
            f"q {words} Q EMC\n"
        )
        page.obj.Contents = Array([self.out.make_stream(shown.encode()), page.obj.Contents])

    def _words(self, text: str, right: float, base: float) -> str:
        """`text` so that it ends at `right`, in points from the corner of the page."""
        codes = [self.codes[letter] for letter in text]
        width = sum(self.widths.get(code, 0) for code in codes) * _HEAD_SIZE / 1000
        shown = "".join(f"{code:04x}" for code in codes)
        return (
            f"BT /HeadFont {_HEAD_SIZE} Tf {_HEAD_COLOUR} rg "
            f"1 0 0 1 {right - width:.2f} {base:.2f} Tm <{shown}> Tj ET"
        )


def _codes_of(font: Any) -> dict[str, int]:
    """The code of each character that the font has."""
    text = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]{4})>", text, re.IGNORECASE)
    return {chr(int(character, 16)): int(code, 16) for code, character in pairs}


def _widths_of(font: Any) -> dict[int, float]:
    """The width of each code, in thousandths of the size (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    parts = list(font.DescendantFonts[0].W)
    while parts:
        first, second = int(parts.pop(0)), parts.pop(0)
        if isinstance(second, Array):
            widths |= {first + index: float(width) for index, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(parts.pop(0)))
    return widths


class _Tags:
    """The tags of all sections under one document, each as a section of it."""

    def __init__(self, out: pikepdf.Pdf) -> None:
        self.out = out
        self.root = out.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = out.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, K=Array())
        )
        self.numbers: list[Any] = []  # of the parent tree: a key, then what has it
        self.first = 0  # the first key of the section in hand

    def renumber_page(self, page: pikepdf.Page) -> None:
        page.obj.StructParents = int(page.obj.StructParents) + self.first

    def renumber_link(self, annotation: Any) -> None:
        if Name.StructParent in annotation:
            annotation.StructParent = int(annotation.StructParent) + self.first

    def add(self, source: pikepdf.Pdf) -> None:
        """Hang the tags of a section, whose pages are in the file already, under the document."""
        tree = self.out.copy_foreign(source.Root.StructTreeRoot)
        own = tree.K[0]
        own.S, own.P = Name.Sect, self.document
        self.document.K.append(own)
        flat = list(tree.ParentTree.Nums)
        keys = [int(key) for key in flat[::2]]
        for key, value in zip(keys, flat[1::2], strict=True):
            self.numbers += [key + self.first, value]
        self.first += max(keys, default=-1) + 1

    def finish(self) -> None:
        self.root.K = Array([self.document])
        self.root.ParentTree = self.out.make_indirect(Dictionary(Nums=Array(self.numbers)))
        self.root.ParentTreeNextKey = self.first
        self.out.Root.StructTreeRoot = self.root


def _lead(
    annotation: Any,
    names: dict[str, Any],
    titles: dict[str, str],
    numbers: dict[tuple[int, int], int],
) -> None:
    """Make a link inside the paper lead there, and say where: PDF/UA asks for words."""
    if Name.Dest in annotation:
        target = str(annotation.Dest)
    elif Name.A in annotation and str(annotation.A.get(Name.URI, "")).startswith(ELSEWHERE):
        target = str(annotation.A.URI)[len(ELSEWHERE) :]
    else:
        return
    if target not in names:
        raise ValueError(f"A link of the paper leads to “{target}”, which is not in it.")
    if Name.A in annotation:
        del annotation.A
    annotation.Dest = String(target)
    page = f"page {numbers[names[target][0].objgen]}"
    annotation.Contents = String(", ".join(part for part in (titles.get(target), page) if part))


def _add_bookmarks(out: pikepdf.Pdf, bookmarks: Sequence[Bookmark], names: dict[str, Any]) -> None:
    known = [bookmark for bookmark in bookmarks if bookmark.anchor in names]
    if not known:
        return
    root = out.make_indirect(Dictionary(Type=Name.Outlines))
    over: list[tuple[int, Any]] = [(0, root)]
    below: dict[tuple[int, int], list[Any]] = {}
    for bookmark in known:
        while over[-1][0] >= bookmark.level:
            over.pop()
        parent = over[-1][1]
        item = out.make_indirect(
            Dictionary(Title=String(bookmark.title), Parent=parent, Dest=String(bookmark.anchor))
        )
        below.setdefault(parent.objgen, []).append(item)
        over.append((bookmark.level, item))
    for items in below.values():
        parent = items[0].Parent
        parent.First, parent.Last = items[0], items[-1]
        for before, after in pairwise(items):
            before.Next, after.Prev = after, before
    for items in below.values():
        for item in items:
            # Those under it are folded away at first, which a count below 0 says.
            if item.objgen in below:
                item.Count = -len(below[item.objgen])
    root.Count = len(below[root.objgen])
    out.Root.Outlines = root


def _copy_about(out: pikepdf.Pdf, first: pikepdf.Pdf) -> None:
    """Take title, author, language and that the file is PDF/UA-1 from the first section."""
    for name in (Name.Metadata, Name.Lang, Name.ViewerPreferences, Name.MarkInfo):
        value = first.Root[name]
        if isinstance(value, Dictionary) and not value.is_indirect:
            value = first.make_indirect(value)
        out.Root[name] = out.copy_foreign(value) if getattr(value, "is_indirect", False) else value
    for key, about in first.docinfo.items():
        out.docinfo[key] = about
