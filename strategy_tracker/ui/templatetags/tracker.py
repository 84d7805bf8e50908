"""What every template may use: components, and how ratings, dates and Markdown look.

The components are tags, and their HTML is in `templates/components/`. No page writes the
HTML of one of them itself, so each looks and reads alike on every page:

    {% button %}Save{% endbutton %}                          what sends the form
    {% button "plan" trust.code kind="secondary" %}...       a link: a route and what it needs
    {% button href=address %}...                             a link to an address that is known
    {% breadcrumb %}{% crumb "plan" trust.code %}The plan{% endcrumb %}{% endbreadcrumb %}
    {% form_errors form %}                                   the error summary of a form
    {% error_summary title="Not saved" %}...                 one with other words in it
    {% field form.reason %}                                  label, hint, errors and control
    {% error_message text %}                                 what is wrong, beside its control
    {% panel "Dates" id="dates" tone="tint" %}...            a box beside the page's subject
    {% empty_state "No periods yet" %}...                    what stands where nothing is yet
    {% chips chips %}                                        filters with their counts
    {% tag "green" "Approved" %}                             a state, in a colour and a word
    {% print_button %}

An attribute is given by its name with "_" for "-", such as `data_once=True`. A tag renders a
template, some 0.1 ms: none belongs in a loop over rows. What stands in rows is a function
that the view calls: `ui.display` for ratings, tags and dates, `ui.tables` for whole tables.
"""

from typing import Any

from django import forms, template
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, strip_spaces_between_tags
from django.utils.safestring import SafeString, mark_safe

from strategy_tracker.ui import dates, display
from strategy_tracker.ui.markdown import to_html, to_plain

register = template.Library()

register.filter("long_date", dates.long_date)
register.filter("day_and_time", dates.day_and_time)
register.filter("distance", dates.distance)
register.filter("came_from", display.came_from)
register.filter("inside", display.inside)
register.filter("with_article", display.with_article)
register.filter("browser_name", display.browser_name)
register.simple_tag(display.tag, name="tag")

_CRUMB_SEPARATOR = mark_safe('<span aria-hidden="true">/</span>')


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text or "")


@register.filter
def plain_words(text: str) -> str:
    return to_plain(text or "")


@register.simple_tag
def rating(value: Any, number: Any = None) -> SafeString:
    return display.rating_pill(value, number=number)


@register.simple_tag
def rating_letter(value: Any) -> SafeString:
    return display.rating_pill(value, letter=True)


@register.simple_tag
def arrow(direction: str, words: str) -> SafeString:
    return display.arrow(direction, words)


@register.simple_block_tag
def button(
    content: str,
    route: str = "",
    *args: Any,
    href: str = "",
    query: str = "",
    kind: str = "",
    type: str = "submit",
    css: str = "",
    **attributes: Any,
) -> str:
    """A button of a form, or a link that looks like one where a route or `href` is given.

    `kind` is "" for what the page is for, "secondary" or "warning".
    """
    classes = ("nhsuk-button", f"nhsuk-button--{kind}" if kind else "", "st-button", css)
    return _component(
        "button",
        content=content,
        href=_address(route, args, href, query),
        type=type,
        css=" ".join(name for name in classes if name),
        attributes=_attributes(attributes),
    )


@register.simple_tag
def print_button() -> str:
    """Prints the page; shown where a script can do it."""
    attributes: dict[str, Any] = {"data_print": True, "hidden": True}
    return button("Print", type="button", kind="secondary", **attributes)


@register.simple_block_tag
def breadcrumb(content: str) -> str:
    """Where a page stands, as crumbs."""
    crumbs = strip_spaces_between_tags(content.strip()).removeprefix(_CRUMB_SEPARATOR)
    return _component("breadcrumb", content=SafeString(crumbs))


@register.simple_block_tag
def crumb(content: str, route: str = "", *args: Any, href: str = "", query: str = "") -> SafeString:
    """One step of a breadcrumb: a link, or words alone for the page itself."""
    address = _address(route, args, href, query)
    words = format_html('<a href="{}">{}</a>', address, content) if address else content
    return format_html("{}{}", _CRUMB_SEPARATOR, words)


@register.simple_tag
def form_errors(form: forms.Form | None) -> str:
    """All that is wrong with a form, each a link to its field; nothing for a form without errors.

    What is wrong with the whole form leads to its first field.
    """
    if not form or not form.errors:
        return ""
    fields = form.visible_fields()
    first = f"#{_anchor(fields[0])}" if fields else ""
    errors = [(first, error) for error in form.non_field_errors()]
    errors += [(f"#{_anchor(field)}", error) for field in fields for error in field.errors]
    errors += [("", error) for field in form.hidden_fields() for error in field.errors]
    return _error_summary(errors=errors)


