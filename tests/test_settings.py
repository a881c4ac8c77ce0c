"""Where settings come from and in which order; what is wrong with one is a sentence that names its place."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError
from wire import KEY

from summarizer.cli.options import ModelOptions
from summarizer.endpoint import Settings, load_settings
from summarizer.endpoint.settings import default_cache, providers, trace_settings
from summarizer.errors import UsageError

RECORDING = Path(__file__).parents[1] / "evals" / "recordings" / "specimens.jsonl"


@pytest.fixture(autouse=True)
def empty_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of ours and no file of the user's."""
    for name in os.environ:
        if name.startswith(("SUMMARIZER_", "OPENAI_", "XDG_")) or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_options_go_before_environment_before_file_before_preset_before_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path / "summarizer.toml", '[llm]\nprovider = "deepseek"\nmodel = "file"\nmode = "md_json"\nconcurrency = 3'
    )
    assert load_settings().model == "file"
    monkeypatch.setenv("SUMMARIZER_MODEL", "environment")
    monkeypatch.setenv("SUMMARIZER_CONCURRENCY", "5")
    found, origins = trace_settings({"model": "option", "mode": None})
    assert (found.model, found.concurrency, found.mode) == ("option", 5, "md_json")
    assert (found.base_url, found.timeout_seconds) == ("https://api.deepseek.com", 120)
    assert [origins[name] for name in ("model", "concurrency", "mode", "base_url", "timeout_seconds")] == [
        "option", "environment", "summarizer.toml", "preset deepseek", "default",
    ]  # fmt: skip


def test_the_file_is_the_one_given_or_of_the_folder_or_of_the_user(tmp_path: Path) -> None:
    write(tmp_path / "config" / "summarizer" / "config.toml", '[llm]\nmodel = "user"')
    assert load_settings().model == "user"
    write(tmp_path / "summarizer.toml", '[llm]\nmodel = "folder"\n[other]\nthing = 1')
    assert load_settings().model == "folder"
    given = write(tmp_path / "given.toml", '[llm]\nmodel = "given"')
    assert load_settings(config=given).model == "given"


@pytest.mark.parametrize("name", providers().presets)
def test_every_preset_makes_settings_that_say_what_they_lack(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    preset = providers().presets[name]
    found = load_settings({"provider": name, "model": "m"})
    assert found.base_url == preset.base_url and found.default_mode == preset.default_mode
    if preset.key_needed:
        with pytest.raises(UsageError, match=f"set {preset.key_variable} in the environment"):
            found.check_ready()
    monkeypatch.setenv(preset.key_variable, KEY)
    ready = load_settings({"provider": name, "model": "m"})
    ready.check_ready()
    assert ready.api_key.get_secret_value() == KEY


def test_the_variables_of_openai_are_honoured_and_ours_go_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "theirs")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://proxy/v1/")
    found = load_settings({"model": "m"})
    assert (found.base_url, found.api_key.get_secret_value()) == ("http://proxy/v1", "theirs")
    monkeypatch.setenv("SUMMARIZER_API_KEY", "ours")
    monkeypatch.setenv("SUMMARIZER_BASE_URL", "http://ours/v1")
    found = load_settings({"model": "m"})
    assert (found.base_url, found.api_key.get_secret_value()) == ("http://ours/v1", "ours")


