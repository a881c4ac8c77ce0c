"""Build the specimen reports and their label files from the marked-up sources in `specimens/src`.

    python evals/make_specimens.py [FOLDER]

The places are invented. A source is the report's text with its labels written by hand where they belong:

    #2 review （一）…                                  a heading of level 2, in a part of kind `review`
    ⟦6.2|地区生产总值|gdp|growth|%⟧                     a quantity: name, canon, measure, unit; then v= value, b= bound,
                                                       s= status, p= period where they are not the usual ones
    ⟦2022|date⟧                                        a number that is none, and why
    ⟪工业经济稳中有进⟫。                                a lead-in that stands as a heading of level 3
    ⟨will|named|-|urban|开工建设…⟩                      a commitment: strength, specificity, deadline, topic

One specimen becomes a Word file with automatic numbers, one a web page with navigation around it and merged cells in its
table, one a GB18030 text, which is also printed as a PDF. A second build gives the same bytes.
"""

import io
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from summarizer.document.ledger import list_clauses, list_numbers
from summarizer.readers import read_bytes

HERE = Path(__file__).parent / "specimens"
_MARK = re.compile(r"⟦([^⟧]*)⟧|⟨([^|⟩]*)\|([^|⟩]*)\|([^|⟩]*)\|([^|⟩]*)\||⟩|⟪([^⟫]*)⟫")
_HEADING = re.compile(r"^#([123]) (\w+) ")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_EPOCH = (2020, 1, 1, 0, 0, 0)


