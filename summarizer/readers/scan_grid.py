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
    turn = _level(_dark(grey), lean)
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


def _level(dark: "Picture", lean: float) -> float | None:
    """By how much the page has to be turned for its long lines to be level, the longest half deciding; None where it
    has none near the slope of its text."""
    import cv2
    import numpy

    found = cv2.HoughLinesP(dark, 1, math.radians(0.05), _LONG // 2, minLineLength=_LONG, maxLineGap=_MISS)
    if found is None:
        return None
    x0, y0, x1, y1 = found.reshape(-1, 4).T.astype(float)
    turns = -numpy.arctan2(y1 - y0, x1 - x0)
    near = abs(turns - lean) < _NEAR
    if not near.any():
        return None
    lengths = numpy.hypot(x1 - x0, y1 - y0)[near]
    return float(numpy.median(turns[near][lengths >= numpy.median(lengths)]))


def _lines(dark: "Picture") -> list[_Line]:
    """The horizontal lines of dark dots: height, left and right end."""
    import cv2
    import numpy

    # A line that leans by a dot or two is one line all the same, and noise does not cut it.
    bold = cv2.dilate(dark, numpy.ones((3, 3), numpy.uint8))
    long = cv2.morphologyEx(bold, cv2.MORPH_OPEN, numpy.ones((1, _SHORTEST), numpy.uint8))
    joined = cv2.morphologyEx(long, cv2.MORPH_CLOSE, numpy.ones((3, _MISS), numpy.uint8))
    count, _, boxes, centres = cv2.connectedComponentsWithStats(joined)
    found = []
    for at in range(1, count):
        left, _, width, height, area = (int(value) for value in boxes[at])
        if height <= _WIDEST + width / 200 and area / width <= _WIDEST:
            found.append((float(centres[at][1]), float(left), float(left + width)))
    return found


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
