"""What a paper takes from the trust's own tracker: its title, its passages, its short names."""

import pytest

from objectives.models import Passage
from reports.compose import compose
from reports.layouts.ready import ready_layouts
from reports.parts import KINDS, Part, Source
from reports.reading import read_plan
from reports.write.document import page
from tests import factories
from tests.paper_rows import Rows, rows

pytestmark = pytest.mark.django_db


def title(made: Rows) -> str:
    return str(compose(made.period, ready_layouts()["progress-table"])["title"])


def documents(made: Rows, **options: str) -> list[tuple[str, list[str]]]:
    source = Source(read_plan(made.strategy, made.period))
    data = KINDS["documents"].build(source, Part("words", "documents", options=options))
    found = data["documents"] if data else []
    return [(one["title"], [text for _, text in one["passages"]]) for one in found]


def test_the_title_is_that_of_the_trusts_own_cover_of_that_period() -> None:
    made = rows(actions=1)
    assert title(made).endswith(": progress at Quarter 2")
    fields = {"strategy": made.strategy, "kind": Passage.Kind.COVER, "code": "title"}
    factories.passage(**fields, period=made.before, text="Our goals, spring")
    assert title(made).endswith(": progress at Quarter 2")
    factories.passage(**fields, period=made.period, text="Our goals, summer")
    assert title(made) == "Our goals, summer"


def test_a_document_goes_on_after_what_one_of_its_passages_mentions() -> None:
    made = rows(actions=1)
    for position, text in enumerate(("One.", "See Table One.", "Three.")):
        factories.passage(
            strategy=made.strategy, document="4. Progress", label=f"4.{position}", text=text,
            kind=Passage.Kind.TEXT, position=position,
        )  # fmt: skip
    assert documents(made, until_mention="Table One") == [
        ("4. Progress", ["One.", "See Table One."])
    ]
    assert documents(made, after_mention="table one") == [("", ["Three."])]
    assert documents(made, after_mention="Table Two") == []


def test_an_answer_in_a_table_stands_under_the_short_name_of_its_question() -> None:
    made = rows(actions=1)
    why = factories.heading(strategy=made.strategy, label="Why is it late?", short_label="Why")
    update = made.answer(made.actions[0])
    factories.update_narrative(update=update, heading=why, text="It rained.")
    content = compose(made.period, ready_layouts()["progress-table"])
    html = page(content)
    assert "<b>Why:</b> It rained." in html and "Why is it late?" not in html
