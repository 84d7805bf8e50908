"""Workbooks as they are found on the sites of trusts, councils, forces, universities and charities.

A third set to measure by and not to learn from: it was judged before anything was imported, and
by someone who had read neither the importer nor its words.
"""

from __future__ import annotations

import datetime

from openpyxl.styles import Font

from .published import AIM, GROUP, fill, gap, hide, lay, note, words
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

# What the organisations say for red, amber, green, blue and grey.
SAID_AS = {
    **RAG,
    **dict.fromkeys(("Drifting", "Concerning", "Not achieved", "Stuck", "Missed", "Seed"), RED),
    **dict.fromkeys(("Partly achieved", "Steady", "Wobbling", "Growing", "Below plan"), AMBER),
    **dict.fromkeys(("Live", "Strengthening", "Achieved", "Moving", "To plan"), GREEN),
    **dict.fromkeys(("Signed off", "Flourishing", "Landed", "Complied", "Finished"), BLUE),
    **dict.fromkeys(("Parked", "Not begun", "Not assessed", "Future"), GREY),
}
LETTERS = {"R": RED, "A": AMBER, "G": GREEN, "B": BLUE}
NARRATIVE = ("text", "own")
SUCCESS = ("text", "own", "measure.name")
OTHER_DATE = ("own", "action.target_date")
ACTS = ("risk.mitigation", "action.title")


def said(heading: str) -> Col:
    """A status in the organisation's own words, with its colour."""
    return Col(heading, "rating", fills=SAID_AS, width=13)


def loosen(p: Page) -> None:
    """The group rows are bold words in the first cell, and not merged across."""
    for merged in list(p.ws.merged_cells.ranges):
        if merged.min_col == 1 and merged.size["columns"] > 2 and merged.min_row > 4:
            p.ws.unmerge_cells(str(merged))


def shrink(p: Page, row: int, size: int = 8) -> None:
    """Headings in small type, as where too many had to fit on the page."""
    for cell in p.ws[row]:
        cell.font = Font(bold=True, size=size)


@workbook("found", why="Colour letters for each month; plan and actual are rows of one measure")
def icb_operational_plan(b: Book) -> None:
    r = b.sheet("Read me first")
    for line in (
        "2025/26 Operational Plan – delivery tracker v7",
        "Update your rows by the 5th working day. Do not insert columns.",
        "Questions to the PMO inbox.",
    ):
        r.say(line)
    p = b.sheet("Ops plan 25-26", "action")
    p.say("NHS Merrowdale and Skelwith Integrated Care Board", bold=True, size=14)
    p.say("Operational plan 2025/26 – tracker", bold=True, size=16, fill=NAVY, across=13, cell="A2")
    p.say("Position at month 6. DRAFT until agreed by System Delivery Group")
    p.skip()
    cols = fill(
        """
        Planned care | OP-01 | 65% of pathways within 18 weeks by March 2026 | Open a shared
        waiting list for hip and knee surgery | Sunil Ravenscar | Bette Coldwell | System-wide |
        31/01/2026 | G | A | A | Two of three trusts share lists. Third needs a software patch. |
        None

        '' | OP-02 | '' | Specialist advice before referral in ten specialties |
        Sunil Ravenscar | Bette Coldwell / Dr A Quayle | System-wide | 31/03/2026 | G | G | G |
        Eight specialties live ¶ Gynaecology and ENT in November | None

        '' | OP-03 | Cut first-appointment waits | One-stop eye clinics in Skelwith |
        Sunil Ravenscar | Locality Director | Skelwith | 30/11/2025 | A | A | R |
        Lease fell through in August. | Board asked to approve a second site

        Urgent care | OP-04 | 78% of patients within four hours | Same day emergency care open
        seven days on each site | Oona Fairclough | Deputy COOs | Both acute sites | 30/09/2025 |
        G | G | B | Opened 22 September. | None

        '' | OP-05 | '' | Care home bundle: call before you convey | Oona Fairclough |
        Kit Marchbanks | Merrowdale | 31/12/2025 | A | G | G | 41 of 58 homes signed up. |
        None

        '' | OP-06 | Category 2 mean of 30 minutes | Handover release at 45 minutes |
        Oona Fairclough | Ambulance liaison lead | Both acute sites | 31/10/2025 | R | R | A |
        Mean fell to 34 mins. | Winter beds not yet funded

        Primary care | OP-07 | Better access | Cloud telephony in every practice |
        Dr Lewis Tranmer | Head of Primary Care Digital | System-wide | 30/06/2025 | B | B | B |
        Done in June. | None

        '' | OP-08 | Better access | Urgent dental appointments: 14,200 more | Dr Lewis Tranmer |
        Dental commissioning manager | System-wide | 31/03/2026 | A | A | A |
        6,010 delivered to month 6. | Contract variations are slow

        '' | OP-09 | Fewer antibiotics | Prescribing visits to the ten highest users |
        Dr Lewis Tranmer | Chief Pharmacist | Merrowdale | 28/02/2026 | G | G | G |
        Four visits made. | None

        Productivity | OP-10 | Balanced position | Exit from surge beds not in plan |
        Petra Hollins | CFOs | Both acute sites | TBC | R | R | R | 22 surge beds remain. |
        Decision needed on funding source
        """,
        Col("Programme", GROUP, merge=True),
        Col("Plan ref", "action.reference"),
        Col("National ask", (*GROUP, "own", "text"), width=28),
        Col("What we said we would do", "action.title", width=38),
        Col("Exec", ("action.executive", "action.sro")),
        Col("Programme lead(s)", "action.lead", width=22),
        Col("Where", "action.area"),
        Col("Complete by", "action.target_date"),
        *[Col(f"BRAG > {m}", "rating", fills=LETTERS, width=6) for m in ("Jul", "Aug", "Sep")],
        words("Headlines this month"),
        words("Escalations / ask of the Board", NARRATIVE),
    )
    lay(p, cols, fill=NAVY)
    note(p, "B = done, G = to plan, A = recoverable, R = will not recover without help")
    m = b.sheet("Headline metrics", "measure")
    m.say("Headline metrics against plan", bold=True, size=14)
    m.skip()
    lay(
        m,
        fill(
            """
            RTT 18 weeks (%) | Plan | 58.0 | 58.6 | 59.2 | 59.9 | 60.5 | 61.0 | BI team

            '' | Actual | 57.7 | 58.1 | 58.9 | 59.0 | 59.4 | 59.8 | BI team

            A&E four hours (%) | Plan | 73.0 | 73.5 | 74.0 | 74.5 | 75.0 | 75.5 | BI team

            '' | Actual | 71.9 | 74.2 | 74.9 | 73.8 | 74.4 | 73.1 | BI team

            Virtual ward occupancy (%) | Plan | 80 | 80 | 80 | 80 | 80 | 80 | Provider returns

            '' | Actual | 66 | 70 | 72 | 75 | 79 | 81 | Provider returns

            Urgent dental appointments | Plan | 1183 | 1183 | 1183 | 1183 | 1183 | 1183 | BSA

            '' | Actual | 702 | 891 | 1012 | 1094 | 1140 | 1171 | BSA
            """,
            Col("Metric", "measure.name", merge=True, width=30),
            Col("Line", ("own", "reading"), width=8),
            *[
                Col(f"{m}-25", "reading", width=9)
                for m in ("Apr", "May", "Jun", "Jul", "Aug", "Sep")
            ],
            Col("Source", "measure.source"),
        ),
        fill=PALE,
        records=4,
    )


