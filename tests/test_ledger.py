"""The ledger is exactly the one that the reference tool lists, on any text."""

from pathlib import Path
from typing import Any

import index_report
import pytest
from conftest import grows_in_proportion
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.document.ledger import Entry, list_clauses, list_numbers

GENRE = st.text(
    alphabet="0123456789０５９,，.．。；;！!？?\n \u3000一二三百千万亿几数两翻番倍成分之点零壹仟佰拾个家多余左以第年月元%、：“”增长达A",
    max_size=120,
)


def rows(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    return [{"id": e.id, "start": e.start, "end": e.end, "text": e.text} for e in entries]


def assert_same(text: str) -> None:
    numbers = list_numbers(text)
    assert rows(numbers) == index_report.numbers(text)
    assert rows(list_clauses(text, numbers)) == index_report.clauses(text)


@given(st.text(max_size=200))
@settings(max_examples=400, deadline=None)
def test_any_text_has_the_reference_ledger(text: str) -> None:
    assert_same(text)


@given(GENRE)
@settings(max_examples=1500, deadline=None)
def test_texts_of_the_genre_have_the_reference_ledger(text: str) -> None:
    assert_same(text)


def test_a_comma_inside_a_number_breaks_no_clause() -> None:
    text = "收入1,234.5元,增长8%"
    numbers = list_numbers(text)
    assert [n.text for n in numbers] == ["1,234.5", "8"]
    assert [c.text for c in list_clauses(text, numbers)] == ["收入1,234.5元", "增长8%"]


def test_real_reports_have_the_reference_ledger(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.txt")):
        assert_same(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "run",
    [
        "一",
        "几",
        "亿",
        "万",
        "壹",
        "壹万",
        "百分之",
        "三点一",
        "点",
        "9",
        "9,",
        "1,111",
        "９．",
        "翻",
        "分之",
        "成",
        " ",
        "\u3000",
        ",",
        "。",
        "增",
    ],
)
@pytest.mark.parametrize("behind", ["", "倍", "增", "壹"])
def test_a_long_run_of_anything_takes_linear_time(run: str, behind: str) -> None:
    def work(size: int) -> object:
        text = run * size + behind
        return list_clauses(text, list_numbers(text))

    assert grows_in_proportion(work, 10_000, spared=0.2)


def test_two_million_characters_take_no_quadratic_time() -> None:
    text = "新增企业12家,增长3.4%。" * 140_000
    numbers = list_numbers(text)
    assert len(numbers) == 280_000
    assert len(list_clauses(text, numbers)) == 280_000
