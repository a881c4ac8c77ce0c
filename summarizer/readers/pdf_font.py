"""One built-in font for every font a pdf names but does not carry, so that no machine's fonts change what is read.

pdfium looks such fonts up on the machine. Where it finds none, it takes Chinese characters for empty shapes, and its
text layer leaves out whatever was drawn one character at a time. In this font every character has a small box for its
shape: enough to be there, and too narrow to reach past the width that the pdf itself gives.
"""

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import accumulate

_GLYPHS = 65_535
_EM = 1000
_BOX = (0, 0, 100, 700)  # left, bottom, right, top, in thousandths of the font's size
_HANDLE = 1
_DEFAULT_CHARSET = 1
_WHOLE_COLLECTION = int.from_bytes(b"ttcf", "big")
_HEADER = 16


@contextmanager
def built_in_font() -> Iterator[None]:
    """Within it pdfium takes this font for every font that a pdf does not carry; after it, the machine's as before."""
    import pypdfium2.raw as pdfium

    # As a collection of one font, since pdfium keeps one copy of a collection however many names ask for it.
    collection = _collection()

    def font_data(_info: object, _handle: object, table: int, buffer: ctypes.c_void_p | None, size: int) -> int:
        data = collection if table == _WHOLE_COLLECTION else collection[_HEADER:]
        if not buffer:
            return len(data)
        taken = min(size, len(data))
        ctypes.memmove(buffer, data, taken)
        return taken

    kind = dict(pdfium.FPDF_SYSFONTINFO._fields_)
    info = pdfium.FPDF_SYSFONTINFO(
        version=2,
        Release=kind["Release"](lambda *_: None),
        MapFont=kind["MapFont"](lambda *_: _HANDLE),
        GetFont=kind["GetFont"](lambda *_: _HANDLE),
        GetFontData=kind["GetFontData"](font_data),
        GetFaceName=kind["GetFaceName"](lambda *_: 0),
        GetFontCharset=kind["GetFontCharset"](lambda *_: _DEFAULT_CHARSET),
        DeleteFont=kind["DeleteFont"](lambda *_: None),
    )
    pdfium.FPDF_SetSystemFontInfo(info)
    try:
        yield
    finally:
        pdfium.FPDF_SetSystemFontInfo(pdfium.FPDF_GetDefaultSystemFontInfo())


@cache
def _collection() -> bytes:
    """A TrueType collection of one font in which every glyph is the box and every character has a glyph."""
    left, bottom, right, top = _BOX
    # One contour that ends with point 3, no instructions, four points on the curve, then the steps from point to point.
    outline = struct.pack(">5hHH4B", 1, *_BOX, 3, 0, 1, 1, 1, 1)
    outline += struct.pack(">8h", left, 0, right - left, 0, bottom, top - bottom, 0, bottom - top)
    outline += bytes(-len(outline) % 4)
    planes = [struct.pack(">LLL", plane << 16, (plane << 16) + _GLYPHS - 1, 0) for plane in range(17)]
    characters = struct.pack(">HHHHL", 0, 1, 3, 10, 12)  # one map, for the whole of Unicode
    characters += struct.pack(">HHLLL", 12, 0, 16 + 12 * len(planes), 0, len(planes)) + b"".join(planes)
    positions = range(0, len(outline) * (_GLYPHS + 1), len(outline))
    font = {
        b"cmap": characters,
        b"glyf": outline * _GLYPHS,
        b"head": struct.pack(">4L2H2q4h2H3h", 0x10000, 0, 0, 0x5F0F3CF5, 0, _EM, 0, 0, *_BOX, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">L3hH11hH", 0x10000, 880, -120, 0, _EM, 0, 0, right, 1, *[0] * 7, 1),
        b"hmtx": struct.pack(">Hh", _EM, 0) + bytes(2 * (_GLYPHS - 1)),
        b"loca": struct.pack(f">{len(positions)}L", *positions),
        b"maxp": struct.pack(">L14H", 0x10000, _GLYPHS, 4, 1, 0, 0, 2, *[0] * 8),
    }
    return struct.pack(">4sLLL", b"ttcf", 0x10000, 1, _HEADER) + _font(font)


def _font(tables: dict[bytes, bytes]) -> bytes:
    """A font of its tables, in a collection. Check sums are zero: no reader of fonts minds."""
    padded = [data + bytes(-len(data) % 4) for data in tables.values()]
    starts = list(accumulate(map(len, padded), initial=_HEADER + 12 + 16 * len(tables)))[:-1]
    rows = zip(tables.items(), starts, strict=True)
    directory = b"".join(struct.pack(">4sLLL", tag, 0, start, len(data)) for (tag, data), start in rows)
    return struct.pack(">L4H", 0x10000, len(tables), 0, 0, 0) + directory + b"".join(padded)
