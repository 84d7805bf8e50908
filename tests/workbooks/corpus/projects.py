"""Programme offices: projects down or across, highlight pages, objectives and key results."""

from __future__ import annotations

from . import words
from .registry import workbook
from .sheets import GREY, NAVY, PALE, PLUM, RAG, TEAL, Book, Col, refs

COLOURS = ["Red", "Amber", "Green"]


@workbook("projects", why="Each project is a column; the fields stand at the left")
def programme_across(b: Book) -> None:
    p, n = b.sheet("Portfolio", "action"), 7
    p.say("Capital portfolio at a glance", bold=True, size=16, fill=NAVY, across=8)
    p.skip()
    p.across(
        [
            Col("Project no.", "action.reference", refs("CAP", n, 2)),
            Col("Project", "action.title", b.some(words.PROJECTS, n)),
            Col(
                "Programme",
                ("objective.title", "ambition.title", "action.theme"),
                b.pick(["Buildings", "Equipment", "Digital"], n),
            ),
            Col("SRO", "action.sro", b.pick(words.ROLES, n)),
            Col("Project manager", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Start", "action.start_date", b.days(n, (2024, 4), (2025, 3)), fmt="mmm-yy"),
            Col("Completion", "action.target_date", b.days(n), fmt="mmm-yy"),
            Col("Budget £m", "own", [v / 10 for v in b.numbers(n, 5, 180)], fmt="0.0"),
            Col("Overall RAG", "rating", b.pick(COLOURS, n), fills=RAG),
            Col("This month", "text", b.some(words.UPDATES, n)),
            Col("Next month", "text", b.some(words.NEXT, n)),
        ]
    )


@workbook("projects", why="Five ratings a project: overall is the rating, the rest may be its own")
def programme_list(b: Book) -> None:
    p, n = b.sheet("Project list", "action"), 12
    p.say("Transformation programme – project status list", bold=True, size=14)
    p.skip()
    cols = [
        Col(
            "Programme",
            ("ambition.title", "objective.title", "action.theme"),
            b.runs_of(["Planned care", "Urgent care", "Corporate"], n),
            merge=True,
        ),
        Col("Code", "action.reference", refs("TP", n, 3)),
        Col("Project", "action.title", b.some(words.PROJECTS, n), width=28),
        Col("Exec sponsor", "action.executive", b.pick(words.ROLES, n), width=22),
        Col("PM", "action.lead", b.pick(words.PEOPLE, n)),
        Col("Stage", ("own", "rating"), b.pick(["Idea", "Design", "Deliver", "Close"], n)),
        Col("Planned end", "action.target_date", b.days(n), fmt="mmm-yy"),
        Col("RAG > Overall", "rating", b.pick(COLOURS, n), fills=RAG),
    ]
    cols += [
        Col(f"RAG > {of}", ("own", "rating"), b.pick(["R", "A", "G"], n), fills=RAG, width=7)
        for of in ("Time", "Cost", "Scope", "Benefits")
    ]
    cols += [
        Col("Budget £k", "own", b.numbers(n, 20, 900, 20), fmt="#,##0"),
        Col("Spend to date £k", "own", b.numbers(n, 0, 400, 20), fmt="#,##0"),
        Col("Headline", "text", b.some(words.UPDATES, n), width=44),
    ]
    p.table(cols, after=[["Total", *[None] * 11, 5480, 2120]], fill=PALE)


@workbook("projects", why="A page a project: labels and answers, then its milestones")
def highlight_reports(b: Book) -> None:
    for i, project in enumerate(b.some(words.PROJECTS, 3)):
        p, n = (
            b.sheet(project[:28], "action", name_says=("ambition.title", "objective.title", "own")),
            5,
        )
        p.say("HIGHLIGHT REPORT", bold=True, size=18, fill=TEAL, across=6)
        p.skip()
        p.across(
            [
                Col("Project", ("ambition.title", "objective.title", "action.title"), [project]),
                Col("SRO", ("objective.lead", "action.sro", "own"), [words.ROLES[i]]),
                Col("Reporting period", ("own", "period", "noise"), ["October 2025"]),
                Col("Overall status", ("rating", "own"), [COLOURS[i]], fills=RAG),
                Col("Summary", ("text", "own"), [words.UPDATES[i]]),
            ],
            kind="",
            records=0,
        )
        p.skip()
        p.say("Milestones", bold=True)
        p.table(
            [
                Col("Ref", "action.reference", refs("M", n)),
                Col("Milestone", "action.title", b.some(words.NEXT, n), width=40),
                Col("Baseline date", ("own", "action.target_date"), b.days(n), fmt="dd/mm/yyyy"),
                Col("Forecast date", ("action.target_date", "own"), b.days(n), fmt="dd/mm/yyyy"),
                Col("BRAG", "rating", b.pick(["Blue", *COLOURS], n), fills=RAG),
                Col("Comment", "text", b.gaps(b.some(words.UPDATES, n)), width=40),
            ]
        )


@workbook("projects", why="A key result is followed as a measure, its objective merged beside it")
def okr_sheet(b: Book) -> None:
    p, n = b.sheet("OKRs", "measure"), 12
    p.say("OKRs 2025/26", bold=True, size=20)
    p.skip()
    rows = b.some(words.MEASURES, n)
    cols = [
        Col(
            "Objective", "objective.title", b.runs_of(words.OBJECTIVES[:4], n), merge=True, width=30
        ),
        Col("KR", "own", [f"O{1 + i // 3} KR{1 + i % 3}" for i in range(n)]),
        Col("Key result", "measure.name", [r[0] for r in rows], width=36),
        Col("Unit", "measure.unit", [r[1] for r in rows]),
        Col("Owner", "measure.owner", b.pick(words.PEOPLE, n)),
        Col("Start value", "measure.baseline", [r[2] for r in rows]),
        Col("Target", ("reading", "own"), [r[3] for r in rows]),
    ]
    cols += [
        Col(f"{q} actual", "reading", [b.near(r[2]) if q < "Q3" else None for r in rows])
        for q in words.QUARTERS
    ]
    cols += [
        Col(
            "Confidence (0–1)", ("rating", "own", "percent"), [v / 10 for v in b.numbers(n, 1, 10)]
        ),
        Col("Check-in notes", "text", b.gaps(b.some(words.UPDATES, n)), width=40),
    ]
    p.table(cols, fill=PLUM)


@workbook("projects", why="Objectives, milestones and key under one another; sheet two is a lookup")
def workstream_milestones(b: Book) -> None:
    p, n = b.sheet("Milestone tracker", "action"), 19
    p.say("Care at Home programme", bold=True, size=16)
    p.say("SRO: Gwen Ashdown-Rooke   |   Status date: 3 November 2025")
    p.skip()
    p.table(
        [
            Col(
                "Workstream",
                ("ambition.title", "action.theme", "objective.title"),
                b.runs_of(["Pathways", "Technology", "People", "Money"], n),
                merge=True,
            ),
            Col(
                "Workstream lead",
                ("action.sro", "own", "action.executive"),
                b.runs_of(words.PEOPLE[:4], n),
                merge=True,
            ),
            Col("UID", "action.reference", [f"CAH-{100 + i}" for i in range(n)]),
            Col("Milestone / output", "action.title", b.some(words.CARE + words.NEXT, n), width=42),
            Col("Type", "action.kind", b.pick(["Milestone", "Output", "Gate"], n)),
            Col("Owner", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Planned", "action.target_date", b.days(n), fmt="dd/mm/yy"),
            Col("Actual", "own", b.gaps(b.days(n, (2025, 6), (2025, 10)), 0.6), fmt="dd/mm/yy"),
            Col("Progress %", "percent", b.numbers(n, 0, 100, 10)),
            Col("RAG", "rating", b.pick(["R", "A", "G"], n), fills=RAG, width=6),
            Col("Reason for variance", "text", b.gaps(b.some(words.BLOCKERS, n), 0.5), width=34),
        ],
        fill=GREY,
    )
    p.skip()
    p.grid(
        [
            ["Key", "Meaning"],
            ["R", "More than four weeks late"],
            ["A", "Up to four weeks late"],
            ["G", "On time"],
        ]
    )
    look = b.sheet("Lists", hidden=True)
    look.grid(
        [
            ["Workstreams", "RAG"],
            ["Pathways", "R"],
            ["Technology", "A"],
            ["People", "G"],
            ["Money", None],
        ]
    )
