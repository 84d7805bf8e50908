"""Risk registers: one table of risks, scored in the ways that offices score them."""

from __future__ import annotations

import datetime
from typing import Any

from . import words
from .registry import workbook
from .sheets import NAVY, PLUM, RAG, SAND, TEAL, Book, Col, Page, band_of, refs

LIKELIHOOD = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]
IMPACT = ["Negligible", "Minor", "Moderate", "Major", "Catastrophic"]


def risks_of(b: Book, n: int) -> dict[str, list[Any]]:
    """Columns of words about `n` risks."""
    rows = b.some(words.RISKS, n)
    return {
        "title": [r[0] for r in rows],
        "cause": [r[1] for r in rows],
        "effect": [r[2] for r in rows],
        "category": [r[3] for r in rows],
        "controls": b.some(words.CONTROLS, n),
        "gaps": b.gaps(b.some(words.GAPS, n), 0.25),
        "assurances": b.some(words.ASSURANCES, n),
        "no assurance": b.gaps(b.some(words.NO_ASSURANCE, n), 0.3),
        "mitigation": b.some(words.MITIGATIONS, n),
        "owner": b.pick(words.PEOPLE, n),
    }


def matrix(page: Page, top: int, left: int = 1) -> None:
    """The 5 by 5 key that stands under or beside registers."""
    rows: list[list[object]] = [["Likelihood x consequence", *range(1, 6)]]
    rows += [[i, *[i * j for j in range(1, 6)]] for i in range(5, 0, -1)]
    page.grid(rows, top=top, left=left)


@workbook("risks", certain=True)
def risk_5x5_plain(b: Book) -> None:
    """Twelve risks, likelihood by consequence, nothing out of the way."""
    p, n = b.sheet("Risk Register", "risk"), 12
    p.say(words.TRUST, size=16, bold=True, across=6)
    p.say("Corporate risk register 2025/26 – as at 30 September 2025", size=12)
    p.skip()
    r, like, cons = risks_of(b, n), b.numbers(n, 1, 5), b.numbers(n, 2, 5)
    p.table(
        [
            Col("Risk ID", "risk.reference", refs("CRR-", n, 3)),
            Col("Risk title", "risk.title", r["title"], width=40),
            Col("Cause", "risk.cause", r["cause"], width=30),
            Col("Effect", "risk.effect", r["effect"], width=30),
            Col("Risk owner", "risk.owner", r["owner"]),
            Col("Category", "risk.category", r["category"]),
            Col("Likelihood (1-5)", "risk.likelihood", like),
            Col("Consequence (1-5)", "risk.consequence", cons),
            Col(
                "Current score",
                "risk.current_score",
                [x * y for x, y in zip(like, cons, strict=True)],
                fills=band_of,
            ),
            Col("Target score", "risk.target_score", b.pick([4, 6, 8], n)),
            Col("Key controls", "risk.controls", r["controls"], width=36),
            Col("Mitigating actions", "risk.mitigation", r["mitigation"], width=36),
        ],
        fill=NAVY,
    )
    p.ws.freeze_panes = "C5"


@workbook("risks", why="Likelihood and impact are words; the rating is a word of the two")
def risk_in_words(b: Book) -> None:
    p, n = b.sheet("Register", "risk"), 14
    p.say("Wendlemere Borough Council – Strategic Risks", bold=True, size=14)
    r, like, cons = risks_of(b, n), b.numbers(n, 0, 4), b.numbers(n, 0, 4)
    sums = [x + y for x, y in zip(like, cons, strict=True)]
    levels = ["High" if s > 5 else "Medium" if s > 3 else "Low" for s in sums]
    p.table(
        [
            Col("No.", "risk.reference", list(range(1, n + 1)), width=6),
            Col(
                "Corporate priority",
                ("objective.title", "own"),
                b.runs_of(words.TOWN_AIMS, n),
                merge=True,
                width=24,
            ),
            Col("Description of risk", "risk.title", r["title"], width=40),
            Col("Consequences if it happens", "risk.effect", r["effect"], width=32),
            Col("Responsible officer", "risk.owner", b.pick(words.OFFICERS, n), width=24),
            Col("Likelihood", "risk.likelihood", [LIKELIHOOD[i] for i in like]),
            Col("Impact", "risk.consequence", [IMPACT[i] for i in cons]),
            Col(
                "Overall rating",
                ("risk.current_score", "rating", "own"),
                levels,
                fills={"High": "FF0000", "Medium": "FFC000", "Low": "00B050"},
                kind="rating",
            ),
            Col("Existing controls", "risk.controls", r["controls"], width=34),
            Col("Further action required", "risk.mitigation", r["mitigation"], width=34),
            Col("Action due", "own", b.days(n), fmt="dd/mm/yyyy", kind="target date"),
            Col("Commentary", ("text", "own"), b.some(words.UPDATES, n), width=40),
        ]
    )
    p.skip(2)
    p.say("Ratings: High – report monthly; Medium – report quarterly; Low – manage locally")


