"""A report for people: on a terminal, or as Markdown."""
