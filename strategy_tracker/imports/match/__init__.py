"""Which field of a record each column of a table is."""
