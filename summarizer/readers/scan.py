"""Scanned pages: characters recognized by RapidOCR with the models it ships, as lines like those of a text layer.

Characters that the recognizer is not sure of are followed by `UNSURE`, so that they can be found again in whatever the
lines become; `take_unsure` takes the marks out and says where they stood.
"""

import io
import json
import math
import re
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from summarizer.errors import InputError, UsageError
from summarizer.files import cache_folder, make_folder, write_whole
from summarizer.readers.pdf import RECOGNITION, text_of
from summarizer.readers.pdf_lines import Page, Piece, rows_of
from summarizer.readers.progress import tell

if TYPE_CHECKING:
    import numpy

# Points to the inch of the page, and dots to the inch that pages are drawn with before they are read.
POINTS, DOTS = 72, 200
# A noncharacter: no text has it.
UNSURE = "\ufdd0"
# Below this share of certainty a character counts as unsure; right characters of clean scans have .99 and more.
_SURE = 0.9
# A line's height, in characters: the box that the detector draws around it has a margin.
_MARGIN = 0.8
# Mean certainty below which a page may stand upside down.
_DOUBTFUL = 0.75
# Pixels of the longer side of a page; more tells the recognizer nothing.
_MAX_SIDE = 4000


@dataclass(frozen=True, slots=True)
class Seen:
    """Text in one box of a page: its left, right, top and bottom edges in dots, and the slope of its line."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    slope: float


def recognize(image: "numpy.ndarray[Any, Any]") -> list[Seen]:
    """The texts of a page given as pixels (height, width, 3), unsure characters marked. Takes seconds a page.

    A page that reads badly is read upside down too. The recognizer's own judge of direction is off: it works line by
    line and turns some that stand upright.
    """
    seen, score = _read_boxes(image)
    if score < _DOUBTFUL:
        turned, other = _read_boxes(image[::-1, ::-1].copy())
        if other > score:
            return turned
    return seen


def _read_boxes(image: "numpy.ndarray[Any, Any]") -> tuple[list[Seen], float]:
    """What stands in the boxes of a page, and the recognizer's mean certainty of it."""
    found = _engine()(image, use_cls=False, return_word_box=True, return_single_char_box=True)
    if found.boxes is None or found.txts is None:
        return [], 0.0
    seen = []
    words = found.word_results or [()] * len(found.txts)
    for box, text, score, chars in zip(found.boxes, found.txts, found.scores, words, strict=True):
        xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
        slope = (ys[1] - ys[0]) / (xs[1] - xs[0]) if xs[1] > xs[0] else 0.0
        middle = sum(ys) / 4
        half = (ys[3] - ys[0] + ys[2] - ys[1]) / 4
        seen.append(Seen(_marked(text, score, chars), min(xs), max(xs), middle - half, middle + half, slope))
    return seen, float(sum(found.scores)) / len(found.scores)


def _marked(text: str, score: float, chars: Sequence[tuple[str, float, Any]]) -> str:
    """The text of a box with a mark behind each unsure character; by the box's score where its characters have none."""
    scores = [share for _, share, _ in chars]
    if "".join(char for char, _, _ in chars) != text:
        scores = [score] * len(text)
    return "".join(char + (UNSURE if share < _SURE else "") for char, share in zip(text, scores, strict=True))


@cache
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError:
        raise InputError(f"its pages are pictures, and text recognition is not installed; {RECOGNITION}") from None
    return RapidOCR(params={"Global.log_level": "critical"})


def page_of_scan(seen: Sequence[Seen], height: float) -> Page:
    """The page that the texts make, turned upright by the slope of its lines; `height` in dots."""
    slope = median(item.slope for item in seen if len(item.text) > 3) if any(len(i.text) > 3 for i in seen) else 0.0
    turn = -math.atan(slope)
    scale = POINTS / DOTS
    pieces = []
    for item in seen:
        x, y = item.left * scale, (item.top + item.bottom) / 2 * scale
        y = x * math.sin(turn) + y * math.cos(turn)
        width = (item.right - item.left) * scale / math.cos(turn)
        plain = item.text.replace(UNSURE, "")
        size = min((item.bottom - item.top) * scale * _MARGIN, 1.2 * width / max(_width(plain), 0.5))
        pieces.append(Piece(x, x + width, height * scale - y - 0.38 * size, size, item.text))
    lines = tuple(rows_of(pieces))
    return Page(lines, height * scale, "".join(line.text for line in lines))


