"""The tools for language models, over standard input and output: the official client, a process, a real store."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult
from panel import fill_store, write_reports

from summarizer.cli import call
from summarizer.store.opening import reading, writing


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    write_reports(folder / "reports", 12)
    fill_store(folder / "panel.duckdb", folder / "reports")
    return folder / "panel.duckdb"


def ask(store: Path, talk: Callable[[Client], Awaitable[None]]) -> None:
    """Talk with the program as one that uses it does: start it, speak, end it."""
    command = "from summarizer.cli import main; main()"
    server = StdioServerParameters(command=sys.executable, args=["-c", command, "mcp", "--db", str(store)])

    async def within() -> None:
        async with Client(server, read_timeout_seconds=60) as client:
            await talk(client)

    asyncio.run(within())


def lines(result: CallToolResult) -> list[str]:
    (content,) = result.content
    assert content.type == "text"
    return content.text.splitlines()


def test_a_client_finds_reports_figures_and_commitments_with_their_places(store: Path) -> None:
    with reading(store) as connection:
        texts = dict(connection.execute("SELECT report_id, text FROM reports JOIN texts USING (text_id)").fetchall())

    def held(entry: dict[str, Any]) -> str:
        quote = entry["quote"]
        assert texts[entry["report"]["report_id"]][quote["start"] : quote["end"]] == quote["text"]
        return str(quote["text"])

    async def talk(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == {"find_reports", "figures", "commitments", "statistics"}
        for tool in tools.values():
            assert tool.annotations and tool.annotations.read_only_hint and tool.output_schema and tool.description

        reports = await client.call_tool("find_reports", {"region": "松溪", "year": 2010})
        assert not reports.is_error and reports.structured_content
        assert [found["title"] for found in reports.structured_content["items"]] == ["松溪县2010年政府工作报告"]

        figures = await client.call_tool("figures", {"statistic": "地区生产总值", "region": "松溪县", "year": 2010})
        assert figures.structured_content and figures.structured_content["total"] == 2
        said = {held(entry): entry["value"] for entry in figures.structured_content["items"]}
        assert said == {"全县地区生产总值完成160亿元": 160.0, "同比增长6.5%": 6.5}
        head, *told = lines(figures)
        assert head == "2 found, 2 listed"
        assert "松溪县 2010 地区生产总值 160亿元 (level, actual): “全县地区生产总值完成160亿元” [" in "\n".join(told)

        promises = await client.call_tool("commitments", {"topic": "urban", "year": 2011, "text": "小区"})
        assert promises.structured_content and promises.structured_content["total"] == 10
        assert {held(entry) for entry in promises.structured_content["items"]} == {"改造老旧小区12个"}

        known = await client.call_tool("statistics", {"region": "松溪县"})
        assert known.structured_content
        gdp = next(each for each in known.structured_content["statistics"] if each["id"] == "gdp")
        assert gdp["measures"] == ["growth", "level"] and (gdp["first"], gdp["last"]) == (2010, 2011)

        first = await client.call_tool("find_reports", {"limit": 7})
        assert first.structured_content
        rest = await client.call_tool("find_reports", {"limit": 7, "cursor": first.structured_content["next"]})
        assert rest.structured_content and rest.structured_content["next"] is None
        both = [each["report_id"] for page in (first, rest) for each in page.structured_content["items"]]
        assert sorted(both) == sorted(texts)

    ask(store, talk)


def test_what_cannot_be_answered_is_told_in_one_sentence(store: Path) -> None:
    wrong: list[tuple[str, dict[str, object], str]] = [
        ("figures", {"statistic": "幸福指数"}, "no statistic is called '幸福指数'"),
        ("figures", {"year": "this year"}, "year: Input should be a valid integer"),
        ("figures", {"year": 7}, "7 is no year of a report"),
        ("find_reports", {"limit": 51}, "a call lists at most 50 entries"),
        ("find_reports", {"limit": 0}, "a page holds 1 to 500 entries, not 0"),
        ("commitments", {"topic": "weather"}, "topic: Input should be 'economy'"),
        ("commitments", {"topics": "economy"}, "commitments has no argument 'topics'; its arguments are topic, region"),
        ("commitments", {"cursor": "7"}, "the cursor is none that a page gave"),
    ]

    async def talk(client: Client) -> None:
        for tool, arguments, told in wrong:
            result = await client.call_tool(tool, arguments)
            assert result.is_error, arguments
            (line,) = lines(result)
            assert line.startswith(told)
        # Whoever fills the store meanwhile is not kept from it, and nothing was changed.
        with writing(store) as connection:
            assert connection.execute("SELECT count(*) FROM reports").fetchone() == (12,)
        assert not (await client.call_tool("statistics")).is_error

    ask(store, talk)


def test_a_store_that_is_not_there_ends_it_before_anything_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["mcp", "--db", str(tmp_path / "none.duckdb")]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and "does not exist" in said.err


def test_without_the_package_it_says_what_to_install(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    assert call(["mcp", "--db", str(store)]) == 2
    assert "pip install 'gov-report-ledger[mcp]'" in capsys.readouterr().err
