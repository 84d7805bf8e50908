"""Grades of measures: words of a scale, in the trust's order, compared, chosen and printed."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from ambitions.measures.grades import grade_called, grades_of, set_grades
from ambitions.measures.scorecard import months_of
from ambitions.models import Measure, Reading
from objectives.editing import delete_scale, edit_scale
from objectives.models import Rating, RatingScale
from objectives.services import NewRating, create_scale
from reports.blocks import Legend
from reports.data import export
from reports.layouts.ready import LayoutRecipe
from reports.parts import KINDS, Part
from reports.parts.base import Source
from reports.readiness.finding import Place
from reports.readiness.grades import findings as grade_findings
from reports.readiness.printed import Printed
from reports.reading import read_plan
from strategy_tracker.imports import services
from strategy_tracker.imports.compare.grades import scale_of
from strategy_tracker.imports.vocabulary.scales import RatingWord, Scale
from tests import factories
from tests.closed_quarter import closed_quarter
from tests.governing import address, queries_of, signed_in, text_of
from tests.setting_up import fields_of, save, touches_of
from tests.test_setup_past import again, said
from tests.workbooks.samples import workbook

pytestmark = pytest.mark.django_db

WORDS = [
    NewRating("Inadequate", "I", "red"),
    NewRating("Requires improvement", "RI", "amber"),
    NewRating("Good", "G", "green"),
    NewRating("Outstanding", "O", "blue"),
]


class Graded:
    """A measure with the grades of an inspection, an aim of Good, and an open period."""

    def __init__(self, **fields: Any) -> None:
        self.strategy = factories.strategy()
        self.trust = self.strategy.trust
        self.scale = create_scale(trust=self.trust, name="Inspection", ratings=WORDS, by=None)
        self.period = factories.period(self.strategy)
        self.measure = factories.measure(
            strategy=self.strategy, name="Overall grade", value_kind="grade",
            grade_scale=self.scale, better="", **fields,
        )  # fmt: skip
        self.reading("Good", kind="aim")

    def reading(self, raw: str, **fields: Any) -> Reading:
        return factories.reading(measure=self.measure, raw=raw, number=None, **fields)

    def client(self) -> Any:
        return signed_in(self.trust)


@pytest.fixture
def graded() -> Graded:
    return Graded()


def test_words_and_letters_name_a_grade_and_other_words_none(graded: Graded) -> None:
    grades = grades_of(graded.measure)
    assert grades[0].label == "Inadequate"
    called = [grade_called(words, grades) for words in ("  good ", "ri", "Fair", "")]
    assert [grade.label if grade else None for grade in called] == [
        "Good", "Requires improvement", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [("Outstanding", "Met"), ("Good", "Met"), ("Requires improvement", "Missed"), ("Fair", "")],
)
def test_a_grade_is_judged_by_its_place_on_the_scale(
    graded: Graded, raw: str, verdict: str
) -> None:
    graded.reading(raw)
    page = graded.client().get(address("measure_list", graded.trust))
    (group,) = page.context["groups"]
    assert (verdict in group.rows[0].verdict) if verdict else not group.rows[0].verdict
    assert ("Not one of its grades" in text_of(page)) == (raw == "Fair")
    tone = {"Outstanding": "blue", "Good": "green", "Requires improvement": "amber"}.get(raw)
    cell = group.rows[0].lines[-1][1][-1][0]
    if tone:
        # Its letter on its tone in the table, with the word for who does not see it; the word on
        # a phone's card.
        assert f'st-pill--letter st-pill--{tone}" title="{raw}"' in cell
        card = group.rows[0].card.figures[0][1]
        assert card == f'<strong class="st-pill st-pill--{tone}">{raw}</strong>'
    else:
        assert cell.startswith("Fair")
    assert 'aria-label="Grades: Inspection"' in page.content.decode()


def test_grades_have_a_line_and_no_limits(graded: Graded) -> None:
    for month in range(1, 13):
        graded.reading("Good" if month % 2 else "Inadequate", part=f"M{month:02d}")
    measure = Measure.objects.with_readings().get()
    set_grades([measure], None, graded.trust.pk)
    months, limits = months_of(measure, None)
    assert limits is None and [float(size or 0) for size in months.sizes][:2] == [3.0, 1.0]


def scorecard(graded: Graded) -> tuple[Any, Any]:
    plan = read_plan(graded.strategy, graded.period)
    data = KINDS["scorecard"].build(Source(plan), Part("scorecard", "scorecard"))
    return data, KINDS["scorecard"].blocks(data, {"words": {}}) if data else []


def test_a_paper_prints_the_word_on_its_tone_and_how_it_did(graded: Graded) -> None:
    graded.reading("Requires improvement")
    data, blocks = scorecard(graded)
    (legend,) = [block for block in blocks if isinstance(block, Legend)]
    assert legend.keys["Requires improvement"] == "RI"
    (measure,) = data["groups"][-1]["measures"]
    assert measure["verdict"] == "Missed"
    assert [(line["values"], line["grades"]) for line in measure["lines"]] == [
        (["Good"], [["G", "green"]]),
        (["Requires improvement"], [["RI", "amber"]]),
    ]
    (scale,) = data["scales"]
    assert scale["name"] == "Inspection"
    assert scale["grades"][1] == ["Requires improvement", "amber", "RI", ""]


def test_a_paper_prints_a_word_that_is_no_grade_as_it_is_and_its_check_names_it(
    graded: Graded,
) -> None:
    graded.reading("Fair")
    data, _ = scorecard(graded)
    (measure,) = data["groups"][-1]["measures"]
    assert [(line["values"], line["grades"]) for line in measure["lines"]][1] == (["Fair"], [None])
    plan = read_plan(graded.strategy, graded.period)
    content = {"parts": [{"key": "scorecard", "kind": "scorecard", "data": data}]}
    printed = Printed(plan, LayoutRecipe("own", "Own", "", ()), content)
    (finding,) = grade_findings(printed)
    assert (finding.text, finding.must_settle) == (
        "1 reading prints a word that the measure’s scale of grades does not have.", False
    )  # fmt: skip
    (about,) = finding.items
    assert about.words == f"{graded.measure}: “Fair” is not one of its grades"
    assert about.place == Place("measure", (graded.measure.pk,))
    Reading.objects.filter(kind="actual").update(raw="Good")
    assert grade_findings(Printed(plan, printed.layout, {"parts": [scorecard(graded)[0]]})) == []


def test_the_export_has_the_grades_and_which_each_reading_is(graded: Graded) -> None:
    graded.reading("RI")
    graded.reading("Fair", part="Q4")
    (measure,) = export(graded.strategy, graded.period)["measures"]
    assert [grade["label"] for grade in measure["grades"]] == [word.label for word in WORDS]
    assert measure["grades"][0] == {"label": "Inadequate", "letter": "I", "tone": "red"}
    assert {one["value"]: one["grade"] for one in measure["readings"]} == {
        "Good": "Good", "RI": "Requires improvement", "Fair": "",
    }  # fmt: skip


def test_the_export_of_a_closed_period_has_the_measures_as_they_were() -> None:
    made = closed_quarter()
    measure = factories.measure(strategy=made.strategy, name="Bells answered")
    factories.reading(measure=measure, raw="61%")
    made = again(made)
    before = export(made.strategy, made.first)["measures"]
    assert [one["name"] for one in before if one["readings"]] == ["Bells answered"]
    Reading.objects.get(measure=measure).delete()
    measure.name = "Bells heard"
    measure.save()
    assert export(made.strategy, made.first)["measures"] == before


def test_a_grade_is_chosen_where_it_is_entered(graded: Graded) -> None:
    client = graded.client()
    url = address("measure_detail", graded.trust, graded.measure.pk)
    page = client.get(url).content.decode()
    assert '<option value="Requires improvement">' in page
    wrong = client.post(url, fields_of(page) | {"raw": "Fair", "note": ""})
    assert "Choose one of the measure’s grades." in text_of(wrong)
    assert client.post(url, fields_of(page) | {"raw": "Good"}).status_code == 302
    assert Reading.objects.get(kind="actual").raw == "Good"


def test_a_word_that_is_no_grade_is_kept_and_may_stay(graded: Graded) -> None:
    reading = graded.reading("Fair")
    client = graded.client()
    url = address("measure_detail", graded.trust, graded.measure.pk)
    page = client.get(url).content.decode()
    assert "Fair (not one of its grades)" in page
    assert client.post(url, fields_of(page) | {"note": "As inspected"}).status_code == 302
    reading.refresh_from_db()
    assert (reading.raw, reading.note) == ("Fair", "As inspected")


def test_my_readings_offer_the_grades(graded: Graded) -> None:
    lead = factories.leading_member(graded.trust, name="Ann Lee")
    factories.measure_lead(measure=graded.measure, person=lead)
    client = Client()
    client.force_login(lead.user)
    url = reverse("my_readings", args=[graded.trust.code])
    page = client.get(url).content.decode()
    assert '<option value="Outstanding">' in page
    sent = fields_of(page) if '<form method="post" class="st-form' in page else {}
    name = f"m{graded.measure.pk}-raw"
    assert client.post(url, sent | {name: "Outstanding"}).status_code == 302
    assert Reading.objects.get(kind="actual").raw == "Outstanding"


def test_a_measure_chooses_its_grades_on_its_page(graded: Graded) -> None:
    client = graded.client()
    measure = factories.measure(strategy=graded.strategy, value_kind="percent")
    url = address("measure_edit", graded.trust, measure.pk)
    page = client.get(url).content.decode()
    sent = fields_of(page) | {"grade_scale": str(graded.scale.pk)}
    assert "only grades have a scale" in text_of(client.post(url, sent))
    assert client.post(url, sent | {"value_kind": "grade"}).status_code == 302
    measure.refresh_from_db()
    assert measure.grade_scale == graded.scale
    other = factories.scale()
    measure.grade_scale = other
    with pytest.raises(ValidationError, match="another trust"):
        measure.full_clean()


def test_the_scale_says_what_is_graded_on_it_and_stays(graded: Graded) -> None:
    graded.reading("Good")
    client = graded.client()
    assert "the grades of 1 measure" in text_of(client.get(address("setup_scales", graded.trust)))
    url = address("setup_scale", graded.trust, graded.scale.pk)
    good = Rating.objects.get(label="Good")
    told = touches_of(save(client, url, **{f"r{good.pk}-label": "Fine"}))
    assert told[:2] == [
        "1 measure has its grades here.",
        "2 readings say “Good”, and will be printed so, but as not one of its grades.",
    ]
    with pytest.raises(ValidationError, match="has the grades of a measure"):
        delete_scale(scale=graded.scale, by=None)
    assert RatingScale.objects.get(pk=graded.scale.pk).ratings.count() == 4


def test_the_scorecard_costs_the_same_for_one_graded_measure_and_for_many(graded: Graded) -> None:
    client = graded.client()
    url = address("measure_list", graded.trust)
    before = queries_of(client, url)
    for _ in range(5):
        measure = factories.measure(
            strategy=graded.strategy, value_kind="grade", grade_scale=graded.scale
        )
        factories.reading(measure=measure, raw="Good", number=None)
    assert queries_of(client, url) == before


def test_a_closed_period_keeps_the_grades_it_had() -> None:
    made = closed_quarter(risks=1)
    scale = create_scale(trust=made.trust, name="Inspection", ratings=WORDS, by=None)
    measure = factories.measure(strategy=made.strategy, value_kind="grade", grade_scale=scale)
    for kind in ("aim", "actual"):
        factories.reading(measure=measure, raw="Good", number=None, kind=kind)
    made = again(made)
    before = said(made)
    ratings = list(scale.ratings.all())
    changed = [
        (rating, NewRating(f"{rating.label} now", rating.letter, "grey"))
        for rating in reversed(ratings)
    ]
    edit_scale(scale=scale, name="Other", ratings=changed, by=None)
    after = said(made)
    assert [name for name in before if before[name] != after[name]] == []


def words(name: str, *labels: str) -> Scale:
    return Scale(name, tuple(RatingWord(one.lower(), one, one[0], "green") for one in labels))


def test_an_import_takes_the_one_scale_that_all_words_are_of() -> None:
    scales = [words("Inspection", "Good", "Outstanding"), words("RAG", "Red", "Green")]

    def chosen(*said: str) -> str:
        scale = scale_of(said, scales)
        return scale.name if scale else ""

    assert chosen("Good", "", "Outstanding", "N/A") == "Inspection"
    assert chosen("Good", "Fair") == ""
    assert chosen("G", "G") == ""  # of either
    assert chosen("95%") == "" and chosen("", "-") == ""


def test_a_new_measure_comes_with_its_grades_and_the_preview_shows_them(graded: Graded) -> None:
    head = ["Goal", "No", "KPI", "Baseline", "End target", "Year", "Quarter", "Aim/Actual", "Value"]
    row = ["Kinder care", "1", "Ward inspections", "Inadequate", "Good", "2024/25", "Q1"]
    other = ["Kinder care", "2", "Bells answered", "50%", "90%", "2024/25", "Q1"]
    sheets: dict[str, Any] = {
        "Scores": [
            head,
            [*row, "Aim", "Good"],
            [*row, "Actual", "Requires improvement"],
            [*other, "Actual", "58%"],
        ]
    }
    wanted = {
        "data": workbook(sheets), "file_name": "scores.xlsx", "trust": graded.trust,
        "strategy_title": graded.strategy.title, "period_label": graded.period.label,
    }  # fmt: skip
    preview = services.preview_workbook(**wanted)
    (new,) = [change for change in preview.of("measure") if change.title == "Ward inspections"]
    assert ("Its grades", "Inspection") in [(shown.name, shown.new) for shown in new.shown]
    services.import_at_once(by=None, **wanted)
    measure = Measure.objects.get(name="Ward inspections")
    assert (measure.value_kind, measure.grade_scale) == ("grade", graded.scale)
    assert Measure.objects.get(name="Bells answered").grade_scale is None
