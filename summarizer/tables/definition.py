"""The tables a report becomes: the one definition that CSV, Parquet, Excel, the descriptor, the dictionary and the
store share.

Names are those of the contract, with the path joined by `_` where a field is nested (`number.start` → `number_start`).
"""

from collections.abc import Iterable

from summarizer.contract.report import Check, Commitment, Excluded, Indicator, Report, SectionInfo
from summarizer.tables.columns import Column, Item, Reference, Table, field
from summarizer.tables.figures import FIGURE_COLUMNS, figure_items
from summarizer.tables.identity import report_id

REPORT_ID = Column(
    name="report_id",
    type="string",
    zh="报告编号",
    description="Name of the report in every table: the first 16 digits of its file's SHA-256, a hyphen, and which "
    "report of the file it is. The same file has the same id on every machine, whichever engine read it.",
    nullable=False,
)
_OF_REPORT = Reference(("report_id",), "reports", ("report_id",))
_IN_SECTION = Reference(("report_id", "section"), "sections", ("report_id", "id"))


def _reports(report: Report) -> Iterable[Item]:
    yield report, (report_id(report),)


def _sections(report: Report) -> Iterable[Item]:
    id_ = report_id(report)
    return ((section, (id_,)) for section in report.sections)


def _indicators(report: Report) -> Iterable[Item]:
    id_ = report_id(report)
    within = {quantity: item.id for item in reversed(report.commitments) for quantity in item.quantities}
    return ((item, (id_, within.get(item.id))) for item in report.indicators)


def _excluded(report: Report) -> Iterable[Item]:
    id_ = report_id(report)
    return ((item, (id_,)) for item in report.excluded)


def _commitments(report: Report) -> Iterable[Item]:
    id_ = report_id(report)
    return ((item, (id_,)) for item in report.commitments)


def _checks(report: Report) -> Iterable[Item]:
    id_ = report_id(report)
    return ((item, (id_, position)) for position, item in enumerate(report.checks, 1))


