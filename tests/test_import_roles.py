"""What a column is: told by the words of its heading, its values and its place together."""

import itertools
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook as NewWorkbook
from openpyxl.styles import Font, PatternFill

from strategy_tracker.imports.choices import Choices
from strategy_tracker.imports.extract.extract import extract
from strategy_tracker.imports.extract.model import Extract
from strategy_tracker.imports.match.assignment import assign
from strategy_tracker.imports.match.model import Column, Known
from strategy_tracker.imports.read.workbook import read_workbook
from tests.workbooks.samples import as_bytes, workbook
from tests.workbooks.scoring import nothing, open_questions

TASKS = [
    "Mend the slipway before the spring tides", "Teach every deckhand to read the charts",
    "Count the buoys along the eastern channel", "Print the timetable in larger letters",
    "Open the second ticket window on Saturdays", "Ask passengers how they found the crossing",
    "Fit rails to the steps of the old pier", "Write down who opens the harbour gate",
]  # fmt: skip
PEOPLE = [
    "Ida Marsh",
    "Tom Reed",
    "Una Cole",
    "Ida Marsh",
    "Ray Bell",
    "Tom Reed",
    "Una Cole",
    "Ray Bell",
]
DAYS = [date(2026, month, 28) for month in range(1, 9)]
STATES = [
    "On track",
    "Behind",
    "Complete",
    "On track",
    "On track",
    "Behind",
    "On track",
    "Complete",
]
GOALS = ["Safe crossings"] * 3 + ["Warm welcomes"] * 3 + ["Steady keel"] * 2
REMARKS = [f"The crew met in week {number} and agreed what comes next." for number in range(8)]


def read(columns: dict[str, list[Any]], choices: Choices | None = None) -> Extract:
    rows = [list(columns), *map(list, itertools.zip_longest(*columns.values()))]
    book = read_workbook(workbook({"Plan": rows}), "plan.xlsx")
    return extract(book, Known(), choices or Choices())


def fields(result: Extract) -> dict[str, str]:
    return {column.heading: column.field for column in result.matches[0].columns}


def column(result: Extract, heading: str) -> Column:
    return next(one for one in result.matches[0].columns if one.heading == heading)


def plan(**more: list[Any]) -> dict[str, list[Any]]:
    return {"Objective": GOALS, "Action": TASKS, "Lead": PEOPLE, **more}


# All columns together


def test_all_columns_together_take_the_fields_that_fit_best() -> None:
    # Each alone would be the title; the second can be nothing else.
    assert assign([{"title": 5, "lead": 4}, {"title": 3}], [0, 0]) == ["lead", "title"]
    assert assign([{"title": 5}, {"title": 3}], [0, 1]) == ["title", ""]
    assert assign([{"title": 1}], [2]) == [""]
    assert assign([], []) == []


@pytest.mark.parametrize("seed", range(5))
def test_no_other_way_to_share_the_fields_has_more_points(seed: int) -> None:
    scores = [
        {
            name: float((seed + 3) * (row + 2) * (place + 5) % 11 - 3)
            for place, name in enumerate("abc")
        }
        for row in range(4)
    ]
    alone = [float((seed + row) % 3) for row in range(4)]

    def total(names: tuple[str, ...]) -> float:
        return sum(scores[row][name] if name else alone[row] for row, name in enumerate(names))

    ways = (
        names
        for names in itertools.product(["", *"abc"], repeat=4)
        if len(set(filter(None, names))) == len(list(filter(None, names)))
    )
    assert total(tuple(assign(scores, alone))) == max(map(total, ways))


@pytest.mark.parametrize(
    ("number", "parent", "title", "lead", "when", "state"),
    [
        ("S.No", "Branch of toil", "Particulars", "Crew", "Set for", "Condition"),
        ("Token", "Mooring", "Undertaking", "Warden", "Bell", "Weather"),
        ("Tally", "Deck", "What it comes to", "Hand", "Tide", "Lamp"),
        ("Peg", "Berth", "Chore", "Skipper", "Sundown", "Mood"),
        ("Notch", "Quay", "Errand", "Pilot", "Horizon", "Signal"),
        ("Mark", "House", "Labour", "Bearer", "Term", "Verdict"),
    ],
)
def test_a_tracker_is_read_under_headings_that_nobody_has_used(
    number: str, parent: str, title: str, lead: str, when: str, state: str
) -> None:
    result = read(
        {
            number: [f"W{n}" for n in range(1, 9)], parent: GOALS, title: TASKS, lead: PEOPLE,
            when: DAYS, state: STATES,
        }
    )  # fmt: skip
    assert fields(result) == {
        number: "action.reference", parent: "objective.title", title: "action.title",
        lead: "action.lead", when: "action.target_date", state: "answer.rating",
    }  # fmt: skip
    assert column(result, parent).confidence < 0.75  # to be confirmed
    assert len(result.found["action"]) == 8 and len(result.found["objective"]) == 3


