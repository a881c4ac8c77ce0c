"""Label mode by keyboard alone: two people label a text, one of them blind, and a third decides between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from check_labels import check
from command import run
from panel import fill_store
from workbench import Running, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXT = (
    "澜溪县2021年政府工作报告\n\n一、2020年工作回顾\n全县地区生产总值完成150亿元，增长6%。\n\n二、2021年工作安排\n"
    "𠮷镇建成水厂1座。力争年内改造老旧小区12个。\n"
)


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("mode")
    (folder / "澜溪.txt").write_text(TEXT, encoding="utf-8")
    fill_store(folder / "panel.duckdb", folder / "澜溪.txt")
    with running(folder / "panel.duckdb") as opened:
        yield opened


@contextmanager
def opened(browser: "Browser", at_work: Running, path: str = "") -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept("程"))
    page.goto(f"{at_work.url}/label/{report_id(at_work)}{path}")
    yield page
    context.close()
    assert wrong == []


def report_id(at_work: Running) -> str:
    with at_work.store.reading() as connection:
        return str(connection.execute("SELECT report_id FROM latest").fetchall()[0][0])


def press(page: "Page", *keys: str) -> None:
    """Keys of which the last ends in an answer of the server."""
    *before, last = keys
    for key in before:
        page.keyboard.press(key)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press(last)
    page.locator("body:not([data-busy])").wait_for()


def quantity(
    page: "Page", *, name: str, canon: str, measure: str, unit: str, bound: str, status: str, period: str
) -> None:
    """A quantity said in full by who sees no suggestion."""
    page.keyboard.press("1")
    for said in (name, canon):
        page.keyboard.type(said)
        page.keyboard.press("Enter")
    page.keyboard.press(measure)
    page.keyboard.type(unit)
    page.keyboard.press("Enter")
    page.keyboard.press(bound)
    page.keyboard.press(status)
    page.keyboard.type(period)
    page.keyboard.press("Enter")
    press(page, "Enter")


def title(page: "Page") -> str:
    return page.locator("#edit-title").inner_text()


def left(page: "Page") -> str:
    return page.locator("#label-left").inner_text()


def test_one_checks_the_suggestions_the_least_certain_first(at_work: Running, browser: "Browser") -> None:
    with opened(browser, at_work) as page:
        page.keyboard.type("安")
        page.keyboard.press("Enter")
        page.locator("#label-left", has_text="数字").wait_for()
        assert page.locator("#label-guide").inner_text().startswith("先看数字本身")
        shown: list[str] = []
        while "数字" in left(page):
            assert len(shown) < 20
            shown.append(title(page).split()[-1])
            if shown[-1] == "150":
                page.keyboard.press("b")
                assert "以上、不低于" in page.locator("#label-guide").inner_text()
                page.keyboard.press("6")
                assert "左右" in page.locator("#edit-fields").inner_text()
            press(page, "Enter")
        quantities = [digits for digits in shown if digits in {"150", "6", "1", "12"}]
        assert shown[: len(quantities)] == quantities and len(shown) == 7
        press(page, "!")
        while "还剩" in left(page):
            press(page, "Enter")
        press(page, "u")
        assert "报告整体 1" in left(page)
        press(page, "Enter")
        press(page, "!")
        page.locator("#edit-told", has_text="已完成").wait_for()


def test_another_labels_blind_and_is_shown_nothing_that_the_machine_says(at_work: Running, browser: "Browser") -> None:
    with opened(browser, at_work) as page:
        page.keyboard.type("博")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator("#edit-fields", has_text="尚未标注").wait_for()
        data = page.locator("#label-data").inner_text()
        assert '"gdp"' not in data.split('"words"')[0] and "number:" not in data.split('"rows":')[1].split("}}")[0]
        press(page, "!")
        page.locator("#edit-told", has_text="7 个数字没有标注").wait_for()
        for digits, answer in (("2021", "2"), ("2020", "2")):
            assert title(page).endswith(digits)
            press(page, answer)
        quantity(page, name="地区生产总值", canon="gdp", measure="1", unit="亿元", bound="1", status="1", period="2020")
        quantity(page, name="地区生产总值", canon="gdp", measure="2", unit="%", bound="1", status="1", period="2020")
        press(page, "2")
        quantity(page, name="建成水厂", canon="", measure="1", unit="座", bound="1", status="2", period="2021")
        quantity(page, name="改造老旧小区", canon="", measure="1", unit="个", bound="1", status="2", period="2021")
        assert "数字" not in left(page), left(page)
        assert (
            title(page).endswith("𠮷镇建成水厂1座") and "是否起头一项承诺" in page.locator("#edit-fields").inner_text()
        )
        press(page, "a", "t", "b", "s", "1", "Enter")
        press(page, "Enter")
        while "标题" in left(page):
            press(page, "Enter")
        page.keyboard.press("g")
        page.keyboard.type("澜溪县")
        page.keyboard.press("Enter")
        press(page, "Enter")
        press(page, "!")
        page.locator("#edit-told", has_text="已完成").wait_for()


def test_a_third_decides_and_the_overruled_reading_is_shown_to_its_author(
    at_work: Running, browser: "Browser", tmp_path: Path
) -> None:
    with opened(browser, at_work, "/agreement") as page:
        rows = page.locator("#differ tbody tr")
        count = rows.count()
        assert count >= 3 and "还有" in page.locator("p.note").all_inner_texts()[0]
        table = page.locator("table.agreement").inner_text()
        assert "性质" in table and "100%" in table
        first = rows.filter(has=page.locator("td > div", has_text="左右")).first
        assert "左右" in first.inner_text() and "等于" in first.inner_text()
        while page.locator("#differ tr.on:not([data-decided])").count():
            one = page.locator("#differ tr.on").get_attribute("data-item") or ""
            with page.expect_navigation():
                page.keyboard.press("1" if one.startswith("commitment") else "2")
        assert page.locator("#differ tr[data-decided]").count() == count
        with page.expect_navigation():
            page.keyboard.press("u")
        assert page.locator("#differ tbody tr:not([data-decided])").count() == 1
        with page.expect_navigation():
            page.keyboard.press("1")
        # Neither of the two: another word, by the keyboard.
        bound = page.locator("#differ tbody tr").filter(has=page.locator("td > div", has_text="左右")).first
        item = bound.get_attribute("data-item") or ""
        bound.locator("[data-third]").click()
        bound.locator("form.third select[name=bound]").select_option(label="不低于")
        bound.locator("form.third select[name=bound]").focus()
        page.keyboard.press("Escape")
        page.keyboard.press("3")
        with page.expect_navigation():
            bound.locator("form.third button").press("Enter")
        assert "不低于" in page.locator(f'#differ tr[data-item="{item}"] .picked').inner_text()
        with page.expect_navigation():
            page.keyboard.press("u")
    with opened(browser, at_work) as page:
        page.keyboard.type("安")
        page.keyboard.press("Enter")
        page.locator("#label-left").wait_for()
        page.goto(f"{at_work.url}/label/{report_id(at_work)}/agreement")
        overruled = page.locator("table.overruled").inner_text()
        assert "左右" in overruled and "程" in overruled
        page.goto(f"{at_work.url}/label")
        assert "已完成" in page.locator("main").inner_text()
    at_work.store.close()
    done = run("labels", "export", "--db", at_work.path, "--out", "out", "--of", "decided", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert check(tmp_path / "out" / "澜溪.txt", tmp_path / "out" / "澜溪") == []
    assert "\teq\t" in (tmp_path / "out" / "澜溪.numbers.tsv").read_text(encoding="utf-8")
