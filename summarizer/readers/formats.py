"""The formats whose files have to be parsed: what each makes of a file's bytes."""

from collections.abc import Callable

TEXT, MARKDOWN, HTML, PDF = "text/plain", "text/markdown", "text/html", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

OLD, RTF, OFD = "application/msword", "text/rtf", "application/ofd"


def parse(kind: str, data: bytes, name: str) -> tuple[str, str | None]:
    """The text of a web page, Word file or pdf, and the encoding of the page. Raises InputError as its reader does."""
    return _PARSERS[kind](data, name)


def _pdf(data: bytes, name: str) -> tuple[str, None]:
    from summarizer.readers.pdf import read_pdf

    return read_pdf(data, name), None


def _docx(data: bytes, name: str) -> tuple[str, None]:
    from summarizer.readers.docx import read_docx

    return read_docx(data, name), None


def _html(data: bytes, name: str) -> tuple[str, str]:
    from summarizer.readers.html import read_html

    return read_html(data, name)


def _ofd(data: bytes, name: str) -> tuple[str, None]:
    from summarizer.readers.ofd import read_ofd

    return read_ofd(data, name), None


_PARSERS: dict[str, Callable[[bytes, str], tuple[str, str | None]]] = {
    PDF: _pdf,
    DOCX: _docx,
    HTML: _html,
    OFD: _ofd,
}
PARSED = tuple(_PARSERS)
