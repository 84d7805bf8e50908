"""Templates can be read in a diff, and write no component's HTML themselves."""

import re

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template

TEMPLATES = settings.BASE_DIR / "templates"
LONGEST_LINE = 120
# A line's end is a byte of every paper, and a published paper keeps its bytes.
PAPERS = TEMPLATES / "reports" / "paper"
# The class by which each component is known, and the tag that makes it.
COMPONENTS = {
    "nhsuk-button": "button",
    "st-crumb": "breadcrumb",
    "nhsuk-error-summary": "form_errors or error_summary",
    "nhsuk-error-message": "error_message",
    "nhsuk-tag": "tag",
    "st-empty": "empty_state",
    "st-panel": "panel",
    "st-chips": "chips",
}


def test_no_line_of_a_template_is_too_long_for_a_diff():
    long_lines = [
        f"{path.relative_to(TEMPLATES)}:{number}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        if path.parent != PAPERS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert long_lines == []


@pytest.mark.parametrize("css", COMPONENTS)
def test_a_component_is_used_by_its_tag_and_never_copied(css):
    pattern = re.compile(rf'class="{css}[ "{{]')
    copies = [
        str(path.relative_to(TEMPLATES))
        for path in sorted(TEMPLATES.rglob("*.html"))
        if path.parent.name != "components" and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert copies == [], f"Use {{% {COMPONENTS[css]} %}}"


def shown(text, **context):
    rendered = Template("{% load tracker %}" + text).render(Context(context))
    return re.sub(r"\s+", " ", rendered).strip()


def test_a_button_sends_the_form_and_passes_its_attributes_on():
    html = shown(
        '{% button kind="secondary" form="update" data_save=True id="" %}Save{% endbutton %}'
    )
    assert html == (
        '<button type="submit" class="nhsuk-button nhsuk-button--secondary st-button"'
        ' form="update" data-save>Save</button>'
    )


def test_a_button_with_a_route_is_a_link():
    html = shown('{% button "plan" "RM" query="?period=3" %}{{ name }}{% endbutton %}', name="<A>")
    assert html == ('<a class="nhsuk-button st-button" href="/t/RM/plan/?period=3">&lt;A&gt;</a>')


def test_a_breadcrumb_separates_its_crumbs():
    html = shown(
        '{% breadcrumb %} {% crumb "plan" "RM" %}The plan{% endcrumb %}'
        " {% crumb %}{{ here }}{% endcrumb %} {% endbreadcrumb %}",
        here="<b>",
    )
    assert html == (
        '<nav class="st-crumb" aria-label="Breadcrumb"><a href="/t/RM/plan/">The plan</a>'
        '<span aria-hidden="true">/</span>&lt;b&gt;</nav>'
    )


class Form(forms.Form):
    name = forms.CharField(error_messages={"required": "Give a name."})
    way = forms.ChoiceField(
        choices=[("up", "Up")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose a way."},
    )
    parts = forms.MultipleChoiceField(
        choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False
    )
    is_sure = forms.BooleanField(label="I am sure", required=False)

    def clean(self):
        self.add_error(None, "Nothing fits.")


def test_each_error_of_a_form_leads_to_its_field():
    html = shown("{% form_errors form %}", form=Form({"way": "sideways"}))
    assert '<a href="#id_name">Nothing fits.</a>' in html
    assert '<a href="#id_name">Give a name.</a>' in html
    assert '<a href="#id_way">Choose a way.</a>' in html
    assert 'role="alert" tabindex="-1"' in html


def test_a_form_without_errors_has_no_error_summary():
    assert shown("{% form_errors form %}{% form_errors nothing %}", form=Form()) == ""


def test_a_group_of_choices_is_a_fieldset_that_its_error_leads_to():
    html = shown("{% field form.way %}", form=Form({"way": "sideways"}))
    assert 'id="id_way" tabindex="-1"' in html and "<legend" in html
    assert "nhsuk-radios__item" in html and "Choose a way." in html
    assert "nhsuk-checkboxes__item" in shown("{% field form.parts %}", form=Form())


def test_a_field_in_error_looks_it_and_one_that_may_be_left_out_says_so():
    html = shown("{% field form.name %}", form=Form({}))
    assert 'class="nhsuk-input nhsuk-input--error"' in html
    assert 'id="id_name_error"' in html and "optional" not in html
    tick = shown("{% field form.is_sure %}", form=Form())
    assert 'class="nhsuk-checkboxes__input"' in tick and "I am sure</label>" in tick


class Lists(forms.Form):
    whose = forms.ChoiceField(choices=[("", "The whole trust"), ("a", "A")], required=False)
    which = forms.ChoiceField(choices=[("", "---------"), ("a", "A")], required=False)


def test_a_list_that_says_in_words_what_is_chosen_is_not_called_optional():
    assert "optional" not in shown("{% field form.whose %}", form=Lists())
    assert "(optional)" in shown("{% field form.which %}", form=Lists())
