"""The patterns that take a phrase apart: what opens and closes it, where a noun and a subject end. Words are data."""

import re

from summarizer.knowledge.lexicon import either, words
from summarizer.knowledge.patterns import regex

_OF_YEAR = r"""(?: 度 | [上下]半年 | 第?[一二三四1-4]季度 | \d{1,2}月 )? (?: 末 | 底 | 年底 | 年末 | 以来 | 来 | 起 | 期间 | 间 | 初 | 前 )?"""
_TIME = rf"""(?:
    (?: 到 | 至 | 截至 | 截止 )? (?:19|20)\d\d (?: [-—–~至]+ (?:19|20)?\d\d )? 年 {_OF_YEAR}
  | \d{{1,2}} (?: [-—–~至、]+ \d{{1,2}} )? 月份? (?: 末 | 底 | 以来 )?
  | “?十[一二三四五]?五”? (?:规划)? (?: 时期 | 期间 | 以来 | 末 | 期末 | 的 )?
  | (?: 这 | 过去 | 近 | 前 | 五 | 今后 | 未来 ) 的? [一二三四五六七八九十]? 年 [来间里]?
  | (?: [三四五六七八九十] | [3-9] | 10 ) 年 [来间里]?
  | {either("@time_words")} | 前[一二三]季度 | [一二三四]季度 | 到[^,，。;；、]{{0,6}}[底末]
)"""
# What stands between a statistic and its growth and says how it was reckoned: 按可比价格计算, 扣除价格因素.
_ASIDE = r"""(?:
    (?: [按以](?: 不变 | 可比 | 现行 | 当年 | 同 )(?: 价格? | 口径 ) | 按同口径 ) (?: 计算 | 核算 | 比较 )?
  | [扣剔][除减] [^,，。;；、\d]{0,8} (?: 因素 | 影响 ) 后?
)"""
_BASE = r"""
    (?: 上年 | 去年 | 前年 | (?:19|20)\d\d年 | “?十[一二三四五]?五”? | 上届 | 五年前 | 计划 | 年初 | 同期 | “[^”]{1,6}” | 20\d\d )
    (?: 度 | 全年 )? (?: 规划 | 时期 | 期间 | 初期 | 前期 )? (?: 末 | 期末 | 底 | 年底 | 年末 | 初 | 同期 )? (?: 相比 | 之比 )? 的?
"""


def _first_of(*names: str) -> frozenset[str]:
    """The characters that words of these classes begin with."""
    return frozenset(word[0] for name in names for word in words(name))


# What an opener can begin with, white space and digits aside.
OPENER_OPENS = _first_of("scopes", "time_words", "connectors", "adverbs") | frozenset(
    "、,，:：;；—-–·|”’一二三四五六七八九十（(到至截“这过近前今未①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳按以扣剔分比较是与相实"
)
OPENERS = regex(
    rf"""^(?:
        [\s、,，:：;；—\-–·|”’]+                         # what separates it from the words before
      | [一二三四五六七八九十]{{1,2}}是                      # 一是
      | [（(][一二三四五六七八九十\d]{{1,3}}[)）]             # (三)
      | {either("@scopes")}的?
      | {_TIME}(?:[,，、]|的)?
      | (?! 使用 | 让利 | 让渡 | 和[谐平睦] | 及时 | 及格 | 含[量氧] | 与会 | 另类 | 将军 ) {either("@connectors")}[:：]?
      | [0-9]{{1,2}}[.．、](?=[^0-9])                       # 1.
      | [①-⑳]
      | {_ASIDE}[,，、]?
      | (?:分别)? (?: 比 | 较 | 是 | 与 | 相当于 ) {_BASE} (?: 分别 | 均 )?
      | {either("@adverbs")}
      | 实现(?!率)
    )""",
    re.VERBOSE,
)
_CHANGE = rf"""
    (?: {either("@comparisons")} 的? )? {either("@adverbs")}? (?<![新净]) {either("@rise", "@fall")} (?: 了 | 幅度 )?
    (?: {either("到", "至", "为", "达", "达到")} {_TIME}? 的? )?
"""
_ENDING_WORDS = either("分别", "均", "也", "又", "了", "大约", "将近", "逾", "平均", "共计", "以来", "累计", "按")
# What a closer can begin with, white space aside: most characters of a text are tried no further.
_OPENING_CLASSES = ("scopes", "comparisons", "predicates", "rise", "fall", "adverbs")
CLOSER_OPENS = _first_of(*_OPENING_CLASSES) | frozenset("、,，:：;；—-–·|（(连比较对与分由从约均也又了大将逾平共以累按")
CLOSERS = regex(
    rf"""(?=[\s{re.escape("".join(sorted(CLOSER_OPENS)))}])
    (?:
        [\s、,，:：;；—\-–·|（(]+
      | (?<=..) {either("@scopes")}
      | 连续[一二三四五六七八九十\d]+ (?: 年 | 个月 | 个季度 )
      | [比较] (?: 上年 | 去年 | 年初 | 上年度 ) (?: 预算 | 实际 | 执行数 | 决算 | 完成数 )?
      | (?<=.) (?: 比 | 较 | 对比 | 与 ) [^,，、]{{0,12}}? (?: 年 | 末 | 期 | 底 | 初 | 前 | 相比 )
      | (?:分别)? [由从] (?: {_TIME} | 上年 | 去年 | 原来 | 原先 | 原有 | 过去 | 年初 )? ”? [末底初]? 的?
      | (?<![签履合节预邀制违])约
      | {_CHANGE}
      | {either("@comparisons")} | {either("@predicates")} | {_ENDING_WORDS}
    )$""",
    re.VERBOSE,
)
# What a closer can end with: words of its classes, and the characters that its own words and `_TIME` end with, white
# space aside. To look for a closer costs a try at every character of a text.
_CLOSING_CLASSES = ("scopes", "time_words", "rise", "fall", "comparisons", "predicates")
CLOSING = frozenset(word[-1] for name in _CLOSING_CLASSES for word in words(name)) | frozenset(
    "、,，:：;；—-–·|”（(年月度算际数末期底初前比来先有去的约了到至为达间里起份划五别均也又近逾计按"
)
SCOPED_OPENERS = regex(
    r"^(?: (?:年度)?计划(?: 总 | 完成 )?投资 | 全社会 | 全口径 | 全部工业 | 全员 | 全国\S{0,3}500 )", re.VERBOSE
)
LAST_TOTAL = regex(
    r"""(?: 共计 | 累计 | 合计 | 总计 | 共有 | 总共
          | (?<![公中国一总医])共(?![享建同治和青育产鸣识通济体生商富保用创]) ) (?=[^\s]{2})""",
    re.VERBOSE,
)
AIM = regex(r"^.*(?:目标|指标|预期|任务|安排|建议|如下)[^,，。;；]{0,8}[:：是为]+")
# What no aim, no predicate inside, no masks and marks of quotation, brackets and lists go without.
AIM_WORD = regex("目标|指标|预期|任务|安排|建议|如下")
INNER_WORD = regex("完成|实现|达到|累计|共|全年")
MARK = regex(r"[()（）“”：:|*×\[〔]")
PARTICLE_ENDS = ("等", "、", "和", "与", "及")
AIMED = regex(
    r"(?: 增速 | 增长 | 增幅 | 增长率 )? (?: 预期 | 年度 | 年均 )? 目标 (?: 设定 | 确定 | 定 | 安排 | 调整 )* [为是]$",
    re.VERBOSE,
)
PREPOSITION = regex(r"^(?:为|对|向|给|针对|围绕|通过|借助|依托|联合|带动|动员|组织)")
VERB = regex(either("@verbs"))
DROPPED_VERB = regex(r"^(?:实现|完成|达到|取得|获得|拥有|现有|共有|已有|有|做到|确保|保持|达)(?=.{3})")
INNER_PREDICATE = regex(
    r"""(?<=..) (?:分别)? (?: 完成 | 实现 | 达到 | 累计 | 共 | 全年 )
        (?= (?:年度)? (?: 增加值 | 总?产值 | 收入 | 投资 | 总额 | 税收 | 利润 | 贷款 | 存款 ) )""",
    re.VERBOSE,
)
PARTICLES = regex(r"(?:等)?(?:(?:[、和与]|(?<![惠以涉普])及)\s*)?$")
MASK = regex(r"[*×]{2,}|[\[〔][0-9]{1,3}[\]〕]")

