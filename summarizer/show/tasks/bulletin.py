"""What became of the tasks of a filled table: counts by state, those overdue, and figures that were missed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from summarizer.show.tasks.layout import LEAD, STATES
from summarizer.show.tasks.rows import Target, last_day, limit_in_words
from summarizer.show.tasks.workbook import Filled

_NO_STATE = "未填报"
_FIGURE = re.compile(r"[-－−]?\d[\d,]*(?:\.\d+)?")
_CLOSED = frozenset({"已完成", "已调整"})
_AT_MOST = frozenset({"le", "lt"})


@dataclass(frozen=True, slots=True)
class Missed:
    """A figure that was not reached: by how much, in the unit of the target."""

    filled: Filled
    target: Target
    reached: float

    @property
    def gap(self) -> float:
        return self.reached - self.target.value


Block = tuple[str, list[tuple[str, ...]]]


def overdue(rows: Sequence[Filled], today: date) -> list[Filled]:
    """Tasks whose time limit has passed and that are neither done nor adjusted."""
    return [
        row for row in rows if row.task.deadline and row.state not in _CLOSED and last_day(row.task.deadline) < today
    ]


def missed(rows: Sequence[Filled]) -> list[Missed]:
    """Figures that were filled in and fall short of their targets; of several in a cell each goes to one target."""
    found = []
    for row in rows:
        figures = [float(re.sub(r"[,]", "", text).translate(_MINUS)) for text in _FIGURE.findall(row.reached)]
        for target, reached in zip(row.task.targets, figures, strict=False):
            short = reached > target.value if target.bound in _AT_MOST else reached < target.value
            if short:
                found.append(Missed(row, target, reached))
    return found


_MINUS = str.maketrans("－−", "--")


def blocks_of(rows: Sequence[Filled], today: date) -> list[Block]:
    """The bulletin as headings with tables below them; those with nothing to tell are left out."""
    counts = Counter(row.state or _NO_STATE for row in rows)
    total = max(len(rows), 1)
    by_state = [
        (state, str(counts[state]), f"{100 * counts[state] / total:.1f}%")
        for state in (*STATES, _NO_STATE)
        if counts[state]
    ]
    late = overdue(rows, today)
    short = missed(rows)
    blocks: list[Block] = [
        (f"总体进展（共{len(rows)}项）", [("进展", "项数", "占比"), *by_state]),
        (f"各单位进展（{len({row.lead for row in rows if row.lead})}个牵头单位）", [_UNIT_HEAD, *_by_unit(rows, late)]),
        (
            f"逾期未完成（{len(late)}项）",
            [
                ("编号", "任务", "完成时限", LEAD, "进展", "进展说明"),
                *((r.task.id, r.task.text, limit_in_words(r.task.deadline), r.lead, r.state, r.remark) for r in late),
            ],
        ),
        (
            f"未达目标（{len(short)}项）",
            [
                ("编号", "任务", "目标", "完成值", "差距", LEAD),
                *((m.filled.task.id, m.filled.task.text, *_against(m), m.filled.lead) for m in short),
            ],
        ),
    ]
    return [block for block in blocks if len(block[1]) > 1]


_UNIT_HEAD = (LEAD, "任务数", "已完成", "逾期")


def _by_unit(rows: Sequence[Filled], late: Sequence[Filled]) -> list[tuple[str, ...]]:
    units = Counter(row.lead for row in rows if row.lead)
    done = Counter(row.lead for row in rows if row.state == "已完成")
    behind = Counter(row.lead for row in late)
    return [(unit, str(count), str(done[unit]), str(behind[unit])) for unit, count in units.most_common()]


def _against(item: Missed) -> tuple[str, str, str]:
    target = item.target
    points = "个百分点" if target.unit == "%" else target.unit
    share = f"（{100 * item.gap / abs(target.value):+.1f}%）" if target.value and target.unit != "%" else ""
    return f"{target.name} {target.shown}", f"{item.reached:g}{target.unit}", f"{item.gap:+g}{points}{share}"


def to_markdown(title: str, blocks: Sequence[Block]) -> str:
    """The bulletin as Markdown."""
    lines = [f"# {title}"]
    for heading, (head, *rows) in blocks:
        lines += ["", f"## {heading}", "", _row(head), _row(["---"] * len(head)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
