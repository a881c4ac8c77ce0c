"""The brief on whole reports: every citation exists and stands behind its figure, in both languages alike."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import summarizer
from summarizer.contract.report import Check, Report
from summarizer.findings.problems import admitted_problems
from summarizer.knowledge.vocabulary import LANGUAGES, Language, language
from summarizer.show.brief import write_brief
from summarizer.show.markdown import to_markdown
from summarizer.show.terminal import to_plain

SPECIMENS = sorted((Path(__file__).parents[1] / "evals" / "specimens").glob("*.*"))
CORPUS = sorted((Path(__file__).parents[2] / "shared" / "corpus").glob("*.txt"))
_CITE = re.compile(r"(?<!\\)\[(n\d+)\]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


@cache
def report_of(path: Path) -> Report:
    return summarizer.summarize(path)


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
def test_both_languages_state_the_same_figures(path: Path) -> None:
    zh, en = (write_brief(report_of(path), lang).text for lang in LANGUAGES)
    assert _CITE.findall(zh) == _CITE.findall(en)
    assert zh != en


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
