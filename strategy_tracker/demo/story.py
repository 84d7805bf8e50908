"""What happens in the demo's rounds, one after another, each at its own time.

Every step is the service call a person's click would make, inside `happening_at`, so
history, workflow states and frozen papers come out as if the trust had been at it for
six quarters.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from ambitions.measures.services import set_reading
from ambitions.models import Item, KeyAction, Measure, Update
from ambitions.plan.services import move_target_date
from ambitions.rounds.services import close_round
from ambitions.updates.services import (
    Answers,
    approve_update,
    return_update,
    save_draft,
    submit_update,
)
from objectives.asking import ends_year
from objectives.models import Dimension, Heading, Rating
from objectives.models.asked import Asked
from objectives.models.strategy import financial_year_of
from objectives.services import open_period
from reports.layouts.services import save_text
from reports.models import Paper
from reports.services import draft_paper, publish_paper
from risks.services import score_risk
from strategy_tracker.accounts.models import User
from strategy_tracker.accounts.saving import happening_at
from strategy_tracker.accounts.services import record_leaving
from strategy_tracker.demo import rounds as calendar
from strategy_tracker.demo.fixtures import Table
from strategy_tracker.demo.plan import Made, add_passages, factors, give_leads
from strategy_tracker.demo.values import reading_number

DIRECTIONS = {"^": "up", "v": "down", "=": "same"}
READINGS_BEFORE = 2  # rounds before the first for which measures have readings
_RECOVERY = re.compile(r"m(-?\d+)")


def tell_story(made: Made) -> None:
    """Play every round up to the open one."""
    for number in range(1 - READINGS_BEFORE, 1):
        _read_measures(made, number)
    for number in range(1, calendar.OPEN_ROUND + 1):
        with happening_at(made.rounds[number].moment(-calendar.OPENS_BEFORE)):
            _change_leads(made, number)
            open_period(period=made.periods[number], by=made.governance)
        with happening_at(made.rounds[number].moment(-7)):
            add_passages(made, number)
        _move_dates(made, number)
        _read_measures(made, number)
        _score_risks(made, number)
        for index, ref in enumerate(made.items):
            _answer(made, ref, number, index)
        if number < calendar.OPEN_ROUND:
            _close(made, number)
            _publish(made, number, made.rounds[number].moment(calendar.PUBLISHED_AFTER))
            if made.data["periods"].get("reopened", {}).get("round") == number:
                _reopen(made, number)
    _draft_papers(made)


def _change_leads(made: Made, number: int) -> None:
    """Hand over what somebody led who left before this round."""
    for change in made.data.get("successions", []):
        if change["round"] != number:
            continue
        leaver = made.people[change["from"]]
        record_leaving(person=leaver, left_on=made.rounds[number].starts_on, by=made.governance)
        led = [(item, made.rows[ref]) for ref, item in made.items.items()]
        for item, row in [*led, *made.measures, *made.risks]:
            if change["to"] in str(row.get("leads", "")):
                give_leads(made, row, item, number=number)


def _move_dates(made: Made, number: int) -> None:
    for ref, row in made.rows.items():
        for move in row.get("moved", []):
            item = made.items[ref]
            if move["round"] != number or not isinstance(item, KeyAction):
                continue
            with happening_at(made.rounds[number].moment(-9, minutes=95)):
                made.items[ref] = move_target_date(
                    action=item,
                    new_date=made.day(move["to"]),
                    reason=made.rounds[number].tell(move["reason"]),
                    by=_author(made, row, number),
                )


def _read_measures(made: Made, number: int) -> None:
    """The aim and the actuals of that round's quarter; aims of quarters to come with the last."""
    quarter = made.now.month(1 + 3 * (number - calendar.OPEN_ROUND))
    when = made.rounds[max(number, 1)].moment(-10 if number > 0 else -59)
    with happening_at(when):
        for measure, row in made.measures:
            position = number - 1 + READINGS_BEFORE
            _set_reading(made, measure, row, "aim", quarter, position)
            _set_reading(made, measure, row, "actual", quarter, position)
            if number == calendar.OPEN_ROUND:
                for ahead in range(1, len(row.get("aim", [])) - position):
                    later = calendar.add_months(quarter, 3 * ahead)
                    _set_reading(made, measure, row, "aim", later, position + ahead)


