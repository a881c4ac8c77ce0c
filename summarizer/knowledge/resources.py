"""Find the data that ships beside the code, in a checkout and in a wheel: `schemas/` and `prompts/`; the version."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from summarizer.errors import UsageError

# What the project is called where it is installed from.
DISTRIBUTION = "gov-report-ledger"


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


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML where a key that stands twice is an error: the second would silently replace the first."""


def _unique(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise yaml.MarkedYAMLError(problem=f"has the entry {key} twice", problem_mark=key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique)


def read_yaml(name: str) -> Any:
    """What `schemas/NAME` holds. Raises UsageError, with the line, for one that is not YAML or has an entry twice."""
    try:
        return yaml.load((data_dir("schemas") / name).read_text(encoding="utf-8"), Loader=_StrictLoader)
    except FileNotFoundError:
        raise UsageError(f"schemas/{name} is missing from this installation; install summarizer again") from None
    except UnicodeDecodeError:
        raise UsageError(f"schemas/{name} is not UTF-8; save it as UTF-8 or restore it") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        told = getattr(error, "problem", None) or "is not YAML"
        raise UsageError(f"schemas/{name} cannot be read{where}: it {told}; mend or restore the file") from error
