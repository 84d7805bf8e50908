"""How a trust words one value: headings, names, dates, ratings, as plain cells."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from tests.tracker_content import WORDS, Person

# What trusts head such columns. Written down from what people say, not from the program's list.
HEADINGS = {
    "objective": (
        "Objective", "Strategic objective", "Goal", "Strategic goal", "Corporate objective",
        "Strategic aim", "Strategic pillar", "Our objective", "Workstream", "Programme",
        "Trust strategic objective", "Objective / Goal",
    ),
    "ambition": (
        "Ambition", "Priority", "Annual priority", "In-year priority", "Our priorities",
        "Priority for 2025/26", "Breakthrough objective",
    ),
    "reference": ("Ref", "Ref.", "No.", "Action ref", "Ref no", "#", "ID", "Action No.", "Item"),
    "action": (
        "Action", "Key action", "Milestone", "Deliverable", "What we will do", "Actions required",
        "Planned actions", "Key deliverables", "Action to be taken", "Agreed action",
        "What will be done?", "Key actions for 2025/26",
    ),
    "lead": (
        "Lead", "Owner", "Action owner", "Responsible lead", "Accountable officer", "By whom",
        "Lead officer", "Responsible person", "Lead(s)", "Named lead", "Who?", "Lead / owner",
    ),
    "objective_lead": ("Lead", "Executive lead", "Named lead", "Responsible director", "Owner"),
    "rating": (
        "RAG", "RAG status", "Status", "BRAG", "RAG rating", "Current RAG", "Delivery RAG",
        "Progress RAG", "Q2 RAG", "Rating", "Are we on track?", "Current status",
    ),
    "forecast": (
        "Forecast", "Forecast RAG", "Year-end forecast", "Expected year-end position",
        "Predicted RAG", "Forecast outturn", "Forecast year-end RAG", "Projected RAG",
    ),
    "target": (
        "Target date", "Due date", "By when", "Deadline", "Completion date", "Timescale", "Due",
        "When", "Target completion date", "To be completed by", "Due by", "Delivery date",
    ),
    "comment": (
        "Comments", "Update", "Progress", "Commentary", "Progress update", "Narrative",
        "Latest update", "Position this quarter", "Update for Q2", "What has been achieved",
        "Progress against plan", "Quarterly update",
    ),
    "risk_reference": ("Risk ref", "Risk ID", "Ref", "Risk No.", "BAF ref"),
    "risk": ("Risk", "Risk description", "Principal risk", "Description of risk", "Strategic risk"),
    "current": ("Current score", "Current risk score", "Residual score", "Current rating"),
    "risk_target": ("Target score", "Target risk score", "Target rating", "Target"),
    "risk_lead": ("Risk owner", "Owner", "Lead", "Executive lead", "Risk lead"),
    "number": ("No.", "Ref", "#", "KPI no"),
    "measure": ("Measure", "KPI", "Metric", "Indicator", "Success measure", "Performance measure"),
    "baseline": ("Baseline", "Baseline position", "Starting point"),
    "kind": ("Aim/Actual", "Type", "Plan / actual", ""),
    "year": ("Financial year", "Year", "FY"),
    "part": ("Quarter", "Qtr", "Period"),
    "value": ("Value", "Result", "Figure"),
}  # fmt: skip
_FILLS = {
    "red": ("FF0000", "C00000", "F8696B", "FFC7CE"),
    "amber": ("FFC000", "FFBF00", "FF9900", "F4B084"),
    "green": ("00B050", "92D050", "63BE7B", "C6EFCE"),
    "blue": ("0070C0", "00B0F0", "4472C4", "5B9BD5"),
}
PURPLE = PatternFill("solid", fgColor="FF7030A0")
_THEMES = {"red": 5, "amber": 9, "green": 6, "blue": 4}
_INDEXED = {"red": (2, 10), "amber": (51, 52), "green": (17, 50), "blue": (4, 48)}
_ARROWS = ("↑", "↓", "→", "↔")
_LONGEST_PAIR = 8


@dataclass(frozen=True)
class Put:
    """What goes into one cell: its value and, if it has any, a fill and a number format.

    `rule` is a fill that a conditional format gives, and the word that it goes by.
    """

    value: Any = None
    fill: PatternFill | None = None
    number_format: str = ""
    rule: tuple[str, PatternFill] | None = None


def heading(rng: Random, name: str, *, misspelt: bool = False) -> str:
    """One of the ways to head the column `name`, and if asked with one letter wrong."""
    text = rng.choice(HEADINGS[name])
    return misspell(rng, text) if misspelt else text


def misspell(rng: Random, text: str) -> str:
    """`text` with a letter lost, doubled or changed places, in a word of six letters or more."""
    words = text.split(" ")
    places = [n for n, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if not places:
        return text
    place = rng.choice(places)
    word, at = words[place], rng.randint(1, len(words[place]) - 2)
    words[place] = rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(words)


def people(lead: tuple[Person, ...], style: str) -> str:
    """The cell of a lead: names alone, with posts, or several people parted by a mark."""
    if style == "names":
        return " / ".join(name for name, _ in lead)
    if style == "posts":
        return "; ".join(f"{name}, {role}" for name, role in lead)
    if style == "brackets":
        return "\n".join(f"{name} ({role})" for name, role in lead)
    return " & ".join(name for name, _ in lead)


def day(target: date, style: str) -> Put:
    """The cell of a date in `style`."""
    if style == "real":
        return Put(target, number_format="dd/mm/yyyy")
    if style == "serial":
        return Put((target - date(1899, 12, 30)).days)
    return Put(_day_text(target, style))


def _day_text(target: date, style: str) -> str:
    quarter = (target.month - 4) % 12 // 3 + 1
    first = target.year - (target.month < 4)
    ends_month = (target + timedelta(days=1)).day == 1
    if style in ("quarter", "end of") and not ends_month:
        return target.strftime("%d/%m/%Y")
    if style == "quarter" and target.month % 3 == 0:
        return f"Q{quarter} {first % 100:02d}/{(first + 1) % 100:02d}"
    if style == "quarter" or style == "end of":
        return target.strftime("end of %B %Y")
    if style == "month name":
        return target.strftime("%d-%b-%y")
    if style == "long":
        return f"{target.day} {target:%B %Y}"
    return target.strftime("%d/%m/%Y")


def rating(rng: Random, tone: str, style: str, scale: str) -> Put:
    """The cell of a rating in `style`; `scale` is of WORDS."""
    word = WORDS[scale][tone]
    if style == "letters":
        return Put(WORDS["rag"][tone][0])
    if style == "arrows":
        return Put(f"{WORDS['rag'][tone][0]} {rng.choice(_ARROWS)}")
    if style == "words":
        return Put(word)
    if style == "coloured words":
        return Put(word, fill_of(rng, tone, "fills"))
    if style == "conditional fills":
        return Put(rule=(tone, fill_of(rng, tone, "fills")))
    return Put(None, fill_of(rng, tone, style))


def fill_of(rng: Random, tone: str, style: str) -> PatternFill:
    """A fill as "fills" (RGB), "theme fills" or "indexed fills" give it."""
    if style == "theme fills":
        colour = Color(theme=_THEMES[tone], tint=rng.choice((0.0, -0.25, 0.4)))
    elif style == "indexed fills":
        colour = Color(indexed=rng.choice(_INDEXED[tone]))
    else:
        colour = Color(rgb=f"FF{rng.choice(_FILLS[tone])}")
    return PatternFill("solid", fgColor=colour)
