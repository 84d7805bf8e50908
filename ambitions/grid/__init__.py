"""Grids: many cells of many records changed at once, as in a spreadsheet.

`columns` says what a column is, `saving` compares what is sent with what is held and writes it,
`page` reads what a page sends and answers it. The plan, the measures and the risks each say which
columns they have, how their rows are read and what their own rules are.
"""
