"""The words around a report's own: headings, column titles and short phrases of the brief and the terminal."""

from dataclasses import dataclass

from summarizer.knowledge.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; those with `{}` take their values in the order named in the field's comment."""

    colon: str
    comma: str
    list_comma: str
    open: str
    close: str
    delivered: str  # date
    speaker: str
    review: str  # period
    plan: str  # period
    found: str  # indicators, actual, targets, commitments
    main_targets: str  # period
    headlines: str
    statistic: str
    actual: str
    growth: str
    rank: str
    aim: str
    met: str
    target: str
    reached: str
    missed: str
    in_year: str  # period, what the column holds
    several: str  # first year, last year
    spans: str
    average: str  # figure
    promises: str
    order: str
    items: str  # how many
    quantified: str  # how many
    more_items: str  # how many
    whole: str  # how many
    problems: str
    findings: str
    and_more: str  # how many
    counts: str
    indicators: str
    excluded: str
    commitments: str
    numbers: str
    clauses: str
    audit: str  # asked, disagreed

    sources: str
    place: str  # start, end
    footer: str  # name, digest, characters, engine, version
    id: str
    name: str
    measure: str
    figure: str
    status: str
    period: str
    section: str
    strength: str
    specificity: str
    deadline: str
    topic: str
    text: str


_ZH = Words(
    colon=":",
    comma="、",
    list_comma=";",
    open="(",
    close=")",
    delivered="报告日期 {}",
    speaker="报告人 {}",
    review="回顾 {}",
    plan="计划 {}",
    found="共识别指标 {} 项(实际 {}、目标 {}),承诺事项 {} 项。",
    main_targets="{}年主要预期目标",
    headlines="主要指标",
    statistic="指标",
    actual="实际",
    growth="增长",
    rank="位次",
    aim="原定目标",
    met="达标",
    target="下期目标",
    reached="达到",
    missed="未达到",
    in_year="{}年{}",
    several="{}—{}年",
    spans="多年",
    average="年均{}",
    promises="承诺事项",
    order="各主题先列有数量又有期限的,再列金额最大的,然后是有数量、有期限、点名的。",
    items="{} 项",
    quantified=",量化 {}",
    more_items="其余 {} 项见完整结果。",
    whole="共 {} 项,见完整结果",
    problems="存在的问题",
    findings="提示",
    and_more="等 {} 处",
    counts="统计",
    indicators="指标",
    excluded="其他数字",
    commitments="承诺",
    numbers="数字",
    clauses="分句",
    audit="抽查 {} 处,与规则不同 {} 处",
    sources="出处",
    place="第 {}–{} 字",
    footer="来源:{}(sha256 {},{} 字);引擎 {},summarizer {}。`[n…]` 为原文数字的编号。",
    id="编号",
    name="名称",
    measure="度量",
    figure="数值",
    status="状态",
    period="时期",
    section="章节",
    strength="力度",
    specificity="具体程度",
    deadline="期限",
    topic="主题",
    text="原文",
)
_EN = Words(
    colon=": ",
    comma=", ",
    list_comma="; ",
    open=" (",
    close=")",
    delivered="delivered {}",
    speaker="by {}",
    review="reviews {}",
    plan="plans {}",
    found="Found {} indicators ({} actual, {} targets) and {} commitments.",
    main_targets="Main targets of {}",
    headlines="Headline statistics",
    statistic="Statistic",
    actual="Actual",
    growth="Growth",
    rank="Rank",
    aim="Target set",
    met="Met",
    target="Next target",
    reached="met",
    missed="missed",
    in_year="{1} {0}",
    several="{}–{}",
    spans="Several years",
    average="{} a year",
    promises="Commitments",
    order="Of each topic first what has a figure and a date, then most money, then a figure, a date, a name.",
    items="{}",
    quantified=", {} quantified",
    more_items="{} more in the full result.",
    whole="{} in the full result",
    problems="Problems admitted",
    findings="Findings",
    and_more="{} places in all",
    counts="Counts",
    indicators="Indicators",
    excluded="Other numbers",
    commitments="Commitments",
    numbers="Numbers",
    clauses="Clauses",
    audit="Audit of {} ids: the rules had said another thing of {}",
    sources="Sources",
    place="characters {}–{}",
    footer="Source: {} (sha256 {}, {} characters); engine {}, summarizer {}. `[n…]` are ids of numbers.",
    id="Id",
    name="Name",
    measure="Measure",
    figure="Figure",
    status="Status",
    period="Period",
    section="Section",
    strength="Strength",
    specificity="Specificity",
    deadline="Deadline",
    topic="Topic",
    text="Text",
)


def words(lang: Language) -> Words:
    return _ZH if lang == "zh" else _EN
