"""Workbooks judged by someone who had read neither the importer nor the other workbooks here.

Their shapes and heading words are those of trackers that public bodies, schools, universities
and charities publish; the organisations, people and sentences are invented.
"""

from __future__ import annotations

from openpyxl.formatting.rule import IconSetRule
from openpyxl.styles import Alignment, PatternFill

from .published import AIM, GROUP, fill, lay, note, words
from .registry import workbook
from .sheets import AMBER, BLUE, GREEN, GREY, NAVY, PALE, RED, SAND, TEAL, Book, Col, Page, band_of

LETTERS = {"R": RED, "A": AMBER, "G": GREEN, "B": BLUE, "C": BLUE, "N": GREY}
NARRATIVE = ("text", "own")
SUCCESS = ("text", "own", "measure.name")
PEOPLE = ("action.team", "own")


def shade(p: Page, cells: str, colour: str) -> None:
    """A bar of a Gantt chart, or a colour that says what no word does."""
    for row in p.ws[cells]:
        for cell in row:
            cell.fill = PatternFill("solid", fgColor=colour)


@workbook("unseen", why="Completion in five words and a percentage; American dates")
def city_directions(b: Book) -> None:
    p = b.sheet("Progress Report", "action")
    p.say("City of Alder Creek", bold=True, size=16)
    p.say("Strategic Plan Progress Report – December Work Session", bold=True)
    p.say("Legend: On Track / Some Delay / Progress Paused / Upcoming / Complete")
    p.skip()
    states = {
        "On Track": GREEN, "Some Delay": AMBER, "Progress Paused": RED, "Upcoming": GREY,
        "Complete": BLUE,
    }  # fmt: skip
    cols = fill(
        """
        Growing a welcoming downtown | Empty storefronts are filled | Offer facade grants to
        owners on Main Street | 100% | Complete | Community Development | Finance | 6/30/2024 |
        FY24 | Storefront vacancy below 8% | $180,000

        '' | '' | Adopt a parking plan for Main Street | 60% | On Track | Public Works | Police |
        9/30/2026 | FY26 | Plan adopted by Council | $45,000

        '' | Visitors find their way | Install wayfinding signs | 25% | Some Delay |
        Public Works | | 12/15/2026 | FY27 | 40 signs in place | $92,500

        Running a lean city hall | Permits are issued in ten days | Move building permits online |
        75% | On Track | Administration | Community Development | 3/31/2026 | FY26 |
        Median days to permit | $210,000

        '' | '' | Cross-train counter staff | 0% | Upcoming | Administration | Clerk | 1/15/2027 |
        FY27 | All counter staff trained | $0

        '' | Reserves are sound | Adopt a fund balance policy | 40% | Progress Paused | Finance |
        Administration | 5/1/2026 | FY26 | Policy adopted | $0
        """,
        Col("Strategic Direction", GROUP, merge=True),
        Col("Strategic Direction Result", (*GROUP, "own", "text"), merge=True, width=28),
        Col("Action Items", "action.title", width=36),
        Col("Completion %", "percent"),
        Col("Completion Status", "rating", fills=states),
        Col("Department Lead", ("action.lead", "action.team")),
        Col("Support Departments", ("own", "action.team")),
        Col("Target Completion", "action.target_date"),
        Col("Fiscal Year", ("own", "action.target_date")),
        Col("Key Outcome Indicator", SUCCESS),
        Col("Est. Cost", "own"),
    )
    lay(p, cols, fill=NAVY)
    note(p, "Percentages are staff estimates as of November 30.")


@workbook("unseen", why="The columns are the five letters of SMART; quarters are colour only")
def green_plan_smart(b: Book) -> None:
    p = b.sheet("Action plan 25-28", "action")
    p.say("Green Plan 2025–28: delivery plan", bold=True, size=14, fill=GREEN, across=12)
    p.skip()
    colours = {1: GREEN, 2: AMBER, 3: RED, 4: BLUE}
    cols = fill(
        """
        Estates and energy | Cut energy use in our buildings | Fit LED lighting on all wards |
        100% of wards by year end | Energy Manager | Capital bid agreed in March | End of 2025 |
        38 of 61 wards | 1 | 1 | 2 |

        '' | '' | Replace steam main at the north site | Boiler gas use down 12% | Head of Estates
        | Depends on decant of laundry | Mid 2027 | 14.2 GWh a year | 2 | 3 | 3 |

        '' | '' | Close windows campaign | Two campaigns each winter | Comms and Estates | Low
        cost | Ongoing | None | 1 | 4 | 4 |

        Travel | Fewer journeys by car | Open a staff bike store at each main site | Four stores
        in use | Travel Plan Coordinator | Needs planning consent | Dec-26 | One store | 1 | 2 | 2
        |

        '' | '' | Move the pool fleet to electric | 80% of pool cars | Fleet Manager | Lease
        renewals fall in 2026 | March 2027 | 22% | 1 | 1 | 1 |

        Medicines | Lower the footprint of inhalers and gases | Stop piped nitrous oxide |
        Manifolds shut at three sites | Chief Pharmacist | Anaesthetists support it | Q3 2025/26 |
        All on | 3 | 2 | 4 |
        """,
        Col("Focus area", GROUP, merge=True),
        Col("Objective", AIM, merge=True, width=24),
        Col("Specific", "action.title", width=30),
        Col("Measurable", SUCCESS, width=24),
        Col("Assignable", "action.lead"),
        Col("Realistic", NARRATIVE),
        Col("Time", "action.target_date"),
        Col("Baseline", ("own", "measure.baseline", "text")),
        Col("Status > Q1", "rating", fills=colours, fill_only=True, width=5),
        Col("Status > Q2", "rating", fills=colours, fill_only=True, width=5),
        Col("Status > Q3", "rating", fills=colours, fill_only=True, width=5),
        Col("Status > Q4", "rating", width=5),
    )
    lay(p, cols, fill=PALE)
    p.skip()
    p.grid([["Green", "On plan"], ["Amber", "Slipping"], ["Red", "Stuck"], ["Blue", "Done"]])
    c = b.sheet("Carbon", "measure")
    c.say("Carbon footprint (tCO2e)", bold=True)
    lay(
        c,
        fill(
            """
            1 | Gas | tCO2e | 9,120 | 8,870 | 8,410 | 7,900 | 4,560 | -7.8% | ERIC

            1 | Fleet fuel | tCO2e | 610 | 598 | 540 | 500 | 305 | -11.5% | Fuel cards

            1 | Anaesthetic gases | tCO2e | 1,480 | 1,102 | 760 | 700 | 740 | -48.6% | Pharmacy

            2 | Electricity | tCO2e | 5,330 | 5,010 | 4,720 | 4,400 | 2,665 | -11.4% | ERIC

            3 | Business mileage | tCO2e | 890 | 905 | 871 | 800 | 445 | -2.1% | Expenses
            """,
            Col("Scope", ("own", "measure.name")),
            Col("Source of emissions", "measure.name"),
            Col("Unit", "measure.unit"),
            Col("Base year 2019/20", "measure.baseline"),
            Col("2023/24", "reading"),
            Col("2024/25", "reading"),
            Col("25/26 target", "reading"),
            Col("2032 ambition", ("reading", "own")),
            Col("Change since base", "own"),
            Col("Data from", "measure.source"),
        ),
        after=[["Total", "", "", "17,430", "16,485", "15,301"]],
    )


