"""Tables are found by how a sheet is built, whatever its words are."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from strategy_tracker.imports.choices import NOTHING_SAID, Choices
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.layout.table import Table
from strategy_tracker.imports.layout.understanding import Layout, read_layout
from strategy_tracker.imports.match.model import Known
from strategy_tracker.imports.read.workbook import read_workbook
from tests.workbooks.corpus_layout import loose_cells
from tests.workbooks.samples import as_bytes

GREY, PALE, TEAL = "FFD9D9D9", "FFE2EFDA", "FF007F7F"


def laid_out(
    rows: Sequence[Sequence[Any]],
    *,
    fills: Mapping[str, str] | None = None,
    bold: Sequence[int] = (),
    merges: Sequence[str] = (),
    choices: Choices = NOTHING_SAID,
) -> Layout:
    """The layout of one sheet; `bold` are whole rows, counted from 1, `fills` are of areas."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Page"
    for row in rows:
        sheet.append(list(row))
    for number in bold:
        for cell in sheet[number]:
            cell.font = Font(bold=True)
    for area, colour in (fills or {}).items():
        cells = sheet[area]
        for line in cells if isinstance(cells, tuple) else ((cells,),):
            for cell in line:
                cell.fill = PatternFill("solid", fgColor=colour)
    for area in merges:
        sheet.merge_cells(area)
    read = read_workbook(as_bytes(book), "page.xlsx")
    layout = read_layout(read, choices=choices)
    assert not list(loose_cells(read.sheets[0], layout))
    return layout


def tables(layout: Layout) -> list[Table]:
    return [table for table in layout.tables if table.holds != "passage"]


def texts(table: Table, heading: str) -> list[str]:
    """The values of a column, which is found by its heading or by the field that is given."""
    places = [n for n, cell in enumerate(table.header) if cell.text == heading]
    places += [n for n, given in table.given.items() if given.field == heading]
    return [row[places[0]].text for row in table.body]


def reasons(layout: Layout) -> set[str]:
    said = [why for table in layout.tables for _, why in table.noise]
    return {*said, *(why for _, _, why in layout.noise)}


# Groups of columns


@pytest.mark.parametrize(
    ("top", "merges"),
    [
        (["Peril", None, None, "Marks", None], ["A1:B1", "D1:E1"]),
        (["Peril", None, None, "Marks", None], []),
    ],
    ids=["merged", "written once"],
)
def test_a_row_of_groups_over_the_first_column_belongs_to_the_head(
    top: list[Any], merges: list[str]
) -> None:
    layout = laid_out(
        [
            top,
            ["ID", "Description", None, "Current", "Target"],
            *([n, f"The roof of shed {n} may leak", None, 20 - n, 6] for n in range(1, 5)),
        ],
        fills={"A1:E2": GREY},
        bold=[1, 2],
        merges=merges,
    )

    (table,) = tables(layout)
    assert [cell.text for cell in table.header] == ["ID", "Description", "Current", "Target"]
    assert table.groups == {0: "Peril", 1: "Peril", 2: "Marks", 3: "Marks"}
    assert len(table.body) == 4


def test_a_title_over_the_first_column_is_no_group() -> None:
    layout = laid_out(
        [["Shed roofs"], ["Action", "Lead", "RAG"], ["Mend it", "Jo Reed", "Green"]], bold=[1, 2]
    )

    assert tables(layout)[0].groups == {}
    assert "a title" in reasons(layout)


# Bands

RISK_HEAD = ["Ref", "Risk", "Likelihood", "Impact", "Score", "Risk owner"]
RISKS = [[None, f"The pump may stop in week {n}", 2, n, 2 * n, "Jo Reed"] for n in range(1, 5)]


