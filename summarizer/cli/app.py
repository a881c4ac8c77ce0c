"""The typer application that the commands register with, and the options that several of them share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from summarizer.endpoint import Settings

app = typer.Typer(
    name="summarizer",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Read Chinese local-government reports into validated indicators and commitments.",
    epilog="Exit codes: 0 complete, 1 failed (an internal error, or a gate of eval), 2 bad use or input, "
    "3 partly done (some files were, some were not).",
)

Engine = Annotated[
    str, typer.Option("--engine", "-e", help="What labels the report: rules, llm (a language model) or hybrid.")
]

Lang = Annotated[str, typer.Option("--lang", help="Language of labels and headings: zh or en. Quotes stay Chinese.")]

Provider = Annotated[
    str | None,
    typer.Option("--provider", help="A preset: openai, deepseek, qwen, vllm, ollama or llamacpp."),
]
BaseUrl = Annotated[str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible endpoint, with /v1.")]
Model = Annotated[str | None, typer.Option("--model", "-m", help="The model's name at the endpoint.")]
ApiKey = Annotated[
    str | None,
    typer.Option("--api-key", help="The key; safer in the environment, where no list of processes shows it."),
]
Mode = Annotated[
    str | None,
    typer.Option("--mode", help="How answers are asked for: tools, json_schema, md_json, or auto, as doctor found."),
]
Briefs = Annotated[
    str | None,
    typer.Option("--brief", help="Who writes the brief: rules, or model, whose figures are checked; rules by default."),
]
Concurrency = Annotated[int | None, typer.Option("--concurrency", help="Calls in flight; 16 by default.")]
Config = Annotated[
    Path | None, typer.Option("--config", help="A TOML file with settings in [llm]; summarizer.toml by default.")
]
Cache = Annotated[Path | None, typer.Option("--cache", help="The store of answers; in your cache folder by default.")]
Replay = Annotated[
    Path | None,
    typer.Option("--replay", help="Answer from this recording alone: an answer it lacks is an error, never a call."),
]


def make_settings(
    *,
    provider: str | None = None,
    base_url: str | None = None,
    model: str | None = None,
    api_key: str | None = None,
    mode: str | None = None,
    concurrency: int | None = None,
    cache: Path | None = None,
    replay: Path | None = None,
    brief: str | None = None,
    config: Path | None = None,
    **others: object,
) -> "Settings":
    """The settings that the options above make, with the environment and files below them; `others` are settings that
    have no shared option. Raises UsageError for a value that cannot be."""
    from summarizer.endpoint import load_settings

    flags = {
        "provider": provider,
        "base_url": base_url,
        "model": model,
        "api_key": api_key,
        "mode": mode,
        "concurrency": concurrency,
        "cache": cache,
        "recording": replay,
        "brief": brief,
        **others,
    }
    return load_settings(flags, config)
