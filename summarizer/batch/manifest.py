"""A list of files with what is known of each: where it came from and when, and of which place it is."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from summarizer.document.source import Source
from summarizer.errors import InputError, UsageError

_COLUMNS = ("path", "url", "retrieved", "region", "year")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a file; None for what is not."""

    url: str | None = None
    retrieved: str | None = None
    region: str | None = None

    def of(self, sources: Iterable[Source]) -> list[Source]:
        """Sources with what is known of their file."""
        return [
            replace(
                source,
                url=self.url or source.url,
                retrieved=self.retrieved or source.retrieved,
                region_hint=self.region or source.region_hint,
            )
            for source in sources
        ]


NOWHERE = Origin()


def read_manifest(path: Path) -> dict[str, Origin]:
    """The origins by the absolute path of their file, in the order of the list.

    A manifest is CSV with the columns path, and any of url, retrieved, region and year; paths are relative to its
    folder. The year is the list's own: what a report says of its year counts. Raises InputError for a file that cannot
    be read, UsageError for one without the column path or with an unknown one.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            names = [name.strip() for name in rows.fieldnames or ()]
            if "path" not in names:
                raise UsageError(f"{path} has no column path; a manifest has the columns {', '.join(_COLUMNS)}")
            if unknown := [name for name in names if name not in _COLUMNS]:
                raise UsageError(f"{path} has the unknown column {unknown[0]}; name it one of: {', '.join(_COLUMNS)}")
            return {_absolute(path, row): _origin(row) for row in rows if (row.get("path") or "").strip()}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        told = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read as a manifest ({told}); save it as CSV in UTF-8") from None


def _absolute(manifest: Path, row: Mapping[str, str | None]) -> str:
    return str((manifest.parent / (row.get("path") or "").strip()).absolute())


def _origin(row: Mapping[str, str | None]) -> Origin:
    def cell(name: str) -> str | None:
        return (row.get(name) or "").strip() or None

    return Origin(cell("url"), cell("retrieved"), cell("region"))
