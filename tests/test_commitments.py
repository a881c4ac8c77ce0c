"""Commitments of invented sentences, in contrast pairs: two sentences differ in one thing, and so does the answer."""

import re
from collections.abc import Sequence
from itertools import pairwise, product
from math import exp
from typing import Any

import numpy as np
import pytest

from summarizer.contract.labels import CommitmentLabel
from summarizer.document.document import Document, Meta, Section
from summarizer.document.forward import stretches
from summarizer.document.ledger import list_clauses, list_numbers
from summarizer.document.source import Source
from summarizer.engines.rules.commitments.action import action_of
from summarizer.engines.rules.commitments.clause import at_close, hanging, leaning, openings
from summarizer.engines.rules.commitments.confidence import Grounds, features_of, steps_of
from summarizer.engines.rules.commitments.deadlines import DEADLINES, Pledge, deadline_of
from summarizer.engines.rules.commitments.features import clause_features, clause_scores
from summarizer.engines.rules.commitments.labelling import (
    figures_by_clause,
    label_commitments,
)
from summarizer.engines.rules.commitments.none import NONE, promises_nothing
from summarizer.engines.rules.commitments.shapes import numbers_of, shapes_of
from summarizer.engines.rules.commitments.strength import STRENGTHS, strength_of
from summarizer.engines.rules.commitments.topics import vocabulary
from summarizer.engines.rules.numbers.labelling import label_numbers
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.learned import shipped
from summarizer.knowledge.lexicon import class_names, words
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.rule import Rule
from summarizer.knowledge.word_index import WordIndex

PART = "三、2021年重点工作"


def document_of(body: str, heading: str = "", kind: str = "plan") -> Document:
    """A plan part with one section of its own, `body` under it."""
    inner = f"(一){heading}" if heading else ""
    top = PART + "\n"
    text = f"{top}{inner}\n{body}" if inner else top + body
    sections = [Section("s1", None, 1, kind, 0, len(PART), len(text))]
    if inner:
        sections.append(Section("s2", "s1", 2, kind, len(top), len(top) + len(inner), len(text)))
    numbers = list_numbers(text)
    meta = Meta(review_period="2020", plan_period="2021")
    return Document(
        Source(text, "x.txt", "", "text/plain"), meta, tuple(sections), numbers, list_clauses(text, numbers)
    )


def labels_of(body: str, heading: str = "", kind: str = "plan") -> tuple[Document, Sequence[CommitmentLabel]]:
    document = document_of(body, heading, kind)
    return document, label_commitments(document, label_numbers(document))[0]


def cut(body: str, heading: str = "", kind: str = "plan") -> list[str]:
    """The commitments of `body` as text."""
    document, labels = labels_of(body, heading, kind)
    by_id = {clause.id: clause for clause in document.clauses}
    return [document.text[by_id[label.first].start : by_id[label.last].end] for label in labels]


def only(body: str, heading: str = "") -> CommitmentLabel:
    labels = labels_of(body, heading)[1]
    assert len(labels) == 1, cut(body, heading)
    return labels[0]


# Each body stands behind an opening action, so that nothing hangs on the start of the part.
LEAD = "加强农村公路养护,改造危桥12座。"


def behind(body: str) -> list[str]:
    """The commitments of `body` behind a first sentence."""
    spans = cut(LEAD + body, "改善基础设施")
    assert spans[:2] == LEAD[:-1].split(",")
    return spans[2:]


