"""What screens and papers show alike: ratings, dates, Markdown, charts, spreadsheets."""
