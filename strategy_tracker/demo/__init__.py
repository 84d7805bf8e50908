"""The demo: two invented trusts with six quarters of history, told through the services.

What they say is data in `fixtures/demo/<trust>/*.toml`; `fixtures/demo/README.md` says how
it is written. Nothing here knows either trust. Every date is counted from the day of
loading, so the demo is always six days before its answers are due.
"""