@workbook("found", why="A year that is over: what was achieved, by objective under a goal")
def annual_objectives_report(b: Book) -> None:
    p = b.sheet("Year end", ("action", "objective"))
    p.say("Thornleigh Valley Hospitals NHS Trust", bold=True)
    p.say("Annual objectives 2024/25: end of year report to the Board of Directors", size=14)
    note(p, "Agenda item 11 – for assurance")
    p.skip()
    own = ("action.title", "objective.title")
    cols = fill(
        """
        Our patients | 1a | Halve the number of category 3 pressure ulcers | Chief Nurse |
        Fewer than 12 in the year | 9 at month 6 | 15 in the year, against 27 in 2023/24.
        The last quarter was difficult. | Partly achieved | Yes

        '' | 1b | Every ward accredited at bronze or above | Chief Nurse | 31 wards | 18 wards |
        31 wards, of which 6 gold | Achieved | No

        '' | 1c | Open the frailty assessment area | Chief Operating Officer | Open by October |
        Works late | Opened 3 February | Achieved | No

        Our people | 2a | Reduce the vacancy rate to 6% | Director of People | 6% | 8.1% | 6.4% |
        Partly achieved | Yes

        '' | 2b | New health and wellbeing hub | Director of People | Hub open | Site agreed |
        Funding was withdrawn in January. ¶ The charity has been asked to help. |
        Not achieved | Yes

        '' | 2c | Raise the staff survey response to 55% | Director of Communications ¶
        Director of People | 55% | n/a | 57% | Achieved | No

        Our partners | 3a | Sign the pathology network agreement | Medical Director |
        Signed by all four trusts | Heads of terms | Signed in March | Achieved | No

        '' | 3b | Move musculoskeletal triage to community bases | Chief Operating Officer |
        70% of referrals | 22% | 48% | Partly achieved | Yes

        Our future | 4a | Break even | Director of Finance | Break even | £2.2m adverse |
        £0.4m surplus | Achieved | No

        '' | 4b | Cut our carbon footprint by 6% | Director of Estates | 6% | Not assessed |
        Provisional: 5.1% | Partly achieved | Yes
        """,
        Col("Goal", AIM, merge=True, width=18),
        Col("No.", ("action.reference", "objective.reference")),
        Col("Objective for the year", own, width=38),
        Col("Lead director", ("action.lead", "action.executive", "objective.lead"), width=20),
        Col("Measure of success", SUCCESS, width=24),
        Col("Half year > Position", NARRATIVE, width=22),
        Col("Year end > Position", "text", width=36),
        Col("Year end > Achieved?", "rating", fills=SAID_AS),
        Col("Carry forward to 2025/26?", "own"),
    )
    lay(p, cols, fill=TEAL)
    p.skip()
    p.grid([["Summary", "Number"], ["Achieved", 5], ["Partly achieved", 4], ["Not achieved", 1]])


@workbook("found", why="A long narrative for each quarter; the objectives are loose bold rows")
def corporate_objectives_narrative(b: Book) -> None:
    p = b.sheet("Corporate objectives", "action", groups=[AIM])
    p.say("PENDRICK COMMUNITY HEALTH NHS TRUST", bold=True, size=14)
    p.say("Corporate objectives 2025-26 – quarterly narrative")
    p.skip(2)
    cols = fill(
        """
        1.1 | Bring the six district nursing hubs onto one rota | Ellery Vane | Q4 |
        Baseline of shifts gathered. ¶ Unions briefed 12 May. | Rota trialled at Castle hub,
        well received. ¶ Two hubs to follow. | | | Amber

        1.2 | Publish wait times for every children's service | Kofi Sandiford | Q2 |
        Nine of 14 services have clean data. | Published on 29 September. | | | Blue

        1.3 | Tissue viability advice line open at weekends | Ellery Vane | Q3 |
        Post advertised. | Post filled; starts 3 November. | | | Green

        2.1 | All new managers complete 'Lead Well' in six months | Rowena Stott | Q4 |
        14 of 38 | 22 of 41. Places are full until January. | | | Amber

        2.2 | Close the disability pay gap reporting gap | Rowena Stott | Q3 |
        Declaration campaign: up from 4% to 7% | Declaration now 8.5% | | | Green

        2.3 | Zero tolerance pledge on all sites | Rowena Stott and Ivan Birchall | Q1 |
        Posters up. Done. | - | | | Blue

        3.1 | Leave Priory House by December | Ivan Birchall | Q3 | Notice served. |
        Podiatry has nowhere to go. ¶ Landlord asked for an extension. | | | Red

        3.2 | Replace the community record on 900 laptops | Ivan Birchall ¶ Chief Information
        Officer | Q4 | Supplier chosen. | 210 done. | | | Green

        3.3 | Deliver the £7.8m cost programme | Sasha Orrell | Q4 | £1.1m banked. |
        £2.9m banked, £1.2m behind plan. | | | Red
        """,
        Col("Ref", "action.reference", width=6),
        Col("Key action", "action.title", width=36),
        Col("Executive owner", ("action.executive", "action.lead", "action.sro"), width=20),
        Col("Due (quarter)", "action.target_date", width=9),
        *[words(f"Quarter {q} narrative (max 100 words)") for q in range(1, 5)],
        Col("Overall", "rating", fills=RAG, width=9),
    )
    lay(
        p,
        cols,
        fill=SAND,
        groups={
            0: ["Objective 1 – Care that comes to you"],
            3: ["Objective 2 – A team you want to stay in"],
            6: ["Objective 3 – Every pound and every place well used"],
        },
        subtotals={3: [None], 6: [None]},
    )
    loosen(p)
    note(p, "Blue = complete. The overall rating is agreed at executive team, not by the lead.")


@workbook("found", why="If, then, resulting in; three lines of defence; a score for each meeting")
def baf_by_strategic_goal(b: Book) -> None:
    p = b.sheet("BAF", "risk")
    p.say("Coverdale Mental Health Partnership NHS Trust", bold=True)
    p.say("Board Assurance Framework v12", bold=True, size=18, fill=PLUM, across=20, cell="A2")
    p.say("Last seen by Audit Committee: 11/09/2025   |   Next: 11/12/2025")
    p.skip()
    cols = fill(
        """
        Recovery | SG1.1 | we do not have enough beds of the right kind | people will be placed far
        from home | slower recovery, cost and complaint | Dr Imogen Tarrant (CMO) | Quality |
        Open | 4 | 5 | 20 | 20 | 20 | 16 | 12 | Bed hub; out of area policy; crisis houses |
        Daily huddle | Monthly report | Commissioner's audit | No female PICU |
        Women's PICU business case – Dec 25

        '' | SG1.2 | ligature works slip again | wards will stay unsafe | a death or serious injury
        | Neville Astbury (COO) | Quality | Averse | 4 | 5 | 20 | 20 | 15 | 15 | 5 | Ward risk
        books; observation policy | Ward managers' walk-round | Health and safety group | CQC visit,
        May | Two wards lack door alarms | Alarm contract – Nov 25

        People | SG2.1 | psychologists keep leaving for private work | waits will rise |
        patients being harmed while they wait | Jude Pomfret (CPO) | Workforce | Cautious |
        5 | 4 | 20 | 16 | 16 | 16 | 8 | Preceptorship; retention premium | Team dashboards |
        Workforce report | - | No exit data by profession |
        Exit survey ¶ Flexible contracts – Jan 26

        '' | SG2.2 | staff do not feel safe at work | sickness and turnover will grow |
        closed beds | Jude Pomfret (CPO) | Workforce | Cautious | 4 | 4 | 16 | 16 | 12 | 12 | 6 |
        Body-worn cameras; reducing restrictive practice | Incident reviews | Violence report |
        Staff survey | Cameras on five wards only | Extend cameras – Mar 26

        Sustainability | SG3.1 | savings are only non-recurrent | the underlying deficit will grow |
        loss of autonomy | Lorcan Wyatt (CFO) | Finance | Open | 5 | 4 | 20 | 20 | 20 | 20 | 12 |
        QIA panel; vacancy control | Budget holder meetings | Finance report | Internal audit:
        limited | No pipeline for 26/27 | Pipeline workshop – Oct 25

        '' | SG3.2 | the electronic record fails | staff will not see risk plans |
        a serious incident | Lorcan Wyatt (CFO) | Audit | Averse | 3 | 5 | 15 | 15 | 15 | 10 | 10 |
        Business continuity access; daily back-up | Service desk log | Digital group |
        Penetration test | Read-only copy not tested | Test read-only copy – Nov 25

        '' | SG3.3 | we do not cut our emissions | we will miss the 2032 goal | harm to health |
        Neville Astbury (COO) | Finance | Open | 4 | 3 | 12 | 12 | 12 | 12 | 6 | Green plan |
        Energy meters | Annual report | None | Fleet data is poor | Telematics – Feb 26
        """,
        Col("Strategic goal", AIM, merge=True),
        Col("Risk no", "risk.reference"),
        Col("IF…", ("risk.cause", "risk.title"), width=30),
        Col("THEN…", ("risk.title", "risk.effect"), width=30),
        Col("RESULTING IN…", "risk.effect", width=26),
        Col("Exec risk owner", "risk.owner", width=20),
        Col("Overseen by", "own"),
        Col("Appetite", "own"),
        Col("Inherent > L", "own", width=4),
        Col("Inherent > I", "own", width=4),
        Col("Inherent > LxI", "risk.inherent_score", fills=band_of, width=6),
        Col("Score history > Mar 25", ("own", "risk.current_score"), fills=band_of, width=7),
        Col("Score history > Jun 25", ("own", "risk.current_score"), fills=band_of, width=7),
        Col("Score history > Sep 25 (now)", "risk.current_score", fills=band_of, width=7),
        Col("Tolerable score", ("risk.target_score", "own"), fills=band_of, width=7),
        words("Controls already working", "risk.controls"),
        Col("Assurance received > 1st line", "risk.assurances", width=20),
        Col("Assurance received > 2nd line", "risk.assurances", width=20),
        Col("Assurance received > 3rd line", "risk.assurances", width=20),
        words("Gaps (controls and assurance)", ("risk.gaps_in_control", "risk.gaps_in_assurance")),
        words("Actions and when", ACTS),
    )
    lay(p, cols, fill=PLUM)
    k = b.sheet("Appetite")
    k.grid(
        [
            ["Level", "What it means"],
            ["Averse", "Avoid the risk"],
            ["Cautious", "Prefer safe choices"],
            ["Open", "Willing to consider all choices"],
        ]
    )


