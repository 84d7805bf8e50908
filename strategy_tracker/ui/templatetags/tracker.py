"""What every template may use to show ratings, dates and Markdown."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from strategy_tracker.ui import display
from strategy_tracker.ui.markdown import to_html

register = template.Library()

register.filter("long_date", display.long_date)
register.filter("distance", display.distance)
register.filter("came_from", display.came_from)


@register.filter
def markdown(text: str) -> SafeString:
    return to_html(text or "")


@register.simple_tag
def rating(value: Any, number: Any = None) -> SafeString:
    return display.rating_pill(value, number=number)


@register.simple_tag
def rating_letter(value: Any) -> SafeString:
    return display.rating_pill(value, letter=True)


@register.simple_tag
def arrow(direction: str, words: str) -> SafeString:
    return display.arrow(direction, words)