@register.simple_block_tag
def error_summary(
    content: str,
    title: str = "There is a problem",
    id: str = "error-summary-title",
    role: str = "alert",
    is_small: bool = False,
) -> str:
    """The box above a page that says what is wrong, for what no form says."""
    return _error_summary(content=content, title=title, id=id, role=role, is_small=is_small)


@register.simple_tag
def error_message(text: str, id: str = "") -> SafeString:
    return format_html(
        '<span class="nhsuk-error-message"{}>'
        '<span class="nhsuk-u-visually-hidden">Error:</span> {}</span>',
        _attributes({"id": id} if id else {}),
        text,
    )


@register.simple_tag
def field(bound: forms.BoundField, label: str = "", none: str = "", css: str = "") -> str:
    """A field of a form: a box, a tick, or a group of radios or checkboxes.

    `label` stands in place of its own, `none` where a group has nothing to choose from.
    """
    widget = bound.field.widget
    if isinstance(widget, forms.PasswordInput):
        bound.help_text = ""  # the pages that ask for one say what it must be
    is_group = isinstance(widget, forms.RadioSelect)  # CheckboxSelectMultiple is one too
    is_tick = isinstance(widget, forms.CheckboxInput)
    return _component(
        "field",
        field=bound,
        label=label or bound.label,
        none=none,
        css=css,
        is_group=is_group,
        is_tick=is_tick,
        is_optional=not bound.field.required and not _says_what_is_chosen(widget),
        kind="checkboxes" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios",
        help=bound.help_text,
        error_id=f"{bound.id_for_label}_error",
        control="" if is_group else bound.as_widget(attrs=_control_attributes(bound)),
    )


def _says_what_is_chosen(widget: forms.Widget) -> bool:
    """Whether it is a list that says in words what is chosen even where nothing is."""
    return isinstance(widget, forms.Select) and not any(
        value in ("", None) and not str(label).strip("- ") for value, label in widget.choices
    )


@register.simple_block_tag
def panel(
    content: str, title: str = "", id: str = "", anchor: str = "", tone: str = "", css: str = ""
) -> str:
    """A box with a heading. `tone` is "tint" or "warn"; `anchor` is where links lead.

    `id` is the heading's, by which the box is named. Without `title` the content brings its
    own h2 with that id.
    """
    given = {"title": title, "id": id, "anchor": anchor, "tone": tone, "css": css}
    return _component("panel", content=content, **given)


@register.simple_block_tag
def empty_state(content: str, title: str = "", level: int = 2) -> str:
    """What stands where there is nothing yet, or nothing matches, and what to do about it."""
    return _component("empty_state", content=content, title=title, level=level)


@register.simple_tag
def chips(choices: Any, label: str = "Show") -> str:
    """Links that filter a list: things with url, label, is_on, and count of what each shows."""
    return _component("chips", chips=choices, label=label)


def _component(name: str, **context: Any) -> str:
    return SafeString(render_to_string(f"components/{name}.html", context).strip())


def _error_summary(
    *,
    content: str = "",
    errors: list[tuple[str, Any]] | None = None,
    title: str = "There is a problem",
    id: str = "error-summary-title",
    role: str = "alert",
    is_small: bool = False,
) -> str:
    return _component(
        "error_summary",
        content=content,
        errors=errors,
        title=title,
        id=id,
        role=role,
        is_small=is_small,
    )


def _address(route: str, args: tuple[Any, ...], href: str, query: str) -> str:
    """The address of a route, or `href`, with `query` ("?period=3") after it; "" for neither."""
    return f"{reverse(route, args=args) if route else href}{query}"


def _attributes(given: dict[str, Any]) -> SafeString:
    return flatatt(
        {name.replace("_", "-"): value for name, value in given.items() if value not in ("", None)}
    )


def _anchor(bound: forms.BoundField) -> str:
    """Where an error leads: a group of radios has no control of its own, but an id."""
    return bound.id_for_label or bound.auto_id


_BOX = "nhsuk-input"
_CONTROLS = {
    forms.CheckboxInput: "nhsuk-checkboxes__input",
    forms.Textarea: "nhsuk-textarea",
    forms.Select: "nhsuk-select",
    forms.FileInput: "nhsuk-file-upload",
}


def _control_attributes(bound: forms.BoundField) -> dict[str, Any]:
    # The design system has hints and no placeholders, which vanish when one types.
    return {"class": _control_class(bound), "placeholder": False}


def _control_class(bound: forms.BoundField) -> str:
    """The classes of a control: those its form gives, or the design system's for its kind."""
    widget = bound.field.widget
    usual = next(
        (css for kind, css in _CONTROLS.items() if isinstance(widget, kind)), "nhsuk-input"
    )
    given = widget.attrs.get("class", usual)
    has_error_look = usual in (_BOX, "nhsuk-textarea", "nhsuk-select")
    if bound.errors and has_error_look and "--error" not in given:
        return f"{given} {usual}--error"
    return str(given)
