"""Time in reports: five-year plans, and the span of years that the text speaks of at each clause."""

import re

from summarizer.document.document import Document, Meta

FORWARD_KINDS = frozenset({"plan", "outlook", "closing", "appendix"})


PLANS = {
    "八五": (1991, 1995), "九五": (1996, 2000), "十五": (2001, 2005), "十一五": (2006, 2010), "十二五": (2011, 2015),
    "十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030), "十六五": (2031, 2035),
}  # fmt: skip


PLAN = r"“?(十[一二三四五六]五|十五|九五|八五)[”\"]?"


_SPAN_OPENS = re.compile(
    rf"{PLAN}(?:规划)?(?:时期|期间|以来|这?五年)|(?:五年来|(?:过去|这|近|前|本届)(?:的)?五年|五年间|五年里|的五年[,，。;；!！]|(?:对比|较|比)“?(十[一二三四五]五|十五)”?末$)"
)


_AHEAD = re.compile(r"(?:今后|未来)(?:的)?五年")


_SPAN_CLOSES = re.compile(r"(?:一年来|今年以来|(?:过去|这)(?:的)?一年|去年|上年|回顾(?:过去)?一年)")


def year_of(period: str | None) -> int | None:
    return int(period[:4]) if period else None


def plan_span(name: str) -> str:
    """`十三五` → `2016-2020`."""
    first, last = PLANS[name]
    return f"{first}-{last}"


def five_years_to(meta: Meta) -> str | None:
    """The five years that end with the review period."""
    year = year_of(meta.review_period)
    return f"{year - 4}-{year}" if year else None


def _years_ahead(meta: Meta) -> str | None:
    """The five years that begin with the plan period."""
    year = year_of(meta.plan_period)
    return f"{year}-{year + 4}" if year else None


def _span_after(name: str) -> str:
    """`十二五` → `2016-2020`, the plan that follows."""
    first = PLANS[name][1] + 1
    return f"{first}-{first + 4}"


def spans_of(document: Document) -> list[str | None]:
    """For every clause, the span of years that the text looks back on or ahead to there, or None.

    A cue such as 五年来 or “十三五”时期 opens a span; a heading of level 1 or 2 or a cue of the single year closes it.
    """
    text, meta = document.text, document.meta
    found: list[str | None] = []
    span: str | None = None
    section_id: str | None = None
    review = meta.review_period
    year = year_of(review)
    year_opens = re.compile(rf"^{year}年" if year else r"(?!)")
    for clause in document.clauses:
        section = document.section_at(clause.start)
        if section is not None and section.id != section_id:
            section_id = section.id
            if section.level < 3:
                span = _years_ahead(meta) if _AHEAD.search(document.heading_of(section)) else None
        kind = section.kind if section else "preamble"
        in_heading = section is not None and clause.start < section.heading_end and section.level < 3
        if _SPAN_CLOSES.match(clause.text) or (
            year_opens.match(clause.text) and clause.start > 0 and text[clause.start - 1] in "。\n \u3000"
        ):
            span = None
        if kind in FORWARD_KINDS and _AHEAD.search(clause.text):
            span = _years_ahead(meta)
        if match := _SPAN_OPENS.search(clause.text):
            named, before = match.groups()
            opened = plan_span(named) if named else _span_after(before) if before else five_years_to(meta)
            past = opened is not None and year is not None and int(opened[-4:]) <= year
            if (kind in FORWARD_KINDS) != bool(past) and not in_heading:
                span = opened
        found.append(span)
    return found
