"""Reminding the people who have not answered: the e-mail is seen before it goes."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.views.decorators.http import require_http_methods

from ambitions.plan.cells import Links
from ambitions.plan.reader import read_outline
from ambitions.rounds.forms import ChaseForm
from ambitions.rounds.progress import OutstandingUpdates, outstanding_by_person
from ambitions.rounds.reminders import (
    Letter,
    first_words,
    letter,
    read_recipients,
    send_reminder,
)
from objectives.current import current_period, current_strategy
from objectives.models import Period
from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.ui.forms import posted, whole_number


@require_http_methods(["GET", "POST"])
@trust_view(Permission.SEND_REMINDERS)
def round_chase(request: TrustRequest) -> HttpResponse:
    """Show the e-mails to the people chosen (`?person=`), then send them."""
    strategy = current_strategy(request)
    period = current_period(request, strategy)
    if strategy is None or period is None or not period.is_open:
        messages.warning(request, "Nobody is chased for a round that is not open.")
        return redirect("this_round", request.trust.code)
    period.strategy.trust = request.trust
    data = request.POST if request.method == "POST" else request.GET
    chosen = {whole_number(pk) for pk in data.getlist("person")}
    outline = read_outline(strategy, [period])
    outstanding = outstanding_by_person(outline, Links(request.trust.code))
    read_recipients(request.trust, outstanding)
    people = [row for row in outstanding if row.person and row.person.pk in chosen]
    form = ChaseForm(posted(request), initial={"message": first_words(period)})
    message = form.data["message"] if form.is_bound and form.is_valid() else first_words(period)
    letters = list(_letters(request, period, people, outstanding, message))
    if not letters:
        messages.warning(
            request, "Choose at least one person who has still to answer and can sign in."
        )
        return redirect("this_round", request.trust.code)
    if request.method == "POST" and form.is_valid():
        _send(request, period, letters)
        return redirect("this_round", request.trust.code)
    context = {
        "nav_current": "this_round",
        "period": period,
        "form": form,
        "letters": letters,
        "left_out": sum(not row.recipients for row in people),
    }
    status = 400 if form.errors else 200
    return render(request, "ambitions/round_chase.html", context, status=status)


def _letters(
    request: TrustRequest,
    period: Period,
    people: list[OutstandingUpdates],
    outstanding: list[OutstandingUpdates],
    message: str,
) -> Iterator[Letter]:
    """One to each of `people` and to each of their stand-ins, of all that they may answer now."""
    recipients = {person: to for row in people for person, to in row.recipients.items()}
    own = {row.person: _listed(row) for row in outstanding}
    address = request.build_absolute_uri(f"/t/{request.trust.code}/updates/")
    for person, to in recipients.items():
        yield letter(
            person=person,
            to=to,
            period=period,
            message=message,
            items=own.get(person, []),
            stands_in=[
                (delegation, _listed(row))
                for row in outstanding
                for delegation in row.stand_ins
                if delegation.delegate == person
            ],
            address=address,
            by=request.user,
        )


def _listed(row: OutstandingUpdates) -> list[str]:
    return [f"{title} ({state.lower()})" for _, _, title, state in row.items]


def _send(request: TrustRequest, period: Period, letters: list[Letter]) -> None:
    """Send each; say who got one, who had one just now, and who could not be reached."""
    sent: list[str] = []
    again: list[str] = []
    failed: list[str] = []
    for reminder in letters:
        try:
            done = send_reminder(period=period, letter=reminder, by=request.user)
        except OSError:
            failed.append(reminder.person.name)
        else:
            (sent if done else again).append(reminder.person.name)
    if sent:
        messages.success(request, f"Reminder sent to {get_text_list(sent, 'and')}.")
    if again:
        messages.info(
            request,
            f"A reminder went to {get_text_list(again, 'and')} a moment ago, "
            "so none was sent again.",
        )
    if failed:
        messages.error(
            request,
            f"The mail server did not take the e-mail to {get_text_list(failed, 'and')}. "
            "Try again later, or ask whoever runs the site.",
        )
