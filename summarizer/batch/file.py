"""One file labelled: the single code path that every way of running a batch goes through."""

from contextlib import aclosing
from dataclasses import dataclass, field

from summarizer.batch.manifest import NOWHERE, Origin
from summarizer.document.source import Source
from summarizer.engines.engine import Engine
from summarizer.errors import EndpointError, InputError, PendingError, SummarizerError
from summarizer.limits import TIME_LIMIT
from summarizer.pipeline import Outcome, asummarize_many, summarize_source
from summarizer.readers import read_bytes
from summarizer.store.tabulate import Tabulated, tabulate
from summarizer.store.writer import Failure, FileOutcome


@dataclass(frozen=True, slots=True)
class Job:
    """One file to label; `sha256` is that of `data`."""

    place: str
    name: str
    sha256: str
    data: bytes
    origin: Origin = NOWHERE


def label(job: Job, engine: Engine, time_limit: float = TIME_LIMIT) -> FileOutcome:
    """The reports of one file by table, and a failure for each that could not be made.

    Raises EndpointError, which is no matter of one file.
    """
    try:
        sources = read(job, time_limit)
    except InputError as error:
        return failed(job, error)
    reports: list[Tabulated] = []
    failures: list[Failure] = []
    for source in sources:
        try:
            reports.append(tabulate(summarize_source(source, engine, time_limit), job.place))
        except EndpointError:
            raise
        except Exception as error:
            failures.append(failure(job, error, source.part))
    return FileOutcome(job.place, job.sha256, tuple(reports), tuple(failures))


@dataclass(slots=True)
class Filled:
    """A file whose reports are under way; `left` of them are still to come."""

    job: Job
    left: int
    reports: list[Tabulated] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    pending: bool = False

    def take(self, outcome: Outcome) -> None:
        """Add what became of the next report."""
        self.left -= 1
        try:
            if outcome.report is None:
                raise outcome.error or LookupError("neither a report nor an error")
            self.reports.append(tabulate(outcome.report, self.job.place))
        except PendingError:
            self.pending = True
        except Exception as error:
            self.failures.append(failure(self.job, error, outcome.source.part))

    def outcome(self) -> FileOutcome:
        return FileOutcome(
            self.job.place, self.job.sha256, tuple(self.reports), tuple(self.failures), pending=self.pending
        )


async def alabel(job: Job, engine: Engine, window: int, time_limit: float = TIME_LIMIT) -> FileOutcome:
    """`label` for an engine that waits, with at most `window` reports of the file under way."""
    try:
        sources = read(job, time_limit)
    except InputError as error:
        return failed(job, error)
    filled = Filled(job, len(sources))
    async with aclosing(asummarize_many(sources, engine, window, time_limit)) as outcomes:
        async for outcome in outcomes:
            if isinstance(outcome.error, EndpointError):
                raise outcome.error
            filled.take(outcome)
    return filled.outcome()


def read(job: Job, time_limit: float = TIME_LIMIT) -> list[Source]:
    """The sources of a file. Raises InputError, also where a reader trips over a file that nobody foresaw."""
    try:
        return job.origin.of(read_bytes(job.data, job.name, time_limit=time_limit))
    except SummarizerError:
        raise
    except Exception as error:
        raise InputError(f"{job.name} could not be read ({_told(error)}); please report it") from error


def failed(job: Job, error: Exception) -> FileOutcome:
    """The outcome of a file that gave no report at all."""
    return FileOutcome(job.place, job.sha256, (), (failure(job, error),))


def failure(job: Job, error: Exception, part: int = 0) -> Failure:
    """The row of the table `errors` for one report of a file, or for part 0 the whole file."""
    message = (
        str(error) if isinstance(error, SummarizerError) else f"an internal error ({_told(error)}); please report it"
    )
    return Failure(job.place, part, job.sha256, type(error).__name__, message)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
