"""What is answered: ambitions, actions and measures, and each period's updates on them."""

from ambitions.models.measures import Measure, MeasureLead, Reading
from ambitions.models.plan import (
    ActionLead,
    Ambition,
    AmbitionLead,
    Condition,
    Item,
    KeyAction,
    TargetDateChange,
)
from ambitions.models.reminders import Reminder
from ambitions.models.updates import Challenge, Update, UpdateNarrative, UpdateRating

__all__ = [
    "ActionLead",
    "Ambition",
    "AmbitionLead",
    "Challenge",
    "Condition",
    "Item",
    "KeyAction",
    "Measure",
    "MeasureLead",
    "Reading",
    "Reminder",
    "TargetDateChange",
    "Update",
    "UpdateNarrative",
    "UpdateRating",
]
