"""One-sentence cases grouped by phenomenon: what the grammar can and cannot do, seen at a glance.

A case is a row of `evals/phenomena/GROUP.tsv`: the part it stands in (`review` or `plan`, or `document` for a whole text),
the sentence, what is asked about, and the answer. Asked about is a number by its digits (`8`, or `8#2` for the second such),
`c` for the commitments, or `meta`. An answer is the class of a number that is no quantity (`date`), or fields as
`key=value`, joined by `; `. Neighbouring rows are contrast pairs: they differ in one thing, and in the answer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.contract.report import Excluded, Indicator, Report
from summarizer.document.source import Source
from summarizer.errors import LabelError
from summarizer.evaluation.scoring import same_name

_KEYS = {
    "n": "name", "c": "canon", "m": "measure", "v": "value", "u": "unit", "b": "bound", "s": "status", "p": "period",
}  # fmt: skip
_PREAMBLE = "青禾县2024年政府工作报告\n——2024年1月16日在青禾县第十八届人民代表大会第四次会议上\n"
_REVIEW = "一、2023年工作回顾\n（一）经济社会发展\n"
_PLAN = "二、2024年工作安排\n（一）重点工作\n"


@dataclass(frozen=True, slots=True)
class Case:
    """One row; `place` names file and line."""

    group: str
    place: str
    part: str
    text: str
    about: str
    answer: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case with what was said; `wrong` is empty where it is right."""

    case: Case
    wrong: str


def load_cases(folder: Path) -> list[Case]:
    """The cases of a folder, by group. Raises LabelError for a row that is not of four columns."""
    cases = []
    for path in sorted(folder.glob("*.tsv")):
        for line, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not row.strip() or row.startswith("#"):
                continue
            cells = row.split("\t")
            if len(cells) != 4 or cells[0] not in {"review", "plan", "document"}:
                raise LabelError(f"{path}, line {line}: a case has four columns: part, text, what about, answer")
            cases.append(Case(path.stem, f"{path.name}:{line}", *cells))
    return cases


def judge(cases: list[Case], summarize: Callable[[Source], Report]) -> list[Verdict]:
    """Run every case."""
    return [Verdict(case, _wrong(case, summarize)) for case in cases]


def _wrong(case: Case, summarize: Callable[[Source], Report]) -> str:
    text, start = _embedded(case)
    report = summarize(Source(text, "case.txt", "", "text/plain"))
    end = start + len(case.text)
    if case.about == "meta":
        said = report.meta.model_dump()
        return "; ".join(_differences(case.answer, {key: said.get(key) for key in said}))
    if case.about == "c":
        found = [item for item in report.commitments if start <= item.span.start < end]
        return "; ".join(_commitment_differences(case.answer, found))
    return "; ".join(_number_differences(case, report, start, end))


def _embedded(case: Case) -> tuple[str, int]:
    sentence = case.text.replace("\\n", "\n")
    if case.part == "document":
        return sentence, 0
    before = _PREAMBLE + _REVIEW + ("" if case.part == "review" else "全年工作扎实推进。\n" + _PLAN)
    after = "\n二、2024年工作安排\n" if case.part == "review" else "\n"
    return before + sentence + after, len(before)


def _fields(answer: str) -> Iterator[tuple[str, str]]:
    for part in answer.split("; "):
        key, _, value = part.partition("=")
        yield _KEYS.get(key, key), value


def _differences(answer: str, said: dict[str, Any]) -> Iterator[str]:
    for key, wanted in _fields(answer):
        got = said.get(key)
        if key == "name":
            right = same_name(str(got), wanted)
        elif key == "value":
            right = got is not None and abs(float(got) - float(wanted)) < 1e-9
        else:
            right = ("-" if got is None else str(got)) == wanted
        if not right:
            yield f"{key} {wanted}, said {got}"


def _number_differences(case: Case, report: Report, start: int, end: int) -> Iterator[str]:
    digits, _, position = case.about.partition("#")
    wanted = int(position or 1)
    listed: list[Indicator | Excluded] = [*report.indicators, *report.excluded]
    hits = [item for item in listed if start <= item.number.start < end and item.number.text == digits]
    hits.sort(key=lambda item: item.number.start)
    if len(hits) < wanted:
        yield f"the ledger has no {case.about}"
        return
    item = hits[wanted - 1]
    said = item.model_dump()
    if "=" not in case.answer:
        got = said.get("reason", "q")
        if got != case.answer:
            yield f"class {case.answer}, said {got}"
    elif "reason" in said:
        yield f"a quantity, said {said['reason']}"
    else:
        yield from _differences(case.answer, said)


def _commitment_differences(answer: str, found: list[Any]) -> Iterator[str]:
    for key, wanted in _fields(answer):
        if key == "cut":
            texts = "/".join(item.span.text for item in found)
            if texts != wanted:
                yield f"cut {wanted}, said {texts or 'none'}"
        elif not found:
            yield "a commitment, said none"
        else:
            yield from _differences(f"{key}={wanted}", found[0].model_dump())