@workbook("risks", why="Scores are likelihood plus impact, not times: 10 is the worst")
def risk_added_scores(b: Book) -> None:
    p, n = b.sheet("Trustees' register", "risk"), 9
    p.say(words.CHARITY_NAME, size=18, bold=True)
    p.say("Risk register reviewed by the trustees on 14 May 2025. Score = likelihood + impact.")
    p.skip()
    r, like, cons = risks_of(b, n), b.numbers(n, 1, 5), b.numbers(n, 1, 5)
    p.table(
        [
            Col("Ref", "risk.reference", refs("R", n)),
            Col("Area", ("risk.category", "own"), r["category"]),
            Col("Risk", "risk.title", r["title"], width=40),
            Col("L", "risk.likelihood", like, width=5),
            Col("I", "risk.consequence", cons, width=5),
            Col(
                "Score (L+I)",
                "risk.current_score",
                [x + y for x, y in zip(like, cons, strict=True)],
            ),
            Col("What we have in place", "risk.controls", r["controls"], width=34),
            Col("What more we will do", "risk.mitigation", r["mitigation"], width=34),
            Col("Who", "risk.owner", b.pick(["Chair", "Treasurer", "Chief executive"], n)),
            Col("When", "own", ["Ongoing", "March 2026", "Next AGM"] * 3, kind="target date"),
        ],
        fill=SAND,
    )


@workbook("risks")
def risk_grouped_scores(b: Book) -> None:
    """Two rows of headings: inherent, residual and target, each L, C and score."""
    p, n = b.sheet("Corporate Risks", "risk"), 18
    p.say("CORPORATE RISK REGISTER", size=20, bold=True, across=18, fill=NAVY)
    p.say("Owner: Governance team")
    r = risks_of(b, n)
    cols = [
        Col("Datix ref", "risk.reference", [4100 + 17 * i for i in range(n)], fmt="0000"),
        Col("Division", ("own", "risk.category"), b.pick(words.TEAMS, n)),
        Col("Risk description > There is a risk that", "risk.title", r["title"], width=36),
        Col("Risk description > Due to", "risk.cause", r["cause"], width=30),
        Col("Risk description > Resulting in", "risk.effect", r["effect"], width=30),
        Col("Exec lead", ("risk.owner", "own"), b.pick(words.ROLES, n)),
    ]
    verdicts = {
        "Inherent": ("own", "own", "risk.inherent_score"),
        "Residual": ("risk.likelihood", "risk.consequence", "risk.current_score"),
        "Target": ("own", "own", "risk.target_score"),
    }
    for step, (name, (one, two, score)) in enumerate(verdicts.items()):
        like, cons = b.numbers(n, 2, 5 - step), b.numbers(n, 2, 5 - step)
        both = [x * y for x, y in zip(like, cons, strict=True)]
        cols += [
            Col(f"{name} risk > L", one, like, width=5),
            Col(f"{name} risk > C", two, cons, width=5),
            Col(f"{name} risk > Score", score, both, width=8, fills=band_of),
        ]
        if name == "Inherent":
            cols.append(Col("Controls in place", "risk.controls", r["controls"], width=36))
    cols += [
        Col("Gaps in control", "risk.gaps_in_control", r["gaps"], width=30),
        Col("Assurance", "risk.assurances", r["assurances"], width=30),
        Col("Gaps in assurance", "risk.gaps_in_assurance", r["no assurance"], width=30),
        Col("Next review", "own", b.days(n), fmt="mmm yyyy"),
    ]
    p.table(cols)
    p.ws.auto_filter.ref = f"A4:S{p.row - 1}"
    p.skip(2)
    matrix(p, p.row, 2)


