"""Ruled tables of a scanned page: the lines of its picture, found by opening it with long thin shapes, as rules."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from summarizer.readers.pdf_grid import Grid, Rule, grids_from

if TYPE_CHECKING:
    import numpy

    Picture = numpy.ndarray[Any, Any]

# Dots at 200 to the inch: the shortest line, longer than strokes of characters; the widest; and how far a line may end
# from the one it meets.
_SHORTEST, _WIDEST, _MISS = 45, 14, 12
# How dark a dot must be against its surroundings, of so many dots.
_DARKER, _AROUND = 12, 41
# Lines by which the page is levelled: so long, in dots, and so near to the slope of its text, in radians.
_LONG, _NEAR = 250, math.radians(1.2)

# A line: where it is across, and its two ends along.
_Line = tuple[float, float, float]


def grids_of_picture(image: "Picture", lean: float, scale: float) -> tuple[list[Grid], float]:
    """The grids of a page of pixels that has to be turned by about `lean` (radians) to stand upright, as its text says,
    and by how much exactly, as its rules say; in points, `scale` to the dot, y counted from its foot.

    Points of the page go where `turned` puts them.
    """
    import cv2
    import numpy

    grey = cv2.cvtColor(numpy.ascontiguousarray(image), cv2.COLOR_BGR2GRAY)
    turn = _level(grey, lean)
    if turn is None:
        return [], lean
    height, width = grey.shape
    shift = max(0.0, height * math.sin(turn))
    place = numpy.array([[math.cos(turn), -math.sin(turn), shift], [math.sin(turn), math.cos(turn), 0.0]])
    size = (math.ceil(width + height * abs(math.sin(turn))), math.ceil(height + width * abs(math.sin(turn))))
    dark = _dark(cv2.warpAffine(grey, place, size, borderMode=cv2.BORDER_REPLICATE))
    across, down = _lines(dark), _lines(dark.T.copy())
    # Strokes of characters, and rows of them, end nowhere; rules end at others.
    down = _ending(down, across)
    across = _ending(across, down)
    down = _ending(down, across)
    foot = height * scale
    vertical = [Rule((x - shift) * scale, foot - bottom * scale, foot - top * scale) for x, top, bottom in down]
    horizontal = [Rule(foot - y * scale, (left - shift) * scale, (right - shift) * scale) for y, left, right in across]
    return grids_from(vertical, horizontal), turn


def turned(x: float, y: float, turn: float) -> tuple[float, float]:
    """Where a point of the page, counted from its upper left corner, comes to stand."""
    return x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)


def _dark(grey: "Picture") -> "Picture":
    import cv2

    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _AROUND, _DARKER)


def _level(grey: "Picture", lean: float) -> float | None:
    """By how much the page has to be turned for its long lines to be level, the longest half deciding; None where it
    has none near the slope of its text.

    The page is turned as its text says first: lines are then level but for little, and found as rules are, in a tenth
    of a second. A Hough transform in steps as fine takes as long as the recognition of the text, since it takes the
    strokes of all characters for points of lines in every direction.
    """
    import cv2
    import numpy

    height, width = grey.shape
    place = cv2.getRotationMatrix2D((width / 2, height / 2), -math.degrees(lean), 1)
    labels, boxes, _ = _runs(_dark(cv2.warpAffine(grey, place, (width, height), borderMode=cv2.BORDER_REPLICATE)))
    lengths, turns = [], []
    for at, (left, top, long, high, area) in enumerate(boxes[1:].tolist(), 1):
        if long >= _LONG and area / long <= _WIDEST:
            ys, xs = numpy.nonzero(labels[top : top + high, left : left + long] == at)
            slope = float(numpy.polyfit(xs, ys, 1)[0])
            if abs(math.atan(slope)) < _NEAR:
                lengths.append(long)
                turns.append(lean - math.atan(slope))
    if not turns:
        return None
    return float(numpy.median(numpy.array(turns)[numpy.array(lengths) >= numpy.median(lengths)]))


def _runs(dark: "Picture") -> "tuple[Picture, Picture, Picture]":
    """The runs of dark dots that are long enough for horizontal lines, numbered from 1: the number at each dot, and of
    each run its box (left, top, width, height, dots) and its centre."""
    import cv2
    import numpy

    # A line that leans by a dot or two is one line all the same, and noise does not cut it.
    bold = cv2.dilate(dark, numpy.ones((3, 3), numpy.uint8))
    long = cv2.morphologyEx(bold, cv2.MORPH_OPEN, numpy.ones((1, _SHORTEST), numpy.uint8))
    joined = cv2.morphologyEx(long, cv2.MORPH_CLOSE, numpy.ones((3, _MISS), numpy.uint8))
    _, labels, boxes, centres = cv2.connectedComponentsWithStats(joined)
    return labels, boxes, centres


def _lines(dark: "Picture") -> list[_Line]:
    """The horizontal lines of dark dots: height, left and right end."""
    _, boxes, centres = _runs(dark)
    return [
        (float(centre[1]), float(left), float(left + width))
        for (left, _, width, height, area), centre in zip(boxes[1:].tolist(), centres[1:], strict=True)
        if height <= _WIDEST + width / 200 and area / width <= _WIDEST
    ]


def _ending(lines: Sequence[_Line], others: Sequence[_Line]) -> list[_Line]:
    """The lines both ends of which meet one of the others."""
    return [
        line
        for line in lines
        if all(
            any(abs(at - end) <= _MISS and start - _MISS <= line[0] <= stop + _MISS for at, start, stop in others)
            for end in line[1:]
        )
    ]