@pytest.mark.parametrize("heading", ["S.No", "S No", "Sr no.", "P.No", "T.No"])
def test_one_letter_off_is_no_slip_of_the_pen_in_the_shortest_words(heading: str) -> None:
    result = read({heading: list(range(1, 9)), **plan()})
    assert fields(result)[heading] == "action.reference"


# Figures and days are no ratings


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Forecast cost (£m)", [40, 12.5, 7.25, 3, 40, 3, 12.5, 3]),
        ("Status score", [1, 2, 3, 1, 2, 3, 1, 2]),
        ("Rating", ["£40k", "£12k", "£40k", "£3k"] * 2),
        ("Current status", [date(2026, 1, 1), date(2026, 2, 1)] * 4),
        ("Forecast", ["March 2026", "June 2026"] * 4),
        ("RAG", [90, 60, 20, 90, 60, 20, 90, 60]),
    ],
)
def test_numbers_money_and_days_are_never_a_rating(heading: str, values: list[Any]) -> None:
    result = read(plan(**{heading: values, "BRAG": STATES}))
    assert fields(result)[heading] != "answer.rating"
    assert fields(result)["BRAG"] == "answer.rating"


@pytest.mark.parametrize(
    "words",
    [
        ["On track", "ON TRACK", "on  track", "Behind", "behind", "BEHIND", "Complete", "complete"],
        ["Green ↑", "green", "GREEN →", "Red", "red ↓", "RED", "Amber", "amber"],
        ["red", "Red ", "RED", "Green", "green", "GREEN ", "Amber", "AMBER"],
        ["Closed", "CLOSED", "closed", "Overdue", "overdue", "OVERDUE", "On Track", "on track"],
        ["a", "A", "g", "G", "r", "R", "A ↓", "G ↑"],
        ["Achieved", "ACHIEVED", "achieved", "Delayed", "delayed", "DELAYED", "Good", "good"],
    ],
)
def test_spellings_of_one_word_are_one_rating(words: list[str]) -> None:
    result = read(plan(**{"How it goes": words, "BRAG": words}))
    question = next(one for one in result.questions.values() if one.label == "BRAG")
    assert question.is_rating and question.scale
    assert len(question.scale.ratings) == 3
    assert not [problem for problem in result.problems if problem.stops]


# Columns that may be the same


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ("Deadline", "End date", "action target date"),
        ("Due date", "Completion date", "action target date"),
        ("Ref", "Action no", "action reference"),
        ("Action", "Task", "action title"),
        ("Theme", "Action theme", "action theme"),
        ("By when", "Timescale", "action target date"),
    ],
)
def test_which_of_two_columns_is_a_field_is_asked_with_their_letters(
    first: str, second: str, field: str
) -> None:
    values: dict[str, list[Any]] = {
        "action target date": DAYS, "action reference": [f"K{n}" for n in range(8)],
        "action title": TASKS, "action theme": GOALS,
    }  # fmt: skip
    later = list(reversed(values[field]))
    columns = {"Objective": GOALS, first: values[field], second: later, "Owner": PEOPLE}
    if field != "action title":
        columns["Action"] = TASKS
    result = read(columns)
    (question,) = result.doubts
    assert "(column B)" in question.question and "(column C)" in question.question
    assert field in question.question and question.guess == "B"
    assert len(result.found["action"]) == 8
    answered = read(columns, Choices(answers={question.key: "C"}))
    assert fields(answered)[second] == field.replace(" ", ".", 1).replace(" ", "_")
    assert fields(answered)[first] == "own"
    assert not open_questions(answered, nothing())


def test_what_two_columns_nearly_are_is_asked_and_the_answer_is_kept_to() -> None:
    columns = plan(Sundown=DAYS, Ebb=list(reversed(DAYS)), RAG=STATES)
    result = read(columns)
    (question,) = result.doubts
    assert "“Sundown” (column D)" in question.question and "“Ebb” (column E)" in question.question
    answered = read(columns, Choices(answers={question.key: "E"}))
    assert fields(answered)["Ebb"] == "action.target_date" and fields(answered)["Sundown"] == "own"


