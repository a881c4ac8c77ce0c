"""Mending texts: every rule does what its example says, repairs lead back to the file, and whole texts keep."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import score
from conftest import grows_in_proportion
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.document.source import Repair, to_file, to_repaired
from summarizer.engines.rules import RuleEngine
from summarizer.knowledge.rule import Rule
from summarizer.pipeline import make_document
from summarizer.readers import read, read_bytes
from summarizer.readers.repair import MENDS, mend

TEXTS = st.text(
    alphabet="0123456789０１，,.．。；\n \u3000\xa0\u200b—-|#*_`[]()①〔〕第页共亿万元个人%％增长生产总值年月米",
    max_size=80,
)


@pytest.mark.parametrize("rule", MENDS.rules, ids=lambda rule: rule.id)
def test_a_rule_mends_its_example(rule: Rule[str, str]) -> None:
    before, damage, after = re.split("[<>]", rule.example)
    text = before + damage + after
    edit: Any = next(iter(rule.fits(text)))  # type: ignore[call-overload]
    assert edit.start < len(before) + len(damage) and edit.end >= len(before)
    assert rule.produces in {found.kind for found in mend(text, as_markdown=rule.id.startswith("mend.md")).mends}


@given(TEXTS, st.booleans())
@settings(max_examples=600, deadline=None)
def test_repairs_make_the_text_and_lead_back(text: str, as_markdown: bool) -> None:
    mended = mend(text, as_markdown=as_markdown)
    listed = [{"start": r.start, "end": r.end, "text": r.text} for r in mended.repairs]
    assert score.repaired(text, listed) == mended.text
    assert all(a.end < b.start for a, b in zip(mended.repairs, mended.repairs[1:], strict=False))
    assert [to_file(at, mended.repairs) for at in range(len(mended.text))] == [
        score.to_file(at, listed) for at in range(len(mended.text))
    ]
    assert all(0 <= m.start <= m.end <= len(mended.text) for m in mended.mends)
    assert bool(mended.repairs) == (mended.text != text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_a_mended_text_is_whole(text: str) -> None:
    once = mend(mend(mend(text).text).text).text
    assert mend(once).text == once


@pytest.mark.parametrize("run", ["1", "1 ", "1.", "1.1 ", "1,", "１，１２３", "|1 ", "| ", "一", "字 ", "字，", "\n", "- 1 -\n", "1\n", "字，字\n", "*", "**字", "`", "[", "[^", "①",
                                 "字①", "1元1", "（1）", "\x0b", "\u200b", "\xa0", "\x0e", "&nbsp", "#", "---|", "~~", "<!--", "1'234", "第1页", " 第1页", "标题 - 1 -"])  # fmt: skip
@pytest.mark.parametrize("behind", ["", "字", "|", "%"])
def test_a_long_run_of_anything_takes_linear_time(run: str, behind: str) -> None:
    assert grows_in_proportion(lambda size: mend("增长" + run * size + behind, as_markdown=True), 2_000, spared=0.3)


def test_offsets_go_to_and_fro() -> None:
    repairs = (Repair(2, 3, ""), Repair(5, 8, "ab"))
    assert [to_file(at, repairs) for at in range(8)] == [0, 1, 3, 4, 5, 6, 8, 9]
    assert [to_repaired(at, repairs) for at in (0, 1, 3, 4, 5, 8, 9)] == [0, 1, 2, 3, 4, 6, 7]


def test_whole_texts_keep_their_bytes(specimens: list[Path]) -> None:
    for path in specimens:
        (source, *_) = read_bytes(path.read_bytes(), path.name)
        assert not source.repairs and not source.mends, path.name


def test_the_parts_of_a_file_have_their_own_repairs() -> None:
    body = "全县上下团结奋斗，地区生产总值341\u200b.21亿元，增长6.4%。" * 60
    text = f"栖霞河县政府工作报告\n各位代表：\n{body}\n云溪县政府工作报告\n各位代表：\n{body}\n"
    sources = read_bytes(text.encode(), "two.txt")
    assert [source.name for source in sources] == ["two-1.txt", "two-2.txt"]
    halves = [text[: text.index("云溪")], text[text.index("云溪") :]]
    for source, half in zip(sources, halves, strict=True):
        listed = [{"start": r.start, "end": r.end, "text": r.text} for r in source.repairs]
        assert len(listed) == 60 and score.repaired(half, listed).startswith(source.text.rstrip("\n"))


BLANKS = {ord(" "): None, ord("\u3000"): None}
SETTINGS = {
    "spaces around figures": lambda text: re.sub(r"(?<=[一-鿿])(?=\d)|(?<=[\d%])(?=[一-鿿])", " ", text),
    "spaces behind marks": lambda text: re.sub(r"(?<=[，；。])(?=[一-鿿])", " ", text),
    "indents": lambda text: re.sub(r"(?m)^(?=\S)", "\u3000\u3000", text),
    "full-width digits": lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
}


@pytest.mark.parametrize("change", SETTINGS.values(), ids=SETTINGS)
def test_how_a_text_is_set_changes_no_label(change: Callable[[str], str], specimens: list[Path]) -> None:
    rules = RuleEngine()
    for path in [*specimens, specimens[0].with_name("qinghe-2018.html")]:
        plain = read(path)[0]
        (other,) = read_bytes(change(plain.text).encode(), f"{path.stem}.txt")
        assert other.text.translate(BLANKS) == plain.text.translate(BLANKS)
        before, after = (rules.label_now(make_document(source)) for source in (plain, other))
        assert (after.numbers, after.commitments) == (before.numbers, before.commitments)


def test_spaces_stay_where_a_text_has_few() -> None:
    text = "栖霞县政府工作报告 2021年1月5日\n1 总体要求\n全年生产总值341亿元，增长6.5%，财政收入20亿元，其中税收 12 亿元。\n"
    assert mend(text).text == text


def test_the_number_of_a_heading_keeps_its_space() -> None:
    text = "2021 年工作\n1 总体要求\n2 重点任务\n完成投资 12 亿元，建成学校 5 所，新增就业 800 人。"
    assert mend(text).text == "2021年工作\n1 总体要求\n2 重点任务\n完成投资12亿元，建成学校5所，新增就业800人。"
