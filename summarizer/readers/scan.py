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
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from summarizer.errors import InputError, UsageError
from summarizer.files import cache_folder, make_folder, write_whole
from summarizer.readers.pdf import RECOGNITION, text_of
from summarizer.readers.pdf_grid import Grid
from summarizer.readers.pdf_lines import Glyph, Line, Page, Piece, cell_of, rows_of, table_lines
from summarizer.readers.progress import tell
from summarizer.readers.scan_grid import grids_of_picture, turned

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


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of a page, and whether it was turned upside down for them."""

    texts: list[Seen]
    upside_down: bool


def recognize(image: "numpy.ndarray[Any, Any]") -> Reading:
    """The texts of a page given as pixels (height, width, 3), unsure characters marked. Takes seconds a page.

    A page that reads badly is read upside down too. The recognizer's own judge of direction is off: it works line by
    line and turns some that stand upright.
    """
    seen, score = _read_boxes(image)
    if score < _DOUBTFUL:
        turned_over, other = _read_boxes(image[::-1, ::-1].copy())
        if other > score:
            return Reading(turned_over, upside_down=True)
    return Reading(seen, upside_down=False)


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


def page_of_scan(seen: Sequence[Seen], image: "numpy.ndarray[Any, Any]") -> Page:
    """The page that the texts of a picture make, turned upright by the slope of its lines; what stands in a ruled table
    is in rows of its cells."""
    slope = median(item.slope for item in seen if len(item.text) > 3) if any(len(i.text) > 3 for i in seen) else 0.0
    height = image.shape[0] * POINTS / DOTS
    grids, turn = grids_of_picture(image, -math.atan(slope), POINTS / DOTS)
    free: list[Seen] = []
    held: list[list[Seen]] = [[] for _ in grids]
    for item in seen:
        middle = _glyphs(replace(item, text="一"), turn, height)[0]
        at = next((at for at, grid in enumerate(grids) if cell_of(middle, grid) is not None), None)
        (free if at is None else held[at]).append(item)
    tables: list[Line] = []
    for grid, own in zip(grids, held, strict=True):
        rows = _table(own, grid, turn, height)
        tables += rows
        free += [] if rows else own
    lines = rows_of(_piece(item, turn, height) for item in free)
    lines = sorted([*lines, *tables], key=lambda line: -line.pieces[0].middle) if tables else lines
    return Page(tuple(lines), height, "".join(line.text for line in lines))


def _piece(item: Seen, turn: float, height: float) -> Piece:
    scale = POINTS / DOTS
    x = item.left * scale
    _, y = turned(x, (item.top + item.bottom) / 2 * scale, turn)
    width = (item.right - item.left) * scale / math.cos(turn)
    plain = item.text.replace(UNSURE, "")
    size = min((item.bottom - item.top) * scale * _MARGIN, 1.2 * width / max(_width(plain), 0.5))
    return Piece(x, x + width, height - y - 0.38 * size, size, item.text)


def _table(seen: Sequence[Seen], grid: Grid, turn: float, height: float) -> list[Line]:
    """The rows of a table of two rows and columns with text at least, else none."""
    glyphs = [glyph for item in seen for glyph in _glyphs(item, turn, height)]
    return table_lines(glyphs, grid) if glyphs else []


def _glyphs(item: Seen, turn: float, height: float) -> list[Glyph]:
    """The characters of a box where they stand about: a box may reach over a rule, so each finds its own cell."""
    piece = _piece(item, turn, height)
    left, _ = turned(item.left * POINTS / DOTS, (item.top + item.bottom) / 2 * POINTS / DOTS, turn)
    chars = re.findall(f".{UNSURE}?", item.text, re.DOTALL)
    wide = (piece.right - piece.left) / max(_width(item.text.replace(UNSURE, "")), 0.5)
    found = []
    for char in chars:
        right = left + wide * _width(char[0])
        found.append(Glyph(char, left, piece.base, right, piece.size))
        left = right
    return found


def _width(text: str) -> float:
    """How wide a text is, in characters: those of Chinese are as wide as high, others half so."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.5 for char in text)


def remembered(image: "numpy.ndarray[Any, Any]") -> Reading:
    """`recognize`, remembered in the cache folder by the page's pixels: a reading that was broken off goes on there."""
    from importlib.metadata import version

    key = sha256(f"2 {version('rapidocr')} {image.shape} {_SURE} {_DOUBTFUL}".encode() + image.tobytes()).hexdigest()
    file = cache_folder() / "scans" / key[:2] / f"{key}.json"
    reading = _kept(file)
    if reading is None:
        reading = recognize(image)
        _keep(file, reading)
    return reading


def _kept(file: Path) -> Reading | None:
    """What was recognized before; None where nothing was kept, or nothing that can be read."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Reading([Seen(**item) for item in kept["texts"]], bool(kept["upside_down"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _keep(file: Path, reading: Reading) -> None:
    # Where nothing can be kept the page is recognized again the next time; that is no reason to lose it now.
    with suppress(UsageError, OSError):
        make_folder(file.parent)
        write_whole(file, json.dumps(asdict(reading), ensure_ascii=False))


def take_unsure(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without its marks, and the offsets of the characters that were marked."""
    places = (match.start() - 1 - taken for taken, match in enumerate(re.finditer(UNSURE, text)))
    return text.replace(UNSURE, ""), tuple(place for place in places if place >= 0)


def read_scan(data: bytes, name: str) -> str:
    """The text of a scanned pdf or of a picture of one page, unsure characters marked.

    Whoever listens is told of each page (`progress`). Raises InputError where the extra that recognizes text is not
    installed, a picture cannot be read, or no text is found.
    """
    pages = _pages_of_pdf(data, name) if data.startswith(b"%PDF") else [_page_of_picture(data, name)]
    if not any(page.lines for page in pages):
        raise InputError(f"{name} has no text layer, and no text can be recognized in it; scan it at 200 dpi or more")
    return text_of(pages)[0]


def _is_page_number(item: Seen) -> bool:
    """Whether a box shows a page number such as `- 3 -`, which no sentence has and no scan keeps in one place."""
    return re.fullmatch(r"[-—–－]\s*\d{1,4}\s*[-—–－]", item.text.replace(UNSURE, "")) is not None


def _page_of(image: "numpy.ndarray[Any, Any]") -> Page:
    reading = remembered(image)
    seen = [item for item in reading.texts if not _is_page_number(item)]
    return page_of_scan(seen, image[::-1, ::-1] if reading.upside_down else image)


def _pages_of_pdf(data: bytes, name: str) -> list[Page]:
    import pypdfium2 as pdfium

    found = []
    with closing(pdfium.PdfDocument(data)) as document:
        tell(name, 0, len(document))
        for index in range(len(document)):
            with closing(document[index]) as page:
                scale = min(DOTS / POINTS, _MAX_SIDE / max(page.get_size()))
                image = page.render(scale=scale).to_numpy()[:, :, :3]
            found.append(_page_of(image))
            tell(name, index + 1, len(document))
    return found


def _page_of_picture(data: bytes, name: str) -> Page:
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
    page = _page_of(image)
    tell(name, 1, 1)
    return page
