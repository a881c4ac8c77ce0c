"""Columns of plain values as Arrow arrays, made of their buffers.

`pyarrow.array` would do, but it imports pandas wherever that is installed: 40 MB and most of a second in each worker.
"""

from array import array
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING

from summarizer.tables import Cell, Column
from summarizer.tables.columns import Type

if TYPE_CHECKING:
    import pyarrow as pa

_EPOCH = date(1970, 1, 1).toordinal()


def batch(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> "pa.RecordBatch":
    """Rows as an Arrow record batch with the names and types of `columns`."""
    cells = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return named({column.name: (column.type, values) for column, values in zip(columns, cells, strict=True)})


def named(columns: dict[str, tuple[Type, Sequence[Cell]]]) -> "pa.RecordBatch":
    """Columns by name, each with its type and values, as an Arrow record batch."""
    import pyarrow as pa

    return pa.RecordBatch.from_arrays([_array(type_, cells) for type_, cells in columns.values()], names=list(columns))


def _array(type_: Type, cells: Sequence[Cell]) -> "pa.Array":
    import pyarrow as pa

    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}
    empty = sum(cell is None for cell in cells)
    buffers = [pa.py_buffer(_bits(cells)) if empty else None, *map(pa.py_buffer, _data(type_, cells))]
    return pa.Array.from_buffers(types[type_], len(cells), buffers, empty)


def _bits(cells: Sequence[Cell]) -> bytes:
    """One bit for each cell, the first in the lowest: whether it holds a value."""
    digits = "".join("0" if cell is None else "1" for cell in reversed(cells))
    return int(digits, 2).to_bytes(len(cells) // 8 + 1, "little")


def _data(type_: Type, cells: Sequence[Cell]) -> list[bytes]:
    """The values one after the other; of texts, where each begins and then all their bytes."""
    if type_ == "string":
        texts = [b"" if cell is None else str(cell).encode() for cell in cells]
        return [array("i", accumulate(map(len, texts), initial=0)).tobytes(), b"".join(texts)]
    if type_ == "date":
        days = (cell.toordinal() - _EPOCH if isinstance(cell, date) else 0 for cell in cells)
        return [array("i", days).tobytes()]
    numbers = [cell if isinstance(cell, int | float) else 0 for cell in cells]
    return [(array("q", map(int, numbers)) if type_ == "integer" else array("d", numbers)).tobytes()]
