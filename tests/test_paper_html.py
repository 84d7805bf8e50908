"""The HTML of a paper: made from its content alone, whatever is or is not in it."""

import re
from copy import deepcopy

import pytest

from reports import cells
from reports.frame import NHS_BLUE, colour, stylesheet
from reports.paper1 import html
from strategy_tracker.ui.display import inside
from strategy_tracker.ui.tones import Tone
from tests.paper_samples import RATINGS, action, progress_table, quarterly_progress, value

SAMPLES = [progress_table, quarterly_progress]


def words_of(markup: str) -> str:
    """What a reader sees, white space collapsed."""
    without_style = re.sub(r"<style>.*?</style>", "", markup, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", without_style)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_page_needs_no_database_and_no_other_file(sample) -> None:
    # Without the django_db mark pytest-django refuses any query.
    page = html.page(sample())
    assert page.startswith("<!DOCTYPE html>")
    assert "<script" not in page and "<link" not in page and "src=" not in page


def test_an_unknown_layout_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"no layout “pie”; there are: progress-table"):
        html.body(progress_table(layout="pie"))


def test_each_group_shows_its_statement_and_its_risks() -> None:
    text = words_of(html.page(progress_table()))
    assert "P2 &ensp;" not in text
    assert "closing the gap between our most and least deprived neighbourhoods" in text
    assert "Strategic risk: 2040" in text and "Strategic risks: 2040, 2041" in text


def test_the_objectives_stand_at_the_head_unless_they_are_the_groups() -> None:
    content = progress_table()
    assert "<h2>Strategic objectives</h2>" in html.page(content)
    for group, objective in zip(content["groups"], content["objectives"], strict=True):
        group |= {"reference": objective["reference"], "title": objective["title"]}
    assert "<h2>Strategic objectives</h2>" not in html.page(content)


def test_an_objective_over_groups_says_what_it_is_about_once_and_there() -> None:
    content = progress_table(groups=3)
    objective = content["objectives"][0]
    objective |= {"description": "Said once.", "aims": ["Aim once"]}
    for group in content["groups"][:2]:
        group["objective"] = {"reference": "1", "title": objective["title"]}
    page = html.page(content)
    head, _, rest = page.partition("<h2>1&ensp;Care close to home</h2>")
    assert "Said once." not in head and "Aim once" not in head
    assert rest.count("Said once.") == 1 and rest.count("Aim once") == 1
    assert page.count("<h3>P") == 2 and "<h2>P3" in page


def test_an_objective_with_nothing_under_it_says_so_at_the_head() -> None:
    content = progress_table()
    content["objectives"][2]["description"] = "Said at the head."
    head = html.page(content).split("<h2>P1")[0]
    assert "Said at the head." in head


def test_a_rating_is_a_word_on_its_tone_and_not_answered_says_so() -> None:
    assert cells.rating(value("off")) == '<span class="pill red">Off track</span>'
    assert "Not answered" in cells.rating(None)


def test_each_tone_has_an_edge_of_its_own_in_grey() -> None:
    rules = dict(
        re.findall(r"\.paper \.pill\.(\w+) \{([^}]*)\}", stylesheet("paper.css").split("@media")[0])
    )
    edges = {}
    for tone in (*Tone.values, "unanswered"):
        rule = rules[tone]
        style = re.search(r"(dashed|dotted|double)", rule)
        radius = re.search(r"border-radius: (\S+);?", rule)
        weight = re.search(r"border: ([\d.]+pt)", rule)
        edges[tone] = (
            style[1] if style else "solid",
            radius[1].rstrip(";") if radius else "0",
            weight[1] if weight else "",
        )
    assert len(set(edges.values())) == len(edges)


def test_the_trusts_own_arrow_goes_before_a_computed_movement() -> None:
    assert "↓ down" in cells.rating(value("behind", direction="down", movement="better"))
    assert "↑ better" in cells.rating(value("behind", movement="better"))
    assert "→ no change" in cells.rating(value("behind", movement="no change"))
    assert "arrow" not in cells.rating(value("behind"))


@pytest.mark.parametrize(
    ("text", "empty", "shown"),
    [("None.", "none", "None."), ("-", "none", "-"), ("", "none", "None"), ("", "na", "N/A"),
     ("", "tbc", "TBC"), ("Nil return", "none", "Nil return")],
)  # fmt: skip
def test_a_nil_return_prints_as_given(text: str, empty: str, shown: str) -> None:
    assert cells.narrative({"heading": "x", "text": text, "empty": empty}) == f"<p>{shown}</p>"


def test_no_answer_is_not_a_nil_return() -> None:
    assert cells.narrative({"heading": "x", "text": "", "empty": ""}) == ""
    content = progress_table(actions=1, groups=1)
    content["groups"][0]["rows"][0]["narratives"] = []
    assert '<p class="quiet">Not answered</p>' in html.page(content)


