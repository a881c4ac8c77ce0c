"""An evaluation for people: the table of figures, and the list of misses."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from summarizer.evaluation.result import Evaluation
from summarizer.evaluation.rules import RuleFigures
from summarizer.evaluation.scoring import Figures
from summarizer.evaluation.statistics import Calibration

_COLUMNS = (
    ("score", "score"), ("detect", "detection"), ("record", "record"), ("headline", "headline"), ("commit", "commitment"),
    ("section", "section"), ("lead-in", "lead_in"), ("kind", "section_kind"), ("meta", "meta"), ("grounded", "grounded"),
)  # fmt: skip


def rule_lines(figures: list[RuleFigures]) -> Iterator[str]:
    """A line for each rule: how often it fires, the share that is right, the share where another rule fits as well."""
    yield f"{'rule':40} {'fires':>6} {'right':>6} {'overlap':>7}"
    for row in figures:
        right = f"{row.accuracy:.3f}" if row.accuracy is not None else "-"
        overlap = f"{row.overlap:.3f}" if row.overlap is not None else "-"
        yield f"{row.id:40} {row.fired:6} {right:>6} {overlap:>7}"


def print_table(evaluation: Evaluation, console: Console) -> None:
    """A row per report, one for all with standard errors, and the figures of the fields."""
    table = Table(box=SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    table.add_column("report", no_wrap=True)
    for title, _ in _COLUMNS:
        table.add_column(title, justify="right", no_wrap=True)
    for name, figures in evaluation.reports.items():
        table.add_row(name, *_cells(figures))
    table.add_row("ALL", *_cells(evaluation.total), style="bold" if console.is_terminal else None)
    errors = evaluation.standard_errors
    table.add_row("± s.e.", *(f"{errors[name]:.3f}" if errors.get(name) is not None else "" for _, name in _COLUMNS))
    console.print(table)
    total = evaluation.total
    console.print("fields       " + "  ".join(f"{name} {value:.3f}" for name, value in total.fields.items()))
    console.print(
        "commitments  "
        + "  ".join(f"{name} {value:.3f}" for name, value in total.commitment_fields.items())
        + f"  chars {total.commitment_chars.f1:.3f}"
    )
    for kind, made in evaluation.calibrations.items():
        _print_calibration(kind, made, console)
    for note in evaluation.caveats:
        console.print(note)


def _cells(figures: Figures) -> Iterator[str]:
    main = figures.main()
    return (f"{main[name]:.3f}" for _, name in _COLUMNS)


def _print_calibration(kind: str, made: Calibration, console: Console) -> None:
    top = "  ".join(f"{share:.0%} {value:.3f}" for share, value in made.top.items())
    console.print(f"{kind}: expected calibration error {made.expected_error:.3f}, right among the most sure {top}")
    for row in made.bins:
        shown = f"{row.count:5d}  said {row.confidence:.3f}  right {row.accuracy:.3f}"
        console.print(f"  {row.low:.1f}-{row.high:.1f}  {shown}")


def error_lines(evaluation: Evaluation, kind: str) -> Iterator[str]:
    """Each miss of a kind: where, the words around it, what was expected and what was said."""
    for miss in evaluation.misses(kind):
        fields = f" ({', '.join(miss.fields)})" if miss.fields else ""
        yield f"{miss.report} {miss.id or '-'} {miss.start}:{miss.end}{fields}"
        yield f"  text      {miss.context}"
        yield f"  expected  {miss.expected if miss.expected is not None else 'nothing'}"
        yield f"  said      {miss.said if miss.said is not None else 'nothing'}"
