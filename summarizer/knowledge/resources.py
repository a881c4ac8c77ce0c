"""Find the data that ships beside the code, in a checkout and in a wheel: `schemas/` and `prompts/`; the version."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from zlib import crc32

from pydantic_core import from_json

from summarizer.errors import UsageError

# What the project is called where it is installed from.
DISTRIBUTION = "gov-report-ledger"
# What the files of YAML in `schemas/` hold, made of them by `make schema`.
PARSED = "parsed.json"


def how_to_install(extra: str) -> str:
    """The command that adds what an optional part of the program needs."""
    return f"pip install '{DISTRIBUTION}[{extra}]'"


@cache
def data_dir(kind: str) -> Path:
    """Folder `kind` (`"schemas"` or `"prompts"`): inside the wheel as `_data/`, beside the package in a checkout."""
    package = Path(__file__).parents[1]
    for candidate in (package / "_data" / kind, package.parent / kind):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the {kind} folder is missing from this installation; install summarizer again")


@cache
def package_version() -> str:
    """The installed version of this package, `0` in a checkout that was never installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"


@cache
def _parsed() -> Mapping[str, tuple[int, str]]:
    """For files of YAML the checksum of each and what it holds, as JSON: that is read in a tenth of the time."""
    try:
        found: Mapping[str, tuple[int, str]] = from_json((data_dir("schemas") / PARSED).read_bytes())
        return found
    except (OSError, ValueError):
        return {}


def read_yaml(name: str) -> Any:
    """What `schemas/NAME` holds: from `PARSED`, unless the file has changed since. Raises UsageError, with the line,
    for one that is not YAML or has an entry twice."""
    try:
        content = (data_dir("schemas") / name).read_bytes()
    except FileNotFoundError:
        raise UsageError(f"schemas/{name} is missing from this installation; install summarizer again") from None
    checksum, holds = _parsed().get(name, (-1, ""))
    if checksum == crc32(content):
        return from_json(holds)
    from summarizer.knowledge.strict_yaml import parse

    return parse(content, name)
