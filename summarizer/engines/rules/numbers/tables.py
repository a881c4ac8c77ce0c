"""Tables written as pipe rows: a figure's name from its row, its measure, unit and year from its column and caption."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.engines.rules.numbers.bounds import bound_of
from summarizer.engines.rules.numbers.measures import PERCENT
from summarizer.engines.rules.numbers.places import Place
from summarizer.engines.rules.numbers.signs import is_negative_cell
from summarizer.knowledge.units import read_unit

_NUMERIC = re.compile(r"^\s*[-−—]?\s*[\d.,，]+\s*(?:%|％)?\s*$")
_FIGURE = re.compile(r"^\s*[(（]?[^\d()（）月]{0,8}[\d.,，]+(?!\s*[年月]|\s*[-—]\s*\d+月)[^\d()（）月]{0,8}[)）]?$")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?(上半年|下半年)?")
_UNIT_HEAD = re.compile(r"^\s*(?:计量)?\s*单\s*位\s*$")
_NAME_HEAD = re.compile(r"指\s*标|名\s*称|项\s*目|类\s*别|内\s*容|地\s*区|单位名称")
_REMARK = re.compile(r"备\s*注|说\s*明|责任|序\s*号")
_IN_BRACKETS = re.compile(r"[(（]\s*([^()（）]{1,8})\s*[)）]|[（(]?(%|％|‰)[)）]?\s*$")
_GROWTH = re.compile(r"增长|增速|增幅|涨幅|同比|[±＋+]\s*%|比上年|比去年|较上年")
_SHARE = re.compile(r"占|比重|率|比例|完成计划|进度")
_TARGET = re.compile(r"目标|计划|预期|任务|预计数|安排")
_ACTUAL = re.compile(r"完成|实际|实绩|执行|累计|达到")
_DOWN = re.compile(r"下降|降低|减少|负|^\s*[-−]")
_WORDS = re.compile(r"增长|下降|提高|降低|以内|以上|左右|持平|同步|完成|高于|低于|控制")
_MARKER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、]|[#*＃]|其中[:：]?|#)\s*"
)


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]

    def texts(self) -> list[str]:
        return [cell.text for cell in self.cells]


@dataclass(frozen=True, slots=True)
class Table:
    """A header (one text per column), the data rows aligned to it, and the words of the caption above."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str
    start: int
    end: int


def find_tables(text: str) -> list[Table]:
    """Tables of at least two data rows, in order of the text."""
    found: list[Table] = []
    block: list[tuple[int, str]] = []
    position, caption = 0, ""
    for line in [*text.split("\n"), ""]:
        if line.count("|") >= 2:
            block.append((position, line))
        else:
            if table := _table(block, caption):
                found.append(table)
            if block or line.strip():
                caption = line.strip()[-60:]
            block = []
        position += len(line) + 1
    return found


def _row(start: int, line: str) -> Row:
    cells, at = [], start
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


def _is_data(row: Row) -> bool:
    figures = [cell for cell in row.cells[1:] if _FIGURE.match(cell.text)]
    return len(row.cells) >= 2 and bool(figures) and not _NUMERIC.match(row.cells[0].text or "x")


def _table(block: list[tuple[int, str]], caption: str) -> Table | None:
    rows = [_row(start, line) for start, line in block]
    first = next((index for index, row in enumerate(rows) if _is_data(row)), None)
    if first is None or sum(_is_data(row) for row in rows) < 2:
        return None
    data = [row for row in rows[first:] if row.cells]
    width = Counter(len(row.cells) for row in data if _is_data(row)).most_common(1)[0][0]
    width = max(width, max((len(row.cells) for row in rows[:first]), default=0) if first == 1 else width)
    heads = _heads(rows[:first], width)
    caption_rows = [row.cells[0].text for row in rows[:first] if len(row.cells) == 1]
    caption = " ".join([caption, *caption_rows])
    start, end = block[0][0], block[-1][0] + len(block[-1][1])
    return Table(tuple(heads), tuple(_aligned(row, data, width) for row in data), caption, start, end)


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
    candidates = [
        i for i, head in enumerate(heads) if i > 0 and not _REMARK.search(head) and not _UNIT_HEAD.match(head)
    ]
    bare = [
        i for i in candidates if _YEAR.search(heads[i]) and not (_GROWTH.search(heads[i]) or _TARGET.search(heads[i]))
    ]
    return (bare or candidates or [len(heads) - 1])[-1]


