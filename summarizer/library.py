"""What a program calls: a file or a text in, validated reports out."""

import hashlib
from pathlib import Path

from summarizer.engines import create
from summarizer.errors import UsageError
from summarizer.models import Report
from summarizer.pipeline import asummarize_source, summarize_source
from summarizer.readers import read
from summarizer.source import Source


def _only(sources: list[Source], path: str | Path) -> Source:
    if len(sources) > 1:
        raise UsageError(f"{path} holds {len(sources)} reports; call summarize_all for a list of them")
    return sources[0]


def summarize(path: str | Path, engine: str = "rules") -> Report:
    """The report in a txt, md, html, docx or pdf file (`-` for standard input).

    Raises InputError for a file that cannot be read as a report, UsageError for an unknown engine or a file that holds
    several reports.
    """
    return summarize_source(_only(read(path), path), create(engine))


async def asummarize(path: str | Path, engine: str = "rules") -> Report:
    """`summarize` for a running event loop."""
    return await asummarize_source(_only(read(path), path), create(engine))


def summarize_all(path: str | Path, engine: str = "rules") -> list[Report]:
    """Every report of a file, in order; a web page may list several one after the other. Errors as `summarize`."""
    made = create(engine)
    return [summarize_source(source, made) for source in read(path)]


def summarize_text(text: str, name: str = "text", engine: str = "rules") -> Report:
    """The report in a text already in hand; offsets count its code points. Raises UsageError for an unknown engine."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return summarize_source(Source(text, name, digest, "text/plain"), create(engine))
