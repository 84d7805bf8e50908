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
    shows_report_title: bool = option("Print the report's own title first", False)
    titles: bool = option("Print the title of each document", True)
    columns: int = option("Columns", 1, choices=[(1, "One"), (2, "Two"), (3, "Three")])
    prints_drafting_notes: bool = option("Print drafting notes such as [DN: …]", False)


def build(source: Source, part: Part) -> Data | None:
    options = KIND.options_of(part)
    found: dict[str, list[list[str]]] = {}
    for passage in source.passages:
        if passage.objective_id is None and _is_wanted(passage, options):
            text = passage.text
            if not options.prints_drafting_notes:
                text = without_drafting_notes(text)
            found.setdefault(passage.document, []).append([passage.label, text])
    documents = [{"title": title, "passages": some} for title, some in found.items()]
    # The head of the paper has the strategy's title already.
    title = source.plan.strategy.title.casefold()
    own = [
        passage.text
        for passage in source.passages
        if passage.kind == Passage.Kind.COVER
        and passage.code in _TITLES
        and passage.text.strip().casefold() != title
    ]
    if not documents and not (own and options.shows_report_title):
        return None
    return {
        "report_title": own if options.shows_report_title else [],
        "documents": documents,
        "titles": options.titles,
        "columns": options.columns,
    }


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
    made: list[Block] = [Text(text, style="lede") for text in data["report_title"]]
    for document in data["documents"]:
        if data["titles"]:
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
