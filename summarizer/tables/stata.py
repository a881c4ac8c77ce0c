"""Tables as Stata files (version 118, which holds Chinese), with labels of variables and of coded values."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import UsageError
from summarizer.files import whole_file
from summarizer.tables.columns import Column, Row, Shape
from summarizer.tables.sink import Sink

if TYPE_CHECKING:
    import pandas

_VERSION, _LONGEST_NAME, _LONGEST_LABEL, _LONGEST_TEXT = 118, 32, 80, 2045
_HARD = {0: "aims", 1: "binds"}


@contextmanager
def writing_stata(folder: Path, shapes: Sequence[Shape]) -> Iterator[Sink]:
    """A sink that writes `NAME.dta` into a folder for each table; a table is held in memory until the end.

    Columns with choices are coded, their words as value labels. An empty text is an empty string, an empty number is
    Stata's missing value. Raises UsageError where pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise UsageError('Stata files need pandas; install it with pip install "summarizer[stata]"') from None
    rows: dict[str, list[Row]] = {shape.name: [] for shape in shapes}

    def add(shape: Shape, found: Iterable[Row]) -> None:
        rows[shape.name].extend(found)

    yield add
    for shape in shapes:
        frame = pandas.DataFrame(
            {
                name: _series(column, [row[at] for row in rows[shape.name]])
                for at, (name, column) in enumerate(zip(stata_names(shape), shape.columns, strict=True))
            }
        )
        with whole_file(folder / f"{shape.name}.dta") as file:
            frame.to_stata(
                file,
                write_index=False,
                version=_VERSION,
                data_label=shape.zh[:_LONGEST_LABEL],
                variable_labels={
                    name: f"{column.zh} {column.name}"[:_LONGEST_LABEL]
                    for name, column in zip(stata_names(shape), shape.columns, strict=True)
                },
                value_labels={"hard": _HARD} if "hard" in frame.columns else None,
                convert_strl=[name for name in frame.columns if _is_long(frame[name])],
            )


def stata_names(shape: Shape) -> list[str]:
    """The columns by names that Stata takes: of a long one its middle is left out, so that its ending stays."""
    names = [column.name for column in shape.columns]
    short = [name if len(name) <= _LONGEST_NAME else f"{name[:18]}_{name[-13:]}" for name in names]
    assert len(set(short)) == len(short)
    return short


def _series(column: Column, cells: list[object]) -> "pandas.Series":
    import pandas

    if column.choices:
        kinds = list(column.choices)
        return pandas.Series(pandas.Categorical(cells, categories=kinds))
    if column.type == "date":
        return pandas.Series(pandas.to_datetime(pandas.Series(cells, dtype="object")))
    if column.type in {"number", "integer"}:
        return pandas.Series([None if cell is None else float(str(cell)) for cell in cells], dtype="float64")
    return pandas.Series(["" if cell is None else str(cell) for cell in cells], dtype="object")


def _is_long(cells: "pandas.Series") -> bool:
    """Whether a text is longer than a fixed Stata string can be, in bytes."""
    return cells.dtype == "object" and bool((cells.map(lambda text: len(str(text).encode())) > _LONGEST_TEXT).any())
