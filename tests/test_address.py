"""Reports at an address, fetched from a real server: redirects, wrong charsets, what is too much, what is not public."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import ROOT

from summarizer.cli import call
from summarizer.errors import InputError
from summarizer.readers import read_address

PAGE = (ROOT / "evals" / "specimens" / "qinghe-2018.html").read_bytes()


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/moved":
            self._answer(302, b"", {"Location": "/report.html?token=secret"})
        elif path == "/round":
            self._answer(302, b"", {"Location": "/round"})
        elif path == "/elsewhere":
            self._answer(302, b"", {"Location": "file:///etc/passwd"})
        elif path == "/report.html":
            self._answer(200, PAGE, {"Content-Type": "text/html; charset=iso-8859-1"})
        elif path == "/huge":
            packed = gzip.compress(b" " * 60_000_000)
            self._answer(200, packed, {"Content-Type": "text/html", "Content-Encoding": "gzip"})
        elif path == "/film":
            self._answer(200, b"....", {"Content-Type": "video/mp4"})
        elif path == "/vague/report.txt":
            text = "2023年，全区地区生产总值增长6.1%。".encode("gb18030")
            self._answer(200, text, {"Content-Type": "application/octet-stream"})
        else:
            self._answer(404, b"no", {})

    def _answer(self, code: int, body: bytes, heads: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in heads.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_read_with_where_and_when_it_was_found(site: str) -> None:
    hops: list[str] = []
    (source,) = read_address(f"{site}/moved", allow_local=True, told=hops.append)
    assert hops == [f"{site}/moved leads to {site}/report.html"]  # without what the query holds
    assert source.url == f"{site}/report.html?token=secret" and source.retrieved is not None
    assert source.name == "report.html" and source.text.startswith("青禾县2018年")


def test_the_bytes_tell_the_charset_and_the_path_the_format(site: str) -> None:
    (source,) = read_address(f"{site}/vague/report.txt", allow_local=True)
    assert (source.encoding, source.text[:5]) == ("gb18030", "2023年")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/nowhere?key=secret", "/nowhere answered 404; check the address"),
        ("/round", "was reached after 5 redirects"),
        ("/elsewhere", "is no address of the web"),
        ("/huge", "has more than the 50 MB"),
        ("/film", "is video/mp4, which is not a format that can be read"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_without_secrets(site: str, path: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read_address(site + path, allow_local=True)
    assert "secret" not in str(caught.value)


def test_addresses_of_this_machine_are_refused_unless_allowed(site: str) -> None:
    with pytest.raises(InputError, match="is on this machine or its network"):
        read_address(f"{site}/report.html")


def test_nothing_listens(site: str) -> None:
    with pytest.raises(InputError, match="cannot be fetched"):
        read_address("http://127.0.0.1:1/report.html", allow_local=True)


def test_run_takes_an_address(site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report.json"
    assert call(["run", f"{site}/moved", "--allow-local", "-o", str(out)]) == 0
    assert "leads to" in capsys.readouterr().err
    assert json.loads(out.read_text(encoding="utf-8"))["source"]["url"].endswith("/report.html?token=secret")
    assert call(["run", f"{site}/report.html"]) == 2