@workbook("risks", why="Categories stand in band rows, with a count under each band")
def risk_bands_and_key(b: Book) -> None:
    p, n = b.sheet("Dept risk log", "risk", groups=["risk.category"]), 12
    p.say("Estates and Facilities risk log", bold=True, size=14)
    p.skip()
    r, scores = risks_of(b, n), b.pick([4, 6, 8, 9, 12, 15, 16, 20], n)
    p.table(
        [
            Col("ID", "risk.reference", [f"{1 + i // 4}.{1 + i % 4}" for i in range(n)]),
            Col("Hazard / risk", "risk.title", r["title"], width=42),
            Col("Lead", "risk.owner", r["owner"]),
            Col("Current rating", "risk.current_score", scores, fills=band_of),
            Col("Trend", "own", b.pick(["↑", "↓", "↔"], n), width=7),
            Col("Risk target", "risk.target_score", b.pick([3, 4, 6], n)),
            Col("Controls", "risk.controls", r["controls"], width=34),
            Col("Actions planned", "risk.mitigation", r["mitigation"], width=34),
            Col("Target date", "own", b.days(n), fmt="dd mmm yy", kind="target date"),
            Col(
                "Action status",
                ("rating", "own"),
                b.pick(["On track", "At risk", "Off track"], n),
                fills=RAG,
            ),
            Col("Update", ("text", "own"), b.some(words.UPDATES, n), width=40),
        ],
        groups={0: ["BUILDINGS"], 4: ["ENGINEERING"], 8: ["SOFT SERVICES"]},
        subtotals={4: ["Count", 4], 8: ["Count", 4], 12: ["Count", 4]},
    )
    p.skip()
    p.say("Key: 1–6 low, 8–12 moderate, 15–25 high")
    matrix(p, p.row + 1)


@workbook("risks", why="Everyday questions for headings")
def risk_plain_questions(b: Book) -> None:
    p, n = b.sheet("What keeps us awake", "risk"), 8
    p.say("Our worries list", size=22, bold=True)
    p.say("Look at this once a month in the team meeting", size=9)
    p.skip()
    r, like, cons = risks_of(b, n), b.numbers(n, 1, 5), b.numbers(n, 1, 5)
    p.table(
        [
            Col("#", "risk.reference", list(range(1, n + 1)), width=4),
            Col("What could go wrong?", "risk.title", r["title"], width=38),
            Col("Why might it?", "risk.cause", r["cause"], width=30),
            Col("What would that mean for people?", "risk.effect", r["effect"], width=34),
            Col("How likely? (1 = hardly, 5 = very)", "risk.likelihood", like),
            Col("How bad? (1–5)", "risk.consequence", cons),
            Col("What are we doing already?", "risk.controls", r["controls"], width=36),
            Col("What else will we do?", "risk.mitigation", r["mitigation"], width=36),
            Col("Who is on it?", "risk.owner", r["owner"]),
            Col("Look again on", "own", b.days(n), fmt="d mmmm yyyy"),
        ],
        fill=TEAL,
    )


@workbook("risks", why="Closed risks are on a hidden sheet; columns H and I are hidden")
def risk_project_register(b: Book) -> None:
    for title, n, hidden in (("Open risks", 15, False), ("Closed", 6, True)):
        p = b.sheet(title, "risk", hidden=hidden)
        p.say(f"One Record programme – {title.lower()}", bold=True, size=14)
        r, like, cons = risks_of(b, n), b.numbers(n, 1, 5), b.numbers(n, 1, 5)
        p.table(
            [
                Col("Risk no.", "risk.reference", refs("OR/R/", n, 2, 1 if not hidden else 40)),
                Col("Date raised", "own", b.days(n, (2024, 4), (2025, 6)), fmt="dd/mm/yy"),
                Col(
                    "Workstream",
                    ("own", "risk.category"),
                    b.pick(["Data", "Build", "Training"], n),
                    kind="parent",
                ),
                Col("Risk", "risk.title", r["title"], width=40),
                Col("Impact description", "risk.effect", r["effect"], width=30),
                Col("Probability", "risk.likelihood", like),
                Col("Impact", "risk.consequence", cons),
                Col("Proximity", "own", b.pick(["<3m", "3–6m", ">6m"], n), hidden=True),
                Col("Raised by", "own", b.pick(words.PEOPLE, n), hidden=True),
                Col(
                    "Exposure",
                    "risk.current_score",
                    [x * y for x, y in zip(like, cons, strict=True)],
                    fills=band_of,
                ),
                Col("RAG", ("rating", "own"), b.pick(["R", "A", "G"], n), fills=RAG, width=6),
                Col("Mitigation", "risk.mitigation", r["mitigation"], width=36),
                Col("Mitigation owner", "risk.owner", r["owner"]),
                Col("Mitigation due", "own", b.days(n), fmt="dd/mm/yy", kind="target date"),
                Col("Latest position", ("text", "own"), b.some(words.UPDATES, n), width=40),
                Col("Closure date", "own", b.days(n) if hidden else [None] * n, fmt="dd/mm/yy"),
            ],
            fill=PLUM,
        )
        p.ws.auto_filter.ref = f"A2:P{p.row - 1}"


