"""What time a text speaks of, clause by clause: the year under review, the years back, the plan year or years ahead.

Reports turn from one to the other by a few set phrases. Each is a rule with an example; where one stands decides how
far it reaches: a heading of level 1 or 2 sets the scene, a phrase that opens a sentence holds until the next one, a
phrase inside a sentence holds to its end.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from summarizer.document.document import Document, Meta, Section
from summarizer.document.ledger import Entry
from summarizer.document.years import (
    FORWARD_KINDS,
    PLAN,
    PLANS,
    YEAR,
    count_number,
    plan_holding,
    year_number,
    year_of,
    years_ahead,
    years_back,
)
from summarizer.knowledge.characters import class_of, places_of, points_of
from summarizer.knowledge.rule import Book, Rule

State = Literal["review", "back", "plan", "ahead", "by"]
At = Literal["heading", "start", "inside"]


@dataclass(slots=True)
class Scope:
    """The time spoken of; `span` are the years of `back` and `ahead`, or the year that `by` looks to. `rule` set it;
    `once` says that it ends with its sentence."""

    state: State
    span: str | None = None
    rule: str = "scope.default"
    once: bool = False


@dataclass(slots=True)
class Phrase:
    """Words in which a cue may stand: a heading, the first clause of a sentence or a later one; `after` is the rest of
    the sentence. `forward` says that the part looks ahead, `unheaded` that no heading tells."""

    text: str
    after: str
    at: At
    forward: bool
    unheaded: bool
    meta: Meta

    @property
    def review(self) -> int:
        return year_of(self.meta.review_period) or 0

    @property
    def plan(self) -> int:
        return year_of(self.meta.plan_period) or self.review + 1


class Cue:
    """The condition of a rule: `pattern` stands in the words (at their beginning, where they open a sentence), and
    `test` holds for what was found. All that the pattern finds holds one of `hints`."""

    def __init__(
        self,
        pattern: str,
        *at: At,
        test: Callable[[Phrase, re.Match[str]], bool] | None = None,
        reach: int = 10,
        hints: tuple[str, ...] = ("年",),
    ) -> None:
        self._pattern = re.compile(pattern, re.VERBOSE)
        self.at = frozenset(at or ("heading", "start", "inside"))
        self.hints = hints
        self._test = test
        self._reach = reach

    def __call__(self, phrase: Phrase) -> re.Match[str] | None:
        if phrase.at not in self.at:
            return None
        for match in self._pattern.finditer(phrase.text):
            if phrase.at == "start" and match.start() > self._reach:
                return None
            if self._test is None or self._test(phrase, match):
                return match
        return None


Turn = Callable[[Phrase, re.Match[str]], Scope]


def _back(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("back", years_back(phrase.meta))


def _back_count(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("back", years_back(phrase.meta, count_number(match["count"] or match["recent"])), once=True)


def _back_plan(phrase: Phrase, match: re.Match[str]) -> Scope:
    first, last = PLANS[match["plan"]]
    return Scope("back", f"{first}-{min(last, phrase.review)}")


def _review(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("review")


def _review_once(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("review", once=True)


def _plan(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("plan")


def _ahead(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("ahead", years_ahead(phrase.meta))


def _ahead_plan(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("ahead", "{}-{}".format(*PLANS[match["plan"]]))


def _by_year(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("by", str(year_number(match["year"])), once=True)


def _by_plan_end(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("by", str(PLANS[match["plan"]][1]), once=True)


def _aims(phrase: Phrase, match: re.Match[str]) -> Scope:
    named = re.search(rf"({YEAR})\s*年", phrase.text[: match.start()])
    return Scope("by", str(year_number(named[1])), once=True) if named else Scope("plan", once=not phrase.forward)


def _counts_on(phrase: Phrase, match: re.Match[str]) -> bool:
    """Years are counted from the plan year, which an excerpt may not name."""
    return _forward(phrase, match) and phrase.plan > _NO_YEAR


def _within(phrase: Phrase, match: re.Match[str]) -> Scope:
    return Scope("by", str(phrase.plan + count_number(match["count"]) - 1), once=True)


def _is_over(phrase: Phrase, match: re.Match[str]) -> bool:
    """The plan ends with the review year or before; in a part that looks back it may also be under way."""
    first, last = PLANS[match["plan"]]
    return last <= phrase.review or (first < phrase.review and not phrase.forward)


def _is_coming(phrase: Phrase, match: re.Match[str]) -> bool:
    first, last = PLANS[match["plan"]]
    return last > phrase.review if phrase.forward else phrase.at == "heading" and first > phrase.review


# A sentence of one year that goes on to compare with the years before does not leave them.
# A plan year up to this is made of a review year that is not known.
_NO_YEAR = 1900
_COMPARES = re.compile(
    r"年均|年平均|五年|“?十[一二三四]?五”?[时期末]|(?:[比较是为由从]|对比)“?(?:(?:19|20)\d\d年|十[一二三四]?五)"
)


def _is_review(phrase: Phrase, match: re.Match[str]) -> bool:
    return year_number(match["year"]) == phrase.review


def _turns_to_review(phrase: Phrase, match: re.Match[str]) -> bool:
    return _is_review(phrase, match) and not _COMPARES.search(phrase.text[match.end() :] + phrase.after)


def _is_plan(phrase: Phrase, match: re.Match[str]) -> bool:
    return year_number(match["year"]) == phrase.plan and (phrase.forward or phrase.at == "heading")


def _is_later(phrase: Phrase, match: re.Match[str]) -> bool:
    return year_number(match["year"]) > phrase.plan and (phrase.forward or phrase.unheaded)


def _unheaded(phrase: Phrase, match: re.Match[str]) -> bool:
    return phrase.unheaded


def _forward(phrase: Phrase, match: re.Match[str]) -> bool:
    return phrase.forward


def _backward(phrase: Phrase, match: re.Match[str]) -> bool:
    return not phrase.forward


_NAMED = rf"(?P<year>{YEAR})\s*年(?!来|以来|[-—–~至到末底]|均)"
_NOT_COMPARED = r"(?<![比较是为于])(?<![比较是为于]“)"
_SPAN = r"(?:五年)?(?:规划|计划)?(?:的)?(?:时期|期间|以来|这?五年)"
_HEADED = rf"(?:{_SPAN}|(?:时期)?(?:主要|工作|发展|规划|计划|目标|经济|取得|成就|回顾|的))"
_FIVE = r"(?: 五年来 | (?:过去|这|近|前|本届)的?五年 | 五年[间里] | 的五年(?=$|[,，。;；!！]) )"
_OF_PLAN = ("十", "九五", "八五")
CUES: Book[Phrase, Turn] = Book("scope", ("period",), (
    Rule("scope.aims", Cue(r"(?:预期|主要|奋斗|发展|工作)目标(?:[是为：:]|$)", "start", "inside",
                           test=_unheaded, reach=60, hints=("目标",)), _aims,
         "我们确定了2020年全县主要预期目标：城镇新增就业<2500>人。", "the aims of a year under no heading"),
    Rule("scope.past-plan", Cue(_NOT_COMPARED + PLAN + _SPAN, "start", "inside",
                                test=_is_over, hints=_OF_PLAN), _back_plan,
         "一、2020年工作回顾\n“十三五”时期，全市新增就业<50>万人。", "a plan that is over is looked back on"),
    Rule("scope.past-plan-heading", Cue(PLAN + _HEADED, "heading", test=_is_over, hints=_OF_PLAN), _back_plan,
         "2021年政府工作报告\n一、“十三五”发展成就\n全市新增就业<50>万人。\n二、2021年工作安排", "as its heading says"),
    Rule("scope.five-years-back", Cue(_FIVE, hints=("五年",)), _back,
         "一、2020年工作回顾\n五年来，全市新增就业<50>万人。", "the five years that end with the review year"),
    Rule("scope.government-term", Cue(r"本届[区市县省州]?政府(?:成立|任期|履职|组成)?(?:以来|五年)",
                                       hints=("届",)), _back,
         "一、2020年工作回顾\n本届政府成立以来，全市新增就业<50>万人。", "a government serves five years"),
    Rule("scope.some-years-back", Cue(
        r"(?<!十)(?:(?:这|过去)?(?P<count>[两二三四])年多?来|近(?P<recent>[两二三四])年)", test=_backward,
        hints=("来", "近")), _back_count,
         "一、2020年工作回顾\n三年来，全市新增就业<50>万人。", "so many years that end with the review year"),
    Rule("scope.coming-plan", Cue(_NOT_COMPARED + PLAN + _SPAN, test=_is_coming, hints=_OF_PLAN), _ahead_plan,
         "一、2025年工作回顾\n二、2026年工作安排\n“十五五”时期，地区生产总值年均增长<5>%。", "a plan that is to come"),
    Rule("scope.coming-plan-heading", Cue(PLAN + _HEADED, "heading", test=_is_coming, hints=_OF_PLAN), _ahead_plan,
         "一、2025年工作回顾\n二、“十五五”主要目标\n新增就业<50>万人。\n三、2026年工作安排", "as its heading says"),
    Rule("scope.years-ahead", Cue(r"(?:今后|未来)的?[五几]年(?!内)|下一个五年", test=_forward,
                                  hints=("今后", "未来", "下一个")), _ahead,
         "一、2025年工作回顾\n二、今后五年工作\n新增就业<50>万人。\n三、2026年工作安排", "from the plan year on"),
    Rule("scope.by-plan-end", Cue(rf"(?:到|至){PLAN}(?:规划)?期?末", "start", "inside", hints=("末",)), _by_plan_end,
         "一、2025年工作回顾\n二、2026年工作安排\n到“十五五”末，城镇化率达到<70>%。", "the last year of the plan"),
    Rule("scope.by-year", Cue(rf"(?:到|至)(?P<year>{YEAR})\s*年(?!的|以来|之间|[-—–~至到])", "start", "inside",
                              test=_is_later, hints=("到", "至")), _by_year,
         "一、2025年工作回顾\n二、2026年工作安排\n到2030年，城镇化率达到<70>%。", "the year that is named"),
    Rule("scope.within-years", Cue(
        r"(?<![\d第十])(?P<count>[二两三四五2-5])\s*(?:年之?内|年(?:左右的?)?(?:时间|努力))", test=_counts_on,
        hints=("内", "时间", "努力")), _within,
         "一、2025年工作回顾\n二、2026年工作安排\n三年内培育<70>家企业。", "so many years, the plan year among them"),
    Rule("scope.past-year", Cue(r"(?:刚刚)?(?:过去|走过)[的了]?这?一年|这一年|一年来|去年以来|今年以来",
                                test=_backward, hints=("一年", "年以来")), _review,
         "一、2025年工作回顾\n五年来，旧貌换新颜。过去一年，全市新增就业<5>万人。", "back to the one year"),
    Rule("scope.review-year-heading", Cue(_NAMED, "heading", test=_is_review), _review,
         "一、2025年工作回顾\n（一）五年回顾\n旧貌新颜。\n（二）2025年工作\n新增就业<5>万人。", "as its heading says"),
    Rule("scope.just-past", Cue(r"刚刚过去的" + _NAMED, "start", test=_is_review, hints=("刚刚",)), _review,
         "一、2025年工作回顾\n五年来，旧貌换新颜。刚刚过去的2025年，新增就业<5>万人。", "the text turns to it"),
    Rule("scope.review-year", Cue(
        _NAMED + r"(?:$|我们|[全我本][省市区县州国]|面对)", "start",
        test=_turns_to_review, reach=6), _review,
         "一、2025年工作回顾\n五年来，旧貌换新颜。2025年，全市新增就业<5>万人。", "the text turns to the one year"),
    Rule("scope.of-review-year", Cue(_NAMED, "start", test=_is_review, reach=6), _review_once,
         "一、2025年工作回顾\n五年来，旧貌换新颜。2025年新增就业<5>万人。", "a sentence of the one year"),
    Rule("scope.last-year", Cue(r"^去年", test=_backward, hints=("去年",)), _review_once,
         "一、2025年工作回顾\n五年来，旧貌换新颜。去年新增就业<5>万人。", "a sentence of the one year"),
    Rule("scope.whole-year", Cue(r"^全年(?!龄)", "start", test=_backward, hints=("全年",)), _review,
         "一、2025年工作回顾\n五年来，旧貌换新颜。全年新增就业<5>万人。", "back to the one year"),
    Rule("scope.this-year", Cue(r"今年|新的一年|明年", "start", "heading", test=_forward,
                               hints=("今年", "新的一年", "明年")), _plan,
         "一、2025年工作回顾\n二、“十五五”主要目标\n新增就业50万人。今年，新增就业<9>万人。", "the plan year"),
    Rule("scope.plan-year", Cue(_NAMED, "start", "heading", test=_is_plan), _plan,
         "一、2025年工作回顾\n二、“十五五”主要目标\n新增就业50万人。2026年，新增就业<9>万人。", "by its number"),
))  # fmt: skip


# Every cue holds one of these characters, and each is tried only where one of its own hints is.
_SIGNS = class_of("五年届标")
_HINTS = tuple(sorted({hint for rule in CUES if isinstance(rule.fits, Cue) for hint in rule.fits.hints}))


def _hints_in(words: str) -> tuple[str, ...]:
    return tuple([hint for hint in _HINTS if hint in words])


@lru_cache(maxsize=1024)
def _cues_for(at: At, hints: tuple[str, ...]) -> tuple[Rule[Phrase, Turn], ...]:
    """The cues that can be found at such a place of a text that holds those of the hints."""
    cues = ((rule, rule.fits) for rule in CUES if isinstance(rule.fits, Cue))
    return tuple(rule for rule, cue in cues if at in cue.at and not set(hints).isdisjoint(cue.hints))


def spans_of(document: Document) -> list[str | None]:
    """The years that the text looks back on or ahead to in every clause, or None where it speaks of one year."""
    return [scope.span for scope in scopes_of(document)]


def scopes_of(document: Document) -> list[Scope]:
    """The scope of every clause of a document. Linear in the text."""
    reading = _Reading(document, _hinted(document))
    for sentence in document.sentences:
        reading.enter(sentence.section)
        reading.read(sentence.clauses)
    return reading.found


def _hinted(document: Document) -> bytearray:
    """For each clause whether a character of `_SIGNS` stands in it: only there can a cue be."""
    found = bytearray(len(document.clauses))
    for place in places_of(points_of(document.text), _SIGNS):
        if clause := document.clause_at(place):
            found[clause.index] = True
    return found


def _turned(rule: Rule[Phrase, Turn], phrase: Phrase) -> Scope:
    """The scope that a rule which fits a phrase turns to."""
    match = rule.fits(phrase)
    assert isinstance(match, re.Match)
    scope = rule.produces(phrase, match)
    scope.rule = rule.id
    return scope


class _Reading:
    """A pass over the sentences: the scope that holds, and that of the part, which a new section falls back on."""

    def __init__(self, document: Document, hinted: bytearray) -> None:
        self.found: list[Scope] = []
        self._hinted = hinted
        self._document = document
        self._meta = document.meta
        self._part = self._held = Scope("review")
        self._section: Section | None = None
        self._kind = "preamble"

    @property
    def _forward(self) -> bool:
        return self._kind in FORWARD_KINDS

    def enter(self, section: Section | None) -> None:
        """Take in the heading of a section when the text comes to it."""
        if section is None or section is self._section:
            return
        self._section, before = section, self._kind
        self._kind = section.kind
        if section.level > 2:
            return
        heading = Phrase(self._document.heading_of(section), "", "heading", self._forward, False, self._meta)
        said = self._said(heading)
        if section.level == 1 or self._kind != before:
            self._part = said or self._usual()
            self._held = self._part
        elif said:
            self._held = said
        elif self._forward:
            self._held = self._part

    def read(self, clauses: tuple[Entry, ...]) -> None:
        """Put down the scope of the clauses of one sentence."""
        now = self._held
        if True not in self._hinted[clauses[0].index : clauses[-1].index + 1]:
            self.found += [now] * len(clauses)
            return
        section, text = self._section, self._document.text
        end = clauses[-1].end
        for place, clause in enumerate(clauses):
            if section is not None and section.level < 3 and clause.start < section.heading_end:
                self.found.append(now)
                continue
            if not self._hinted[clause.index]:
                self.found.append(now)
                continue
            words = clause.text
            at: At = "start" if place == 0 else "inside"
            phrase = Phrase(words, text[clause.end : end], at, self._forward, section is None, self._meta)
            rule = CUES.first(phrase, _cues_for(at, _hints_in(words)))
            if rule is not None:
                now = _turned(rule, phrase)
                if place == 0 and not now.once:
                    self._held = now
            self.found.append(now)

    def _said(self, heading: Phrase) -> Scope | None:
        """What a heading says. One that names both one year and several leaves it to the sentences below, which begin
        with the year."""
        said: dict[State, Scope] = {}
        for rule in _cues_for("heading", _hints_in(heading.text)):
            if rule.fits(heading):
                turned = _turned(rule, heading)
                said.setdefault(turned.state, turned)
        if said.keys() == {"ahead", "plan"}:
            return Scope("plan")
        return next(iter(said.values())) if len(said) == 1 else None

    def _usual(self) -> Scope:
        """The scope of a part whose heading says nothing of time."""
        if self._kind == "outlook":
            year = year_of(self._meta.plan_period)
            return Scope("ahead", plan_holding(year) if year else None)
        return Scope("plan" if self._forward else "review")
