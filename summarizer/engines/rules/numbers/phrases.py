"""Taking a stretch of text before or behind a figure down to the words that say what is counted."""

import re
from functools import lru_cache

from summarizer.knowledge.lexicon import either, word_set

_TIME = (
    r"(?:(?:到|至|截至|截止)?(?:19|20)\d\d(?:[-—–~至]+(?:19|20)?\d\d)?年(?:度|(?:上|下)半年|第?[一二三四1-4]季度|\d{1,2}月)?(?:末|底|年底|年末|以来|来|起|期间|间|初|前)?"
    r"|\d{1,2}(?:[-—–~至、]+\d{1,2})?月(?:份)?(?:末|底|以来)?"
    r"|“?十[一二三四五]?五”?(?:规划)?(?:时期|期间|以来|末|期末|的)?"
    r"|(?:这|过去|近|前|五|今后|未来)(?:的)?[一二三四五六七八九十]?年(?:来|间|里)?|(?:[三四五六七八九十]|[3-9]|10)年(?:来|间|里)?"
    r"|一年来|几年来|近年来|上半年|下半年|全年|年内|年度|当年|去年|上年|今年(?:以来)?|明年|本年(?:度)?|年底(?:前)?|年末|目前|现在|截至目前|截至年底|截止目前|至今|期内|前[一二三]季度|[一二三四]季度|本届政府(?:以来)?|届末|每年|每月|全年预计|到[^,，。;；、]{0,6}(?:底|末))"
)
# What stands between a statistic and its growth and says how it was reckoned: 按可比价格计算, 扣除价格因素.
_ASIDE = (
    r"(?:(?:[按以](?:不变|可比|现行|当年|同)(?:价格?|口径)|按同口径)(?:计算|核算|比较)?"
    r"|[扣剔](?:除|减)[^,，。;；、\d]{0,8}(?:因素|影响)后?)"
)
_BASE = (
    r"(?:上年|去年|前年|(?:19|20)\d\d年|“?十[一二三四五]?五”?|上届|五年前|计划|年初|同期|“[^”]{1,6}”|20\d\d)"
    r"(?:度|全年)?(?:规划|时期|期间|初期|前期)?(?:末|期末|底|年底|年末|初|同期)?(?:相比|之比)?(?:的)?"
)
_OPENERS = re.compile(
    rf"""^(?:
        [\s、,，:：;；—\-–·|”’]+                         # what separates it from the words before
      | [一二三四五六七八九十]{{1,2}}是                      # 一是
      | [（(][一二三四五六七八九十\d]{{1,3}}[)）]             # (三)
      | {either("@scopes")}的?
      | {_TIME}(?:[,，、]|的)?
      | (?!使用|让利|让渡|和[谐平睦]|及时|及格|含[量氧]|与会|另类|将军){either("@connectors")}[:：]?
      | [0-9]{{1,2}}[.．、](?=[^0-9])                       # 1.
      | [①-⑳]
      | {_ASIDE}[,，、]?
      | (?:分别)?(?:比|较|是|与|相当于){_BASE}(?:分别|均)?
      | {either("@adverbs")}
      | 实现(?!率)
    )""",
    re.VERBOSE,
)
_MARKS = r"[\s、,，:：;；—\-–·|（(]+"
_CHANGE = rf"(?:{either('@comparisons')}(?:的)?)?(?:{either('@adverbs')})?(?<![新净])(?:{either('@rise', '@fall')})(?:了|幅度)?(?:{either('到', '至', '为', '达', '达到')}(?:{_TIME})?的?)?"
_CLOSERS = re.compile(
    rf"(?:{_MARKS}|(?<=..){either('@scopes')}|连续[一二三四五六七八九十\d]+(?:年|个月|个季度)|(?:比|较)(?:上年|去年|年初|上年度)(?:预算|实际|执行数|决算|完成数)?|(?<=.)(?:比|较|对比|与)[^,，、]{{0,12}}?(?:年|末|期|底|初|前|相比)|(?:分别)?(?:由|从)(?:{_TIME}|上年|去年|原来|原先|原有|过去|年初)?[”]?(?:末|底|初)?的?|(?<![签履合节预邀制违])约|{_CHANGE}|{either('@comparisons')}|{either('@predicates')}|{either('分别', '均', '也', '又', '了', '大约', '将近', '逾', '平均', '共计', '以来', '累计', '按')})$"
)
_SCOPED_OPENERS = re.compile(
    r"^(?:年度计划(?:总|完成)?投资|计划(?:总|完成)?投资|全社会|全口径|全部工业|全员|全国\S{0,3}500)"
)
_LAST_TOTAL = re.compile(
    r"(?:共计|累计|合计|总计|共有|(?<![公中国一总医])共(?!享|建|同|治|和|青|育|产|鸣|识|通|济|体|生|商|富|保|用|创)|总共)(?=[^\s]{2})"
)
_AIM = re.compile(r"^.*(?:目标|指标|预期|任务|安排|建议|如下)[^,，。;；]{0,8}[:：是为]+")
_AIMED = re.compile(r"(?:增速|增长|增幅|增长率)?(?:预期|年度|年均)?目标(?:设定|确定|定|安排|调整)*[为是]$")
_PREPOSITION = re.compile(r"^(?:为|对|向|给|针对|围绕|通过|借助|依托|联合|带动|动员|组织)")
_VERB = re.compile(either("@verbs"))
_DROPPED_VERB = re.compile(r"^(?:实现|完成|达到|取得|获得|拥有|现有|共有|已有|有|做到|确保|保持|达)(?=.{3})")
_INNER_PREDICATE = re.compile(
    r"(?<=..)(?:分别)?(?:完成|实现|达到|累计|共|全年)(?=(?:年度)?(?:增加值|总?产值|收入|投资|总额|税收|利润|贷款|存款))"
)
_PARTICLES = re.compile(r"(?:等)?(?:(?:[、和与]|(?<![惠以涉普])及)\s*)?$")
_MASK = re.compile(r"[*×]{2,}|[\[〔][0-9]{1,3}[\]〕]")

