"""The ready layouts of a programme and of a highlight report, composed and written whole."""

import pytest

from objectives.models import Level, Period
from reports.compose import compose
from reports.layouts.ready import ready_layouts
from reports.write.document import page
from tests import factories
from tests.paper_rows import full_rows

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("key", ["improvement-programme", "highlight-report"])
def test_a_paper_of_any_trust_is_composed_and_written(key: str) -> None:
    made = full_rows(3)
    heading = factories.heading(
        strategy=made.strategy, level=Level.OBJECTIVE, code="summary", label="Summary"
    )
    update = factories.update(made.objective, made.period, state="submitted")
    factories.update_narrative(update=update, heading=heading, text="In short.")
    criterion = factories.action(
        strategy=made.strategy,
        objective=made.objective,
        kind="exit_criterion",
        title="Leave the regime",
        theme="A better outcome",
    )
    made.answer(criterion, "Green")
    factories.passage(
        objective=made.objective, period=made.period, kind="plan", label="Aims", text="Open hubs."
    )
    factories.passage(
        objective=None,
        strategy=made.strategy,
        period=made.period,
        kind="text",
        code="executive-summary",
        label="Executive summary",
        text="We go on.",
    )
    period = Period.objects.select_related("strategy__trust").get(pk=made.period.pk)
    html = page(compose(period, ready_layouts()[key]))
    for words in ("We go on.", "In short.", "Care close to home"):
        assert html.count(words) >= 1
    own = {
        "improvement-programme": ("Leave the regime", "A better outcome", "Open hubs.", "Measure"),
        "highlight-report": ("Open hub 2", "Words 1"),
    }
    assert all(words in html for words in own[key])
