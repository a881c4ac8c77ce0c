"""How a report is scored against hand labels: the figures of the evaluation guide, with every miss kept.

The reference implementation is `tests/reference/score.py`; a test holds the figures of the two together.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from summarizer.document.source import to_file
from summarizer.evaluation.gold import Extent, Gold, GoldCommitment, GoldQuantity

NUMBER_FIELDS = ("name", "measure", "value", "unit", "bound", "status", "period")
COMMITMENT_FIELDS = ("strength", "specificity", "deadline", "topic")
META_FIELDS = ("region", "admin_level", "report_type", "date", "review_period", "plan_period")
MAIN_FIGURES = (
    "score", "record", "headline", "commitment", "detection", "section", "lead_in", "section_kind", "meta", "grounded",
)  # fmt: skip
_NOISE = re.compile(r"[\s,，、。;；:：()（）“”\"'‘’《》\-—·.*]")
_IOU = 0.5
_NEAR = 2

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that was not right: where, what was expected and what was said (None: nothing)."""

    kind: str
    report: str
    id: str
    start: int
    end: int
    context: str
    expected: str | None
    said: str | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ratio:
    """Precision, recall and F1 with the counts they come from."""

    p: float
    r: float
    f1: float
    tp: int
    predicted: int
    gold: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of the evaluation guide for one report or for several together."""

    score: float
    detection: Ratio
    record: Ratio
    headline: Ratio
    fields: dict[str, float]
    commitment: Ratio
    commitment_chars: Ratio
    commitment_fields: dict[str, float]
    section: Ratio
    lead_in: Ratio
    section_kind: float
    meta: float
    grounded: float

    def main(self) -> dict[str, float]:
        """The main figures by name, F1 where a figure has three."""
        return {name: value.f1 if isinstance(value := getattr(self, name), Ratio) else value for name in MAIN_FIGURES}


@dataclass(frozen=True)
class Outcome:
    """The counts of one report, which add up over reports, and its misses. `confidences` pairs, for indicators and for
    commitments, the probability that the engine gave with whether all fields of the label were right; `verdicts` says
    that by id, whether a probability was given or not."""

    counts: Counter[str]
    misses: list[Miss] = field(default_factory=list)
    confidences: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)
    verdicts: dict[str, dict[str, bool]] = field(default_factory=dict)

    def note(self, kind: str, item: Json, right: bool) -> None:
        """Keep how sure the engine was of an item, if it says so, and whether it was right."""
        self.verdicts.setdefault(kind, {})[str(item.get("id", ""))] = right
        if item.get("confidence") is not None:
            self.confidences.setdefault(kind, []).append((float(item["confidence"]), right))


def bare_name(name: str) -> str:
    """A name without white space and punctuation."""
    return _NOISE.sub("", name)


def same_name(first: str, second: str) -> bool:
    """Whether two names mean the same: equal, one in the other and at least half as long, or character-bigram Dice
    of 0.6 (Dice 1945, Ecology 26:297), white space and punctuation aside."""
    a, b = bare_name(first or ""), bare_name(second or "")
    if not a or not b:
        return a == b
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if short in long and len(short) >= 0.5 * len(long):
        return True
    left, right = (Counter(x[i : i + 2] for i in range(len(x) - 1)) for x in (a, b))
    total = left.total() + right.total()
    return bool(total) and 2 * (left & right).total() / total >= 0.6


def score_report(gold: Gold, report: Json) -> Outcome:
    """The counts and misses of a report (the contract's JSON) against its labels. An empty mapping is an empty report."""
    outcome = Outcome(Counter())
    items = report.get("indicators", [])
    outcome.counts["grounded"], outcome.counts["grounded_of"] = _grounded(gold, items), len(items)
    report = _in_file(gold, report)
    _score_numbers(gold, report.get("indicators", []), outcome)
    _score_headline(gold, report.get("indicators", []), outcome)
    _score_commitments(gold, report.get("commitments", []), outcome)
    _score_sections(gold, report.get("sections", []), outcome)
    _score_meta(gold, report.get("meta", {}), outcome)
    return outcome


def _grounded(gold: Gold, items: Sequence[Json]) -> int:
    """How many figures stand where the report says, in the text that its reader made."""
    text = gold.source.text
    return sum(text[i["number"]["start"] : i["number"]["end"]] == i["number"]["text"] for i in items)


def _in_file(gold: Gold, report: Json) -> Json:
    """The report with its spans by offsets of the file's text, that the labels go by, where the reader mended it."""
    if not gold.repairs:
        return report

    def moved(span: Json) -> Json:
        return {**span, "start": to_file(span["start"], gold.repairs), "end": to_file(span["end"], gold.repairs)}

    places = {"indicators": ("number",), "commitments": ("span",), "sections": ("heading", "span")}
    return {
        **report,
        **{
            part: [{**item, **{key: moved(item[key]) for key in keys}} for item in report.get(part, [])]
            for part, keys in places.items()
        },
    }


def _score_numbers(gold: Gold, items: Sequence[Json], outcome: Outcome) -> None:
    spans: list[Extent] = [*gold.quantities, *gold.others]
    owner = _owners(spans)
    by_span: dict[Extent, Json] = {}
    stray = 0
    for item in items:
        hit = _first_hit(owner, spans, item["number"]["start"], item["number"]["end"])
        if hit is None or hit in by_span:
            stray += 1
        else:
            by_span[hit] = item
    counts = outcome.counts
    counts["q_pred"], counts["q_gold"] = len(by_span) + stray, len(gold.quantities)
    for span, wanted in gold.quantities.items():
        said = by_span.get(span)
        if said is None:
            outcome.misses.append(_number_miss(gold, span, wanted, None, ()))
            continue
        counts["q_tp"] += 1
        wrong = tuple(name for name in NUMBER_FIELDS if not _field_right(name, wanted, said))
        counts.update(f"q_{name}" for name in NUMBER_FIELDS if name not in wrong)
        counts["q_record"] += not wrong
        if wrong:
            outcome.misses.append(_number_miss(gold, span, wanted, said, wrong))
        outcome.note("indicators", said, not wrong)
    for span, said in by_span.items():
        if span not in gold.quantities:
            outcome.misses.append(_number_miss(gold, span, None, said, ()))
            outcome.note("indicators", said, False)


def _owners(spans: Sequence[Extent]) -> dict[int, list[int]]:
    """For each character of a labelled number, the positions of the spans that hold it."""
    owner: dict[int, list[int]] = {}
    for position, (start, end) in enumerate(spans):
        for offset in range(start, end):
            owner.setdefault(offset, []).append(position)
    return owner


def _first_hit(owner: Mapping[int, list[int]], spans: Sequence[Extent], start: int, end: int) -> Extent | None:
    # An empty stretch inside a number overlaps it too, as the reference counts.
    offsets = range(start, end) if start < end else range(start - 1, start)
    hits = [i for offset in offsets for i in owner.get(offset, []) if spans[i][0] < end and start < spans[i][1]]
    return spans[min(hits)] if hits else None


def _field_right(name: str, wanted: GoldQuantity, said: Json) -> bool:
    if name == "name":
        return same_name(said.get("name") or "", wanted.name)
    if name == "value":
        value = said.get("value")
        return value is not None and abs(float(value) - wanted.value) <= 1e-9 * max(1, abs(wanted.value))
    return (said.get(name) or "") == (getattr(wanted, name) or "")


def _number_miss(
    gold: Gold, span: Extent, wanted: GoldQuantity | None, said: Json | None, wrong: tuple[str, ...]
) -> Miss:
    start, end = span
    context = gold.text[max(0, start - 24) : start] + f"[{gold.text[start:end]}]" + gold.text[end : end + 16]
    expected = " ".join(str(getattr(wanted, name)) for name in NUMBER_FIELDS) if wanted else None
    told = " ".join(str(said.get(name)) for name in NUMBER_FIELDS) if said else None
    id_ = wanted.id if wanted else str(said.get("id", "")) if said else ""
    return Miss("record", gold.name, id_, start, end, context.replace("\n", " "), expected, told, wrong)


def _headline_key(canon: object, measure: object, status: object, period: object, value: float) -> tuple[str, ...]:
    return (str(canon), str(measure), str(status), str(period or ""), repr(float(value)))


def _score_headline(gold: Gold, items: Sequence[Json], outcome: Outcome) -> None:
    wanted = Counter(
        _headline_key(q.canon, q.measure, q.status, q.period, q.value) for q in gold.quantities.values() if q.canon
    )
    said = Counter(
        _headline_key(i["canon"], i.get("measure", ""), i.get("status", ""), i.get("period"), i["value"])
        for i in items
        if i.get("canon")
    )
    outcome.counts["h_tp"] = (wanted & said).total()
    outcome.counts["h_pred"], outcome.counts["h_gold"] = said.total(), wanted.total()
    places = {
        _headline_key(i["canon"], i.get("measure", ""), i.get("status", ""), i.get("period"), i["value"]): i["number"]
        for i in items
        if i.get("canon")
    }
    spans = {
        _headline_key(q.canon, q.measure, q.status, q.period, q.value): span
        for span, q in gold.quantities.items()
        if q.canon
    }
    for key in (wanted - said).elements():
        start, end = spans[key]
        outcome.misses.append(_headline_miss(gold, start, end, " ".join(key), None))
    for key in (said - wanted).elements():
        outcome.misses.append(_headline_miss(gold, places[key]["start"], places[key]["end"], None, " ".join(key)))


def _headline_miss(gold: Gold, start: int, end: int, expected: str | None, said: str | None) -> Miss:
    context = gold.text[max(0, start - 24) : start] + f"[{gold.text[start:end]}]" + gold.text[end : end + 16]
    return Miss("headline", gold.name, "", start, end, context.replace("\n", " "), expected, said)


def overlap(a: Extent, b: Extent) -> float:
    """Intersection over union of two stretches of text (Jaccard 1912)."""
    inter = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return inter / (max(a[1], b[1]) - min(a[0], b[0])) if inter else 0.0


def _score_commitments(gold: Gold, items: Sequence[Json], outcome: Outcome) -> None:
    counts = outcome.counts
    said = [(item["span"]["start"], item["span"]["end"]) for item in items]
    matched = _matches(gold.commitments, said)
    counts["c_tp"], counts["c_pred"], counts["c_gold"] = len(matched), len(said), len(gold.commitments)
    wanted_chars = {o for g in gold.commitments for o in range(g.start, g.end)}
    said_chars = {o for start, end in said for o in range(start, end)}
    counts["cc_tp"] = len(wanted_chars & said_chars)
    counts["cc_pred"], counts["cc_gold"] = len(said_chars), len(wanted_chars)
    for i, wanted in enumerate(gold.commitments):
        if i in matched:
            _score_match(gold, wanted, items[matched[i]], outcome)
        else:
            outcome.misses.append(_commitment_miss(gold, wanted.start, wanted.end, "", _told(wanted), None))
    for j in sorted(set(range(len(items))) - set(matched.values())):
        outcome.note("commitments", items[j], False)
        id_ = str(items[j].get("id", ""))
        outcome.misses.append(_commitment_miss(gold, *said[j], id_, None, "a commitment"))


def _matches(wanted: Sequence[GoldCommitment], said: Sequence[Extent]) -> dict[int, int]:
    """One-to-one matches of labelled and stated commitments by position, the best overlaps first."""
    pairs = sorted(
        (
            (overlap((g.start, g.end), p), i, j)
            for i, g in enumerate(wanted)
            for j, p in enumerate(said)
            if p[0] < g.end and g.start < p[1]
        ),
        reverse=True,
    )
    matched: dict[int, int] = {}
    used: set[int] = set()
    for iou, i, j in pairs:
        if iou >= _IOU and i not in matched and j not in used:
            matched[i] = j
            used.add(j)
    return matched


def _score_match(gold: Gold, wanted: GoldCommitment, item: Json, outcome: Outcome) -> None:
    wrong = tuple(name for name in COMMITMENT_FIELDS if (item.get(name) or None) != getattr(wanted, name))
    outcome.counts.update(f"c_{name}" for name in COMMITMENT_FIELDS if name not in wrong)
    outcome.note("commitments", item, not wrong)
    if wrong:
        said = " ".join(str(item.get(name) or "-") for name in COMMITMENT_FIELDS)
        id_ = str(item.get("id", ""))
        outcome.misses.append(_commitment_miss(gold, wanted.start, wanted.end, id_, _told(wanted), said, wrong))


def _commitment_miss(
    gold: Gold, start: int, end: int, id_: str, expected: str | None, said: str | None, wrong: tuple[str, ...] = ()
) -> Miss:
    around = gold.text[max(0, start - 12) : start] + f"[{gold.text[start:end]}]" + gold.text[end : end + 12]
    return Miss("commitment", gold.name, id_, start, end, around.replace("\n", " "), expected, said, wrong)


def _told(wanted: GoldCommitment) -> str:
    return " ".join(str(getattr(wanted, name) or "-") for name in COMMITMENT_FIELDS)


def _score_sections(gold: Gold, items: Sequence[Json], outcome: Outcome) -> None:
    counts = outcome.counts
    said = [(item["heading"]["start"], int(item["level"]), str(item["kind"])) for item in items]
    for prefix, levels in (("s", {1, 2}), ("t", {3})):
        left = [place for place in said if place[1] in levels]
        wanted = [section for section in gold.sections if section.level in levels]
        counts[f"{prefix}_pred"], counts[f"{prefix}_gold"] = len(left), len(wanted)
        for section in wanted:
            hit = next((p for p in left if abs(p[0] - section.start) <= _NEAR and p[1] == section.level), None)
            if hit is not None:
                left.remove(hit)
                counts[f"{prefix}_tp"] += 1
            else:
                outcome.misses.append(
                    Miss(
                        "section",
                        gold.name,
                        "",
                        section.start,
                        section.start + len(section.heading),
                        section.heading,
                        f"level {section.level} {section.kind}",
                        None,
                    )
                )
        for start, level, kind in left:
            outcome.misses.append(
                Miss(
                    "section",
                    gold.name,
                    "",
                    start,
                    start,
                    gold.text[start : start + 30].replace("\n", " "),
                    None,
                    f"level {level} {kind}",
                )
            )
    length = len(gold.text)
    wanted_kinds = kinds_of(length, [(s.start, s.kind) for s in gold.sections])
    said_kinds = kinds_of(length, [(start, kind) for start, _, kind in said])
    counts["k_ok"], counts["k_of"] = sum(a == b for a, b in zip(wanted_kinds, said_kinds, strict=True)), length


def kinds_of(length: int, headings: Sequence[tuple[int, str]]) -> list[str]:
    """The section kind that holds at each character of a text."""
    out = ["preamble"] * length
    for (start, kind), (after, _) in zip(headings, [*headings[1:], (length, "")], strict=False):
        out[start:after] = [kind] * (after - start)
    return out


def _score_meta(gold: Gold, meta: Json, outcome: Outcome) -> None:
    for name in META_FIELDS:
        said, wanted = meta.get(name) or None, gold.meta.get(name) or None
        carried = (
            name == "region"
            and bool(said and wanted)
            and (str(said).endswith(str(wanted)) or str(wanted).endswith(str(said)))
        )
        outcome.counts["m_of"] += 1
        if said == wanted or carried:
            outcome.counts["m_ok"] += 1
        else:
            outcome.misses.append(Miss("meta", gold.name, "", 0, 0, name, str(wanted), str(said)))


def figures_of(counts: Mapping[str, int]) -> Figures:
    """The figures that counts, of one report or of several added up, give."""

    def ratio(tp: str, predicted: str, wanted: str) -> Ratio:
        hit, said, gold = counts.get(tp, 0), counts.get(predicted, 0), counts.get(wanted, 0)
        p = hit / said if said else float(not gold)
        r = hit / gold if gold else float(not said)
        return Ratio(p, r, 2 * p * r / (p + r) if p + r else 0.0, hit, said, gold)

    def share(part: str, whole: str) -> float:
        return counts.get(part, 0) / counts[whole] if counts.get(whole) else 0.0

    record, headline = ratio("q_record", "q_pred", "q_gold"), ratio("h_tp", "h_pred", "h_gold")
    commitment = ratio("c_tp", "c_pred", "c_gold")
    return Figures(
        score=(record.f1 + headline.f1 + commitment.f1) / 3,
        detection=ratio("q_tp", "q_pred", "q_gold"),
        record=record,
        headline=headline,
        fields={name: share(f"q_{name}", "q_tp") for name in NUMBER_FIELDS},
        commitment=commitment,
        commitment_chars=ratio("cc_tp", "cc_pred", "cc_gold"),
        commitment_fields={name: share(f"c_{name}", "c_tp") for name in COMMITMENT_FIELDS},
        section=ratio("s_tp", "s_pred", "s_gold"),
        lead_in=ratio("t_tp", "t_pred", "t_gold"),
        section_kind=share("k_ok", "k_of"),
        meta=share("m_ok", "m_of"),
        grounded=share("grounded", "grounded_of"),
    )


def added(outcomes: Iterable[Outcome]) -> Counter[str]:
    """The counts of several reports together."""
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total.update(outcome.counts)
    return total
