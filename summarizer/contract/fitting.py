"""Whether the fields of a number's label can hold together, whoever gave it: a model, a person or a file."""

from summarizer.contract.labels import NumberLabel
from summarizer.knowledge.catalogue import load_catalogue

_RATIO = frozenset({"%", "％", "‰", "倍", ""})
_DIRECTED = frozenset({"growth", "avg_growth", "change"})
LONGEST_NAME = 60


def misfit(label: NumberLabel) -> str | None:
    """Why measure, unit, direction and statistic of a quantity cannot be said of one figure, as a clause that begins
    in lower case; None where they can, and for a number that is no quantity."""
    if label.cls != "q":
        return None
    measure, unit = label.measure, label.unit
    if measure in {"growth", "avg_growth"} and unit not in _RATIO:
        return f"{measure} is a percentage, but its unit is {unit}; an absolute difference is change"
    if measure in {"level", "rank"} and unit == "个百分点":
        return f"percentage points are a change, no {measure}"
    if label.falls and measure not in _DIRECTED:
        return f"a {measure} cannot go down; only growth, avg_growth and change do"
    if label.canon and not load_catalogue().by_id[label.canon].may_be(measure, unit):
        return f"{label.canon} cannot be a {measure} in {unit or 'no unit'}; leave it out if another thing is counted"
    if len(label.name) > LONGEST_NAME:
        return f"its name is longer than {LONGEST_NAME} characters"
    return None
