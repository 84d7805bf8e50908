"""Workbooks as public bodies put them on their websites: reports first, and data second.

A set to measure by and not to learn from: it was judged before anything was imported, and by
someone who had read neither the importer nor its words.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Font, PatternFill

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
)

# Words that an organisation has of its own for red, amber, green, blue and grey.
OWN_WORDS = {
    **RAG,
    **dict.fromkeys(("Delayed", "Overdue", "Low", "Unlikely", "Not delivered", "Stalled"), RED),
    **dict.fromkeys(("Slipping", "Medium", "Some delay", "Partially met", "Feasible"), AMBER),
    **dict.fromkeys(("On schedule", "High", "On course", "Likely", "Implemented"), GREEN),
    **dict.fromkeys(("Done", "Delivered", "Embedded", "Closed and embedded"), BLUE),
    **dict.fromkeys(("Not yet due", "Not due", "Paused", "On hold", "Superseded"), GREY),
}
GROUP = ("objective.title", "ambition.title", "action.theme")
AIM = ("objective.title", "ambition.title")
DATE_OR_OWN = ("action.target_date", "own")
SAID = ("text", "own")
DAY = "dd/mm/yyyy"


def value_of(words: str) -> Any:
    """A number or a day where the words are one; a ¶ is a new line in the cell."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
        return datetime.date.fromisoformat(words)
    if re.fullmatch(r"-?\d+", words):
        return int(words)
    if re.fullmatch(r"-?\d+\.\d+", words):
        return float(words)
    return re.sub(r" *¶ *", "\n", words) or None


def rows_of(text: str) -> list[list[Any]]:
    """Records between blank lines, cells between bars; a cell of '' is as the one above it."""
    found: list[list[Any]] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        parts = [part.strip() for part in " ".join(block.split()).split("|")]
        found.append(
            [found[-1][i] if part == "''" else value_of(part) for i, part in enumerate(parts)]
        )
    return found


def fill(text: str, *cols: Col) -> list[Col]:
    """The columns with the records in them; those without a heading stay empty."""
    rows = rows_of(text)
    named = [col for col in cols if col.heading is not None]
    for row in rows:
        if len(row) != len(named):
            raise ValueError(f"{len(row)} cells for {len(named)} columns: {row}")
    for index, col in enumerate(named):
        col.values = [row[index] for row in rows]
    return list(cols)


def gap() -> Col:
    """An empty column that only keeps others apart."""
    return Col(None, "noise", width=2)


def lay(p: Page, cols: Sequence[Col], **how: Any) -> None:
    """The table, its empty columns not judged."""
    p.table(cols, **how)
    p.judged = [one for one in p.judged if one[2] != "None"]


def note(p: Page, text: str, cell: str = "") -> None:
    """Small print under or over a table."""
    at = cell or f"A{p.row}"
    p.say(text, cell)
    p.ws[at].font = Font(italic=True, size=9)


def hide(p: Page, *rows: int) -> None:
    for row in rows:
        p.ws.row_dimensions[row].hidden = True


def status(heading: str, *, fills: Mapping[Any, str] = OWN_WORDS, **how: Any) -> Col:
    return Col(heading, "rating", fills=fills, width=13, **how)


def words(heading: str, verdict: str | tuple[str, ...] = "text", **how: Any) -> Col:
    return Col(heading, verdict, width=44, **how)


@workbook("published", why="The priority is merged; owners one under another; dates as text")
def delivery_plan_monitoring(b: Book) -> None:
    p = b.sheet("SDP monitoring", "action")
    p.say("Ambleford and Tarn Valley Integrated Care Board", bold=True, size=14)
    p.say("Strategic Delivery Plan 2025-28: monitoring report", bold=True, size=18)
    p.say("Position as at 30 September 2025. Paper E, public board meeting.")
    p.skip()
    cols = fill(
        """
        1. Prevention and healthy lives | SDP1.1 | Offer a lung health check to everyone eligible
        in the four most deprived neighbourhoods | Chief Medical Officer | Renata Sollis ¶
        Hugh Bankole | Apr 2025 | Mar 2026 | On schedule | Three of four neighbourhoods live.
        2,140 people have been seen since April. | Radiologist reporting time | Mobile unit
        moves to Tarn Foot in November

        '' | SDP1.2 | Tobacco dependency service in every acute and maternity setting |
        Chief Medical Officer | Hugh Bankole | Apr 2025 | Dec 2025 | Slipping | Maternity
        service in place. Acute service waits for two advisers to start. |
        Recruitment; posts are fixed-term | Advisers start on 10 November

        '' | SDP1.3 | Agree a single healthy weight pathway with the three councils |
        Director of Public Health (Tarn) | Renata Sollis | July 2025 | June 2026 | On schedule |
        Draft pathway out for comment until 17 October. | None |
        Final pathway to the partnership board in December

        2. Neighbourhood health | SDP2.1 | Ten integrated neighbourhood teams with one budget |
        Director of Place | Moses Tyndale ¶ Ffion Arkle | Apr 2025 | Mar 2027 | Slipping |
        Six teams meet every week. Budget holders are named in two. |
        Legal advice on the pooled budget is outstanding | Section 75 variation to be signed

        '' | SDP2.2 | Proactive care plan for everyone with moderate or severe frailty |
        Director of Place | Ffion Arkle | May 2025 | Sept 2026 | Delayed |
        31% of the cohort has a plan against a trajectory of 50%. |
        Practices report that the template takes 40 minutes | Shorter template trialled in Q3

        '' | SDP2.3 | Move the community phlebotomy service to a booked model |
        Director of Place | Moses Tyndale | June 2025 | Nov 2025 | Done |
        Went live on 1 September. | | Evaluation in February

        3. Urgent and emergency care | SDP3.1 | Single point of access for clinicians, 8am to
        10pm | Chief Delivery Officer | Corin Blatchley | Apr 2025 | Oct 2025 | On schedule |
        Hub takes 90 calls a day, two thirds of them diverted from the ED. | |
        Ambulance crews to join in October

        '' | SDP3.2 | Expand virtual ward to 240 beds | Chief Delivery Officer |
        Corin Blatchley ¶ Jun Okafor-Lees | Apr 2025 | Jan 2026 | Delayed |
        162 beds open. Occupancy 71%. | Respiratory consultant on long-term leave |
        Options paper to the UEC board

        '' | SDP3.3 | Reduce handovers over 45 minutes to none | Chief Delivery Officer |
        Acute trust COOs | Apr 2025 | Mar 2026 | Slipping |
        38 in September, down from 112 in April. | Flow at the northern site |
        Release protocol to be tested in week 43

        4. Mental health, learning disability and autism | SDP4.1 |
        Mental health support teams in 75% of schools |
        Chief Nursing Officer | Della Winstone | Sept 2025 | July 2026 | Not yet due |
        Wave 12 sites confirmed. | Training places at the university | Induction in January

        '' | SDP4.2 | Annual health checks for 80% of people with a learning disability |
        Chief Nursing Officer | Della Winstone | Apr 2025 | Mar 2026 | On schedule |
        34% at half year, which is better than last year (29%). | Most checks fall in Q4 |
        Letters to practices below 20%

        '' | SDP4.3 | No adult placed out of area for acute care | Chief Nursing Officer |
        Provider collaborative | Apr 2025 | Ongoing | Delayed | 11 adults out of area. |
        Ward closed for ligature works | Ward re-opens on 24 November

        5. Using our resources well | SDP5.1 | Deliver £41m system savings |
        Chief Finance Officer | Directors of finance | Apr 2025 | Mar 2026 | Slipping |
        £17.2m delivered against a plan of £19.6m. | £4m of schemes not yet identified |
        Recovery board to meet every fortnight

        '' | SDP5.2 | One estates strategy for the system | Chief Finance Officer |
        Alban Treece | Oct 2025 | Sept 2026 | Not yet due | Starts in Q3. | | Appoint adviser
        """,
        Col("Strategic priority", AIM, merge=True, width=24),
        Col("Ref", "action.reference"),
        Col("Key deliverable", "action.title", width=38),
        Col("Senior Responsible Officer", "action.sro", width=22),
        Col("Delivery lead(s)", "action.lead"),
        Col("Start", "action.start_date"),
        Col("End", "action.target_date"),
        status("Status"),
        words("Progress this period"),
        words("Issues and risks to delivery", SAID),
        words("Next steps", SAID),
    )
    lay(p, cols, fill=NAVY)
    note(p, "Deliverables marked 'Ongoing' have no end date and are reviewed each March.")
    p.skip()
    p.grid(
        [
            ["Status key", None],
            ["Delayed", "More than three months behind plan, or will not be delivered"],
            ["Slipping", "Up to three months behind plan, with recovery in hand"],
            ["On schedule", "To plan"],
            ["Done", "Delivered and handed over"],
        ]
    )
    g = b.sheet("How to read this report")
    for line in (
        "This report is published each quarter.",
        "Each deliverable has a Senior Responsible Officer who agrees its status.",
        "Deliverables are removed one quarter after they are done.",
    ):
        g.say(line)


