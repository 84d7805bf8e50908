"""What the trust's own tracker says beside its plan: a vision, numbered paragraphs, a summary."""

from dataclasses import dataclass

from objectives.models import Passage
from reports.blocks import Block, Flow, Heading, Text
from reports.drafting import without_drafting_notes
from reports.parts.base import Content, Data, Part, PartKind, Source, option

# A label no longer than this is the number of a paragraph.
_LONGEST_NUMBER = 8
_TITLES = ("title", "subtitle")  # codes of the passages of a cover that name the report


@dataclass(frozen=True)
class Options:
    documents: list[str] = option("Only these documents", [], of="documents")
    labels: list[str] = option("Only these passages", [], of="passages")
    without: list[str] = option("All but these passages", [], of="passages")
    until_mention: str = option("Only up to the passage that mentions this", "")
    after_mention: str = option("Only what follows the passage that mentions this", "")
    shows_report_title: bool = option("Print the report's own title first", False)
    titles: bool = option("Print the title of each document", True)
    columns: int = option("Columns", 1, choices=[(1, "One"), (2, "Two"), (3, "Three")])
    prints_drafting_notes: bool = option("Print drafting notes such as [DN: …]", False)


def build(source: Source, part: Part) -> Data | None:
    options = KIND.options_of(part)
    wanted: dict[str, list[Passage]] = {}
    for passage in source.passages:
        if passage.objective_id is None and _is_wanted(passage, options):
            wanted.setdefault(passage.document, []).append(passage)
    inside, goes_on = _between([one for some in wanted.values() for one in some], options)
    found: dict[str, list[list[str]]] = {}
    for passage in inside:
        text = passage.text
        if not options.prints_drafting_notes:
            text = without_drafting_notes(text)
        found.setdefault(passage.document, []).append([passage.label, text])
    documents = [
        # What goes on after something that stands inside it has had its title.
        {"title": "" if title == goes_on else title, "passages": some}
        for title, some in found.items()
    ]
    own = [
        passage.text
        for passage in source.passages
        if passage.kind == Passage.Kind.COVER and passage.code in _TITLES
    ]
    if not documents and not (own and options.shows_report_title):
        return None
    return {
        "report_title": own if options.shows_report_title else [],
        "documents": documents,
        "titles": options.titles,
        "columns": options.columns,
    }


def _between(passages: list[Passage], options: Options) -> tuple[list[Passage], str]:
    """The passages that the options ask for of those in order, and the document that the first
    of them goes on with. Where nothing mentions what they name, all stand before it."""

    def after(words: str) -> int:
        places = [
            place
            for place, passage in enumerate(passages, start=1)
            if words.casefold() in passage.text.casefold()
        ]
        return places[0] if places else len(passages)

    last = after(options.until_mention) if options.until_mention else len(passages)
    first = after(options.after_mention) if options.after_mention else 0
    return passages[first:last], passages[first - 1].document if first else ""


def _is_wanted(passage: Passage, options: Options) -> bool:
    if passage.kind != Passage.Kind.TEXT:
        return False
    names = {passage.label.casefold(), passage.code.casefold()} - {""}
    if options.documents and passage.document.casefold() not in _folded(options.documents):
        return False
    if options.labels and not names & _folded(options.labels):
        return False
    return not names & _folded(options.without)


def _folded(names: list[str]) -> set[str]:
    return {name.casefold() for name in names}


def blocks(data: Data, content: Content) -> list[Block]:
    # The head of the paper has its title already.
    made: list[Block] = [
        Text(text, style="lede")
        for text in data["report_title"]
        if text.strip().casefold() not in content["title"].casefold()
    ]
    for document in data["documents"]:
        if data["titles"] and document["title"]:
            made.append(Heading(document["title"], 2))
        said: list[Block] = []
        for label, text in document["passages"]:
            if label and len(label) <= _LONGEST_NUMBER and any(map(str.isdigit, label)):
                said.append(Text(text, number=label))
                continue
            if label:
                said.append(Heading(label, 3 if data["titles"] else 2))
            if text:
                said.append(Text(text))
        made += [Flow(said, data["columns"])] if data["columns"] > 1 and said else said
    return made


KIND = PartKind(
    "documents",
    "Words of the tracker",
    "Visions, summaries and numbered paragraphs that came in with the tracker",
    build,
    blocks,
    Options,
)
