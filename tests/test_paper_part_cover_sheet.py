"""The cover sheet: typed words first, then the tracker's own cover, then what is known."""

import pytest

from objectives.models import Period
from reports.blocks import Fields, Notice
from tests import factories
from tests.paper_parts import blocks_of, content_of, data_of, html_of, part, queries_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    return factories.period(factories.strategy())


def cover(period: Period, code: str, label: str, text: str) -> None:
    factories.passage(
        strategy=period.strategy,
        period=period,
        kind="cover",
        document="Cover",
        code=code,
        label=label,
        text=text,
    )


def printed(period: Period, words: dict[str, str] | None = None, **options: object) -> str:
    return words_of(html_of(period, part("cover-sheet", words, **options)))


def test_nothing_is_printed_where_nothing_is_known(period: Period) -> None:
    assert data_of(period, part("cover-sheet")) is None


def test_the_papers_own_title_alone_is_no_cover_sheet(period: Period) -> None:
    cover(period, "title", "Title", period.strategy.title)
    assert data_of(period, part("cover-sheet")) is None


def test_risks_and_a_draft_stand_in_for_words_nobody_gave(period: Period) -> None:
    factories.risk(strategy=period.strategy, reference="04", title="Buildings unsafe")
    factories.update_rating(update=factories.update(period=period, state="submitted"))
    told = printed(period)
    assert "Executive summary Of 1 key action, 1 is Green." in told
    assert "04 Buildings unsafe" in told


def test_the_trackers_own_words_and_labels_are_printed(period: Period) -> None:
    cover(period, "report-to", "Report for", "Board of Directors")
    cover(period, "equality-and-diversity", "Equality duty:", "No group is worse off.")
    told = printed(period)
    assert "Report for Board of Directors" in told
    assert "Equality duty No group is worse off." in told


def test_typed_words_replace_those_of_the_tracker(period: Period) -> None:
    cover(period, "recommendation", "Recommendation", "To discuss it.")
    told = printed(period, {"recommendation": "To **note** it."})
    assert "To note it." in told and "To discuss it." not in told


def test_the_recommendation_stands_in_a_box(period: Period) -> None:
    cover(period, "recommendation", "Recommendation", "To note it.")
    boxes = [one for one in blocks_of(period, part("cover-sheet")) if isinstance(one, Notice)]
    assert [box.title for box in boxes] == ["Recommendation"]


def test_every_choice_is_printed_and_the_one_given_is_ticked(period: Period) -> None:
    cover(period, "assurance-level", "Assurance", "reasonable")
    html = html_of(period, part("cover-sheet"))
    assert "☒</span> <b>Reasonable</b>" in html
    assert html.count("☐") == 3


def test_the_choices_of_the_tracker_replace_the_usual_ones(period: Period) -> None:
    cover(period, "purpose", "Purpose", "For debate")
    cover(period, "purpose-options", "Purpose: options", "For debate\nFor assurance")
    told = printed(period)
    assert "☒ For debate" in told and "☐ For assurance" in told
    assert "For noting" not in told


def test_a_value_that_is_no_known_choice_is_ticked_all_the_same(period: Period) -> None:
    cover(period, "assurance-level", "Assurance", "Moderate")
    assert "☒ Moderate" in printed(period)


def test_an_author_is_printed_with_the_job_title(period: Period) -> None:
    cover(period, "report-author", "Author", "Ann Lee")
    cover(period, "report-author-role", "Author: job title", "Head of Strategy")
    assert "Author Ann Lee Head of Strategy" in printed(period)


def test_a_text_said_of_several_objectives_is_printed_once(period: Period) -> None:
    for title in ("Great care", "Great place"):
        factories.objective(strategy=period.strategy, title=title)
        cover(period, "", f"Support of objectives: {title}", "It reports on both.")
    told = printed(period)
    assert told.count("It reports on both.") == 1
    assert "Support of objectives Great care Great place It reports on both." in told