@workbook("unseen", why="The metric is a band above the actions; letters number within it")
def race_equality_plan(b: Book) -> None:
    p = b.sheet("WRES actions", "action", groups=(GROUP,))
    p.say("Workforce Race Equality Standard – action plan 2025/26", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        1a | Publish where each vacancy at band 8a and above is advertised | Applications up 5% |
        Resourcing Team | October 2025 | First report went to the network in May. | G

        1b | Check shortlists for banding of applicants | Quarterly check to People Committee |
        Resourcing Team / OD | June 2025 | Done for Q1. | B

        1c | Career clinics run by the staff network | Six clinics held | Network Chair | March
        2026 | Two held so far, good take-up. | G

        3a | Pre-formal panel before any disciplinary case opens | Relative likelihood below 1.25
        | HR Business Partners | 30 September 2025 | Panel terms agreed, training outstanding. | A

        3b | Train investigators in cultural awareness | 40 investigators trained | OD Specialist
        | December 2025 | Supplier withdrew. | R

        7a | Positive action leadership programme | 24 places filled | OD Specialist | Jan 2026 |
        Cohort 1 recruited. | G
        """,
        Col("No.", "action.reference"),
        Col("Actions", "action.title", width=40),
        Col("Key Performance Indicators", SUCCESS, width=26),
        Col("Accountable People / Team", ("action.lead", "action.team")),
        Col("Deadline", "action.target_date"),
        words("Commentary"),
        Col("BRAG", "rating", fills=LETTERS, width=7),
    )
    lay(
        p,
        cols,
        groups={
            0: ["Metric 1: Recruitment and promotion"],
            3: ["Metric 3: Formal disciplinary process"],
            5: ["Metric 7: Equal opportunities"],
        },
    )
    m = b.sheet("Metrics", "measure")
    m.say("What the metrics show", bold=True)
    lay(
        m,
        fill(
            """
            WRES 2 | Relative likelihood of white applicants being appointed | 1.42 | 1.38 | 1.21
            | 1.61 | Improved | ESR / TRAC

            WRES 3 | Relative likelihood of entering the disciplinary process | 1.80 | 1.66 | 1.49
            | 1.04 | Improved | ER tracker

            WRES 4 | Relative likelihood of taking non-mandatory training | 0.97 | 1.01 | 1.03 |
            1.06 | No change | Learning system

            WRES 9 | Board members from an ethnic minority, % | 7 | 7 | 14 | 16 | Improved | Trust
            Secretary
            """,
            Col("Ref", ("own", "noise")),
            Col("Metric", "measure.name", width=40),
            Col("Our result > 2023", "reading"),
            Col("Our result > 2024", "reading"),
            Col("Our result > 2025", "reading"),
            Col("National average", "own"),
            Col("Better or worse?", "own"),
            Col("Where from", "measure.source"),
        ),
    )


@workbook("unseen", why="A data return with a sentence for a heading; two money columns a year")
def major_projects_return(b: Book) -> None:
    p = b.sheet("Portfolio", "action")
    cols = fill(
        """
        NW_0012_2324-Q1 | Community diagnostic hub | Estates | Infrastructure | Open a hub with
        CT, MR and endoscopy in a former store. | Amber/Green | The rating is up from Amber since
        the lease was signed. | 01/04/2023 | 30/09/2026 | On schedule. | £14.20 | £13.95 | -2% |
        Within 5%. | £38.60

        NW_0015_2324-Q3 | Electronic patient record | Digital | ICT | Replace the record system at
        both hospitals. | Amber/Red | Data migration is late. A recovery plan is agreed. |
        15/01/2024 | 31/10/2027 | Go-live moved by four months. | £9.10 | £11.40 | 25% | More
        migration staff than planned. | £61.00

        NW_0018_2425-Q2 | Shared payroll | People | Transformation | One payroll for three
        organisations. | Green | All gates passed. | 01/07/2024 | 31/03/2026 | Early by a month. |
        £0.80 | £0.78 | -3% | Within 5%. | £2.10

        NW_0021_2526-Q1 | Ward 9 rebuild | Estates | Infrastructure | Rebuild ward 9 in single
        rooms. | Red | The contractor went into administration. | 01/05/2025 | 30/06/2028 |
        Paused. | £4.00 | £1.10 | -73% | Works stopped in July. | £19.50

        NW_0022_2526-Q1 | Virtual ward at scale | Operations | Transformation | 120 virtual beds.
        | Amber | Nurse recruitment is behind. | 01/04/2025 | 31/03/2027 | Six weeks late. | £2.20
        | £2.05 | -7% | Posts filled late. | £6.40
        """,
        Col("Portfolio ID Number", "action.reference"),
        Col("Project Name", "action.title", width=26),
        Col("Department", ("action.team", "action.area", "own")),
        Col("Annual Report Category", ("own", "action.kind", "action.theme")),
        words("Description / Aims"),
        Col(
            "Delivery Confidence Assessment (five points, from Red to Green, at a fixed point)",
            "rating",
            width=20,
        ),
        words("Departmental commentary on actions planned or taken on the rating"),
        Col("Project – Start Date (Latest Approved)", "action.start_date"),
        Col("Project – End Date (Latest Approved)", "action.target_date"),
        words("Narrative on schedule, including any deviation from it"),
        Col("Financial Year Baseline (£m)", "own"),
        Col("Financial Year Forecast (£m)", "own"),
        Col("Financial Year Variance (%)", "own"),
        words("Narrative on budget/forecast variance (if more than 5%)", NARRATIVE),
        Col("TOTAL Baseline Whole Life Costs (£m)", "own"),
    )
    lay(p, cols, fill=SAND)


@workbook("unseen", why="Benefits, each with a measure; money by year; totals below")
def benefits_with_measures(b: Book) -> None:
    p = b.sheet("Register", "measure")
    p.say("Digital Outpatients Programme", bold=True, size=14)
    p.say("Benefits register v0.9 (post-FBC)")
    p.skip()
    cols = fill(
        """
        B01 | Cash releasing | Fewer letters posted | Patient portal | Switch letters on by
        specialty | Outpatient General Manager | Letters posted a month | 84,000 | 30,000 | 61,200
        | Monthly | 0.42 | 31/03/2027 | A

        B02 | Non-cash releasing | Fewer missed appointments | Text reminders | Two-way texts in
        all clinics | Deputy COO | Did-not-attend rate (%) | 8.9 | 6.0 | 7.4 | Monthly | 0.61 |
        30/09/2026 | G

        B03 | Societal | Less travel for patients | Video clinics | Offer video first for
        follow-up | Clinical Director, Medicine | Share of follow-ups by video (%) | 9 | 25 | 13 |
        Quarterly | 0.05 | 31/03/2028 | R

        B04 | Cash releasing | Less paper storage | Scanning | Scan on demand | Health Records
        Manager | Metres of shelving leased | 5,200 | 1,000 | 5,200 | Annually | 0.18 | TBC | N

        B05 | Quality | Results seen sooner | Order comms | Mandate e-acknowledgement | CCIO |
        Days from result to sign-off | 6.1 | 2.0 | 3.8 | Monthly | | 31/12/2026 | G
        """,
        Col("Benefit number", ("own", "noise")),
        Col("Benefit category & class", "own"),
        Col("Description", ("text", "own", "measure.name")),
        Col("Service feature", NARRATIVE),
        Col("Activities required", NARRATIVE),
        Col("Responsible officer", "measure.owner"),
        Col("Performance measure", "measure.name", width=28),
        Col("Value > Baseline", "measure.baseline"),
        Col("Value > Target improvement", "reading"),
        Col("Value > Latest", "reading"),
        Col("How often measured", "own"),
        Col("Full-year value (£m)", "own"),
        Col("To be realised by", "measure.target_date"),
        Col("Confidence RAG", "rating", fills=LETTERS),
    )
    lay(p, cols, fill=TEAL, after=[["", "", "", "", "", "", "Total £m", "", "", "", "", "1.26"]])


@workbook("unseen", why="Four logs in one file; only two of them are of a strategy")
def raid_in_four_logs(b: Book) -> None:
    r = b.sheet("R", "risk")
    r.say("RISKS", bold=True)
    lay(
        r,
        fill(
            """
            R-01 | 03/02/2025 | Supplier walk-through | Supplier cannot release testers in May |
            Go-live slips past the summer leave window | 4 | 3 | 12 | Test Manager | Book contract
            testers now | Open | 15/05/2025 | Steady

            R-02 | 10/02/2025 | Steering group | Scanning bureau misses its volume | Clinics open
            without notes | 3 | 4 | 12 | Records Lead | Second bureau on call-off | Open |
            01/06/2025 | Rising

            R-03 | 24/02/2025 | PMO | Funding for year 2 not confirmed | Team disbands in March |
            2 | 5 | 10 | SRO | Raise at capital group | Open | 31/03/2026 | Falling

            R-04 | 02/03/2025 | IG review | DPIA not signed before data is moved | Move is stopped
            | 2 | 4 | 8 | IG Manager | Draft shared, sign-off booked | Closed | 12/04/2025 |
            Falling
            """,
            Col("ID", "risk.reference"),
            Col("Date raised", "own"),
            Col("Source", "own"),
            Col("Risk (uncertain event)", "risk.title", width=30),
            Col("Effect on objectives", "risk.effect", width=26),
            Col("Prob.", "risk.likelihood"),
            Col("Imp.", "risk.consequence"),
            Col("P*I", "risk.current_score", fills=band_of),
            Col("Owner", "risk.owner"),
            Col("Response", "risk.mitigation"),
            Col("State", ("own", "rating")),
            Col("Trigger date", "own"),
            Col("Trend", "own"),
        ),
    )
    a = b.sheet("A", "action")
    a.say("ACTIONS", bold=True)
    lay(
        a,
        fill(
            """
            A-01 | 03/02/2025 | Agree cutover weekend with theatres | J Ashdown | High |
            28/02/2025 | 27/02/2025 | Closed | Agreed for the 14th.

            A-02 | 10/02/2025 | Write the downtime plan | S Okonjo | High | 31/03/2025 | | Open |
            Draft with matrons.

            A-03 | 24/02/2025 | Move shared mailboxes | IT Ops | Low | 30/04/2025 | | Overdue | No
            progress.

            A-04 | 02/03/2025 | Print quick guides | Training | Medium | 15/05/2025 | | Open |
            """,
            Col("ID", "action.reference"),
            Col("Raised", ("own", "action.start_date")),
            Col("Action", "action.title", width=34),
            Col("Assigned to", "action.lead"),
            Col("Priority", "own"),
            Col("Due", "action.target_date"),
            Col("Closed on", "own"),
            Col("State", "rating"),
            words("Running log"),
        ),
    )
    i = b.sheet("I")
    i.say("ISSUES", bold=True)
    lay(
        i,
        fill(
            """
            I-01 | 05/02/2025 | Wi-fi drops in pharmacy | Labels fail to print | Technical |
            Network Lead | Extra access points | 20/02/2025

            I-02 | 01/03/2025 | Two wards have no trainer | Staff untrained at go-live | People |
            Training Lead | Borrow trainers from the north site |
            """,
            Col("ID", ("noise", "action.reference", "own")),
            Col("Raised on", ("noise", "own")),
            Col("Problem statement", ("noise", "own", "action.title")),
            Col("Impact", ("noise", "own", "text")),
            Col("Category", ("noise", "own")),
            Col("Owner", ("noise", "own", "action.lead")),
            Col("Resolution", ("noise", "own", "text")),
            Col("Date resolved", ("noise", "own")),
        ),
        kind="",
    )
    d = b.sheet("D")
    d.say("DECISIONS", bold=True)
    lay(
        d,
        fill(
            """
            D-01 | 12/01/2025 | Keep paper consent forms for year 1 | Programme Board | Cost of
            tablets

            D-02 | 09/02/2025 | One go-live, not two | Programme Board | Shared wards
            """,
            Col("ID", ("noise", "own")),
            Col("Date", ("noise", "own")),
            Col("Decision", ("noise", "own")),
            Col("Made by", ("noise", "own")),
            Col("Rationale", ("noise", "own")),
        ),
        kind="",
    )


@workbook("unseen", why="Control limits and icons as letters; a hidden key column")
def spc_scorecard(b: Book) -> None:
    p = b.sheet("IPR summary", "measure", groups=(("own", "objective.title", "ambition.title"),))
    p.say("Integrated Performance Report – October 2025", bold=True, size=16, fill=NAVY, across=14)
    p.say("Variation: CC common cause, SI special cause improving, SC special cause concern")
    p.skip()
    cols = fill(
        """
        UEC01 | Emergency department: seen within 4 hours | Oct 25 | 74.1% | 78.0% | CC | F |
        73.2% | 69.8% | 76.7% | COO | Flow work continues on the acute floor. | R

        UEC02 | Ambulance handovers over 60 minutes | Oct 25 | 212 | 0 | SC | F | 160 | 95 | 225 |
        COO | Winter cover from November. | R

        EL01 | 18 weeks: incomplete pathways | Sep 25 | 60.3% | 62.0% | SI | F | 58.1% | 57.0% |
        59.2% | COO | Ahead of trajectory in four specialties. | A

        Q01 | Falls with harm per 1,000 bed days | Oct 25 | 0.11 | 0.15 | CC | ? | 0.13 | 0.05 |
        0.21 | CNO | No concerns. | G

        Q02 | Complaints answered on time | Oct 25 | 88% | 85% | SI | P | 81% | 74% | 88% | CNO |
        | G

        W01 | Sickness absence | Sep 25 | 5.4% | 4.5% | CC | F | 5.3% | 4.7% | 5.9% | CPO | Deep
        dive to People Committee. | A

        W02 | Appraisals in date | Oct 25 | 91.0% | 90.0% | CC | ? | 89.6% | 87.1% | 92.1% | CPO |
        | G
        """,
        Col("Key", ("own", "noise"), hidden=True),
        Col("KPI", "measure.name", width=36),
        Col("Latest month", ("period", "own", "noise")),
        Col("Measure", "reading"),
        Col("Target", "reading"),
        Col("Variation", ("own", "noise")),
        Col("Assurance", ("own", "noise")),
        Col("Mean", ("own", "noise")),
        Col("Lower process limit", ("own", "noise")),
        Col("Upper process limit", ("own", "noise")),
        Col("Exec", "measure.owner"),
        words("Narrative"),
        Col("RAG", "rating", fills=LETTERS),
    )
    lay(p, cols, groups={0: ["Operational"], 3: ["Quality and safety"], 5: ["Workforce"]})
    m = b.sheet("Lists", hidden=True)
    m.grid([["Variation", "Assurance"], ["CC", "P"], ["SI", "F"], ["SC", "?"]])


@workbook("unseen", why="Two directions of travel; the status is a colour and no word")
def council_indicators(b: Book) -> None:
    p = b.sheet("Q3 performance", "measure")
    p.say("Corporate Performance Indicators", bold=True, size=14)
    p.say("Quarter 3 2025/26 (October to December)")
    p.skip()
    status = {"Below": RED, "Near": AMBER, "Met": GREEN}
    cols = fill(
        """
        Clean | Env 1 | Household waste per head (kg) | Smaller | 612 | 540 | ±2% | 138 | 272 |
        409 | Near | ↑ | ↑ | Garden waste fell after the dry autumn. | Director of Neighbourhoods

        Clean | Env 4 | Fly-tips cleared in two days | Bigger | 91% | 95% | ±1% | 93% | 94% | 96%
        | Met | ↑ | → | | Director of Neighbourhoods

        Safe | ASC 2 | Older people still at home 91 days after discharge | Bigger | 84% | 87% |
        ±3% | 83% | 82% | 80% | Below | ↓ | ↓ | Short of therapists. Corrective action in appendix
        2. | Director of Adults

        Safe | CS 7 | Children's assessments in 45 days | Bigger | 88% | 90% | ±3% | 90% | 91% |
        92% | Met | ↑ | ↑ | | Director of Children

        Proud | Fin 3 | Council tax collected | Bigger | 96.4% | 97.0% | ±0.5% | 30.1% | 57.9% |
        84.8% | Near | → | ↓ | Slightly behind profile. | Head of Exchequer

        Proud | HR 1 | Days lost to sickness per FTE | Smaller | 9.6 | 8.5 | ±5% | 2.4 | 4.6 | 7.1
        | Below | ↓ | → | Long term cases under review. | Head of HR
        """,
        Col("Goal", (*GROUP, "own")),
        Col("Ref", ("own", "noise")),
        Col("Indicator", "measure.name", width=34),
        Col("Value: bigger or smaller is better", "own"),
        Col("2024/25 Outturn", ("measure.baseline", "reading")),
        Col("2025/26 Annual Target", "reading"),
        Col("Target Tolerance", "own"),
        Col("2025/26 performance > Q1", "reading"),
        Col("2025/26 performance > Q2", "reading"),
        Col("2025/26 performance > Q3", "reading"),
        Col("2025/26 performance > Status", "rating", fills=status, fill_only=True),
        Col("DoT > Short term", "own"),
        Col("DoT > Long term", "own"),
        words("Comments / corrective action"),
        Col("Lead", "measure.owner"),
    )
    lay(p, cols, fill=TEAL)
    note(p, "DoT = direction of travel")


@workbook("unseen", why="Savings schemes with money across, and three ratings of each")
def savings_tracker(b: Book) -> None:
    p = b.sheet("CIP M7", "action")
    p.say("Cost improvement programme 2025/26 – month 7", bold=True, size=14)
    p.say("All figures £000")
    p.skip()
    money = ("own", "reading")
    cols = fill(
        """
        MED-01 | Medicine | Agency nursing: close tier 3 | Chief Nurse | P Lomax | Pay | R |
        Approved | 1,450 | 1,100 | 640 | 585 | -55 | 1,010 | G | A | G | Rota changes in place.

        MED-02 | Medicine | Biosimilar switch | Chief Pharmacist | D Imran | Non-pay | R |
        Approved | 620 | 480 | 260 | 301 | 41 | 540 | G | G | G | Ahead of plan.

        SUR-01 | Surgery | Theatre kit standardisation | Medical Director | T Whitlock | Non-pay |
        R | In draft | 800 | 300 | 90 | 20 | -70 | 140 | A | R | A | Clinicians have not agreed
        the list.

        SUR-04 | Surgery | Sell spare lists to neighbours | COO | A Brandreth | Income | NR |
        Approved | 250 | 250 | 125 | 125 | 0 | 250 | G | G | G | Contract signed.

        COR-02 | Corporate | Vacancy freeze, back office | CFO | G Penhale | Pay | NR | Not needed
        | 0 | 900 | 525 | 610 | 85 | 960 | G | G | R | One-off, will not recur.

        COR-07 | Corporate | Print contract | CFO | G Penhale | Non-pay | R | Approved | 95 | 60 |
        20 | 0 | -20 | 30 | A | R | R | Tender late.
        """,
        Col("Scheme ID", "action.reference"),
        Col("Division", ("action.team", "action.area", "own")),
        Col("Scheme", "action.title", width=32),
        Col("Exec sponsor", ("action.executive", "action.sro")),
        Col("Scheme lead", "action.lead"),
        Col("Pay / Non-pay", "own"),
        Col("R/NR", "own"),
        Col("QIA", ("own", "rating")),
        Col("FYE", money),
        Col("In year > Plan", money),
        Col("Year to date > Plan", money),
        Col("Year to date > Actual", money),
        Col("Year to date > Var", money),
        Col("Forecast outturn", money),
        Col("RAG > Plan", "rating", fills=LETTERS, width=6),
        Col("RAG > Delivery", "rating", fills=LETTERS, width=6),
        Col("RAG > Recurrence", "rating", fills=LETTERS, width=6),
        words("Comment"),
    )
    lay(
        p,
        cols,
        subtotals={2: ["", "Medicine total"], 4: ["", "Surgery total"]},
        after=[["", "Grand total", "", "", "", "", "", "", "3,215", "3,090"]],
    )


@workbook("unseen", why="Must and should do; two services, two sheets; blue means checked")
def inspection_plan(b: Book) -> None:
    state = {
        "Off track": RED, "On track": AMBER, "Complete": GREEN, "Complete & checked": BLUE,
    }  # fmt: skip

    def table(p: Page, text: str) -> None:
        cols = fill(
            text,
            Col("Ref", "action.reference"),
            Col("M/S", ("action.kind", "own")),
            Col("Reg.", "own"),
            Col("What the inspectors told us", ("text", "own", *AIM), width=34),
            Col("What we will do about it", "action.title", width=36),
            Col("Who", "action.lead"),
            Col("By when", "action.target_date"),
            Col("How we will know it worked", SUCCESS),
            Col("Evidence held", NARRATIVE),
            Col("Group that keeps watch", "own"),
            Col("Where are we?", "rating", fills=state),
        )
        lay(p, cols, fill=PALE)

    p = b.sheet("Older adults", "action", name_says=("own", "action.area", *GROUP))
    p.say("Core service: wards for older people", bold=True)
    table(
        p,
        """
        OA1 | Must | 12 | Fridge temperatures were not recorded every day. | Daily check on the
        handover sheet, audited weekly. | Ward Managers | 30/06/2025 | 12 weeks of full audits |
        Audit file, photos | Medicines Group | Complete & checked

        OA2 | Must | 18 | Supervision was below the trust's own standard. | Supervision tree and
        monthly report to matron. | Matron | 31/10/2025 | 85% for three months | Dashboard |
        Service Governance | On track

        OA3 | Should | | Activities were few at weekends. | Recruit two activity workers. |
        Service Manager | 31/01/2026 | Timetable in place seven days | | Patient Experience Group
        | Off track

        OA4 | Should | | Signs were not dementia friendly. | Replace signs on both wards. |
        Estates | 30/09/2025 | Walk-round with carers | Invoices | Patient Experience Group |
        Complete
        """,
    )
    q = b.sheet("Crisis team", "action", name_says=("own", "action.area", *GROUP))
    q.say("Core service: crisis and home treatment", bold=True)
    table(
        q,
        """
        CT1 | Must | 12 | Risk assessments were out of date. | Weekly caseload review by team
        leader. | Team Leader | 31/05/2025 | 95% in date | Caseload report | Service Governance |
        Complete & checked

        CT2 | Must | 17 | Calls were not always logged. | New call log in the record system. |
        Clinical Systems | 31/12/2025 | All calls logged in a sample of 50 | | Digital Group | On
        track

        CT3 | Should | | The waiting room was shabby. | Redecorate. | Estates | Aug 2025 | Visit |
        | Estates Group | Off track
        """,
    )


@workbook("unseen", why="Three due dates of one recommendation; priority is in colour too")
def audit_three_due_dates(b: Book) -> None:
    p = b.sheet("Open recs", "action")
    p.say("Internal Audit recommendation tracker", bold=True, size=14)
    p.say("Position at Audit Committee, 4 November 2025")
    p.skip()
    level = {"High": RED, "Medium": AMBER, "Low": GREEN}
    cols = fill(
        """
        2024/25 | Consultant job planning | Limited | 1 | Job plans were not signed for 41% of
        consultants. | All job plans signed by the end of quarter 1. | High | Agreed. | Chief
        Medical Officer | Deputy CMO | 30/06/2025 | 30/09/2025 | 31/12/2025 | 2 | In progress |
        83% signed. | No

        2024/25 | Consultant job planning | Limited | 2 | No reports to the board. | Six-monthly
        report to People Committee. | Medium | Agreed. | Chief Medical Officer | Deputy CMO |
        31/07/2025 | | | 0 | Implemented | Went in July. | Yes

        2024/25 | Cyber: backup | Moderate | 1 | Restore tests are not done. | Test a restore each
        quarter. | High | Agreed in part; twice a year. | Chief Digital Officer | Head of
        Infrastructure | 31/03/2025 | 30/09/2025 | | 1 | Overdue | Test booked for November. | No

        2025/26 | Charitable funds | Substantial | 1 | Spending plans were missing for two funds.
        | Ask fund holders for plans. | Low | Agreed. | Chief Finance Officer | Charity Manager |
        31/01/2026 | | | 0 | Not yet due | | No

        2025/26 | Payroll | Moderate | 3 | Leavers were paid late notices. | Weekly leaver report.
        | Medium | Agreed. | Chief People Officer | Payroll Manager | 30/11/2025 | | | 0 | In
        progress | Report built. | No
        """,
        Col("Audit year", ("own", "action.theme")),
        Col("Audit", ("own", *GROUP)),
        Col("Opinion", "own"),
        Col("Rec", ("action.reference", "own")),
        Col("Finding", NARRATIVE, width=28),
        Col("Recommendation", "action.title", width=34),
        Col("Priority", "own", fills=level),
        Col("Management response", NARRATIVE),
        Col("Executive owner", "action.executive"),
        Col("Responsible officer", "action.lead"),
        Col("Implementation date > Original", "action.target_date"),
        Col("Implementation date > Revised 1", ("own", "action.target_date")),
        Col("Implementation date > Revised 2", ("own", "action.target_date")),
        Col("No. of extensions", "own"),
        Col("Status", "rating"),
        words("Latest from management"),
        Col("Verified by IA?", "own"),
    )
    lay(p, cols)


@workbook("unseen", why="Terms for periods, each a narrative and a colour; money and people words")
def school_plan(b: Book) -> None:
    p = b.sheet("SIP 25-26", "action")
    p.say("Larkhill Academies Trust", bold=True, size=14)
    p.say("School improvement plan 2025-26", bold=True)
    p.skip()
    cols = fill(
        """
        1. Reading | Phonics scores match the national figure | Daily keep-up groups in Year 1 |
        RW, class teachers | Sept 25 | July 26 | £2,400 | SLT drop-ins each half term | Groups
        began in week 2. | G | 18 of 22 pupils on track. | A | | | Governors' visit 12/2

        '' | Every child reads at home four times a week | Reading passports | RW | Sept 25 |
        Ongoing | £300 | Passport check | Launched. | G | 71% of families sign weekly. | G | | |

        2. Attendance | Persistent absence under 12% | Weekly attendance panel | JM, EWO | Oct 25
        | July 26 | – | Data to governors | 16.4% at Christmas. | R | 14.9% at Easter. | A | | |
        Report to full board

        '' | '' | Breakfast club for targeted families | JM | Nov 25 | Mar 26 | £5,000 | Registers
        | Late start, no cook. | R | Open since January. | G | | |

        3. Staff wellbeing | Staff survey above 80% | Marking policy rewritten | HT | Jan 26 | Feb
        26 | – | Survey | | | Policy agreed. | B | | |
        """,
        Col("Priority", GROUP, merge=True),
        Col("Success criteria", SUCCESS, width=26),
        Col("Actions / tasks", "action.title", width=30),
        Col("Personnel", ("action.lead", "action.team")),
        Col("Start", "action.start_date"),
        Col("Finish", "action.target_date"),
        Col("Resources", "own"),
        Col("Monitoring", NARRATIVE),
        words("Autumn > Impact"),
        Col("Autumn > RAG", "rating", fills=LETTERS, width=6),
        words("Spring > Impact"),
        Col("Spring > RAG", "rating", fills=LETTERS, width=6),
        words("Summer > Impact"),
        Col("Summer > RAG", "rating", fills=LETTERS, width=6),
        Col("Governor link", ("own", "text")),
    )
    lay(p, cols, fill=SAND)


@workbook("unseen", why="Progress bars drawn with blocks; confidence out of one")
def okr_progress_bars(b: Book) -> None:
    p = b.sheet("Q3 OKRs", "measure")
    p.say("Objectives & key results, Q3", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        Make giving easy | Grow monthly donors | 1,000 | 1,200 | 1,050 | 25% | ███░░░░░░░ | 41% |
        Priya | 0.6 | Campaign starts in week 5.

        '' | Cut checkout steps | 6 | 3 | 4 | 67% | ███████░░░ | 41% | Callum | 0.8 | Shipped
        one-page form.

        '' | Gift Aid rate, % | 58 | 70 | 62 | 33% | ███░░░░░░░ | 41% | Priya | 0.5 |

        Be a great place to volunteer | Volunteers active each month | 310 | 400 | 355 | 50% |
        █████░░░░░ | 33% | Anwen | 0.7 | Two new hubs.

        '' | Days from sign-up to first shift | 24 | 10 | 22 | 14% | █░░░░░░░░░ | 33% | Anwen |
        0.3 | DBS checks are slow.
        """,
        Col("Objectives", AIM, merge=True),
        Col("Key Results", "measure.name", width=30),
        Col("Base", "measure.baseline"),
        Col("Target", "reading"),
        Col("Current", "reading"),
        Col("KR Progress", ("percent", "own")),
        Col("Progress Bar", ("noise", "own")),
        Col("Objective Progress", ("percent", "own", "noise"), merge=True),
        Col("DRI", "measure.owner"),
        Col("Confidence", ("percent", "own", "rating")),
        words("Check-in"),
    )
    lay(p, cols)


