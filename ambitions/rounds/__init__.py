"""A reporting round: opened, chased, reviewed and closed."""