def test_a_number_and_a_name_merged_over_the_row_name_a_group() -> None:
    layout = laid_out(
        [RISK_HEAD, [1, "Water"], *RISKS[:2], [2, "Fire"], *RISKS[2:]],
        bold=[1],
        merges=["B2:F2", "B5:F5"],
    )

    (table,) = tables(layout)
    assert len(table.body) == 4
    assert texts(table, "Group") == ["Water", "Water", "Fire", "Fire"]
    assert texts(table, "Group number") == ["1", "1", "2", "2"]


def test_a_number_and_a_bold_name_name_a_group_without_merging() -> None:
    layout = laid_out(
        [RISK_HEAD, ["A", "Water"], *RISKS[:2], ["B", "Fire"], *RISKS[2:]], bold=[1, 2, 5]
    )

    assert texts(tables(layout)[0], "Group") == ["Water", "Water", "Fire", "Fire"]


ACTION_HEAD = ["Ref", "Action", "Lead", "RAG"]
ACTIONS = [[n, f"Paint door {n} of the hall", "Jo Reed", "Green"] for n in range(1, 7)]


def test_a_group_of_actions_is_their_objective_with_its_number() -> None:
    layout = laid_out(
        [ACTION_HEAD, [1, "Bright halls"], *ACTIONS[:2], [2, "Warm halls"], *ACTIONS[2:4]],
        bold=[1],
        merges=["B2:D2", "B5:D5"],
    )

    (table,) = tables(layout)
    assert texts(table, "objective.title") == ["Bright halls"] * 2 + ["Warm halls"] * 2
    assert texts(table, "objective.reference") == ["1", "1", "2", "2"]


def test_groups_within_groups_are_objectives_and_ambitions() -> None:
    layout = laid_out(
        [
            ACTION_HEAD,
            ["Bright halls"],
            ["Doors"],
            *ACTIONS[:2],
            ["Floors"],
            *ACTIONS[2:4],
            ["Warm halls"],
            ["Boilers"],
            *ACTIONS[4:],
        ],
        bold=[1, 2, 3, 6, 9, 10],
        fills={"A2:D2": TEAL, "A3:D3": PALE, "A6:D6": PALE, "A9:D9": TEAL, "A10:D10": PALE},
        merges=["A2:D2", "A3:D3", "A6:D6", "A9:D9", "A10:D10"],
    )

    (table,) = tables(layout)
    assert texts(table, "objective.title") == ["Bright halls"] * 4 + ["Warm halls"] * 2
    assert texts(table, "ambition.title") == ["Doors"] * 2 + ["Floors"] * 2 + ["Boilers"] * 2


# Totals, subtitles and footers


@pytest.mark.parametrize(
    "total",
    [
        ["Total", None, None, 3],
        [None, "TOTAL doors", 3],
        ["Grand total", None, 3],
        [None, "Sum", 3],
    ],
)
def test_a_total_in_any_column_is_no_record(total: list[Any]) -> None:
    layout = laid_out([ACTION_HEAD, *ACTIONS[:3], total, *ACTIONS[3:5]], bold=[1])

    assert len(tables(layout)[0].body) == 5
    assert "a total" in reasons(layout)


def test_a_plain_line_between_two_tables_is_the_title_of_the_second() -> None:
    layout = laid_out(
        [ACTION_HEAD, *ACTIONS[:3], [], ["Doors of the annexe"], [], ACTION_HEAD, *ACTIONS[3:]],
        bold=[1, 8],
    )

    first, second = tables(layout)
    assert (len(first.body), len(second.body)) == (3, 3)
    assert "a title" in reasons(layout)


def test_the_title_of_a_second_table_of_actions_may_be_their_area() -> None:
    head = ["Objective", "Action", "Lead", "RAG"]
    rows = [["Bright halls", f"Paint door {n} of the hall", "Jo Reed", "Green"] for n in range(6)]
    layout = laid_out([head, *rows[:3], [], ["The annexe"], [], head, *rows[3:]], bold=[1, 8])

    second = tables(layout)[1]
    assert texts(second, "action.area") == ["The annexe"] * 3
    assert [given.confidence < 0.7 for given in second.given.values()] == [True]


