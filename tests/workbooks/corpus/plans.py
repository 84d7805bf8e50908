"""Delivery plans and strategies: bars beside, pages of one objective, strategies on a page."""

from __future__ import annotations

from . import words
from .registry import workbook
from .sheets import BLUE, NAVY, PALE, PLUM, RAG, SAND, TEAL, Book, Col, month_end, refs

COLOURS = ["Red", "Amber", "Green"]
STATES = ["Not started", "In progress", "Complete"]


def first_of(months: int) -> object:
    return month_end(months).replace(day=1)


@workbook("plans", why="Months from column I are bars: fills and no words")
def delivery_plan_gantt(b: Book) -> None:
    p, n = b.sheet("Delivery plan", "action"), 18
    p.say("Annual delivery plan 2025/26", bold=True, size=16)
    p.skip()
    starts = b.numbers(n, 0, 6)
    ends = [min(11, s + k) for s, k in zip(starts, b.numbers(n, 1, 7), strict=True)]
    april = 2025 * 12 + 4
    cols = [
        Col("Priority", "objective.title", b.runs_of(words.OBJECTIVES, n), merge=True, width=26),
        Col("Ref", "action.reference", refs("DP", n, 2)),
        Col("Deliverable", "action.title", b.some(words.CARE, n), width=42),
        Col("Lead", "action.lead", b.pick(words.PEOPLE, n)),
        Col("Start", "action.start_date", [first_of(april + s) for s in starts], fmt="mmm-yy"),
        Col("End", "action.target_date", [month_end(april + e) for e in ends], fmt="mmm-yy"),
        Col("RAG", "rating", b.pick(COLOURS, n), fills=RAG, width=8),
        Col("Comments", "text", b.gaps(b.some(words.UPDATES, n)), width=36),
    ]
    region = p.table(
        cols + [Col(first_of(april + m), "noise", [None] * n, width=5) for m in range(12)]
    )
    for i in range(n):
        for m in range(starts[i], ends[i] + 1):
            p.put(region.body[0] + i, 9 + m, None, fill=BLUE)


@workbook("plans", why="Weeks are bars made of letters; task rows are grouped under phases")
def gantt_by_week(b: Book) -> None:
    p, n = (
        b.sheet("Plan", "action", groups=[("ambition.title", "objective.title", "action.theme")]),
        16,
    )
    p.say("Welcome Block – move plan", bold=True, size=14)
    weeks = [(s, s + k) for s, k in zip(b.numbers(n, 1, 9), b.numbers(n, 0, 6), strict=True)]
    cols = [
        Col("WBS", "action.reference", [f"{1 + i // 4}.{1 + i % 4}" for i in range(n)]),
        Col("Task name", "action.title", b.some(words.NEXT + words.GREEN, n), width=40),
        Col("Resource", "action.lead", b.pick(words.PEOPLE, n)),
        Col("Duration (days)", "own", [5 * (e - s + 1) for s, e in weeks]),
        Col("% done", "percent", b.numbers(n, 0, 100, 10), width=8),
    ]
    for w in range(1, 14):
        cols.append(
            Col(f"Week > {w}", "noise", ["x" if s <= w <= e else None for s, e in weeks], width=4)
        )
    p.table(
        cols,
        groups={
            0: ["Phase 1 – Prepare"],
            4: ["Phase 2 – Fit out"],
            8: ["Phase 3 – Move"],
            12: ["Phase 4 – Close"],
        },
    )
    p.skip()
    p.say("x = week in which work is planned. ◆ = gateway")


