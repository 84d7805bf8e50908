"""The strategies of five kinds of trust are typed from nothing, and print as their trackers do.

One trust imports its tracker; another, which has nothing, types the same by the screens of the
set-up, of the plan and of the round. Their papers must say the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from ambitions.models import Update
from ambitions.rounds.services import approve_updates, close_round
from objectives.models import Period
from objectives.services import create_default_scales
from reports.render import body
from reports.services import draft_content
from strategy_tracker.accounts.models import Trust
from strategy_tracker.accounts.permissions import Role
from strategy_tracker.imports.services import import_at_once
from tests import factories
from tests.browsers import go_by
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Nearer and kinder"
PARENT = "Nearer care"
FIRST, SECOND = "Open the walk-in clinic at Alder Row", "Move blood tests to the library"
UNA, PER = "Una Lark", "Per Holm"
WHY = ("The lease is not signed.", "Counsel meets on Monday.")
NAME = "Nearer and kinder: our first report"
# What the cover of a tracker says, and where papers print it.
COVER = [
    ("Recommendation", "The board is asked to note the paper."),
    ("Executive summary", "One action runs, and one is behind its date."),
    ("Title", NAME),
]
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Shape:
    """A tracker of one kind of trust, and what somebody types who has none.

    `words`, and `typed` of each item, are by the labels of their boxes. `answers` are by the
    question, those of an item in the order of `items`.
    """

    layout: str
    rows: list[list[str]]
    period: tuple[str, str, str, str]
    words: Typed
    lead_word: str
    ratings: list[tuple[str, str, str]]
    questions: list[str]
    level: str
    items: list[Typed]
    answers: list[Typed]
    parent_level: str = "objective"
    scale: tuple[str, list[tuple[str, str, str, bool]]] | None = None
    comment: str = ""
    leads: tuple[str, ...] = field(default=(UNA, PER))


QUARTER = ("Q1 2026/27", "Quarter", "2026-04-01", "2026-06-30")
SHAPES = {
    "priorities": Shape(
        "progress-table",
        [
            ["Priority", "Ref", "Supporting objective", "Executive director", "Current progress",
             "Comments", "Explanation", "Mitigation", "Target date",
             "Projected year end position"],
            [PARENT, "1.1", FIRST, UNA, "On track", "Doors open in week 12.", "", "",
             "31/03/2027", "Green"],
            [PARENT, "1.2", SECOND, PER, "Behind", "Two visits.", *WHY, "30/09/2026", "Amber"],
        ],
        QUARTER,
        {
            "One of what is done": "Supporting objective",
            "Several of what is done": "Supporting objectives",
        },
        "Executive director",
        [
            ("Current progress", "Delivery status", "Delivery now"),
            ("Projected year end position", "RAG", "Forecast"),
        ],
        ["Comments"],
        "action",
        [
            {"Reference": "1.1", "Title": FIRST, "Target date": "2027-03-31"},
            {"Reference": "1.2", "Title": SECOND, "Target date": "2026-09-30"},
        ],
        [
            {"Current progress": "On track", "Projected year end position": "Green",
             "Comments": "Doors open in week 12."},
            {"Current progress": "Behind", "Projected year end position": "Amber",
             "Comments": "Two visits.", "Explanation": WHY[0], "Mitigation": WHY[1]},
        ],
        comment="Comments",
    ),
    "goals by quarter": Shape(
        "quarterly-progress",
        [
            ["Goal", "Ref", "Theme", "Action", "SRO", "Update", "Explanation", "Mitigation", "RAG"],
            [PARENT, "1", "Access", FIRST, UNA, "Doors open in week 12.", "", "", "Green"],
            [PARENT, "2", "Workforce", SECOND, PER, "Two visits.", *WHY, "Amber"],
        ],
        QUARTER,
        {
            "One of top level": "Goal", "Several of top level": "Goals",
            "One of what is done": "Action", "Several of what is done": "Actions",
        },
        "SRO",
        [("RAG", "RAG", "Delivery now")],
        ["Update"],
        "action",
        [
            {"Reference": "1", "Theme": "Access", "Title": FIRST},
            {"Reference": "2", "Theme": "Workforce", "Title": SECOND},
        ],
        [
            {"RAG": "Green", "Update": "Doors open in week 12."},
            {"RAG": "Amber", "Update": "Two visits.", "Explanation": WHY[0], "Mitigation": WHY[1]},
        ],
        comment="Update",
    ),
    "goals by half-year": Shape(
        "highlight-report",
        [
            ["Goal", "Ref", "Key action", "Lead", "Plan", "Achievements", "Explanation",
             "Mitigation", "RAG"],
            [PARENT, "1.1", FIRST, UNA, "Hire two nurses.", "Both started.", "", "", "Green"],
            [PARENT, "1.2", SECOND, PER, "Sign the lease.", "Two visits.", *WHY, "Amber"],
        ],
        ("H1 2026/27", "Half-year", "2026-04-01", "2026-09-30"),
        {"One of top level": "Goal", "Several of top level": "Goals"},
        "Lead",
        [("RAG", "RAG", "Delivery now")],
        ["Plan", "Achievements"],
        "action",
        [{"Reference": "1.1", "Title": FIRST}, {"Reference": "1.2", "Title": SECOND}],
        [
            {"RAG": "Green", "Plan": "Hire two nurses.", "Achievements": "Both started."},
            {"RAG": "Amber", "Plan": "Sign the lease.", "Achievements": "Two visits.",
             "Explanation": WHY[0], "Mitigation": WHY[1]},
        ],
        comment="Achievements",
    ),
    "workstreams": Shape(
        "improvement-programme",
        [
            ["Workstream", "Ref", "Type", "Action", "Executive lead", "Delivery", "Embedding",
             "Explanation", "Mitigation"],
            [PARENT, "1.1", "Must do", FIRST, UNA, "On track", "On track", "", ""],
            [PARENT, "1.2", "Should do", SECOND, PER, "Off track", "Off track", *WHY],
        ],
        ("June 2026", "Month", "2026-06-01", "2026-06-30"),
        {
            "One of top level": "Workstream", "Several of top level": "Workstreams",
            "One of what is done": "Action", "Several of what is done": "Actions",
        },
        "Executive lead",
        [
            ("Delivery", "Delivery and Embedding", "Delivery now"),
            ("Embedding", "Delivery and Embedding", "Embedding"),
        ],
        [],
        "action",
        [
            {"Kind": "Must do", "Reference": "1.1", "Title": FIRST},
            {"Kind": "Should do", "Reference": "1.2", "Title": SECOND},
        ],
        [
            {"Delivery": "On track", "Embedding": "On track"},
            {"Delivery": "Off track", "Embedding": "Off track", "Explanation": WHY[0],
             "Mitigation": WHY[1]},
        ],
        scale=(
            "Delivery and Embedding",
            [("Off track", "R", "Red", True), ("On track", "G", "Green", False)],
        ),
    ),
    "ambitions": Shape(
        "ambitions-report",
        [
            ["Strategic objective", "Ambition number", "Ambition", "Executive lead", "Progress %",
             "Confidence %", "Successes", "Challenges"],
            [PARENT, "1", FIRST, UNA, "90%", "80%", "Doors open in week 12.", WHY[0]],
            [PARENT, "2", SECOND, PER, "100%", "75%", "Two visits.", WHY[1]],
        ],
        QUARTER,
        {},
        "Executive lead",
        [
            ("Progress %", "A percentage", "Progress"),
            ("Confidence %", "A percentage", "Confidence"),
        ],
        ["Successes", "Challenges"],
        "ambition",
        [{"Reference": "1", "Title": FIRST}, {"Reference": "2", "Title": SECOND}],
        [
            {"Progress %": "90", "Confidence %": "80", "Successes": "Doors open in week 12.",
             "Challenges": WHY[0]},
            {"Progress %": "100", "Confidence %": "75", "Successes": "Two visits.",
             "Challenges": WHY[1]},
        ],
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def reads_one_by_one(settings: Settings) -> None:
    """Each answer is opened by itself, and reads its rows by itself."""
    settings.ZEAL_ALLOWLIST = [{"model": "*", "field": "*"}]


def paper(trust: Trust, layout: str) -> str:
    """The HTML of the trust's paper on its closed period, less ids and links."""
    period = Period.objects.select_related("strategy__trust").get(strategy__trust=trust)
    assert period.is_closed
    written = str(body(draft_content(period, layout)))
    return re.sub(r'\s(id|href|for|headers|aria-\w+)="[^"]*"', "", written)


