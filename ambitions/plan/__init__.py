"""The plan: read at a period, listed, shown item by item and edited."""
