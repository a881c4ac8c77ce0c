"""Tables as Parquet, one file for each table; Chinese titles and descriptions travel in the fields' metadata."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from summarizer.files import whole_file
from summarizer.tables.columns import Row, Shape
from summarizer.tables.sink import Sink

# Rows kept in memory before they are written; also what a reader can skip at a time.
_GROUP = 20_000
_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}


def arrow_schema(shape: Shape) -> pa.Schema:
    """The schema of a table: types, which columns may be empty, and what each means."""
    return pa.schema(
        [
            pa.field(
                column.name,
                _TYPES[column.type],
                nullable=column.nullable,
                metadata={"title": column.zh, "description": column.description},
            )
            for column in shape.columns
        ],
        metadata={"title": shape.zh, "description": shape.description},
    )


@contextmanager
def writing_parquet(folder: Path, shapes: Sequence[Shape]) -> Iterator[Sink]:
    """A sink that writes `NAME.parquet` into a folder for each table, a group of rows at a time."""
    with ExitStack() as stack:
        schemas = {shape.name: arrow_schema(shape) for shape in shapes}
        waiting: dict[str, list[Row]] = {shape.name: [] for shape in shapes}
        writers = {}
        for name, schema in schemas.items():
            file = stack.enter_context(whole_file(folder / f"{name}.parquet"))
            writers[name] = stack.enter_context(pq.ParquetWriter(file, schema, compression="zstd"))

        def flush(name: str) -> None:
            columns = zip(*waiting[name], strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schemas[name], strict=True)]
            writers[name].write_table(pa.Table.from_arrays(arrays, schema=schemas[name]))
            waiting[name].clear()

        def add(shape: Shape, rows: Iterable[Row]) -> None:
            waiting[shape.name].extend(rows)
            if len(waiting[shape.name]) >= _GROUP:
                flush(shape.name)

        yield add
        for name, rows in waiting.items():
            if rows:
                flush(name)
