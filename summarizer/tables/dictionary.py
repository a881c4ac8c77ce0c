"""The data dictionary: every table and column in Markdown, written from the one definition."""

from collections.abc import Iterator

from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.vocabulary import meanings, topic_names
from summarizer.tables.columns import Column, Shape
from summarizer.tables.definition import TABLES
from summarizer.tables.panel import panel_shape

_OPENING = """# Data dictionary

What `summarizer export` writes, table by table. This file is generated: `summarizer schema --dictionary
docs/data-dictionary.md`.

* `report_id` and `id` name a row; a number (`n15`), commitment (`m7`) or section (`s3`) keeps its id from the JSON.
* Offsets count Unicode code points of the source text from 0; an end is behind the last one.
* Periods are `2021`, `2021H1`, `2021Q1`, `2020-06` or a span of years such as `2016-2020`.
* An empty cell is a missing value. In CSV that is nothing between two commas, in Parquet null.
* CSV is UTF-8 with LF line ends. With `--excel`, on Windows by default, it is made for Excel: a byte order mark in
  front, and an apostrophe before texts that Excel would take for formulas (begun by `=`, `+`, `-`, `@`, a tab, a
  carriage return) or dates (`2020-06`), and before texts that begin with an apostrophe, so that without the first one
  every cell is the report's again. With `--no-excel` every cell is so as it is. In a workbook texts are texts and need
  no mark; Excel itself keeps 15 digits of a number and 32,767 characters of a text.
* Beside the tables stands `datapackage.json`, the same in a form that programs read (Frictionless Data Package).
"""


def dictionary_text() -> str:
    """The dictionary, with a final line end."""
    panel = panel_shape()
    parts = [_OPENING, *(_table(shape) for shape in TABLES), _panel(panel), *_vocabulary()]
    return "\n".join(parts)


def _table(shape: Shape) -> str:
    lines = [
        f"## {shape.name} · {shape.zh}\n",
        f"{shape.description} Key: {', '.join(f'`{name}`' for name in shape.key)}.\n",
        "| column | 中文 | type | empty | meaning |",
        "| --- | --- | --- | --- | --- |",
        *(_row(column) for column in shape.columns),
        "",
    ]
    for reference in shape.references:
        lines.append(f"* {_names(reference.columns)} → `{reference.table}` ({_names(reference.target)})")
    return "\n".join([*lines, ""] if shape.references else lines)


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _row(column: Column) -> str:
    kind = "choice" if column.choices else column.type
    return f"| `{column.name}` | {column.zh} | {kind} | {'yes' if column.nullable else ''} | {column.description} |"


def _panel(panel: Shape) -> str:
    return _table(panel).replace("## panel", "## panel (with `--pivot`)")


# Columns whose words are those of another group of the vocabulary.
_GROUPS = {"verdict": "track"}


def _vocabulary() -> Iterator[str]:
    """What the words of the columns of type `choice` mean, and the core statistics."""
    groups: dict[str, tuple[str, ...]] = {}
    for column in (column for table in TABLES for column in table.columns if column.choices):
        groups[column.name] = tuple(dict.fromkeys([*groups.get(column.name, ()), *column.choices]))
    for name, choices in groups.items():
        if name == "topic":
            continue
        known = meanings(_GROUPS.get(name, name)) | (meanings("bound_of_tables") if name == "bound" else {})
        yield f"## Words of `{name}`\n"
        yield "| word | 中文 | meaning |\n| --- | --- | --- |"
        yield "\n".join(f"| `{word}` | {known[word][0]} | {known[word][1]} |" for word in choices) + "\n"
    yield "## Topics\n"
    yield from _named_topics()
    yield "## Kinds of `checks`\n"
    yield "| word | 中文 | meaning |\n| --- | --- | --- |"
    yield "\n".join(f"| `{word}` | {zh} | {means} |" for word, (zh, means) in meanings("check").items()) + "\n"
    yield "## Core statistics (`canon`)\n"
    yield "| id | 中文 | English | unit of a level |\n| --- | --- | --- | --- |"
    yield (
        "\n".join(
            f"| `{known.id}` | {known.zh} | {known.en} | {known.unit or ''} |" for known in load_catalogue().statistics
        )
        + "\n"
    )


def _named_topics() -> Iterator[str]:
    english = topic_names("en")
    yield "| word | 中文 | English |\n| --- | --- | --- |"
    yield "\n".join(f"| `{word}` | {zh} | {english[word]} |" for word, zh in topic_names("zh").items()) + "\n"
