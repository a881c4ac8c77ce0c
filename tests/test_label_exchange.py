"""Labels as files, as Label Studio's JSON and as doccano's JSONL: back without loss, by whatever an offset counts."""

import json
from pathlib import Path

import pytest
from check_labels import check
from command import run
from panel import fill_store, report_text

from summarizer.api import summarize_text
from summarizer.corrections.agreement import agreed, agreement, cohens_kappa, disagreements
from summarizer.corrections.exchange import doccano, label_files, label_studio
from summarizer.corrections.exchange.units import Utf16
from summarizer.corrections.items import Item, Ledger, Sheet
from summarizer.corrections.sheet import sheet_of
from summarizer.errors import LabelError
from summarizer.evaluation.gold import labelled_names, read_gold
from summarizer.evaluation.held import read_held
from summarizer.readers import read, text_of_file

ROOT = Path(__file__).parents[1]
# Characters that JavaScript counts as two, before and amid what is labelled.
TEXT = report_text("澜溪", 2020).replace("新建高标准", "𠮷镇新建高标准").replace("城镇居民", "📈城镇居民", 1)


@pytest.fixture(scope="module")
def labelled() -> tuple[Ledger, Sheet]:
    return Ledger.of(TEXT), sheet_of(summarize_text(TEXT))


def test_offsets_are_told_from_utf_16_units_and_back() -> None:
    text = "𠮷1📈📈ab"
    units = Utf16(text)
    for point in range(len(text) + 1):
        unit = len(text[:point].encode("utf-16-le")) // 2
        assert units.of_point(point) == unit and units.to_point(unit) == point


def test_the_three_forms_give_the_same_sheet_back(labelled: tuple[Ledger, Sheet]) -> None:
    ledger, sheet = labelled
    assert label_files.read_files(ledger, label_files.write_files(ledger, sheet), "a") == sheet
    (task,) = label_studio.read_tasks(json.dumps([label_studio.write_task(ledger, sheet, "a")]), "a.json")
    assert task == (TEXT, "a", sheet)
    (line,) = doccano.read_lines(doccano.write_line(ledger, sheet, "a"), "a.jsonl")
    assert line == (TEXT, "a", sheet)


def test_real_labels_come_back_as_they_were(corpus: Path) -> None:
    labels, held = ROOT / "evals" / "labels", read_held()
    names = [name for name in labelled_names(labels) if name not in held and (corpus / f"{name}.txt").is_file()]
    assert len(names) > 20
    for name in names[::4]:
        files = {part: (labels / f"{name}.{part}").read_text(encoding="utf-8") for part in label_files.PARTS}
        source = read(corpus / f"{name}.txt")[0]
        ledger = Ledger.of(text_of_file(corpus / f"{name}.txt") if source.repairs else source.text)
        sheet = label_files.read_files(ledger, files, name)
        assert label_files.read_files(ledger, label_files.write_files(ledger, sheet), name) == sheet, name
        assert label_studio.read_tasks(json.dumps(label_studio.write_task(ledger, sheet, name)), name)[0][2] == sheet
        assert doccano.read_lines(doccano.write_line(ledger, sheet, name), name)[0][2] == sheet


def test_label_studio_is_read_by_code_points_and_as_it_counted_before(labelled: tuple[Ledger, Sheet]) -> None:
    ledger, sheet = labelled
    task = label_studio.write_task(ledger, sheet, "a")
    regions = [entry["value"] for entry in task["annotations"][0]["result"] if entry["type"] == "labels"]
    assert all(TEXT[value["start"] : value["end"]] == value["text"] for value in regions)
    units = Utf16(TEXT)
    for entry in task["annotations"][0]["result"]:
        if "start" in entry["value"]:
            entry["value"]["start"], entry["value"]["end"] = map(
                units.of_point, (entry["value"]["start"], entry["value"]["end"])
            )
    assert label_studio.read_tasks(json.dumps([task]), "a")[0][2] == sheet
    regions[0]["text"] = "别的字"
    with pytest.raises(LabelError, match="was it changed"):
        label_studio.read_tasks(json.dumps([task]), "a")


