"""The history of a trust: who did what, when, from what to what; and taking a change back."""