REPORTS = Table(
    name="reports",
    zh="报告",
    description="One row for each report: what it is, and what read it.",
    columns=(
        REPORT_ID,
        field(Report, "source.name", "文件名"),
        field(Report, "source.sha256", "文件校验和"),
        field(Report, "source.part", "文件内序号"),
        field(Report, "source.media_type", "文件类型"),
        field(Report, "source.encoding", "编码"),
        field(Report, "source.chars", "字数"),
        field(Report, "source.url", "来源网址", name="source_url"),
        field(Report, "source.retrieved", "获取时间", name="retrieved"),
        field(Report, "meta.title", "标题", name="title"),
        field(Report, "meta.region", "地区", name="region"),
        field(Report, "meta.region_code", "行政区划代码", name="region_code"),
        field(Report, "meta.parent_code", "上级区划代码", name="parent_code"),
        field(Report, "meta.admin_level", "行政级别", name="admin_level"),
        field(Report, "meta.report_type", "报告类型", name="report_type"),
        field(Report, "meta.date", "报告日期", name="date", type_="date"),
        field(Report, "meta.speaker", "报告人", name="speaker"),
        field(Report, "meta.review_period", "回顾期", name="review_period"),
        field(Report, "meta.plan_period", "计划期", name="plan_period"),
        field(Report, "run.engine", "引擎", name="engine"),
        field(Report, "run.fingerprint", "引擎指纹", name="fingerprint"),
        field(Report, "run.model", "模型", name="model"),
        field(Report, "run.prompts", "提示词校验和", name="prompts"),
        field(Report, "run.version", "软件版本", name="version"),
    ),
    key=("report_id",),
    references=(),
    items=_reports,
)
SECTIONS = Table(
    name="sections",
    zh="章节",
    description="One row for each heading and the text it governs.",
    columns=(
        REPORT_ID,
        field(SectionInfo, "id", "章节编号"),
        field(SectionInfo, "parent", "上级章节"),
        field(SectionInfo, "level", "层级"),
        field(SectionInfo, "kind", "章节类别"),
        field(SectionInfo, "heading.text", "标题文字", name="heading", about="The heading."),
        field(SectionInfo, "heading.start", "标题起点", about="The heading."),
        field(SectionInfo, "heading.end", "标题终点", about="The heading."),
        field(SectionInfo, "span.start", "章节起点", about="The section."),
        field(SectionInfo, "span.end", "章节终点", about="The section."),
    ),
    key=("report_id", "id"),
    references=(_OF_REPORT, Reference(("report_id", "parent"), "sections", ("report_id", "id"))),
    items=_sections,
)
INDICATORS = Table(
    name="indicators",
    zh="指标",
    description="One row for each stated quantity.",
    columns=(
        REPORT_ID,
        field(Indicator, "id", "指标编号"),
        field(Indicator, "section", "章节编号"),
        Column("commitment", "string", "承诺编号", "The commitment that the number stands in, if any.", True),
        field(Indicator, "name", "指标名称"),
        field(Indicator, "canon", "核心指标"),
        field(Indicator, "measure", "度量"),
        field(Indicator, "value", "数值"),
        field(Indicator, "unit", "单位", may_be_empty=True),
        field(Indicator, "normalized.value", "基准单位数值"),
        field(Indicator, "normalized.unit", "基准单位"),
        field(Indicator, "bound", "界限"),
        field(Indicator, "status", "状态"),
        field(Indicator, "period", "时期"),
        field(Indicator, "confidence", "置信度"),
        field(Indicator, "source", "标注来源"),
        field(Indicator, "number.text", "数字原文", name="number", about="The digits."),
        field(Indicator, "number.start", "数字起点", about="The digits."),
        field(Indicator, "number.end", "数字终点", about="The digits."),
        field(Indicator, "quote.text", "原文", name="quote", about="The clause that states the quantity."),
        field(Indicator, "quote.start", "原文起点", about="The clause."),
        field(Indicator, "quote.end", "原文终点", about="The clause."),
    ),
    key=("report_id", "id"),
    references=(
        _OF_REPORT,
        _IN_SECTION,
        Reference(("report_id", "commitment"), "commitments", ("report_id", "id")),
    ),
    items=_indicators,
)
EXCLUDED = Table(
    name="excluded",
    zh="其他数字",
    description="One row for each number of a report that is no quantity, with the reason: nothing is left out.",
    columns=(
        REPORT_ID,
        field(Excluded, "id", "数字编号"),
        field(Excluded, "reason", "原因"),
        field(Excluded, "number.text", "数字原文", name="number", about="The digits."),
        field(Excluded, "number.start", "数字起点", about="The digits."),
        field(Excluded, "number.end", "数字终点", about="The digits."),
    ),
    key=("report_id", "id"),
    references=(_OF_REPORT,),
    items=_excluded,
)
COMMITMENTS = Table(
    name="commitments",
    zh="承诺事项",
    description="One row for each action that the government says it will take.",
    columns=(
        REPORT_ID,
        field(Commitment, "id", "承诺编号"),
        field(Commitment, "section", "章节编号"),
        field(Commitment, "action", "动作", may_be_empty=True),
        field(Commitment, "strength", "力度"),
        field(Commitment, "specificity", "具体程度"),
        field(Commitment, "deadline", "期限"),
        field(Commitment, "topic", "主题"),
        field(Commitment, "quantities", "所含指标"),
        field(Commitment, "confidence", "置信度"),
        field(Commitment, "source", "标注来源"),
        field(Commitment, "span.text", "原文", name="text", about="The clauses that state it."),
        field(Commitment, "span.start", "原文起点", about="The clauses."),
        field(Commitment, "span.end", "原文终点", about="The clauses."),
    ),
    key=("report_id", "id"),
    references=(_OF_REPORT, _IN_SECTION),
    items=_commitments,
)
CHECKS = Table(
    name="checks",
    zh="提示",
    description="One row for each finding: contradictions, impossible figures, what a reader should know.",
    columns=(
        REPORT_ID,
        Column("position", "integer", "序号", "Which finding of the report it is, counted from 1.", False),
        field(Check, "kind", "类别"),
        field(Check, "severity", "严重程度"),
        field(Check, "message", "内容"),
        field(Check, "ids", "相关编号"),
    ),
    key=("report_id", "position"),
    references=(_OF_REPORT,),
    items=_checks,
)
FIGURES = Table(
    name="figures",
    zh="面板数据",
    description="One row for each figure of a statistic of the catalogue and for each target, as a panel wants them: "
    "a range such as 4.5%—5% is one row with both its ends. Figures of a glossary are no targets.",
    columns=(REPORT_ID, *FIGURE_COLUMNS),
    key=("report_id", "id"),
    references=(_OF_REPORT,),
    items=figure_items,
)
TABLES = (REPORTS, SECTIONS, INDICATORS, EXCLUDED, COMMITMENTS, CHECKS, FIGURES)
