"""The descriptor of exported tables, a Frictionless Data Package: what each column is, in a form programs read."""

import json
from collections.abc import Sequence
from typing import Any

from summarizer.tables.columns import Column, Reference, Shape

FILE = "datapackage.json"
_MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def descriptor_text(shapes: Sequence[Shape], form: str, path_of: dict[str, str], version: str) -> str:
    """The descriptor of tables written in a format (`csv`, `parquet` or `xlsx`); `path_of` gives each table's file."""
    resources = [_resource(shape, form, path_of[shape.name]) for shape in shapes]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "local-government-reports",
        "title": "地方政府报告的指标与承诺",
        "description": "Indicators and commitments of Chinese local-government reports, each tied to its characters.",
        "version": version,
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(shape: Shape, form: str, path: str) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": shape.name,
        "type": "table",
        "path": path,
        "title": shape.zh,
        "description": shape.description,
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
    }
    if form == "csv":
        resource |= {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True}}
    if form == "xlsx":
        resource["dialect"] = {"sheetName": shape.name}
    schema: dict[str, Any] = {"fields": [_field(column) for column in shape.columns], "missingValues": [""]}
    schema["primaryKey"] = list(shape.key)
    if shape.references:
        schema["foreignKeys"] = [_foreign_key(shape, reference) for reference in shape.references]
    return resource | {"schema": schema}


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": not column.nullable}
    if column.choices:
        constraints["enum"] = list(column.choices)
    return {
        "name": column.name,
        "type": column.type,
        "title": column.zh,
        "description": column.description,
        "constraints": constraints,
    }


def _foreign_key(shape: Shape, reference: Reference) -> dict[str, Any]:
    target: dict[str, Any] = {"fields": list(reference.target)}
    if reference.table != shape.name:
        target["resource"] = reference.table
    return {"fields": list(reference.columns), "reference": target}
