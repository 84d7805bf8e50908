"""Measures: scorecards and KPI sheets, by quarter, by month, on their side, in long lists."""

from __future__ import annotations

from openpyxl.chart import LineChart, Reference
from openpyxl.formatting.rule import IconSetRule

from . import words
from .registry import workbook
from .sheets import AMBER, GREEN, GREY, NAVY, PALE, RAG, RED, TEAL, Book, Col, month_end, refs

Row = tuple[str, str, float, float]
COLOURS = ["Red", "Amber", "Green"]


def about(rows: list[Row]) -> list[Col]:
    return [
        Col("Measure", "measure.name", [r[0] for r in rows], width=38),
        Col("Unit", "measure.unit", [r[1] for r in rows], width=9),
    ]


def figures(b: Book, rows: list[Row], known: bool = True) -> list[float | None]:
    return [b.near(r[2]) if known else None for r in rows]


@workbook("measures", certain=True)
def kpi_quarters_across(b: Book) -> None:
    """A row for each measure, its year's quarters across."""
    p, n = b.sheet("KPIs 2025-26", "measure"), 14
    p.say(words.TRUST, bold=True, size=16)
    p.say("Strategic measures 2025/26")
    p.skip()
    rows = b.some(words.MEASURES, n)
    p.table(
        [
            Col(
                "Strategic objective",
                "objective.title",
                b.runs_of(words.OBJECTIVES, n),
                merge=True,
                width=28,
            ),
            *about(rows),
            Col("Measure owner", "measure.owner", b.pick(words.PEOPLE, n)),
            Col("Baseline 2024/25", "measure.baseline", [r[2] for r in rows]),
            Col("Target 2025/26", "reading", [r[3] for r in rows]),
            *[Col(f"{q} 2025/26", "reading", figures(b, rows, q < "Q3")) for q in words.QUARTERS],
            Col("RAG", "rating", b.pick(COLOURS, n), fills=RAG),
            Col("Commentary", "text", b.some(words.UPDATES, n), width=40),
        ],
        fill=NAVY,
    )


@workbook("measures", why="Headings of months are dates under a number format")
def kpi_months_across(b: Book) -> None:
    p, n = b.sheet("Monthly KPIs", "measure"), 16
    p.say("Integrated performance – monthly measures", bold=True, size=14)
    rows = b.some(words.MEASURES, n)
    months = [month_end(2025 * 12 + m).replace(day=1) for m in range(4, 16)]
    p.table(
        [
            Col("Ref", "own", refs("M", n, 2)),
            Col(
                "Domain",
                ("objective.title", "ambition.title", "own"),
                b.runs_of(["Quality", "Access", "Workforce", "Finance"], n),
                once=True,
            ),
            *about(rows),
            Col("Standard", "reading", [r[3] for r in rows]),
            *[Col(m, "reading", figures(b, rows, i < 7), width=9) for i, m in enumerate(months)],
            Col("YTD", ("noise", "own", "reading"), figures(b, rows)),
        ]
    )
    p.ws.freeze_panes = "F3"
    p.ws.conditional_formatting.add(
        "F3:Q18", IconSetRule("3TrafficLights1", "percent", [0, 33, 67])
    )


@workbook("measures", why="Each quarter has a target, an actual and a variance")
def kpi_target_actual_variance(b: Book) -> None:
    p, n = b.sheet("Performance", "measure"), 11
    p.say(words.COUNCIL, bold=True, size=16)
    p.say("Corporate performance report 2025/26")
    p.skip()
    rows = b.some(words.TOWN_MEASURES, n)
    cols = [
        Col("PI no.", "own", refs("PI", n, 2)),
        *about(rows),
        Col("Service", ("own", "measure.owner"), b.pick(words.OFFICERS, n), width=22),
    ]
    for q in words.QUARTERS:
        actual = figures(b, rows, q < "Q3")
        cols += [
            Col(f"{q} > Target", "reading", [r[3] for r in rows], width=9),
            Col(f"{q} > Actual", "reading", actual, width=9),
            Col(
                f"{q} > Variance",
                ("noise", "own"),
                [
                    None if a is None else round(a - r[3], 1)
                    for a, r in zip(actual, rows, strict=True)
                ],
                width=9,
                fills=lambda v: GREEN if v > 0 else RED,
            ),
        ]
    p.table([*cols, Col("Comment", "text", b.gaps(b.some(words.UPDATES, n)), width=40)], fill=PALE)