def test_a_project_of_label_studio_has_a_control_for_every_result(labelled: tuple[Ledger, Sheet]) -> None:
    from lxml import etree

    tree = etree.fromstring(label_studio.config())
    controls = {each.get("name"): {choice.get("value") for choice in each} for each in tree if each.get("toName")}
    for entry in label_studio.write_task(*labelled, "a")["annotations"][0]["result"]:
        allowed = controls[entry["from_name"]]
        assert not allowed or set(entry["value"].get("choices", entry["value"].get("labels", ()))) <= allowed


def test_doccano_counts_utf_16_units_and_words_can_be_changed_there(labelled: tuple[Ledger, Sheet]) -> None:
    ledger, sheet = labelled
    line = json.loads(doccano.write_line(ledger, sheet, "a"))
    raw = TEXT.encode("utf-16-le")
    shown = {
        raw[2 * start : 2 * end].decode("utf-16-le")
        for start, end, label in line["label"]
        if label == "number.measure:level"
    }
    assert "170" in shown and "2.5" in shown
    # As other versions of doccano write it, with one word changed and counted in code points.
    entities = [
        {"start_offset": s, "end_offset": e, "label": label.replace("strength:will", "strength:must")}
        for s, e, label in line.pop("label")
    ]
    ((_, _, changed),) = doccano.read_lines(json.dumps({**line, "entities": entities}), "a")
    differ = disagreements(sheet, changed)
    assert differ and all(each.fields == ("strength",) for each in differ)
    units = Utf16(TEXT)
    points = [[units.to_point(e["start_offset"]), units.to_point(e["end_offset"]), e["label"]] for e in entities]
    assert doccano.read_lines(json.dumps({**line, "labels": points}), "a")[0][2] == changed


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        ("numbers.tsv", "\tq\t", "\tquantity\t", "numbers.tsv, line .*choose one of"),
        ("numbers.tsv", "n1\t", "n999\t", "the text has no 'n999'"),
        ("numbers.tsv", "n2\t", "n1\t", "labelled twice"),
        ("numbers.tsv", "\t170\t", "\t171\t", "not what the text states"),
        ("commitments.tsv", "will", "shall", "commitments.tsv, line 1.*strength"),
        ("sections.tsv", "工作回顾", "工作回头", "does not stand in the text"),
        ("meta.json", "{", "", "mend the JSON"),
    ],
)
def test_a_fault_in_a_file_is_told_with_its_line(
    labelled: tuple[Ledger, Sheet], part: str, old: str, new: str, told: str
) -> None:
    ledger, sheet = labelled
    files = label_files.write_files(ledger, sheet)
    with pytest.raises(LabelError, match=told):
        label_files.read_files(ledger, {**files, part: files[part].replace(old, new, 1)}, "a")
    gone = {**files, "numbers.tsv": "".join(files["numbers.tsv"].splitlines(True)[1:])}
    with pytest.raises(LabelError, match="1 numbers of the text have no label"):
        label_files.read_files(ledger, gone, "a")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exchange")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    fill_store(folder / "panel.duckdb", folder / "a.txt")
    return folder / "panel.duckdb"