RISK_SHEETS = (
    (
        "Risk 1",
        "Demand outstrips capacity in the emergency department",
        "Growth of 7% a year; exit block; few alternatives at night",
        "Overcrowding, delay and harm",
        "Chief Operating Officer (S. Vickery)",
        (4, 5, 20, 4, 4, 16, 3, 3, 9),
        """
        Full capacity protocol | First | Bed meeting minutes | Partial

        Streaming by a senior nurse | First | Time to triage report | Substantial

        System resilience calls | Second | Log kept by the ICB | Partial
        """,
        """
        1 | Open the discharge lounge until 8 pm | Maddy Orme | 30 Nov 2025 | On track |
        Rota agreed with staff

        2 | Pilot a clinician on the 999 desk | S. Vickery / ambulance trust | 31 Jan 2026 |
        Not started | Waiting for funding
        """,
    ),
    (
        "Risk 2",
        "The estate cannot support safe care",
        "Backlog of £88m; no capital allocation after 2026",
        "Closure of theatres, injury, enforcement",
        "Director of Estates and Facilities (C. Rudge)",
        (5, 5, 25, 4, 5, 20, 2, 5, 10),
        """
        Planned maintenance contract | First | Monthly KPI pack | Partial

        Authorising engineers for water, fire and power | Third | Annual audits | Substantial
        """,
        """
        1 | Replace air handling in theatres 3 and 4 | C. Rudge | 31 Mar 2026 | At risk |
        Order placed; twelve-week lead time

        2 | Update the fire strategy | Fire Safety Manager | 31 Oct 2025 | Complete |
        Approved on 20 October

        3 | Bid to the safety fund | Deputy CFO | 15 Dec 2025 | On track | Draft bid written
        """,
    ),
    (
        "Risk 3",
        "Research income falls and trials move elsewhere",
        "Slow set-up; loss of two principal investigators",
        "Patients lose access to new treatment; loss of income",
        "Medical Director (Dr P. Hesketh)",
        (3, 4, 12, 3, 3, 9, 2, 3, 6),
        """
        Research strategy | Second | Annual report to board | Partial

        Joint office with the university | Second | Set-up time dashboard | Partial
        """,
        """
        1 | Single contract template | Research Manager | 28 Feb 2026 | On track | With lawyers

        2 | Appoint two clinical academics | Dr P. Hesketh | 30 Jun 2026 | Not started |
        """,
    ),
)


@workbook("found", why="A page for each risk: a form, the scores in three rows, controls, actions")
def baf_page_for_each_risk(b: Book) -> None:
    c = b.sheet("Cover")
    c.say("Stanwick Royal Infirmary – Board Assurance Framework", bold=True, size=20)
    c.say("October 2025")
    c.say("Contents: Risk 1 to Risk 3")
    score = ("risk.inherent_score", "risk.current_score", "risk.target_score", "own")
    for name, title, why, effect, owner, s, controls, actions in RISK_SHEETS:
        p = b.sheet(name, "risk", name_says=("risk.reference", "own", "noise"))
        p.say(f"{name.upper()}: {title}", bold=True, size=14, fill=NAVY, across=6, cell="A1")
        p.across(
            [
                Col("Principal risk", "risk.title", [title]),
                Col("Why might this happen?", "risk.cause", [why]),
                Col("What would it lead to?", "risk.effect", [effect]),
                Col("Owner", "risk.owner", [owner]),
                Col("Strategic theme", (*AIM, "own"), ["Excellent services"]),
                Col("Date added", "own", ["April 2024"]),
                Col("Reviewed", "own", ["14/10/25"]),
            ]
        )
        p.skip()
        lay(
            p,
            fill(
                f"""
                Without controls | {s[0]} | {s[1]} | {s[2]}

                Today | {s[3]} | {s[4]} | {s[5]}

                Where we want to be | {s[6]} | {s[7]} | {s[8]}
                """,
                Col("Score", ("noise", "own")),
                Col("Likelihood", ("risk.likelihood", "own")),
                Col("Impact", ("risk.consequence", "own")),
                Col("Total", score, fills=band_of),
            ),
            kind="",
            records=0,
        )
        p.skip()
        lay(
            p,
            fill(
                controls,
                Col("Control", "risk.controls", width=34),
                Col("Line of defence", "own"),
                Col("Where the Board gets its assurance", "risk.assurances", width=30),
                Col("Level of assurance", ("own", "rating")),
            ),
            kind="",
            records=0,
        )
        p.skip()
        p.say("What more are we doing?", bold=True)
        lay(
            p,
            fill(
                actions,
                Col("#", ("action.reference", "noise"), width=34),
                Col("Action", ACTS[::-1], width=34),
                Col("By whom", "action.lead"),
                Col("By when", "action.target_date"),
                Col("Status", "rating", fills=RAG),
                words("Notes"),
            ),
            kind="action",
        )


@workbook("found", why="Plain questions as headings, scores as sums, one column is hidden")
def service_risk_log(b: Book) -> None:
    p = b.sheet("Live risks", "risk")
    p.say("Operational Risk Register – Division of Family and Diagnostic Services", bold=True)
    p.say("Extracted 01/10/2025 08:14 by governance team. Filter: score 8 and over")
    p.skip()
    cols = fill(
        """
        4417 | 2023-02-06 | Radiology | MRI scanner breaks down for a long time | Scanner is 13
        years old, parts are scarce | Cancer scans postponed | Superintendent radiographer | Femi
        Lockyer | 4x4=16 | 3 | 4 | 12 | 4 | Service contract; mobile van on call | Van takes 5 days
        to come | 2025-11-14 | Being treated

        4502 | 2023-09-11 | Maternity | Second theatre cannot be staffed at night | Anaesthetic
        cover shared with main site | Delay in category 1 section | Matron | Gwendal Price | 5x4=20
        | 3 | 5 | 15 | 5 | Escalation rota; transfer policy | Rota has gaps at weekends | 2025-10-31
        | Being treated

        4533 | 2023-11-20 | Paediatrics | Children wait on adult wards | Only two cubicles |
        Distress and safeguarding concern | Ward manager | Gwendal Price | 3x4=12 | 2 | 4 | 8 | 4 |
        Named nurse on each shift | None known | 2026-01-09 | Tolerated

        4610 | 2024-03-04 | Pathology | Samples are lost between sites | Paper request forms; two
        couriers | Repeat tests, delay | Laboratory manager | Rashid Embleton | 4x3=12 | 4 | 3 | 12
        | 3 | Sample log | No tracking by barcode | 2025-12-01 | Being treated

        4611 | 2024-03-04 | Pathology | Blood fridge alarm fails | Old alarm panel |
        Stock wasted | Laboratory manager | Rashid Embleton | 3x4=12 | 2 | 4 | 8 | 4 |
        Manual checks every four hours | Nights rely on porters | 2025-12-01 | Being treated

        4698 | 2024-10-15 | Gynaecology | Hysteroscopy waits exceed 20 weeks | One trained nurse |
        Late diagnosis | Service manager | Dr Tamsin Eley | 4x4=16 | 4 | 4 | 16 | 6 |
        Weekly list review | No cover for leave | 2025-10-20 | Escalated

        4720 | 2025-01-27 | Radiology | Reports are delayed | Reporting vacancies 4.2 WTE |
        Missed cancers | Clinical lead | Femi Lockyer | 5x4=20 | 4 | 4 | 16 | 8 |
        Outsourced reporting | Budget ends in December | 2025-10-20 | Escalated

        4755 | 2025-06-09 | Genomics | Sample freezer is full | Growth in testing | Results delayed
        | Lead scientist | Rashid Embleton | 2x4=8 | 2 | 4 | 8 | 2 | Rented freezer | - | 2026-02-02
        | Being treated
        """,
        Col("ID", "risk.reference"),
        Col("Opened", "own", fmt="dd/mm/yyyy"),
        Col("Specialty", ("risk.category", "own")),
        Col("What could go wrong?", "risk.title", width=34),
        Col("Why could it happen?", "risk.cause", width=30),
        Col("So what?", "risk.effect", width=26),
        Col("Handler", ("own", "risk.owner"), hidden=True),
        Col("Risk owner", "risk.owner"),
        Col("First score", "risk.inherent_score"),
        Col("Now > L", "risk.likelihood", width=5),
        Col("Now > C", "risk.consequence", width=5),
        Col("Now > Rating", "risk.current_score", fills=band_of, width=8),
        Col("Aiming for", "risk.target_score", fills=band_of, width=8),
        words("What is in place", "risk.controls"),
        words("What is missing", ("risk.gaps_in_control", "risk.gaps_in_assurance")),
        Col("Look at again on", "own", fmt="dd/mm/yyyy"),
        Col("State", ("own", "rating")),
    )
    lay(p, cols, fill=GREY)
    shrink(p, 5, 9)
    t = b.sheet("By score")
    t.grid([["Score", "How many"], ["15-25", 3], ["8-12", 5], ["Total", 8]])


