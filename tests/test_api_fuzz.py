"""The API under requests that nobody would think of: no internal error, and every answer as its OpenAPI says."""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from panel import fill_store, write_reports
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from workbench import Running, running

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A workbench of its own: what is made up here is uploaded, too."""
    folder = tmp_path_factory.mktemp("fuzzed")
    write_reports(folder / "reports", 1)
    fill_store(folder / "panel.duckdb", folder / "reports")
    with running(folder / "panel.duckdb") as opened:
        yield opened


def calls_hold(cases: SearchStrategy[Case[Any]], examples: int) -> None:
    """Call the API with so many cases."""

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=cases)
    def each(case: Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS, timeout=60)  # the first upload begins processes

    each()


def fuzz(workbench: Running, examples: int) -> int:
    """Call every operation with requests that fit its description and with such that do not, in part about a report that
    is there. How many operations there were."""
    with workbench.client() as client:
        known = client.get("/api/v1/reports", params={"text": "000.txt"}).json()["items"][0]["report_id"]
    schema = schemathesis.openapi.from_url(f"{workbench.url}/api/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    for operation in operations:
        with suppress(Unsatisfiable):  # what takes nothing can be asked nothing wrong
            calls_hold(operation.as_strategy(GenerationMode.NEGATIVE), examples)
        told = {"report_id": known} if "{report_id}" in operation.path else {}
        calls_hold(operation.as_strategy(GenerationMode.POSITIVE, path_parameters=told or None), examples)
    return len(operations)


@pytest.mark.slow
def test_no_request_breaks_the_api(workbench: Running) -> None:
    assert fuzz(workbench, int(os.environ.get("EXAMPLES_OF_FUZZ", "50"))) >= 14