# What nobody knows


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Owner e-mail", ["ida@example.org", "tom@example.org"] * 4),
        ("Date raised", DAYS),
        ("Cost (£k)", [5, 10, 15, 20, 25, 30, 35, 40]),
        ("Raised by", PEOPLE),
        ("Priority", ["High", "Low", "Medium", "High"] * 2),
        ("Depends on", ["T-1", "T-2", "T-3", "T-4"] * 2),
    ],
)
def test_a_column_of_no_field_of_ours_is_none_and_is_told(heading: str, values: list[Any]) -> None:
    result = read(plan(**{"Due date": DAYS, heading: values, "RAG": STATES}))
    assert fields(result)[heading] == "own"
    assert fields(result)["Lead"] == "action.lead" and not result.doubts


def test_sentences_under_an_unknown_heading_are_a_guess_to_be_confirmed() -> None:
    result = read(plan(**{"RAG": STATES, "Log of the bridge": REMARKS}))
    assert fields(result)["Log of the bridge"] == "answer.text"
    assert column(result, "Log of the bridge").confidence < 0.75


def test_what_a_saved_profile_says_of_a_heading_is_known_and_lends_its_words() -> None:
    rows = [
        ["Objective", "Action", "Stage gate", "Stage gate of the year"],
        ["A b", "Open it", "x", ""],
    ]
    book = read_workbook(workbook({"Plan": rows}), "plan.xlsx")
    known = Known(headings=(("Stage gate", "action.theme"),))
    found = {one.heading: one for one in extract(book, known).matches[0].columns}
    assert found["Stage gate"].field == "action.theme"
    assert "have used" in found["Stage gate"].evidence


# What one sheet says of another


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Goal", ["Calm Water", "Dry Decks"]),
        ("Objective", ["Calm Water", "Dry Decks", "Calm Water"]),
        ("Priority", ["Dry Decks"]),
        ("Linked objective", ["Calm Water", "Dry Decks"]),
        ("Strategic goal", ["calm water", "DRY DECKS"]),
        ("Ambition", ["Calm Water", "Dry Decks"]),
    ],
)
def test_risks_that_name_sheets_prove_that_the_sheets_are_objectives(
    heading: str, names: list[str]
) -> None:
    actions = [["Workstream", "Action", "Lead"], *zip(GOALS, TASKS, PEOPLE, strict=True)]
    risks: list[list[Any]] = [[heading, "Risk ref", "Risk description", "Current score"]]
    risks += [
        [name, f"R{n}", f"The pump may fail in month {n}", 4 + n] for n, name in enumerate(names)
    ]
    later = [
        [row[0], f"{row[1]} again", row[2]] if row is not actions[0] else row for row in actions
    ]
    sheets = {"Calm Water": actions, "Dry Decks": later, "Risks": risks}
    result = extract(read_workbook(workbook(sheets), "plan.xlsx"), Known())
    proved = {name.casefold() for name in names}
    titles = {found.title for found in result.found["objective"].values()}
    assert {title for title in titles if title.casefold() in proved}
    for found in result.found["action"].values():
        if found.where.sheet.casefold() in proved:
            assert found.parents["objective"] == f"objective:{found.where.sheet.casefold()}"
            assert found.values["area"] in GOALS


def test_sheets_of_which_risks_name_only_some_words_are_read_as_they_were() -> None:
    actions = [["Workstream", "Action", "Lead"], *zip(GOALS, TASKS, PEOPLE, strict=True)]
    risks = [["Goal", "Risk", "Current score"], ["Calm Water", "a", 4], ["Warm welcomes", "b", 6]]
    result = extract(
        read_workbook(workbook({"Calm Water": actions, "Risks": risks}), "plan.xlsx"), Known()
    )
    assert {found.title for found in result.found["objective"].values()} == set(GOALS)


