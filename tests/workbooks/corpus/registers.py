"""Registers beyond one table of risks: assurance frameworks, RAID and issue logs, benefits."""

from __future__ import annotations

from . import words
from .registry import workbook
from .risks import risks_of
from .sheets import GREY, NAVY, PALE, RAG, TEAL, Book, Col, band_of, refs


@workbook("registers", certain=True)
def baf_summary(b: Book) -> None:
    """A board assurance framework in one table, the objective merged beside its risks."""
    p, n = b.sheet("BAF 2025-26", "risk"), 10
    p.say(words.TRUST, size=10)
    p.say("Board Assurance Framework", size=20, bold=True)
    p.say("Quarter 2 2025/26, for the Board on 6 November 2025")
    p.skip()
    r, scores = risks_of(b, n), b.pick([9, 12, 15, 16, 20], n)
    p.table(
        [
            Col(
                "Strategic objective",
                "objective.title",
                b.runs_of(words.OBJECTIVES, n),
                merge=True,
                width=28,
            ),
            Col("BAF ref", "risk.reference", refs("BAF", n)),
            Col("Principal risk", "risk.title", r["title"], width=40),
            Col("Executive lead", "risk.owner", b.pick(words.ROLES, n), width=22),
            Col(
                "Inherent risk score",
                "risk.inherent_score",
                [min(25, s + 5) for s in scores],
                fills=band_of,
            ),
            Col("Key controls", "risk.controls", r["controls"], width=36),
            Col("Gaps in controls", "risk.gaps_in_control", r["gaps"], width=30),
            Col("Sources of assurance", "risk.assurances", r["assurances"], width=32),
            Col("Gaps in assurance", "risk.gaps_in_assurance", r["no assurance"], width=30),
            Col("Current risk score", "risk.current_score", scores, fills=band_of),
            Col("Actions to address gaps", "risk.mitigation", r["mitigation"], width=36),
            Col("Due date", "own", b.days(n), fmt="dd/mm/yyyy", kind="target date"),
            Col("Progress", ("text", "own"), b.some(words.UPDATES, n), width=40),
            Col("Action RAG", ("rating", "own"), b.pick(["Red", "Amber", "Green"], n), fills=RAG),
            Col("Target risk score", "risk.target_score", b.pick([6, 8], n)),
        ],
        fill=NAVY,
    )


@workbook("registers", why="A page for each risk: labels at the left, tables of controls below")
def baf_pages(b: Book) -> None:
    r = risks_of(b, 4)
    for i in range(4):
        p = b.sheet(f"BAF {i + 1}", "risk")
        p.say(f"BAF {i + 1}: {r['title'][i]}", bold=True, size=15, fill=TEAL, across=6)
        p.skip()
        score = b.pick([12, 15, 16, 20], 1)[0]
        p.across(
            [
                Col("Strategic objective", "objective.title", [words.OBJECTIVES[i]]),
                Col("Risk description", "risk.title", [r["title"][i]]),
                Col("Cause", "risk.cause", [r["cause"][i]]),
                Col("Effect", "risk.effect", [r["effect"][i]]),
                Col("Executive lead", "risk.owner", [words.ROLES[i]]),
                Col("Lead committee", "own", ["Quality Committee"]),
                Col("Initial score", "risk.inherent_score", [min(25, score + 4)]),
                Col("Current score", "risk.current_score", [score]),
                Col("Tolerable score", "risk.target_score", [8]),
                Col("Date last reviewed", "own", b.days(1), fmt="dd/mm/yyyy"),
            ]
        )
        p.skip()
        p.table(
            [
                Col("Controls", "risk.controls", b.some(words.CONTROLS, 4), width=34),
                Col("Gaps in control", "risk.gaps_in_control", b.gaps(b.some(words.GAPS, 4))),
                Col("Assurances", "risk.assurances", b.some(words.ASSURANCES, 4), width=30),
                Col(
                    "Gaps in assurance",
                    "risk.gaps_in_assurance",
                    b.gaps(b.some(words.NO_ASSURANCE, 4)),
                ),
            ],
            kind="",
            records=0,
        )
        p.skip()
        p.table(
            [
                Col("Action", ("action.title", "risk.mitigation"), b.some(words.MITIGATIONS, 3)),
                Col("Lead", ("action.lead", "own"), b.pick(words.PEOPLE, 3)),
                Col("Deadline", ("action.target_date", "own"), b.days(3), fmt="mmm-yy"),
                Col("Progress", ("text", "own"), b.some(words.UPDATES, 3)),
            ],
            kind="action",
        )