def test_a_line_apart_under_the_last_row_is_a_footer() -> None:
    layout = laid_out([ACTION_HEAD, *ACTIONS, [], ["Doors are counted from the street"]], bold=[1])

    assert len(tables(layout)[0].body) == len(ACTIONS)
    assert [region.kind for region in layout.regions] == ["left-out"]


@pytest.mark.parametrize(
    "block",
    [
        [["Key", "Meaning"], ["R", "More than a month late"], ["G", "On time"]],
        [["Likelihood x impact", 1, 2, 3], [3, 3, 6, 9], [2, 2, 4, 6], [1, 1, 2, 3]],
    ],
    ids=["key", "matrix"],
)
def test_a_key_or_matrix_under_a_table_is_no_record(block: list[list[Any]]) -> None:
    rows = [[*row, "31/03/2026", "Begun", None, "Some words on it"] for row in ACTIONS]
    head = [*ACTION_HEAD, "Due", "State", "Risk", "Comments"]
    layout = laid_out([head, *rows, [], *block], bold=[1, 9])

    assert len(tables(layout)[0].body) == len(ACTIONS)
    assert [region.kind for region in layout.regions] == ["left-out"]


def test_a_count_in_bold_under_each_group_is_no_record() -> None:
    layout = laid_out(
        [ACTION_HEAD, *ACTIONS[:3], ["Count", 3], *ACTIONS[3:], ["Count", 3]], bold=[1, 5, 9]
    )

    assert len(tables(layout)[0].body) == len(ACTIONS)
    assert reasons(layout) == {"a total"}


# Heads whose words nobody knows


@pytest.mark.parametrize("bold", [[1], []], ids=["bold", "plain"])
def test_a_head_of_unknown_words_is_found_by_what_stands_under_it(bold: list[int]) -> None:
    layout = laid_out(
        [
            ["Zif", "Quorl", "Brant", "Welk"],
            *([f"Z{n}", f"Mend the {n} broken gates of the park", "Yes", n] for n in range(2, 9)),
        ],
        bold=bold,
    )

    (table,) = tables(layout)
    assert [cell.text for cell in table.header] == ["Zif", "Quorl", "Brant", "Welk"]
    assert len(table.body) == 7


def test_months_that_are_dates_are_headings() -> None:
    layout = laid_out(
        [
            ["Ref", "Measure", "Unit", *(date(2025, month, 1) for month in range(4, 10))],
            *([f"M{n}", f"Gates mended in park {n}", "%", *range(n, n + 6)] for n in range(5)),
        ],
        bold=[1],
    )

    (table,) = tables(layout)
    assert table.kind == "scorecard"
    assert len(table.body) == 5 * 6
    assert texts(table, "Unit")[0] == "%"


def test_tables_side_by_side_with_the_same_headings_are_two() -> None:
    head = ["Ref", "Action", "Lead"]
    rows = [[f"O{n}", f"Mend gate {n} of the park", "Jo Reed"] for n in range(4)]
    layout = laid_out(
        [
            ["Open", None, None, None, "Done"],
            [*head, None, *head],
            *([*row, None, *row] for row in rows[:2]),
            *rows[2:],
        ],
        bold=[1, 2],
    )

    left, right = tables(layout)
    assert (len(left.body), len(right.body)) == (4, 2)
    assert right.header[0].address == "E2"


def test_two_tables_side_by_side_that_begin_with_their_own_references_are_two() -> None:
    left: list[list[Any]] = [["No", "Action", "Lead", "Due"]]
    left += [[n, f"Mend gate {n} of the park", "Jo Reed", "May 2026"] for n in range(1, 6)]
    right: list[list[Any]] = [["Risk ref", "Risk", "Likelihood", "Impact"]]
    right += [[f"R{n}", f"Gate {n} may fall", 2, 3] for n in range(1, 4)]
    none: list[Any] = []
    rows = [[*a, None, *b] for a, b in itertools.zip_longest(left, right, fillvalue=none)]

    first, second = tables(laid_out(rows, bold=[1]))
    assert [cell.text for cell in first.header] == left[0]
    assert [cell.text for cell in second.header] == right[0]
    assert (len(first.body), len(second.body)) == (5, 3)