def imported(shape: Shape, trust: Trust) -> None:
    """The tracker goes in, its answers are approved, its round is closed."""
    cover = [[NAME], *([label, text] for label, text in COVER[:-1])]
    sheets = {"Plan": shape.rows, "Cover sheet": cover}
    import_at_once(
        data=workbook(sheets), file_name="tracker.xlsx", trust=trust,
        strategy_title=TITLE, period_label=shape.period[0], by=None,
    )  # fmt: skip
    period = Period.objects.get(strategy__trust=trust)
    waiting = dict.fromkeys(Update.objects.filter(period=period).values_list("pk", flat=True))
    approve_updates(period=period, updates=waiting, by=None)
    close_round(period=period, by=None, reason="Only what the tracker has is reported.")


class Typist:
    """A governance officer of an empty trust in a browser, whose hand is counted."""

    def __init__(self, context: BrowserContext, live_server: LiveServer, trust: Trust) -> None:
        client = Client()
        client.force_login(factories.member(trust, Role.GOVERNANCE).user)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        self.page = context.new_page()
        self.trust, self.address = trust, live_server.url
        self.clicks = self.boxes = 0

    def open(self, name: str, *args: Any, **query: str) -> None:
        """By the address that the menus and lists lead to, which counts as one click."""
        self.page.goto(self.address + reverse(name, args=[self.trust.code, *args], query=query))
        self.clicks += 1

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def go_by(self, target: Locator) -> None:
        go_by(target)
        self.clicks += 1

    def press(self, name: str) -> None:
        button = self.page.locator("main").get_by_role("button", name=name, exact=True).last
        self.go_by(button)
        wrong = self.page.locator(".nhsuk-error-summary").all_inner_texts()
        assert not wrong, (self.page.url, wrong)

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.go_by(self.page.locator("main").get_by_role("link", name=name).first)

    def box(self, label: str) -> Locator:
        """The box so labelled, whatever follows its label."""
        name = re.compile(rf"^(\d+\.\s+)?{re.escape(label)}(\s+\(optional\))?\s*$")
        return self.page.locator("main").get_by_label(name).first

    def type(self, label: str, text: str) -> None:
        box = self.box(label)
        assert box.count(), (label, self.page.url, self.page.locator("main").inner_text())
        if box.evaluate("box => box.tagName") == "SELECT":
            option = box.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(text)}"))
            assert option.count(), (label, text, box.inner_text())
            box.select_option(value=option.first.get_attribute("value"))
        else:
            box.fill(text)
        self.boxes += 1

    # The set-up

    def set_up(self, shape: Shape) -> None:
        self.open("setup_start")
        self.follow("Name the strategy")
        self.type("Title", TITLE)
        for label, word in shape.words.items():
            self.type(label, word)
        self.type("Your word for whoever leads one of them", shape.lead_word)
        self.press("Set up the strategy")
        if shape.scale:
            self.add_scale(*shape.scale)
        for label in shape.questions:
            self.open("setup_heading_add", shape.level)
            self.type("Question", label)
            if label == shape.comment:
                self.type("What the answer is", "A comment on progress")
            self.press("Ask it")
        # A rating that asks why brings both questions for that.
        for label, scale, purpose in shape.ratings:
            self.open("setup_dimension_add", shape.level)
            self.type("Question", label)
            self.type("Answered with", scale)
            self.type("What it says", purpose)
            self.press("Ask it")

    def add_scale(self, name: str, ratings: list[tuple[str, str, str, bool]]) -> None:
        self.open("setup_scale_add")
        self.type("Name of the scale", name)
        rows = self.page.locator("tr[data-entry]")
        for place, (label, letter, tone, asks_why) in enumerate(ratings):
            row = rows.nth(place)
            row.locator("[name$='-label']").fill(label)
            row.locator("[name$='-letter']").fill(letter)
            row.locator("[name$='-tone']").select_option(label=tone)
            self.boxes += 3
            if asks_why:
                self.click(row.locator("[name$='-needs_mitigation']"))
        self.press("Set up the scale")

    def add_people(self, names: tuple[str, ...]) -> None:
        self.open("people_list")
        self.follow("Add without a login")
        for name in names:
            self.type("Name", name)
            self.press("Add the person" if name == names[-1] else "Save and add another")

    # The plan

    def add_plan(self, shape: Shape) -> None:
        self.open("item_add", shape.parent_level)
        self.type("Title", PARENT)
        self.type("Reference", "")
        self.press("Add it")
        for typed, lead in zip(shape.items, shape.leads, strict=True):
            self.open("item_add", shape.level)
            self.type("Stands under", PARENT)
            for label, text in typed.items():
                self.type(label, text)
            leads = self.page.locator("[name=leads]")
            self.click(leads.and_(self.page.get_by_label(lead)))
            self.press("Add it")

    # The round

    def answer(self, shape: Shape) -> None:
        label, kind, starts, ends = shape.period
        self.open("period_add")
        for name, text in (("Name", label), ("Length", kind), ("Starts on", starts)):
            self.type(name, text)
        self.type("Ends on", ends)
        self.press("Set up the period")
        self.open("this_round")
        self.follow(f"Open {label}")
        self.press(f"Open {label}")
        for typed, answers in zip(shape.items, shape.answers, strict=True):
            self.open("plan")
            self.follow(typed["Title"])
            self.follow(f"Answer for {label}")
            self.page.get_by_role("button", name="Check and submit").wait_for()
            for question, answer in answers.items():
                self.give(question, answer)
            self.press("Check and submit")
            self.press("Submit to governance")

    def write_cover(self, shape: Shape) -> None:
        self.open("setup_passages")
        for place, (label, text) in enumerate(COVER):
            self.follow("Write the first text" if place == 0 else "Write a text")
            self.type("Part it stands in", "Cover sheet")
            self.type("Heading or number beside it", label)
            self.type("Text", text)
            self.type("Where papers print it", f"On the cover sheet: {label}")
            self.type("Of which period", shape.period[0])
            self.press("Add it")

    def give(self, question: str, answer: str) -> None:
        name = re.compile(rf"^\s*(\d+\.\s+)?{re.escape(question)}(?!\w)")
        choices = self.page.locator("fieldset.st-question").filter(
            has=self.page.locator("legend", has_text=name)
        )
        if choices.count():
            label = choices.first.locator(".nhsuk-radios__label").filter(has_text=answer)
            self.click(label.first)
        else:
            label = self.page.locator("main label.nhsuk-label").filter(has_text=name).first
            self.page.locator(f"[id='{label.get_attribute('for')}']").fill(answer)
            self.boxes += 1

    def close(self, label: str) -> None:
        self.open("round_approve")
        for box in self.page.locator("main").get_by_role("checkbox").all():
            if not box.is_checked():
                self.click(box)
        self.go_by(self.page.get_by_role("button", name=re.compile("^Approve what is ticked")))
        self.open("this_round")
        self.follow(f"Close {label}")
        self.press(f"Close {label}")


@pytest.mark.parametrize("name", SHAPES)
def test_a_strategy_typed_from_nothing_prints_as_its_tracker_does(
    name: str, context: BrowserContext, live_server: LiveServer
) -> None:
    shape = SHAPES[name]
    tracked, typed = (factories.trust(name="Alder Vale NHS Trust") for _ in range(2))
    for trust in (tracked, typed):
        create_default_scales(trust=trust, by=None)
    imported(shape, tracked)
    typist = Typist(context, live_server, typed)
    typist.set_up(shape)
    typist.add_people(shape.leads)
    typist.add_plan(shape)
    typist.answer(shape)
    typist.write_cover(shape)
    typist.close(shape.period[0])
    wanted = paper(tracked, shape.layout)
    assert PARENT in wanted and "Alder Row" in wanted and NAME in wanted
    assert paper(typed, shape.layout) == wanted
    print(f"{name}: {typist.clicks} clicks, {typist.boxes} boxes")