@workbook("published", why="A wide assurance framework; scores are grouped under a second row")
def baf_single_sheet(b: Book) -> None:
    p = b.sheet("BAF Sept 25", "risk")
    p.say("BOARD ASSURANCE FRAMEWORK 2025/26", bold=True, size=16, fill=NAVY, across=16, cell="A1")
    p.say("Oathill and Marlbeck NHS Trust. Reviewed by the executive team on 9 September 2025")
    p.skip()
    cols = fill(
        """
        BAF 1 | Outstanding quality | IF we cannot staff wards safely THEN care will be missed,
        RESULTING IN harm and loss of confidence | Chief Nurse | Quality Committee | 20 |
        1. Safer staffing review twice a year ¶ 2. Daily staffing huddle ¶ 3. Bank incentive
        scheme | Level 1: ward dashboards ¶ Level 2: report to Quality Committee ¶ Level 3:
        inspection in March 2025 | No acuity tool in the community hospitals |
        Community data is not validated | 4 | 4 | 16 | 8 |
        Buy acuity tool for three sites ¶ Validate community data | Dec 2025

        BAF 2 | Outstanding quality | IF we do not recover planned care THEN people will wait
        longer, RESULTING IN deterioration | Chief Operating Officer |
        Finance and Performance Committee | 20 | 1. Access policy ¶ 2. Weekly PTL meeting ¶
        3. Insourcing contract for endoscopy | Level 1: PTL report ¶ Level 2: IPR ¶ Level 3:
        internal audit of waiting list data (moderate) | Theatre timetable has 9 unfilled lists |
        None identified | 4 | 5 | 20 | 10 | Fill lists through consultant job plans |
        Mar 2026

        BAF 3 | A great place to work | IF staff do not feel valued THEN they will leave,
        RESULTING IN vacancies and agency costs | Chief People Officer | People Committee | 16 |
        1. People plan ¶ 2. Freedom to Speak Up Guardian ¶ 3. Staff networks |
        Level 2: staff survey ¶ Level 2: guardian's report | Managers' training is voluntary |
        Exit interview response is 22% | 3 | 4 | 12 | 8 |
        Make the managers' programme mandatory ¶ Move exit interviews online | Jan 2026

        BAF 4 | Living within our means | IF the savings plan is not delivered THEN we will
        breach our control total, RESULTING IN regulatory action | Chief Finance Officer |
        Finance and Performance Committee | 25 | 1. Recovery board ¶ 2. Vacancy panel ¶
        3. Scheme of delegation | Level 1: monthly finance report ¶ Level 3: external audit |
        £3.1m of schemes not identified | Scheme benefits are self-reported | 5 | 4 | 20 | 12 |
        Close the gap by M8 ¶ Finance partners to validate benefits | Nov 2025

        BAF 5 | Modern places and technology | IF our buildings fail THEN services will stop,
        RESULTING IN cancellations and harm | Director of Estates | Finance and Performance
        Committee | 25 | 1. Backlog programme ¶ 2. Plant inspections ¶ 3. Authorising engineers |
        Level 2: premises assurance model ¶ Level 3: fire authority visit |
        No decant space | Six-facet survey is from 2019 | 4 | 5 | 20 | 15 |
        Commission a new six-facet survey ¶ Decant option appraisal | Jun 2026

        BAF 6 | Modern places and technology | IF there is a cyber attack THEN systems will be
        lost, RESULTING IN paper working and delay | Chief Digital Officer | Audit Committee |
        20 | 1. Multi-factor sign-in ¶ 2. Patch cycle of 14 days ¶ 3. Offline back-ups |
        Level 3: penetration test July 2025 | 41 devices cannot be patched |
        Suppliers' controls not tested | 3 | 5 | 15 | 10 | Isolate the 41 devices |
        Feb 2026

        BAF 7 | Working with partners | IF partners do not agree the new model of care THEN the
        hospital will be over-full, RESULTING IN corridor care | Chief Strategy Officer |
        Board | 16 | 1. Place partnership ¶ 2. Joint discharge team | Level 2: place board
        minutes | No shared risk register | Board sees place report only twice a year | 4 | 4 |
        16 | 8 | Agree a shared risk register | Dec 2025

        BAF 8 | Working with partners | IF we do not act on inequalities THEN outcomes will
        diverge, RESULTING IN avoidable illness | Chief Medical Officer | Quality Committee | 16 |
        1. Inequalities group ¶ 2. Waiting list by deprivation | Level 1: dashboard |
        Ethnicity recorded for 81% only | No external benchmark | 3 | 4 | 12 | 6 |
        Ask for ethnicity at booking | Mar 2026
        """,
        Col("BAF ref", "risk.reference"),
        Col("Strategic objective", AIM, width=22),
        Col("Principal risk", "risk.title", width=40),
        Col("Executive owner", "risk.owner"),
        Col("Lead committee", "own"),
        Col("Inherent score", "risk.inherent_score", fills=band_of),
        words("Key controls", "risk.controls"),
        words("Sources of assurance", "risk.assurances"),
        words("Gaps in control", "risk.gaps_in_control"),
        words("Gaps in assurance", "risk.gaps_in_assurance"),
        Col("Current risk > L", "risk.likelihood", width=6),
        Col("Current risk > C", "risk.consequence", width=6),
        Col("Current risk > Score", "risk.current_score", fills=band_of, width=8),
        Col("Target score", "risk.target_score", fills=band_of),
        words("Actions to close the gaps", ("risk.mitigation", "action.title")),
        Col("Due", ("own", "action.target_date")),
    )
    lay(p, cols, fill=PALE)
    note(p, "L = likelihood, C = consequence. Scores of 15 and above are reported to every board.")


BAF_FORMS = (
    (
        "SR1",
        "Failure to recruit and keep enough registered staff",
        "National shortages; housing costs; few career routes",
        "Unsafe staffing, closed beds and reliance on agency",
        "Executive Director of Workforce",
        "People and Culture Committee",
        ("5 x 4 = 20", "4 x 4 = 16", "2 x 4 = 8"),
        """
        International recruitment plan | Plan ends in March | Vacancy report each month |
        No forecast past 2026

        Retention group | No lead for allied health staff | Staff survey results | None

        Weekly rota scrutiny | Community teams not included | Internal audit: reasonable |
        Audit covered the wards only
        """,
        """
        Extend the recruitment plan to March 2027 | Nerys Coldham | 31/12/2025 | Paper drafted |
        Amber

        Appoint a retention lead for allied health staff | Joel Pasterfield | 30/11/2025 |
        Interviews on 6 November | Green

        Bring community teams into rota scrutiny | Head of Community Nursing | 31/01/2026 |
        Not started: system not ready | Red
        """,
    ),
    (
        "SR2",
        "Loss of key clinical systems",
        "Old infrastructure; suppliers' weaknesses; phishing",
        "Harm to patients and loss of data",
        "Executive Director of Digital",
        "Audit and Risk Committee",
        ("4 x 5 = 20", "3 x 5 = 15", "2 x 5 = 10"),
        """
        Cyber response plan | Not exercised out of hours | Table-top exercise report |
        No assurance about suppliers

        Network monitoring | Two sites not covered | Monthly security report | None
        """,
        """
        Exercise the plan on a weekend | Anders Whitlow | 28/02/2026 | Date agreed | Green

        Extend monitoring to both remaining sites | Anders Whitlow | 31/03/2026 |
        Kit on order | Amber

        Ask the top twenty suppliers for certification | Procurement Manager | 31/12/2025 |
        14 of 20 have replied | Green
        """,
    ),
    (
        "SR3",
        "Inability to deliver the financial plan",
        "Savings not identified; growth in demand; price rises",
        "Deficit, and less to invest in care",
        "Executive Director of Finance",
        "Finance and Investment Committee",
        ("5 x 5 = 25", "4 x 5 = 20", "3 x 4 = 12"),
        """
        Grip and control checklist | Not used by two divisions | Finance report to board |
        Forecast is not peer reviewed

        Savings programme office | Two vacancies | External audit opinion | None
        """,
        """
        Checklist to be signed by every divisional director | Priya Longmuir | 31/10/2025 |
        All signed | Blue

        Peer review of the forecast by a neighbouring trust | Priya Longmuir | 30/11/2025 |
        Terms agreed | Green

        Fill both vacancies in the programme office | Tom Garrard | 30/11/2025 |
        One filled | Amber
        """,
    ),
)


@workbook("published", why="A form for each risk: labels and answers, lists, then its actions")
def baf_risk_forms(b: Book) -> None:
    s = b.sheet("Summary", ("risk", ""))
    s.say("Board Assurance Framework – summary of strategic risks", bold=True, size=14)
    s.skip()
    s.table(
        [
            Col("Risk", ("risk.reference", "noise"), [one[0] for one in BAF_FORMS]),
            Col("Title", ("risk.title", "noise"), [one[1] for one in BAF_FORMS], width=40),
            Col("Executive lead", ("risk.owner", "noise"), [one[4] for one in BAF_FORMS]),
            Col("Score in Q1", ("own", "noise"), [16, 20, 20], fills=band_of),
            Col("Score in Q2", ("risk.current_score", "own", "noise"), [16, 15, 20], fills=band_of),
            Col("Movement", ("own", "noise"), ["↔", "↓", "↔"]),
        ]
    )
    for ref, title, cause, effect, lead, committee, scores, controls, actions in BAF_FORMS:
        p = b.sheet(ref, "risk", name_says=("risk.reference", "own"))
        p.say("Board Assurance Framework", bold=True, size=16, fill=TEAL, across=5, cell="A1")
        p.skip()
        top = p.row
        p.across(
            [
                Col("Risk ID", "risk.reference", [ref]),
                Col("Strategic risk", "risk.title", [title]),
                Col("Caused by", "risk.cause", [cause]),
                Col("Leading to", "risk.effect", [effect]),
                Col("Executive lead", "risk.owner", [lead]),
                Col("Assuring committee", "own", [committee]),
            ],
            top=top,
        )
        p.across(
            [
                Col("Inherent score (L x I)", "risk.inherent_score", [scores[0]]),
                Col("Current score (L x I)", "risk.current_score", [scores[1]]),
                Col("Target score (L x I)", "risk.target_score", [scores[2]]),
                Col("Risk appetite", "own", ["Cautious"]),
                Col("Date of last review", "own", ["8 October 2025"]),
            ],
            top=top,
            left=4,
            records=0,
        )
        p.skip()
        lay(
            p,
            fill(
                controls,
                words("Controls (what do we already have in place?)", "risk.controls"),
                words("Gaps in controls", "risk.gaps_in_control"),
                words("Assurance (how do we know it works?)", "risk.assurances"),
                words("Gaps in assurance", "risk.gaps_in_assurance"),
            ),
            kind="",
            records=0,
        )
        p.skip()
        p.say("Actions to address the gaps", bold=True)
        lay(
            p,
            fill(
                actions,
                words("Action", ("action.title", "risk.mitigation")),
                Col("Lead", "action.lead"),
                Col("Due date", "action.target_date"),
                words("Progress"),
                status("RAG"),
            ),
            kind="action",
        )


