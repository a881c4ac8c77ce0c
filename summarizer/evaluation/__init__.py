"""Scoring an engine against hand-labelled reports."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from summarizer.contract.report import Report, Run
from summarizer.document.source import Source
from summarizer.engines.engine import Engine
from summarizer.errors import UsageError
from summarizer.evaluation.gold import Gold, labelled_names, read_gold
from summarizer.evaluation.phenomena import Verdict, judge, load_cases
from summarizer.evaluation.result import Evaluation
from summarizer.evaluation.runs import compare, read_metrics, write_metrics, write_run
from summarizer.evaluation.scoring import Outcome, score_report
from summarizer.knowledge.learned import shipped
from summarizer.knowledge.resources import package_version
from summarizer.readers import ENDINGS

KINDS_OF_ERRORS = ("record", "headline", "commitment", "section", "meta")

__all__ = [
    "KINDS_OF_ERRORS",
    "Evaluation",
    "compare",
    "data_hash",
    "evaluate",
    "load_golds",
    "phenomena_rates",
    "read_metrics",
    "run_evaluation",
    "write_metrics",
    "write_run",
]


def _checkout(*parts: str) -> Path:
    return Path(__file__).parents[2].joinpath("evals", *parts)


def run_evaluation(
    corpus: Path | None,
    labels: Path | None,
    engine: Engine,
    summarize: Callable[[Source], Report],
    only: Sequence[str] = (),
) -> Evaluation:
    """Score `summarize` on the labelled reports whose texts lie in `corpus`, or on those that `only` names.

    Without a corpus, or where it holds none of the labelled texts, the specimen reports alone are scored. Raises
    UsageError where there is nothing to score, LabelError for labels that do not fit their texts.
    """
    golds, notices = load_golds(corpus, labels, only)
    return evaluate(golds, engine, summarize, tuple(notices))


def load_golds(corpus: Path | None, labels: Path | None, only: Sequence[str] = ()) -> tuple[list[Gold], list[str]]:
    """The labelled reports to score, as `run_evaluation` takes them, and what a reader should know of the choice."""
    labels = labels or _checkout("labels")
    if not labels.is_dir():
        raise UsageError(f"the folder {labels} with hand labels does not exist; give one with --labels")
    if corpus is not None and not corpus.is_dir():
        raise UsageError(f"the folder {corpus} with texts does not exist; give one with --corpus")
    notices: list[str] = []
    golds: list[Gold] = []
    if corpus is not None:
        golds, absent = _load(corpus, labels)
        if absent and golds:
            notices.append(f"not scored, for want of their texts in {corpus}: {', '.join(absent)}")
    if not golds:
        where = f"{corpus} holds none of the labelled texts" if corpus else "no --corpus was given"
        notices.append(f"{where}; the specimen reports alone are scored")
        golds, _ = _load(_checkout("specimens"), _checkout("specimens", "labels"))
    if unknown := sorted(set(only) - {gold.name for gold in golds}):
        raise UsageError(f"there is no labelled report {unknown[0]!r}; choose of: {', '.join(g.name for g in golds)}")
    golds = [gold for gold in golds if not only or gold.name in only]
    if not golds:
        raise UsageError("there is nothing to score: no labelled text was found; give --corpus and --labels")
    return golds, notices


def evaluate(
    golds: list[Gold], engine: Engine, summarize: Callable[[Source], Report], notices: tuple[str, ...] = ()
) -> Evaluation:
    """Score `summarize` on reports with their labels."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    outcomes: dict[str, Outcome] = {}
    run: Run | None = None
    for gold in golds:
        report = summarize(gold.source)
        outcomes[gold.name], run = score_report(gold, report.model_dump(mode="json")), report.run
    return Evaluation(
        engine.name,
        engine.fingerprint,
        package_version(),
        started,
        data_hash(golds),
        outcomes,
        notices,
        _caveats(engine, golds),
        run.model if run else None,
        run.prompts if run else None,
    )


def phenomena_rates(summarize: Callable[[Source], Report]) -> tuple[list[Verdict], dict[str, tuple[int, int]]]:
    """Judge the one-sentence cases of `evals/phenomena`; with the verdicts, right and all by group. Raises UsageError
    where there are none (they are not part of an installed package)."""
    verdicts = judge(load_cases(_checkout("phenomena")), summarize)
    if not verdicts:
        raise UsageError("there are no cases in evals/phenomena; run this in a checkout")
    rates: dict[str, tuple[int, int]] = {}
    for verdict in verdicts:
        right, count = rates.get(verdict.case.group, (0, 0))
        rates[verdict.case.group] = (right + (not verdict.wrong), count + 1)
    return verdicts, rates


def _load(corpus: Path, labels: Path) -> tuple[list[Gold], list[str]]:
    found, absent = [], []
    for name in labelled_names(labels):
        path = next((corpus / f"{name}{ending}" for ending in ENDINGS if (corpus / f"{name}{ending}").is_file()), None)
        if path is None:
            absent.append(name)
        else:
            found.append(read_gold(path, labels))
    return found, absent


def data_hash(golds: Sequence[Gold]) -> str:
    """A hash of texts and labels: figures with the same one can be compared."""
    digest = hashlib.sha256()
    for gold in golds:
        rows = (gold.name, gold.text, gold.meta, gold.quantities, gold.others, gold.commitments, gold.sections)
        digest.update(repr(rows).encode("utf-8", "surrogatepass"))
    return f"sha256-{digest.hexdigest()[:16]}"


def _caveats(engine: Engine, golds: list[Gold]) -> tuple[str, ...]:
    """What the figures do not show: learned parts say nothing on the reports they were trained on."""
    if engine.name != "rules":
        return ()
    trained = shipped().reports("commitments")
    seen = [gold.name for gold in golds if gold.name in trained]
    if not seen:
        return ()
    return (
        f"the figures of {len(seen)} of these reports are flattered: the learned parts were trained on them. "
        "`make crossval` prints what is reached on reports left out.",
    )
