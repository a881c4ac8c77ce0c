"""`summarizer labels`: labels of a store as files and back, and how far two people agree."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.lazy import COMMANDS, HelpfulGroup
from summarizer.cli.options import new_app
from summarizer.cli.screen import say
from summarizer.errors import LabelError, UsageError
from summarizer.files import make_folder, read_whole, write_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from summarizer.corrections.items import Sheet

app = new_app(COMMANDS["labels"], cls=HelpfulGroup)

FORMATS = ("files", "label-studio", "doccano")
_Db = Annotated[Path, typer.Option("--db", help="The store that batch made.")]
_Format = Annotated[
    str, typer.Option("--format", "-f", help="files (as in evals/labels), label-studio (JSON) or doccano (JSONL).")
]


@app.command()
def export(
    db: _Db,
    out: Annotated[Path, typer.Option("--out", help="The folder to write into; made if need be.")],
    format: _Format = "files",
    of: Annotated[
        str, typer.Option("--of", help="Whose labels: corrected, decided (between two), or a person's by name.")
    ] = "corrected",
    report: Annotated[list[str] | None, typer.Option("--report", help="A report_id; all reports without.")] = None,
) -> None:
    """Write the labels of reports, each with the text that they are for."""
    from summarizer.store.opening import reading

    _require(format)
    make_folder(out)
    made = _Written()
    skipped = 0
    with reading(db) as connection:
        wanted = _wanted(connection, db, report or [])
        for report_id, name in _named(wanted):
            try:
                _export(connection, report_id, name, of, format, out, made)
            except LabelError as error:
                if report:
                    raise
                skipped += 1
                say(f"{error}")
    if len(wanted) == skipped:
        raise LabelError(f"nothing was written: {db} has no labels of {of} that are whole")
    made.finish(out)
    say(f"labels of {len(wanted) - skipped} reports written to {out}")
    raise typer.Exit(3 if skipped else 0)


@dataclass
class _Written:
    """What is written as one file for all reports."""

    lines: list[str] = field(default_factory=list)
    tasks: list[object] = field(default_factory=list)

    def finish(self, out: Path) -> None:
        if self.lines:
            write_whole(out / "labels.jsonl", "".join(self.lines))
        if self.tasks:
            from summarizer.corrections.exchange.label_studio import config

            write_whole(out / "labels.json", json.dumps(self.tasks, ensure_ascii=False, indent=1) + "\n")
            write_whole(out / "labeling-config.xml", config())


def _wanted(connection: "DuckDBPyConnection", db: Path, asked: list[str]) -> list[tuple[str, str]]:
    rows = connection.execute("SELECT report_id, source_name FROM latest ORDER BY source_name, report_id").fetchall()
    known = [(str(id_), str(name)) for id_, name in rows]
    if unknown := sorted(set(asked) - {id_ for id_, _ in known}):
        raise UsageError(f"the store has no report {unknown[0]!r}; see summarizer query {db} 'FROM latest'")
    if not known:
        raise LabelError(f"{db} holds no report; summarizer batch --db {db} fills it")
    return [(id_, name) for id_, name in known if not asked or id_ in asked]


def _named(reports: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each report with a name for its files: that of its source, with its id where two have the same."""
    stems = [Path(name).stem for _, name in reports]
    for (report_id, _), stem in zip(reports, stems, strict=True):
        yield report_id, stem if stems.count(stem) == 1 else f"{stem}-{report_id}"


def _export(
    connection: "DuckDBPyConnection", report_id: str, name: str, of: str, form: str, out: Path, made: _Written
) -> None:
    from summarizer.corrections.exchange.doccano import write_line
    from summarizer.corrections.exchange.label_files import write_files
    from summarizer.corrections.exchange.label_studio import write_task
    from summarizer.corrections.items import Ledger
    from summarizer.store.labellings import sheet_to_export, stored_labels

    report = stored_labels(connection, report_id)
    sheet = sheet_to_export(connection, report, report_id, of)
    ledger = Ledger.of(report.source.text)
    if form == "doccano":
        made.lines.append(write_line(ledger, sheet, name))
    elif form == "label-studio":
        made.tasks.append(write_task(ledger, sheet, name))
    else:
        files = write_files(ledger, sheet)
        for ending, content in {"txt": report.source.text, **files}.items():
            write_whole(out / f"{name}.{ending}", content)


