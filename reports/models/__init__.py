"""Board papers, the layouts they are composed with, what is written in them, their files."""

from reports.models.layout import Layout, LayoutPart
from reports.models.look import PaperLook
from reports.models.paper import Paper, PaperFile, PaperText

__all__ = ["Layout", "LayoutPart", "Paper", "PaperFile", "PaperLook", "PaperText"]
