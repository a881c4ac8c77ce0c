"""A part whose words speak against its kind is told, and one whose words agree is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summarizer
from summarizer.document.outline.tense import AHEAD, BACK, odds_of, sentences_of, tense_features
from summarizer.knowledge.learned import shipped

DID = (
    "过去一年，全县生产总值增长6.2%。新增规上企业12家，改造老旧小区8个。脱贫成果持续巩固，低保标准提高到每人每月650元。"
    "建成通车县道三条。全年完成投资21.3亿元，比上年增长8%。财政收入突破10亿元。粮食总产达到23万吨。荣获省级文明县城。"
    "城乡居民收入分别增长7.1%和8.3%。"
)
WILL = (
    "加快推进园区建设，力争引进项目20个。深入实施乡村振兴战略，抓好高标准农田建设。坚持项目为王，确保早日投产达效。"
    "完善城乡基础设施，启动二期工程。持续优化营商环境，激发市场活力。要扎实做好就业工作，努力增加居民收入。"
    "强化安全监管，坚决防范重大事故。大力发展全域旅游。全面加强政府自身建设。积极培育新兴产业。"
)


@pytest.mark.parametrize(("first", "second", "told"), [(DID, WILL, 0), (WILL, WILL, 1), (DID, DID, 1), (WILL, DID, 2)])
def test_a_part_that_speaks_against_its_kind_is_told(first: str, second: str, told: int) -> None:
    text = f"安河县政府工作报告\n各位代表：\n一、2022年工作回顾\n{first}\n二、2023年工作安排\n{second}\n"
    found = [check for check in summarizer.summarize_text(text).checks if check.kind == "part_against_tense"]
    assert len(found) == told


@settings(max_examples=60, deadline=None)
@given(st.text(f"{DID[:60]}{WILL[:60]}5０%万人左右以上。！\n,，、 \u3000了已今年目标", max_size=80))
def test_all_sentences_at_once_weigh_what_the_names_of_their_features_weigh(text: str) -> None:
    chain = shipped().chain("tense")
    sentences = sentences_of(text)
    odds = chain.scores([tense_features(sentence) for sentence in sentences]).sum(0) if sentences else np.zeros(2)
    ahead = float(odds[chain.classes.index(AHEAD)] - odds[chain.classes.index(BACK)])
    alone, told, _ = odds_of(["", text, WILL], shipped())
    assert alone == (0.0, 0) and told == pytest.approx((ahead, len(sentences)))
