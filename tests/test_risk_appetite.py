"""Risk appetite and tolerance: by category, with a risk's own before it, wherever they are said."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from objectives.services import close_period
from reports.data import export
from risks.appetite import Limits, limits_of, over_words
from risks.models import Risk, RiskCategory
from risks.position import position_at
from risks.reader import read_risks
from risks.services import add_risk_categories, create_risk, save_risk_categories, score_risk
from strategy_tracker.accounts.models import Role, Trust
from strategy_tracker.accounts.saving import happening_at, save
from tests import factories
from tests.answering import Plan
from tests.governing import address, signed_in, text_of
from tests.part_printing import build_part, part_words
from tests.setting_up import save as save_form
from tests.setting_up import sent_by, touches_of

pytestmark = pytest.mark.django_db


def category_of(trust: Trust, name: str = "Finance", **fields: Any) -> RiskCategory:
    given = {"name": name, "appetite": "Cautious", "tolerance": 12} | fields
    position = given.pop("position", None)
    made = add_risk_categories(trust=trust, categories=[given], by=None)[0]
    if position is not None:
        change(made, position=position)
    return made


def risk_in(plan: Plan, category: RiskCategory | None, score: int = 16, **fields: Any) -> Risk:
    risk = factories.risk(plan.trust, strategy=plan.strategy, category=category, **fields)
    score_risk(risk=risk, kind="current", period=plan.period, score=score, by=None)
    return risk


def change(row: Any, **fields: Any) -> None:
    row = type(row).objects.get(pk=row.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    save(row, by=None)


# The rule


@pytest.mark.parametrize(
    ("own", "applies"),
    [
        ({}, Limits("Finance", "Cautious", 12)),
        ({"appetite": "Open"}, Limits("Finance", "Open", 12)),
        ({"tolerance": 0}, Limits("Finance", "Cautious", 0)),
        ({"appetite": "Open", "tolerance": 20}, Limits("Finance", "Open", 20)),
    ],
)
def test_what_a_risk_says_itself_comes_before_its_category(own: Any, applies: Limits) -> None:
    trust = factories.trust()
    assert limits_of(factories.risk(trust, category=category_of(trust), **own)) == applies
    alone = factories.risk(trust, **own)
    assert limits_of(alone) == Limits("", alone.appetite, alone.tolerance)


def test_outside_is_above_the_tolerance_and_nothing_is_said_without_one_or_a_score() -> None:
    plan = Plan()
    finance = category_of(plan.trust)
    told = []
    for score, tolerance in ((16, None), (12, None), (16, 20)):
        risk = risk_in(plan, finance, score, tolerance=tolerance)
        told.append(over_words(limits_of(risk).over(position_at(risk, plan.period))))
    assert told == ["outside by 4", "within", "within"]
    unscored = factories.risk(plan.trust, category=finance)
    assert limits_of(unscored).over(position_at(unscored, None)) is None
    free = risk_in(plan, category_of(plan.trust, "Innovation", tolerance=None))
    assert over_words(limits_of(free).over(position_at(free, plan.period))) == ""


def test_a_category_of_another_trust_is_refused() -> None:
    with pytest.raises(ValidationError, match="belongs to another trust"):
        factories.risk(category=factories.risk_category())


def test_a_risk_is_read_with_the_category_that_applied_then() -> None:
    plan = Plan()
    moment = timezone.now() - timedelta(days=10)
    with happening_at(moment):
        finance = category_of(plan.trust)
        create_risk(trust=plan.trust, title="No money", category=finance, by=None)
    change(finance, name="Money", appetite="Averse", tolerance=4)
    then, now = (
        limits_of(read_risks(plan.trust.pk, None, at, {})[0])
        for at in (moment + timedelta(days=1), None)
    )
    assert then == Limits("Finance", "Cautious", 12)
    assert now == Limits("Money", "Averse", 4)


# The register and the page of a risk


def test_the_register_shows_filters_and_exports_by_category() -> None:
    plan = Plan()
    finance, workforce = category_of(plan.trust), category_of(plan.trust, "Workforce", tolerance=20)
    for category, title in ((finance, "No money"), (workforce, "No nurses"), (None, "No lift")):
        risk_in(plan, category, title=title)
    client = signed_in(plan.trust)

    def listed(**query: Any) -> str:
        return text_of(client.get(address("risk_list", plan.trust, **query)))

    everything = listed()
    assert "Finance, Cautious, tolerance 12" in everything
    assert "Outside tolerance by 4" in everything and "1 is outside tolerance" in everything
    alone = listed(category=workforce.pk)
    assert "No nurses" in alone and "No money" not in alone and "No lift" not in alone
    assert "No lift" in listed(category="none") and "No nurses" not in listed(category="none")
    outside = listed(tolerance="outside")
    assert "No money" in outside and "No nurses" not in outside
    assert "No risk has that" in listed(category=workforce.pk, tolerance="outside")
    table = client.get(address("risk_list", plan.trust)).context["table"]
    heads = [column.label for column in table.columns if column.in_spreadsheet]
    rows = [[c.value(row) for c in table.columns if c.in_spreadsheet] for row in table.rows]
    shown = dict(zip(heads, next(row for row in rows if "No money" in row), strict=True))
    names = ("Category", "Appetite", "Tolerance", "Outside tolerance by")
    assert [shown[name] for name in names] == ["Finance", "Cautious", 12, 4]


def test_the_map_says_of_each_risk_whether_it_is_outside_tolerance() -> None:
    plan = Plan()
    finance = category_of(plan.trust)
    for reference, likelihood in (("BAF 1", 4), ("BAF 2", 3)):
        risk = factories.risk(
            plan.trust, strategy=plan.strategy, category=finance, reference=reference
        )
        score_risk(
            risk=risk, kind="current", period=plan.period, likelihood=likelihood, consequence=4,
            by=None,
        )  # fmt: skip
    page = text_of(signed_in(plan.trust).get(address("risk_list", plan.trust)))
    assert "consequence 4, score 16, outside tolerance by 4. BAF 2" in page
    assert "BAF 2: likelihood 3, consequence 4, score 12." in page


def test_a_register_without_categories_has_no_column_and_no_filter_of_them() -> None:
    plan = Plan()
    risk_in(plan, None)
    page = signed_in(plan.trust).get(address("risk_list", plan.trust)).content.decode()
    assert 'name="category"' not in page and ">Category<" not in page


def test_a_risks_page_says_its_category_and_a_closed_period_what_applied_when_it_closed() -> None:
    plan = Plan()
    finance = category_of(plan.trust)
    risk = risk_in(plan, finance)
    url = address("risk_detail", plan.trust, risk.pk)
    client = signed_in(plan.trust)
    assert "Appetite Cautious Tolerance 12: outside by 4 Finance" in text_of(client.get(url))
    close_period(period=plan.period, by=None)
    change(finance, name="Money", appetite="Averse", tolerance=20)
    closed = text_of(client.get(url, {"period": plan.period.pk}))
    assert "Appetite Cautious Tolerance 12: outside by 4 Finance" in closed


def test_a_category_is_chosen_on_the_form_of_a_risk_and_an_archived_one_only_kept() -> None:
    plan = Plan()
    finance, old = category_of(plan.trust), category_of(plan.trust, "Old", is_archived=True)
    risk = risk_in(plan, None)
    client, url = signed_in(plan.trust), address("risk_edit", plan.trust, risk.pk)
    page = client.get(url).content.decode()
    assert "Finance: Cautious, 12" in page and ">Old" not in page
    save_form(client, url, category=finance.pk)
    risk.refresh_from_db()
    assert risk.category == finance
    assert client.post(url, sent_by(client, url) | {"category": old.pk}).status_code == 400
    change(risk, category=old)
    assert sent_by(client, url)["category"] == str(old.pk)


def test_the_register_reads_as_much_for_one_category_as_for_twenty() -> None:
    plan = Plan()
    counts = []
    for number in (1, 20):
        for place in range(number):
            category = category_of(plan.trust, f"Category {number} {place}")
            risk_in(plan, category, title=f"Risk {number} {place}")
        client = signed_in(plan.trust)
        for name in ("risk_list", "risk_appetite", "risk_appetite_edit"):
            with CaptureQueriesContext(connection) as found:
                client.get(address(name, plan.trust))
            counts.append((name, len(found)))
    assert counts[:3] == counts[3:]


# The page of the categories


def test_governance_sets_categories_up_in_one_table() -> None:
    plan = Plan()
    client, url = signed_in(plan.trust), address("risk_appetite_edit", plan.trust)
    save_form(
        client, url,
        **{
            "n0-label": "Quality and  safety", "n0-appetite": "Averse", "n0-tolerance": "8",
            "n0-statement": "No harm that could have been prevented.",
            "n1-label": "Finance", "n1-appetite": "Hungry",
            "n0-position": "1", "n1-position": "0",
        },
    )  # fmt: skip
    finance, quality = RiskCategory.objects.for_trust(plan.trust)
    assert (finance.name, finance.appetite, finance.tolerance) == ("Finance", "Hungry", None)
    assert (quality.name, quality.tolerance) == ("Quality and safety", 8)
    read = text_of(client.get(address("risk_appetite", plan.trust)))
    assert "Quality and safety No harm that could have been prevented." in read and "8 High" in read


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"label": ""}, "Give “Finance” a name, or say that it is no longer in use."),
        ({"tolerance": "lots"}, "“Finance”: give the tolerance as a score from 1 to 25"),
        ({"tolerance": "26"}, "“Finance”: give the tolerance as a score from 1 to 25"),
        ({"label": "WORKFORCE"}, "Two categories are called"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(typed: dict[str, str], sentence: str) -> None:
    plan = Plan()
    finance, _ = category_of(plan.trust), category_of(plan.trust, "Workforce")
    client, url = signed_in(plan.trust), address("risk_appetite_edit", plan.trust)
    changed = {f"r{finance.pk}-{part}": value for part, value in typed.items()}
    response = client.post(url, sent_by(client, url) | {"do": "save", **changed})
    assert response.status_code == 400 and sentence in text_of(response)
    assert limits_of(Risk(category=RiskCategory.objects.get(pk=finance.pk))).tolerance == 12


def test_a_new_row_without_a_name_is_asked_for_one() -> None:
    plan = Plan()
    client, url = signed_in(plan.trust), address("risk_appetite_edit", plan.trust)
    response = client.post(url, sent_by(client, url) | {"do": "save", "n0-appetite": "Open"})
    assert response.status_code == 400
    assert "Give the new category a name, such as Finance" in text_of(response)


def test_rows_move_and_are_added_without_a_script() -> None:
    plan = Plan()
    first, second = category_of(plan.trust), category_of(plan.trust, "Workforce")
    client, url = signed_in(plan.trust), address("risk_appetite_edit", plan.trust)
    page = client.post(url, sent_by(client, url) | {"do": f"down r{first.pk}"}).content.decode()
    assert re.findall(r'data-entry="(r\d+)"', page) == [f"r{second.pk}", f"r{first.pk}"]
    page = client.post(url, sent_by(client, url) | {"do": "add"}).content.decode()
    assert 'name="n0-label"' in page
    assert [row.name for row in RiskCategory.objects.all()] == ["Finance", "Workforce"]


def test_what_a_change_touches_is_told_first() -> None:
    plan = Plan()
    finance = category_of(plan.trust, tolerance=20)
    risk = risk_in(plan, finance, title="No money")
    risk_in(plan, finance, appetite="Open", tolerance=25)
    client, url = signed_in(plan.trust), address("risk_appetite_edit", plan.trust)
    factories.paper(period=plan.period)
    told = save_form(
        client, url,
        **{
            f"r{finance.pk}-label": "Money", f"r{finance.pk}-appetite": "Averse",
            f"r{finance.pk}-tolerance": "12", f"r{finance.pk}-is_archived": "on",
        },
    )  # fmt: skip
    assert touches_of(told) == [
        "2 risks are listed under “Money” from then on, no longer under “Finance”.",
        "“Money”: 1 risk has the appetite Averse from then on, no longer the appetite Cautious.",
        "“Money”: 1 risk has the tolerance 12 from then on, no longer the tolerance 20.",
        f"It is outside tolerance from then on: {risk}",
        "2 risks stay in “Finance”. No other risk can be put there.",
        "1 draft paper of periods that are not closed prints it as it is from then on.",
        "A closed period keeps the appetite and tolerance that it had.",
    ]
    finance.refresh_from_db()
    assert (finance.name, finance.tolerance, finance.is_archived) == ("Money", 12, True)
    assert "Money (no longer in use)" in text_of(client.get(address("risk_appetite", plan.trust)))


def test_a_category_that_no_risk_is_in_is_changed_at_once() -> None:
    plan = Plan()
    category = category_of(plan.trust)
    client, url = signed_in(plan.trust), address("risk_appetite_edit", plan.trust)
    assert save_form(client, url, **{f"r{category.pk}-tolerance": ""}) == ""
    category.refresh_from_db()
    assert category.tolerance is None


def test_what_stays_the_same_is_not_written_again() -> None:
    trust = factories.trust()
    rows = [category_of(trust), category_of(trust, "Workforce")]
    save_risk_categories(
        trust=trust, categories=[(rows[0], {"name": "Finance"}), (rows[1], {"tolerance": 9})],
        by=None,
    )  # fmt: skip
    assert [row.history.count() for row in rows] == [1, 2]


def test_everybody_reads_it_governance_alone_changes_it_and_a_reader_is_told_no_score() -> None:
    plan = Plan()
    risk_in(plan, category_of(plan.trust))
    for role in Role.values:
        client = signed_in(plan.trust, role)
        page = text_of(client.get(address("risk_appetite", plan.trust)))
        assert "Finance" in page and "Cautious" in page
        row = client.get(address("risk_appetite", plan.trust)).context["table"].rows[0]
        # A reader is told no score of a period that is not closed.
        assert row.outside == (role != Role.READER)
        may = role in (Role.GOVERNANCE, Role.ADMINISTRATOR)
        assert ("Change the risk appetite" in page) is may
        edit = client.get(address("risk_appetite_edit", plan.trust))
        assert edit.status_code == (200 if may else 403)


def test_an_empty_page_says_what_will_stand_there() -> None:
    trust = factories.trust()
    page = text_of(signed_in(trust).get(address("risk_appetite", trust)))
    assert "No risk appetite yet" in page and "Set up the risk appetite" in page
    reader = text_of(signed_in(trust, Role.READER).get(address("risk_appetite", trust)))
    assert "Your governance team sets them up" in reader


# Papers and exports


def test_a_paper_prints_category_appetite_and_tolerance_as_columns() -> None:
    plan = Plan()
    risk_in(plan, category_of(plan.trust), title="No money")
    words = part_words(
        "risk-table", plan.period, columns=["title", "category", "appetite_word", "tolerance"]
    )
    assert "Category Appetite Tolerance" in words
    assert "No money Finance Cautious 12 outside by 4" in words


def test_a_column_in_which_no_risk_says_anything_is_left_out() -> None:
    plan = Plan()
    risk_in(plan, None)
    columns = ["title", "category", "appetite_word", "tolerance"]
    assert build_part("risk-table", plan.period, columns=columns)["columns"] == ["title"]


def test_a_paper_groups_risks_by_category_in_the_trusts_order() -> None:
    plan = Plan()
    later, first = category_of(plan.trust, "Later", position=2), category_of(plan.trust, position=1)
    for category in (None, later, first):
        risk_in(plan, category)
    groups = build_part("risk-table", plan.period, group_by="category")["groups"]
    assert [group["title"] for group in groups] == ["Finance", "Later", "Without a category"]


def test_the_exported_document_says_what_applies() -> None:
    plan = Plan()
    risk_in(plan, category_of(plan.trust), appetite="Open")
    record = export(plan.strategy, plan.period)["risks"][0]
    assert [record[name] for name in ("category", "appetite", "tolerance")] == [
        "Finance", "Open", 12,
    ]  # fmt: skip


# History


def test_a_change_is_in_the_history_of_the_trust_and_is_taken_back() -> None:
    plan = Plan()
    category = category_of(plan.trust)
    client = signed_in(plan.trust)
    save_form(
        client, address("risk_appetite_edit", plan.trust), **{f"r{category.pk}-tolerance": "15"}
    )
    page = text_of(client.get(address("audit", plan.trust)))
    assert "Finance" in page and "Tolerance" in page
    version = category.history.latest()
    url = address("audit_take_back", plan.trust, "riskcategory", version.pk)
    assert client.post(url).status_code == 302
    category.refresh_from_db()
    assert category.tolerance == 12
