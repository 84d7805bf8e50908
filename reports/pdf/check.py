"""Whether the tags, links and bookmarks of a PDF hold together.

Checkers of PDF/UA look at each thing by itself and pass files whose tags lead astray: this
follows every one from where it begins to where it ends.
"""

import io
from collections import Counter
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


def faults_of(data: bytes) -> dict[str, int]:
    """What is wrong in a tagged PDF, and how often; empty where all is right."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return dict(_Check(pdf).run())


class _Check:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.faults: Counter[str] = Counter()
        self.pages = {page.obj.objgen for page in pdf.pages}
        flat = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        self.keys = [int(key) for key in flat[::2]]
        self.parents = dict(zip(self.keys, flat[1::2], strict=True))
        self.heard: set[tuple[int, int]] = set()
        self.headers: Counter[str] = Counter()
        self.named: list[str] = []

    def run(self) -> Counter[str]:
        if self.keys != sorted(set(self.keys)):
            self.faults["keys of the parent tree are not sorted, or one is there twice"] += 1
        for document in self.pdf.Root.StructTreeRoot.K:
            self._follow(document, self.pdf.Root.StructTreeRoot)
        self._check_pages()
        self._check_headers()
        self._check_links()
        return self.faults

    # Tags

    def _follow(self, element: Any, parent: Any) -> None:
        if not isinstance(element, Dictionary):
            return
        if element.get(Name.Type) == Name.OBJR:
            owner = self.parents.get(int(element.Obj.get(Name.StructParent, -1)))
            if owner is None or owner.objgen != parent.objgen:
                self.faults["a link belongs to another tag"] += 1
            return
        self.heard.add(element.objgen)
        if element.P.objgen != parent.objgen:
            self.faults["a tag says another parent"] += 1
        if Name.Pg in element and element.Pg.objgen not in self.pages:
            self.faults["a tag is on a page that is not in the file"] += 1
        self._note_headers(element)
        if Name.Table == element.S:
            self._check_table(element)
        kids = element.get(Name.K, Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            self._follow(kid, element)

    def _note_headers(self, element: Any) -> None:
        if Name.ID in element:
            self.headers[str(element.ID)] += 1
        attributes = element.get(Name.A, Dictionary())
        if element.S == Name.TH and Name.Scope not in attributes:
            self.faults["a header cell does not say what it heads"] += 1
        if element.S == Name.TD and Name.Headers not in attributes:
            self.faults["a cell has no headers"] += 1
        self.named += [str(header) for header in attributes.get(Name.Headers, Array())]

    def _check_table(self, table: Any) -> None:
        kids = [kid for kid in table.K if isinstance(kid, Dictionary)]
        if sum(Name.THead == kid.S for kid in kids) > 1:
            self.faults["a table has its heads twice"] += 1

    def _check_headers(self) -> None:
        for count in self.headers.values():
            if count > 1:
                self.faults["two header cells have one id"] += 1
        for header in self.named:
            if header not in self.headers:
                self.faults["a cell names a header that is not there"] += 1

    # What is shown

    def _check_pages(self) -> None:
        used: Counter[int] = Counter()
        for page in self.pdf.pages:
            key = int(page.obj.StructParents)
            used[key] += 1
            elements = self.parents.get(key)
            if not isinstance(elements, Array):
                self.faults["a page is not in the parent tree"] += 1
                continue
            marked, has_bare_text = _marked_content(page)
            if has_bare_text:
                self.faults["text is neither tagged nor an artifact"] += 1
            tagged = {
                number for number, element in enumerate(elements) if isinstance(element, Dictionary)
            }
            if marked != tagged:
                self.faults["what a page shows is not what its tags say"] += 1
            for number in tagged:
                element = elements[number]
                if element.Pg.objgen != page.obj.objgen:
                    self.faults["a tag says another page"] += 1
                elif element.objgen not in self.heard:
                    self.faults["what is shown is not heard"] += 1
        if any(count > 1 for count in used.values()):
            self.faults["two pages have one key"] += 1

    # Links and bookmarks

    def _check_links(self) -> None:
        flat = list(self.pdf.Root.Names.Dests.Names) if Name.Names in self.pdf.Root else []
        names = [str(name) for name in flat[::2]]
        targets = dict(zip(names, flat[1::2], strict=True))
        if names != sorted(set(names)):
            self.faults["names are not sorted, or one is there twice"] += 1
        for page in self.pdf.pages:
            for annotation in page.obj.get(Name.Annots, Array()):
                if Name.Dest in annotation:
                    self._check_target(targets.get(str(annotation.Dest)), "a link")
                elif str(annotation.A.get(Name.URI, "")).startswith("https://paper.invalid"):
                    self.faults["a link to another section is left open"] += 1
                if not str(annotation.get(Name.Contents, "")):
                    self.faults["a link has no words"] += 1
        if Name.Outlines in self.pdf.Root:
            self._check_bookmarks(self.pdf.Root.Outlines, targets)

    def _check_bookmarks(self, parent: Any, targets: dict[str, Any]) -> None:
        item, before = parent.get(Name.First), None
        while item is not None:
            if item.Parent.objgen != parent.objgen:
                self.faults["a bookmark says another parent"] += 1
            if before is not None and item.Prev.objgen != before.objgen:
                self.faults["bookmarks are not in a chain"] += 1
            target = item.Dest
            self._check_target(
                target if isinstance(target, Array) else targets.get(str(target)), "a bookmark"
            )
            self._check_bookmarks(item, targets)
            item, before = item.get(Name.Next), item
        if before is not None and parent.Last.objgen != before.objgen:
            self.faults["bookmarks are not in a chain"] += 1

    def _check_target(self, target: Any, what: str) -> None:
        if target is None or target[0].objgen not in self.pages:
            self.faults[f"{what} leads nowhere"] += 1


def _marked_content(page: pikepdf.Page) -> tuple[set[int], bool]:
    """The numbers of what is tagged on a page, and whether text stands outside of any mark."""
    numbers: set[int] = set()
    depth, has_bare_text = 0, False
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        operator = instruction.operator
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
            if name == "BDC" and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                numbers.add(int(operands[1]["/MCID"]))
        elif name == "EMC":
            depth -= 1
        elif name in ("Tj", "TJ") and depth == 0:
            has_bare_text = True
    return numbers, has_bare_text