@app.command("import")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Folders of label files, or exports of Label Studio or doccano.", metavar="PATHS..."),
    ],
    db: _Db,
    by: Annotated[str, typer.Option("--by", help="Who gave the labels.")],
    format: _Format = "files",
    texts: Annotated[
        Path | None, typer.Option("--texts", help="Folder with the texts of label files; beside them without.")
    ] = None,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="Take them as corrections of the machine's labels.")
    ] = False,
) -> None:
    """Take labels into a store: as the finished labelling of a person, or as corrections. All of them or none."""
    from summarizer.store.labellings import take_in
    from summarizer.store.opening import writing

    _require(format)
    if not db.exists():
        raise UsageError(f"the store {db} does not exist; make it with summarizer batch first")
    found = [each for path in paths for each in _read(format, path, texts)]
    if not found:
        raise LabelError(f"{paths[0]} holds no labels; name a folder with files such as NAME.numbers.tsv")
    changed = 0
    with writing(db) as connection:
        connection.begin()
        for text, name, sheet in found:
            aim = "corrections" if corrections else "labelling"
            changed += len(take_in(connection, text, sheet, who=by, aim=aim, name=name))  # type: ignore[arg-type]
        connection.commit()
    say(f"labels of {len(found)} reports taken into {db}: {changed} entries")


def _read(form: str, path: Path, texts: Path | None) -> "list[tuple[str, str, Sheet]]":
    if form == "files":
        return list(_read_folder(path, texts or path))
    try:
        content = read_whole(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path} cannot be read ({type(error).__name__}); check the file") from None
    if form == "doccano":
        from summarizer.corrections.exchange.doccano import read_lines

        return read_lines(content, str(path))
    from summarizer.corrections.exchange.label_studio import read_tasks

    return read_tasks(content, str(path))


def _read_folder(folder: Path, texts: Path) -> "Iterator[tuple[str, str, Sheet]]":
    from summarizer.corrections.exchange.label_files import PARTS, read_files
    from summarizer.corrections.exchange.moving import moved
    from summarizer.corrections.items import Ledger
    from summarizer.readers import ENDINGS, read, text_of_file

    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name one with files such as NAME.numbers.tsv")
    for numbers in sorted(folder.glob("*.numbers.tsv")):
        name = numbers.name.removesuffix(".numbers.tsv")
        path = next((texts / f"{name}{end}" for end in ENDINGS if (texts / f"{name}{end}").is_file()), None)
        if path is None:
            raise LabelError(f"the text of {name} is not in {texts}; say where it is with --texts")
        source = read(path)[0]
        files = {part: _text(folder / f"{name}.{part}") for part in PARTS}
        file_text = text_of_file(path) if source.repairs else source.text
        sheet = read_files(Ledger.of(file_text), files, name)
        yield source.text, name, moved(sheet, source.repairs, Ledger.of(source.text), name) if source.repairs else sheet


def _text(path: Path) -> str:
    try:
        return read_whole(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path} cannot be read ({type(error).__name__}); restore the label file") from None


@app.command()
def agreement(
    db: _Db,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """How far the two labellings of each text agree, field by field, over all texts that have two."""
    from summarizer.store.agreements import agreement_of_store
    from summarizer.store.opening import reading

    with reading(db) as connection:
        count, table = agreement_of_store(connection)
    if not count:
        raise UsageError(f"no text of {db} has two finished labellings; finish two in the workbench, or import them")
    if json_:
        rows = [{"of": a.kind, "field": a.field, "count": a.count, "agreed": a.agreed, "kappa": a.kappa} for a in table]
        print(json.dumps({"texts": count, "fields": rows}, ensure_ascii=False, indent=1))
        return
    print(f"{count} texts with two labellings")
    for row in table:
        share = "" if row.share is None else f"{row.share:7.1%}"
        kappa = "" if row.kappa is None else f"{row.kappa:6.2f}"
        print(f"{row.kind:11} {row.field:14} {row.agreed:6}/{row.count:<6} {share:7} {kappa}")


def _require(form: str) -> None:
    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}; choose one of: {', '.join(FORMATS)}")
