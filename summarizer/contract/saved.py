"""Reports that were saved as JSON: finding the files and reading them back."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from summarizer.contract.report import Report
from summarizer.errors import InputError
from summarizer.files import read_whole

# What an export leaves beside its tables is JSON too, and no report.
_NO_REPORTS = frozenset({"datapackage.json"})


def report_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the `.json` files in the folders named and below them, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*.json") if found.name not in _NO_REPORTS)
        else:
            yield path


def load_report(path: Path) -> Report:
    """The report saved in a file. Raises InputError, one sentence, where there is none or it breaks the contract."""
    try:
        data = read_whole(path)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the name") from None
    except OSError as error:
        raise InputError(f"{path} could not be read ({error.strerror or error}); check the file") from None
    try:
        return Report.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        told = " ".join(first["msg"].removeprefix("Value error, ").split())[:200]
        raise InputError(
            f"{path} is not a report saved as JSON ({place + ': ' if place else ''}{told}); "
            "make one with summarizer run FILE -o NAME.json"
        ) from None