@workbook("published", why="Three scores in threes under two rows of headings; group rows")
def council_corporate_risks(b: Book) -> None:
    p = b.sheet("Register", "risk", groups=[("risk.category", "own")])
    p.say("Hallowdene District Council", bold=True)
    p.say("Corporate Risk Register: Quarter 2 2025/26", bold=True, size=16)
    note(p, "Appendix 1 to the report of the Section 151 Officer")
    p.skip()
    cols = fill(
        """
        CRR01 | Failure to set a balanced budget for 2026/27 | Section 151 Officer | 5 | 5 | 25 |
        Medium term financial strategy; star chamber; reserves policy | 4 | 4 | 16 | 2 | 4 | 8 |
        Cabinet to agree savings list in November | ↑ | Gap now £2.3m after the pay award

        CRR02 | Fraud and error in grants and benefits | Head of Revenues and Benefits | 4 | 3 |
        12 | Data matching; segregation of duties | 2 | 3 | 6 | 2 | 2 | 4 |
        Annual fraud survey | ↔ | No change

        CRR03 | Local government reorganisation takes staff away from services | Chief Executive |
        4 | 4 | 16 | Programme office; monthly leaders' meeting | 4 | 3 | 12 | 3 | 3 | 9 |
        Workforce stability plan | ↑ | Added in July at the request of the committee

        CRR04 | Leisure operator hands back the contract | Assistant Director, Communities | 3 | 4 |
        12 | Open-book reviews; utility benchmark clause | 3 | 3 | 9 | 2 | 3 | 6 |
        Contingency plan for two sites | ↔ | Operator's accounts are due in December

        CRR05 | Insufficient temporary accommodation | Housing Options Manager | 5 | 4 | 20 |
        Private sector leasing scheme; prevention fund | 5 | 3 | 15 | 3 | 3 | 9 |
        Buy twelve units by March | ↑ | 148 households at the end of September

        CRR06 | Five-year land supply is lost | Planning Policy Manager | 4 | 4 | 16 |
        Local plan timetable; call for sites | 3 | 4 | 12 | 2 | 4 | 8 |
        Regulation 19 consultation | ↔ | Consultation opens on 3 November

        CRR07 | Serious accident in a council building or park | Health and Safety Adviser | 4 | 5 |
        20 | Inspections; permit to work; training | 2 | 5 | 10 | 1 | 5 | 5 |
        Tree survey to be completed | ↓ | 70% of trees surveyed

        CRR08 | Cyber attack on council systems | Head of ICT | 5 | 5 | 25 |
        Staff training; back-ups kept offline; monitoring | 3 | 5 | 15 | 2 | 5 | 10 |
        Replace remote access | ↔ | Exercise held in September

        CRR09 | Loss of personal data | Monitoring Officer | 4 | 4 | 16 |
        Mandatory training; breach log | 2 | 4 | 8 | 2 | 3 | 6 |
        Refresh of the retention schedule | ↔ | Two breaches this quarter, neither reportable

        CRR10 | Elections cannot be run as planned | Returning Officer | 3 | 5 | 15 |
        Project plan; reserve venues | 2 | 5 | 10 | 1 | 5 | 5 |
        Book count venue for May | ↓ | Venue confirmed
        """,
        Col("Ref", "risk.reference"),
        Col("Risk description", "risk.title", width=38),
        Col("Risk owner", "risk.owner", width=22),
        Col("Inherent risk > L", "own", width=5),
        Col("Inherent risk > I", "own", width=5),
        Col("Inherent risk > Score", "risk.inherent_score", fills=band_of, width=8),
        words("Existing controls", "risk.controls"),
        Col("Residual risk > L", "risk.likelihood", width=5),
        Col("Residual risk > I", "risk.consequence", width=5),
        Col("Residual risk > Score", "risk.current_score", fills=band_of, width=8),
        Col("Target risk > L", "own", width=5),
        Col("Target risk > I", "own", width=5),
        Col("Target risk > Score", "risk.target_score", fills=band_of, width=8),
        words("Further mitigation planned", ("risk.mitigation", "action.title")),
        Col("Direction of travel", "own"),
        words("Q2 comments"),
    )
    lay(
        p,
        cols,
        fill=GREY,
        groups={
            0: ["Finance and governance"],
            3: ["Place and communities"],
            7: ["Information and legal"],
        },
    )
    p.skip()
    m = b.sheet("Scoring matrix")
    m.grid(
        [
            ["Likelihood / Impact", 1, 2, 3, 4, 5],
            *[[i, *[i * j for j in range(1, 6)]] for i in range(5, 0, -1)],
        ]
    )
    d = b.sheet("Removed risks", ("risk", ""))
    d.say("Risks removed from the register since April", bold=True)
    lay(
        d,
        fill(
            """
            CRR11 | Market hall roof fails | Property Manager | 2025-07-14 | Works completed

            CRR12 | New waste contract is not mobilised | Head of Environment | 2025-07-14 |
            Contract started on 2 June

            CRR13 | Loss of the payroll provider | Head of HR | 2025-09-15 |
            New contract signed for five years
            """,
            Col("Ref", ("risk.reference", "noise")),
            Col("Risk", ("risk.title", "noise"), width=34),
            Col("Owner", ("risk.owner", "noise")),
            Col("Date removed", ("own", "noise"), fmt=DAY),
            words("Reason", ("text", "own", "noise")),
        ),
    )


@workbook("published", why="Months across under dates, targets with signs, colours for each month")
def operational_scorecard(b: Book) -> None:
    p = b.sheet("Scorecard", "measure", groups=[("objective.title", "ambition.title", "own")])
    p.say("Integrated Performance Report – Scorecard", bold=True, size=16)
    p.say("Brackenfold Teaching Hospitals    |    Month 6: September 2025")
    p.skip()
    months = [datetime.date(2025, month, 1) for month in range(4, 10)]
    kept = p.row
    cols = fill(
        """
        S01 | Falls with moderate or severe harm per 1,000 bed days | CN | <=0.15 | 0.21 | 0.18 |
        0.16 | 0.14 | 0.12 | 0.13 | 0.16 | ▲ | Silver | Two of the three falls in September were
        in the same bay.

        S02 | C. difficile cases (hospital onset) | CN | 4 | 6 | 5 | 3 | 4 | 7 | 5 | 30 | ▼ | Gold |
        Cleaning audit completed in August; see Quality Committee paper 7.

        S03 | VTE risk assessment | CMO | 95% | 93.1 | 94.0 | 94.8 | 95.2 | 95.6 | 95.4 | 94.7 |
        ▲ | Silver |

        S04 | Patient safety incident investigations overdue | CN | 0 | 3 | 3 | 2 | 4 | 4 | 2 | 2 |
        ► | Bronze | Closed two in month.

        R01 | Four-hour standard, all types | COO | 78% | 71.4 | 72.0 | 73.9 | 74.8 | 73.1 | 72.6 |
        73.0 | ▼ | Gold | Attendances 6% over plan. Breaches mainly await a bed. ¶ Winter plan
        agreed.

        R02 | 12-hour waits in department | COO | <2% | 8.9 | 8.1 | 6.6 | 6.0 | 7.2 | 7.9 | 7.5 |
        ▼ | Gold | As above

        R03 | Referral to treatment within 18 weeks | COO | 62% | 57.2 | 57.9 | 58.3 | 59.1 | 59.0 |
        59.6 | 59.6 | ▲ | Silver | Ahead of the revised trajectory.

        R04 | Waits of more than 65 weeks | COO | 0 | 44 | 31 | 22 | 17 | 12 | 9 | 9 | ▲ | Gold |
        All nine are in oral surgery.

        R05 | Cancer: 28-day faster diagnosis | COO | 77% | 74.4 | 76.1 | 76.8 | 77.3 | 75.0 | n/a |
        75.9 | ► | Gold | September figures are published in November.

        R06 | Diagnostics within six weeks | COO | 90% | 81.1 | 82.6 | 84.3 | 85.0 | 85.2 | 86.9 |
        84.2 | ▲ | Silver |

        W01 | Sickness absence | CPO | 4.5% | 5.3 | 5.0 | 4.9 | 4.8 | 5.1 | 5.2 | 5.1 | ▼ | Gold |
        Anxiety and stress remain the main reason.

        W02 | Appraisals completed | CPO | 90% | 79.8 | 80.5 | 82.2 | 83.9 | 85.1 | 86.0 | 86.0 |
        ▲ | Bronze |

        W03 | Turnover (12 months) | CPO | <11% | 11.9 | 11.7 | 11.6 | 11.4 | 11.2 | 11.1 | 11.1 |
        ▲ | Gold |

        M01 | Agency spend as a share of pay bill | CFO | 2.5% | 3.9 | 3.7 | 3.4 | 3.1 | 3.2 | 2.9 |
        3.4 | ▲ | Gold | Lowest since 2021.

        M02 | Efficiency delivered against plan | CFO | 100% | 88 | 91 | 90 | 86 | 84 | 87 | 87 |
        ▼ | Gold | Procurement schemes slipped to quarter 4.
        """,
        Col("Ref", "own", width=6),
        Col("Indicator", "measure.name", width=40),
        Col("Exec", "measure.owner", width=8),
        Col("Standard", "reading"),
        *[Col(month, "reading", width=9) for month in months],
        Col("YTD", ("reading", "own"), width=9),
        Col("Trend", "own", width=7),
        Col("DQ kitemark", "own", hidden=True),
        words("Exception narrative"),
    )
    lay(
        p,
        cols,
        fill=NAVY,
        groups={0: ["SAFE"], 4: ["RESPONSIVE"], 10: ["WELL LED: WORKFORCE"], 13: ["USE OF MONEY"]},
    )
    hide(p, kept + 5)
    fewer = {"S01", "S02", "S04", "R02", "R04", "W01", "W03", "M01"}
    for row in p.ws.iter_rows(min_row=kept + 2, max_row=p.row - 1, max_col=10):
        aim = float(str(row[3].value or 0).strip("<=%"))
        for at in row[4:]:
            if isinstance(at.value, int | float):
                over = (at.value - aim) * (-1 if row[0].value in fewer else 1)
                colour = GREEN if over >= 0 else AMBER if over >= -aim / 20 else RED
                at.fill = PatternFill("solid", fgColor=colour)
    note(p, "▲ improving  ▼ getting worse  ► no change. Figures may be revised.")
    k = b.sheet("Owners")
    lay(
        k,
        fill(
            """
            CN | Chief Nurse

            CMO | Chief Medical Officer

            COO | Chief Operating Officer

            CPO | Chief People Officer

            CFO | Chief Finance Officer
            """,
            Col("Code", "noise"),
            Col("Stands for", "noise", width=30),
        ),
    )


