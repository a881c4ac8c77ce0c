"""Finding in a store: reports, figures and commitments by what is asked of them, each with its quote and its place.

What is found is a page of plain frozen values, bounded in number, with a cursor that leads on; the pages of the
workbench, its API and its tools for language models all ask here. Each function takes an open connection.
"""
