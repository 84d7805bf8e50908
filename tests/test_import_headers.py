"""Which sheets and columns are recognised, with which evidence, and what is asked anew."""

from typing import Any

import pytest

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.layout.headings import NearHeadings, likeness
from strategy_tracker.imports.match.model import Asked, Column, Known, SheetMatch
from strategy_tracker.imports.read.workbook import read_workbook
from strategy_tracker.imports.vocabulary.scales import Scale, propose_scale
from strategy_tracker.imports.vocabulary.synonyms import synonyms
from tests.workbooks.samples import ACTIONS, OBJECTIVES, RISKS, workbook

RAG = propose_scale("RAG", ["Red", "Amber", "Green"])
OWN = Known(scales=(Scale("RAG", RAG.ratings),))


def said(sheets: Any, known: Known = Known(), percents: Any = None) -> Extract:  # noqa: B008
    return extract(read_workbook(workbook(sheets, percents), "plan.xlsx"), known)


def matched(rows: Any, known: Known = Known(), percents: Any = None) -> SheetMatch:  # noqa: B008
    book = read_workbook(workbook({"Plan": rows}, percents), "plan.xlsx")
    return extract(book, known).matches[0]


def fields(match: SheetMatch) -> dict[str, str]:
    return {column.heading: column.field for column in match.columns}


def column(match: SheetMatch, heading: str) -> Column:
    return next(candidate for candidate in match.columns if candidate.heading == heading)


def doubts(result: Extract) -> list[str]:
    return [doubt.question for doubt in result.doubts]


def messages(result: Extract, *, stops: bool = True) -> list[str]:
    return [str(problem) for problem in result.problems if problem.stops == stops]


# Sheets


@pytest.mark.parametrize(
    ("rows", "holds"),
    [
        (ACTIONS, "action"),
        (RISKS, "risk"),
        (OBJECTIVES, "objective"),
        (
            [["Priority No", "Trust priority", "Success statement"], [1, "Go home well", "x"]],
            "ambition",
        ),
        ([["Workstream", "KPI", "Baseline", "End target"], ["Kinder", "Falls", 9, 3]], "measure"),
        (
            [
                ["KPI", "Financial year", "Quarter", "Aim/Actual", "Value"],
                ["Falls", "2024/25", "Q1", "Aim", 4],
            ],
            "reading",
        ),
        ([["Risk", "Risk owner"], ["Boiler fails", "Asha"]], "risk"),
        ([["Goal", "Key action", "Risks", "Risk", "Measure"], ["A", "b", "", "", ""]], "action"),
        ([["Risk", "Current score", "Actions"], ["Boiler fails", 9, "Buy one"]], "risk"),
        ([["Name", "Extension"], ["Asha", "4411"]], ""),
    ],
)
def test_what_a_sheet_holds_is_told_by_its_headings(rows: Any, holds: str) -> None:
    assert matched(rows).holds == holds


def test_an_objective_column_on_a_sheet_of_risks_is_what_the_risk_bears_on() -> None:
    match = matched([["BAF No", "Risk title", "Current score", "Objective"], ["01", "x", 9, "y"]])
    assert match.holds == "risk"
    assert fields(match)["Objective"] == "objective.title"


def test_a_sheet_without_a_known_heading_is_left_out_and_said_to_be() -> None:
    result = said({"Plan": ACTIONS, "Parking": [["Place", "Permit"], ["North yard", "4411"]]})
    assert any("the sheet is left out" in text for text in messages(result, stops=False))
    assert not messages(result)


# Columns


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Brick", "objective.title"),
        ("WORKSTREAM:", "objective.title"),
        ("Goal no.", "objective.reference"),
        ("Exec director", "action.lead"),
        ("Executive Directr", "action.lead"),
        ("Must/Should", "action.kind"),
        ("By when?", "action.target_date"),
        ("Target dat", "action.target_date"),
        ("Regulation refs.", "action.regulations"),
    ],
)
def test_headings_are_known_by_synonym_or_nearly(heading: str, field: str) -> None:
    match = matched([["Supporting objective", heading], ["Answer bells", "x"]])
    assert fields(match)[heading] == field


