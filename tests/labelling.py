"""Answers to labelling prompts for the model server: what a model says that knows the labels of a report by heart."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from model_server import fit, straggling

from summarizer.contract.labels import CommitmentLabel, Labels, NumberLabel
from summarizer.document.document import Document
from summarizer.engines.llm.head import shown_sections

Body = dict[str, Any]
Rows = dict[str, list[str]]
_NUMBER, _CLAUSE = re.compile(r"#(\d+):"), re.compile(r"\[(\d+)\]")


def asked_of(body: Body) -> tuple[list[int], list[int]]:
    """The marked ids of a request: numbers, clauses."""
    # Without a system role the instructions, and the marks of their example, stand in the same message.
    text = body["messages"][-1]["content"].rpartition("\nReport: ")[2]
    return [int(id_) for id_ in _NUMBER.findall(text)], [int(id_) for id_ in _CLAUSE.findall(text)]


def is_head(body: Body) -> bool:
    """Whether a request asks what the report is as a whole."""
    return '{"d":[' in body["messages"][0]["content"]


def head_of(document: Document) -> Rows:
    """The answer to such a request that says what the document says of itself."""
    meta = document.meta
    facts = {
        "region": meta.region,
        "level": meta.admin_level,
        "type": meta.report_type,
        "date": meta.date,
        "review": meta.review_period,
        "plan": meta.plan_period,
    }
    shown = shown_sections(document)
    rows = [f"{name} {value or 'none'} {_marks(document, value)}".strip() for name, value in facts.items()]
    return {"d": rows, "k": [f"{number} {section.kind}" for number, section in enumerate(shown, 1)]}


def _marks(document: Document, value: str | None) -> str:
    """Clauses that name the year of a value, or the year before."""
    years = [str(int(value[:4]) - back) for back in (0, 1)] if value and value[:4].isdecimal() else []
    found = [clause.id[1:] for year in years for clause in document.clauses if year in clause.text]
    return " ".join(f"[{id_}]" for id_ in found[:2])


def knows_nothing(body: Body) -> Rows:
    """An answer that covers every id and says as little as the form allows."""
    if is_head(body):
        return {"d": [f"{name} none" for name in ("region", "level", "type", "date", "review", "plan")], "k": []}
    numbers, clauses = asked_of(body)
    return {"n": [f"{id_} other" for id_ in numbers], "c": [f"{id_} none" for id_ in clauses]}


def plausible(body: Body) -> Rows:
    """An answer of about the length of a real one: every number a quantity, every clause a commitment."""
    if is_head(body):
        return knows_nothing(body)
    numbers, clauses = asked_of(body)
    return {"n": [f"{id_} 新建建设项目 level target" for id_ in numbers], "c": [f"{id_} urban" for id_ in clauses]}


straggling_plausible = straggling(plausible)


def willing(body: Body) -> Body:
    """`plausible`, and to a question about something else whatever fits its schema."""
    return plausible(body) if "[rows]" in body["messages"][0]["content"] else fit(body)


def knows(labels: Labels, document: Document) -> Callable[[Body], Rows]:
    """An answer function that gives the labels of one document back as rows about whatever is asked."""
    numbers = {int(label.id[1:]): label for label in labels.numbers}
    first = {int(label.first[1:]): label for label in labels.commitments}

    def answer(body: Body) -> Rows:
        if is_head(body):
            return head_of(document)
        asked_numbers, asked_clauses = asked_of(body)
        rows, covered = [], 0
        for id_ in asked_clauses:
            if id_ <= covered:
                continue
            promise = first.get(id_)
            rows.append(clause_row(promise) if promise else f"{id_} none")
            covered = int(promise.last[1:]) if promise else id_
        return {"n": [number_row(numbers[id_]) for id_ in asked_numbers], "c": rows}

    return answer


def number_row(label: NumberLabel) -> str:
    """A number's label as the row that says it in full."""
    if label.cls != "q":
        return f"{label.id[1:]} {label.cls}"
    words = [label.id[1:], label.name, label.canon, label.measure, "down" if label.falls else None, label.bound]
    words += [label.status, label.period]
    return " ".join(word for word in words if word)


def clause_row(label: CommitmentLabel) -> str:
    """A commitment as the row that says it."""
    named = "named" if label.specificity == "named" else None
    words = [f"{label.first[1:]}-{label.last[1:]}", label.topic, label.strength, named, label.deadline]
    return " ".join(word for word in words if word)


def with_changes(answer: Callable[[Body], Rows], change: Callable[[Rows], Rows], times: int) -> Callable[[Body], Rows]:
    """An answer function whose first `times` answers about ids are changed."""
    left = [times]

    def changed(body: Body) -> Rows:
        rows = answer(body)
        if left[0] > 0 and not is_head(body):
            left[0] -= 1
            return change(rows)
        return rows

    return changed


def as_text(rows: Mapping[str, list[str]]) -> str:
    """Rows as the JSON that travels."""
    return json.dumps(rows, ensure_ascii=False)