@workbook("published", why="Quarters over their rating and update; two quarters are still to come")
def annual_plan_quarters(b: Book) -> None:
    p = b.sheet("Year 2 plan", "action")
    p.say("Fernhollow Homes – Corporate Plan Year 2 (2025/26)", bold=True, size=16)
    p.say("Progress at the end of quarter 2")
    p.skip()
    cols = fill(
        """
        Safe, warm homes | 1 | Complete fire remedial works at the four high-rise blocks |
        Director of Property | Dec 25 | All actions from the 2024 assessments closed | Green |
        Two blocks complete. | Amber | Third block waits for doors. | | | |

        '' | 2 | Bring 600 homes up to band C | Head of Investment | Mar 26 | 600 homes | Green |
        110 homes. | Green | 287 homes. | | | |

        '' | 3 | Survey every home for damp and mould | Head of Repairs | Mar 26 |
        100% of homes surveyed | Amber | 21% surveyed. | Amber | 43% surveyed, access is the
        problem. | | | |

        '' | 4 | Let a new repairs contract | Director of Property ¶ Head of Procurement | Oct 25 |
        Contract starts on time | Green | Tender issued. | Complete | Contract signed on
        26 September. | | | |

        Customers first | 5 | Answer nine in ten calls within three minutes | Head of Customer
        Services | Sept 25 | 90% | Red | 61%. | Red | 68%. Four new starters. | | | |

        '' | 6 | Launch the customer scrutiny panel | Engagement Manager | July 25 | Panel has met |
        Complete | First meeting on 12 June. | Complete | | | | |

        '' | 7 | Publish a plain guide to service charges | Head of Leasehold | Nov 25 | Guide
        published and tested with customers | Not due | | Green | Draft with the panel. | | | |

        '' | 8 | Visit every customer over 75 once a year | Tenancy Sustainment Manager | Mar 26 |
        1,900 visits | Green | 512 visits. | Green | 1,004 visits. | | | |

        A strong business | 9 | Keep the top governance grading | Company Secretary | Feb 26 |
        Grading | Green | Self-assessment done. | Green | Evidence file ready. | | | |

        '' | 10 | Refinance the revolving credit facility | Director of Finance | Jan 26 |
        Facility in place | Green | Three lenders approached. | Green | Terms received. | | | |

        '' | 11 | Replace the housing system | Chief Information Officer | Mar 27 |
        Phase 1 live | Amber | Data clean-up is behind. | Red | Phase 1 moves to May. | | | |

        New places | 12 | Start 220 homes on site | Director of Development | Mar 26 | 220 starts |
        Green | 74. | Amber | 90; planning at Coldacre refused. | | | |
        """,
        Col("Our aim", AIM, merge=True, width=20),
        Col("No.", "action.reference", width=6),
        Col("What will we do", "action.title", width=36),
        Col("Who", "action.lead", width=20),
        Col("By when", "action.target_date", width=10),
        Col("What success looks like", ("text", "own", "measure.name"), width=28),
        *[
            col
            for q in range(1, 5)
            for col in (
                status(f"Quarter {q} > RAG"),
                Col(f"Quarter {q} > Update", "text", width=28),
            )
        ],
    )
    lay(p, cols, fill=TEAL)
    p.skip()
    p.grid([["Key", ""], ["Red", "Will miss the date"], ["Amber", "At risk"], ["Green", "To plan"]])


@workbook(
    "published", why="Status by colour alone; meetings as group rows; closed ones on sheet two"
)
def board_action_log(b: Book) -> None:
    p = b.sheet("Open actions", "action", groups=[("own", "noise")])
    p.say("TRUST BOARD (PUBLIC) – ACTION LOG", bold=True, size=14, fill=PLUM, across=7, cell="A1")
    p.say("For the meeting on 27 November 2025")
    p.skip()
    cols = fill(
        """
        TB/25/041 | Integrated performance report | Bring a deep dive on discharge to the
        November meeting | Jolyon Pike, COO | 27.11.25 | Amber | On the agenda as item 9.

        TB/25/046 | Patient story | Write to the family with what has changed |
        Chief Nurse | 31.10.25 | Green | Letter sent on 22 October. Propose to close.

        TB/25/047 | Staff survey | Share divisional results with the People Committee |
        Wanda Ezekwe, CPO | 30.11.25 | Green | Committee meets on 19 November.

        TB/25/052 | Finance report | Show agency costs by staff group | M Trevanion | 27.11.25 |
        Green | Included in the M7 report.

        TB/25/055 | Maternity safety | Confirm the date of the peer review | Chief Nurse |
        30.09.25 | Red | Reviewers withdrew. New date awaited.

        TB/25/058 | Learning from deaths | Explain the rise in the mortality index |
        Chief Medical Officer | 29.01.26 | Green | Coding review has started.

        TB/25/059 | Corporate governance | Revise the scheme of delegation |
        Company Secretary / CFO | 29.01.26 | Amber | First draft is late because of year-end audit
        queries.

        TB/25/060 | Any other business | Arrange a visit to the new dialysis unit |
        Company Secretary | TBC | Green | Dates sent round.
        """,
        Col("Minute ref", "action.reference"),
        Col("Agenda item", ("own", "action.theme"), width=24),
        Col("Action agreed", "action.title", width=40),
        Col("Owner", "action.lead", width=22),
        Col("Due", "action.target_date"),
        status("RAG", fill_only=True),
        words("Update"),
    )
    lay(
        p,
        cols,
        fill=SAND,
        groups={
            0: ["Meeting held on 31 July 2025"],
            3: ["Meeting held on 25 September 2025"],
        },
    )
    p.skip()
    note(p, "Red: overdue. Amber: may not be done by the date. Green: done or on time.")
    c = b.sheet("Closed actions", "action")
    c.say("Actions closed since April 2025", bold=True, size=14)
    c.skip()
    cols = fill(
        """
        TB/25/012 | Board assurance framework | Add a risk about the power supply |
        Company Secretary | 29.05.25 | 29.05.25 | Added as BAF 9.

        TB/25/015 | Integrated performance report | Add a benchmark to the cancer page |
        Jolyon Pike, COO | 29.05.25 | 31.07.25 | Benchmark included from M2.

        TB/25/019 | Freedom to speak up | Guardian to attend twice a year | Company Secretary |
        31.07.25 | 31.07.25 | In the annual cycle.

        TB/25/023 | Finance report | Circulate the capital plan | M Trevanion | 30.06.25 |
        24.06.25 | Sent by email.

        TB/25/030 | Health inequalities | Set up a board seminar | Chief Strategy Officer |
        31.07.25 | 28.08.25 | Held on 28 August.

        TB/25/033 | Research annual report | Thank the volunteers | Chair | 31.07.25 | 04.07.25 |
        Letter sent.
        """,
        Col("Minute ref", "action.reference"),
        Col("Agenda item", ("own", "action.theme"), width=24),
        Col("Action agreed", "action.title", width=40),
        Col("Owner", "action.lead", width=22),
        Col("Due", "action.target_date"),
        Col("Date closed", "own"),
        words("Outcome", SAID),
    )
    lay(c, cols, fill=SAND)


@workbook("published", why="A recommendation is merged beside the actions that answer it")
def review_recommendations(b: Book) -> None:
    p = b.sheet("Rec tracker", "action")
    p.say("Independent review of culture and governance", bold=True, size=16)
    p.say("Response of the Wexcombe Ambulance Service: recommendation tracker, October 2025")
    p.skip()
    cols = fill(
        """
        R1 | The board should set out the behaviours that it expects and act on them. | Yes | R1.1 |
        Agree a behaviours charter with staff | Chair | Deputy Director of People | 31 May 2025 |
        Blue | Charter approved on 22 May. | Board minutes

        '' | '' | Yes | R1.2 | Put the charter into appraisal | Director of People |
        Head of Learning | 30 Sept 2025 | Blue | New form in use since 1 September. | Form v4

        '' | '' | Yes | R1.3 | Survey staff on behaviours every quarter | Director of People |
        Staff Experience Manager | 31 Dec 2025 | Green | First survey closes in November. |

        R2 | Staff should be able to raise concerns without fear. | Yes | R2.1 |
        Appoint two full-time guardians | Chief Executive | Director of People | 30 Jun 2025 |
        Blue | Both in post. | Contracts

        '' | '' | Yes | R2.2 | Answer every concern in 15 working days | Chief Executive |
        Lead Guardian | 31 Mar 2026 | Amber | 64% in time. | Guardian's report, Q2

        R3 | The sexual safety charter should be delivered in full. | Yes | R3.1 |
        Train all managers | Director of People | Safeguarding Lead | 31 Dec 2025 | Amber |
        212 of 390 trained. | Training log

        '' | '' | Yes | R3.2 | Make reporting anonymous if the person wishes | Director of People |
        Safeguarding Lead | 31 Jul 2025 | Blue | Went live in July. | Web page

        R4 | The committee structure should be simpler. | In part | R4.1 |
        Merge the two performance groups | Company Secretary | Governance Manager | 30 Apr 2025 |
        Blue | Merged. | Terms of reference

        '' | '' | In part | R4.2 | Review effectiveness after six months | Company Secretary |
        Governance Manager | 30 Nov 2025 | Green | Questionnaire sent. |

        R5 | Middle managers need time and skills to lead. | Yes | R5.1 |
        Protect one day a month for leadership | Chief Operating Officer |
        Area Heads ¶ Head of Learning | 31 Oct 2025 | Red |
        Not possible in two areas because of cover. | Rota extract

        '' | '' | Yes | R5.2 | Launch the team leader programme | Director of People |
        Head of Learning | 31 Jan 2026 | Green | Supplier appointed. |

        R6 | The board should ask for an independent check after a year. | Yes | R6.1 |
        Commission the follow-up review | Chair | Company Secretary | 31 Mar 2026 | Green |
        Scope to the January board. |
        """,
        Col("Rec no.", ("ambition.reference", "objective.reference", "own"), merge=True),
        Col("Recommendation", (*AIM, "own"), merge=True, width=34),
        Col("Accepted?", "own", merge=True, by="aaabbccddeef"),
        Col("Action no.", "action.reference"),
        Col("Agreed action", "action.title", width=34),
        Col("Accountable executive", ("action.executive", "action.sro"), width=20),
        Col("Responsible manager", "action.lead", width=20),
        Col("Deadline", "action.target_date"),
        status("BRAG"),
        words("Progress to date"),
        Col("Evidence", SAID, width=22),
    )
    lay(p, cols, fill=PALE)
    p.skip()
    p.say("Summary", bold=True)
    p.grid([["BRAG", "Actions"], ["Blue", 5], ["Green", 4], ["Amber", 2], ["Red", 1], ["All", 12]])


