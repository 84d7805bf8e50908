"""Action plans and trackers: a table of actions under headings of many offices' making."""

from __future__ import annotations

from openpyxl.formatting.rule import CellIsRule, DataBarRule, IconSetRule
from openpyxl.styles import PatternFill

from . import words
from .registry import workbook
from .sheets import GREEN, NAVY, PALE, PLUM, RAG, SAND, TEAL, Book, Col, Page, refs

STATES = ["Not started", "In progress", "Complete"]
COLOURS = ["Red", "Amber", "Green"]


@workbook("actions", certain=True)
def action_tracker_rag(b: Book) -> None:
    """Objective merged, reference, action, lead, date, RAG and progress."""
    p, n = b.sheet("Action tracker", "action"), 20
    p.say(words.TRUST, size=18, bold=True)
    p.say("Strategy delivery – action tracker, Quarter 2 2025/26")
    p.skip()
    p.table(
        [
            Col(
                "Strategic objective",
                "objective.title",
                b.runs_of(words.OBJECTIVES, n),
                merge=True,
                width=28,
            ),
            Col("Ref", "action.reference", [f"{1 + i // 4}.{1 + i % 4}" for i in range(n)]),
            Col("Action", "action.title", b.some(words.CARE, n), width=44),
            Col("Lead", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Executive lead", "action.executive", b.pick(words.ROLES, n), width=22),
            Col("Target date", "action.target_date", b.days(n), fmt="dd/mm/yyyy"),
            Col("RAG", "rating", b.pick(COLOURS, n), fills=RAG, width=9),
            Col("Progress this quarter", "text", b.some(words.UPDATES, n), width=46),
        ],
        fill=NAVY,
    )
    p.ws.freeze_panes = "D5"


@workbook("actions", why="Percentages are fractions under a number format, with icons and bars")
def action_tracker_percent(b: Book) -> None:
    p, n = b.sheet("Tracker", "action"), 24
    p.say("Digital programme tracker", bold=True, size=16)
    names = b.pick(words.PEOPLE, n)
    p.table(
        [
            Col("Task ID", "action.reference", list(range(1, n + 1)), fmt='"T-"000'),
            Col(
                "Workstream",
                ("action.theme", "ambition.title", "objective.title"),
                b.runs_of(["Infrastructure", "Records", "Intelligence", "Skills"], n),
                width=18,
                kind="parent",
            ),
            Col("Task", "action.title", b.some(words.DIGITAL, n), width=42),
            Col("Owner", "action.lead", names),
            Col("Owner e-mail", "own", [words.email(x) for x in names], width=32),
            Col("Start", "action.start_date", b.days(n, (2025, 1), (2025, 9)), fmt="dd/mm/yy"),
            Col("Finish", "action.target_date", b.days(n, (2025, 12)), fmt="dd/mm/yy"),
            Col("% complete", "percent", [v / 100 for v in b.numbers(n, 0, 100, 5)], fmt="0%"),
            Col("Status", "rating", b.pick(STATES, n), fills=RAG),
            Col("Blockers", ("text", "own"), b.gaps(b.some(words.BLOCKERS, n), 0.5), width=30),
            Col(
                "Depends on", "own", [f"T-{i:03d}" if i % 3 == 0 and i else None for i in range(n)]
            ),
            Col("Cost (£k)", "own", b.numbers(n, 5, 220, 5), fmt="#,##0"),
            Col("Comments", "text", b.gaps(b.some(words.UPDATES, n)), width=44),
        ],
        after=[["Total", None, None, None, None, None, None, None, None, None, None, 2480]],
    )
    p.ws.conditional_formatting.add("H3:H26", DataBarRule("num", 0, "num", 1, GREEN))
    p.ws.conditional_formatting.add("L3:L26", IconSetRule("3Arrows", "percent", [0, 33, 67]))


@workbook("actions", why="Colour alone says the rating: the key under the table says the colours")
def action_plan_fill_only(b: Book) -> None:
    p, n = b.sheet("Improvement plan", "action"), 15
    p.say("Improvement plan after inspection", bold=True, size=15, fill=PLUM, across=8)
    p.skip()
    p.table(
        [
            Col(
                "Theme",
                ("objective.title", "ambition.title", "action.theme"),
                b.runs_of(["Safe", "Effective", "Caring", "Responsive", "Well-led"], n),
                once=True,
                kind="parent",
            ),
            Col("Must do / should do", ("action.kind", "own"), b.pick(["Must", "Should"], n)),
            Col("No", "action.reference", refs("IP", n, 2)),
            Col("What needs to happen", "action.title", b.some(words.CARE, n), width=44),
            Col("Accountable", "action.lead", b.pick(words.PEOPLE, n)),
            Col("By when", "action.target_date", b.days(n), fmt="mmm-yy"),
            Col("Status", "rating", b.pick(COLOURS, n), fills=RAG, fill_only=True),
            Col("Where are we now?", "text", b.some(words.UPDATES, n), width=44),
        ]
    )
    p.skip()
    top = p.row
    for i, (colour, means) in enumerate(
        [("Red", "Off track"), ("Amber", "Some delay"), ("Green", "On track")]
    ):
        p.put(top + i, 2, None, fill=RAG[colour])
        p.put(top + i, 3, means)


@workbook("actions", why="Three levels; each parent is said once with blanks below, not merged")
def action_plan_parent_once(b: Book) -> None:
    p, n = b.sheet("Plan on a page", "action"), 24
    p.say("Our plan 2025–2028", bold=True, size=20)
    p.table(
        [
            Col(
                "Objective",
                "objective.title",
                b.runs_of(words.OBJECTIVES[:4], n),
                once=True,
                width=28,
            ),
            Col(
                "Objective lead",
                ("objective.lead", "own"),
                b.runs_of(words.ROLES[:4], n),
                once=True,
            ),
            Col("Ambition", "ambition.title", b.runs_of(words.AMBITIONS, n), once=True, width=26),
            Col(
                "Action no.",
                "action.reference",
                [f"{1 + i // 6}.{1 + i // 3 % 2}.{1 + i % 3}" for i in range(n)],
            ),
            Col(
                "What we'll do", "action.title", b.some(words.CARE + words.PEOPLE_PLAN, n), width=44
            ),
            Col("Lead", "action.lead", b.pick(words.PEOPLE, n)),
            Col(
                "Timescale",
                "action.target_date",
                b.pick(["March 2026", "Q3 2025/26", "By June 2026", "2026/27"], n),
            ),
            Col("How we'll know", "own", b.some(words.SUCCESS, n), width=30),
            Col("RAG", "rating", b.pick(["R", "A", "G", "B"], n), fills=RAG, width=6),
            Col("Latest", "text", b.gaps(b.some(words.UPDATES, n)), width=44),
        ],
        fill=TEAL,
    )


@workbook("actions", why="Objectives and ambitions are band rows over their actions")
def action_plan_group_rows(b: Book) -> None:
    p = b.sheet("Delivery", "action", groups=["objective.title", "ambition.title"])
    n = 18
    p.say(words.COUNCIL, bold=True, size=16)
    p.say("Corporate plan delivery 2025/26")
    p.skip()
    bands = {
        i * 6: [
            f"Priority {i + 1}: {words.TOWN_AIMS[i]}",
            f"Outcome {i + 1}A: {words.AMBITIONS[i]}",
        ]
        for i in range(3)
    }
    p.table(
        [
            Col("Code", "action.reference", refs("CP", n, 2)),
            Col("Commitment", "action.title", b.some(words.TOWN, n), width=46),
            Col("Directorate", ("action.team", "own"), b.pick(["Place", "People", "Resources"], n)),
            Col("Responsible officer", "action.lead", b.pick(words.OFFICERS, n), width=24),
            Col("Due", "action.target_date", b.days(n), fmt="dd/mm/yyyy"),
            Col("Status", "rating", b.pick(["On track", "At risk", "Off track"], n), fills=RAG),
            Col("Q2 commentary", "text", b.some(words.UPDATES, n), width=46),
        ],
        groups=bands,
    )


@workbook("actions", why="Filtered: some rows, two columns and last year's sheet are hidden")
def action_tracker_filtered(b: Book) -> None:
    for title, hidden in (("2025-26", False), ("2024-25", True)):
        p, n = b.sheet(title, "action", hidden=hidden), 22
        p.table(
            [
                Col(
                    "Programme",
                    ("ambition.title", "objective.title", "action.theme"),
                    b.pick(words.PROJECTS[:5], n),
                    width=24,
                    kind="parent",
                ),
                Col("Ref", "action.reference", refs("PR-", n, 3, 1 if not hidden else 200)),
                Col("Deliverable", "action.title", b.some(words.DIGITAL + words.CARE, n), width=44),
                Col("SRO", "action.sro", b.pick(words.ROLES, n), width=22),
                Col("Delivery lead", "action.lead", b.pick(words.PEOPLE, n)),
                Col("Team", "action.team", b.pick(words.TEAMS, n)),
                Col("Site", "action.area", b.pick(words.SITES, n)),
                Col("Budget £k", "own", b.numbers(n, 10, 400, 10), hidden=True),
                Col("PMO notes", "own", b.gaps(b.some(words.NEXT, n), 0.6), hidden=True),
                Col("Due date", "action.target_date", b.days(n), fmt="dd/mm/yyyy"),
                Col("BRAG", "rating", b.pick(["Blue", "Red", "Amber", "Green"], n), fills=RAG),
                Col("Update", "text", b.some(words.UPDATES, n), width=44),
            ]
        )
        p.ws.auto_filter.ref = f"A1:L{n + 1}"
        p.ws.auto_filter.add_filter_column(5, ["Surgery", "Medicine"])
        for row in range(2, n + 2):
            if p.ws.cell(row, 6).value not in {"Surgery", "Medicine"}:
                p.ws.row_dimensions[row].hidden = True


def two_lists(p: Page, b: Book, n: int, prefix: str, pool: list[str]) -> list[Col]:
    return [
        Col("Ref", "action.reference", refs(prefix, n)),
        Col("Action", "action.title", b.some(pool, n), width=36),
        Col("Owner", "action.lead", b.pick(words.PEOPLE, n)),
        Col("Deadline", "action.target_date", b.days(n), fmt="dd/mm/yy"),
        Col("Status", "rating", b.pick(STATES, n), fills=RAG),
        Col("Note", "text", b.gaps(b.some(words.UPDATES, n)), width=30),
    ]


@workbook("actions", why="Two tables side by side: open at the left, done at the right")
def actions_side_by_side(b: Book) -> None:
    p = b.sheet("Team actions", "action")
    p.say("OPEN", "A1", bold=True)
    p.say("DONE", "H1", bold=True)
    p.table(two_lists(p, b, 9, "O", words.CHARITY), top=2)
    p.table(two_lists(p, b, 6, "D", words.CHARITY), top=2, left=8)


@workbook("actions", why="Three tables one under another, each with its own headings")
def actions_stacked(b: Book) -> None:
    p = b.sheet("Recovery plan", "action")
    p.say("Finance recovery plan", bold=True, size=15)
    for title, prefix, n in (("Do now", "A", 5), ("By the summer", "B", 7), ("Later", "C", 4)):
        p.skip()
        p.say(
            title,
            bold=True,
            fill=SAND,
            across=6,
            verdict=("action.theme", "ambition.title", "own", "objective.title"),
        )
        p.table(two_lists(p, b, n, prefix, words.PEOPLE_PLAN + words.GREEN))


@workbook("actions")
def equality_action_plan(b: Book) -> None:
    """An equality scheme's plan: who gains, evidence, and an outcome in words."""
    p, n = b.sheet("EDI action plan", "action"), 14
    p.say("Equality, diversity and inclusion action plan 2025–27", bold=True, size=16)
    p.say("Please contact the inclusion team for another format", size=9)
    p.skip()
    p.table(
        [
            Col(
                "EDI objective",
                "objective.title",
                b.runs_of(
                    [
                        "Better outcomes for patients",
                        "A workforce that looks like our towns",
                        "Leaders who include",
                    ],
                    n,
                ),
                merge=True,
                width=28,
            ),
            Col("Action ref", "action.reference", refs("EDI", n, 2)),
            Col("Action", "action.title", b.some(words.PEOPLE_PLAN, n), width=42),
            Col(
                "Protected characteristic(s)",
                ("own", "action.theme"),
                b.pick(["Disability", "Race", "Sex", "Age", "All"], n),
                width=22,
            ),
            Col("Evidence base", "own", b.some(words.EVIDENCE, n), width=30),
            Col("Lead officer", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Exec sponsor", "action.executive", b.pick(words.ROLES, n), width=22),
            Col("Completion date", "action.target_date", b.days(n), fmt="mmmm yyyy"),
            Col("Success measure", "own", b.some(words.SUCCESS, n), width=30),
            Col("Achieved?", "rating", b.pick(["Yes", "Partly", "No"], n), fills=RAG),
            Col("Progress to date", "text", b.some(words.UPDATES, n), width=44),
        ],
        fill=PLUM,
    )
    p.ws.conditional_formatting.add(
        "J5:J18", CellIsRule("equal", ['"No"'], fill=PatternFill("solid", bgColor="FFC7CE"))
    )


@workbook("actions", why="Ratings and words for each quarter stand under the quarter's heading")
def people_plan_by_quarter(b: Book) -> None:
    p, n = b.sheet("People plan", "action"), 14
    p.say("People Plan 2025/26 – quarterly return", bold=True, size=14)
    p.say("Return to workforce planning by the tenth of the month")
    cols = [
        Col(
            "Pillar",
            ("objective.title", "ambition.title", "action.theme"),
            b.runs_of(
                [
                    "Looking after people",
                    "Belonging",
                    "New ways of working",
                    "Growing for the future",
                ],
                n,
            ),
            merge=True,
            width=22,
            kind="parent",
        ),
        Col("#", "action.reference", list(range(1, n + 1)), width=5),
        Col("People commitment", "action.title", b.some(words.PEOPLE_PLAN, n), width=42),
        Col("Lead", "action.lead", b.pick(words.PEOPLE, n)),
        Col("Delivered by", "action.target_date", b.days(n), fmt="mmm yy"),
    ]
    for i, q in enumerate(words.QUARTERS):
        done = i < 2
        cols += [
            Col(
                f"{q} 2025/26 > RAG",
                "rating",
                b.pick(COLOURS, n) if done else [None] * n,
                fills=RAG,
                width=8,
            ),
            Col(
                f"{q} 2025/26 > Narrative",
                "text",
                b.some(words.UPDATES, n) if done else [None] * n,
                width=36,
            ),
        ]
    p.table(cols, fill=PALE)


@workbook("actions", why="Hand-made headings that a small charity would use")
def charity_promises(b: Book) -> None:
    p, n = b.sheet("Promises", "action"), 12
    p.say(words.CHARITY_NAME, bold=True, size=24)
    p.say("What we promised our members, and how it is going")
    p.skip(2)
    p.table(
        [
            Col(
                "Promise",
                ("ambition.title", "objective.title"),
                b.runs_of(["Reach more people", "Be well run", "Speak up"], n),
                once=True,
                width=22,
            ),
            Col("Job no.", "action.reference", list(range(1, n + 1))),
            Col("What we said we'd do", "action.title", b.some(words.CHARITY, n), width=46),
            Col("Who's doing it", "action.lead", [x.split()[0] for x in b.pick(words.PEOPLE, n)]),
            Col("Helped by", "own", b.gaps([x.split()[0] for x in b.pick(words.PEOPLE, n)], 0.4)),
            Col(
                "When it should be done",
                "action.target_date",
                b.pick(["Easter 2026", "Sept 2025", "End of year", "Ongoing"], n),
            ),
            Col("How's it going?", "rating", b.pick(["Well", "So-so", "Badly", "Done!"], n)),
            Col("Tell us more", "text", b.some(words.UPDATES, n), width=46),
            Col("Next steps", "text", b.gaps(b.some(words.NEXT, n), 0.3), width=36),
        ],
        fill=SAND,
    )
