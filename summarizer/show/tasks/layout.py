"""What stands in the columns of a table of tasks, once for Excel and Word."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from summarizer.show.tasks.rows import Task, limit_in_words

# What an office fills in, and the words that it chooses from for how far a task has come.
LEAD, HELP, STATE, REACHED, REMARK = "牵头单位", "配合单位", "进展", "完成值", "进展说明"
STATES = ("已完成", "推进中", "未启动", "滞后", "已调整")
ID = "编号"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head and its width in millimetres on a landscape A4 page."""

    head: str
    width: int


COLUMNS = (
    Column("序号", 10),
    Column("章节", 30),
    Column("任务", 70),
    Column("量化目标", 36),
    Column("完成时限", 22),
    Column("主题", 26),
    Column(LEAD, 18),
    Column(HELP, 18),
    Column(STATE, 14),
    Column(REACHED, 16),
    Column(REMARK, 20),
    Column(ID, 14),
    Column("原文位置", 24),
)
HEADS = tuple(column.head for column in COLUMNS)
SECTION = HEADS.index("章节")


def lines_of(row: Sequence[str | int], a_line: float) -> int:
    """How many lines the longest cell of a row takes where a Chinese character is `a_line` millimetres wide; the
    section's cell is merged over several rows and does not count."""
    return max(
        sum(max(1, ceil(_width(part) * a_line / (column.width - 2))) for part in str(value).split("\n"))
        for index, (column, value) in enumerate(zip(COLUMNS, row, strict=True))
        if index != SECTION
    )


def _width(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text)


def cells(tasks: Sequence[Task]) -> list[tuple[str | int, ...]]:
    """The rows of the table, with the columns that an office fills in left empty."""
    return [
        (
            number,
            "\n".join(task.section),
            task.text,
            task.goal,
            limit_in_words(task.deadline),
            task.topic,
            "",
            "",
            "",
            "",
            "",
            task.id,
            f"{task.start}–{task.end}",
        )
        for number, task in enumerate(tasks, 1)
    ]
