"""The documentation against the program: links, commands, examples, figures and lists that must not go stale."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
import yaml
from cli_help import help_text
from typer.testing import CliRunner

from summarizer.cli import app
from summarizer.cli.lazy import COMMANDS
from summarizer.contract.report import Report
from summarizer.endpoint import Settings
from summarizer.endpoint.settings import providers
from summarizer.knowledge.resources import DISTRIBUTION

ROOT = Path(__file__).parents[1]
SPECIMENS = ROOT / "evals" / "specimens"
DEMO = SPECIMENS / "qinghe-2018.html"
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "evals" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_INLINE = re.compile(r"`(summarizer [^`]+)`")


def page_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return [body for found, body in _FENCE.findall(text) if found == language]


def prose(text: str) -> str:
    return _FENCE.sub("", text)


def commands(text: str) -> Iterator[list[str]]:
    """Every call of the program that a page shows, as its arguments, without pipes and redirections."""
    lines = [line for block in blocks(text, "sh") for line in block.replace("\\\n", " ").splitlines()]
    for line in lines + _INLINE.findall(prose(text)):
        words = shlex.split(line, comments=True)
        if "summarizer" in words[:1]:
            shown = takewhile(lambda word: word not in {"|", ">", "&&"}, words[1:])
            yield [word for word in shown if word != "…"]


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(prose(page.read_text(encoding="utf-8"))):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        found = page.parent / file if file else page
        assert found.exists(), target
        if anchor:
            headings = [title for _, title in _HEADING.findall(prose(found.read_text(encoding="utf-8")))]
            assert anchor in [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings], target


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_command_shown_exists_with_its_options(page: Path) -> None:
    for arguments in commands(page.read_text(encoding="utf-8")):
        # All options are parsed before --help has its turn, so a wrong one is found and nothing runs.
        done = CliRunner().invoke(app, [*(word for word in arguments if word != "--help"), "--help"])
        assert done.exit_code == 0, (arguments, done.output)


def test_commands_are_found_in_pages_and_wrong_ones_are_told() -> None:
    page = "Say `summarizer index X`.\n```sh\n# no command\nsummarizer run a.txt > b   # more\nmake demo\n```\n"
    assert list(commands(page)) == [["run", "a.txt"], ["index", "X"]]
    for wrong in (["runn", "a.txt"], ["run", "a.txt", "--formatt", "md"], ["store", "burn", "x"]):
        assert CliRunner().invoke(app, [*wrong, "--help"]).exit_code != 0
    assert sum(1 for path in PAGES for _ in commands(path.read_text(encoding="utf-8"))) > 80


@pytest.fixture
def reader_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the examples have it: a report of one's own, and the specimens of the project."""
    for name in ("specimens", "recordings"):
        shutil.copytree(ROOT / "evals" / name, tmp_path / "evals" / name)
    for name in ("report.docx", "报告.docx"):
        shutil.copy(SPECIMENS / "lanchuan-2022.docx", tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_quick_start_runs_as_it_is_written(reader_folder: Path) -> None:
    given = list(commands((ROOT / "docs" / "quick-start.md").read_text(encoding="utf-8")))
    assert len(given) > 10
    for arguments in given:
        done = CliRunner().invoke(app, [path for word in arguments for path in expanded(word, reader_folder)])
        assert done.exit_code == 0, (arguments, done.output, done.exception)
    made = {path.name for path in reader_folder.iterdir()}
    assert made >= {"lanchuan.html", "lanchuan.md", "lanchuan.json", "results", "tables"}


def expanded(word: str, folder: Path) -> list[str]:
    """What a shell makes of a word with a star."""
    return sorted(str(path) for path in folder.glob(word)) if "*" in word else [word]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page.read_text(encoding="utf-8"), "python")], ids=page_name
)
def test_every_python_example_runs(page: Path, reader_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, example in enumerate(blocks(page.read_text(encoding="utf-8"), "python"), 1):
        exec(compile(example, f"{page.name}, example {number}", "exec"), {})
    assert "澜川市" in capsys.readouterr().out or page.name.startswith("README")


def test_the_list_of_commands_says_what_their_own_help_opens_with() -> None:
    for name, told in COMMANDS.items():
        done = CliRunner().invoke(app, [name, "--help"])
        assert done.exit_code == 0 and told in " ".join(done.output.split()), name


def test_the_commands_page_is_in_step() -> None:
    published = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert published == help_text(), "run `python tests/cli_help.py > docs/cli.md` and commit it"


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_output_shown_is_what_the_demo_prints(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"summarizer run {DEMO.relative_to(ROOT).as_posix()}\n" in makefile
    printed = [line.rstrip() for line in CliRunner().invoke(app, ["run", str(DEMO)]).output.splitlines()]
    shown = blocks((ROOT / name).read_text(encoding="utf-8"), "text")[0].splitlines()
    assert shown[-1] == "…" and len(shown) > 10
    assert shown[:-1] == printed[: len(shown) - 1]


def test_the_readmes_are_of_the_same_make() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    levels = [[len(marks) for marks, _ in _HEADING.findall(prose(text))] for text in (english, chinese)]
    kinds = [[language for language, _ in _FENCE.findall(text)] for text in (english, chinese)]
    assert levels[0] == levels[1] and kinds[0] == kinds[1]
    rows = [len(re.findall(r"^\|", prose(text), re.MULTILINE)) for text in (english, chinese)]
    assert rows[0] == rows[1]
    figures = [sorted(re.findall(r"\b[01]\.\d\d+\b", text)) for text in (english, chinese)]
    assert figures[0] == figures[1]
    assert len(english.splitlines()) <= 150


def test_the_models_page_names_every_preset_and_setting() -> None:
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    for name, preset in providers().presets.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        for word in (preset.base_url, preset.key_variable, preset.default_mode):
            assert f"`{word}`" in row
        assert f"--provider {name} " in page
    for field in Settings.model_fields:
        assert f"`{field}`" in page, field


def test_the_worked_example_of_the_catalogue_works(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
    report = tmp_path / "linjiang.txt"
    report.write_text(blocks(page, "text")[0], encoding="utf-8")
    for folder in ("summarizer", "schemas", "prompts"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = read_with(tmp_path, report)
    assert {item.canon for item in before.indicators} == {None}
    assert [item.unit for item in before.indicators if item.value == 35] == [""]
    add_entries(tmp_path / "schemas", *blocks(page, "yaml"))
    after = read_with(tmp_path, report)
    stated = {(item.canon, item.measure, item.status): item.normalized for item in after.indicators}
    assert {key: base.value for key, base in stated.items() if base} == {
        ("express_parcels", "level", "actual"): 12_500_000,
        ("express_parcels", "growth", "actual"): 0.186,
        ("express_parcels", "growth", "target"): 0.15,
        (None, "level", "actual"): 24_500_000,
    }
    assert before.commitments and all(item.topic != "livelihood" for item in before.commitments)
    assert [item.topic for item in after.commitments] == ["livelihood", "livelihood"]


def add_entries(schemas: Path, statistic: str, unit: str, word: str) -> None:
    """Put the page's entries where it says they go."""
    indicators, units, topics = (schemas / f"{name}.yaml" for name in ("indicators", "units", "topics"))
    indicators.write_text(indicators.read_text(encoding="utf-8") + statistic, encoding="utf-8")
    units.write_text(
        units.read_text(encoding="utf-8").replace("measures:\n", f"measures:\n{unit}", 1), encoding="utf-8"
    )
    head, livelihood = topics.read_text(encoding="utf-8").split("\nlivelihood:\n")
    livelihood = livelihood.replace("words: >\n", f"words: >\n{word}", 1)
    topics.write_text(f"{head}\nlivelihood:\n{livelihood}", encoding="utf-8")
    for file in (indicators, units, topics):
        yaml.safe_load(file.read_text(encoding="utf-8"))


def read_with(tree: Path, report: Path) -> Report:
    """The report as the package in `tree` reads it, in a process of its own."""
    command = [sys.executable, "-c", "from summarizer.cli import main; main()", "run", report.name, "--format", "json"]
    done = subprocess.run(command, cwd=tree, capture_output=True, timeout=60, check=True)
    return Report.model_validate_json(done.stdout)


def test_every_extra_that_is_spoken_of_can_be_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == DISTRIBUTION
    spoken = {
        extra
        for folder, pattern in (("summarizer", "**/*.py"), ("docs", "*.md"), ("evals", "*.py"), (".", "*.md"))
        for path in (ROOT / folder).glob(pattern)
        for extra in re.findall(
            rf"how_to_install\(['\"](\w+)|{DISTRIBUTION}\[(\w+)\]|\"\.\[(\w+)\]", path.read_text(encoding="utf-8")
        )
        for extra in filter(None, extra)
    }
    assert {"excel", "ocr", "ray"} <= spoken <= set(project["optional-dependencies"])
