"""The book of classes: which numbers state no quantity. Dates, times, names, ordinals, thresholds; the first rule wins."""

import re

from summarizer.engines.rules.numbers.around import Around
from summarizer.engines.rules.numbers.places import Place
from summarizer.knowledge.han import HAN
from summarizer.knowledge.numerals import states_figure
from summarizer.knowledge.rule import Book, Rule
from summarizer.knowledge.units import read_unit

YEAR = r"(?:19|20)\d\d"
_DASH = r"\s*[-—–－~～至到/、和]{1,2}\s*"
_DURATION = r"(?:个工作日|工作日|个多月|个月|个小时|小时|分钟|秒钟|个季度|个星期|昼夜|年|天|日|周)"
_LETTER_UNIT = r"(?:[kKmMcC]?[mM][²³2]?|[kKmM]?g|[tT]|[kKmMgGtT][wW][hHpP]?|[kK][mM]|TEU|mg|L|℃|pp)(?![A-Za-z0-9])"
_SIZE = (
    r"(?:[十百千万亿]*(?:元|美元|吨|千瓦|兆瓦|平方米|平米|平方公里|亩|公顷|蒸吨|立方米|方|头|只|羽|人)"
    r"|岁|周岁|层|级|年|小时|米|公里|分)"
)


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


def _has_no_unit(place: Place) -> bool:
    return read_unit(place.after, 0) is None


def _names_a_year(place: Place) -> bool:
    return 1990 <= int(place.text) <= 2040 and _has_no_unit(place)


def _explains(place: Place) -> bool:
    """A glossary says how things are run and what names stand for; only what it aims at is a quantity of the report."""
    return place.kind == "appendix" and not re.search(r"(?:到|至)20\d\d年|力争|目标|规划建设|产业", place.clause.text)


def _is_a_marker_before_words(place: Place) -> bool:
    return _is_a_marker(place) and read_unit(place.after, 0) is None


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


def states_no_figure(place: Place) -> bool:
    """Whether the number cannot be worked out, so that it states no quantity whatever stands around it."""
    return not states_figure(place.text)


