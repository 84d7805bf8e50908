"""What a paper is made of on its way to a format: typed values, no HTML, no database.

A part of a paper gives a list of blocks; each format has one function for each block. A cell of
a table, and the value of a field, is a list of inline values and of prose.

Text is plain text as a person typed it unless it is called prose, which is Markdown. Ratings,
scores and movements carry the trust's own words; a tone is one of Rating.Tone, or "".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Orientation = Literal["tall", "wide"]


# Inline values


@dataclass(frozen=True)
class Words:
    """Plain text: `style` is "", "strong", "quiet", or "title" for a paragraph of its own in bold.

    What was typed as plain text is not put into Markdown, which has no way to say that a mark
    means itself.
    """

    text: str
    style: str = ""


@dataclass(frozen=True)
class Prose:
    """Markdown paragraphs and lists; a `label` stands in bold before the first."""

    markdown: str
    label: str = ""
    style: str = ""


@dataclass(frozen=True)
class Pill:
    """A rating as given: its word, with the way it moved or the arrow given by hand."""

    label: str
    tone: str = ""
    direction: str = ""
    movement: str = ""


@dataclass(frozen=True)
class Blank:
    """Nothing was given, in words that say which kind of nothing."""

    words: str


@dataclass(frozen=True)
class Score:
    """A risk score as printed, on the tone of its band, with the band's name."""

    score: str
    band: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Movement:
    """An arrow ("up", "down", "same" or "") with its words."""

    direction: str
    words: str = ""


@dataclass(frozen=True)
class People:
    """Who leads something, each a name and a role (either may be empty)."""

    people: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class TickBoxes:
    """Choices of which some are ticked, printed with all of them in sight."""

    choices: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Tags:
    """Short names that belong to something, such as its supporting strategies."""

    names: Sequence[str]


@dataclass(frozen=True)
class Link:
    """Words that lead to a heading of the same paper by its anchor."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Line:
    """A small line chart: the values of a series (None is a gap), and its aims."""

    values: Sequence[float | None]
    aims: Sequence[float | None] = ()
    description: str = ""


@dataclass(frozen=True)
class Labelled:
    """A value with its label before it, on a line of its own among others unless it `runs_on`."""

    label: str
    value: "Inline"
    runs_on: bool = False


Inline = (
    Words
    | Prose
    | Pill
    | Blank
    | Score
    | Movement
    | People
    | TickBoxes
    | Tags
    | Link
    | Line
    | Labelled
)
Cell = Sequence[Inline]


# Blocks


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a part's own) to 3. One with an anchor can be linked to.

    Raised for the sake of its paper, it keeps the look of the level that it had. `items` are
    the identities of what is told under it.
    """

    text: str
    level: int = 2
    reference: str = ""
    anchor: str = ""
    in_contents: bool = False
    looks_like: int = 0
    items: Sequence[str] = ()


@dataclass(frozen=True)
class Text:
    """Prose on its own; a `number` hangs to its left.

    `style` is "", "lede", "quiet", "statement" for the words that stand over a group, "about"
    for what a table or chart follows on the same page, or "small" for what is said under one.
    """

    markdown: str
    style: str = ""
    number: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of plain texts."""

    items: Sequence[str]


@dataclass(frozen=True)
class Notice:
    """A framed box that must be seen: a recommendation, or that this is a draft."""

    title: str
    blocks: Sequence["Block"]


@dataclass(frozen=True)
class Fields:
    """Labels with their values: below one another, or in a line across the page.

    Short ones may stand two to a line (`columns` 2).
    """

    fields: Sequence[tuple[str, Cell]]
    is_line: bool = False
    columns: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a table.

    `width` is in mm; 0 lets it follow from what the cells hold. `group` is the heading that
    neighbours with the same group share over them. `item` is the identity of what a column is
    about.
    """

    label: str
    width: float = 0
    is_number: bool = False
    is_row_header: bool = False
    group: str = ""
    is_strong: bool = False
    item: str = ""


