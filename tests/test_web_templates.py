"""Templates, words and style sheets of the workbench, held to what its policy and its template language allow."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from summarizer.errors import InputError
from summarizer.knowledge.vocabulary import LANGUAGES
from summarizer.readers import read_bytes
from summarizer.web.pages import app_words, templates
from summarizer.web.sentences import said_in, translations

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
        empty = {key for key, word in entries.items() if not word and key != "joint"}
        assert not empty, (group, empty)


def test_a_template_names_no_word_that_there_is_not() -> None:
    said = app_words("zh")
    for path in TEMPLATES:
        for group, key in re.findall(r"\bw\.(\w+)\.(\w+)\b(?!\()", path.read_text(encoding="utf-8")):
            # For a word of this name the template would take the method of the dictionary.
            assert key in said.get(group, {}) and not hasattr(dict, key), (path.name, group, key)


def test_every_sentence_with_a_translation_is_still_said() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "summarizer").rglob("*.py")))
    for sentence, translation in translations().items():
        names = set(re.findall(r"\{(\w+)\}", sentence))
        assert set(re.findall(r"\{(\w+)\}", translation)) <= names, sentence
        # What to do about it is the same for all that a name may stand for.
        advice = [piece for piece in re.split(r"; |”: |\{\w+\}", sentence) if piece][-1]
        assert len(advice) > 6 and advice in sources, sentence


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a{0}.txt", b"", "a{0}.txt 是空文件"),
        ("a.xyz", b"a", "a.xyz 的扩展名 .xyz 不是可读的格式"),
        ("a.txt", b"nothing in Chinese at all", "a.txt 不是中文报告（21 个字母中有 0 个汉字）"),
        ("a.pdf", b"%PDF-1.7 broken", "a.pdf 不是可读的 PDF"),
        ("a.docx", b"%PDF-1.7", "a.docx 的内容是 PDF"),
        ("a.txt", b"\x89PNG", "a.txt 的内容是图片"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_the_language_of_the_page(name: str, data: bytes, told: str) -> None:
    with pytest.raises(InputError) as found:
        read_bytes(data, name)
    assert said_in("zh", str(found.value)).startswith(told)
    assert said_in("en", str(found.value)) == str(found.value)


# The modules whose refusals a page shows.
REFUSING = [
    "contract/fitting.py", "corrections/changing.py", "corrections/items.py", "corrections/validating.py",
    "store/corrections.py", "store/finding/panel.py", "store/finding/words.py", "store/finding/paging.py",
]  # fmt: skip


def refusals(path: Path) -> Iterator[str]:
    """The sentences that a module may refuse something with, something standing at each of their names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        told: ast.expr | None = None
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = getattr(node.exc.func, "id", "")
            told = node.exc.args[0] if name in {"LabelError", "UsageError"} and node.exc.args else None
        elif isinstance(node, ast.Return) and path.name == "fitting.py":
            told = node.value
        if isinstance(told, ast.Constant) and isinstance(told.value, str):
            yield told.value
        elif isinstance(told, ast.JoinedStr):
            sentence = "".join(
                str(part.value) if isinstance(part, ast.Constant) else standing_for(ast.unparse(part))
                for part in told.values
            )
            if not sentence.endswith("“170”: x"):  # What fitting.py tells stands there.
                yield f"the number “170”: {sentence}" if path.name == "fitting.py" else sentence


def standing_for(value: str) -> str:
    if "_shown(" in value:
        return "the number “170”"
    return "number" if ".kind" in value else "period" if "name}" in value or "missing" in value else "x"


@pytest.mark.parametrize("module", REFUSING)
def test_what_a_page_may_refuse_is_said_in_its_language(module: str) -> None:
    found = list(refusals(ROOT / "summarizer" / module))
    assert found
    for sentence in found:
        said = said_in("zh", sentence)
        assert (
            said != sentence and "the number" not in said and not re.search(r"period|commitment|is no|has no", said)
        ), sentence


def test_a_sentence_without_a_translation_stays_as_it_is() -> None:
    assert said_in("zh", "nobody says this") == "nobody says this"
