"""Files → `Source`: txt and md, html, docx, pdf with a text layer. A file that holds several reports gives several."""

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from summarizer.document.source import Medium, Mend, Source, to_repaired
from summarizer.errors import InputError, NoTextLayerError
from summarizer.files import read_within, sayable
from summarizer.knowledge.han import HAN
from summarizer.knowledge.patterns import regex
from summarizer.limits import MOST_CHARS, TIME_LIMIT, deadline
from summarizer.readers.address import fetch, is_web, unheard
from summarizer.readers.apart import parse_apart
from summarizer.readers.formats import DOCX, HTML, MARKDOWN, OFD, OLD, PARSED, PDF, RTF, TEXT
from summarizer.readers.misnamed import is_web_page
from summarizer.readers.repair import Mended, mend
from summarizer.readers.split import split_reports

MAX_BYTES = 50_000_000
_MEDIA_TYPES = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".shtml": HTML,
    ".xhtml": HTML,
    ".docx": DOCX,
    ".doc": OLD,
    ".wps": OLD,
    ".rtf": RTF,
    ".ofd": OFD,
    ".pdf": PDF,
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
ENDINGS = tuple(_MEDIA_TYPES)
PICTURES = tuple(ending for ending, kind in _MEDIA_TYPES.items() if kind.startswith("image/"))
_ALIASES = {"application/xhtml+xml": HTML, "text/x-markdown": "text/markdown"}
_SIGNATURES = (
    (b"%PDF", PDF),
    (b"PK\x03\x04", DOCX),
    (b"\xd0\xcf\x11\xe0", OLD),
    (b"{\\rtf", RTF),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_SHOWN = {
    PDF: "a PDF file",
    DOCX: "a Word or zip file",
    OLD: "an old Word file",
    RTF: "an RTF file",
}
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|head|body|div)", re.IGNORECASE)
_HAN = regex(f"{HAN}+")
_KANA = regex(r"[\u3041-\u30ff]+")
_LETTERS = regex(r"[^\W\d_]+")


def read(path: str | Path, time_limit: float = TIME_LIMIT) -> list[Source]:
    """The reports in a file or at a web address, in order; `-` reads standard input. Nearly always one.

    Web pages, Word files and pdf are parsed in a process of their own, which may take `time_limit` seconds and
    `MOST_MEMORY`. Raises InputError, with one sentence for a person, for anything that cannot be read as a report in
    Chinese.
    """
    if is_web(str(path)):
        return read_address(str(path), time_limit=time_limit)
    if str(path) == "-":
        return read_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin", time_limit=time_limit)
    return read_bytes(load(path, time_limit), sayable(Path(path).name), time_limit=time_limit)


def read_address(
    address: str,
    *,
    allow_local: bool = False,
    told: Callable[[str], None] = unheard,
    time_limit: float = TIME_LIMIT,
) -> list[Source]:
    """The reports at an address of the web, with where and when they were found. `told` hears of each redirect.

    Raises InputError for what cannot be fetched or read, and, unless `allow_local`, for an address of this machine or
    its network.
    """
    found = fetch(address, most=MAX_BYTES, allow_local=allow_local, told=told)
    sources = read_bytes(found.data, found.name, found.media_type, time_limit)
    return [replace(source, url=found.address, retrieved=found.retrieved) for source in sources]


def load(path: str | Path, time_limit: float = TIME_LIMIT) -> bytes:
    """The bytes of a file. Raises InputError where it is missing, a folder, too big, or may not be read, and for a pipe
    that gives nothing in time."""
    file = Path(path)
    try:
        if file.is_dir():
            raise InputError(f"{path} is a folder; name the files in it, such as {path}/*.txt")
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise InputError(too_big(str(path), size))
        return read_within(file, MAX_BYTES + 1, time_limit)  # a pipe or a device has no size beforehand
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the name") from None
    except PermissionError:
        raise InputError(f"{path} may not be read; ask its owner for permission") from None
    except OSError as error:
        raise InputError(f"{path} could not be read ({error.strerror or error}); check the file") from None
    except ValueError:
        raise InputError(f"{str(path)!r} is no file name; check the name") from None


def read_bytes(data: bytes, name: str, media_type: str | None = None, time_limit: float = TIME_LIMIT) -> list[Source]:
    """The reports in a file's bytes. `name` tells the format by its ending unless `media_type` does; without either
    the bytes do. Several reports are named `STEM-1.txt`, `STEM-2.txt`, …. Raises InputError as `read`."""
    if len(data) > MAX_BYTES:
        raise InputError(too_big(name, len(data)))
    if not data.strip():
        raise InputError(f"{name} is empty; choose a file that holds a report")
    kind = _known(media_type, name) if media_type else _media_type(name, data)
    kind, told = (HTML, (Mend(0, 0, "html"),)) if kind == TEXT and is_web_page(data) else (kind, ())
    text, encoding, media = _decode(kind, data, name, time_limit)
    if not text.strip():
        raise InputError(f"{name} holds no text; choose a file that holds a report")
    if len(text) > MOST_CHARS:
        raise InputError(f"{name} has {len(text):,} characters, more than the {MOST_CHARS:,} that are read; cut it up")
    _require_chinese(text, name)
    with deadline(name, time_limit):
        return list(_sources(text, _File(name, hashlib.sha256(data).hexdigest(), kind, encoding, media, told)))


