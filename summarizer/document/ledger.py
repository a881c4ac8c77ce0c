"""The ledger: every number and every clause of a text, with an id and exact offsets.

An engine never quotes the text; it says what an id means. The definition is section 1 of the annotation guide; the
reference implementation lies in `tests/reference/index_report.py`, and a property test holds the two together.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from summarizer.knowledge.arrays import Bools, Ints, indexes
from summarizer.knowledge.characters import SPACES, class_of, matches_at, places_of, points_of

_CN = "〇零一二两三四五六七八九十百千万亿"
_CLASSIFIERS = "个家户人名项件条所亩元次岁处座台辆批公吨米平套张栋宗例起只头枚篇款类种"
_TIMES = "一二两三四五六七八九十百千万几数"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"

# Each form begins at most once in a run of its own characters, so that a long run costs one reading. `skipped` is a
# formal run that counts nothing: it is passed over whole, for each of its characters would read the rest of it again.
_NUMBER = re.compile(
    rf"""
    (?= [0-9０-９{_CN}{_TIMES}{_FORMAL}翻] )                                    # what any form begins with
    (?: (?: [0-9]{{1,3}} (?:,[0-9]{{3}})+ | [0-9０-９]+ ) (?: [.．] [0-9０-９]+ )?   # 1,234.5   ３
    | 百分之 [{_CN}点]+                                                       # 百分之十五
    | 翻 [一两三]? 番                                                         # 翻一番
    | (?<! [第{_CN}0-9０-９] ) [一二两三四五六七八九十] [{_CN}]*
      点 [一二三四五六七八九零〇]+ [十百千万亿]* (?= 个?百分点 | 倍 | [余多]? [{_CLASSIFIERS}] )     # 一点二个百分点
    | (?<! [0-9０-９{_TIMES}] ) [{_TIMES}]+ 倍                                 # 三倍
    | [{_FORMAL}] [{_FORMAL}万亿]++ (?= [余多]? [{_CLASSIFIERS}] )              # 壹仟亩
    | (?P<skipped> [{_FORMAL}] (?: [{_FORMAL}万亿]* [{_FORMAL}] )? )
    | [{_CN}] 分之 [{_CN}]                                                    # 三分之一
    | [一二两三四五六七八九] 成 (?= [以左多，,。；;、的] )                          # 八成以上
    | (?<! [第{_CN}0-9０-９] ) [一二两三四五六七八九十] [{_CN}]+ (?= [余多]? [{_CLASSIFIERS}] )   # 六千余个
    )
    """,
    re.VERBOSE,
)
_BEGINS_NUMBER = class_of(f"0123456789０１２３４５６７８９{_CN}{_TIMES}{_FORMAL}翻")
_DELIMITERS, _GAPS, _SPACES = class_of(",，。;；!！?？\n"), class_of(" \u3000"), class_of(SPACES)
_HAN = class_of(map(chr, range(0x4E00, 0xA000)))


@dataclass(slots=True)
class Entry:
    """A number or a clause of the ledger: `source.text[start:end] == text`; `index` counts from 0."""

    id: str
    index: int
    start: int
    end: int
    text: str


@lru_cache(maxsize=1)  # for the text at hand: the report holds its numbers against the ledger again
def list_numbers(text: str) -> tuple[Entry, ...]:
    """Every number of `text` in order, ids `n1, n2, …`; the span covers the digits, not the unit."""
    found: list[Entry] = []
    for match in matches_at(_NUMBER, text, places_of(points_of(text), _BEGINS_NUMBER)):
        if match["skipped"] is None:
            found.append(Entry(f"n{len(found) + 1}", len(found), match.start(), match.end(), match[0]))
    return tuple(found)


def list_clauses(text: str, numbers: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Every clause of `text` in order, ids `c1, c2, …`, without delimiters and surrounding white space.

    Clauses end at delimiters, and at a gap between two Chinese characters. A delimiter inside one of `numbers` (the
    comma of `1,234`) does not count.
    """
    starts, ends = (edges.tolist() for edges in _edges(text, numbers))
    ids = [f"c{number}" for number in range(1, len(starts) + 1)]
    texts = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return tuple(map(Entry, ids, range(len(ids)), starts, ends, texts))


def _edges(text: str, numbers: tuple[Entry, ...]) -> tuple[Ints, Ints]:
    """Where clauses begin and end: at the first and last character that is written between two breaks."""
    points = points_of(text)
    delimits = _DELIMITERS.take(points)
    for number in numbers:
        if "," in number.text:
            delimits[number.start : number.end] = False
    cuts, resumes = _breaks(points, delimits)
    written = indexes(~_SPACES.take(points))
    first = written.searchsorted(np.concatenate(([0], resumes)))
    behind = written.searchsorted(np.concatenate((cuts, [len(text)])))
    full = indexes(first < behind)
    return written.take(first.take(full)), written.take(behind.take(full) - 1) + 1


def _breaks(points: Ints, delimits: Bools) -> tuple[Ints, Ints]:
    """Where clauses end and the next ones begin: runs of delimiters and gaps, but not gaps alone around other than
    Chinese characters."""
    parts = np.concatenate(([False], delimits | _GAPS.take(points), [False]))
    edges = indexes(parts[1:] != parts[:-1])
    starts, ends = edges[::2], edges[1::2]
    counted = np.concatenate(([0], delimits.cumsum()))
    chinese = np.concatenate((_HAN.take(points), [False]))
    breaks = indexes((counted.take(ends) > counted.take(starts)) | (chinese[starts - 1] & chinese.take(ends)))
    return starts.take(breaks), ends.take(breaks)
