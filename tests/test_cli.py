"""The command line as a person or a script meets it: real files, exit codes and streams."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from command import run

import summarizer

ROOT = Path(summarizer.__file__).parent.parent
COMMAND = [sys.executable, "-c", "from summarizer.cli import main; main()"]
REPORT = """临江县2023年政府工作报告

——2024年1月16日在临江县第十八届人民代表大会第三次会议上

一、2023年工作回顾

2023年，全县地区生产总值完成186.4亿元，同比增长6.2%。一般公共预算收入9.8亿元，同比下降3.1%。
城镇居民人均可支配收入36120元，增长5.0%。森林覆盖率达到61.3%。

二、2024年工作安排

2024年，地区生产总值增长6.5%左右，城镇登记失业率控制在4%以内。
新建高标准农田2.5万亩，改造老旧小区12个。加快推进临江大桥建设，6月底前建成通车。深化农村综合改革。
"""
BAD = {
    "missing.txt": None,
    "empty.txt": b"",
    "junk.txt": bytes(range(128, 256)) * 40 + bytes(range(32)) * 40,
    "english.txt": b"Annual report of the council. Output rose by 6.2% to 186.4 million.\n" * 20,
    "broken.docx": b"PK\x03\x04 not really a document",
    "broken.pdf": b"%PDF-1.7\nnothing follows",
    "report.xyz": REPORT.encode(),
}


def run_apart(
    *arguments: str | Path, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """`run` as a process of its own, for what depends on it."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
    )


def sentences(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """The messages on standard error, each of which must be one line that names the program, and no traceback."""
    lines = done.stderr.decode().splitlines()
    assert all(line.startswith("summarizer: ") for line in lines), done.stderr.decode()
    return lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path


def test_a_report_becomes_a_summary_on_standard_output(folder: Path) -> None:
    done = run("run", "report.txt", cwd=folder)
    text = done.stdout.decode()
    assert done.returncode == 0 and not done.stderr
    for words in ("临江县", "地区生产总值", "186.4亿元", "6.2%", "-3.1%", "临江大桥"):
        assert words in text
    assert "\x1b" not in text and "│" not in text


def test_labels_are_english_on_request_and_figures_the_same(folder: Path) -> None:
    for form in ("summary", "table", "md"):
        done = run("run", "report.txt", "--format", form, "--lang", "en", cwd=folder)
        text = done.stdout.decode()
        assert done.returncode == 0 and not done.stderr
        assert "186.4" in text and "临江大桥" in text
        assert not {"主要指标", "统计", "回顾", "量化", "实际"} & set(re.findall(r"[\u4e00-\u9fff]+", text))


def test_the_table_lists_every_indicator_and_commitment_on_a_line_each(folder: Path) -> None:
    report = summarizer.summarize(folder / "report.txt")
    done = run("run", "report.txt", "--format", "table", cwd=folder)
    lines = {line.split()[0]: line for line in done.stdout.decode().splitlines() if line.strip()}
    assert done.returncode == 0 and not done.stderr
    for item in report.indicators:
        assert item.name in lines[item.id] and item.number.text in lines[item.id]
    for promise in report.commitments:
        assert promise.span.text in lines[promise.id]


@pytest.mark.skipif(shutil.which("script") is None, reason="script(1), which makes a terminal, is not installed")
@pytest.mark.parametrize("form", ["summary", "table"])
def test_a_terminal_is_never_written_beyond_its_edge(folder: Path, form: str) -> None:
    command = shlex.join([*COMMAND, "run", "report.txt", "--format", form])
    done = subprocess.run(
        ["script", "-qec", f"stty cols 80; {command}", "/dev/null"], cwd=folder, capture_output=True, timeout=60,
        stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"},
    )  # fmt: skip
    shown = re.sub(r"\x1b\[[\d;]*m", "", done.stdout.decode())
    assert done.returncode == 0 and "\x1b[" in done.stdout.decode() and "186.4亿元" in shown
    assert (
        max(sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in line) for line in shown.splitlines()) <= 80
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_of_the_file_does_not_matter(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "report.txt").write_bytes(REPORT.encode(encoding))
    done = run("run", "report.txt", "--format", "json", cwd=tmp_path)
    report = summarizer.Report.model_validate_json(done.stdout)
    assert report.source.text.strip() == REPORT.strip()
    assert {("gdp", 186.4), ("budget_revenue", 9.8)} <= {(item.canon, item.value) for item in report.indicators}


def test_the_ending_of_the_output_chooses_the_format(folder: Path) -> None:
    for name, first in (("a.json", "{"), ("a.md", "# "), ("a.txt", "临江县")):
        assert run("run", "report.txt", "-o", name, cwd=folder).returncode == 0
        assert (folder / name).read_text(encoding="utf-8").startswith(first)
    assert run("run", "report.txt", "-o", "a.dat", cwd=folder).returncode == 2
    assert run("run", "report.txt", "-o", "a.dat", "--format", "json", cwd=folder).returncode == 0


def test_several_reports_get_a_file_each_under_names_that_do_not_collide(folder: Path) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "report.txt").write_text(REPORT.replace("临江", "望江"), encoding="utf-8")
    done = run("run", "report.txt", "b/report.txt", "--out", "out", cwd=folder)
    assert done.returncode == 0 and not done.stdout
    made = {summarizer.Report.model_validate_json(path.read_bytes()).meta.region for path in (folder / "out").iterdir()}
    assert made == {"临江县", "望江县"}