def test_a_near_match_says_so_and_how_near() -> None:
    near = column(matched([["Key action", "Target dat"], ["x", "y"]]), "Target dat")
    assert 0.88 <= near.confidence < 1
    assert "target date" in near.evidence and "in 100" in near.evidence
    exact = column(matched([["Key action", "Target date"], ["x", "y"]]), "Target date")
    assert exact.confidence == 1


def test_every_synonym_is_known_and_belongs_to_one_field_of_a_sheet() -> None:
    for kind in synonyms().sheets:
        names = dict(reversed(kind.fields))
        for words, _ in kind.fields:
            assert words == " ".join(words.split()) and words
        assert set(kind.needs) <= set(names.values())


def test_the_strategy_s_own_words_for_its_levels_are_known() -> None:
    known = Known(words=(("Promise", "objective"), ("Step", "action")))
    match = matched([["Promise", "Step"], ["Kinder care", "Answer bells"]], known)
    assert fields(match) == {"Promise": "objective.title", "Step": "action.title"}


def test_a_column_with_values_and_no_heading_is_kept_by_its_letter() -> None:
    result = said({"Plan": [["Goal", "Key action", None], ["Kinder", "Bells", "what is this"]]})
    assert not any("no heading" in text for text in messages(result, stops=False))
    (action,) = result.found["action"].values()
    assert action.values["own.Column C"] == "what is this"
    assert not messages(result)


def test_two_columns_of_one_heading_are_two_questions_unless_somebody_says_otherwise() -> None:
    rows = [["Goal", "Key action", "Notes!", "Notes"], ["Kinder", "Bells", "one", "two"]]
    result = said({"Plan": rows})
    assert any("the same heading" in text for text in doubts(result)) and not messages(result)
    assert [len(answer.narratives) for answer in result.answers] == [2]
    assert {question.label for question in result.questions.values()} == {"Notes!", "Notes 2"}


# Leads


def test_leads_beside_the_parent_that_never_differ_are_the_parent_s() -> None:
    rows = [["Brick", "Lead", "Key action"], ["A", "Asha Rao", "1"], ["A", "Asha Rao", "2"]]
    assert fields(matched(rows))["Lead"] == "objective.lead"
    rows[2][1] = "Ben Hale"
    assert fields(matched(rows))["Lead"] == "action.lead"
    after = [["Brick", "Key action", "Lead"], ["A", "1", "Asha Rao"], ["A", "2", "Asha Rao"]]
    assert fields(matched(after))["Lead"] == "action.lead"


def test_an_only_executive_lead_is_the_lead() -> None:
    match = matched([["Goal", "Key action", "Executive lead"], ["A", "1", "Asha Rao"]])
    assert fields(match)["Executive lead"] == "action.lead"
    two = matched([["Goal", "Key action", "Lead", "Executive lead"], ["A", "1", "x", "y"]])
    assert fields(two)["Executive lead"] == "action.executive"


# Answers: what is asked anew


def asked(rows: Any, heading: str, known: Known = Known(), percents: Any = None) -> Any:  # noqa: B008
    result = said({"Plan": rows}, known, percents)
    return next(question for question in result.questions.values() if question.label == heading)


def with_column(heading: str, *values: Any) -> list[list[Any]]:
    first = [["Goal", "Key action", heading]]
    return first + [["Kinder", f"Action {number}", value] for number, value in enumerate(values)]


def test_sentences_that_no_synonym_knows_become_a_question_in_the_trust_s_own_label() -> None:
    question = asked(with_column("What went well?", "Much did.", "More did."), "What went well?")
    assert question.is_new and not question.is_rating and question.purpose == "general"


def test_a_percentage_with_a_period_in_its_heading_keeps_the_period_as_a_note() -> None:
    rows = with_column("Progress % (2023-24 Q2)", 1, 0.8)
    question = asked(rows, "Progress %", percents={"Plan": ["C2", "C3"]})
    assert question.is_rating and question.scale is None
    assert (question.note, question.purpose) == ("2023-24 Q2", "progress")


