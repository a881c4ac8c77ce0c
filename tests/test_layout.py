"""Imports run one way: which room of the package may import from which others."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "summarizer"
# Rooms from the bottom up. A room imports from those above it in this list and from itself, at run time and for types.
ORDER = (
    "errors", "limits", "files", "places", "knowledge", "document.ledger", "contract", "document", "readers", "endpoint",
    "findings", "show", "tables", "engines", "assemble", "corrections", "pipeline", "api", "evaluation", "store", "batch",
    "provider_batches", "web", "cli",
)  # fmt: skip


def _modules() -> dict[str, Path]:
    named = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def _imports(path: Path, modules: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "summarizer":
            source = node.module.removeprefix("summarizer").removeprefix(".")
            for name in node.names:
                inner = f"{source}.{name.name}".removeprefix(".")
                yield inner if inner in modules else source


def _room(module: str) -> str:
    return max((room for room in ORDER if module == room or module.startswith(room + ".")), key=len, default="")


def test_every_room_has_its_place_and_there_are_few() -> None:
    top = {path.name for path in PACKAGE.iterdir() if path.name not in {"__pycache__", "_data"}}
    assert len(top) <= 25
    assert {module for module in _modules() if module and not _room(module)} == set()


@pytest.mark.parametrize("module", sorted(name for name in _modules() if name))
def test_imports_run_one_way(module: str) -> None:
    modules = _modules()
    allowed = set(ORDER[: ORDER.index(_room(module)) + 1])
    wrong = {found for found in _imports(modules[module], modules) if found and _room(found) not in allowed}
    assert not wrong, f"{module} may not import {sorted(wrong)}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    modules = _modules()
    graph = {name: set(_imports(path, modules)) - {name, ""} for name, path in modules.items() if name}
    tuple(TopologicalSorter(graph).static_order())


def test_the_engines_that_ask_a_model_know_the_rules_by_what_they_offer_alone() -> None:
    modules = _modules()
    asking = [name for name in modules if name.startswith("engines.llm") or name == "engines.hybrid"]
    assert len(asking) > 5
    for name in asking:
        assert not [found for found in _imports(modules[name], modules) if found.startswith("engines.rules")], name
