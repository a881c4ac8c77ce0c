"""Find the data that ships beside the code, in a checkout and in a wheel: `schemas/` and `prompts/`; the version."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@cache
def data_dir(kind: str) -> Path:
    """Folder `kind` (`"schemas"` or `"prompts"`): inside the wheel as `_data/`, beside the package in a checkout."""
    package = Path(__file__).parents[1]
    for candidate in (package / "_data" / kind, package.parent / kind):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the {kind} folder is missing from this installation; install summarizer again")


def package_version() -> str:
    """The installed version of this package, `0` in a checkout that was never installed."""
    try:
        return version("summarizer")
    except PackageNotFoundError:
        return "0"