@pytest.mark.parametrize(
    ("joined", "split"),
    [
        pytest.param(
            "围绕打通断头路,加快建设滨江大道。", "加快打通断头路,加快建设滨江大道。", id="围绕 opens the next"
        ),
        pytest.param("以创建示范县为抓手,完善物流网络。", "创建物流示范县,完善物流网络。", id="以…为抓手"),
        pytest.param("按照规划要求,建设中心粮库。", "编制粮食规划,建设中心粮库。", id="按照…要求"),
        pytest.param("依托水运优势,建设货运码头。", "改造旧有码头,建设货运码头。", id="依托"),
        pytest.param("聚焦群众出行难题,新建公交场站。", "优化公交线路,新建公交场站。", id="聚焦"),
        pytest.param("抢抓政策机遇,谋划一批水利项目。", "落实惠农政策,谋划一批水利项目。", id="抢抓机遇"),
        pytest.param("立足资源优势,发展特色养殖。", "扩大种植规模,发展特色养殖。", id="立足"),
        pytest.param("推行林长制,确保森林资源安全。", "推行林长制,加强古树保护。", id="确保 closes"),
        pytest.param("公开办事流程,让群众少跑腿。", "公开办事流程,设立综合窗口。", id="让 closes"),
        pytest.param("健全联动机制,形成齐抓共管格局。", "健全联动机制,开展联合执法。", id="形成…格局 closes"),
    ],
)
def test_clause_without_action_of_its_own_joins_its_neighbour(joined: str, split: str) -> None:
    assert behind(joined) == [joined[:-1]]
    assert behind(split) == split[:-1].split(",")


@pytest.mark.parametrize(
    ("action", "none"),
    [
        pytest.param("新建标准化厂房5万平方米。", "规模以上工业增加值增长8%。", id="things built or a statistic"),
        pytest.param("改造老旧小区30个。", "城镇登记失业率控制在4%以内。", id="renovation or a rate"),
        pytest.param("完成植树造林2万亩。", "地区生产总值增长7%以上。", id="planting or gdp"),
        pytest.param("培育科技型企业20家。", "固定资产投资增长10%左右。", id="firms or investment growth"),
        pytest.param("建设冷链物流中心。", "社会消费品零售总额增长9%。", id="project or retail sales"),
    ],
)
def test_bare_target_of_a_statistic_is_no_commitment(action: str, none: str) -> None:
    assert behind(action) == [action[:-1]]
    assert behind(none) == []


@pytest.mark.parametrize(
    ("body", "none"),
    [
        pytest.param(
            "推进县医院迁建工程。",
            "今年政府工作的总体要求是:高举伟大旗帜,以新思想为指导,全面贯彻党的全会精神,坚持稳中求进工作总基调。",
            id="ideology",
        ),
        pytest.param("推进乡村道路硬化。", "今年是实施新一轮规划的关键之年,机遇与挑战并存。", id="situation"),
        pytest.param("新建两所寄宿制学校。", "今年经济社会发展的主要预期目标是:财政收入增长6%。", id="frame"),
    ],
)
def test_ideology_analysis_and_frames_are_none(body: str, none: str) -> None:
    assert cut(body) == [body[:-1]]
    assert cut(none) == []


def test_only_forward_looking_parts_hold_commitments() -> None:
    body = "加快建设污水处理厂,完善雨污管网。"
    assert len(cut(body, kind="plan")) == 2
    assert cut(body, kind="review") == []
    assert cut(body, kind="problems") == []


def test_every_other_clause_has_a_reason() -> None:
    document = document_of("今年是关键之年。地区生产总值增长7%以上。加快建设污水处理厂。", "补齐短板")
    labels, passed_over = label_commitments(document, label_numbers(document))
    order = {clause.id: clause.index for clause in document.clauses}
    taken = {i for label in labels for i in range(order[label.first], order[label.last] + 1)}
    assert taken.isdisjoint({order[id_] for id_ in passed_over})
    assert taken | {order[id_] for id_ in passed_over} == set(order.values())
    by_text = {clause.text: passed_over.get(clause.id) for clause in document.clauses}
    assert by_text["(一)补齐短板"] == "heading"
    assert by_text["今年是关键之年"] == "account of the situation"
    assert by_text["地区生产总值增长7%以上"] == "target of a statistic"
    assert by_text["加快建设污水处理厂"] is None


def test_commitments_are_in_order_and_do_not_overlap() -> None:
    body = "围绕补链强链,引进龙头企业,建设产业园,确保早日投产。完善路网,改造管网;新建学校3所。"
    document, labels = labels_of(body, "做强工业")
    order = {clause.id: clause.index for clause in document.clauses}
    ends = [(order[label.first], order[label.last]) for label in labels]
    assert all(first <= last for first, last in ends)
    assert all(a[1] < b[0] for a, b in pairwise(ends))


def test_same_text_same_labels() -> None:
    body = "围绕补链强链,引进龙头企业。加强普法宣传,化解矛盾纠纷。"
    assert labels_of(body)[1] == labels_of(body)[1]


