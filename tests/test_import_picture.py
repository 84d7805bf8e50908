"""The picture of a sheet: what it shows, what it marks, and how it stays readable."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_tracker.imports.read.workbook import Area, Looks, Sheet
from strategy_tracker.imports.wizard.picture import (
    COLUMNS,
    LONG,
    ROWS,
    OutlinedRegion,
    Picture,
    colour_word,
    crop,
    draw,
    ink_on,
    parse_address,
    used_area,
)


def sheet(rows: list[list[Any]], **looks: Any) -> Sheet:
    return Sheet("Plan", rows, looks=Looks(**looks))


def cells(picture: Picture) -> dict[str, Any]:
    return {cell.address: cell for row in picture.rows for cell in row.cells}


def grid(rows: int, columns: int) -> list[list[Any]]:
    return [[f"{row}.{column}" for column in range(columns)] for row in range(rows)]


# What is shown


def test_empty_margins_are_left_out_and_addresses_stay() -> None:
    picture = draw(crop(sheet([["", "", ""], ["", "", ""], ["", "", "Aim"]])))
    assert [letter for letter, _, _ in picture.letters] == ["C"]
    assert [row.number for row in picture.rows] == [3]
    assert cells(picture)["C3"].text == "Aim"
    assert picture.said == "" and picture.parts == []


def test_a_fill_without_words_is_part_of_the_sheet() -> None:
    assert used_area(sheet([["Aim"]], fills={(4, 6): "FF0000"})) == Area(0, 0, 4, 6)


def test_an_empty_sheet_is_one_empty_cell() -> None:
    assert list(cells(draw(crop(sheet([]))))) == ["A1"]


def test_merged_cells_are_one_with_the_looks_of_their_first() -> None:
    picture = draw(
        crop(
            sheet(
                [["Aim", "", "x"], ["", "", "y"]],
                merges=[Area(0, 0, 1, 1)],
                fills={(0, 0): "FFC000"},
                bold={(0, 0)},
            )
        )
    )
    found = cells(picture)
    assert set(found) == {"A1", "C1", "C2"}
    cell = found["A1"]
    assert (cell.rowspan, cell.colspan, cell.fill, cell.is_bold) == (2, 2, "FFC000", True)


def test_a_merge_that_begins_before_the_part_shown_keeps_its_words() -> None:
    rows = grid(ROWS + 5, 2)
    whole = sheet(rows, merges=[Area(ROWS - 2, 0, ROWS + 3, 0)])
    first, second = draw(crop(whole)), draw(crop(whole, (ROWS, 0)))
    assert cells(first)[f"A{ROWS - 1}"].rowspan == 2
    assert cells(second)[f"A{ROWS + 1}"].rowspan == 4
    assert cells(second)[f"A{ROWS + 1}"].text == f"{ROWS - 2}.0"


def test_a_long_sheet_is_shown_in_parts_that_lead_to_each_other() -> None:
    whole = sheet(grid(ROWS * 2 + 20, COLUMNS + 1))
    picture = draw(crop(whole))
    assert picture.said == "Rows 1 to 40 of 100, columns A to T of U"
    assert picture.parts == [("60 more rows", "A41"), ("1 more column", "U1")]
    middle = draw(crop(whole, (ROWS + 7, 3)))
    assert ("Rows above", "A40") in middle.parts and ("20 more rows", "A81") in middle.parts
    assert "A48" in cells(middle)
    right = draw(crop(whole, (0, COLUMNS)))
    assert ("Columns to the left", "T1") in right.parts


def test_a_place_outside_the_sheet_shows_its_nearest_part() -> None:
    assert "A3" in cells(draw(crop(sheet(grid(3, 1)), (9_999_999, 999))))


def test_a_long_text_is_folded_and_nothing_of_it_lost() -> None:
    words = "word " * LONG
    cell = cells(draw(crop(sheet([[words]]))))["A1"]
    assert len(cell.text) <= LONG and cell.text + cell.rest == words.strip()
    unbroken = cells(draw(crop(sheet([["x" * 32_767]]))))["A1"]
    assert len(unbroken.text) == LONG and len(unbroken.rest) == 32_767 - LONG


def test_hidden_rows_and_columns_are_shown_as_such() -> None:
    picture = draw(crop(sheet(grid(2, 2), hidden_rows={1}, hidden_columns={0})))
    assert [row.is_hidden for row in picture.rows] == [False, True]
    assert [is_hidden for _, _, is_hidden in picture.letters] == [True, False]


def test_widths_are_the_sheet_s_own_within_reason() -> None:
    window = crop(sheet([["a", "b", "word " * 9]], widths={0: 500, 1: 1}))
    assert window.widths == [260, 48, 235]


# What is marked


def test_a_region_is_outlined_on_its_four_sides_and_named_where_it_begins() -> None:
    region = OutlinedRegion(1, "Actions", Area(1, 1, 3, 2))
    picture = draw(crop(sheet(grid(5, 4))), [region])
    found = cells(picture)
    assert found["B2"].edges == "tl" and found["C4"].edges == "rb" and found["B3"].edges == "l"
    assert found["A1"].edges == "" and found["A1"].outline == 0
    assert [cell.address for cell in found.values() if cell.tags] == ["B2"]
    assert [row.number for row in picture.rows if row.makes_room] == [1]


def test_a_region_at_the_top_is_named_under_the_letters() -> None:
    assert draw(
        crop(sheet(grid(2, 2))), [OutlinedRegion(1, "Actions", Area(0, 0, 1, 1))]
    ).makes_room


def test_a_region_that_goes_on_is_named_again_and_stays_open_at_the_fold() -> None:
    region = OutlinedRegion(1, "Actions", Area(0, 0, 99, 0))
    whole = sheet(grid(100, 1))
    first, second = cells(draw(crop(whole), [region])), cells(draw(crop(whole, (50, 0)), [region]))
    assert "b" not in first["A40"].edges and "t" not in second["A41"].edges
    assert second["A41"].tags == (region,)


def test_of_two_regions_the_inner_one_is_shown() -> None:
    outlined = [
        OutlinedRegion(1, "All", Area(0, 0, 4, 3)),
        OutlinedRegion(2, "Key", Area(1, 1, 1, 1), is_left_out=True),
    ]
    cell = cells(draw(crop(sheet(grid(5, 4))), outlined))["B2"]
    assert cell.edges == "trbl" and cell.is_left_out and cell.outline == 2


def test_pins_stand_at_their_cells() -> None:
    found = cells(draw(crop(sheet(grid(2, 2))), pins={"B2": [1, 3]}))
    assert found["B2"].pins == (1, 3) and found["A1"].pins == ()


# Colours and addresses


@given(st.integers(0, 0xFFFFFF))
def test_words_can_be_read_on_any_fill(number: int) -> None:
    fill = f"{number:06X}"

    def luminance(colour: str) -> float:
        parts = (int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4))
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    ink = ink_on(fill) * 2
    low, high = sorted([luminance(fill), luminance(ink)])
    assert (high + 0.05) / (low + 0.05) >= 4.5
    assert colour_word(fill)


@pytest.mark.parametrize(
    ("fill", "word"),
    [
        ("FF0000", "red"), ("C00000", "red"), ("FFC000", "amber"), ("FFFF00", "yellow"),
        ("92D050", "green"), ("00B050", "green"), ("00B0F0", "sky blue"), ("0070C0", "blue"),
        ("7030A0", "purple"), ("D9C3E8", "light purple"), ("DBE5F1", "light blue"),
        ("BFBFBF", "grey"), ("F2F2F2", "light grey"), ("000000", "black"), ("FFFFFF", "white"),
        ("7F4F00", "brown"), ("", ""),
    ],
)  # fmt: skip
def test_a_fill_is_told_in_a_word(fill: str, word: str) -> None:
    assert colour_word(fill) == word


@pytest.mark.parametrize(
    ("text", "place"),
    [("A1", (0, 0)), ("h120", (119, 7)), ("AB3:AC9", (2, 27)), ("", None), ("7", None)],
)
def test_addresses_are_read(text: str, place: tuple[int, int] | None) -> None:
    assert parse_address(text) == place