@workbook("unseen", why="Gross, net and target, each impact, likelihood and product")
def council_risks(b: Book) -> None:
    p = b.sheet("Strategic risks", "risk")
    p.say("Strategic Risk Register – Q2 2025/26", bold=True, size=14, fill=NAVY, across=20)
    p.skip()
    cols = fill(
        """
        SR1 | Finance | Budget gap is not closed | Demand in social care; pay award | Section 114
        notice | 5 | 4 | 20 | Star chambers; monthly savings board | 4 | 4 | 16 | 16 | → | 4 | 2 |
        8 | Treat | Bring forward asset sales | 31/03/2026 | 40% | Director of Resources | Cllr
        Hobday

        SR2 | Technology | Systems are lost to a cyber attack | Old servers; phishing | Services
        stop for weeks | 5 | 5 | 25 | Patching; offline backups | 5 | 3 | 15 | 20 | ↓ | 5 | 2 | 10
        | Treat | Replace firewall | 30/11/2025 | 75% | Head of Digital | Cllr Rees

        SR3 | People | Key posts stay empty | Pay lags the market | Statutory work is late | 4 | 4
        | 16 | Market supplements | 3 | 4 | 12 | 12 | → | 3 | 2 | 6 | Tolerate | None | | | Head
        of HR | Cllr Hobday

        SR4 | Climate | Net zero pledge is missed | Grid capacity | Loss of trust | 3 | 5 | 15 |
        Carbon budget in each report | 3 | 4 | 12 | 9 | ↑ | 2 | 3 | 6 | Treat | Heat network study
        | Spring 2026 | 10% | Director of Place | Cllr Amari
        """,
        Col("No.", "risk.reference"),
        Col("Theme", "risk.category"),
        Col("Risk", "risk.title", width=28),
        Col("Caused by", "risk.cause"),
        Col("Leading to", "risk.effect"),
        Col("Gross risk > I", ("risk.consequence", "own"), width=4),
        Col("Gross risk > L", ("risk.likelihood", "own"), width=4),
        Col("Gross risk > Score", "risk.inherent_score", fills=band_of),
        Col("Existing controls", "risk.controls"),
        Col("Net risk > I", "risk.consequence", width=4),
        Col("Net risk > L", "risk.likelihood", width=4),
        Col("Net risk > Score", "risk.current_score", fills=band_of),
        Col("Score last qtr", ("own", "risk.current_score")),
        Col("DoT", "own"),
        Col("Target risk > I", ("risk.consequence", "own"), width=4),
        Col("Target risk > L", ("risk.likelihood", "own"), width=4),
        Col("Target risk > Score", "risk.target_score", fills=band_of),
        Col("4Ts", "own"),
        Col("Further action", "risk.mitigation"),
        Col("Action due", ("own", "action.target_date")),
        Col("% done", ("own", "percent")),
        Col("Risk owner", "risk.owner"),
        Col("Cabinet member", "own"),
    )
    lay(p, cols)