@workbook("found", why="Criteria as group rows, a rating for each review, cases month by month")
def infection_prevention_plan(b: Book) -> None:
    p = b.sheet("IPC improvement plan", "action", groups=[(*GROUP, "own")])
    p.say("Infection Prevention and Control improvement plan", bold=True, size=16)
    p.say("Holmbridge General. Owner: Director of Infection Prevention and Control (DIPC)")
    p.skip()
    cols = fill(
        """
        1 | Audits are not acted upon | Re-audit within four weeks of any score under 90% |
        Lead IPC Nurse | Matrons | 31st July | | Amber | Green | Audit tool reports

        2 | No water safety plan for the new wing | Write and approve the plan |
        Estates Compliance Manager | | 30th June | 30th September | Red | Green |
        Plan v1.0, WSG minutes

        3 | Commodes: 11 of 40 soiled when inspected | Replace 15; daily check signed by the nurse
        in charge | Divisional Nurse, Medicine | Domestic supervisors | 31st May | | Green | Blue |
        Photographs, checklists

        4 | Cleaning scores are not on display | Star ratings on every ward door |
        Facilities Manager | | 31st August | 31st October | Amber | Amber |

        5 | Day 3 reviews of antibiotics at 61% | Pharmacist-led review round |
        Consultant Microbiologist | Antimicrobial Pharmacist | 31st December | | Amber | Amber |
        Point prevalence survey

        6 | No penicillin de-labelling | Pilot on the acute medical unit | Antimicrobial Pharmacist
        | Dr R Oduya | 28th February | | Not due | Not due |

        7 | Side rooms used without risk score | Isolation priority chart in bed meeting |
        Site Team Manager | Lead IPC Nurse | 30th June | | Green | Blue | Bed meeting sheet

        8 | Fit testing at 58% | Two more testers; clinics on nights | Health and Safety Lead | |
        30th September | 30th November | Red | Amber | Fit test database
        """,
        Col("No", "action.reference", width=5),
        words("What was found", NARRATIVE),
        words("What needs to happen", "action.title"),
        Col("Responsible lead", "action.lead", width=22),
        Col("Support from", ("action.lead", "own"), width=20),
        Col("Original date", OTHER_DATE[::-1]),
        Col("Revised date", OTHER_DATE),
        Col("RAG > June review", "rating", fills=SAID_AS),
        Col("RAG > September review", "rating", fills=SAID_AS),
        words("Evidence seen", NARRATIVE),
    )
    lay(
        p,
        cols,
        fill=TEAL,
        groups={
            0: ["Criterion 1: Systems to manage and monitor infection"],
            2: ["Criterion 2: A clean environment"],
            4: ["Criterion 3: Appropriate antimicrobial use"],
            6: ["Criteria 7 and 10: Isolation and occupational health"],
        },
    )
    m = b.sheet("Cases", "measure")
    m.say("Hospital-onset cases, 2025/26", bold=True, size=14)
    m.skip()
    months = [datetime.date(2025, month, 1) for month in range(4, 10)]
    lay(
        m,
        fill(
            """
            C. difficile | 38 | 3 | 4 | 2 | 5 | 3 | 4 | 21 | Above trajectory

            MRSA bloodstream | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 | Line infection; review complete

            MSSA bloodstream | n/a | 2 | 1 | 3 | 2 | 2 | 1 | 11 |

            E. coli bloodstream | 61 | 4 | 6 | 5 | 4 | 3 | 5 | 27 | Within trajectory

            Klebsiella | 24 | 1 | 2 | 2 | 3 | 2 | 1 | 11 |

            Pseudomonas | 11 | 0 | 1 | 0 | 1 | 1 | 0 | 3 |
            """,
            Col("Organism", "measure.name", width=24),
            Col("Ceiling for the year", "reading"),
            *[Col(month, "reading", width=8) for month in months],
            Col("Total to date", ("reading", "own")),
            words("Remarks"),
        ),
        fill=TEAL,
    )


@workbook("found", why="Learning is merged over the actions of several agencies; own status words")
def safeguarding_review_actions(b: Book) -> None:
    p = b.sheet("Actions", "action")
    p.say("Cloverwater Safeguarding Adults Partnership", bold=True, size=14, fill=SAND, across=10)
    p.say("Multi-agency action plan: learning from the review of 'Edith'")
    note(p, "OFFICIAL – published with names of practitioners removed")
    p.skip()
    cols = fill(
        """
        Finding 1 | Self-neglect was not recognised by those who visited | 1.1 |
        Train front-line staff in hoarding and self-neglect | Adult Social Care | Principal Social
        Worker | within 6 months | Signed off | 312 people trained; pre- and post-course
        confidence rose from 4 to 8 of 10

        '' | '' | 1.2 | Add hoarding scale to the home visit form | Fire and Rescue |
        Community Safety Manager | by end of Sept 25 | Live | Form in test with two stations

        '' | '' | 1.3 | One-minute guide for GPs | Integrated Care Board | Designated Nurse |
        immediately | Signed off | Sent to 44 practices

        Finding 2 | Mental capacity assessments were assumed and not recorded | 2.1 |
        Audit 30 files a quarter | Adult Social Care | Quality Assurance Lead | quarterly from Oct |
        Live | First audit: 57% good

        '' | '' | 2.2 | Capacity assessment in all mandatory training | Hospital trust |
        Named Professional | Mar 2026 | Drifting | Training calendar is full until May

        Finding 3 | No agency held the whole story | 3.1 | Multi-agency risk panel every fortnight |
        All | Board Manager / Detective Inspector | by Christmas 2025 | Live | Terms of reference
        agreed, chair found

        '' | '' | 3.2 | Share chronologies through a secure portal | Police | Information Manager |
        tbc | Parked | Depends on national work

        '' | '' | 3.3 | Named coordinator when three or more agencies visit | Housing association |
        Tenancy Manager | Jan 2026 | Drifting | Post not funded
        """,
        Col("Finding", ("objective.reference", "ambition.reference", "own"), merge=True),
        Col("What we learned", (*GROUP, "own", "text"), merge=True, width=30),
        Col("Ref.", "action.reference"),
        Col("SMART action", "action.title", width=36),
        Col("Agency", ("action.team", "action.area", "own")),
        Col("Named person", "action.lead", width=22),
        Col("Timescale", "action.target_date"),
        said("Where is it?"),
        words("Impact: what difference has it made?", NARRATIVE),
    )
    lay(p, cols, fill=PALE)
    p.skip()
    p.grid(
        [
            ["Key", "Meaning"],
            ["Signed off", "Board has seen evidence"],
            ["Live", "Under way"],
            ["Drifting", "Late, or no update for two meetings"],
            ["Parked", "Outside our control"],
        ]
    )


@workbook("found", why="Status as growth of a plant; updates by month; a reflection of scores")
def speak_up_plan(b: Book) -> None:
    p = b.sheet("Our plan", "action", groups=[(*GROUP, "own")])
    p.say("Freedom to Speak Up improvement plan 2025", bold=True, size=16)
    p.say("Guardian: Alba Rennick. Executive sponsor: Director of Nursing. NED: Col Faraday")
    p.skip()
    cols = fill(
        """
        Tell the story of a concern that changed something, every month | Guardian and Comms |
        Monthly | 12 stories | Two stories out | Five stories out, one as film | Growing

        Board development session on psychological safety | Chair | 30.09.25 | Session held |
        Date set | Held 18 September | Flourishing

        Executives to spend a shift a quarter with a night team | Chief Executive | Ongoing |
        40 shifts | 6 shifts | 11 shifts | Growing

        Champions on every site, with protected time | Guardian | 31.12.25 | 60 champions |
        38 champions | 44 champions, but time is protected for 9 only | Growing

        Phone line that can be used without a name | Head of HR ¶ Guardian | 31.08.25 |
        Line in use | Provider chosen | Contract delayed by procurement | Seed

        Module for managers: Listen Up | Head of Learning | 31.03.26 | 90% of managers | 31% |
        46% | Growing

        Check back with everyone three months after a case closes | Guardian | 30.06.25 |
        90% contacted | 88% | 93% | Flourishing

        Policy on detriment, with a named reviewer | Director of People | 30.11.25 | Policy approved
        | | Draft with unions | Growing
        """,
        words("We will…", "action.title"),
        Col("Who", "action.lead", width=20),
        Col("When", "action.target_date"),
        Col("We will know because…", SUCCESS, width=22),
        words("Update, July"),
        words("Update, October"),
        said("How is it growing?"),
    )
    lay(
        p,
        cols,
        fill=TEAL,
        groups={
            0: ["Principle A. Lead by example"],
            3: ["Principle B. Make it easy"],
            6: ["Principle C. Follow up"],
        },
    )
    note(p, "Seed: only an idea. Growing: started. Flourishing: part of how we work.")
    s = b.sheet("Reflection scores", "")
    s.say("Board self-reflection, May 2025 (1 = not at all, 5 = fully)", bold=True)
    s.skip()
    out = ("own", "noise", "text")
    lay(
        s,
        fill(
            """
            We can describe our speaking up culture | 3 | 4 | Workshop helped

            Workers know who the guardian is | 4 | 4 |

            Managers are thanked for raising issues | 2 | 2 | Still a worry

            Guardian has enough time | 3 | 3 | Full-time from January

            We look at data from many sources | 2 | 3 | Dashboard built

            Detriment is dealt with | 1 | 2 | See action on policy
            """,
            Col("Statement", ("own", "noise"), width=40),
            Col("2024", ("own", "noise")),
            Col("2025", ("own", "noise")),
            words("Evidence / thoughts", out),
        ),
    )


