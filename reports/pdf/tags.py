"""The tags of what WeasyPrint (70.0) has laid out, made whole before they are written.

It tags each page for itself. Here what the end of a page parted is one element again, a table
above all; the heads that it repeats on each page are heard once, and lines in the margin not at
all, as artifacts; every header cell says what it heads, and every other cell which headers it
has, by the algorithm of HTML (WeasyPrint leaves cells out beside merged neighbours).

PDF/UA-1 (ISO 14289-1) 7.5 asks for headers that can be found; ISO 32000-1 14.8.5.7 says how.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydyf import PDF, Dictionary

# Elements that are one element wherever a page has parted them. A link is not: each part of it
# is a rectangle of its own on its page.
_PARTED = {
    "/Part", "/Sect", "/Div", "/Art", "/BlockQuote", "/Caption",
    "/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/LBody",
    "/Table", "/TBody", "/TR", "/TH", "/TD", "/NonStruct",
}  # fmt: skip
_COLUMN_SCOPES = ("col", "colgroup")


def remember_elements() -> None:
    """Keep at each tag which element of the HTML it comes from; called once in a process."""
    from weasyprint.pdf import tags

    build = tags._build_box_tree
    if getattr(build, "is_remembering", False):
        return

    def remembering(box: Any, *rest: Any) -> Iterator["Dictionary"]:
        box = getattr(box, "_box", box)  # of what is placed absolutely
        for made in build(box, *rest):
            if not hasattr(made, "html"):
                made.html, made.html_tag = box.element, box.element_tag
            yield made

    remembering.is_remembering = True  # type: ignore[attr-defined]
    tags._build_box_tree = remembering


def finisher(prefix: str) -> Callable[[Any, "PDF"], None]:
    """What WeasyPrint calls before it writes; the ids of header cells begin with `prefix`."""

    def finish(_document: Any, pdf: "PDF") -> None:
        _Tree(pdf).mend(prefix)

    return finish


class _Tree:
    """The tag tree of a PDF that is not written yet."""

    def __init__(self, pdf: "PDF") -> None:
        self.objects = pdf.objects
        self.root = self._at(pdf.catalog["StructTreeRoot"])
        self.document = self._at(self.root["K"][0])
        pages = [self._at(reference) for reference in pdf.page_references]
        self.streams = {
            bytes(reference): self._at(page["Contents"]).stream
            for reference, page in zip(pdf.page_references, pages, strict=True)
        }
        self.contents = self._at(self.root["ParentTree"])["Nums"]
        self.places = {
            bytes(reference): 2 * int(page["StructParents"]) + 1
            for reference, page in zip(pdf.page_references, pages, strict=True)
        }

    def mend(self, prefix: str) -> None:
        self._join_kids(self.document)
        heard: set[int] = set()
        tables: list[Dictionary] = []
        self._walk(self.document, heard, tables)
        for thing in self.objects:
            if self._is_element(thing) and thing.number not in heard:
                self._silence(thing)
        for number, table in enumerate(tables):
            _Headers(self._kids, f"{prefix}-t{number}").name_all(table)

    # Reading

    def _at(self, reference: Any) -> Any:
        return self.objects[int(bytes(reference).split()[0])]

    def _is_element(self, thing: Any) -> bool:
        return isinstance(thing, dict) and thing.get("Type") == "/StructElem"

    def _kids(self, element: Any) -> list[Any]:
        """The elements right under `element`; not its marked content, nor its links."""
        kids = [self._at(kid) for kid in element["K"] if isinstance(kid, bytes)]
        return [kid for kid in kids if self._is_element(kid)]

    def _walk(self, element: Any, heard: set[int], tables: list[Any]) -> None:
        heard.add(element.number)
        if element["S"] == "/Table":
            tables.append(element)
        for kid in self._kids(element):
            self._walk(kid, heard, tables)

    # What pages parted

    def _join_kids(self, element: Any) -> None:
        """Join those under `element` that come from one element of the HTML, and so on down."""
        kept: list[Any] = []
        found: dict[tuple[Any, ...], Any] = {}
        for kid in element["K"]:
            made: Any = self._at(kid) if isinstance(kid, bytes) else None
            if not self._is_element(made):
                kept.append(kid)
                continue
            key = _identity(made)
            first = found.get(key) if key else None
            if first is None:
                if key:
                    found[key] = made
                made["P"] = element.reference
                kept.append(kid)
            elif made["S"] != "/THead":  # which is repeated, and was heard
                first["K"].extend(made["K"])
        element["K"][:] = kept
        for kid in self._kids(element):
            self._join_kids(kid)

    def _silence(self, element: Any) -> None:
        """Make what is shown of an element that nobody hears an artifact."""
        marked = [kid for kid in element["K"] if isinstance(kid, int)]
        if not marked:
            return
        page = bytes(element["Pg"])
        stream = self.streams[page]
        for index, item in enumerate(stream):
            if isinstance(item, dict) and item.get("MCID") in marked:
                stream[index - 1] = "/Artifact"
                item.clear()
                item["Type"] = "/Pagination"
        for number in marked:
            self.contents[self.places[page]][number] = b"null"


@dataclass(frozen=True)
class _Reaching:
    """A cell that reaches down to the row `last`: its columns, and its id if it heads rows."""

    last: int
    columns: set[int]
    headers: list[Any]


class _Headers:
    """Gives each header cell of one table its id and scope, each other cell its headers."""

    def __init__(self, kids: Callable[[Any], list[Any]], prefix: str) -> None:
        self.kids = kids
        self.prefix = prefix
        self.number = 0
        self.heads: list[tuple[set[int], Any]] = []  # the columns that a head is over, its id
        self.over: list[Any] = []  # the id of what heads the group in hand
        self.reaching: list[_Reaching] = []  # in the group in hand

    def name_all(self, table: Any) -> None:
        for group in self.kids(table):
            self.over, self.reaching = [], []
            if group["S"] == "/TR":
                self._row(0, group, is_head=False)
            elif group["S"] != "/Caption":
                for index, row in enumerate(self.kids(group)):
                    self._row(index, row, is_head=group["S"] == "/THead")

    def _row(self, index: int, row: Any, *, is_head: bool) -> None:
        cells = [cell for cell in self.kids(row) if cell["S"] in ("/TH", "/TD")]
        from_above = [cell for cell in self.reaching if cell.last >= index]
        taken = {column for cell in from_above for column in cell.columns}
        beside = [header for cell in from_above for header in cell.headers]
        column, bare = 0, []
        for cell in cells:
            while column in taken:
                column += 1
            attributes = cell["A"]
            columns = set(range(column, column + attributes.get("ColSpan", 1)))
            column += len(columns)
            own: list[Any] = []
            if cell["S"] == "/TH":
                own = self._head(cell, columns, is_head=is_head, is_alone=len(cells) == 1)
            else:
                bare.append((attributes, columns))
            beside += own
            last = index + attributes.get("RowSpan", 1) - 1
            if last > index:
                self.reaching.append(_Reaching(last, columns, own))
        for attributes, columns in bare:
            self._name(attributes, columns, beside)

    def _head(self, cell: Any, columns: set[int], *, is_head: bool, is_alone: bool) -> list[Any]:
        """Name a header cell. Gives its id where it heads its row."""
        import pydyf

        self.number += 1
        cell["ID"] = header = pydyf.String(f"{self.prefix}-{self.number}")
        scope = cell.html.attrib.get("scope", "")
        is_column = is_head or scope in _COLUMN_SCOPES
        cell["A"]["Scope"] = "/Column" if is_column else "/Row"
        if is_column:
            self.heads.append((columns, header))
            return []
        if is_alone and scope == "rowgroup":
            self.over = [header]
            return []
        return [header]

    def _name(self, attributes: Any, columns: set[int], beside: list[Any]) -> None:
        import pydyf

        above = [header for covered, header in self.heads if covered & columns]
        attributes.pop("Headers", None)
        if headers := [*above, *self.over, *beside]:
            attributes["Headers"] = pydyf.Array(headers)


def _identity(element: Any) -> tuple[Any, ...] | None:
    """What two tags share that come from one element of the HTML; None for what stays apart."""
    html = getattr(element, "html", None)
    if html is None or (element["S"] not in _PARTED and element["S"] != "/THead"):
        return None
    return (id(html), element.html_tag, element["S"])
