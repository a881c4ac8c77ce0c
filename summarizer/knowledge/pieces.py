"""Pieces of a text that are looked at together, and its characters as numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from summarizer.knowledge.arrays import Ints, indexes


def code_points(text: str) -> Ints:
    """The characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)


@dataclass(slots=True)
class Pieces:
    """The pieces `[starts[i], ends[i])` of `text`, whose characters `letters` holds as numbers."""

    text: str
    letters: Ints
    starts: Ints
    ends: Ints

    @classmethod
    def of(cls, text: str, spans: Iterable[tuple[int, int]]) -> "Pieces":
        edges = np.array(list(spans), np.int64).reshape(-1, 2)
        return cls(text, code_points(text), edges[:, 0], edges[:, 1])

    def take(self, numbers: Ints) -> "Pieces":
        """The pieces of these numbers."""
        return Pieces(self.text, self.letters, self.starts.take(numbers), self.ends.take(numbers))

    @classmethod
    def lines(cls, texts: Sequence[str]) -> "Pieces":
        """Texts as pieces of one text, a line each, for what is looked up in all of it."""
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = sizes.cumsum() + np.arange(len(sizes))
        text = "\n".join(texts)
        return cls(text, code_points(text), ends - sizes, ends)

    def apart(self) -> "Pieces":
        """The same pieces as a text of their own."""
        return Pieces.lines(self.words())

    def holding(self, places: Ints) -> tuple[Ints, Ints]:
        """Which of some places of the text, by number, lie in a piece, and the numbers of these pieces, which follow
        one another."""
        at = self.starts.searchsorted(places, side="right") - 1
        within = indexes((at >= 0) & (places < self.ends.take(at))) if len(self) else at[:0]
        return within, at.take(within)

    def __len__(self) -> int:
        return len(self.starts)

    def words(self) -> list[str]:
        """The characters of each piece."""
        return [self.text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]