@dataclass
class Specimen:
    """A report as text, line by line, with its labels: numbers in order, commitments and headings by offset."""

    name: str
    meta: dict[str, str]
    lines: list[tuple[str, int]] = field(default_factory=list)
    numbers: list[tuple[str, list[str], str]] = field(default_factory=list)
    commitments: list[tuple[int, int, list[str]]] = field(default_factory=list)
    headings: list[tuple[int, int, str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line, _ in self.lines)


def parse(path: Path) -> Specimen:
    """A marked-up source. Raises ValueError for a mark that is not closed."""
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    meta = dict(part.split("=", 1) for part in first.removeprefix("meta ").split(" "))
    specimen = Specimen(path.stem, meta)
    kind, offset = "preamble", 0
    for raw in rest:
        level = 0
        if heading := _HEADING.match(raw):
            level, kind = int(heading.group(1)), heading.group(2)
            raw = raw[heading.end() :]
        line = _parse_line(specimen, raw, kind, offset)
        if level:
            specimen.headings.append((offset, level, kind, line))
        specimen.lines.append((line, level))
        offset += len(line) + 1
    return specimen


def _parse_line(specimen: Specimen, raw: str, kind: str, offset: int) -> str:
    out, last = "", 0
    opened: tuple[int, list[str]] | None = None
    for mark in _MARK.finditer(raw):
        out += raw[last : mark.start()]
        last = mark.end()
        if mark.group(1) is not None:
            digits, *label = mark.group(1).split("|")
            specimen.numbers.append((digits, label, kind))
            out += digits
        elif mark.group(6) is not None:
            specimen.headings.append((offset + len(out), 3, kind, mark.group(6)))
            out += mark.group(6)
        elif mark.group(2) is not None:
            opened = (offset + len(out), [mark.group(i) for i in (2, 3, 4, 5)])
        elif opened is not None:
            specimen.commitments.append((opened[0], offset + len(out), opened[1]))
            opened = None
    if opened is not None:
        raise ValueError(f"{specimen.name}: a commitment is not closed: {raw[:40]}")
    return out + raw[last:]


def label_files(specimen: Specimen) -> dict[str, str]:
    """The four label files of a specimen, by ending."""
    text = specimen.text
    numbers = list_numbers(text)
    clauses = list_clauses(text, numbers)
    if [n.text for n in numbers] != [digits for digits, _, _ in specimen.numbers]:
        wrong = next((n, d) for n, (d, _, _) in zip(numbers, specimen.numbers, strict=False) if n.text != d)
        raise ValueError(f"{specimen.name}: number {wrong[0].id} is {wrong[0].text}, marked as {wrong[1]}")
    starts = {clause.start: clause.id for clause in clauses}
    ends = {clause.end: clause.id for clause in clauses}
    rows = [
        _number_row(n.id, n.text, label, kind) for n, (_, label, kind) in zip(numbers, specimen.numbers, strict=True)
    ]
    promised = ["\t".join((starts[a], ends[b], *fields)) for a, b, fields in specimen.commitments]
    headed = [f"{level}\t{starts[at]}\t{kind}\t{line}" for at, level, kind, line in specimen.headings]
    return {
        "meta.json": _meta_json(specimen.meta),
        "numbers.tsv": "\n".join(rows) + "\n",
        "commitments.tsv": "\n".join(promised) + "\n",
        "sections.tsv": "\n".join(headed) + "\n",
    }


def _number_row(id_: str, digits: str, label: list[str], kind: str) -> str:
    if len(label) == 1:
        return f"{id_}\t{label[0]}"
    name, canon, measure, unit, *more = label
    set_ = dict(part.split("=", 1) for part in more)
    ahead = kind in {"plan", "outlook"}
    status = set_.get("s", "target" if ahead else "actual")
    period = set_.get("p", "P" if ahead else "R")
    return "\t".join((id_, "q", name, canon, measure, set_.get("v", digits), unit, set_.get("b", "eq"), status, period))


def _meta_json(meta: dict[str, str]) -> str:
    import json

    keys = ("title", "region", "admin_level", "report_type", "date", "speaker")
    out = {key: None if meta[key] == "-" else meta[key] for key in keys}
    return (
        json.dumps(out | {"review_period": meta["review"], "plan_period": meta["plan"]}, ensure_ascii=False, indent=1)
        + "\n"
    )


def as_docx(specimen: Specimen) -> bytes:
    """A Word file whose heading numbers are Word's own: none of them stands in the text of its paragraph."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for level, shown in ((0, "%1、"), (1, "（%2）"))
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for line, level in specimen.lines:
        if line.endswith("|"):
            raise ValueError(f"{specimen.name}: tables are for the web page")
        paragraph = document.add_paragraph(_NUMBERED.sub("", line) if level else line)
        if level:
            properties = paragraph._p.get_or_add_pPr()
            properties.append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="90"/></w:numPr>')
            )
    buffer = io.BytesIO()
    document.save(buffer)
    return _repacked(buffer.getvalue())


def _repacked(data: bytes) -> bytes:
    """The same archive with the same time on every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()


def as_html(specimen: Specimen) -> bytes:
    """A page of a government site: breadcrumb, menu, script and footer around the report, merged cells in its table."""
    title, *lines = [line for line, _ in specimen.lines]
    body, rows = [], list[str]()
    for line in [*lines, ""]:
        if line.endswith("|"):
            rows.append(line)
            continue
        if rows:
            body.append(_table(rows))
            rows = []
        if line:
            body.append(f"<p>　　{escape(line)}</p>")
    page = f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>{escape(title)} - 青禾县人民政府网</title>
<script>var visits = 2019; document.write("<p>访问量 88888 次</p>");</script>
<style>p {{ text-indent: 2em }}</style></head>
<body>
<div class="header"><a href="/">首页</a> <a href="/zwgk">政务公开</a> <a href="/hd">互动交流 12345</a></div>
<div class="breadcrumb">当前位置：首页 &gt; 政务公开 &gt; 规划计划</div>
<div id="content"><h1>{escape(title)}</h1>
{chr(10).join(body)}
</div>
<div class="footer">主办：青禾县人民政府办公室　电话：0999-8234567　备案号 2019000123</div>
</body></html>
"""
    return page.encode()


def _table(rows: list[str]) -> str:
    cells = [[cell.strip() for cell in row.removesuffix("|").split("|")] for row in rows]
    name, unit, plan, done, *_ = cells[0]
    head = (
        f'<tr><th rowspan="2">{name}</th><th rowspan="2">{unit}</th><th>{plan}</th><th colspan="2">{done}</th></tr>'
        f"<tr><th>{cells[1][2]}</th><th>{cells[1][3]}</th><th>{cells[1][4]}</th></tr>"
    )
    data = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells[2:])
    return f"<table>{head}{data}</table>"


def as_pdf(specimen: Specimen) -> bytes:
    """Printed pages with a running head and page numbers, in a font that every PDF program has."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle(
        "body",
        fontName="STSong-Light",
        fontSize=14,
        leading=24,
        firstLineIndent=28,
        wordWrap="CJK",
        alignment=TA_JUSTIFY,
    )

    def edges(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(72, 800, "松屿区人大常委会会议材料")
        canvas.drawCentredString(297, 40, f"- {page.page} -")

    buffer = io.BytesIO()
    pages = SimpleDocTemplate(buffer, topMargin=90, bottomMargin=80, invariant=1, title=specimen.meta["title"])
    story = [Paragraph(escape(line), style) for line, _ in specimen.lines]
    pages.build(story, onFirstPage=edges, onLaterPages=edges)
    return buffer.getvalue()


def as_gb18030(specimen: Specimen) -> bytes:
    return specimen.text.encode("gb18030")


BUILDS: dict[str, Callable[[Specimen], bytes]] = {
    "lanchuan-2022.docx": as_docx,
    "qinghe-2018.html": as_html,
    "songyu-2024h1.txt": as_gb18030,
    "songyu-2024h1.pdf": as_pdf,
}


def build(folder: Path) -> None:
    """Write every specimen and its labels into `folder`. Raises ValueError where a reader does not give back the text
    that the labels were made for."""
    (folder / "labels").mkdir(parents=True, exist_ok=True)
    for name, make in BUILDS.items():
        specimen = parse(HERE / "src" / f"{Path(name).stem}.marked")
        data = make(specimen)
        got = read_bytes(data, name)[0].text
        if got != specimen.text:
            pairs = zip(got.splitlines(), specimen.text.splitlines(), strict=False)
            raise ValueError(f"{name} reads differently: {next((p for p in pairs if p[0] != p[1]), 'at its end')}")
        for ending, content in label_files(specimen).items():
            (folder / "labels" / f"{specimen.name}.{ending}").write_text(content, encoding="utf-8")
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
