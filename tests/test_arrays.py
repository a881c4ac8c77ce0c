"""What is looked up and summed over arrays is what the plain definition says, whatever the text."""

import random
from itertools import pairwise, product
from math import exp

import numpy as np
import pytest

from summarizer.knowledge.chain import Chain
from summarizer.knowledge.key_table import KeyTable
from summarizer.knowledge.pieces import Pieces
from summarizer.knowledge.sequences import OPEN
from summarizer.knowledge.templates import Filled, Listed, Spelled, Template, Templates, spelled
from summarizer.knowledge.word_classes import WordClasses
from summarizer.knowledge.word_index import WordIndex, grams

# Of the basic plane and beyond it, with a lone surrogate, which a damaged file can hold.
LETTERS = "建设推进ab，。𠀀😀\ud800"


def word(rng: random.Random, longest: int) -> str:
    return "".join(rng.choices(LETTERS, k=rng.randint(1, longest)))


@pytest.mark.parametrize("seed", range(20))
def test_sums_over_runs_of_characters_are_those_of_the_plain_definition(seed: int) -> None:
    rng = random.Random(seed)
    weights = {word(rng, 5): (rng.randint(-3000, 3000) / 1000, rng.randint(-9, 9) / 1000) for _ in range(60)}
    text = "".join(rng.choices(LETTERS + "城", k=rng.randint(0, 80)))
    edges = sorted(rng.choices(range(len(text) + 1), k=12))
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    shortest, longest = rng.choice([(1, 4), (2, 2), (2, 3)])

    found = Chain.of(("a", "b"), weights).gram_scores(Pieces.of(text, pieces), shortest=shortest, longest=longest)

    for (start, end), row in zip(pieces, found, strict=True):
        runs = [run for run in grams(text[start:end], longest) if len(run) >= shortest and run in weights]
        plain = [sum(round(1000 * weights[run][k]) for run in runs) / 1000 for k in (0, 1)]
        assert row.tolist() == plain, text[start:end]


def test_nothing_to_score_and_nothing_that_weighs_are_no_errors() -> None:
    none = np.zeros(0, np.int64)
    nothing, one = Pieces.of("", []), Pieces.of("建设", [(0, 2)])
    chain = Chain.of(("a", "b"), {"建设": (1.0, 0.5)}, ((0.0, 0.0), (0.0, 0.0)))
    assert chain.gram_scores(nothing, shortest=2, longest=2).shape == (0, 2)
    assert chain.gram_scores(one, shortest=2, longest=2).tolist() == [[1.0, 0.5]]
    assert Chain.of(("a", "b"), {}).gram_scores(one, shortest=1, longest=4).tolist() == [[0.0, 0.0]]
    assert chain.scores([]).shape == (0, 2)
    assert chain.scores([["unknown"], []]).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert chain.best_paths(chain.scores([]), none).tolist() == []
    assert chain.marginals(chain.scores([]), none).shape == (0, 2)


@pytest.mark.parametrize("count", [0, 1, 7, 5000])
def test_table_finds_its_keys_and_no_others(count: int) -> None:
    rng = random.Random(count)
    keys = rng.sample(range(1 << 62), 2 * count)
    table = KeyTable(np.array(keys[:count], np.int64))
    found = table.find(np.array(keys, np.int64))
    assert found.tolist() == [*range(1, count + 1), *[0] * count]
    assert (found * 70_000 - 1).tolist() == [number * 70_000 - 1 for number in found.tolist()]


