"""Contents of invented papers, for tests that need no database."""

from itertools import cycle
from typing import Any

Content = dict[str, Any]

RATINGS = {
    code: {"label": label, "letter": letter, "tone": tone, "meaning": meaning}
    for code, label, letter, tone, meaning in (
        ("off", "Off track", "R", "red", "late by more than one quarter"),
        ("behind", "Behind", "A", "amber", "late by less, recovery in place"),
        ("on", "On track", "G", "green", "done by its date"),
        ("done", "Complete", "C", "blue", "done, with evidence"),
        ("paused", "Paused", "P", "grey", "stopped by decision of the board"),
    )
}
WORDS = {
    "objective": ["Strategic objective", "Strategic objectives"],
    "ambition": ["Priority", "Priorities"],
    "action": ["Supporting objective", "Supporting objectives"],
    "lead": "Executive director",
    "risk": ["Strategic risk", "Strategic risks"],
}
PEOPLE = [
    {"name": "Tamsin Okafor", "role": "Chief Operating Officer"},
    {"name": "Rhodri Vance", "role": "Chief Finance Officer"},
    {"name": "Leila Brandt-Moss", "role": "Chief Nurse"},
    {"name": "", "role": "CPO"},
]
NARRATIVES = [
    (
        "All four hubs opened on 3 June. **82%** of 2,140 referrals were seen within two hours "
        "(79% last quarter; <1 day for >90% of the rest)."
    ),
    (
        "• Twenty-nine of 41 clinics live\n• Missed appointments down from 9.1% to 7.4%\n"
        "\to fastest in Tarnbrook\n\to slowest in out-of-hours/weekend clinics\n\n"
        "Next: the remaining 12."
    ),
    "None.",
    (
        "Two posts drew no suitable applicant.\nInterviews on 6 November; joint posts with the "
        "acute trust.\n\n104*\n\n* rebased data, see file_name_v2"
    ),
    "-",
]


def value(code: str, direction: str = "", movement: str = "") -> dict[str, Any]:
    rating = RATINGS[code]
    return {
        "label": rating["label"],
        "letter": rating["letter"],
        "tone": rating["tone"],
        "number": None,
        "direction": direction,
        "movement": movement,
    }


def risk(number: int, **more: Any) -> dict[str, Any]:
    score = [20, 16, 12, 9, 6][number % 5]
    tone, band = (
        ("red", "extreme")
        if score >= 15
        else ("amber", "high")
        if score >= 8
        else ("plain", "moderate")
    )
    made = {
        "reference": f"{2040 + number}",
        "title": f"If winter demand outruns beds in locality {number}, people will wait longer in "
        "emergency departments, with harm to patients and staff*.",
        "leads": [PEOPLE[number % 3]],
        "current": {"score": score, "band": band, "tone": tone},
        "target": {"score": 8, "band": "high", "tone": "amber"},
        "movement": {
            "direction": ["up", "same", "down"][number % 3],
            "words": ["was 12", "no change", "was 20"][number % 3],
        },
        "linked": ["1.1", "1.3"],
    }
    return made | more


def action(number: int, **more: Any) -> dict[str, Any]:
    codes = ["on", "behind", "off", "done", "paused"]
    code = codes[number % 5]
    texts = NARRATIVES[number % 5]
    made = {
        "reference": f"1.{number + 1}",
        "title": f"Open community diagnostic hub number {number + 1}, with evening "
        "and weekend sessions",
        "kind": "Supporting objective",
        "theme": "",
        "leads": [PEOPLE[number % 4]],
        "ratings": {
            "delivery": value(code, movement=["better", "no change", "worse"][number % 3]),
            "forecast": value(code, direction="down" if code == "behind" else "")
            if number % 7
            else None,
        },
        "narratives": [
            {
                "heading": "Comments",
                "text": texts,
                "empty": "none" if texts in ("None.", "-") else "",
            }
        ],
        "target_date": "2025-09-30",
        "target_text": "30/09/2025",
    }
    if code in ("behind", "off"):
        made["narratives"] += [
            {"heading": "Why", "text": "six of 22 posts are vacant.", "empty": ""},
            {
                "heading": "Mitigation",
                "text": "• group sessions from 4 November\n• weekend clinics",
                "empty": "",
            },
        ]
    return made | more


