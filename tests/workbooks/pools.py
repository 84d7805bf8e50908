"""The words of invented plans: two pools, each written without a look at the other.

Neither was written from the program's list of synonyms. What is tuned on the words of one
pool is tested on those of the other, so never copy a word from one into the other because
an import missed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pool:
    """The words of one kind of trust. `headings` are by column; titles of actions are made of
    `verbs`, `things` and `tails`; `people` are (name, post); an ambition has from the first to
    the last of `actions_each`."""

    headings: Mapping[str, tuple[str, ...]]
    strategies: tuple[str, ...]
    objectives: tuple[str, ...]
    ambitions: tuple[str, ...]
    verbs: tuple[str, ...]
    things: tuple[str, ...]
    tails: tuple[str, ...]
    comments: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    risks: tuple[str, ...]
    measures: tuple[str, ...]
    questions: tuple[str, str, str]
    groups: tuple[str, ...]
    above: tuple[str, ...]
    totals: tuple[str, ...]
    legends: tuple[str, ...]
    notes: tuple[str | None, ...]
    notes_heading: str
    sheets: Mapping[str, str]
    footnotes: tuple[str, ...]
    actions_each: tuple[int, int]


FIRST = Pool(
    headings={
        "objective": (
            "Objective", "Strategic objective", "Goal", "Strategic goal", "Corporate objective",
            "Strategic aim", "Strategic pillar", "Our objective", "Workstream", "Programme",
            "Trust strategic objective", "Objective / Goal",
        ),
        "ambition": (
            "Ambition", "Priority", "Annual priority", "In-year priority", "Our priorities",
            "Priority for 2025/26", "Breakthrough objective",
        ),
        "reference": (
            "Ref", "Ref.", "No.", "Action ref", "Ref no", "#", "ID", "Action No.", "Item",
        ),
        "action": (
            "Action", "Key action", "Milestone", "Deliverable", "What we will do",
            "Actions required", "Planned actions", "Key deliverables", "Action to be taken",
            "Agreed action", "What will be done?", "Key actions for 2025/26",
        ),
        "lead": (
            "Lead", "Owner", "Action owner", "Responsible lead", "Accountable officer", "By whom",
            "Lead officer", "Responsible person", "Lead(s)", "Named lead", "Who?", "Lead / owner",
        ),
        "objective_lead": (
            "Lead", "Executive lead", "Named lead", "Responsible director", "Owner",
        ),
        "rating": (
            "RAG", "RAG status", "Status", "BRAG", "RAG rating", "Current RAG", "Delivery RAG",
            "Progress RAG", "Q2 RAG", "Rating", "Are we on track?", "Current status",
        ),
        "forecast": (
            "Forecast", "Forecast RAG", "Year-end forecast", "Expected year-end position",
            "Predicted RAG", "Forecast outturn", "Forecast year-end RAG", "Projected RAG",
        ),
        "target": (
            "Target date", "Due date", "By when", "Deadline", "Completion date", "Timescale",
            "Due", "When", "Target completion date", "To be completed by", "Due by",
            "Delivery date",
        ),
        "comment": (
            "Comments", "Update", "Progress", "Commentary", "Progress update", "Narrative",
            "Latest update", "Position this quarter", "Update for Q2", "What has been achieved",
            "Progress against plan", "Quarterly update",
        ),
        "risk_reference": ("Risk ref", "Risk ID", "Ref", "Risk No.", "BAF ref"),
        "risk": (
            "Risk", "Risk description", "Principal risk", "Description of risk", "Strategic risk",
        ),
        "current": ("Current score", "Current risk score", "Residual score", "Current rating"),
        "risk_target": ("Target score", "Target risk score", "Target rating", "Target"),
        "risk_lead": ("Risk owner", "Owner", "Lead", "Executive lead", "Risk lead"),
        "number": ("No.", "Ref", "#", "KPI no"),
        "measure": (
            "Measure", "KPI", "Metric", "Indicator", "Success measure", "Performance measure",
        ),
        "baseline": ("Baseline", "Baseline position", "Starting point"),
        "year": ("Financial year", "Year", "FY"),
        "part": ("Quarter", "Qtr", "Period"),
        "value": ("Value", "Result", "Figure"),
    },
    strategies=("Trust plan 2025/26",),
    objectives=(
        "Kinder care, every day",
        "Quicker care",
        "A place where people want to work",
        "Living within our means",
        "Safer wards & safer homes",
        "Partners in a healthier county",
    ),
    ambitions=(
        "Cut the longest waits by half",
        "Every patient knows who looks after them",
        "No ward without a full team",
        "Fewer falls, and none with harm",
        "A record that follows the patient",
        "Buildings that are fit for care",
        "Care closer to home for older people",
        "Fair chances for every colleague",
        "A balanced budget by the spring",
        "Listening to families at every step",
        "Research open to every clinic",
        "Waste down by a fifth",
    ),
    verbs=(
        "Open", "Replace", "Train staff to run", "Agree the business case for", "Publish", "Pilot",
        "Roll out", "Review", "Recruit to", "Move to", "Reduce the backlog of", "Co-design",
    ),
    things=(
        "the garden room", "call bells on every ward", "first appointments online",
        "the boiler plant", "waiting times", "a night nursing rota", "the discharge lounge",
        "digital consent forms", "community heart clinics", "the staff rest areas",
        "a carers’ passport", "the imaging suite", "one-stop breast clinics",
        "e-prescribing in theatres", "the patients’ forum", "volunteer drivers",
        "same-day frailty care", "the apprenticeship scheme",
    ),
    tails=(
        "",
        "",
        " across both sites",
        ", starting with the busiest wards",
        " and report to the board each month",
        " so that nobody waits longer than a week",
        " (phase 2)",
        "; partners to be told in writing",
    ),
    comments=(
        "On plan.",
        "Doors arrive in week 30; fitters are booked for the week after.",
        "Median wait 48 seconds in June, down from 71 in May. Three wards still miss the standard.",
        "The supplier has withdrawn. We went back to the market, and two bids came in on Friday.",
        "Business case agreed by the finance committee, subject to the usual checks on cost.",
        "Slower than hoped: four of nine posts are filled, and two starters join next month.",
        "- Survey sent to all staff\n- Results shared with teams\n- Plan written with the unions",
        "Pilot ended. Lessons: start earlier, phone rather than write, and ask families first.",
        "Work has begun, though the “old” system stays in use until the autumn – see the risk log.",
        "Training reached 84% of staff against a plan of 80%.",
        "Awaiting a decision from the regional team; we expect to hear before the next meeting.",
    ),
    people=(
        ("Asha Rao", "Chief Nurse"),
        ("Ben Hale", "Director of Finance"),
        ("Cara Dean", "Medical Director"),
        ("Deepak Shah", "Chief Operating Officer"),
        ("Ewa Nowak", "Director of People"),
        ("Fergus O’Neill", "Head of Estates"),
        ("Grace Adeyemi", "Director of Strategy"),
        ("Huw Prys-Jones", "Chief Information Officer"),
    ),
    risks=(
        "If beds stay full, then people wait on trolleys",
        "If the boiler plant fails, then wards close in a cold week",
        "If posts cannot be filled, then clinics are put off",
        "If the network is attacked, then records cannot be read",
        "If costs rise faster than income, then the plan cannot be paid for",
        "If partners step back, then care at home does not grow",
    ),
    measures=(
        "Calls answered within a minute",
        "First appointments booked online",
        "Colleagues who would recommend us as a place to work",
        "Falls with harm per 1,000 bed days",
        "Vacancy rate of registered nurses",
        "Waits over 52 weeks",
    ),
    questions=(
        "What went well this quarter?",
        "What is worrying us?",
        "What will we do next?",
    ),
    groups=("Delivery", "This quarter", "Plan", "Details"),
    above=(
        "Version 3, printed on 4 July 2025", "Prepared by: Planning team",
        "Please return by the fifth of the month", "For the strategy committee",
    ),
    totals=("Total",),
    legends=("Key",),
    notes=("Asked twice.", "See the paper of May.", None),
    notes_heading="Notes for PMO",
    sheets={"plan": "Plan", "risks": "Risks", "scorecard": "Scorecard", "annex": "Summary"},
    footnotes=("* Dates are those that the committee agreed in March.", "Source: planning team"),
    actions_each=(1, 2),
)  # fmt: skip

SECOND = Pool(
    headings={
        "objective": (
            "Strategic objective", "Objective", "Goal", "Strategic goal", "Corporate objective",
            "Workstream", "Strategic aim", "Trust objective", "Programme", "Strategic theme",
        ),
        "ambition": ("Ambition", "Priority", "Our ambition", "Annual priority", "Sub-objective"),
        "reference": ("Ref", "No", "No.", "Ref no", "ID", "Action no", "Action ref", "#", "Item"),
        "action": (
            "Key action", "Action", "Actions", "What we will do", "Milestone", "Deliverable",
            "Planned action", "Action required", "Key deliverable", "Activity", "Task",
            "Initiative",
        ),
        "lead": (
            "Lead", "Owner", "Responsible", "Action owner", "Exec lead", "Lead officer",
            "Responsible person", "Named lead", "Accountable director", "SRO", "Who",
        ),
        "rating": (
            "RAG", "RAG status", "Status", "Rating", "Current RAG", "RAG rating", "Delivery RAG",
            "BRAG", "Current status",
        ),
        "target": (
            "Target date", "Due date", "Deadline", "By when", "Completion date", "Due",
            "Timescale", "Date due", "Planned completion date", "Delivery date",
        ),
        "comment": (
            "Comments", "Progress update", "Update", "Narrative", "Commentary", "Latest position",
            "Progress to date", "Update this quarter", "Progress", "Current position",
        ),
        "risk_reference": ("Risk ref", "Ref", "Risk ID", "BAF ref", "Risk no"),
        "risk": (
            "Risk", "Risk description", "Principal risk", "Risk title", "Description of risk",
        ),
        "current": ("Current score", "Current risk score", "Residual score", "Current rating"),
        "risk_target": (
            "Target score", "Target risk score", "Target rating", "Target risk rating",
        ),
        "measure": ("Measure", "Metric", "KPI", "Indicator", "Measure of success", "Metrics"),
        "number": ("No", "Ref", "#", "No."),
        "baseline": ("Baseline", "Baseline (date)", "Starting point"),
        "measure_target": ("Target", "End target", "Target (date)", "End target (date)"),
    },
    strategies=("Better by design", "Our plan for care", "Together 2030"),
    objectives=(
        "Safer maternity care", "A fair place to work", "Care closer to home", "Shorter waits",
        "Living within our means", "Healthier neighbourhoods", "Modern buildings and systems",
        "Learning every day",
    ),
    ambitions=(
        "Nobody waits longer than eighteen weeks", "Every team has a full rota",
        "People leave hospital on the day they are ready", "Staff speak up and are heard",
        "Families choose where care is given", "Buildings that need no buckets",
        "Records that follow the patient", "Half the carbon by the end of the decade",
    ),
    verbs=(
        "Open", "Recruit to", "Review", "Publish", "Agree", "Replace", "Train staff in", "Pilot",
        "Launch", "Complete the business case for", "Audit", "Extend", "Redesign", "Procure",
    ),
    things=(
        "the discharge lounge", "a second theatre list", "the virtual ward",
        "the fracture clinic", "the menopause policy", "the bleep system",
        "community diagnostics", "the stroke pathway", "the volunteers' charter",
        "the apprentice scheme", "falls alarms", "the sepsis bundle", "electronic consent",
        "the night transport rota", "the family liaison team",
    ),
    tails=(
        " at Northgate", " in all six localities", " on the elderly wards", " with the council",
        " for children under five", " across the west sites", " with two practices",
        " in the day unit",
    ),
    comments=(
        "The first cohort has finished and feedback is good.",
        "The supplier is three weeks late.",
        "Interviews are on the 14th.",
        "Approved by the executive team in May.",
        "Two of the five sites have gone live.",
        "Waiting for the capital decision.",
        "The baseline is being checked with the analysts.",
        "No change since the last report.",
        "Staff sickness has held this up.",
        "Benefits will show from the autumn.",
        "Interviews are on the 14th. Benefits will show from the autumn.",
        "No change since the last report. Waiting for the capital decision.",
        "The supplier is three weeks late. Two of the five sites have gone live.",
    ),
    people=(
        ("Asha Rao", "Chief Nurse"),
        ("Ben Hale", "Medical Director"),
        ("Cerys Vaughan", "Director of Finance"),
        ("Dev Anand", "Chief People Officer"),
        ("Esther Okoye", "Head of Estates"),
        ("Finn Doyle", "Director of Strategy"),
        ("Grace Adeyemi", "Chief Operating Officer"),
        ("Hugh Pemberton", "Head of Digital"),
        ("Ines Duarte", "Director of Nursing"),
        ("Jakub Nowak", "Company Secretary"),
    ),
    risks=(
        "If theatre staff cannot be found, then lists are cancelled",
        "If the roof is not mended, then wards close in winter",
        "If savings are not made, then the plan fails",
        "If data are late, then decisions are made blind",
        "If suppliers withdraw, then clinics stop",
    ),
    measures=(
        "Seconds until a bell is answered", "Share of appraisals done", "Falls with harm",
        "Referrals seen within two weeks", "Vacancies in nursing", "Complaints answered in time",
    ),
    questions=("What went well", "What was difficult", "Next steps"),
    groups=("Delivery", "Progress", "Position", "Assurance", "Monitoring"),
    above=(
        "Prepared for the Board of Directors", "Version 0.4 DRAFT",
        "Owner: Strategy and Planning team", "Please update in purple text",
        "Last refreshed by the programme office", "Not for onward circulation",
    ),
    totals=("Total", "Total actions", "Grand total"),
    legends=("Key", "RAG key", "Key:"),
    notes=("Chased twice", "See the action log", "Ask Jo", None, None, None),
    notes_heading="Notes for the programme office",
    sheets={
        "plan": "Action plan", "risks": "Risks", "scorecard": "Scorecard", "annex": "Annex",
    },
    footnotes=("* Agreed by the executive team.", "Source: strategy and planning team"),
    actions_each=(2, 4),
)  # fmt: skip

POOLS: Mapping[str, Pool] = {"first": FIRST, "second": SECOND}


def headings_of(pool: str, name: str) -> tuple[str, ...]:
    """How that pool heads a column; where it has no such column, how the other one does."""
    return next(
        found
        for candidate in (POOLS[pool], FIRST, SECOND)
        if (found := candidate.headings.get(name))
    )
