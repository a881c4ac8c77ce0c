"""Options that several commands share, each declared once, and commands made of the fields of a job."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

if TYPE_CHECKING:
    from summarizer.endpoint import Settings

_Job = TypeVar("_Job")

Files = Annotated[
    list[str],
    typer.Argument(
        help="Reports: txt, md, html, docx, pdf, or addresses https://…; - for standard input.",
        metavar="FILES...",
    ),
]
File = Annotated[str, typer.Argument(help="A report, or - for standard input.")]
Engine = Annotated[
    str, typer.Option("--engine", "-e", help="What labels the report: rules, llm (a language model) or hybrid.")
]
Lang = Annotated[str, typer.Option("--lang", help="Language of labels and headings: zh or en. Quotes stay Chinese.")]
RegionHint = Annotated[
    str | None,
    typer.Option(
        "--region-hint",
        help="The place that the report is of, where the text leaves it open: a name with those above it, or a code.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Store = Annotated[
    str, typer.Argument(help="A store that batch made: a file, or a folder of partitions.", metavar="STORE")
]
Format = Annotated[
    str | None,
    typer.Option("--format", "-f", help="table (for people), csv or json; by default what the ending of -o says."),
]
Answer = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write the answer here, to a file that ends in .csv or .json.")
]
Corrected = Annotated[
    bool,
    typer.Option(
        "--corrected/--no-corrected", help="As people corrected it in the workbench, or the engine's own reading."
    ),
]
Excel = Annotated[
    bool | None,
    typer.Option(
        "--excel/--no-excel",
        "--bom",
        help="CSV files for Excel, or not: a byte order mark, and an apostrophe before what it takes for a formula; as "
        "the system is by default, yes on Windows.",
    ),
]
TimeLimit = Annotated[
    float,
    typer.Option("--time-limit", min=0.1, help="Seconds that reading a file, and labelling it by rules, may take."),
]
QueryLimit = Annotated[float, typer.Option("--time-limit", min=0.1, help="Seconds that the answer may take.")]
Cache = Annotated[Path | None, typer.Option("--cache", help="The store of answers; in your cache folder by default.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """What a command says of the model to ask; None leaves it to the environment, the files and the defaults."""

    provider: Annotated[
        str | None, typer.Option("--provider", help="A preset: openai, deepseek, qwen, vllm, ollama or llamacpp.")
    ] = None
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible endpoint, with /v1.")
    ] = None
    model: Annotated[str | None, typer.Option("--model", "-m", help="The model's name at the endpoint.")] = None
    api_key: Annotated[
        str | None,
        typer.Option("--api-key", help="The key; safer in the environment, where no list of processes shows it."),
    ] = None
    mode: Annotated[
        str | None,
        typer.Option(
            "--mode", help="How answers are asked for: tools, json_schema, md_json, or auto, as doctor found."
        ),
    ] = None
    concurrency: Annotated[int | None, typer.Option("--concurrency", help="Calls in flight; 16 by default.")] = None
    config: Annotated[
        Path | None, typer.Option("--config", help="A TOML file with settings in [llm]; summarizer.toml by default.")
    ] = None
    cache: Cache = None
    replay: Annotated[
        Path | None,
        typer.Option(
            "--replay", help="Answer from this recording alone: an answer it lacks is an error, never a call."
        ),
    ] = None
    brief: Annotated[
        str | None,
        typer.Option(
            "--brief", help="Who writes the brief: rules, or model, whose figures are checked; rules by default."
        ),
    ] = None

    @property
    def is_given(self) -> bool:
        """Whether any of the options was."""
        return any(getattr(self, field.name) is not None for field in fields(self))

    def flags(self) -> dict[str, object]:
        """The options by the names of the settings that they set."""
        flags = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "config"}
        flags["recording"] = flags.pop("replay")
        return flags

    def settings(self) -> "Settings":
        """The settings that the options make, with the environment and files below them. Raises UsageError for a value
        that cannot be."""
        from summarizer.endpoint import load_settings

        return load_settings(self.flags(), self.config)

    def settings_for(self, engine: str) -> "Settings | None":
        """The settings for an engine that asks a model; None for the rules. Raises UsageError as `settings`."""
        return None if engine == "rules" else self.settings()


# Whatever the environment, the files and the defaults say.
NO_MODEL = ModelOptions()


def new_app(about: str | None = None, **others: Any) -> typer.Typer:
    """An application to which the commands of one file are added; `about` is the help of a group of them."""
    return typer.Typer(
        help=about, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **others
    )


def takes_job(command: Callable[[_Job], None]) -> Callable[..., None]:
    """A command whose options are the fields of the one job that it takes, and those of the groups among them."""
    (job,) = (hint for name, hint in get_type_hints(command).items() if name != "return")
    hints = dict(_options(job))
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=hint, default=default)
        for name, (hint, default) in hints.items()
    ]

    def call(**given: object) -> None:
        command(_filled(job, given))

    call.__name__, call.__doc__ = command.__name__, command.__doc__
    call.__annotations__ = {name: hint for name, (hint, _) in hints.items()}
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return call


def _options(job: type) -> Iterator[tuple[str, tuple[Any, object]]]:
    """Each option by its name, with its declaration and default."""
    hints = get_type_hints(job, include_extras=True)
    for field in fields(job):
        hint = hints[field.name]
        if is_dataclass(hint):
            yield from _options(hint)  # type: ignore[arg-type]
        else:
            yield field.name, (hint, inspect.Parameter.empty if field.default is MISSING else field.default)


def _filled(job: Any, given: Mapping[str, object]) -> Any:
    hints = get_type_hints(job)
    return job(
        **{
            field.name: _filled(hints[field.name], given) if is_dataclass(hints[field.name]) else given[field.name]
            for field in fields(job)
        }
    )
