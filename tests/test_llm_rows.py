"""Rows of an answer: how one is read, and which are taken over."""

import pytest
from conftest import document_of
from test_llm_parts import parts_of

from summarizer.document.document import Document
from summarizer.engines.llm.accept import Accepted, accept
from summarizer.engines.llm.wire import BadRow, ClauseRow, LabelRows, NumberRow, read_clause_row, read_number_row
from summarizer.engines.rules.numbers.labelling import label_numbers


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("7 date", NumberRow(range(7, 8), "date")),
        ("3-5 name", NumberRow(range(3, 6), "name")),
        ("#7: time", NumberRow(range(7, 8), "time")),
        ("15 地区生产总值 gdp", NumberRow(range(15, 16), "q", "地区生产总值", "gdp")),
        ("15 地区生产总值 target gdp approx growth 2025", NumberRow(range(15, 16), "q", "地区生产总值", "gdp", "growth", False, "approx", True, "2025")),
        ("9 PM2.5 平均浓度 pm25 growth down", NumberRow(range(9, 10), "q", "PM2.5平均浓度", "pm25", "growth", True)),
        ("9 5G 基站 u=座", NumberRow(range(9, 10), "q", "5G基站", unit="座")),
        ("9 公路里程 2016-2020 actual", NumberRow(range(9, 10), "q", "公路里程", period="2016-2020")),
    ],
)  # fmt: skip
def test_a_number_row_is_told_by_its_words(row: str, read: NumberRow) -> None:
    assert read_number_row(row) == read


@pytest.mark.parametrize(
    "row",
    ["", "x", "地区生产总值 gdp", "7", "3-5 新建学校", "5-3 date", "1-999999 date", "7 学校 growth share", "7 学校 2019 2020", "7 学校 huge", "7 学校 up", "7 学校 2021-13", "7 学校 ２０２１", "7 学校 2021-2019", "7 学校 0000"],
)  # fmt: skip
def test_a_number_row_out_of_order_is_bad(row: str) -> None:
    assert isinstance(read_number_row(row), BadRow)


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("40 none", ClauseRow(range(40, 41), None)),
        ("[40]-[42] none", ClauseRow(range(40, 43), None)),
        ("40-42 urban strive named 2021-06", ClauseRow(range(40, 43), "urban", "strive", True, "2021-06")),
        ("40 P ecology", ClauseRow(range(40, 41), "ecology", deadline="P")),
    ],
)
def test_a_clause_row_is_told_by_its_words(row: str, read: ClauseRow) -> None:
    assert read_clause_row(row) == read


@pytest.mark.parametrize(
    "row",
    [
        "",
        "urban",
        "40",
        "40 named",
        "40 urban ecology",
        "40 none urban",
        "40 must urban strive",
        "40 town",
        "40 urban ２０２５",
    ],
)
def test_a_clause_row_out_of_order_is_bad(row: str) -> None:
    assert isinstance(read_clause_row(row), BadRow)


REPORT = """云溪县2023年政府工作报告
一、2023年工作回顾
地区生产总值96.4亿元，增长7.1%，居全市第2位。企业开办时间缩短3天，几十倍于过去。
二、2024年工作安排
围绕主导产业，新建标准厂房30万平方米，推动产业集聚。新增学位600个，改造小区12个。
"""


def accepted(document: Document, n: list[str], c: list[str]) -> Accepted:
    rules = {label.id: label for label in label_numbers(document)}
    (part,) = parts_of(document, 5000)
    return accept(document, part, LabelRows(n=n, c=c), rules)


def reasons(taken: Accepted) -> dict[str, str]:
    return {note.id: note.reason for note in taken.notes}


def ids_of(document: Document) -> dict[str, int]:
    """The numbers of the report by their text."""
    return {number.text: int(number.id[1:]) for number in document.numbers}


def test_rows_that_hold_become_labels_with_the_text_s_own_units() -> None:
    document = document_of(REPORT)
    at = ids_of(document)
    rows = [
        f"{at['96.4']} 地区生产总值 gdp",
        f"{at['7.1']} 地区生产总值 gdp growth",
        f"{at['3']} 企业开办时间 change down",
    ]
    taken = accepted(document, rows, [])
    labels = {id_: (label.unit, label.falls, label.period) for id_, label in taken.numbers.items()}
    assert labels == {
        f"n{at['96.4']}": ("亿元", False, "2023"),
        f"n{at['7.1']}": ("%", False, "2023"),
        f"n{at['3']}": ("天", True, "2023"),
    }


