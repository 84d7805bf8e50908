"""The fields of a risk; `objectives/fields.py` says what a field is."""

from objectives.fields import FieldKind, ItemField

RISK_FIELDS = (
    ItemField("kind", "Kind", FieldKind.CHOICE),
    ItemField("reference", "Reference"),
    ItemField("title", "Title", FieldKind.LONG_TEXT),
    ItemField("cause", "Because", FieldKind.LONG_TEXT),
    ItemField("event", "There is a risk that", FieldKind.LONG_TEXT),
    ItemField("effect", "Which leads to", FieldKind.LONG_TEXT),
    # Of this risk alone: else those of its category apply (`risks/appetite.py`).
    ItemField("appetite", "Appetite"),
    ItemField("tolerance", "Tolerance, as a score", FieldKind.NUMBER),
    ItemField("committee", "Overseen by"),
    ItemField("target_date", "Target score by", FieldKind.DATE),
)
