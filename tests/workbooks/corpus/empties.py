"""Workbooks that rightly hold nothing: blank templates, rotas, budgets, lists of people."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation

from . import words
from .registry import workbook
from .sheets import GREY, NAVY, PALE, TEAL, Book, Col

NOTHING: list[None] = [None] * 20


@workbook("empties", why="A blank template: headings and empty bordered rows")
def blank_action_template(b: Book) -> None:
    p = b.sheet("Action plan template")
    p.say("[Insert organisation name]", bold=True, size=16)
    p.say("ACTION PLAN", bold=True, size=20)
    p.skip()
    p.table(
        [
            Col("Objective", "objective.title", NOTHING),
            Col("Ref", "action.reference", NOTHING),
            Col("Action", "action.title", NOTHING, width=40),
            Col("Lead", "action.lead", NOTHING),
            Col("Timescale", "action.target_date", NOTHING),
            Col("RAG", "rating", NOTHING),
            Col("Progress", "text", NOTHING, width=40),
        ],
        records=0,
    )
    p.skip()
    p.say("Red = off track, Amber = some delay, Green = on track, Blue = complete")


@workbook("empties", why="A blank register with guidance rows, numbered lines, lists and a matrix")
def blank_risk_template(b: Book) -> None:
    p = b.sheet("Risk register")
    p.say("Risk register – blank", bold=True, size=14, fill=NAVY, across=7)
    p.say("Add a row for each risk. Delete this line before you send the register.")
    p.table(
        [
            Col("No.", "risk.reference", list(range(1, 21)), width=6),
            Col("Description of risk", "risk.title", NOTHING, width=40),
            Col("Likelihood (1–5)", "risk.likelihood", NOTHING),
            Col("Impact (1–5)", "risk.consequence", NOTHING),
            Col("Score", "risk.current_score", [0] * 20),
            Col("Controls", "risk.controls", NOTHING, width=34),
            Col("Owner", "risk.owner", NOTHING),
        ],
        records=0,
    )
    check = DataValidation(type="list", formula1='"1,2,3,4,5"')
    check.add("C4:D23")
    p.ws.add_data_validation(check)
    g = b.sheet("Guidance")
    g.say("Scoring guidance", bold=True)
    g.grid(
        [
            ["Score", "Likelihood", "Impact"],
            [1, "Rare", "Negligible"],
            [2, "Unlikely", "Minor"],
            [3, "Possible", "Moderate"],
            [4, "Likely", "Major"],
            [5, "Almost certain", "Severe"],
        ]
    )


@workbook("empties", why="A staff rota")
def staff_rota(b: Book) -> None:
    p, n = b.sheet("Rota wk 45"), 14
    p.say("Ward 6 rota – week commencing 3 November 2025", bold=True, size=14)
    p.table(
        [
            Col("Name", "noise", words.PEOPLE[:n]),
            Col("Band", "noise", b.numbers(n, 2, 7)),
            *[
                Col(day, "noise", b.pick(["E", "L", "N", "D/O", "A/L"], n), width=7)
                for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
            ],
            Col("Hours", "noise", b.pick([37.5, 30, 22.5], n)),
        ],
        fill=GREY,
    )
    p.say("E early, L late, N night, D/O day off, A/L annual leave")


@workbook("empties", why="A budget: money by month, and no measure is followed")
def budget_statement(b: Book) -> None:
    p = b.sheet("Budget 2025-26")
    p.say("Cost centre 40217 – Community Nursing", bold=True, size=14)
    p.skip()
    lines = ["Nursing pay", "Admin pay", "Agency", "Travel", "Dressings", "Telephones", "Training"]
    annual = b.numbers(7, 4000, 300000, 500)
    months = ["Apr", "May", "Jun", "Jul", "Aug", "Sep"]
    p.table(
        [
            Col("Code", "noise", [5100 + 10 * i for i in range(7)]),
            Col("Account", "noise", lines, width=24),
            Col("Annual budget £", "noise", annual, fmt="#,##0"),
            *[
                Col(m, "noise", [round(b.near(x / 12)) for x in annual], fmt="#,##0")
                for m in months
            ],
            Col("Forecast £", "noise", [round(b.near(x)) for x in annual], fmt="#,##0"),
            Col("Variance £", "noise", b.numbers(7, -9000, 9000, 250), fmt="#,##0;[Red]-#,##0"),
        ],
        after=[["", "Total", sum(annual)]],
        fill=PALE,
    )


@workbook("empties", why="A list of contacts")
def contacts_list(b: Book) -> None:
    p = b.sheet("Contacts")
    names = words.PEOPLE[:16]
    p.table(
        [
            Col("Surname", "noise", [x.split()[-1] for x in names]),
            Col("First name", "noise", [x.split()[0] for x in names]),
            Col("Job title", "noise", b.pick(words.ROLES + words.OFFICERS, 16), width=26),
            Col("Team", "noise", b.pick(words.TEAMS, 16)),
            Col("E-mail", "noise", [words.email(x) for x in names], width=34),
            Col("Extension", "noise", b.numbers(16, 2000, 6999)),
        ],
        fill=TEAL,
    )


@workbook("empties", why="Who has been trained, by course: no plan, no measure")
def training_matrix(b: Book) -> None:
    p = b.sheet("Training matrix")
    p.say("Mandatory training by person", bold=True)
    p.table(
        [
            Col("Employee", "noise", words.PEOPLE),
            *[
                Col(course, "noise", b.gaps(b.days(20, (2024, 1), (2025, 9)), 0.2), fmt="dd/mm/yy")
                for course in ("Fire", "Moving and handling", "Data security", "Life support")
            ],
            Col("All in date?", "noise", b.pick(["Yes", "No"], 20)),
        ],
        fill=GREY,
    )


@workbook("empties", why="A guidance-only workbook and a list of meetings")
def meeting_calendar(b: Book) -> None:
    g = b.sheet("Read me")
    g.say("Calendar of meetings 2026", bold=True, size=16)
    g.say("Papers are due five working days before each meeting.")
    p = b.sheet("Calendar")
    p.table(
        [
            Col(
                "Meeting",
                "noise",
                ["Board", "Audit Committee", "Quality Committee", "Finance Committee"] * 3,
                width=24,
            ),
            Col("Date", "noise", b.days(12, (2026, 1), (2026, 12)), fmt="ddd d mmm yyyy"),
            Col("Time", "noise", b.pick(["09:30", "13:00", "14:15"], 12)),
            Col("Room", "noise", b.pick(["Boardroom", "Room 4", "Online"], 12)),
            Col("Papers due", "noise", b.days(12, (2025, 12), (2026, 11)), fmt="d mmm"),
        ]
    )