MH_PROGRAMMES = (
    (
        "Programme A – Children and young people",
        "SRO: Yvette Cardew, Director of Children's Commissioning",
        """
        A1 | Support teams in 60% of schools | Tyrone Haswell | Jul-25 | Jul-25 | 14-Jul-25 | Done |
        61% at the end of term

        A2 | One referral form for all providers | Tyrone Haswell / Dr Una Brack | Sep-25 | Nov-25 |
        | Medium | Two providers want a longer form

        A3 | Crisis line merges with 111 option 2 | Access Manager | Dec-25 | Dec-25 | | High |
        Calls tested in August

        A4 | Autism assessment backlog below 400 | Clinical Lead, Neurodevelopment | Mar-26 | Sep-26
        | | Low | 1,120 waiting. ¶ Two psychologists left.
        """,
    ),
    (
        "Programme B – Community mental health",
        "SRO: Graham Ollerton, Deputy Chief Executive",
        """
        B1 | Four neighbourhood hubs open | Ines Barraclough | Jun-25 | Aug-25 | 29-Aug-25 | Done |
        Fourth hub opened late owing to heating

        B2 | Physical health checks for 75% of people with SMI | Primary Care Lead | Mar-26 | Mar-26
        | | Medium | 52% so far

        B3 | 30 peer support workers in post | Ines Barraclough | Oct-25 | Oct-25 | | High | 27 in
        post

        B4 | Employment support waits under four weeks | VCSE Alliance | Dec-25 | Jan-26 | | Medium
        |
        """,
    ),
    (
        "Programme C – Crisis and inpatient",
        "SRO: Dr Marlon Esk, Medical Director",
        """
        C1 | Health-based place of safety, second suite | Head of Capital | Nov-25 | Feb-26 | | Low
        | Asbestos found in week 3

        C2 | Out of area placements: none | Flow Manager | Mar-26 | Mar-26 | | Medium | 6 on 30 Sept

        C3 | Right Care, Right Person phase 3 | Police liaison / Flow Manager | Sep-25 | Sep-25 |
        30-Sep-25 | Done |
        """,
    ),
)


@workbook("found", why="The same headings again for each programme, whose name stands above them")
def mental_health_milestones(b: Book) -> None:
    p = b.sheet("Milestone plan", "action")
    p.say("Mental Health Transformation – milestone tracker", bold=True, size=16)
    p.say("Skerrow and the Vale. Reporting date: 1 October 2025")
    for title, sro, text in MH_PROGRAMMES:
        p.skip()
        p.say(title, bold=True, size=13, fill=NAVY, across=8, verdict=GROUP)
        p.say(sro, verdict=("action.sro", "objective.lead", "own", "noise"))
        lay(
            p,
            fill(
                text,
                Col("ID", "action.reference", width=6),
                Col("Milestone", "action.title", width=38),
                Col("Accountable", ("action.lead", "action.sro"), width=24),
                Col("Planned", ("action.target_date", "own")),
                Col("Now expected", OTHER_DATE),
                Col("Delivered", "own"),
                Col(
                    "Confidence",
                    "rating",
                    fills={"High": GREEN, "Medium": AMBER, "Low": RED, "Done": BLUE},
                ),
                words("Commentary"),
            ),
            fill=PALE,
        )
    p.skip()
    note(
        p, "Confidence is that of the SRO that the milestone will be met by the date expected now."
    )


@workbook("found", why="What is due in each quarter stands in coloured cells; money in the midst")
def cancer_alliance_plan(b: Book) -> None:
    p = b.sheet("2025-26 delivery plan", "action")
    p.say("Seven Dales Cancer Alliance", bold=True, size=14)
    p.say("Delivery plan and half-year return", size=12)
    p.skip()
    done, due, late = GREEN, None, RED
    colour = {
        "Launch van": done,
        "Reach 2 towns": done,
        "Agree pathway": done,
        "Train 40 nurses": late,
        "Audit stage 1": done,
        "Hire navigators": late,
        "Options paper": done,
        "Pilot site live": AMBER,
        "Survey design": done,
        "Pilot survey": done,
        "Contract": done,
        "In post": late,
        "Buy system": done,
        "Configure": AMBER,
    }

    def quarter(q: int) -> Col:
        return Col(f"Milestones > Q{q}", NARRATIVE, fills=lambda v: colour.get(v, due), width=18)

    cols = fill(
        """
        Early diagnosis | ED1 | Liver surveillance for people with cirrhosis | Thea Lindon |
        Dr Bashir Konday | 310 | 1,200 people scanned | Launch van | Reach 2 towns |
        Reach 4 towns | Evaluate | On plan | 655 scans; four cancers found

        '' | ED2 | Teledermatology in all practices | Thea Lindon | Dr Elsa Prine | 145 |
        90% of referrals with image | Agree pathway | Train 40 nurses | Switch on | Review |
        Behind | Only 12 nurses released

        '' | ED3 | Case finding in learning disability services | Mo Akers | - | 40 | Screening
        uptake up 5 points | | Audit stage 1 | Co-design | Pilot | On plan | Audit complete

        Faster diagnosis | FD1 | Navigators for urology and gynaecology | Mo Akers |
        Mr Julian Strood | 280 | FDS 80% | Hire navigators | In post | Evaluate | | Behind |
        Job evaluation took three months

        '' | FD2 | Straight to test for upper GI | Kirsty Balmer | Mr Julian Strood ¶ Dr Fay Onslow
        | 96 | 60% straight to test | Agree pathway | Pilot site live | Roll out | Roll out | Some
        risk | One trust is live

        Treatment | TR1 | Prehabilitation for lung and bowel | Kirsty Balmer | Sr Ava Monkton | 220
        | 500 people | Options paper | Contract | Start | Start | On plan | Contract with leisure
        trust

        '' | TR2 | Shared radiotherapy physics team | Alliance MD | Prof Leon Hurdle | 0 |
        No cancelled lists | | Options paper | Consult | Decide | On plan |

        Living with cancer | LW1 | Personal care plans at diagnosis | Gail Everton |
        Sr Ava Monkton | 75 | 85% offered | Survey design | Pilot survey | Survey | Report |
        On plan | 81% offered in quarter 2

        '' | LW2 | Follow-up at home for breast, bowel, prostate | Gail Everton | Dr Fay Onslow |
        130 | 70% of those eligible | Buy system | Configure | Test | Go live | Some risk |
        Interface not yet priced
        """,
        Col("Workstream", GROUP, merge=True),
        Col("Ref", "action.reference"),
        Col("Deliverable", "action.title", width=34),
        Col("Alliance lead", "action.lead"),
        Col("Clinical lead", ("action.lead", "own", "action.sro"), width=20),
        Col("SDF (£000)", "own", fmt="#,##0"),
        Col("KPI", SUCCESS, width=24),
        *[quarter(q) for q in range(1, 5)],
        Col(
            "Half-year position",
            "rating",
            fills={"On plan": GREEN, "Some risk": AMBER, "Behind": RED},
        ),
        words("Half-year commentary"),
    )
    lay(
        p,
        cols,
        fill=PLUM,
        after=[[None, None, "Total allocation", None, None, 1296]],
    )
    note(p, "Green cell: milestone met. Amber: partly met. Red: missed. No colour: not yet due.")


