"""Returns: criteria with evidence, self-assessments, and workbooks with guidance and lists."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation

from . import words
from .registry import workbook
from .sheets import GREY, NAVY, PALE, PLUM, RAG, SAND, TEAL, Book, Col, refs

MET = ["Yes", "Partly", "No"]
STANDARDS = [
    "There is a named lead at board level",
    "Staff know how to raise a concern",
    "Policies are in date",
    "Training is recorded and reviewed",
    "Incidents are learned from",
    "Contracts set out who does what",
    "Plans are tested every year",
    "Records are kept securely",
    "Equipment is checked before use",
    "Visitors are told what to do",
    "Findings reach the governing body",
    "Resources match the need",
]


@workbook("returns", why="Asked: each standard is followed by an action only where one is written")
def compliance_return(b: Book) -> None:
    p, n = b.sheet("Core standards", ("action", "")), 12
    p.say("Annual assurance return 2025", bold=True, size=16, fill=NAVY, across=9)
    p.say("Organisation: Tidewell Fellowship    Submission date: 30 September 2025")
    p.skip()
    met = b.pick(["Compliant", "Partial", "Non-compliant"], n)
    p.table(
        [
            Col(
                "Domain",
                ("objective.title", "ambition.title", "own", "action.theme"),
                b.runs_of(["Governance", "Duty to act", "Response", "Training"], n),
                merge=True,
            ),
            Col("Std ref", ("action.reference", "own"), list(range(1, n + 1))),
            Col("Standard", ("action.title", "own", "ambition.title"), STANDARDS, width=42),
            Col("Self-assessment", "rating", met, fills=RAG),
            Col("Evidence", ("own", "text"), b.some(words.EVIDENCE, n), width=34),
            Col(
                "Action to be taken",
                ("own", "text", "action.title"),
                [
                    None if m == "Compliant" else a
                    for m, a in zip(met, b.some(words.NEXT, n), strict=True)
                ],
                width=34,
            ),
            Col("Lead", "action.lead", b.pick(words.PEOPLE, n)),
            Col(
                "Timescale",
                "action.target_date",
                [None if m == "Compliant" else d for m, d in zip(met, b.days(n), strict=True)],
                fmt="dd/mm/yyyy",
            ),
            Col("Comments", "text", b.gaps(b.some(words.UPDATES, n), 0.5), width=36),
        ]
    )


@workbook("returns", why="Asked: questions and figures of two years; nothing is to be done")
def annual_return_questions(b: Book) -> None:
    p = b.sheet("Return", ("measure", ""))
    p.say("Annual statistical return", bold=True, size=16)
    p.say("Complete the white cells only", size=9)
    p.skip()
    rows = words.TOWN_MEASURES[:9]
    p.table(
        [
            Col("Q", ("own", "noise"), refs("A", 9)),
            Col("Question", ("measure.name", "own", "noise"), [f"{r[0]}?" for r in rows], width=46),
            Col(
                "Last year",
                ("reading", "measure.baseline", "noise"),
                [r[2] for r in rows],
                fills=lambda _: GREY,
            ),
            Col("This year", ("reading", "noise"), [b.near(r[2]) for r in rows]),
            Col(
                "Explain any change over 10%",
                ("text", "own", "noise"),
                b.gaps(b.some(words.UPDATES, 9), 0.6),
                width=40,
            ),
        ]
    )


@workbook("returns", why="Criteria by domain on four sheets; the summary sheet adds them up")
def assessment_by_domain(b: Book) -> None:
    s = b.sheet("Summary")
    s.say("Digital maturity assessment", bold=True, size=18)
    s.table(
        [
            Col(
                "Domain", "noise", ["Lead well", "Safe practice", "Support people", "Improve care"]
            ),
            Col("Criteria", "noise", [6, 6, 6, 6]),
            Col("Met", "noise", [3, 2, 4, 1]),
        ],
        after=[["All", 24, 10]],
    )
    for title in ("Lead well", "Safe practice", "Support people", "Improve care"):
        p = b.sheet(title, ("action", ""), name_says=("objective.title", "ambition.title", "own"))
        p.say(title, bold=True, size=14, fill=PLUM, across=6)
        p.table(
            [
                Col("No", ("action.reference", "own"), refs(f"{title[0]}", 6)),
                Col("Criterion", ("action.title", "own"), b.some(STANDARDS, 6), width=42),
                Col("Score (1–5)", ("own", "rating", "reading"), b.numbers(6, 1, 5)),
                Col("Met?", "rating", b.pick(MET, 6), fills=RAG),
                Col("Evidence / narrative", ("text", "own"), b.some(words.EVIDENCE, 6), width=36),
                Col(
                    "Improvement action",
                    ("own", "text", "action.title"),
                    b.some(words.NEXT, 6),
                    width=36,
                ),
            ]
        )


@workbook("returns", why="Only 'Actions' holds records: contents, guidance and lists stand beside")
def workbook_with_guidance(b: Book) -> None:
    c = b.sheet("Contents")
    c.say("Area action plan template v3", bold=True, size=18)
    c.grid(
        [
            ["Sheet", "What it is for"],
            ["Guidance", "Read first"],
            ["Actions", "Fill in"],
            ["Lookups", "Do not change"],
        ]
    )
    g = b.sheet("Guidance")
    for line in (
        "Completing the action plan",
        "1. Give each action its own row.",
        "2. Choose the rating from the list.",
        "3. Dates are day/month/year.",
        "4. Progress: no more than three sentences.",
        "Example: 'Open a second bay'",
    ):
        g.say(line)
    p, n = b.sheet("Actions", "action"), 13
    p.table(
        [
            Col("Aim", ("objective.title", "ambition.title"), b.runs_of(words.TOWN_AIMS, n)),
            Col("Action ID", "action.reference", refs("AP", n, 2)),
            Col("Description of action", "action.title", b.some(words.TOWN, n), width=44),
            Col("Named lead", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Partner(s)", "own", b.gaps(b.pick(["Police", "Colleges", "Landlords"], n), 0.4)),
            Col("Delivery date", "action.target_date", b.days(n), fmt="dd/mm/yyyy"),
            Col("Self-rating", "rating", b.pick(MET, n), fills=RAG),
            Col("Progress", "text", b.some(words.UPDATES, n), width=44),
        ],
        fill=TEAL,
    )
    check = DataValidation(type="list", formula1="Lookups!$A$2:$A$4")
    check.add(f"G2:G{n + 1}")
    p.ws.add_data_validation(check)
    look = b.sheet("Lookups")
    look.grid(
        [["Ratings", "Partners"], ["Yes", "Police"], ["Partly", "Colleges"], ["No", "Landlords"]]
    )


@workbook("returns", why="Questions of a peer review with a score each; actions in a second table")
def self_assessment_then_plan(b: Book) -> None:
    p = b.sheet("Assessment", ("action",))
    p.say("Safeguarding self-assessment", bold=True, size=16, fill=SAND, across=6)
    p.skip()
    p.say("Part A – Self-assessment", bold=True)
    p.table(
        [
            Col("Q", ("own", "noise", "action.reference"), list(range(1, 9))),
            Col("We can show that…", ("own", "noise", "action.title"), STANDARDS[:8], width=42),
            Col("Yes / partly / no", ("rating", "own", "noise"), b.pick(MET, 8), fills=RAG),
            Col("How do you know?", ("text", "own", "noise"), b.some(words.EVIDENCE, 8), width=36),
        ],
        kind="",
        records=0,
    )
    p.skip(2)
    p.say("Part B – Action plan", bold=True)
    p.table(
        [
            Col("Action no", "action.reference", list(range(1, 7))),
            Col("What will be done", "action.title", b.some(words.CHARITY, 6), width=42),
            Col("By whom", "action.lead", b.pick(words.PEOPLE, 6)),
            Col("By when", "action.target_date", b.days(6), fmt="dd/mm/yyyy"),
            Col("Done", "rating", b.pick(MET, 6), fills=RAG),
            Col("Progress", "text", b.gaps(b.some(words.UPDATES, 6)), width=40),
        ],
        fill=PALE,
    )
