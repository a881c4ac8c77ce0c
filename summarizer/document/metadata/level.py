"""What a report calls its own place: 全县, 县委、县政府, 我代表县人民政府."""

import re
from collections import Counter

import numpy as np

from summarizer.document.metadata.region import Region, is_masked
from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex

# Each pattern begins with a literal, which is looked for at once.
_REPRESENTED = regex(r"代表(?:\S{2,12})?(?P<unit>省|自治区|州|盟|市|县|旗|区)(?:人民)?政府")
_WHOLE = regex(r"全(?<![居在获于入]全)(?P<unit>省|州|盟|市|县|旗|区)(?!前|第|排|首|领先|率先|唯一|平均|最|位)")
_OURS = regex(r"我(?P<unit>省|州|盟|市|县|旗|区)")
# 居全市第2位, 进入全市前列: whoever is placed in it is below it.
_PLACED = regex(r"(?:[居在入列]|位居|位列)全(?P<above>省|市)|全(?P<above_too>省|市)(?:前列|第|排名|首位|平均)")
# Whoever speaks of all units below speaks for the one above them.
_OWN_BELOW = {
    "省": regex(r"设区市|各市[（(、]?[州县]|各市州|市县两级|省直"),
    "市": regex(r"各县[（(、市区]|县[（(]市、?区|县市区|各区县|各县区|市直"),
}
# 省市县重点项目: the last of the chain is the speaker's own.
_CHAIN = regex(r"省[、和]?市[、和]?(?P<own>[县区旗])(?![级域外内城长])")
_LEVELS = {"省": "province", "自治区": "province", "州": "city", "盟": "city", "地区": "city"}
_LEVELS |= dict.fromkeys("县旗区", "county")
_MASKED_UNIT = regex(r"[*×xX＊○]{2,}(?:自治)?(?P<unit>省|州|盟|地区|市|县|旗|区)")
_SUFFIX = regex(r"(?P<suffix>自治区|特别行政区|自治州|地区|省|州|盟|自治县|自治旗|县|旗|区|市)$")
_MUNICIPALITY = regex(r"(?:北京|上海|天津|重庆)市?$")
_BELOW = regex(rf"县[(（]?[市区]|各县|县区|区县|县域|{HAN}县(?!级|城|委|政|人|长)|城区")
_TOWNS = regex(rf"镇[(（]?街道|各镇|镇村|乡镇|各乡|镇街|办事处|城关镇|{HAN}镇")
_ABOVE = regex(
    rf"""
      州委 | 全州 | 盟委 | 省、{HAN}{{2,3}}市 (?:委|和) | 地级市 | 上级市
    | (?<!本) {HAN}{{2}}市委、{HAN}{{2}}市政府 | 百强县 | 县级市 | 撤县
    """,
    re.VERBOSE,
)


def own_unit(text: str, title: str | None) -> str | None:
    """What the text calls its own place (`县`, `市`, `省`, …); None where it does not say."""
    if is_masked(title) and (masked := _MASKED_UNIT.search(title or "")):
        return masked["unit"]
    said: Counter[str] = Counter()
    represented = list(_REPRESENTED.finditer(text))
    for match in represented:
        said[match["unit"]] += 30 if match.start() < 3000 else 1
    names = np.array([match.span() for match in represented] or [(0, 0)])
    for pattern in (_WHOLE, _OURS):
        for match in pattern.finditer(text):
            # 代表全市人民政府 says it once.
            if not ((names[:, 0] < match.start()) & (match.start() < names[:, 1])).any():
                said[match["unit"]] += 1
    for match in _CHAIN.finditer(text):
        said[match["own"]] += 1
    if not said:
        if any("市" in match.groups() for match in _PLACED.finditer(text)):
            return "县"
        return next((unit for unit, below in _OWN_BELOW.items() if below.search(text)), None)
    (unit, count), *others = said.most_common(2)
    return unit if not others or count > others[0][1] else None


def admin_level(region: Region, unit: str | None, text: str) -> str | None:
    """The level of the report's place: by the gazetteer, else by its suffix, else by what the text calls it."""
    if region.name == "全国":
        return "national"
    if region.place is not None:
        return region.place.level
    ending = _SUFFIX.search(region.name or "")
    suffix = ending["suffix"] if ending else None
    if region.name and _MUNICIPALITY.search(region.name):
        return "province"
    if suffix == "特别行政区":
        return "province"
    kind = (suffix or unit or "").removeprefix("自治") if suffix != "自治区" else suffix
    if kind == "市":
        return "county" if _is_county_level_city(text) else "city"
    return _LEVELS.get(kind)


def _is_county_level_city(text: str) -> bool:
    """A county-level city speaks of its towns and of the city above it; a prefecture speaks of its counties."""
    below, towns, above = (len(pattern.findall(text)) for pattern in (_BELOW, _TOWNS, _ABOVE))
    return towns > 2 * below + 4 or (above > 0 and towns > below)
