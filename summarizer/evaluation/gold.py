"""Hand labels of a report, read from their four files and tied to the text's ledger."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from summarizer.document.ledger import Entry, list_clauses, list_numbers
from summarizer.document.source import Repair, Source, to_repaired
from summarizer.errors import LabelError
from summarizer.files import read_whole
from summarizer.readers import read, text_of_file

Extent = tuple[int, int]
_NUMBER_COLUMNS, _COMMITMENT_COLUMNS, _SECTION_COLUMNS = 10, 6, 4


@dataclass(frozen=True, slots=True)
class GoldQuantity:
    """A number labelled as a quantity; `canon` None where it is no core statistic."""

    id: str
    name: str
    canon: str | None
    measure: str
    value: float
    unit: str
    bound: str
    status: str
    period: str


@dataclass(frozen=True, slots=True)
class GoldCommitment:
    start: int
    end: int
    strength: str
    specificity: str
    deadline: str | None
    topic: str


@dataclass(frozen=True, slots=True)
class GoldSection:
    start: int
    level: int
    kind: str
    heading: str


@dataclass(frozen=True)
class Gold:
    """The hand labels of one report, by offsets into its text; periods are explicit.

    Where the reader mended the file, `text` is the text of the file, that the labels were made for, and `repairs` lead
    from it to the text of `source`.
    """

    name: str
    source: Source
    meta: dict[str, str | None]
    quantities: dict[Extent, GoldQuantity]
    others: tuple[Extent, ...]
    commitments: tuple[GoldCommitment, ...]
    sections: tuple[GoldSection, ...]
    file_text: str | None = None

    @property
    def text(self) -> str:
        return self.source.text if self.file_text is None else self.file_text

    @property
    def repairs(self) -> tuple[Repair, ...]:
        return () if self.file_text is None else self.source.repairs

    def in_source(self) -> "Gold":
        """The same labels by offsets into the text of `source`; a number that a repair took away has none."""
        if self.file_text is None:
            return self

        def moved(extent: Extent) -> Extent:
            return to_repaired(extent[0], self.repairs), to_repaired(extent[1], self.repairs)

        quantities = {moved(extent): quantity for extent, quantity in self.quantities.items()}
        return replace(
            self,
            file_text=None,
            quantities={extent: quantity for extent, quantity in quantities.items() if extent[0] < extent[1]},
            others=tuple(extent for extent in map(moved, self.others) if extent[0] < extent[1]),
            commitments=tuple(
                replace(one, start=start, end=end)
                for one in self.commitments
                for start, end in [moved((one.start, one.end))]
            ),
            sections=tuple(replace(one, start=to_repaired(one.start, self.repairs)) for one in self.sections),
        )


def labelled_names(labels: Path) -> list[str]:
    """The reports that a folder holds labels of."""
    return sorted(path.name.removesuffix(".numbers.tsv") for path in labels.glob("*.numbers.tsv"))


def read_gold(path: Path, labels: Path) -> Gold:
    """The labels of the report in a file, which go by the file's name. Raises as `load_gold`."""
    source = read(path)[0]
    return load_gold(path.stem, source, labels, text_of_file(path) if source.repairs else None)


def load_gold(name: str, source: Source, labels: Path, file_text: str | None = None) -> Gold:
    """The labels of one report; `file_text` is the text they were made for, where the source's was mended. Raises
    LabelError with file and line for labels that do not fit the text."""
    text = source.text if file_text is None else file_text
    numbers = list_numbers(text)
    clauses = {clause.id: clause for clause in list_clauses(text, numbers)}
    meta = _meta(labels / f"{name}.meta.json")
    named = {"R": meta.get("review_period"), "P": meta.get("plan_period")}
    quantities, others = _numbers(labels / f"{name}.numbers.tsv", {n.id: n for n in numbers}, named)
    return Gold(
        name,
        source,
        meta,
        quantities,
        others,
        tuple(_commitments(labels / f"{name}.commitments.tsv", clauses, named)),
        tuple(_sections(labels / f"{name}.sections.tsv", clauses, text)),
        file_text,
    )


def _read(path: Path) -> str:
    try:
        return read_whole(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path} cannot be read ({type(error).__name__}); restore the label file") from None


def _rows(path: Path, width: int) -> Iterator[tuple[int, list[str]]]:
    for line, row in enumerate(_read(path).splitlines(), 1):
        if row.strip() and not row.startswith("#"):
            cells = [cell.strip() for cell in row.split("\t")]
            yield line, (cells + [""] * width)[:width]


def _meta(path: Path) -> dict[str, str | None]:
    try:
        meta: Any = json.loads(_read(path))
    except json.JSONDecodeError as error:
        raise LabelError(f"{path}, line {error.lineno}: {error.msg}; mend the JSON") from None
    if not isinstance(meta, dict):
        raise LabelError(f"{path} holds no JSON object; mend it")
    return {str(key): value for key, value in meta.items()}


def _numbers(
    path: Path, numbers: dict[str, Entry], named: dict[str, str | None]
) -> tuple[dict[Extent, GoldQuantity], tuple[Extent, ...]]:
    quantities: dict[Extent, GoldQuantity] = {}
    others: list[Extent] = []
    for line, row in _rows(path, _NUMBER_COLUMNS):
        id_, cls, name, canon, measure, value, unit, bound, status, period = row
        if id_ not in numbers:
            raise LabelError(
                f"{path}, line {line}: the text has no number {id_}; were the labels made for another text?"
            )
        extent = (numbers[id_].start, numbers[id_].end)
        if cls != "q":
            others.append(extent)
            continue
        try:
            figure = float(value)
        except ValueError:
            raise LabelError(f"{path}, line {line}: {value!r} is no number") from None
        quantities[extent] = GoldQuantity(
            id_,
            name,
            None if canon == "-" else canon,
            measure,
            figure,
            unit,
            bound,
            status,
            named.get(period, period) or "",
        )
    return quantities, tuple(others)


def _commitments(path: Path, clauses: dict[str, Entry], named: dict[str, str | None]) -> Iterator[GoldCommitment]:
    for line, (first, last, strength, specificity, deadline, topic) in _rows(path, _COMMITMENT_COLUMNS):
        if first not in clauses or last not in clauses:
            raise LabelError(
                f"{path}, line {line}: the text has no clauses {first} to {last}; were the labels made for another text?"
            )
        stated = None if deadline == "-" else named.get(deadline, deadline)
        yield GoldCommitment(clauses[first].start, clauses[last].end, strength, specificity, stated, topic)


def _sections(path: Path, clauses: dict[str, Entry], text: str) -> Iterator[GoldSection]:
    for line, (level, clause, kind, heading) in _rows(path, _SECTION_COLUMNS):
        if clause not in clauses or level not in {"1", "2", "3"}:
            raise LabelError(f"{path}, line {line}: level {level!r} or clause {clause!r} is unknown")
        yield GoldSection(text.find(heading, max(0, clauses[clause].start - 5)), int(level), kind, heading)
