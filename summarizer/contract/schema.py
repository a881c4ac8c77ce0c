"""The report contract as JSON Schema (draft 2020-12), generated from the models."""

import json
from pathlib import Path

from summarizer.contract.report import Report
from summarizer.files import write_whole

NAME = "report.schema.json"


def schema_text() -> str:
    """The schema as JSON with stable order and a final line end."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Report"}
    schema |= Report.model_json_schema(mode="serialization")
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write_schema(folder: Path) -> Path:
    """Write the schema into `folder`. Raises UsageError where it may not be written."""
    path = folder / NAME
    write_whole(path, schema_text())
    return path
