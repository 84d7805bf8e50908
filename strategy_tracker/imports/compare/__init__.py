"""What a workbook says beside what the trust has: the change set."""