def _set_reading(
    made: Made, measure: Measure, row: Table, kind: str, quarter: date, position: int
) -> None:
    """One reading, or one of each series; "" is "not due yet" and makes none."""
    given = row.get(kind, [])
    for series, values in (given if isinstance(given, dict) else {"": given}).items():
        raw = values[position] if position < len(values) else ""
        if not raw:
            continue
        withheld = raw.startswith("*")
        set_reading(
            measure=measure,
            financial_year=financial_year_of(quarter),
            part=f"Q{calendar.quarter_of(quarter)}",
            kind=kind,
            series=series,
            raw=raw.lstrip("*"),
            number=reading_number(raw.lstrip("*"), measure.value_kind),
            is_withheld=withheld,
            by=made.governance,
        )


def _score_risks(made: Made, number: int) -> None:
    for index, (risk, row) in enumerate(made.risks):
        given = row["current"]
        if number > len(given):
            continue
        with happening_at(made.rounds[number].moment(-12, minutes=7 * index)):
            score_risk(
                risk=risk,
                kind="current",
                period=made.periods[number],
                note=made.rounds[number].tell(row.get("notes", {}).get(str(number), "")),
                by=made.governance,
                **factors(given[number - 1]),
            )


def _author(made: Made, row: Table, number: int) -> User:
    """Who answers for the item: its first lead who can sign in, else governance."""
    leads = row.get("leads", [])
    names = leads if isinstance(leads, list) else [name for some in leads.values() for name in some]
    for name in names:
        user = made.users.get(made.who(name, number).name)
        if user is not None:
            return user
    return made.governance


# Answers


def _answer(made: Made, ref: str, number: int, index: int) -> None:
    """One item's update of one round, from its first draft to where the round leaves it."""
    row = made.rows[ref]
    given = row.get("answers", [])
    if number > len(given) or not given[number - 1]:
        return
    ratings = row["ratings"].split()[number - 1]
    event = _event(row, number)
    state = row.get("now", "approved") if number == calendar.OPEN_ROUND else "approved"
    steps = Steps(made, ref, number, index, late=event.get("late", 0))
    if "before" in event:
        steps.save(event.get("rated_before", ratings), event["before"])
        steps.submit()
        if event.get("reopened"):
            steps.approve()
            return
        steps.give_back(event)
        if state == "returned" and not event.get("taken_up"):
            return
    steps.save(ratings, given[number - 1])
    if state in ("submitted", "approved"):
        steps.submit()
    if state == "approved":
        steps.approve()


def _event(row: Table, number: int) -> Table:
    """What happened to the item in that round besides being answered."""
    return next((event for event in row.get("events", []) if event["round"] == number), {})


class Steps:
    """The steps of one update in one round; each call is a little later than the one before."""

    def __init__(self, made: Made, ref: str, number: int, index: int, *, late: int = 0) -> None:
        self.made, self.item, self.number = made, made.items[ref], number
        self.author = _author(made, made.rows[ref], number)
        self.update = Update()  # none saved yet
        self.reopened = False
        self.round = made.rounds[number]
        # Spread over the days before answers fall due, with room for what comes after.
        self.day = late or min(-2, self.round.latest - 2) - index * 5 % 9
        self.minutes = 15 + (index * 37 + number * 53) % 300

    def _at(self, days_later: int) -> datetime:
        self.day += days_later
        if not self.reopened:
            self.day = min(self.day, self.round.latest)
        self.minutes += 13
        return self.round.moment(self.day, minutes=self.minutes)

    def save(self, ratings: str, texts: list[str]) -> None:
        with happening_at(self._at(0)):
            self.update = save_draft(
                item=self.item,
                period=self.made.periods[self.number],
                answers=make_answers(self.made, self.item, self.number, ratings, texts),
                version=None,
                by=self.author,
            )

    def submit(self) -> None:
        with happening_at(self._at(0)):
            submit_update(update=self.update, version=None, by=self.author)

    def give_back(self, event: Table) -> None:
        by = self.made.users[event["by"]] if "by" in event else self.made.governance
        text = self.round.tell(event["challenge"])
        with happening_at(self._at(1)):
            return_update(update=self.update, text=text, by=by)
        self.day += 1

    def approve(self) -> None:
        with happening_at(self._at(1)):
            approve_update(update=self.update, by=self.made.governance)


