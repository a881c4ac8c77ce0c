"""Pages of two columns of running text: the left one is read to its end, then the right one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from summarizer.readers.pdf_lines import Line, Piece

_GAP = 0.8  # of a character's size: what parts two columns at least
_FEWEST = 4  # rows side by side that make columns
_SHORTEST = 7  # characters of a line of a column, on average
_PROSE = re.compile(r"[，。；、,;]")


def by_column(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page in the order of reading; those of the right column are moved to the left margin."""
    gutter = _gutter(lines)
    if gutter is None:
        return list(lines)
    out: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    shift = _shift(lines, gutter)
    for line in lines:
        sides = (
            [piece for piece in line.pieces if piece.right <= gutter],
            [piece for piece in line.pieces if piece.left >= gutter],
        )
        if sum(map(len, sides)) < len(line.pieces):  # across both: what stands above and below is read before it
            out += [*left, *right, line]
            left, right = [], []
            continue
        if sides[0]:
            left.append(Line(tuple(sides[0])))
        if sides[1]:
            right.append(Line(tuple(_moved(piece, shift) for piece in sides[1])))
    return [*out, *left, *right]


def _moved(piece: Piece, shift: float) -> Piece:
    return replace(piece, left=piece.left - shift, right=piece.right - shift)


def _pairs(lines: Sequence[Line]) -> list[tuple[list[Piece], list[Piece]]]:
    """The lines that one wide gap parts in two, as their sides."""
    found = []
    for line in lines:
        cuts = [
            at
            for at in range(1, len(line.pieces))
            if line.pieces[at].left - line.pieces[at - 1].right > _GAP * line.size
        ]
        if len(cuts) == 1 and not line.row:
            found.append((list(line.pieces[: cuts[0]]), list(line.pieces[cuts[0] :])))
    return found


def _gutter(lines: Sequence[Line]) -> float | None:
    """The x that parts two columns of running text; None for a page of one, or of a table."""
    pairs = _pairs(lines)
    if len(pairs) < _FEWEST or 2 * len(pairs) < sum(len(line.pieces) > 1 for line in lines):
        return None
    starts = Counter(round(side[0].left) for _, side in pairs)
    margin = min(start for start, count in starts.items() if count >= 2) if max(starts.values()) >= 2 else None
    if margin is None:
        return None
    pairs = [pair for pair in pairs if pair[1][0].left >= margin - 2]
    texts = ["".join(piece.text for piece in side) for pair in pairs for side in pair]
    prose = sum(bool(_PROSE.search(text)) for text in texts)
    if len(pairs) < _FEWEST or sum(map(len, texts)) < _SHORTEST * len(texts) or 2 * prose < len(texts):
        return None
    edge = max(piece.right for side, _ in pairs for piece in side)
    return (edge + margin) / 2 if edge < margin else None


def _shift(lines: Sequence[Line], gutter: float) -> float:
    """How far the right column's margin stands from the left one's."""
    left = min(piece.left for line in lines for piece in line.pieces)
    return min(piece.left for line in lines for piece in line.pieces if piece.left >= gutter) - left
