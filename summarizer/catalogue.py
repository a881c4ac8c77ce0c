"""The core statistics: which one a name means, and what is known about each. The data is `schemas/indicators.yaml`."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml

from summarizer.errors import UsageError
from summarizer.resources import data_dir


@dataclass(frozen=True, slots=True)
class Statistic:
    """One entry: names for people, base unit of a level, whether `more` or `less` is better, or neither (None)."""

    id: str
    zh: str
    en: str
    unit: str | None
    better: str | None
    names: tuple[str, ...]


# Words that say where, when, how much or how it moves, but not what is measured.
_AROUND = re.compile(
    r"""
      全市 | 全区 | 全县 | 全省 | 全国 | 全州 | 全旗 | 我[市区县省州国旗] | 本[市区县省] | 全年 | 年度 | 当年 | 上半年 | 累计 | 预计 | 年末
    | (?:19|20)\d\d年度? | 完成 | 实现 | 达到 | 按可比价格?计?算? | 可比 | 名义 | 实际(?=增长|增速) | 同比 | 年均 | 平均(?=增长|增速)
    """,
    re.VERBOSE,
)
_TAIL = re.compile(
    r"(?:的)?(?:总量|增长率|增长速度|增速|增幅|涨幅|上涨|增长|增加|提高|下降|降低|净增|总数|达|突破|新增|名义增长|降幅|减少|年均增长|总规模|规模)+(?:幅度)?$"
)
_RANK_TAIL = re.compile(r"(?:总量|增速|增幅|增长)?(?:全[市省区县国州]|[^的]{0,4}[市省区县])?(?:排名|排位|位次|位居|位列|排|居|列)?第?$")
_OPENING = re.compile(r"^(?:新增加?|净增|新培育|新认定|新发展|新登记|新设立|培育|认定|完成|实现|预计|达到|引进(?!(?:市|省|区|县|州|国|境)[外内])|累计|常住(?!人口)|新注册|拥有|现有)+")
_KEEPS_OPENING = frozenset({"hightech_firms", "market_entities"})
_PEOPLE = ("人", "名", "万", "人次", "人口", "%")
_SCOPE = re.compile(r"[(（][^)）]*[)）]")
_QUALIFIER = re.compile(r"(?:按|以)[^,，]{1,8}(?:口径|计算|价格)|不含[^,，]{1,8}$")
_NOISE = re.compile(r"[\s“”\"'‘’]")


class Catalogue:
    """The statistics by id, and the grammar of their names."""

    def __init__(self, statistics: tuple[Statistic, ...]) -> None:
        self.statistics = statistics
        self.by_id = {statistic.id: statistic for statistic in statistics}
        groups = [f"(?P<{s.id}>{'|'.join(f'(?:{name})' for name in s.names)})" for s in statistics]
        self._pattern = re.compile(f"(?:{'|'.join(groups)})")
        self._match = lru_cache(maxsize=8192)(self._match_uncached)

    def canon_of(self, name: str, measure: str | None = None, unit: str | None = None) -> str | None:
        """The core statistic that `name` means for a region as a whole; None for anything else.

        A share of a total, a distance to another region's figure or a part of the statistic is none, whatever
        `measure` and `unit` say; those only decide between readings of the same words.
        """
        if re.search(r"[高低快慢]于|领先|落后|完成.{0,6}(?:计划|目标|任务)", name) or len(name) > 40:
            return None
        found = self._match(name, measure == "rank")
        if found is None:
            return None
        if "占" in name and found != "rd_intensity":
            return None
        return found if _fits(self.by_id[found], measure, unit or "") else None

    def _match_uncached(self, name: str, ranked: bool) -> str | None:
        text = _NOISE.sub("", name)
        if (whole := self._pattern.fullmatch(text)) is not None:
            return whole.lastgroup if whole.lastgroup in self.by_id else _group(whole)
        text = _QUALIFIER.sub("", _SCOPE.sub("", text))
        text = _AROUND.sub("", text)
        if ranked:
            text = _RANK_TAIL.sub("", text)
        for candidate in dict.fromkeys((text, _TAIL.sub("", text), _OPENING.sub("", text), _TAIL.sub("", _OPENING.sub("", text)))):
            if candidate and (match := self._pattern.fullmatch(candidate)) is not None:
                found = _group(match)
                if candidate != text and _OPENING.match(text) and found not in _KEEPS_OPENING and re.match(r"新|培育|认定", text):
                    continue
                return found
        return None


def _group(match: re.Match[str]) -> str | None:
    return next((name for name, value in match.groupdict().items() if value is not None), None)


def _fits(statistic: Statistic, measure: str | None, unit: str) -> bool:
    """Whether the figure can be that statistic: money is counted in money, people in people."""
    if measure in {"growth", "avg_growth", "change", "rank"} or measure is None:
        return True
    money = unit.endswith(("元", "币", "美金"))
    if statistic.unit in {"CNY", "USD"}:
        return money or unit in {"%", "倍"} or not unit
    if statistic.unit == "kg":
        return unit.endswith(("吨", "斤")) or unit == "%"
    if statistic.unit in {"person", "person-times"}:
        return not money and (unit.endswith(_PEOPLE) or statistic.id != "poverty_relieved")
    return True


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships with the package. Raises UsageError for an entry that is not well formed."""
    path = data_dir("schemas") / "indicators.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        statistics = tuple(
            Statistic(id_, entry["zh"], entry["en"], entry["unit"], entry["better"], tuple(entry["names"]))
            for id_, entry in data.items()
        )
        return Catalogue(statistics)
    except (KeyError, TypeError, AttributeError, yaml.YAMLError, re.error) as error:
        raise UsageError(f"schemas/indicators.yaml is not a catalogue of statistics ({error}); mend the entry") from error
