"""Two readings of one report: what differs is told, field by field, and nothing else."""

import json
from pathlib import Path

import pytest
from command import run
from test_cli import REPORT, sentences

import summarizer
from summarizer.contract.report import Commitment, Excluded, Report, Span
from summarizer.findings.compare import compare


@pytest.fixture(scope="module")
def report() -> Report:
    return summarizer.summarize_text(REPORT, "report.txt")


def changed(report: Report) -> Report:
    """Another reading: one name and unit, one number excluded, one heading's kind, and three commitments differ."""
    first, second, *rest = report.indicators
    a, b, *others, last = report.commitments
    longer = Span(start=a.span.start, end=a.span.end + 1, text=report.source.text[a.span.start : a.span.end + 1])
    kept = [first.model_copy(update={"name": "生产总值", "unit": "万元"}), *rest]
    gone = Excluded(id=second.id, number=second.number, reason="other")
    promises: list[Commitment] = [a.model_copy(update={"span": longer, "topic": "economy"}), *others, last]
    known = {item.id for item in kept}
    promises = [item.model_copy(update={"quantities": [q for q in item.quantities if q in known]}) for item in promises]
    sections = [report.sections[0].model_copy(update={"kind": "outlook"}), *report.sections[1:]]
    dropped = promises[:-1]
    del b
    parts = {"indicators": kept, "excluded": [*report.excluded, gone], "commitments": dropped, "sections": sections}
    return Report.model_validate(report.model_copy(update=parts).model_dump())


def test_a_report_agrees_with_itself(report: Report) -> None:
    found = compare(report, report)
    assert not found
    assert found.same["numbers"] == len(report.indicators) + len(report.excluded)
    assert found.same["commitments"] == len(report.commitments)


def test_each_difference_is_told_by_field_and_both_ways_alike(report: Report) -> None:
    other = changed(report)
    found, back = compare(report, other), compare(other, report)
    first, second = report.indicators[:2]
    assert {item.a: dict(item.fields) for item in found.numbers} == {
        first.id: {"name": (first.name, "生产总值"), "unit": (first.unit, "万元")},
        second.id: {"class": ("quantity", "other")},
    }
    assert [dict(item.fields) for item in found.sections] == [{"kind": (report.sections[0].kind, "outlook")}]
    gone = {report.commitments[1].id, report.commitments[-1].id}
    assert {item.a for item in found.commitments if item.b is None} == gone
    (longer,) = (item for item in found.commitments if item.b is not None)
    assert set(longer.fields) == {"text", "topic"} and longer.a == report.commitments[0].id
    assert found.same == back.same
    assert [(item.a, item.b) for item in found.commitments] == [(item.b, item.a) for item in back.commitments]
    assert all(
        pair == back.numbers[i].fields[name][::-1]
        for i, x in enumerate(found.numbers)
        for name, pair in x.fields.items()
    )


def test_commitments_that_barely_touch_are_two(report: Report) -> None:
    first = report.commitments[0]
    text = report.source.text
    for end, matched in ((first.span.start + 3, False), (first.span.end - 1, True)):
        cut = first.model_copy(
            update={"span": Span(start=first.span.start, end=end, text=text[first.span.start : end])}
        )
        other = report.model_copy(update={"commitments": [cut, *report.commitments[1:]]})
        assert [item.b is not None and item.a is not None for item in compare(report, other).commitments] == (
            [True] if matched else [False, False]
        )


def test_the_command_exits_like_diff(report: Report, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(report.model_dump_json(), encoding="utf-8")
    (tmp_path / "b.json").write_text(changed(report).model_dump_json(), encoding="utf-8")
    (tmp_path / "c.json").write_text(summarizer.summarize_text(REPORT + "又及。").model_dump_json(), encoding="utf-8")
    same = run("diff", "a.json", "a.json", cwd=tmp_path)
    assert same.returncode == 0 and "numbers" in same.stdout.decode()
    done = run("diff", "a.json", "b.json", cwd=tmp_path)
    assert done.returncode == 1 and "生产总值" in done.stdout.decode() and not done.stderr
    told = json.loads(run("diff", "a.json", "b.json", "--json", cwd=tmp_path).stdout)
    assert told["counts"]["numbers"] == {
        "same": len(report.indicators) + len(report.excluded) - 2,
        "differ": 2,
        "only_a": 0,
        "only_b": 0,
    }
    assert told["counts"]["commitments"]["only_a"] == 2
    assert {item["a"] for item in told["numbers"]} == {item.id for item in report.indicators[:2]}
    for pair in (("a.json", "c.json"), ("a.json", "missing.json"), ("missing.json", "a.json")):
        bad = run("diff", *pair, cwd=tmp_path)
        assert bad.returncode == 2 and not bad.stdout and len(sentences(bad)) == 1
