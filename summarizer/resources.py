"""Find the data that ships beside the code: `schemas/` and `prompts/`, in a checkout and in an installed wheel."""

from functools import cache
from pathlib import Path


@cache
def data_dir(kind: str) -> Path:
    """Folder `kind` (`"schemas"` or `"prompts"`): inside the wheel as `_data/`, beside the package in a checkout."""
    package = Path(__file__).parent
    for candidate in (package / "_data" / kind, package.parent / kind):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the {kind} folder is missing from this installation; install summarizer again")
