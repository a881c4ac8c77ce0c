"""What the commands do, between the command line and the library."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import InputError, SummarizerError, UsageError
from summarizer.files import make_folder, write_whole
from summarizer.pipeline import make_document, summarize_source
from summarizer.readers import read
from summarizer.source import Source

if TYPE_CHECKING:
    from rich.console import Console

    from summarizer.document import Document
    from summarizer.evaluation import Evaluation
    from summarizer.labels import Labels
    from summarizer.ledger import Entry
    from summarizer.models import Report

FORMATS = ("table", "json", "md")
_BY_ENDING = {".json": "json", ".md": "md", ".markdown": "md", ".txt": "table"}


@dataclass(frozen=True, slots=True)
class Job:
    """One call of `summarizer run`."""

    files: tuple[str, ...]
    engine: str
    format: str | None
    output: Path | None
    out: Path | None
    limit: int | None
    dry_run: bool


def run_job(job: Job) -> int:
    """Summarize the files of a job; the exit code says whether all, some or none were done."""
    from summarizer.engines import create

    form = _format(job)
    engine = create(job.engine)
    sources, failed = _read_all(job)
    if job.output is not None and len(sources) + failed > 1:
        raise UsageError(f"-o takes one report, but {len(sources)} were given; use --out FOLDER")
    if form == "json" and job.out is None and len(sources) > 1:
        raise UsageError(f"{len(sources)} reports as JSON need --out FOLDER, one file each")
    targets = _targets(job, sources, form)
    _spare_inputs(job, targets)
    if job.dry_run:
        for source, target in zip(sources, targets, strict=True):
            _describe(source, target)
        return _code(len(sources), failed)
    if job.out is not None:
        make_folder(job.out)
    console = _console()
    done = broken = 0
    for source, target in _tracked(list(zip(sources, targets, strict=True)), job.out is not None):
        try:
            _emit(summarize_source(source, engine), form, target, console)
            done += 1
        except SummarizerError as error:
            failed += 1
            print(f"summarizer: {error}", file=sys.stderr)
        except (OSError, KeyboardInterrupt):
            raise
        except Exception as error:
            # A fault of ours in one report must not cost the others.
            broken += 1
            told = " ".join(str(error).split())[:200]
            print(f"summarizer: {source.name}: an internal error ({type(error).__name__}: {told})", file=sys.stderr)
    return _code(done, failed, broken)


def _code(done: int, failed: int, broken: int = 0) -> int:
    if done and (failed or broken):
        return 3
    return 1 if broken else 2 if failed else 0


def _format(job: Job) -> str:
    ending = _BY_ENDING.get(job.output.suffix.lower()) if job.output else None
    if job.output is not None and ending is None and job.format is None:
        raise UsageError(f"{job.output} ends in none of .json, .md and .txt; say --format table, json or md")
    form = job.format or ending or ("json" if job.out else "table")
    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}; choose one of: {', '.join(FORMATS)}")
    if job.output is not None and job.out is not None:
        raise UsageError("-o and --out exclude each other; use -o for one report, --out for several")
    return form


def _read_all(job: Job) -> tuple[list[Source], int]:
    sources: list[Source] = []
    failed = 0
    for file in job.files:
        if job.limit is not None and len(sources) >= job.limit:
            break
        try:
            sources += read(file)
        except InputError as error:
            failed += 1
            print(f"summarizer: {error}", file=sys.stderr)
    return sources[: job.limit], failed


def _targets(job: Job, sources: list[Source], form: str) -> list[Path | None]:
    """Where each report goes; two reports that would get the same name are told apart by a number."""
    if job.out is None:
        return [job.output for _ in sources]
    ending = {"json": ".json", "md": ".md", "table": ".txt"}[form]
    taken: set[str] = set()
    targets: list[Path | None] = []
    for source in sources:
        stem = Path(source.name).stem or "report"
        name, number = stem, 2
        while name.lower() in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.lower())
        targets.append(job.out / f"{name}{ending}")
    return targets


def _spare_inputs(job: Job, targets: list[Path | None]) -> None:
    inputs = {Path(file).resolve() for file in job.files if file != "-"}
    for target in targets:
        if target is not None and target.resolve() in inputs:
            raise UsageError(f"{target} is one of the reports to read; write to another name or folder")


def _describe(source: Source, target: Path | None) -> None:
    document = make_document(source)
    where = target or "standard output"
    print(
        f"{source.name}: {len(source.text)} characters, {len(document.numbers)} numbers, "
        f"{len(document.clauses)} clauses → {where}"
    )


def _tracked(pairs: list[tuple[Source, Path | None]], shown: bool) -> Iterator[tuple[Source, Path | None]]:
    """The pairs, with a progress bar on standard error where a person watches."""
    if not shown or len(pairs) < 3 or not sys.stderr.isatty():
        yield from pairs
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(pairs, description="reports", console=Console(stderr=True))


def _console() -> "Console":
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def _emit(report: "Report", form: str, target: Path | None, console: "Console") -> None:
    if form == "json":
        text = report.model_dump_json(indent=2) + "\n"
    elif form == "md":
        from summarizer.render.markdown import to_markdown

        text = to_markdown(report)
    else:
        from summarizer.render.terminal import print_report, to_plain

        if target is None:
            print_report(report, console)
            return
        text = to_plain(report)
    if target is None:
        print(text, end="")
    else:
        write_whole(target, text)


def _one(file: str) -> Source:
    sources = read(file)
    if len(sources) > 1:
        print(f"summarizer: {file} holds {len(sources)} reports; this is the first", file=sys.stderr)
    return sources[0]


def print_index(file: str, as_json: bool) -> None:
    """The ledger of a file: JSON, or the text with ids before every clause `[c1]` and number `#n1:`."""
    document = make_document(_one(file))
    if as_json:
        entries = {
            name: [{"id": e.id, "start": e.start, "end": e.end, "text": e.text} for e in found]
            for name, found in (("numbers", document.numbers), ("clauses", document.clauses))
        }
        print(json.dumps(entries, ensure_ascii=False))
        return
    numbers = iter([*document.numbers, None])
    number = next(numbers)
    for clause in document.clauses:
        shown, last = "", clause.start
        while number is not None and number.start < clause.end:
            shown += document.text[last : number.start] + f"#{number.id}:"
            last, number = number.start, next(numbers)
        print(f"[{clause.id}] {shown}{document.text[last : clause.end]}".replace("\n", " "))


def print_explanation(file: str, id_: str) -> None:
    """What the rules made of one id, and which of them decided. Raises UsageError for an id the ledger lacks."""
    from summarizer.engines.rules import RuleEngine

    document = make_document(_one(file))
    entry = next((e for e in (*document.numbers, *document.clauses) if e.id == id_), None)
    if entry is None:
        raise UsageError(f"{id_} is not in the ledger of {file}; summarizer index lists its ids")
    labels = RuleEngine().label_now(document)
    clause, section = document.clause_at(entry.start), document.section_at(entry.start)
    heading = document.text[section.heading_start : section.heading_end] if section else "-"
    rows = [
        ("clause", f"{clause.id} {clause.text}" if clause else "-"),
        ("section", f"{heading} ({section.kind if section else 'preamble'})"),
        *(_number_rows(labels, id_) if id_.startswith("n") else _clause_rows(document, labels, entry)),
    ]
    for name, value in rows:
        print(f"{name:8} {value}".replace("\n", " "))


def _number_rows(labels: "Labels", id_: str) -> list[tuple[str, str]]:
    label = next(label for label in labels.numbers if label.id == id_)
    said = [label.cls]
    if label.cls == "q":
        moved = "falls" if label.falls else ""
        said += [label.name, label.canon or "-", label.measure, label.unit or "-", moved, label.bound, label.status]
        said += [label.period or "-"]
    return [("label", " · ".join(word for word in said if word)), ("rules", " → ".join(label.why))]


def _clause_rows(document: "Document", labels: "Labels", entry: "Entry") -> list[tuple[str, str]]:
    order = {clause.id: clause.index for clause in document.clauses}
    for promise in labels.commitments:
        if order[promise.first] <= entry.index <= order[promise.last]:
            said = [promise.action, promise.strength, promise.specificity, promise.deadline, promise.topic]
            told = " · ".join(word or "-" for word in said)
            return [("label", f"commitment {promise.first} to {promise.last}: {told}")]
    return [("label", f"no commitment: {labels.passed_over.get(entry.id, 'not in a forward-looking part')}")]


@dataclass(frozen=True, slots=True)
class EvalJob:
    """One call of `summarizer eval`."""

    corpus: Path | None
    labels: Path | None
    engine: str
    json: bool
    min_score: float | None
    baseline: Path | None
    tolerance: float
    errors: str | None
    runs: Path | None
    metrics: Path | None


def run_eval(job: EvalJob) -> int:
    """Score an engine and print the table; 1 if a gate fails, and which figure failed it."""
    from summarizer.engines import create
    from summarizer.evaluation import KINDS_OF_ERRORS, compare, read_metrics, run_evaluation, write_metrics, write_run
    from summarizer.evaluation.table import error_lines, print_table

    if job.errors is not None and job.errors not in KINDS_OF_ERRORS:
        raise UsageError(f"there is no list of {job.errors!r} errors; choose one of: {', '.join(KINDS_OF_ERRORS)}")
    before = read_metrics(job.baseline) if job.baseline else None
    engine = create(job.engine)
    evaluation = run_evaluation(job.corpus, job.labels, engine, lambda source: summarize_source(source, engine))
    for notice in evaluation.notices:
        print(f"summarizer: {notice}", file=sys.stderr)
    if job.json:
        print(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=1))
    elif job.errors:
        for line in error_lines(evaluation, job.errors):
            print(line)
    else:
        print_table(evaluation, _console())
    if job.runs is not None:
        print(f"summarizer: run written to {write_run(evaluation, job.runs)}", file=sys.stderr)
    if job.metrics is not None:
        write_metrics(evaluation, job.metrics)
    return _verdict(evaluation, job, compare(evaluation, before, job.tolerance) if before else [])


def run_phenomena(engine_name: str, as_json: bool) -> int:
    """Run the one-sentence cases: the pass rate of each group, and every case that is wrong. 1 where the rate over all
    is below 0.95 or that of a group below 0.8."""
    from summarizer.engines import create
    from summarizer.evaluation import phenomena_rates

    engine = create(engine_name)
    verdicts, rates = phenomena_rates(lambda source: summarize_source(source, engine))
    wrong = [verdict for verdict in verdicts if verdict.wrong]
    overall = 1 - len(wrong) / len(verdicts)
    if as_json:
        listed = [{"case": v.case.place, "text": v.case.text, "wrong": v.wrong} for v in wrong]
        print(json.dumps({"overall": overall, "groups": rates, "wrong": listed}, ensure_ascii=False, indent=1))
    else:
        for group, (right, count) in rates.items():
            print(f"{group:18} {right:3}/{count:<3} {right / count:.3f}")
        print(f"{'all':18} {len(verdicts) - len(wrong):3}/{len(verdicts):<3} {overall:.3f}")
        for verdict in wrong:
            print(f"{verdict.case.place}  {verdict.case.text}  [{verdict.case.about}]  {verdict.wrong}")
    return 1 if overall < 0.95 or any(right < 0.8 * count for right, count in rates.values()) else 0


def _verdict(evaluation: "Evaluation", job: EvalJob, falls: list[str]) -> int:
    failures = list(falls)
    score = evaluation.total.score
    if job.min_score is not None and score < job.min_score:
        failures.append(f"the score is {score:.4f}, below the {job.min_score:g} asked for")
    for failure in failures:
        print(f"summarizer: {failure}", file=sys.stderr)
    return 1 if failures else 0
