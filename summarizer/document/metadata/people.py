"""Who gave the report."""

import re

from summarizer.knowledge.han import HAN
from summarizer.knowledge.lexicon import either
from summarizer.knowledge.patterns import regex

_OFFICE = rf"(?:代)?(?:人民政府)?(?:常务副|副|代)?{either('@heads_of_government')}"
_NAME = rf"{HAN}(?:[ \u3000]?{HAN}){{1,2}}"
_SPEAKER = regex(rf"{_OFFICE}[ \u3000;；:：]*({_NAME})(?=[\s)）各]|$)", re.MULTILINE)
_ALONE = regex(rf"会议上[)）]?[ \u3000\n]+({HAN}{{2,3}}|{HAN}[ \u3000]{HAN})[ \u3000\n]+各位代表")
_PREMIER = regex(rf"国务院总理[ \u3000]*({HAN}{{2,3}})")
_NO_PERSON = regex(either("@no_person"))
_HEAD = 1000


def read_speaker(text: str) -> str | None:
    """The name beside an office in the head of a report; None without one."""
    for pattern in (_PREMIER, _SPEAKER, _ALONE):
        for match in pattern.finditer(text[:_HEAD]):
            name = re.sub(r"\s", "", match.group(1))
            if not _NO_PERSON.search(name):
                return name
    return None