@workbook("unseen", why="Three lines of assurance and four quarters of scores")
def assurance_lines(b: Book) -> None:
    p = b.sheet("BAF 25-26", "risk", groups=(("objective.title", "ambition.title", "own"),))
    p.say("BOARD ASSURANCE FRAMEWORK", bold=True, size=16)
    p.say("Reviewed by executives 14/10/2025")
    p.skip()
    cols = fill(
        """
        PR1 | If theatre capacity is not restored THEN long waits will grow RESULTING IN harm |
        Quality | Minimal | COO | F&P Committee | 20 | 16 | 16 | 12 | | 8 | Theatre board meets
        weekly | Daily huddle | Monthly report to committee | GIRFT visit June | No plan for
        estate failures | Data quality of lists | Business case for theatre 6 (Mar 26)

        PR2 | If safe staffing cannot be kept THEN care suffers RESULTING IN regulatory action |
        Workforce | Cautious | CNO | People Committee | 16 | 12 | 12 | 12 | | 6 | Twice daily
        staffing calls | Roster audits | Six-monthly review | Internal audit: moderate | Maternity
        model out of date | None | New establishment review

        PR3 | If the deficit is not cut THEN cash runs out RESULTING IN intervention | Finance |
        Open | CFO | F&P Committee | 25 | 20 | 20 | 20 | | 10 | Vacancy panel | Divisional reviews
        | Finance report | External audit | Savings not identified | Benchmarking is old |
        Recovery plan v3

        PR4 | If partners do not agree THEN services stay split RESULTING IN poor value | Strategy
        | Open | CSO | Board | 12 | 9 | 9 | 9 | | 6 | Alliance terms | Joint office | Quarterly
        report | None | No shared data | None | Data deal by June
        """,
        Col("Ref", "risk.reference"),
        Col("Principal risk", "risk.title", width=40),
        Col("Risk type", "risk.category"),
        Col("Appetite", "own"),
        Col("Exec lead", "risk.owner"),
        Col("Assuring committee", "own"),
        Col("Risk score > Inherent", "risk.inherent_score", fills=band_of),
        Col("Risk score > Q1", "risk.current_score", fills=band_of),
        Col("Risk score > Q2", "risk.current_score", fills=band_of),
        Col("Risk score > Q3", "risk.current_score", fills=band_of),
        Col("Risk score > Q4", "risk.current_score"),
        Col("Risk score > Target", "risk.target_score"),
        Col("Key controls", "risk.controls"),
        Col("Assurance > 1st line", "risk.assurances"),
        Col("Assurance > 2nd line", "risk.assurances"),
        Col("Assurance > 3rd line", "risk.assurances"),
        Col("Gaps > Controls", "risk.gaps_in_control"),
        Col("Gaps > Assurance", "risk.gaps_in_assurance"),
        Col("Planned action", "risk.mitigation"),
    )
    lay(
        p,
        cols,
        groups={0: ["Aim 1: Care we are proud of"], 2: ["Aim 2: Live within our means"]},
    )