@workbook("measures", why="Turned on its side: measures across, months down")
def kpi_on_its_side(b: Book) -> None:
    p, n = b.sheet("Side on", "measure"), 6
    p.say("Advice line figures 2025/26", bold=True, size=14)
    p.skip()
    rows = [
        ("Calls answered", "Number", 420, 450),
        ("Average wait", "Minutes", 6.1, 4),
        ("Cases opened", "Number", 88, 95),
        ("Home visits", "Number", 31, 40),
        ("Donations", "£k", 22.5, 30),
        ("Volunteers on rota", "Number", 47, 60),
    ]
    p.across(
        [
            Col("Measure", "measure.name", [r[0] for r in rows]),
            Col("Unit", "measure.unit", [r[1] for r in rows]),
            Col("Baseline", "measure.baseline", [r[2] for r in rows]),
            Col("Target", ("reading", "own"), [r[3] for r in rows]),
            *[
                Col(m, "reading", [b.near(r[2]) if i < 7 else None for r in rows])
                for i, m in enumerate(
                    f"{x} {25 if j < 9 else 26}"
                    for j, x in enumerate(
                        [
                            "Apr",
                            "May",
                            "Jun",
                            "Jul",
                            "Aug",
                            "Sep",
                            "Oct",
                            "Nov",
                            "Dec",
                            "Jan",
                            "Feb",
                            "Mar",
                        ]
                    )
                )
            ],
        ],
        records=n,
    )


@workbook("measures", why="The colour of a figure's cell is its only rating")
def scorecard_fill(b: Book) -> None:
    p, n = (
        b.sheet("Scorecard", "measure", groups=[("objective.title", "ambition.title", "own")]),
        12,
    )
    p.say("Balanced scorecard", bold=True, size=20, fill=TEAL, across=8)
    p.say("October 2025 for the November Board")
    rows = b.some(words.MEASURES, n)

    def shade(_: object) -> str:
        return b.random.choice([RED, AMBER, GREEN])

    p.table(
        [
            *about(rows),
            Col("Target", ("reading", "own"), [r[3] for r in rows]),
            *[
                Col(f"{q} 25/26", "reading", figures(b, rows, q < "Q4"), fills=shade)
                for q in words.QUARTERS
            ],
            Col("Trend", ("own", "noise"), b.pick(["▲", "▼", "►"], n), width=7),
        ],
        groups={0: ["SAFE"], 3: ["TIMELY"], 6: ["PEOPLE"], 9: ["MONEY"]},
    )
    p.skip()
    p.grid(
        [
            ["Key", "Red: worse than target by a tenth"],
            [None, "Amber: within a tenth"],
            [None, "Green: target met"],
        ]
    )


@workbook("measures", why="Bands with a subtotal under each; the subtotals are not measures")
def activity_with_subtotals(b: Book) -> None:
    p = b.sheet("Activity", "measure", groups=[("objective.title", "ambition.title", "own")])
    names = [
        "First appointments",
        "Follow-ups",
        "Procedures",
        "Day cases",
        "Inpatients",
        "Overnight stays",
        "Home visits",
        "Group sessions",
        "Video calls",
    ]
    p.say("Activity against plan, 2025/26", bold=True, size=14)
    p.skip()
    plan = b.numbers(9, 200, 2000, 50)
    p.table(
        [
            Col("Activity line", "measure.name", names, width=30),
            Col("Annual plan", ("reading", "own"), plan, fmt="#,##0"),
            *[
                Col(
                    f"{q} actual",
                    "reading",
                    [round(b.near(x / 4)) for x in plan] if q < "Q3" else [None] * 9,
                    fmt="#,##0",
                )
                for q in words.QUARTERS
            ],
            Col("Total to date", ("noise", "own"), [round(x / 2) for x in plan], fmt="#,##0"),
        ],
        groups={0: ["Outpatients"], 3: ["Admitted care"], 6: ["Community"]},
        subtotals={
            3: ["Subtotal", sum(plan[:3])],
            6: ["Subtotal", sum(plan[3:6])],
            9: ["Subtotal", sum(plan[6:])],
        },
        after=[["GRAND TOTAL", sum(plan)]],
    )