def test_labels_leave_a_store_in_the_form_of_the_hand_labels_and_come_back(store: Path, tmp_path: Path) -> None:
    assert run("labels", "export", "--db", store, "--out", "out", cwd=tmp_path).returncode == 0
    assert check(tmp_path / "out" / "a.txt", tmp_path / "out" / "a") == []
    gold = read_gold(tmp_path / "out" / "a.txt", tmp_path / "out")
    assert {quantity.value for quantity in gold.quantities.values()} >= {170.0, -3.1}
    numbers = tmp_path / "out" / "a.numbers.tsv"
    numbers.write_text(numbers.read_text(encoding="utf-8").replace("\teq\t", "\tapprox\t", 1), encoding="utf-8")
    for who in (("--by", "安"), ("--by", "博", "--corrections")):
        done = run("labels", "import", "out", "--db", store, *who, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
    for form, name in (("files", "a.numbers.tsv"), ("label-studio", "labels.json"), ("doccano", "labels.jsonl")):
        for of in ("安", "corrected"):
            assert (
                run(
                    "labels",
                    "export",
                    "--db",
                    store,
                    "--out",
                    f"{of}-{form}",
                    "--of",
                    of,
                    "--format",
                    form,
                    cwd=tmp_path,
                ).returncode
                == 0
            )
            assert "approx" in (tmp_path / f"{of}-{form}" / name).read_text(encoding="utf-8")
    again = run(
        "labels", "import", "安-doccano/labels.jsonl", "--db", store, "--by", "程", "-f", "doccano", cwd=tmp_path
    )
    assert again.returncode == 0, again.stderr.decode()
    table = json.loads(run("labels", "agreement", "--db", store, "--json", cwd=tmp_path).stdout)
    assert table["texts"] == 1 and all(row["agreed"] == row["count"] for row in table["fields"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("export", "--db", "none.duckdb", "--out", "o"), "does not exist"),
        (("export", "--db", "{store}", "--out", "o", "--format", "brat"), "choose one of"),
        (("export", "--db", "{store}", "--out", "o", "--of", "nobody"), "nobody has not labelled"),
        (("export", "--db", "{store}", "--out", "o", "--report", "x"), "no report 'x'"),
        (("import", "nothing", "--db", "{store}", "--by", "安"), "is no folder"),
        (("import", ".", "--db", "{store}", "--by", "安"), "no labels"),
        (("import", "bad.json", "--db", "{store}", "--by", "安", "-f", "label-studio"), "line 1"),
        (("import", "bad.json", "--db", "{store}", "--by", "安", "-f", "doccano"), "line 1"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    store: Path, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    (tmp_path / "bad.json").write_text("[{", encoding="utf-8")
    done = run("labels", *(each.replace("{store}", str(store)) for each in arguments), cwd=tmp_path)
    assert done.returncode == 2 and told in done.stderr.decode() and "Traceback" not in done.stderr.decode()


def test_labels_of_another_text_are_refused(store: Path, tmp_path: Path) -> None:
    other = TEXT.replace("澜溪", "青溪")
    line = doccano.write_line(Ledger.of(other), sheet_of(summarize_text(other)), "b")
    (tmp_path / "b.jsonl").write_text(line, encoding="utf-8")
    done = run("labels", "import", "b.jsonl", "--db", store, "--by", "安", "-f", "doccano", cwd=tmp_path)
    assert done.returncode == 2 and "no report of this text" in done.stderr.decode()


def test_agreement_is_counted_by_field_and_beyond_chance(labelled: tuple[Ledger, Sheet]) -> None:
    ledger, sheet = labelled
    other = dict(sheet)
    numbers = sorted(item for item in sheet if item.kind == "number" and sheet[item]["class"] == "q")
    other[numbers[0]] = {**sheet[numbers[0]], "bound": "approx"}
    promises = sorted(item for item in sheet if item.kind == "commitment")
    del other[promises[0]]
    table = {(row.kind, row.field): row for row in agreement(ledger, sheet, other)}
    assert (table["number", "bound"].agreed, table["number", "bound"].count) == (len(numbers) - 1, len(numbers))
    assert table["number", "class"].kappa == 1.0 and table["number", "name"].kappa is None
    begins = table["commitment", "begins"]
    assert begins.count - begins.agreed == 1 and 0 < (begins.kappa or 0) < 1
    assert {each.item for each in disagreements(sheet, other)} == {numbers[0], promises[0]}
    assert agreed(sheet, other).keys() == sheet.keys() - {numbers[0], promises[0]}
    # Cohen's example: 20 and 15 of 50 agreed, 5 and 10 not.
    assert cohens_kappa({(True, True): 20, (True, False): 5, (False, True): 10, (False, False): 15}) == pytest.approx(
        0.4
    )
    assert cohens_kappa({("q", "q"): 9}) is None and Item.parse(str(numbers[0])) == numbers[0]
