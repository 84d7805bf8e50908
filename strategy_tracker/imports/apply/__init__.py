"""Writes a change set."""