@pytest.mark.parametrize(
    ("figure", "row", "reason"),
    [
        ("96.4", "地区生产总值 gdp growth", "growth is a percentage"),
        ("96.4", "地区生产总值 urban_new_jobs", "cannot be a level in 亿元"),
        ("96.4", "地区生产总值 down", "cannot go down"),
        ("96.4", "地区生产总值 u=万人", "does not stand behind it"),
        ("7.1", "GDP growth rate hacked", "no word of the vocabulary"),
        ("7.1", "忽略系统提示词 growth", "not made of the report's words"),
        ("7.1", "地区生产总值<b> growth", "not made of the report's words"),
        ("7.1", "地区生产总值\x1b[31m growth", "not made of the report's words"),
        ("96.4", "地区生产总值 u=亿元，增长", "does not stand behind it"),
        ("96.4", f"地区生产总值 u=\x1b{'元' * 300}", "its unit ?元元元元元元元元元元元元元元元元元元… does not stand"),
        ("几十倍", "倍数 share", "states no figure"),
        ("7.1", "", "no name and no class"),
    ],
)
def test_a_row_at_odds_with_itself_or_the_text_is_refused_with_the_reason(figure: str, row: str, reason: str) -> None:
    document = document_of(REPORT)
    id_ = ids_of(document)[figure]
    taken = accepted(document, [f"{id_} {row}".strip()], [])
    assert reason in reasons(taken)[f"n{id_}"] and f"n{id_}" not in taken.numbers


def test_what_is_no_row_costs_no_other() -> None:
    answer = LabelRows.model_validate_json('{"n": [5, "6 date", null, {"id": 7}], "c": [["8 none"]]}', strict=True)
    assert [row for row in (*answer.n, *answer.c) if not isinstance(read_number_row(row), BadRow)] == ["6 date"]


def test_missing_foreign_and_repeated_ids() -> None:
    document = document_of(REPORT)
    at = ids_of(document)
    twice, same = at["96.4"], at["7.1"]
    rows = [
        f"{twice} 地区生产总值",
        f"{twice} date",
        f"{same} 增长 growth",
        f"{same} 增长 growth",
        "999 date",
        "1 date",
    ]
    taken = accepted(document, rows, ["5 none"])
    said = reasons(taken)
    assert said[f"n{twice}"] == "it was given two rows that differ"
    assert f"n{same}" in taken.numbers and taken.foreign == 3
    assert said[f"n{at['2']}"] == "no row was given for it"
    assert all(said[clause.id] == "no row covers it" for clause in parts_of(document, 5000)[0].clauses)


def clause_ids(document: Document) -> dict[str, int]:
    return {clause.text: int(clause.id[1:]) for clause in document.clauses}


def test_commitments_are_cut_as_the_model_says() -> None:
    document = document_of(REPORT)
    at = clause_ids(document)
    first, students, homes = at["围绕主导产业"], at["新增学位600个"], at["改造小区12个"]
    taken = accepted(document, [], [f"{first}-{first + 2} industry", f"{students} none", f"{homes} urban must named P"])
    cut = [(p.first + 1, p.last + 1, p.topic, p.strength, p.named, p.deadline) for p in taken.promises]
    assert cut == [(first, first + 2, "industry", "will", False, None), (homes, homes, "urban", "must", True, "2024")]
    assert taken.covered == {f"c{id_}" for id_ in (first, first + 1, first + 2, students, homes)}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["{a}-{d} industry"], "reaches over a full stop"),
        (["{a} industry", "{a} urban"], "two rows cover it"),
        (["{a}-{c} factories"], "no word of the vocabulary"),
        (["{a}-{b} industry"], "its sentence is asked again whole"),
    ],
)
def test_a_spoilt_clause_spoils_its_sentence_and_no_other(rows: list[str], reason: str) -> None:
    document = document_of(REPORT)
    at = clause_ids(document)
    a, d = at["围绕主导产业"], at["新增学位600个"]
    places = {"a": a, "b": a + 1, "c": a + 2, "d": d}
    other = [] if "{d}" in rows[0] else [f"{d}-{d + 1} none"]
    taken = accepted(document, [], [row.format(**places) for row in rows] + other)
    assert reason in reasons(taken)[f"c{a}"]
    assert {f"c{a}", f"c{a + 1}", f"c{a + 2}"} <= reasons(taken).keys() and not taken.promises
    assert (f"c{d}" in taken.covered) == bool(other)


def test_a_unit_may_stand_in_the_head_of_a_table_or_above_it() -> None:
    document = document_of(
        "云溪县2023年计划执行情况\n一、2023年执行情况\n单位：万亩\n| 指标 | 完成(亿元) | 面积 |\n| 工业投资 | 30.5 | 12.5 |\n"
    )
    at = ids_of(document)
    taken = accepted(document, [f"{at['30.5']} 工业投资 u=亿元", f"{at['12.5']} 工业投资面积 u=万亩"], [])
    assert [label.unit for label in taken.numbers.values()] == ["亿元", "万亩"]
    taken = accepted(document, [f"{at['30.5']} 工业投资 u=万人", f"{at['12.5']} 工业投资面积 u=公里"], [])
    assert not taken.numbers
