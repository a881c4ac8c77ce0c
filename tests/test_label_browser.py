"""Correcting a report in the browser: by keyboard, by two people at once, and all the way to labels that score alike."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import run
from panel import fill_store, report_text
from workbench import Running, running

from summarizer.api import summarize_text
from summarizer.corrections.exchange.label_files import write_files
from summarizer.corrections.items import Item, Ledger
from summarizer.corrections.log import Draft
from summarizer.corrections.sheet import sheet_of
from summarizer.store.corrections import Subject, log_of, record
from summarizer.store.layers import CORRECTIONS
from summarizer.tables import text_id_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# In front of everything a character that JavaScript counts as two.
TEXT = "𠮷\n" + report_text("澜溪", 2020) + "𠮷镇力争建成水厂1座，解决2.3万人饮水。\n"


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("labels")
    (folder / "澜溪-2021.txt").write_text(TEXT, encoding="utf-8")
    fill_store(folder / "panel.duckdb", folder / "澜溪-2021.txt")
    with running(folder / "panel.duckdb") as opened:
        yield opened


@contextmanager
def opened(browser: "Browser", at_work: Running, who: str, width: int = 1280) -> "Iterator[Page]":
    """The page of the report, open for one person in a browser of their own."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept(who))
    page.goto(at_work.url + "/")
    page.goto(at_work.url + (page.locator("a[href^='/reports/']").first.get_attribute("href") or ""))
    yield page
    context.close()
    assert wrong == []


def choose(page: "Page", digits: str) -> None:
    page.locator(".text [data-i].n, .text [data-i].x", has_text=re.compile(f"^{re.escape(digits)}$")).first.click()


def press(page: "Page", *keys: str) -> None:
    """Keys that end in an answer of the server, which is waited for."""
    *before, last = keys
    for key in before:
        page.keyboard.press(key)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/labels")):
        page.keyboard.press(last)
    page.locator("body:not([data-busy])").wait_for()


def fields(page: "Page") -> str:
    return " ".join(page.locator("#edit-fields").inner_text().split())


def newest(at_work: Running) -> tuple[str, str, dict[str, object], str]:
    with at_work.store.reading() as connection:
        entry = log_of(connection, text_id_of(TEXT), CORRECTIONS)[-1]
    return entry.action, entry.who, dict(entry.after), entry.quote


def test_every_field_is_corrected_by_keyboard_and_keeps_who_and_what(at_work: Running, browser: "Browser") -> None:
    with opened(browser, at_work, "安") as page:
        choose(page, "170")
        assert "b 界限 等于" in fields(page) and "c 核心指标 地区生产总值 gdp" in fields(page)
        press(page, "b", "6")
        page.locator("#edit-state", has_text="已更正").wait_for()
        assert newest(at_work) == ("change", "安", {"bound": "approx"}, "170")
        assert "约170亿元" in page.locator("#ui-list .on").inner_text()
        page.keyboard.press("n")
        page.keyboard.type("全县生产总值")
        press(page, "Enter")
        page.locator("#edit-fields", has_text="全县生产总值").wait_for()
        page.keyboard.press("p")
        page.keyboard.type("2020年")
        press(page, "Enter")
        page.locator("#edit-told", has_text="不是可用的时期").wait_for()
        assert page.locator("#edit-input").input_value() == "2020年"
        page.keyboard.press("Escape")
        press(page, "u")
        page.locator("#edit-fields", has_text="名称 地区生产总值").wait_for()
        press(page, "x", "2")
        assert newest(at_work)[2]["class"] == "date"
        press(page, "u")
        page.locator("#edit-fields", has_text="性质 统计数值").wait_for()
        press(page, "Enter")
        assert newest(at_work)[0] == "accept" and newest(at_work)[3] == "170"
        page.locator("#edit-title", has_text="6.5").wait_for()
        page.reload()
        assert "约170亿元" in page.locator("#ui-list").inner_text() and page.locator("a.accepted").count() == 1


def test_a_commitment_is_added_by_its_clauses_moved_split_and_removed(at_work: Running, browser: "Browser") -> None:
    def runs(page: "Page") -> list[str]:
        page.wait_for_load_state()
        return page.evaluate("reportPage.data.entries.filter(e => e.kind === 'commitment').map(e => e.quote)")  # type: ignore[no-any-return]

    with opened(browser, at_work, "安") as page:
        before = runs(page)
        left = next(each for each in before if "水厂" in each)
        page.evaluate(
            f"reportPage.choose(reportPage.data.entries.findIndex(e => e.quote === {json.dumps(left)} && e.kind === 'commitment'), 'text')"
        )
        page.keyboard.press("d")
        page.wait_for_url("**at=*")
        assert left not in runs(page)
        choose(page, "12")
        page.keyboard.press("a")
        for _ in range(9):
            if "水厂" in page.locator("#edit-told").inner_text():
                break
            page.keyboard.press("j")
        page.keyboard.press("]")
        assert "饮水" in page.locator("#edit-told").inner_text()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "𠮷镇力争建成水厂1座，解决2.3万人饮水" in runs(page)
        assert newest(at_work)[3] == "𠮷镇力争建成水厂1座，解决2.3万人饮水"
        with page.expect_navigation():
            page.keyboard.press("w")
            page.keyboard.press("1")
        assert {"𠮷镇力争建成水厂1座", "解决2.3万人饮水"} <= set(runs(page))
        with page.expect_navigation():
            page.keyboard.press("u")
        with page.expect_navigation():
            page.keyboard.press("[")
        assert "𠮷镇力争建成水厂1座" in runs(page)


