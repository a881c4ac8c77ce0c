"""Train the small learned parts of the rule engine on hand-labelled reports, and say how well they carry over.

    python evals/train_commitments.py --corpus DIR --labels DIR [--write DIR]

Prints leave-one-report-out figures: each report is labelled by weights that never saw it. With --write, weights
trained on all reports are written as `commitments.json`, `topics.json` and `specificity.json`, the first with a
calibration of confidence that is fitted on the left-out answers. All three are conditional random fields (a softmax
where a chain has one case) with a Gaussian prior, fitted by L-BFGS (Liu and Nocedal 1989, Math. Prog. 45:503): the
optimum is unique, no library is needed, and the weights are the same on every machine.
"""

import argparse
import itertools
import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path

from summarizer.document.document import Document
from summarizer.document.forward import Stretch, stretches
from summarizer.document.source import Source
from summarizer.engines.rules.commitments.chain import Chain
from summarizer.engines.rules.commitments.features import clause_features
from summarizer.engines.rules.commitments.labelling import (
    TAGS,
    Carried,
    Figures,
    Span,
    calibrated,
    carry_over,
    figures_by_clause,
    find_spans,
    placed,
)
from summarizer.engines.rules.commitments.specificity import classify_specificity, specificity_features
from summarizer.engines.rules.commitments.topics import classify_topic, topic_features
from summarizer.engines.rules.numbers.labelling import label_numbers
from summarizer.pipeline import make_document

FORBIDDEN = -30.0  # The weight of I after O: going on with nothing.


@dataclass(frozen=True)
class Row:
    """One labelled commitment: its clauses (indexes), and its fields; `deadline` explicit."""

    first: int
    last: int
    strength: str
    specificity: str
    deadline: str | None
    topic: str


@dataclass(frozen=True)
class Sample:
    """A report, its hand labels, and what the learners look at."""

    name: str
    document: Document
    stretches: list[Stretch]
    figures: Figures
    rows: list[Row]


@dataclass(frozen=True)
class Case:
    """A chain of cases to learn from: features and class of each."""

    features: list[list[str]]
    classes: list[str]


@dataclass(frozen=True)
class Models:
    """The three learned parts."""

    commitments: Chain
    topics: Chain
    specificity: Chain


