"""Bytes that are text but for a few: each place that no encoding reads costs one character, and is marked.

UTF-8 finds its way back by itself. In GB18030 one byte too many or too few shifts all pairs up to the next sign of
ASCII; so a stretch that does not read is tried without each of its bytes, and the reading of common characters wins.
"""

import re

LOST = "\ufffd"
_HARMED = 0.005  # of the characters: with more, the bytes are not in this encoding
_LEAST = 3
_LONGEST = 600  # bytes of a stretch that is searched for its odd byte
_APART = re.compile(rb"[^\x00-\x2f]+")  # no byte below 0x30 is part of a longer character of GB18030


def decode_harmed(data: bytes, encoding: str) -> str | None:
    """The text with `LOST` for what cannot be read; None where too much cannot be, so that the encoding is another."""
    if encoding == "gb18030":
        text = _APART.sub(lambda match: _whole(match.group()), data).decode("gb18030", "replace")
    else:
        text = data.decode(encoding, "replace")
    return text if text.count(LOST) <= max(_LEAST, _HARMED * len(text)) else None


def _whole(stretch: bytes) -> bytes:
    """A stretch of GB18030 with one byte replaced by the mark, where that makes it read as Chinese."""
    try:
        text = stretch.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if len(stretch) > _LONGEST or (text and _commonness(text) == 1):
        return stretch
    mark = LOST.encode("gb18030")
    best, most = stretch, _commonness(text) if text else 0.0
    for at in range(len(stretch)):
        if stretch[at] < 0x80:
            continue
        try:
            before, behind = stretch[:at].decode("gb18030"), stretch[at + 1 :].decode("gb18030")
        except UnicodeDecodeError:
            continue
        share = _commonness(before + behind)
        if share > most + 0.05:
            best, most = stretch[:at] + mark + stretch[at + 1 :], share
    return best


def _commonness(text: str) -> float:
    """The share of the characters beyond ASCII that are common Chinese ones or Chinese punctuation."""
    wide = [char for char in text if ord(char) > 0x7F]
    return sum(map(is_common, wide)) / len(wide) if wide else 1.0


def is_common(character: str) -> bool:
    """Whether a character is of level 1 of GB 2312, the 3,755 that make up 99 % of running text, or a Chinese mark."""
    try:
        lead = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return lead in {0xA1, 0xA3} or 0xB0 <= lead <= 0xD7