def test_the_second_of_two_browsers_is_told_and_keeps_what_it_said(at_work: Running, browser: "Browser") -> None:
    with opened(browser, at_work, "安") as first, opened(browser, at_work, "博") as second:
        for page in (first, second):
            choose(page, "36120")
        press(first, "b", "2")
        second.keyboard.press("n")
        second.keyboard.type("城镇人均收入")
        press(second, "Enter")
        second.locator("#edit-told", has_text="安 已于").wait_for()
        assert second.locator("#edit-input").input_value() == "城镇人均收入" and "界限 不低于" in fields(second)
        assert newest(at_work) == ("change", "安", {"bound": "ge"}, "36120")
        press(second, "Enter")
        second.locator("#edit-fields", has_text="城镇人均收入").wait_for()
        assert newest(at_work) == ("change", "博", {"name": "城镇人均收入"}, "36120")
        second.goto(second.url.split("?")[0] + "/log")
        told = second.locator("table.log").inner_text()
        assert "博" in told and "城镇人均收入" in told and "安" in told


def test_from_upload_to_labels_that_score_as_those_made_by_hand(
    at_work: Running, browser: "Browser", tmp_path: Path
) -> None:
    (tmp_path / "青溪-2022.txt").write_text(report_text("青溪", 2021), encoding="utf-8")
    with opened(browser, at_work, "安") as page:
        page.goto(at_work.url + "/upload")
        page.set_input_files("#app-upload [type=file]", tmp_path / "青溪-2022.txt")
        page.locator("#app-uploads .done a").first.click(timeout=60_000)
        page.locator("h1", has_text="青溪县").wait_for()
        report_id = page.url.split("/reports/")[1].split("?")[0]
        choose(page, "61.3")
        press(page, "b", "2")
        page.locator("#edit-state", has_text="已更正").wait_for()
    at_work.store.close()
    by_hand, exported = tmp_path / "hand", tmp_path / "exported"
    done = run("labels", "export", "--db", at_work.path, "--out", exported, "--report", report_id, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    label_by_hand(by_hand, report_text("青溪", 2021), "61.3", "ge")
    scores = [score(folder, tmp_path) for folder in (by_hand, exported)]
    assert scores[0] == scores[1] and 0.5 < scores[0]["score"] < 1


def label_by_hand(folder: Path, text: str, digits: str, bound: str) -> None:
    """Label files as somebody writes them who agrees with the rules but for one bound."""
    folder.mkdir(exist_ok=True)
    (folder / "青溪-2022.txt").write_text(text, encoding="utf-8")
    for part, content in write_files(Ledger.of(text), sheet_of(summarize_text(text))).items():
        lines = [
            line.replace("\teq\t", f"\t{bound}\t") if part == "numbers.tsv" and f"\t{digits}\t" in line else line
            for line in content.splitlines(keepends=True)
        ]
        (folder / f"青溪-2022.{part}").write_text("".join(lines), encoding="utf-8")


def score(folder: Path, cwd: Path) -> dict[str, float]:
    """The figures of the rules against labels in a folder."""
    done = run("eval", "--corpus", folder, "--labels", folder, "--json", cwd=cwd)
    return json.loads(done.stdout)["all"]  # type: ignore[no-any-return]


def test_calls_without_the_token_of_the_page_change_nothing(at_work: Running) -> None:
    with at_work.client() as client:
        client.get("/")
        href = client.get("/").text.split('href="/reports/')[1].split('"')[0]
        answer = client.post(
            f"/reports/{href}/labels", json={"wish": "undo", "item": "meta:0-0"}, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 403
        token = client.get(f"/reports/{href}").text.split('name="csrf" content="')[1].split('"')[0]
        headers = {"X-CSRF-Token": token, "Accept": "application/json"}
        for body, status in (
            ({"wish": "undo", "item": "meta:0-0"}, 422),
            ({"wish": "change", "item": "number:1-2", "fields": {"bound": "eq"}}, 422),
            ({"wish": "change", "item": "nothing"}, 422),
            ({"wish": "burn", "item": "meta:0-0"}, 422),
            ({"wish": "change", "item": "meta:0-0", "colour": 1}, 422),
        ):
            assert client.post(f"/reports/{href}/labels", json=body, headers=headers).status_code == status, body
        assert (
            client.post("/reports/none/labels", json={"wish": "undo", "item": "meta:0-0"}, headers=headers).status_code
            == 404
        )
        assert client.post("/who", json={"name": " \n "}, headers=headers).status_code == 422


def test_what_lost_its_place_is_listed_and_a_name_is_text(at_work: Running) -> None:
    """A correction that was made while the file was read as another text."""
    before = Subject("another", "", CORRECTIONS, Ledger.of("共1座"), {})
    item = Item("number", 1, 2)
    with at_work.store.writing() as connection:
        (row,) = connection.execute("SELECT report_id FROM latest WHERE source_name = '澜溪-2021.txt'").fetchall()
        draft = Draft(item, "change", {"bound": "eq"}, {"bound": "ge"}, {"class": "q", "bound": "ge"})
        record(connection, replace(before, report_id=str(row[0])), [draft], who="<b>安</b>")
    with at_work.client() as client:
        page, log = client.get(f"/reports/{row[0]}").text, client.get(f"/reports/{row[0]}/log?lang=en").text
    assert "1 项更正已无处可放" in page
    lost = log.split('id="lost"')[1]
    assert "the file gives another text by now" in lost and "&lt;b&gt;安" in lost and "<b>安" not in lost
    assert "exactly" in lost.lower() and "at least" in lost.lower()
