"""Charts: that they say what they show, and draw only what they are given."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from strategy_tracker.ui.charts import Dot, Zone, heat_map, step_chart, trend, trend_chart


def parsed(svg: str) -> ElementTree.Element:
    """The chart as XML: whatever was in it, it must be well formed."""
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find("title") is not None
    return root


def numbers(*values: int | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def drawn() -> str:
    return heat_map(
        [
            Dot("01", (4, 4), was=(5, 4), target=(2, 4), is_this=True),
            Dot("02", (4, 4)),
            Dot("03", (1, 1), was=(1, 1)),
        ],
        title="Three <risks>",
        description="Risk 01 & others",
        cells={(x, y): (str(x * y), f"#{x * y:06d}") for x in range(1, 6) for y in range(1, 6)},
        likelihoods=dict.fromkeys(range(1, 6), "Likely"),
        consequences=dict.fromkeys(range(1, 6), "Major"),
    )


def test_a_trend_draws_actuals_and_aims_and_says_what_it_is() -> None:
    root = parsed(trend(numbers(1, 2, 3), numbers(1, 3, 2), title="Beds <open>"))
    assert root.get("aria-label") == "Beds <open>"
    aims, actuals = root.findall("polyline")
    assert (
        len((aims.get("points") or "").split()) == len((actuals.get("points") or "").split()) == 3
    )
    assert len(root.findall("circle")) == 1


def test_a_trend_with_gaps_dots_each_value_there_is() -> None:
    root = parsed(trend([], numbers(1, None, 3, 4), title="Beds"))
    assert len(root.findall("circle")) == 3


@pytest.mark.parametrize("values", [[], numbers(1), numbers(None, 5, None)])
def test_fewer_than_two_values_are_no_trend(values: list[Decimal | None]) -> None:
    assert trend([], values, title="Beds") == ""
    assert trend_chart([], values, columns=[], printed=[], title="Beds") == ""


def test_a_flat_line_stands_in_the_middle() -> None:
    root = parsed(trend([], numbers(5, 5), title="Beds"))
    assert {
        point.split(",")[1] for point in (root.findall("polyline")[0].get("points") or "").split()
    } == {"17.0"}


def test_a_large_trend_prints_each_actual_and_column() -> None:
    svg = trend_chart(
        [], numbers(62, 65), columns=["Q1 24/25", "Q2 24/25"], printed=["62%", "65%"], title="Beds"
    )
    texts = [text.text for text in parsed(svg).findall("text")]
    assert texts == ["62%", "65%", "Q1 24/25", "Q2 24/25"]


def test_steps_go_up_and_down_and_print_each_score() -> None:
    svg = step_chart(
        [("Q1", 20), ("Q2", 16)],
        title="Score",
        highest=25,
        zones=[Zone(14.5, 25, "#f3c4bf")],
        target=(8, "Target 8"),
    )
    root = parsed(svg)
    texts = [text.text for text in root.findall("text")]
    assert texts == ["Target 8", "20", "16", "Q1", "Q2"]
    path = root.find("path")
    assert path is not None
    assert re.fullmatch(r"M44 46\.2 H77 V62\.4 H110", path.get("d") or "")


def test_steps_break_where_nobody_scored() -> None:
    svg = step_chart([("Q1", 20), ("Q2", None), ("Q3", 16)], title="Score", highest=25)
    root = parsed(svg)
    assert [text.text for text in root.findall("text")] == ["20", "16", "Q1", "Q2", "Q3"]
    path = root.find("path")
    assert path is not None
    assert (path.get("d") or "").count("M") == 2 and "H" not in (path.get("d") or "")


def test_the_highest_score_has_room_for_its_number() -> None:
    root = parsed(step_chart([("Q1", 25)], title="Score", highest=25))
    number = next(text for text in root.findall("text") if text.text == "25")
    assert float(number.get("y") or 0) >= float(number.get("font-size") or 0)


def test_no_scores_are_no_chart() -> None:
    assert step_chart([], title="Score", highest=25) == ""
    assert step_chart([("Q1", None)], title="Score", highest=25) == ""


def test_the_heat_map_names_and_describes_itself() -> None:
    root = parsed(drawn())
    assert root.get("aria-labelledby") == "heat-title heat-words"
    description = root.find("desc")
    assert description is not None and description.text == "Risk 01 & others"
    assert len(root.findall("rect")) == 25


def test_dots_in_one_cell_stand_apart_and_an_arrow_only_where_something_moved() -> None:
    root = parsed(drawn())
    dots = {
        (group.findtext("text") or ""): (group[0].get("cx"), group[0].get("cy"))
        for group in root.findall("g[@class='st-heat__dot']")
    }
    assert set(dots) == {"01", "02", "03"}
    assert dots["01"] != dots["02"]
    assert len(root.findall("line")) == 1
    assert list(dots)[-1] == "01", "this risk is drawn last, over the others"
