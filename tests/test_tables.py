"""Tables: what a screen shows of its columns, and that its spreadsheet holds the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse, QueryDict

from ambitions.plan import views as plan_views
from ambitions.plan.table import plan_columns
from strategy_tracker.ui.dates import long_date
from strategy_tracker.ui.tables import LONG, Column, Table
from tests import factories
from tests.answering import Plan, in_days
from tests.governing import address, signed_in

# The columns


@dataclass
class Ward:
    name: str
    beds: int | None
    opened: date | None = None


@dataclass
class Rating:
    label: str
    tone: str


WARDS = [Ward("Elm", 12), Ward("<Ash>", None), Ward("Oak", 9, date(2026, 3, 31))]
COLUMNS: list[Column[Ward]] = [
    Column(key="name", label="Ward", value=lambda ward: ward.name,
           sort=lambda ward: ward.name, is_row_header=True),
    Column(key="beds", label="Beds", value=lambda ward: ward.beds, is_number=True,
           sort=lambda ward: ward.beds, highest_first=True),
    Column(key="opened", label="Opened", value=lambda ward: ward.opened),
    Column(key="size", label="Size", on_screen=False,
           value=lambda ward: Rating("Large", "green") if (ward.beds or 0) > 10 else None),
    Column(key="do", label="What to do", value=lambda ward: "", in_spreadsheet=False,
           html=lambda ward: "Open", is_label_hidden=True),
]  # fmt: skip


def table(query: str = "", **fields: Any) -> Table[Ward]:
    rows = fields.pop("rows", WARDS)
    return Table(COLUMNS, rows, caption="Wards", query=QueryDict(query), **fields)


def names(made: Table[Ward]) -> list[str]:
    return [ward.name for ward in made.rows]


def test_each_row_has_a_header_and_each_cell_its_label_for_a_phone():
    html = table().html()
    assert html.count('<th role="rowheader" scope="row"') == 3
    assert '<span class="nhsuk-table-responsive__heading" aria-hidden="true">Beds </span>' in html
    assert 'data-h="Beds"' in table(is_cards=False).html()


def test_values_are_escaped_and_dates_told():
    html = table().html()
    assert "&lt;Ash&gt;" in html and "<Ash>" not in html
    assert "31 March 2026" in html


def test_it_sorts_by_the_address_with_blank_ones_last_either_way():
    assert names(table(order="name")) == ["<Ash>", "Elm", "Oak"]
    assert names(table("sort=beds")) == ["Elm", "Oak", "<Ash>"]
    assert names(table("sort=-beds")) == ["Oak", "Elm", "<Ash>"]
    assert names(table("sort=colour")) == ["Elm", "<Ash>", "Oak"]
    assert 'aria-sort="descending"' in table("sort=beds").html()


def test_only_a_long_table_has_links_that_sort_and_they_keep_the_filters():
    assert "st-sortlink" not in table().html()
    many = [Ward(f"Ward {number:02}", number) for number in range(LONG + 1)]
    html = table("show=open&sort=name&page=2", rows=many).html()
    assert 'href="?show=open&amp;sort=-name"' in html
    assert 'href="?show=open&amp;sort=beds"' in html


def sheet_of(response: HttpResponse) -> Any:
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    return sheet


def test_its_spreadsheet_has_dates_numbers_and_ratings_on_their_colour():
    sheet = sheet_of(table("sort=beds").spreadsheet("Wards", "wards"))
    assert [cell.value for cell in sheet[1]] == ["Ward", "Beds", "Opened", "Size"]
    assert [cell.value for cell in sheet[2]] == ["Elm", 12, None, "Large"]
    assert sheet["D2"].fill.start_color.rgb.endswith("007F3B")
    assert sheet["C3"].value.date() == date(2026, 3, 31)
    assert sheet["A4"].value == "<Ash>" and sheet["B4"].value is None


# The pages


def plan_with_a_row_in_every_table() -> Plan:
    plan = Plan()
    action = plan.action(
        "Open more beds", reference="1.1", target_date=in_days(40), area="Wards", theme="Flow"
    )
    plan.answer(action, "green")
    risk = factories.risk(plan.trust, strategy=plan.strategy, title="Too few nurses")
    factories.risk_score(risk=risk, period=plan.period, likelihood=4, consequence=5)
    factories.import_run(plan.trust)
    return plan


PAGES = ["plan", "my_updates", "risk_list", "people_list", "period_list", "import_list"]
SPREADSHEETS: dict[str, Callable[[Plan], str]] = {
    "plan": lambda plan: address("plan_spreadsheet", plan.trust),
    "my_updates": lambda plan: address("my_updates", plan.trust, format="xlsx"),
    "risk_list": lambda plan: address("risk_list", plan.trust, format="xlsx"),
    "people_list": lambda plan: address("people_list", plan.trust, format="xlsx"),
}


def client_of(plan: Plan, name: str) -> Any:
    return plan.client() if name == "my_updates" else signed_in(plan.trust)


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.replace("<wbr>", ""))).split())


def rows_of(page: str) -> list[list[str]]:
    """The cells of each row of a page's tables, as HTML."""
    bodies = re.findall(r"<tbody.*?</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", "".join(bodies), re.DOTALL)
    return [re.findall(r"<(?:td|th)\b.*?</(?:td|th)>", row, re.DOTALL) for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_every_row_of_a_page_has_its_header(name: str) -> None:
    plan = plan_with_a_row_in_every_table()
    response = client_of(plan, name).get(address(name, plan.trust))
    rows = rows_of(response.content.decode())
    assert rows
    for cells in rows:
        assert sum('scope="row' in cell for cell in cells) == 1, cells


@pytest.mark.django_db
@pytest.mark.parametrize("name", SPREADSHEETS)
def test_what_the_screen_shows_its_spreadsheet_holds(name: str) -> None:
    plan = plan_with_a_row_in_every_table()
    client = client_of(plan, name)
    page = client.get(address(name, plan.trust)).content.decode()
    heads = [
        words_of(head).split("  ")[0]
        for head in re.findall(r"<th[^>]*scope=\"col\"[^>]*>.*?</th>", page, re.DOTALL)
    ]
    sheet = sheet_of(client.get(SPREADSHEETS[name](plan)))
    known = [cell.value for cell in sheet[1]]
    shared = [(head, heads.index(head), known.index(head)) for head in heads if head in known]
    assert len(shared) >= 3, (heads, known)
    rows = [cells for cells in rows_of(page) if 'scope="rowgroup"' not in cells[0]]
    lines = [line for line in sheet.iter_rows(min_row=2) if line[shared[0][2]].value]
    told = {words_of("".join(cells)) for cells in rows}
    for line in lines:
        title = str(line[shared[0][2]].value)
        row = next((cells for cells in rows if title in words_of(cells[shared[0][1]])), None)
        if row is None:
            continue  # what heads a section of the screen
        for head, place, column in shared:
            value = line[column].value
            if value is None:
                continue
            words = long_date(value) if hasattr(value, "year") else str(value)
            assert words in words_of(row[place]), (head, words, row[place])
    assert told and lines


@pytest.mark.django_db
def test_a_column_added_to_the_plan_is_on_its_screen_and_in_its_spreadsheet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = plan_with_a_row_in_every_table()

    def with_one_more(*args: Any, **kwargs: Any) -> list[Column[Any]]:
        added: Column[Any] = Column(
            key="length", label="Letters", value=lambda node: len(node.item.title)
        )
        return [*plan_columns(*args, **kwargs), added]

    monkeypatch.setattr(plan_views, "plan_columns", with_one_more)
    client = signed_in(plan.trust)
    page = client.get(address("plan", plan.trust)).content.decode()
    assert ">Letters</th>" in page and 'data-h="Letters">14</td>' in page
    sheet = sheet_of(client.get(address("plan_spreadsheet", plan.trust)))
    assert next(row[-1].value for row in sheet.iter_rows()) == "Letters"
    assert 14 in [row[-1].value for row in sheet.iter_rows()]
