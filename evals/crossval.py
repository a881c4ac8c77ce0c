"""What the rules reach on reports that nothing was fitted on, and the fitting itself.

    python evals/crossval.py [--corpus DIR] [--labels DIR] [--metrics FILE] [--write DIR]

Six folds over whole reports: every learned part and every calibration is fitted on the other five folds, on outlines and
labels that were left out themselves, and reads the sixth. With --write, the parts fitted on all reports are kept, as
`make train` does. The held set (`evals/held.txt`) is scored the same way; of its reports nothing but totals is shown.
"""

import argparse
import json
import multiprocessing
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from figures import groups, print_groups, write_baseline
from labelled import Labelled, load_excerpts, load_labelled
from parts import PARTS, Part, Stage

from summarizer.contract.labels import Labels
from summarizer.engines.rules import RuleEngine
from summarizer.engines.rules.commitments.confidence import features_of
from summarizer.engines.rules.commitments.labelling import find_commitments
from summarizer.engines.rules.numbers.candidates import Wording
from summarizer.engines.rules.numbers.confidence import number_features
from summarizer.engines.rules.numbers.labelling import find_numbers
from summarizer.evaluation import data_hash
from summarizer.evaluation.gold import read_gold
from summarizer.evaluation.held import read_held
from summarizer.evaluation.scoring import Outcome, score_report
from summarizer.files import write_whole
from summarizer.knowledge.compact import write_compact
from summarizer.knowledge.learned import Learned
from summarizer.pipeline import make_document, make_report

FOLDS = 6
PROCESSES = 2
ROOT = Path(__file__).parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--labels", type=Path, default=ROOT / "evals" / "labels")
    parser.add_argument("--metrics", type=Path, help="Write the figures, left out, as a baseline.")
    parser.add_argument("--write", type=Path, help="Write the parts, fitted on all reports, into this folder.")
    args = parser.parse_args()
    reports = load_labelled(args.corpus, args.labels, FOLDS) if args.corpus.is_dir() else []
    if not reports:
        print(f"the real texts are not in {args.corpus}: nothing to cross-validate or to train on")
        return
    excerpts = load_excerpts(args.corpus.parent / "excerpts" / "corpus", args.labels / "excerpts", reports, FOLDS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outcomes = cross_validate(reports, excerpts, folder)
        if args.write:
            keep(folder / "all", args.write)
    found = groups(outcomes, excerpts, read_held())
    print_groups(found)
    if args.metrics:
        # As `summarizer eval` has them: labels of the file, not yet moved to the mended text.
        golds = [read_gold(args.corpus / f"{report.name}.txt", args.labels) for report in reports]
        write_baseline(found, data_hash(golds), args.metrics)


def cross_validate(reports: Sequence[Labelled], excerpts: Sequence[Labelled], folder: Path) -> dict[str, Outcome]:
    """The outcome of each report, read with weights of other folds. Leaves weights in `folder`: those of fold K left out
    in `K`, those fitted on all reports in `all`."""
    everything = [*reports, *excerpts]
    fit_stage("document", reports, folder)
    for report in everything:
        report.document = make_document(report.gold.source, learned_for(report, folder))
        report.numbers = find_numbers(report.document, chooser=by_rules)
    fit_stage("labels", reports, folder)
    for report, (evidence, verdicts) in zip(
        reports, in_parallel(lambda report: judge(report, folder), reports), strict=True
    ):
        report.evidence, report.verdicts = evidence, verdicts
    fit_stage("confidence", reports, folder)
    outcomes = in_parallel(lambda report: read_and_score(report, folder), everything)
    return {report.name: outcome for report, outcome in zip(everything, outcomes, strict=True)}


def by_rules(_: Sequence[str], wordings: Sequence[Wording]) -> list[str]:
    """The names that the rules give, before names are learned."""
    return [wording.name for wording in wordings]


def learned_for(report: Labelled, folder: Path) -> Learned:
    """The parts that never saw a report."""
    return Learned(folder / str(report.fold))


def fit_stage(stage: Stage, reports: Sequence[Labelled], folder: Path) -> None:
    """Fit the parts of a stage on the reports without each fold in turn, and on all of them."""
    parts = [part for part in PARTS if part.stage == stage]
    cases = {part.name: [part.cases(report) for report in reports] for part in parts}

    def work(job: tuple[Part, int | None]) -> None:
        part, fold = job
        seen = [
            (report.name, case) for report, case in zip(reports, cases[part.name], strict=True) if report.fold != fold
        ]
        content = {"reports": [name for name, _ in seen], **part.fit([case for _, case in seen])}
        write_part(folder / ("all" if fold is None else str(fold)) / f"{part.name}.json", content)

    in_parallel(work, [(part, fold) for part in parts for fold in (None, *range(FOLDS))])


def write_part(path: Path, content: Mapping[str, object]) -> None:
    """Write a part's file, one feature a line, so that changes can be read."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.replace('],"', '],\n"') + "\n")


def keep(fitted: Path, folder: Path) -> None:
    """Put the fitted parts in the place of those in `folder`."""
    for part in PARTS:
        text = (fitted / f"{part.name}.json").read_text(encoding="utf-8")
        write_whole(folder / f"{part.name}.json", text)
        if "classes" in json.loads(text):
            write_compact(folder / f"{part.name}.json")


def judge(report: Labelled, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What bears on each label of a report that was left out, and whether it is right."""
    document = report.read_document()
    numbers = find_numbers(document, learned_for(report, folder))
    found, passed_over = find_commitments(document, numbers, learned_for(report, folder))
    evidence = {
        "indicators": {n.id: list(number_features(n, document.meta)) for n in numbers if n.cls == "q"},
        "commitments": {f"m{i}": features_of(one.grounds, document.meta.weak) for i, one in enumerate(found, 1)},
    }
    labels = Labels(numbers, tuple(one.label for one in found), passed_over)
    made = make_report(document, labels, RuleEngine(), datetime.now(UTC))
    return evidence, score_report(report.gold, made.model_dump(mode="json")).verdicts


def read_and_score(report: Labelled, folder: Path) -> Outcome:
    """A report read by the engine with the parts that never saw it, scored."""
    engine = RuleEngine(learned_for(report, folder))
    document = make_document(report.gold.source, engine.learned)
    made = make_report(document, engine.label_now(document), engine, datetime.now(UTC))
    return score_report(report.gold, made.model_dump(mode="json"))


_WORK: list[Callable[[Any], Any]] = []


def in_parallel(work: Callable[[Any], Any], jobs: Sequence[Any]) -> list[Any]:
    """What `work` makes of each job, in order. Workers are forked, so that they see what is loaded already; where a
    system cannot fork, nothing is divided."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return [work(job) for job in jobs]
    _WORK[:] = [lambda at: work(jobs[at])]
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork")) as pool:
        return list(pool.map(_run, range(len(jobs))))


def _run(at: int) -> Any:
    return _WORK[0](at)


if __name__ == "__main__":
    main()