CLASSES: Book[Place, str] = Book("class", ("cls",), (
    Rule("class.table-number", Around(before=r"(?:^|[见如附，。；])[图表]\s?$", digits=r"\d{1,2}(?:[-－]\d{1,2})?",
         after=r"(?!\s*[个张份亿万%％])"), "ordinal", "表<1> 主要指标完成情况", "the number of a table or picture"),
    Rule("class.no-figure", Around(test=states_no_figure), "other", "是五年前的<几十倍>", "no figure"),
    Rule("class.code", Around(digits=r"[0-9０-９]{13,}(?:[.．].*)?"), "other", "<110101199003078888>", "code"),
    Rule("class.month-alone", Around(before=r"^\s*$", after=r"[-/]\d\d\s*$", digits=r"\d\d"),
         "date", "<03>-30", "a date alone"),
    Rule("class.day-alone", Around(before=r"^\s*\d\d[-/]$", after=r"\s*$", digits=r"\d\d"), "date", "03-<30>", "a date alone"),
    Rule("class.address", Around(before=r"[A-Za-z0-9.][/_=&?]$", after=r"[/._&?-]"), "name",
         "news.example.cn/roll/<202102>/t1.html", "part of an address"),
    Rule("class.iso-year", Around(after=r"[-./]\d{1,2}[-./]\d", digits=YEAR), "date", "<2021>-02-23", "iso year"),
    Rule("class.iso-month-or-day", Around(before=rf"{YEAR}[-./](?:\d{{1,2}}[-./])?$", digits=r"\d{1,2}"),
         "date", "2021-<02>-23", "iso month or day"),
    Rule("class.dotted-date", Around(digits=rf"{YEAR}\.(?:0?[1-9]|1[0-2])", after=r"[.．\-—年)）]|$"),
         "date", "<2021.03>.15", "dotted date"),
    Rule("class.clock-hour",
         Around(before=r"(?:\d|日|午|晚|间[:：]?)\s*$",
                after=r"[:：][0-5]\d(?:[:：][0-5]\d)?(?![\d.:：])",
                digits=r"[01]?\d|2[0-4]"),
         "time", "23 <10>:38", "clock hour"),
    Rule("class.clock-minute",
         Around(before=r"(?:\d|日|午|晚|间[:：]?)\s*[012]?\d[:：](?:[0-5]\d[:：])?$",
                after=r"(?![\d.:：%])",
                digits=r"[0-5]\d"),
         "time", "10:<38>", "clock minute"),
    Rule("class.document-number-year", Around(before=r"[〔\[【(（]$", after=r"[〕\]】)）]\s*第?\d+号", digits=YEAR),
         "ordinal", "〔<2020>〕15号", "document number, year"),
    Rule("class.document-number", Around(before=r"\d[〕\]】)）]\s*第?$", after=r"号"),
         "ordinal", "〔2020〕<15>号", "document number"),
    Rule("class.year", Around(after=rf"(?:{_DASH}{YEAR})*\s*(?:年|财年)", digits=YEAR), "date", "<2020>年", "year"),
    Rule("class.years-run-together", Around(after=r"\s*年", digits=rf"{YEAR}{YEAR}"),
         "date", "(<20212025>年)", "years run together"),
    Rule("class.first-year-of-a-range", Around(after=rf"{_DASH}{YEAR}(?![\d.]|[万亿]?[元人户个家])", digits=YEAR),
         "date", "<2021>-2025", "first year of a range"),
    Rule("class.last-year-of-a-range", Around(before=rf"{YEAR}{_DASH}$", digits=YEAR, after=r"(?![万亿元%％])"),
         "date", "2021-<2025>", "last year of a range"),
    Rule("class.century-or-decade", Around(after=r"\s*(?:世纪|年代)"), "date", "<90>年代", "century or decade"),
    Rule("class.year-of-two-digits", Around(after=r"年", digits=r"0\d|[89]\d"), "date", "<08>年", "year of two digits"),
    Rule("class.year-before-a-mask", Around(after=r"\s*[*×]", digits=YEAR),
         "date", "<2021>**政府投资项目", "year before a mask"),
    Rule("class.year-bare", Around(digits=YEAR, test=_names_a_year), "date", "聚焦<2021>，脚踏实地", "a year without its word"),
    Rule("class.day-before-a-mask", Around(before=r"月\s*$", after=r"[*×]", test=_fits_a_day),
         "date", "8月<31>**人大常委会", "day before a mask"),
    Rule("class.figure-alone-on-its-line", Around(before=r"^\s*$", after=r"\s*$"),
         "other", "<0>", "figure alone on its line"),
    Rule("class.network-address", Around(test=lambda place: place.in_address), "name", "网址http://<127.0>.0.1:18182/",
         "address or version"),
    Rule("class.masked-year", Around(after=r"[xXＸ×*]{2}\s*年", digits=r"19|20"), "date", "<20>XX年", "masked year"),
    Rule("class.quarter", Around(after=r"\s*(?:季度|季末)", digits=r"[1-4]"), "date", "第<1>季度", "quarter"),
    Rule("class.first-month-of-a-range", Around(after=r"\s*[-—–－~～至到、]{1,2}\s*\d{1,2}\s*月", test=_fits_a_month),
         "date", "<1>-6月", "first month of a range"),
    Rule("class.month", Around(after=r"\s*月(?!均|度)", test=_fits_a_month), "date", "<2>月底", "month"),
    Rule("class.day", Around(before=r"月\s*(?:\d{1,2}\s*[日号]?[-—–~～至、]\s*)?$", after=r"\s*[日号]", test=_fits_a_day),
         "date", "2月<23>日", "day"),
    Rule("class.anniversary-day", Around(after=r"[·•・]\d"), "name", "“<8>·11”", "anniversary day"),
    Rule("class.anniversary-day-end", Around(before=r"\d[·•・]$"), "name", "“8·<11>”", "anniversary day, end"),
    Rule("class.grade-and-above", Around(after=r"A+级?(?:及)?以[上下]"), "qual", "<4>A级以上景区", "grade and above"),
    Rule("class.figures-joined-by-plus", Around(after=r"\s*[+＋]"), "name", "<1>+8+N", "figures joined by plus"),
    Rule("class.figures-joined-by-plus-end", Around(before=r"[\dA-Za-z“]\s*[+＋]\s*$"),
         "name", "1+<8>体系", "figures joined by plus, end"),
    Rule("class.inside-a-title-or-slogan", Around(test=_quote_is_a_label),
         "name", "“九大行动<20>项任务”", "inside a title or slogan"),
    Rule("class.letters-before", Around(before=r"[A-Za-zＡ-Ｚ][-－_]?$"), "name", "PM<2.5>", "letters before"),
    Rule("class.letters-behind", Around(after=rf"(?!{_LETTER_UNIT})[A-Za-z]"), "name", "<5>G基站", "letters behind"),
    Rule("class.version", Around(after=r"\s*(?:版|代(?!表|理|建|发)|英寸|寸|号楼|栋楼)"), "name", "<2.0>版", "version"),
    Rule("class.version-bare", Around(digits=r"[1-9]\.0", after=r"(?!\s*[:：∶、和~—-])", test=_has_no_unit), "name",
         "数字政府<2.0>建设", "a version without its word"),
    Rule("class.bus-line", Around(after=r"路(?:公交|、|线|车)"), "name", "开通<106>路公交车", "a bus line"),
    Rule("class.round-the-week", Around(after=r"\s*[×xX*]\s*24"), "name", "<7>×24小时服务", "all week round"),
    Rule("class.class-of-capacity", Around(after=r"\s*[万亿]*(?:吨|千瓦|立方米|兆瓦|米|公斤|斤)级"), "name",
         "<30>万吨级航道", "a class of ships, plants and yields"),
    Rule("class.numbered-road", Around(digits=r"[1-9]\d\d", after=r"(?:通道|线)(?!路)"),
         "name", "建设<318>通道", "a road by its number"),
    Rule("class.numbered-company", Around(before=r"(?:中电|电科|中船|中核)$", after=r"所"),
         "name", "中电<48>所", "a company's institute"),
    Rule("class.voltage", Around(after=r"\s*(?:千伏|伏|[kK][vV])"), "name", "<110>千伏变电站", "voltage"),
    Rule("class.place-among-the-top",
         Around(before=r"(?:挺进|进入|跻身|迈入|入围|进位|列)全[省国市州区县][^,，。;；]{0,8}$", after=r"\s*强(?!企业)"),
         "q", "挺进全省<20>强", "a place among so many"),
    Rule("class.top-ranked-list", Around(after=r"\s*强"), "name", "世界<500>强", "top-ranked list"),
    Rule("class.grade", Around(after=r"\s*(?:级(?!的?产业)|度近视|号文)"), "name", "<6.6>级地震", "grade"),
    Rule("class.class-of-a-magnitude", Around(after=r"\s*[十百千万亿]*(?:元)?级"),
         "name", "<1000>亿级产业", "class of a magnitude"),
    Rule("class.road", Around(before=r"(?:国道|省道|县道|乡道|专线|公交|[Gg]|[Ss]|Ｇ)$"), "name", "国道<351>", "road"),
    Rule("class.road-number-first", Around(after=r"\s*(?:国道|省道|县道|乡道)"), "name", "<318>国道", "road, number first"),
    Rule("class.numbered-document", Around(before=r"第\s*$", after=r"\s*号(?![线楼路院桥])"),
         "ordinal", "第<35>号公告", "numbered document"),
    Rule("class.numbered-thing", Around(after=r"(?:[、和及,]\d+)*\s*(?:号|#)"), "name", "<2>号线", "numbered thing"),
    Rule("class.telephone", Around(after=r"\s*(?:政务|服务|政府|便民|为民|市长|公开)*(?:热线|平台|工作法)", digits=r"1\d{4}"),
         "name", "<12345>热线", "telephone"),
    Rule("class.walking-circle", Around(after=r"(?:[-—至]\d+)?\s*(?:分钟|小时)[^,，。;；、]{0,12}(?:圈|生活圈|经济圈|通达|通勤)"),
         "name", "<15>分钟健身圈", "walking circle"),
    Rule("class.round-the-clock-place", Around(after=r"\s*小时[“]?[^,，。;；、]{0,6}(?:自助|服务区|便利店|书房|书屋|警务|药店|图书馆)"),
         "name", "<24>小时自助服务区", "round-the-clock place"),
    Rule("class.numbered-institution",
         Around(before=r"第$",
                after=r"\s*(?:[中小]学|中|小|医院|产业|水质|水厂|师|团|军|局|公司|研究院|设计院|工程局)"),
         "name", "第<15>中学", "numbered institution"),
    Rule("class.company-number", Around(after=r"(?:公(?![里顷斤吨升])|局|院|冶|中(?!心)|化建|种植|种养|粉)", digits=r"[一二三四五六七八九十]+"),
         "name", "某建投<十三>公司", "company number"),
    Rule("class.times-held", Around(before=r"(?:举办|承办|主办)[^,，。;；第]{0,14}$|届[^,，。;；]{0,14}[、和]$", after=r"届"),
         "q", "成功举办<2>届博览会", "so many times held"),
    Rule("class.decoded", Around(after=r"\s*(?:即|是指)"), "name", "“12”思路：<1>即一个中心", "a number that is explained"),
    Rule("class.hundred-per-cent-slogan", Around(before=r"[一二三四五六七八九十两]个$", digits=r"百分之.*"), "name",
         "落实六个<百分之百>", "a slogan"),
    Rule("class.one-of-a-ratio", Around(before=r"(?<![:：∶])\d[:：∶]\s*$", digits=r"1(?:00)?", after=r"(?![:：∶.\d])"), "other",
         "收入比由2.9∶<1>缩小", "the one of a ratio"),
    Rule("class.session-of-a-congress", Around(before=r"[届第]$", after=r"\s*次"),
         "ordinal", "十四届<十二>次全会", "session of a congress"),
    Rule("class.session", Around(after=r"\s*(?:届|次(?:全体|全会|会议|代表大会|常委会|党代会|党组|常务))"), "ordinal", "<十二>次全会", "session"),
    Rule("class.place-in-an-ordering", Around(before=r"[位列居排名至]?[^,，。;；]{0,14}第\s*$", after=r"\s*(?:位|名)(?!副|书记)"),
         "q", "居全市第<2>位", "place in an ordering"),
    Rule("class.place-in-an-ordering-bare",
         Around(before=r"(?:[列居]|排名?|位次|升至|升到|全[省市区县国州])[^,，。;；]{0,12}第\s*$",
                after=r"\s*(?:[,，。;；、）)和]|$)"),
         "q", "名列全省第<2>", "place in an ordering, bare"),
    Rule("class.ordinal", Around(before=r"第\s*$"), "ordinal", "第<35>条规定", "ordinal"),
    Rule("class.note", Around(before=r"”$", digits=r"\d{1,2}", test=_has_no_unit), "ordinal",
         "深入开展“三创四建”<7>活动", "the number of a note behind a quotation"),
    Rule("class.list-marker-in-brackets", Around(before=r"[(（]\s*$", after=r"\s*[)）]", test=_is_a_marker),
         "ordinal", "(<1>)", "list marker in brackets"),
    Rule("class.list-marker", Around(before=r"(?:^|[。;；:：\s|])$", after=r"\s*[.．、](?!\d)\s*\D", test=_is_a_marker),
         "ordinal", "<1>.推动产业", "list marker"),
    Rule("class.list-marker-before-a-space",
         Around(before=r"^\s*$", after=rf"[ \u3000]{HAN}", test=_is_a_marker_before_words),
         "ordinal", "<1> 按不变价格计算", "list marker before a space"),
    Rule("class.footnote", Around(before=r"[\[［【]$", after=r"[\]］】]"), "ordinal", "[<1>]", "footnote"),
    Rule("class.threshold-of-age",
         Around(after=rf"(?:{_DASH}\d+)?\s*周?岁(?:\(?含?\)?)?(?:及|\(含\))?(?:以[上下]|年龄|的|儿童|老|婴|妇|女|男|人)"),
         "qual", "<12>岁以上人群", "threshold of age"),
    Rule("class.life-expectancy", Around(before=r"(?:寿命|平均年龄)[^,，。;；]{0,12}$", after=r"\s*周?岁"),
         "q", "人均预期寿命达到<78.5>岁", "life expectancy"),
    Rule("class.times-in-a-row", Around(before=r"连续$", after=r"\s*次"), "time", "连续<3>次获评优秀", "so many times in a row"),
    Rule("class.age", Around(after=r"\s*周?岁"), "time", "<80>岁", "age"),
    Rule("class.anniversary", Around(after=r"\s*(?:多)?周年"), "time", "建党<100>周年", "anniversary"),
    Rule("class.frequency", Around(before=r"(?:每|一)(?:个)?(?:周|月|季度|季|年|天|日|半年|旬)(?:至少|不少于|开展|召开)?$", after=r"\s*次"),
         "time", "每周<1>次", "frequency"),
    Rule("class.years-in-a-row", Around(after=r"连(?:增|丰|冠|升|降|涨)"),
         "time", "粮食生产<17>连增", "so many years in a row"),
    Rule("class.days-and-nights", Around(after=r"个?(?:日夜|昼夜)"), "time", "坚守<25>个日夜", "a duration"),
    Rule("class.zone", Around(after=r"\s*(?:米|公里)(?:范围|半径)"), "qual", "河流两侧<15>米范围", "how far a zone reaches"),
    Rule("class.matters-to-do", Around(before=r"(?:抓好|做好|把握)$", after=r"个方面(?:的)?(?:重点)?(?:工作|要求|任务)"), "other",
         "重点抓好<9>个方面工作", "how many matters follow"),
    Rule("class.matters-announced", Around(before=r"(?:以下|下列)$", after=r"[个大]?(?:方面|点)"), "other",
         "抓好以下<5>个方面工作", "how many matters follow"),
    Rule("class.years-of-schooling", Around(before=r"年限[^,，。;；]{0,14}$", after=r"年"), "q",
         "受教育年限提高到<10.8>年", "a duration that is measured"),
    Rule("class.more-days", Around(before=r"(?:增加|减少|增多|多)了?$", after=r"天"),
         "q", "优良天数增加<16>天", "so many days more"),
    Rule("class.measured-duration",
         Around(before=r"(?:(?:压缩|缩短|缩减|压减|减少|精简|控制|提速)(?:了|至|到|为|在)?"
                       r"|(?:平均居住|平均停留|耗时|时长|工时|时数|天数|时限|时间)(?:平均)?(?:为|达|达到|由|从)?)(?:目前的)?(?:平均)?(?:不超过|近|约)?\s*$",
                after=rf"\s*[余多]?{_DURATION}"),
         "q", "压缩至<6>个工作日", "measured duration"),
    Rule("class.days-of-good-air", Around(before=r"(?:天数|日数|达标|优良|良好|好于二级|优于二级)[^,，。;；]{0,10}$", after=r"\s*[余多]?天"),
         "q", "空气优良<320>天", "days of good air"),
    Rule("class.duration", Around(after=rf"\s*[余多几来]?(?:{_DASH}\d+\s*)?{_DURATION}(?!产|均|报|亩|度(?:投资|计划)|[检审])"),
         "time", "连续<38>年", "duration"),
    Rule("class.threshold-of-a-class",
         Around(after=rf"\s*{_SIZE}(?:/年)?(?:\(含\))?(?:及)?以[上下](?:\(含\))?的?(?!投资|资金|贷款|收入|债券)(?:“|{HAN})",
                test=_counts_a_class),
         "qual", "<5000>万元以上项目152个", "threshold of a class"),
    Rule("class.threshold-of-a-class-exceeded",
         Around(before=r"\d[^,，。;；]{0,12}(?:企业|项目|园区|产品|楼宇|乡镇|村)(?![^,，。;；\d]*(?:总投资|计划投资|共|合计|累计))[^,，。;；\d]{0,6}(?:超|超过|突破|过|接近)$",
                after=r"\s*[十百千万亿]*元"),
         "qual", "6家企业营收超<十亿>元", "threshold of a class, exceeded"),
    Rule("class.threshold-of-a-class-before-its-noun",
         Around(before=r"(?:产值|营收|收入|税收|投资|销售额|规模|利税|纳税)(?:超|超过|过|突破|达)$",
                after=r"\s*[十百千万亿]*元的?(?:企业|项目|园区|楼宇|产业|集团|乡镇)"),
         "qual", "产值超<10>亿元企业", "threshold of a class, before its noun"),
    Rule("class.threshold-exceeded-before-its-noun", Around(before=r"(?:超|超过|过)$",
         after=r"\s*[十百千万亿]*元的?(?:企业|项目|工程|产业|集团)"), "qual", "超<3000>万元的项目25个", "a threshold that defines a class"),
    Rule("class.threshold-of-a-share", Around(after=r"\s*[万亿]*元以上的?(?:行政)?村?的?(?:占|达到)"), "qual",
         "收入<50>万元以上的占60%", "a threshold that defines a class"),
    Rule("class.measures-carried-out", Around(before=r"(?:落实|执行|贯彻)[^,，。;；]{0,16}$",
         after=r"条[^,，。;；]{0,4}(?:措施|政策|意见|规定)"), "name", "落实促进消费<25>条措施", "the name of a set of measures"),
    Rule("class.places-at-the-top", Around(before=r"[前后]\s*$", after=r"\s*(?:位|名)?的"),
         "qual", "排名前<3>的", "places at the top"),
    Rule("class.telescope", Around(after=r"\s*米(?:口径)?[^,，。;；、\d]{0,8}(?:望远镜|跳台)"),
         "name", "<120>米脉冲星射电望远镜", "telescope"),
    Rule("class.capacity-in-a-project-s-name",
         Around(after=r"\s*[万亿]?(?:吨|千瓦|平方米|方)(?:/年)?[^,，。;；、\d产]{1,12}(?:生产线|机组|工程|电站|“双百”项目)(?!\d)"),
         "name", "<40>万吨型钢生产线", "capacity in a project's name"),
    Rule("class.capacity-before-its-project",
         Around(before=r"(?<!年产)(?<!年加工)(?<!年处理)(?<!新增)(?<!达)(?<!达到)(?<!建成)$",
                after=r"\s*[万亿]*(?:吨|千瓦|立方米|方|兆瓦|[GM]W)(?:/年)?"
                      r"(?:[^,，。;；、\d等]{1,14}(?:项目|生产线|机组|工程|电站|基地)(?!\d)|光伏(?:制氢|发电))"),
         "name", "谋划<35>万千瓦光伏发电项目", "what a project is to yield"),
    Rule("class.list-of-capacities-in-a-name",
         Around(after=r"\s*[万亿]?(?:吨|方)[^,，。;；\d]{1,10}、\d+[^,，。;；\d]{1,14}等?“[^”]{1,8}”项目"),
         "name", "<60>万吨纸浆、30万方…等“双百”项目", "list of capacities in a name"),
    Rule("class.explained", Around(test=_explains), "other",
         "一、2025年工作回顾\n二、2026年工作安排\n三、名词解释\n微团队：由<11>人组成。", "how things are run that a glossary explains"),
))  # fmt: skip
