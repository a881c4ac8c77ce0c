"""Whether the parts of a report speak as what they were taken for: a look back of what was, a plan of what is to be."""

from collections.abc import Iterator

from summarizer.contract.report import Check, Report
from summarizer.document.outline.tense import odds_of
from summarizer.knowledge.learned import shipped

# Mean log-odds of a part's sentences at which its words speak clearly for the other side, and the fewest sentences that
# tell anything.
_CLEAR = 0.5
_FEWEST = 8
_SIDES = {"review", "plan", "outlook"}


def parts_against_their_tense(report: Report) -> Iterator[Check]:
    """Parts taken for a look back that speak of what is to be done, and parts taken for plans that tell what was."""
    text = report.source.text
    tops = [section for section in report.sections if section.level == 1 and section.kind in _SIDES]
    told = odds_of([text[section.heading.end : section.span.end] for section in tops], shipped())
    for section, (odds, sentences) in zip(tops, told, strict=True):
        if sentences < _FEWEST:
            continue
        ahead = odds / sentences
        if (ahead if section.kind == "review" else -ahead) > _CLEAR:
            taken, speaks = ("回顾", "今后的工作") if section.kind == "review" else ("计划", "已做的工作")
            heading = " ".join(section.heading.text.split())
            message = f"“{heading}”按{taken}部分处理,但行文多说{speaks},其中的数值和承诺可能归错"
            yield Check(kind="part_against_tense", severity="warning", message=message, ids=[])
