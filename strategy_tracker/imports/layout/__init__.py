"""From the sheets of a workbook, however they are laid out, to flat tables."""