def _width(text: str) -> float:
    """How wide a text is, in characters: those of Chinese are as wide as high, others half so."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.5 for char in text)


def remembered(image: "numpy.ndarray[Any, Any]") -> list[Seen]:
    """`recognize`, remembered in the cache folder by the page's pixels: a reading that was broken off goes on there."""
    from importlib.metadata import version

    key = sha256(f"{version('rapidocr')} {image.shape} {_SURE} {_DOUBTFUL}".encode() + image.tobytes()).hexdigest()
    file = cache_folder() / "scans" / key[:2] / f"{key}.json"
    seen = _kept(file)
    if seen is None:
        seen = recognize(image)
        _keep(file, seen)
    return seen


def _kept(file: Path) -> list[Seen] | None:
    """What was recognized before; None where nothing was kept, or nothing that can be read."""
    try:
        return [Seen(**item) for item in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return None


def _keep(file: Path, seen: Sequence[Seen]) -> None:
    # Where nothing can be kept the page is recognized again the next time; that is no reason to lose it now.
    with suppress(UsageError, OSError):
        make_folder(file.parent)
        write_whole(file, json.dumps([asdict(item) for item in seen], ensure_ascii=False))


def take_unsure(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without its marks, and the offsets of the characters that were marked."""
    places = (match.start() - 1 - taken for taken, match in enumerate(re.finditer(UNSURE, text)))
    return text.replace(UNSURE, ""), tuple(place for place in places if place >= 0)


def read_scan(data: bytes, name: str) -> str:
    """The text of a scanned pdf or of a picture of one page, unsure characters marked.

    Whoever listens is told of each page (`progress`). Raises InputError where the extra that recognizes text is not
    installed, a picture cannot be read, or no text is found.
    """
    found = _pages_of_pdf(data, name) if data.startswith(b"%PDF") else _page_of_picture(data, name)
    pages = [page_of_scan([item for item in seen if not _is_page_number(item)], height) for seen, height in found]
    if not any(page.lines for page in pages):
        raise InputError(f"{name} has no text layer, and no text can be recognized in it; scan it at 200 dpi or more")
    return text_of(pages)[0]


def _is_page_number(item: Seen) -> bool:
    """Whether a box shows a page number such as `- 3 -`, which no sentence has and no scan keeps in one place."""
    return re.fullmatch(r"[-—–－]\s*\d{1,4}\s*[-—–－]", item.text.replace(UNSURE, "")) is not None


def _pages_of_pdf(data: bytes, name: str) -> list[tuple[list[Seen], int]]:
    import pypdfium2 as pdfium

    found = []
    with closing(pdfium.PdfDocument(data)) as document:
        tell(name, 0, len(document))
        for index in range(len(document)):
            with closing(document[index]) as page:
                scale = min(DOTS / POINTS, _MAX_SIDE / max(page.get_size()))
                image = page.render(scale=scale).to_numpy()[:, :, :3]
            found.append((remembered(image), image.shape[0]))
            tell(name, index + 1, len(document))
    return found


def _page_of_picture(data: bytes, name: str) -> list[tuple[list[Seen], int]]:
    import numpy
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft("RGB", (_MAX_SIDE, _MAX_SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        told = " ".join(str(error).split())[:100]
        raise InputError(f"{name} is not a picture that can be read ({told}); save it again as .png or .jpg") from None
    upright.thumbnail((_MAX_SIDE, _MAX_SIDE))
    image = numpy.asarray(upright)[:, :, ::-1]  # as OpenCV has it: blue first
    tell(name, 0, 1)
    seen = remembered(image)
    tell(name, 1, 1)
    return [(seen, image.shape[0])]
