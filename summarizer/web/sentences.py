"""The program's sentences of what went wrong, in the language of a page: it says them in English."""

import re
from functools import cache
from pathlib import Path

import yaml

from summarizer.knowledge.vocabulary import Language
from summarizer.web.pages import app_words

_FILE = Path(__file__).with_name("sentences.yaml")
# Names of sentences at which a word of the page stands, and its group of words.
_WORDS = {"item": "label_items", "field": "label_fields"}
_NAME = re.compile(r"\{(\w+)\}")


def said_in(lang: Language, sentence: str) -> str:
    """A sentence in this language; as it is where it has no translation."""
    if lang == "en":
        return sentence
    for pattern, translation in _known():
        if found := pattern.fullmatch(sentence):
            return _NAME.sub(lambda name: _word(lang, name[1], found[name[1]]), translation)
    return sentence


def _word(lang: Language, name: str, said: str) -> str:
    """What stands at a name, in this language where it is a word of the page."""
    group = _WORDS.get(name)
    return str(app_words(lang)[group].get(said, said)) if group else said


@cache
def translations() -> dict[str, str]:
    """Every sentence that has one, with its translation."""
    told: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told


@cache
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(sentence), translation) for sentence, translation in translations().items())


def _pattern(sentence: str) -> re.Pattern[str]:
    """What matches a sentence whatever stands at its names."""
    pieces = _NAME.split(sentence)
    texts, names = pieces[::2], pieces[1::2]
    parts = [re.escape(texts[0])]
    for name, text in zip(names, texts[1:], strict=True):
        parts += [f"(?P<{name}>.+?)", re.escape(text)]
    return re.compile("".join(parts), re.DOTALL)
