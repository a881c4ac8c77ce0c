"""Plain text in the encodings of the genre: UTF-8, GB18030 (GBK, GB2312), UTF-16."""

import codecs
import re

from summarizer.errors import InputError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMON = re.compile("[的和在发展工作建设年政府，。、,]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_text(data: bytes, name: str) -> tuple[str, str]:
    """The text, with `\\n` line ends, and its encoding. Raises InputError for bytes that are no text."""
    text, encoding = decode(data, name)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Text and encoding of bytes: by byte order mark, else the strictest encoding that gives plausible Chinese."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, name), encoding.removesuffix("-sig")
    candidates = ["utf-8", "gb18030"]
    if data[:4000].count(0) > 4:
        candidates = ["utf-16-le", "utf-16-be"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_plausible(text, encoding):
            return text, encoding
    return _guess(data, name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} says it is {encoding} but byte {error.start} is not; save it again as UTF-8"
        ) from None


def _is_plausible(text: str, encoding: str) -> bool:
    if len(_CONTROL.findall(text[:20_000])) > 2:
        return False
    if encoding == "utf-8":
        return True
    han = len(_HAN.findall(text[:20_000]))
    return han > 0 and len(_COMMON.findall(text[:20_000])) >= 0.03 * min(len(text), 20_000)


def _guess(data: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
        except UnicodeDecodeError:
            text = ""
        if _is_plausible(text, best.encoding) and _HAN.search(text):
            return text, best.encoding
    raise InputError(f"{name} is no text in UTF-8, GB18030 or UTF-16; save it as UTF-8 or give the original file")