@workbook("plans", why="Each sheet is an objective, named above its table; contents hold nothing")
def sheet_for_each_objective(b: Book) -> None:
    contents = b.sheet("Contents")
    contents.say(words.TRUST, bold=True, size=16)
    contents.say("Strategy tracker 2025–2030", size=14)
    contents.skip()
    for i, title in enumerate(words.OBJECTIVES):
        contents.say(f"Objective {i + 1} – {title}")
    for i, title in enumerate(words.OBJECTIVES):
        p, n = b.sheet(f"Objective {i + 1}", "action", name_says="objective.reference"), 5 + i
        p.say(
            f"Objective {i + 1}: {title}",
            bold=True,
            size=14,
            fill=NAVY,
            across=8,
            verdict="objective.title",
        )
        p.say("Executive sponsor:", "A2", bold=True)
        p.say(words.ROLES[i], "B2", verdict=("objective.lead", "own"))
        p.skip()
        p.table(
            [
                Col("Action ref", "action.reference", refs(f"{i + 1}.", n)),
                Col(
                    "Key action",
                    "action.title",
                    b.some(words.CARE + words.PEOPLE_PLAN + words.GREEN, n),
                    width=44,
                ),
                Col("Lead", "action.lead", b.pick(words.PEOPLE, n)),
                Col("Milestone date", "action.target_date", b.days(n), fmt="dd/mm/yyyy"),
                Col("Intended outcome", "own", b.some(words.SUCCESS, n), width=30),
                Col("Current RAG", "rating", b.pick(COLOURS, n), fills=RAG),
                Col("Progress update", "text", b.some(words.UPDATES, n), width=44),
                Col(
                    "Risks to delivery",
                    ("own", "text"),
                    b.gaps(b.some(words.BLOCKERS, n), 0.4),
                    width=30,
                ),
            ]
        )


@workbook("plans", why="Asked: objectives stand across with bullets below; nothing is dated")
def strategy_on_a_page(b: Book) -> None:
    p = b.sheet("Strategy on a page", ("ambition", "objective"))
    p.say("Vision: good care, close to home, for everyone", bold=True, size=20, fill=PLUM, across=5)
    p.say("Values: kind · honest · curious", size=12)
    p.skip()
    left = 1
    top = p.row
    pool = b.some(words.AMBITIONS + words.SUCCESS, 15)
    for i, title in enumerate(words.OBJECTIVES):
        verdict = ("ambition.title", "objective.title")
        p.table(
            [Col(f"{i + 1}. {title}", verdict, pool[3 * i : 3 * i + 3], width=30)],
            top=top,
            left=left + i,
            fill=TEAL,
        )
    p.skip()
    p.say("Enablers: digital, estates, finance, research")


