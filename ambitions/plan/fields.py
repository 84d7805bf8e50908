"""The fields of each level's items; `objectives/fields.py` says what a field is."""

from objectives.fields import OBJECTIVE_FIELDS, FieldKind, ItemField
from objectives.models import Level

AMBITION_FIELDS = (
    ItemField("reference", "Reference", is_searched=True),
    ItemField("title", "Title", FieldKind.LONG_TEXT, is_searched=True),
    ItemField("description", "Description", FieldKind.LONG_TEXT),
    ItemField("success_statement", "Success statement", FieldKind.LONG_TEXT),
    ItemField("success_note", "Note on success", FieldKind.LONG_TEXT),
    ItemField("supporting_strategies", "Supporting strategies", FieldKind.LINES),
)
ACTION_FIELDS = (
    ItemField("kind", "Kind", FieldKind.CHOICE),
    ItemField("reference", "Reference", is_printed=True, is_searched=True),
    ItemField("area", "Area", is_printed=True, is_searched=True),
    ItemField("theme", "Theme", is_printed=True, is_searched=True),
    ItemField("title", "Title", FieldKind.LONG_TEXT, is_printed=True, is_searched=True),
    ItemField("regulation_refs", "Regulation", FieldKind.LINES, is_fact=True),
    # A target date moves on a page of its own, which asks why.
    ItemField("target_date", "Target date", FieldKind.DATE, is_edited=False, is_printed=True),
    ItemField("target_text", "Target date as given", is_edited=False, is_printed=True),
)
ITEM_FIELDS: dict[str, tuple[ItemField, ...]] = {
    Level.OBJECTIVE: OBJECTIVE_FIELDS,
    Level.AMBITION: AMBITION_FIELDS,
    Level.ACTION: ACTION_FIELDS,
}
