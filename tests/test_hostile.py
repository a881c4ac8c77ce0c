"""Files and arguments that nobody means well with: one sentence, exit code 2, and bounded memory and time."""

import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command import run
from test_cli import REPORT, ROOT, sentences
from test_store import made as made

import summarizer
from summarizer.cli.screen import printable
from summarizer.errors import InputError
from summarizer.limits import MOST_CELLS, MOST_CHARS, MOST_NUMBERS, deadline
from summarizer.pipeline import make_document
from summarizer.readers import read_bytes
from summarizer.readers.apart import parse_apart
from summarizer.readers.formats import HTML, PDF
from summarizer.store.joining import join_stores

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""


def docx(body: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>')
    return file.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><p>{REPORT}</p>{body}</body></html>".encode()


def drawing(content: bytes, resources: bytes = b"") -> bytes:
    """A pdf of one page; `content` draws it, with a form X that may draw itself."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length %d>>stream\n%b\nendstream"
        % (len(resources), resources),
    ]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % pair for pair in enumerate(objects, 1))
    return body + b"trailer <</Size 6 /Root 1 0 R>>\n%%EOF"


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "span.html": (
        lambda: page("<table>" + "<tr>" + "<td colspan=200 rowspan=200>1</td>" * 9 + "</tr><tr><td>1<td>2</table>"),
        f"more than {MOST_CELLS:,} cells",
    ),
    "cells.html": (lambda: page("<table>" + ("<tr>" + "<td>1</td>" * 500 + "</tr>") * 210 + "</table>"), "cells"),
    "span.docx": (
        lambda: docx(
            "<w:tbl>" + ("<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="200"/></w:tcPr><w:p/></w:tc>' * 60 + "</w:tr>") * 9
            + "</w:tbl>" + paragraph(REPORT)
        ),
        "cells",
    ),
    "long.docx": (lambda: docx(paragraph("青禾县" * 100_000) * 8), f"more than {MOST_CHARS:,} characters"),
    "long.txt": (lambda: ("青禾县完成。" * 400_000).encode(), f"more than the {MOST_CHARS:,} that are read"),
    "numbers.txt": (lambda: (REPORT + "3，" * (MOST_NUMBERS + 1)).encode(), "numbers, more than the"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_more_than_a_report_holds_is_refused_before_it_is_expanded(tmp_path: Path, name: str) -> None:
    make, words = HOSTILE[name]
    (tmp_path / name).write_bytes(make())
    (tmp_path / "good.txt").write_text(REPORT, encoding="utf-8")
    done = run("run", name, "good.txt", "--out", "out", cwd=tmp_path)
    assert done.returncode == 3 and words in sentences(done)[0] and name in sentences(done)[0]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good.json"]


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "hex", "no-such"])
def test_what_a_page_says_of_its_encoding_is_taken_only_where_it_is_one(charset: str) -> None:
    (source,) = read_bytes(page("", f"<meta charset={charset}>"), "a.html")
    assert "临江大桥" in source.text


def test_a_page_of_endless_attributes_and_depth_is_read_or_refused() -> None:
    wide = page("<p " + " ".join(f"a{index}=1" for index in range(20_000)) + ">青禾县完成。</p>")
    deep = page("<div>" * 20_000 + "青禾县完成。")
    for data in (wide, deep):
        assert "临江大桥" in read_bytes(data, "a.html")[0].text


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to its memory")
def test_a_form_that_draws_itself_takes_no_more_memory_than_a_reader_may_and_the_next_file_is_read() -> None:
    with pytest.raises(InputError, match=r"cycle\.pdf"):
        read_bytes(drawing(b"/X Do", b"/X Do /X Do"), "cycle.pdf", time_limit=15)
    assert "临江大桥" in read_bytes(page(""), "a.html")[0].text


def test_a_reader_that_is_too_slow_is_ended_and_replaced() -> None:
    slow = page("<p>1</p>" * 200_000)
    with pytest.raises(InputError, match=r"more than 0\.05 s"):
        parse_apart(HTML, slow, "slow.html", 0.05)
    assert "临江大桥" in parse_apart(HTML, page(""), "a.html", 60)[0]


def test_files_read_from_several_threads_get_the_text_of_their_own() -> None:
    found: dict[str, str] = {}

    def read(name: str) -> None:
        found[name] = parse_apart(HTML, page(f"<p>{name}</p>"), name, 60)[0]

    threads = [threading.Thread(target=read, args=(f"第{index}页",)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(name in text for name, text in found.items()) and len(found) == 8


def test_a_damaged_file_is_told_as_such() -> None:
    for name, data, kind in (("a.pdf", b"%PDF-1.7 \x00" * 50, PDF), ("b.pdf", drawing(b"BT (x) Tj"), PDF)):
        with pytest.raises(InputError, match=name):
            parse_apart(kind, data, name, 60)


def test_a_deadline_ends_what_computes_and_leaves_no_alarm() -> None:
    with (
        pytest.raises(InputError, match=r"more than 0\.1 s; look at it, or allow more with --time-limit"),
        deadline("a", 0.1),
    ):
        while True:
            pass
    with deadline("a", 0.2):
        pass
    time.sleep(0.3)


@pytest.mark.parametrize(
    "character", ["一", "百", "亿", "1", "1.", "9,", "%", "点", "．", "年", "2021年", "、", "（", "负", " ", "\n"]
)
def test_long_runs_of_a_kind_are_labelled_in_linear_time(character: str) -> None:
    text = REPORT + character * (40_000 // len(character))
    with deadline(character, 50):
        make_document(summarizer.Source(text, "a.txt", "0" * 64, "text/plain"))


BAD_ARGUMENTS = [
    ["run", "report.txt", "-o", "loop"],
    ["run", "report.txt", "-o", "loop/a.json"],
    ["run", "report.txt", "--out", "loop"],
    ["run", "loop"],
    ["run", "/dev/zero"],
    ["run", "pipe", "--time-limit", "0.2"],
    ["index", "pipe", "--time-limit", "0.2"],
    ["run", "report.txt", "--time-limit", "nan"],
    ["estimate", "report.txt", "--config", "/dev/zero"],
    ["estimate", "report.txt", "--config", "deep.toml"],
    ["estimate", "report.txt", "--config", "big.toml"],
    ["estimate", "report.txt", "--config", "nan.toml"],
    ["run", "report.txt", "-e", "llm", "--replay", "/dev/zero"],
    ["cache", "stats", "--cache", "pipe"],
    ["cache", "import", "/dev/zero", "--cache", "a.sqlite"],
    ["diff", "loop", "loop"],
    ["query", "pipe", "SELECT 1"],
    ["query", "/dev/zero", "SELECT 1"],
    ["batch", "report.txt", "--db", "pipe"],
    ["store", "merge", "pipe", "pipe2"],
    ["eval", "--baseline", "deep.json"],
    ["eval", "--tolerance", "nan"],
]


@pytest.mark.parametrize("arguments", BAD_ARGUMENTS, ids=" ".join)
def test_an_argument_that_names_no_file_worth_reading_is_one_sentence(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    for name in ("pipe", "pipe2"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "deep.toml").write_text("a=" + "[" * 50_000, encoding="utf-8")
    (tmp_path / "big.toml").write_text("[llm]\nconcurrency=" + "9" * 5000, encoding="utf-8")
    (tmp_path / "nan.toml").write_text("[llm]\ntemperature=nan", encoding="utf-8")
    (tmp_path / "deep.json").write_text('{"reports":' + "[" * 100_000, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and not done.stdout
    assert len(sentences(done)) == 1
    assert [path for path in sorted(tmp_path.iterdir()) if path.suffix != ".sqlite"] == before


def test_a_pipe_with_a_writer_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_text(REPORT, encoding="utf-8"))
    writer.start()
    done = run("run", "pipe", "--format", "md", cwd=tmp_path)
    writer.join()
    assert done.returncode == 2 or "临江大桥" in done.stdout.decode()


def test_half_characters_are_told_in_a_text_and_shown_in_a_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="half a character at 3"):
        summarizer.summarize_text("临江县\ud800" + REPORT)
    name = os.fsdecode(b"a\xff.txt")
    (tmp_path / name).write_text(REPORT, encoding="utf-8")
    done = run("run", name, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0 and b'"a?.txt"' in done.stdout


def test_nothing_that_a_name_holds_reaches_the_terminal(tmp_path: Path) -> None:
    done = run("run", "a\x1b]0;x\x07\x9b31m.txt", cwd=tmp_path)
    assert done.returncode == 2 and printable(sentences(done)[0]) == sentences(done)[0]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT length(repeat('x', 4000000000))",
        "SELECT string_agg(range::varchar, ',') FROM range(200000000)",
        "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3",
    ],
)
def test_a_question_has_a_bounded_share_of_the_machine(made: Path, sql: str) -> None:
    done = run("query", "panel.duckdb", sql, "--time-limit", "3", cwd=made)
    assert done.returncode == 2 and "query" in sentences(done)[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to its memory")
def test_bounded_memory_is_given_back(tmp_path: Path) -> None:
    code = (
        "from summarizer.limits import bounded_memory\n"
        "with bounded_memory(50_000_000):\n"
        "    try: bytearray(200_000_000)\n"
        "    except MemoryError: print('bounded')\n"
        "bytearray(200_000_000); print('free')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.split() == ["bounded", "free"]


def test_merging_waits_for_a_store_that_is_being_written(made: Path, tmp_path: Path) -> None:
    held = threading.Event()

    def write() -> None:
        code = "import duckdb, time; c = duckdb.connect('panel.duckdb'); print('held', flush=True); time.sleep(1)"
        with subprocess.Popen([sys.executable, "-c", code], cwd=made, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline()
            held.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert held.wait(30)
    assert join_stores(tmp_path / "all.duckdb", [made / "panel.duckdb"]) > 0
    writer.join()


@pytest.mark.parametrize(
    "rows",
    [
        "指标 | 单位 | 数值 |\n甲 | 亿元 | 1 |\n乙 | 亿元 | 2 |\n丙 | 亿元 | 3 | 4 | 5 |\n",
        "指标 | 数值 |\n | \n|\n甲 | 1 |\n乙 | 2 |\n",
        "1 |\n2 |\n3 |\n甲 | 1 | 2 |\n乙 | 3 | 4 |\n",
    ],
)
def test_a_table_of_uneven_rows_is_labelled(rows: str) -> None:
    report = summarizer.summarize_text(REPORT + rows)
    stated, left_out = ({item.number.text for item in found} for found in (report.indicators, report.excluded))
    assert {"1", "2"} <= stated | left_out


def test_years_are_not_counted_from_a_year_that_no_text_names() -> None:
    report = summarizer.summarize_text("工作目标\n1—2年内，新增纳税超300万元企业10家以上。")
    assert {item.period for item in report.indicators} <= {None}
