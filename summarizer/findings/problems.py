"""What a report admits is lacking: the sentences of its problems part, or the passage that speaks of them."""

from bisect import bisect_right

from summarizer.contract.report import Report, SectionInfo, Span
from summarizer.knowledge.patterns import regex

_SENTENCE = regex(r"[^。！!\n；;]+[。！!；;]?")
_OPENS = regex(
    r"清醒地?(?:认识|看|意识)到|我们(?:还|也|必须|还要|也要|也应)(?:应该|必须)?(?:看|认识|意识)到|"
    r"(?:存在|面临|遇到)(?:着|了|的)?(?:一些|不少|许多|诸多|很多|较多|突出|以下|不小的?|一定的?|这样那样的?)\S{0,6}(?:困难|问题|不足|挑战)"
)
# What the government will do about it is no problem any more.
_ENDS = regex(
    r"^\s*(?:对此|对这些|针对(?:这些|上述|以上)|面对(?:这些|上述)|我们(?:一定|将|要|必须|会)|对于?(?:这些|上述|以上)|各位代表|这些(?:困难|问题)[^。]*(?:解决|重视))|"
    r"(?:加以|予以|认真|切实|逐步|努力|着力)(?:研究|解决|改进|克服|破解)"
)
_LEAD = regex(r"[^:：]*(?:到|困难|问题|不足|挑战|主要是|主要有)[:：]\s*(?=\S)")
_EMPTY = regex(r"(?:困难|问题|不足|挑战)[^，,]{0,6}[。；;]$")
_TAIL = regex(r"[，,]对此.*")
_LONGEST = 12


def admitted_problems(report: Report) -> list[Span]:
    """The sentences, split at semicolons, in which the report says what is lacking; empty where it does not."""
    text = report.source.text
    problems = {section.id for section in report.sections if section.kind == "problems"}
    parts = [section for section in report.sections if section.id in problems and section.parent not in problems]
    if parts:
        return [span for part in parts for span in _sentences(text, part.heading.end, part.span.end)]
    return _passage(report)


def _passage(report: Report) -> list[Span]:
    """From the sentence that opens the passage to where it turns to remedies, or its section ends."""
    text = report.source.text
    starts = [section.span.start for section in report.sections]
    for match in _OPENS.finditer(text):
        section = _section_at(report.sections, starts, match.start())
        if section is not None and section.kind not in {"review", "preamble"}:
            continue
        start = max(text.rfind(mark, 0, match.start()) for mark in "。！!\n") + 1
        # `一是…。` may be outlined as a heading of its own, and is part of the passage.
        later = [other.span.start for other in report.sections if other.span.start > match.start() and other.level < 3]
        return _without_lead(_sentences(text, start, min([len(text), *later])))
    return []


def _without_lead(found: list[Span]) -> list[Span]:
    """The passage without the words that only announce it, and without a remedy that closes its first sentence."""
    first, rest = found[0], found[1:]
    lead = _LEAD.match(first.text)
    if rest and lead is None and _EMPTY.search(first.text):
        return rest
    start = lead.end() if lead else 0
    end = match.start() if (match := _TAIL.search(first.text)) else len(first.text)
    return [Span(start=first.start + start, end=first.start + end, text=first.text[start:end]), *rest]


def _section_at(sections: list[SectionInfo], starts: list[int], offset: int) -> SectionInfo | None:
    at = bisect_right(starts, offset)
    return next((sections[i] for i in range(at - 1, -1, -1) if offset < sections[i].span.end), None)


def _sentences(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    for match in _SENTENCE.finditer(text, start, end):
        sentence = match.group().strip()
        if found and _ENDS.search(sentence):
            break
        if len(sentence) > 3:
            at = text.index(sentence, match.start())
            found.append(Span(start=at, end=at + len(sentence), text=sentence))
        if len(found) == _LONGEST:
            break
    return found
