"""Templates, words and style sheets of the workbench, held to what its policy and its template language allow."""

import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from summarizer.knowledge.vocabulary import LANGUAGES
from summarizer.web.pages import app_words, templates

WEB = ROOT / "summarizer" / "web"
TEMPLATES = sorted((WEB / "templates").glob("*.j2"))
SHEETS = sorted((WEB / "static").glob("*.css"))
_INLINE = re.compile(
    r"\sstyle\s*=|\son\w+\s*=|<style|<script(?![^>]*(?:\bsrc=|application/json))|javascript:", re.IGNORECASE
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_nothing_inline_and_can_be_read(path: Path) -> None:
    assert _INLINE.findall(path.read_text(encoding="utf-8")) == []
    assert templates().get_template(path.name)


@pytest.mark.parametrize(
    "inline", ["<p style='x'>", "<a onclick=x>", "<script>x", "<script defer>", "<a href='javascript:x'>"]
)
def test_what_is_inline_would_be_found(inline: str) -> None:
    assert _INLINE.search(inline)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_style_sheets_take_their_colours_from_the_palette(path: Path) -> None:
    palette = yaml.safe_load((ROOT / "summarizer" / "show" / "page" / "palette.yaml").read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= palette.keys()
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*})", text) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_can_be_said(lang: str) -> None:
    for group, entries in app_words(lang).items():
        # A template would take the method of the dictionary for the word.
        assert not {key for key in (group, *entries) if hasattr(dict, key)}, group
        empty = {key for key, word in entries.items() if not word and key != "joint"}
        assert not empty, (group, empty)


def test_a_template_names_no_word_that_there_is_not() -> None:
    said = app_words("zh")
    for path in TEMPLATES:
        for group, key in re.findall(r"\bw\.(\w+)\.(\w+)", path.read_text(encoding="utf-8")):
            assert key in said.get(group, {}) or key == "items", (path.name, group, key)