def test_fills_alone_under_a_key_are_two_ratings_of_actions_under_their_areas() -> None:
    book = NewWorkbook()
    sheet = book.active
    sheet.append(["Area", "Type", "What the visitors asked for", "Delivery", "Embedded?"])
    tasks = ["oil the weather vane", "count the brass keys", "sweep the north tower",
             "label each rain barrel", "mend the garden gate", "air the reading room"]  # fmt: skip
    for number, task in enumerate(tasks):
        area = "Grounds" if number < 3 else "House"
        kind = "Must" if number % 2 else "Should"
        sheet.append([area, kind, f"The keepers should {task} before winter"])
        for column, hue in ((4, ("92D050", "FFC000")[number % 2]), (5, "FF0000")):
            sheet.cell(number + 2, column).fill = PatternFill("solid", fgColor=hue)
    for row, (hue, word) in enumerate(
        [("92D050", "On track"), ("FFC000", "Behind"), ("FF0000", "Overdue")], start=11
    ):
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor=hue)
        sheet.cell(row, 3, word)
    result = extract(read_workbook(as_bytes(book), "asked.xlsx"), Known())
    assert [found.title for found in result.found["objective"].values()] == ["Grounds", "House"]
    assert [f.values["kind"] for f in result.found["action"].values()] == [
        "should_do",
        "must_do",
    ] * 3
    assert [[rated.label for rated in answer.ratings.values()] for answer in result.answers] == [
        ["On track", "Overdue"],
        ["Behind", "Overdue"],
    ] * 3


# Told by values, place and structure


RED, AMBER, GREEN = "FF0000", "FFC000", "00B050"


def test_who_and_when_ask_for_people_and_days_whatever_follows() -> None:
    result = read({"Action": TASKS, "Who's on it": ["Ida", "Tom", "Una", "Ray"] * 2,
                   "When we hope to be done": DAYS})  # fmt: skip

    assert fields(result)["Who's on it"] == "action.lead"
    assert fields(result)["When we hope to be done"] == "action.target_date"


def test_a_year_in_a_heading_does_not_make_a_figure_a_date() -> None:
    result = read({"Measure": TASKS, "Baseline 2024/25": [4, 5, 6, 7] * 2,
                   "Target 2025/26": [6, 7, 8, 9] * 2})  # fmt: skip

    assert fields(result)["Baseline 2024/25"] == "measure.baseline"
    assert fields(result)["Target 2025/26"] == "measure.target"


def test_how_bad_alone_is_no_score_of_a_risk() -> None:
    alone = read({"Issue": TASKS, "Owner": PEOPLE, "Severity": ["3 – Bad", "1 – Slight"] * 4})
    both = read({"Risk": TASKS, "Owner": PEOPLE, "Likelihood": [2, 3] * 4, "Severity": [3, 1] * 4})

    assert fields(alone)["Severity"] == "own"
    assert fields(both)["Severity"] == "risk.consequence"


def test_benefits_with_baselines_are_measures_and_their_projects_no_actions() -> None:
    result = read({"Benefit ID": [f"B{number}" for number in range(8)],
                   "Project": ["Pier"] * 4 + ["Slip"] * 4, "Benefit": TASKS,
                   "Benefit owner": PEOPLE, "Data source": ["The log"] * 8,
                   "Baseline": list(range(10, 18))})  # fmt: skip

    found = fields(result)
    assert result.matches[0].holds == "measure"
    assert found["Benefit"] == "measure.name"
    assert found["Benefit owner"] == "measure.lead"
    assert found["Project"] == "own"


def test_people_are_told_from_names_of_other_things_by_given_names() -> None:
    ships = ["Grey Heron", "Bold Venture", "Grey Heron", "Silver Tern"] * 2
    result = read({"Vessel": ships, "Gist": TASKS, "Minder": PEOPLE, "Sundown": DAYS})

    assert fields(result)["Minder"] == "action.lead"
    assert fields(result)["Vessel"] != "action.lead"


def test_initials_are_people_where_they_are_no_ratings() -> None:
    result = read({"Gist": TASKS, "Minder": ["IM", "TR", "UC", "RB"] * 2, "Sundown": DAYS,
                   "Lamp": ["R", "A", "G", "G"] * 2})  # fmt: skip

    assert fields(result)["Minder"] == "action.lead"
    assert fields(result)["Lamp"] == "answer.rating"


def test_titles_that_come_twice_are_the_first_texts_of_several_words() -> None:
    titles = [*TASKS[:5], *TASKS[:3]]
    result = read({"Band": GOALS, "Gist": titles, "Minder": PEOPLE, "Sundown": DAYS,
                   "Tale": [*REMARKS[:6], None, None]})  # fmt: skip

    found = fields(result)
    assert found["Gist"] == "action.title"
    assert found["Tale"] == "answer.text"
    assert found["Band"] == "objective.title"
    assert column(result, "Gist").confidence < 0.75


