"""What stands before every request to the workbench, over HTTP."""

import re
import time
from pathlib import Path

import httpx2
import pytest
from panel import report_text
from workbench import Running, running

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


def test_a_first_page_in_another_language_begins_a_session_all_the_same(workbench: Running) -> None:
    with workbench.client() as client:
        given = client.get("/?lang=en").headers.get_list("set-cookie")
    assert len(given) == 2 and any(each.startswith("lang=en") for each in given)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "[::1"])
def test_a_host_of_another_name_is_refused(workbench: Running, host: str) -> None:
    with workbench.client() as client:
        answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421 and "澜川" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "[::1]:9"])
def test_the_names_of_this_machine_are_served(workbench: Running, host: str) -> None:
    with workbench.client() as client:
        assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=99999999999999999999", "page=a", "level=x", "sort=;", f"text={'a' * 300}", "finding=%00"],
)
def test_what_cannot_be_asked_for_is_told_in_a_sentence(workbench: Running, query: str) -> None:
    with workbench.client() as client:
        answer = client.get(f"/?{query}")
        assert answer.status_code in {400, 422} and 'class="sentence"' in answer.text
        assert client.get(f"/reports/0-1?revision={2**63}").status_code == 422


@pytest.mark.parametrize("path", ["/no/such/page", "/reports/0123-1", "/reports/%00", "/static/..%2fapp.py"])
def test_what_is_not_there_is_told_in_a_sentence(workbench: Running, path: str) -> None:
    with workbench.client() as client:
        page = client.get(path)
        script = client.get(f"{path}?lang=en", headers={"Accept": "application/json"})
    assert page.status_code == script.status_code == 404
    assert "没有这个页面或报告" in page.text and script.json() == {"error": "There is no such page or report."}


def test_whoever_has_no_token_is_asked_for_it(tmp_path: Path) -> None:
    with running(tmp_path / "panel.duckdb", token=TOKEN, host="0.0.0.0") as opened, opened.client() as client:
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


def csrf_of(client: httpx2.Client) -> str:
    """The token of the client's session, as a form shows it."""
    found = re.search('name="csrf" value="([^"]+)"', client.get("/upload").text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CSRF-Token": "guessed"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_write_that_no_page_of_ours_made_is_refused(workbench: Running, headers: dict[str, str]) -> None:
    with workbench.client() as client:
        right = csrf_of(client)
        data = {} if not headers or "X-CSRF-Token" in headers else {"csrf": right}
        files = {"files": ("a.txt", report_text("枫溪", 2020).encode())}
        assert client.post("/upload", headers=headers, data=data, files=files).status_code == 403
        with workbench.client() as other:  # a token is of one session
            assert other.post("/upload", data={"csrf": right}, files=files).status_code == 403


def test_a_form_without_a_script_uploads_several_files(tmp_path: Path) -> None:
    with running(tmp_path / "panel.duckdb") as opened, opened.client() as client:
        files = [("files", ("C:\\reports\\枫溪.txt", report_text("枫溪", 2020).encode())), ("files", ("a.exe", b"MZ"))]
        answer = client.post("/upload", data={"csrf": csrf_of(client), "region": ""}, files=files)
        assert answer.status_code == 303 and answer.headers["location"] == "/upload"
        page = client.get("/upload").text
        until = time.monotonic() + 60
        while 'http-equiv="refresh"' in page and time.monotonic() < until:
            time.sleep(0.1)
            page = client.get("/upload").text
        assert (
            "枫溪县2020年政府工作报告" in page
            and "a.exe 的扩展名 .exe 不是可读的格式" in page
            and "reports" not in page.split("枫溪.txt")[0][-20:]
        )
        address = re.search(r'href="(/reports/[^"]+)">枫溪', page)
        assert address
        report = client.get(address[1] + "/files/report.json").json()
        assert report["source"]["name"] == "枫溪.txt" and report["brief"]["text"]
        for form in ("page.html", "brief.md", "tables.xlsx", "tables.zip", "tasks.xlsx", "tasks.docx"):
            file = client.get(f"{address[1]}/files/{form}")
            assert file.status_code == 200 and file.headers["content-disposition"].startswith("attachment")
        assert client.get(address[1] + "/files/other").status_code == 404


def test_a_request_larger_than_it_may_be_is_not_read(workbench: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    with workbench.client() as client:
        csrf = csrf_of(client)
        monkeypatch.setattr("summarizer.web.guard.MOST_BODY", 5000)
        told = client.post("/upload", content=b"a" * 5001)
        # Cut into pieces whose sum no header tells.
        headers = {"X-CSRF-Token": csrf, "Content-Type": "multipart/form-data; boundary=x"}
        head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        untold = client.post("/upload", content=iter([head, *[b"a" * 100] * 99]), headers=headers)
        for answer in (told, untold):
            assert answer.status_code == 413 and "上传的内容过大" in answer.text