# Where a noun behind a figure ends and what happens to it begins.
_STATE = either(
    "全部", "相继", "正在", "有序", "加快", "全面", "顺利", "成功", "加紧", "稳步", "扎实", "积极", "基本", "如期", "超额", "提前", "圆满", "先后", "陆续", "同步", "深入", "强力", "快速", "率先",
    "实现", "完成", "获得", "入选", "荣获", "落户", "建成", "投入", "被评", "被认", "被列", "被省", "被国", "开展", "进行", "达到", "参加", "参与", "纳入", "通过", "成为", "投用", "竣工", "进入", "得到", "列入", "奔赴", "下沉",
    "签订", "签约", "开工", "投产", "上线", "挂牌", "摘帽", "脱贫", "出列", "晋升", "跻身", "取得", "受益", "用于", "新增", "实行", "正式", "主体完工", "自觉", "投身", "荣登", "获评", "获批", "获国", "获省", "甩掉", "均已", "均达", "均为", "共完成", "共实现", "紧急", "奋战", "驰援",
)  # fmt: skip
_NOUN = re.compile(rf"(?:“[^”]*”|《[^》]*》|(?!(?<=.){_STATE})[^、,，:：;；。！？!?（(|\s])*", re.DOTALL)
_NO_NOUN = re.compile(
    rf"^\s*(?:$|[、,，:：;；。！？!?)）|/—\-–~～－−‐]|以上|以下|以内|左右|上下|向|对(?!外|口|象)|用于|以|由|在(?!建|校|岗|册|编|线)|从|为|被|给|于|经(?!营|济|费|贸)|按|与|同(?!志|学)|和|及|的?(?:基础上|目标|任务|计划|要求|速度)|大关|关口|(?:[一二两三四五几]个)?(?:大|新|[百千万]亿)?台阶|“?门槛|并(?![网购])|且|而|连续|稳?居|位居|成为|首次|创(?!新|业|意|造|建|客|投)|跃升|[百千万]*亿?元?(?:[一二两三四五几]个)?新?台阶"
    rf"|[增减升降压缩提扩][^,，。、]{{0,2}}[到至为]|同比|环比|比|较(?!大)|占|其中|增长|下降|增加|减少|提高|上升|降低|回落|收窄|{_STATE}(?!的)|{either('@predicates')}$)"
)
_COMPOUND = re.compile(
    r"(?:培训|服务|贷款|投资|补贴|补助|奖励|救助|保障|示范|建设|改造|改革|安置|试点|整治|扶贫|招聘|融资|资助|新建|在建|续建|检测|监测|供水|供热|停车|充电|退役|出口|注册|处置|治理|帮扶|管理|种植|养殖|重建|抢险|高标准)"
)
_LEADING_DE = re.compile(r"^\s*(?:的|各类|各种|各级|各)")
_EVALUATION = re.compile(rf"(?:{either('@evaluations')})$")
_ADVERB = re.compile(rf"^(?:{either('@adverbs')}|已|均|全部|也)+")
_ATTRIBUTE = re.compile(rf"(?:{either('@attributes')})$")
_ONLY_ATTRIBUTE = re.compile(
    rf"^(?:年|总|新增|累计|年均|人均|户均|平均|实际|项目|规划|概算|估算)*(?:{either('@attributes')})$"
)
_HEAD = re.compile(rf"(?:{either('@heads')})(?:\([^)]*\)|（[^）]*）)?$")