def _pad(texts: list[str], width: int) -> list[str]:
    return (texts + [""] * width)[:width]


def _aligned(row: Row, data: list[Row], width: int) -> Row:
    """A row that lost a cell to one merged downwards is shifted so that words stand under words, figures under figures."""
    if len(row.cells) >= width or len(row.cells) < 3:
        return row
    wordy = [
        sum(1 for other in data if len(other.cells) == width and i < width and _WORDS.search(other.cells[i].text))
        for i in range(width)
    ]
    full = sum(1 for other in data if len(other.cells) == width)
    for index in range(1, len(row.cells)):
        if wordy[index] * 2 > full and _NUMERIC.match(row.cells[index].text):
            blank = Cell(row.cells[index].start, row.cells[index].start, "")
            return Row((*row.cells[:index], blank, *row.cells[index:]))
    return row


def label_tables(document: Document, places: list[Place]) -> dict[str, NumberLabel]:
    """Labels for the quantities that stand in cells of a table; the others are left to the grammar of sentences."""
    tables = find_tables(document.text)
    if not tables:
        return {}
    starts = [table.start for table in tables]
    labels: dict[str, NumberLabel] = {}
    for place in places:
        at = bisect_right(starts, place.entry.start) - 1
        if at < 0 or place.entry.start >= tables[at].end:
            continue
        label = _label(document, tables[at], place)
        if label is not None:
            labels[label.id] = label
    return labels


def _label(document: Document, table: Table, place: Place) -> NumberLabel | None:
    at = bisect_right(table.rows, place.entry.start, key=_start_of) - 1
    if at < 0:
        return None
    row = table.rows[at]
    if place.entry.start > row.cells[-1].end or not _is_data(row):
        return None
    column = max(i for i, cell in enumerate(row.cells) if cell.start <= place.entry.start)
    cell = row.cells[column]
    if len(cell.text) > 24:
        return None
    name, row_unit, _total = _row_name(row, table)
    if column == 0:
        return _in_name(document, table, place, name)
    head = table.heads[column] if column < len(table.heads) else ""
    label = NumberLabel(place.entry.id, "q", name=name, unit="", why=("table cell",))
    label = _measured(label, head, cell.text, row_unit, place, document)
    return _timed(label, head, document, place)


def _start_of(row: Row) -> int:
    return row.cells[0].start


def _row_name(row: Row, table: Table) -> tuple[str, str, bool]:
    """The row's name without its marker and counts, the unit it states, and whether it is a total."""
    texts = row.texts()
    at = 0
    if len(texts) > 2 and re.fullmatch(r"\d{1,3}|[一二三四五六七八九十]+", texts[0]):
        at = 1
    name = _MARKER.sub("", texts[at])
    unit = ""
    for index, head in enumerate(table.heads[: len(texts)]):
        if _UNIT_HEAD.match(head):
            unit = texts[index]
    if (
        not unit
        and (found := re.search(r"[(（]([^()（）]*)[)）]\s*$", name))
        and re.fullmatch(r"[十百千万亿]*(?:美?元|吨|亩|人|户|人次|公里|平方米|个|家|%|％)(?:/\S+)?", found.group(1))
    ):
        unit, name = found.group(1), name[: found.start()]
    name = re.sub(r"[(（]\s*\d+[^)）]{0,3}[)）]\s*$", "", name).strip()
    total = bool(re.match(r"合计|总计|小计", name))
    if total:
        subject = re.search(r"([\u4e00-\u9fff]{2,12}?)(?:进展|完成|执行|推进|建设)*(?:情况|计划)*表", table.caption)
        name = subject.group(1) if subject else re.sub(r"\d.*", "", name)
    return name, unit, total


