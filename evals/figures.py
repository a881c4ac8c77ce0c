"""The figures of cross-validation, by group of reports: their totals with clustered standard errors, never a report."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelled import Labelled

from summarizer.evaluation.scoring import Figures, Outcome, added, figures_of
from summarizer.evaluation.statistics import calibration, standard_errors
from summarizer.files import write_whole

_COLUMNS = (
    ("score", "score"), ("record", "record"), ("headline", "headline"), ("commit", "commitment"), ("lead-in", "lead_in"),
    ("kind", "section_kind"), ("meta", "meta"), ("detect", "detection"), ("section", "section"),
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Some reports together."""

    name: str
    outcomes: Sequence[Outcome]

    @property
    def figures(self) -> Figures:
        return figures_of(added(self.outcomes))

    def metrics(self) -> dict[str, Any]:
        """The figures as JSON holds them, to four digits."""
        figures, errors = self.figures, standard_errors(self.outcomes)
        return {
            "reports": len(self.outcomes),
            **{name: round(value, 4) for name, value in figures.main().items()},
            "standard_errors": {name: round(value, 4) for name, value in errors.items() if value is not None},
            "fields": {name: round(value, 4) for name, value in figures.fields.items()},
            "commitment_fields": {name: round(value, 4) for name, value in figures.commitment_fields.items()},
            "calibration_error": dict(self.calibration_errors()),
        }

    def calibration_errors(self) -> Iterator[tuple[str, float]]:
        """The expected calibration error of indicators and of commitments."""
        for kind in ("indicators", "commitments"):
            made = calibration([pair for outcome in self.outcomes for pair in outcome.confidences.get(kind, [])])
            if made:
                yield kind, round(made.expected_error, 4)


def groups(outcomes: Mapping[str, Outcome], excerpts: Sequence[Labelled], held: frozenset[str]) -> list[Group]:
    """All reports, those whose errors may be read, those held, and the excerpts likewise."""
    cut = {excerpt.name for excerpt in excerpts}

    def group(name: str, wanted: Sequence[str]) -> Group:
        return Group(name, [outcomes[one] for one in wanted])

    reports, pieces = [n for n in outcomes if n not in cut], [n for n in outcomes if n in cut]
    made = [
        group("all reports", reports),
        group("held reports", [n for n in reports if n in held]),
        group("other reports", [n for n in reports if n not in held]),
        group("all excerpts", pieces),
        group("held excerpts", [n for n in pieces if n in held]),
        group("other excerpts", [n for n in pieces if n not in held]),
    ]
    return [one for one in made if one.outcomes]


def print_groups(found: Sequence[Group]) -> None:
    """A row of figures and a row of standard errors for each group, then the fields."""
    print(f"{'left out':16}" + "".join(f"{title:>9}" for title, _ in _COLUMNS))
    for group in found:
        main, errors = group.figures.main(), standard_errors(group.outcomes)
        print(f"{group.name:16}" + "".join(f"{main[name]:9.3f}" for _, name in _COLUMNS))
        shown = (f"{error:9.3f}" if (error := errors[name]) is not None else " " * 9 for _, name in _COLUMNS)
        print(f"{'  ± of ' + str(len(group.outcomes)):16}" + "".join(shown))
    for group in found:
        figures = group.figures
        fields = {**figures.fields, **figures.commitment_fields}
        print(f"{group.name:16}" + "  ".join(f"{name} {value:.3f}" for name, value in fields.items()))
        print(
            " " * 16
            + "  ".join(f"calibration error of {kind} {error:.3f}" for kind, error in group.calibration_errors())
        )


def write_baseline(found: Sequence[Group], data: str, path: Path) -> None:
    """Keep the figures as a metrics file that `summarizer eval --baseline` reads; `data` is the hash of texts and
    labels."""
    content = {
        "engine": "rules",
        "data": data,
        "all": {name: round(value, 6) for name, value in found[0].figures.main().items()},
        "reports": {},
        "left_out": {group.name: group.metrics() for group in found},
    }
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
