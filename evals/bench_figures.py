"""Figures of a benchmark beside their anchors: the table, the file it is kept in, and what changed since the last one."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured, in `unit`, and what it is held to: a value of the same run on the same machine, where machines
    differ. `bar` and `goal` are of `stands`; neither is the most there may be, or, for `more`, the least."""

    name: str
    unit: str
    value: float
    anchor: float | None = None
    bar: float | None = None
    goal: float | None = None
    more: bool = False

    @property
    def stands(self) -> float:
        """The value over its anchor, or the value alone where it has none."""
        return self.value if self.anchor is None else self.value / self.anchor

    @property
    def verdict(self) -> str:
        """Which of bar and goal it reaches."""
        for word, limit in (("goal", self.goal), ("bar", self.bar)):
            if limit is not None and (self.stands >= limit if self.more else self.stands <= limit):
                return word
        return "short" if self.bar is not None else ""


def keep(figures: Sequence[Figure], folder: Path) -> Path:
    """Write the figures to a file of this commit; one with changes not committed yet has a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    commit, changed = _git("rev-parse", "HEAD")[:12], bool(_git("status", "--porcelain"))
    target = folder / f"{commit}{'-changed' if changed else ''}.json"
    kept = {
        "commit": commit,
        "changed": changed,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "figures": [{**asdict(figure), "stands": figure.stands, "verdict": figure.verdict} for figure in figures],
    }
    target.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


def last_kept(folder: Path) -> tuple[str, dict[str, float]]:
    """The newest commit before these figures that has a file, and where its figures stood by name; an empty name where
    none has."""
    commits = _git("rev-list", "--max-count=1000", "HEAD").split()
    for commit in commits if _git("status", "--porcelain") else commits[1:]:
        path = folder / f"{commit[:12]}.json"
        if path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            return commit[:12], {each["name"]: each["stands"] for each in kept["figures"]}
    return "", {}


def table(figures: Sequence[Figure], before: dict[str, float]) -> str:
    """One line for each figure: its value, the anchor's, both as a ratio, bar and goal, and the ratio before."""
    lines = [f"{'':52}{'value':>10}{'anchor':>10}{'stands':>9}{'bar':>7}{'goal':>7}{'before':>9}"]
    for figure in figures:
        cells = f"{figure.value:10.2f}{_cell(figure.anchor, 10)}{figure.stands:9.2f}"
        limits = f"{_cell(figure.bar, 7)}{_cell(figure.goal, 7)}{_cell(before.get(figure.name), 9)}"
        lines.append(f"{f'{figure.name}, {figure.unit}':52}{cells}{limits}  {figure.verdict}")
    return "\n".join(lines)


def _cell(value: float | None, width: int) -> str:
    return " " * width if value is None else f"{value:{width}.2f}"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return done.stdout.strip()
