"""The store: reports in one DuckDB file, as tables to question and to export.

DuckDB lets one process write or several read, never both. So a writer opens the file only for the moment in which it
adds a group of reports, and everybody waits for a file that is just in use (`opening`).
"""
