"""Every word of the contract has a name in both languages and a meaning, and every unit an English name."""

from typing import Any, get_args

import pytest
import yaml

from summarizer.contract import terms
from summarizer.findings.checks import FINDERS
from summarizer.knowledge.resources import data_dir
from summarizer.knowledge.vocabulary import LANGUAGES, meanings, named, topic_names, unit_name

GROUPS = {
    "admin_level": terms.AdminLevel,
    "report_type": terms.ReportType,
    "kind": terms.Kind,
    "measure": terms.Measure,
    "bound": terms.Bound,
    "status": terms.Status,
    "reason": terms.Reason,
    "strength": terms.Strength,
    "specificity": terms.Specificity,
    "state": terms.State,
    "severity": terms.Severity,
}


@pytest.mark.parametrize("group", GROUPS)
def test_the_words_are_those_of_the_models(group: str) -> None:
    words = get_args(GROUPS[group])
    assert tuple(meanings(group)) == words
    assert all(named(group, word, lang) and means for word, (_, means) in meanings(group).items() for lang in LANGUAGES)


def test_the_topics_are_those_of_the_models() -> None:
    for lang in LANGUAGES:
        assert set(topic_names(lang)) == set(get_args(terms.Topic))


def test_there_are_names_for_every_kind_of_finding() -> None:
    import inspect
    import re

    modules = {inspect.getmodule(finder) for finder in FINDERS}
    sources = "".join(inspect.getsource(module) for module in modules if module)
    pairs = re.findall(r'kind="(\w+)"|finding\(\s*(?:kind|"(\w+)")|kind = "(\w+)" if .* else "(\w+)"', sources)
    kinds = {kind for pair in pairs for kind in pair if kind}
    # Two findings are of the reader, and one is about the brief, which is written after the others are made.
    assert kinds and kinds | {"mended_text", "lost_text", "brief_by_rules"} == set(meanings("check"))


def test_every_measured_unit_has_an_english_name_without_chinese() -> None:
    data: Any = yaml.safe_load((data_dir("schemas") / "units.yaml").read_text(encoding="utf-8"))
    units = [unit for group in data["measures"] for unit in group["units"]]
    for unit in [*units, *data["multipliers"], *data["classifiers"].split(), "万元/亩", "万家", "场(次)"]:
        assert not any("\u4e00" <= char <= "\u9fff" for char in unit_name(unit, "en")), unit
