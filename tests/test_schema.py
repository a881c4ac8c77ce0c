"""The published JSON Schema says what the models say."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from summarizer.contract.report import Report
from summarizer.contract.schema import schema_text, write_schema
from summarizer.knowledge.resources import data_dir

TEXT = "地区生产总值增长8%"


def sample() -> dict[str, Any]:
    """A small report that fits the models."""
    number = {"start": 8, "end": 9, "text": "8"}
    return {
        "source": {
            "name": "a.txt",
            "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
            "media_type": "text/plain",
            "encoding": "utf-8",
            "chars": len(TEXT),
            "text": TEXT,
        },
        "meta": {"review_period": "2020"},
        "sections": [],
        "indicators": [
            {
                "id": "n1", "number": number, "quote": {"start": 0, "end": len(TEXT), "text": TEXT},
                "name": "地区生产总值", "canon": "gdp", "measure": "growth", "value": 8, "unit": "%",
                "normalized": {"value": 0.08, "unit": "fraction"}, "bound": "eq", "status": "actual",
                "period": "2020", "source": "rules",
            }
        ],
        "excluded": [],
        "commitments": [],
        "run": {"engine": "rules", "fingerprint": "0", "version": "0", "started_at": "2021-01-01", "seconds": 0},
    }  # fmt: skip


def test_the_file_is_what_the_models_generate() -> None:
    published = (data_dir("schemas") / "report.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "run `summarizer schema --write schemas` and commit schemas/report.schema.json"


def test_writing_gives_the_same_file_each_time(tmp_path: Path) -> None:
    first = write_schema(tmp_path).read_bytes()
    assert write_schema(tmp_path).read_bytes() == first
    assert json.loads(first)["$schema"].endswith("draft/2020-12/schema")


def test_every_reference_of_the_schema_resolves() -> None:
    schema = json.loads(schema_text())

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if "$ref" in node else []
            return own + [ref for value in node.values() for ref in references(value)]
        return [ref for item in node for ref in references(item)] if isinstance(node, list) else []

    found = references(schema)
    assert found
    assert {ref.removeprefix("#/$defs/") for ref in found} <= schema["$defs"].keys()


def test_a_sample_has_the_fields_that_the_schema_requires() -> None:
    written = json.loads(Report.model_validate(sample()).model_dump_json())
    schema = json.loads(schema_text())
    assert set(schema["required"]) <= written.keys() <= schema["properties"].keys()
    indicator = schema["$defs"]["Indicator"]
    assert set(indicator["required"]) <= written["indicators"][0].keys() <= indicator["properties"].keys()
    assert written["indicators"][0]["measure"] in indicator["properties"]["measure"]["enum"]


def test_a_sample_survives_the_round_trip() -> None:
    report = Report.model_validate(sample())
    assert Report.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize(("field", "value"), [("measure", "speed"), ("bound", "about"), ("period", "R")])
def test_words_outside_the_contract_are_refused(field: str, value: str) -> None:
    broken = sample()
    broken["indicators"][0][field] = value
    with pytest.raises(ValidationError, match=field):
        Report.model_validate(broken)


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    broken = sample()
    broken["sections"] = [
        {"id": "s1", "level": 1, "kind": "review", "heading": {"start": 0, "end": 4, "text": TEXT[:4]},
         "span": {"start": 5, "end": 2}}
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="s1: the span ends at 2, before it starts at 5"):
        Report.model_validate(broken)
    broken = sample()
    broken["indicators"][0]["quote"] = {"start": 4, "end": 2, "text": ""}
    with pytest.raises(ValidationError, match="n1: the span ends at 2, before it starts at 4"):
        Report.model_validate(broken)
