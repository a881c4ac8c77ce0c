"""Random and mutated files: nothing but a SummarizerError may be raised, the contract holds, and time is linear.

    python evals/fuzz.py --seconds 1200 --corpus FOLDER --keep failed

A case is made of a number alone (`--first`), so that a failed one can be made again; `--keep` also writes its file.
"""

import argparse
import io
import random
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from summarizer.contract.report import Report
from summarizer.document.ledger import list_numbers
from summarizer.document.source import Source
from summarizer.engines import create
from summarizer.errors import SummarizerError
from summarizer.pipeline import summarize_source
from summarizer.readers import read_bytes

SPECIMENS = Path(__file__).parent / "specimens"
PIECES = (
    "青禾县", "2021年", "政府工作报告", "各位代表：", "\n", "一、", "（一）", "1.", "①", "地区生产总值", "完成", "增长",
    "3.5", "-0.6%", "－", "▲", "1,234", "十八亿六千万", "零分之一", "百分之", "点", "％", "‰", "个百分点", "亿元", "万亩",
    "年均", "“十四五”", "到2025年", "力争", "不低于", "翻一番", "几十倍", "其中", "、", "，", "。", "；", " ", "\u3000", "\t",
    "|", "序号 | 指标 | 单位 |", "\u200b", "\ufeff", "\u202e", "𠮷", "½", "٣", "∞", "1e5", "9" * 310, "〇", "壹仟", "２０",
    "http://127.0.0.1:80/", "〔3〕", "**", "# ", "- ", "\x07", "\x1b[31m", "— 3 —", "目标", "全年", "上半年", "同比",
)  # fmt: skip
_PARAGRAPH = re.compile(rb"<w:p>(?:(?!<w:p>|<w:tbl>).)*?</w:p>", re.DOTALL)
# How much longer eight times the text may take than eight times as long, and seconds that say nothing.
SLACK, NOISE = 3.0, 0.5


@dataclass
class Count:
    """What became of the cases of one kind."""

    cases: int = 0
    refused: int = 0
    failed: int = 0
    slowest: float = 0.0