@workbook("risks", why="A risk's own cells are merged over the rows of its actions")
def risk_with_action_rows(b: Book) -> None:
    p, risks, each = b.sheet("Risk & Action Plan", "risk"), 7, 3
    p.say("Risk treatment plan", bold=True, size=14)
    p.say("Version 0.4 DRAFT", size=9)
    r, n = risks_of(b, risks), risks * each
    over = {key: [value for value in values for _ in range(each)] for key, values in r.items()}
    like = [x for x in b.numbers(risks, 2, 5) for _ in range(each)]
    cons = [x for x in b.numbers(risks, 2, 5) for _ in range(each)]

    def whole(heading: str, verdict: str, key: str, width: float) -> Col:
        return Col(heading, verdict, over[key], merge=True, width=width)

    ids = [f"TR{1 + i // each:02d}" for i in range(n)]
    scores = [f"{x} x {y} = {x * y}" for x, y in zip(like, cons, strict=True)]
    p.table(
        [
            Col("Risk ref", "risk.reference", ids, merge=True),
            whole("Risk", "risk.title", "title", 36),
            whole("Consequence", "risk.effect", "effect", 32),
            Col("Score", ("risk.current_score", "own"), scores, merge=True, by=ids),
            Col(
                "Treatment action",
                ("risk.mitigation", "action.title"),
                b.some(words.MITIGATIONS, n),
                width=38,
                kind="title",
            ),
            Col("Action lead", ("own", "action.lead"), b.pick(words.PEOPLE, n), kind="lead"),
            Col(
                "By", ("own", "action.target_date"), b.days(n), fmt="dd-mmm-yy", kind="target date"
            ),
            Col(
                "Status",
                ("rating", "own"),
                b.pick(["Not started", "In progress", "Complete"], n),
                fills=RAG,
            ),
            Col("Notes", ("text", "own"), b.gaps(b.some(words.UPDATES, n), 0.4), width=38),
        ],
        records=risks,
    )
    p.expected.also["action"] = n


@workbook("risks", why="Each sheet is a directorate; scoring and guidance hold no risks")
def risk_by_directorate(b: Book) -> None:
    guide = b.sheet("Guidance")
    guide.say("How to fill in this register", bold=True, size=14)
    for line in (
        "Describe one risk on each row.",
        "Score before and after controls.",
        "Send to the risk manager by the fifth working day.",
    ):
        guide.say(line)
    for title, n in (("Housing", 8), ("Finance & Legal", 6), ("Children's", 11)):
        p = b.sheet(title, "risk", name_says=("risk.category", "own"))
        p.say(f"Directorate risk register: {title}", bold=True, size=13, fill=TEAL, across=5)
        p.say("Last reviewed: 1 October 2025", "H1")
        p.skip()
        r, scores = risks_of(b, n), b.pick([6, 8, 9, 10, 12, 16, 20], n)
        p.table(
            [
                Col("Reference", "risk.reference", refs(f"{title[0]}-", n, 2)),
                Col("Linked aim", ("objective.title", "own"), b.pick(words.TOWN_AIMS, n), width=24),
                Col("Risk event", "risk.title", r["title"], width=38),
                Col("Trigger / cause", "risk.cause", r["cause"], width=28),
                Col(
                    "Gross score",
                    "risk.inherent_score",
                    [min(25, s + 4) for s in scores],
                    fills=band_of,
                ),
                Col("Mitigating controls", "risk.controls", r["controls"], width=34),
                Col("Net score", "risk.current_score", scores, fills=band_of),
                Col(
                    "Risk appetite met?", ("own", "rating"), b.pick(["Yes", "No"], n), kind="rating"
                ),
                Col("Actions to reach target", "risk.mitigation", r["mitigation"], width=34),
                Col("Accountable officer", "risk.owner", b.pick(words.OFFICERS, n), width=22),
                Col(
                    "Deadline",
                    "own",
                    [d if i % 4 else "tbc" for i, d in enumerate(b.days(n))],
                    fmt="dd/mm/yyyy",
                    kind="target date",
                ),
                Col(
                    "Comments this quarter",
                    ("text", "own"),
                    b.gaps(b.some(words.UPDATES, n), 0.3),
                    width=40,
                ),
            ]
        )
    key = b.sheet("Scoring matrix")
    key.say("Likelihood and impact", bold=True)
    matrix(key, 3)
    key.say(datetime.date(2025, 4, 1), "I1")