def test_few_words_that_repeat_become_a_rating_with_a_scale_of_those_words() -> None:
    values = ["Quay", "Loft", "Quay", "Pier", "Loft", "Quay"]
    match = matched(with_column("Rosette", *values))
    assert column(match, "Rosette").field == "own"  # none of them tells how it goes
    values = ["On track", "Overdue", "On track", "Complete", "Overdue", "On track"]
    question = asked(with_column("Where are we", *values), "Where are we")
    assert question.is_rating and question.scale.is_new
    shown = [
        (rating.label, rating.tone, rating.letter, rating.needs_mitigation, rating.ends_work)
        for rating in question.scale.ratings
    ]
    assert shown == [
        ("Overdue", "red", "R", True, False),
        ("On track", "green", "G", False, False),
        ("Complete", "blue", "B", False, True),
    ]


def test_the_trust_s_own_scale_is_used_where_its_words_fit() -> None:
    question = asked(with_column("RAG", "Green", "A", "red"), "RAG", OWN)
    assert question.scale.name == "RAG" and not question.scale.is_new
    other = asked(with_column("RAG", "Green", "Blue", "Green"), "RAG", OWN)
    assert other.scale.is_new and other.scale.name == "RAG 2"


def test_an_empty_column_of_ratings_is_asked_on_the_trust_s_red_amber_green() -> None:
    question = asked(with_column("RAG", None, None), "RAG", OWN)
    assert question.is_rating and question.scale.name == "RAG"


def test_a_status_column_of_sentences_is_a_comment_and_not_a_rating() -> None:
    long = "We have agreed the plan with partners and the first of three workshops was held."
    question = asked(with_column("Progress", long, long + " Again."), "Progress")
    assert not question.is_rating and question.purpose == "comment"


def test_two_ratings_of_the_same_words_share_one_new_scale() -> None:
    rows = [
        ["Goal", "Key action", "Delivery", "Embedding"],
        ["A", "1", "On track", "Slipping, with a plan"],
        ["A", "2", "On track", "On track"],
        ["A", "3", "Overdue", "Overdue"],
    ]
    result = said({"Plan": rows})
    scales = {question.scale.name for question in result.questions.values() if question.scale}
    assert scales == {"Delivery and Embedding"}


def test_a_slip_of_the_pen_is_asked_about_with_the_word_that_was_meant_as_the_guess() -> None:
    for heading, word, slip, known in (
        ("RAG", "Green", "Gren", OWN),
        ("Status", "Embedding", "Embeding", Known()),
    ):
        result = said({"Plan": with_column(heading, *[word] * 5, slip)}, known)
        [doubt] = result.doubts
        assert f"“{slip}” is not on the scale" in doubt.question and doubt.guess == word


def test_a_fraction_not_shown_as_a_percentage_is_asked_about() -> None:
    [doubt] = said({"Plan": with_column("Progress %", 0.75, 1)}).doubts
    assert doubt.value == "0.75" and [words for _, words in doubt.options][:2] == ["75%", "0.75%"]


def test_an_arrow_s_column_belongs_to_the_rating_before_it() -> None:
    rows = [
        ["Goal", "Key action", "RAG", "Direction"],
        ["A", "1", "Amber", "Down"],
        ["A", "2", "Green ↑", None],
        ["A", "3", "Red", None],
    ]
    result = said({"Plan": rows}, OWN)
    directions = [answer.ratings["rag"].direction for answer in result.answers]
    assert directions == ["down", "up", ""]


def test_what_the_strategy_asks_already_is_found_by_label_then_by_purpose() -> None:
    known = Known(
        asked=(
            Asked("action", "how-we-are", "How we are doing", True, "delivery", "RAG"),
            Asked("action", "why", "Why", False, "explanation"),
            Asked("action", "old", "Old words", False, "comment", is_archived=True),
        ),
        scales=OWN.scales,
    )
    rows = [
        ["Goal", "Key action", "How we are doing", "Explanation", "Old words"],
        ["A", "1", "Green", "Because.", "As we said."],
    ]
    result = said({"Plan": rows}, known)
    codes = {
        question.label: (question.code, question.is_new) for question in result.questions.values()
    }
    assert codes == {
        "How we are doing": ("how-we-are", False),
        "Why": ("why", False),
        "Old words": ("old-words", True),
    }
    by_purpose = said({"Plan": with_column("RAG", "Green", "Red")}, known)
    assert [question.code for question in by_purpose.questions.values()] == ["how-we-are"]
    not_on_it = said({"Plan": with_column("RAG", "Green", "Done")}, known)
    assert [question.is_new for question in not_on_it.questions.values()] == [True]


