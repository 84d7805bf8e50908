"""Risks and their scores, and the matrix by which each trust scores them."""

from risks.models.categories import RiskCategory
from risks.models.matrix import RiskBand, RiskCell, RiskLevel, RiskMatrix
from risks.models.risks import (
    Assurance,
    Control,
    Gap,
    Risk,
    RiskLead,
    RiskLink,
    RiskScore,
)

__all__ = [
    "Assurance",
    "Control",
    "Gap",
    "Risk",
    "RiskBand",
    "RiskCategory",
    "RiskCell",
    "RiskLead",
    "RiskLevel",
    "RiskLink",
    "RiskMatrix",
    "RiskScore",
]
