"""The reports that were looked at last, kept as they came out of the store: a key press need not read one again."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from summarizer.contract.report import Report
from summarizer.corrections.assembling import corrected
from summarizer.corrections.log import Layered
from summarizer.store.corrections import Subject
from summarizer.store.labellings import layer_over, subject_of
from summarizer.store.layers import CORRECTIONS
from summarizer.store.reports import find_stored, load_report

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KEPT = 16
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a report, which a store never changes, and what its corrections are laid over."""

    report: Report
    revision: int
    subject: Subject


class Recent(Generic[_T]):
    """The values that were asked for last, by key. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str | int, ...], _T] = OrderedDict()

    def get(self, key: tuple[str | int, ...], make: Callable[[], _T]) -> _T:
        """The value of a key, made if it is not there any more. Two threads may both make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return value


class Readings:
    """A few readings by report and revision, and the last corrected forms of them."""

    def __init__(self) -> None:
        self._read: Recent[Reading] = Recent()
        self._corrected: Recent[Report] = Recent()

    def find(self, connection: "DuckDBPyConnection", report_id: str, revision: int | None = None) -> Reading | None:
        """A report of an open store, of its newest revision unless one is named; None where it is not there."""
        stored = find_stored(connection, report_id, revision)
        if stored is None:
            return None

        def read() -> Reading:
            report = load_report(connection, stored)
            return Reading(report, stored.revision, subject_of(report, report_id, CORRECTIONS))

        return self._read.get((stored.report_id, stored.revision), read)

    def corrected(self, connection: "DuckDBPyConnection", reading: Reading) -> tuple[Report, Layered]:
        """A report as people corrected it, and the layer that did."""
        now = layer_over(connection, reading.subject)
        key = (reading.subject.report_id, reading.revision, max(now.versions.values(), default=0))
        return self._corrected.get(key, lambda: corrected(reading.report, now)), now
