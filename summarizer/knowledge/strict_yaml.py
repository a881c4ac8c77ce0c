"""YAML where a key that stands twice is an error: the second would silently replace the first."""

from typing import Any

import yaml

from summarizer.errors import UsageError


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    pass


def _unique(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise yaml.MarkedYAMLError(problem=f"has the entry {key} twice", problem_mark=key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique)


def parse(content: bytes, name: str) -> Any:
    """What `schemas/NAME` holds. Raises UsageError, with the line, for one that is not YAML or has an entry twice."""
    try:
        return yaml.load(content.decode("utf-8"), Loader=_StrictLoader)
    except UnicodeDecodeError:
        raise UsageError(f"schemas/{name} is not UTF-8; save it as UTF-8 or restore it") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        told = getattr(error, "problem", None) or "is not YAML"
        raise UsageError(f"schemas/{name} cannot be read{where}: it {told}; mend or restore the file") from error