def read_sample(path: Path, labels: Path) -> Sample:
    document = make_document(Source(path.read_text(encoding="utf-8"), path.name, "", "text/plain"))
    order = {clause.id: clause.index for clause in document.clauses}
    meta = json.loads((labels / f"{path.stem}.meta.json").read_text(encoding="utf-8"))
    named = {"-": None, "P": meta["plan_period"], "R": meta["review_period"]}
    rows = []
    for line in (labels / f"{path.stem}.commitments.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            first, last, strength, specificity, deadline, topic = (cell.strip() for cell in line.split("\t")[:6])
            rows.append(Row(order[first], order[last], strength, specificity, named.get(deadline, deadline), topic))
    numbers = label_numbers(document)
    return Sample(path.stem, document, stretches(document), figures_by_clause(document, numbers), rows)


def tag_cases(sample: Sample) -> Iterator[Case]:
    """Each stretch of a report as a chain of clauses with their tags."""
    gold: dict[int, str] = {}
    for row in sample.rows:
        gold |= dict.fromkeys(range(row.first, row.last + 1), "I") | {row.first: "B"}
    for stretch in sample.stretches:
        features = clause_features(sample.document, stretch.clauses, sample.figures, stretch.headings)
        tags = ["O" if c.index in stretch.barred else gold.get(c.index, "O") for c in stretch.clauses]
        tags = ["B" if tag == "I" and (i == 0 or tags[i - 1] == "O") else tag for i, tag in enumerate(tags)]
        yield Case(features, tags)


def spans_of(sample: Sample) -> list[Span]:
    clauses = sample.document.clauses
    return [Span(clauses[row.first : row.last + 1], 1.0) for row in sample.rows]


def topic_cases(sample: Sample) -> list[Case]:
    features = topic_features(placed(sample.document, spans_of(sample)))
    return [Case([case], [row.topic]) for case, row in zip(features, sample.rows, strict=True)]


def specificity_cases(sample: Sample) -> list[Case]:
    rows = zip(spans_of(sample), sample.rows, strict=True)
    return [
        Case([specificity_features(span.text(sample.document))], [row.specificity])
        for span, row in rows
        if row.specificity != "quantified"
    ]


def train(samples: Sequence[Sample]) -> Models:
    return Models(
        fit([case for sample in samples for case in tag_cases(sample)], TAGS, prior=2.0, least=2, smallest=0.06),
        fit([case for sample in samples for case in topic_cases(sample)], prior=3.0),
        fit([case for sample in samples for case in specificity_cases(sample)], prior=3.0, keep=_shared(samples)),
    )


def _shared(samples: Sequence[Sample]) -> set[str]:
    """Features of specificity that more than one report shows: a pair of characters of one report alone is a name."""
    seen = Counter(f for sample in samples for f in {f for case in specificity_cases(sample) for f in case.features[0]})
    return {feature for feature, reports in seen.items() if reports > 1}


def fit(
    cases: Sequence[Case],
    classes: Sequence[str] = (),
    *,
    prior: float,
    least: int = 1,
    smallest: float = 0.01,
    keep: set[str] | None = None,
) -> Chain:
    """The chain that maximises the likelihood of `cases`, less `prior` / 2 times the squared weights.

    Features seen fewer than `least` times, or not in `keep`, are left out, and those that weigh less than `smallest`
    for every class: they decide nothing and cost time.
    """
    names = tuple(classes) or tuple(sorted({name for case in cases for name in case.classes}))
    counts = Counter(feature for case in cases for features in case.features for feature in features)
    kept = sorted(f for f, count in counts.items() if count >= least and (keep is None or f in keep))
    at = {feature: place * len(names) for place, feature in enumerate(kept)}
    rows = [
        ([[at[f] for f in features if f in at] for features in case.features], [names.index(c) for c in case.classes])
        for case in cases
    ]
    chained = any(len(case.classes) > 1 for case in cases)
    size = len(kept) * len(names) + (len(names) ** 2 if chained else 0)

    def loss(weights: list[float]) -> tuple[float, list[float]]:
        return _loss(weights, rows, len(names), len(kept) * len(names), prior)

    best = minimise(loss, [0.0] * size)
    width = len(names)
    weights = {f: [round(w, 3) for w in best[i : i + width]] for f, i in at.items()}
    weights = {f: row for f, row in weights.items() if any(abs(w) >= smallest for w in row)}
    moves = best[len(kept) * width :] if chained else []
    table = [[round(w, 3) for w in moves[a * width : (a + 1) * width]] for a in range(width)] if moves else []
    if "I" in names and table:
        table[names.index("O")][names.index("I")] = FORBIDDEN
    return Chain(names, weights, tuple(map(tuple, table)))


def _loss(
    weights: list[float], rows: Sequence[tuple[list[list[int]], list[int]]], width: int, moves: int, prior: float
) -> tuple[float, list[float]]:
    """Negative log likelihood with the prior, and its gradient."""
    gradient = [prior * weight for weight in weights]
    value = prior / 2 * sum(weight * weight for weight in weights)
    places = range(width)
    for features, classes in rows:
        scores = [[sum([weights[i + k] for i in row]) for k in places] for row in features]
        if len(classes) == 1:
            top = max(scores[0])
            total = top + log(sum(exp(score - top) for score in scores[0]))
            sure = [[exp(score - total) for score in scores[0]]]
            value += total - scores[0][classes[0]]
        else:
            sure, change = _expect(scores, weights, width, moves, gradient, classes)
            value += change
        for row, chances, wanted in zip(features, sure, classes, strict=True):
            chances[wanted] -= 1.0
            for i in row:
                for k in places:
                    gradient[i + k] += chances[k]
    return value, gradient


def _expect(
    scores: list[list[float]], weights: list[float], width: int, moves: int, gradient: list[float], classes: list[int]
) -> tuple[list[list[float]], float]:
    """Marginals of one chain and its negative log likelihood; adds the gradient of the transitions."""
    places = range(width)
    table = tuple(tuple(weights[moves + a * width : moves + (a + 1) * width]) for a in places)
    chain = Chain(tuple(map(str, places)), {}, table)
    forward, backward, total = chain.sums(scores)
    path = sum(scores[i][c] for i, c in enumerate(classes))
    path += sum(table[a][b] for a, b in itertools.pairwise(classes))
    for i in range(1, len(scores)):
        for a in places:
            base = forward[i - 1][a] - total
            for b in places:
                gradient[moves + a * width + b] += exp(base + table[a][b] + scores[i][b] + backward[i][b])
        gradient[moves + classes[i - 1] * width + classes[i]] -= 1.0
    sure = [[exp(f + b - total) for f, b in zip(*pair, strict=True)] for pair in zip(forward, backward, strict=True)]
    return sure, total - path


def minimise(
    loss: Callable[[list[float]], tuple[float, list[float]]], start: list[float], steps: int = 80, memory: int = 6
) -> list[float]:
    """The minimum of a smooth convex function by L-BFGS with backtracking."""
    point = start
    value, gradient = loss(point)
    history: deque[tuple[list[float], list[float], float]] = deque(maxlen=memory)
    for _ in range(steps):
        direction = _descent(gradient, history)
        slope = _dot(direction, gradient)
        rate = 1.0 if history else 1.0 / max(1.0, _dot(gradient, gradient) ** 0.5)
        while True:
            ahead = [p + rate * d for p, d in zip(point, direction, strict=True)]
            new_value, new_gradient = loss(ahead)
            if new_value <= value + 1e-4 * rate * slope or rate < 1e-10:
                break
            rate /= 2
        moved = [a - p for a, p in zip(ahead, point, strict=True)]
        turned = [a - g for a, g in zip(new_gradient, gradient, strict=True)]
        curve = _dot(moved, turned)
        if curve > 1e-12:
            history.append((moved, turned, curve))
        gain = value - new_value
        point, value, gradient = ahead, new_value, new_gradient
        if gain < 1e-4 * abs(value) * 0.1:
            break
    return point


def _descent(gradient: list[float], history: deque[tuple[list[float], list[float], float]]) -> list[float]:
    """The direction of descent, by the two-loop recursion."""
    direction = [-g for g in gradient]
    shares = []
    for moved, turned, curve in reversed(history):
        share = _dot(moved, direction) / curve
        shares.append(share)
        direction = [d - share * t for d, t in zip(direction, turned, strict=True)]
    if history:
        _, turned, curve = history[-1]
        scale = curve / _dot(turned, turned)
        direction = [scale * d for d in direction]
    for (moved, turned, curve), share in zip(history, reversed(shares), strict=True):
        back = _dot(turned, direction) / curve
        direction = [d + (share - back) * m for d, m in zip(direction, moved, strict=True)]
    return direction


def _dot(a: list[float], b: list[float]) -> float:
    return sum(map(float.__mul__, a, b))


def say(sample: Sample, models: Models) -> list[tuple[Row, float]]:
    """The commitments of a report as the engine would label them, with raw confidence."""
    document = sample.document
    spans = [
        s for stretch in sample.stretches for s in find_spans(document, stretch, sample.figures, models.commitments)
    ]
    topics = [classify_topic(models.topics, features) for features in topic_features(placed(document, spans))]
    said = []
    carried = Carried("will", None, -1)
    for span, (topic, sure_topic) in zip(spans, topics, strict=True):
        has_figure = any(sample.figures.get(clause.index) for clause in span.clauses)
        carried = carry_over(document, span, has_figure, carried)
        quantified = has_figure or carried.deadline is not None
        specificity, sure = classify_specificity(models.specificity, span.text(document), quantified)
        ends = span.clauses[0].index, span.clauses[-1].index
        row = Row(*ends, carried.strength, specificity, carried.deadline, topic)
        said.append((row, span.probability * sure_topic * sure))
    return said


def match(sample: Sample, said: Sequence[Row]) -> dict[int, Row]:
    """The labelled row that each said one matches one to one, best overlap first, at least half their characters."""
    clauses = sample.document.clauses

    def extent(row: Row) -> tuple[int, int]:
        return clauses[row.first].start, clauses[row.last].end

    pairs = []
    for i, row in enumerate(sample.rows):
        a, b = extent(row)
        for j, other in enumerate(said):
            c, d = extent(other)
            if c < b and a < d:
                pairs.append(((min(b, d) - max(a, c)) / (max(b, d) - min(a, c)), i, j))
    matched: dict[int, Row] = {}
    used: set[int] = set()
    for overlap, i, j in sorted(pairs, reverse=True):
        if overlap >= 0.5 and i not in used and j not in matched:
            used.add(i)
            matched[j] = sample.rows[i]
    return matched


FIELDS = ("strength", "specificity", "deadline", "topic")


def cross_validate(samples: Sequence[Sample]) -> list[list[tuple[float, bool]]]:
    """Print left-out figures; return, by report, raw confidence and whether span and all fields were right."""
    total: Counter[str] = Counter()
    answers = []
    for held in samples:
        models = train([sample for sample in samples if sample is not held])
        said = say(held, models)
        matched = match(held, [row for row, _ in said])
        count = Counter(said=len(said), gold=len(held.rows), hit=len(matched))
        answer = []
        for j, (row, raw) in enumerate(said):
            right = {field: j in matched and getattr(row, field) == getattr(matched[j], field) for field in FIELDS}
            count.update({field: int(right[field]) for field in FIELDS})
            answer.append((raw, all(right.values())))
        answers.append(answer)
        total += count
        print(line(held.name, count), flush=True)
    print(line("all, left out", total))
    print(f"{'':16} expected calibration error {calibration_error(answers):.3f}")
    return answers


def line(name: str, count: Counter[str]) -> str:
    f1 = 2 * count["hit"] / max(1, count["said"] + count["gold"])
    fields = "  ".join(f"{field} {count[field] / max(1, count['hit']):.3f}" for field in FIELDS)
    return f"{name:16} commitment F1 {f1:.3f}  on matches: {fields}"


def calibrate(answers: Sequence[tuple[float, bool]], bins: int = 12) -> list[tuple[float, float]]:
    """Steps `(up to this raw confidence, share right)`, rising: equal bins, neighbours pooled where they fall."""
    ordered = sorted(answers)
    size = max(1, len(ordered) // bins)
    cuts = [ordered[i : i + size] for i in range(0, len(ordered), size)]
    pooled: list[list[tuple[float, bool]]] = []
    for cut in cuts:
        pooled.append(list(cut))
        while len(pooled) > 1 and _share(pooled[-2]) >= _share(pooled[-1]):
            last = pooled.pop()
            pooled[-1] += last
    return [(round(group[-1][0], 4), round(_share(group), 3)) for group in pooled]


def _share(group: Sequence[tuple[float, bool]]) -> float:
    return sum(right for _, right in group) / len(group)


def calibration_error(answers: Sequence[Sequence[tuple[float, bool]]], bins: int = 10) -> float:
    """Expected calibration error where each report is calibrated on the others."""
    pairs = []
    for held in answers:
        steps = calibrate([answer for other in answers if other is not held for answer in other])
        pairs += [(calibrated(raw, steps) or 0.0, right) for raw, right in held]
    error = 0.0
    for i in range(bins):
        group = [pair for pair in pairs if i / bins < pair[0] <= (i + 1) / bins or (i == 0 and pair[0] == 0)]
        if group:
            error += abs(sum(said for said, _ in group) - sum(right for _, right in group))
    return error / max(1, len(pairs))


def write(folder: Path, samples: Sequence[Sample], answers: Sequence[Sequence[tuple[float, bool]]]) -> None:
    models = train(samples)
    steps = calibrate([answer for report in answers for answer in report])
    for name, chain, extra in (
        ("commitments", models.commitments, {"calibration": steps}),
        ("topics", models.topics, {}),
        ("specificity", models.specificity, {}),
    ):
        data: dict[str, object] = {
            "fitted": "evals/train_commitments.py",
            "reports": [sample.name for sample in samples],
            "classes": chain.classes,
            **extra,
        }
        if chain.transitions:
            data["transitions"] = chain.transitions
        data["weights"] = chain.weights
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    paths = sorted(p for p in args.corpus.glob("*.txt") if (args.labels / f"{p.stem}.commitments.tsv").exists())
    samples = [read_sample(path, args.labels) for path in paths]
    answers = cross_validate(samples)
    if args.write:
        write(args.write, samples, answers)


if __name__ == "__main__":
    main()