def test_what_stands_beside_each_row_to_the_last_is_of_the_same_table() -> None:
    head = ["No", "Action", "Lead", "Due", None, "Risk ref", "Risk", "Likelihood", "Impact"]
    rows = [
        [n, f"Mend gate {n}", "Jo Reed", "May 2026", None, f"R{n}", f"Gate {n} may fall", 2, 3]
        for n in range(1, 5)
    ]

    assert len(tables(laid_out([head, *rows], bold=[1]))) == 1


def test_a_row_of_headings_may_have_years_as_text() -> None:
    head = ["Indicator", "Description", "2023", "2024", "2025"]
    rows = [[n, f"Share of gates that were mended in park {n}", 4, 5, 6 + n] for n in range(1, 6)]

    (table,) = tables(laid_out([["Results"], head, *rows], fills={"A1": GREY, "A2:E2": GREY}))
    assert [cell.text for cell in table.header] == head
    assert len(table.body) == 5


def test_every_row_that_says_something_of_each_item_is_of_the_matrix() -> None:
    layout = laid_out(
        [
            ["Our mark", "T1", "T2", "T3"],
            ["Project", "Mend the pier", "Paint the boat shed", "Hang the bell"],
            ["Sponsor", "Jo Reed", "Al Hart", "Jo Reed"],
            ["RAG", "Amber", "Green", "Red"],
            ["Next steps", "Order the wood.", "Choose a blue.", "Find a ladder."],
            ["Help from others", "A loan", "None", "A tall friend"],
        ]
    )

    (table,) = tables(layout)
    assert [cell.text for cell in table.header] == [
        "Our mark", "Project", "Sponsor", "RAG", "Next steps", "Help from others",
    ]  # fmt: skip
    assert [row[0].text for row in table.body] == ["T1", "T2", "T3"]


def test_tables_of_a_sheet_with_the_same_headings_are_read_alike() -> None:
    head = ["No", "Action", "Lead", "Tale"]
    long = [
        [n, f"Mend gate {n} of the park", "Jo Reed", f"The crew met in week {n} and agreed."]
        for n in range(1, 6)
    ]
    short = [[8, "Paint the shed door", "Al Hart", "New brushes."]]
    book = Workbook()
    sheet = book.active
    sheet.title = "Page"
    for row in [["Parks"], head, *long, [], ["Sheds"], head, *short]:
        sheet.append(row)
    for row in (1, 2, 9, 10):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
    result = extract(read_workbook(as_bytes(book), "page.xlsx"), Known())

    held = [match for match in result.matches if match.holds == "action"]
    assert len(held) == 2
    read = [[(one.letter, one.field) for one in match.columns] for match in held]
    assert read[0] == read[1]
    assert ("D", "answer.text") in read[0]


# Scorecards


def test_a_scorecard_keeps_the_columns_beside_its_figures() -> None:
    layout = laid_out(
        [
            ["Ref", "Measure", "Baseline", "Hoped for", "Q1 Actual", "Q1 Status", "Q2 Actual"],
            [1, "Doors shut by ten", "40%", "90%", "50%", "At risk", "60%"],
            [2, "Lamps on by six", "41%", "91%", "51%", "Fine", "61%"],
        ],
        bold=[1],
    )

    (table,) = tables(layout)
    assert table.kind == "scorecard"
    assert texts(table, "Hoped for") == ["90%", "90%", "91%", "91%"]
    assert texts(table, "Q1 Status") == ["At risk", "At risk", "Fine", "Fine"]
    assert texts(table, "reading.value") == ["50%", "60%", "51%", "61%"]