def make_answers(made: Made, item: Item, number: int, ratings: str, texts: list[str]) -> Answers:
    """Answers from ratings such as "A/G" and texts in the order of the level's headings.

    A last text such as "m5" is the month at whose end the item is back on track.
    """
    level = str(item.level)
    texts = [made.rounds[number].tell(text).strip() for text in texts]
    recovery = _RECOVERY.fullmatch(texts[-1])
    if recovery:
        texts.pop()
    given = zip(made.dimensions[level], ratings.split("/"), strict=True)
    headings = made.headings[level]
    always = [heading for heading in headings if heading.asked_when == Asked.When.EVERY_PERIOD]
    narratives = dict(zip(always, texts, strict=False)) | _said_at_year_end(made, item, number)
    month = made.rounds[number].month(int(recovery[1])) if recovery else None
    return Answers(
        ratings={code: _rating(made, code, mark) for code, mark in given if mark != "-"},
        narratives=narratives,
        recovery_date=calendar.last_day(month) if month else None,
        sets_recovery_date=bool(month),
    )


def _said_at_year_end(made: Made, item: Item, number: int) -> dict[Heading, str]:
    """What an item says in a round in which a year ends, to questions that are asked then only."""
    said: dict[str, str] = made.rows[item.reference].get("at_year_end", {})
    if not ends_year(made.periods[number]):
        return {}
    return {
        heading: made.rounds[number].tell(said[heading.code])
        for heading in made.headings[str(item.level)]
        if heading.code in said
    }


def _rating(made: Made, dimension: Dimension, mark: str) -> tuple[Rating | Decimal, str]:
    """A rating by its letter, or a percentage; "^", "v" or "=" after it is its direction."""
    direction = DIRECTIONS.get(mark[-1], "")
    mark = mark.rstrip("^v=")
    if dimension.scale_id is None:
        return Decimal(mark), direction
    return made.ratings[dimension.scale_id, mark], direction


# Closing


def _close(made: Made, number: int) -> None:
    """Close the round, saying what is missing where something is."""
    reasons = made.data["periods"].get("close_reasons", {})
    with happening_at(made.rounds[number].moment(calendar.CLOSES_AFTER, minutes=480)):
        close_round(
            period=made.periods[number], reason=reasons.get(str(number), ""), by=made.governance
        )


def _reopen(made: Made, number: int) -> None:
    """Open the round again for one answer that was wrong, put it right, close and publish."""
    reopened = made.data["periods"]["reopened"]
    ref, told = reopened["item"], made.rounds[number]
    row = made.rows[ref]
    with happening_at(told.moment(calendar.REOPENS_AFTER)):
        open_period(
            period=made.periods[number], reason=told.tell(reopened["reason"]), by=made.governance
        )
    steps = Steps(made, ref, number, 0, late=calendar.REOPENS_AFTER)
    item = made.items[ref]
    steps.reopened = True
    steps.update = Update.objects.get(period=made.periods[number], **{str(item.level): item})
    steps.give_back(_event(row, number))
    steps.save(row["ratings"].split()[number - 1], row["answers"][number - 1])
    steps.submit()
    steps.approve()
    with happening_at(told.moment(calendar.REOPENS_AFTER + 4, minutes=480)):
        close_round(
            period=made.periods[number], reason=reopened.get("close_reason", ""), by=made.governance
        )
    published_at = told.moment(calendar.REOPENS_AFTER + 4, minutes=500)
    _publish(made, number, published_at, what_changed=told.tell(reopened["reason"]))


# Papers


def _publish(made: Made, number: int, moment: datetime, what_changed: str = "") -> None:
    """Freeze the round's papers, each version with what was then known."""
    for row in made.data["papers"]:
        if number in row["rounds"]:
            with happening_at(moment):
                paper = _draft(made, row, number)
                publish_paper(
                    paper=paper, by=made.governance, on=moment.date(), what_changed=what_changed
                )


def _draft_papers(made: Made) -> None:
    """Begin the open round's papers."""
    told = made.now
    with happening_at(told.moment(told.latest, minutes=430)):
        for row in made.data["papers"]:
            _draft(made, row, told.number)


def _draft(made: Made, row: Table, number: int) -> Paper:
    told = made.rounds[number]
    paper = draft_paper(
        period=made.periods[number],
        layout=row["layout"],
        title=row["title"].format(strategy=made.strategy.title, period=told.label),
        meeting=row["meeting"],
        meeting_date=told.meeting_on,
        agenda_item=row["agenda_item"],
        by=made.governance,
    )
    for part, texts in row.get("texts", {}).items():
        for name, text in texts.items():
            save_text(paper=paper, part=part, name=name, text=text, version=0, by=made.governance)
    return paper
