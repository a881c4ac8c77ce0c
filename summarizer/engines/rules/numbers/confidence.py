"""What bears on whether a number is labelled right.

A logistic model over it (`schemas/learned/number_confidence.json`), fitted on what the engine got right and wrong in
reports left out, gives the probability that all fields of a label are right.
"""

from summarizer.contract.labels import NumberLabel
from summarizer.document.document import Meta


def number_features(label: NumberLabel, meta: Meta) -> list[str]:
    """The rules that fired, how the name came about, and which facts about the report are themselves uncertain."""
    features = [
        *label.why,
        "canon=False" if label.canon is None else "canon=True",
        "measure=" + label.measure,
        "status=" + label.status,
        f"name length={min(len(label.name) // 3, 6)}",
        "unit=" + _kind_of(label.unit),
    ]
    if "、" in label.name or "和" in label.name:
        features.append("name joins several")
    if label.period is None:
        features.append("no period")
    elif meta.weak and label.period in {meta.review_period, meta.plan_period}:
        features += [f"weak {name}" for name in meta.weak if name.endswith("period")]
    return features


def _kind_of(unit: str) -> str:
    if unit.endswith(("元", "币")):
        return "money"
    return {"%": "percent", "％": "percent", "个百分点": "points", "": "none"}.get(unit, "other")
