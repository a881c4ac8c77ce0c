"""Commitments are whole actions: no bare time, no announcement of a list, no heading of an annex."""

import re

import pytest
from faults import planned


@pytest.mark.parametrize("time", ["年内", "今年", "全年", "上半年", "6月底前", "年底前"])
def test_a_time_alone_is_no_commitment(time: str) -> None:
    said = [c.span.text for c in planned(f"{time}，开工建设亿元以上项目16个，竣工投产9个。").commitments]
    assert any("开工建设亿元以上项目16个" in text for text in said)
    assert not any(re.fullmatch(f"{time}[，,]?", text) for text in said)


@pytest.mark.parametrize("opens", ["重点抓好以下14个方面的工作：", "今年，着力办好以下10件实事：", "附件2"])
def test_what_announces_a_list_is_no_commitment(opens: str) -> None:
    report = planned(f"{opens}\n1.新建农村公路86公里。\n2.改造老旧小区12个。")
    assert not any("以下" in c.span.text or "附件" in c.span.text for c in report.commitments)


@pytest.mark.parametrize("sentence", ["我们将办好12类45件民生实事。", "全县要建设村级养老站20个。"])
def test_a_sentence_that_says_what_will_be_done_is_a_commitment(sentence: str) -> None:
    assert [c.span.text for c in planned(f"坚持以人民为中心。\n{sentence}").commitments] == [sentence.rstrip("。")]