def _in_name(document: Document, table: Table, place: Place, name: str) -> NumberLabel:
    """A count in the row's own name: `城市道路建设项目(50项)`."""
    unit = read_unit(document.text, place.entry.end)
    label = NumberLabel(place.entry.id, "q", name=name, unit=unit.unit if unit else "", why=("count in a row's name",))
    planned = _TARGET.search(" ".join(table.heads)) is not None
    return _timed(label, "目标" if planned else "", document, place)


def _measured(label: NumberLabel, head: str, cell: str, row_unit: str, place: Place, document: Document) -> NumberLabel:
    own = read_unit(document.text, place.entry.end)
    inside = list(_IN_BRACKETS.finditer(head))
    head_unit = (inside[-1].group(1) or inside[-1].group(2) or "").strip() if inside else ""
    name, measure = label.name, "level"
    if _GROWTH.search(head) or _GROWTH.search(cell) or _DOWN.search(cell):
        measure, head_unit = "growth", "%"
        if own and own.unit.endswith("百分点"):
            measure = "change"
    unit = (own.unit if own and own.end <= place.entry.end + 8 else "") or head_unit or row_unit
    unit = {"％": "%"}.get(unit, unit)
    if measure == "level" and unit in PERCENT:
        measure = "share"
        if re.search(r"能耗|排放|消费价格", name) and not re.search(r"率|比重|占", name):
            measure = "growth"
    what = re.sub(r"[(（][^()（）]*[)）]$|(?:19|20)\d\d年?(?:上半年|下半年|度)?|\d+[-—]\d+月|\s+", "", head)
    what = re.sub(
        r"预期目标|目标任务|目标值?|完成数|完成情况|实绩|实际完成|绝对[值数量]|总量|增长.*|比上年.*|同比.*|增速|增幅|数值|本年|全年|累计",
        "",
        what,
    )
    if what and not _NAME_HEAD.fullmatch(what) and len(what) <= 12 and measure != "growth" and not row_unit:
        name = _joined(name, what)
        if re.search(r"开?工?数?[(（]?个?[)）]?$", what) and not unit:
            unit = "个"
    bound, rule = bound_of(
        place.before.rsplit("|", 1)[-1],
        document.text[place.entry.end : place.entry.end + 6],
        False,
    )
    falls = (_DOWN.search(cell) is not None or is_negative_cell(cell)) and measure in {"growth", "change"}
    return replace(
        label, name=name, measure=measure, unit=unit, bound=bound, falls=falls, why=(*label.why, "column head", *rule)
    )


def _joined(name: str, what: str) -> str:
    if what.startswith("占"):
        return f"{name}{what}"
    return (
        name + what
        if re.match(r"年度|完成|计划|总|累计|占|人均|投资|产值|面积|产量|开工率|竣工率", what)
        else what + name
    )


def _timed(label: NumberLabel, head: str, document: Document, place: Place) -> NumberLabel:
    meta = document.meta
    section = document.section_at(place.entry.start)
    forward = section is not None and section.kind in {"plan", "outlook"}
    target = (_TARGET.search(head) is not None and not re.search(r"占|完成", head)) or (
        forward and not _ACTUAL.search(head)
    )
    review = meta.review_period
    stated = _YEAR.search(head)
    if stated:
        half = {"上半年": "H1", "下半年": "H2"}.get(stated.group(2) or "", "")
        period: str | None = stated.group(1) + half
    elif target and forward:
        period = meta.plan_period
    elif target and review:
        period = review[:4]
    else:
        period = review
    if not target and review and period and period == review[:4] and "H" in review:
        period = review
    return replace(label, status="target" if target else "actual", period=period)
