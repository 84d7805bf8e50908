"""Words that mean something in a tracker: synonyms of headings, scales, values."""