def frame(layout: str, **more: Any) -> Content:
    made = {
        "schema": "strategy-tracker/paper/1",
        "layout": layout,
        "trust": {"name": "Tarnbrook Community NHS Foundation Trust", "colour": "#005eb8"},
        "title": "Nearer to Home: progress at Quarter 2 2024/25",
        "strategy": {"title": "Nearer to Home"},
        "period": {
            "label": "Quarter 2 2024/25",
            "starts_on": "2024-07-01",
            "ends_on": "2024-09-30",
            "status": "closed",
        },
        "meeting": {
            "name": "Board of Directors in public",
            "date": "2024-10-31",
            "agenda_item": "11",
        },
        "status": {"draft": False, "version": 3, "as_at": "2024-10-24", "hash": "9f2c41d8"},
        "words": WORDS,
        "legend": [RATINGS[code] for code in ("off", "behind", "on", "done", "paused")],
        "summary": {"text": "Twelve supporting objectives: 2 off track, 3 behind.", "counts": []},
        "columns": [
            {"key": "reference", "label": "Ref", "kind": "text"},
            {"key": "title", "label": "Supporting objective", "kind": "text"},
            {"key": "leads", "label": "Executive director", "kind": "leads"},
            {"key": "delivery", "label": "Current progress", "kind": "rating"},
            {"key": "narratives", "label": "Comments", "kind": "narratives"},
            {"key": "target_date", "label": "Target date", "kind": "date"},
            {"key": "forecast", "label": "Projected year end position", "kind": "rating"},
        ],
        "objectives": [
            {
                "reference": str(number + 1),
                "title": title,
                "introduction": "",
                "description": "",
                "aims": [],
                "leads": [],
            }
            for number, title in enumerate(
                ["Care close to home", "A place people want to work", "Sound money, shared openly"]
            )
        ],
        "groups": [],
        "risks": [],
    }
    return made | more


def progress_table(actions: int = 12, groups: int = 3, risks: int = 6, **more: Any) -> Content:
    """Priorities with their statement and risks, and `actions` shared out among them."""
    names = cycle(["“Recover well”", "“Grow our own people”", "“Spend once”"])
    rows = [action(number) for number in range(actions)]
    size = -(-actions // groups) if groups else 0
    made = [
        {
            "reference": f"P{index + 1}",
            "title": next(names),
            "statement": "“We will restore every service while closing the gap between our "
            "most and least deprived neighbourhoods”",
            "risk_references": ["2040", "2041", "2043"][: index + 1],
            "leads": [],
            "rows": rows[index * size : (index + 1) * size],
        }
        for index in range(groups)
    ]
    return frame("progress-table", groups=made, risks=[risk(n) for n in range(risks)]) | more


def quarterly_progress(goals: int = 3, items: int = 4, **more: Any) -> Content:
    """Goals, each with its risks and two areas of numbered items by theme."""
    themes = ["Access", "Access", "Research and innovation", "Estates/environment"]
    groups = []
    for goal in range(goals):
        rows = [
            action(number + goal, reference=str(number + 1), theme=themes[number % 4])
            for number in range(items)
        ]
        groups.append(
            {
                "reference": str(goal + 1),
                "title": ["Better outcomes", "Better care", "A better place to work"][goal % 3],
                "introduction": "For everyone in every valley of Tarnbrook: working with others so "
                "that there are safe, healthy places to live and work.",
                "description": "We will improve access to our services for local people.\n"
                "We will measure this through what patients tell us.",
                "aims": ["Shorter waits", "Fewer moves between wards"] if goal == 1 else [],
                "leads": [PEOPLE[goal]] if goal == 1 else [],
                "risks": [
                    risk(n, leads=[], target=None, linked=[], reference=f"0{n + 1}")
                    for n in range(goal * 2)
                ],
                "areas": [
                    {"title": "Access to services", "rows": rows[: items // 2]},
                    {"title": "Trust-wide improvement", "rows": rows[items // 2 :]},
                ],
            }
        )
    columns = [column for column in frame("")["columns"] if column["key"] != "forecast"]
    columns[3] = {"key": "delivery", "label": "RAG", "kind": "rating"}
    return frame("quarterly-progress", groups=groups, columns=columns) | more
