"""Plain text in the encodings of the genre: UTF-8, GB18030 (GBK, GB2312), UTF-16 and UTF-32."""

import codecs
import re

from summarizer.errors import InputError
from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex
from summarizer.readers.bytes import decode_harmed, is_common

# UTF-32 comes first: its little-endian mark begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = regex(r"[\x00-\x08\x0e-\x1f]")
_HAN = regex(HAN)
_SAMPLE = 20_000


def read_text(data: bytes, name: str) -> tuple[str, str]:
    """The text, with `\\n` line ends, and its encoding. Raises InputError for bytes that are no text."""
    text, encoding = decode(data, name)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Text and encoding of bytes: by byte order mark, else the strictest encoding that gives plausible Chinese; a few
    bytes that no encoding reads come out as U+FFFD.

    Raises InputError for bytes that are text in none of them.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _marked(data, encoding, name), encoding.removesuffix("-sig")
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        text = try_decode(data, encoding)
        if text is not None:
            return text, encoding
    for encoding in ("utf-8", "gb18030"):
        text = decode_harmed(data, encoding)
        if text is not None and is_chinese(text[:_SAMPLE]) and not _has_controls(text):
            return text, encoding
    return _guess(data, name)


def try_decode(data: bytes, encoding: str) -> str | None:
    """The text, or None where the bytes are not in this encoding or what they give is no text."""
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):  # UnicodeError: the codec called undefined
        return None
    sample = text[:_SAMPLE]
    if _has_controls(sample):
        return None
    # Strict UTF-8 hardly ever accepts other bytes; the others accept nearly everything.
    return text if encoding == "utf-8" or is_chinese(sample) else None


def _has_controls(text: str) -> bool:
    """Whether a text has more control characters than slip into one: a hundredth of it, and more than two."""
    return len(_CONTROL.findall(text)) > max(2, 0.01 * len(text))


def is_chinese(text: str) -> bool:
    """Whether the Han characters of a text are mostly common ones; bytes in a wrong encoding give rare ones."""
    han = _HAN.findall(text)
    return bool(han) and sum(map(is_common, han)) >= 0.75 * len(han)


def _marked(data: bytes, encoding: str, name: str) -> str:
    """The text of bytes that say their encoding by a mark."""
    text = decode_harmed(data, encoding)
    if text is None:
        shown = encoding.removesuffix("-sig")
        raise InputError(f"{name} says it is {shown} but is not; save it again as UTF-8")
    return text


def _guess(data: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is not None and not _CONTROL.search(str(best)):
        try:
            text = data.decode(best.encoding)
        except UnicodeDecodeError:
            text = ""
        # A traditional script has many characters beyond GB 2312, so punctuation has to vouch for it.
        if len(_HAN.findall(text[:_SAMPLE])) > 0.4 * len(text[:_SAMPLE]) and re.search("[，。、]", text):
            return text, best.encoding
    raise InputError(f"{name} is no text in UTF-8, GB18030 or UTF-16; save it as UTF-8 or give the original file")
