"""The history of evaluations in the workbench: what eval kept, and no miss of a held report."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from conftest import ROOT
from panel import fill_store, write_reports
from workbench import Running, running

from summarizer.evaluation.held import read_held
from summarizer.evaluation.history import list_runs, read_run
from summarizer.evaluation.runs import runs_folder

HELD = sorted(read_held())[0]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of eval on the specimens, and one like it in which one report goes by the name of a held one."""
    folder = tmp_path_factory.mktemp("runs")
    assert run("eval", "--runs", folder, cwd=folder).returncode == 0
    (path,) = folder.iterdir()
    found = json.loads(path.read_text(encoding="utf-8"))
    name = found["misses"][0]["report"]
    found["reports"][HELD] = found["reports"].pop(name)
    for miss in found["misses"]:
        if miss["report"] == name:
            miss.update(report=HELD, context="HELD WORDS")
    found["started_at"] = "2020-01-02T03:04:05+00:00"
    (folder / "20200102T030405_rules_0123abcd.json").write_text(json.dumps(found), encoding="utf-8")
    (folder / "20200102T030405_rules_00000000.json").write_text("{}", encoding="utf-8")
    (folder / "notes.json").write_text("[]", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def opened(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("judged")
    write_reports(folder / "reports", 1)
    fill_store(folder / "panel.duckdb", folder / "reports")
    with running(folder / "panel.duckdb", runs=kept) as workbench:
        yield workbench


def test_eval_keeps_whole_runs_in_the_folder_of_its_user(tmp_path: Path) -> None:
    before = len(list_runs(runs_folder()))
    done = run("eval", "--report", "lanchuan-2022", cwd=tmp_path)
    assert done.returncode == 0 and len(list_runs(runs_folder())) == before
    done = run("eval", "--json", cwd=tmp_path)
    assert str(runs_folder()) in done.stderr.decode()
    newest, *_ = found = list_runs(runs_folder())
    assert len(found) == before + 1
    assert newest.figures["score"] == pytest.approx(json.loads(done.stdout)["all"]["score"])


def test_the_history_has_each_run_and_compares_like_with_like(opened: Running, kept: Path) -> None:
    newest, oldest = list_runs(kept)
    assert oldest.started_at.startswith("2020-01-02") and newest.data == oldest.data
    with opened.client() as client:
        page = client.get("/accuracy").text
        told = client.get("/api/v1/evaluations").json()
        assert "/accuracy/" not in client.get("/accuracy", params={"engine": "llm"}).text
    assert re.findall('<th scope="row"><a href="/accuracy/([^"]+)"', page) == [newest.name, oldest.name]
    assert [each["name"] for each in told] == [newest.name, oldest.name]
    assert f"{newest.figures['record']:.3f}" in page and page.count('class="result"') == 2


def test_a_run_shows_every_miss_with_its_words(opened: Running, kept: Path) -> None:
    newest, _ = list_runs(kept)
    whole = read_run(kept, newest.name)
    assert whole and whole.misses and not whole.hidden
    with opened.client() as client:
        page = client.get(f"/accuracy/{newest.name}").text
        kind = whole.misses[0].kind
        some = client.get(f"/accuracy/{newest.name}", params={"kind": kind}).text
        told = client.get(f"/api/v1/evaluations/{newest.name}").json()
        for name in ("../secret", "20200102T030405_rules_ffffffff", "%2e%2e%2fpasswd"):
            assert client.get(f"/accuracy/{name}").status_code == 404
        assert client.get("/accuracy/20200102T030405_rules_00000000").status_code == 400
    of_kind = sum(miss.kind == kind for miss in whole.misses)
    assert page.count('<p class="around">') == min(len(whole.misses), 100)
    assert some.count('<p class="around">') == min(of_kind, 100)
    assert len(told["misses"]) == len(whole.misses)


def test_misses_of_held_reports_stay_hidden(opened: Running, kept: Path) -> None:
    _, oldest = list_runs(kept)
    with opened.client() as client:
        page = client.get(f"/accuracy/{oldest.name}").text
        told = client.get(f"/api/v1/evaluations/{oldest.name}").text
    assert "HELD WORDS" not in page and "HELD WORDS" not in told
    assert "1 份留出报告" in page and HELD in page, "its figures are shown"
    assert (ROOT / "evals" / "held.txt").is_file()