def test_a_question_is_followed_by_no_colon() -> None:
    said = {"heading": "Why is it late?", "text": "The supplier.", "empty": ""}
    assert "<b>Why is it late?</b> The supplier." in cells.narrative(said, "Why is it late?")


def test_headings_after_the_first_are_named_beside_their_words() -> None:
    page = html.page(progress_table())
    assert "<b>Why:</b> six of 22 posts are vacant." in page
    assert "<b>Comments:</b>" not in page


@pytest.mark.parametrize(
    ("iso", "given", "shown"),
    [
        ("2022-03-31", "", "31 March 2022"),
        ("2022-03-31", "31/03/2022", "31 March 2022"),
        ("2022-03-31", "31 March 2022", "31 March 2022"),
        ("2022-03-31", "2022-03-31 00:00:00", "31 March 2022"),
        ("2022-03-31", "31.3.22", "31 March 2022"),
        ("2022-03-31", "March 2022", "March 2022"),
        ("2022-03-31", "Q4 2021/22", "Q4 2021/22"),
        ("2022-03-31", "2021/22", "2021/22"),
        (None, "End of the year", "End of the year"),
        (None, "TBC", "TBC"),
        (None, "2022", "2022"),
        (None, "", ""),
    ],
)
def test_a_target_date_keeps_the_trusts_words(iso: str | None, given: str, shown: str) -> None:
    assert words_of(cells.due(iso, given)).strip() == shown


def test_the_legend_has_only_what_the_content_names() -> None:
    page = html.page(progress_table(legend=[RATINGS["off"]]))
    legend = re.search(r'<p class="legend">.*?</p>', page, re.S)
    assert legend and "Off track" in legend[0] and "Complete" not in legend[0]
    assert 'class="legend"' not in html.page(progress_table(legend=[]))


def test_more_ratings_than_a_page_holds_share_one_column() -> None:
    content = progress_table(actions=2, groups=1)
    content["columns"] += [
        {"key": f"extra{n}", "label": f"Confidence {n}", "kind": "rating"} for n in range(4)
    ]
    page = html.page(content)
    assert page.count('scope="col"') == 6 + page.split("Strategic risks</h2>")[1].count(
        'scope="col"'
    )
    for n in range(4):
        assert f"Confidence {n}" in page


@pytest.mark.parametrize("kind", ["rating", "narratives", "leads", "date"])
def test_a_strategy_may_ask_nothing_of_one_kind(kind: str) -> None:
    content = progress_table()
    content["columns"] = [column for column in content["columns"] if column["kind"] != kind]
    assert "Open community diagnostic hub" in html.page(content)


def test_what_is_empty_says_so_in_the_trusts_words() -> None:
    nothing = progress_table(actions=0, groups=0, risks=0, objectives=[])
    text = words_of(html.page(nothing))
    assert "No priorities or supporting objectives are recorded for this strategy." in text
    assert "No strategic risks are recorded for this strategy." in text
    group_only = words_of(html.page(progress_table(actions=0, groups=1)))
    assert "No supporting objectives are recorded here yet." in group_only
    goal_only = words_of(html.page(quarterly_progress(goals=1, items=0)))
    assert "No strategic risks are linked to this strategic objective." in words_of(
        html.page(quarterly_progress(goals=2))
    )
    assert "No strategic risks or supporting objectives are recorded here yet." in goal_only
    assert "No strategic objectives are recorded" in words_of(
        html.page(quarterly_progress(goals=0))
    )


def test_a_trust_without_risks_says_so_once() -> None:
    content = quarterly_progress(goals=3)
    for group in content["groups"]:
        group["risks"] = []
    text = words_of(html.page(content))
    assert text.count("No strategic risks are recorded for this strategy.") == 1
    assert "linked to this" not in text


def test_a_group_that_speaks_for_itself_is_not_called_empty() -> None:
    content = progress_table(actions=0, groups=1)
    content["groups"][0]["update"] = {
        "ratings": [],
        "narratives": [{"heading": "Successes", "text": "A new ward.", "empty": ""}],
    }
    text = words_of(html.page(content))
    assert "A new ward." in text and "are recorded here yet" not in text


def test_a_long_rating_gets_a_wider_column() -> None:
    def width(label: str) -> float:
        content = progress_table(actions=1, groups=1)
        row = content["groups"][0]["rows"][0]
        row["ratings"]["delivery"] = value("on") | {"label": label}
        return float(re.findall(r"<col style=\"width:([\d.]+)%", html.page(content))[3])

    assert width("Off track, recovery actions in place") > width("On track") + 5


