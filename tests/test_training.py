"""The fitting of learned parts, on invented cases whose answer is known."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from crf import FORBIDDEN, Case, fit
from crossval import in_parallel, keep, learned_for, write_part
from figures import groups
from labelled import Labelled
from logistic import fit_logistic
from parts import PARTS, tags_of

from summarizer.cli import call
from summarizer.document.forward import Stretch
from summarizer.document.ledger import list_clauses
from summarizer.document.source import Source
from summarizer.engines.rules import RuleEngine
from summarizer.errors import UsageError
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.held import hide_held, read_held, refuse_held
from summarizer.evaluation.result import Evaluation
from summarizer.evaluation.scoring import Outcome, score_report
from summarizer.knowledge.chain import Chain
from summarizer.knowledge.compact import chain_of as chain_of_file
from summarizer.knowledge.compact import read_compact
from summarizer.knowledge.learned import Learned, shipped

# A verb opens, what follows goes on, a formula stands outside.
SENTENCE = Case([["verb"], ["noun"], ["formula"], ["verb"], ["noun"], ["noun"]], ["B", "I", "O", "B", "I", "I"])


def chain_of(made: dict[str, object]) -> Chain:
    return Chain.of(tuple(made["classes"]), made["weights"], tuple(made.get("transitions", ())))  # type: ignore[arg-type]


def test_fitted_chain_says_what_it_saw() -> None:
    chain = chain_of(fit([[SENTENCE]] * 3, ("B", "I", "O"), prior=0.1, unseen=FORBIDDEN))
    path = chain.best_paths(chain.scores(SENTENCE.features), np.zeros(1, np.int64))
    assert [chain.classes[k] for k in path] == SENTENCE.classes
    assert chain.transitions[2][1] == FORBIDDEN, "nothing goes on after what stands outside"


def test_fitted_weights_give_the_probabilities_that_crfsuite_means() -> None:
    made = chain_of(fit([[Case([["x"]], ["yes"]), Case([["x"]], ["yes"]), Case([["x"]], ["no"])]] * 3, prior=1e-6))
    [(name, sure)] = made.classify(made.scores([["x"]]))
    assert name == "yes"
    assert sure == pytest.approx(2 / 3, abs=0.01)


def test_features_of_few_reports_are_left_out() -> None:
    named = Case([["verb", "name of a place"]], ["B"]), Case([["noun"]], ["I"])
    weights = fit([list(named), [Case([["verb"]], ["B"]), named[1]], [Case([["verb"]], ["B"]), named[1]]], prior=1.0)[
        "weights"
    ]
    assert sorted(weights) == ["noun", "verb"]  # type: ignore[call-overload]


def test_logistic_learns_the_share_that_was_right() -> None:
    answers = [(["sure"], True)] * 90 + [(["sure"], False)] * 10 + [(["odd"], False)] * 70 + [(["odd"], True)] * 30
    made = fit_logistic([answers], prior=0.01)
    learned = {f: made["bias"] + made["weights"].get(f, 0.0) for f in ("sure", "odd")}  # type: ignore[attr-defined]
    assert learned["sure"] == pytest.approx(2.197, abs=0.1)
    assert learned["odd"] == pytest.approx(-0.847, abs=0.1)


def test_clause_behind_a_heading_begins_anew() -> None:
    clauses = list_clauses("一是抓产业。引进企业,扩大投资。", ())
    stretch = Stretch(clauses, {clauses[0].index: "heading"})
    gold = {clauses[0].index: "B", clauses[1].index: "I", clauses[2].index: "I"}
    assert tags_of(stretch, gold) == ["O", "B", "I"]


def test_engine_reads_with_the_weights_it_is_given(tmp_path: Path) -> None:
    keep(shipped().folder, tmp_path)
    copy = RuleEngine(Learned(tmp_path))
    assert copy.fingerprint == RuleEngine().fingerprint
    assert all((tmp_path / path.name).read_bytes() == path.read_bytes() for path in shipped().folder.glob("*.npz"))
    content = json.loads((tmp_path / "topics.json").read_text(encoding="utf-8"))
    write_part(tmp_path / "topics.json", {**content, "weights": {"新": [0.5] * len(content["classes"])}})
    assert RuleEngine(Learned(tmp_path)).fingerprint != RuleEngine().fingerprint
    assert Learned(tmp_path).chain("topics").features() == ["新"], "arrays of other weights are passed over"
    (tmp_path / "topics.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"topics\.json holds no weights"):
        Learned(tmp_path).chain("topics")


def test_arrays_of_a_chain_say_what_its_file_says() -> None:
    parts = [path.stem for path in shipped().folder.glob("*.npz")]
    assert {"commitments", "topics", "specificity", "lead_ins", "tense"} <= set(parts)
    for part in parts:
        path = shipped().folder / f"{part}.json"
        told, held = chain_of_file(json.loads(path.read_text(encoding="utf-8"))), read_compact(path)
        assert held is not None, f"{part}.npz was not made of {part}.json; run make train"
        assert (held.classes, held.names, held.transitions) == (told.classes, told.names, told.transitions)
        assert (held.rows == told.rows).all()


def test_every_shipped_part_has_its_trainer() -> None:
    assert {path.stem for path in shipped().folder.glob("*.json")} == {part.name for part in PARTS}


def test_work_is_divided_and_keeps_its_order() -> None:
    assert in_parallel(lambda job: job * 2, [3, 1, 2]) == [6, 2, 4]
    with pytest.raises(ZeroDivisionError):
        in_parallel(lambda job: 1 // job, [1, 0])


def gold_of(name: str) -> Gold:
    return Gold(name, Source("", name, "", "text/plain"), {}, {}, (), (), ())


def test_figures_are_of_groups_and_the_held_set_is_one() -> None:
    outcomes: dict[str, Outcome] = {name: score_report(gold_of(name), {}) for name in ("a", "b", "ex01-a")}
    found = groups(outcomes, [Labelled(gold_of("ex01-a"), 0)], frozenset({"b"}))
    assert {group.name: len(group.outcomes) for group in found} == {
        "all reports": 2, "held reports": 1, "other reports": 1, "all excerpts": 1, "other excerpts": 1,
    }  # fmt: skip
    assert learned_for(Labelled(gold_of("a"), 4), Path("w")).folder == Path("w/4")


def test_errors_of_the_held_set_are_refused() -> None:
    assert len(read_held()) == 20
    with pytest.raises(UsageError, match="--held"):
        refuse_held(["puer-2021", sorted(read_held())[0]])
    refuse_held(["puer-2021"])


def test_list_of_errors_leaves_the_held_set_out() -> None:
    names = ("puer-2021", sorted(read_held())[0])
    gold = replace(gold_of(""), meta={"region": "青禾县"})
    outcomes = {name: score_report(replace(gold, name=name), {}) for name in names}
    whole = Evaluation("rules", "", "", "", "", outcomes, (), ())
    shown = hide_held(whole)
    assert {miss.report for miss in whole.misses()} == set(names)
    assert {miss.report for miss in shown.misses()} == {"puer-2021"}
    assert shown.total == whole.total
    assert "1 reports of the held set" in shown.notices[-1]


def test_command_refuses_errors_of_the_held_set(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = sorted(set(read_held()) & {path.stem for path in corpus.glob("*.txt")})[0]
    asked = ["eval", "--corpus", str(corpus), "--report", name, "--errors", "meta"]
    assert call(asked) == 2
    assert "held set" in capsys.readouterr().err


def test_without_the_real_texts_nothing_is_done_and_it_is_said(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "evals" / "crossval.py"), "--corpus", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "the real texts are not in" in done.stdout
