"""PDF files with a text layer: lines joined into paragraphs, running heads and page numbers left out, tables kept."""

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

from summarizer.errors import InputError

_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－·]\s*)?(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?(?:\s*[-—–－·])?\s*$"
)
_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|——|第[一二三四五六七八九十]+部分)"
)
_CLOSED = re.compile(r"[。！!？?；;：:”)）]\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a page: its pieces from left to right, and its box in points, `top` counted from the page's foot."""

    pieces: tuple[tuple[float, float, str], ...]
    left: float
    right: float
    top: float
    bottom: float
    page: int

    @property
    def text(self) -> str:
        return "".join(piece for _, _, piece in self.pieces)

    @property
    def height(self) -> float:
        return self.top - self.bottom


def read_pdf(data: bytes, name: str) -> str:
    """The text of a pdf. Raises InputError for a file that is encrypted, broken or has no text layer."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(f"{name} is encrypted; save a copy without a password") from None
        raise InputError(f"{name} is not a PDF file that can be read; save it again") from None
    try:
        pages = [_page_lines(document, index) for index in range(len(document))]
    finally:
        document.close()
    if not any(line.text.strip() for page in pages for line in page):
        raise InputError(f"{name} has no text layer (a scan); run text recognition on it first")
    return "\n".join(_paragraphs(_without_running(pages))) + "\n"


def _page_lines(document: object, index: int) -> list[_Line]:
    page = document[index]  # type: ignore[index]
    textpage = page.get_textpage()
    boxes = []
    for number in range(textpage.count_rects()):
        left, bottom, right, top = textpage.get_rect(number)
        text = textpage.get_text_bounded(left, bottom, right, top).replace("\r", "").replace("\n", "")
        if text.strip():
            boxes.append((left, bottom, right, top, text))
    textpage.close()
    page.close()
    return _rows(boxes, index)


def _rows(boxes: list[tuple[float, float, float, float, str]], page: int) -> list[_Line]:
    """Boxes grouped into lines by their vertical middle, top to bottom."""
    lines: list[list[tuple[float, float, float, float, str]]] = []
    for box in sorted(boxes, key=lambda b: (-(b[1] + b[3]) / 2, b[0])):
        middle = (box[1] + box[3]) / 2
        if lines and (
            lines[-1][0][1] <= middle <= lines[-1][0][3] or abs(middle - (lines[-1][0][1] + lines[-1][0][3]) / 2) < 3
        ):
            lines[-1].append(box)
        else:
            lines.append([box])
    out = []
    for row in lines:
        row.sort()
        pieces = tuple((b[0], b[2], b[4]) for b in row)
        out.append(
            _Line(pieces, row[0][0], max(b[2] for b in row), max(b[3] for b in row), min(b[1] for b in row), page)
        )
    return out


def _without_running(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Pages without page numbers and without the heads and feet that most pages repeat; of two pages, both must, at the
    same height."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_running(line) for line in [*page[:2], *page[-2:]]})
    repeated = {text for text, count in edges.items() if len(pages) >= 3 and count >= max(3, 0.5 * len(pages))}
    if len(pages) == 2:
        first, second = ({_place(line) for line in (page[:1] + page[-1:]) if len(line.pieces) == 1} for page in pages)
        repeated = {text for text, _ in first & second}
    kept = []
    for page in pages:
        inner = []
        for position, line in enumerate(page):
            edge = position < 2 or position >= len(page) - 2
            if edge and (
                _running(line) in repeated or (_PAGE_NUMBER.match(line.text) and position in {0, len(page) - 1})
            ):
                continue
            inner.append(line)
        kept.append(inner)
    return kept


def _running(line: _Line) -> str:
    return re.sub(r"[\d\s]", "", line.text)


def _place(line: _Line) -> tuple[str, int]:
    return _running(line), round(line.top)


def _paragraphs(pages: list[list[_Line]]) -> list[str]:
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    size = median(line.height for line in lines)
    left = median(sorted(line.left for line in lines)[: max(1, len(lines) // 2)])
    right = sorted(line.right for line in lines)[int(len(lines) * 0.9)]
    out: list[str] = []
    before: _Line | None = None
    for line in lines:
        cells = _columns(line, size)
        if len(cells) >= 3:
            out.append(" | ".join(cells) + " |")
            before = None
            continue
        text = line.text.strip()
        if before is None or _starts_paragraph(line, before, left, right, size):
            out.append(text)
        else:
            glue = " " if re.search(r"[A-Za-z]$", out[-1]) and re.match(r"[A-Za-z]", text) else ""
            out[-1] += glue + text
        before = line
    return out


def _columns(line: _Line, size: float) -> list[str]:
    """The pieces of a line that wide gaps keep apart."""
    cells: list[str] = []
    edge = None
    for left, right, text in line.pieces:
        if edge is None or left - edge > 1.2 * size:
            cells.append(text.strip())
        else:
            cells[-1] += text.strip()
        edge = right
    return cells


def _starts_paragraph(line: _Line, before: _Line, left: float, right: float, size: float) -> bool:
    if line.left > left + 1.3 * size or _HEADING.match(line.text):
        return True
    short = before.right < right - 2.2 * size
    return short and (bool(_CLOSED.search(before.text)) or before.right < right - 6 * size)