def test_sequences_read_side_by_side_are_those_read_alone_and_known_classes_hold() -> None:
    rng = random.Random(5)
    moves = tuple(tuple(rng.randint(-2000, 2000) / 1000 for _ in range(3)) for _ in range(3))
    chain = Chain.of(("B", "I", "O"), {}, moves)
    for _ in range(30):
        sizes = [rng.randint(1, 5) for _ in range(rng.randint(1, 4))]
        starts = np.cumsum([0, *sizes[:-1]])
        scores = np.array([[rng.randint(-3000, 3000) / 1000 for _ in range(3)] for _ in range(sum(sizes))])
        known = np.array([rng.choice((OPEN, OPEN, 0, 1, 2)) for _ in scores])
        path, sure = chain.read(scores, starts, known)
        assert (path == chain.best_paths(scores, starts, known)).all()
        for start, size in zip(starts.tolist(), sizes, strict=True):
            here = slice(start, start + size)
            best, chances = _by_all_paths(scores[here].tolist(), moves, known[here].tolist())
            assert tuple(path[here].tolist()) == best
            assert sure[here] == pytest.approx(np.array(chances), abs=1e-12)


def _by_all_paths(
    scores: list[list[float]], moves: tuple[tuple[float, ...], ...], known: list[int]
) -> tuple[tuple[int, ...], list[list[float]]]:
    weights = {
        path: sum(row[k] for row, k in zip(scores, path, strict=True)) + sum(moves[a][b] for a, b in pairwise(path))
        for path in product(range(3), repeat=len(scores))
        if all(fixed in {OPEN, k} for fixed, k in zip(known, path, strict=True))
    }
    total = sum(map(exp, weights.values()))
    chances = [
        [sum(exp(weight) for path, weight in weights.items() if path[i] == k) / total for k in range(3)]
        for i in range(len(scores))
    ]
    return max(weights, key=lambda path: weights[path]), chances


@pytest.mark.parametrize("seed", range(10))
def test_words_found_at_many_places_are_those_found_one_by_one(seed: int) -> None:
    rng = random.Random(seed)
    classes = {name: tuple({word(rng, 4) for _ in range(15)}) for name in ("verb", "noun")}
    one_by_one = {name: WordIndex(dict.fromkeys(words, name)) for name, words in classes.items()}
    text = "".join(rng.choices(LETTERS, k=60))
    pieces = [(start, rng.randint(start, 60)) for start in range(60)]
    starts, ends = np.array(pieces).T
    letters = Pieces.of(text, []).letters

    forwards, backwards = WordClasses(classes), WordClasses(classes, backwards=True)
    begins = forwards.at(letters, starts, ends - starts)
    closes = backwards.at(letters, ends - 1, ends - starts)

    for name, index in one_by_one.items():
        first = [forwards.words[number] for number in forwards.longest(name, begins)]
        last = [backwards.words[number] for number in backwards.longest(name, closes)]
        assert first == [index.at(text[start:end]) for start, end in pieces]
        assert last == [index.ending(text[start:end])[0] for start, end in pieces]


def test_features_of_templates_score_what_their_names_score() -> None:
    columns: dict[str, Listed | Spelled] = {
        "at": Listed(("first,last", "later,last")),
        "word": Listed(("", "建", "建设")),
        "start": Spelled(2),
    }
    templates = Templates(
        (Template("start", ("start",)), Template("start", ("start", "at")), Template("word", ("word", "at"))), columns
    )
    text = "建设,1,😀"
    starts = spelled(Pieces.of(text, []).letters, np.arange(5), np.full(5, 6), 2)
    at, words = np.array([0, 1, 0, 1, 0]), np.array([2, 1, 0, 0, 1])
    filled = [
        Filled(0, np.arange(5), (starts,)),
        Filled(1, np.arange(5), (starts, at)),
        Filled(2, np.array([0, 1, 4]), (words[[0, 1, 4]], at[[0, 1, 4]])),
    ]
    names: list[list[str]] = [[] for _ in range(5)]
    for one in filled:
        for case, name in zip(one.cases.tolist(), templates.names(one), strict=True):
            names[case].append(name)
    assert names[2] == ["start=,1", "start=,1,first,last"]
    known = {name for row in names for name in row} - {"start=设,"}
    chain = Chain.of(("a", "b"), {name: (len(name) / 1000, at / 1000) for at, name in enumerate(sorted(known))})
    assert chain.template_scores(templates, filled, 5).tolist() == chain.scores(names).tolist()
