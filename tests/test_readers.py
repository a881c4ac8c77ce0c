"""Files of every format give the report's own text; what is no report is refused in one sentence."""

import io
import os
import sys
import zipfile
from pathlib import Path

import docx
import pytest
import score
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.pdfgen.canvas import Canvas

from summarizer.document.ledger import list_numbers
from summarizer.errors import InputError
from summarizer.readers import MAX_BYTES, read, read_bytes
from summarizer.readers.numerals import written

ROOT = Path(__file__).parents[1]
SPECIMENS = ROOT / "evals" / "specimens"
TEXT = "青禾县2018年政府工作报告\n各位代表:全县地区生产总值完成96.37亿元,同比增长7.6%。\n一、今年工作\n新建学校3所。\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16"),
     ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")],
)  # fmt: skip
def test_text_is_read_in_its_encoding(encoding: str, named: str) -> None:
    (source,) = read_bytes(TEXT.encode(encoding), "report.txt")
    assert source.text == TEXT
    assert source.encoding == named


def test_line_ends_of_other_systems_become_ours() -> None:
    assert read_bytes(TEXT.replace("\n", "\r\n").encode(), "a.txt")[0].text == TEXT


def test_utf8_text_comes_out_exactly_as_stored(tmp_path: Path) -> None:
    odd = TEXT + "  \u3000缩进 \t 12.5%  \n\n"
    path = tmp_path / "a.txt"
    path.write_text(odd, encoding="utf-8")
    assert read(path)[0].text == odd


def test_real_reports_come_out_whole_and_single(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.txt")):
        (source,) = read(path)
        listed = [{"start": r.start, "end": r.end, "text": r.text} for r in source.repairs]
        assert source.text == score.repaired(path.read_text(encoding="utf-8"), listed)
        # Real texts have marks of notes, here and there a character that shows nothing or a full-width digit, and no more.
        assert {mend.kind for mend in source.mends} <= {"note_mark", "invisible", "lost", "wide_digit"}


def test_a_page_of_several_reports_gives_each_as_if_alone(corpus: Path) -> None:
    page = corpus.parent / "corpus_pages" / "four-reports-one-page.txt"
    sources = read(page)
    texts = {path.read_text(encoding="utf-8") for path in corpus.glob("*.txt")}
    assert len(sources) == 4
    assert all(source.text in texts for source in sources)
    assert len({source.name for source in sources}) == 4


def test_reports_one_after_the_other_are_split_and_links_to_others_are_not() -> None:
    body = "各位代表:现在,我代表县人民政府,向大会报告政府工作,请予审议。" + "全县新建学校3所。" * 300
    one, two = f"【甲县】甲县政府工作报告\n{body}\n2019-01-02\n", f"【乙县】乙县政府工作报告\n{body}\n2019-02-03\n"
    page = f"-\n{one}-\n{two}联系我们\n"
    assert [source.text for source in read_bytes(page.encode(), "page.txt")] == [one, two]
    links = one + "相关链接\n乙县政府工作报告\n丙县政府工作报告\n"
    assert len(read_bytes(links.encode(), "page.txt")) == 1


def test_a_short_excerpt_in_a_list_is_a_report_and_a_glossary_is_none() -> None:
    short = "【丙县】丙县政府工作报告\n" + "过去的一年,全县新建学校3所,改造老旧小区5个。" * 20 + "\n2019-02-03\n"
    long = "【甲县】甲县政府工作报告\n各位代表:" + "全县新建学校3所。" * 400 + "\n2019-01-02\n"
    page = f"-\n{long}-\n{short}"
    assert [source.text for source in read_bytes(page.encode(), "page.txt")] == [long, short]
    alone = long + "《政府工作报告》名词解释\n一、双百工程:" + "百个项目、百亿投资。" * 300 + "\n"
    assert len(read_bytes(alone.encode(), "page.txt")) == 1


def word(build: list[tuple[str, int | None]]) -> bytes:
    """A Word file of paragraphs, numbered at a level where one is given."""
    document = docx.Document()
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for i, (form, shown) in enumerate(
            (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
        )
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="70"><w:abstractNumId w:val="70"/></w:num>'))
    for text, level in build:
        paragraph = document.add_paragraph(text)
        if level is not None:
            mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="70"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(mark))
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("指标", "单位", "增长%"), ("地区生产总值", "亿元", "7.6")), strict=True):
        for cell, value in zip(row.cells, cells, strict=True):
            cell.text = value
    document.add_paragraph("表后的段落说明情况。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_automatic_numbers_of_a_word_file_are_made_visible_and_restart() -> None:
    data = word(
        [
            ("回顾工作", 0),
            ("产业发展", 1),
            ("工业", 2),
            ("农业", 2),
            ("民生改善", 1),
            ("就业", 2),
            ("明年工作", 0),
            ("项目", 1),
        ]
    )
    text = read_bytes(data, "a.docx")[0].text
    assert text.splitlines()[:8] == [
        "一、回顾工作", "（一）产业发展", "1.工业", "2.农业", "（二）民生改善", "1.就业", "二、明年工作", "（一）项目",
    ]  # fmt: skip


def test_tables_of_a_word_file_stay_in_place_as_pipe_rows() -> None:
    lines = read_bytes(word([("全县经济社会发展情况见下表", None)]), "a.docx")[0].text.splitlines()
    assert lines[1:] == ["指标 | 单位 | 增长% |", "地区生产总值 | 亿元 | 7.6 |", "表后的段落说明情况。"]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [(12, "chineseCounting", "十二"), (20, "chineseCountingThousand", "二十"), (103, "chineseCounting", "一百零三"),
     (3, "chineseLegalSimplified", "叁"), (3, "decimalEnclosedCircle", "③"), (4, "lowerRoman", "iv"), (2, "upperLetter", "B")],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(value: int, form: str, shown: str) -> None:
    assert written(value, form) == shown


def test_a_web_page_gives_its_report_without_what_stands_around() -> None:
    text = read(SPECIMENS / "qinghe-2018.html")[0].text
    assert text.startswith("青禾县2018年国民经济和社会发展计划执行情况及2019年计划草案的报告\n")
    assert text.endswith("城镇新增就业2600人。\n")
    for noise in ("首页", "88888", "备案号", "0999"):
        assert noise not in text


def test_merged_cells_keep_figures_under_their_heads() -> None:
    lines = read(SPECIMENS / "qinghe-2018.html")[0].text.splitlines()
    at = lines.index("指标名称 | 单位 | 2018年计划 | 2018年完成 | |")
    assert lines[at + 1 : at + 3] == [" |  | 增长% | 绝对值 | 增长% |", "地区生产总值 | 亿元 | 8 | 96.37 | 7.6 |"]


def test_a_page_in_gb2312_is_read_by_its_charset() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{"</p><p>".join(TEXT.split(chr(10)))}</p></body></html>'
    (source,) = read_bytes(page.encode("gb18030"), "a.html")
    assert source.text == TEXT
    assert source.encoding == "gb18030"


def test_a_printed_report_reads_as_the_text_it_was_printed_from() -> None:
    printed, typed = read(SPECIMENS / "songyu-2024h1.pdf")[0], read(SPECIMENS / "songyu-2024h1.txt")[0]
    assert [n.text for n in list_numbers(printed.text)] == [n.text for n in list_numbers(typed.text)]
    assert printed.text == typed.text


def blank_pdf(password: bool = False) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt="secret" if password else None)
    if password:
        canvas.drawString(72, 720, "closed")
    else:
        canvas.rect(72, 72, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 250_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", bytes(range(256)) * 50, "no text in UTF-8"),
        ("a.txt", os.urandom(5000), "no text in UTF-8"),
        ("a.txt", ("The economy grew by 6.2 percent last year. " * 50).encode(), "not a report in Chinese"),
        ("a.txt", "\ufeff".encode() + b"\xff\xfe\xfa" * 40 + TEXT.encode(), "says it is utf-8"),
        ("a.xlsx", b"PK", "ends in .xlsx"),
        ("a.docx", b"PK\x03\x04 broken", "broken Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0 old", "old Word file"),
        ("a.pdf", b"%PDF-1.7 broken", "not a PDF file that can be read"),
        ("a.pdf", blank_pdf(), "no text layer"),
        ("a.pdf", blank_pdf(password=True), "encrypted"),
        ("a.html", b"<html><body></body></html>", "holds no text"),
    ],
)
def test_what_is_no_report_is_refused_in_one_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        read_bytes(data, name)
    assert "\n" not in str(caught.value) and str(caught.value).startswith(name)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(InputError, match="unpacks to more than"):
        read_bytes(bomb(), "a.docx")


