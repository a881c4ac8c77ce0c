"""What the tests of batches and stores share: small reports of invented places, and an engine that waits."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from summarizer.batch.filling import Batch, Shard, Tally, fill
from summarizer.batch.finding import Selection
from summarizer.contract.labels import Labels
from summarizer.document.document import Document
from summarizer.engines.rules import RuleEngine

_TEXT = """{place}县{year}年政府工作报告

——{next}年1月16日在{place}县第十八届人民代表大会第三次会议上

一、{year}年工作回顾

{year}年，全县地区生产总值完成{gdp}亿元，同比增长{growth}%。一般公共预算收入9.8亿元，同比下降3.1%。
城镇居民人均可支配收入36120元，增长5.0%。森林覆盖率达到61.3%。

二、{next}年工作安排

{next}年，地区生产总值增长{aim}%以上，城镇登记失业率控制在4%以内。
新建高标准农田2.5万亩，改造老旧小区12个。加快推进{place}大桥建设，6月底前建成通车。深化农村综合改革。
"""
_PLACES = "澜青松云枫梧栖霁皓苍"


def report_text(place: str, year: int) -> str:
    """A report of `place` for `year`; its growth meets the aim of the year before in even years only."""
    growth = 6.5 if year % 2 == 0 else 5.5
    return _TEXT.format(place=place, year=year, next=year + 1, gdp=150 + year % 50, growth=growth, aim=6)


def write_reports(folder: Path, count: int) -> None:
    """`count` reports, ten places a year."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        place, year = _PLACES[index % 10] + "溪", 2010 + index // 10
        (folder / f"{index:03}.txt").write_text(report_text(place, year), encoding="utf-8")


class WaitingEngine:
    """The rules, as an engine that waits for a network would answer; without commitments where it is told to."""

    name = "waiting"
    write_brief = None

    def __init__(self, fingerprint: str = "waiting-1", promises: bool = True) -> None:
        self.fingerprint = fingerprint
        self._promises = promises

    async def label(self, document: Document) -> Labels:
        await asyncio.sleep(0)
        labels = RuleEngine().label_now(document)
        return labels if self._promises else Labels(labels.numbers, (), labels.passed_over)

    async def aclose(self) -> None: ...


def fill_store(
    store: Path, *inputs: Path, engine: WaitingEngine | None = None, shard: Shard | None = None, archives: bool = False
) -> Tally:
    """Fill a store in this process, with an engine that waits."""
    tally = Tally()
    batch = Batch(
        tuple(map(str, inputs)),
        store,
        engine or WaitingEngine(),
        8,
        Selection(follow_archives=archives),
        shard or Shard(),
    )
    fill(batch, tally, lambda failures: None)
    return tally


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of the Parquet files in a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def columns(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """The first column of some rows."""
    return [row[0] for row in rows]
