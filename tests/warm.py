"""Import this in a process that others are forked from: it makes a call in vain, so that they have all that calls load
on first use."""

import contextlib

from wire import ask_all, settings

from summarizer.endpoint import CallStore
from summarizer.errors import EndpointError

with CallStore.in_memory() as store, contextlib.suppress(EndpointError):
    ask_all(settings("http://127.0.0.1:9/v1", budget_minutes=0), store, 1)
