"""Patterns that are built on use: they find what `re` finds, and all of them are well formed."""

import re

import pytest

import summarizer.engines.rules
import summarizer.pipeline  # noqa: F401  all that a report is made with
from summarizer.knowledge.patterns import build_all, regex


def test_a_pattern_finds_what_re_finds() -> None:
    text, source = "增长6.2%，下降3%", r"(?P<how> 增长 | 下降 ) (\d+(?:\.\d+)?)"
    lazy, eager = regex(source, re.VERBOSE), re.compile(source, re.VERBOSE)
    assert lazy.findall(text) == eager.findall(text)
    assert lazy.pattern == source
    assert [match["how"] for match in lazy.finditer(text)] == ["增长", "下降"]
    assert lazy.sub("", text) == eager.sub("", text)
    assert lazy.match(text, 7) is not None
    assert lazy.fullmatch(text) is None


def test_what_no_pattern_has_is_asked_in_vain() -> None:
    with pytest.raises(AttributeError, match="serach"):
        regex("a").serach  # type: ignore[attr-defined]  # noqa: B018


def test_every_pattern_is_well_formed() -> None:
    build_all()


def test_a_pattern_that_is_not_well_formed_is_told_when_all_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summarizer.knowledge.patterns._made", [])
    regex("(")
    with pytest.raises(re.error):
        build_all()
