"""Web pages saved under the name of a text: told by their tags."""

import re

_OPENS = re.compile(
    rb"<(?:!doctype|html|head|body|div|p|h[1-6]|table|t[rdh]|span|br|strong|section|article|ul|ol|li)\b[^<>]{0,400}>",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    rb"</(?:html|body|div|p|h[1-6]|table|t[rdh]|span|strong|section|article|ul|ol|li)\s*>", re.IGNORECASE
)
_LIST = re.compile(r"\s*\[(<.*>)\]\s*", re.DOTALL)
_BETWEEN = re.compile(r"(</\w+>|/>)\s*,\s*(?=<)")


def is_web_page(data: bytes) -> bool:
    """Whether the bytes of a text are those of a web page: three tags of its blocks and more, some of them closed."""
    plain = data.replace(b"\x00", b"") if b"\x00" in data[:400] else data
    return len(_OPENS.findall(plain[:200_000])) >= 3 and len(_CLOSES.findall(plain[:200_000])) >= 2


def without_list_marks(markup: str) -> str:
    """A page without the brackets and commas that a program's printed list of elements has: `[<p>…</p>, <p>…</p>]`."""
    listed = _LIST.fullmatch(markup)
    return _BETWEEN.sub(r"\1", listed[1]) if listed else markup