@workbook(
    "found", why="Quarters under a year, colour of the cell for the rating, symbols for trend"
)
def council_quarterly_indicators(b: Book) -> None:
    p = b.sheet("PIs Q2", "measure", groups=[(*AIM, "own")])
    p.say("Isle of Harrowmere Council", bold=True, size=14)
    p.say("Quarterly Performance Report: Quarter 2 (July to September 2025)", bold=True, size=14)
    p.say("Appendix B")
    p.skip()
    top = p.row
    cols = fill(
        """
        CS01 | Children in care per 10,000 | Cllr R. Tebay | Director of Children's Services |
        Low | 74 | 71 | 70 | 70 | 72 | 73 | | | ▼ | Two sibling groups came into care

        CS02 | Education plans issued in 20 weeks | Cllr R. Tebay | Head of SEND | High | 48.0% |
        52.3% | 60% | 49.1% | 55.8% | 57.0% | | | ▲ | New psychologist capacity from August

        HO01 | Average relet time (days) | Cllr D. Mawson | Housing Manager | Low | 41 | 36 | 28 |
        35 | 33 | 30 | | | ▲ | Contractor now on target

        HO02 | Rough sleepers at quarter end | Cllr D. Mawson | Housing Options Lead | Low | 9 | 11
        | 6 | 8 | 10 | 9 | | | ▲ |

        EN01 | Recycling rate | Cllr P. Ogle | Head of Waste | High | 39.6% | 40.2% | 45% | 41.0% |
        43.3% | 44.2% | | | ▲ | Garden waste peak

        EN02 | Fly-tips removed in one day | Cllr P. Ogle | Head of Waste | High | 81% | 85% | 90% |
        86% | 84% | 79% | | | ▼ | Crew vacancy ¶ Agency crew from 1 October

        EN03 | Streets below standard for litter | Cllr P. Ogle | Head of Waste | Low | 5.1% | 4.8%
        | 4% | n/a | 4.1% | n/a | | | – | Surveyed three times a year

        RE01 | Sickness days per FTE | Leader | HR Manager | Low | 10.2 | 9.7 | 8.5 | 9.9 | 9.1 |
        8.8 | | | ▲ | Rolling 12 months

        RE02 | Invoices paid in 30 days | Leader | Finance Manager | High | 91.0% | 93.5% | 95% |
        95.2% | 95.8% | 96.0% | | | ▲ |

        RE03 | Stage 1 complaints in time | Leader | Customer Manager | High | 70% | 77% | 85% | 80%
        | 74% | 76% | | | ▲ | Backlog from the summer has gone
        """,
        Col("PI", "own", width=7),
        Col("What we measure", "measure.name", width=34),
        Col("Cabinet member", ("own", "measure.owner")),
        Col("Responsible officer", "measure.owner", width=22),
        Col("Good is", "own"),
        Col("Outturn > 2023/24", ("reading", "measure.baseline")),
        Col("Outturn > 2024/25", ("reading", "measure.baseline")),
        Col("2025/26 > Target", "reading"),
        Col("2025/26 > Q2 last year", ("reading", "own")),
        *[Col(f"2025/26 > Q{q}", "reading", width=9) for q in range(1, 5)],
        Col("DoT", "own", width=6),
        words("Officer comment"),
    )
    lay(
        p,
        cols,
        fill=TEAL,
        groups={
            0: ["Priority 1: Every child matters here"],
            2: ["Priority 2: A home for all"],
            4: ["Priority 3: Clean and green"],
            7: ["Priority 4: A well-run council"],
        },
    )
    paint = (AMBER, GREEN, AMBER, GREEN, RED, AMBER, GREEN, RED, RED, AMBER)
    at = 0
    for row in range(top + 2, p.row):
        if p.ws.cell(row, 2).value is not None:
            for column, shift in ((10, 3), (11, 0)):
                cell = p.ws.cell(row, column)
                if cell.value != "n/a":
                    p.put(row, column, cell.value, fill=paint[(at + shift) % len(paint)])
            at += 1
    note(p, "▲ better than last quarter ▼ worse – no data. Cabinet members as at 1 October 2025.")


@workbook("found", why="This year against last; an assessment in own words; a spacer column")
def police_performance_framework(b: Book) -> None:
    p = b.sheet("Framework", "measure")
    p.say("Westerholm Police", bold=True, size=16)
    p.say("Police and Crime Plan: performance framework, 12 months to September 2025")
    p.say("OFFICIAL – for Accountability Board")
    p.skip()
    cols = fill(
        """
        Visible policing | 1 | Public confidence in local police | Survey | ACC Loxley | 61.2 | 63.0
        | 1.8 | 66 | 5th of 8 | Strengthening | Rise is significant.

        '' | 2 | 999 calls answered in ten seconds | Contact system | Head of Contact | 84.9 | 91.7
        | 6.8 | 90 | 2nd of 8 | Strengthening |

        '' | 3 | Grade 1 attendance within 15 minutes | Command and control | Head of Contact | 79.4
        | 78.8 | -0.6 | 85 | 6th of 8 | Steady | Rural west is the outlier. ¶ Shift review reports
        in December.

        Prevent and protect | 4 | Residential burglaries | Crime system | Det Supt Arkwright | 2214
        | 1987 | -227 | | 3rd of 8 | Strengthening |

        '' | 5 | Serious violence offences | Crime system | Det Supt Arkwright | 640 | 702 | 62 | |
        7th of 8 | Concerning | Night-time economy

        '' | 6 | Killed or seriously injured on roads | Collision data | Supt Fairweather | 188 |
        181 | -7 | 160 | n/a | Steady |

        Justice for victims | 7 | Rape: charge rate | Crime system | Det Ch Supt Nayar | 7.1 | 9.4 |
        2.3 | 10 | 3rd of 8 | Strengthening | File quality team

        '' | 8 | Victims kept informed | Survey | Head of Victim Care | 68 | 66 | -2 | 75 | 6th of 8
        | Concerning | Contact contracts are late

        '' | 9 | Domestic abuse arrests | Custody system | Det Ch Supt Nayar | 3902 | 4011 | 109 | |
        4th of 8 | Steady |

        Ethical and efficient | 10 | Complaints closed in 40 days | PSD system | Head of Standards |
        44 | 58 | 14 | 60 | n/a | Strengthening |

        '' | 11 | Officer strength | HR | ACO Resources | 2240 | 2251 | 11 | 2260 | n/a | Steady |
        Intake in January
        """,
        Col("Plan priority", (*AIM, "own"), once=True, width=20),
        Col("#", "own", width=4),
        Col("Measure", "measure.name", width=36),
        Col("Data from", "measure.source"),
        Col("Chief officer / lead", "measure.owner", width=20),
        gap(),
        Col("12m to Sep 24", ("reading", "measure.baseline")),
        Col("12m to Sep 25", "reading"),
        Col("Difference", "own"),
        Col("Aspiration", "reading"),
        Col("Most similar forces", "own"),
        gap(),
        said("Our assessment"),
        words("Analyst's note"),
    )
    lay(p, cols, fill=NAVY)
    p.skip()
    p.grid(
        [
            ["Assessment", "Meaning"],
            ["Strengthening", "Better than a year ago and moving to the aspiration"],
            ["Steady", "No real change"],
            ["Concerning", "Worse; a recovery plan is in place"],
        ]
    )


