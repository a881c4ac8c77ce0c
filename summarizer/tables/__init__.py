"""Reports as tables: one definition of the columns for CSV, Parquet, Excel, the store and the documentation."""

from summarizer.tables.columns import Cell, Column, Reference, Row, Shape, Table
from summarizer.tables.definition import TABLES
from summarizer.tables.identity import report_id, text_id_of

__all__ = ["TABLES", "Cell", "Column", "Reference", "Row", "Shape", "Table", "report_id", "text_id_of"]
