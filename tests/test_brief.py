"""The brief on whole reports: every citation exists and stands behind its figure, in both languages alike."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import report_of

import summarizer
from summarizer.contract.report import Check
from summarizer.findings.problems import admitted_problems
from summarizer.knowledge.vocabulary import LANGUAGES, Language, language
from summarizer.show.brief import write_brief
from summarizer.show.markdown import to_markdown
from summarizer.show.page import to_html
from summarizer.show.summary import by_topic
from summarizer.show.terminal import to_plain
from summarizer.show.title import file_name, full_title

SPECIMENS = sorted((Path(__file__).parents[1] / "evals" / "specimens").glob("*.*"))
CORPUS = sorted((Path(__file__).parents[2] / "shared" / "corpus").glob("*.txt"))
_CITE = re.compile(r"(?<!\\)\[(n\d+)\]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def stated(text: str) -> Iterator[tuple[str, str]]:
    """Each citation with the words between it and the one before, or the cell or line it stands in."""
    for line in text.splitlines():
        last = 0
        for match in _CITE.finditer(line):
            yield match[1], line[last : match.start()].split("|")[-1]
            last = match.end()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [*SPECIMENS, *CORPUS], ids=lambda path: path.name)
def test_every_citation_is_an_indicator_and_follows_its_own_figure(path: Path, lang: Language) -> None:
    report = report_of(path)
    figures = {item.id: item for item in report.indicators}
    cited = list(stated(write_brief(report, lang).text))
    assert len(cited) >= 8
    for id_, words in cited:
        digits = figures[id_].number.text
        shown = digits if digits[0].isascii() else f"{abs(figures[id_].value):g}"
        assert _FIGURE.findall(words)[-1:] == [shown] or words.rstrip().endswith(digits) or digits in words[-12:]


@pytest.mark.parametrize("path", [*SPECIMENS, *CORPUS], ids=lambda path: path.name)
def test_both_languages_state_the_same_figures_as_far_as_their_sheets_reach(path: Path) -> None:
    zh, en = (write_brief(report_of(path), lang).text.split("\n## ") for lang in LANGUAGES)
    assert zh != en and len(zh) == len(en)
    for parts in zip(zh, en, strict=True):
        short, long = sorted((_CITE.findall(part) for part in parts), key=len)
        if "|" not in parts[0]:
            assert long[: len(short)] == short
        else:  # fewer rows may leave a column empty, never change a row
            rows = [[_CITE.findall(line) for line in part.splitlines() if line.startswith("|")] for part in parts]
            assert all(one == other for one, other in zip(*rows, strict=False))


@pytest.mark.parametrize("path", [*SPECIMENS, *CORPUS], ids=lambda path: path.name)
def test_the_english_brief_has_chinese_only_in_names_and_quotes(path: Path) -> None:
    report = report_of(path)
    for line in write_brief(report, "en").text.splitlines():
        bare = re.sub("“.*”", "", re.sub(r"\\(.)", r"\1", line))
        for name in (report.meta.title, report.meta.region, report.meta.speaker, report.source.name):
            bare = bare.replace(name or "\0", "")
        assert not _HAN.search(bare), line


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.name)
def test_every_citation_of_the_page_leads_to_the_clause_it_is_from(path: Path) -> None:
    report = report_of(path)
    page = to_markdown(report)
    for item in report.indicators:
        if f"[{item.id}]" in page:
            assert f"\n[{item.id}]: #{item.id}\n" in page
            (line,) = (line for line in page.splitlines() if f'<a id="{item.id}">' in line)
            assert str(item.number.start) in line and item.number.text in line


def test_the_table_says_which_targets_were_met() -> None:
    report = report_of(next(path for path in SPECIMENS if path.stem == "qinghe-2018"))
    lines = {line.split(" | ")[0].strip("| "): line for line in write_brief(report).text.splitlines() if "|" in line}
    assert "未达到" in lines["地区生产总值"] and "8% [n13]" in lines["地区生产总值"]
    assert "达到" in lines["农村居民人均可支配收入"] and "未达到" not in lines["农村居民人均可支配收入"]
    assert "达到" not in lines["城镇登记失业率"]
    shown = {line.split()[0]: line for line in to_plain(report).splitlines() if line.strip()}
    assert "✗" in shown["地区生产总值"] and "✓" in shown["农村居民人均可支配收入"]


HEAD = "临江县2023年政府工作报告\n\n——2024年1月16日在临江县第十八届人民代表大会第三次会议上\n\n一、2023年工作回顾\n\n2023年，地区生产总值增长6.2%。"


def problems_of(passage: str) -> list[str]:
    text = f"{HEAD}{passage}\n\n二、2024年工作安排\n\n加快推进临江大桥建设。我们也要看到，存在一些问题：其一。"
    return [span.text for span in admitted_problems(summarizer.summarize_text(text))]


@pytest.mark.parametrize(
    ("passage", "found"),
    [
        (
            "同时，我们也清醒认识到，全县发展还存在不少困难和问题。一是产业结构不优。二是财政收支矛盾突出。对此，我们将认真解决。",
            ["一是产业结构不优。", "二是财政收支矛盾突出。"],
        ),
        ("但仍面临一些困难和问题：工业投资下降12%；民生短板不少。", ["工业投资下降12%；", "民生短板不少。"]),
        ("我们也看到，有效需求不足，对此我们将采取措施。", ["我们也看到，有效需求不足"]),
        ("群众关心的问题得到解决。", []),
    ],
)
def test_the_problems_passage_is_found_and_ends_with_the_problems(passage: str, found: list[str]) -> None:
    assert problems_of(passage) == found


def test_figures_in_the_problems_are_cited() -> None:
    text = (
        f"{HEAD}但仍面临一些困难和问题：工业投资下降12%；民生短板不少。\n\n二、2024年工作安排\n\n加快推进临江大桥建设。"
    )
    report = summarizer.summarize_text(text)
    (item,) = (item for item in report.indicators if item.number.text == "12")
    assert f"12% [{item.id}]" in write_brief(report).text


def test_a_finding_nobody_translated_is_told_in_its_own_words() -> None:
    report = report_of(SPECIMENS[0])
    odd = Check(kind="quite_new", severity="info", message="新的提示", ids=[report.indicators[0].id])
    told = {lang: write_brief(report.model_copy(update={"checks": [odd]}), lang).text for lang in LANGUAGES}
    assert "新的提示" in told["zh"] and "quite new" in told["en"] and "新的提示" not in told["en"]


def test_a_language_without_words_is_refused_in_one_sentence() -> None:
    with pytest.raises(summarizer.UsageError, match="zh, en"):
        language("fr")


FIVE_YEARS = """长丰市2021年政府工作报告

