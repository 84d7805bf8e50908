"""Board papers, the layouts they are composed with, and what is written in them."""

from reports.models.layout import Layout, LayoutPart
from reports.models.look import PaperLook
from reports.models.paper import Paper, PaperText

__all__ = ["Layout", "LayoutPart", "Paper", "PaperLook", "PaperText"]
