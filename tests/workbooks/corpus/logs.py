"""Logs that grow by the meeting: minutes' actions, audit recommendations, decisions."""

from __future__ import annotations

from . import words
from .registry import workbook
from .sheets import GREY, NAVY, PALE, RAG, TEAL, Book, Col, month_end, refs

OPEN = ["Open", "Closed", "Overdue"]
OPEN_FILLS = {"Open": "FFC000", "Closed": "00B050", "Overdue": "FF0000"}


@workbook("logs", certain=True)
def meeting_action_log(b: Book) -> None:
    """One row for each action of a committee, by minute and date of meeting."""
    p, n = b.sheet("Action log", "action"), 17
    p.say("Quality Committee – action log", bold=True, size=14)
    p.say("Meeting of 12 November 2025, agenda item 4")
    p.skip()
    meetings = [month_end(2025 * 12 + 4 + i // 4) for i in range(n)]
    p.table(
        [
            Col("Meeting date", "own", meetings, fmt="dd/mm/yyyy"),
            Col("Minute ref", "action.reference", [f"25/{40 + 3 * i}" for i in range(n)]),
            Col(
                "Agenda item",
                ("own", "action.theme"),
                b.pick(["Safety report", "Audit plan", "Patient story", "Risk"], n),
                kind="parent",
            ),
            Col("Action agreed", "action.title", b.some(words.CARE, n), width=46),
            Col("By whom", "action.lead", b.pick(words.PEOPLE, n)),
            Col(
                "Due date", "action.target_date", b.days(n, (2025, 6), (2026, 4)), fmt="dd/mm/yyyy"
            ),
            Col("Update", "text", b.some(words.UPDATES, n), width=46),
            Col("Status", "rating", b.pick(OPEN, n), fills=OPEN_FILLS),
        ],
        fill=GREY,
    )


@workbook("logs", why="Each meeting is a band row; initials stand for people")
def meeting_log_by_meeting(b: Book) -> None:
    p = b.sheet("Actions", "action", groups=[("own", "objective.title", "action.theme")])
    n = 15
    p.say("Trustee board: matters arising", bold=True, size=14)
    initials = ["".join(w[0] for w in x.split()) for x in b.pick(words.PEOPLE, n)]
    p.table(
        [
            Col("Item", "action.reference", [f"{5 + i % 5}{'abc'[i // 5]}" for i in range(n)]),
            Col("Agreed", "action.title", b.some(words.CHARITY, n), width=46),
            Col("Person", "action.lead", initials, width=8),
            Col(
                "For",
                "action.target_date",
                b.pick(["Next meeting", "July 2025", "AGM", "31/12/2025"], n),
            ),
            Col("Done?", "rating", b.pick(["Y", "N", "Part"], n), width=8),
            Col("Remarks", "text", b.gaps(b.some(words.UPDATES, n), 0.3), width=40),
        ],
        groups={
            0: ["Meeting held 3 April 2025"],
            5: ["Meeting held 5 June 2025"],
            10: ["Meeting held 4 September 2025"],
        },
    )


@workbook("logs")
def audit_recommendations(b: Book) -> None:
    """Recommendations of internal audit, each with the manager's answer to it."""
    p, n = b.sheet("Rec tracker", "action"), 26
    p.say("Internal audit recommendation tracker", bold=True, size=16, fill=NAVY, across=13)
    p.say("Position at 31 October 2025 for the Audit Committee")
    p.skip()
    audits = b.runs_of(
        [
            "Payroll",
            "Cyber resilience",
            "Waiting list data",
            "Contract management",
            "Fire safety",
            "Declarations of interest",
        ],
        n,
    )
    p.table(
        [
            Col(
                "Audit",
                ("ambition.title", "objective.title", "action.theme"),
                audits,
                merge=True,
                width=22,
            ),
            Col(
                "Opinion",
                "own",
                [{"P": "Substantial", "C": "Limited"}.get(a[0], "Moderate") for a in audits],
                merge=True,
                by=audits,
            ),
            Col(
                "Rec no.",
                "action.reference",
                [f"{a[:3].upper()}-{1 + i}" for i, a in enumerate(audits)],
            ),
            Col("Recommendation", "action.title", b.some(words.CARE + words.DIGITAL, n), width=46),
            Col("Priority", "own", b.pick(["High", "Medium", "Low"], n)),
            Col("Management response", ("own", "text"), b.some(words.NEXT, n), width=36),
            Col("Responsible manager", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Exec sponsor", "action.executive", b.pick(words.ROLES, n), width=22),
            Col(
                "Original due date",
                "action.target_date",
                b.days(n, (2025, 4), (2025, 12)),
                fmt="dd-mmm-yy",
            ),
            Col(
                "Revised date",
                ("own", "action.target_date"),
                b.gaps(b.days(n, (2026, 1)), 0.7),
                fmt="dd-mmm-yy",
            ),
            Col(
                "Status", "rating", b.pick(["Implemented", "In progress", "Overdue", "Not due"], n)
            ),
            Col("Latest comment", "text", b.some(words.UPDATES, n), width=44),
            Col("Evidence seen", "own", b.gaps(b.some(words.EVIDENCE, n), 0.5), width=30),
        ],
        fill=PALE,
    )
    s = b.sheet("Summary")
    s.say("Recommendations by status", bold=True)
    s.table(
        [
            Col("Status", "noise", ["Implemented", "In progress", "Overdue", "Not due"]),
            Col("High", "noise", [2, 1, 1, 0]),
            Col("Medium", "noise", [4, 3, 2, 2]),
            Col("Low", "noise", [5, 3, 1, 2]),
        ],
        after=[["Total", 11, 7, 8]],
    )


@workbook("logs", why="Recommendations of a complaint review; lessons are the table's own column")
def lessons_and_recommendations(b: Book) -> None:
    p, n = b.sheet("Learning log", "action"), 13
    p.say("Learning from complaints and incidents", bold=True, size=13)
    p.skip()
    p.table(
        [
            Col(
                "Case",
                ("own", "action.theme"),
                [f"C{8000 + 13 * (i // 2)}" for i in range(n)],
                once=True,
                kind="parent",
            ),
            Col("What we learned", "own", b.some([x[1] for x in words.RISKS], n), width=36),
            Col("Rec", "action.reference", refs("L", n, 2)),
            Col("Recommendation", "action.title", b.some(words.CARE, n), width=44),
            Col("Assigned to", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Service", "action.team", b.pick(words.TEAMS, n)),
            Col("Complete by", "action.target_date", b.days(n), fmt="dd.mm.yyyy"),
            Col("Completed?", "rating", b.pick(["Yes", "No", "Partly"], n), fills=RAG),
            Col("Date closed", "own", b.gaps(b.days(n), 0.6), fmt="dd.mm.yyyy"),
            Col(
                "How do we know it worked?",
                ("text", "own"),
                b.gaps(b.some(words.EVIDENCE, n)),
                width=34,
            ),
        ],
        fill=TEAL,
    )


@workbook("logs", why="Decisions hold nothing to follow; the action log beside them does")
def board_pack_logs(b: Book) -> None:
    d = b.sheet("Decision log")
    d.say("Decisions of the programme board", bold=True)
    d.table(
        [
            Col(
                "Decision",
                "noise",
                [
                    "Approved the outline case",
                    "Deferred the laundry move",
                    "Accepted the change request",
                    "Closed the pilot",
                ],
                width=40,
            ),
            Col("Date", "noise", b.days(4, (2025, 4), (2025, 9)), fmt="dd/mm/yyyy"),
            Col("Made by", "noise", ["Board", "Board", "SRO", "Board"]),
        ]
    )
    p, n = b.sheet("Action log", "action"), 10
    p.say("Programme board action log", bold=True)
    p.table(
        [
            Col("Action ID", "action.reference", refs("PB", n, 2)),
            Col(
                "Project",
                ("ambition.title", "objective.title", "action.theme"),
                b.pick(words.PROJECTS[:4], n),
                width=24,
            ),
            Col("Raised", "own", b.days(n, (2025, 4), (2025, 9)), fmt="dd/mm/yyyy"),
            Col("Description", "action.title", b.some(words.NEXT, n), width=42),
            Col("Actionee", "action.lead", b.pick(words.PEOPLE, n)),
            Col("Deadline", "action.target_date", b.days(n), fmt="dd/mm/yyyy"),
            Col("RAG status", "rating", b.pick(["R", "A", "G"], n), fills=RAG),
            Col("Progress notes", "text", b.some(words.UPDATES, n), width=42),
        ],
        fill=GREY,
    )
    c = b.sheet("Attendance")
    c.table(
        [
            Col("Name", "noise", words.PEOPLE[:8]),
            *[Col(m, "noise", b.pick(["Y", "Apols"], 8), width=8) for m in ("Apr", "Jun", "Sep")],
        ]
    )
