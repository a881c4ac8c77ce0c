"""The descriptor of exported tables, a Frictionless Data Package: what each column is, in a form programs read."""

import json
from collections.abc import Sequence
from typing import Any

from summarizer.tables.columns import Column, Reference, Shape

FILE = "datapackage.json"
_MEDIA_TYPES = {
    "csv": "text/csv",
    "dta": "application/x-stata-dta",
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
        # The first as the standard has it, the second as its own Python library reads it.
        resource["dialect"] = {"sheetName": shape.name, "excel": {"sheet": shape.name}}
    schema = {
        "fields": [_field(column, shape) for column in shape.columns],
        "missingValues": [""],
        "primaryKey": list(shape.key),
        "foreignKeys": [
            _foreign_key(shape, reference) for reference in shape.references if not _may_miss(reference, shape)
        ],
    }
    return resource | {"schema": schema}


def _may_miss(reference: Reference, shape: Shape) -> bool:
    """Whether a reference may be empty: validators take a key with an empty part for a broken one, unlike SQL, so such
    a reference stands with its field instead."""
    return any(column.nullable for column in shape.columns if column.name in reference.columns)


def _field(column: Column, shape: Shape) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": not column.nullable}
    if column.choices:
        constraints["enum"] = list(column.choices)
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": column.zh,
        "description": column.description,
        "constraints": constraints,
    }
    for reference in shape.references:
        if column.nullable and column.name == reference.columns[-1]:
            field["refersTo"] = {"resource": reference.table, "fields": list(reference.target)}
    return field


def _foreign_key(shape: Shape, reference: Reference) -> dict[str, Any]:
    target: dict[str, Any] = {"fields": list(reference.target)}
    if reference.table != shape.name:
        target["resource"] = reference.table
    return {"fields": list(reference.columns), "reference": target}
