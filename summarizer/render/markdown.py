"""A report as one Markdown page: its brief and where it came from."""

from summarizer.brief import cell, write_brief
from summarizer.models import Report


def to_markdown(report: Report) -> str:
    """The brief with a footer that names file, engine and version."""
    brief = report.brief or write_brief(report)
    run = report.run
    source = f"{cell(report.source.name)}(sha256 {report.source.sha256[:12]},{report.source.chars} 字)"
    return f"{brief.text}\n---\n\n来源:{source};引擎 {run.engine},summarizer {run.version}。`[n…]` 为原文数字的编号。\n"