@workbook("published", why="Three dates a milestone, an empty column, programmes as group rows")
def transformation_milestones(b: Book) -> None:
    p = b.sheet("Milestones", "action", groups=[GROUP])
    p.say("Ellerdale Constabulary", bold=True)
    p.say("Force Change Programme – milestone report to the Strategic Change Board", size=14)
    p.say("OFFICIAL")
    p.skip()
    cols = fill(
        """
        CR-01 | Demand study signed off | Demand | Ch Supt Ashgrove | 2025-04-30 | 2025-04-30 |
        2025-05-06 | 1 | Delivered | |

        CR-02 | New call grading policy agreed | Policy | Supt Vellacott | 2025-06-30 | 2025-07-31 |
        2025-07-28 | 4 | Delivered | Unions asked for a second round of consultation. |

        CR-03 | Control room staffing at establishment | People | Ch Supt Ashgrove | 2025-09-30 |
        2025-12-31 | | 13 | Slipping | Vetting takes 11 weeks. | Vetting unit

        CR-04 | Online reporting for all volume crime | Technology | Digital Product Manager |
        2025-11-30 | 2025-11-30 | | 0 | On course | | National platform release

        CR-05 | Benefits review | Benefits | Programme Manager | 2026-03-31 | 2026-03-31 | | 0 |
        Not yet due | | CR-03

        NP-01 | Neighbourhood model approved by chief officers | Design | ACC Local Policing |
        2025-05-31 | 2025-05-31 | 2025-05-29 | 0 | Delivered | |

        NP-02 | Ward officers named on the website | Communications | Head of Communications |
        2025-07-31 | 2025-07-31 | 2025-07-31 | 0 | Delivered | |

        NP-03 | All teams posted to new shifts | People | Supt Vellacott | 2025-10-06 | 2026-01-12 |
        | 14 | Delayed | Postings put back until after the festive period. | Duty management system

        NP-04 | Community contact points open | Estates | Estates Project Lead | 2025-12-31 |
        2025-12-31 | | 0 | On course | Six of nine sites agreed with councils. | Leases

        NP-05 | First public confidence survey under the model | Benefits | Head of Insight |
        2026-02-28 | 2026-02-28 | | 0 | Not yet due | |

        ES-01 | Outline business case for the custody suite | Business case | Head of Estates |
        2025-06-30 | 2025-09-30 | 2025-09-26 | 13 | Delivered | Cost plan was re-run at the request
        of the commissioner. |

        ES-02 | Planning application submitted | Planning | Head of Estates | 2025-10-31 |
        2025-12-15 | | 6 | Slipping | Ecology report needs a second visit. | ES-01

        ES-03 | Full business case | Business case | Head of Estates | 2026-04-30 | 2026-06-30 | |
        9 | Delayed | Follows ES-02. | ES-02

        DG-01 | Body-worn video refresh complete | Technology | Digital Product Manager |
        2025-08-31 | 2025-08-31 | 2025-08-20 | 0 | Delivered | |

        DG-02 | Records system upgrade | Technology | Chief Technology Officer | 2025-11-15 |
        2026-02-14 | | 13 | Delayed | Supplier's release failed testing twice. | Supplier

        DG-03 | Mobile devices for all response officers | Technology | Chief Technology Officer |
        2026-01-31 | 2026-01-31 | | 0 | On course | 70% issued. |
        """,
        Col("ID", "action.reference", width=8),
        Col("Milestone", "action.title", width=40),
        Col("Workstream", ("action.theme", "ambition.title", "own")),
        Col("Owner", "action.lead", width=22),
        gap(),
        Col("Baseline", DATE_OR_OWN, fmt="dd-mmm-yy"),
        Col("Forecast", DATE_OR_OWN, fmt="dd-mmm-yy"),
        Col("Actual", "own", fmt="dd-mmm-yy"),
        Col("Slippage (weeks)", "own"),
        gap(),
        status("Delivery status"),
        words("Reason for change", SAID),
        Col("Depends on", ("own", "text"), width=20),
    )
    lay(
        p,
        cols,
        fill=NAVY,
        groups={
            0: ["Programme 1: Contact and response"],
            5: ["Programme 2: Neighbourhood policing"],
            10: ["Programme 3: Estate"],
            13: ["Programme 4: Digital policing"],
        },
    )


@workbook("published", why="Plain questions as headings; each objective is a row over its actions")
def equality_objectives_plan(b: Book) -> None:
    p = b.sheet("Action plan", "action", groups=[AIM])
    p.say("Equality objectives 2024-2028: action plan, year 2", bold=True, size=16)
    p.say("Ravelstoke University Hospitals. Owner: Head of Equality, Diversity and Inclusion")
    note(p, "This plan meets our duties under the specific duties regulations.")
    p.skip()
    cols = fill(
        """
        1.1 a | Publish an interpreter standard and train booking staff | Race; disability |
        Patient Experience Manager | March 2026 | Interpreter booked in 95% of cases |
        Standard published. 140 of 220 staff trained. | Amber

        1.1 b | Send appointment letters in the ten most common languages | Race |
        Outpatient Services Manager | December 2025 | Letters available in ten languages |
        Seven languages available. | Green

        1.1 c | Ask for communication needs at first contact | Disability | Head of Access |
        June 2026 | Needs recorded for 90% of new patients | Field added to the system. | Green

        1.1 d | Review signs with people who have sight loss | Disability | Estates Officer ¶
        Volunteer Lead | September 2025 | Every entrance reviewed | Walk-round held; report due. |
        Amber

        2.1 a | Diverse panels for all posts at band 8a and above | Race; sex | Head of Resourcing |
        From April 2025 | 100% of panels | 92% in quarter 2. | Amber

        2.1 b | Reciprocal mentoring for the executive team | Race | Chief People Officer |
        November 2025 | Eight pairs complete the programme | Eight pairs matched. | Green

        2.1 c | Central fund for reasonable adjustments | Disability | Deputy CFO | October 2025 |
        Adjustments in place in 20 working days | Fund not agreed. | Red

        2.1 d | Carer passport | All | Staff network chairs | July 2025 | 200 passports issued |
        231 issued. | Complete

        3.1 a | Community health days with faith groups | Religion or belief |
        Community Engagement Lead | Quarterly | Four events a year | Two events held. | Green

        3.1 b | Trans and non-binary inclusion guidance for wards | Gender reassignment |
        Matron, Medicine | On hold | Guidance in use | Awaits national guidance. | Paused

        3.1 c | Publish waiting times by ethnicity and deprivation | Race | Head of Information |
        January 2026 | Published each quarter | First draft checked. | Green
        """,
        Col("No", "action.reference", width=8),
        Col("What will we do?", "action.title", width=40),
        Col("Protected characteristic", ("own", "action.theme")),
        Col("Who will lead?", "action.lead", width=22),
        Col("By when?", "action.target_date"),
        Col("How will we know?", ("text", "own", "measure.name"), width=28),
        words("Where are we now?"),
        status("RAG"),
    )
    lay(
        p,
        cols,
        fill=PLUM,
        groups={
            0: ["Objective 1: Everyone can understand and use our services"],
            4: ["Objective 2: Our workforce reflects the people we serve at every level"],
            8: ["Objective 3: We listen to those who are seldom heard"],
        },
    )
    v = b.sheet("Version control")
    lay(
        v,
        fill(
            """
            0.1 | 2024-02-12 | Head of EDI | First draft

            0.2 | 2024-03-04 | Head of EDI | Comments of the staff networks

            1.0 | 2024-04-18 | Board | Approved

            2.0 | 2025-04-24 | Board | Year 2 actions
            """,
            Col("Version", "noise"),
            Col("Date", "noise", fmt=DAY),
            Col("Author", "noise"),
            Col("Changes made", "noise", width=40),
        ),
    )


