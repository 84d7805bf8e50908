"""From the bytes of a file to sheets of plain values and how they look."""