@workbook("plans", why="Figures and baselines in tonnes belong to actions as the trust's own")
def green_plan(b: Book) -> None:
    p, n = b.sheet("Net zero actions", "action"), 15
    p.say("Green Plan 2025–2028", bold=True, size=18)
    p.say("Emissions are in tonnes of CO2 equivalent")
    p.table(
        [
            Col(
                "Area of focus",
                ("objective.title", "ambition.title", "action.theme", "action.area"),
                b.runs_of(["Energy", "Travel", "Medicines", "Food", "Supply chain"], n),
                merge=True,
            ),
            Col("Ref", "action.reference", refs("G", n)),
            Col("Action", "action.title", b.some(words.GREEN, n), width=42),
            Col("Responsible", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Site(s)", "action.area", b.pick(words.SITES, n)),
            Col("tCO2e saving", "own", b.numbers(n, 4, 380, 4), fmt="#,##0"),
            Col("Capital £k", "own", b.gaps(b.numbers(n, 10, 900, 10), 0.4), fmt="#,##0"),
            Col("Complete by", "action.target_date", [2026 + i % 4 for i in range(n)]),
            Col("Status", "rating", b.pick(STATES, n), fills=RAG),
            Col("Commentary", "text", b.gaps(b.some(words.UPDATES, n)), width=44),
        ],
        fill=TEAL,
        after=[["Total", None, None, None, None, 2140, 3900]],
    )


@workbook("plans")
def digital_roadmap(b: Book) -> None:
    """Milestones of workstreams, with confidence instead of a colour."""
    p, n = b.sheet("Roadmap", "action"), 21
    p.say("Digital roadmap", bold=True, size=22)
    p.skip()
    p.table(
        [
            Col(
                "Enabler",
                ("objective.title", "ambition.title", "action.theme"),
                b.runs_of(["Foundations", "Records", "Citizens"], n),
                merge=True,
            ),
            Col(
                "Workstream",
                ("action.theme", "ambition.title"),
                b.runs_of(["Network", "Devices", "Sharing", "Forms", "Letters", "App"], n),
                once=True,
            ),
            Col("ID", "action.reference", [10 * (i + 1) for i in range(n)]),
            Col("Milestone", "action.title", b.some(words.DIGITAL + words.NEXT, n), width=42),
            Col("SRO", "action.sro", b.pick(words.ROLES, n), width=22),
            Col("Product owner", "action.lead", b.pick(words.PEOPLE, n)),
            Col(
                "Planned start", "action.start_date", b.days(n, (2025, 1), (2025, 8)), fmt="mmm-yy"
            ),
            Col("Forecast finish", "action.target_date", b.days(n, (2025, 12)), fmt="mmm-yy"),
            Col("Delivery confidence", "rating", b.pick(["High", "Medium", "Low"], n)),
            Col("Highlights", "text", b.some(words.UPDATES, n), width=40),
            Col("Next steps", "text", b.some(words.NEXT, n), width=36),
        ],
        fill=NAVY,
    )


@workbook("plans", why="Outcome, priority and commitment are three levels; notes stand under")
def council_plan(b: Book) -> None:
    p, n = b.sheet("Council Plan", "action"), 16
    p.say("[logo]", size=9)
    p.say(words.COUNCIL, bold=True, size=18)
    p.say("Council Plan: year two actions")
    p.skip()
    p.table(
        [
            Col("Outcome", "objective.title", b.runs_of(words.TOWN_AIMS, n), merge=True, width=26),
            Col("Priority", "ambition.title", b.runs_of(words.AMBITIONS, n), merge=True, width=26),
            Col("Commitment", "action.title", b.some(words.TOWN, n), width=46),
            Col(
                "Portfolio holder",
                ("own", "action.sro", "action.executive"),
                [f"Cllr {x.split()[-1]}" for x in b.pick(words.PEOPLE, n)],
            ),
            Col("Lead officer", "action.lead", b.pick(words.OFFICERS, n), width=24),
            Col("Review date", "own", b.days(n, (2025, 10), (2026, 3)), fmt="dd/mm/yyyy"),
            Col("To be done by", "action.target_date", b.days(n), fmt="dd/mm/yyyy"),
            Col(
                "Assessment",
                "rating",
                b.pick(["On track", "At risk", "Off track", "Completed"], n),
                fills=RAG,
            ),
            Col("What has happened", "text", b.some(words.UPDATES, n), width=46),
        ],
        fill=PLUM,
    )
    p.skip(2)
    p.say("Notes", bold=True)
    p.say("1. Actions closed in year one are not shown.")
    p.say("2. 'At risk' means that the date may move by more than a month.")


@workbook("plans", why="Objectives with ambitions only: no actions are given")
def ambitions_list(b: Book) -> None:
    p, n = b.sheet("Ambitions", "ambition"), 10
    p.say("Our ambitions to 2030", bold=True, size=18)
    p.skip()
    p.table(
        [
            Col("Objective no", "objective.reference", [1 + i // 2 for i in range(n)], merge=True),
            Col(
                "Objective", "objective.title", b.runs_of(words.OBJECTIVES, n), merge=True, width=30
            ),
            Col("Lead director", "objective.lead", b.runs_of(words.ROLES[:5], n), merge=True),
            Col(
                "Ambition no", "ambition.reference", [f"{1 + i // 2}.{1 + i % 2}" for i in range(n)]
            ),
            Col(
                "Our ambition",
                "ambition.title",
                b.some(words.AMBITIONS + words.SUCCESS, n),
                width=38,
            ),
            Col("What will be different", "own", b.some(words.SUCCESS, n), width=38),
        ],
        fill=PALE,
    )
    p.say("Agreed by the Board in March 2025", fill=SAND, across=6)