@workbook("published", why="Staff numbers with plan and actual by quarter, then the plan's actions")
def workforce_plan(b: Book) -> None:
    p = b.sheet("WTE trajectory", "measure")
    p.say("Five Year Workforce Plan: whole-time equivalents", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        Registered nursing and midwifery | 2011.4 | 2040 | 2032.1 | 2065 | 2049.7 | 2090 | | 2110
        | | 2240 | Newly qualified nurses start in September.

        Support to clinical staff | 1390.2 | 1400 | 1411.8 | 1405 | 1399.0 | 1405 | | 1410 | |
        1420 |

        Allied health professionals | 604.7 | 612 | 606.3 | 620 | 611.5 | 628 | | 635 | | 690 |
        Radiographers remain hard to recruit.

        Healthcare scientists | 148.0 | 149 | 147.2 | 150 | 146.1 | 152 | | 152 | | 160 |

        Consultants | 355.6 | 358 | 357.4 | 361 | 358.9 | 364 | | 366 | | 385 |

        Other medical and dental | 498.3 | 500 | 512.6 | 500 | 509.3 | 500 | | 500 | | 490 |
        Over plan because of rota gaps.

        Estates and facilities | 470.9 | 465 | 468.2 | 460 | 463.3 | 455 | | 450 | | 430 |

        Corporate and administration | 901.5 | 885 | 894.4 | 870 | 879.8 | 850 | | 835 | | 780 |
        Leavers' scheme closed on 30 September.
        """,
        Col("Staff group", "measure.name", width=32),
        Col("Baseline (31 March 2025)", ("measure.baseline", "reading"), fmt="#,##0.0"),
        *[
            Col(f"{quarter} 25/26 > {part}", "reading", fmt="#,##0.0", width=10)
            for quarter in ("Q1", "Q2", "Q3", "Q4")
            for part in ("Plan", "Actual")
        ],
        Col("Plan at March 2028", "reading", fmt="#,##0"),
        words("Comments"),
    )
    lay(
        p,
        cols,
        fill=TEAL,
        after=[["Total", 6380.6, 6409, 6430.0, 6431, 6417.6, 6444, None, 6458, None, 6595]],
    )
    note(p, "Source: electronic staff record. Bank and agency are not included.")
    a = b.sheet("Workforce actions", "action")
    a.say("Supporting actions", bold=True, size=14)
    a.skip()
    cols = fill(
        """
        Supply | WF1 | Increase student nurse placements by 15% | Develop | Assoc. Director of
        Education | 2025-09-30 | Completed | 62 more placements agreed.

        '' | WF2 | Open a radiography apprenticeship | Develop | Head of Imaging | 2026-01-31 |
        At risk | University's approval is late.

        '' | WF3 | Move bank recruitment to one portal | Recruit | Head of Resourcing | 2025-11-30 |
        On track | Testing complete.

        Retention | WF4 | Self-rostering on all wards | Retain | Deputy Chief Nurse | 2026-03-31 |
        On track | 19 of 34 wards.

        '' | WF5 | Itchy feet conversations for staff in their first year | Retain | HR business
        partners | 2025-12-31 | Off track | Few managers have taken part.

        Redesign | WF6 | Advanced practice plan for the front door | Reform | Consultant
        Practitioner | 2026-06-30 | Not started | Starts in January.

        '' | WF7 | Standard job descriptions for administrators | Reform | Deputy Director of
        People | 2025-10-31 | Off track | Awaiting banding panel.

        '' | WF8 | Agree the productivity measure for theatres | Reform | Theatre Manager, Finance
        Partner | 2025-12-31 | On track |
        """,
        Col("Pillar", GROUP, once=True),
        Col("Ref", "action.reference"),
        Col("Intervention", "action.title", width=38),
        Col("Recruit / Retain / Reform / Develop", ("action.kind", "action.theme", "own")),
        Col("Responsible", "action.lead", width=24),
        Col("Complete by", "action.target_date", fmt="mmm yyyy"),
        status("Progress rating"),
        words("Latest update"),
    )
    lay(a, cols, fill=TEAL)


@workbook("published", why="What happens to an initiative in each quarter stands under the quarter")
def roadmap_by_quarter(b: Book) -> None:
    p = b.sheet("Roadmap", "action")
    p.say("Digital Strategy roadmap 2025-2027", bold=True, size=18, fill=NAVY, across=13, cell="A1")
    p.say("University of Great Selwick – Digital and Information Services")
    p.skip()
    cols = fill(
        """
        Student experience | D1 | One student app | Tabitha Renfold | 240 | Discovery | Build |
        Pilot with first years | Launch | Review | | | High | Supplier on site.

        '' | D2 | Online enrolment in one visit | Registrar | 85 | | Process mapping | Build |
        Test | Go live | | | Medium | Policy questions remain.

        '' | D3 | Captions on all recorded lectures | Head of Learning Technology | 40 | Pilot |
        Roll-out: two faculties | Roll-out: all | | | | | High | Pilot rated 4.4 of 5.

        Research | D4 | Trusted research environment | Dr Ivo Castellan | 410 | Options | Tender |
        Contract | Build | Build | Launch | | Low | Tender had one bid.

        '' | D5 | Research data storage | Dr Ivo Castellan ¶ Head of Infrastructure | 160 | | |
        Design | Buy | Install | Move data | | Medium |

        A modern core | D6 | Finance system replacement | Director of Finance | 1150 | Business
        case | Tender | Tender | Contract | Design | Build | Go live | Low | Case went back once.

        '' | D7 | Retire the old identity service | Head of Infrastructure | 95 | Migrate staff |
        Migrate students | Switch off | | | | | High | 80% of staff moved.

        '' | D8 | Network refresh, south campus | Head of Infrastructure | 620 | Survey | Halls |
        Teaching blocks | Library | Close | | | Medium | Asbestos found in one riser.

        Secure and skilled | D9 | Cyber certification | Chief Information Security Officer | 70 |
        Gap analysis | Remedy | Assessment | Certified | | | Renew | High |

        '' | D10 | Digital skills offer for staff | Learning and Development | 30 | Survey |
        Design | Launch | Launch | Review | | | Medium | Survey: 1,020 replies.
        """,
        Col("Theme", GROUP, merge=True, width=20),
        Col("ID", "action.reference", width=6),
        Col("Initiative", "action.title", width=34),
        Col("Product owner", "action.lead", width=22),
        Col("Cost (£k)", "own", fmt="#,##0"),
        *[
            Col(f"{year} > {quarter}", SAID, width=14)
            for year, quarters in (("2025/26", "Q1 Q2 Q3 Q4"), ("2026/27", "Q1 Q2 Q3"))
            for quarter in quarters.split()
        ],
        status("Confidence"),
        words("Notes"),
    )
    lay(p, cols, fill=PALE)
    note(p, "Years run from August to July.")


@workbook("published", why="Chapters as group rows, years as dates, a share done, blank rows")
def green_plan_chapters(b: Book) -> None:
    p = b.sheet("Green Plan tracker", "action", groups=[GROUP])
    p.say("Our Green Plan 2025-2028", bold=True, size=18)
    p.say("Updated for the Sustainability Group, 14 October 2025")
    p.skip(2)
    cols = fill(
        """
        GP-01 | Name a sustainability champion in every ward and department | Sustainability Manager
        | n/a | 0 | 2025/26 | 0.7 | On course | 88 champions. Theatres still to name one.

        GP-02 | Carbon literacy course for the senior leadership team | Head of Learning | n/a | 6 |
        2025/26 | 0.5 | On course | Two cohorts done.

        GP-03 | Report to the board twice a year | Director of Estates | n/a | 0 | Ongoing | |
        On course | Next report January.

        GP-04 | Heat decarbonisation plan for both sites | Energy Manager | 1 | 60 | 2025/26 | 1 |
        Done | Approved in July.

        GP-05 | Replace 2,400 lights with LED | Energy Manager ¶ Capital Projects | 2 | 410 |
        2026/27 | 0.35 | Some delay | Grant came late.

        GP-06 | Sub-meter the ten largest loads | Energy Manager | 2 | 45 | 2025/26 | 0.2 |
        Stalled | Contractor in administration.

        GP-07 | Solar canopy on the multi-storey | Capital Projects | 2 | 980 | 2027/28 | 0 | Not
        yet due | Feasibility next year.

        GP-08 | All new fleet vehicles to be zero emission | Transport Manager | 1 | 120 | 2026/27 |
        0.4 | On course | 11 of 27.

        GP-09 | Staff travel survey and new travel plan | Travel Plan Officer | 3 | 8 | 2025/26 |
        0.6 | On course | 1,312 replies.

        GP-10 | Secure cycle parking at each entrance | Travel Plan Officer | 3 | 35 | 2025/26 |
        0.9 | Some delay | One of five left to build.

        GP-11 | Decommission piped nitrous oxide | Chief Pharmacist | 1 | 22 | 2025/26 | 0.8 |
        On course | Maternity is next.

        GP-12 | Inhaler switch in the respiratory clinic | Respiratory Consultant | 3 | 0 |
        2026/27 | 0.3 | On course |

        GP-13 | Walking aid return scheme | Therapies Lead | 3 | 4 | 2025/26 | 1 | Done |
        41% of aids came back.

        GP-14 | Reusable gowns in theatres | Theatre Manager | 3 | 30 | 2026/27 | 0.1 | Stalled |
        Laundry has no capacity.
        """,
        Col("Ref.", "action.reference", width=8),
        Col("Commitment", "action.title", width=42),
        Col("Lead officer", "action.lead", width=22),
        Col("Carbon scope", "own"),
        Col("Cost (£000)", "own"),
        Col("Year of delivery", "action.target_date"),
        Col("% complete", "percent", fmt="0%"),
        status("How is it going?"),
        words("Latest position"),
    )
    lay(
        p,
        cols,
        fill=TEAL,
        groups={
            0: ["Workforce and leadership"],
            3: ["Net zero estate"],
            7: ["Travel and transport"],
            10: ["Medicines, supply chain and circular economy"],
        },
        subtotals={3: [None], 7: [None], 10: [None]},
    )


@workbook("published", why="Schemes with plan, actual and forecast; divisions with sub-totals")
def recovery_schemes(b: Book) -> None:
    p = b.sheet("Scheme list M6", "action")
    p.say("Financial Recovery Plan 2025/26 – scheme list", bold=True, size=14)
    p.say("£000 unless stated")
    p.skip()
    area = ("action.team", "action.area", *GROUP, "own")
    cols = fill(
        """
        Medicine | FRP-M01 | Reduce waiting list initiative payments | Divisional Director |
        Bea Lockhart | Pay | Recurrent | Delivery | 320 | 160 | 141 | 298 | -22 | Amber |
        Lists moved into job plans from August.

        '' | FRP-M02 | Biosimilar switch, two drugs | Chief Pharmacist | Omar Stainsby | Drugs |
        Recurrent | Delivery | 410 | 190 | 233 | 455 | 45 | Green | Ahead of plan.

        '' | FRP-M03 | Close escalation beds | Divisional Director | Bea Lockhart | Pay |
        Recurrent | Scoping | 600 | 200 | 0 | 150 | -450 | Red | Beds still open. See risk 12.

        '' | FRP-M04 | Specialling policy | Deputy Chief Nurse | Matron team | Pay | Recurrent |
        Delivery | 150 | 75 | 88 | 170 | 20 | Green |

        Surgery | FRP-S01 | Theatre productivity | Divisional Director | Kit Marwood | Income |
        Recurrent | Delivery | 900 | 410 | 366 | 810 | -90 | Amber | Late starts down by a fifth.

        '' | FRP-S02 | Orthopaedic implant contract | Head of Procurement | Kit Marwood | Non-pay |
        Recurrent | Planned | 280 | 90 | 0 | 190 | -90 | Amber | Award due in November.

        '' | FRP-S03 | Stop insourcing at weekends | COO | Kit Marwood | Non-pay | Non-recurrent |
        Delivery | 350 | 175 | 175 | 350 | 0 | Green |

        Corporate | FRP-C01 | Corporate vacancy hold | CPO | HR business partner | Pay |
        Non-recurrent | Delivery | 500 | 250 | 310 | 560 | 60 | Green | Panel meets each week.

        '' | FRP-C02 | Leave two rented offices | Director of Estates | Ines Fairhurst | Non-pay |
        Recurrent | Planned | 210 | 0 | 0 | 105 | -105 | Red | Break clause served late.

        '' | FRP-C03 | Print and postage | CDO | Records Manager | Non-pay | Recurrent | Delivery |
        90 | 45 | 51 | 96 | 6 | Green |

        '' | FRP-C04 | Energy contract re-let | Director of Estates | Energy Manager | Non-pay |
        Recurrent | Delivery | 260 | 120 | 120 | 260 | 0 | Green | Fixed to 2027.
        """,
        Col("Division", area, once=True),
        Col("Scheme ref", "action.reference"),
        Col("Scheme", "action.title", width=34),
        Col("Exec sponsor", "action.executive", width=20),
        Col("Scheme lead", "action.lead"),
        Col("Category", ("action.kind", "action.theme", "own")),
        Col("R / NR", ("own", "action.kind")),
        Col("Gateway", ("own", "rating")),
        Col("Full year plan", "own", fmt="#,##0"),
        Col("Year to date > Plan", "own", fmt="#,##0"),
        Col("Year to date > Actual", "own", fmt="#,##0"),
        Col("Forecast outturn", "own", fmt="#,##0"),
        Col("Variance", "own", fmt="#,##0;(#,##0)"),
        status("Delivery risk"),
        words("Commentary"),
    )
    blank = [None] * 7
    lay(
        p,
        cols,
        fill=GREY,
        subtotals={
            4: ["Medicine total", *blank, 1480, 625, 462, 1073, -407],
            7: ["Surgery total", *blank, 1530, 675, 541, 1350, -180],
            11: ["Corporate total", *blank, 1060, 415, 481, 1021, -39],
        },
        after=[["TRUST TOTAL", *blank, 4070, 1715, 1484, 3444, -626]],
    )


CLINICAL = {
    "Frailty": (
        "Older people stay well, active and at home",
        """
        Year 1 | Frailty assessment at the front door, seven days a week | Dr Morwenna Castle |
        Gareth Inskip | Sep-25 | Closed and embedded | Runs every day since July.

        Year 1 | One frailty score used in all settings | Dr Morwenna Castle | Lead Therapist |
        Dec-25 | On course | Agreed with community partners.

        Year 1 | Directory of falls services | Consultant Nurse, Frailty | Gareth Inskip | Oct-25 |
        Overdue | Website editor has left.

        Year 2 | Hospital at home for 40 people | Dr Morwenna Castle | Head of Community | Jun-26 |
        On course | Staff consultation starts in January.

        Year 2 | Comprehensive assessment shared with GPs in 48 hours | Chief Clinical Information
        Officer | Gareth Inskip | Sep-26 | Not due |

        Year 3 | Frailty academy with the university | Consultant Nurse, Frailty | Head of
        Education | Mar-28 | Not due |
        """,
    ),
    "Cancer": (
        "More people live well for longer after cancer",
        """
        Year 1 | Straight-to-test in three pathways | Miss A Falconbridge | Lena Ostrow | Nov-25 |
        On course | Two of three in place.

        Year 1 | Community clinic for skin lesions | Dr P Wakeling | Lena Ostrow | Aug-25 |
        Overdue | Room ready, no camera yet.

        Year 1 | Prehabilitation for all major surgery | Lead Cancer Nurse | Therapies Manager |
        Mar-26 | On course |

        Year 2 | Second CT scanner for the northern site | Clinical Director, Imaging | Capital
        Lead | Dec-26 | Stalled | Capital not confirmed.

        Year 2 | Personalised follow-up in five specialties | Lead Cancer Nurse | Lena Ostrow |
        Sep-26 | On course | Breast and prostate live.

        Year 3 | Joint trials unit | Director of Research | Research Manager | Mar-28 | Not due |
        """,
    ),
    "Planned care": (
        "Timely surgery with fewer visits",
        """
        Year 1 | Elective hub accredited | Mr T Holloway | Sian Burrage | Sep-25 |
        Closed and embedded | Accredited on 19 September.

        Year 1 | Patient-initiated follow-up in ten specialties | Clinical Director, Outpatients |
        Outpatient Manager | Mar-26 | On course | Seven so far.

        Year 1 | Day-case rate of 85% | Mr T Holloway ¶ Dr K Juma | Sian Burrage | Mar-26 | On
        course | 83% in September.

        Year 2 | Pre-operative assessment online | Dr K Juma | Sian Burrage | Jul-26 | Stalled |
        Product withdrawn by the supplier.

        Year 2 | Joint pain school with the councils | Lead Physiotherapist | Outpatient Manager |
        Oct-26 | Not due |

        Year 3 | One list for the whole system | Chief Medical Officer | COO | Mar-28 | Not due |
        """,
    ),
}


@workbook("published", why="A sheet for each priority, which is named on it and over its table")
def clinical_strategy(b: Book) -> None:
    for title, (ambition, text) in CLINICAL.items():
        p = b.sheet(title, "action", name_says=(*GROUP, "own"))
        p.say(f"Clinical Strategy implementation: {title}", bold=True, size=16)
        p.say(ambition, bold=True, verdict=(*AIM, "own"))
        p.skip()
        cols = fill(
            text,
            Col("Phase", ("own", "period", "action.theme")),
            Col("What we said we would do", "action.title", width=40),
            Col("Clinical lead", ("action.lead", "own"), width=24),
            Col("Managerial lead", ("action.lead", "own"), width=20),
            Col("Due", "action.target_date"),
            status("Position"),
            words("Where are we now"),
        )
        lay(p, cols, fill=PALE)


@workbook(
    "published", why="Must-dos and should-dos, three monthly updates, two dates, hidden cells"
)
def quality_improvement_plan(b: Book) -> None:
    p = b.sheet("QIP", "action")
    p.say("QUALITY IMPROVEMENT PLAN FOLLOWING INSPECTION", bold=True, size=14)
    p.say("Version 11. Last updated: 6/10/25. Chair: Chief Nurse")
    p.skip()
    kept = p.row
    cols = fill(
        """
        Urgent care | MD1 | Must | Reg 12 | Patients were not always assessed within 15 minutes. |
        Introduce a streaming nurse at the front door | Chief Operating Officer | ED Matron |
        2025-07-31 | | Rota agreed. | Live on weekdays. | Live seven days. | Blue | G:/QIP/MD1

        '' | MD2 | Must | Reg 12 | Resuscitation trolleys were not checked each day. |
        Daily checklist with weekly audit | Chief Nurse | ED Matron | 2025-06-30 | 2025-09-30 |
        Checklist issued. | Audit 82%. | Audit 96%. | Green | G:/QIP/MD2

        '' | SD1 | Should | Reg 18 | Some staff had not had an appraisal. |
        Appraisal timetable for all staff groups | Chief People Officer | ED General Manager |
        2025-12-31 | | 70%. | 74%. | 77%. | Amber | G:/QIP/SD1

        Maternity | MD3 | Must | Reg 12 | Triage was not staffed to plan. |
        Ring-fence two midwives for triage on each shift | Chief Nurse | Director of Midwifery |
        2025-08-31 | 2025-11-30 | Business case. | Approved. | Recruiting. | Amber | G:/QIP/MD3

        '' | MD4 | Must | Reg 17 | Guidelines were out of date. | Review 43 guidelines |
        Chief Medical Officer | Clinical Director ¶ Guideline Midwife | 2025-09-30 | 2025-12-31 |
        12 done. | 20 done. | 27 done. | Red | G:/QIP/MD4

        '' | SD2 | Should | Reg 9 | Partners could not stay overnight. | Reclining chairs for
        every room | Director of Estates | Ward Manager | 2025-10-31 | | Ordered. | Ordered. |
        Delivered. | Blue | G:/QIP/SD2

        Medical care | MD5 | Must | Reg 13 | Mental capacity was not always recorded. |
        Train ward teams, with simulation | Chief Nurse | Safeguarding Lead | 2025-11-30 | |
        Dates set. | 41%. | 63%. | Green | G:/QIP/MD5

        '' | MD6 | Must | Reg 15 | Medicines rooms were too warm. | Fit air conditioning in 14
        rooms | Director of Estates | Chief Pharmacist | 2025-09-30 | 2026-01-31 | 4 rooms. | 4
        rooms. | 6 rooms. | Red | G:/QIP/MD6

        '' | SD3 | Should | Reg 10 | Call bells were slow to be answered at night. |
        Call-bell audit and night volunteers | Chief Nurse | Matron, Medicine | 2025-12-31 | |
        Audit designed. | First audit. | 71% in 3 min. | Green | G:/QIP/SD3

        Trust-wide | MD7 | Must | Reg 17 | Risks were not reviewed in time. |
        Monthly risk review in each division | Company Secretary | Head of Risk | 2025-08-31 | |
        Three divisions. | All. | All. | Blue | G:/QIP/MD7
        """,
        Col("Core service", ("action.area", "action.team", *GROUP, "own"), merge=True),
        Col("Ref", "action.reference", width=7),
        Col("Must / Should", ("action.kind", "own")),
        Col("Regulation", ("own", "action.theme")),
        Col("What the inspectors found", ("own", "text", "ambition.title"), width=36),
        Col("What we will do", "action.title", width=34),
        Col("Executive lead", ("action.executive", "action.sro"), width=20),
        Col("Operational owner", "action.lead", width=20),
        Col("Original completion date", DATE_OR_OWN, fmt=DAY),
        Col("Revised completion date", DATE_OR_OWN, fmt=DAY),
        *[Col(f"{month} update", "text", width=22) for month in ("July", "August", "September")],
        status("BRAG rating"),
        Col("Evidence folder", ("own", "text"), hidden=True),
    )
    lay(p, cols, fill=NAVY)
    hide(p, kept + 6)
    p.skip()
    p.grid(
        [
            ["BRAG", "Means"],
            ["Blue", "Complete, with evidence seen by the panel"],
            ["Green", "Will be complete by the date"],
            ["Amber", "Date at risk"],
            ["Red", "Date missed or will be"],
        ]
    )


@workbook("published", why="Finding, recommendation and response in a row; the audit is merged")
def audit_follow_up(b: Book) -> None:
    p = b.sheet("Outstanding recs", "action")
    p.say("Audit and Risk Assurance Committee – 4 November 2025", bold=True)
    p.say("Internal audit programme: follow-up of recommendations", bold=True, size=16)
    p.say("Office for Water Craft Standards")
    p.skip()
    told = ("action.title", "own", "text")
    cols = fill(
        """
        Payroll (24/07) | Moderate | 24/07-1 | Leavers were paid after their last day in 3 of 25
        cases. | Payroll should receive a leavers' report each week. | Medium | Agreed. Report set
        up in the HR system. | Payroll Manager | 31/05/2025 | | Implemented | Seen by audit.

        '' | '' | 24/07-2 | Overtime claims were not countersigned. | Claims without a second
        signature should be refused. | High | Agreed. | Head of HR Operations | 30/06/2025 |
        31/12/2025 | Partially met | New form, not yet enforced.

        Licensing decisions (24/09) | Limited | 24/09-1 | Reasons were missing in 9 of 40 files. |
        A decision template should be mandatory. | High | Agreed; template from July. |
        Director of Licensing | 31/07/2025 | | Implemented |

        '' | '' | 24/09-2 | Conflicts of interest were not checked at panel. | Panel members should
        declare at each meeting. | High | Agreed. | Panel Secretary | 31/07/2025 | 31/10/2025 |
        Overdue | Not done for two panels in September.

        '' | '' | 24/09-3 | Appeals were not analysed. | An annual report on appeals should go to
        the board. | Low | Accepted in principle. | Head of Policy | 31/03/2026 | | Not yet due |

        Business continuity (25/01) | Moderate | 25/01-1 | Plans had not been tested for two
        years. | Each plan should be tested once a year. | Medium | Agreed. Calendar of tests. |
        Resilience Adviser | 30/09/2025 | 30/11/2025 | Overdue | Two of seven tested.

        '' | '' | 25/01-2 | Contact lists were out of date. | Lists should be checked every
        quarter. | Low | Agreed. | Directors' Office | 31/05/2025 | | Implemented | Checked in
        August.

        Cyber security (25/02) | Limited | 25/02-1 | Privileged accounts had not been reviewed. |
        Accounts should be reviewed every 90 days. | High | Agreed. Review in place. | Chief
        Technology Officer | 31/08/2025 | | Implemented |

        '' | '' | 25/02-2 | Three suppliers had no security schedule. | Schedules should be added
        to contracts. | Medium | Agreed at renewal only. | Head of Commercial | 31/12/2025 |
        30/06/2026 | Partially met | One of three signed.

        Travel and expenses (25/04) | Substantial | 25/04-1 | Receipts missing for 4 of 60 claims. |
        Staff should be reminded of the policy. | Low | Done. | Finance Manager | 30/09/2025 | |
        Superseded | New policy replaces this.
        """,
        Col("Audit title", (*GROUP, "own", "action.area"), merge=True, width=22),
        Col("Opinion", "own", merge=True, by="aabbbccdde"),
        Col("Rec ref", "action.reference"),
        Col("Finding", ("own", "text", "ambition.title"), width=34),
        Col("Recommendation", (*told, "ambition.title"), width=34),
        Col("Priority", ("own", "action.kind"), fills={"High": RED, "Medium": AMBER}),
        Col("Management response", told, width=30),
        Col("Responsible officer", "action.lead", width=20),
        Col("Original due date", DATE_OR_OWN),
        Col("Revised due date", DATE_OR_OWN),
        status("Status"),
        words("Follow-up comments"),
    )
    lay(p, cols, fill=SAND)
    s = b.sheet("Audit plan 25-26", ("", "action"))
    s.say("Progress of the internal audit plan", bold=True, size=14)
    s.skip()
    lay(
        s,
        fill(
            """
            25/01 | Business continuity | Director of Operations | Q1 | 12 | Final

            25/02 | Cyber security | Chief Technology Officer | Q1 | 18 | Final

            25/03 | Grant awards | Director of Licensing | Q2 | 15 | Draft

            25/04 | Travel and expenses | Director of Finance | Q2 | 8 | Final

            25/05 | Equality in recruitment | Director of People | Q3 | 12 | Fieldwork

            25/06 | Inspection scheduling | Director of Operations | Q4 | 20 | Planned
            """,
            Col("Audit", ("action.reference", "noise")),
            Col("Title", ("action.title", "noise"), width=30),
            Col("Sponsor", ("action.lead", "action.executive", "action.sro", "noise"), width=24),
            Col("Quarter", ("action.target_date", "own", "noise")),
            Col("Days", ("own", "noise")),
            Col("Stage", ("rating", "own", "noise")),
        ),
    )


@workbook("published", why="You said, we will: a charity's plan in the words of those it is for")
def experience_improvement(b: Book) -> None:
    p = b.sheet("You said we did", "action")
    p.say("Patient and family experience: improvement plan", bold=True, size=16)
    p.say("Larch House Hospice, 2025", bold=True)
    p.say("From complaints, compliments, surveys and our listening events")
    p.skip()
    cols = fill(
        """
        Communication | Families did not know whom to ring at night. | Print one number on a card
        for every family | Ward Manager | End of May | 47 | Done | Cards given out since May. |
        Fewer calls to the wrong team

        '' | We heard different things from different people. | Family meeting within 48 hours of
        admission | Medical team and nurses | End of September | 52 | Some delay | Happens in six of
        ten admissions. | Survey score of 9 or more

        '' | Letters were hard to understand. | Readers' panel for all letters | Quality Lead |
        By Christmas | 31 | On course | Panel of seven has met. | 12 letters rewritten

        Food and comfort | Meals came at fixed times. | Snack menu at any hour | Catering Manager |
        July | 64 | Done | In place on both wings. |

        '' | Chairs for visitors were uncomfortable. | Replace 20 chairs | Facilities | August |
        23 | Done | Paid for by the Friends. |

        '' | It was noisy at night. | Quiet-close doors and soft shoes | Facilities ¶ Ward Manager |
        October | 58 | Stalled | Door closers are out of stock. | Noise complaints halved

        After a death | We felt alone afterwards. | Call every family after six weeks | Bereavement
        Service | From June | 39 | On course | 84% called. | 95% called

        '' | Nobody told us about the forms. | Leaflet and short film | Bereavement Service |
        End of year | 12 | Not yet due | | Leaflet tested with ten families

        Complaints | I had to wait too long for an answer. | Reply in 20 working days | Chief
        Executive | Ongoing | 17 | On course | Average is 18 days. | Nine in ten in time
        """,
        Col("Theme", GROUP, merge=True, width=18),
        Col("You said", ("own", "text"), width=34),
        Col("We will", "action.title", width=34),
        Col("Who", "action.lead", width=20),
        Col("By when", "action.target_date"),
        Col("Number of comments", "own"),
        status("Where are we?"),
        words("What has happened so far"),
        Col("How will we know it worked?", ("text", "own", "measure.name"), width=26),
    )
    lay(p, cols, fill=PLUM)
    note(p, "With thanks to everyone who told us.")


@workbook("published", why="Years across: what was, what is, and what is aimed at and by when")
def research_kpis(b: Book) -> None:
    p = b.sheet("KPIs", "measure")
    p.say("Research and Innovation Strategy 2023-2028", bold=True, size=16)
    p.say("Key performance indicators: annual report to Senate, October 2025")
    p.skip()
    cols = fill(
        """
        Excellent research | K1 | Research income (£m) | Accounts | PVC Research | 41.2 | 43.0 |
        46.9 | 48 | 60 | July 2028 | Amber | Two large bids fell at interview.

        '' | K2 | Outputs with an international co-author (%) | Repository | Head of Research
        Services | 44 | 47 | 51 | 50 | 60 | July 2028 | Green |

        '' | K3 | Outputs open on publication (%) | Repository | University Librarian | 71 | 80 |
        88 | 90 | 100 | July 2027 | Green | Rights policy since 2024.

        '' | K4 | Awards of over £1m | Finance system | PVC Research | 6 | 4 | 7 | 9 | 14 | July
        2028 | Amber |

        People | K5 | Postgraduate researchers | Student records | Dean of Doctoral School | 812 |
        830 | 799 | 850 | 1000 | July 2028 | Red | Fewer visas. Two centres closed to entry.

        '' | K6 | Doctorates submitted in four years (%) | Student records | Dean of Doctoral
        School | 68 | 70 | 74 | 75 | 85 | July 2028 | Green |

        '' | K7 | Women among new professors (%) | HR | Director of HR | 31 | 29 | 36 | 38 | 45 |
        July 2028 | Amber | 11 promotions.

        Impact and partners | K8 | Live impact case studies | Impact officer's list | Impact
        Manager | 22 | 30 | 41 | 40 | 60 | Dec 2027 | Green |

        '' | K9 | Income from business (£m) | Survey return | Director of Enterprise | 7.7 | 8.1 |
        7.4 | 9 | 13 | July 2028 | Red | Contract with one partner ended.

        '' | K10 | Spin-outs formed since 2023 | Enterprise office | Director of Enterprise | 0 |
        2 | 5 | 6 | 15 | July 2028 | Green |
        """,
        Col("Goal", AIM, merge=True, width=20),
        Col("No.", "own", width=6),
        Col("Key performance indicator", "measure.name", width=38),
        Col("Data source", "measure.source"),
        Col("Accountable", "measure.owner", width=22),
        Col("Baseline 2022/23", ("measure.baseline", "reading")),
        Col("Actual 2023/24", "reading"),
        Col("Actual 2024/25", "reading"),
        Col("Target 2024/25", "reading"),
        Col("Strategy target", ("reading", "own")),
        Col("To be achieved by", ("measure.target_date", "own")),
        status("RAG"),
        words("Commentary"),
    )
    lay(p, cols, fill=NAVY)
    note(p, "Figures for 2024/25 are provisional.")


@workbook(
    "published", why="Budgets, stages and three coloured cells a scheme; funds and sub-totals"
)
def capital_programme(b: Book) -> None:
    p = b.sheet("Capital 25-26", "action", groups=[(*GROUP, "own")])
    p.say("Estates Capital Programme 2025/26", bold=True, size=16)
    p.say("Month 6 report to the Capital Planning Group. All figures £000.")
    p.skip()
    cols = fill(
        """
        24/112 | Theatre 3 and 4 ventilation | Main site | R Oakshott | 1840 | 1210 | 1905 | 65 |
        Apr 2025 | Nov 2025 | On site | Amber | Red | Green | Extra duct cleaning was needed.

        24/118 | Lift replacement, tower block | Main site | R Oakshott | 620 | 88 | 620 | 0 |
        Sept 2025 | Feb 2026 | On site | Green | Green | Green |

        25/003 | Roof repairs, east wing | Main site | T Bramhall | 300 | 296 | 296 | -4 | May
        2025 | Aug 2025 | Complete | Green | Green | Green | Handed over on 29 August.

        25/007 | Nurse call system | Community hospitals | T Bramhall | 240 | 0 | 240 | 0 | Nov
        2025 | Mar 2026 | Tender | Amber | Green | Green | Tender period extended.

        25/020 | Diagnostic centre fit-out | Station Road | J Kirkbright ¶ Head of Imaging | 5600
        | 1430 | 5600 | 0 | July 2025 | June 2026 | On site | Green | Amber | Green | Contingency
        is half spent.

        25/021 | Endoscopy decontamination | Main site | J Kirkbright | 950 | 40 | 700 | -250 |
        Jan 2026 | July 2026 | Design | Red | Green | Green | £250k moves to 2026/27.

        25/030 | Heat pumps, education centre | Main site | Energy Manager | 780 | 312 | 780 | 0 |
        Aug 2025 | Dec 2025 | On site | Green | Green | Amber | Snagging list is long.

        25/031 | Solar panels, phase 2 | Various | Energy Manager | 410 | 0 | 410 | 0 | TBC |
        31 Mar 2026 | Business case | Amber | Green | Green | Grid connection quote awaited.

        25/040 | Garden for the children's ward | Main site | Charity Projects Officer | 75 | 21 |
        80 | 5 | Sept 2025 | Oct 2025 | On site | Amber | Amber | Green | Paid for by the charity.
        """,
        Col("Scheme no.", "action.reference"),
        Col("Scheme", "action.title", width=34),
        Col("Site", "action.area"),
        Col("Project manager", "action.lead", width=20),
        Col("Approved budget", "own", fmt="#,##0"),
        Col("Spend to date", "own", fmt="#,##0"),
        Col("Forecast", "own", fmt="#,##0"),
        Col("Variance", "own", fmt="#,##0"),
        Col("Start on site", "action.start_date"),
        Col("Practical completion", "action.target_date"),
        Col("Stage", ("own", "rating")),
        *[
            Col(f"RAG > {of}", ("rating", "own"), fills=RAG, fill_only=True, width=8)
            for of in ("Time", "Cost", "Quality")
        ],
        words("Comments"),
    )
    blank = [None] * 2
    lay(
        p,
        cols,
        fill=PALE,
        groups={
            0: ["Backlog and infrastructure"],
            4: ["National programme funding"],
            6: ["Decarbonisation fund"],
            8: ["Charitable funds"],
        },
        subtotals={
            4: [None, "Sub-total", *blank, 3000, 1594, 3061, 61],
            6: [None, "Sub-total", *blank, 6550, 1470, 6300, -250],
            8: [None, "Sub-total", *blank, 1190, 312, 1190, 0],
            9: [None, "Sub-total", *blank, 75, 21, 80, 5],
        },
        after=[[None, "TOTAL PROGRAMME", *blank, 10815, 3397, 10631, -184]],
    )