def test_an_unknown_field_is_printed_by_its_label_where_it_stands(period: Period) -> None:
    cover(period, "report-to", "Report to", "The Board")
    cover(period, "", "Freedom of information", "Public")
    cover(period, "equality-and-diversity", "Equality", "Considered")
    told = printed(period)
    places = [told.index(word) for word in ("The Board", "Freedom of information", "Considered")]
    assert places == sorted(places)
    assert "Freedom of information" not in printed(period, shows_others=False)


def test_an_unknown_field_after_one_that_is_left_out_is_printed_last(period: Period) -> None:
    cover(period, "report-to", "Report to", "The Board")
    cover(period, "", "Freedom of information", "Public")
    cover(period, "equality-and-diversity", "Equality", "Considered")
    told = printed(period, fields=["equality-and-diversity"])
    assert "The Board" not in told
    assert told.index("Considered") < told.index("Freedom of information")


def test_parts_of_one_field_stand_under_its_name(period: Period) -> None:
    cover(period, "", "Previous papers: Title", "Our plan")
    cover(period, "", "Previous papers: Date", "March 2024")
    assert "Previous papers Title: Our plan Date: March 2024" in printed(period)


def test_references_are_told_as_risks_where_more_is_known(period: Period) -> None:
    risk = factories.risk(strategy=period.strategy, reference="04", title="Buildings unsafe")
    factories.risk_score(risk=risk, period=period, likelihood=4, consequence=5)
    cover(period, "risk-references", "Links to risks", "04 and 99")
    told = printed(period)
    assert "04 Buildings unsafe" in told and "20" in told
    # The one that nobody knows is not lost.
    assert "99" in told


def test_references_of_unknown_risks_stand_as_given(period: Period) -> None:
    cover(period, "risk-references", "Links to risks", "3467, 3514 and 3530")
    assert "Links to risks 3467, 3514 and 3530" in printed(period)


def test_the_meeting_comes_from_the_paper_where_nobody_says(period: Period) -> None:
    cover(period, "recommendation", "Recommendation", "To note it.")
    content = content_of(period, part("cover-sheet"))
    content["meeting"] = {"name": "Quality Committee", "date": "2024-10-31", "agenda_item": "6"}
    from reports.write.document import body

    told = words_of(str(body(content)))
    assert "Report to Quality Committee" in told
    assert "Meeting date 31 October 2024" in told and "Agenda item 6" in told


def test_a_title_that_the_paper_already_has_is_not_said_again(period: Period) -> None:
    cover(period, "title", "Title", period.strategy.title)
    cover(period, "report-to", "Report to", "The Board")
    assert printed(period).count(period.strategy.title) == 1


def test_short_fields_stand_two_to_a_line(period: Period) -> None:
    cover(period, "report-to", "Report to", "The Board")
    cover(period, "agenda-item", "Agenda item", "4")
    cover(period, "legal-and-regulatory", "Legal", "• Law\n• Licence")
    fields = [one for one in blocks_of(period, part("cover-sheet")) if isinstance(one, Fields)]
    assert [(len(one.fields), one.columns) for one in fields] == [(2, 2), (1, 1)]


def test_drafting_notes_are_printed_only_when_asked_for(period: Period) -> None:
    cover(period, "recommendation", "Recommendation", "To note it. [DN: ask the chair]")
    assert "DN" not in printed(period)
    assert "[DN: ask the chair]" in printed(period, prints_drafting_notes=True)


def test_an_unknown_field_of_a_layout_is_refused(period: Period) -> None:
    cover(period, "report-to", "Report to", "The Board")
    with pytest.raises(ValueError, match="no field mood"):
        data_of(period, part("cover-sheet", fields=["mood"]))


def test_twenty_fields_take_no_more_queries_than_one(period: Period) -> None:
    cover(period, "report-to", "Report to", "The Board")
    factories.risk(strategy=period.strategy)
    one = queries_of(period, part("cover-sheet"))
    for number in range(20):
        cover(period, "", f"Field {number}", "Words")
        factories.risk(strategy=period.strategy)
    assert queries_of(period, part("cover-sheet")) == one
