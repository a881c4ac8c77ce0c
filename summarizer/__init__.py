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
    from summarizer.api import asummarize, summarize, summarize_all, summarize_text
    from summarizer.contract.report import Commitment, Indicator, Report
    from summarizer.document.source import Source
    from summarizer.endpoint import Settings, load_settings
    from summarizer.errors import EndpointError, InputError, LabelError, SummarizerError, UsageError
    from summarizer.readers import read

_HOMES = {
    "Commitment": "contract.report",
    "EndpointError": "errors",
    "Indicator": "contract.report",
    "InputError": "errors",
    "LabelError": "errors",
    "Report": "contract.report",
    "Settings": "endpoint",
    "Source": "document.source",
    "SummarizerError": "errors",
    "UsageError": "errors",
    "asummarize": "api",
    "load_settings": "endpoint",
    "read": "readers",
    "summarize": "api",
    "summarize_all": "api",
    "summarize_text": "api",
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