@workbook("unseen", why="A table for each goal under its own heading, all on one sheet")
def annual_plan_blocks(b: Book) -> None:
    p = b.sheet("Annual plan", "action")
    p.say("ANNUAL PLAN 2025/26 – MID-YEAR REVIEW", bold=True, size=14)

    def block(title: str, text: str) -> None:
        p.skip()
        p.say(title, bold=True, fill=TEAL, across=8)
        cols = fill(
            text,
            Col("#", "action.reference", width=5),
            Col("We will…", "action.title", width=40),
            Col("SRO", "action.sro"),
            Col("Delivery lead", "action.lead"),
            Col("Due", "action.target_date"),
            Col("Mid-year position", "rating", fills=LETTERS),
            words("What we have done so far"),
            words("What is left to do"),
        )
        lay(p, cols)

    block(
        "Goal 1 – Shorter waits",
        """
        1.1 | Open a second endoscopy room | COO | GM Surgery | Dec-25 | A | Room built. | Two
        nurses to appoint.

        1.2 | Move 12,000 follow-ups to patients' own request | COO | GM Outpatients | Mar-26 | G
        | 7,400 moved. | Cardiology and ENT.

        1.3 | Weekend lists in gynaecology | CMO | GM Women's | Sep-25 | R | Not begun. | Agree
        rates.
        """,
    )
    block(
        "Goal 2 – A place people want to work",
        """
        2.1 | Cut agency spend by a third | CNO | DCN | Mar-26 | G | Down 29%. | Medical agency.

        2.2 | Open a staff nursery | CPO | HR Director | Jan-26 | R | Site lost. | New site.
        """,
    )
    block(
        "Goal 3 – Balance the books",
        """
        3.1 | Deliver £21m of savings | CFO | Turnaround Director | Mar-26 | A | £9.8m. | £4m to
        find.

        3.2 | Agree a lease policy | CFO | DoF | Oct-25 | B | Agreed. | Nothing.
        """,
    )


@workbook("unseen", why="A milestone, a rating and words for each quarter, side by side")
def delivery_plan_quarters(b: Book) -> None:
    p = b.sheet("ADP 2025-26", "action")
    p.say("NHS Glenmarra – Annual Delivery Plan tracker", bold=True, size=14)
    p.skip()
    quarter = [
        col
        for q in ("Q1", "Q2")
        for col in (
            Col(f"{q} (update) > Milestone", NARRATIVE, width=22),
            Col(f"{q} (update) > Status", "rating", fills=LETTERS, width=8),
            words(f"{q} (update) > Progress"),
        )
    ]
    cols = fill(
        """
        Planned care | 1.1 | National Elective Plan | Reduce new outpatient waits over 52 weeks to
        400 | Director of Acute | Trajectory agreed | B | Agreed in June. | 650 waits | A | 702 at
        end of September. | Anaesthetic cover | Locum cover from October | National funding

        '' | 1.2 | Local | Robot-assisted surgery two days a week | Clinical Lead Surgery | Order
        placed | G | Order placed. | Robot installed | A | Slipped to November. | Theatre works |
        Works re-phased | None

        Primary care | 2.1 | National | Dental access: 1,200 new registrations | Director of
        Dentistry | 300 | G | 310. | 600 | G | 655. | Practice closures | Salaried dentist |
        Workforce

        '' | 2.2 | Local | Pharmacy First plus in islands | Director of Pharmacy | Pilot | G |
        Running on two islands. | Evaluation | G | Report drafted. | None | None | None

        Mental health | 3.1 | National | CAMHS 18 weeks | GM CAMHS | 85% | A | 83%. | 90% | R |
        79%. | Two vacancies | Agency psychologist | Workforce
        """,
        Col("Area", GROUP, merge=True),
        Col("ADP ref", "action.reference"),
        Col("Driver", ("own", "action.theme", "action.kind")),
        Col("Deliverable", "action.title", width=34),
        Col("Lead", "action.lead"),
        *quarter,
        words("Risks and issues", NARRATIVE),
        words("Controls / actions", NARRATIVE),
        Col("Risk category", ("own", "risk.category")),
    )
    lay(p, cols, fill=PALE)


@workbook("unseen", why="Business case dates, money, and a bar chart drawn with fills")
def capital_schemes(b: Book) -> None:
    p = b.sheet("Capital dashboard", "action")
    p.say("Capital programme dashboard – period 6", bold=True, size=14)
    p.say("£000 unless stated")
    p.skip()
    months = [Col(m, "noise", [None] * 5, width=3) for m in "AMJJASONDJFM"]
    cols = fill(
        """
        E101 | Maternity triage refurb | F Delacourt | RIBA 4 | 01/03/2025 | 01/09/2025 |
        15/03/2026 | 1,900 | 610 | 1,980 | 80 | A | G | G | Asbestos found in the plant room.

        E104 | Roof phase 3 | F Delacourt | RIBA 5 | 10/11/2024 | 02/06/2025 | 30/11/2025 | 3,200
        | 2,750 | 3,150 | -50 | G | G | G | Scaffold down in November.

        E109 | MRI replacement | N Abara | RIBA 3 | 20/06/2025 | TBC | TBC | 2,400 | 45 | 2,400 |
        0 | G | R | A | Supplier slot moved to 2026.

        E112 | Car park lighting | S Tordoff | RIBA 6 | N/A | 01/05/2025 | 30/06/2025 | 140 | 131
        | 131 | -9 | G | G | G | Finished.

        E115 | Aseptic unit | N Abara | RIBA 2 | 31/01/2026 | Apr-26 | Mar-27 | 5,600 | 90 | 6,050
        | 450 | R | A | G | Air handling costs up.
        """,
        Col("Scheme no.", "action.reference"),
        Col("Scheme", "action.title", width=26),
        Col("Project manager", "action.lead"),
        Col("Stage", ("own", "rating")),
        Col("Key dates > FBC approved", "own"),
        Col("Key dates > Start on site", ("action.start_date", "own")),
        Col("Key dates > Practical completion", "action.target_date"),
        Col("Budget", "own"),
        Col("Spend to date", "own"),
        Col("Forecast outturn", "own"),
        Col("Over / (under)", "own"),
        Col("Cost", "rating", fills=LETTERS, width=6),
        Col("Time", "rating", fills=LETTERS, width=6),
        Col("Quality", "rating", fills=LETTERS, width=6),
        words("Issues"),
    )
    lay(p, [*cols, *months])
    for bar in ("P6:U6", "P7:W7", "V8:AA8", "Q9:R9"):
        shade(p, bar, BLUE)
    p.skip()
    p.say("Risks to the programme", bold=True)
    lay(
        p,
        fill(
            """
            CR1 | Inflation above the allowance | 4 | 3 | 12 | Two-stage tenders | Head of Capital

            CR2 | Decant space is not found | 3 | 4 | 12 | Modular unit | Head of Capital

            CR3 | Fire doors fail survey | 2 | 4 | 8 | Survey each scheme | Fire Officer
            """,
            Col("No", "risk.reference"),
            Col("Description", "risk.title"),
            Col("L", "risk.likelihood"),
            Col("C", "risk.consequence"),
            Col("Rating", "risk.current_score", fills=band_of),
            Col("Mitigation", "risk.mitigation"),
            Col("Owner", "risk.owner"),
        ),
        kind="risk",
    )