def test_standard_input_is_read(folder: Path) -> None:
    done = run("run", "-", "--format", "json", cwd=folder, stdin=REPORT.encode("gb18030"))
    assert done.returncode == 0 and json.loads(done.stdout)["meta"]["region"] == "临江县"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_sentence_and_exit_2(tmp_path: Path, name: str) -> None:
    data = BAD[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = run("run", name, cwd=tmp_path)
    assert done.returncode == 2 and not done.stdout
    (message,) = sentences(done)
    assert name in message


def test_a_folder_is_bad_input(folder: Path) -> None:
    done = run("run", ".", cwd=folder)
    assert done.returncode == 2 and "folder" in sentences(done)[0]


def test_the_good_files_of_a_call_are_done_and_the_exit_code_says_that_some_were_not(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    done = run("run", "empty.txt", "report.txt", "missing.txt", "--out", "out", cwd=folder)
    assert done.returncode == 3 and len(sentences(done)) == 3
    assert sentences(done)[-1] == "summarizer: 1 report as json written to out"
    assert [path.name for path in (folder / "out").iterdir()] == ["report.json"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["report.txt", "--format", "xml"],
        ["report.txt", "--engine", "none"],
        ["report.txt", "--lang", "fr"],
        ["report.txt", "--lang", "en", "--format", "json"],
        ["report.txt", "--nosuch"],
        ["report.txt", "--limit", "0"],
        ["report.txt", "-o", "missing/x.json"],
        ["report.txt", "-o", "x.json", "--out", "out"],
        ["report.txt", "report.txt", "-o", "x.json"],
        ["report.txt", "report.txt", "--format", "json"],
        ["report.txt", "--out", "report.txt"],
        ["report.txt", "--out", "report.txt/out"],
    ],
    ids=" ".join,
)
def test_a_call_that_does_not_fit_is_one_sentence_and_exit_2(folder: Path, arguments: list[str]) -> None:
    done = run("run", *arguments, cwd=folder)
    assert done.returncode == 2 and not done.stdout
    assert len(sentences(done)) == 1
    assert [path.name for path in folder.iterdir()] == ["report.txt"]


def test_dry_run_tells_and_writes_nothing(folder: Path) -> None:
    done = run("run", "report.txt", "--out", "out", "--dry-run", cwd=folder)
    assert done.returncode == 0 and "out/report.json" in done.stdout.decode()
    assert str(len(REPORT)) in done.stdout.decode() or str(len(REPORT.strip())) in done.stdout.decode()
    assert not (folder / "out").exists()


def test_limit_stops_after_the_first_reports(folder: Path) -> None:
    (folder / "second.txt").write_text(REPORT, encoding="utf-8")
    assert run("run", "report.txt", "second.txt", "--limit", "1", "--out", "out", cwd=folder).returncode == 0
    assert [path.name for path in (folder / "out").iterdir()] == ["report.json"]


def test_an_output_never_takes_the_place_of_an_input(folder: Path) -> None:
    (folder / "report.md").write_text(REPORT, encoding="utf-8")
    for arguments in (["--format", "md", "--out", "."], ["-o", "report.md"]):
        done = run("run", "report.md", *arguments, cwd=folder)
        assert done.returncode == 2 and len(sentences(done)) == 1
        assert (folder / "report.md").read_text(encoding="utf-8") == REPORT


def test_a_link_given_as_output_is_followed(folder: Path) -> None:
    (folder / "real.json").write_text("old", encoding="utf-8")
    (folder / "link.json").symlink_to("real.json")
    assert run("run", "report.txt", "-o", "link.json", cwd=folder).returncode == 0
    assert (folder / "link.json").is_symlink() and json.loads((folder / "real.json").read_bytes())


def test_a_pipe_given_as_output_is_written_to_and_not_replaced(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=folder, stdout=subprocess.PIPE) as reader:
        done = run("run", "report.txt", "-o", "pipe", "--format", "md", cwd=folder)
        try:
            # A pipe that was replaced is never opened for writing, and its reader would wait for ever.
            assert done.returncode == 0 and (folder / "pipe").is_fifo()
            assert reader.stdout is not None and reader.stdout.read().startswith(b"# ")
        finally:
            reader.kill()


def test_a_reader_that_leaves_early_is_no_failure(folder: Path) -> None:
    for arguments in (["run", "report.txt", "--format", "json"], ["version"]):
        read_end, write_end = os.pipe()
        os.close(read_end)
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=folder, stdout=write_end, stderr=subprocess.PIPE, timeout=60,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        os.close(write_end)
        assert done.returncode == 0 and not done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_a_full_disk_is_one_sentence_and_exit_1(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "run", "report.txt"], cwd=folder, stdout=full, stderr=subprocess.PIPE, timeout=60,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1 and "space" in done.stderr.decode()


def test_chinese_comes_out_whatever_the_locale_says(folder: Path) -> None:
    done = run_apart("run", "report.txt", cwd=folder, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0 and "地区生产总值" in done.stdout.decode("utf-8")


def test_control_characters_of_a_report_do_not_reach_the_terminal(folder: Path) -> None:
    hostile = REPORT.replace("高标准农田", "高标准\x1b[31m农田", 1).replace("临江县2023", "\x1b]0;临江县2023", 1)
    (folder / "report.txt").write_text(hostile, encoding="utf-8")
    done = run("run", "report.txt", cwd=folder)
    assert done.returncode == 0 and b"\x1b" not in done.stdout


def test_index_lists_every_number_and_clause_with_exact_offsets(folder: Path) -> None:
    done = run("index", "report.txt", "--json", cwd=folder)
    ledger = json.loads(done.stdout)
    text = summarizer.read(folder / "report.txt")[0].text
    assert [entry["id"] for entry in ledger["numbers"]] == [f"n{i + 1}" for i in range(len(ledger["numbers"]))]
    assert all(text[e["start"] : e["end"]] == e["text"] for e in ledger["numbers"] + ledger["clauses"])
    assert "186.4" in {entry["text"] for entry in ledger["numbers"]}
    shown = run("index", "report.txt", cwd=folder).stdout.decode()
    assert all(entry["id"] in shown for entry in ledger["numbers"] + ledger["clauses"])


def test_schema_is_the_schema_of_the_reports_that_run_writes(folder: Path) -> None:
    schema = json.loads(run("schema", cwd=folder).stdout)
    report = json.loads(run("run", "report.txt", "--format", "json", cwd=folder).stdout)
    assert set(schema["required"]) <= report.keys() <= set(schema["properties"])


def test_the_version_is_told_both_ways(folder: Path) -> None:
    told = {run(word, cwd=folder).stdout for word in ("version", "--version")}
    assert len(told) == 1 and told.pop().strip()


def test_help_loads_nothing_heavy_and_documents_the_exit_codes(tmp_path: Path) -> None:
    code = COMMAND[2]
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, "--help"], cwd=tmp_path, capture_output=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.decode().splitlines()}
    assert done.returncode == 0 and "typer" in loaded
    assert not loaded & {"pydantic", "docx", "trafilatura", "pypdfium2", "rich", "yaml", "lxml", "jinja2"}
    words = " ".join(done.stdout.decode().split())
    assert all(text in words for text in ("0 complete", "1 failed", "2 bad use or input", "3 partly done"))


def test_in_a_folder_a_report_is_named_by_title_place_and_year(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "out").mkdir()
    done = run("run", "a.txt", "-o", "out", cwd=tmp_path)
    (made,) = (tmp_path / "out").iterdir()
    assert done.returncode == 0 and made.name == "临江县2023年政府工作报告.html" and made.name in done.stderr.decode()
    assert run("run", "a.txt", "-o", "out", "-f", "md", cwd=tmp_path).returncode == 0
    assert made.with_suffix(".md").exists()
