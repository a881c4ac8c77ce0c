"""How a model is reached: options of the command line, then the environment, a TOML file, a preset, and defaults."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from summarizer.endpoint.call import MODES, Mode
from summarizer.endpoint.recording import recorded_settings
from summarizer.endpoint.usage import Prices
from summarizer.errors import UsageError
from summarizer.files import cache_folder, read_whole
from summarizer.knowledge.resources import read_yaml

LimitField = Literal["max_tokens", "max_completion_tokens"]
LOCAL_CONFIG = "summarizer.toml"


class Preset(BaseModel):
    """One entry of `schemas/providers.yaml`, where the fields are explained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str
    key_variable: str
    key_needed: bool = True
    default_mode: Mode
    limit_field: LimitField = "max_tokens"
    extra_body: dict[str, JsonValue] = {}
    concurrency: int | None = None
    timeout_seconds: float | None = None


class Providers(BaseModel):
    """The whole of `schemas/providers.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    presets: dict[str, Preset]
    signs: dict[Literal["filtered", "too_long", "no_credit", "system_role", "json_schema", "tools"], list[str]]


@cache
def providers() -> Providers:
    """The presets that ship with the package."""
    return Providers.model_validate(read_yaml("providers.yaml"))


def default_cache() -> Path:
    """The store of answers in the user's cache folder."""
    return cache_folder() / "calls.sqlite"


def _none(value: object) -> object:
    return None if isinstance(value, str) and value.lower() == "none" else value


# Bytes of a configuration; what a person writes is shorter.
_MOST_CONFIG = 1_000_000