def test_a_word_that_is_a_name_keeps_its_capitals() -> None:
    assert inside("BAF risks") == "BAF risks"
    assert inside("On Track") == "On Track"
    assert inside("Must dos") == "must dos"


def test_an_unusual_kind_of_action_is_named_over_its_title() -> None:
    content = progress_table(actions=0, groups=1)
    content["groups"][0]["rows"] = [action(1, kind="Must do", theme="Access")]
    page = html.page(content)
    assert '<span class="quiet">Access, Must do</span>' in page
    content["groups"][0]["rows"] = [action(1)]
    assert "Supporting objective</span>" not in html.page(content)


def test_the_risk_table_is_worst_first_and_has_no_empty_column() -> None:
    page = html.page(quarterly_progress())
    goal = page.split("Better care</h2>")[1]
    assert goal.index(">20<") < goal.index(">16<")
    assert "Target score" not in page and "Linked to" not in page
    assert "Target score" in html.page(progress_table())


def test_a_draft_says_so_in_words_and_a_final_paper_does_not() -> None:
    final = html.page(progress_table())
    assert "DRAFT" not in final
    assert "Final, published 24 October 2024, version 3, 9f2c41d8" in final
    draft = html.page(
        progress_table(status={"draft": True, "version": 1, "as_at": "2024-10-12", "hash": ""})
    )
    assert "DRAFT of 12 October 2024. Not for publication: it may still change." in draft
    assert 'data-meeting="DRAFT for Board of Directors in public, 31 October 2024"' in draft


def test_a_paper_without_a_meeting_has_no_loose_commas() -> None:
    page = html.page(progress_table(meeting={"name": "", "date": None, "agenda_item": ""}))
    assert 'data-meeting="" data-item=""' in page


@pytest.mark.parametrize(
    ("given", "used"),
    [("7C2855", "#7c2855"), ("#7C2855", "#7c2855"), ("FFEE00", NHS_BLUE),
     ("", NHS_BLUE), ("red; } body { display: none", NHS_BLUE)],
)  # fmt: skip
def test_headings_have_the_trusts_colour_if_it_can_be_read(given: str, used: str) -> None:
    assert colour(progress_table(trust={"name": "T", "colour": given})) == used


def test_hostile_text_is_text_everywhere() -> None:
    attack = "<img src=x onerror=alert(1)>\"'&"

    def poison(part):
        if isinstance(part, dict):
            kept = {
                "layout",
                "schema",
                "kind",
                "key",
                "tone",
                "as_at",
                "date",
                "target_date",
                "direction",
                "colour",
            }
            return {key: item if key in kept else poison(item) for key, item in part.items()}
        if isinstance(part, list):
            return [poison(item) for item in part]
        return part + attack if isinstance(part, str) else part

    for sample in SAMPLES:
        content = poison(deepcopy(sample()))
        page = html.page(content)
        assert "<img" not in page
        assert "onerror=alert(1)&gt;" in page


def test_a_word_with_a_hyphen_is_kept_in_one_piece() -> None:
    assert '<span class="whole">multi-centre</span>' in cells.text("a multi-centre study")
    assert '<span class="whole">schools - seeking</span>' not in cells.text("schools - seeking")
    assert '<span class="whole">- seeking</span>' in cells.text("schools - seeking")
    assert "whole" not in cells.text("https://example.org/a-very-long-address-that-must-break")
    assert words_of(cells.text("a/b-c – d")).strip() == "a/b-c – d"


def test_titles_and_leads_may_be_of_any_length() -> None:
    content = progress_table(actions=0, groups=1)
    title = "Deliver everything that was agreed " * 9
    content["groups"][0]["rows"] = [
        action(1, title=title, leads=[]),
        action(2, leads=[{"name": "COO", "role": ""}] * 4),
    ]
    assert re.sub(r"\s+", " ", title).strip() in words_of(html.page(content))


def test_ratings_and_words_of_the_group_itself_are_printed() -> None:
    content = progress_table(actions=1, groups=1)
    content["groups"][0]["update"] = {
        "ratings": [{"label": "Overall", "value": value("off")}],
        "narratives": [{"heading": "Successes", "text": "A new ward.", "empty": ""}],
    }
    text = words_of(html.page(content))
    assert "Overall Off track" in text and "Successes: A new ward." in text


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Nearer to Home: progress at Quarter 2 2024/25", ""),
        ("Report on nearer to home", "Quarter 2 2024/25"),
        ("Board report", "Nearer to Home, Quarter 2 2024/25"),
    ],
)
def test_a_paper_always_says_its_strategy_and_period(title: str, line: str) -> None:
    page = html.page(progress_table(title=title))
    assert re.findall(r'<p class="of">(.*?)</p>', page) == ([line] if line else [])
