"""Every filled cell of a sheet is a table's, or is left out with a reason."""

from typing import Any

from strategy_tracker.imports.layout.understanding import Layout, read_layout
from strategy_tracker.imports.read.workbook import address, read_workbook
from tests.workbooks.corpus_layout import loose_cells
from tests.workbooks.samples import workbook

HEAD = ["Objective", "Action", "Lead", "Cost"]
FIRST = ["Kinder care", "Answer every bell", "Asha Rao", 12]
SECOND = ["Kinder care", "Open the garden", "Ben Hale", 8]


def laid_out(rows: Any) -> Layout:
    """The layout of one sheet, of which nothing may be left without a word."""
    book = read_workbook(workbook({"Plan": rows}), "plan.xlsx")
    layout = read_layout(book)
    assert not list(loose_cells(book.sheets[0], layout))
    return layout


def noise(layout: Layout) -> dict[str, str]:
    """Where something is left out ("A5:B5"), and why."""
    areas = [pair for table in layout.tables for pair in table.noise]
    areas += [(area, why) for _, area, why in layout.noise]
    return {
        f"{address(area.top, area.left)}:{address(area.bottom, area.right)}": why
        for area, why in areas
    }


def test_a_total_is_noise_with_its_place_and_reason() -> None:
    layout = laid_out([HEAD, FIRST, SECOND, ["Total", None, None, 20]])

    assert noise(layout) == {"A4:A4": "a total", "D4:D4": "a total"}
    assert len(layout.tables[0].body) == 2


def test_a_title_above_the_table_is_noise_whatever_it_tells() -> None:
    layout = laid_out([["Delivery plan 2024/25"], [], HEAD, FIRST, SECOND])

    assert noise(layout) == {"A1:A1": "a title"}


def test_a_form_s_labels_are_noise_and_its_texts_are_not() -> None:
    layout = laid_out(
        [["Report to:", "Board of Directors"], ["Purpose:", "For assurance"], ["Author:", "A Rao"]]
    )

    assert noise(layout) == {"A1:A1": "a label", "A2:A2": "a label", "A3:A3": "a label"}