@pytest.mark.parametrize("name", [name for name in providers().presets if name != "openai"])
def test_the_key_of_openai_goes_to_no_other_provider(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://proxy/v1")
    found = load_settings({"provider": name, "model": "m"})
    assert not found.api_key.get_secret_value() and found.base_url == providers().presets[name].base_url


@pytest.mark.parametrize("elsewhere", ['provider = "qwen"', 'base_url = "http://proxy/v1"'])
def test_a_provider_that_is_named_is_sent_no_other_s_key(tmp_path: Path, elsewhere: str) -> None:
    write(
        tmp_path / "summarizer.toml", f'[llm]\n{elsewhere}\napi_key = "{KEY}"\nextra_body = {{x = 1}}\nconcurrency = 2'
    )
    found = load_settings({"provider": "deepseek", "model": "m"})
    preset = providers().presets["deepseek"]
    assert (found.base_url, found.extra_body) == (preset.base_url, preset.extra_body)
    assert not found.api_key.get_secret_value() and found.concurrency == 2
    write(
        tmp_path / "summarizer.toml", f'[llm]\nprovider = "deepseek"\nbase_url = "http://proxy/v1"\napi_key = "{KEY}"'
    )
    found = load_settings({"provider": "deepseek", "model": "m"})
    assert (found.base_url, found.api_key.get_secret_value()) == ("http://proxy/v1", KEY)


@pytest.mark.parametrize("place", ["option", "environment", "file"])
def test_a_recording_is_replayed_wherever_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    flags = {"recording": RECORDING} if place == "option" else {}
    if place == "environment":
        monkeypatch.setenv("SUMMARIZER_RECORDING", str(RECORDING))
        monkeypatch.setenv("SUMMARIZER_MODEL", "another")
    if place == "file":
        write(tmp_path / "summarizer.toml", f'[llm]\nrecording = "{RECORDING}"\nprovider = "openai"')
    found, origins = trace_settings(flags)
    assert found.replay and found.recording == RECORDING and origins["model"] == "recording"
    assert (found.model, found.base_url) == ("reader", "http://127.0.0.1:8765/v1")
    found.check_ready()


def test_an_address_of_one_s_own_needs_no_key_and_takes_the_variable_s(monkeypatch: pytest.MonkeyPatch) -> None:
    found = load_settings({"base_url": "http://localhost:1/v1/", "model": "m"})
    found.check_ready()
    assert found.limit_field == "max_tokens" and found.provider is None
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert load_settings({"base_url": "http://localhost:1/v1", "model": "m"}).api_key.get_secret_value() == KEY


def test_openai_is_meant_where_nobody_is_named() -> None:
    found = load_settings({"model": "m"})
    assert (found.provider, found.base_url) == ("openai", "https://api.openai.com/v1")
    assert found.limit_field == "max_completion_tokens"
    with pytest.raises(UsageError, match="set OPENAI_API_KEY"):
        found.check_ready()


@pytest.mark.parametrize("word", ["none", "None"])
def test_a_temperature_can_be_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert load_settings({"temperature": word}).temperature is None
    write(tmp_path / "summarizer.toml", f'[llm]\ntemperature = "{word}"')
    assert load_settings().temperature is None
    monkeypatch.setenv("SUMMARIZER_TEMPERATURE", "0.5")
    assert load_settings().temperature == 0.5


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUMMARIZER_CONCURRENCY", "")
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    found = load_settings()
    assert found.concurrency == 16 and found.base_url == "https://api.openai.com/v1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[llm]\nmodell = 'x'", "summarizer.toml sets 'modell' in [llm], which does not exist; did you mean model?"),
        ("[llm]\nqwertz = 1", "summarizer.toml sets 'qwertz' in [llm], which does not exist; the keys are provider,"),
        ("[llm]\nconcurrency = 0", "concurrency in [llm] of summarizer.toml is 0, which cannot be: "),
        ("[llm]\nconcurrency = 'many'", "concurrency in [llm] of summarizer.toml is 'many', which cannot be: "),
        ("[llm]\nmode = 'yaml'", "should be one of: auto, tools, json_schema, md_json"),
        ("[llm]\nprovider = 'acme'", "provider in [llm] of summarizer.toml is 'acme'; choose one of: openai, deepseek"),
        ("[llm]\nbase_url = 'localhost'", "it must begin with http:// or https://"),
        ("[llm]\nbase_url = 'http://me:secret@x/v1'", "it must hold no password"),
        ("llm = 1", "llm in summarizer.toml must be a section"),
        ("[llm", "summarizer.toml is no TOML"),
    ],
)
def test_a_fault_in_a_file_is_one_sentence_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path / "summarizer.toml", text)
    with pytest.raises(UsageError) as failed:
        load_settings()
    assert told in str(failed.value) and "\n" not in str(failed.value)


def test_a_fault_in_the_environment_or_an_option_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--concurrency is -1, which cannot be"):
        load_settings({"concurrency": -1})
    monkeypatch.setenv("SUMMARIZER_TIMEOUT_SECONDS", "soon")
    with pytest.raises(UsageError, match="SUMMARIZER_TIMEOUT_SECONDS in the environment is 'soon'"):
        load_settings()
    monkeypatch.setenv("SUMMARIZER_EXTRA_BODY", "no json")
    with pytest.raises(UsageError, match="SUMMARIZER_EXTRA_BODY in the environment is no JSON"):
        load_settings()
    monkeypatch.setenv("SUMMARIZER_EXTRA_BODY", '{"seed": 1}')
    assert load_settings({"timeout_seconds": 1}).extra_body == {"seed": 1}
    with pytest.raises(UsageError, match="cannot be read"):
        load_settings(config=tmp_path / "missing.toml")


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    write(tmp_path / "summarizer.toml", f"[llm]\napi_key = ['{KEY}']")
    with pytest.raises(UsageError) as failed:
        load_settings()
    assert "api_key in [llm] of summarizer.toml" in str(failed.value) and KEY not in str(failed.value)
    shown = load_settings({"api_key": KEY, "model": "m"})
    assert KEY not in repr(shown) and KEY not in str(shown) and KEY not in shown.model_dump_json()


def test_a_key_that_no_header_can_hold_is_refused_unseen() -> None:
    assert load_settings({"api_key": f" {KEY}\n"}).api_key.get_secret_value() == KEY
    for key in (f"{KEY}\r\nX-Other: 1", f"{KEY}\0", f"{KEY}密", f"Bearer {KEY}"):
        with pytest.raises(UsageError, match=r"--api-key cannot be: it must be one word") as failed:
            load_settings({"api_key": key})
        assert KEY not in str(failed.value)
        with pytest.raises(ValidationError) as refused:
            Settings.model_validate({"api_key": key})
        assert KEY not in str(refused.value)


def test_settings_made_directly_look_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUMMARIZER_MODEL", "environment")
    write(tmp_path / "summarizer.toml", '[llm]\nmodel = "file"')
    assert Settings(model="mine").model == "mine" and Settings().model == ""
    with pytest.raises(ValidationError):
        Settings.model_validate({"modell": "x"})


def test_the_cache_is_in_the_user_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert load_settings().cache == default_cache() == tmp_path / "cache" / "summarizer" / "calls.sqlite"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings({"cache": Path("~/x.sqlite")}).cache == tmp_path / "x.sqlite"


def test_the_shared_options_make_settings() -> None:
    made = ModelOptions(provider="ollama", model="qwen3", concurrency=2).settings()
    assert (made.base_url, made.model, made.concurrency) == ("http://localhost:11434/v1", "qwen3", 2)
