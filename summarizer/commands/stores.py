"""`summarizer store`: stores joined, exported, checked and brought up to date."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from summarizer.errors import StoreError


def merge(target: Path, stores: Sequence[Path | str]) -> None:
    """Join stores into one. Raises StoreError for one that cannot be opened, UsageError for one joined to itself."""
    from summarizer.store.joining import join_stores

    new = join_stores(target, stores)
    print(f"summarizer: {new} reports were new to {target}", file=sys.stderr)


def export(store: Path | str, folder: Path) -> None:
    """Write a store as Parquet and print the names of the files."""
    from summarizer.store.exporting import export_store

    for path in export_store(store, folder):
        print(path)


def check(store: Path | str, as_json: bool) -> int:
    """Print which invariants of a store hold; 1 if one does not."""
    from summarizer.store.checking import check_store

    findings = check_store(store)
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            broken = f"broken {finding.broken} times, such as {finding.example}" if finding.broken else "holds"
            print(f"{finding.invariant}: {broken}")
    return 1 if any(finding.broken for finding in findings) else 0


def upgrade(store: Path) -> None:
    """Bring a store to the schema of this version. Raises StoreError for a missing or newer store."""
    from summarizer.store.lock import only_writer
    from summarizer.store.opening import writing

    if not store.exists():
        raise StoreError(f"the store {store} does not exist; check the name")
    with only_writer(store), writing(store):
        print(f"summarizer: {store} has the current schema", file=sys.stderr)