def test_report_without_text_has_no_commitments() -> None:
    document = Document(Source("", "x.txt", "", "text/plain"), Meta(), (), (), ())
    assert label_commitments(document, ()) == ((), {})


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("确保按期竣工", "must"),
        ("按期竣工", "will"),
        ("坚决遏制违建", "must"),
        ("健全执行坚决、监督有力的机制", "will"),
        ("安排经费不少于20万元", "must"),
        ("安排经费20万元", "will"),
        ("力争早日开工", "strive"),
        ("争取上级资金", "strive"),
        ("健全向上争取资金机制", "will"),
        ("力促项目落地", "will"),
        ("大力促进项目落地", "will"),
        ("努力打造品牌", "strive"),
        ("探索共管模式", "strive"),
        ("开展改革探索", "will"),
        ("谋划新的园区", "strive"),
        ("推动项目谋划提质", "will"),
        ("实现“三个确保”", "will"),
        ("力争完工,确保不误农时", "must"),
        ("严守耕地红线", "must"),
        ("加强耕地保护", "will"),
    ],
)
def test_strength(text: str, strength: str) -> None:
    assert strength_of(text) == strength


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("年内建成投用", "2021"),
        ("三年内建成投用", "2023"),
        ("近年内外商增多", None),
        ("全年新建学校3所", "2021"),
        ("新建学校3所", None),
        ("建立全年龄健身设施", None),
        ("6月底前完工", "2021-06"),
        ("6月举办歌会", None),
        ("2022年3月底前完工", "2022-03"),
        ("到2025年全面建成", "2025"),
        ("落实2025年规划", None),
        ("2023年底前通车", "2023"),
        ("年底前通车", "2021"),
        ("改造2000年前建成的小区", None),
        ("二季度开工", "2021Q2"),
        ("二季度的指标", None),
        ("上半年完成征收", "2021H1"),
        ("总结上半年经验", None),
        ("“十四五”末实现全覆盖", "2025"),
        ("编制“十四五”规划", None),
        ("用三年时间完成改造", "2023"),
        ("汛期前完成加固", "2021"),
        ("做好汛期值守", None),
        ("13月底前完工", None),
    ],
)
def test_deadline(text: str, deadline: str | None) -> None:
    assert deadline_of(text, "2021") == deadline


@pytest.mark.parametrize("rule", list(DEADLINES), ids=lambda rule: rule.id)
def test_deadline_rule_decides_its_example(rule: Rule[Pledge, Any]) -> None:
    before, marked, _ = re.split("[<>]", rule.example)
    pledge = Pledge(re.sub("[<>]", "", rule.example), 2021)
    assert DEADLINES.first(pledge) is rule
    match = rule.fits(pledge)
    assert isinstance(match, re.Match)
    assert len(before) <= match.start() + 2
    assert set(match.group()) <= set(before[-1:] + marked)


@pytest.mark.parametrize("rule", list(NONE), ids=lambda rule: rule.id)
def test_clause_that_promises_nothing(rule: Rule[str, str]) -> None:
    text = rule.example.strip("<>")
    assert NONE.first(text) is rule
    assert promises_nothing(text) == rule.produces
    assert cut(text + "。") == []


def test_clause_that_promises_something_is_left_to_the_chain() -> None:
    for text in ("重点抓好七个产业园建设", "让群众生活更加殷实", "推动经济社会发展", "年内建成县医院"):
        assert promises_nothing(text) == ""


