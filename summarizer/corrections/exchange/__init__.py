"""Sheets as files: the form of `evals/labels`, Label Studio's JSON and doccano's JSONL, and back without loss.

What a form cannot hold is derived again: the verb of a commitment from its words.
"""
