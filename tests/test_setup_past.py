"""Every setting in use is changed on its screen, and a closed period says what it said."""

import io
import json
import re

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from objectives.models import Heading, RatingScale
from objectives.models.asked import OF_KINDS
from objectives.services import add_heading, add_passage, close_period, open_period
from reports.data import export
from reports.layouts.trust import layouts_of
from reports.render import rendered
from reports.services import draft_content
from risks.models import RiskCategory
from risks.services import add_risk_categories
from strategy_tracker.accounts.saving import save as update
from tests import factories
from tests.closed_quarter import ClosedQuarter, closed_quarter
from tests.governing import address, signed_in
from tests.setting_up import save

pytestmark = pytest.mark.django_db

PAGES = ("plan", "this_round", "measure_list", "risk_list", "strategy_about", "paper_list")


def main_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)


def cells_of(client: Client, url: str) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(url).content))
    return [
        [str(cell.value) for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()
    ]


def said(made: ClosedQuarter) -> dict[str, object]:
    """All that is said of the closed period: its pages, spreadsheet, papers and export."""
    client, first = signed_in(made.trust), made.first
    found: dict[str, object] = {
        name: main_of(client, address(name, made.trust, period=first.pk)) for name in PAGES
    }
    for name, item in (
        ("action_detail", made.action),
        ("ambition_detail", made.ambition),
        ("objective_detail", made.objective),
    ):
        url = address(name, made.trust, item.pk, period=first.pk)
        found[name] = main_of(client, url)
    update = made.action.updates.get(period=first)
    found["update_review"] = main_of(client, address("update_review", made.trust, update.pk))
    found["period_detail"] = main_of(client, address("period_detail", made.trust, first.pk))
    found["plan.xlsx"] = cells_of(client, address("plan_spreadsheet", made.trust, period=first.pk))
    first = type(first).objects.select_related("strategy__trust").get(pk=first.pk)
    for key in layouts_of(made.trust.pk):
        content = draft_content(first, key)
        found[f"{key}.json"] = json.dumps(content, default=str)
        found[f"{key}.html"] = rendered(content, "html").decode()
    url = reverse("paper_page", args=[made.trust.code, first.pk, "progress-table"])
    found["paper_page"] = main_of(client, url)
    found["export"] = json.dumps(export(first.strategy, first), default=str)
    return found


def change_all(made: ClosedQuarter) -> None:
    """Every setting that a closed period may show, on its screen."""
    client = signed_in(made.trust)
    code = made.trust.code

    def to(name: str, *args: object) -> str:
        return reverse(name, args=[code, *args])

    save(
        client,
        to("setup_strategy", made.strategy.pk),
        title="Another title",
        description="Other words",
        starts_on="2020-01-01",
        ends_on="2031-01-01",
        **{
            f"{level}_word{plural}": f"Renamed {level}{plural}"
            for level in ("objective", "ambition", "action", "risk")
            for plural in ("", "_plural")
        },
        lead_word="Owner",
    )
    ratings = list(made.scale.ratings.all())
    typed: dict[str, object] = {"name": "Renamed scale", "n0-label": "Done", "n0-letter": "D"}
    typed |= {"n0-tone": "blue", "n0-meaning": "", "n0-ends_work": "on", "n0-position": 0}
    for place, rating in enumerate(reversed(ratings), start=1):
        typed |= {
            f"r{rating.pk}-label": f"{rating.label} renamed",
            f"r{rating.pk}-letter": "XYZ"[place - 1],
            f"r{rating.pk}-tone": {"red": "blue", "amber": "red"}.get(rating.tone, "amber"),
            f"r{rating.pk}-meaning": "It means something else",
            f"r{rating.pk}-needs_mitigation": None if rating.needs_mitigation else "on",
            f"r{rating.pk}-ends_work": "on",
            f"r{rating.pk}-position": place,
        }
    save(client, to("setup_scale", made.scale.pk), **typed)
    save(
        client,
        to("setup_heading", made.comments.pk),
        label="What is new?",
        guidance="In three lines",
        short_label="News",
        word_limit="12",
        purpose="comment",
        is_required="on",
    )
    more = Heading.objects.exclude(pk=made.comments.pk).filter(purpose="general").get()
    client.post(to("setup_heading_move", more.pk), {"step": "up"})
    save(client, to("setup_heading", more.pk), asked="never")
    save(
        client,
        to("setup_dimension", made.delivery.pk),
        label="Pace",
        guidance="How fast?",
        short_label="Now",
        period_note="at year end",
        purpose="forecast",
        has_direction="on",
        asked="never",
    )
    save(client, to("setup_period", made.second.pk), label="Second quarter", due_on="2030-01-01")
    vision, aim, gone, *_ = made.strategy.passages.order_by("position")
    save(client, to("setup_passage", vision.pk), text="Something else", label="News")
    client.post(to("setup_passage_move", aim.pk), {"step": "up"})
    client.post(to("setup_passage_remove", gone.pk))
    client.post(to("setup_passage_add"), {
        "document": "Vision", "label": "New", "text": "Of every period", "place": "text:",
        "objective": made.objective.pk, "period": "",
    })  # fmt: skip
    category = RiskCategory.objects.get()
    save(
        client,
        to("risk_appetite_edit"),
        **{
            f"r{category.pk}-label": "Money",
            f"r{category.pk}-appetite": "Seek",
            f"r{category.pk}-tolerance": "3",
            f"r{category.pk}-statement": "Another sentence",
        },
    )
    other = RatingScale.objects.get(name="Renamed scale")
    client.post(to("setup_dimension_add", "action"), {
        "label": "Confidence", "guidance": "", "short_label": "", "period_note": "",
        "answered_with": other.pk, "purpose": "delivery", "asked": "always", "do": "save",
        **dict.fromkeys(OF_KINDS, "on"),
    })  # fmt: skip
    assert made.strategy.dimensions.filter(label="Confidence").exists()


def test_a_closed_period_says_to_the_byte_what_it_said_before() -> None:
    made = closed_quarter(risks=2)
    add_heading(strategy=made.strategy, level="action", label="Next steps", by=None)
    for position, words in enumerate(("Near", "Kind", "Soon")):
        add_passage(
            strategy=made.strategy, document="Vision", text=words, position=position, by=None
        )
    for objective in (made.objective, None):
        add_passage(
            strategy=made.strategy, document="Plan", text="Aims", objective=objective, kind="plan",
            position=9, by=None,
        )  # fmt: skip
    for risk in made.risks:
        risk.category = made_category(made)
        update(risk, by=None)
    made = again(made)
    before = said(made)
    change_all(made)
    after = said(made)
    assert [name for name in before if before[name] != after[name]] == []


def made_category(made: ClosedQuarter) -> RiskCategory:
    fields = {"name": "Finance", "appetite": "Averse", "tolerance": 9}
    known = RiskCategory.objects.for_trust(made.trust).first()
    return known or add_risk_categories(trust=made.trust, categories=[fields], by=None)[0]


def again(made: ClosedQuarter) -> ClosedQuarter:
    """Closed after all was in place, with the second question in it."""
    close_period(period=made.second, by=None)
    open_period(period=made.first, by=None, reason="A question more.")
    made.first = close_period(period=made.first, by=None)
    open_period(period=made.second, by=None, reason="Again.")
    factories.measure(strategy=made.strategy)
    return made
