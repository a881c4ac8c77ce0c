"""The name of a report in every table."""

from summarizer.contract.report import Report

_DIGITS = 16


def report_id(report: Report) -> str:
    """The first 16 digits of the SHA-256 of the report's file, a hyphen, and which report of the file it is."""
    return f"{report.source.sha256[:_DIGITS]}-{report.source.part}"
