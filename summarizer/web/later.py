"""Work that may wait: done once, a moment after it was asked for last."""

import threading
from collections.abc import Callable
from contextlib import suppress

from summarizer.errors import StoreError

_MOMENT = 1.0


class Later:
    """One piece of work, put off for as long as it is asked for again; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def do(self, work: Callable[[], object]) -> None:
        """Do this in a moment, in a thread of its own. A store that others keep meanwhile ends it: whoever needs what
        it does must do it themselves then."""

        def patient() -> None:
            with suppress(StoreError):
                work()

        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(_MOMENT, patient)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Give up what has not begun, and wait for what has."""
        with self._lock:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            timer.join()
