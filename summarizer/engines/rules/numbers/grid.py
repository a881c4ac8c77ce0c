"""Tables written as pipe rows: where they stand, their heads over several rows, which column names, which counts."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from summarizer.knowledge.patterns import regex

_NUMERIC = regex(r"^\s*[-−—]?\s*[\d.,，]+\s*(?:%|％)?\s*$")
_FIGURE = regex(r"^\s*[(（]?[^\d()（）月]{0,8}[\d.,，]+(?!\s*[年月]|\s*[-—]\s*\d+月)[^\d()（）月]{0,8}[)）]?$")
YEAR = regex(r"((?:19|20)\d\d)\s*年?(上半年|下半年)?")
UNIT_HEAD = regex(r"^\s*(?:计量)?\s*单\s*位\s*$")
_REMARK = regex(r"备\s*注|说\s*明|责任|序\s*号")
GROWTH = regex(r"增长|增速|增幅|涨幅|增减|同比|[±＋+]\s*%|比上年|比去年|较上年")
TARGET = regex(r"目标|计划|预期|任务|预计数|安排")
_PAIR = regex(r"^[^\d()（）年月]{0,8}[\d.,]+[^\d年月()（）]{1,4}[、，,；;]\s*[^\d年月]{0,6}[\d.]+\D{0,6}$")
_TIME = regex(r"\s*(?:19|20)\d\d\s*年?(?:上半年|度)?\s*|“?十[一二三四五]五”?[^|]{0,6}")
_COUNTING_HEAD = regex(r"\s*(?:序\s*号|编\s*号|项\s*次|№|No\.?|号)\s*")
_UNIT_ABOVE = regex(r"单\s*位\s*[:：]\s*([^\s)）|，。;；]{1,16})")
_WORDS = regex(r"增长|下降|提高|降低|以内|以上|左右|持平|同步|完成|高于|低于|控制")


# What parts the cells of a table that has no bars; and what only sentences have.
_GAP = regex(r"(?<=\S)(?:[ ]*\t[ \t]*|[ ]{3,}|\u3000{2,})(?=\S)")
_STOP = regex("[，。；！？]")


@dataclass(slots=True)
class Cell:
    start: int
    end: int
    text: str


@dataclass(slots=True)
class Row:
    cells: tuple[Cell, ...]

    def texts(self) -> list[str]:
        return [cell.text for cell in self.cells]


@dataclass(frozen=True, slots=True)
class Table:
    """A header (one text per column) and the data rows aligned to it, without a column that only numbers the rows.

    `caption` is what stands above, `unit` what it says of all figures (`单位：亿元、%`); `turned` says that years or months
    stand down the side and names in the head; `markers` are the offsets of the numbers that number rows.
    """

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str
    unit: str
    turned: bool
    markers: frozenset[int]
    start: int
    end: int


def find_tables(text: str) -> list[Table]:
    """Tables of at least two data rows, in order of the text."""
    if "|" not in text and not _may_hold_gaps(text):
        return []
    found: list[Table] = []
    block: list[tuple[int, str]] = []
    position, caption = 0, ""
    for line in [*text.split("\n"), ""]:
        if line.count("|") >= 2 or _is_spaced_row(line):
            block.append((position, line))
        else:
            if table := _table(block, caption):
                found.append(table)
            if block:
                caption = ""
            if line.strip():
                caption = f"{caption} {line.strip()[-60:]}"[-120:] if len(line.strip()) <= 60 else line.strip()[-60:]
            block = []
        position += len(line) + 1
    return found


def _is_spaced_row(line: str) -> bool:
    """Whether a line is a row whose cells tabs or gaps part, as a copied table has them: no sentence has such gaps."""
    return _may_hold_gaps(line) and len(_GAP.findall(line.strip())) >= 2 and not _STOP.search(line)


def _may_hold_gaps(text: str) -> bool:
    return "\t" in text or "   " in text or "\u3000\u3000" in text


def _row(start: int, line: str) -> Row:
    cells, at = [], start
    if "|" not in line:
        stops = [match.span() for match in _GAP.finditer(line.rstrip())]
        bounds = zip([0, *(end for _, end in stops)], [*(begin for begin, _ in stops), len(line.rstrip())], strict=True)
        return Row(tuple(Cell(start + a, start + b, line[a:b].strip()) for a, b in bounds))
    parts = line.split("|")
    if line.startswith("|"):
        at += len(parts[0]) + 1
        parts = parts[1:]
    for part in parts:
        cells.append(Cell(at, at + len(part), part.strip()))
        at += len(part) + 1
    while cells and not cells[-1].text:
        cells.pop()
    return Row(tuple(cells))


def is_data(row: Row) -> bool:
    """Whether a row has a name, or a year, and a figure."""
    if not row.cells:
        return False
    figures = [cell for cell in row.cells[1:] if _FIGURE.match(cell.text) or _PAIR.match(cell.text)]
    named = not _NUMERIC.match(row.cells[0].text or "x") or _TIME.fullmatch(row.cells[0].text) is not None
    return len(row.cells) >= 2 and bool(figures) and named


def _numbered(rows: list[Row]) -> bool:
    """Whether the first column only numbers the rows: 1, 2, 3 down to the last, under 序号 or under nothing."""
    first = [row.cells[0].text for row in rows if len(row.cells) > 2]
    counted = [int(text) for text in first if re.fullmatch(r"\d{1,3}", text)]
    told = any(_COUNTING_HEAD.fullmatch(text) for text in first)
    rising = all(low < high for low, high in pairwise(counted))
    return len(counted) >= 2 and rising and (told or counted[:2] == [1, 2])


def _without_first(row: Row) -> Row:
    """A row without the cell that numbers it."""
    text = row.cells[0].text if row.cells else "x"
    drop = len(row.cells) > 1 and (not text or re.fullmatch(r"\d{1,3}", text) or _COUNTING_HEAD.fullmatch(text))
    return Row(row.cells[1:]) if drop else row


def _table(block: list[tuple[int, str]], caption: str) -> Table | None:
    rows = [_row(start, line) for start, line in block]
    markers: frozenset[int] = frozenset()
    if _numbered(rows):
        markers = frozenset(row.cells[0].start for row in rows if re.fullmatch(r"\d{1,3}", row.cells[0].text))
        rows = [_without_first(row) for row in rows]
    first = next((index for index, row in enumerate(rows) if is_data(row)), None)
    if first is None or sum(is_data(row) for row in rows) < 2:
        return None
    data = [row for row in rows[first:] if row.cells]
    width = Counter(len(row.cells) for row in data if is_data(row)).most_common(1)[0][0]
    width = max(width, max((len(row.cells) for row in rows[:first]), default=0) if first == 1 else width)
    heads = _heads(rows[:first], width)
    caption_rows = [row.cells[0].text for row in rows[:first] if len(row.cells) == 1]
    caption = " ".join([caption, *caption_rows])
    start, end = block[0][0], block[-1][0] + len(block[-1][1])
    unit = _UNIT_ABOVE.search(caption)
    times = [row for row in data if row.cells and _TIME.fullmatch(row.cells[0].text)]
    return Table(
        tuple(heads),
        tuple(_rows_aligned(data, width)),
        caption,
        unit.group(1).strip() if unit else "",
        len(times) * 2 > len(data),
        markers,
        start,
        end,
    )


def _heads(rows: list[Row], width: int) -> list[str]:
    """One head per column; a second header row fills the merged cell of the first that it was cut from."""
    lines = [row.texts() for row in rows if len(row.cells) > 1]
    if not lines:
        return [""] * width
    heads = lines[0]
    for extra in lines[1:]:
        if len(extra) == width and not extra[0]:
            heads = _stacked(heads, extra)
            continue
        if len(heads) >= width and len(extra) >= width - 1:
            heads = [f"{top} {low}".strip() for top, low in zip(_pad(heads, width), _pad(extra, width), strict=True)]
            continue
        spread = [text for text in extra if text]
        missing = width - len(heads)
        if 0 < len(spread) <= missing + 1:
            at = _merged_at(heads)
            heads = heads[:at] + [f"{heads[at]} {low}" for low in spread] + heads[at + 1 :]
        elif spread and len(spread) == len(extra):
            heads = [f"{top} {low}".strip() for top, low in zip(_pad(heads, width), _pad(extra, width), strict=True)]
    return _pad(heads, width)


def _stacked(heads: list[str], extra: list[str]) -> list[str]:
    """A second header row whose columns are kept in place; a head merged over several columns is said of each."""
    out, over = [], ""
    for column, low in enumerate(extra):
        top = heads[column] if column < len(heads) else ""
        over = top or (over if low else "")
        out.append(f"{over} {low}".strip() if low else top)
    return out


def _merged_at(heads: list[str]) -> int:
    """The head that several columns share: the last that names a time but no measure, else the last before remarks."""
    candidates = [i for i, head in enumerate(heads) if i > 0 and not _REMARK.search(head) and not UNIT_HEAD.match(head)]
    bare = [i for i in candidates if YEAR.search(heads[i]) and not (GROWTH.search(heads[i]) or TARGET.search(heads[i]))]
    return (bare or candidates or [len(heads) - 1])[-1]


def _pad(texts: list[str], width: int) -> list[str]:
    return (texts + [""] * width)[:width]


def _rows_aligned(data: list[Row], width: int) -> Iterator[Row]:
    """Rows that lost a cell to one merged downwards, shifted so that words stand under words, figures under figures."""
    whole = [row for row in data if len(row.cells) == width]
    wordy = [2 * sum(_WORDS.search(row.cells[i].text) is not None for row in whole) > len(whole) for i in range(width)]
    for row in data:
        short = row.cells if 3 <= len(row.cells) < width else ()
        at = next((i for i, cell in enumerate(short) if i and wordy[i] and _NUMERIC.match(cell.text)), None)
        if at is None:
            yield row
        else:
            blank = Cell(row.cells[at].start, row.cells[at].start, "")
            yield Row((*row.cells[:at], blank, *row.cells[at:]))
