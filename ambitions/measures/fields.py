"""The fields of a measure; `objectives/fields.py` says what a field is."""

from objectives.fields import FieldKind, ItemField

MEASURE_FIELDS = (
    ItemField("number", "Number"),
    ItemField("name", "Name", FieldKind.LONG_TEXT),
    ItemField("value_kind", "What its figures are", FieldKind.CHOICE),
    ItemField("better", "Which way is better", FieldKind.CHOICE),
    ItemField("baseline", "Baseline"),
    ItemField("baseline_date", "Baseline date"),
    ItemField("target", "Target"),
    ItemField("target_date", "Target date"),
    ItemField("data_source", "Where its figures come from"),
    ItemField("comment", "Comment", FieldKind.LONG_TEXT),
)
