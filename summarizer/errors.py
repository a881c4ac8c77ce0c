"""What can go wrong, as a tree.

SummarizerError            anything the caller can act on; its text is one sentence: what, where, what to do
├── InputError             a file that cannot be read as a report
│   └── NoTextLayerError   a pdf whose pages are pictures
├── UsageError             a call that asks for something that does not exist or does not fit together
├── LabelError             labels that do not fit the document they were made for
│   └── StaleError         a label that somebody else changed since it was looked at
├── PendingError          a report that waits for answers of a provider batch; not a failure
├── EndpointError          a language model's endpoint that cannot be used: wrong key or address, or down for too long
└── StoreError             a store that cannot be used: missing, of another kind or version, or in use elsewhere
"""


class SummarizerError(Exception):
    """Base of every error this package raises on purpose; `str(error)` is one sentence for a person."""


class InputError(SummarizerError):
    """A file that cannot be read as a report."""


class NoTextLayerError(InputError):
    """A pdf whose pages are pictures."""


class UsageError(SummarizerError):
    """A call that asks for something that does not exist or does not fit together."""


class LabelError(SummarizerError):
    """Labels that do not fit the document they were made for."""


class StaleError(LabelError):
    """A label that somebody else changed since it was looked at: `who` did, at the ISO time `when`."""

    def __init__(self, message: str, who: str, when: str) -> None:
        super().__init__(message)
        self.who = who
        self.when = when


class PendingError(SummarizerError):
    """A report that cannot be made yet: the answer to one of its questions is put off until a provider batch has it."""


class EndpointError(SummarizerError):
    """A language model's endpoint that cannot be used: a wrong key, address or model name, or down for too long."""


class StoreError(SummarizerError):
    """A store that cannot be used: missing, of another kind or version, or in use by another process."""


class StoreInUseError(StoreError):
    """Another process has the store; it may be free in a moment."""