# Rows


def test_what_is_wrong_is_asked_about_with_sheet_cell_value_and_remedy() -> None:
    rows = [
        ["Goal", "Key action", "Type", "Target date", "RAG"],
        ["A", "1", "Might", "31/02/2025", "Lilac"],
        ["A", None, "Must", None, "Green"],
        ["A", "3", "Should", "TBC", "N/A"],
    ]
    result = said({"Plan": rows}, OWN)
    found = {str(doubt.where): (doubt.value, doubt.question) for doubt in result.doubts}
    assert set(found) == {"Plan!C2", "Plan!D2", "Plan!E2", "Plan!B3"}
    assert found["Plan!C2"][0] == "Might" and "Must, Should" in found["Plan!C2"][1]
    assert "not a day in any calendar" in found["Plan!D2"][1]
    assert "no action title" in found["Plan!B3"][1]
    [told] = [problem for problem in result.problems if str(problem.where) == "Plan!E4"]
    assert "no rating" in told.message and told.remedy


def test_errors_and_formulas_without_a_value_are_told_where_they_matter() -> None:
    rows = [["Goal", "Key action", "Workings"], ["A", "=LOOKUP(B9,C9)", "=1/0"]]
    result = said({"Plan": rows})
    found = [str(doubt.where) for doubt in result.doubts if "Formulas" in doubt.question]
    assert "Plan!B2" in found


def test_parents_that_disagree_with_an_earlier_row_are_told() -> None:
    rows = [["Goal No", "Goal", "Key action"], [1, "Kinder", "a"], [2, "Kinder", "b"]]
    assert any("otherwise at Plan!A2" in text for text in doubts(said({"Plan": rows})))
    under = [["Goal", "Ambition", "Key action"], ["A", "Same", "a"], ["B", "Same", "b"]]
    assert any("Under which is it?" in text for text in doubts(said({"Plan": under})))


def test_two_readings_of_one_key_that_differ_are_told() -> None:
    head = ["KPI", "Financial year", "Quarter", "Aim/Actual", "Value"]
    rows = [head, ["Falls", "2024/25", "Q1", "Aim", 4], ["Falls", "2024/25", "Q1", "Aim", 5]]
    assert any("is 5 here and 4 at" in text for text in doubts(said({"Plan": rows})))
    result = said({"Plan": [head, ["Falls", "24/23", "Q9", "Hope", 4]]})
    assert len(doubts(result)) == 3


# Headings and values of trusts that we have not met

LIGHTS = ["Red", "Amber", "Green", "G", "A", "Amber/Green", "Complete"]


@pytest.mark.parametrize("heading", ["Traffic light", "Zing", "Rosette"])
def test_colours_are_a_rating_whatever_the_heading_says(heading: str) -> None:
    result = said({"Plan": with_column(heading, *LIGHTS)}, OWN)
    taken = column(result.matches[0], heading)
    assert taken.field == "answer.rating" and taken.confidence >= 0.9
    assert [str(doubt.where) for doubt in result.doubts] == ["Plan!C7"]
    [odd] = result.doubts
    assert odd.value == "Amber/Green" and odd.options[0][0] == "Complete"


def test_a_rating_between_two_that_is_used_throughout_is_one_of_its_own() -> None:
    words = ["Red", "Amber/Red", "Amber", "Amber/Green", "Green"] * 3
    result = said({"Plan": with_column("Delivery confidence", *words)})
    assert not messages(result)
    assert len(next(iter(result.questions.values())).scale.ratings) == 5


def test_sentences_that_name_a_colour_are_no_rating() -> None:
    words = ["The red team met.", "Green space was found.", "Blue badges came."]
    assert column(matched(with_column("Zing", *words)), "Zing").field == "answer.text"


@pytest.mark.parametrize(
    "heading",
    ["Aim", "Priority theme", "Pillar", "Strategic aim", "Domain", "Workstream", "Programme",
     "Outcome area", "Focus area", "Strategic theme"],
)  # fmt: skip
def test_what_other_trusts_call_the_parent_is_known(heading: str) -> None:
    match = matched([[heading, "Key action"], ["Kinder care", "Answer bells"]])
    assert fields(match)[heading] == "objective.title"


