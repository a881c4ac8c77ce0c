"""The workbench in a real Chromium: a report is uploaded, found, opened; a bad file tells why; hostile text stays text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from panel import report_text
from playwright.sync_api import Browser, Page, expect
from workbench import SPECIMENS, Running, running, store_of_texts

from summarizer.store.reports import find_stored, load_report

# A region name and a title that a page must not run, with characters outside the basic plane before what is selected.
_HOSTILE = report_text("𠮷澜", 2022).replace(
    "深化农村综合改革。",
    '深化<script>document.title="run"</script>改革。“</textarea>𝟙\u202e𠮷<img src=x onerror=alert(1)>”。',
)

_CONTROLS = {"button", "link", "searchbox", "textbox", "combobox", "checkbox", "navigation"}


def drop(page: Page, path: Path, text: str | None = None) -> None:
    """Let a file (of this text) or a folder fall on the page, as from a window of the system."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    session = page.context.new_cdp_session(page)
    dragged = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 200, "data": dragged})


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Running]":
    """A workbench of these tests alone: they add to its store."""
    with running(store_of_texts(tmp_path_factory.mktemp("bench") / "panel.duckdb", 3)) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, bench: Running) -> Iterator[Page]:
    """A page that at the end must not have complained, nor asked anything of anybody else."""
    complaints: list[str] = []
    context = browser.new_context(base_url=bench.url, viewport={"width": 1400, "height": 900})
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    context.close()
    assert complaints == [] and {url for url in asked if not url.startswith((bench.url, "data:"))} == set()


def test_reports_come_by_button_and_by_drop_and_are_found_and_opened(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    before = page.locator(".reports tbody tr").count()
    chosen = tmp_path / "青溪.txt"
    chosen.write_text(report_text("青溪", 2021), encoding="utf-8")
    page.set_input_files("#app-upload [type=file]", [chosen, SPECIMENS / "songyu-2024h1.pdf"])
    (tmp_path / "folder" / "below").mkdir(parents=True)
    (tmp_path / "folder" / "program.exe").write_bytes(b"MZ")
    (tmp_path / "folder" / "below" / "霁溪.txt").write_text(report_text("霁溪", 2023), encoding="utf-8")
    drop(page, tmp_path / "folder")
    expect(page.locator("#app-uploads .done")).to_have_count(3, timeout=60_000)
    expect(page.locator(".reports tbody tr")).to_have_count(before + 3)
    page.fill("[name=text]", "霁溪")
    page.keyboard.press("Enter")
    expect(page.locator(".reports tbody tr")).to_have_count(1)
    expect(page.locator(".reports .around")).to_contain_text("霁溪")
    page.select_option("[name=year]", "2021")
    expect(page.locator(".blank")).to_be_visible()
    page.click(".clear")
    page.select_option("[name=finding]", "none")
    expect(page.locator(".reports tbody tr .bad, .reports tbody tr .doubt")).to_have_count(0)
    page.goto("/?text=霁溪")
    page.click(".reports .title a")
    expect(page.locator("h1")).to_have_text("霁溪县2023年政府工作报告")
    page.keyboard.press("j")
    expect(page.locator("#ui-card")).to_be_visible()
    assert page.evaluate("document.querySelectorAll('#ui-list [data-row]').length") > 10
    page.goto("/upload")
    page.set_input_files("#app-upload [type=file]", chosen)
    expect(page.locator("#app-uploads .known")).to_contain_text("青溪县2021年政府工作报告", timeout=30_000)


def test_a_bad_file_says_what_is_wrong_and_leaves_nothing(page: Page, bench: Running, tmp_path: Path) -> None:
    page.goto("/upload")
    drop(page, tmp_path / "<b>list.xyz", "nothing")
    expect(page.locator("#app-uploads .failed").first).to_contain_text(
        "<b>list.xyz 的扩展名 .xyz 不是可读的格式", timeout=30_000
    )
    drop(page, tmp_path / "latin.txt", "This is not a report in Chinese at all.")
    expect(page.locator("#app-uploads .failed").first).to_contain_text("latin.txt 不是中文报告", timeout=30_000)
    with bench.store.reading() as connection:
        names = connection.execute("SELECT source_name FROM reports UNION SELECT place FROM errors").fetchall()
    assert not {"<b>list.xyz", "latin.txt"} & {name for (name,) in names}


def test_hostile_text_stays_text_and_a_selection_is_told_in_code_points(
    page: Page, bench: Running, tmp_path: Path
) -> None:
    page.goto("/upload")
    drop(page, tmp_path / "<i>\u202e.txt", _HOSTILE)
    expect(page.locator("#app-uploads .done a").first).to_contain_text("𠮷澜县2022年政府工作报告", timeout=60_000)
    page.click("#app-uploads .done a >> nth=0")
    expect(page.locator(".text")).to_contain_text('深化<script>document.title="run"</script>改革')
    assert page.title() != "run" and page.locator("img").count() == 0
    with bench.store.reading() as connection:
        stored = find_stored(connection, page.url.rpartition("/")[2])
        assert stored is not None
        text = load_report(connection, stored).source.text
    selected: Any = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector(".text"), NodeFilter.SHOW_TEXT);
          let node = walker.nextNode();
          while (!node.data.includes("𠮷<img")) node = walker.nextNode();
          const start = node.data.indexOf("𠮷<img");
          getSelection().setBaseAndExtent(node, start, node, start + "𠮷<img".length);
          return [reportOffsets.selected(), reportPage.data.report.clauses];
        }"""
    )
    (start, end), clauses = selected
    assert text[start:end] == "𠮷<img" and text.index("𠮷<img") == start
    assert "深化农村" not in text and any(text[a:b].startswith("深化<script>") for a, b in clauses)


def test_the_pages_fit_a_phone_and_speak_english(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/?lang=en", "/upload"):
        page.goto(address)
        tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        controls = [node for node in tree if not node["ignored"] and node["role"]["value"] in _CONTROLS]
        assert len(controls) > 5 and all(node.get("name", {}).get("value", "").strip() for node in controls)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Library")
    page.locator(".reports .title a").first.click()
    expect(page.locator("#ui-open")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
