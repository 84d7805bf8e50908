"""From tables whose columns are known to records and answers."""
