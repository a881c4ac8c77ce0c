"""What a later report tells of the one before, for people: as lines of a terminal or as Markdown."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from summarizer.findings.tracking.model import TrackedCommitment, TrackedTarget, Tracking
from summarizer.knowledge.vocabulary import Language, named, statistic_name, topic_names, unit_name
from summarizer.show.brief_parts import cell

_TITLE = {"zh": "{region} {year}年 目标与承诺完成情况", "en": "{region} {year}: targets and commitments"}
# Each as (Chinese, English).
_SAID = {
    "targets": ("目标", "Targets"),
    "commitments": ("承诺事项", "Commitments"),
    "target": ("目标值", "Target"),
    "result": ("结果", "Result"),
    "verdict": ("结论", "Verdict"),
    "gap": ("差距", "Distance"),
    "told": ("交代方式", "Told"),
    "text": ("前一年报告", "Earlier report"),
    "evidence": ("后一年报告", "Later report"),
    "topic": ("主题", "Topic"),
    "feedback_rate": ("承诺交代率", "Commitments mentioned"),
    "target_feedback_rate": ("目标交代率", "Targets answered"),
    "met_rate": ("达标率", "Targets met of those answered"),
    "done_rate": ("完成率", "Commitments done of those mentioned"),
    "silence_gap": ("报喜差", "Silence gap"),
    "from": ("{old} → {new}", "{old} → {new}"),
    "streaks": ("连续达标(+)或未达标(-)年数", "Years in a row met (+) or missed (-)"),
}
_BOUNDS: dict[Language, tuple[dict[str, str], dict[str, str]]] = {
    "zh": ({"gt": "超", "lt": "近", "approx": "约"}, {"ge": "以上", "le": "以内"}),
    "en": ({"ge": "≥ ", "le": "≤ ", "gt": "> ", "lt": "nearly ", "approx": "about "}, {}),
}
_QUOTE = 60


def said(word: str, lang: Language) -> str:
    """A heading or label of the tracking views."""
    return _SAID[word][lang == "en"]


def title(tracking: Tracking, lang: Language) -> str:
    """What a pair is of: the place, and the year that was planned and is looked back on."""
    return _TITLE[lang].format(region=tracking.pair.region or "?", year=tracking.pair.year or "?")


class Stated(Protocol):
    """A figure with its unit and bound; a range has both its ends."""

    @property
    def value(self) -> float: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def bound(self) -> str: ...


def goal(item: Stated, lang: Language) -> str:
    """A figure as it was stated: `7%以上`, `5%—5.5%`."""
    unit = _unit(item.unit, lang)
    if item.bound == "range":
        return f"{item.low:g}—{item.high:g}{unit}"
    before = (
        {"gt": "超", "lt": "近", "approx": "约"} if lang == "zh" else {"ge": "≥ ", "le": "≤ ", "gt": "> ", "lt": "< "}
    )
    behind = {"ge": "以上", "le": "以内"} if lang == "zh" else {}
    return f"{before.get(item.bound, '')}{item.value:g}{unit}{behind.get(item.bound, '')}"


def _unit(unit: str, lang: Language) -> str:
    """A unit as it stands behind a figure: words of English have a space before them."""
    name = unit_name(unit, lang)
    return f" {name}" if lang == "en" and name[:1].isalpha() else name


def result(item: TrackedTarget, lang: Language) -> str:
    """The figure that answers a target; nothing where none does."""
    return "" if item.result_value is None else f"{item.result_value:g}{_unit(item.result_unit or '', lang)}"


def measured(tracking: Tracking, lang: Language) -> Iterator[tuple[str, str]]:
    """The measures of a pair, each with its name; what cannot be told is left out."""
    for name in ("target_feedback_rate", "met_rate", "feedback_rate", "done_rate", "silence_gap"):
        value = getattr(tracking.measures, name)
        if value is not None:
            yield said(name, lang), f"{value:.0%}"


def name_of(item: TrackedTarget, lang: Language) -> str:
    return statistic_name(item.canon, lang) if item.canon else item.name


def to_markdown(pairs: Iterable[Tracking], streaks: dict[str, dict[str, int]], lang: Language = "zh") -> str:
    """Every pair as a section, and the streaks of each place where several years are told."""
    parts = [_section(tracking, lang) for tracking in pairs]
    for region, runs in streaks.items():
        lines = [f"- {statistic_name(canon, lang)}: {run:+d}" for canon, run in runs.items()]
        if lines:
            parts.append("\n".join([f"## {cell(region)} · {said('streaks', lang)}", "", *lines]))
    return "\n\n".join(parts) + "\n"


def _section(tracking: Tracking, lang: Language) -> str:
    pair = tracking.pair
    lines = [f"# {cell(title(tracking, lang))}", "", cell(said("from", lang).format(old=pair.old, new=pair.new)), ""]
    lines += [f"- {name}: {value}" for name, value in measured(tracking, lang)]
    heads = [said(word, lang) for word in ("text", "target", "result", "gap", "verdict", "told")]
    lines += ["", f"## {said('targets', lang)}", "", _row(heads), _row(["---"] * len(heads))]
    lines += [_row(_target_cells(item, lang)) for item in tracking.targets]
    heads = [said(word, lang) for word in ("topic", "text", "verdict", "evidence", "told")]
    lines += ["", f"## {said('commitments', lang)}", "", _row(heads), _row(["---"] * len(heads))]
    lines += [_row(_commitment_cells(item, lang)) for item in tracking.commitments]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(text or '—' for text in cells)} |"


def _target_cells(item: TrackedTarget, lang: Language) -> list[str]:
    gap = "" if item.distance is None else f"{item.distance:+g}"
    return [
        cell(item.text), cell(goal(item, lang)), cell(result(item, lang)), gap, named("track", item.verdict, lang),
        named("reported", item.reported, lang),
    ]  # fmt: skip


def _commitment_cells(item: TrackedCommitment, lang: Language) -> list[str]:
    evidence = "；".join(cell(each.text) for each in item.evidence)
    verdict, told = named("track", item.verdict, lang), named("reported", item.reported, lang)
    return [topic_names(lang)[item.topic], cell(item.text), verdict, evidence, told]


def lines_for_terminal(tracking: Tracking, lang: Language = "zh") -> Iterator[str]:
    """A pair in lines: measures, every target, and the commitments that are not simply done, shortened."""
    yield title(tracking, lang)
    yield " · ".join(f"{name} {value}" for name, value in measured(tracking, lang))
    yield ""
    yield said("targets", lang)
    for item in tracking.targets:
        told = result(item, lang)
        gap = "" if item.distance is None else f" ({item.distance:+g})"
        yield f"  {named('track', item.verdict, lang)}  {name_of(item, lang)} {goal(item, lang)} → {told or '—'}{gap}"
    yield ""
    yield said("commitments", lang)
    for promise in tracking.commitments:
        evidence = f" ← {_short(promise.evidence[0].text)}" if promise.evidence else ""
        yield f"  {named('track', promise.verdict, lang)}  {_short(promise.text)}{evidence}"


def _short(text: str) -> str:
    text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