def test_rows_under_the_names_of_groups_are_records_under_headings_nobody_has_used() -> None:
    rows: list[list[Any]] = [["Notch", "Gist", "Minder", "Sundown"]]
    for number, task in enumerate(TASKS):
        if number % 4 == 0:
            rows.append(["Safe crossings" if number else "Warm welcomes"])
        rows.append([f"N{number}", task, PEOPLE[number], DAYS[number]])

    result = extract(read_workbook(workbook({"Plan": rows}), "plan.xlsx"), Known())

    assert result.matches[0].holds == "action"
    assert len(result.found["action"]) == len(TASKS)
    assert len(result.found["objective"]) == 2


@pytest.mark.parametrize(
    ("colours", "field"),
    [
        ({"Ahoy": GREEN, "Hmm": AMBER, "Aground": RED}, "answer.rating"),
        ({"Ahoy": GREEN, "Hmm": GREEN, "Aground": GREEN}, "own"),
        ({}, "own"),
    ],
)
def test_words_that_each_stand_on_a_colour_of_their_own_are_ratings(
    colours: dict[str, str], field: str
) -> None:
    book = NewWorkbook()
    page = book.worksheets[0]
    page.append(["Action", "Lead", "Sea"])
    for number, task in enumerate(TASKS):
        word = ("Ahoy", "Hmm", "Aground", "Ahoy")[number % 4]
        page.append([task, PEOPLE[number], word])
        if word in colours:
            page.cell(number + 2, 3).fill = PatternFill("solid", fgColor=colours[word])

    result = extract(read_workbook(as_bytes(book), "plan.xlsx"), Known())

    assert fields(result)["Sea"] == field


def test_a_heading_for_words_and_ratings_is_what_its_values_say() -> None:
    rated = read({"Action": TASKS, "Lead": PEOPLE, "Progress": STATES})
    told = read({"Action": TASKS, "Lead": PEOPLE, "Progress": REMARKS})

    assert fields(rated)["Progress"] == "answer.rating"
    assert fields(told)["Progress"] == "answer.text"


def test_of_two_references_that_of_the_record_stands_before_its_title() -> None:
    result = read({"Berth": [f"P-{number}" for number in range(8)], "Heard": REMARKS,
                   "Tally": [f"T{number}" for number in range(8)], "Action": TASKS,
                   "Lead": PEOPLE})  # fmt: skip

    assert fields(result)["Tally"] == "action.reference"
    assert not result.matches[0].asks


def test_the_lead_of_a_treatment_is_not_that_of_the_risk() -> None:
    result = read({"Risk": TASKS, "Score": [4, 6, 8, 9] * 2, "Action lead": PEOPLE})

    assert fields(result)["Action lead"] == "own"


# Figures across, under names that no list has


def test_measures_with_parts_of_a_year_across_have_a_reading_for_each() -> None:
    result = read({"Key result": TASKS, "Owner": PEOPLE, "Unit": ["boats"] * 8,
                   "Start value": [3] * 8, "Q1 2025/26 actual": list(range(8)),
                   "Q2 2025/26 actual": list(range(2, 10))})  # fmt: skip

    assert len(result.found["measure"]) == 8
    assert len(result.found["reading"]) == 16
    first = next(iter(result.found["measure"].values()))
    assert first.values["baseline"] == "3"
    assert any(name.endswith("Unit") for name in first.values)


def test_years_across_are_readings_of_whole_years() -> None:
    result = read({"Indicator": TASKS, "2022/23": list(range(8)), "2023/24": list(range(3, 11))})

    parts = {found.values["part"] for found in result.found["reading"].values()}
    years = {found.values["financial_year"] for found in result.found["reading"].values()}
    assert (parts, years) == ({"Y"}, {2022, 2023})


def test_what_nobody_has_a_name_for_is_a_measure_where_quarters_stand_across() -> None:
    lines = ["Ferries", "Barges", "Skiffs", "Punts", "Tugs", "Rafts", "Dinghies", "Yawls"]
    result = read(
        {"Line of craft": lines, "Q1 2025/26": list(range(30, 38)), "Q2 2025/26": list(range(8))}
    )

    assert len(result.found["measure"]) == 8
    assert column(result, "Measure").confidence < 0.75


