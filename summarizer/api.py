"""What a program calls: a file or a text in, validated reports out."""

import hashlib
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.contract.report import Report
from summarizer.document.source import Source
from summarizer.engines import create
from summarizer.engines.engine import Engine
from summarizer.errors import InputError, UsageError
from summarizer.limits import MOST_CHARS
from summarizer.pipeline import asummarize_many, asummarize_source, run_to_end, summarize_source
from summarizer.readers import read

if TYPE_CHECKING:
    from summarizer.endpoint import Settings


def summarize(path: str | Path, engine: str = "rules", settings: "Settings | None" = None) -> Report:
    """The report in a txt, md, html, docx or pdf file (`-` for standard input).

    `engine` is `rules`, `llm` or `hybrid`; the last two ask the model of `settings`, by default that of the environment
    and the configuration file. Raises InputError for a file that cannot be read as a report, UsageError for an unknown
    engine, settings that do not suffice or a file that holds several reports, EndpointError for a model that cannot be
    reached.
    """
    return summarize_source(_only(read(path), path), create(engine, settings))


async def asummarize(path: str | Path, engine: str = "rules", settings: "Settings | None" = None) -> Report:
    """`summarize` for a running event loop."""
    made = create(engine, settings)
    try:
        return await asummarize_source(_only(read(path), path), made)
    finally:
        await made.aclose()


def summarize_all(path: str | Path, engine: str = "rules", settings: "Settings | None" = None) -> list[Report]:
    """Every report of a file, in order; a web page may list several one after the other. Errors as `summarize`."""
    return run_to_end(_all(read(path), create(engine, settings), settings))


def summarize_text(text: str, name: str = "text", engine: str = "rules", settings: "Settings | None" = None) -> Report:
    """The report in a text already in hand; offsets count its code points. Errors as `summarize`."""
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{name} holds half a character at {error.start}, which no file can; decode it with errors='replace'"
        ) from None
    if len(text) > MOST_CHARS:
        raise InputError(f"{name} has {len(text):,} characters, more than the {MOST_CHARS:,} that are read; cut it up")
    return summarize_source(Source(text, name, digest, "text/plain"), create(engine, settings))


def _only(sources: list[Source], path: str | Path) -> Source:
    if len(sources) > 1:
        raise UsageError(f"{path} holds {len(sources)} reports; call summarize_all for a list of them")
    return sources[0]


async def _all(sources: Sequence[Source], engine: Engine, settings: "Settings | None") -> list[Report]:
    window = settings.concurrency if settings else 1
    reports: list[Report] = []
    try:
        async with aclosing(asummarize_many(sources, engine, window)) as outcomes:
            async for outcome in outcomes:
                if outcome.report is None:
                    raise outcome.error or UsageError(f"{outcome.source.name} gave no report")
                reports.append(outcome.report)
    finally:
        await engine.aclose()
    return reports