def test_a_scorecard_on_its_side_is_turned_and_its_fills_tell_aims_from_actuals() -> None:
    blue, green = "FFDDEBF7", "FFE2EFDA"
    layout = laid_out(
        [
            ["Doors and lamps"],
            [None, "Planned", None, "Achieved"],
            [],
            ["Ref", 1, 2, 3],
            ["Indicator", "Doors shut", "Lamps on", "Keys found"],
            ["Baseline", "40%", "41%", "42%"],
            ["23/24 Qtr 1", "57%", "58%", "59%"],
            [None, "55%", "56%", "57%"],
            ["23/24 Qtr 2", "59%", "60%", "61%"],
            [None, "57%", "58%", "59%"],
        ],
        fills={"A2": blue, "C2": green, "B7:D7": blue, "B8:D8": green, "B9:D9": blue,
               "B10:D10": green},
        bold=[1],
        merges=["A7:A8", "A9:A10"],
    )  # fmt: skip

    (table,) = tables(layout)
    assert table.kind == "scorecard"
    assert texts(table, "reading.kind") == ["aim", "actual"] * 6
    assert len(set(texts(table, "measure.name"))) == 3
    assert [doubt.key for doubt in layout.doubts] == ["across:Page"]


# Records across

PROJECTS = [
    ["Venture", "Lamp relay", "Tide school", "Shed paint", "Bell tower"],
    ["Department", "Quays", "Crews", "Quays", "Crews"],
    ["Owner", "Orla Finch", "Sid Marlow", "Orla Finch", "Tess Quill"],
    ["Confidence", "Amber", "Green", "Red", "Green"],
    ["Finish", "31/03/2026", "30/06/2026", "30/09/2026", "31/12/2026"],
    ["Cost (£m)", 12.5, 40, 7.25, 3],
    ["What may go wrong", "The tide may keep boats away", "The school may be full by May",
     "The paint may never dry well", "The tower may need a new bell"],
]  # fmt: skip


def test_fields_down_and_records_across_are_turned_and_asked() -> None:
    layout = laid_out(PROJECTS)

    (table,) = tables(layout)
    assert texts(table, "Venture") == PROJECTS[0][1:]
    assert texts(table, "Owner") == PROJECTS[2][1:]
    assert [doubt.key for doubt in layout.doubts] == ["across:Page"]


def test_a_grid_of_which_somebody_said_that_it_stands_upright_is_not_turned() -> None:
    layout = laid_out(PROJECTS, choices=Choices(answers={"across:Page": "no"}))

    assert not [table for table in layout.tables if table.kind == "turned"]
    assert not layout.doubts


def test_an_upright_table_is_not_turned() -> None:
    layout = laid_out([list(row) for row in zip(*PROJECTS, strict=True)])

    (table,) = tables(layout)
    assert table.kind == "table"
    assert texts(table, "Owner") == PROJECTS[2][1:]
    assert not layout.doubts


def test_a_column_that_rates_by_colours_alone_belongs_to_the_table_without_a_heading() -> None:
    rows = [
        ["Goal", "Ref", "Key action", "Lead"],
        *(["Calm seas", f"1.{n}", f"Mend lamp number {n}", "Ada Fenwick"] for n in range(1, 5)),
    ]
    colours = {"E2": "FFFF0000", "E3": "FFFFC000", "E4": "FF00B050", "E5": "FF00B050"}
    (table,) = tables(laid_out(rows, fills=colours, bold=[1]))
    assert [row[-1].text for row in table.body] == ["Red", "Amber", "Green", "Green"]
    # The colours of whole rows, and one colour all the way down, say nothing of their own.
    striped = {
        f"A{n}:E{n}": colour for n, colour in zip(range(2, 6), colours.values(), strict=True)
    }
    for fills in (striped, {"E2:E5": "FF00B050"}):
        (table,) = tables(laid_out(rows, fills=fills, bold=[1]))
        assert len(table.header) == 4
