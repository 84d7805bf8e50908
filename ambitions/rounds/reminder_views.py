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
from ambitions.rounds.reminders import Letter, addresses, first_words, letter, send_reminder
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
    people = [
        row
        for row in outstanding_by_person(outline, Links(request.trust.code))
        if row.person and row.person.pk in chosen
    ]
    form = ChaseForm(posted(request), initial={"message": first_words(period)})
    message = form.data["message"] if form.is_bound and form.is_valid() else first_words(period)
    letters = list(_letters(request, period, people, message))
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
        "left_out": len(people) - len(letters),
    }
    status = 400 if form.errors else 200
    return render(request, "ambitions/round_chase.html", context, status=status)


def _letters(
    request: TrustRequest, period: Period, people: list[OutstandingUpdates], message: str
) -> Iterator[Letter]:
    known = addresses(request.trust, [person.person.pk for person in people if person.person])
    address = request.build_absolute_uri(f"/t/{request.trust.code}/updates/")
    for row in people:
        if row.person and row.person.pk in known:
            yield letter(
                person=row.person,
                to=known[row.person.pk],
                period=period,
                message=message,
                items=[f"{title} ({state.lower()})" for _, _, title, state in row.items],
                address=address,
                by=request.user,
            )


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
