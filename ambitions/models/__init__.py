"""What is answered: ambitions, actions and measures, and each period's updates on them."""

from typing import Any

from ambitions.models.baselines import BaselineChange
from ambitions.models.corrections import Correction
from ambitions.models.measures import Measure, MeasureLead, Reading
from ambitions.models.notifications import Notification
from ambitions.models.plan import (
    ActionLead,
    Ambition,
    AmbitionLead,
    Condition,
    Item,
    KeyAction,
)
from ambitions.models.reminders import Reminder
from ambitions.models.updates import Challenge, Update, UpdateNarrative, UpdateRating
from objectives.models import Level, ObjectiveLead, StrategicObjective

# The model of each level's items, and of the rows that name their leads.
ITEM_MODELS: dict[str, type[Any]] = {
    Level.OBJECTIVE: StrategicObjective,
    Level.AMBITION: Ambition,
    Level.ACTION: KeyAction,
}
LEAD_MODELS: dict[str, type[Any]] = {
    Level.OBJECTIVE: ObjectiveLead,
    Level.AMBITION: AmbitionLead,
    Level.ACTION: ActionLead,
}

__all__ = [
    "ITEM_MODELS",
    "LEAD_MODELS",
    "ActionLead",
    "Ambition",
    "AmbitionLead",
    "BaselineChange",
    "Challenge",
    "Condition",
    "Correction",
    "Item",
    "KeyAction",
    "Measure",
    "MeasureLead",
    "Notification",
    "Reading",
    "Reminder",
    "Update",
    "UpdateNarrative",
    "UpdateRating",
]