class Settings(BaseSettings):
    """Where a model is and how to ask it.

    Made by `load_settings`; made directly it holds what it is given and looks at neither environment nor files.
    """

    model_config = SettingsConfigDict(
        env_prefix="SUMMARIZER_",
        allow_inf_nan=False,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    provider: str | None = Field(
        default=None, description="a preset of schemas/providers.yaml; none for an own address"
    )
    base_url: str = Field(default="", description="the address below which chat/completions is found")
    model: str = Field(default="", description="the model's name at the endpoint")
    api_key: SecretStr = Field(default=SecretStr(""), description="the key; empty where the endpoint needs none")
    mode: Mode | Literal["auto"] = Field(
        default="auto", description="how the answer is asked for; auto as doctor found out"
    )
    concurrency: int = Field(default=16, ge=1, description="calls in flight")
    requests_per_minute: float | None = Field(default=None, gt=0)
    tokens_per_minute: float | None = Field(default=None, gt=0)
    budget_minutes: float = Field(default=10, ge=0, description="how long a call is tried again after its first fault")
    backoff_seconds: float = Field(
        default=1, gt=0, description="first wait after a fault, doubled each time, up to a minute"
    )
    timeout_seconds: float = Field(default=120, gt=0, description="a request is given up after so long without a token")
    stream: bool = Field(default=True, description="have answers sent as they are written")
    system_role: bool = Field(default=True, description="false where the model's template knows no system message")
    temperature: Annotated[float | None, BeforeValidator(_none)] = Field(default=0, ge=0, le=2)
    max_answer_tokens: int = Field(default=4096, ge=1)
    price_input: float | None = Field(default=None, ge=0, description="for a million tokens, in `currency`")
    price_output: float | None = Field(default=None, ge=0)
    price_cached_input: float | None = Field(default=None, ge=0)
    currency: str | None = None
    batch_discount: float = Field(default=0, ge=0, le=1, description="share of the prices that a provider batch saves")
    cache: Path = Field(default_factory=default_cache, description="the store of answers")
    replay: bool = Field(default=False, description="answer from the store alone")
    recording: Path | None = Field(default=None, description="answer from this file alone")
    hybrid_threshold: float | None = Field(default=None, ge=0, le=1)
    audit_share: float | None = Field(default=None, ge=0, le=1)
    brief: Literal["rules", "model"] = Field(default="rules", description="who writes the brief")
    default_mode: Mode = "tools"
    limit_field: LimitField = "max_tokens"
    extra_body: dict[str, JsonValue] = {}
    key_variable: str = "OPENAI_API_KEY"
    key_needed: bool = False

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("it must begin with http:// or https://")
        if "@" in value or "?" in value:
            # The address stands in messages, in the store and in recordings.
            raise ValueError("it must hold no password and no query; the key goes into the environment")
        return value.rstrip("/")

    @field_validator("api_key")
    @classmethod
    def _fits_a_header(cls, value: SecretStr) -> SecretStr:
        """A key read from a file often ends in a line end; what no header can hold would be told in full where the
        request fails."""
        key = value.get_secret_value().strip()
        if not all("!" <= char <= "~" for char in key):
            raise ValueError("it must be one word of ASCII letters, digits and signs")
        return SecretStr(key)

    @field_validator("cache")
    @classmethod
    def _is_path(cls, value: Path) -> Path:
        return value.expanduser()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: `load_settings` joins the sources itself, to know where each value came from."""
        return (init_settings,)

    @property
    def prices(self) -> Prices:
        """What tokens cost."""
        return Prices(self.price_input, self.price_output, self.price_cached_input, self.currency)

    @property
    def without_key(self) -> "Settings":
        """The settings for whoever plans and reads answers, but does not ask."""
        return self.model_copy(update={"api_key": SecretStr("")})

    def check_ready(self) -> None:
        """Raises UsageError, with what to set, unless a call can be made with these settings."""
        if not self.model:
            raise UsageError("no model is named; say --model NAME or set SUMMARIZER_MODEL")
        if not self.base_url:
            raise UsageError("no endpoint is named; say --provider or --base-url, or set SUMMARIZER_BASE_URL")
        if not self.replay and self.key_needed and not self.api_key.get_secret_value():
            raise UsageError(f"there is no key for {self.base_url}; set {self.key_variable} in the environment")


@dataclass(frozen=True, slots=True)
class _Layer:
    """Values from one place, and how to name that place and a field of it to a person."""

    place: str
    values: Mapping[str, Any]
    naming: str

    def name(self, field: str) -> str:
        flag = field.replace("_", "-")
        return self.naming.format(field=field, flag=flag, variable=f"SUMMARIZER_{field.upper()}")


def load_settings(flags: Mapping[str, object] | None = None, config: Path | None = None) -> Settings:
    """The settings of a run: `flags` (None is not given), the environment, the TOML file `config` or the one found,
    the provider's preset, defaults; earlier ones win. Raises UsageError for a value or a key that cannot be."""
    return trace_settings(flags, config)[0]


def trace_settings(
    flags: Mapping[str, object] | None = None, config: Path | None = None
) -> tuple[Settings, dict[str, str]]:
    """`load_settings`, and where each value came from: `"option"`, a variable, a file, a preset or `"default"`."""
    layers = _layers({name: value for name, value in (flags or {}).items() if value is not None}, config)
    merged: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    names: dict[str, str] = {}
    for layer in reversed(layers):
        merged |= layer.values
        for field in layer.values:
            origins[field], names[field] = layer.place, layer.name(field)
    try:
        return Settings(**merged), origins
    except ValidationError as error:
        raise UsageError(_complaint(error, names)) from None


def _layers(flags: dict[str, Any], config: Path | None) -> list[_Layer]:
    file, from_file = _read_config(config)
    own = [
        _Layer("option", flags, "--{flag}"),
        _Layer("environment", _read_environment(), "{variable} in the environment"),
        _Layer(file, from_file, f"{{field}} in [llm] of {file}"),
    ]
    own = [_recorded(own), *own]
    at = next((index for index, layer in enumerate(own) if "provider" in layer.values), None)
    if at is None and (any("base_url" in layer.values for layer in own) or os.environ.get("OPENAI_BASE_URL")):
        # An address of one's own: whether it needs a key is not known, and nothing else is special about it.
        return [*own[:-1], _openai_variables(), own[-1]]
    named = "openai" if at is None else str(own[at].values["provider"])
    presets = providers().presets
    if named not in presets:
        place = own[at].name("provider") if at is not None else ""
        raise UsageError(f"{place} is {named!r}; choose one of: {', '.join(presets)}")
    if at is not None:
        own = [*own[: at + 1], *(_of_provider(layer, named) for layer in own[at + 1 :])]
    preset = presets[named]
    key = {"api_key": os.environ[preset.key_variable]} if os.environ.get(preset.key_variable) else {}
    # The variables of OpenAI are for OpenAI, or for whoever names nobody: another provider must not be sent that key.
    variables = _openai_variables() if named == "openai" else _Layer(preset.key_variable, key, "{variable}")
    return [
        *own[:-1],
        variables,
        own[-1],
        _Layer(f"preset {named}", {"provider": named, **preset.model_dump(exclude_none=True)}, "the preset"),
    ]


def _recorded(own: Sequence[_Layer]) -> _Layer:
    """What the recording says that is named first, if any: a replay must ask as it was recorded."""
    recording = next((layer.values["recording"] for layer in own if "recording" in layer.values), None)
    if recording is None:
        return _Layer("recording", {}, "{field} of the recording")
    recorded = recorded_settings(Path(recording))
    clash = next(
        (field for field in ("model", "base_url", "mode") if _contradict(own[0].values, recorded, field)), None
    )
    if clash is not None:
        raise UsageError(
            f"{recording} was recorded with {clash} {recorded[clash]!r}; leave --{clash.replace('_', '-')} out"
        )
    return _Layer("recording", recorded, f"{{field}} of {recording}")


def _of_provider(layer: _Layer, named: str) -> _Layer:
    """A layer below the one that names the provider, without the address and the key of another endpoint."""
    if layer.values.get("provider", None if "base_url" in layer.values else named) == named:
        return layer
    # How much is asked at a time is the wish of whoever runs it, wherever the calls go.
    of_endpoint = {"api_key", *Preset.model_fields} - {"concurrency", "timeout_seconds"}
    return replace(layer, values={field: value for field, value in layer.values.items() if field not in of_endpoint})


def _read_environment() -> dict[str, Any]:
    try:
        return EnvSettingsSource(Settings)()
    except SettingsError:
        raise UsageError('SUMMARIZER_EXTRA_BODY in the environment is no JSON; write it as {"name": value}') from None


def _contradict(flags: Mapping[str, Any], recorded: Mapping[str, Any], field: str) -> bool:
    given = flags.get(field, "auto")
    return field in recorded and given not in ("auto", recorded[field], f"{recorded[field]}/")


def _openai_variables() -> _Layer:
    found = {"api_key": os.environ.get("OPENAI_API_KEY"), "base_url": os.environ.get("OPENAI_BASE_URL")}
    return _Layer("environment (OPENAI_*)", {k: v for k, v in found.items() if v}, "OPENAI_{field} in the environment")


def _read_config(given: Path | None) -> tuple[str, dict[str, Any]]:
    """The `[llm]` section of the file that was given or else is found, and that file's name."""
    home = Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "summarizer" / "config.toml"
    path = given or next((path for path in (Path(LOCAL_CONFIG), home) if path.is_file()), None)
    if path is None:
        return "no file", {}
    try:
        read = tomllib.loads(read_whole(path, _MOST_CONFIG).decode("utf-8"))
    except OSError as error:
        raise UsageError(f"the configuration {path} cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:  # a number too long is a ValueError of no class of its own
        told = "it nests too deep" if isinstance(error, RecursionError) else " ".join(str(error).split())[:200]
        raise UsageError(f"the configuration {path} is no TOML that can be read: {told}") from None
    section = read.get("llm", {})
    if not isinstance(section, dict):
        raise UsageError(f"llm in {path} must be a section, [llm]")
    unknown = next((key for key in section if key not in Settings.model_fields), None)
    if unknown is not None:
        like = get_close_matches(unknown, Settings.model_fields, 1)
        hint = f"did you mean {like[0]}?" if like else f"the keys are {', '.join(Settings.model_fields)}"
        raise UsageError(f"{path} sets {unknown!r} in [llm], which does not exist; {hint}")
    return str(path), section


def masked(value: object) -> object:
    """A setting as it may be told: of an address neither user and password nor its query."""
    if not isinstance(value, str):
        return value
    return re.sub(r"[?#].*", "?***", re.sub(r"(?<=//)[^/?#]*@", "***@", value), flags=re.DOTALL)


def _complaint(error: ValidationError, names: Mapping[str, str]) -> str:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0])
    shown = "" if field == "api_key" else f" is {repr(masked(first['input']))[:100]}, which"
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if field == "mode":
        message = f"should be one of: auto, {', '.join(MODES)}"
    return f"{names.get(field, field)}{shown} cannot be: {message[:1].lower()}{message[1:]}"
