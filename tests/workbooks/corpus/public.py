"""Workbooks in the shapes of files that public bodies publish, written before any was imported.

They are held out: nothing in the importer was made with them in view. Every column was judged
from the file alone, as somebody who has to answer for the tracker would judge it.

Two judgements hold throughout. There is no field for a target, so a target is a reading of its
own kind or the trust's own. An arrow says how a figure moves and not how well it stands, so it
may be the trust's own, a rating on a scale of arrows, or left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from . import words
from .registry import workbook
from .sheets import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    NAVY,
    PALE,
    PLUM,
    RAG,
    RED,
    SAND,
    TEAL,
    Book,
    Col,
    Page,
    band_of,
    month_end,
    refs,
)

D = datetime.date
TARGET = ("reading", "own")
ARROW = ("own", "rating", "noise")
PARENT = ("ambition.title", "objective.title", "action.theme")
COUNT = ("action.reference", "noise", "own")  # one, two, three down the side
KEPT = ("own", "text")  # words beside an action that are no news of it
MARGIN = ("own", "noise")
YELLOW = "FFFF00"
BRAG = {"Blue": BLUE, "Red": RED, "Amber": AMBER, "Green": GREEN}

INITIALS = ["JM", "RF", "AK", "YD", "ML", "NA", "DQ", "OT", "SG", "LP"]
LOOSE = [
    "Sept 25",
    "31/03/26",
    "Q3",
    "ongoing",
    "End Dec 2025",
    "Mar-26",
    "TBC",
    "30.6.26",
    "By Easter",
    "Q4 25/26",
    "October 2025",
]
NEWS = [
    "Paper went to execs and was supported",
    "Second post still vacant, agency cover to Christmas",
    "SOP drafted, out for comment until the 14th",
    "Audit of 40 notes: 31 compliant",
    "Walk round done with matron; two snags left",
    "Not started - waiting on IG",
    "Contract signed. Mobilisation meeting booked",
    "Slipped by one quarter, see exception report",
    "Presented at governance half day",
    "Staff trained: 118 of 140",
    "No further update",
    "Closed at panel, evidence filed",
    "Kit arrived but not yet commissioned",
    "Re-audit planned for the new year",
]


def masthead(p: Page, org: str, title: str, *notes: str, logo: int = 3, across: int = 0) -> None:
    """Rows that a logo lies over, then the titles."""
    p.skip(logo)
    p.say(org, size=10)
    p.say(title, bold=True, size=16, fill=NAVY if across else "", across=across)
    for note in notes:
        p.say(note)
    p.skip()


def person(name: str) -> str:
    first, last = name.split(" ", 1)
    return f"{first[0]} {last}"


def leads(b: Book, n: int, share: float = 0.4) -> list[str]:
    """Who leads, as people type it: one, two with a slash, a job with initials behind it."""
    found = []
    for _ in range(n):
        one, two = b.random.sample(words.PEOPLE, 2)
        shape = b.random.random()
        if shape > share:
            found.append(person(one))
        elif shape > share / 2:
            found.append(f"{person(one)} / {person(two)}")
        elif shape > share / 4:
            found.append(f"{one}\n{two}")
        else:
            found.append(f"{person(one)}, {person(two)} & matrons")
    return found


def news(b: Book, n: int, months: Sequence[str] = ("Sept", "Oct", "Nov")) -> list[str]:
    """Cells of narrative that grew by a line a month."""
    found = []
    for _ in range(n):
        count = b.random.randint(1, len(months))
        lines = b.random.sample(NEWS, count)
        found.append("\n".join(f"{m} 25: {x}." for m, x in zip(months, lines, strict=False)))
    return found


def loosely(b: Book, n: int, typed: float = 0.4) -> list[Any]:
    """Dates, some of them typed as words."""
    real = b.days(n, (2025, 9), (2026, 9))
    return [b.random.choice(LOOSE) if b.random.random() < typed else day for day in real]


def lists(b: Book, title: str, columns: dict[str, Sequence[str]], *, hidden: bool = False) -> None:
    """The choices behind the drop-downs."""
    p = b.sheet(title, hidden=hidden)
    p.table([Col(heading, "noise", values) for heading, values in columns.items()])


def guidance(b: Book, title: str, *lines: str) -> None:
    p = b.sheet(title)
    p.say("How to use this workbook", bold=True, size=14)
    p.skip()
    for line in lines:
        p.say(line)
    p.ws.column_dimensions["A"].width = 110


def hide_rows(p: Page, *rows: int) -> None:
    for row in rows:
        p.ws.row_dimensions[row].hidden = True


@workbook("public", why="A form for each principal risk; a summary says the same again")
def baf_form_per_risk(b: Book) -> None:
    risks = [
        (
            "PR1",
            "We are unable to recruit and keep the staff we need",
            "Be a great place to work",
            "Director of People",
            "People Committee",
            (20, "4 x 4 = 16", 8),
        ),
        (
            "PR2",
            "Our buildings and plant fail and care is interrupted",
            "Make the best of what we have",
            "Director of Estates",
            "Finance and Performance Committee",
            (20, "4 x 5 = 20", 10),
        ),
        (
            "PR3",
            "Patients come to harm while they wait",
            "Deliver safe and timely care",
            "Chief Operating Officer",
            "Quality Committee",
            (16, "3 x 4 = 12", 6),
        ),
    ]
    s = b.sheet("BAF overview", ("", "risk"))
    masthead(s, words.TRUST, "Board Assurance Framework 2025/26", "Quarter 2 position", across=9)
    s.table(
        [
            Col("Ref", ("risk.reference", "noise"), [r[0] for r in risks], width=8),
            Col("Principal risk", ("risk.title", "noise"), [r[1] for r in risks], width=44),
            Col("Exec owner", ("risk.owner", "noise"), [r[3] for r in risks], width=22),
            Col("Assurance committee", MARGIN, [r[4] for r in risks], width=22),
            Col(
                "Initial",
                ("risk.inherent_score", "noise"),
                [r[5][0] for r in risks],
                fills=band_of,
            ),
            Col("Q1", MARGIN, [16, 20, 16], fills=band_of),
            Col("Q2", ("risk.current_score", "noise"), [16, 20, 12], fills=band_of),
            Col("Target", ("risk.target_score", "noise"), [r[5][2] for r in risks], fills=band_of),
            Col("Movement", ARROW, ["↔", "↔", "↓"]),
        ],
        fill=NAVY,
    )
    s.say("↔ no change since last quarter; ↓ score has fallen")
    controls = [
        ["Vacancy control panel (weekly)", "E-rostering policy", "International pipeline", None],
        ["Critical infrastructure group", "Planned maintenance schedule", "Capital plan", None],
        [
            "Harm review process",
            "Weekly PTL meeting",
            "Clinical prioritisation codes",
            "Mutual aid",
        ],
    ]
    for (ref, title, aim, owner, committee, scores), has in zip(risks, controls, strict=True):
        p = b.sheet(ref, "risk")
        p.skip(2)
        p.say(f"Board Assurance Framework – {ref}", bold=True, size=14, fill=PLUM, across=6)
        p.skip()
        p.across(
            [
                Col("BAF ref", "risk.reference", [ref]),
                Col("Principal risk: what might stop us?", "risk.title", [title]),
                Col(
                    "Strategic aim at risk",
                    ("own", "objective.title", "ambition.title", "risk.category"),
                    [aim],
                ),
                Col("Executive owner", "risk.owner", [owner]),
                Col("Overseeing committee", "own", [committee]),
                Col("Last looked at", "own", [D(2025, 10, b.random.randint(6, 24))]),
                Col("Appetite", "own", [b.random.choice(["Cautious (8)", "Open (12)"])]),
                Col(
                    "Initial score", "risk.inherent_score", [f"4 x {scores[0] // 4} = {scores[0]}"]
                ),
                Col("Score this quarter", "risk.current_score", [scores[1]]),
                Col("Score we aim for", "risk.target_score", [scores[2]]),
            ],
            kind="risk",
        )
        p.skip()
        p.table(
            [
                Col("Key controls", "risk.controls", has, width=34),
                Col("Where are controls weak?", "risk.gaps_in_control", b.some(words.GAPS, 2)),
                Col("Assurance on controls", "risk.assurances", b.some(words.ASSURANCES, 4)),
                Col("Line (1/2/3)", "own", b.pick(["1st", "2nd", "3rd"], 4)),
                Col(
                    "Where is assurance missing?",
                    "risk.gaps_in_assurance",
                    b.some(words.NO_ASSURANCE, 2),
                ),
            ],
            kind="risk",
            records=0,
            fill=SAND,
        )
        p.skip()
        p.table(
            [
                Col("No.", COUNT, [1, 2, 3, 4]),
                Col("Further action to close gaps", "action.title", b.some(words.MITIGATIONS, 4)),
                Col("Lead", "action.lead", leads(b, 4)),
                Col("By when", "action.target_date", loosely(b, 4)),
                Col("Position", "text", news(b, 4, ("Sept", "Oct"))),
                Col(
                    "BRAG",
                    "rating",
                    b.pick(["Blue", "Red", "Amber", "Green"], 4),
                    fills=BRAG,
                    fill_only=True,
                ),
            ],
            kind="action",
            fill=SAND,
        )
    guidance(
        b,
        "Notes",
        "Each director refreshes the page for their risk in the first week of the quarter.",
        "Scores follow the 5 x 5 matrix in the risk policy.",
        "Blue means complete and evidenced; nothing is blue until the committee has agreed it.",
    )


@workbook("public", why="Three pairs of scores under two rows of headings; cause and effect in one")
def council_strategic_risks(b: Book) -> None:
    p, n = b.sheet("Strategic risks", "risk"), 14
    masthead(
        p,
        words.COUNCIL,
        "Strategic Risk Register",
        "Reported to Audit and Governance Committee, 25 November 2025 – Appendix B",
        logo=2,
    )
    picked = b.some(words.RISKS, n)
    pairs = [[b.random.randint(2, 5), b.random.randint(2, 5)] for _ in range(n)]
    now = [[max(1, x - b.random.randint(0, 1)), y] for x, y in pairs]
    goal = [[max(1, x - 1), max(1, y - 1)] for x, y in now]
    p.table(
        [
            Col("SR no", "risk.reference", [f"SR{2 * i + 1:02d}" for i in range(n)], width=8),
            Col("Risk", "risk.title", [r[0] for r in picked], width=34),
            Col(
                "Triggers and what would follow",
                ("risk.cause", "risk.effect"),
                [f"Because of: {r[1].lower()}\nWe could see: {r[2].lower()}" for r in picked],
                width=40,
            ),
            Col("Council Plan theme", (*PARENT, "own"), b.pick(words.TOWN_AIMS, n), width=24),
            Col("Owning director", "risk.owner", b.pick(words.OFFICERS, n), width=22),
            Col("Before controls > Impact", MARGIN, [x[0] for x in pairs], width=8),
            Col("Before controls > Likelihood", MARGIN, [x[1] for x in pairs], width=8),
            Col(
                "Before controls > Score",
                "risk.inherent_score",
                [x * y for x, y in pairs],
                width=8,
                fills=band_of,
            ),
            Col(
                "What we have in place",
                "risk.controls",
                ["\n".join(f"• {x}" for x in b.some(words.CONTROLS, 2)) for _ in range(n)],
                width=44,
            ),
            Col("With controls > Impact", "risk.consequence", [x[0] for x in now], width=8),
            Col("With controls > Likelihood", "risk.likelihood", [x[1] for x in now], width=8),
            Col(
                "With controls > Score",
                "risk.current_score",
                [x * y for x, y in now],
                width=8,
                fills=band_of,
            ),
            Col("DoT", ARROW, b.pick(["→", "↑", "↓", "NEW"], n), width=6),
            Col("What more is needed", "risk.mitigation", b.some(words.MITIGATIONS, n), width=40),
            Col(
                "Where we want to be",
                "risk.target_score",
                [x * y for x, y in goal],
                width=8,
                fills=band_of,
            ),
            Col("Reviewed", "own", b.pick(["Oct 25", "Sept 25", "14/11/25", "Nov-25"], n)),
        ],
        fill=PALE,
        after=[["DoT: direction of travel since last report"], ["* risk shared with partners"]],
    )
    hide_rows(p, 12, 17)
    m = b.sheet("Scoring")
    m.say("Impact down, likelihood across", bold=True)
    m.grid([["", 1, 2, 3, 4, 5], *[[i, *[i * j for j in range(1, 6)]] for i in range(5, 0, -1)]])
    m.skip()
    m.grid(
        [
            ["Impact", "Money", "Reputation", "Service"],
            ["1", "Under £50k", "None", "Hours"],
            ["3", "Up to £500k", "Local press", "Days"],
            ["5", "Over £2m", "National press", "Weeks"],
        ]
    )
    z = b.sheet("De-escalated", ("", "risk"))
    z.say("Risks moved down to directorate registers", bold=True)
    gone = b.some(words.RISKS, 3)
    z.table(
        [
            Col("SR no", ("noise", "risk.reference"), ["SR04", "SR08", "SR20"]),
            Col("Risk", ("noise", "risk.title"), [r[0] for r in gone], width=40),
            Col("Moved on", MARGIN, ["May 25", "May 25", "Sept 25"]),
            Col(
                "Why", ("noise", "own", "text"), ["Score below 8 for three quarters"] * 3, width=36
            ),
        ]
    )


FINDINGS = [
    "Resuscitation trolleys were not checked each day on two wards.",
    "Medicines were not always kept at the right temperature.",
    "Staff did not always record capacity assessments.",
    "Mandatory training fell below the trust's own standard.",
    "Patients in the corridor did not have call bells.",
    "Risk assessments for falls were incomplete in 7 of 20 records.",
    "Complaints were not answered within the trust's timescale.",
    "Fire exits in the outpatient corridor were obstructed.",
    "Substances hazardous to health were left in an unlocked room.",
    "The service did not have enough consultants at weekends.",
    "Governance meetings did not show that actions were followed up.",
    "Interpreters were not always offered.",
]
REMEDIES = [
    "Daily trolley check added to the ward safety huddle, spot-checked by matrons",
    "Fit continuous temperature monitoring in all clean utility rooms",
    "Capacity template built into the electronic record with a forced field",
    "Protected training time in every roster from October",
    "Portable call bells bought for escalation spaces",
    "Falls bundle relaunched with ward champions",
    "Second complaints coordinator and a weekly tracker meeting",
    "Monthly walk round by the fire officer and estates",
    "Swipe locks on all sluice and cleaner rooms",
    "Business case for three further consultants in acute medicine",
    "Single template for divisional governance with an action log",
    "Video interpreting on every ward trolley",
]


@workbook("public", why="Must-dos and should-dos on two sheets under bands of regulations")
def cqc_must_and_should(b: Book) -> None:
    c = b.sheet("Cover")
    c.skip(6)
    c.say(words.TRUST, size=12)
    c.say("CQC Improvement Plan", bold=True, size=22)
    c.say("Inspection of urgent and emergency care, medical care and surgery")
    c.say("Version 7 – as at 14 November 2025")
    c.grid(
        [
            ["", "Must do", "Should do"],
            ["Blue – embedded", 2, 3],
            ["Green – on course", 4, 4],
            ["Amber – some slippage", 3, 1],
            ["Red – off course", 1, 0],
        ],
        top=14,
    )
    regulations = {
        0: ["Regulation 12 – Safe care and treatment"],
        4: ["Regulation 17 – Good governance"],
        8: ["Regulation 18 – Staffing"],
    }
    for title, prefix, n in (("Must do", "MD", 10), ("Should do", "SD", 8)):
        groups: dict[int, Sequence[str]] = {k: v for k, v in regulations.items() if k < n}
        p = b.sheet(title, "action", groups=[(*PARENT, "own")])
        masthead(p, words.TRUST, f"{title} actions", logo=2, across=12)
        start = 0 if prefix == "MD" else 4
        p.table(
            [
                Col("#", "action.reference", refs(prefix, n), width=7),
                Col(
                    "Core service",
                    ("action.area", "action.team", "own"),
                    b.pick(["UEC", "Medicine", "Surgery"], n),
                ),
                Col("What the inspectors said", KEPT, FINDINGS[start : start + n], width=44),
                Col(
                    "What we will do about it",
                    "action.title",
                    REMEDIES[start : start + n],
                    width=50,
                ),
                Col("Accountable exec", "action.executive", b.pick(["CN", "MD", "COO", "CPO"], n)),
                Col("Delivery lead(s)", "action.lead", leads(b, n, 0.6), width=24),
                Col(
                    "Deadline agreed with CQC",
                    "action.target_date",
                    loosely(b, n, 0.25),
                    fmt="dd/mm/yyyy",
                ),
                Col(
                    "Slipped to",
                    ("own", "action.target_date"),
                    b.gaps(b.pick(["Jan 26", "31/03/26"], n), 0.7),
                ),
                Col(
                    "Status",
                    "rating",
                    b.pick(["Blue", "Green", "Amber", "Red"], n),
                    fills=BRAG,
                    fill_only=True,
                    width=8,
                ),
                Col("Narrative", "text", news(b, n), width=60),
                Col(
                    "Proof (hyperlink)",
                    ("own", "noise"),
                    b.gaps(b.some(words.EVIDENCE, n)),
                    width=30,
                ),
                Col("Panel sign-off", "own", b.gaps(b.pick(["Oct 25", "Nov 25"], n), 0.75)),
            ],
            fill=TEAL,
            groups=groups,
            after=[["B – done and embedded, G – on course, A – some slippage, R – off course"]],
        )
        p.ws.freeze_panes = f"C{p.expected.regions[0].body[0]}"
    lists(
        b,
        "Lists",
        {"BRAG": ["B", "R", "A", "G"], "Service": ["UEC", "Medicine", "Surgery"]},
        hidden=True,
    )


@workbook("public", why="Elements under each safety action; the second sheet is another scheme's")
def maternity_safety_actions(b: Book) -> None:
    p, n = b.sheet("MIS Year 7", "action", groups=[PARENT]), 16
    masthead(
        p,
        words.TRUST,
        "Maternity (Perinatal) Incentive Scheme – evidence and action tracker",
        "Submission due noon, 3 March 2026. Owner: Director of Midwifery",
        across=11,
    )
    elements = [
        "All eligible deaths notified within seven working days",
        "Parents' views sought for every review",
        "Quarterly reports of reviews go to the board",
        "Monthly data set submitted on time",
        "Ethnic category recorded for nine in ten bookings",
        "Pathway for late preterm babies in the postnatal ward",
        "Transitional care audit shared with the network",
        "Rota audit of obstetric attendance",
        "Neonatal nursing meets the service specification",
        "Establishment review within three years",
        "Supernumerary labour ward coordinator on each shift",
        "One-to-one care in labour",
        "Care bundle: carbon monoxide reading at booking",
        "Care bundle: scan within 72 hours for reduced movements",
        "Nine in ten staff trained in fetal monitoring",
        "Multidisciplinary emergency drills, all staff groups",
    ]
    stands = ["Yes", "No", "Partly"]
    p.table(
        [
            Col(
                "Element",
                "action.reference",
                [
                    "1a",
                    "1b",
                    "1c",
                    "2a",
                    "2b",
                    "3a",
                    "3b",
                    "4a",
                    "4b",
                    "5a",
                    "5b",
                    "5c",
                    "6a",
                    "6b",
                    "8a",
                    "8b",
                ],
            ),
            Col("Technical requirement", ("action.title", "objective.title"), elements, width=50),
            Col("Minimum evidence", KEPT, b.some(words.EVIDENCE, n), width=32),
            Col("Held?", ("rating", "own"), b.pick(stands, n), fills=RAG, width=8),
            Col(
                "Still to do",
                ("own", "text", "action.title"),
                b.gaps(b.some(words.NEXT, n), 0.3),
                width=36,
            ),
            Col("Who", "action.lead", b.pick(["DoM", "HoM / CD", "Bereavement MW", "Gov lead"], n)),
            Col("When", "action.target_date", loosely(b, n, 0.6)),
            Col(
                "Likely compliance",
                "rating",
                b.pick(["Green", "Amber", "Red"], n),
                fills=RAG,
                fill_only=True,
            ),
            Col("Notes from Maternity Assurance Group", "text", news(b, n), width=48),
            Col("LMNS saw it", "own", b.gaps(b.pick(["✓", "Oct", "due Jan"], n), 0.4)),
            Col("Board saw it", "own", b.gaps(b.pick(["✓", "Nov 25", "Jan 26"], n), 0.5)),
        ],
        fill=PLUM,
        groups={
            0: ["Safety action 1: Are you using the perinatal review tool to the standard?"],
            3: ["Safety action 2: Are you submitting data to the maternity data set?"],
            5: ["Safety action 3: Can you show transitional care services?"],
            7: ["Safety action 4: Can you show effective clinical workforce planning?"],
            9: ["Safety action 5: Can you show effective midwifery workforce planning?"],
            12: ["Safety action 6: Saving babies' lives care bundle"],
            14: ["Safety action 8: Training"],
        },
    )
    o, m = b.sheet("Ockenden IEAs", "action"), 9
    o.say("Immediate and essential actions – where we are", bold=True, size=14)
    o.skip()
    themes = b.runs_of(
        ["Workforce planning", "Escalation", "Learning from deaths", "Bereavement"], m
    )
    o.table(
        [
            Col("IEA", PARENT, themes, merge=True, width=22),
            Col("Ask of us", "action.title", b.some(words.CARE, m), width=48),
            Col("Our position", "text", news(b, m, ("Q1", "Q2")), width=48),
            Col("RAG", "rating", b.pick(["G", "A", "R"], m), fills=RAG, width=6),
            Col("Lead(s)", "action.lead", leads(b, m)),
            Col("Complete by", "action.target_date", loosely(b, m)),
        ],
        fill=PLUM,
        after=[["Nothing here replaces the three-year delivery plan."]],
    )


@workbook("public", why="A return of standards: each may be the action, or what its action is for")
def eprr_core_standards(b: Book) -> None:
    guidance(
        b,
        "Introduction",
        "Complete the green cells only. Rows that do not apply to your sector are greyed out.",
        "Red: not compliant, and not expected to be within 12 months.",
        "Amber: not compliant, with an action plan to be so within 12 months.",
        "Green: fully compliant.",
    )
    p, n = b.sheet("EPRR Core Standards", "action"), 18
    p.skip(2)
    p.say("Please choose your organisation type:", bold=True)
    p.say("Acute provider", "C3")
    p.skip()
    domains = b.runs_of(
        [
            "Governance",
            "Duty to risk assess",
            "Duty to maintain plans",
            "Command and control",
            "Training and exercising",
            "Business continuity",
        ],
        n,
    )
    names = [
        "Senior leadership",
        "Policy statement",
        "Board reports",
        "Risk assessment",
        "Risk management",
        "Collaborative planning",
        "Incident response",
        "Adverse weather",
        "Infectious disease",
        "On-call mechanism",
        "Trained on-call staff",
        "Decision logging",
        "Training needs analysis",
        "Exercising programme",
        "Responder training records",
        "BC policy",
        "Business impact analysis",
        "Testing and lessons",
    ]
    stands = b.pick(["Fully compliant", "Partially compliant", "Non compliant"], n)
    short = [x != "Fully compliant" for x in stands]
    p.table(
        [
            Col("Ref", "action.reference", [str(i + 1) for i in range(n)], width=6),
            Col("Domain", PARENT, domains, width=20, fills=lambda _: PALE),
            Col("Standard name", ("action.title", "objective.title"), names, width=24),
            Col(
                "Standard detail",
                KEPT,
                [
                    f"The organisation has arrangements for {x.lower()},\nreviewed each year."
                    for x in names
                ],
                width=50,
            ),
            Col("Acute Providers", MARGIN, ["Y"] * n, width=8),
            Col(
                "Community Service Providers", MARGIN, b.gaps(["Y"] * n, 0.4), width=8, hidden=True
            ),
            Col(
                "Supporting Information - including examples of evidence",
                KEPT,
                b.some(words.EVIDENCE, n),
                width=40,
            ),
            Col("Organisational Evidence", KEPT, b.some(words.EVIDENCE, n), width=40),
            Col(
                "Self assessment RAG",
                "rating",
                stands,
                fills={
                    "Fully compliant": GREEN,
                    "Partially compliant": AMBER,
                    "Non compliant": RED,
                },
                width=20,
            ),
            Col(
                "Action to be taken",
                ("action.title", "own", "text"),
                [x if y else None for x, y in zip(b.some(words.NEXT, n), short, strict=True)],
                width=36,
            ),
            Col(
                "Lead",
                "action.lead",
                [x if y else None for x, y in zip(leads(b, n), short, strict=True)],
            ),
            Col(
                "Timescale",
                "action.target_date",
                [x if y else None for x, y in zip(loosely(b, n), short, strict=True)],
            ),
            Col("Comments", "text", b.gaps(b.pick(NEWS, n), 0.6), width=30),
        ],
        fill=GREY,
    )
    d = b.sheet("Calculations")
    d.table(
        [
            Col(
                "Domain",
                "noise",
                ["Governance", "Duty to risk assess", "Command and control", "Total"],
            ),
            Col("Total standards applicable", "noise", [3, 3, 3, 18]),
            Col("Fully", "noise", [2, 1, 3, 9]),
            Col("Partially", "noise", [1, 1, 0, 6]),
            Col("Non", "noise", [0, 1, 0, 3]),
        ]
    )
    d.say("Overall assessment: Partially compliant")


@workbook("public", why="Indicators are measures on one sheet and headings of actions on two")
def wres_and_wdes(b: Book) -> None:
    p, n = b.sheet("WRES actions", "action"), 11
    masthead(p, words.TRUST, "Workforce Race Equality Standard – Action Plan 2025–27", logo=4)
    indicators = b.runs_of(
        [
            "1. Representation by band",
            "2. Appointment from shortlisting",
            "3. Entering formal disciplinary",
            "5. Harassment from the public",
            "7. Belief in equal opportunity",
        ],
        n,
    )
    p.table(
        [
            Col("WRES indicator", PARENT, indicators, merge=True, width=28),
            Col(
                "Why this matters (our data)",
                KEPT,
                [
                    "Gap widened since last year" if i % 2 else "Ratio 1.6; was 1.9"
                    for i in range(n)
                ],
                width=30,
                merge=True,
                by=indicators,
            ),
            Col("We will…", "action.title", b.some(words.PEOPLE_PLAN, n), width=46),
            Col("So that…", ("own", "text"), b.some(words.SUCCESS, n), width=32),
            Col("Led by", "action.lead", leads(b, n)),
            Col(
                "With help from",
                ("own", "action.team"),
                b.pick(["REN network", "HR BPs", "Comms", "FTSU"], n),
            ),
            Col(
                "Milestone",
                "action.target_date",
                b.pick(["Sept 25", "Dec 25", "March 26", "Ongoing", "Q2 26/27"], n),
            ),
            Col("Where are we now?", "text", news(b, n), width=44),
            Col("R/A/G", "rating", b.pick(["Red", "Amber", "Green"], n), fills=RAG, fill_only=True),
        ],
        fill=NAVY,
    )
    q, m = b.sheet("WDES actions", "action"), 8
    masthead(q, words.TRUST, "Workforce Disability Equality Standard – Action Plan", logo=4)
    q.table(
        [
            Col("Metric", (*PARENT, "own"), [f"Metric {1 + i}" for i in range(m)], width=12),
            Col("We will…", "action.title", b.some(words.PEOPLE_PLAN, m), width=46),
            Col("Led by", "action.lead", leads(b, m)),
            Col("Milestone", "action.target_date", b.pick(["Dec 25", "March 26", "Ongoing"], m)),
            Col("Where are we now?", "text", news(b, m), width=44),
            Col("R/A/G", "rating", b.pick(["Red", "Amber", "Green"], m), fills=RAG, fill_only=True),
        ],
        fill=NAVY,
    )
    d = b.sheet("Indicator data", "measure")
    d.say("Trust results, snapshot at 31 March each year", bold=True)
    d.table(
        [
            Col("Indicator", ("own", "noise"), ["1", "2", "3", "5", "6", "7", "8", "9"], width=10),
            Col(
                "Description",
                "measure.name",
                [
                    "Share of staff from ethnic minorities, bands 8a and over",
                    "Relative likelihood of appointment from shortlisting",
                    "Relative likelihood of formal disciplinary process",
                    "Harassment, bullying or abuse from the public",
                    "Harassment, bullying or abuse from staff",
                    "Believe the trust gives equal opportunity",
                    "Discrimination at work from a manager or colleague",
                    "Board membership gap",
                ],
                width=54,
            ),
            Col(
                "2023", "reading", ["9.1%", 1.71, 1.32, "29.4%", "26.0%", "44.8%", "15.9%", "-6.2%"]
            ),
            Col(
                "2024", "reading", ["9.8%", 1.9, 1.21, "30.2%", "25.1%", "46.0%", "15.2%", "-6.2%"]
            ),
            Col(
                "2025", "reading", ["11.3%", 1.6, 1.08, "28.7%", "24.4%", "47.7%", "14.1%", "-4.0%"]
            ),
            Col(
                "National average",
                ("own", "reading", "noise"),
                ["11.2%", 1.62, 1.09, "28%", "24.9%", "49%", "15%", "n/a"],
            ),
            Col("Better or worse than last year?", ARROW, ["▲", "▲", "▲", "▲", "▲", "▲", "▲", "▲"]),
        ],
        fill=NAVY,
        after=[["Figures under 11 people are not shown."]],
    )


@workbook("public", why="Quarterly columns of news beside a colour without words")
def green_plan_tracker(b: Book) -> None:
    p, n = b.sheet("Green Plan 22-26", "action"), 12
    masthead(
        p, words.TRUST, "Our Green Plan – delivery tracker", "Net Zero Programme Board", across=12
    )
    focus = b.runs_of(
        [
            "Estates and facilities",
            "Medicines",
            "Travel and transport",
            "Supply chain",
            "Food and nutrition",
            "Adaptation",
        ],
        n,
    )
    p.table(
        [
            Col("Area of focus", PARENT, focus, merge=True, width=20),
            Col(
                "GP",
                "action.reference",
                [f"{focus.index(x) + 1}.{i}" for i, x in enumerate(focus, 1)],
                width=7,
            ),
            Col("Our pledge", "action.title", b.some(words.GREEN, n), width=48),
            Col(
                "Board-level net zero lead",
                ("action.executive", "action.sro"),
                ["Dir Estates"] * n,
                hidden=True,
            ),
            Col("Workstream chair", "action.lead", leads(b, n), width=24),
            Col(
                "Deliver in",
                "action.target_date",
                b.pick(["2025/26", "2026/27", "Q4 25/26", "Done", "2040"], n),
            ),
            Col("tCO2e/yr", "own", b.gaps(b.pick([12, "c. 140", 33.5, "tbc", "1,250"], n), 0.2)),
            Col(
                "Cost (£)", "own", b.gaps(b.pick(["nil", 25000, "£1.2m (PSDS)", "in BAU"], n), 0.2)
            ),
            Col("Q4 24/25", "text", b.gaps(b.pick(NEWS, n), 0.3), width=34, hidden=True),
            Col("Q1 25/26", "text", b.gaps(b.pick(NEWS, n), 0.2), width=34),
            Col("Q2 25/26", "text", b.pick(NEWS, n), width=34),
            Col(
                " ",
                "rating",
                b.pick(["Red", "Amber", "Green", "Blue"], n),
                fills=RAG,
                fill_only=True,
                width=4,
            ),
        ],
        fill="C6E0B4",
        after=[
            [],
            ["Key"],
            ["Dark green = finished; green = to plan; amber = behind; red = stopped"],
        ],
    )
    e = b.sheet("Energy", "measure")
    e.say("Site energy, from bills", bold=True)
    e.table(
        [
            Col(
                "",
                "measure.name",
                [
                    "Gas",
                    "Electricity (grid)",
                    "Electricity (own PV)",
                    "Oil",
                    "Water",
                    "Clinical waste",
                ],
            ),
            Col("Unit", "measure.unit", ["kWh", "kWh", "kWh", "litres", "m3", "tonnes"]),
            Col(
                "2019/20 (baseline)", "measure.baseline", [18432110, 9210443, 0, 31200, 96110, 512]
            ),
            Col("2022/23", "reading", [17990210, 9018220, 118210, 21050, 95002, 503.5]),
            Col("2023/24", "reading", [17011980, 8877001, 240118, 14010, 94870, 488.2]),
            Col("2024/25", "reading", [16210777, 8790312, 239005, 2100, 97318, 460]),
            Col(
                "% change from 2019/20",
                ("own", "noise"),
                ["-12%", "-5%", "–", "-93%", "+1%", "-10%"],
            ),
        ],
        fill="C6E0B4",
    )


@workbook("public", why="Milestones of partners, with a confidence that is the rating")
def icb_joint_forward_plan(b: Book) -> None:
    p, n = b.sheet("JFP Delivery", "action"), 20
    masthead(
        p,
        "Wend and Tarrow Integrated Care Board",
        "Joint Forward Plan 2025–2030: delivery report",
        "Reporting period: Q2 (July – September 2025)",
        across=14,
    )
    programmes = b.runs_of(
        [
            "Urgent and emergency care",
            "Planned care and cancer",
            "Neighbourhood health",
            "Mental health",
            "Starting well",
            "Prevention",
        ],
        n,
    )
    said = b.some(words.CARE, n)
    p.table(
        [
            Col("Programme", PARENT, programmes, once=True, width=24),
            Col(
                "JFP ref",
                "action.reference",
                [f"{x[:2].upper()}{i:02d}" for i, x in enumerate(programmes, 1)],
            ),
            Col("What we said we would do by March 2026", "action.title", said, width=52),
            Col(
                "System SRO",
                "action.sro",
                b.pick(["Dr G Ashdown-Rooke", "C Wraxall", "F Nooran"], n),
                width=20,
            ),
            Col("Programme director", "action.lead", leads(b, n), width=22),
            Col(
                "Partners",
                ("own", "action.team", "action.area"),
                b.pick(["All", "Acute; Councils", "GP federation", "VCSE alliance", "MH trust"], n),
            ),
            Col("Place", ("action.area", "own"), b.pick(["System", "North", "South", "Coast"], n)),
            Col("Due", "action.target_date", loosely(b, n, 0.5)),
            Col("Delivery confidence > Q1", "rating", b.pick(["H", "M", "L"], n), width=6),
            Col(
                "Delivery confidence > Q2",
                "rating",
                b.pick(["H", "M", "L"], n),
                fills={"H": GREEN, "M": AMBER, "L": RED},
                width=6,
            ),
            Col("Highlights this quarter", "text", news(b, n, ("July", "Aug", "Sept")), width=50),
            Col(
                "What is getting in the way",
                ("text", "own"),
                b.gaps(b.pick(words.BLOCKERS, n)),
                width=30,
            ),
            Col(
                "ICB outcome it serves",
                ("own", "objective.title", "ambition.title", "action.theme"),
                b.pick(["Live longer", "Fairer", "Value"], n),
            ),
        ],
        fill=TEAL,
        after=[["H – will be delivered; M – some doubt; L – unlikely without help"]],
    )
    lists(
        b,
        "Ref data",
        {"Confidence": ["H", "M", "L"], "Place": ["System", "North", "South", "Coast"]},
    )


@workbook("public", why="Levels of maturity now and to come stand beside each piece of work")
def digital_maturity_roadmap(b: Book) -> None:
    guidance(
        b,
        "Read me",
        "Levels run from 1 (paper) to 5 (leading). They come from the yearly self-assessment.",
        "Do not add rows to the roadmap; ask the PMO.",
    )
    p, n = b.sheet("Roadmap", "action", groups=[PARENT]), 13
    p.say("Digital maturity roadmap 2025–28", bold=True, size=18)
    p.say("DRAFT v0.9 not for onward circulation")
    p.skip(2)
    p.table(
        [
            Col("Initiative", "action.title", b.some(words.DIGITAL, n), width=46),
            Col("Success statement", KEPT, b.some(words.SUCCESS, n), width=30),
            Col("Maturity > Now", ("own", "reading"), b.pick([1, 2, 2, 3], n), width=7),
            Col("Maturity > 2028", ("own", "reading"), b.pick([3, 4, 5], n), width=7),
            Col("Product owner", "action.lead", leads(b, n), width=22),
            Col(
                "Clinical sponsor",
                ("action.sro", "action.executive", "own"),
                b.pick(["CCIO", "CNIO", "–", "Dr S Garth"], n),
            ),
            Col("Kick-off", "action.start_date", b.days(n, (2025, 4), (2025, 12)), fmt="mmm-yy"),
            Col("Go-live", "action.target_date", b.days(n, (2026, 1), (2028, 3)), fmt="mmm-yy"),
            Col("Funding line", "own", b.pick(["Capital", "FDP", "Unfunded", "Revenue"], n)),
            Col("£000", "own", b.pick([120, "85", "1,400", "tbc"], n)),
            Col(
                "Depends on",
                KEPT,
                b.gaps(b.pick(["Network refresh", "EPR upgrade", "WiFi"], n), 0.4),
            ),
            Col(
                "Gateway",
                ("rating", "own", "action.kind"),
                b.pick(["G0 idea", "G1 case", "G2 build", "G3 live"], n),
            ),
            Col("Health", "rating", b.pick(["Green", "Amber", "Red"], n), fills=RAG, width=8),
        ],
        fill=NAVY,
        groups={
            0: ["WELL LED"],
            3: ["SMART FOUNDATIONS"],
            7: ["SAFE PRACTICE"],
            10: ["EMPOWER CITIZENS"],
        },
    )


@workbook("public", why="Surveyed defects with a cost and a score; the works are what gets done")
def estates_backlog(b: Book) -> None:
    p, n = b.sheet("Backlog 25-26", "action"), 21
    masthead(
        p,
        words.TRUST,
        "Backlog maintenance – risk-adjusted programme",
        "Six facet survey 2024",
        logo=2,
    )
    blocks = b.runs_of(["Tower", "North wing", "Maternity", "Plant room 3"], n)
    cost = [b.random.randrange(12, 900) * 1000 for _ in range(n)]
    like, cons = b.numbers(n, 1, 5), b.numbers(n, 2, 5)
    works = [
        "Replace switchgear",
        "Renew flat roof",
        "Renew lift controls",
        "Replace air handling unit",
        "Fire doors, whole floor",
        "Remove asbestos lagging",
        "Re-line drains",
        "Replace calorifiers",
        "Renew nurse call",
        "New generator set",
        "Water mixing valves",
    ]
    fails = [
        "Beyond design life",
        "Leaks in heavy rain",
        "Parts not made any more",
        "Fails inspection",
    ]
    ends = [i for i in range(1, n) if blocks[i] != blocks[i - 1]] + [n]
    sums: dict[int, Sequence[object]] = {}
    first = 0
    for end in ends:
        sums[end] = [f"Sub-total {blocks[first]}", *[None] * 7, sum(cost[first:end])]
        first = end
    p.table(
        [
            Col(
                "Block",
                ("action.area", "action.theme", "objective.title", "own"),
                blocks,
                once=True,
            ),
            Col(
                "Asset",
                ("own", "action.reference"),
                [f"{x[:2].upper()}/{100 + 7 * i}" for i, x in enumerate(blocks)],
            ),
            Col(
                "Element",
                ("action.kind", "action.theme", "own"),
                b.pick(["Electrical", "Fabric", "Mechanical", "Fire"], n),
            ),
            Col("What is wrong", KEPT, b.pick(fails, n), width=30),
            Col(
                "Remedial works",
                "action.title",
                [f"{x} ({y})" for x, y in zip(b.some(works, n), blocks, strict=True)],
                width=36,
            ),
            Col("Cond.", ("own", "rating"), b.pick(["B", "C", "CX", "D"], n), width=6),
            Col("L", "own", like, width=4),
            Col("C", "own", cons, width=4),
            Col("Cost to eradicate £", "own", cost, fmt="#,##0"),
            Col(
                "Risk band",
                ("own", "rating"),
                [
                    "High" if x * y > 14 else "Significant" if x * y > 9 else "Moderate"
                    for x, y in zip(like, cons, strict=True)
                ],
            ),
            Col(
                "Yr planned",
                "action.target_date",
                b.pick(["25/26", "26/27", "27/28", "Unfunded"], n),
            ),
            Col("Est. Officer", "action.lead", b.pick(["RF", "PH", "RF/PH", "Contractor"], n)),
            Col(
                "Progress",
                "rating",
                b.pick(["On site", "Tendered", "Design", "Not started", "Complete"], n),
            ),
            Col("Remarks", "text", b.gaps(b.pick(NEWS, n), 0.4), width=36),
        ],
        fill=GREY,
        subtotals=sums,
        after=[
            ["GRAND TOTAL", *[None] * 7, sum(cost)],
            [],
            ["Costs exclude VAT and fees (add 34%)"],
        ],
    )
    s = b.sheet("Summary by band")
    s.grid(
        [
            ["Band", "No.", "£"],
            ["High", 6, 1980000],
            ["Significant", 9, 3120000],
            ["Moderate", 6, 700000],
        ]
    )


KPIS = [
    ("Safe", "Patient falls per 1,000 bed days", "6.1", "6.6"),
    ("Safe", "Hospital-acquired C. difficile", "4", "3"),
    ("Safe", "Pressure ulcers, category 3 and over", "2", "0"),
    ("Responsive", "Emergency: seen in 4 hours", "71.4%", "78%"),
    ("Responsive", "Ambulance handover over 60 minutes", "112", "0"),
    ("Responsive", "RTT: under 18 weeks", "61.9%", "65%"),
    ("Responsive", "Cancer: 62 days", "66.0%", "75%"),
    ("Responsive", "Diagnostics: under 6 weeks", "81.2%", "95%"),
    ("Well led", "Sickness absence", "5.3%", "4.5%"),
    ("Well led", "Appraisal", "84.6%", "90%"),
    ("Well led", "Turnover (12 month)", "10.9%", "11%"),
    ("Resources", "Adjusted position against plan (£m)", "-1.2", "0"),
]


@workbook("public", why="A summary with icons as words, and the months behind it on another sheet")
def integrated_performance_report(b: Book) -> None:
    p = b.sheet("Scorecard", "measure")
    masthead(p, words.TRUST, "Integrated Performance Report", "September 2025 (month 6)", across=12)
    n = len(KPIS)
    swings = ["Common cause", "Special cause – improvement (H)", "Special cause – concern (L)"]
    hits = ["Hit and miss", "Consistently fails", "Consistently passes"]
    p.table(
        [
            Col("Domain", (*PARENT, "own"), [x[0] for x in KPIS], merge=True),
            Col("KPI", "measure.name", [x[1] for x in KPIS], width=40),
            Col(
                "Latest month",
                "period",
                [
                    "Sep 25",
                    "Sep 25",
                    "Sep 25",
                    "Sep 25",
                    "Sep 25",
                    "Aug 25",
                    "Aug 25",
                    "Sep 25",
                    "Aug 25",
                    "Sep 25",
                    "Sep 25",
                    "Sep 25",
                ],
            ),
            Col("Measure", "reading", [x[2] for x in KPIS]),
            Col("Target", TARGET, [x[3] for x in KPIS]),
            Col("Variation", ("rating", "own"), b.pick(swings, n), width=28),
            Col("Assurance", ("rating", "own"), b.pick(hits, n), width=20),
            Col("Mean", MARGIN, [x[2] for x in KPIS]),
            Col("Lower process limit", MARGIN, b.pick(["3.2", "58.1%", "0"], n)),
            Col("Upper process limit", MARGIN, b.pick(["9.9", "74.4%", "160"], n)),
            Col("SRO", "measure.owner", b.pick(["CNO", "COO", "CFO", "CPO"], n)),
            Col(
                "What the chart tells us",
                "text",
                b.pick(
                    [
                        "No significant change",
                        "Seven points above the mean",
                        "Below the lower limit; see exception page",
                    ],
                    n,
                ),
                width=44,
            ),
        ],
        fill=NAVY,
    )
    d = b.sheet("SPC data", "measure")
    d.say("Data behind the charts – do not edit", bold=True)
    figures = {}
    for _, name, value, _ in KPIS:
        base = float(value.strip("%"))
        figures[name] = [
            round(base + b.random.uniform(-1, 1) * max(abs(base), 1) / 9, 1) for _ in range(9)
        ]
    d.table(
        [
            Col("ID", MARGIN, refs("M", n, 3, 201), hidden=True),
            Col("Metric", "measure.name", [x[1] for x in KPIS], width=40),
            Col("Format", "measure.unit", ["%" if "%" in x[2] else "0.0" for x in KPIS]),
            *[
                Col(D(2025, 1 + m, 1), "reading", [figures[x[1]][m] for x in KPIS], width=8)
                for m in range(9)
            ],
        ],
        fill=GREY,
    )
    k = b.sheet("Icon key")
    k.grid(
        [
            ["Icon", "What it means", "What to do"],
            ["Common cause", "No significant change", "Consider whether the level is acceptable"],
            ["Special cause – concern", "Higher or lower than expected", "Investigate"],
            ["Consistently fails", "The target will not be met by chance", "Redesign"],
        ]
    )


@workbook("public", why="Schemes with money by month; the money is nobody's measure")
def cip_tracker(b: Book) -> None:
    p, n = b.sheet("CIP M6", "action"), 16
    masthead(
        p,
        words.TRUST,
        "Financial recovery: efficiency schemes 2025/26",
        "£000s, month 6",
        across=16,
    )
    schemes = [
        "Agency exit: anaesthetics",
        "Bank rate alignment",
        "Theatre list fill to 85%",
        "Pharmacy: biosimilar switch",
        "Procurement: orthopaedic implants",
        "Close escalation ward in summer",
        "Private patient income",
        "Energy: LED and controls",
        "Car parking income",
        "Vacancy factor in corporate teams",
        "Outsourced imaging repatriated",
        "Linen contract retender",
        "Medical job plan review",
        "Coding depth",
        "Digital dictation licences",
        "Unidentified",
    ]
    division = b.runs_of(["Surgery", "Medicine", "Clinical support", "Corporate"], n)
    plan = b.numbers(n, 60, 900, 10)
    fore = [round(x * b.random.uniform(0.4, 1.1)) for x in plan]
    ytd = [x // 2 for x in plan]
    act = [x // 2 for x in fore]
    sums: dict[int, Sequence[object]] = {}
    first = 0
    for end in [i for i in range(1, n) if division[i] != division[i - 1]] + [n]:
        sums[end] = [
            None,
            f"{division[first]} total",
            *[None] * 5,
            *[sum(x[first:end]) for x in (plan, ytd, act, fore)],
        ]
        first = end
    heads: dict[int, Sequence[str]] = {
        i: [division[i]] for i in range(n) if not i or division[i] != division[i - 1]
    }
    p.expected.groups = (("action.team", "action.area", *PARENT),)
    p.table(
        [
            Col("PID", "action.reference", [f"25-{i:03d}" for i in range(7, 7 + n)], width=8),
            Col("Scheme", "action.title", schemes, width=40),
            Col("Type", ("action.kind", "own"), b.pick(["Pay", "Non-pay", "Income"], n)),
            Col("R/NR", "own", b.pick(["R", "NR"], n), width=6),
            Col(
                "Exec sponsor", ("action.executive", "action.sro"), b.pick(["CFO", "COO", "CPO"], n)
            ),
            Col("Scheme owner", "action.lead", leads(b, n, 0.2)),
            Col("QIA", ("own", "rating"), b.pick(["Signed", "Awaited", "n/a"], n)),
            Col("Annual plan", ("own", "reading"), plan, fmt="#,##0"),
            Col("Year to date > Plan", ("own", "reading"), ytd, fmt="#,##0"),
            Col("Year to date > Actual", ("own", "reading"), act, fmt="#,##0"),
            Col("Forecast outturn", ("own", "reading"), fore, fmt="#,##0"),
            Col(
                "Var",
                ("own", "noise"),
                [y - x for x, y in zip(plan, fore, strict=True)],
                fmt="#,##0;[Red](#,##0)",
            ),
            Col(
                "Delivery",
                "rating",
                b.pick(["Red", "Amber", "Green"], n),
                fills=RAG,
                fill_only=True,
                width=8,
            ),
            Col(
                "Maturity",
                ("own", "rating", "action.kind"),
                b.pick(["Fully developed", "Plan in progress", "Opportunity"], n),
            ),
            Col("Comment (finance BP)", "text", b.gaps(b.pick(NEWS, n)), width=40),
        ],
        fill=PALE,
        groups=heads,
        subtotals=sums,
        after=[[None, "TRUST TOTAL", *[None] * 5, sum(plan), sum(ytd), sum(act), sum(fore)]],
    )


@workbook("public", why="Follow-up of audits with what managers said and what the auditors checked")
def audit_follow_up_checked(b: Book) -> None:
    p, n = b.sheet("Live recs", "action"), 17
    masthead(
        p,
        "Prepared by the internal auditors for " + words.CHARITY_NAME,
        "Follow-up of agreed management actions",
        "Audit & Risk Committee – December 2025",
        logo=2,
    )
    reviews = b.runs_of(
        [
            "24/25 Key financial controls",
            "24/25 Rostering",
            "25/26 Risk management",
            "25/26 DSPT",
            "25/26 Estates compliance",
        ],
        n,
    )
    p.table(
        [
            Col("Review", PARENT, reviews, merge=True, width=24),
            Col("Rec", "action.reference", [f"{1 + i}" for i in range(n)], width=5),
            Col(
                "Finding & implication",
                KEPT,
                [f"{x}.\nThis may lead to {y.lower()}." for _, x, y, _ in b.some(words.RISKS, n)],
                width=46,
            ),
            Col(
                "Grade",
                ("own", "rating"),
                b.pick(["1 – High", "2 – Medium", "3 – Low"], n),
                fills={"1 – High": RED, "2 – Medium": AMBER, "3 – Low": GREEN},
            ),
            Col("Agreed management action", "action.title", b.some(words.CARE, n), width=46),
            Col("Action owner", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Accountable director", "action.executive", b.pick(words.ROLES, n), width=20),
            Col(
                "Original implementation date",
                "action.target_date",
                b.days(n, (2025, 1), (2025, 9)),
                fmt="dd/mm/yyyy",
            ),
            Col(
                "Revised > 1st",
                ("own", "action.target_date"),
                b.gaps(b.pick(["30/09/25", "31/10/25"], n), 0.4),
            ),
            Col(
                "Revised > 2nd",
                ("own", "action.target_date"),
                b.gaps(b.pick(["31/12/25", "Jan 26"], n), 0.7),
            ),
            Col(
                "Management update > July 2025",
                "text",
                b.gaps(b.pick(NEWS, n), 0.3),
                width=36,
                hidden=True,
            ),
            Col("Management update > Nov 2025", "text", b.pick(NEWS, n), width=36),
            Col(
                "Auditor's view",
                ("rating", "own"),
                b.pick(
                    ["Implemented", "Partially implemented", "Not implemented", "Superseded"], n
                ),
            ),
            Col("Days overdue", MARGIN, b.pick([0, 0, 31, 62, 120], n)),
        ],
        fill=PLUM,
    )
    hide_rows(p, p.expected.regions[0].body[0] + 4, p.expected.regions[0].body[0] + 9)
    o = b.sheet("Opinion by review")
    o.table(
        [
            Col("Review", "noise", ["Key financial controls", "Rostering", "Risk management"]),
            Col("Opinion", "noise", ["Significant", "Limited", "Moderate"]),
            Col("High", "noise", [0, 2, 0]),
            Col("Medium", "noise", [1, 3, 2]),
            Col("Low", "noise", [2, 1, 2]),
        ]
    )


@workbook(
    "public", why="Recommendations of visits by specialty; a number from one to five is status"
)
def girft_log(b: Book) -> None:
    p, n = b.sheet("Log", "action"), 12
    p.say("GIRFT implementation log", bold=True, size=14)
    p.say("Status: 1 not started  2 planning  3 under way  4 done  5 embedded  0 declined")
    p.skip()
    asks = [
        "Ring-fence elective orthopaedic beds",
        "Day case as default for hernia repair",
        "One-stop haematuria clinic",
        "Reduce loan kit by standardising trays",
        "Hot gallbladder list twice a week",
        "Submit all cases to the national registry",
        "Weekend ward round by a consultant",
        "Patient-initiated follow up after cataract",
        "Review litigation claims each year with the legal team",
        "Cut routine bloods before minor surgery",
        "High-volume cataract lists of ten",
        "Direct access to urgent echocardiography",
    ]
    specialty = b.runs_of(
        ["Orthopaedics", "General surgery", "Urology", "Ophthalmology", "Cardiology"], n
    )
    p.table(
        [
            Col("Specialty", ("action.team", "action.area", *PARENT), specialty),
            Col(
                "Deep dive",
                "own",
                [
                    {"O": "12/03/24", "G": "Nov 23", "U": "June 2024"}.get(x[0], "2022 (virtual)")
                    for x in specialty
                ],
            ),
            Col("Rec no", "action.reference", [f"{x[:1]}{i}" for i, x in enumerate(specialty, 1)]),
            Col(
                "GIRFT recommendation", "action.title", [f"{x}" for x in b.some(asks, n)], width=48
            ),
            Col(
                "Local interpretation / steps",
                KEPT,
                [
                    "\n".join(f"{i}) {x}" for i, x in enumerate(b.some(words.NEXT, 2), 1))
                    for _ in range(n)
                ],
                width=44,
            ),
            Col(
                "Clin lead",
                "action.lead",
                b.pick(["Mr Fenby", "Miss Kerrow", "Dr Demir / Dr Moyle", "Mr Hruska"], n),
            ),
            Col(
                "GM", ("own", "action.lead", "action.team"), b.pick(["JM", "OT", "NA"], n), width=5
            ),
            Col("ETA", "action.target_date", loosely(b, n, 0.7)),
            Col(
                "0-5",
                "rating",
                b.pick([0, 1, 2, 3, 3, 4, 5], n),
                fills=lambda v: (RED, RED, AMBER, AMBER, GREEN, BLUE)[v],
                width=5,
            ),
            Col("Latest", "text", b.pick(NEWS, n), width=40),
            Col("Benefit seen", ("own", "text"), b.gaps(b.some(words.SUCCESS, n), 0.6), width=28),
            Col("Barrier", ("own", "text"), b.gaps(b.pick(words.BLOCKERS, n), 0.6), width=24),
        ],
        fill=SAND,
    )
    p.ws.auto_filter.ref = f"A4:L{4 + n}"
    c = b.sheet("Contacts")
    c.table(
        [
            Col("Specialty", "noise", ["Orthopaedics", "Urology", "Cardiology"]),
            Col("Clinical lead", "noise", ["Mr Fenby", "Miss Kerrow", "Dr Demir"]),
            Col("Ext", "noise", ["4410", "4388", "4021"]),
        ]
    )


@workbook("public", why="Priorities and how each is answered, then the improvement work beneath")
def incident_response_plan(b: Book) -> None:
    r = b.sheet("Our priorities")
    r.say("How we will respond to patient safety incidents", bold=True, size=14)
    r.skip()
    r.table(
        [
            Col(
                "Incident type",
                "noise",
                [
                    "Never event",
                    "Maternity (MNSI criteria)",
                    "Fall with fracture",
                    "Lost to follow up",
                    "Medication: insulin",
                    "Deteriorating patient",
                ],
                width=30,
            ),
            Col("National or local", "noise", ["N", "N", "L", "L", "L", "L"]),
            Col(
                "Planned response",
                "noise",
                ["PSII", "Refer to MNSI", "SWARM huddle", "Thematic review", "AAR", "PSII x 2"],
            ),
            Col("Expected number a year", "noise", ["2", "4-6", "40", "~25", "12", "2"]),
            Col("Learning goes to", "noise", ["PSIRF panel"] * 6),
        ],
        fill=TEAL,
    )
    p, n = b.sheet("Safety improvement plan", "action"), 12
    masthead(p, words.TRUST, "PSIRP – safety improvement plan 2025/26", logo=3)
    area = b.runs_of(["Lost to follow up", "Insulin", "Deterioration", "Falls"], n)
    p.table(
        [
            Col("Area for improvement", PARENT, area, merge=True, width=22),
            Col(
                "Contributory factor found", KEPT, b.some([x[1] for x in words.RISKS], n), width=34
            ),
            Col("Safety action (SMART)", "action.title", b.some(words.CARE, n), width=46),
            Col(
                "Strength of action",
                ("own", "action.kind"),
                b.pick(["Strong", "Intermediate", "Weak"], n),
            ),
            Col(
                "Action owner (role)",
                "action.lead",
                b.pick(
                    [
                        "Matron, AMU",
                        "Lead pharmacist / Diabetes CNS",
                        "Falls lead",
                        "Outpatient GM",
                    ],
                    n,
                ),
                width=24,
            ),
            Col("Target date", "action.target_date", loosely(b, n, 0.3), fmt="dd/mm/yy"),
            Col("Date implemented", "own", b.gaps(b.pick(["10/10/25", "Aug 25"], n), 0.7)),
            Col(
                "Tool / metric",
                ("own", "text"),
                b.some([x[0] for x in words.MEASURES], n),
                width=30,
            ),
            Col(
                "How often & by whom",
                "own",
                b.pick(["Monthly, ward manager", "Quarterly audit"], n),
                width=24,
            ),
            Col("Reviewed at", "own", b.pick(["PSOG", "Quality Cttee", "Divisional board"], n)),
            Col("Open / closed", "rating", b.pick(["Open", "Open", "Closed", "Overdue"], n)),
        ],
        fill=TEAL,
        after=[["SMART: specific, measurable, achievable, relevant, time-bound"]],
    )


@workbook("public", why="Yearly figures by pillar, with numbers typed as words")
def university_scorecard(b: Book) -> None:
    p, n = b.sheet("KPI scorecard", "measure", groups=[(*PARENT, "own")]), 12
    masthead(
        p,
        "University of Wendlemere",
        "Strategy 2030 – Council KPI scorecard",
        "RESTRICTED until Council has met",
        across=14,
    )
    names = [
        "Continuation of first-degree students",
        "Positive outcomes (NSS Q28 equivalent)",
        "Graduates in highly skilled work",
        "Awarding gap, ethnicity",
        "Research income per academic FTE",
        "Outputs rated 4*",
        "PGR completions in four years",
        "Knowledge exchange income",
        "Start-ups alive after three years",
        "Staff engagement index",
        "Operating surplus",
        "Scope 1 and 2 emissions",
    ]
    units = ["%", "%", "%", "pp", "£k", "%", "%", "£m", "no.", "%", "% of income", "tCO2e"]
    base = [91.2, 74.0, 71.8, 12.1, 38.5, 31, 64, 9.4, 22, 68, 2.1, 14310]
    later = [[b.near(x) for x in base] for _ in range(3)]
    odd: list[Any] = list(later[2])
    odd[3], odd[6], odd[8] = "n/a", "due Jan", "*"
    p.table(
        [
            Col("KPI", ("own", "noise"), [f"KPI {i}" for i in range(1, n + 1)], width=7),
            Col("Indicator", "measure.name", names, width=40),
            Col("UEB sponsor", "measure.owner", b.pick(["PVC (Ed)", "PVC (R&E)", "COO", "CFO"], n)),
            Col("Measured in", "measure.unit", units),
            Col("Actuals > 2021/22 (base year)", "measure.baseline", base),
            Col("Actuals > 2022/23", "reading", [f"{x}" for x in later[0]]),
            Col("Actuals > 2023/24", "reading", later[1]),
            Col("Actuals > 2024/25", "reading", odd),
            Col("Milestones > 2026/27", TARGET, [b.near(x, 0.1) for x in base]),
            Col("Milestones > 2029/30", TARGET, [b.near(x, 0.2) for x in base]),
            Col("Sector quartile", ("own", "rating"), b.pick(["UQ", "M", "LQ", "–"], n)),
            Col(
                "Against milestone",
                "rating",
                b.pick(["Green", "Amber", "Red"], n),
                fills=RAG,
                fill_only=True,
            ),
            Col("Commentary for Council", "text", b.pick(NEWS, n), width=46),
            Col(
                "Data owner / return",
                ("measure.source", "own"),
                b.pick(["HESA Student", "HE-BCI", "Finance", "Staff survey"], n),
            ),
        ],
        fill=PLUM,
        groups={0: ["EDUCATION"], 4: ["RESEARCH"], 7: ["ENTERPRISE"], 9: ["PEOPLE AND PLACE"]},
        after=[["* fewer than five"], ["pp – percentage points"]],
    )


@workbook("public", why="Quarters of two years across, with arrows and a status of its own words")
def council_plan_quarters(b: Book) -> None:
    p, n = b.sheet("Performance Q2", "measure", groups=[(*PARENT, "own")]), 12
    masthead(
        p,
        words.COUNCIL,
        "Corporate Plan 2023-27 – Quarter 2 performance",
        "Cabinet, 2 December 2025",
        logo=2,
        across=15,
    )
    figures = [[round(b.near(x[2]), 1) for x in words.TOWN_MEASURES] for _ in range(6)]
    said: list[list[Any]] = [list(x) for x in figures]
    said[4] = [
        f"{v}%" if x[1] == "%" else v for v, x in zip(figures[4], words.TOWN_MEASURES, strict=True)
    ]
    said[5] = [v if i % 5 else "Annual" for i, v in enumerate(figures[5])]
    p.table(
        [
            Col("PI", ("own", "noise"), [f"CP{i:02d}" for i in range(1, n + 1)], width=6),
            Col("What we measure", "measure.name", [x[0] for x in words.TOWN_MEASURES], width=40),
            Col("Good is", MARGIN, ["Low" if x[3] < x[2] else "High" for x in words.TOWN_MEASURES]),
            Col("Reporting officer", "measure.owner", b.pick(words.OFFICERS, n), width=22),
            *[Col(f"2024/25 > Q{q}", "reading", said[q - 1], width=8) for q in range(1, 5)],
            *[Col(f"2025/26 > Q{q}", "reading", said[q + 3], width=8) for q in (1, 2)],
            Col("2025/26 > Target", TARGET, [x[3] for x in words.TOWN_MEASURES], width=8),
            Col("Travel", ARROW, b.pick(["⬆", "⬇", "➡"], n), width=7),
            Col(
                "Standing",
                "rating",
                b.pick(["Met", "Within 5%", "Missed", "No target"], n),
                fills={"Met": GREEN, "Within 5%": AMBER, "Missed": RED},
            ),
            Col("Service comment", "text", b.gaps(b.pick(NEWS, n), 0.3), width=46),
        ],
        fill=TEAL,
        groups={i * 3: [f"Priority {i + 1}: {x}"] for i, x in enumerate(words.TOWN_AIMS)},
        after=[["⬆ better than last quarter  ➡ the same  ⬇ worse"]],
    )
    q, m = b.sheet("Projects", "action"), 8
    q.say("Corporate Plan projects", bold=True, size=13)
    q.table(
        [
            Col("Priority", PARENT, b.runs_of(words.TOWN_AIMS, m), once=True, width=26),
            Col("We said we'd", "action.title", b.some(words.TOWN, m), width=46),
            Col(
                "Portfolio holder",
                ("action.sro", "action.executive", "own"),
                b.pick(["Cllr Prewitt", "Cllr Garth", "Cllr Moyle"], m),
            ),
            Col("Lead officer", "action.lead", b.pick(words.OFFICERS, m), width=22),
            Col(
                "End date",
                "action.target_date",
                b.pick(["March 2026", "2027", "Dec-25", "complete"], m),
            ),
            Col(
                "Standing", "rating", b.pick(["On course", "Needs attention", "Stalled", "Done"], m)
            ),
            Col("Latest position", "text", b.pick(NEWS, m), width=46),
        ],
        fill=TEAL,
    )


SCHOOL = [
    "Train all staff in the phonics scheme",
    "Daily ten-minute reading for the lowest fifth",
    "Parent workshops each half term",
    "Rewrite the writing progression grid",
    "Moderate books with two partner schools",
    "Fluency sessions before registration",
    "New lines of enquiry for learning walks",
    "Relaunch the behaviour ladder",
    "Calm space in each phase",
    "Weekly attendance panel with the EWO",
    "Buddy system at lunch",
    "First-day calling by the family worker",
    "Handwriting every day in Year 2",
    "Author visits paid for by the friends of the school",
    "Spelling journals in Key Stage 2",
    "Restorative conversations after each exclusion",
    "Attendance letters in home languages",
    "Breakfast club opened to all",
]


@workbook("public", why="A sheet for each priority, named above its table; terms across")
def school_improvement(b: Book) -> None:
    c = b.sheet("Context")
    c.say("Marlpit Lane Primary School", bold=True, size=18)
    c.say("School Improvement Plan 2025-26")
    c.say("211 on roll; 31% pupil premium. Last inspected in May 2023: Good.")
    c.grid(
        [
            ["", "2023", "2024", "2025"],
            ["KS2 combined", "58%", "61%", "63%"],
            ["Phonics", "74%", "79%", "82%"],
        ],
        top=6,
    )
    aims = {
        "KP1": "Key priority 1: To raise outcomes in early reading",
        "KP2": "Key priority 2: To improve writing across the school",
        "KP3": "Key priority 3: To secure good attendance and behaviour",
    }
    terms = ["Aut 1", "Aut 2", "Spring", "All year", "by Feb HT", "Sum 1"]
    for index, (name, aim) in enumerate(aims.items()):
        n = 6
        p = b.sheet(name, "action", name_says=("objective.reference", "ambition.reference", "own"))
        p.skip()
        p.say(aim, bold=True, size=14, verdict=PARENT, fill=NAVY, across=10)
        p.say("Lead: " + ("HT", "DHT", "SENDCo")[index] + "     Governor: " + INITIALS[index])
        p.skip()
        p.table(
            [
                Col(
                    "Objective",
                    ("objective.title", "action.theme", "own"),
                    b.runs_of(["Teaching", "Leadership"], n),
                    merge=True,
                ),
                Col(
                    "Actions to be taken",
                    "action.title",
                    SCHOOL[index * n : index * n + n],
                    width=42,
                ),
                Col(
                    "By whom",
                    "action.lead",
                    b.pick(["HT", "DHT/Eng lead", "All staff", "SENDCo", "JM + RF"], n),
                ),
                Col("Timescale", "action.target_date", b.pick(terms, n)),
                Col(
                    "Cost / resource",
                    "own",
                    b.pick(["£450", "2 x supply days", "nil", "£1,200 PPG"], n),
                ),
                Col(
                    "Success criteria (impact on pupils)", KEPT, b.some(words.SUCCESS, n), width=34
                ),
                Col(
                    "Monitoring",
                    KEPT,
                    b.pick(["Book look", "Learning walk, governor", "Pupil voice"], n),
                ),
                Col("Evaluation > Autumn", "text", b.pick(NEWS, n), width=30),
                Col("Evaluation > Spring", "text", [None] * n, width=30),
                Col(
                    "RAG",
                    "rating",
                    b.pick(["Green", "Amber", "Red"], n),
                    fills=RAG,
                    fill_only=True,
                    width=6,
                ),
            ],
            fill=SAND,
        )


@workbook(
    "public", why="Milestones by quarter beside tenant measures that are returns to a regulator"
)
def housing_strategic_plan(b: Book) -> None:
    p, n = b.sheet("Plan on a page tracker", "action"), 16
    masthead(
        p,
        "Tarrow Valley Homes",
        "Strategic Plan 2024-2029: Year 2 delivery",
        "Board 20.11.25 item 7",
        logo=3,
    )
    aims = b.runs_of(
        ["Safe, warm homes", "Services customers trust", "More homes", "A strong business"], n
    )
    tasks = [
        "Stock condition survey to 100%",
        "EPC C programme: 310 homes",
        "Damp and mould triage team in place",
        "Replace communal fire alarms",
        "New repairs contract mobilised",
        "Customer portal release 2",
        "Complaints: learn and publish",
        "Customer voice panel refreshed",
        "Start on site at Mill Field (44)",
        "Land-led pipeline of 200 homes",
        "Strategic partnership bid",
        "Regeneration options for the Crescent",
        "Refinance revolving credit",
        "Procure a new housing system",
        "Pay framework review",
        "Stress test the business plan",
    ]
    p.table(
        [
            Col("Strategic aim", PARENT, aims, merge=True, width=22),
            Col("Ref", "action.reference", [f"Y2.{i:02d}" for i in range(1, n + 1)]),
            Col("Key deliverable", "action.title", tasks, width=42),
            Col("What good looks like", KEPT, b.some(words.SUCCESS, n), width=32),
            Col(
                "Exec Director",
                ("action.executive", "action.lead"),
                b.pick(["DoP", "DoF", "DCS", "CEO"], n),
            ),
            Col("Head of", ("action.lead", "action.team"), leads(b, n, 0.2)),
            Col(
                "Land in",
                "action.target_date",
                b.pick(["Q2", "Q3", "Q4", "Q1 26/27", "carried fwd"], n),
            ),
            Col("% there", "percent", b.pick(["25%", "60", 0.8, "100%", 0.1], n)),
            Col("Status at Q1", "rating", b.pick(["On plan", "Watch", "Off plan"], n), hidden=True),
            Col(
                "Status at Q2",
                "rating",
                b.pick(["On plan", "Watch", "Off plan", "Landed"], n),
                fills={"On plan": GREEN, "Watch": AMBER, "Off plan": RED, "Landed": BLUE},
            ),
            Col("For Board's attention", "text", b.gaps(b.pick(NEWS, n), 0.4), width=44),
        ],
        fill=PLUM,
    )
    t = b.sheet("TSMs", "measure")
    t.say("Tenant Satisfaction Measures", bold=True, size=14)
    t.say("Low cost rental accommodation only")
    t.skip()
    t.table(
        [
            Col(
                "Code",
                ("own", "noise"),
                ["TP01", "TP02", "TP04", "TP05", "TP09", "RP01", "RP02", "BS01", "BS02"],
            ),
            Col(
                "Tenant Satisfaction Measure",
                "measure.name",
                [
                    "Overall satisfaction",
                    "Satisfaction with repairs",
                    "Home is well maintained",
                    "Home is safe",
                    "Approach to complaints",
                    "Homes below the decent standard",
                    "Repairs done in target time",
                    "Gas safety checks",
                    "Fire safety checks",
                ],
                width=40,
            ),
            Col(
                "23/24",
                "reading",
                ["66.1%", "69.0%", "64.4%", "72.5%", "28.8%", "1.2%", "78%", "100%", "98.9%"],
            ),
            Col(
                "24/25",
                "reading",
                ["68.4%", "71.2%", "66.0%", "73.1%", "31.5%", "0.9%", "81%", "99.97%", "100%"],
            ),
            Col("YTD", "reading", ["69%", "72%", "–", "74%", "33%", "0.9%", "84%", "100%", "100%"]),
            Col(
                "Sector median",
                ("own", "reading", "noise"),
                ["71.3%", "72.3%", "70.8%", "76.7%", "34.5%", "0.5%", "81.3%", "100%", "100%"],
            ),
            Col(
                "Aim for 25/26",
                TARGET,
                ["72%", "75%", "70%", "77%", "36%", "0.5%", "88%", "100%", "100%"],
            ),
        ],
        fill=PLUM,
    )


@workbook("public", why="Commitments of a plan with a lead on either side, and quarterly figures")
def police_and_crime_plan(b: Book) -> None:
    p, n = b.sheet("Delivery plan", "action", groups=[PARENT]), 14
    masthead(
        p,
        "Office of the Police and Crime Commissioner for Wendshire",
        "Police and Crime Plan 2025-29 Delivery Plan",
        "Updated for the Panel, Nov 2025",
        logo=4,
        across=10,
    )
    vows = [
        "Named officer for every neighbourhood by summer",
        "Rural crime team doubled in size",
        "Hotspot patrols in six town centres",
        "Work with shops to cut theft",
        "Perpetrator programme across the county",
        "Independent advisers in each court",
        "Safe spaces scheme for the night-time economy",
        "Stalking clinic commissioned",
        "101 answered within two minutes",
        "Victims' code compliance audited",
        "Restorative justice offer in all areas",
        "Publish scrutiny of stop and search",
        "Young people's commission set up",
        "Estate strategy adopted",
    ]
    side = ("action.lead", "action.executive", "action.sro", "own")
    p.table(
        [
            Col("", COUNT, list(range(1, n + 1)), width=4),
            Col("Commissioner's commitment", "action.title", vows, width=46),
            Col(
                "OPCC lead",
                side,
                b.pick(["Policy officer (LP)", "Head of Commissioning", "DQ"], n),
                width=22,
            ),
            Col(
                "Force lead",
                side,
                b.pick(["ACC Local Policing", "Supt Tarrick", "Ch Insp Lathe", "n/a"], n),
                width=22,
            ),
            Col(
                "Milestones",
                KEPT,
                ["• " + "\n• ".join(b.some(words.NEXT, 2)) for _ in range(n)],
                width=44,
            ),
            Col(
                "To be achieved by",
                "action.target_date",
                b.pick(["May 2028", "31 March 2026", "Year 1", "Annual", "Q4 2025/26"], n),
            ),
            Col("Delivered so far", "text", b.pick(NEWS, n), width=40),
            Col("Coming up", "text", b.gaps(b.some(words.NEXT, n)), width=30),
            Col(
                "RAYG",
                "rating",
                b.pick(["Red", "Amber", "Yellow", "Green"], n),
                fills={**RAG, "Yellow": YELLOW},
                width=8,
            ),
            Col("£ committed", "own", b.gaps(b.pick(["£40k", 125000, "Home Office"], n), 0.5)),
        ],
        fill=NAVY,
        groups={
            0: ["Priority A: Safer neighbourhoods"],
            4: ["Priority B: Ending violence against women and girls"],
            8: ["Priority C: Putting victims first"],
            11: ["Priority D: Trust and confidence"],
        },
    )
    m = b.sheet("Outcome measures", "measure")
    m.skip(3)
    m.table(
        [
            Col(
                "Outcome measure",
                "measure.name",
                [
                    "Neighbourhood crime (recorded)",
                    "Residential burglary",
                    "Knife crime, serious",
                    "999 answered in 10 seconds",
                    "101 abandoned",
                    "Victim satisfaction",
                    "Positive outcomes, domestic abuse",
                ],
                width=40,
            ),
            Col(
                "Data from",
                ("measure.source", "own"),
                ["Force", "Force", "Force", "BT", "Force", "Survey", "Force"],
            ),
            Col(
                "12m to Jun 24",
                ("measure.baseline", "reading"),
                [9412, 2011, 318, "88.1%", "19.0%", "71%", "11.9%"],
            ),
            Col("12m to Mar 25", "reading", [9100, 1955, 322, "90.4%", "14.2%", "72%", "12.4%"]),
            Col("12m to Jun 25", "reading", [8877, 1870, 301, "91.0%", "9.8%", "72%", "13.0%"]),
            Col(
                "12m to Sep 25",
                "reading",
                ["8,702", "1,812", "297", "91.7%", "8.1%", "73%", "not yet"],
            ),
            Col("Desired", MARGIN, ["Down", "Down", "Down", "Up", "Down", "Up", "Up"]),
            Col(
                "MSG average",
                ("own", "reading", "noise"),
                [8990, 1900, 340, "89%", "12%", "–", "10%"],
            ),
        ],
        fill=NAVY,
        after=[["MSG: most similar group of forces"]],
    )


@workbook("public", why="Key results with a start, a now and a goal, under merged objectives")
def charity_okrs(b: Book) -> None:
    q, n = b.sheet("FY26 H1 OKRs", ("measure", "action")), 12
    q.say(f"{words.CHARITY_NAME} – OKRs", bold=True, size=16)
    q.say("Score 0.7 is a good result. Check in every other Monday.")
    q.skip()
    aims = b.runs_of(
        [
            "Reach people before crisis",
            "Be brilliant to volunteer for",
            "Grow income we can rely on",
            "Run on solid ground",
        ],
        n,
    )
    results = [
        "Households helped within 5 days",
        "Referrals from GP practices",
        "Repeat crisis contacts",
        "Active volunteers",
        "Volunteers who stay a year",
        "Volunteer NPS",
        "Regular givers",
        "Unrestricted share of income",
        "Corporate partners",
        "Months of reserves",
        "Staff who would recommend us",
        "Devices on supported software",
    ]
    start = [41, 12, 33, 210, 54, 38, 1180, 27, 6, 2.8, 71, 64]
    q.table(
        [
            Col("O", PARENT, aims, merge=True, width=26),
            Col("KR", ("measure.name", "action.title"), results, width=40),
            Col(
                "DRI",
                ("measure.owner", "action.lead"),
                b.pick(["Jaz", "Morag", "Owen + Farida", "SLT", "Pav"], n),
            ),
            Col("Began at", ("measure.baseline", "own"), start),
            Col("Now", ("reading", "own"), [b.near(x) for x in start]),
            Col("Goal", TARGET, [b.near(x * 1.3) for x in start]),
            Col(
                "Score",
                ("own", "reading", "percent", "rating"),
                b.pick([0.2, 0.4, 0.7, 1.0, 0.5], n),
                fmt="0.0",
            ),
            Col("Confidence", ("rating", "own"), b.pick(["😀", "😐", "🙁"], n), width=8),
            Col("Check-in 6 Oct", "text", b.gaps(b.pick(NEWS, n), 0.3), width=32),
            Col("Check-in 20 Oct", "text", b.gaps(b.pick(NEWS, n), 0.3), width=32),
        ],
        fill=SAND,
    )
    x = b.sheet("Parked")
    x.say("Ideas for H2", bold=True)
    for idea in ("Second shop", "Podcast", "Shared back office with two other charities"):
        x.say(f"- {idea}")


@workbook("public", why="Months across as a Gantt chart; what is marked in them is a picture")
def gantt_with_months(b: Book) -> None:
    p, n = b.sheet("Winter plan", "action", groups=[PARENT]), 14
    masthead(
        p,
        words.TRUST,
        "Winter resilience plan 2025/26 – action plan and timeline",
        logo=2,
        across=16,
    )
    starts = b.numbers(n, 0, 4)
    ends = [min(6, x + b.random.randint(1, 3)) for x in starts]
    months = ["Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]

    def bar(month: int) -> list[str | None]:
        return [
            "M" if month == y else "x" if x <= month < y else None
            for x, y in zip(starts, ends, strict=True)
        ]

    p.table(
        [
            Col("Id", "action.reference", [f"{1 + i // 5}.{1 + i % 5}" for i in range(n)], width=5),
            Col("Workstream task", "action.title", b.some(words.CARE, n), width=46),
            Col(
                "Resp.",
                "action.lead",
                b.pick(["COO", "ML", "DQ/SG", "Site team", "LP"], n),
                width=9,
            ),
            Col(
                "Starts",
                "action.start_date",
                [D(2025 + (8 + x) // 12, (8 + x) % 12 + 1, 1) for x in starts],
                fmt="dd-mmm",
            ),
            Col(
                "Ends",
                "action.target_date",
                [month_end(2025 * 12 + 9 + y) for y in ends],
                fmt="dd-mmm",
            ),
            Col("Done", "percent", b.pick([0, 0.25, 0.5, 1], n), fmt="0%", width=6),
            *[
                Col(
                    f"{'2025' if m < 4 else '2026'} > {name}",
                    MARGIN,
                    bar(m),
                    fills={"x": BLUE, "M": NAVY},
                    width=4,
                )
                for m, name in enumerate(months)
            ],
            Col("Issues", "text", b.gaps(b.pick(words.BLOCKERS, n), 0.5), width=28),
        ],
        fill=PALE,
        groups={0: ["1 Front door"], 5: ["2 Flow"], 10: ["3 Discharge"]},
        after=[["x = work under way   M = milestone"]],
    )


@workbook("public", why="Few rows of long narrative; the priority is the thing that is followed")
def quality_account_priorities(b: Book) -> None:
    p, n = b.sheet("Priorities 25-26", ("action", "objective")), 9
    masthead(
        p,
        words.TRUST,
        "Quality Account: our priorities for improvement",
        "Progress at end of Q2",
        logo=5,
    )
    domain = b.runs_of(["Patient safety", "Clinical effectiveness", "Patient experience"], n)
    titles = [
        "Fewer omitted doses of critical medicines",
        "Recognising the deteriorating child",
        "Safer transfers at night",
        "Better nutrition for frail patients",
        "Timely antibiotics in sepsis",
        "Earlier mobilising after hip fracture",
        "Involving carers in discharge",
        "Sleep well on the ward",
        "Letters that people understand",
    ]
    why = "Feedback from patients and our own incident data showed that we could do better here."
    p.table(
        [
            Col("Quality domain", PARENT, domain, merge=True, width=20),
            Col(
                "Priority",
                ("action.title", "objective.title"),
                [f"{i}. {x}" for i, x in enumerate(titles, 1)],
                width=36,
            ),
            Col(
                "Why did we choose it?",
                KEPT,
                [
                    f"{why}\n\nStakeholders agreed in {m}."
                    for m in b.pick(["January", "February"], n)
                ],
                width=50,
            ),
            Col("What do we want to see by March 2026?", KEPT, b.some(words.SUCCESS, n), width=34),
            Col(
                "How will we know?",
                KEPT,
                [f"{x[0]}\n(monthly)" for x in b.some(words.MEASURES, n)],
                width=28,
            ),
            Col(
                "Sponsor",
                ("action.executive", "action.sro", "objective.lead", "action.lead"),
                b.pick(["Chief Nurse", "Chief Medical Officer"], n),
            ),
            Col("Working group lead", ("action.lead", "objective.lead"), leads(b, n)),
            Col("Quarter 1 progress", "text", b.pick(NEWS, n), width=40),
            Col("Quarter 2 progress", "text", news(b, n, ("July", "Aug", "Sept")), width=40),
            Col("Achieved?", "rating", b.pick(["Yes", "Partially", "Not yet"], n)),
            Col("Carry into 26/27", "own", b.pick(["Y", "N", "?"], n)),
        ],
        fill=TEAL,
    )
    z = b.sheet("Last year")
    z.say("2024/25 priorities – closed", bold=True)
    z.table(
        [
            Col("Priority", "noise", ["Falls", "Sepsis", "Noise at night"]),
            Col("Result", "noise", ["Achieved", "Partly", "Not achieved"]),
            Col("Moves to", "noise", ["BAU", "25/26 priority 5", "25/26 priority 8"]),
        ]
    )


@workbook("public", why="Everybody is two letters, which a key on another sheet explains")
def people_plan_initials(b: Book) -> None:
    p, n = b.sheet("People Plan Yr2", "action"), 14
    p.skip(2)
    p.say("OUR PEOPLE PLAN 2024-27", bold=True, size=20)
    p.say("Last saved by DQ 11.11.25 – please don't sort!")
    p.skip()
    pillar = b.runs_of(
        ["Looking after our people", "Belonging", "New ways of working", "Growing for the future"],
        n,
    )
    p.table(
        [
            Col("", COUNT, [f"{i}" for i in range(1, n + 1)], width=4),
            Col("Pillar", PARENT, pillar, once=True, width=24),
            Col(
                "Promise",
                ("objective.title", "action.theme", "own"),
                [
                    f"{i // 4 + 1}{'ab'[i % 2]}: {('We have a voice', 'We feel safe')[i % 2]}"
                    for i in range(n)
                ],
                width=24,
            ),
            Col("Intervention", "action.title", b.some(words.PEOPLE_PLAN, n), width=46),
            Col("A", ("action.executive", "action.sro"), b.pick(INITIALS[:3], n), width=5),
            Col("R", "action.lead", b.pick([*INITIALS[3:], "NA/OT", "SG, LP"], n), width=8),
            Col(
                "C",
                ("own", "action.team"),
                b.gaps(b.pick(["Staff side", "Networks", "IT"], n), 0.4),
            ),
            Col(
                "Tranche",
                ("own", "action.target_date", "action.kind"),
                b.pick(["1", "2", "3"], n),
                width=8,
            ),
            Col("Finish", "action.target_date", loosely(b, n, 0.6)),
            Col(
                "KPI it moves", ("own", "text"), b.some([x[0] for x in words.MEASURES], n), width=28
            ),
            Col("Sept-25", "text", b.gaps(b.pick(NEWS, n), 0.3), width=32),
            Col("Oct-25", "text", b.gaps(b.pick(NEWS, n), 0.3), width=32),
            Col("Nov-25", "text", b.gaps(b.pick(NEWS, n), 0.5), width=32),
            Col("BRAG", "rating", b.pick(["B", "R", "A", "G"], n), fills=RAG, width=6),
        ],
        fill=PLUM,
        after=[["R – responsible, A – accountable, C – consulted"]],
    )
    hide_rows(p, p.expected.regions[0].body[0] + 2)
    k = b.sheet("Who's who")
    k.table(
        [
            Col("Initials", "noise", INITIALS),
            Col("Name", "noise", [words.PEOPLE[i] for i in range(len(INITIALS))]),
            Col("Job", "noise", b.pick(words.ROLES, len(INITIALS)), width=24),
        ]
    )
