"""Which numbers state no quantity: dates, times, names, ordinals, thresholds. Ordered rules; the first that fits wins."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from summarizer.engines.rules.numbers.places import Place

YEAR = r"(?:19|20)\d\d"
_DASH = r"\s*[-—–－~～至到/、和]{1,2}\s*"
_DURATION = r"(?:个工作日|工作日|个多月|个月|个小时|小时|分钟|秒钟|个季度|个星期|昼夜|年|天|日|周)"
_LETTER_UNIT = r"(?:[kKmMcC]?[mM][²³2]?|[kKmM]?g|[tT]|[kKmMgGtT][wW][hHpP]?|[kK][mM]|TEU|mg|L|℃|pp)(?![A-Za-z0-9])"
_SIZE = r"(?:[十百千万亿]*(?:元|美元|吨|千瓦|兆瓦|平方米|平米|平方公里|亩|公顷|蒸吨|立方米|方|头|只|羽|人)|岁|周岁|层|级|年|小时|米|公里|分)"


@dataclass(frozen=True, slots=True)
class Rule:
    """If `before` fits the text that ends at the number, `after` the text that follows it and `digits` the number
    itself, the number is of class `cls`. `example` shows the number between bars."""

    name: str
    cls: str
    example: str
    before: str = ""
    after: str = ""
    digits: str = ""
    test: Callable[[Place], bool] | None = None


def _quote_is_a_label(place: Place) -> bool:
    """A quotation of a few characters is a slogan, a title or a code; a longer one is speech with figures of its own."""
    span = place.quoted
    return span is not None and (span.mark == "《" or span.end - span.start <= 26)


def _fits_a_month(place: Place) -> bool:
    return place.text.isdigit() and 1 <= int(place.text) <= 12


def _fits_a_day(place: Place) -> bool:
    return place.text.isdigit() and 1 <= int(place.text) <= 31


def _is_a_marker(place: Place) -> bool:
    return place.text.isdigit() and int(place.text) <= 60


def _counts_a_class(place: Place) -> bool:
    """`5000万元以上项目152个`, `2家营收超10亿元企业`: another number of the clause counts what the threshold defines."""
    around = place.before.rsplit("，", 1)[-1].rsplit(",", 1)[-1] + place.after
    return (
        re.search(
            r"企业|项目|工程|园区|单位|人群|家庭|机组|煤矿|锅炉|景区|医院|楼宇|商贸|大户|农户|学校|老人|老年人|居民|品种",
            around,
        )
        is not None
    )


RULES: tuple[Rule, ...] = (
    Rule("code", "other", "|110101199003078888|", digits=r"[0-9０-９]{13,}(?:[.．].*)?"),
    Rule("iso year", "date", "|2021|-02-23", after=r"[-./]\d{1,2}[-./]\d", digits=YEAR),
    Rule("iso month or day", "date", "2021-|02|-23", before=rf"{YEAR}[-./](?:\d{{1,2}}[-./])?$", digits=r"\d{1,2}"),
    Rule("dotted date", "date", "|2021.03|.15", digits=rf"{YEAR}\.(?:0?[1-9]|1[0-2])", after=r"[.．\-—年)）]|$"),
    Rule("clock hour", "time", "23 |10|:38", before=r"(?:\d|日|午|晚|间[:：]?)\s*$", after=r"[:：][0-5]\d(?![\d.:：])", digits=r"[01]?\d|2[0-4]"),
    Rule("clock minute", "time", "10:|38|", before=r"(?:\d|日|午|晚|间[:：]?)\s*[012]?\d[:：]$", after=r"(?![\d.:：%])", digits=r"[0-5]\d"),
    Rule("document number, year", "ordinal", "〔|2020|〕15号", before=r"[〔\[【(（]$", after=r"[〕\]】)）]\s*第?\d+号", digits=YEAR),
    Rule("document number", "ordinal", "〔2020〕|15|号", before=r"\d[〕\]】)）]\s*第?$", after=r"号"),
    Rule("year", "date", "|2020|年", after=rf"(?:{_DASH}{YEAR})*\s*(?:年|财年)", digits=YEAR),
    Rule("years run together", "date", "(|20212025|年)", after=r"\s*年", digits=rf"{YEAR}{YEAR}"),
    Rule("first year of a range", "date", "|2021|-2025", after=rf"{_DASH}{YEAR}(?![\d.]|[万亿]?[元人户个家])", digits=YEAR),
    Rule("last year of a range", "date", "2021-|2025|", before=rf"{YEAR}{_DASH}$", digits=YEAR, after=r"(?![万亿元%％])"),
    Rule("century or decade", "date", "|90|年代", after=r"\s*(?:世纪|年代)"),
    Rule("year of two digits", "date", "|08|年", after=r"年", digits=r"0\d|[89]\d"),
    Rule("year before a mask", "date", "|2021|**政府投资项目", after=r"\s*[*×]", digits=YEAR),
    Rule("day before a mask", "date", "8月|31|**人大常委会", before=r"月\s*$", after=r"[*×]", test=_fits_a_day),
    Rule("figure alone on its line", "other", "|0|", before=r"^\s*$", after=r"\s*$"),
    Rule("masked year", "date", "|20|XX年", after=r"[xXＸ×*]{2}\s*年", digits=r"19|20"),
    Rule("quarter", "date", "第|1|季度", after=r"\s*(?:季度|季末)", digits=r"[1-4]"),
    Rule("first month of a range", "date", "|1|-6月", after=r"\s*[-—–－~～至到、]{1,2}\s*\d{1,2}\s*月", test=_fits_a_month),
    Rule("month", "date", "|2|月底", after=r"\s*月(?!均|度)", test=_fits_a_month),
    Rule("day", "date", "2月|23|日", before=r"月\s*(?:\d{1,2}\s*[日号]?[-—–~～至、]\s*)?$", after=r"\s*[日号]", test=_fits_a_day),
    Rule("anniversary day", "name", "“|8|·11”", after=r"[·•・]\d"),
    Rule("anniversary day, end", "name", "“8·|11|”", before=r"\d[·•・]$"),
    Rule("grade and above", "qual", "|4|A级以上景区", after=r"A+级?(?:及)?以[上下]"),
    Rule("figures joined by plus", "name", "|1|+8+N", after=r"\s*[+＋]"),
    Rule("figures joined by plus, end", "name", "1+|8|体系", before=r"[+＋]\s*$"),
    Rule("inside a title or slogan", "name", "“九大行动|20|项任务”", test=_quote_is_a_label),
    Rule("letters before", "name", "PM|2.5|", before=r"[A-Za-zＡ-Ｚ][-－]?$"),
    Rule("letters behind", "name", "|5|G基站", after=rf"(?!{_LETTER_UNIT})[A-Za-z]"),
    Rule("version", "name", "|2.0|版", after=r"\s*(?:版|代(?!表|理|建|发)|英寸|寸|号楼|栋楼)"),
    Rule("voltage", "name", "|110|千伏变电站", after=r"\s*(?:千伏|伏|[kK][vV])"),
    Rule("top-ranked list", "name", "世界|500|强", after=r"\s*强"),
    Rule("grade", "name", "|6.6|级地震", after=r"\s*(?:级(?!的?产业)|度近视|号文)"),
    Rule("class of a magnitude", "name", "|1000|亿级产业", after=r"\s*[十百千万亿]*(?:元)?级"),
    Rule("road", "name", "国道|351|", before=r"(?:国道|省道|县道|乡道|专线|公交|[Gg]|[Ss]|Ｇ)$"),
    Rule("road, number first", "name", "|318|国道", after=r"\s*(?:国道|省道|县道|乡道)"),
    Rule("numbered document", "ordinal", "第|35|号公告", before=r"第\s*$", after=r"\s*号(?![线楼路院桥])"),
    Rule("numbered thing", "name", "|2|号线", after=r"(?:[、和及,]\d+)*\s*(?:号|#)"),
    Rule("telephone", "name", "|12345|热线", after=r"\s*(?:政务服务|政府服务|便民服务|市长|公开)*(?:热线|平台|工作法)", digits=r"1\d{4}"),
    Rule("walking circle", "name", "|15|分钟健身圈", after=r"(?:[-—至]\d+)?\s*(?:分钟|小时)[^,，。;；、]{0,12}(?:圈|生活圈|经济圈|通达|通勤)"),
    Rule("round-the-clock place", "name", "|24|小时自助服务区", after=r"\s*小时[“]?[^,，。;；、]{0,6}(?:自助|服务区|便利店|书房|书屋|警务|药店|图书馆)"),
    Rule("numbered institution", "name", "第|15|中学", before=r"第$", after=r"\s*(?:[中小]学|中|小|医院|产业|水质|水厂|师|团|军|局|公司|研究院|设计院|工程局)"),
    Rule("company number", "name", "某建投|十三|公司", after=r"(?:公(?![里顷斤吨升])|局|院|冶|中(?!心)|化建|种植|种养|粉)", digits=r"[一二三四五六七八九十]+"),
    Rule("session of a congress", "ordinal", "十四届|十二|次全会", before=r"[届第]$", after=r"\s*次"),
    Rule("session", "ordinal", "|十二|次全会", after=r"\s*(?:届|次(?:全体|全会|会议|代表大会|常委会|党代会|党组|常务))"),
    Rule("place in an ordering", "q", "居全市第|2|位", before=r"[位列居排名至]?[^,，。;；]{0,14}第\s*$", after=r"\s*(?:位|名)(?!副|书记)"),
    Rule("place in an ordering, bare", "q", "名列全省第|2|", before=r"(?:[列居]|排名?|位次|升至|升到|全[省市区县国州])[^,，。;；]{0,12}第\s*$", after=r"\s*(?:[,，。;；、）)和]|$)"),
    Rule("ordinal", "ordinal", "第|35|条规定", before=r"第\s*$"),
    Rule("list marker in brackets", "ordinal", "(|1|)", before=r"[(（]\s*$", after=r"\s*[)）]", test=_is_a_marker),
    Rule("list marker", "ordinal", "|1|.推动产业", before=r"(?:^|[。;；:：\s|])$", after=r"\s*[.．、](?!\d)\s*\D", test=_is_a_marker),
    Rule("footnote", "ordinal", "[|1|]", before=r"[\[［【]$", after=r"[\]］】]"),
    Rule("threshold of age", "qual", "|12|岁以上人群", after=rf"(?:{_DASH}\d+)?\s*周?岁(?:\(?含?\)?)?(?:及|\(含\))?(?:以[上下]|年龄|的|儿童|老|婴|妇|女|男|人)"),
    Rule("life expectancy", "q", "人均预期寿命达到|78.5|岁", before=r"(?:寿命|平均年龄)[^,，。;；]{0,12}$", after=r"\s*周?岁"),
    Rule("age", "time", "|80|岁", after=r"\s*周?岁"),
    Rule("anniversary", "time", "建党|100|周年", after=r"\s*(?:多)?周年"),
    Rule("frequency", "time", "每周|1|次", before=r"(?:每|一)(?:个)?(?:周|月|季度|季|年|天|日|半年|旬)(?:至少|不少于|开展|召开)?$", after=r"\s*次"),
    Rule("measured duration", "q", "压缩至|6|个工作日", before=r"(?:(?:压缩|缩短|缩减|压减|减少|精简|控制)(?:了|至|到|为|在)?|(?:时长|工时|时数|天数|时限|时间)(?:平均)?(?:为|达|达到|由|从)?)(?:不超过|近|约)?\s*$",
         after=rf"\s*[余多]?{_DURATION}"),
    Rule("measured duration, from", "q", "由|20|个工作日压缩至6个", before=r"(?:由|从)(?:原来的?|法定的?)?\s*$", after=rf"\s*{_DURATION}(?:以上)?(?:压缩|缩短|缩减|压减|减少|精简|下降)"),
    Rule("days of good air", "q", "空气优良|320|天", before=r"(?:天数|日数|达标|优良|良好|好于二级|优于二级)[^,，。;；]{0,10}$", after=r"\s*[余多]?天"),
    Rule("duration", "time", "连续|38|年", after=rf"\s*[余多几来]?(?:{_DASH}\d+\s*)?{_DURATION}(?!产|均|报|亩|度(?:投资|计划)|[检审])"),
    Rule("threshold of a class", "qual", "|5000|万元以上项目152个", after=rf"\s*{_SIZE}(?:/年)?(?:\(含\))?(?:及)?以[上下](?:\(含\))?的?(?!投资|资金|贷款|收入|债券)[“\u4e00-\u9fff]",
         test=_counts_a_class),
    Rule("threshold of a class, exceeded", "qual", "6家企业营收超|十亿|元", before=r"\d[^,，。;；]{0,12}(?:企业|项目|园区|产品|楼宇|乡镇|村)[^,，。;；\d]{0,6}(?:超|超过|突破|过|接近|达)$", after=r"\s*[十百千万亿]*元"),
    Rule("threshold of a class, before its noun", "qual", "产值超|10|亿元企业", before=r"(?:产值|营收|收入|税收|投资|销售额|规模|利税|纳税)(?:超|超过|过|突破|达)$", after=r"\s*[十百千万亿]*元的?(?:企业|项目|园区|楼宇|产业|集团|乡镇)"),
    Rule("places at the top", "qual", "排名前|3|的", before=r"[前后]\s*$", after=r"\s*(?:位|名)?的"),
    Rule("telescope", "name", "|120|米脉冲星射电望远镜", after=r"\s*米(?:口径)?[^,，。;；、\d]{0,8}(?:望远镜|跳台)"),
    Rule("capacity in a project's name", "name", "|40|万吨型钢生产线", after=r"\s*[万亿]?(?:吨|千瓦|平方米|方)(?:/年)?[^,，。;；、\d产]{1,12}(?:生产线|机组|工程|电站|“双百”项目)(?!\d)"),
    Rule("list of capacities in a name", "name", "|60|万吨纸浆、30万方…等“双百”项目", after=r"\s*[万亿]?(?:吨|方)[^,，。;；\d]{1,10}、\d+[^,，。;；\d]{1,14}等?“[^”]{1,8}”项目"),
)  # fmt: skip


def _compiled(rule: Rule) -> tuple[Rule, re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]:
    return (
        rule,
        re.compile(rule.digits) if rule.digits else None,
        re.compile(rule.after) if rule.after else None,
        re.compile(rule.before) if rule.before else None,
    )


# The commonest figures need no rule: a percentage, and money that sets no threshold, outside quotations and codes.
_PLAIN = re.compile(r"\s*(?:[%％]|个?百分点|[万亿]*美?元(?!以[上下]|的|企业|楼|项目|产业|及以|级|/))")
_ODD = re.compile(r"(?:[A-Za-zＡ-Ｚ+＋·•\-－—~～:：.]|超|超过|突破|过|达|接近)\s*$")
_COMPILED = tuple(_compiled(rule) for rule in RULES)
# Most numbers fit no rule. Rules that ask for certain words behind the number are tried only if those of any are there;
# the others (no pattern, or one that nothing at all can fit) always.
_ALWAYS = tuple(row for row in _COMPILED if row[2] is None or row[2].match("\uffff"))
_BEHIND = re.compile("|".join(f"(?:{row[0].after})" for row in _COMPILED if row not in _ALWAYS))


def classify(place: Place) -> Rule | None:
    """The first rule that fits, or None for a plain quantity. Cost: a handful of anchored matches."""
    if place.quoted is None and _PLAIN.match(place.after) and not _ODD.search(place.before):
        return None
    for rule, digits, after, before in _COMPILED if _BEHIND.match(place.after) else _ALWAYS:
        if digits is not None and not digits.fullmatch(place.text):
            continue
        if after is not None and not after.match(place.after):
            continue
        if before is not None and not before.search(place.before):
            continue
        if rule.test is not None and not rule.test(place):
            continue
        return rule
    return None