@dataclass(frozen=True, slots=True)
class _File:
    """What is the same for all reports of a file."""

    name: str
    sha256: str
    media_type: str
    encoding: str | None
    media: Medium
    told: tuple[Mend, ...]


def _sources(text: str, file: _File) -> Iterator[Source]:
    """The reports of a text, mended."""
    # A recognized text carries marks that would stand in the way; its parts are mended once those are taken.
    whole = Mended(text, (), ()) if file.media == "ocr" else mend(text, as_markdown=file.media_type == MARKDOWN)
    spans = split_reports(whole.text)
    stem, ending = Path(file.name).stem, Path(file.name).suffix
    names = [file.name] if len(spans) == 1 else [f"{stem}-{i}{ending}" for i in range(1, len(spans) + 1)]
    for number, ((start, end), named) in enumerate(zip(spans, names, strict=True), 1):
        unsure: tuple[int, ...] = ()
        if file.media == "ocr":
            from summarizer.readers.scan import take_unsure

            plain, marked = take_unsure(whole.text[start:end])
            part = mend(plain)
            unsure = tuple(to_repaired(offset, part.repairs) for offset in marked)
        else:
            part = whole.part(start, end)
        yield Source(
            part.text,
            named,
            file.sha256,
            file.media_type,
            file.encoding,
            number,
            unsure,
            file.media,
            part.repairs if file.media_type in {TEXT, MARKDOWN} else (),
            (*part.mends, *file.told),
        )


def text_of_file(path: str | Path) -> str:
    """The text of a file as it stands there, nothing mended. Raises InputError as `read`."""
    data, name = load(path), Path(path).name
    return _decode(_media_type(name, data), data, name, TIME_LIMIT)[0]


def too_big(name: str, size: int) -> str:
    """The sentence for a file of more bytes than a report may have."""
    limit = MAX_BYTES // 1_000_000
    return f"{name} has {size / 1e6:.0f} MB, more than the {limit} MB a report may have; cut it into its reports"


def _known(media_type: str, name: str) -> str:
    """A media type without its parameters. Raises InputError for one that no reader takes."""
    bare = media_type.split(";")[0].strip().lower()
    kind = _ALIASES.get(bare, bare)
    if kind not in _MEDIA_TYPES.values():
        raise InputError(f"{name} is {bare}, which is not a format that can be read; use one of {', '.join(ENDINGS)}")
    return kind


def _media_type(name: str, data: bytes) -> str:
    ending = Path(name).suffix.lower()
    signed = next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
    if kind := _MEDIA_TYPES.get(ending):
        if kind == OLD and signed == DOCX:
            return DOCX  # word processors write the new format under the old ending, too
        if kind == OLD and _MARKUP.match(data[:400]):
            return HTML
        if signed and kind != signed and (kind, signed) != (OFD, DOCX):
            shown = _SHOWN.get(signed, "a picture")
            raise InputError(f"{name} is {shown} by its bytes; give it the ending of what it is")
        return kind
    if ending and name != "stdin":
        raise InputError(
            f"{name} ends in {ending}, which is not a format that can be read; use one of {', '.join(ENDINGS)}"
        )
    return signed or (HTML if _MARKUP.match(data[:400]) else TEXT)


def _decode(kind: str, data: bytes, name: str, time_limit: float) -> tuple[str, str | None, Medium]:
    """The text of a file, for formats without one of their own the encoding it was read with, and whether its
    characters were in the file or had to be recognized."""
    if kind in {OLD, RTF}:
        from summarizer.readers.office import to_docx

        kind, data = DOCX, to_docx(data, name)
    if kind in PARSED:
        with suppress(NoTextLayerError):
            return *parse_apart(kind, data, name, time_limit), "text"
    if kind in PARSED or kind.startswith("image/"):
        from summarizer.readers.scan import read_scan

        return read_scan(data, name), None, "ocr"
    from summarizer.readers.text import read_text

    return *read_text(data, name), "text"


def _require_chinese(text: str, name: str) -> None:
    """Raises InputError where less than a quarter of the letters are Han characters, or kana stand between them."""
    sample = text[:200_000]
    letters, han, kana = (sum(map(len, kind.findall(sample))) for kind in (_LETTERS, _HAN, _KANA))
    if han < 2 or han < 0.25 * letters or kana > 0.2 * han:
        raise InputError(
            f"{name} is not a report in Chinese: {han} of its {letters} letters are Chinese; choose another file"
        )
