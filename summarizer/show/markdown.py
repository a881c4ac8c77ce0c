"""A report as one Markdown page: its brief, where each figure of it stands in the source, and what made it."""

import re

from summarizer.contract.report import Report
from summarizer.knowledge.vocabulary import Language
from summarizer.show.brief import write_brief
from summarizer.show.brief_parts import cell
from summarizer.show.words import words

_CITE = re.compile(r"(?<!\\)\[(n\d+)\]")


def to_markdown(report: Report, lang: Language = "zh") -> str:
    """The brief with its sources: every `[n15]` of it links to the clause and the place that the figure is from."""
    own = report.brief if lang == "zh" else None
    brief = own or write_brief(report, lang)
    say, run, source = words(lang), report.run, report.source
    footer = say.footer.format(cell(source.name), source.sha256[:12], source.chars, run.engine, run.version)
    return f"{brief.text}{_sources(report, brief.text, lang)}\n---\n\n{footer}\n"


def _sources(report: Report, text: str, lang: Language) -> str:
    """Where each figure stands, and the link definitions that make the citations lead there."""
    say = words(lang)
    stated = {item.id: item for item in report.indicators}
    headings = {section.id: section.heading.text for section in report.sections}
    cited = sorted({id_ for id_ in _CITE.findall(text) if id_ in stated}, key=lambda id_: int(id_[1:]))
    if not cited:
        return ""
    lines = []
    for id_ in cited:
        item = stated[id_]
        place = say.place.format(item.number.start, item.number.end)
        section = headings.get(item.section or "")
        where = f"{place}{say.comma}{cell(section)}" if section else place
        lines.append(f'- <a id="{id_}"></a>{id_} {cell(item.quote.text)}{say.open}{where}{say.close}')
    return "\n".join([f"\n## {say.sources}", "", *lines, "", *(f"[{id_}]: #{id_}" for id_ in cited)]) + "\n"