def main() -> int:
    """Run cases until the time is up; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1200)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--corpus", type=Path, help="a folder with texts to mutate, beside the specimens")
    parser.add_argument("--keep", type=Path, help="a folder for the files of failed cases")
    given = parser.parse_args()
    counts = {name: Count() for name in KINDS}
    bases = list(_bases(given.corpus))
    end, number = time.monotonic() + given.seconds, given.first
    while time.monotonic() < end:
        _run(number, bases, counts, given.keep)
        number += 1
    print(f"{'kind':10} {'cases':>7} {'refused':>8} {'failed':>7} {'slowest':>9}")
    for name, count in counts.items():
        print(f"{name:10} {count.cases:7} {count.refused:8} {count.failed:7} {count.slowest:8.2f}s")
    print(f"cases {given.first} to {number - 1}")
    return 1 if any(count.failed for count in counts.values()) else 0


def _bases(corpus: Path | None) -> Iterator[tuple[str, bytes]]:
    """The files that are mutated, by ending."""
    for folder in (SPECIMENS, corpus):
        for path in sorted(folder.rglob("*.*")) if folder else ():
            if path.suffix in {".txt", ".md", ".html", ".docx", ".pdf"}:
                yield path.suffix, path.read_bytes()


def _run(number: int, bases: list[tuple[str, bytes]], counts: dict[str, Count], keep: Path | None) -> None:
    dice = random.Random(number)
    kind = dice.choice(tuple(KINDS))
    count = counts[kind]
    name, data = KINDS[kind](dice, bases)
    count.cases += 1
    started = time.process_time()
    try:
        fault = _fault(name, data, dice)
    except SummarizerError:
        count.refused += 1
        return
    except Exception as error:
        fault = f"{type(error).__name__}: {str(error)[:200]}"
    count.slowest = max(count.slowest, time.process_time() - started)
    if fault:
        count.failed += 1
        print(f"case {number} ({kind}, {name}, {len(data)} bytes): {fault}", file=sys.stderr, flush=True)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{number}-{name}").write_bytes(data)


def _fault(name: str, data: bytes, dice: random.Random) -> str:
    """What is wrong with what becomes of a file; empty for nothing."""
    for source in read_bytes(data, name):
        began = time.process_time()
        fault = _contract(source)
        took = time.process_time() - began
        if fault:
            return fault
        if 500 < len(source.text) < 20_000 and dice.random() < 0.05:
            long = Source((source.text + "\n") * 8, source.name, source.sha256, source.media_type)
            began = time.process_time()
            _contract(long)
            if (more := time.process_time() - began) > 8 * SLACK * took + NOISE:
                return f"{len(source.text)} characters take {took:.2f} s, eight times as many {more:.2f} s"
    return ""


def _contract(source: Source) -> str:
    report = summarize_source(source, ENGINE)
    if Report.model_validate_json(report.model_dump_json()) != report:
        return "the report is another one once it was written and read"
    text = report.source.text
    spans = [item.number for item in report.indicators] + [item.number for item in report.excluded]
    spans += [item.quote for item in report.indicators] + [item.span for item in report.commitments]
    if any(text[span.start : span.end] != span.text for span in spans):
        return "a span does not say what stands there"
    listed = sorted((entry.start, entry.end) for entry in list_numbers(text))
    labelled = {(span.start, span.end) for span in spans[: len(report.indicators) + len(report.excluded)]}
    return "" if sorted(labelled) == listed else "the report's numbers are not those of the ledger"


def _random(dice: random.Random, _: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    pieces = dice.sample(PIECES, dice.randint(3, len(PIECES)))
    text = "".join(dice.choice(pieces) for _ in range(dice.randint(50, 2000)))
    return f"random{dice.choice(('.txt', '.md'))}", ("青禾县2021年政府工作报告\n" + text).encode()


def _text(dice: random.Random, bases: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    text = _chosen(dice, bases, ".txt", ".md").decode("utf-8", "replace")
    start = dice.randint(0, max(0, len(text) - 4000))
    chars = list(text[start : start + dice.randint(200, 6000)])
    for _ in range(dice.randint(1, 60)):
        at = dice.randint(0, len(chars))
        cut = dice.choice((0, 0, 1, 3, 40))
        chars[at : at + cut] = dice.choice(PIECES) if dice.random() < 0.8 else chars[: dice.randint(0, 50)]
    data = "".join(chars).encode("utf-8", "replace")
    return "mutated.txt", _bytes(dice, data) if dice.random() < 0.2 else data


def _html(dice: random.Random, bases: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    tags = (
        "<table>",
        "</table>",
        "<tr>",
        "<td colspan=7>",
        "<td rowspan=9>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<sup>1</sup>",
    )
    text = _chosen(dice, bases, ".html").decode()
    for _ in range(dice.randint(1, 40)):
        at = dice.randint(0, len(text))
        text = text[:at] + dice.choice((*tags, *PIECES)) + text[at + dice.choice((0, 0, 5)) :]
    return "mutated.html", _bytes(dice, text.encode()) if dice.random() < 0.2 else text.encode()


def _docx(dice: random.Random, bases: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    data = _chosen(dice, bases, ".docx")
    if dice.random() < 0.15:
        return "mutated.docx", _bytes(dice, data)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry.endswith(".xml"):
                content = _bytes(dice, content) if dice.random() < 0.03 else _lines(dice, content)
            if dice.random() > 0.005:
                new.writestr(entry, content)
    return "mutated.docx", out.getvalue()


def _lines(dice: random.Random, content: bytes) -> bytes:
    """Mark-up with paragraphs doubled, moved and changed, mostly still well formed."""
    for _ in range(dice.randint(1, 12)):
        found = list(_PARAGRAPH.finditer(content))
        if not found:
            return content
        extra, at = dice.choice(found).group(), dice.choice(found).end()
        if dice.random() < 0.7:
            extra = extra.replace(b"</w:t>", dice.choice(PIECES).encode() + b"</w:t>", 1)
        cut = dice.choice((b"", b"", b'<w:gridSpan w:val="9"/>', b"<w:vMerge/>"))
        content = content[:at] + extra + content[at:].replace(b"<w:tcPr>", b"<w:tcPr>" + cut, 1)
    return content


def _pdf(dice: random.Random, bases: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    return "mutated.pdf", _bytes(dice, _chosen(dice, bases, ".pdf"))


def _bytes(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 20)):
        at = dice.randrange(max(1, len(changed)))
        changed[at : at + dice.choice((1, 1, 1, 9))] = dice.randbytes(dice.choice((0, 1, 1, 4)))
    return bytes(changed)


def _chosen(dice: random.Random, bases: list[tuple[str, bytes]], *endings: str) -> bytes:
    return dice.choice([data for ending, data in bases if ending in endings])


KINDS: dict[str, Callable[[random.Random, list[tuple[str, bytes]]], tuple[str, bytes]]] = {
    "random": _random,
    "text": _text,
    "html": _html,
    "docx": _docx,
    "pdf": _pdf,
}
ENGINE = create("rules")

if __name__ == "__main__":
    sys.exit(main())