@workbook("unseen", why="A number behind an icon is the rating; lists and keys on other sheets")
def digital_portfolio(b: Book) -> None:
    p = b.sheet("Portfolio", "action")
    p.say("Digital portfolio – November highlight", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        D-001 | Wi-fi 6 | Infrastructure | Bev Ormonde | Kofi Lyle | Deliver | 2025-01-06 |
        2026-03-31 | 0.7 | 3 | 3 | 2 | 3 | ↑ | 41 access points left. | Finish east wing | No

        D-004 | Single sign-on | Infrastructure | Bev Ormonde | Marta Quist | Deliver | 2025-04-01
        | 2025-12-19 | 0.55 | 2 | 1 | 3 | 2 | ↓ | Licence query with vendor. | Resolve licence
        count | Yes

        D-007 | Digital pathology | Clinical | Dr R Ashby | Ian Torrance | Define | 2025-09-01 |
        2027-06-30 | 0.1 | 2 | 2 | 2 | 2 | → | OBC in draft. | Submit OBC | No

        D-010 | Voice dictation | Clinical | Dr R Ashby | Marta Quist | Close | 2024-10-01 |
        2025-10-31 | 1 | 3 | 3 | 3 | 3 | → | In use in 30 clinics. | Close report | No

        D-012 | Data platform | Data | Sal Iqbal | Kofi Lyle | Discover | 2025-11-03 | 2027-03-31
        | 0.05 | 1 | 3 | 1 | 1 | ↓ | No architect. | Recruit | Yes
        """,
        Col("Proj ID", "action.reference"),
        Col("Project", "action.title"),
        Col("Workstream", ("action.theme", *GROUP)),
        Col("SRO", "action.sro"),
        Col("PM", "action.lead"),
        Col("Lifecycle stage", "own"),
        Col("Start", "action.start_date"),
        Col("Finish", "action.target_date"),
        Col("% comp", "percent", fmt="0%"),
        Col("Health > Overall", "rating", width=8),
        Col("Health > Time", "rating", width=8),
        Col("Health > Cost", "rating", width=8),
        Col("Health > Scope", "rating", width=8),
        Col("Trend since last month", "own"),
        words("Headline"),
        words("Next month"),
        Col("Escalate?", "own"),
    )
    lay(p, cols)
    p.ws.conditional_formatting.add(
        "J5:M9", IconSetRule("3TrafficLights1", "num", [1, 2, 3], showValue=False)
    )
    p.skip()
    p.grid([["3", "Green"], ["2", "Amber"], ["1", "Red"]])
    lists = b.sheet("Lists")
    lists.grid(
        [["Stage", "Health"], ["Discover", "1"], ["Define", "2"], ["Deliver", "3"], ["Close", ""]]
    )


@workbook("unseen", why="Academic years; a sector figure and a rank beside each indicator")
def university_indicators(b: Book) -> None:
    p = b.sheet("Strategy KPIs", "measure")
    p.say("University of Penmarrick", bold=True, size=16)
    p.say("Strategy to 2030: key performance indicators, report to Council")
    p.skip()
    cols = fill(
        """
        Education | KPI 1 | Overall student satisfaction | NSS | 78.2% | 79.9% | 81.4% | 82% | 86%
        | 80.4% | 44 | Amber | Third year of growth. | PVC Education

        Education | KPI 2 | Graduates in highly skilled work | Graduate Outcomes | 71% | 72% | 74%
        | 75% | 80% | 73% | 39 | Amber | | PVC Education

        Education | KPI 3 | Continuation of entrants | HESA | 91.0% | 90.2% | 89.7% | 92% | 94% |
        90.9% | 61 | Red | Foundation years drive the fall. | PVC Education

        Research | KPI 4 | Research income (£m) | Finance | 31.5 | 33.0 | 36.2 | 35.0 | 50.0 | n/a
        | 48 | Green | Two large centres won. | PVC Research

        Research | KPI 5 | Doctoral completions in four years | Registry | 66% | 69% | 68% | 72% |
        80% | 70% | – | Amber | | Dean of Graduate School

        Sustainability | KPI 6 | Scope 1 and 2 emissions (tCO2e) | Estates | 14,200 | 12,900 |
        11,750 | 11,000 | 5,000 | n/a | – | Amber | Heat pump scheme late. | Director of Estates
        """,
        Col("Pillar", (*GROUP, "own")),
        Col("No", ("own", "noise")),
        Col("Indicator", "measure.name", width=34),
        Col("Source", "measure.source"),
        Col("Baseline 2021/22", "measure.baseline"),
        Col("Actual > 2022/23", "reading"),
        Col("Actual > 2023/24", "reading"),
        Col("Target > 2024/25", "reading"),
        Col("Target > 2030", ("reading", "own")),
        Col("Sector median", "own"),
        Col("Rank", "own"),
        Col(
            "Are we on course?", "rating",
            fills={"Red": RED, "Amber": AMBER, "Green": GREEN},
        ),
        words("Commentary"),
        Col("Senior owner", "measure.owner"),
    )  # fmt: skip
    lay(p, cols, fill=NAVY)


@workbook(
    "unseen", why="American not-for-profit matrix: who has primary responsibility, board roles"
)
def charity_matrix(b: Book) -> None:
    p = b.sheet("Matrix", "action", groups=(GROUP,))
    p.say("Strategic Plan Tracking Matrix (board version)", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        PE-1 | Launch the schools curriculum in ten districts | 2026 | 2 | Education Director |
        Approve partner terms | Volunteer teachers | Underway; six districts signed | Sign two by
        spring

        PE-2 | Translate materials into Spanish | 2026 | 3 | Program Coordinator | None |
        Translator | Not begun | Find translator

        FR-1 | Raise $400k from major donors | 2026 | 4 | Development Director | Open doors; host
        dinners | CEO | $122k to date | Fall dinner

        FR-2 | Test a membership model | 2027 | 1 | Development Director | Review pricing |
        Consultant | On hold | Revisit in June

        GV-1 | Recruit three board members | 2026 | 1 | Board Chair | Lead search | CEO | Done |
        Orientation

        GV-2 | Annual board self-assessment | 2026 | 4 | Governance Committee | All members
        complete | – | Not begun | Choose the tool
        """,
        Col("Code", "action.reference"),
        Col("Primary Objective/Task", "action.title", width=38),
        Col("Year to be done", ("action.target_date", "own")),
        Col("Qtr (yr 1)", ("own", "action.target_date")),
        Col("Has Primary Responsibility", "action.lead"),
        Col("Board Roles", ("own", "text")),
        Col("Other Support", ("own", "action.team")),
        Col("Status", ("rating", "text")),
        words("Next Steps"),
    )
    lay(
        p,
        cols,
        groups={0: ["Public education"], 2: ["Fundraising"], 4: ["Governance"]},
    )


@workbook("unseen", why="Months and quarter ends mixed across; letters for how often")
def balanced_scorecard(b: Book) -> None:
    p = b.sheet("Scorecard", "measure", groups=(("own", "objective.title", "ambition.title"),))
    p.say("Local Health Board balanced scorecard", bold=True, size=14)
    p.say("2025/26", cell="L1")
    p.skip()
    period = ("reading",)
    cols = fill(
        """
        Inpatients waiting over 36 weeks | 8 | 17 | 13 | 13 | 14 | 0 | M | Orthopaedic waits rose
        after the ward closure.

        Outpatients waiting over 26 weeks | 0 | 5 | 26 | 26 | 31 | 0 | M |

        Patients treated within 31 days of diagnosis | 97% | 98% | 99% | 98% | 96% | 98% | M | One
        breach.

        Staff turnover, rolling year | 11.2% | 11.0% | 10.9% | 10.9% | 10.7% | 10.5% | Q |

        Days to fill a vacancy | 61 | 58 | 55 | 55 | 57 | 50 | Q | New system in July.
        """,
        Col("Goals", "measure.name", width=36),
        Col("Apr", period),
        Col("May", period),
        Col("Jun", period),
        Col("Mth End Q1", (*period, "own")),
        Col("Jul", period),
        Col("Tgt", "reading"),
        Col("Freq", "own"),
        words("Comments"),
    )
    lay(p, cols, groups={0: ["Optimising service delivery"], 3: ["Building our workforce"]})


@workbook("unseen", why="Coloured circles for the status; each year has its own column of words")
def fire_service_commitments(b: Book) -> None:
    p = b.sheet("CRMP tracker", "action")
    p.say("Community risk management plan 2024–2028", bold=True, size=14)
    p.say("Year two: what we said we would do")
    p.skip()
    cols = fill(
        """
        Prevention | C1 | Visit every home at very high risk | So that fewer people die in fires |
        Complete 9,000 visits | Recruit two advisers | ACO Prevention | Prevention Board | 🟢 | 🟢 |
        🟡 | 4,310 visits by September. | 48%

        Prevention | C2 | Road safety in sixth forms | So that young drivers are safer | Ten
        colleges | Fourteen colleges | ACO Prevention | Prevention Board | 🟢 | 🟢 | 🟢 | Nine done.
        | 64%

        Protection | C3 | Inspect all high-rise blocks | So that residents are safe | Audit 60
        blocks | Audit 60 blocks | Head of Protection | Protection Board | 🟡 | 🔴 | 🔴 | Inspectors
        left. | 20%

        Response | C4 | New crewing model at Marsh Lane | So that cover matches risk | Consult |
        Go live | ACO Response | Operations Board | 🟡 | 🟡 | 🟢 | Union agreement reached. | 70%

        Response | C5 | Replace breathing apparatus | So that crews are protected | Tender | Roll
        out | Head of Technical | Operations Board | 🟢 | 🔵 | 🔵 | Rolled out. | 100%
        """,
        Col("Theme", (*GROUP, "own")),
        Col("Commitment > Ref", "action.reference"),
        Col("Commitment > What", "action.title", width=32),
        Col("Commitment > Why", NARRATIVE),
        Col("Year 1 (24/25)", NARRATIVE),
        Col("Year 2 (25/26)", NARRATIVE),
        Col("Principal officer", ("action.lead", "action.executive", "action.sro")),
        Col("Reports to", "own"),
        Col("Jun", "rating", width=5),
        Col("Jul", "rating", width=5),
        Col("Sep", "rating", width=5),
        words("Where we are now"),
        Col("How far along", "percent"),
    )
    lay(p, cols, fill=RED)


@workbook("unseen", why="Codes for headings, as a database gives them; ISO dates and numbers")
def database_extract(b: Book) -> None:
    p = b.sheet("qryActions_export", "action")
    cols = fill(
        """
        4411 | STRAT-1 | Better starts | STRAT-1-03 | Open two family hubs | HALE, Imogen |
        imogen.hale@example.org | 2025-04-01 | 2026-03-31 | | 45 | G | 2 | First hub opened. |
        2025-10-02 | N

        4412 | STRAT-1 | Better starts | STRAT-1-04 | Health visitor rota at weekends | HALE,
        Imogen | imogen.hale@example.org | 2025-04-01 | 2025-12-31 | | 30 | A | 2 | Rota out to
        consultation. | 2025-10-02 | N

        4420 | STRAT-2 | Living well | STRAT-2-01 | Social prescribing in every practice | DUNNE,
        Peter | peter.dunne@example.org | 2024-09-01 | 2025-09-30 | 2025-09-28 | 100 | B | 1 |
        Complete. | 2025-10-06 | N

        4421 | STRAT-2 | Living well | STRAT-2-02 | Stop smoking service in the community | DUNNE,
        Peter | peter.dunne@example.org | 2025-06-01 | 2026-06-30 | | 15 | R | 3 | Provider gave
        notice. | 2025-10-06 | N

        4433 | STRAT-3 | Ageing well | STRAT-3-01 | Falls pick-up service | ODELL, Tariq |
        tariq.odell@example.org | 2025-01-01 | 2026-01-31 | | 80 | G | 1 | Live in two areas. |
        2025-10-09 | N
        """,
        Col("pk_action", ("own", "noise")),
        Col("obj_cd", ("objective.reference", "ambition.reference", "own")),
        Col("obj_nm", AIM),
        Col("action_ref", "action.reference"),
        Col("action_nm", "action.title"),
        Col("owner_nm", "action.lead"),
        Col("owner_email", ("own", "noise", "action.lead")),
        Col("start_dt", "action.start_date"),
        Col("due_dt", "action.target_date"),
        Col("actual_end_dt", "own"),
        Col("pct_complete", "percent"),
        Col("rag_cd", "rating"),
        Col("priority_cd", "own"),
        Col("status_txt", "text"),
        Col("last_upd_dt", "own"),
        Col("is_deleted", ("own", "noise")),
    )
    lay(p, cols)


