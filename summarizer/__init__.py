"""Structured reader of Chinese local-government reports.

    import summarizer

    report = summarizer.summarize("report.docx")
    for item in report.indicators:
        print(item.name, item.value, item.unit, item.number.start)

`summarize` reads one file and labels it with the built-in rules, or with a language model (`engine="llm"`, and
`settings=load_settings({"model": …})`); `asummarize` is the same for an event loop; `summarize_text` takes text already
in hand. All return a `Report`; all raise a `SummarizerError` whose text is one sentence.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarizer.endpoint import Settings, load_settings
    from summarizer.errors import EndpointError, InputError, LabelError, SummarizerError, UsageError
    from summarizer.library import asummarize, summarize, summarize_all, summarize_text
    from summarizer.models import Commitment, Indicator, Report
    from summarizer.readers import read
    from summarizer.source import Source

_HOMES = {
    "Commitment": "models",
    "EndpointError": "errors",
    "Indicator": "models",
    "InputError": "errors",
    "LabelError": "errors",
    "Report": "models",
    "Settings": "endpoint",
    "Source": "source",
    "SummarizerError": "errors",
    "UsageError": "errors",
    "asummarize": "library",
    "load_settings": "endpoint",
    "read": "readers",
    "summarize": "library",
    "summarize_all": "library",
    "summarize_text": "library",
}

__all__ = [
    "Commitment",
    "EndpointError",
    "Indicator",
    "InputError",
    "LabelError",
    "Report",
    "Settings",
    "Source",
    "SummarizerError",
    "UsageError",
    "asummarize",
    "load_settings",
    "read",
    "summarize",
    "summarize_all",
    "summarize_text",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that `import summarizer` costs next to nothing."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"summarizer.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'summarizer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
