"""Marks of Markdown that say how a text looks: emphasis, code, links, notes, bullets, the rule of a table's head."""

import re
from collections.abc import Callable, Iterator

from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Rule
from summarizer.readers.repair.characters import Mending
from summarizer.readers.repair.edits import Edit

# `**县` masks a name: what follows a mask is the kind of place, and what stands between two of them is no emphasis.
_STRONG = regex(r"(\*\*|__)(?=[^\s*_省市县区州盟旗镇乡村])([^*_\n]{1,400}?)(?<=\S)\1")
_EMPHASIS = regex(r"(?<![*A-Za-z\d])\*(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\*(?![*])")
_CODE = regex(r"(`{1,2})([^`\n]{1,200})\1")
_STRUCK = regex(r"~~([^~\n]{1,200})~~")
_IMAGE = regex(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")
_LINK = regex(r"\[([^\]\n]{1,200})\]\([^)\s]{1,500}\)")
_NOTE = regex(r"\[\^[^\]\s]{1,20}\](?!:)")
_NOTE_OPENS = regex(r"^\[\^[^\]\s]{1,20}\]:[ ]*", re.MULTILINE)
_HEAD = regex(r"^[ ]{0,3}#{1,6}[ ]+", re.MULTILINE)
_HEAD_ENDS = regex(r"(?<=\S)[ ]+#+[ ]*$", re.MULTILINE)
_BULLET = regex(r"^[ ]{0,3}(?:>[ ]?)+|^[ \t]*[-*+][ ]+(?:\[[ xX]\][ ]+)?(?=\S)", re.MULTILINE)
_FENCE = regex(r"^(?:```|~~~)[^\n]*\n?|<!--[^>]{0,2000}-->", re.MULTILINE)
_RULE = regex(r"^[ ]{0,3}(?:(?:-[ ]*){3,}|(?:\*[ ]*){3,}|(?:_[ ]*){3,})\n?", re.MULTILINE)
_DELIMITER = regex(r"^[ ]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)+\|?[ ]*\n?", re.MULTILINE)
_ROW_OPENS = regex(r"^[ ]*\|[ ]?(?=.*\|)", re.MULTILINE)
_BREAK = regex(r"(?:[ ]{2,}|\\)$|<br[ ]*/?>", re.MULTILINE)
_ESCAPED = regex(r"\\(?=[\\`*_{}\[\]()#+.!|~-])")
_MARKED = regex(r"^#{1,4} \S|^[ ]*\|?[ ]*:?-{3,}:?[ ]*\|", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a plain text is Markdown beyond doubt: two headings with hashes, or the rule of a table's head."""
    return len(_MARKED.findall(text)) >= 2


def _kept(pattern: re.Pattern[str], group: int = 0) -> Callable[[str], Iterator[Edit]]:
    """Cuts what a pattern finds down to one of its groups; to nothing for group 0."""

    def edits(text: str) -> Iterator[Edit]:
        return (Edit(m.start(), m.end(), m[group] if group else "") for m in pattern.finditer(text))

    return edits


def _notes(text: str) -> Iterator[Edit]:
    """The notes at the end of a text without their marks, under the head that a printed text gives them."""
    for at, match in enumerate(_NOTE_OPENS.finditer(text)):
        yield Edit(match.start(), match.end(), "" if at else "注释\n")


def _rule(name: str, fits: Callable[[str], Iterator[Edit]], example: str, why: str) -> Mending:
    return Rule(f"mend.{name}", fits, "markdown", example, why)


RULES: tuple[Mending, ...] = (
    _rule("md-fence", _kept(_FENCE), "<```text\n>一、回顾\n", "the fence of a block, or a comment"),
    _rule("md-table-rule", _kept(_DELIMITER), "指标 | 增长\n<|:---|---:|\n>投资 | 3\n", "the rule of a table's head"),
    _rule("md-rule", _kept(_RULE), "回顾\n<---\n>计划\n", "a rule across the page"),
    _rule("md-row", _kept(_ROW_OPENS), "<| >投资 | 亿元 |\n", "the bar that opens a row"),
    _rule("md-image", _kept(_IMAGE), "回顾<![图](a.png)>", "an image"),
    _rule("md-link", _kept(_LINK, 1), "见<[公报](http://a.cn/)>", "a link"),
    _rule("md-note", _kept(_NOTE), "18.6亿元<[^1]>，", "the mark of a note"),
    _rule("md-note-opens", _notes, "<[^1]: >含非税收入", "the mark that opens a note"),
    _rule("md-heading", _kept(_HEAD), "<## >一、回顾\n", "the mark of a heading"),
    _rule("md-heading-ends", _kept(_HEAD_ENDS), "一、回顾< ##>\n", "the mark that closes a heading"),
    _rule("md-bullet", _kept(_BULLET), "<- >新建公路\n", "the bullet of an item, or the mark of a quotation"),
    _rule("md-strong", _kept(_STRONG, 2), "完成<**341亿元**>，", "strong emphasis"),
    _rule("md-emphasis", _kept(_EMPHASIS, 1), "增长<*6.4%*>；", "emphasis"),
    _rule("md-code", _kept(_CODE, 2), "收入<`18.6`>亿元", "a stretch of code"),
    _rule("md-struck", _kept(_STRUCK), "增长<~~6~~>7%", "text struck out"),
    _rule("md-break", _kept(_BREAK), "回顾<  >\n全年", "a break of a line"),
    _rule("md-escape", _kept(_ESCAPED), "增长<\\>*", "an escaped mark"),
)  # fmt: skip
