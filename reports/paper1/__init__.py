"""Papers published before papers were made of parts: their content is only rendered, never built.

The shape of that content, "strategy-tracker/paper/1", is in docs/data-format.md.
"""
