"""What a report says about the targets and commitments of the one before."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import summarizer
from summarizer.cli import call
from summarizer.contract.report import Report
from summarizer.findings.tracking import track
from summarizer.findings.tracking.measures import streaks
from summarizer.findings.tracking.model import TrackedCommitment, Tracking
from summarizer.store.opening import reading, writing
from summarizer.store.reports import consecutive, load_report, stored_in

FOLDER = ROOT / "evals" / "specimens" / "tracking"
OLD, NEW = FOLDER / "lanchuan-2022.txt", FOLDER / "lanchuan-2023.txt"
_TITLE = "临江县政府工作报告\n"


@pytest.fixture(scope="module")
def tracking() -> Tracking:
    return track(summarizer.summarize(OLD), summarizer.summarize(NEW))


@pytest.mark.parametrize(("kind", "count", "least"), [("target", 30, 0.95), ("commitment", 40, 0.85)])
def test_known_fates_are_told(tracking: Tracking, kind: str, count: int, least: float) -> None:
    lines = (FOLDER / "lanchuan-2022-2023.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [entry for entry in map(json.loads, lines) if entry["kind"] == kind]
    right = sum(said(tracking, entry) in {entry["verdict"], *entry.get("alt", ())} for entry in wanted)
    assert len(wanted) == count and right >= least * count


def said(tracking: Tracking, wanted: Mapping[str, Any]) -> str | None:
    items: list[Any] = tracking.targets if wanted["kind"] == "target" else tracking.commitments
    return next((item.verdict for item in items if item.text in wanted["text"] or wanted["text"] in item.text), None)


def test_a_range_is_tracked_as_one_target(tracking: Tracking) -> None:
    (target,) = (item for item in tracking.targets if item.canon == "budget_revenue")
    assert (target.low, target.high, target.result_value, target.distance) == (6, 7, 6.6, 0.6)
    assert target.text == "一般公共预算收入增长6%—7%" and target.verdict == "met"


def test_evidence_is_where_it_is_said_to_be(tracking: Tracking) -> None:
    text = summarizer.summarize(NEW).source.text
    shown = [evidence for item in tracking.commitments for evidence in item.evidence]
    assert len(shown) > 30
    assert all(text[evidence.start : evidence.end] == evidence.text for evidence in shown)


def fate(promise: str, later: str, plan: str = "继续努力。") -> TrackedCommitment:
    """What a later report whose review says `later`, and whose plan `plan`, tells of one promise."""
    filler = "全年一般公共预算收入5.1亿元。社会大局保持稳定。"
    old = f"{_TITLE}一、2021年工作回顾\n{filler}\n二、2022年工作安排\n2022年，重点做好以下工作。{promise}。\n"
    new = f"{_TITLE}一、2022年工作回顾\n2022年，{filler}{later}\n二、2023年工作安排\n2023年，{plan}\n"
    reports: list[Report] = [summarizer.summarize_text(text) for text in (old, new)]
    found = track(*reports).commitments
    return next(item for item in found if promise in item.text or item.text in promise)


@pytest.mark.parametrize(
    ("promise", "later", "plan", "verdict"),
    [
        ("建成白沙湾文化馆", "白沙湾文化馆建成开放。", "", "done"),
        ("建成白沙湾文化馆", "白沙湾文化馆正在安装设备。", "", "under_way"),
        ("建成白沙湾文化馆", "白沙湾文化馆主体完工。", "", "partly"),
        ("建成白沙湾文化馆", "白沙湾文化馆项目推迟到明年。", "", "adjusted"),
        ("建成白沙湾文化馆", "白沙湾文化馆未能如期建成。", "", "contradicted"),
        ("建成白沙湾文化馆", "青松岭小学建成开学。", "", "not_mentioned"),
        ("建成白沙湾文化馆", "", "建成白沙湾文化馆。", "under_way"),
        ("启动白沙湾文化馆建设", "", "启动白沙湾文化馆建设。", "contradicted"),
        ("启动白沙湾文化馆建设", "白沙湾文化馆开工建设。", "", "done"),
        ("建成白沙湾文化馆、青松岭小学", "白沙湾文化馆建成开放。青松岭小学加快建设。", "", "partly"),
        ("栽植油茶8000亩", "栽植油茶6500亩。", "", "partly"),
        ("栽植油茶8000亩", "栽植油茶8200亩。", "", "done"),
        ("栽植油茶8000亩", "", "栽植油茶5000亩。", "not_mentioned"),
    ],
)
def test_a_fate_is_told_from_the_words_of_the_later_report(promise: str, later: str, plan: str, verdict: str) -> None:
    assert fate(promise, later, plan or "继续努力。").verdict == verdict


def test_a_streak_counts_years_and_ends_with_silence(tracking: Tracking) -> None:
    def year(period: str, verdict: str) -> Tracking:
        (gdp,) = (item for item in tracking.targets if item.canon == "gdp")
        return tracking.model_copy(
            update={
                "pair": tracking.pair.model_copy(update={"year": period}),
                "targets": [gdp.model_copy(update={"verdict": verdict})],
            }
        )

    assert streaks([year("2021", "met"), year("2022", "met")]) == {"gdp": 2}
    assert streaks([year("2022", "missed"), year("2021", "met")]) == {"gdp": -1}
    assert streaks([year("2021", "met"), year("2022", "not_reported")]) == {}


def test_measures_are_shares_of_what_they_name(tracking: Tracking) -> None:
    verdicts = [item.verdict for item in tracking.targets]
    answered = [verdict for verdict in verdicts if verdict != "not_reported"]
    measures = tracking.measures
    assert measures.target_feedback_rate == round(len(answered) / len(verdicts), 4)
    assert measures.met_rate == round(answered.count("met") / len(answered), 4)
    assert measures.silence_gap is not None and -1 <= measures.silence_gap <= 1


def test_the_command_writes_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("t.json", "t.md", "t.html"):
        assert call(["track", str(OLD), str(NEW), "-o", str(tmp_path / name)]) == 0
    found = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert all({"text", "verdict"} <= entry.keys() for entry in found["targets"] + found["commitments"])
    assert "| 地区生产总值增长7.5%左右 |" in (tmp_path / "t.md").read_text(encoding="utf-8")
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    links = {piece.split('"')[0] for piece in page.split('href="#')[1:]}
    assert links and all(f'id="{link}"' in page for link in links) and "http" not in page.replace("http-equiv", "")
    assert call(["track", str(OLD), str(NEW)]) == 0
    assert "岚川县 2022年" in capsys.readouterr().out


def test_two_reports_or_a_store_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["track", str(OLD)]) == 2
    assert "the earlier report and the later one" in capsys.readouterr().err
    assert call(["track", str(OLD), str(NEW), "--db", "x.duckdb"]) == 2


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tracked") / "p.duckdb"
    assert call(["batch", str(OLD), str(NEW), "--db", str(path), "--jobs", "1"]) == 0
    return path


def test_a_store_gives_back_the_reports_it_holds(store: Path) -> None:
    with reading(store) as connection:
        ((before, after),) = consecutive(stored_in(connection))
        kept = [load_report(connection, stored) for stored in (before, after)]
    for found, path in zip(kept, (OLD, NEW), strict=True):
        wanted = summarizer.summarize(path)
        same = ("source", "meta", "sections", "indicators", "excluded", "commitments", "checks")
        assert {name: getattr(found, name) for name in same} == {name: getattr(wanted, name) for name in same}


def test_every_pair_of_a_store_is_tracked(store: Path, tracking: Tracking, tmp_path: Path) -> None:
    assert call(["track", "--db", str(store), "-o", str(tmp_path / "t.json")]) == 0
    found = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert found["pairs"] == [json.loads(tracking.model_dump_json())]
    assert found["streaks"]["岚川县"]["industrial_va"] == 1


def test_a_store_without_two_years_of_a_place_says_so(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["track", "--db", str(store), "--region", "无名县"]) == 2
    assert "no two reports of 无名县" in capsys.readouterr().err
    with writing(store) as connection:
        assert connection.execute("SELECT count(*) FROM latest").fetchall() == [(2,)]