def test_a_zip_of_something_else_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(InputError, match="no Word file"):
        read_bytes(buffer.getvalue(), "a.docx")


def test_a_file_too_big_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="more than the 50 MB"):
        read(path)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "no.txt")
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        path = Path("/proc/self/mem")
        if not path.exists():
            pytest.skip("this user may read every file, so none can be closed to it")
        with pytest.raises(InputError, match=r"could not be read|ends in|is empty"):
            read(path)
        return
    with pytest.raises(InputError, match="may not be read"):
        read(path)


def test_standard_input_is_read_by_its_first_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (SPECIMENS / "lanchuan-2022.docx").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert read("-")[0].text.startswith("澜川市政府工作报告\n")


def test_ending_and_bytes_must_agree() -> None:
    pdf = (SPECIMENS / "songyu-2024h1.pdf").read_bytes()
    with pytest.raises(InputError, match=r"report\.txt is a PDF file by its bytes"):
        read_bytes(pdf, "report.txt")
    assert read_bytes(pdf, "report.pdf")


def test_japanese_is_no_chinese_report() -> None:
    with pytest.raises(InputError, match="not a report in Chinese"):
        read_bytes(("これは県の予算の説明である。" * 20).encode(), "report.txt")


def test_server_pages_are_web_pages() -> None:
    page = (SPECIMENS / "qinghe-2018.html").read_bytes()
    assert read_bytes(page, "report.shtml")[0].text == read_bytes(page, "report.html")[0].text


def test_title_that_only_the_page_head_says_is_kept() -> None:
    body = "".join(f"<p>第{place}项工作,完成投资{place}.5亿元。</p>" for place in range(1, 40))
    head = "<title>青禾县2020年政府工作报告_青禾县人民政府</title>"
    text = read_bytes(f"<html><head>{head}</head><body><div>{body}</div></body></html>".encode(), "page.html")[0].text
    assert text.startswith("青禾县2020年政府工作报告\n第1项工作")