# Words and values that say otherwise than one word of a heading


def test_sentences_are_no_ratings_though_a_word_of_their_heading_is_one_of_ratings() -> None:
    result = read(plan(**{"Crew commentary on the rating": REMARKS, "Rating": STATES}))

    assert fields(result)["Crew commentary on the rating"] == "answer.text"
    assert fields(result)["Rating"] == "answer.rating"


def test_references_are_no_words_though_their_heading_is_near_one_of_words() -> None:
    numbers = [f"ISS-{number}" for number in range(8)]
    result = read({"Issue #": numbers, "Action": TASKS, "Lead": PEOPLE})

    assert fields(result)["Issue #"] == "action.reference"


@pytest.mark.parametrize("heading", ["Done?", "Achieved?", "Met", "Achieved yet?", "Closed?"])
def test_whether_something_has_come_to_a_state_is_a_rating(heading: str) -> None:
    result = read(plan(**{heading: ["Y", "N", "Part", "N"] * 2}))

    assert fields(result)[heading] == "answer.rating"
    assert column(result, heading).confidence >= 0.75


@pytest.mark.parametrize("heading", ["Board sign-off?", "Ferry or barge?"])
def test_yes_and_no_to_another_question_are_no_sure_rating(heading: str) -> None:
    result = read(plan(**{heading: ["Yes", "No", "Yes", "No"] * 2}))

    assert column(result, heading).confidence < 0.75 or fields(result)[heading] == "own"


def test_stages_of_which_some_say_how_it_goes_are_ratings() -> None:
    stages = ["Tendered", "Not started", "Complete", "Afloat"] * 2
    result = read(plan(Progress=stages))

    assert fields(result)["Progress"] == "answer.rating"


def test_words_are_no_baseline_unless_their_heading_says_so() -> None:
    result = read({"Metric": TASKS, "Target": [5] * 8, "Where it came from": ["Logs", "Bell"] * 4,
                   "Owner": PEOPLE})  # fmt: skip

    assert result.matches[0].holds == "measure"
    assert fields(result)["Where it came from"] != "measure.baseline"


def test_goals_without_a_figure_are_what_measures_stand_under_and_no_target() -> None:
    result = read({"Goal": GOALS, "KPI": TASKS, "2025/26 annual target": [9] * 8,
                   "Q1 2025/26": list(range(8)), "Q2 2025/26": list(range(1, 9))})  # fmt: skip

    assert fields(result)["Objective"] == "objective.title"
    assert {found.values["target"] for found in result.found["measure"].values()} == {"9"}


def test_a_description_beside_a_measure_and_its_baseline_names_no_action() -> None:
    result = read({"Benefit number": [f"B{number}" for number in range(8)],
                   "Description": REMARKS, "Activities required": TASKS[::-1],
                   "Responsible officer": PEOPLE, "Performance measure": TASKS,
                   "Baseline": list(range(8)), "To be realised by": DAYS})  # fmt: skip

    found = fields(result)
    assert result.matches[0].holds == "measure"
    assert found["Performance measure"] == "measure.name"
    assert found["Responsible officer"] == "measure.lead"
    assert found["To be realised by"] == "measure.target_date"


def test_a_cost_is_no_figure_of_a_measure() -> None:
    result = read({"Direction": GOALS, "Action items": TASKS, "Key outcome indicator": REMARKS,
                   "Budget": [f"${number},000" for number in range(1, 9)],
                   "Department lead": PEOPLE, "Target completion": DAYS})  # fmt: skip

    assert result.matches[0].holds == "action"
    assert fields(result)["Action items"] == "action.title"


def test_figures_are_no_names_of_objectives() -> None:
    result = read({"O": GOALS, "KR": TASKS, "Began at": list(range(8)), "Goal": [9, 12] * 4,
                   "DRI": PEOPLE})  # fmt: skip

    found = fields(result)
    assert result.matches[0].holds == "measure"
    assert (found["O"], found["KR"]) == ("objective.title", "measure.name")
    assert found["Goal"] == "measure.target"


def test_what_actions_stand_under_does_not_differ_from_row_to_row() -> None:
    result = read(plan(**{"Description / aims": REMARKS}))

    assert fields(result)["Description / aims"] == "own"


# Words that headings shorten or part


