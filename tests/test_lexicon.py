"""The lexicon: one loader, and one clear sentence for what is wrong with a file."""

import re
from pathlib import Path
from zlib import crc32

import pytest
from conftest import ROOT
from parse_schemas import parsed_text

from summarizer.errors import UsageError
from summarizer.knowledge.lexicon import class_names, either, parse_classes, words
from summarizer.knowledge.resources import PARSED, read_yaml

CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "summarizer").rglob("*.py"))


@pytest.mark.parametrize("name", class_names())
def test_every_class_is_read_by_some_code(name: str) -> None:
    assert re.search(rf"""["'@]{name}\b""", CODE), f"nothing reads the class {name}"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"a.yaml": ["x"]}, "a.yaml must map each word class"),
        ({"a.yaml": {"rise": ["x"]}}, "a.yaml: the class rise must be words separated by spaces"),
        ({"a.yaml": {"rise": " "}}, "a.yaml: the class rise must be words separated by spaces"),
        ({"a.yaml": {"rise": "增长 上升 增长"}}, "a.yaml: the class rise has the word 增长 twice"),
        ({"a.yaml": {"rise": "增长"}, "b.yaml": {"rise": "上升"}}, "b.yaml: the class rise stands in a.yaml already"),
    ],
)
def test_a_fault_of_a_file_is_named(files: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_classes(files)


def test_what_the_files_hold_is_parsed_already() -> None:
    assert (ROOT / "schemas" / PARSED).read_text(encoding="utf-8") == parsed_text(), "run evals/parse_schemas.py"


def test_a_file_that_is_another_by_now_is_read_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("rise: 增长\n", encoding="utf-8")
    held = {"a.yaml": (crc32("rise: 增长\n".encode()), '{"rise":"held"}')}
    monkeypatch.setattr("summarizer.knowledge.resources.data_dir", lambda kind: tmp_path)
    monkeypatch.setattr("summarizer.knowledge.resources._parsed", lambda: held)
    assert read_yaml("a.yaml") == {"rise": "held"}
    (tmp_path / "a.yaml").write_text("rise: 上升\n", encoding="utf-8")
    assert read_yaml("a.yaml") == {"rise": "上升"}
    (tmp_path / "a.yaml").write_text("rise: 上升\nrise: 增长\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"line 2.*has the entry rise twice"):
        read_yaml("a.yaml")


def test_an_unknown_class_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"has no word class predicate; did you mean predicates\?"):
        words("predicate")


def test_alternations_try_longer_words_first() -> None:
    assert re.fullmatch(either("增", ["增长"]), "增长")
    assert either("甲", "甲乙") == "(?:甲乙|甲)"
