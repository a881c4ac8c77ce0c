"""A report as a Markdown page: the brief, and where it comes from."""

from summarizer.brief import escape, write_brief
from summarizer.models import Report


def render(report: Report) -> str:
    """The brief of `report` with its provenance below; ends with a line break."""
    brief = report.brief or write_brief(report)
    return f"{brief.text.rstrip()}\n\n---\n\n{_provenance(report)}\n"


def _provenance(report: Report) -> str:
    source, run = report.source, report.run
    encoding = f"，{source.encoding}" if source.encoding else ""
    engine = f"{run.engine}（{run.model}）" if run.model else run.engine
    return "\n".join(
        [
            f"- 来源：{escape(source.name)}（{source.media_type}{encoding}，{source.chars} 字符）",
            f"- SHA-256：`{source.sha256}`",
            f"- 生成：summarizer {run.version}，引擎 {engine}，{run.started_at}",
            "- 方括号内为编号：n 是原文数字，m 是承诺；`summarizer index` 列出每个编号在原文中的位置。",
        ]
    )