def strip_openers(text: str) -> str:
    """`text` without the time, place, connectives and adverbs it opens with."""
    while (match := _OPENERS.match(text)) and match.end() and not _SCOPED_OPENERS.match(text):
        text = text[match.end() :]
    return text


def strip_closers(text: str) -> str:
    """`text` without the predicate, the word of change and the bound it closes with."""
    while (match := _CLOSERS.search(text)) and match.start() < len(text):
        text = text[: match.start()]
    return text


@lru_cache(maxsize=4096)
def core_of(lead: str, whole: bool = False) -> str:
    """What the words before a figure name: `全区地区生产总值完成` → 地区生产总值. Empty if they name nothing.

    A long phrase is cut to its last verb and object unless the `whole` is wanted.
    """
    text = lead
    if (aim := _AIM.match(text)) and (strip_closers(text[aim.end() :]) or not _AIMED.search(aim.group())):
        text = text[aim.end() :]
    elif aim:
        text = _AIMED.sub("", aim.group())
    for opening, closing in (("(", ")"), ("（", "）")):
        if text.count(opening) > text.count(closing):
            text = text[text.rfind(opening) + 1 :]
        elif text.count(closing) > text.count(opening):
            text = text[text.find(closing) + 1 :]
    if text.count("”") > text.count("“"):
        text = text[text.find("”") + 1 :]
    text = text.rsplit("：", 1)[-1].rsplit(":", 1)[-1].rsplit("|", 1)[-1]
    text = strip_openers(_MASK.sub("", text))
    text = strip_closers(text)
    if (total := list(_LAST_TOTAL.finditer(text))) and total[-1].start() >= 2:
        text = strip_openers(text[total[-1].end() :])
    if _DROPPED_VERB.match(text):
        text = strip_openers(_DROPPED_VERB.sub("", text, count=1))
    text = _INNER_PREDICATE.sub("", text)
    text = _PARTICLES.sub("", text).strip()
    return text if whole else shorten(text)


def shorten(text: str, limit: int = 24) -> str:
    """A long phrase cut to its last verb and object; a prepositional opener dropped."""
    if _PREPOSITION.match(text):
        verb = next((m for m in _VERB.finditer(text) if m.start() >= 3 and len(text) - m.end() >= 2), None)
        if verb and verb.start() > 10:
            text = text[verb.start() :]
    if (
        len(text) <= limit
        or (is_statistic(text) and len(text) <= 2 * limit)
        or (len(text) <= limit + 8 and _VERB.match(text))
    ):
        return text
    if (opening := verb_of(text)) and (listed := re.search(r"等(?:各类|各种|各|方面|一批)?([^等、]{3,})$", text)):
        return opening + listed.group(1)
    verbs = [m.start() for m in _VERB.finditer(text) if 5 <= len(text) - m.start() <= limit]
    return text[verbs[0] :] if verbs else text[-limit:]


def noun_behind(after: str, counts: bool) -> str:
    """The noun that a figure counts when it stands behind the unit: `老旧小区、…` → 老旧小区; else empty.

    `counts` says that the unit is a classifier, which a noun must follow even if it opens with a verb (抢险工程).
    """
    rest = _LEADING_DE.sub("", _MASK.sub("", after))
    if _NO_NOUN.match(rest):
        return ""
    if not counts and _VERB.match(rest) and not _COMPOUND.match(rest):
        return ""
    found = _NOUN.match(rest)
    noun = found.group().strip(" 的等") if found else ""
    if len(noun) > 14 and (joint := re.search(r"(?<=.{4})(?:以及|及|和|与)", noun)):
        return noun[: joint.start()]
    return noun


def noun_before_verb(noun: str) -> str:
    """The noun cut where the words for the next figure begin: `低保对象发放低保金` → 低保对象."""
    quoted = [match.span() for match in re.finditer(r"“[^”]*”", noun)]
    verbs = [
        match.start()
        for match in _VERB.finditer(noun)
        if match.start() >= 2 and match.end() < len(noun) and not any(a < match.start() < b for a, b in quoted)
    ]
    clear = [start for start in verbs if not _COMPOUND.match(noun, start)]
    return noun[: (clear or verbs)[0]] if verbs else noun


def predicate_behind(after: str, noun: str) -> str:
    """What happens to a counted noun (`复工复市`, `脱贫`), empty where it is only judged (`有序推进`) or long."""
    start = after.find(noun)
    told = re.sub(r"(?:19|20)\d\d年?|[*×]{2,}", "", after[start + len(noun) :])
    rest = re.split(r"[、,，:：;；。！？!?（(]|\d", told, maxsplit=1)[0]
    told = _ADVERB.sub("", rest)
    return "" if not told or _EVALUATION.search(rest) or _EVALUATION.search(told) else told[:12]