@workbook("registers", why="Issues, assumptions and decisions are asked about: no record is one")
def raid_log(b: Book) -> None:
    n = 11
    p = b.sheet("Risks", "risk")
    r, like, cons = risks_of(b, n), b.numbers(n, 1, 5), b.numbers(n, 1, 5)
    p.table(
        [
            Col("ID", "risk.reference", refs("R", n, 3)),
            Col("Project", ("own", "risk.category"), b.pick(words.PROJECTS[:3], n), kind="parent"),
            Col("Description", "risk.title", r["title"], width=40),
            Col("P", "risk.likelihood", like, width=4),
            Col("I", "risk.consequence", cons, width=4),
            Col(
                "P×I",
                "risk.current_score",
                [x * y for x, y in zip(like, cons, strict=True)],
                fills=band_of,
                width=5,
            ),
            Col("Response", ("risk.mitigation", "risk.controls"), r["mitigation"], width=36),
            Col("Owner", "risk.owner", r["owner"]),
            Col("Target resolution", "own", b.days(n), fmt="dd/mm/yyyy", kind="target date"),
            Col("Status", ("rating", "own"), b.pick(["Open", "Closed", "Escalated"], n)),
            Col("Last update", ("text", "own"), b.some(words.UPDATES, n), width=40),
        ],
        fill=GREY,
    )
    a = b.sheet("Assumptions")
    a.table(
        [
            Col("ID", "noise", refs("A", 5, 3)),
            Col(
                "Assumption",
                "noise",
                [
                    "Funding is confirmed by April",
                    "Suppliers hold their price",
                    "Wards can release trainers",
                    "The network is in place",
                    "Policy does not change in the year",
                ],
                width=44,
            ),
            Col("Validated?", "noise", ["Y", "N", "Y", "", "N"]),
        ],
        fill=GREY,
    )
    i = b.sheet("Issues", ("action", "risk", ""))
    i.table(
        [
            Col("ID", ("action.reference", "risk.reference"), refs("I", 7, 3)),
            Col("Date raised", "own", b.days(7, (2025, 4), (2025, 9)), fmt="dd/mm/yyyy"),
            Col("Issue", ("action.title", "risk.title"), b.some(words.BLOCKERS, 7), width=36),
            Col(
                "Severity", ("own", "rating"), b.pick(["1 – Minor", "2 – Serious", "3 – Severe"], 7)
            ),
            Col("Resolution", ("text", "own", "risk.mitigation"), b.some(words.NEXT, 7), width=36),
            Col("Assigned to", ("action.lead", "risk.owner"), b.pick(words.PEOPLE, 7)),
            Col("Closure date", "own", b.gaps(b.days(7), 0.6), fmt="dd/mm/yyyy"),
        ],
        fill=GREY,
    )
    d = b.sheet("Dependencies", ("action", ""))
    d.table(
        [
            Col("ID", ("action.reference", "own", "noise"), refs("D", 6, 3)),
            Col("We need", ("action.title", "own", "noise"), b.some(words.DIGITAL, 6), width=40),
            Col("From", ("own", "action.lead", "noise"), b.pick(words.PROJECTS, 6)),
            Col("By", ("action.target_date", "own", "noise"), b.days(6), fmt="dd/mm/yyyy"),
        ],
        fill=GREY,
    )


@workbook("registers", why="Asked: an issue may be kept as an action or not at all")
def issue_log(b: Book) -> None:
    p, n = b.sheet("Issues log", ("action", "risk", "")), 16
    p.say("Rostering Renewal: issues log", bold=True, size=14)
    p.say("Escalate anything red to the programme board the same day", size=9)
    p.table(
        [
            Col(
                "Issue #",
                ("action.reference", "risk.reference"),
                list(range(101, 101 + n)),
                fmt='"ISS-"0',
            ),
            Col("Logged", "own", b.days(n, (2025, 2), (2025, 10)), fmt="dd/mm/yyyy"),
            Col("Logged by", "own", b.pick(words.PEOPLE, n)),
            Col(
                "Workstream",
                ("action.theme", "own", "risk.category", "ambition.title"),
                b.pick(["Payroll", "Build", "Training", "Go-live"], n),
                kind="parent",
            ),
            Col(
                "Issue description",
                ("action.title", "risk.title"),
                b.some([x[2] for x in words.RISKS], n),
                width=42,
            ),
            Col(
                "Impact",
                ("own", "risk.effect", "risk.consequence"),
                b.pick(["High", "Medium", "Low"], n),
            ),
            Col("RAG", "rating", b.pick(["Red", "Amber", "Green"], n), fills=RAG),
            Col("Issue owner", ("action.lead", "risk.owner"), b.pick(words.PEOPLE, n)),
            Col(
                "Resolution plan",
                ("text", "own", "risk.mitigation"),
                b.some(words.NEXT, n),
                width=36,
            ),
            Col("Resolve by", "action.target_date", b.days(n), fmt="dd/mm/yyyy"),
            Col("Closed on", "own", b.gaps(b.days(n), 0.7), fmt="dd/mm/yyyy"),
        ],
        fill=PALE,
    )
    p.ws.auto_filter.ref = f"A3:K{p.row - 1}"