@pytest.mark.parametrize("rule", list(STRENGTHS), ids=lambda rule: rule.id)
def test_strength_rule_decides_its_example(rule: Rule[str, str]) -> None:
    text = re.sub("[<>]", "", rule.example)
    assert STRENGTHS.first(text) is rule
    assert strength_of(text) == rule.produces


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("到“十五五”末建成综合交通网", "2030"), ("3年内完成改造", "2023"), ("三年内完成改造", "2023"), ("用3年时间建成", "2023"),
        ("第1季度开工", "2021Q1"), ("2025年一季度建成", "2025Q1"), ("2025年上半年建成", "2025H1"), ("2025年6月底前建成", "2025-06"),
        ("博物馆年内完工", "2021"), ("近年内的做法", None), ("今年要重点做好防汛工作", None),
    ],
)  # fmt: skip
def test_deadline_of_every_form_of_time(text: str, deadline: str | None) -> None:
    assert deadline_of(text, "2021") == deadline


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("用3年时间完成改造", "2023"),
        ("3年内全部整治到位", "2023"),
        ("第1季度开工建设", "2021Q1"),
        ("2025年一季度建成投用", "2025Q1"),
        ("到“十五五”末全面达标", "2030"),
        ("二〇二五年底前完工", "2025"),
        ("2023 年底前完工", "2023"),
        ("推广2020年前投入使用的医院经验", None),
        ("明年上半年建成", "2022H1"),
    ],
)
def test_deadline_in_every_form_of_time(text: str, deadline: str | None) -> None:
    assert deadline_of(text, "2021") == deadline


def test_deadline_needs_the_plan_year_unless_it_names_its_own() -> None:
    assert deadline_of("年内完工", None) is None
    assert deadline_of("6月底前完工", None) is None
    assert deadline_of("2023年底前完工", None) == "2023"
    assert deadline_of("年内完工", "2021H2") == "2021"


def test_list_shares_the_strength_and_deadline_that_open_it() -> None:
    _, shared = labels_of(LEAD + "力争年内新建学校3所,改造校舍5栋。")
    assert [(label.strength, label.deadline) for label in shared[2:]] == [("strive", "2021")] * 2
    _, stopped = labels_of(LEAD + "力争年内新建学校3所。改造校舍5栋。")
    assert [(label.strength, label.deadline) for label in stopped[2:]] == [("strive", "2021"), ("will", None)]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("大力推进旧城改造", "推进"),
        ("深化改革", "深化"),
        ("以项目为抓手,建设新城", "建设"),
        ("建设新城,以项目为抓手", "建设"),
        ("按照上级要求,完善制度", "完善"),
        ("进一步完善制度", "完善"),
        ("的", ""),
    ],
)
def test_action_is_the_verb_that_leads(text: str, verb: str) -> None:
    assert action_of(text) == verb


@pytest.mark.parametrize(
    ("body", "specificity"),
    [
        pytest.param("新建学校3所。", "quantified", id="amount"),
        pytest.param("完善学校设施。", "general", id="no amount"),
        pytest.param("年底前完善学校设施。", "quantified", id="deadline"),
        pytest.param("落实《反有组织犯罪法》。", "named", id="document"),
        pytest.param("落实各项法律法规。", "general", id="no document"),
        pytest.param("加快建设青石岭水库、白马河大桥。", "named", id="places"),
        pytest.param("加快建设水利设施。", "general", id="no places"),
    ],
)
def test_specificity(body: str, specificity: str) -> None:
    assert labels_of(LEAD + body)[1][-1].specificity == specificity


@pytest.mark.parametrize(
    ("body", "heading", "topic"),
    [
        pytest.param("加强中小学教师队伍建设。", "改善民生", "education", id="object beats heading"),
        pytest.param("加强乡镇卫生院建设。", "改善民生", "health", id="health"),
        pytest.param("做好下岗职工再就业。", "改善民生", "livelihood", id="jobs"),
        pytest.param("减轻农民负担。", "深化农村税费改革", "agriculture", id="early 2000s, countryside"),
        pytest.param("推进国有企业改制。", "深化改革", "reform", id="early 2000s, firms"),
        pytest.param("防治大气污染。", "加强环境保护", "ecology", id="air"),
        pytest.param("扩大住房消费。", "扩大消费需求", "consumption", id="consumption"),
        pytest.param("抓好隐患排查。", "维护社会稳定", "safety", id="work safety"),
        pytest.param("减少会议和文件。", "加强政府自身建设", "government", id="heading decides: government"),
        pytest.param("加强科技成果转化。", "实施创新驱动", "innovation", id="science"),
        pytest.param("扩大外贸出口。", "提高开放水平", "opening", id="trade"),
        pytest.param("发展乡村旅游。", "做旺文化旅游", "culture_tourism", id="tourism"),
    ],
)
def test_topic(body: str, heading: str, topic: str) -> None:
    assert only(body, heading).topic == topic