——2021年1月20日在长丰市第五届人民代表大会第五次会议上

一、“十三五”工作回顾

五年来，地区生产总值年均增长6.3%，城镇新增就业累计50.2万人。2020年，地区生产总值达到900亿元、增长4.1%。

二、2021年工作安排

今年经济社会发展主要预期目标是：一般公共预算收入增长6%；地区生产总值增长8%以上；居民收入增长与经济增长同步。能耗等约束性指标完成省定任务。重点抓好以下工作。

2021年，城镇新增就业8万人。新建污水处理厂3座。6月底前建成桥梁2座。建设总投资3亿元的东湖公园。建设总投资20亿元的北站。年内开放市博物馆。
"""


def test_the_main_targets_come_first_as_the_report_lists_them() -> None:
    report = summarizer.summarize_text(FIVE_YEARS)
    text = write_brief(report).text
    said = re.sub(r" \[n\d+\]", "", text)
    listed = (
        "一般公共预算收入增长6%；地区生产总值增长8%以上；居民收入增长与经济增长同步。能耗等约束性指标完成省定任务。"
    )
    assert said.index("## 2021年主要预期目标") < said.index(listed) < said.index("## 主要指标")
    assert listed in to_plain(report).replace("\n", "") and "以下工作" not in said.split("## 主要指标")[0]
    rows = [line.split(" | ")[0].strip("| ") for line in text.splitlines() if line.startswith("|")]
    assert rows[2:5] == ["一般公共预算收入", "地区生产总值", "城镇新增就业"]


def test_figures_of_five_years_stand_in_a_column_of_their_own() -> None:
    rows = [
        line for line in write_brief(summarizer.summarize_text(FIVE_YEARS)).text.splitlines() if line.startswith("|")
    ]
    head, _, *table = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    year, five = head.index("2020年实际"), head.index("2016—2020年")
    cells = {row[0]: row for row in table}
    assert cells["地区生产总值"][year].startswith("900亿元") and cells["地区生产总值"][five].startswith("年均6.3%")
    assert cells["城镇新增就业"][year] == "—" and cells["城镇新增就业"][five].startswith("50.2万人")


def test_commitments_with_figure_and_date_come_first_then_those_of_most_money() -> None:
    ((_, roads), *_) = by_topic(summarizer.summarize_text(FIVE_YEARS))
    told = "".join(item.span.text for item in roads)
    words = ["桥梁", "北站", "东湖公园", "污水处理厂"]
    assert sorted(words, key=told.index) == words


@pytest.mark.parametrize(
    ("title", "region", "full"),
    [
        ("政府工作报告", "临江县", "临江县 2024 政府工作报告"),
        ("临江县2023年工作总结", "临江县", "临江县2023年工作总结"),
    ],
)
def test_a_title_that_stands_alone_says_place_and_year(title: str, region: str, full: str) -> None:
    report = summarizer.summarize_text(HEAD + "\n\n二、2024年工作安排\n\n加快推进临江大桥建设。")
    named = report.model_copy(update={"meta": report.meta.model_copy(update={"title": title, "region": region})})
    assert full_title(named) == full and write_brief(named).text.startswith(f"# {full}\n")
    assert f"<title>{full}</title>" in to_html(named)


def test_a_title_is_made_a_name_that_every_system_takes() -> None:
    report = report_of(SPECIMENS[0])
    meta = report.meta.model_copy(update={"title": 'a/b\\c:d*e?"f<g>|\nh. ', "region": None, "plan_period": None})
    name = file_name(report.model_copy(update={"meta": meta}))
    assert not set(name) & set('/\\:*?"<>|\n') and name.strip(" .") == name
