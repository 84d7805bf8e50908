"""Measures: what a reading means, the latest one, entering them, and the scorecard."""
