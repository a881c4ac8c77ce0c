"""Heads and feet of pages that stand in an extracted text: `— 3 —`, `第 5 页 共 18 页`, the running title."""

from collections import Counter
from collections.abc import Iterator

from summarizer.knowledge.patterns import regex
from summarizer.knowledge.rule import Rule
from summarizer.readers.repair.characters import Mending
from summarizer.readers.repair.edits import Edit
from summarizer.readers.repair.lines import Line, lines_of, opens_anew

_DIGITS = r"[\d０-９]{1,4}"
_CN = r"[一二三四五六七八九十百零〇\d０-９]{1,5}"
_OF_PAGES = (
    rf"第\s*{_CN}\s*页(?:\s*[,，/／(（]?\s*共\s*{_CN}\s*页\s*[)）]?)?|共\s*{_CN}\s*页\s*[,，]?\s*第\s*{_CN}\s*页"
)
_IN_DASHES = rf"[-—–－·•~～―─]{{1,3}}\s*{_DIGITS}\s*[-—–－·•~～―─]{{1,3}}"
_PAGE = regex(rf"\s*(?:{_IN_DASHES}|{_OF_PAGES}|{_DIGITS}\s*[/／]\s*{_DIGITS}|[Pp]age\s*\d+(?:\s*of\s*\d+)?)\s*")
_TITLE, _GAP = r"[^，,。；;|：:\n]{4,40}", r"[ \u3000\t]+"
_TITLED = regex(rf"\s*{_TITLE}?{_GAP}(?:{_OF_PAGES}|{_IN_DASHES})\s*|\s*(?:{_OF_PAGES}|{_IN_DASHES}){_GAP}{_TITLE}")
_BARE = regex(rf"\s*({_DIGITS})\s*")
_LONGEST_HEAD = 60


def page_heads(text: str) -> Iterator[Edit]:
    """The lines that belong to the pages, each cut with its line end; a sentence that they part is joined."""
    lines = list(lines_of(text))
    marks = {index for index, line in enumerate(lines) if _PAGE.fullmatch(line.text) or _TITLED.fullmatch(line.text)}
    marks |= _counted(lines)
    if not marks:
        return
    marks |= _running_titles(lines, marks)
    yield from _cuts(text, lines, sorted(marks))


def _counted(lines: list[Line]) -> set[int]:
    """Lines of a bare number that count up by one, at least three of them and with prose between."""
    bare = [(index, int(found[1])) for index, line in enumerate(lines) if (found := _BARE.fullmatch(line.text))]
    runs: list[list[tuple[int, int]]] = []
    for index, number in bare:
        follows = runs and number == runs[-1][-1][1] + 1 and index - runs[-1][-1][0] > 3
        if follows:
            runs[-1].append((index, number))
        else:
            runs.append([(index, number)])
    return {index for run in runs if len(run) >= 3 for index, _ in run}


def _running_titles(lines: list[Line], marks: set[int]) -> set[int]:
    """Lines next to a page number that stand elsewhere too: the title of the report over each page."""
    often = Counter("".join(line.text.split()) for line in lines)
    return {
        index
        for mark in marks
        for index in (mark - 1, mark + 1)
        if 0 < index < len(lines)
        and index not in marks
        and 4 <= len(bare := "".join(lines[index].text.split())) <= _LONGEST_HEAD
        and often[bare] > 1
        and not lines[index].is_prose
    }


def _breaks_off(lines: list[Line], index: int) -> bool:
    """Whether a line ends inside a sentence: one of its own, or one that the line before it began."""
    line = lines[index]
    goes_on = index > 0 and lines[index - 1].breaks_off and not opens_anew(line.text)
    return line.breaks_off or (line.is_open and goes_on)


def _cuts(text: str, lines: list[Line], marks: list[int]) -> Iterator[Edit]:
    at = 0
    while at < len(marks):
        first = last = marks[at]
        while at + 1 < len(marks) and all(not lines[i].text.strip() for i in range(last + 1, marks[at + 1])):
            at += 1
            last = marks[at]
        at += 1
        before, behind = first - 1, last + 1
        while before >= 0 and not lines[before].text.strip():
            before -= 1
        while behind < len(lines) and not lines[behind].text.strip():
            behind += 1
        parted = (
            before >= 0 and behind < len(lines) and _breaks_off(lines, before) and not opens_anew(lines[behind].text)
        )
        if parted:
            yield Edit(lines[before].start + len(lines[before].text.rstrip()), lines[behind].start)
        else:
            yield Edit(lines[first].start, min(len(text), lines[last].end + 1))


RULES: tuple[Mending, ...] = (
    Rule("mend.page-head", page_heads, "page_head", "全年增长，同\n<— 3 —\n>比增长6.4%。", "the number of a page"),
)
