"""The one-sentence cases: well formed, in contrast pairs, and judged by what is said of the sentence alone."""

from pathlib import Path

import pytest

from summarizer.engines import create
from summarizer.errors import LabelError
from summarizer.evaluation import phenomena_rates
from summarizer.evaluation.phenomena import judge, load_cases
from summarizer.pipeline import summarize_source

FOLDER = Path(__file__).parents[1] / "evals" / "phenomena"
ENGINE = create("rules")


def test_the_suite_is_large_enough_and_passes_its_bars() -> None:
    verdicts, rates = phenomena_rates(lambda source: summarize_source(source, ENGINE))
    assert len(verdicts) >= 400
    assert sum(not verdict.wrong for verdict in verdicts) >= 0.95 * len(verdicts)
    low = {group: rate for group, rate in rates.items() if rate[0] < 0.8 * rate[1]}
    assert low == {}


def test_no_case_is_asked_twice() -> None:
    asked = [(case.part, case.text, case.about) for case in load_cases(FOLDER)]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    "row",
    [
        "review\t地区生产总值增长8%。\t8\tm=level",
        "review\t地区生产总值增长8%。\t8\tdate",
        "review\t地区生产总值增长8%。\t9\tm=growth",
        "plan\t加快推进县医院建设。\tc\tcut=",
        "plan\t加快推进县医院建设。\tc\ttopic=finance",
        "document\t青禾县2020年政府工作报告\tmeta\tregion=蓝水县",
    ],
)
def test_a_wrong_answer_is_found_wrong(tmp_path: Path, row: str) -> None:
    (tmp_path / "group.tsv").write_text(row + "\n", encoding="utf-8")
    (verdict,) = judge(load_cases(tmp_path), lambda source: summarize_source(source, ENGINE))
    assert verdict.wrong


def test_a_row_of_another_form_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "group.tsv").write_text("# a note\nreview\tonly two\n", encoding="utf-8")
    with pytest.raises(LabelError, match=r"group\.tsv, line 2"):
        load_cases(tmp_path)
