"""The table of tasks: every row is the source at its offsets, and what offices fill in comes back."""

from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import ROOT

from summarizer.cli import call
from summarizer.contract.report import Report
from summarizer.contract.saved import load_report
from summarizer.errors import InputError
from summarizer.show.tasks.bulletin import blocks_of, missed, overdue
from summarizer.show.tasks.layout import HEADS, ID, LEAD, REACHED, STATE
from summarizer.show.tasks.rows import last_day, limit_in_words, tasks_of
from summarizer.show.tasks.workbook import read_workbook

SPECIMEN = ROOT / "evals" / "specimens" / "lanchuan-2022.docx"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tasks") / "report.json"
    assert call(["run", str(SPECIMEN), "-o", str(path)]) == 0
    return path


@pytest.fixture
def report(saved: Path) -> Report:
    return load_report(saved)


def table(saved: Path, folder: Path) -> Path:
    path = folder / "tasks.xlsx"
    assert call(["tasks", str(saved), "-o", str(path)]) == 0
    return path


def fill(path: Path, id_: str, **said: str) -> None:
    """What an office does: write into the row of a task."""
    book = openpyxl.load_workbook(path)
    sheet = book["任务分解表"]
    heads = [cell.value for cell in sheet[2]]
    for row in sheet.iter_rows(min_row=3):
        if row[heads.index(ID)].value == id_:
            for head, value in said.items():
                row[heads.index(head)].value = value
    book.save(path)


def test_every_row_is_the_source_at_its_offsets(report: Report) -> None:
    found = tasks_of(report)
    assert [task.id for task in found] == [item.id for item in report.commitments] != []
    assert all(report.source.text[task.start : task.end] == task.text for task in found)


def test_only_narrows_to_one_specificity(report: Report) -> None:
    kinds = {item.id: item.specificity for item in report.commitments}
    for only in ("quantified", "named"):
        found = tasks_of(report, only)
        assert {kinds[task.id] for task in found} == {only}


def test_the_workbook_comes_back_as_it_was_written(saved: Path, report: Report, tmp_path: Path) -> None:
    title, rows = read_workbook(table(saved, tmp_path))
    assert title == "澜川市2023年重点任务分解表"
    assert [row.task for row in rows] == tasks_of(report)
    assert {(row.lead, row.state, row.reached) for row in rows} == {("", "", "")}


def test_the_word_table_has_a_row_for_each_task(saved: Path, report: Report, tmp_path: Path) -> None:
    path = tmp_path / "tasks.docx"
    assert call(["tasks", str(saved), "-o", str(path)]) == 0
    (written,) = docx.Document(str(path)).tables
    assert tuple(cell.text for cell in written.rows[0].cells) == HEADS
    column = [cell.text for cell in written.columns[2].cells]
    assert column[1:] == [task.text for task in tasks_of(report)]


def test_a_filled_table_becomes_a_bulletin(
    saved: Path, report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(saved, tmp_path)
    dated = next(task for task in tasks_of(report) if task.deadline)
    counted = next(task for task in tasks_of(report) if task.targets and task is not dated)
    goal = counted.targets[0]
    fill(path, dated.id, **{LEAD: "工信局", STATE: "滞后"})
    fill(path, counted.id, **{LEAD: "住建局", STATE: "已完成", REACHED: str(goal.value - 1)})
    _, rows = read_workbook(path)
    after, before = date(2030, 1, 1), date(2020, 1, 1)
    assert [row.task.id for row in overdue(rows, after)] == [dated.id]
    assert overdue(rows, before) == []
    assert [(miss.filled.task.id, miss.gap) for miss in missed(rows)] == [(counted.id, -1)]
    assert call(["tasks", "--status", str(path), "--on", "2030-01-01"]) == 0
    told = capsys.readouterr().out
    assert "| 滞后 | 1 |" in told and "## 逾期未完成（1项）" in told and "## 未达目标（1项）" in told
    assert call(["tasks", "--status", str(path), "-o", str(tmp_path / "b.docx")]) == 0
    assert len(docx.Document(str(tmp_path / "b.docx")).tables) == len(blocks_of(rows, date.today()))


def test_rows_may_be_sorted_and_deleted(saved: Path, report: Report, tmp_path: Path) -> None:
    path = table(saved, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["任务分解表"]
    for merge in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merge))
    sheet.delete_rows(3)
    book.save(path)
    assert [row.task for row in read_workbook(path)[1]] == tasks_of(report)[1:]


@pytest.mark.parametrize(
    ("head", "value", "says"),
    [
        (STATE, "差不多了", "choose one of 已完成"),
        (ID, "m999", "is no task of this table"),
        (ID, "m2", "stands there twice"),
    ],
)
def test_a_table_filled_wrongly_is_one_sentence(saved: Path, tmp_path: Path, head: str, value: str, says: str) -> None:
    path = table(saved, tmp_path)
    fill(path, "m1", **{head: value})
    with pytest.raises(InputError, match=says):
        read_workbook(path)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tasks"], "no report is named"),
        (["tasks", str(SPECIMEN)], "a table of tasks is a file"),
        (["tasks", str(SPECIMEN), "-o", "x.xlsx", "--only", "general"], "there are no 'general' tasks"),
        (["tasks", "--status", str(SPECIMEN)], "is not an Excel workbook"),
        (["tasks", "--status", "nowhere.xlsx"], "does not exist"),
        (["tasks", "--status", "x.xlsx", "--on", "soon"], "--on soon is no day"),
    ],
)
def test_bad_use_is_one_sentence(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(arguments) == 2
    told = capsys.readouterr().err
    assert says in told and told.count("\n") == 1


@pytest.mark.parametrize(
    ("period", "words", "day"),
    [
        ("2021", "2021年底前", date(2021, 12, 31)),
        ("2021H1", "2021年上半年", date(2021, 6, 30)),
        ("2021Q3", "2021年第三季度", date(2021, 9, 30)),
        ("2024-02", "2024年2月底前", date(2024, 2, 29)),
        ("2021-2025", "2025年底前", date(2025, 12, 31)),
    ],
)
def test_time_limits(period: str, words: str, day: date) -> None:
    assert (limit_in_words(period), last_day(period)) == (words, day)