@workbook("unseen", why="Safety actions from learning responses; a tick for what is closed")
def safety_actions(b: Book) -> None:
    p = b.sheet("Safety improvement", "action")
    p.say("PSIRF safety action tracker", bold=True, size=14)
    p.say("Owner: Patient Safety Team. Overdue rows are pink.")
    p.skip()
    cols = fill(
        """
        PSII-07 | Deteriorating patient | Screens show the score in grey | Change the score to
        colour in the record system | Task | Strong | CCIO | Digital | 2025-06-30 | 2025-08-15 |
        Screenshots | Audit of 50 alerts | ✔

        PSII-07 | Deteriorating patient | Bleep is carried by two people | One bleep, one holder
        each shift | Organisation | Medium | Matron, site team | Medicine | 2025-07-31 | | Rota |
        Spot check | ✖

        AAR-12 | Falls in bathrooms | Floor is wet after cleaning | Signs, and cleaning at set
        times | Environment | Weak | Facilities Lead | Estates | 2025-10-31 | | | Falls per month
        | ✖

        AAR-15 | Wrong route drug | Syringes look alike | Buy colour-coded syringes | Tools |
        Strong | Chief Pharmacist | Pharmacy | 2025-05-31 | 2025-05-20 | Order note | Stock check
        | ✔

        MDT-03 | Delayed scan | Request was on paper | Electronic requests only | Tools | Strong |
        Radiology Manager | Diagnostics | 2025-12-31 | | | Paper requests per week | ✖
        """,
        Col("Learning response", ("own", "action.reference")),
        Col("Topic", (*GROUP, "own")),
        Col("Contributory factor", NARRATIVE),
        Col("Safety action", "action.title", width=36),
        Col("SEIPS", ("own", "action.kind", "action.theme")),
        Col("Strength", "own"),
        Col("Action owner", "action.lead"),
        Col("Care group", ("action.team", "action.area", "own")),
        Col("Complete by", "action.target_date"),
        Col("Completed on", "own"),
        Col("Evidence", NARRATIVE),
        Col("How measured", SUCCESS),
        Col("Closed?", "rating"),
    )
    lay(p, cols)
    shade(p, "A6:M7", "F8CBAD")


@workbook("unseen", why="Quality priorities with a baseline and quarters; a blank heading of notes")
def quality_priorities(b: Book) -> None:
    p = b.sheet("Priorities 25-26", "measure")
    p.say("Quality account: our priorities for improvement", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        Safe | Reduce pressure ulcers | Category 2 and above per 1,000 bed days | 1.9 | 1.4 | 1.8
        | 1.7 | 1.5 | | Partly | Tissue Viability Lead | Mattress audit done

        Safe | Safer discharge of medicines | TTOs ready by noon, % | 31 | 60 | 35 | 42 | 47 | |
        No | Chief Pharmacist |

        Effective | Earlier senior review | Reviewed in 14 hours, % | 72 | 90 | 78 | 84 | 91 | |
        Yes | Deputy CMO | Seven-day audit

        Experience | Quieter nights | Patients who say noise did not keep them awake, % | 58 | 70
        | 57 | 57 | 60 | | No | Head of Patient Experience | Ear plugs bought

        Experience | Hearing carers | Carers' passports issued | 40 | 200 | 61 | 92 | 150 | |
        Partly | Carers Lead |
        """,
        Col("Domain", (*GROUP, "own"), merge=False),
        Col("Our priority", (*AIM, "measure.name", "own")),
        Col("How we measure it", "measure.name", width=36),
        Col("Where we began", "measure.baseline"),
        Col("Where we want to be", "reading"),
        Col("Q1", "reading"),
        Col("Q2", "reading"),
        Col("Q3", "reading"),
        Col("Q4", "reading"),
        Col("Achieved yet?", "rating", fills={"Yes": GREEN, "Partly": AMBER, "No": RED}),
        Col("Led by", "measure.owner"),
        Col("", ("text", "own")),
    )
    lay(p, cols, fill=PALE)
    p.ws["A1"].alignment = Alignment(horizontal="left")


@workbook("unseen", why="Each project is a column and each fact about it a row")
def programme_on_a_page(b: Book) -> None:
    p = b.sheet("On a page", "action")
    p.say("Transformation programme on a page – October 2025", bold=True, size=14)
    p.skip()
    rows = fill(
        """
        T1 | Frailty at the front door | Dr Oyelaran | Jess Hartnoll | 01/04/2025 | 31/03/2026 |
        Amber | Green | 55% | Unit opens five days a week. | Weekend cover. | Geriatrician posts

        T2 | Outpatient booking hub | COO | Dev Sandhu | 01/06/2025 | 30/11/2025 | Green | Green |
        80% | Six specialties moved. | Last four move in November. | None

        T3 | Theatre scheduling | CMO | Ros Tilley | 01/01/2025 | 31/12/2025 | Red | Amber | 30% |
        System not accepted by users. | Re-run testing. | Supplier support

        T4 | Pathology network | CFO | Hugh Vane | 01/09/2024 | 30/06/2027 | Amber | Amber | 20% |
        Partner vote delayed. | Vote in December. | Partner agreement
        """,
        Col("Project no.", "action.reference"),
        Col("Project", "action.title"),
        Col("Sponsor", ("action.sro", "action.executive")),
        Col("Manager", "action.lead"),
        Col("Start", "action.start_date"),
        Col("End", "action.target_date"),
        Col("RAG this month", "rating"),
        Col("RAG last month", "rating"),
        Col("Complete", "percent"),
        Col("Achievements", "text"),
        Col("Next steps", "text"),
        Col("Help needed / risks", NARRATIVE),
    )
    p.across(rows, kind="action")


@workbook("unseen", why="An action log kept between meetings, the oldest greyed out below")
def committee_action_log(b: Book) -> None:
    p = b.sheet("Action log", "action")
    p.say("People Committee – rolling action log", bold=True, size=14)
    p.skip()
    open_, closed = "Open items", "Closed since last meeting"

    def block(title: str, text: str) -> None:
        p.say(title, bold=True)
        cols = fill(
            text,
            Col("Min. ref", ("action.reference", "own")),
            Col("Mtg date", "own"),
            Col("Agenda item", ("own", "text", *GROUP)),
            Col("Action agreed", "action.title", width=40),
            Col("Action for", "action.lead"),
            Col("Bring back", "action.target_date"),
            words("Response"),
            Col("O/C", "rating", width=5),
        )
        lay(p, cols)
        p.skip()

    block(
        open_,
        """
        PC/25/41 | 09/07/25 | Guardian report | Bring a paper on exception reports in surgery |
        CMO | 12/11/25 | On this agenda. | O

        PC/25/44 | 09/07/25 | Staff survey | Share the team results with networks | CPO | 12/11/25
        | Shared in part. | O

        PC/25/52 | 10/09/25 | Sickness | Deep dive on muscular causes | CPO | 14/01/26 | | O
        """,
    )
    block(
        closed,
        """
        PC/25/30 | 14/05/25 | Nursery | Circulate the options paper | CPO | 09/07/25 | Sent 2
        June. | C

        PC/25/33 | 14/05/25 | Bank rates | Ask neighbours for their rates | CNO | 09/07/25 |
        Received. | C
        """,
    )


@workbook("unseen", why="Criteria to leave support, each with a metric; three parties' ratings")
def exit_criteria(b: Book) -> None:
    p = b.sheet("Undertakings", "action")
    p.say("Recovery support programme: exit criteria tracker", bold=True, size=14)
    p.say("OFFICIAL-SENSITIVE")
    p.skip()
    cols = fill(
        """
        Leadership | U1 | 1.1 | A permanent executive team is in post | Vacant executive posts | 0
        | 1 | Minutes; contracts | CEO | Mar-26 | G | G | A | COO starts in January.

        Leadership | U1 | 1.2 | The board has a development plan | Sessions held | 6 | 4 | Plan |
        Chair | Mar-26 | G | G | G | On plan.

        Quality | U2 | 2.1 | No open warning notices | Notices open | 0 | 1 | Letter | CNO |
        Dec-25 | A | A | R | Visit expected.

        Finance | U3 | 3.1 | A plan to break even is agreed | Plan submitted | Yes | No | Draft |
        CFO | Nov-25 | R | R | R | Gap of £11m.

        Finance | U3 | 3.2 | Run rate has fallen for six months | Months | 6 | 3 | Ledger | CFO |
        Mar-26 | A | G | A | Third month running.
        """,
        Col("Domain", GROUP),
        Col("Undertaking", ("own", "action.theme", *AIM)),
        Col("Crit. no.", "action.reference"),
        Col("Exit criterion", "action.title", width=36),
        Col("Metric", SUCCESS),
        Col("Threshold", ("own", "reading")),
        Col("Current position", ("own", "reading", "text")),
        Col("Evidence", NARRATIVE),
        Col("Accountable exec", ("action.executive", "action.lead")),
        Col("Expected to be met", "action.target_date"),
        Col("Assessment > Trust", "rating", fills=LETTERS, width=7),
        Col("Assessment > ICB", "rating", fills=LETTERS, width=7),
        Col("Assessment > Region", "rating", fills=LETTERS, width=7),
        words("Notes"),
    )
    lay(p, cols)


@workbook("unseen", why="Plan, actual and difference are rows; each staff group is said once")
def workforce_trajectory(b: Book) -> None:
    p = b.sheet("WTE plan v actual", "measure")
    p.say("Workforce trajectory 2025/26 (whole time equivalents)", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        Registered nurses | Plan | 2,110 | 2,118 | 2,126 | 2,140 | 2,155 | 2,160

        '' | Actual | 2,098 | 2,101 | 2,119 | 2,131 | 2,129 | 2,140

        '' | Variance | -12 | -17 | -7 | -9 | -26 | -20

        Doctors | Plan | 842 | 842 | 845 | 850 | 868 | 870

        '' | Actual | 829 | 833 | 836 | 835 | 861 | 866

        '' | Variance | -13 | -9 | -9 | -15 | -7 | -4

        Agency | Plan | 61 | 58 | 55 | 50 | 46 | 42

        '' | Actual | 74 | 66 | 61 | 55 | 49 | 41

        '' | Variance | 13 | 8 | 6 | 5 | 3 | -1
        """,
        Col("Staff group", "measure.name", merge=True),
        Col("", ("own", "noise", "reading")),
        *[Col(m, "reading") for m in ("Apr-25", "May-25", "Jun-25", "Jul-25", "Aug-25", "Sep-25")],
    )
    lay(p, cols)
    note(p, "Source: ESR and bank system. Bank staff are not shown.")


