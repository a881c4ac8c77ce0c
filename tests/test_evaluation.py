"""Every figure of the scorer is the reference scorer's, to nine digits, on good reports and on spoilt ones."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import score as reference
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.cli.eval import Job, run_rules
from summarizer.contract.report import Report
from summarizer.document.ledger import list_numbers
from summarizer.document.source import Source
from summarizer.engines.rules import RuleEngine
from summarizer.engines.rules.books import BOOKS
from summarizer.errors import LabelError, UsageError
from summarizer.evaluation import compare, run_evaluation
from summarizer.evaluation.gold import Extent, Gold, GoldQuantity, labelled_names, load_gold
from summarizer.evaluation.result import Evaluation
from summarizer.evaluation.rules import analyse_rules
from summarizer.evaluation.runs import metrics_of, read_metrics, write_metrics, write_run
from summarizer.evaluation.scoring import added, figures_of, same_name, score_report
from summarizer.evaluation.statistics import calibration, standard_errors
from summarizer.pipeline import summarize_source
from summarizer.readers import read

ROOT = Path(__file__).parents[1]
SPECIMENS = ROOT / "evals" / "specimens"


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Gold]]:
    """The specimen texts as the reference scorer wants them, NAME.txt in a folder, and their labels."""
    folder = tmp_path_factory.mktemp("texts")
    golds = []
    for name in labelled_names(SPECIMENS / "labels"):
        path = next(p for p in sorted(SPECIMENS.glob(f"{name}.*")) if p.suffix in {".docx", ".html", ".txt"})
        source = read(path)[0]
        (folder / f"{name}.txt").write_text(source.text, encoding="utf-8")
        golds.append(load_gold(name, source, SPECIMENS / "labels"))
    assert len(golds) >= 3
    return folder, golds


def as_report(gold: Gold) -> dict[str, Any]:
    """A report that says exactly what the labels say."""
    text = gold.text

    def span(start: int, end: int) -> dict[str, Any]:
        return {"start": start, "end": end, "text": text[start:end]}

    fields = ("name", "canon", "measure", "value", "unit", "bound", "status", "period")
    return {
        "meta": dict(gold.meta),
        "sections": [{"level": s.level, "kind": s.kind, "heading": span(s.start, s.start)} for s in gold.sections],
        "indicators": [{"id": q.id, "number": span(*at), **{f: getattr(q, f) for f in fields}} for at, q in gold.quantities.items()],
        "commitments": [
            {"span": span(c.start, c.end), "strength": c.strength, "specificity": c.specificity, "deadline": c.deadline, "topic": c.topic}
            for c in gold.commitments
        ],
    }  # fmt: skip


def spoil(report: dict[str, Any], seed: int, length: int) -> dict[str, Any]:
    """The report with entries dropped, doubled, moved and changed, by chance."""
    chance = random.Random(seed)
    out = json.loads(json.dumps(report))
    for key, place in (("indicators", "number"), ("commitments", "span"), ("sections", "heading")):
        kept = []
        for item in out[key]:
            kept += [item] * chance.choices((0, 1, 2), (1, 6, 1))[0]
        out[key] = json.loads(json.dumps(kept))
        for item in out[key]:
            if chance.random() < 0.25:
                shift = chance.randint(-4, 4)
                item[place]["start"] = max(0, min(length, item[place]["start"] + shift))
                item[place]["end"] = max(item[place]["start"], min(length, item[place]["end"] + chance.randint(-3, 9)))
            if chance.random() < 0.3:
                field = chance.choice([name for name in item if name != place])
                item[field] = (
                    chance.choice([1, 2, 3])
                    if field == "level"
                    else chance.choice([0.0, -1.5])
                    if field == "value"
                    else chance.choice(["", "plan", "增长", None])
                    if field != "kind"
                    else "plan"
                )
        out[key].sort(key=lambda item: item[place]["start"])
    for name in list(out["meta"]):
        if chance.random() < 0.3:
            out["meta"][name] = chance.choice([None, "2020", "某市"])
    return dict(out)


def numbers_in(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers_in(inner, f"{path}/{key}")
    elif isinstance(value, (int, float)):
        yield path, float(value)


def assert_same_figures(ours: Any, theirs: dict[str, Any]) -> None:
    from dataclasses import asdict

    left, right = dict(numbers_in(asdict(ours))), dict(numbers_in(theirs))
    assert left.keys() == right.keys()
    for name, value in right.items():
        assert left[name] == pytest.approx(value, abs=1e-9), name


def reference_figures(folder: Path, labels: Path, reports: dict[str, dict[str, Any]], out: Path) -> dict[str, Any]:
    out.mkdir(exist_ok=True)
    total: Counter[str] = Counter()
    figures = {}
    for name, report in reports.items():
        (out / f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
        counts = reference.score_one(name, folder, labels, out)
        figures[name] = reference.summary(counts)
        total.update(counts)
    figures["ALL"] = reference.summary(total)
    return figures


def test_labels_scored_against_themselves_are_perfect(specimens: tuple[Path, list[Gold]]) -> None:
    for gold in specimens[1]:
        figures = figures_of(score_report(gold, as_report(gold)).counts)
        assert figures.score == 1 and figures.detection.f1 == 1 and figures.section.f1 == 1 and figures.meta == 1
        assert score_report(gold, as_report(gold)).misses == []


@given(seed=st.integers(0, 10**9))
@settings(max_examples=40, deadline=None)
def test_spoilt_reports_score_as_the_reference_says(seed: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts"
        texts.mkdir()
        outcomes, reports = [], {}
        for name in labelled_names(SPECIMENS / "labels"):
            path = next(p for p in sorted(SPECIMENS.glob(f"{name}.*")) if p.suffix in {".docx", ".html", ".txt"})
            source = read(path)[0]
            (texts / f"{name}.txt").write_text(source.text, encoding="utf-8")
            gold = load_gold(name, source, SPECIMENS / "labels")
            reports[name] = spoil(as_report(gold), seed, len(gold.text))
            outcomes.append(score_report(gold, reports[name]))
        theirs = reference_figures(texts, SPECIMENS / "labels", reports, Path(folder) / "out")
        for name, outcome in zip(reports, outcomes, strict=True):
            assert_same_figures(figures_of(outcome.counts), theirs[name])
        assert_same_figures(figures_of(added(outcomes)), theirs["ALL"])


def test_an_empty_report_scores_as_the_reference_says(specimens: tuple[Path, list[Gold]], tmp_path: Path) -> None:
    folder, golds = specimens
    theirs = reference_figures(folder, SPECIMENS / "labels", {gold.name: {} for gold in golds}, tmp_path)
    for gold in golds:
        assert_same_figures(figures_of(score_report(gold, {}).counts), theirs[gold.name])


def test_rules_on_the_real_reports_score_as_the_reference_says(corpus: Path, tmp_path: Path) -> None:
    engine = RuleEngine()
    reports: dict[str, dict[str, Any]] = {}

    def summarize(source: Source) -> Report:
        report = summarize_source(source, engine)
        reports[Path(source.name).stem] = report.model_dump(mode="json")
        return report

    evaluation = run_evaluation(corpus, ROOT / "evals" / "labels", engine, summarize)
    assert reports.keys() == evaluation.outcomes.keys()
    theirs = reference_figures(corpus, ROOT / "evals" / "labels", reports, tmp_path)
    for name, figures in evaluation.reports.items():
        assert_same_figures(figures, theirs[name])
    assert_same_figures(evaluation.total, theirs["ALL"])
    assert evaluation.total.grounded == 1


@given(
    st.text(alphabet="地区生产总值增长(一)、“ ", max_size=12), st.text(alphabet="地区生产总值增长(一)、“ ", max_size=12)
)
def test_names_are_the_same_where_the_reference_says_so(first: str, second: str) -> None:
    assert same_name(first, second) == reference.same_name(first, second)


def evaluation_of_specimens() -> Evaluation:
    engine = RuleEngine()
    return run_evaluation(None, None, engine, lambda source: summarize_source(source, engine))


def test_without_texts_the_specimens_alone_are_scored_and_it_says_so(tmp_path: Path) -> None:
    engine = RuleEngine()
    evaluation = run_evaluation(
        tmp_path, ROOT / "evals" / "labels", engine, lambda source: summarize_source(source, engine)
    )
    assert set(evaluation.outcomes) == set(labelled_names(SPECIMENS / "labels"))
    assert any("specimen" in notice for notice in evaluation.notices)


def test_a_run_file_and_metrics_say_what_was_measured(tmp_path: Path) -> None:
    evaluation = evaluation_of_specimens()
    run = json.loads(write_run(evaluation, tmp_path / "runs").read_text(encoding="utf-8"))
    assert run["engine"] == "rules" and run["data"] == evaluation.data_hash
    assert run["all"]["score"] == pytest.approx(evaluation.total.score)
    assert len(run["misses"]) == len(evaluation.misses())
    write_metrics(evaluation, tmp_path / "metrics.json")
    assert read_metrics(tmp_path / "metrics.json") == metrics_of(evaluation)


def test_the_gate_names_the_figure_that_fell(tmp_path: Path) -> None:
    evaluation = evaluation_of_specimens()
    metrics = metrics_of(evaluation)
    assert compare(evaluation, metrics, 0.005) == []
    metrics["all"]["record"] = min(1.0, metrics["all"]["record"]) + 0.02
    (fall,) = compare(evaluation, metrics, 0.005)
    assert "record fell" in fall
    assert compare(evaluation, metrics, 0.03) == []


def test_the_gate_compares_reports_in_common_where_the_sets_differ() -> None:
    evaluation = evaluation_of_specimens()
    metrics = metrics_of(evaluation) | {"data": "another"}
    name = next(iter(metrics["reports"]))
    metrics["reports"] = {name: {"headline": 1.5}}
    (fall,) = compare(evaluation, metrics, 0.005)
    assert fall.startswith(f"{name}: headline")
    metrics["reports"] = {"unknown": {"headline": 1.0}}
    assert "covers none" in compare(evaluation, metrics, 0.005)[0]


def test_standard_errors_are_the_jackknife_over_reports(specimens: tuple[Path, list[Gold]]) -> None:
    outcomes = [score_report(gold, spoil(as_report(gold), i, len(gold.text))) for i, gold in enumerate(specimens[1])]
    errors = standard_errors(outcomes)
    left = [figures_of(added(outcomes[:i] + outcomes[i + 1 :])).score for i in range(len(outcomes))]
    mean = sum(left) / len(left)
    assert errors["score"] == pytest.approx(((len(left) - 1) / len(left) * sum((x - mean) ** 2 for x in left)) ** 0.5)
    assert standard_errors(outcomes[:1])["score"] is None


def test_calibration_of_a_sure_and_right_engine_is_perfect() -> None:
    perfect = calibration([(1.0, True)] * 10)
    assert perfect is not None and perfect.expected_error == 0 and perfect.top[0.5] == 1
    wrong = calibration([(0.9, False)] * 10)
    assert wrong is not None and wrong.expected_error == pytest.approx(0.9)
    assert calibration([]) is None


def test_labels_of_another_text_are_refused_with_file_and_line(tmp_path: Path) -> None:
    for path in (SPECIMENS / "labels").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    name = labelled_names(tmp_path)[0]
    numbers = tmp_path / f"{name}.numbers.tsv"
    numbers.write_text(numbers.read_text(encoding="utf-8") + "n99999\tdate\n", encoding="utf-8")
    path = next(p for p in sorted(SPECIMENS.glob(f"{name}.*")) if p.suffix in {".docx", ".html", ".txt"})
    with pytest.raises(LabelError, match=r"numbers\.tsv, line \d+: the text has no number n99999"):
        load_gold(name, read(path)[0], tmp_path)


def test_folders_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    engine = RuleEngine()
    with pytest.raises(UsageError, match="does not exist"):
        run_evaluation(tmp_path / "no", None, engine, lambda source: summarize_source(source, engine))
    with pytest.raises(UsageError, match="does not exist"):
        run_evaluation(None, tmp_path / "no", engine, lambda source: summarize_source(source, engine))


def test_rules_are_judged_by_the_fields_they_decide() -> None:
    text = "一、2023年工作回顾\n五年来，新增就业5万人。\n地区生产总值增长6%左右。\n"
    source = Source(text, "made.txt", "", "text/plain")
    numbers = {number.text: number for number in list_numbers(text)}

    def quantity(digits: str, measure: str, unit: str, bound: str, period: str) -> tuple[Extent, GoldQuantity]:
        number = numbers[digits]
        said = GoldQuantity(number.id, "x", None, measure, float(digits), unit, bound, "actual", period)
        return (number.start, number.end), said

    labelled = dict(
        [
            quantity("5", "level", "万人", "eq", "2019-2023"),
            quantity("6", "growth", "%", "ge", "2023"),  # The bound is labelled otherwise than 左右 says.
        ]
    )
    other = (numbers["2023"].start, numbers["2023"].end)
    gold = Gold("made", source, {}, labelled, (other,), (), ())
    found = {row.id: row for row in analyse_rules([gold])}
    assert found["class.year"].accuracy == 1
    assert (found["percent.change"].fired, found["percent.change"].accuracy) == (1, 1)
    assert (found["bound.or-so"].judged, found["bound.or-so"].right) == (1, 0)
    assert found["scope.five-years-back"].fired == 2
    assert found["scope.five-years-back"].accuracy == 0.5
    assert found["standing.summed"].overlap == 1
    assert (found["times.more"].fired, found["times.more"].accuracy, found["times.more"].overlap) == (0, None, None)


def test_the_table_of_rules_has_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_rules(Job(only=["qinghe-2018"])) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["rule", "fires", "right", "overlap"]
    assert [line.split()[0] for line in lines[1:]] == [rule.id for book in BOOKS for rule in book]
