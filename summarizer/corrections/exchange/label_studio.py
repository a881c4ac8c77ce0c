"""Label Studio's JSON: one task a text, a region for each item, its fields as choices and text of the region.

Since its release 1.6 Label Studio counts code points, as this program does; before that it counted UTF-16 units. The
text that it writes with each region tells which, so both are read.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from summarizer.corrections.exchange.building import Builder
from summarizer.corrections.exchange.units import Utf16
from summarizer.corrections.items import CHOICES, FIELDS, META, Item, ItemKind, Ledger, Row, Sheet, Value
from summarizer.errors import LabelError
from summarizer.knowledge.catalogue import load_catalogue

# Names of the controls: fields of two kinds of item may not share one.
_REGIONS = "label"
_LABELS: Mapping[str, ItemKind] = {"number": "number", "commitment": "commitment", "heading": "section"}
_KIND_OF = {kind: label for label, kind in _LABELS.items()}


def write_task(ledger: Ledger, sheet: Sheet, name: str) -> dict[str, Any]:
    """The task of a text, with its sheet as one annotation."""
    result = [entry for item in sorted(sheet) for entry in _results(ledger, item, sheet[item])]
    return {"data": {"text": ledger.text, "name": name}, "annotations": [{"result": result}]}


def read_tasks(content: str, where: str) -> list[tuple[str, str, Sheet]]:
    """The text, name and sheet of each task of an export. Raises LabelError for one that is none, or whose labels do
    not fit its text."""
    try:
        found: Any = json.loads(content)
    except json.JSONDecodeError as error:
        raise LabelError(f"{where}, line {error.lineno}: {error.msg}; export it again as JSON") from None
    tasks = found if isinstance(found, list) else [found]
    return [_task(task, f"{where}, task {place}") for place, task in enumerate(tasks, 1)]


def config() -> str:
    """The labeling configuration of a project for such tasks."""
    parts = [
        '<View>\n <Style>.htx-text{ white-space: pre-wrap; }</Style>\n <Labels name="label" toName="text">',
        *(f"  <Label value={quoteattr(label)}/>" for label in _LABELS),
        " </Labels>",
        ' <Text name="text" value="$text" granularity="symbol"/>',
        *(_control(kind, field) for kind, fields in FIELDS.items() for field in fields),
        "</View>",
    ]
    return "\n".join(parts) + "\n"


def _control(kind: ItemKind, field: str) -> str:
    per = "" if kind == "meta" else f' perRegion="true" whenTagName="{_REGIONS}" whenLabelValue="{_KIND_OF[kind]}"'
    words = _words(field)
    if words is None:
        return f' <TextArea name="{kind}.{field}" toName="text" maxSubmissions="1" editable="true"{per}/>'
    choices = "".join(f"<Choice value={quoteattr(word)}/>" for word in words)
    return f' <Choices name="{kind}.{field}" toName="text" choice="single" layout="select"{per}>{choices}</Choices>'


def _words(field: str) -> list[str] | None:
    """What a field can be, as Label Studio shows it; None for one that is free text."""
    if field == "canon":
        return list(load_catalogue().by_id)
    return [_written(word) for word in CHOICES[field]] if field in CHOICES else None


def _written(value: Value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _results(ledger: Ledger, item: Item, row: Row) -> Iterator[dict[str, Any]]:
    place: dict[str, Any] = {} if item == META else {"start": item.start, "end": item.end}
    common = {"id": str(item), "to_name": "text"}
    if place:
        value = {**place, "text": ledger.quote(item), "labels": [_KIND_OF[item.kind]]}
        yield {**common, "from_name": _REGIONS, "type": "labels", "value": value}
    for field in FIELDS[item.kind]:
        said = row.get(field)
        if said is None:
            continue
        about = {**common, "from_name": f"{item.kind}.{field}"}
        if _words(field) is None:
            yield {**about, "type": "textarea", "value": {**place, "text": [str(said)]}}
        else:
            yield {**about, "type": "choices", "value": {**place, "choices": [_written(said)]}}


def _task(task: Any, where: str) -> tuple[str, str, Sheet]:
    try:
        text, name = task["data"]["text"], str(task["data"].get("name", ""))
        given = [each for each in task["annotations"] if not each.get("was_cancelled")]
        results: list[dict[str, Any]] = given[-1]["result"]
        assert isinstance(text, str)
        ledger = Ledger.of(text)
        builder = Builder(ledger)
        fields: dict[str, dict[str, Value]] = defaultdict(dict)
        regions: dict[str, Item] = {}
        units = Utf16(text)
        for result in results:
            kind, _, field = str(result["from_name"]).partition(".")
            if not field:
                regions[result["id"]] = _region(ledger, units, result["value"], where)
            else:
                fields["" if kind == "meta" else result["id"]][field] = _said(field, result["value"])
    except (KeyError, IndexError, TypeError, AttributeError, AssertionError):
        raise LabelError(f"{where} is no annotated task of Label Studio; export the project again as JSON") from None
    builder.put(META, fields.pop("", {}), where)
    for id_, item in sorted(regions.items(), key=lambda pair: pair[1]):
        builder.put(item, fields[id_], where)
    return text, name, builder.sheet(where)


def _region(ledger: Ledger, units: Utf16, value: dict[str, Any], where: str) -> Item:
    """The item of a region, by code points or, where its text stands there only by those, by UTF-16 units."""
    kind = _LABELS[value["labels"][0]]
    start, end = int(value["start"]), int(value["end"])
    for item in (Item(kind, start, end), Item(kind, units.to_point(start), units.to_point(end))):
        if ledger.quote(item) == value.get("text", ledger.quote(item)):
            return item
    raise LabelError(f"{where}: the text at {start}–{end} is not “{str(value['text'])[:20]}”; was it changed?")


def _said(field: str, value: dict[str, Any]) -> Value:
    if "text" in value and "choices" not in value:
        text = value["text"]
        return str(text[0] if isinstance(text, list) else text) if text else None
    word = value["choices"][0]
    return next((known for known in CHOICES.get(field, ()) if _written(known) == word), word)