@workbook("measures", why="Asked: headline tiles and a chart stand over and beside the table")
def dashboard(b: Book) -> None:
    p, n = b.sheet("Dashboard", "measure"), 8
    p.say("People dashboard", bold=True, size=24, fill=NAVY, across=10)
    p.say("Data to September 2025")
    for i, (label, figure) in enumerate(
        (("Headcount", 6412), ("Turnover", "11.8%"), ("Vacancies", 402), ("Sickness", "5.1%"))
    ):
        p.put(4, 1 + 2 * i, label, fill=PALE)
        p.put(5, 1 + 2 * i, figure, bold=True)
    p.skip(4)
    rows = b.some(words.MEASURES, n)
    region = p.table(
        [
            *about(rows),
            Col("Target", ("reading", "own"), [r[3] for r in rows]),
            *[
                Col(m, "reading", figures(b, rows), width=9)
                for m in ("Apr 2025", "May 2025", "Jun 2025", "Jul 2025", "Aug 2025", "Sep 2025")
            ],
            Col("Direction", ("own", "noise"), b.pick(["Better", "Worse", "Same"], n)),
        ],
        fill=GREY,
    )
    chart = LineChart()
    chart.add_data(
        Reference(p.ws, min_col=4, max_col=9, min_row=region.body[0], max_row=region.body[1]),
        from_rows=True,
    )
    p.ws.add_chart(chart, "L4")
    data = b.sheet("Chart data", hidden=True)
    data.table([Col("Label", "noise", ["a", "b", "c"]), Col("Value", "noise", [3, 5, 4])])


@workbook("measures", why="A row for each measure and month: nine measures in 27 rows")
def kpi_long_list(b: Book) -> None:
    p, each = b.sheet("Data", "measure"), 3
    rows = [r for r in b.some(words.MEASURES, 9) for _ in range(each)]
    names = ["July 2025", "August 2025", "September 2025"]
    p.table(
        [
            Col("Indicator", "measure.name", [r[0] for r in rows], width=36),
            Col("Unit of measure", "measure.unit", [r[1] for r in rows]),
            Col("Period", ("period", "own"), [names[i % each] for i in range(27)]),
            Col("Value", "reading", figures(b, rows)),
            Col("Plan", ("reading", "own"), [r[3] for r in rows]),
            Col(
                "Source",
                "measure.source",
                [["Staff record", "Ledger"][i // 3 % 2] for i in range(27)],
            ),
            Col("Narrative", "text", b.gaps(b.some(words.UPDATES, 27), 0.5), width=40),
        ],
        records=9,
    )
    p.ws.auto_filter.ref = "A1:G28"


@workbook(
    "measures", why="Years across; last year's and the peer's figures stand beside this year's"
)
def council_annual_indicators(b: Book) -> None:
    p, n = b.sheet("Annual indicators", "measure"), 12
    p.say("How we are doing: annual indicators", bold=True, size=16)
    p.skip()
    rows = words.TOWN_MEASURES[:n]
    p.table(
        [
            Col("Council priority", "objective.title", b.runs_of(words.TOWN_AIMS, n), merge=True),
            Col("Indicator", "measure.name", [r[0] for r in rows], width=38),
            Col("Measured as", "measure.unit", [r[1] for r in rows]),
            Col("Good is…", "own", b.pick(["High", "Low"], n)),
            *[Col(y, "reading", figures(b, rows)) for y in ("2022/23", "2023/24", "2024/25")],
            Col("2025/26 target", "reading", [r[3] for r in rows]),
            Col("Neighbours' average", "own", figures(b, rows)),
            Col(
                "Where the data comes from",
                "measure.source",
                b.pick(["Waste returns", "Finance system", "Planning portal"], n),
            ),
            Col("Responsible", "measure.owner", b.pick(words.OFFICERS, n)),
            Col("Status", "rating", b.pick(["On track", "At risk", "Off track"], n), fills=RAG),
        ]
    )


@workbook("measures", why="A card for each measure on its own sheet: labels left, quarters below")
def measure_cards(b: Book) -> None:
    for i, row in enumerate(b.some(words.MEASURES, 3)):
        p = b.sheet(f"Card {i + 1}", "measure")
        p.say("Measure card", bold=True, size=16)
        p.skip()
        p.across(
            [
                Col("Name of measure", "measure.name", [row[0]]),
                Col("Unit", "measure.unit", [row[1]]),
                Col("Owner", "measure.owner", [words.PEOPLE[i]]),
                Col("Data source", "measure.source", ["Patient system"]),
                Col("Baseline", "measure.baseline", [row[2]]),
                Col("Why it matters", "own", [words.SUCCESS[i]]),
            ]
        )
        p.skip()
        p.table(
            [
                Col("Period", ("period", "own"), [f"{q} 2025/26" for q in words.QUARTERS]),
                Col("Target", "reading", [row[3]] * 4),
                Col("Actual", "reading", [b.near(row[2]), b.near(row[2]), None, None]),
                Col("Comment", "text", [words.UPDATES[i], words.UPDATES[i + 4], None, None]),
            ],
            kind="",
            records=0,
        )
