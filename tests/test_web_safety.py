"""What stands before every request to the workbench, over HTTP."""

import re
from pathlib import Path

import pytest
from workbench import Running, running, store_of_specimens

TOKEN = "a token that nobody guesses"


def test_a_page_comes_with_the_headers_that_keep_it_apart(workbench: Running) -> None:
    with workbench.client() as client:
        answer = client.get("/")
        assert answer.status_code == 200 and "澜川" in answer.text
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
        assert "set-cookie" not in client.get("/").headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "[::1"])
def test_a_host_of_another_name_is_refused(workbench: Running, host: str) -> None:
    with workbench.client() as client:
        answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421 and "澜川" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "[::1]:9"])
def test_the_names_of_this_machine_are_served(workbench: Running, host: str) -> None:
    with workbench.client() as client:
        assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/no/such/page", "/reports/0123-1", "/reports/%00", "/static/..%2fapp.py"])
def test_what_is_not_there_is_told_in_a_sentence(workbench: Running, path: str) -> None:
    with workbench.client() as client:
        page, program = client.get(path), client.get(path, headers={"Accept": "application/json"})
    assert page.status_code == program.status_code == 404
    assert "没有这个页面或报告" in page.text and program.json() == {"error": "There is no such page or report."}


def test_whoever_has_no_token_is_asked_for_it(tmp_path: Path) -> None:
    store = store_of_specimens(tmp_path / "panel.duckdb")
    with running(store, token=TOKEN, host="0.0.0.0") as opened, opened.client() as client:
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
        asked = client.get("/")
        assert asked.status_code == 303 and asked.headers["location"] == "/login"
        assert client.get("/api/openapi.json").status_code == 401
        form = client.get("/login")
        csrf = re.search('name="csrf" value="([^"]+)"', form.text)
        assert csrf
        wrong = client.post("/login", data={"token": "guessed", "csrf": csrf[1]})
        assert wrong.status_code == 401 and client.get("/").status_code == 303
        right = client.post("/login", data={"token": TOKEN, "csrf": csrf[1]})
        assert right.status_code == 303 and client.get("/").status_code == 200
        with opened.client("guessed") as other:
            assert other.get("/").status_code == 303
        with opened.client(TOKEN) as program:
            assert program.get("/").status_code == 200
