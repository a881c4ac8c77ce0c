"""Old word processors' files by way of LibreOffice, and OFD by its XML."""

import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest

from summarizer.errors import InputError
from summarizer.readers import office, read_bytes

LINES = ("青禾县2023年政府工作报告", "一、2023年工作回顾", "地区生产总值增长6.1%，达到128.5亿元。")
RTF = (
    "{\\rtf1\\ansi\\uc1 "
    + "\\par ".join("".join(c if c.isascii() else f"\\u{ord(c)}?" for c in line) for line in LINES)
    + "}"
)
TELLS = pytest.mark.skipif(
    not any(map(shutil.which, ("soffice", "libreoffice"))), reason="LibreOffice is not installed: .doc, .wps, .rtf"
)


@TELLS
def test_rich_text_is_read_through_libreoffice() -> None:
    (source,) = read_bytes(RTF.encode("ascii"), "report.rtf")
    assert source.text.splitlines() == list(LINES)


def test_without_libreoffice_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="needs LibreOffice, which is not installed; install it, or save"):
        read_bytes(RTF.encode("ascii"), "report.rtf")


@pytest.mark.parametrize(
    ("script", "says"),
    [("exit 1", "could not be read by LibreOffice"), ("exec sleep 60", "took LibreOffice more than 0.2 seconds")],
)
def test_a_conversion_that_fails_is_one_sentence(
    script: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(office, "_LIMIT", 0.2)
    with pytest.raises(InputError, match=says):
        read_bytes(b"\xd0\xcf\x11\xe0 old", "report.doc")


def test_a_new_file_under_an_old_ending_needs_no_conversion(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    document, file = docx.Document(), io.BytesIO()
    for line in LINES:
        document.add_paragraph(line)
    document.save(file)
    assert read_bytes(file.getvalue(), "report.doc")[0].text.splitlines() == list(LINES)
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>"
    assert LINES[2] in read_bytes(page.encode("utf-8"), "page.doc")[0].text


def ofd(pages: list[str]) -> bytes:
    """An OFD file with a page for each text of `TextObject` elements."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            f"</ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for index, content in enumerate(pages):
            archive.writestr(
                f"Doc_0/Pages/Page_{index}/Content.xml",
                f"<ofd:Page {space}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>",
            )
    return file.getvalue()


def line(top: float, text: str, left: float = 30.0) -> str:
    """A line of text, `top` millimetres below the page's head."""
    return (
        f'<ofd:TextObject ID="9" Boundary="{left} {top} {len(text) * 5.6} 6" Font="2" Size="5.6">'
        f'<ofd:TextCode X="0" Y="5">{text}</ofd:TextCode></ofd:TextObject>'
    )


def test_ofd_is_read_in_the_order_of_its_lines() -> None:
    first = line(60, "全县地区生产总值增长6.1%，规模以上工业", 41.2) + line(40, "青禾县2023年政府工作报告", 60)
    first += (
        line(70, "增加值增长7%，社会消费品零售总额增长9%，一般公共预")
        + line(80, "算收入增长5%。")
        + line(282, "— 1 —", 100)
    )
    (source,) = read_bytes(ofd([first, line(40, "固定资产投资增长8.2%。", 41.2) + line(282, "— 2 —", 100)]), "a.ofd")
    assert source.text.splitlines() == [
        "青禾县2023年政府工作报告",
        "全县地区生产总值增长6.1%，规模以上工业增加值增长7%，社会消费品零售总额增长9%，一般公共预算收入增长5%。",
        "固定资产投资增长8.2%。",
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"PK\x03\x04 broken", "is not an OFD file"), (ofd([""]), "has no text"), (b"text", "is not an OFD file")],
)
def test_a_broken_ofd_is_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_bytes(data, "a.ofd")