def test_a_vaguer_heading_yields_to_one_that_surely_names_the_objective() -> None:
    match = matched([["Objective", "Focus area", "Key action"], ["Kinder", "Wards", "Bells"]])
    assert fields(match)["Objective"] == "objective.title" and not match.asks
    assert fields(match)["Focus area"] == "own"


def test_an_unknown_column_that_repeats_is_proposed_as_the_objective() -> None:
    rows: Any = [["Rosette", "Key action", "Comments"]]
    rows += [[f"Care {number % 2}", f"Action {number}", "Same"] for number in range(6)]
    taken = column(said({"Plan": rows}).matches[0], "Rosette")
    assert taken.field == "objective.title" and taken.confidence < 1
    assert "2 different values in 6 rows" in taken.evidence
    rows[3][0] = None
    assert column(said({"Plan": rows}).matches[0], "Rosette").field == "own"
    named = [["Goal", *rows[0]], *(["Kinder", *row] for row in rows[1:])]
    named[3][1] = "Care 0"
    assert column(said({"Plan": named}).matches[0], "Rosette").field == "own"


# What a person chose


def test_a_choice_beats_what_would_be_guessed() -> None:
    rows = [["Goal", "Zing", "Key action", "RAG"], ["Kinder", "Wards", "Bells", "Green"]]
    book = read_workbook(workbook({"Plan": rows}), "plan.xlsx")
    chosen = {"Zing": "objective.title", "Goal": "", "RAG": "answer.text"}
    match = extract(book, OWN, Choices(columns={"Plan": chosen})).matches[0]
    assert fields(match) == {
        "Goal": "", "Zing": "objective.title", "Key action": "action.title", "RAG": "answer.text",
    }  # fmt: skip
    assert {candidate.confidence for candidate in match.columns} == {1.0}
    without = extract(book, OWN, Choices(columns={"Plan": {"Zing": "objective.title"}}))
    assert fields(without.matches[0])["Goal"] == "own" and not without.matches[0].asks
    rated = extract(book, OWN, Choices(columns={"Plan": {"Zing": "answer.rating"}}))
    assert any(
        question.label == "Zing" and question.is_rating for question in rated.questions.values()
    )


def test_a_choice_may_make_a_sheet_one_that_is_read() -> None:
    rows = [["Zing", "Zong"], ["Kinder", "Answer bells"]]
    book = read_workbook(workbook({"Plan": rows}), "plan.xlsx")
    assert extract(book, OWN).matches[0].holds == ""
    chosen = {"Zing": "objective.title", "Zong": "action.title"}
    result = extract(book, OWN, Choices(columns={"Plan": chosen}))
    assert [action.title for action in result.found["action"].values()] == ["Answer bells"]


def test_a_risk_is_scored_by_its_likelihood_and_its_consequence() -> None:
    rows: list[list[Any]] = [
        ["Risk ref", "Risk", "Likelihood", "Impact"],
        ["R1", "Too few nurses", 4, 3],
        ["R2", "No heating", 2, "Wards close"],
    ]
    first, second = said({"Register": rows}).found["risk"].values()
    assert first.values["current"] == 12 and str(first.cells["current"]) == "Register!D2"
    assert "current" not in second.values and second.values["effect"] == "Wards close"
    scored = [[*rows[0], "Current score"], ["R1", "Too few nurses", 4, 3, 15]]
    (given,) = said({"Register": scored}).found["risk"].values()
    assert given.values["current"] == 15


@pytest.mark.parametrize("text", ["ownr of action", "due dat", "target dat", "lead exec", "zzz"])
def test_the_headings_that_are_near_are_those_of_all_that_are_that_like(text: str) -> None:
    known = {heading for kind in synonyms().sheets for heading, _ in kind.fields}
    alike = {heading: likeness(text, heading) for heading in known if len(heading) > 4}
    near = NearHeadings(known, synonyms().threshold).near(text)
    assert dict(near) == {
        heading: score for heading, score in alike.items() if score >= synonyms().threshold
    }
