"""The JSON API over HTTP: what it finds is what the store holds, its errors are problems, and its OpenAPI tells the truth."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from panel import report_text
from workbench import Running

import summarizer
from summarizer.contract.report import Report
from summarizer.corrections.changing import Request
from summarizer.corrections.items import Item
from summarizer.errors import InputError
from summarizer.show.brief import write_brief
from summarizer.store.corrections import act
from summarizer.store.labellings import subject_of
from summarizer.store.layers import CORRECTIONS
from summarizer.tables import TABLES

V1 = "/api/v1"


def got(workbench: Running, path: str, **asked: Any) -> Any:
    with workbench.client() as client:
        answer = client.get(V1 + path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sent(workbench: Running, name: str, content: bytes, **headers: str) -> Any:
    with workbench.client() as client:
        return client.post(f"{V1}/reports", files={"file": (name, content)}, headers=headers, timeout=60)


@pytest.fixture(scope="module")
def lanchuan(workbench: Running) -> Report:
    """The report of 澜川 as the API gives it."""
    (found,) = got(workbench, "/reports", text="lanchuan-2022.docx")["items"]
    return Report.model_validate(got(workbench, f"/reports/{found['report_id']}"))


def id_of(report: Report) -> str:
    return f"{report.source.sha256[:16]}-{report.source.part}"


def test_a_report_comes_as_the_contract_has_it(workbench: Running, lanchuan: Report) -> None:
    (listed,) = got(workbench, "/reports", text="lanchuan", region="澜川", year=2022)["items"]
    assert listed["report_id"] == id_of(lanchuan) and listed["title"] == lanchuan.meta.title
    assert (listed["indicators"], listed["commitments"]) == (len(lanchuan.indicators), len(lanchuan.commitments))
    with workbench.client() as client:
        assert client.get(f"{V1}/reports/{id_of(lanchuan)}/text").text == lanchuan.source.text
        brief = client.get(f"{V1}/reports/{id_of(lanchuan)}/brief", params={"lang": "en"})
    assert brief.text == write_brief(lanchuan, "en").text and brief.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_each_table_of_a_report_is_there(workbench: Running, lanchuan: Report, table: Any) -> None:
    with workbench.client() as client:
        answer = client.get(f"{V1}/reports/{id_of(lanchuan)}/tables/{table.name}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert head == [column.name for column in table.columns]
    assert len(rows) == len(list(table.rows(lanchuan)))


def test_figures_and_commitments_come_with_quote_and_place(workbench: Running, lanchuan: Report) -> None:
    text, known = lanchuan.source.text, {item.id: item for item in lanchuan.indicators}
    page = got(workbench, "/figures", report_id=id_of(lanchuan), limit=500)
    assert page["next"] is None and len(page["items"]) == page["total"] == len(known)
    for figure in page["items"]:
        item, quote, number = known[figure["id"]], figure["quote"], figure["number"]
        assert text[quote["start"] : quote["end"]] == quote["text"] == item.quote.text
        assert text[number["start"] : number["end"]] == number["text"]
        assert (figure["section"] or {}).get("id") == item.section
        if figure["bound"] != "range":
            assert (figure["value"], figure["unit"], figure["bound"]) == (item.value, item.unit, item.bound)
    promises = got(workbench, "/commitments", report_id=id_of(lanchuan), limit=500)["items"]
    assert [each["id"] for each in promises] == [item.id for item in lanchuan.commitments]
    assert all(text[e["quote"]["start"] : e["quote"]["end"]] == e["quote"]["text"] for e in promises)
    statistics = got(workbench, "/statistics", region="澜川")
    gdp = next(each for each in statistics if each["id"] == "gdp")
    assert gdp["figures"] == got(workbench, "/figures", region="澜川", statistic="gdp")["total"] > 0


def test_what_people_corrected_is_told_and_laid_over_the_report_unless_its_own_is_asked_for(
    workbench: Running, lanchuan: Report
) -> None:
    item = lanchuan.indicators[3]
    place = Item("number", item.number.start, item.number.end)
    subject = subject_of(lanchuan, id_of(lanchuan), CORRECTIONS)
    with workbench.store.writing() as connection:
        act(
            connection, subject, Request(wish="change", item=place, fields={"name": "另一个名称"}), who="审核人", seen=0
        )
    try:
        entry = got(workbench, f"/reports/{id_of(lanchuan)}/corrections")[-1]
        assert (entry["who"], entry["start"], entry["after"]) == ("审核人", item.number.start, {"name": "另一个名称"})
        machine = Report.model_validate(got(workbench, f"/reports/{id_of(lanchuan)}", corrected=False))
        corrected = Report.model_validate(got(workbench, f"/reports/{id_of(lanchuan)}"))
        assert machine.indicators[3].name == item.name and corrected.indicators[3].name == "另一个名称"
    finally:
        with workbench.store.writing() as connection:
            act(connection, subject, Request(wish="undo", item=place), who="审核人", seen=0)


def test_a_file_is_read_as_the_command_line_reads_it(workbench: Running, tmp_path: Path) -> None:
    file = tmp_path / "汀溪.txt"
    file.write_text(report_text("汀溪", 2021), encoding="gb18030")
    answer = sent(workbench, "../a/汀溪.txt", file.read_bytes())
    assert answer.status_code == 201, answer.text
    (report,) = answer.json()["reports"]
    assert answer.json() == {"state": "done", "reports": [report], "told": None}
    stored = Report.model_validate(got(workbench, f"/reports/{report['report_id']}"))
    (alone,) = summarizer.summarize_all(file)
    assert stored.source.name == "汀溪.txt" and report["title"] == alone.meta.title
    assert (stored.indicators, stored.commitments) == (alone.indicators, alone.commitments)
    assert sent(workbench, "again.txt", file.read_bytes()).json() == {**answer.json(), "state": "known"}


def test_a_program_that_keeps_cookies_stays_a_program(workbench: Running) -> None:
    with workbench.client() as client:
        for _ in range(2):
            assert client.post(f"{V1}/reports", files={"file": ("empty.txt", b" ")}).status_code == 422
        assert not client.cookies
        # One that has read a page and kept what that gave is told why it is refused.
        client.get("/")
        refused = client.post(f"{V1}/reports", files={"file": ("empty.txt", b" ")})
    assert refused.status_code == 403 and "a program sends no cookies of pages" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("name", "content"), [("empty.txt", b" \n"), ("x.docx", b"PK\x03\x04 no archive"), ("x.pdf", b"%PDF-1.7 nothing")]
)
def test_a_file_that_is_no_report_is_refused_with_the_sentence_of_the_command_line(
    workbench: Running, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as told:
        summarizer.summarize(tmp_path / name)
    answer = sent(workbench, name, content)
    assert answer.status_code == 422 and answer.json()["detail"] == str(told.value).replace(f"{tmp_path}/", "")
    assert got(workbench, "/reports", text=name)["total"] == 0


def test_a_place_that_is_no_line_of_text_is_refused(workbench: Running) -> None:
    with workbench.client() as client:
        file = {"file": ("placed.txt", report_text("岚溪", 2021).encode())}
        answer = client.post("/api/v1/reports", files=file, data={"region": "岚溪县\0"})
    assert answer.status_code == 422 and answer.json()["detail"].startswith(r"the place '岚溪县\x00' holds")


def test_a_browser_that_another_page_sent_here_can_write_nothing(workbench: Running) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Cookie": "a=b"}):
        answer = sent(workbench, "x.txt", report_text("岚溪", 2021).encode(), **headers)
        assert answer.status_code == 403 and answer.headers["content-type"] == "application/problem+json"
    assert got(workbench, "/reports", region="岚溪县")["total"] == 0


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/figures?statistic=幸福指数", 400, "no statistic is called '幸福指数'"),
        ("/figures?measure=size", 422, "measure: Input should be 'level'"),
        ("/reports?year=7", 422, "year: Input should be greater than or equal to 1000"),
        ("/reports?limit=501", 422, "limit: Input should be less than or equal to 500"),
        ("/figures?statistics=gdp", 400, "the call has no parameter 'statistics'; its parameters are statistic, name"),
        ("/reports?cursor=x", 400, "the cursor is none that a page gave"),
        ("/reports/0123456789abcdef-1", 404, "There is no such page or report."),
        ("/reports/0123456789abcdef-1?revision=0", 422, "revision: Input should be greater than or equal to 1"),
        ("/reports/x", 404, "There is no such page or report."),
        ("/no/such/call", 404, "There is no such page or report."),
    ],
)
def test_an_error_is_a_problem_in_one_sentence(workbench: Running, path: str, status: int, told: str) -> None:
    with workbench.client() as client:
        answer = client.get(V1 + path)
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status and problem["detail"].startswith(told) and "\n" not in problem["detail"]
