"""Clauses that promise nothing whatever stands around them: fragments that announce a list, accounts of the situation, and
states of affairs. The book holds what is certain; the chain over clauses decides the rest."""

from functools import cache

from summarizer.knowledge.han import HAN
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.rule import Book, Rule, found
from summarizer.knowledge.word_index import WordIndex

NONE: Book[str, str] = Book("none", ("commitment",), (
    Rule("none.announces",
         found(r"以下 .{0,10} (?: 工作 | 任务 | 方面 | 重点 | 事项 )$ | (?:抓好|做好|突出|围绕) .{0,4} [一二三四五六七八九十\d]+ 个?方面(?:的?工作)?$"),
         "general requirement", "<重点抓好以下七个方面的工作>", "what is announced follows"),
    Rule("none.year-of", found(r"^ .{0,12} 是 .+ 之年 $ | 正处于 .+ (?:期|阶段) $"),
         "account of the situation", "<今年是实施“十四五”规划的关键之年>", "what the year is"),
    Rule("none.coexist", found(r"(?: 并存 | 同在 | 交织 | 叠加 )$"),
         "account of the situation", "<机遇与挑战并存>", "chances beside dangers"),
    Rule("none.more-so", found(rf"^ (?!让|使|把|推动|促进|确保|实现|努力) {HAN}{{2,8}} (?:更加|日益) {HAN}{{2}} $"),
         "vision", "<群众生活更加殷实>", "what will then be the case"),
    Rule("none.in-step", found(r"(?: 经济 .* 平稳运行 | 与经济增长.{0,2}同步 )$"),
         "vision", "<居民收入与经济增长基本同步>", "how the economy fares"),
    Rule("none.fragment", found(r"^ (?: 年内 | 全年 | 附件? \d* | 其中 )$"),
         "no action of its own", "<年内>", "words of time alone"),
))  # fmt: skip

# Every clause that a rule fits says one of these.
_SIGNS = "以下 方面 之年 正处于 并存 同在 交织 叠加 更加 日益 同步 运行 年内 全年 附 其中"


@cache
def _signs() -> WordIndex:
    return WordIndex(dict.fromkeys(_SIGNS.split(), ""))


def promises_nothing(text: str) -> str:
    """Why a clause is no commitment for certain; empty where that is open."""
    rule = NONE.first(text)
    return rule.produces if rule else ""


def promising_nothing(clauses: Pieces) -> dict[int, str]:
    """The clauses that are no commitments for certain, by number, and why."""
    words = clauses.words()
    return {at: why for at in _signs().pieces_with(clauses) if (why := promises_nothing(words[at]))}
