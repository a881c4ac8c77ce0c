"""Plant errors into labelled reports and count how many of them the findings name.

    python evals/plant_errors.py TEXTS LABELS [--count 100] [--seed 7] [--show]

Each error is planted alone into a copy of a report, at a place that its labels say is of the kind: a unit off by 10^4, a
rate above a hundred, a level below zero, a minus behind a word that says the same, a date that does not exist, one of two
equal statements changed, growth that 由A到B does not give, a move against its verb, shares that do not add up, a part
above its whole, a count below its list, half a thing, growth out of range. An error counts as found where a finding names
its number that the report as it stands does not have. Reports in `evals/held.txt` are left alone. Prints found and planted
by kind, and how many findings the reports as they stand have, which are to be judged by reading (--show lists them).
"""

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import summarizer
from summarizer.contract.report import Check, Report
from summarizer.evaluation.gold import Gold, GoldQuantity, labelled_names, read_gold
from summarizer.findings.arithmetic import FINDERS
from summarizer.findings.arithmetic.bounds import load_bounds
from summarizer.findings.signs import signs_against_wording
from summarizer.knowledge.lexicon import either

HELD = Path(__file__).parent / "held.txt"
_RATES = re.compile(f"{either('@bounded_rates')}$")
_DATE = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
_RATIO = re.compile(r"(\d{1,2}(?:\.\d+)?)([:：∶])(\d{1,2}(?:\.\d+)?)([:：∶])(\d{1,2}(?:\.\d+)?)(?![\d:：∶])")
_LIST = re.compile(
    r"(?:[^、，,。；;：:“”\n\d]{2,12}、){3,}[^、，,。；;：:“”\n\d]{2,12}等?(?P<count>\d{1,2})(?=[个项条座处所家种])"
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A change of a text at `[start, end)` that makes it wrong; `at` is where the number then begins."""

    kind: str
    start: int
    end: int
    text: str


Planter = Callable[[Gold], Iterator[Planted]]
Placed = tuple[int, int, GoldQuantity]


def _quantities(gold: Gold) -> list[Placed]:
    return [(start, end, item) for (start, end), item in sorted(gold.quantities.items())]


def units_off(gold: Gold) -> Iterator[Planted]:
    known = load_bounds().levels
    for _, end, item in _quantities(gold):
        if item.canon in known and item.measure == "level" and item.unit in {"亿元", "万元"}:
            other = {"亿": "万", "万": "亿"}[item.unit[0]]
            at = gold.text.find(item.unit[0], end, end + 2)
            if at >= 0:
                yield Planted("unit off by 10^4", at, at + 1, other)


def rates_above(gold: Gold) -> Iterator[Planted]:
    for start, end, item in _quantities(gold):
        digits = gold.text[start:end]
        if item.measure == "share" and item.unit == "%" and _RATES.search(item.name) and digits[0].isdigit():
            wrong = digits.replace(".", "") if "." in digits and item.value > 10 else f"1{digits}"
            yield Planted("rate above 100 %", start, end, wrong)


def below_zero(gold: Gold) -> Iterator[Planted]:
    for start, _, item in _quantities(gold):
        if item.canon and item.measure == "level" and gold.text[start - 1] in "到达成为入":
            yield Planted("level below zero", start, start, "-")


def signs(gold: Gold) -> Iterator[Planted]:
    for start, _, item in _quantities(gold):
        if item.measure == "growth" and gold.text[start - 2 : start] in {"下降", "减少", "降低"}:
            yield Planted("minus behind a verb", start, start, "-")


def dates(gold: Gold) -> Iterator[Planted]:
    for match in _DATE.finditer(gold.text):
        yield Planted("date that does not exist", match.start(2), match.end(2), "35")


def repeats(gold: Gold) -> Iterator[Planted]:
    seen: dict[tuple[str, ...], int] = {}
    for start, end, item in _quantities(gold):
        digits = gold.text[start:end]
        plain = item.canon and item.bound == "eq" and item.measure in {"level", "growth", "share"} and item.value > 0
        if not plain or not digits[0].isdigit() or item.name.startswith("新增"):
            continue
        key = (item.name, item.measure, item.unit, item.status, item.period, digits)
        if key in seen:
            wrong = f"{float(digits.replace(',', '')) * 1.3:.{len(digits.partition('.')[2])}f}"
            yield Planted("said twice, differently", start, end, wrong)
        seen[key] = start


def _moves(gold: Gold) -> Iterator[tuple[Placed, Placed, Placed | None]]:
    found = _quantities(gold)
    for at, (first, second) in enumerate(pairwise(found)):
        between = gold.text[first[1] : second[0]]
        if first[2].unit != second[2].unit or len(between) > 14 or not re.search(r"[到至]$", between):
            continue
        if not re.search(r"[由从][^，,。；;]{0,16}$", gold.text[max(0, first[0] - 18) : first[0]]):
            continue
        following = found[at + 2] if at + 2 < len(found) and found[at + 2][0] - second[1] < 14 else None
        yield first, second, following


def wrong_growth(gold: Gold) -> Iterator[Planted]:
    constant = load_bounds().constant_prices
    for first, second, growth in _moves(gold):
        right = growth and growth[2].measure == "avg_growth" and growth[2].unit == "%" and first[2].value > 0
        if growth and right and second[2].measure == "level" and second[2].canon not in constant:
            digits = gold.text[growth[0] : growth[1]]
            if digits[0].isdigit():
                yield Planted("growth not from A to B", growth[0], growth[1], f"{float(digits) + 9:g}")


def wrong_moves(gold: Gold) -> Iterator[Planted]:
    for first, second, _ in _moves(gold):
        between = gold.text[first[1] : second[0]]
        rises = re.search(r"增长到|增加到|提高到|提升到|上升到|增至|提高至|提升至", between)
        digits = gold.text[first[0] : first[1]], gold.text[second[0] : second[1]]
        if rises and first[2].measure == second[2].measure != "rank" and all(d[0].isdigit() for d in digits):
            whole = digits[1] + between + digits[0]
            yield Planted("move against its verb", first[0], second[1], whole)


def sums(gold: Gold) -> Iterator[Planted]:
    for match in _RATIO.finditer(gold.text):
        if abs(sum(float(match[group]) for group in (1, 3, 5)) - 100) < 0.3:
            yield Planted("shares that do not add up", match.start(3), match.end(3), f"{float(match[3]) + 5:g}")


def parts(gold: Gold) -> Iterator[Planted]:
    found = _quantities(gold)
    for whole, part in pairwise(found):
        among = re.match(r"^[^。；;\n]{0,8}[,，、（(]\s*其中", gold.text[whole[1] : part[0]])
        same = whole[2].unit == part[2].unit and whole[2].measure == part[2].measure == "level"
        digits = gold.text[part[0] : part[1]]
        if among and same and digits[0].isdigit():
            yield Planted("part above its whole", part[0], part[1], f"{whole[2].value * 3:.12g}")


def counts(gold: Gold) -> Iterator[Planted]:
    for match in _LIST.finditer(gold.text):
        yield Planted("count below its list", match.start("count"), match.end("count"), "2")


def halves(gold: Gold) -> Iterator[Planted]:
    for _, end, item in _quantities(gold):
        countable = len(item.unit) == 2 and item.unit[0] == "万" and item.unit[1] in "个家处座户人名条件套辆间株头只"
        if item.measure == "level" and countable and item.value != int(item.value) and gold.text[end] == "万":
            yield Planted("half a thing", end, end + 1, "")


def growths(gold: Gold) -> Iterator[Planted]:
    known = load_bounds().growths
    for start, end, item in _quantities(gold):
        digits = gold.text[start:end]
        plain = item.measure == "growth" and item.canon in known and re.fullmatch(r"\d\.\d", digits)
        if plain and item.value > 4:
            yield Planted("growth out of range", start, end, f"{float(digits) * 100:g}")


PLANTERS: tuple[Planter, ...] = (
    units_off, rates_above, below_zero, signs, dates, repeats, wrong_growth, wrong_moves, sums, parts, counts, halves,
    growths,
)  # fmt: skip


def findings(report: Report) -> list[Check]:
    return [finding for finder in (*FINDERS, signs_against_wording) for finding in finder(report)]


def is_found(planted: Planted, text: str, before: set[tuple[str, str]]) -> bool:
    """Whether a finding about the number at the change is made of the changed text and not of the text as it was."""
    report = summarizer.summarize_text(text)
    end = planted.start + len(planted.text)
    touched = {
        item.id
        for items in (report.indicators, report.excluded)
        for item in items
        if item.number.start <= end + 1 and planted.start - 8 <= item.number.end
    }
    new = [finding for finding in findings(report) if (finding.kind, finding.message) not in before]
    return any(touched & set(finding.ids) for finding in new)


def chosen(golds: dict[str, Gold], count: int, seed: int) -> list[tuple[str, Planted]]:
    """Places in turn of every kind that has some left, drawn by chance."""
    places: dict[str, list[tuple[str, Planted]]] = defaultdict(list)
    for name, gold in golds.items():
        for planter in PLANTERS:
            for planted in planter(gold):
                places[planted.kind].append((name, planted))
    draw = random.Random(seed)
    for each in places.values():
        draw.shuffle(each)
    drawn: list[tuple[str, Planted]] = []
    while len(drawn) < count and any(places.values()):
        for each in places.values():
            if each and len(drawn) < count:
                drawn.append(each.pop())
    return drawn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="List what is missed, and the findings on the clean texts.")
    given = parser.parse_args()
    held = set(HELD.read_text(encoding="utf-8").split())
    names = [name for name in labelled_names(given.labels) if name not in held]
    golds = {name: read_gold(given.texts / f"{name}.txt", given.labels).in_source() for name in names}
    clean = {name: findings(summarizer.summarize_text(gold.text)) for name, gold in golds.items()}
    planted, found = Counter[str](), Counter[str]()
    for name, error in chosen(golds, given.count, given.seed):
        text = golds[name].text
        wrong = text[: error.start] + error.text + text[error.end :]
        hit = is_found(error, wrong, {(finding.kind, finding.message) for finding in clean[name]})
        planted[error.kind] += 1
        found[error.kind] += hit
        if given.show and not hit:
            print(f"missed: {name}: {error.kind}: {' '.join(wrong[error.start - 40 : error.start + 30].split())}")
    for kind in planted:
        print(f"{kind:28} {found[kind]:3} of {planted[kind]:3}")
    print(f"{'all':28} {found.total():3} of {planted.total():3}")
    print(f"findings on clean reports: {sum(map(len, clean.values()))} on {len(clean)}")
    if given.show:
        for name, each in clean.items():
            for finding in each:
                print(f"  {name}: {finding.kind}: {finding.message} {' '.join(finding.ids)}")


if __name__ == "__main__":
    main()