@workbook("registers", why="A benefit is followed as a measure; realised figures are by quarter")
def benefits_register(b: Book) -> None:
    p, n = b.sheet("Benefits", "measure"), 12
    p.say("Benefits realisation register – Front Door Redesign", bold=True, size=14)
    p.say("Baseline year 2024/25")
    p.skip()
    rows = b.some(words.MEASURES, n)
    cols = [
        Col("Benefit ID", "own", refs("BEN-", n, 2)),
        Col(
            "Project",
            ("objective.title", "ambition.title", "own"),
            b.runs_of(words.PROJECTS[:4], n),
            once=True,
            width=24,
        ),
        Col("Benefit", "measure.name", [r[0] for r in rows], width=36),
        Col("Type", "own", b.pick(["Cash releasing", "Non-cash", "Quality"], n)),
        Col("Benefit owner", "measure.owner", b.pick(words.PEOPLE, n)),
        Col("Measured in", "measure.unit", [r[1] for r in rows]),
        Col(
            "Data source",
            "measure.source",
            b.pick(["Patient system", "Finance ledger", "Staff record"], n),
        ),
        Col("Baseline", "measure.baseline", [r[2] for r in rows]),
        Col("Planned benefit", ("reading", "own"), [r[3] for r in rows]),
    ]
    cols += [
        Col(f"Realised 2025/26 > {q}", "reading", [b.near(r[2]) if i < 2 else None for r in rows])
        for i, q in enumerate(words.QUARTERS)
    ]
    cols.append(Col("On course?", "rating", b.pick(["Yes", "Partly", "No"], n), fills=RAG))
    cols.append(Col("Commentary", "text", b.some(words.UPDATES, n), width=40))
    p.table(cols)


@workbook("registers", why="Opportunities and risks share a table; the second sheet is the archive")
def risk_escalation_log(b: Book) -> None:
    p, n = b.sheet("Escalated", "risk"), 7
    p.say("Risks escalated to the executive group", bold=True)
    r, now = risks_of(b, n), b.pick([15, 16, 20, 25], n)
    p.table(
        [
            Col("Escalation no", "risk.reference", refs("E25/", n, 2)),
            Col("Service", ("risk.category", "own"), b.pick(words.TEAMS, n)),
            Col(
                "Objective threatened",
                ("objective.title", "own"),
                b.pick(words.OBJECTIVES, n),
                width=28,
            ),
            Col("Headline", "risk.title", r["title"], width=40),
            Col("Root cause", "risk.cause", r["cause"], width=30),
            Col("Score last month", "own", [v - 1 for v in now]),
            Col("Score now", "risk.current_score", now, fills=band_of),
            Col("Rating", ("rating", "own"), b.pick(["Red", "Amber"], n), fills=RAG),
            Col("Who owns it", "risk.owner", r["owner"]),
            Col(
                "Mitigation in hand",
                ("risk.mitigation", "risk.controls"),
                r["mitigation"],
                width=36,
            ),
            Col(
                "Decision wanted by",
                "own",
                b.days(n, (2025, 10), (2026, 2)),
                fmt="d mmm",
                kind="target date",
            ),
            Col("What was agreed", ("text", "own"), b.some(words.NEXT, n), width=36),
        ],
        fill=TEAL,
    )
    old = b.sheet("De-escalated", "risk")
    old.table(
        [
            Col("Escalation no", "risk.reference", refs("E24/", 4, 2, 30)),
            Col("Headline", "risk.title", [x[0] for x in words.RISKS[:4]], width=40),
            Col("Score when closed", "risk.current_score", [9, 8, 6, 12], fills=band_of),
            Col("Reason", ("text", "own"), b.some(words.UPDATES, 4), width=40),
        ],
        fill=TEAL,
    )