@workbook("unseen", why="Two tables side by side, parted by an empty column")
def side_by_side(b: Book) -> None:
    p = b.sheet("SEND board", "action")
    p.say("SEND improvement board – one page", bold=True, size=14)
    p.skip()
    top = p.row
    lay(
        p,
        fill(
            """
            1 | Cut the time to issue a plan to 20 weeks | Head of SEND | 31/03/2026 | Red | 41
            weeks in September

            2 | Publish the local offer again | Comms Lead | 30/11/2025 | Green | Testing with
            parents

            3 | Train 60 school coordinators | Principal EP | 31/07/2026 | Amber | 22 trained

            4 | Recruit four psychologists | Principal EP | 31/12/2025 | Red | One offer made
            """,
            Col("Priority no", "action.reference"),
            Col("What must change", "action.title", width=34),
            Col("Named officer", "action.lead"),
            Col("Target", "action.target_date"),
            Col("RAG", "rating", fills={"Red": RED, "Amber": AMBER, "Green": GREEN}),
            words("Position"),
        ),
        top=top,
    )
    lay(
        p,
        fill(
            """
            A | High needs block overspends | 4 | 5 | 20 | Deficit plan | Finance Director

            B | Tribunal cases rise | 3 | 4 | 12 | Mediation offer | Head of SEND

            C | Parents lose confidence | 3 | 3 | 9 | Monthly forum | Head of SEND
            """,
            Col("Risk ref", "risk.reference"),
            Col("Risk", "risk.title", width=28),
            Col("Likelihood", "risk.likelihood"),
            Col("Severity", "risk.consequence"),
            Col("Total", "risk.current_score", fills=band_of),
            Col("What we are doing", ("risk.mitigation", "risk.controls")),
            Col("Held by", "risk.owner"),
        ),
        top=top,
        left=8,
        kind="risk",
    )


@workbook("unseen", why="A risk to a sheet, its facts in pairs down the page")
def risk_cards(b: Book) -> None:
    cards = {
        "SR1": """
        SR1 | We may not keep services safe while the estate ages | Ageing plant; capital limits |
        Wards close at short notice | Chief Operating Officer | Estates Committee | 20 | 16 | 8 |
        Six-facet survey; planned upkeep | Quarterly report to committee | No fire plan for block
        C | No outside review | Survey block C by March
        """,
        "SR2": """
        SR2 | We may not hold enough trained staff | National shortage; housing costs | Rotas fail
        and agency spend rises | Chief People Officer | People Committee | 16 | 12 | 6 | Overseas
        recruitment; bank | Monthly dashboard | No plan for scientists | Data are a quarter old |
        Write a plan for scientists
        """,
    }
    for name, text in cards.items():
        p = b.sheet(name, "risk")
        p.say("Strategic risk summary", bold=True, size=14)
        p.skip()
        rows = fill(
            text,
            Col("Risk number", "risk.reference"),
            Col("Risk description", "risk.title"),
            Col("Drivers", "risk.cause"),
            Col("Consequences", "risk.effect"),
            Col("Executive owner", "risk.owner"),
            Col("Committee", "own"),
            Col("Initial score", "risk.inherent_score"),
            Col("Score today", "risk.current_score"),
            Col("Score we aim for", "risk.target_score"),
            Col("Controls in place", "risk.controls"),
            Col("How we are assured", "risk.assurances"),
            Col("Gaps in control", "risk.gaps_in_control"),
            Col("Gaps in assurance", "risk.gaps_in_assurance"),
            Col("Next actions", "risk.mitigation"),
        )
        p.across(rows, kind="risk")


@workbook("unseen", why="Planned and done marked with crosses, a month to a column")
def service_plan_crosses(b: Book) -> None:
    p = b.sheet("Service plan", "action", groups=(GROUP,))
    p.say("Libraries and Culture – service plan 2025/26", bold=True, size=14)
    p.skip()
    months = [Col(f"When > {m}", ("own", "noise", "action.target_date"), width=4) for m in "AMJJ"]
    cols = fill(
        """
        L1 | Extend opening hours at four branches | Service Manager | Existing budget | X | X | |
        | Open 60 hours a week | Done | Began in May

        L2 | Children's summer reading | Children's Librarian | £4k grant | | | X | X | 2,400
        children | Doing | 1,950 so far

        L3 | Home library van | Service Manager | £38k | | X | X | X | 120 members | Late | Van
        not delivered

        C1 | Museum roof appeal | Museum Curator | Fundraised | X | X | X | | £60k raised | Doing
        | £41k

        C2 | Loans policy | Museum Curator | None | | | | X | Policy agreed | To do |
        """,
        Col("Ref", "action.reference"),
        Col("Task", "action.title", width=34),
        Col("By whom", "action.lead"),
        Col("Money", "own"),
        *months,
        Col("We'll know because", SUCCESS),
        Col("Done / doing / late", "rating"),
        words("Remarks"),
    )
    lay(p, cols, groups={0: ["Libraries"], 3: ["Culture"]})


@workbook("unseen", why="Incentive scheme standards, met or not, a column for each month's view")
def maternity_incentive(b: Book) -> None:
    p = b.sheet("Year 7", "action")
    p.say("Maternity incentive scheme – compliance tracker", bold=True, size=14)
    p.skip()
    met = {"Met": GREEN, "Partly met": AMBER, "Not met": RED, "Not due": GREY}
    cols = fill(
        """
        1 | Reviews of deaths | 1a | Notify all eligible deaths within seven days | Yes |
        Bereavement Midwife | 30/11/2025 | Not due | Partly met | Met | Report from the national
        tool | Minutes of Q1 and Q2

        1 | Reviews of deaths | 1b | Start 95% of reviews within two months | Yes | Bereavement
        Midwife | 30/11/2025 | Partly met | Partly met | Partly met | Report | Two reviews late

        4 | Clinical workforce | 4a | Audit of consultant attendance | Yes | Clinical Director |
        31/10/2025 | Not met | Partly met | Met | Audit | Q2 audit done

        4 | Clinical workforce | 4c | Anaesthetist free at all times | No | Lead Anaesthetist |
        30/11/2025 | Met | Met | Met | Rota | Rota of six weeks

        8 | Training | 8a | 90% of each group trained | Yes | Practice Educator | 30/11/2025 | Not
        met | Not met | Partly met | Register | Anaesthetists at 71%
        """,
        Col("SA", ("own", "action.reference", *AIM)),
        Col("Safety action", GROUP),
        Col("Std", "action.reference"),
        Col("Required standard", "action.title", width=36),
        Col("Board sign-off?", "own"),
        Col("Lead", "action.lead"),
        Col("Evidence due", "action.target_date"),
        Col("Aug view", "rating", fills=met),
        Col("Sep view", "rating", fills=met),
        Col("Oct view", "rating", fills=met),
        Col("Evidence required", NARRATIVE),
        words("Latest position"),
    )
    lay(p, cols, fill=PALE)


@workbook(
    "unseen", why="Each division answers the staff survey; a heading row in small print below"
)
def survey_responses(b: Book) -> None:
    p = b.sheet("Surgery", "action", name_says=("own", "action.area", "action.team", *GROUP))
    p.say("Staff survey 2024: what our teams said and what we are doing", bold=True, size=14)
    p.skip()
    cols = fill(
        """
        We are recognised | 5.9 | 6.1 | Staff do not feel thanked | Monthly thank-you awards |
        Divisional HR | By end of Q2 | Budget for prizes | Started | Awards in May and June

        We each have a voice | 6.4 | 6.6 | Ideas go nowhere | Ideas board in each area | Matrons |
        July 2025 | None | Started | 14 boards up

        We are safe and healthy | 5.7 | 6.0 | Breaks are missed | Break buddy scheme | Ward
        Managers | 1st October | Cover for breaks | Not started | Waiting on rosters

        We work flexibly | 5.8 | 6.2 | Requests are refused without reason | Panel for refused
        requests | Divisional HR | ASAP | None | Finished | First panel met
        """,
        Col("People Promise element", GROUP),
        Col("Our score", ("own", "reading", "measure.baseline")),
        Col("Trust score", "own"),
        Col("You said", NARRATIVE),
        Col("We will", "action.title", width=32),
        Col("Taking it forward", "action.lead"),
        Col("When by", "action.target_date"),
        Col("Help we need", NARRATIVE),
        Col("Stage", "rating"),
        words("We did"),
    )
    lay(p, cols)


@workbook("unseen", why="A long list: each row is one measure in one month")
def long_list_of_readings(b: Book) -> None:
    p = b.sheet("Data", "measure")
    rows = "\n\n".join(
        f"{name} | {code} | {unit} | {month} | {value} | {aim} | {rag} | {site}"
        for name, code, unit, aim, site, values in (
            ("Theatre utilisation", "T-01", "%", 85, "North", (79, 81, 84)),
            ("Theatre utilisation", "T-01", "%", 85, "South", (86, 88, 87)),
            ("Cancelled on the day", "T-02", "Number", 20, "North", (31, 28, 19)),
            ("Cancelled on the day", "T-02", "Number", 20, "South", (12, 14, 11)),
        )
        for month, value, rag in zip(
            ("2025-07-01", "2025-08-01", "2025-09-01"), values, ("Amber", "Amber", "Green"),
            strict=True,
        )
    )  # fmt: skip
    cols = fill(
        rows,
        Col("metric_name", "measure.name"),
        Col("metric_id", ("own", "noise")),
        Col("unit", "measure.unit"),
        Col("month_start", "period"),
        Col("value", "reading"),
        Col("target", "reading"),
        Col("rag", "rating"),
        Col("site", ("own", "measure.name")),
    )
    lay(p, cols, records=4)
