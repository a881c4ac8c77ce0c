"""`summarizer serve`: what it says before it serves, and how it ends."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from command import run


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--host", "0.0.0.0"], "so the workbench needs a token; add --token new"),
        (["--token", "short"], "the token is shorter than 16 characters"),
        (["--host", "no.such.host.invalid", "--token", "new"], "cannot listen at no.such.host.invalid"),
        (["--engine", "magic"], "no engine named 'magic'"),
        (["--db", "."], "is a folder"),
        (["--db", "text.txt", "--port", "0"], "not a store"),
        (["--db", "missing/panel.duckdb", "--port", "0"], "the folder missing does not exist"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_sentence(tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "text.txt").write_text("no database", encoding="utf-8")
    given = arguments if "--db" in arguments else ["--db", "panel.duckdb", *arguments]
    done = run("serve", *given, cwd=tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 2 and told in said and said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["text.txt"]


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--db", "panel.duckdb", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 2 and f"port {port} is taken; choose another with --port" in done.stderr.decode()
    assert not (tmp_path / "panel.duckdb").exists()


def test_without_the_extra_the_way_to_install_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", None)
    done = run("serve", "--db", "panel.duckdb", cwd=tmp_path)
    assert done.returncode == 2 and "run pip install 'gov-report-ledger[web]'" in done.stderr.decode()


def test_it_prints_where_it_is_makes_the_store_and_ends_with_an_interrupt(tmp_path: Path) -> None:
    code = "from summarizer.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--db", "panel.duckdb", "--port", "0", "--token", "new"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout
        shown = re.fullmatch(
            r"panel\.duckdb: (http://127\.0\.0\.1:\d+/login\?token=\S{32})\n", server.stdout.readline()
        )
        assert shown
        with httpx2.Client(follow_redirects=True) as client:
            answer = client.get(shown[1], timeout=30)
        assert answer.status_code == 200 and "库中还没有报告" in answer.text and answer.url.path == "/"
        head = f"POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {shown[1][-32:]}\r\n"
        form = "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n--x\r\n"
        with socket.create_connection(("127.0.0.1", answer.url.port or 80)) as upload:  # which never comes to its end
            upload.sendall((head + form).encode())
            server.send_signal(signal.SIGINT)
            _, said = server.communicate(timeout=30)
    assert server.returncode == 0
    assert said == "summarizer: the workbench is open; Ctrl-C ends it\nsummarizer: the workbench is closed\n"
    assert [path.name for path in tmp_path.iterdir()] == ["panel.duckdb"]