@workbook(
    "found", why="Percent complete, and a colour with no word; a row is hidden; closed on two"
)
def fire_risk_plan_actions(b: Book) -> None:
    p = b.sheet("CRMP actions", "action")
    p.say(
        "Netherfell Fire and Rescue Authority", bold=True, size=14, fill=RED, across=11, cell="A1"
    )
    p.say("Community Risk Management Plan 2024-28: Year 2 action plan")
    p.skip()
    top = p.row
    cols = fill(
        """
        Prevention | P1 | Home fire safety visits to 6,000 households at highest risk | Area Manager
        Dunmore | Prevention Manager | 01-Apr-25 | 31-Mar-26 | 0.52 | G | 3,140 visits done.

        Prevention | P2 | Water safety boards at 14 beauty spots | Area Manager Dunmore | WM
        Sykes-Lamb | 01-May-25 | 30-Sep-25 | 1 | B | All in place

        Prevention | P3 | Road safety in every year 12 group | Area Manager Dunmore | Road Safety
        Officer | 01-Sep-25 | 31-Jul-26 | 0.1 | G | First six colleges booked

        Protection | T1 | Inspect all 212 buildings of 11-18 metres | GM Protection | Fire Engineer
        | 01-Apr-25 | 31-Dec-25 | 0.35 | R | Two inspecting officers have left. ¶ Overtime agreed.

        Protection | T2 | New policy on automatic alarms | GM Protection | Business Fire Safety Lead
        | 01-Apr-25 | 31-Oct-25 | 0.8 | A | Consultation brought 140 replies

        Response | R1 | Review crewing at Coombe Cross and Elder Bridge | Deputy CFO | GM Response |
        01-Jun-25 | 31-Mar-26 | 0.25 | A | Union consultation has begun

        Response | R2 | Replace 9 pumping appliances | Deputy CFO | Fleet Manager | 01-Apr-25 |
        30-Nov-25 | 0.66 | G | Six delivered

        Response | R3 | Wildfire unit with drone | Deputy CFO | WM Okeke ¶ GM Response | 01-Jul-25 |
        30-Apr-26 | 0.4 | G | Drone pilots trained

        People | E1 | Independent culture audit | Chief Fire Officer | Head of People | 01-Apr-25 |
        30-Jun-25 | 1 | B | Published on 4 July

        People | E2 | On-call recruitment: 60 new firefighters | Chief Fire Officer | On-call
        Liaison | 01-Apr-25 | 31-Mar-26 | 0.3 | R | 18 recruited, 15 left

        Resources | S1 | Sell the old training yard | Treasurer | Head of Property | 01-Apr-25 |
        31-Mar-26 | 0.5 | G | Offer accepted
        """,
        Col("Our commitment", GROUP, merge=True),
        Col("Code", "action.reference", width=6),
        Col("What we promised", "action.title", width=38),
        Col("SLT owner", ("action.executive", "action.sro", "action.lead"), width=20),
        Col("Managed by", "action.lead", width=20),
        Col("From", "action.start_date"),
        Col("To", "action.target_date"),
        Col("% done", "percent", fmt="0%", width=8),
        Col("●", "rating", fills=LETTERS, fill_only=True, width=4),
        words("Update to the Authority, October"),
    )
    lay(p, cols, fill=GREY)
    hide(p, top + 2)
    note(p, "The dot shows: blue – done; green – to time; amber – may be late; red – late.")
    c = b.sheet("Completed yr 1", "action")
    c.say("Completed in year 1", bold=True)
    c.skip()
    lay(
        c,
        fill(
            """
            Protection | Y1-04 | Publish risk-based inspection programme | GM Protection | 31-Jul-24
            | 19-Jul-24 | In use

            Response | Y1-07 | New breathing apparatus on all stations | Equipment Officer |
            31-Dec-24 | 28-Feb-25 | Supplier was late

            People | Y1-11 | Exit interviews for on-call staff | Head of People | 30-Sep-24 |
            30-Sep-24 | 22 held

            Resources | Y1-12 | Solar panels at headquarters | Head of Property | 31-Mar-25 |
            10-Mar-25 | Saves £14k a year
            """,
            Col("Our commitment", GROUP),
            Col("Code", "action.reference"),
            Col("What we promised", "action.title", width=36),
            Col("Managed by", "action.lead"),
            Col("To", "action.target_date"),
            Col("Closed", "own"),
            words("What came of it", NARRATIVE),
        ),
    )


@workbook(
    "found", why="Years across with a target far ahead; definition and source beside the name"
)
def university_strategy_kpis(b: Book) -> None:
    p = b.sheet("KPI dashboard", "measure")
    p.say("University of Langmoor | Strategy 2030 | KPIs for Council", bold=True, size=16)
    p.say("Council, 24 November 2025. Confidential until published")
    p.skip()
    cols = fill(
        """
        Education | E1 | Overall student satisfaction | Share who agree that teaching is good |
        PVC Education | National survey | % | 79.4 | 80.1 | 82.6 | 86 | 81.7 | GREEN | Sector fell
        by 0.2

        '' | E2 | Continuation to year 2 | Full-time first degree | PVC Education | Regulator's data
        | % | 89.0 | 88.2 | 88.9 | 92 | 90.4 | AMBER | Foundation year students leave early

        '' | E3 | Graduates in skilled work | 15 months after the course | Director of Careers |
        Outcomes survey | % | 70 | 72 | 71 | 78 | 73 | AMBER |

        Research | R1 | Research income | Awards recognised in year | PVC Research | Finance system
        | £m | 31.2 | 33.9 | 30.4 | 45 | | RED | Two large grants ended. ¶ Three bids are pending.

        '' | R2 | Postgraduate researchers | Headcount | Dean of Graduate School | Student records |
        No. | 612 | 640 | 655 | 800 | | AMBER |

        '' | R3 | Papers with an overseas co-author | Of all papers | PVC Research | Citation index
        | % | 48 | 51 | 55 | 60 | 53 | GREEN |

        Place | P1 | Local students from low-participation areas | Entrants under 21 | Registrar |
        Student records | % | 17.5 | 18.8 | 20.2 | 22 | 13.1 | GREEN |

        '' | P2 | Emissions, scopes 1 and 2 | Tonnes of CO2e | Director of Estates | Meter readings
        | t | 14210 | 13105 | 12240 | 6000 | | AMBER | Heat network decides the rest

        Sustainability | S1 | Operating surplus | Of income | CFO | Accounts | % | 2.1 | -0.8 | -1.9
        | 4 | 1.2 | RED | Overseas recruitment down by 18%

        '' | S2 | Staff who would recommend us | Survey every two years | Director of HR | Staff
        survey | % | 68 | n/a | 64 | 75 | 70 | RED |
        """,
        Col("Pillar", (*AIM, "own"), merge=True),
        Col("KPI > No", "own", width=5),
        Col("KPI > Title", "measure.name", width=32),
        Col("KPI > Definition", NARRATIVE, width=28),
        Col("KPI > Owner", "measure.owner", width=20),
        Col("KPI > Source", "measure.source", width=18),
        Col("KPI > Unit", "measure.unit", width=6),
        Col("Actual > 2022/23", ("reading", "measure.baseline")),
        Col("Actual > 2023/24", "reading"),
        Col("Actual > 2024/25", "reading"),
        Col("Ambition > 2030", "reading"),
        Col("Ambition > Sector median", ("own", "reading")),
        Col("Rating", "rating", fills={"RED": RED, "AMBER": AMBER, "GREEN": GREEN}),
        words("Points for Council to note"),
    )
    lay(p, cols, fill=NAVY)
    note(p, "1. P2 is measured by calendar year. 2. S2 survey is run in alternate years.")
    d = b.sheet("Changes")
    d.grid(
        [
            ["KPI", "Change since 2024"],
            ["E3", "Was 'graduate jobs after six months'"],
            ["P1", "Now leaves out students over 21"],
        ]
    )


@workbook("found", why="An outcome is merged over activities; a page about people; a smiley status")
def charity_outcomes_activities(b: Book) -> None:
    p = b.sheet("Strategy plan", "action")
    p.say("The Kestrel Lane Project – Strategy 2024-27: our plan for year 2", bold=True, size=16)
    p.say("Registered charity. Agreed by trustees 8 April 2025. Updated for the October away day")
    p.skip()
    cols = fill(
        """
        1. Young people feel safe and heard | 70% say they have an adult to turn to | a | Drop-in on
        four evenings a week | Merle | All year | £22,000 | :) | 41 regulars. Thursday is the
        busiest.

        '' | '' | b | Youth board meets six times | Youth voice worker (Cass) | Apr 25 - Mar 26 |
        £1,500 | :) | Three meetings; they chose the logo

        '' | '' | c | Counselling, 12 places a term | Merle and Dr Toft | from September | £18,400 |
        :I | Only 8 places until the second counsellor starts

        2. Families can cope with rising costs | 300 households helped | a | Food pantry on Tuesdays
        | Benj | All year | £9,000 | :) | 212 households

        '' | '' | b | Debt advice with the law centre | Benj / law centre | by Nov 25 | £6,200 | :(
        | Law centre lost its grant

        '' | '' | c | Energy champions: train 15 | Sukhi | by Feb 26 | £3,000 | :) | 9 trained

        3. Our charity is strong | Three months of reserves | a | Five-year lease on the hall |
        Chair | summer 2025 | - | :I | With the council's solicitors

        '' | '' | b | Regular givers: 80 new | Fundraiser (vacant) | by Mar 26 | £4,500 | :( |
        Post vacant since June

        '' | '' | c | Recruit three trustees under 30 | Chair | by AGM | - | :) | Two appointed
        """,
        Col("Outcome", (*AIM, "own"), merge=True, width=28),
        Col("How we'll measure it", SUCCESS, merge=True, width=24),
        Col("Step", ("action.reference", "own", "noise"), width=6),
        Col("Activity", "action.title", width=34),
        Col("Person making it happen", "action.lead", width=22),
        Col("Timescale", "action.target_date"),
        Col("Budget", "own"),
        Col("How's it going?", "rating", fills={":)": GREEN, ":I": AMBER, ":(": RED}),
        words("News"),
    )
    lay(p, cols, fill=SAND)
    p.skip()
    p.say(":) going well   :I some worries   :( stuck, trustees to help")
    v = b.sheet("Who's who")
    lay(
        v,
        fill(
            """
            Merle Ashgate | Project manager | Mon-Thu

            Benj Torrance | Community worker | Tue-Fri

            Sukhi Lall | Volunteer coordinator | Mon, Tue
            """,
            Col("Name", "noise"),
            Col("Job", "noise"),
            Col("Days", "noise"),
        ),
    )