# Where a noun behind a figure ends and what happens to it begins.
STATE = either("@turns")
NOUN = regex(rf"(?:“[^”]*”|《[^》]*》|(?!(?<=.){STATE})[^、,，:：;；。！？!?（(|\s])*", re.DOTALL)
NO_NOUN_MARKS = frozenset("、,，:：;；。！？!?)）|/—-–~～－−‐")
NO_NOUN = regex(
    rf"""^\s*(?:
        $ | [{re.escape("".join(sorted(NO_NOUN_MARKS)))}] | {either("@no_noun")}
      | 对(?!外|口|象) | 在(?!建|校|岗|册|编|线) | 经(?!营|济|费|贸) | 同(?!志|学) | 较(?!大) | 并(?![网购])
      | 创(?!新|业|意|造|建|客|投) | 的?(?: 基础上 | 目标 | 任务 | 计划 | 要求 | 速度 ) | “?门槛
      | [百千万]*亿?元? (?: [一二两三四五几]个 )? (?: 大 | 新 | [百千万]亿 )? 台阶
      | [增减升降压缩提扩][^,，。、]{{0,2}}[到至为]
      | {STATE}(?!的) | {either("@predicates")}$
    )""",
    re.VERBOSE,
)
COMPOUND = regex(either("@compounds"))
LEADING_DE = regex(r"^\s*(?:的|各类|各种|各级|各)")
EVALUATION = regex(rf"(?:{either('@evaluations')})$")
ADVERB = regex(rf"^(?:{either('@adverbs')}|已|均|全部|也)+")
ONLY_ATTRIBUTE = regex(
    rf"^(?:年|总|新增|累计|年均|人均|户均|平均|实际|项目|规划|概算|估算)*(?:{either('@attributes')})$"
)
HEAD = regex(rf"(?:{either('@heads')})(?:\([^)]*\)|（[^）]*）)?$")
MANNER_LEAD = regex(r"^(?:为|对|向|给|面向|围绕|针对|按照|根据|结合|就|以|与|同|和|联合|分\S{1,2}批)")
PREPOSITION_END = regex(r"(?:为|对|向|给|与|同|和|在|从)$")
STANDING = regex(
    r"""(?: 连续[^,，]{0,6}[年月] )? [稳位跃高]? (?: 居 | 列 | 排名 | 位次 ) (?![民家住])
      | [高低快好优]于 | 增速(?: 高于 | 快于 | 位居 ) | 创(?: 历史 | 近年 ) | 实现(?: 正增长 | 翻番 | 倍增 )""",
    re.VERBOSE,
)
# What it can begin with.
STANDING_OPENS = frozenset("连稳位跃高居列排低快好优增创实")
SUBJECT_END = regex(
    rf"""{either("@subject_ends")} | 居(?![民家住]) | 比(?![重例率]) | [较由] | 从(?!业) | (?:19|20)[0-9]{{2}}""",
    re.VERBOSE,
)
