"""Blocks -> a format. A writer knows blocks; it knows no layout and no part."""
