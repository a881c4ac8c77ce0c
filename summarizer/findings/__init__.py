"""What follows from the figures of a report: checks, problems, targets met or missed, comparison, citations."""
