"""Chinese words for the enumerations of the contract, and figures written as people write them."""

import re
import unicodedata

from summarizer.models import Indicator

ADMIN_LEVEL = {"national": "国家级", "province": "省级", "city": "地市级", "county": "县区级"}
REPORT_TYPE = {
    "government_work_report": "政府工作报告",
    "plan_execution_report": "国民经济和社会发展计划执行情况报告",
    "work_summary_and_plan": "工作总结与计划",
}
TOPIC = {
    "economy": "综合经济",
    "industry": "工业",
    "agriculture": "农业农村",
    "investment": "投资与项目",
    "finance": "财政金融",
    "consumption": "消费商贸",
    "culture_tourism": "文化旅游",
    "innovation": "科技创新",
    "opening": "开放与开发区",
    "reform": "改革",
    "urban": "城乡建设",
    "ecology": "生态环境",
    "education": "教育",
    "health": "卫生健康",
    "livelihood": "民生保障",
    "safety": "安全稳定",
    "government": "政府自身建设",
}
STRENGTH = {"must": "确保", "strive": "力争", "will": "将要"}
SPECIFICITY = {"quantified": "量化", "named": "具名", "general": "一般"}
REASON = {"date": "日期", "time": "时间", "name": "名称", "ordinal": "序号", "qual": "门槛", "other": "其他"}
STATUS = {"actual": "实绩", "target": "目标"}
SEVERITY = {"error": "错误", "warning": "警告", "info": "提示"}

_BOUNDS = {
    "eq": "{}",
    "ge": "{}以上",
    "le": "{}以内",
    "gt": "超{}",
    "lt": "近{}",
    "approx": "{}左右",
}
_HALVES = {"H1": "上半年", "H2": "下半年"}
_QUARTERS = {"Q1": "一季度", "Q2": "二季度", "Q3": "三季度", "Q4": "四季度"}
# The characters of these numbers already say their unit: 百分之十五, 翻一番, 三分之一, 八成, 三倍.
_SAYS_UNIT = re.compile(r"百分之|翻|分之|成$|倍$")


def period(value: str | None) -> str:
    """A period of the contract in words: `2021H1` → `2021年上半年`, `2016-2020` → `2016—2020年`; empty for None."""
    if value is None:
        return ""
    year, rest = value[:4], value[4:]
    if len(rest) == 5:
        return f"{year}—{rest[1:]}年"
    if rest.startswith("-"):
        return f"{year}年{int(rest[1:])}月"
    return f"{year}年{_HALVES.get(rest) or _QUARTERS.get(rest) or ''}"


def figure(item: Indicator) -> str:
    """The figure of `item` from the digits of the source, with sign, unit and bound: `-4.5%`, `1.2万人以上`, `第2位`."""
    if item.measure == "rank":
        return f"第{item.number.text}{item.unit or '位'}"
    return _BOUNDS[item.bound].format(amount(item))


def amount(item: Indicator) -> str:
    """`figure` without the bound: `-4.5%`, `1.2万人`."""
    digits = item.number.text
    sign = "-" if item.value < 0 else ""
    return sign + (digits if _SAYS_UNIT.search(digits) else digits + item.unit)


def movement(item: Indicator) -> str:
    """The figure of a growth or a change in a sentence: `增长8%以上`, `年均增长6.5%`, `下降0.5个百分点`."""
    verb = "下降" if item.value < 0 else "提高" if item.measure == "change" else "增长"
    if item.number.text.startswith("翻"):
        verb = ""
    prefix = "年均" if item.measure == "avg_growth" else ""
    return prefix + verb + figure(item).replace("-", "", 1)


def plain(text: str) -> str:
    """`text` on one line, with control and invisible direction characters dropped: safe to send to a terminal."""
    kept = (
        " " if char.isspace() else "" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} else char
        for char in text
    )
    return re.sub(r" +", " ", "".join(kept)).strip()
