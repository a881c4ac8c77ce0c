"""Train the small learned parts of the rule engine on hand-labelled reports, and say how well they carry over.

    python evals/train_commitments.py --corpus DIR --labels DIR [--write DIR]

Prints leave-one-report-out figures: each report is labelled by weights that never saw it. With --write, weights
trained on all reports are written as `commitments.json`, `topics.json` and `specificity.json`. The learner is the averaged
perceptron (Collins 2002, EMNLP), which needs no library and gives the same weights on every machine.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from summarizer.document import Document
from summarizer.engines.rules.commitments import Stretch, cases_of, figures_by_clause, joined_to_action, stretches
from summarizer.engines.rules.linear import Classifier, Tagger
from summarizer.engines.rules.quantities import label_numbers
from summarizer.engines.rules.topics import specificity_features, topic_features
from summarizer.pipeline import make_document
from summarizer.source import Source

TAGS = ("B", "I", "O")
# Weights smaller than these are left out: they carry over to no report and cost time.
SMALLEST = {"topic": 1.0, "specificity": 0.8}


Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class Row:
    """One labelled commitment: clause indexes, and the fields."""

    first: int
    last: int
    specificity: str
    topic: str


@dataclass(frozen=True)
class Chain:
    """Neighbouring clauses of a report: their features, the tags they may take, and the right tags."""

    document: Document
    stretch: Stretch
    cases: list[list[str]]
    allowed: list[frozenset[str]]
    tags: list[str]


@dataclass(frozen=True)
class Sample:
    """A report with everything the learners look at. `flat` is the same report as if its parts had no headings below
    them, so that the tagger does not come to need them."""

    name: str
    document: Document
    chains: list[Chain]
    flat: list[Chain]
    rows: list[Row]


class Averaged(Generic[Key]):
    """Weights of an averaged perceptron, by feature and class."""

    def __init__(self) -> None:
        self.now: dict[str, dict[Key, float]] = defaultdict(dict)
        self.sums: dict[str, dict[Key, float]] = defaultdict(dict)
        self.step = 1

    def add(self, feature: str, name: Key, amount: float) -> None:
        self.now[feature][name] = self.now[feature].get(name, 0.0) + amount
        self.sums[feature][name] = self.sums[feature].get(name, 0.0) + self.step * amount

    def mean(self, smallest: float = 0.02) -> dict[str, dict[Key, float]]:
        out = {}
        for feature, weights in sorted(self.now.items()):
            kept = {
                name: round(w - self.sums[feature].get(name, 0.0) / self.step, 3) for name, w in sorted(weights.items())
            }
            kept = {name: w for name, w in kept.items() if abs(w) >= smallest}
            if kept:
                out[feature] = kept
        return out


def read_sample(path: Path, labels: Path) -> Sample:
    text = path.read_text(encoding="utf-8")
    document = make_document(Source(text, path.name, "", "text/plain"))
    order = {clause.id: clause.index for clause in document.clauses}
    rows = []
    for line in (labels / f"{path.stem}.commitments.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            first, last, _, specificity, _, topic = (cell.strip() for cell in line.split("\t")[:6])
            rows.append(Row(order[first], order[last], specificity, topic))
    gold = dict.fromkeys(range(len(document.clauses)), "O")
    for row in rows:
        gold |= dict.fromkeys(range(row.first, row.last + 1), "I") | {row.first: "B"}
    chains = chains_of(document, gold)
    flat = replace(document, sections=tuple(section for section in document.sections if section.level == 1))
    headings = {c.index for stretch in stretches(document, ()) for c in stretch.clauses if c.index in stretch.barred}
    return Sample(path.stem, document, chains, chains_of(flat, gold, headings), rows)


def chains_of(document: Document, gold: dict[int, str], left_out: Collection[int] = ()) -> list[Chain]:
    """What the tagger sees of a document and what it should say, one chain for each forward-looking part."""
    numbers = label_numbers(document)
    figures = figures_by_clause(document, numbers)
    chains = []
    for whole in stretches(document, numbers):
        stretch = replace(whole, clauses=tuple(c for c in whole.clauses if c.index not in left_out))
        allowed = [frozenset("O") if c.index in stretch.barred else frozenset("BIO") for c in stretch.clauses]
        tags = [gold[c.index] if "B" in may else "O" for c, may in zip(stretch.clauses, allowed, strict=True)]
        tags = ["B" if tag == "I" and (i == 0 or tags[i - 1] == "O") else tag for i, tag in enumerate(tags)]
        chains.append(Chain(document, stretch, cases_of(document, stretch, figures), allowed, tags))
    return chains


def train_tagger(samples: Sequence[Sample], epochs: int = 9) -> Tagger:
    emit, move = Averaged[int](), Averaged[str]()
    chains = [
        (chain.cases[i : i + 60], chain.allowed[i : i + 60], chain.tags[i : i + 60])
        for sample in samples
        for chain in (*sample.chains, *sample.flat)
        for i in range(0, len(chain.cases), 60)
    ]
    shuffle = random.Random(7)
    for _ in range(epochs):
        shuffle.shuffle(chains)
        for cases, allowed, tags in chains:
            said = Tagger(Classifier(TAGS, emit.now), move.now).decode(cases, allowed)
            last_gold = last_said = ""
            for features, want, got in zip(cases, tags, said, strict=True):
                if want != got:
                    for feature in features:
                        emit.add(feature, TAGS.index(want), 1.0)
                        emit.add(feature, TAGS.index(got), -1.0)
                if (last_gold, want) != (last_said, got):
                    move.add(last_gold, want, 1.0)
                    move.add(last_said, got, -1.0)
                last_gold, last_said = want, got
            emit.step += 1
            move.step += 1
    return Tagger(Classifier(TAGS, emit.mean()), move.mean(0.0))


def train_classifier(cases: Sequence[tuple[list[str], str]], epochs: int = 12, smallest: float = 0.02) -> Classifier:
    classes = tuple(sorted({name for _, name in cases}))
    weights = Averaged[int]()
    order = list(cases)
    shuffle = random.Random(7)
    for _ in range(epochs):
        shuffle.shuffle(order)
        for features, want in order:
            got = Classifier(classes, weights.now).best(features)
            if got != want:
                for feature in features:
                    weights.add(feature, classes.index(want), 1.0)
                    weights.add(feature, classes.index(got), -1.0)
            weights.step += 1
    return Classifier(classes, weights.mean(smallest))


def field_cases(sample: Sample) -> tuple[list[tuple[list[str], str]], list[tuple[list[str], str]]]:
    document = sample.document
    topics, specifics = [], []
    for row in sample.rows:
        first, last = document.clauses[row.first], document.clauses[row.last]
        text = document.text[first.start : last.end]
        section = document.section_at(first.start)
        headings = document.heading_of(section), document.heading_of(document.parent_of(section))
        topics.append((list(topic_features(text, *headings)), row.topic))
        if row.specificity != "quantified":
            specifics.append((list(specificity_features(text)), row.specificity))
    return topics, specifics


def spans(tagger: Tagger, chain: Chain) -> list[tuple[int, int]]:
    """The commitments that a tagger finds in a chain, as first and last clause index."""
    tags = joined_to_action(chain.document, chain.stretch, tagger.decode_with_margins(chain.cases, chain.allowed))
    out: list[tuple[int, int]] = []
    for (tag, _), clause in zip(tags, chain.stretch.clauses, strict=True):
        if tag == "B":
            out.append((clause.index, clause.index))
        elif tag == "I" and out:
            out[-1] = (out[-1][0], clause.index)
    return out


def matched(sample: Sample, said: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """Rows matched one to one with an overlap of half their characters, rows said, rows labelled."""
    clauses = sample.document.clauses

    def extent(first: int, last: int) -> tuple[int, int]:
        return clauses[first].start, clauses[last].end

    pairs = []
    for i, row in enumerate(sample.rows):
        a, b = extent(row.first, row.last)
        for j, span in enumerate(said):
            c, d = extent(*span)
            if c < b and a < d:
                pairs.append(((min(b, d) - max(a, c)) / (max(b, d) - min(a, c)), i, j))
    used_rows: set[int] = set()
    used_said: set[int] = set()
    for overlap, i, j in sorted(pairs, reverse=True):
        if overlap >= 0.5 and i not in used_rows and j not in used_said:
            used_rows.add(i)
            used_said.add(j)
    return len(used_rows), len(said), len(sample.rows)


def cross_validate(samples: Sequence[Sample]) -> None:
    total: Counter[str] = Counter()
    for held in samples:
        rest = [sample for sample in samples if sample is not held]
        tagger = train_tagger(rest)
        said = [span for chain in held.chains for span in spans(tagger, chain)]
        hit, predicted, gold = matched(held, said)
        plain = [span for chain in held.flat for span in spans(tagger, chain)]
        total.update(flat_hit=(flat := matched(held, plain))[0], flat_of=flat[1] + flat[2])
        total.update(hit=hit, predicted=predicted, gold=gold)
        line = f"{held.name:16} commitment F1 {2 * hit / max(1, predicted + gold):.3f}"
        for name, position in (("topic", 0), ("specificity", 1)):
            learned = train_classifier(
                [case for sample in rest for case in field_cases(sample)[position]], smallest=SMALLEST[name]
            )
            cases = field_cases(held)[position]
            right = sum(learned.best(features) == want for features, want in cases)
            total.update({name: right, f"{name} of": len(cases)})
            line += f"  {name} {right / max(1, len(cases)):.3f}"
        print(line)
    left_out = 2 * total["hit"] / (total["predicted"] + total["gold"])
    shares = "".join(f"  {name} {total[name] / total[f'{name} of']:.3f}" for name in ("topic", "specificity"))
    print(f"{'as if flat':16} commitment F1 {2 * total['flat_hit'] / total['flat_of']:.3f}")
    print(f"{'all, left out':16} commitment F1 {left_out:.3f}{shares}")


def write(folder: Path, samples: Sequence[Sample]) -> None:
    tagger = train_tagger(samples)
    cases = [field_cases(sample) for sample in samples]
    topics = train_classifier([case for topic, _ in cases for case in topic], smallest=SMALLEST["topic"])
    specifics = train_classifier([case for _, specific in cases for case in specific], smallest=SMALLEST["specificity"])
    models: list[tuple[str, Classifier, object]] = [
        ("commitments", tagger.emissions, tagger.transitions), ("topics", topics, None), ("specificity", specifics, None)
    ]  # fmt: skip
    for name, classifier, transitions in models:
        data: dict[str, object] = {
            "fitted": "evals/train_commitments.py",
            "reports": [s.name for s in samples],
            "classes": classifier.classes,
        }
        if transitions is not None:
            data["transitions"] = transitions
        data["weights"] = {
            feature: {classifier.classes[position]: weight for position, weight in row.items()}
            for feature, row in classifier.weights.items()
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=False)
        (folder / f"{name}.json").write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    paths = sorted(p for p in args.corpus.glob("*.txt") if (args.labels / f"{p.stem}.commitments.tsv").exists())
    samples = [read_sample(path, args.labels) for path in paths]
    cross_validate(samples)
    if args.write:
        write(args.write, samples)


if __name__ == "__main__":
    main()
