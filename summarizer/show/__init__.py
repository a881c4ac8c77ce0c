"""A report for people: on a terminal, as Markdown, or as one HTML page."""
