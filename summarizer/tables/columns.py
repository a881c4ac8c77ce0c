"""What a table and a column are, and how a column is made of a field of the models."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Annotated, Literal, get_args, get_origin

from pydantic import BaseModel

from summarizer.contract.report import Report

Type = Literal["string", "integer", "number", "date"]
Cell = str | int | float | date | None
Row = tuple[Cell, ...]
Item = tuple[BaseModel, tuple[Cell, ...]]

_TYPES: dict[object, Type] = {int: "integer", float: "number"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the Chinese title, what it means, and where the models keep it.

    `path` is None where the value is worked out. `choices` are the words allowed, where they are an enumeration.
    """

    name: str
    type: Type
    zh: str
    description: str
    nullable: bool
    choices: tuple[str, ...] = ()
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of one table that name a row of another by its key."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a table without its rows: its columns, its key, and which tables it refers to."""

    name: str
    zh: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Table(Shape):
    """A table that reports fill. `items` gives what becomes a row: a model, and the values that are worked out, in
    column order."""

    items: Callable[[Report], Iterable[Item]]

    def rows(self, report: Report) -> Iterator[Row]:
        """The rows of one report, in the order of its entries. An empty text is None: no unit, no quantities."""
        for model, worked_out in self.items(report):
            extra = iter(worked_out)
            yield tuple(
                next(extra) if column.path is None else _read(model, column.path, column.type)
                for column in self.columns
            )


def _read(model: BaseModel, path: str, type_: Type) -> Cell:
    value: object = model
    for name in path.split("."):
        value = getattr(value, name, None)
    if isinstance(value, list):
        value = " ".join(value)
    if value is None or value == "":
        return None
    if type_ == "date":
        return date.fromisoformat(str(value))
    return value if isinstance(value, int | float) else str(value)


def field(
    model: type[BaseModel],
    path: str,
    zh: str,
    *,
    name: str | None = None,
    about: str = "",
    type_: Type | None = None,
    may_be_empty: bool = False,
) -> Column:
    """The column of the field at `path` of a model: type, choices and description are the model's. The name is the
    path's unless given; `about` says what a nested field is of, `may_be_empty` that the text may be empty."""
    owner, nullable = model, False
    *above, last = path.split(".")
    for part in above:
        inner, optional = _unwrapped(owner.model_fields[part].annotation)
        nullable |= optional
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            raise TypeError(f"{model.__name__} has no nested field {path}")
        owner = inner
    found = owner.model_fields[last]
    kind, optional = _unwrapped(found.annotation)
    words = get_args(kind) if get_origin(kind) is Literal else ()
    return Column(
        name=name or path.replace(".", "_"),
        type=type_ or _TYPES.get(type(words[0]) if words else kind, "string"),
        zh=zh,
        description=f"{about} {found.description or ''}".strip(),
        nullable=nullable or optional or get_origin(kind) is list or may_be_empty,
        choices=tuple(word for word in words if isinstance(word, str)),
        path=path,
    )


def _unwrapped(annotation: object) -> tuple[object, bool]:
    """A type without `| None` and `Annotated[…]`, and whether it allowed None."""
    optional = NoneType in get_args(annotation)
    if optional:
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    return (get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation), optional
