"""What is asked: the strategy, its periods, and the questions and ratings per level."""

from objectives.models.asked import Dimension, Heading, Rating, RatingScale
from objectives.models.custom import CustomField
from objectives.models.passages import Passage
from objectives.models.strategy import (
    Level,
    ObjectiveLead,
    Period,
    StrategicObjective,
    Strategy,
)

__all__ = [
    "CustomField",
    "Dimension",
    "Heading",
    "Level",
    "ObjectiveLead",
    "Passage",
    "Period",
    "Rating",
    "RatingScale",
    "StrategicObjective",
    "Strategy",
]
