"""Figures in the cells of tables: the name from the row, measure, unit and year from cell, column and caption."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Document
from summarizer.engines.rules.numbers.bounds import bound_of
from summarizer.engines.rules.numbers.columns import COLUMNS, Spot
from summarizer.engines.rules.numbers.grid import GROWTH, TARGET, UNIT_HEAD, YEAR, Row, Table, find_tables, is_data
from summarizer.engines.rules.numbers.measures import PERCENT
from summarizer.engines.rules.numbers.places import Place
from summarizer.engines.rules.numbers.signs import is_negative_cell
from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import either
from summarizer.knowledge.patterns import regex
from summarizer.knowledge.units import read_unit

_NAME_HEAD = regex(r"指\s*标|名\s*称|项\s*目|类\s*别|内\s*容|地\s*区|单位名称")
_IN_BRACKETS = regex(r"[(（]\s*([^()（）]{1,8})\s*[)）]|[（(]?(%|％|‰)[)）]?\s*$")
_ACTUAL = regex(r"完成|实际|实绩|执行|累计|达到")
_YEAR_BEFORE = regex(r"(?<![比较])(?:上年|去年|上一年)(?:同期|实际|完成|末)?(?!增|[±＋+])")
_DOWN = regex(r"下降|降低|减少|负|^\s*[-−]")
_MARKER = regex(
    r"""^\s*(?: [一二三四五六七八九十]+、 | [(（][一二三四五六七八九十\d]+[)）] | \d{1,2}[.．、] | [#*＃] | 其中[:：]? )\s*""",
    re.VERBOSE,
)
_UNIT_OF_ROW = regex(
    r"[十百千万亿]*(?:美?元|斤|公斤|吨|吨标准煤|亩|公顷|人|户|人次|公里|平方米|平方公里|个|家|天|件|微克/立方米|%|％)(?:/\S+)?"
)
_LIMIT = regex(r"([≤<＜≦])\s*$|([≥>＞≧])\s*$")
_TIME_WORDS = regex(
    r"[(（][^()（）]*[)）]$|[〔\[][^〕\]]*[〕\]]|(?:19|20)\d\d年?(?:上半年|下半年|度)?|\d+[-—]\d+月|\s+"
)
# The other end of a range, before a figure of a cell and behind it.
_CELL_OPENS = regex(r"[|\t]|[ ]{3,}|\u3000{2,}")
_RANGE_BEFORE = regex(r"\d[ ]?[%％]?[ ]?[-－—–−~～至]{1,2}[ ]?$")
_RANGE_BEHIND = regex(r"[ ]?[%％]?[ ]?[-－—–−~～至]{1,2}[ ]?\d[\d.]*[ ]?[%％]?(?:左右)?[ ]*(?:[|\t]|[ ]{3,}|$)")
_HEAD_WORDS = regex(rf"{either('@column_words')}|(?:增长|比上年|同比).*")
_CHANGES = frozenset({"growth", "avg_growth", "change"})
_LONGEST_CELL = 24


def label_tables(document: Document, places: list[Place]) -> dict[str, NumberLabel]:
    """Labels for the numbers that stand in cells of a table; the others are left to the grammar of sentences."""
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
    marked = bisect_right(table.rows, place.entry.start, key=_start_of) - 1
    if any(start in table.markers for start in range(place.entry.start - 3, place.entry.start + 1)):
        return NumberLabel(place.entry.id, "ordinal", why=("table row number",))
    if marked < 0:
        return None
    row = table.rows[marked]
    if place.entry.start > row.cells[-1].end or not is_data(row):
        return None
    column = max((i for i, cell in enumerate(row.cells) if cell.start <= place.entry.start), default=-1)
    if column < 0 or len(row.cells[column].text) > _LONGEST_CELL:
        return None
    name, row_unit = _name_of(row, column, table)
    if column == 0:
        return (
            NumberLabel(place.entry.id, "date", why=("table year",))
            if table.turned
            else _in_name(document, table, place, name)
        )
    head = table.heads[column] if column < len(table.heads) else ""
    label = _measured(document, place, row.cells[column].text, name, head, (row_unit, _unit_above(table.unit)))
    years = " ".join(table.heads)
    return _timed(label, f"{row.cells[0].text} {head}" if table.turned else head, years, document, place)


def _start_of(row: Row) -> int:
    return row.cells[0].start if row.cells else -1


def _unit_above(unit: str) -> str:
    """The unit of amounts that a caption states: 亿元 of 亿元、%."""
    parts = [part for part in re.split(r"[、/和及,，]", unit) if part]
    return next((part for part in parts if part not in PERCENT), "")


def _name_of(row: Row, column: int, table: Table) -> tuple[str, str]:
    """The name of a figure without marker and counts, and the unit that its row states. In a turned table both stand in
    the head, and a column of growth belongs to the one before it."""
    if not table.turned:
        return _row_name(row, table)
    at = column
    while at > 1 and GROWTH.search(table.heads[at]) and len(_plain(table.heads[at])) <= 4:
        at -= 1
    return _plain(table.heads[at]) if at < len(table.heads) else "", ""


def _plain(head: str) -> str:
    return re.sub(r"[(（〔][^()（）〕]*[)）〕]|[\s%％±]", "", head)


def _row_name(row: Row, table: Table) -> tuple[str, str]:
    texts = row.texts()
    at = 1 if len(texts) > 2 and re.fullmatch(r"[一二三四五六七八九十]+", texts[0]) else 0
    name = _MARKER.sub("", texts[at])
    unit = next((texts[i] for i, head in enumerate(table.heads[: len(texts)]) if UNIT_HEAD.match(head)), "")
    inside = re.search(r"[(（]([^()（）]*)[)）]\s*$", name)
    if inside and _UNIT_OF_ROW.fullmatch(inside.group(1)):
        unit, name = unit or inside.group(1), name[: inside.start()]
    name = re.sub(r"[(（]\s*\d+[^)）]{0,3}[)）]\s*$", "", name).strip()
    if re.match(r"合计|总计|小计", name):
        subject = re.search(rf"({HAN}{{2,12}}?)(?:进展|完成|执行|推进|建设)*(?:情况|计划)*表", table.caption)
        name = subject.group(1) if subject else re.sub(r"\d.*", "", name)
    return name, unit


def _in_name(document: Document, table: Table, place: Place, name: str) -> NumberLabel:
    """A count in the row's own name: `城市道路建设项目(50项)`."""
    unit = read_unit(document.text, place.entry.end)
    label = NumberLabel(place.entry.id, "q", name=name, unit=unit.unit if unit else "", why=("count in a row's name",))
    planned = TARGET.search(" ".join(table.heads)) is not None
    return _timed(label, "目标" if planned else "", "", document, place)


def _measured(document: Document, place: Place, cell: str, name: str, head: str, units: tuple[str, str]) -> NumberLabel:
    """A figure of a cell with name, measure, unit, sign and bound; `units` are those of its row and of the caption."""
    stated_unit, row_unit = units[0], units[0] or units[1]
    own = read_unit(document.text, place.entry.end)
    own_unit = own.unit.replace("％", "%") if own and own.end <= place.entry.end + 8 else ""
    words = re.split(r"\d[\d.,]*", place.before.rsplit("|", 1)[-1])[-1]
    head_unit = _head_unit(head)
    unit = own_unit or head_unit or row_unit.replace("％", "%")
    ranged = _place_in_range(place)
    negative = not ranged and (is_negative_cell(cell) or re.match(r"^\s*[-−－]", words) is not None)
    changed = "%" if GROWTH.search(head) and not own_unit else unit
    rule = COLUMNS.first(Spot(words, own_unit, name, head, changed, stated_unit, negative))
    assert rule is not None, "the last rule fits everything"
    measure = rule.produces
    if measure in {"growth", "avg_growth"}:
        unit = "%"
    what = _HEAD_WORDS.sub("", _TIME_WORDS.sub("", head))
    if (
        what
        and what not in name
        and not _NAME_HEAD.fullmatch(what)
        and len(what) <= 12
        and measure not in _CHANGES
        and not row_unit
    ):
        name = _joined(name, what)
        if re.search(r"开?工?数?[(（]?个?[)）]?$", what) and not unit:
            unit = "个"
    name = re.sub(r"(?<=..)(?:年均)?(?:增长|增速|增幅|增长率)$", "", name) if measure != "level" else name
    behind = own.end if own_unit and own else place.entry.end
    bound, bounded = bound_of(words, document.text[behind : behind + 6], False)
    if limit := _LIMIT.search(words):
        bound = "le" if limit.group(1) else "ge"
    bound = ranged or bound
    said = cell.lstrip(" -−") if ranged else words  # the dash of a range is no sign, and its words are of both ends
    falls = measure in {"growth", "avg_growth", "change"} and (negative or _DOWN.search(said) is not None)
    why = ("table cell", rule.id, *bounded)
    return NumberLabel(place.entry.id, "q", name=name, unit=unit, measure=measure, bound=bound, falls=falls, why=why)


def _place_in_range(place: Place) -> str:
    """The bound of a figure that is one end of a range in its cell: `5－6`, `4%~5%`; empty for any other."""
    if _RANGE_BEFORE.search(_CELL_OPENS.split(place.before)[-1]):
        return "le"
    return "ge" if _RANGE_BEHIND.match(place.after) else ""


def _head_unit(head: str) -> str:
    inside = list(_IN_BRACKETS.finditer(head))
    found = (inside[-1].group(1) or inside[-1].group(2) or "").strip() if inside else ""
    return "%" if re.fullmatch(r"[±＋+]?[%％]", found) else found


def _joined(name: str, what: str) -> str:
    if re.match(r"年度|完成|计划|总|累计|占|人均|投资|产值|面积|产量|开工率|竣工率", what):
        return name + what
    return what + name


@dataclass(slots=True)
class _Moment:
    target: bool
    period: str | None


def _timed(label: NumberLabel, head: str, heads: str, document: Document, place: Place) -> NumberLabel:
    """A label with status and period, from the head of its column; `heads` are those of all columns."""
    section = document.section_at(place.entry.start)
    forward = section is not None and section.kind in {"plan", "outlook"}
    moment = _moment(label, head, heads, forward, document)
    label.status, label.period = "target" if moment.target else "actual", moment.period
    return label


def _moment(label: NumberLabel, head: str, heads: str, forward: bool, document: Document) -> _Moment:
    review, plan = document.meta.review_period, document.meta.plan_period
    target = (TARGET.search(head) is not None and not re.search(r"占|完成", head)) or (
        forward and not _ACTUAL.search(head)
    )
    years = sorted({int(match.group(1)) for match in YEAR.finditer(heads)})
    if label.measure == "avg_growth" and len(years) > 1 and not YEAR.search(head):
        return _Moment(bool(review and years[-1] > int(review[:4])), f"{years[0] + 1}-{years[-1]}")
    if stated := YEAR.search(head):
        half = {"上半年": "H1", "下半年": "H2"}.get(stated.group(2) or "", "")
        period = stated.group(1) + half
        ahead = review is not None and period[:4] > review[:4]
        if review and period == review[:4] and "H" in review and not target:
            return _Moment(False, review)
        return _Moment((target and not _ACTUAL.search(head)) or ahead, period)
    if review and _YEAR_BEFORE.search(head):
        return _Moment(False, f"{int(review[:4]) - 1}{review[4:]}")
    if target:
        return _Moment(True, plan if forward else review[:4] if review else None)
    return _Moment(False, review)