def test_shortened_words_of_headings_are_read_whole() -> None:
    result = read({"obj_nm": GOALS, "action_nm": TASKS, "Mtg date": DAYS, "due_dt": DAYS[::-1],
                   "pct_compl": ["10%", "20%"] * 4, "status_txt": REMARKS})  # fmt: skip

    assert fields(result) == {
        "obj_nm": "objective.title", "action_nm": "action.title", "Mtg date": "own",
        "due_dt": "action.target_date", "pct_compl": "answer.rating", "status_txt": "answer.text",
    }  # fmt: skip


def test_shortened_factors_make_a_register() -> None:
    result = read({"Risk": TASKS, "Prob.": [1, 2] * 4, "Imp.": [3, 4] * 4, "Source": PEOPLE})

    found = fields(result)
    assert found["Prob."] == "risk.likelihood"
    assert found["Imp."] == "risk.consequence"
    assert found["Source"] == "own"


def test_a_group_and_its_headings_name_fields_together() -> None:
    book = NewWorkbook()
    sheet = book.active
    sheet.append(["Risk", "Score", "Controls", "Assurance", "Gaps", None])
    sheet.append([None, None, None, None, "Controls", "Assurance"])
    sheet.merge_cells("E1:F1")
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
    for number, task in enumerate(TASKS):
        said = (f"{word} number {number} is kept" for word in ("Bell", "Log", "Rope", "Lamp"))
        sheet.append([task, 6, *said])
    result = extract(read_workbook(as_bytes(book), "risks.xlsx"), Known())

    places = {column.letter: column.field for column in result.matches[0].columns}
    assert places["C"] == "risk.controls"
    assert places["D"] == "risk.assurances"
    assert places["E"] == "risk.gaps_in_control"
    assert places["F"] == "risk.gaps_in_assurance"


# Figures of measures, and when they are of


def test_the_latest_figure_of_a_measure_is_a_reading_of_a_quarter_that_is_asked() -> None:
    lines = {"KPI": TASKS, "Baseline": [3] * 8, "Target": [9] * 8, "Current": list(range(8))}
    asked = read(lines)
    told = read(lines, Choices(answers={"when:Plan": "2026:Q2"}))

    assert [doubt.key for doubt in asked.doubts] == ["when:Plan"]
    readings = told.found["reading"].values()
    assert len(readings) == 8
    assert {(one.values["financial_year"], one.values["part"]) for one in readings} == {
        (2026, "Q2")
    }


def test_a_latest_figure_beside_quarters_is_kept_beside_the_measure() -> None:
    result = read({"KPI": TASKS, "Q1 2025/26": list(range(8)), "Q2 2025/26": list(range(8)),
                   "Current": list(range(8))})  # fmt: skip

    assert len(result.found["reading"]) == 16
    assert fields(result)["Current"] == "own"


@pytest.mark.parametrize(
    ("days", "months"),
    [
        ([date(2025, 4, 1), date(2025, 5, 1)], {"M01", "M02"}),
        ([date(2026, 2, 28), date(2026, 3, 31)], {"M11", "M12"}),
    ],
    ids=["first days", "last days"],
)
def test_a_month_may_be_given_as_its_first_or_its_last_day(
    days: list[date], months: set[str]
) -> None:
    names = [name for name in ("Ferries on time", "Barges on time") for _ in days]
    result = read({"metric_name": names, "month_start": days * 2, "value": [1, 2, 3, 4]})

    readings = result.found["reading"].values()
    assert {one.values["part"] for one in readings} == months
    assert {one.values["financial_year"] for one in readings} == {2025}


def test_goals_with_months_across_are_measures() -> None:
    lines = ["Ferries late", "Barges late", "Skiffs lost", "Punts mended", "Tugs idle"]
    result = read({"Goals": lines, "Apr 25": [1, 2, 3, 4, 5], "May 25": [2, 3, 4, 5, 6],
                   "Jun 25": [3, 4, 5, 6, 7]})  # fmt: skip

    assert len(result.found["measure"]) == 5
    assert len(result.found["reading"]) == 15


def test_two_columns_of_what_a_heading_ends_in_are_asked_about() -> None:
    result = read({"Milestones": REMARKS, "Owner": PEOPLE, "The harbour board's commitment": TASKS,
                   "Due": DAYS})  # fmt: skip

    (asked,) = result.matches[0].asks
    assert {text.partition(" (")[0] for _, text in asked.options} == {
        "“Milestones”", "“The harbour board's commitment”",
    }  # fmt: skip
