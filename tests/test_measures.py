"""Measures: the scorecard, the kinds of empty, verdicts, and entering an actual."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from ambitions.measures.figures import cells_of
from ambitions.measures.scorecard import columns_for
from ambitions.measures.values import parse_reading, size, verdict
from ambitions.models import Measure, Reading
from objectives.calendar import Part
from objectives.models import Period
from strategy_tracker.accounts.models import Role
from tests import factories
from tests.answering import Plan
from tests.governing import address, queries_of, signed_in, text_of

pytestmark = pytest.mark.django_db


def measure_of(plan: Plan, name: str = "Beds open", **fields: Any) -> Measure:
    return factories.measure(strategy=plan.strategy, name=name, **fields)


def read(measure: Measure, part: str, raw: str, kind: str = "actual", **fields: Any) -> Reading:
    number = parse_reading(raw).number
    empty = parse_reading(raw).empty
    return factories.reading(
        measure=measure, part=part, raw=raw, number=number, empty=empty, kind=kind, **fields
    )


def scorecard(plan: Plan, **query: Any) -> str:
    response = signed_in(plan.trust).get(address("measure_list", plan.trust, **query))
    assert response.status_code == 200
    return text_of(response)


# Reading and judging


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("62%", "62"),
        ("1,204", "1204"),
        ("~5", "5"),
        ("£9.4", "9.4"),
        ("1:02:03", "3723"),
        ("34:10", None),
        ("Partial", None),
        ("TBC", None),
    ],
)
def test_a_printed_value_means_a_number_only_where_it_says_one(
    raw: str, number: str | None
) -> None:
    assert parse_reading(raw).number == (Decimal(number) if number else None)


@pytest.mark.parametrize(
    ("actual", "aim", "better", "expected"),
    [
        ("80%", "80%", "higher", "Met"),
        ("76%", "80%", "higher", "Close"),
        ("75.9%", "80%", "higher", "Missed"),
        ("20", "22", "lower", "Met"),
        ("23", "22", "lower", "Close"),
        ("30", "22", "lower", "Missed"),
        ("33:00", "32:00", "lower", "Close"),
        ("40:00", "32:00", "lower", "Missed"),
        ("0", "0", "lower", "Met"),
        ("80%", "80%", "", ""),
        ("Partial", "Substantial", "higher", ""),
        ("80%", "TBC", "higher", ""),
        ("-", "80%", "higher", ""),
    ],
)
def test_a_verdict_needs_two_numbers_and_a_direction(
    actual: str, aim: str, better: str, expected: str
) -> None:
    def reading(raw: str) -> Reading:
        return Reading(raw=raw, number=parse_reading(raw).number)

    assert verdict(reading(actual), reading(aim), better) == expected


def test_what_is_withheld_or_missing_is_not_judged() -> None:
    aim = Reading(raw="80%", number=Decimal(80))
    assert verdict(None, aim, "higher") == ""
    withheld = Reading(raw="90%", number=Decimal(90), is_withheld=True)
    assert size(withheld) is None and verdict(withheld, aim, "higher") == ""


# The columns


def test_columns_stand_by_when_they_end_whatever_their_length() -> None:
    parts = ["Y", "Q4", "H1", "Q2", "M01", "M12", "Q1", "H2"]
    ordered = sorted(Part(2024, part) for part in parts)
    assert [part.code for part in ordered] == ["M01", "Q1", "Q2", "H1", "M12", "Q4", "H2", "Y"]
    assert Part(2024, "Q4") < Part(2025, "Q1")
    assert [column.head for column in ordered] == [
        "Apr",
        "Q1",
        "Q2",
        "H1",
        "Mar",
        "Q4",
        "H2",
        "Year",
    ]


def test_the_last_eight_columns_up_to_the_period() -> None:
    plan = Plan()
    measure = measure_of(plan)
    for year in (2022, 2023, 2024):
        for part in ("Q1", "Q2", "Q3", "Q4"):
            read(measure, part, "50%", kind="aim", financial_year=year)
    names = [column.name for column in columns_for(cells_of([measure], plan.period), plan.period)]
    assert (len(names), names[0], names[-1]) == (8, "Q3 22/23", "Q2 24/25")


# The scorecard


def test_aims_and_actuals_stand_side_by_side_with_a_verdict() -> None:
    plan = Plan()
    measure = measure_of(plan, baseline="40%", target="90%", comment="Two wards opened.")
    for part, aim, actual in (("Q1", "50%", "48%"), ("Q2", "60%", "66%")):
        read(measure, part, aim, kind="aim")
        read(measure, part, actual)
    page = scorecard(plan)
    assert "Aim 50% 60%" in page and "Actual 48% 66%" in page
    assert "Higher is better. Two wards opened" in page
    assert "Q2 2024/25: 1 met ." in page
    assert "Beds open: Q1 24/25 48%, Q2 24/25 66%" in page


def test_the_kinds_of_empty_stay_different() -> None:
    plan = Plan()
    measure = measure_of(plan)
    for part, raw in (("Q3", "-"), ("Q4", "N/A")):
        read(measure, part, raw, financial_year=2023)
    read(measure, "Q1", "TBC")
    read(measure, "Q2", "44%", is_withheld=True)
    page = scorecard(plan)
    row = page[page.index("Actual", page.index("Beds open")) :]
    assert "- (No data) N/A (Not applicable) TBC (To be confirmed) Withheld" in row
    assert "44%" not in page


def test_each_series_of_actuals_has_a_row_and_no_verdict_is_made_up() -> None:
    plan = Plan()
    measure = measure_of(plan)
    read(measure, "Q2", "60%", kind="aim")
    read(measure, "Q2", "66%", series="Adults")
    read(measure, "Q2", "12%", series="Children")
    page = scorecard(plan)
    assert "Adults" in page and "Children" in page
    assert "Missed 1" not in page and "Met 1" not in page


def test_measures_stand_under_what_they_measure() -> None:
    plan = Plan()
    measure_of(plan, ambition=plan.ambition)
    assert plan.ambition.title in scorecard(plan)


def test_narrowed_to_met_missed_unread_and_mine() -> None:
    plan = Plan()
    met, missed = measure_of(plan, "Met one"), measure_of(plan, "Missed one")
    measure_of(plan, "Unread one")
    for measure, actual in ((met, "90%"), (missed, "10%")):
        read(measure, "Q2", "80%", kind="aim")
        read(measure, "Q2", actual)
    assert "Met one" in scorecard(plan, show="met")
    assert "Missed one" not in scorecard(plan, show="met")
    assert "Unread one" in scorecard(plan, show="unread")
    assert "Met one" not in scorecard(plan, show="unread")
    factories.lead(missed, plan.lead)
    mine = text_of(plan.client().get(address("measure_list", plan.trust, show="mine")))
    assert "Missed one" in mine and "Met one" not in mine
    assert "None of these" in scorecard(plan, show="close")


def test_archived_measures_are_left_out() -> None:
    plan = Plan()
    measure_of(plan, "Kept")
    measure_of(plan, "Put away", is_archived=True)
    page = scorecard(plan)
    assert "Kept" in page and "Put away" not in page


def test_an_empty_scorecard_says_what_will_stand_there() -> None:
    trust = factories.trust()
    assert "No measures yet" in text_of(signed_in(trust).get(address("measure_list", trust)))
    assert signed_in(trust).get(address("measure_spreadsheet", trust)).status_code == 200


def test_the_spreadsheet_has_the_rows_on_the_screen() -> None:
    plan = Plan()
    measure = measure_of(plan)
    read(measure, "Q2", "60%", kind="aim")
    read(measure, "Q2", "66%", is_withheld=True)
    measure_of(plan, "Another")
    response = signed_in(plan.trust).get(address("measure_spreadsheet", plan.trust, show="unread"))
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    assert "Another" in [row[2] for row in sheet.iter_rows(values_only=True)]
    response = signed_in(plan.trust).get(address("measure_spreadsheet", plan.trust))
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    values = [value for row in sheet.iter_rows(values_only=True) for value in row]
    assert "Withheld" in values and "66%" not in values


# One measure


def test_a_measures_page_has_every_reading_latest_first() -> None:
    plan = Plan()
    measure = measure_of(plan)
    read(measure, "Q1", "48%", note="Validated in May.")
    read(measure, "Q2", "66%")
    read(measure, "Q4", "90%", kind="aim")
    page = text_of(signed_in(plan.trust).get(address("measure_detail", plan.trust, measure.pk)))
    table = page[page.index("Readings, latest first") :]
    assert table.index("Q4 24/25 90%") < table.index("Q2 24/25 66%") < table.index("Q1 24/25 48%")
    assert "Validated in May." in table


def test_the_note_of_a_withheld_reading_is_withheld_from_whoever_does_not_enter_it() -> None:
    plan = Plan()
    measure = measure_of(plan)
    read(measure, "Q1", "48%", note="It fell to 48% for snow.", is_withheld=True)
    read(measure, "Q2", "66%", note="Told to all.")
    pages = ["measure_detail", "measure_list", "measure_spreadsheet"]
    for role in Role.values:
        client = signed_in(plan.trust, role)
        for name in pages:
            keys = [measure.pk] if name == "measure_detail" else []
            page = client.get(address(name, plan.trust, *keys)).content
            enters = role in (Role.GOVERNANCE, Role.ADMINISTRATOR)
            assert (b"It fell" in page) == (enters and name == "measure_detail"), (role, name)
            assert b"48%" not in page.replace(b"fell to 48%", b"")
        page = client.get(address("measure_detail", plan.trust, measure.pk)).content
        # Whoever only reads waits for the close of the period.
        assert (b"Told to all." in page) == (role != Role.READER)


def enter(plan: Plan, measure: Measure, client: Client | None = None, **data: Any) -> Any:
    client = client or signed_in(plan.trust)
    return client.post(address("measure_detail", plan.trust, measure.pk), data, follow=True)


def test_an_actual_is_entered_for_the_open_period_as_printed() -> None:
    plan = Plan()
    measure = measure_of(plan)
    assert "Saved for Q2 2024/25." in text_of(enter(plan, measure, raw="66.5%", note="Good."))
    made = Reading.objects.get(measure=measure)
    assert (made.financial_year, made.part, made.kind) == (2024, "Q2", "actual")
    assert (made.raw, made.number, made.note) == ("66.5%", Decimal("66.5"), "Good.")
    assert made.history.get().history_user is not None
    enter(plan, measure, raw="N/A", is_withheld="on")
    made.refresh_from_db()
    assert (made.raw, made.empty, made.number, made.is_withheld) == ("N/A", "na", None, True)


def test_an_actual_needs_a_value() -> None:
    plan = Plan()
    measure = measure_of(plan)
    response = enter(plan, measure)
    assert response.status_code == 400 and "Give the actual" in text_of(response)
    assert not measure.readings.exists()


def test_a_closed_period_takes_no_actual() -> None:
    plan = Plan()
    measure = measure_of(plan)
    Period.objects.filter(pk=plan.period.pk).update(status="closed", closed_at=factories.NOON)
    response = enter(plan, measure, raw="66%")
    assert response.status_code == 400 and "is closed" in text_of(response)
    assert not measure.readings.exists()


def test_leads_of_the_measure_or_of_what_it_measures_enter_it() -> None:
    plan = Plan()
    alone, led, of_action, of_ambition = (measure_of(plan, f"M{number}") for number in range(4))
    factories.lead(led, plan.lead)
    of_action.actions.add(plan.action())
    of_ambition.ambition = plan.ambition
    of_ambition.save()
    factories.lead(plan.ambition, plan.lead)
    assert enter(plan, alone, plan.client(), raw="1").status_code == 403
    for measure in (led, of_action, of_ambition):
        assert enter(plan, measure, plan.client(), raw="1").status_code == 200
        assert measure.readings.count() == 1
    reader = signed_in(plan.trust, Role.READER)
    assert enter(plan, led, reader, raw="2").status_code == 403
    assert "Enter Q2" not in text_of(reader.get(address("measure_detail", plan.trust, led.pk)))


# Who may, and what it costs


def test_every_member_may_read_and_nobody_else() -> None:
    plan, theirs = Plan(), Plan()
    measure = measure_of(plan)
    detail = address("measure_detail", plan.trust, measure.pk)
    urls = [address(name, plan.trust) for name in ("measure_list", "measure_spreadsheet")]
    for url in [*urls, detail]:
        for role in Role.values:
            assert signed_in(plan.trust, role).get(url).status_code == 200
        assert Client().get(url).status_code == 302
        assert signed_in(theirs.trust).get(url).status_code == 404
    for url in urls:
        assert signed_in(plan.trust).post(url).status_code == 405
    assert signed_in(plan.trust).put(detail).status_code == 405
    elsewhere = address("measure_detail", theirs.trust, measure.pk)
    client = signed_in(theirs.trust)
    assert client.get(elsewhere).status_code == client.post(elsewhere).status_code == 404


@pytest.mark.once
def test_twenty_measures_cost_no_more_queries_than_one() -> None:
    counts: dict[str, list[int]] = {"list": [], "sheet": [], "detail": []}
    for number in (1, 20):
        plan = Plan()
        for place in range(number):
            measure = measure_of(plan, f"Measure {place}", ambition=plan.ambition)
            read(measure, "Q1", "50%", kind="aim")
            read(measure, "Q1", "52%")
        for _ in range(number):
            measure.actions.add(plan.action())
            factories.lead(measure)
        client = signed_in(plan.trust, Role.LEAD)
        counts["list"].append(queries_of(client, address("measure_list", plan.trust)))
        counts["sheet"].append(queries_of(client, address("measure_spreadsheet", plan.trust)))
        url = address("measure_detail", plan.trust, measure.pk)
        counts["detail"].append(queries_of(client, url))
    assert all(few == many for few, many in counts.values()), counts