def late_predicate(after: str, noun: str) -> str:
    """What the end of a list says of its members, behind one that the ledger does not count."""
    rest = after[after.find(noun) + len(noun) :]
    found = re.search(_STATE, rest)
    return rest[found.start() :][:12] if found and rest.startswith(("、", "和", "及")) else ""


_MANNER_LEAD = re.compile(r"^(?:为|对|向|给|面向|围绕|针对|按照|根据|结合|就|以|与|同|和|联合|分\S{1,2}批)")
_PREPOSITION_END = re.compile(r"(?:为|对|向|给|与|同|和|在|从)$")


def counting_lead(core: str) -> str:
    """The words before a counted noun that belong to its name: its verb, not what the counting is about or for.

    `分两批对` → nothing; `“某某平台”服务` → 服务; `围绕某年新增` → 新增.
    """
    if _PREPOSITION_END.search(core) or core.endswith("的"):
        return ""
    verb = verb_at_end(core)
    if _MANNER_LEAD.match(core):
        return verb
    return verb if verb and len(core) - len(verb) >= 5 and not verb_of(core) else core


@lru_cache(maxsize=4096)
def verb_starts(text: str) -> tuple[tuple[int, int], ...]:
    """Where the verbs of a phrase begin and end."""
    return tuple(match.span() for match in _VERB.finditer(text))


@lru_cache(maxsize=4096)
def verb_at_end(core: str) -> str:
    """The verb a phrase closes with: `在青溪镇等地新建` → 新建."""
    verbs = word_set("verbs")
    return next((core[-size:] for size in range(min(8, len(core)), 0, -1) if core[-size:] in verbs), "")


_STANDING = re.compile(
    r"(?:连续[^,，]{0,6}[年月])?(?:稳|位|跃|高)?(?:居|列|排名|位次)(?![民家住])|[高低快好优]于|增速(?:高于|快于|位居)|创(?:历史|近年)|实现(?:正增长|翻番|倍增)"
)
_SUBJECT_END = re.compile(
    rf"{either('突破', '连续', '实现', '持续', '超过', '达到', '增长', '保持', '继续', '稳步', '不断', '大幅', '快速', '有序', '深入', '加快', '全面', '进一步', '显著', '明显', '稳居', '位居', '排名', '跃居', '首次', '成效', '取得', '预计', '列入', '投入运行', '投入使用', '开工', '纳入', '再获', '再创', '再上', '蓬勃', '双增', '增幅', '20', '19', '完成', '推进')}|居(?![民家住])|比(?![重例率])|[较由]|从(?!业)|(?:19|20)[0-9]{{2}}"
)


@lru_cache(maxsize=4096)
def subject_of(clause: str) -> str:
    """What a clause without a figure is about: its subject, or the object of the verb it opens with."""
    text = strip_openers(clause)
    verb = verb_of(text)
    if verb and verb != text:
        text = strip_openers(text[len(verb) :])
        return text[-20:] if len(text) >= 3 else ""
    end = _SUBJECT_END.search(text, 2)
    subject = re.sub(r"[双均都也又]$", "", text[: end.start()] if end else text)
    return subject if 2 <= len(subject) <= 24 else ""


def is_aside(clause: str) -> bool:
    """Whether a clause names nothing new: how a figure was reckoned, or how the statistic stands among others."""
    text = strip_openers(clause)
    return not text or _STANDING.match(text) is not None


@lru_cache(maxsize=4096)
def is_attribute(core: str) -> bool:
    """Whether a name needs an owner: 总投资, 产量, 覆盖率."""
    return _ONLY_ATTRIBUTE.match(core) is not None


@lru_cache(maxsize=4096)
def attribute_at_end(core: str) -> str:
    """The attribute a phrase ends with (`…总投资`), or an empty string."""
    match = _ATTRIBUTE.search(core)
    return match.group() if match else ""


@lru_cache(maxsize=4096)
def is_statistic(core: str) -> bool:
    """Whether the phrase ends in a noun that carries a figure by itself (…收入, …率, …面积)."""
    return _HEAD.search(core) is not None


@lru_cache(maxsize=4096)
def verb_of(core: str) -> str:
    """The verb (or verbs) a phrase opens with: 新增, 开工建设; empty for a noun phrase."""
    end = 0
    while (match := _VERB.match(core, end)) and end < 6:
        end = match.end()
    if end == 0 and (match := re.match(r"新(?=[\u4e00-\u9fff])", core)):
        end = match.end()
    return core[:end] if end < len(core) else core
