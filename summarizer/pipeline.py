"""The way of a report from its source text to the validated contract; an event loop only where a model is asked."""

import gc
import time
from collections import deque
from collections.abc import AsyncGenerator, Coroutine, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from summarizer import assemble
from summarizer.contract.labels import Labels
from summarizer.contract.report import Report, Run
from summarizer.contract.usage import Usage
from summarizer.document.document import Document, reread
from summarizer.document.ledger import list_clauses, list_numbers
from summarizer.document.metadata import read_meta
from summarizer.document.outline import outline, read_opening
from summarizer.document.source import Source
from summarizer.engines.engine import Engine
from summarizer.errors import EndpointError, InputError
from summarizer.findings.checks import check
from summarizer.findings.doubt import doubted
from summarizer.findings.reading import reading
from summarizer.knowledge.learned import Learned
from summarizer.knowledge.resources import package_version
from summarizer.limits import MOST_NUMBERS, TIME_LIMIT, deadline
from summarizer.show.brief import write_brief

_T = TypeVar("_T")


def make_document(source: Source, learned: Learned | None = None) -> Document:
    """A source made ready for labelling: ledger, outline and metadata. Deterministic, linear in the text. `learned`
    holds the weights of what is learned, by default as shipped. Raises InputError for too many numbers."""
    numbers = list_numbers(source.text)
    if len(numbers) > MOST_NUMBERS:
        raise InputError(f"{source.name} holds {len(numbers):,} numbers, more than the {MOST_NUMBERS:,} that are read")
    clauses = list_clauses(source.text, numbers)
    sections = outline(source.text, learned)
    meta = read_meta(source.text, sections, source.region_hint)
    return Document(source, meta, sections, numbers, clauses, read_opening(source.text, sections, learned))


async def asummarize_source(source: Source, engine: Engine, time_limit: float = TIME_LIMIT) -> Report:
    """The report of one source, labelled by `engine`, checked and with a brief. Raises LabelError if the engine's
    labels do not fit the ledger, InputError if the rules take more than `time_limit` seconds.

    Every other engine waits for a network, which has limits of its own."""
    started, clock = datetime.now(UTC), time.perf_counter()
    with deadline(source.name, time_limit) if engine.name == "rules" else nullcontext():
        document = make_document(source)
        labels = await engine.label(document)
        report = await _with_brief(make_report(document, labels, engine, started), engine)
    seconds = round(time.perf_counter() - clock, 4)
    return report.model_copy(update={"run": report.run.model_copy(update={"seconds": seconds})})


def make_report(document: Document, labels: Labels, engine: Engine, started: datetime) -> Report:
    """The checked report that `labels` of `engine` make of a document, without a brief. Raises LabelError if they do
    not fit the ledger."""
    if labels.reading is not None:
        document = reread(document, labels.reading)
    stated, excluded = assemble.indicators(document, labels)
    report = Report(
        source=assemble.source_info(document),
        meta=assemble.meta_info(document.meta),
        sections=assemble.section_infos(document),
        indicators=stated,
        excluded=excluded,
        commitments=assemble.commitments(document, labels, stated),
        run=_run(document, engine, labels, started),
    )
    mends = document.source.mends
    return doubted(report.model_copy(update={"checks": [*check(report), *reading(report, mends)]}), mends)


async def _with_brief(report: Report, engine: Engine) -> Report:
    """The report with a brief: the engine's where it writes one, else the rules'."""
    if engine.write_brief is None:
        return report.model_copy(update={"brief": write_brief(report)})
    written = await engine.write_brief(report)
    usage = report.run.usage.plus(written.usage)
    return report.model_copy(
        update={
            "brief": written.brief,
            "checks": [*report.checks, *written.checks],
            "run": report.run.model_copy(update={"usage": usage}),
        }
    )


def _run(document: Document, engine: Engine, labels: Labels, started: datetime) -> Run:
    """How the report was made, but for the seconds it took."""
    account = labels.account
    return Run(
        engine=engine.name,
        fingerprint=engine.fingerprint,
        model=account.model if account else None,
        prompts=account.prompts if account else None,
        version=package_version(),
        started_at=started.isoformat(timespec="seconds"),
        seconds=0.0,
        usage=account.usage if account else Usage(),
        coverage=assemble.coverage(document, account) if account else None,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: its report, or the error that kept it from one."""

    source: Source
    report: Report | None
    error: Exception | None


async def asummarize_many(
    sources: Iterable[Source], engine: Engine, window: int, time_limit: float = TIME_LIMIT
) -> AsyncGenerator[Outcome, None]:
    """The outcome of each source, in order. At most `window` reports are under way or waiting for their turn, so that
    memory does not grow with the number of sources; when one is handed out, the next begins (no batches).

    An EndpointError is no matter of one report: none is begun after it, those under way are handed out, some of which
    may have all their answers, and in the end it is raised. Close the iteration if you leave it before its end.
    """
    import asyncio

    broken: EndpointError | None = None
    waiting: deque[tuple[Source, asyncio.Task[Report]]] = deque()
    left = iter(sources)
    try:
        while True:
            while broken is None and len(waiting) < window and (source := next(left, None)) is not None:
                waiting.append((source, asyncio.create_task(asummarize_source(source, engine, time_limit))))
                # Its first questions go out before the next report is read: that takes a while, and nothing else runs.
                await asyncio.sleep(0)
            if not waiting:
                break
            source, task = waiting.popleft()
            try:
                outcome = Outcome(source, await task, None)
            except Exception as error:
                outcome = Outcome(source, None, error)
                if isinstance(error, EndpointError):
                    broken = broken or error
            yield outcome
        if broken is not None:
            raise broken
    finally:
        for _, task in waiting:
            task.cancel()
        await asyncio.gather(*(task for _, task in waiting), return_exceptions=True)


def summarize_source(source: Source, engine: Engine, time_limit: float = TIME_LIMIT) -> Report:
    """`asummarize_source` for callers without an event loop; closes the engine's connections."""
    if engine.name == "rules":
        with _uncollected():
            return _at_once(asummarize_source(source, engine, time_limit))

    async def once() -> Report:
        try:
            return await asummarize_source(source, engine, time_limit)
        finally:
            await engine.aclose()

    return run_to_end(once())


@contextmanager
def _uncollected() -> Iterator[None]:
    """A block without passes of the garbage collector. A report by the rules is made of hundreds of thousands of
    objects and no cycles of them: passes over them, a fifth of the time of a long report, would find nothing. Another
    thread may turn the collector on again earlier, which costs time alone."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def run_to_end(work: Coroutine[Any, Any, _T]) -> _T:
    """The result of `work`. Where an event loop is running already, as in a notebook, another one runs it in a thread
    of its own, and the caller waits for that."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, work).result()


def _at_once(work: Coroutine[Any, Any, _T]) -> _T:
    """The result of `work` that waits for nothing, without an event loop."""
    try:
        work.send(None)
    except StopIteration as ended:
        result: _T = ended.value
        return result
    raise AssertionError("an engine that asks no model has waited for something")
