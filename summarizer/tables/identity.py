"""The names of a report and of a text in every table."""

import hashlib

from summarizer.contract.report import Report

_DIGITS = 16


def report_id(report: Report) -> str:
    """The first 16 digits of the SHA-256 of the report's file, a hyphen, and which report of the file it is."""
    return f"{report.source.sha256[:_DIGITS]}-{report.source.part}"


def text_id_of(text: str) -> str:
    """The first 16 digits of the SHA-256 of a text in UTF-8; readings of one text share it, whatever their file."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