@workbook("found", why="Cases with findings and remedies; a committee's log of actions on page two")
def ombudsman_remedies(b: Book) -> None:
    p = b.sheet("Ombudsman recs", "action")
    p.say("Dunmoor County Council: Ombudsman decisions and agreed remedies", bold=True, size=14)
    p.say("Report of the Monitoring Officer, October 2025")
    p.skip()
    cols = fill(
        """
        24 011 872 | Education | Delay in a child's plan and loss of tuition | Upheld: fault and
        injustice | 1 | Apologise in writing | SEND Service Manager | 2025-05-14 | 2025-05-09 |
        Complied | Letter on file

        '' | '' | '' | '' | 2 | Pay £2,400 for lost tuition | SEND Service Manager | 2025-05-14 |
        2025-05-30 | Complied | Late: new payee form

        '' | '' | '' | '' | 3 | Review the panel's timetable | Head of Inclusion | 2025-07-16 | |
        Below plan | Draft with panel

        24 013 005 | Adult care | Wrong charge for a short stay | Upheld: fault, no injustice | 1 |
        Reissue the leaflet on charges | Financial Assessments Lead | 2025-06-20 | 2025-06-18 |
        Complied | New leaflet online

        24 015 541 | Highways | Failure to act on flooding of a garden | Not upheld | - |
        No remedy asked for | Drainage Engineer | | | Not assessed |

        24 016 290 | Adult care | Home care visits missed | Upheld: fault and injustice | 1 |
        Apologise and pay £500 | Commissioning Manager | 2025-09-05 | 2025-09-01 | Complied |

        '' | '' | '' | '' | 2 | Show how the provider's visits are monitored | Commissioning Manager
        ¶ Contracts Officer | 2025-11-07 | | To plan | Data feed begins in October

        25 000 118 | Children's services | Stage 2 investigation took 14 months | Upheld: fault and
        injustice | 1 | Remind staff of timescales | Complaints Manager | 2025-10-10 | | Missed |
        Briefing moved to November

        '' | '' | '' | '' | 2 | Report to scrutiny on delays | Director of Children's Services |
        2025-12-12 | | To plan |
        """,
        Col("Case no", ("own", "objective.reference", "ambition.reference"), merge=True),
        Col("Service", ("action.team", "action.area", "own"), merge=True, by="aaabcddee"),
        Col("Complaint in brief", ("own", "text", *AIM), merge=True, width=30),
        Col("Decision", "own", merge=True, by="aaabcddee"),
        Col("Remedy > No", ("action.reference", "own", "noise"), width=5),
        Col("Remedy > What we agreed to do", "action.title", width=34),
        Col("Remedy > Officer", "action.lead", width=22),
        Col("Remedy > Deadline set by Ombudsman", "action.target_date", fmt="d mmm yyyy"),
        Col("Remedy > Evidence sent", "own", fmt="d mmm yyyy"),
        said("Remedy > Compliance"),
        words("Remarks"),
    )
    lay(p, cols, fill=PALE)
    p.skip()
    p.say("Decisions upheld this year: 4 of 5. Average time to comply: 19 days.")
    s = b.sheet("Committee log", "action")
    s.say("Audit and Standards Committee", bold=True, size=14)
    s.say("Rolling log of matters arising")
    s.skip()
    lay(
        s,
        fill(
            """
            17/06/25 | 6 | Circulate the complaints handling code | Monitoring Officer | July 2025 |
            Sent 2 July | Closed

            17/06/25 | 8 | Members' training on fraud | Head of Audit ¶ Democratic Services |
            September 2025 | Held 11 September; 14 attended | Closed

            17/06/25 | 11 | Explain the movement in reserves | S151 Officer | next meeting |
            On this agenda | Open

            23/09/25 | 4 | Invite the external auditor to give an update | Democratic Services |
            November 2025 | Invited | Open

            23/09/25 | 5 | Report on remedies that were late | Monitoring Officer | next meeting | |
            Open

            23/09/25 | 9 | Add climate to the risk register | Risk Manager | December 2025 |
            Workshop in diaries | Open
            """,
            Col("Meeting", "own"),
            Col("Item", ("own", "action.reference"), width=6),
            Col("Matter arising / action", "action.title", width=36),
            Col("For", "action.lead", width=22),
            Col("Report back", "action.target_date"),
            words("Response"),
            Col("Open/closed", "rating"),
        ),
    )


@workbook("found", why="Subtotals, blank rows and money; IT projects on page two with other words")
def capital_and_it_projects(b: Book) -> None:
    p = b.sheet("Capital 25-26", "action", groups=[(*GROUP, "own")])
    p.say("Fellgate Integrated Care Trust", bold=True)
    p.say("Capital programme report – month 6 (£000)", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        C101 | Fire doors, blocks B to D | Ged Sowerby | 850 | 410 | 850 | Jan-26 | G | On site

        C102 | Theatre 2 ventilation | Ged Sowerby | 1200 | 96 | 1350 | Mar-26 | R | Tender over
        budget by £150k

        C103 | Roof, Moss Clinic | Estates Officer (West) | 240 | 238 | 240 | Jul-25 | B | Complete

        C201 | CT scanner | Radiology General Manager | 980 | 0 | 980 | Feb-26 | A | Order to be
        placed by 7 November

        C202 | Endoscopy washers x4 | Decontamination Lead | 310 | 155 | 302 | Dec-25 | G | Two
        installed

        C203 | Beds and mattresses | Deputy Chief Nurse | 175 | 175 | 175 | Aug-25 | B | Delivered

        C301 | Community base, Tarn Lane | Lara Pitcairn / landlord | 1600 | 220 | 1420 | Sep-26 | A
        | Lease not signed ¶ Slippage of £180k to next year

        C302 | Car park lighting | Estates Officer (East) | 90 | 12 | 90 | Nov-25 | G |
        """,
        Col("Code", "action.reference"),
        Col("Project", "action.title", width=32),
        Col("Budget holder", "action.lead", width=22),
        Col("Plan", "own", fmt="#,##0"),
        Col("Actual YTD", "own", fmt="#,##0"),
        Col("Forecast outturn", "own", fmt="#,##0"),
        Col("Completion", "action.target_date"),
        Col("RAG", "rating", fills=LETTERS),
        words("Narrative"),
    )
    lay(
        p,
        cols,
        fill=PALE,
        groups={0: ["Backlog"], 3: ["Equipment"], 6: ["Schemes"]},
        subtotals={
            3: [None, "Total backlog", None, 2290, 744, 2440],
            6: [None, "Total equipment", None, 1465, 330, 1457],
            8: [None, "Total schemes", None, 1690, 232, 1510],
        },
        after=[[None, "GRAND TOTAL", None, 5445, 1306, 5407]],
    )
    t = b.sheet("IT projects", "action")
    t.say("Digital portfolio on a page", bold=True, size=14, fill=NAVY, across=11)
    t.skip()
    cols = fill(
        """
        1 | Community record | Move three systems to one | Must do | CIO | Hattie Lomond | Build |
        June 2026 | Wobbling | Moving | Moving | Test data is late | Agree cut-over weekend

        2 | Wi-Fi refresh | New access points in 22 buildings | Must do | CIO | Network Lead |
        Roll-out | Dec 2025 | Moving | Moving | Moving | 15 of 22 buildings | Christmas freeze

        3 | E-rostering for doctors | All rotas in one place | Should do | Medical Director |
        Hattie Lomond ¶ Medical Staffing | Pilot | Mar 2026 | Stuck | Moving | Wobbling |
        Juniors want phone access | Security approval

        4 | Remote monitoring | 300 people at home | Should do | COO | Virtual Ward Matron | Design
        | Apr 2026 | Moving | Wobbling | Moving | Supplier's price rose | Revised case

        5 | Windows 11 | 3,400 devices | Must do | CIO | Desktop Manager | Close | Oct 2025 | Landed
        | Landed | Landed | 12 devices exempt | Lessons learned

        6 | Voice recognition | Clinic letters | Could do | COO | tbc | Idea | - | Parked | Parked |
        Parked | | Awaits 26/27 funding
        """,
        Col("#", ("action.reference", "noise"), width=4),
        Col("Project name", "action.title", width=24),
        Col("In a nutshell", NARRATIVE, width=28),
        Col("MoSCoW", ("own", "action.kind")),
        Col("Sponsor", ("action.sro", "action.executive")),
        Col("Project manager", "action.lead", width=20),
        Col("Stage", ("own", "rating", "action.kind")),
        Col("Go-live", "action.target_date"),
        *[
            Col(f"How is it? > {of}", ("rating", "own"), fills=SAID_AS, width=11)
            for of in ("Time", "Money", "Scope")
        ],
        words("Where we are"),
        words("What's next", NARRATIVE),
    )
    lay(t, cols, fill=NAVY)
