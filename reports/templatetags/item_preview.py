"""How a paper will print an update, for pages of apps below that know of no papers."""

from django import template

from ambitions.models import Update
from reports.preview import Preview, preview_of

register = template.Library()


@register.simple_tag
def as_the_board_reads(update: Update) -> Preview | None:
    return preview_of(update)
