"""The pages of an import: what was recognised, put right by hand, previewed, applied."""
