"""The HTML page as a reader meets it: opened from a file in a real Chromium, offline."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import CORPUS, report_of
from playwright.sync_api import Browser, Page, Request, expect
from test_cli import REPORT
from test_page import HOSTILE_REPORT, SPECIMENS

import summarizer
from summarizer.contract.report import Report
from summarizer.show.page import to_html

DESK, PHONE = {"width": 1500, "height": 900}, {"width": 360, "height": 740}


def summarized(source: Path | str) -> Report:
    """A report, made in a thread of its own: this one has the browser's event loop."""
    make = report_of if isinstance(source, Path) else summarizer.summarize_text
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make, source).result()  # type: ignore[arg-type]  # each takes one of the two


@dataclass
class Opened:
    """A page with all that it asked for and complained of."""

    page: Page
    report: Report
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def number(self, id_: str) -> Any:
        return self.page.locator(f".text [id={id_}]")

    def row(self, place: str) -> Any:
        return self.page.locator(f"#ui-list [data-row='{place}']")

    @property
    def shown_rows(self) -> int:
        return self.page.locator("#ui-list li:not([hidden]) [data-row]").count()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Opens the page of a report; at the end it must have asked for nothing, and complained of nothing."""
    visits: list[Opened] = []

    def open_(
        source: Path | str = SPECIMENS / "lanchuan-2022.docx", anchor: str = "", lang: str = "zh", **context: Any
    ) -> Opened:
        report = summarized(source)
        file = tmp_path / f"{len(visits)}.html"
        file.write_text(to_html(report, lang), encoding="utf-8")
        page = browser.new_context(**{"viewport": DESK, **context}).new_page()
        opened = Opened(page, report)
        visits.append(opened)
        page.on("request", lambda request: opened.requests.append(_asked(request)))
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
        page.goto(file.as_uri() + anchor)
        return opened

    yield open_
    for opened in visits:
        assert opened.complaints == []
        assert [url for url in opened.requests if not url.startswith("data:")] == [opened.requests[0]]
        assert opened.requests[0].startswith("file:")
        opened.page.context.close()


def _asked(request: Request) -> str:
    return request.url


def test_charts_in_english_keep_names_readable_and_bars_alike(visit: Any) -> None:
    text = REPORT + "\n2024年，一般公共预算收入达到110亿元。\n"
    for size in (DESK, PHONE):
        page = visit(text, lang="en", viewport=size).page
        row = page.locator("#ui-levels .row").first
        expect(row.locator(".figures")).to_contain_text("110 hundred million yuan")
        name, figures = (row.locator(part).bounding_box() for part in (".name", ".figures"))
        assert name["width"] > 100 and figures["x"] + figures["width"] <= size["width"]
        drawn = page.locator("#ui-topics .row > svg").evaluate_all("all => all.map(e => e.clientHeight)")
        assert len(drawn) > 1 and len(set(drawn)) == 1


def test_every_report_opens_with_the_counts_of_its_json(visit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    files = [path for path in sorted(SPECIMENS.iterdir()) if path.is_file()]
    for file in [*files, *sorted(CORPUS.glob("*.txt"))]:
        opened = visit(file)
        places = "n => new Set([...document.querySelectorAll(n)].map(e => e.dataset.i)).size"
        report = opened.report
        assert opened.page.evaluate(places, ".text .n") == len(report.indicators)
        assert opened.page.evaluate(places, ".text .x") == len(report.excluded)
        assert opened.page.evaluate(places, ".text .c") == len(report.commitments)
        assert opened.page.evaluate(places, ".text .h") == len(report.sections)
        rows = len(report.indicators) + len(report.excluded) + len(report.commitments) + len(report.checks)
        assert opened.page.locator("#ui-list [data-row]").count() == rows
        assert opened.shown_rows == rows - len(report.excluded)
        spent = opened.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        with capsys.disabled():
            print(f"\n{file.name}: {report.source.chars} characters, usable after {spent:.0f} ms", end="")


def test_filters_narrow_the_list_and_the_marks(visit: Any) -> None:
    opened = visit()
    page, report = opened.page, opened.report
    page.select_option("[name=status]", "target")
    wanted = [item for item in report.indicators if item.status == "target"]
    assert opened.shown_rows == len(wanted) > 0
    assert page.locator(".text .n:not(.off)").count() == len(wanted)
    expect(page.locator("#ui-shown")).to_contain_text(str(len(wanted)))
    page.select_option("[name=canon]", "core")
    assert opened.shown_rows == sum(item.canon is not None for item in wanted)
    page.click("#ui-reset")
    page.select_option("[name=strength]", "must")
    assert opened.shown_rows == sum(item.strength == "must" for item in report.commitments) > 0
    page.click("#ui-reset")
    page.locator("[name=from]").fill("90")
    sure = [item for item in [*report.indicators, *report.commitments] if (item.confidence or 0) >= 0.9]
    assert opened.shown_rows == len(sure)
    page.click("#ui-reset")
    part = next(item for item in report.sections if item.level == 1)
    below = {part.id} | {item.id for item in report.sections if item.parent == part.id}
    below |= {item.id for item in report.sections if item.parent in below}
    page.select_option("[name=section]", part.id)
    assert opened.shown_rows == sum(i.section in below for i in [*report.indicators, *report.commitments]) > 0
    page.click("#ui-reset")
    for kind in ("indicator", "commitment", "finding"):
        page.locator(f".chip.{kind}").click()
    assert opened.shown_rows == 0
    expect(page.locator("#ui-list .none")).to_be_visible()
    page.locator(".chip.excluded").click()
    assert opened.shown_rows == len(report.excluded)


def test_a_search_finds_names_quotes_and_ids(visit: Any) -> None:
    opened = visit()
    page, report = opened.page, opened.report
    page.fill("#ui-search", "老旧小区")
    found = [i for i in report.indicators if "老旧小区" in i.name or "老旧小区" in i.quote.text]
    promised = [i for i in report.commitments if "老旧小区" in i.span.text]
    assert opened.shown_rows == len(found) + len(promised) > 1
    page.fill("#ui-search", "没有这样的词")
    assert opened.shown_rows == 0
    page.keyboard.press("Escape")
    assert page.input_value("#ui-search") == "" and opened.shown_rows > 0


def test_a_topic_of_the_chart_filters_the_list(visit: Any) -> None:
    opened = visit()
    opened.page.locator("[data-topic=urban]").click()
    assert opened.shown_rows == sum(item.topic == "urban" for item in opened.report.commitments) > 0


def test_from_the_list_to_the_text_and_back(visit: Any) -> None:
    opened = visit()
    page, report = opened.page, opened.report
    last = report.indicators[-1]
    page.locator(f"#ui-list a[href='#{last.id}']").click()
    expect(opened.number(last.id)).to_be_in_viewport()
    expect(page.locator("#ui-card")).to_be_visible()
    assert "on" in opened.number(last.id).get_attribute("class").split()
    number = opened.number(report.excluded[-1].id)
    number.click()
    row = opened.row(number.get_attribute("data-i"))
    expect(row).to_be_in_viewport()
    assert row.get_attribute("aria-current") == "true"
    assert page.locator("#ui-list [aria-current]").count() == page.locator(".text .on[data-i]").count() == 1


def test_a_citation_of_the_brief_and_an_address_lead_to_the_number(visit: Any) -> None:
    opened = visit()
    id_ = opened.page.locator(".brief .cite").last.text_content()
    opened.page.locator(".brief .cite").last.click()
    expect(opened.number(id_)).to_be_in_viewport()
    expect(opened.number(id_)).to_be_focused()
    again = visit(anchor=f"#{id_}")
    expect(again.number(id_)).to_be_in_viewport()
    expect(again.page.locator("#ui-card")).to_be_visible()


def test_the_card_has_all_the_fields(visit: Any) -> None:
    opened = visit()
    card = opened.page.locator("#ui-card")
    item = next(item for item in opened.report.indicators if item.canon == "gdp")
    opened.number(item.id).scroll_into_view_if_needed()
    opened.number(item.id).hover()
    expect(card).to_be_visible()
    for words in (
        item.name,
        "水平",
        "实际",
        item.period,
        "gdp",
        item.quote.text,
        item.id,
        item.source,
        "等于",
        f"{round(100 * (item.confidence or 0))}%",
    ):
        expect(card).to_contain_text(words)
    promise = next(item for item in opened.report.commitments if item.quantities and item.strength == "strive")
    opened.number(promise.id).click()
    for words in (promise.action, "力争", "量化", "工业", promise.quantities[0], promise.span.text, promise.id):
        expect(card).to_contain_text(words)
    dated = opened.number(opened.report.excluded[0].id)
    dated.scroll_into_view_if_needed()
    dated.hover()
    expect(card).to_contain_text("日期")


def test_the_keyboard_moves_searches_and_closes(visit: Any) -> None:
    opened = visit()
    page = opened.page
    focused = "document.activeElement.dataset.i"
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    first = int(page.evaluate(focused))
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    third = int(page.evaluate(focused))
    assert third > first
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    assert int(page.evaluate(focused)) == first
    expect(page.locator("#ui-card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ui-card")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#ui-search")).to_be_focused()
    page.keyboard.type("j/k")
    assert page.input_value("#ui-search") == "j/k"
    page.fill("#ui-search", "投资")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#ui-list') !== null")
    one = page.evaluate("document.activeElement.dataset.row")
    page.keyboard.press("ArrowDown")
    two = page.evaluate("document.activeElement.dataset.row")
    assert int(two) > int(one)
    assert page.locator("#ui-list [tabindex='0']").count() == 1


def test_light_and_dark(visit: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page = visit(color_scheme="light").page
    light = page.evaluate(ground)
    page.locator("#ui-theme").click()
    dark = page.evaluate(ground)
    page.locator("#ui-theme").click()
    assert page.evaluate(ground) == light != dark
    assert visit(color_scheme="dark").page.evaluate(ground) == dark


@pytest.mark.parametrize("file", [*SPECIMENS.glob("*.html"), *CORPUS.glob("guandu*")], ids=lambda path: path.name)
def test_a_phone_shows_text_list_and_card_without_sideways_scrolling(visit: Any, file: Path) -> None:
    opened = visit(file, viewport=PHONE, has_touch=True)
    page = opened.page
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= PHONE["width"]
    expect(page.locator("#ui-panel")).to_be_hidden()
    page.locator("#ui-open").tap()
    expect(page.locator("#ui-panel")).to_be_visible()
    assert page.evaluate(wide) <= PHONE["width"]
    id_ = opened.report.indicators[7].id
    page.locator(f"#ui-list a[href='#{id_}']").tap()
    expect(page.locator("#ui-panel")).to_be_hidden()
    expect(opened.number(id_)).to_be_in_viewport()
    box, number = page.locator("#ui-card").bounding_box(), opened.number(id_).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    assert number["y"] + number["height"] <= box["y"]


def test_paper_shows_the_text_and_its_marks_alone(visit: Any, tmp_path: Path) -> None:
    opened = visit(color_scheme="dark")
    page = opened.page
    page.select_option("[name=status]", "target")
    page.emulate_media(media="print")
    for part in (".panel", ".outline", ".bar"):
        expect(page.locator(part)).to_be_hidden()
    style = "e => { const s = getComputedStyle(e); return [s.color, s.fontWeight, s.textDecorationStyle, s.borderTopStyle] }"
    assert page.locator(".text .n.actual").first.evaluate(style)[:2] == ["rgb(0, 0, 0)", "700"]
    assert page.locator(".text .n.target").first.evaluate(style)[3] == "solid"
    lines = [page.locator(f".text .c.{strength}").first.evaluate(style)[2] for strength in ("must", "will", "strive")]
    assert lines == ["double", "solid", "dashed"]
    page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as printed:
        text = "".join(sheet.get_textpage().get_text_bounded() for sheet in printed)
    assert "1268.4" in text and "澜川市政府工作报告" in text and "清除筛选" not in text


def long_report(place: str) -> str:
    """A report with more of everything than a sheet takes."""
    statistics = [
        "地区生产总值", "一般公共预算收入", "规模以上工业增加值", "固定资产投资", "社会消费品零售总额", "进出口总额", "粮食产量",
        "第一产业增加值", "第二产业增加值", "第三产业增加值", "税收收入", "旅游总收入", "出口总额", "工业投资", "民间投资",
        "城镇居民人均可支配收入", "农村居民人均可支配收入", "网上零售额", "金融机构存款余额", "金融机构贷款余额",
    ]  # fmt: skip
    work = [
        "新建改建农村公路", "建设标准化厂房", "新增公办幼儿园学位", "改造老旧小区", "培育科技型中小企业", "治理河道", "建设区域医疗中心",
        "新建高标准农田", "举办文化惠民演出", "新增养老床位", "引进外资项目", "清理涉企收费事项", "开展安全隐患排查", "建设商贸综合体",
        "公开政务服务事项",
    ]  # fmt: skip
    reached = "。".join(f"{name}完成{70 + at}.5亿元、增长{at % 9 + 1}.{at % 7}%" for at, name in enumerate(statistics))
    aims = "，".join(f"{name}增长{at % 5 + 4}%以上" for at, name in enumerate(statistics[:9]))
    promised = "".join(
        f"年底前在全域范围内分批次、高质量{name}{12 + at}个并投入使用。力争总投资{at + 2}亿元的{name}二期工程开工建设。"
        f"{name}{at + 30}处，进一步完善长效管护机制和运行保障体系。持续做好{name}的宣传引导工作。\n"
        for at, name in enumerate(work)
    )
    lacking = "；".join(f"{name}的基础仍不牢固，与群众的期盼和高质量发展的要求相比还有不小差距" for name in work[:9])
    return (
        f"{place}2023年政府工作报告\n\n——2024年1月16日在{place}第十四届人民代表大会第三次会议上\n\n一、2023年工作回顾\n\n"
        f"2023年，{reached}。\n我们也清醒地看到，还存在不少困难和问题：{lacking}。\n\n二、2024年工作安排\n\n"
        f"今年经济社会发展主要预期目标是：{aims}。\n{promised}"
    )


@pytest.mark.parametrize(("place", "pages"), [("安和县", 1), ("安和市", 2), ("安和省", 2)])
def test_the_printed_brief_fits_its_sheet(visit: Any, tmp_path: Path, place: str, pages: int) -> None:
    for lang in ("zh", "en"):
        page = visit(long_report(place), lang=lang).page
        page.evaluate("document.documentElement.dataset.print = 'brief'")
        sheets = printed_pages(page, tmp_path / "brief.pdf")
        assert len(sheets) == pages and f"{place}2023年政府工作报告" in sheets[0][:40]


@pytest.mark.parametrize("name", ["qinghe-2018.html", "lanchuan-2022.docx"])
def test_the_brief_is_printed_alone_or_as_the_first_sheets_of_the_page(visit: Any, tmp_path: Path, name: str) -> None:
    page = visit(SPECIMENS / name).page
    page.evaluate("window.print = () => { window.printed = document.documentElement.dataset.print }")
    page.click("#ui-print-brief")
    assert page.evaluate("window.printed") == "brief"
    sheets = printed_pages(page, tmp_path / "brief.pdf")
    assert len(sheets) == 1 and sheets[0].startswith(page.title())
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    whole = printed_pages(page, tmp_path / "whole.pdf")
    assert whole[: len(sheets)] == sheets and len(whole) > len(sheets)


def printed_pages(page: Page, file: Path) -> list[str]:
    """The text of each page that is printed."""
    page.pdf(path=str(file), prefer_css_page_size=True)
    with pypdfium2.PdfDocument(file) as printed:
        return [sheet.get_textpage().get_text_bounded() for sheet in printed]


def test_hostile_text_runs_nothing_and_is_shown(visit: Any) -> None:
    opened = visit(HOSTILE_REPORT)
    page = opened.page
    assert page.title() != "run" and page.locator("img").count() == 0
    expect(page.locator(".text")).to_contain_text("</script><script>alert(1)</script>")
    promise = next(item for item in opened.report.commitments if "<script>" in item.span.text)
    page.locator(f"#ui-list a[href='#{promise.id}']").click()
    expect(page.locator("#ui-card")).to_contain_text('<script>document.title="run"</script>')
    assert page.locator("script").count() == 2


def test_the_page_may_run_no_other_script(visit: Any) -> None:
    opened = visit()
    opened.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s) }"
    )
    assert opened.page.evaluate("window.ran") is None
    assert "Content Security Policy" in opened.complaints.pop()


def test_every_control_has_a_name(visit: Any) -> None:
    page = visit().page
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = {"button", "link", "searchbox", "combobox", "slider", "checkbox", "navigation", "complementary"}
    controls = [node for node in tree if not node["ignored"] and node["role"]["value"] in roles]
    assert roles <= {node["role"]["value"] for node in controls} and len(controls) > 100
    assert [node["role"]["value"] for node in controls if not node.get("name", {}).get("value", "").strip()] == []