@dataclass(frozen=True)
class Row:
    """A row of cells. `name` says on the next page what it is, should it run over.

    `spans` says over how many rows a cell reaches, by the index of its column; the rows
    below have None there. `reaches` says over how many columns, to the right of its own; there
    are None in those. A tinted row stands out from those that answer to it. One that goes on
    from the row before may begin a page.

    `item` is the identity of what the row is about. The words of the cell `link_at` lead to where
    the paper tells of that item, and this row is not that place.
    """

    cells: Sequence[Cell | None]
    name: str = ""
    spans: dict[int, int] = field(default_factory=dict)
    reaches: dict[int, int] = field(default_factory=dict)
    is_tinted: bool = False
    starts_page: bool = False
    item: str = ""
    link_at: int | None = None


@dataclass(frozen=True)
class RowGroup:
    """Rows under a heading of their own inside the table; "" for none.

    A whole one, such as rows that share a merged cell, is not parted by the end of a page while
    it fits on one.
    """

    rows: Sequence[Row]
    heading: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class Table:
    """A table; `name` heads the next page when it runs over ("Great care").

    A dense one is of much text in small print.
    """

    columns: Sequence[Column]
    groups: Sequence[RowGroup]
    name: str = ""
    caption: str = ""
    is_narrow: bool = False
    is_dense: bool = False


@dataclass(frozen=True)
class Legend:
    """The ratings of a scale in its own words: (label, tone, meaning), worst first.

    A `label` before them says what they rate. With `keys`, by label, the pills show those
    letters and the meaning says the words.
    """

    ratings: Sequence[tuple[str, str, str]]
    label: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """Blocks side by side, to be read column by column."""

    columns: Sequence[Sequence["Block"]]


@dataclass(frozen=True)
class Flow:
    """Blocks that run through `count` columns of the page, from one into the next."""

    blocks: Sequence["Block"]
    count: int = 2


@dataclass(frozen=True)
class Beside:
    """Blocks that may run on to other pages, and `aside` to their right on the first of them.

    `share` is what `aside` takes of the width.
    """

    blocks: Sequence["Block"]
    aside: Sequence["Block"]
    share: float = 0.45


@dataclass(frozen=True)
class Figures:
    """A few figures that matter, each with the words under it and a pill beside it, if any."""

    figures: Sequence[tuple[str, str, Pill | Movement | None]]


@dataclass(frozen=True)
class StackedBars:
    """How many items stand where, a bar a row: (label, [(pill label, tone, count)], note).

    A bar without a label is that of an earlier time, drawn thin under the one before it.
    `letters` are what a segment has room for, by the label of its pill.
    """

    bars: Sequence[tuple[str, Sequence[tuple[str, str, int]], str]]
    description: str
    letters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """One of several small line charts, with the figure that matters printed over it.

    `labels` are those of the points; `values` and `aims` have one each, None for a gap.
    `aim_label` says what the dashed line of the aims is.
    """

    title: str
    figure: str
    words: str
    labels: Sequence[str]
    values: Sequence[float | None]
    aims: Sequence[float | None] = ()
    aim_label: str = ""
    description: str = ""


@dataclass(frozen=True)
class Charts:
    """Small charts of the same size, side by side, as many in a line as there is room for."""

    charts: Sequence[Chart]


@dataclass(frozen=True)
class HeatMap:
    """A risk matrix with its risks on it, as plain data: see `reports.parts.heat_map`."""

    matrix: dict[str, Any]
    description: str


@dataclass(frozen=True)
class Picture:
    """A picture as a data address; `width` is in hundredths of the page's.

    The description is for whoever does not see it.
    """

    address: str
    description: str
    caption: str = ""
    width: int = 100


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


@dataclass(frozen=True)
class Contents:
    """The list of headings, with their pages where there are pages.

    It has those down to a level, and any that ask to be in it.
    """

    levels: int = 1


Block = (
    Heading
    | Text
    | Bullets
    | Notice
    | Fields
    | Table
    | Legend
    | Columns
    | Flow
    | Beside
    | Figures
    | StackedBars
    | Charts
    | HeatMap
    | Picture
    | PageBreak
    | Contents
)