def test_heading_gives_the_topic_where_the_object_tells_none() -> None:
    body = "抓好重点环节。"
    assert only(body, "办好人民满意的教育").topic == "education"
    assert only(body, "加强生态环境保护").topic == "ecology"


def test_longest_word_of_the_vocabulary_wins() -> None:
    assert [topic for _, topic in vocabulary().scan("污水处理厂")] == ["urban"]
    assert [topic for _, topic in vocabulary().scan("生活污水")] == ["ecology"]


def test_confidence_is_a_probability_and_falls_with_doubt() -> None:
    labels = labels_of("围绕补链强链,引进龙头企业。加强普法宣传。地方的事,大家办。")[1]
    assert all(label.confidence is not None and 0 < label.confidence < 1 for label in labels)
    model = shipped().logistic("commitment_confidence")
    sure, doubtful = (
        model.probability(features_of(Grounds(cut, 6, 6, "general", "will", False, 1), ()))
        for cut in steps_of([0.995, 0.35])
    )
    assert sure > doubtful


def test_view_tells_manner_from_action() -> None:
    text = "围绕补链强链，完善产业链条，在抓好防疫的同时，抓好防疫工作，以农业为重点，"
    clauses = Pieces.of(text, [(part.start(), part.end()) for part in re.finditer("[^，]+", text)])
    assert leaning()[openings(clauses).manner].tolist() == [1, 0, 1, 0, 1]
    assert hanging(clauses, at_close(clauses)).tolist() == [0, 0, 1, 0, 1]


def test_chain_agrees_with_summing_over_all_paths() -> None:
    chain = Chain.of(("a", "b"), {"x": (1.0, 0.0), "y": (0.0, 0.5)}, ((0.3, -0.2), (0.1, 0.4)))
    scores = chain.scores([["x"], ["y", "unknown"], ["x", "y"]])
    weight = {
        path: exp(
            sum(scores[i][k] for i, k in enumerate(path)) + sum(chain.transitions[a][b] for a, b in pairwise(path))
        )
        for path in product((0, 1), repeat=3)
    }
    total = sum(weight.values())
    start = np.zeros(1, np.int64)
    for i, row in enumerate(chain.marginals(scores, start)):
        for k in (0, 1):
            assert row[k] == pytest.approx(sum(w for path, w in weight.items() if path[i] == k) / total)
    assert tuple(chain.best_paths(scores, start)) == max(weight, key=lambda path: weight[path])


def test_word_index_takes_the_longest_word_and_no_overlap() -> None:
    index = WordIndex({"建设": "verb", "建设用地": "noun", "用": "one"})
    assert [word for word, _ in index.scan("建设用地用建设")] == ["建设用地", "用", "建设"]
    assert index.at("建设者") == "建设"
    assert index.at("者") == ""
    assert index.ending("新增建设用地") == ("建设用地", "noun")
    assert index.gaps("小建设大河用") == [1, 2]


def test_models_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in shipped().folder.glob("*.json")) < 6_000_000
    assert shipped().chain("commitments").classes == ("B", "I", "O")


def test_no_word_of_the_lexicon_reaches_over_the_end_of_a_clause() -> None:
    across = [word for name in class_names() for word in words(name) if len(list_clauses(f"甲{word}乙", ())) > 1]
    assert across == [], "words are looked up in a whole text at once"


def test_clauses_score_what_the_names_of_their_features_score() -> None:
    document = document_of(
        "一是大力推进改革，建成县医院，让群众满意。地区生产总值增长7%；（三）以项目为抓手，加快😀建设。"
    )
    parts, chain = stretches(document), shipped().chain("commitments")
    figures = figures_by_clause(document, label_numbers(document))
    pieces = document.pieces.take(numbers_of(parts)).apart()
    scores = clause_scores(list(document.clauses), shapes_of(document, parts, pieces), figures, chain)
    names = clause_features(document, parts, figures)
    assert scores == pytest.approx(chain.scores(names), abs=1e-9)
    assert names[0] == ["heading"]
    assert {"verb=推进,first,inside", "marked=False,AV", "verb=推进,False,first,inside"} <= set(names[1])
    assert "figure=growth,percent,True" in names[4]
