"""Pairs of reports as one HTML page: each promise beside what became of it, and both texts one click away."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from markupsafe import Markup

from summarizer.contract.report import Report
from summarizer.findings.tracking.model import TrackedCommitment, TrackedTarget, Tracking
from summarizer.knowledge.vocabulary import Language, named
from summarizer.show.page import environment, style
from summarizer.show.tracking import goal, measured, result, said, title

_WORDS = ("targets", "commitments", "target", "result", "verdict", "gap", "told", "evidence", "text")
_Pair = tuple[Tracking, Report, Report]


def pairs_to_html(pairs: Sequence[_Pair], lang: Language = "zh") -> str:
    """A page that needs no network. The texts are folded; a link to a place in them opens them."""
    sheet = style() + (Path(__file__).parent / "tracking.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return (
        environment()
        .get_template("tracking.html.j2")
        .render(
            lang="zh-CN" if lang == "zh" else lang,
            title=title(pairs[0][0], lang) if pairs else "",
            policy=policy,
            style=Markup(sheet),
            say=pair_words(lang),
            pairs=[pair_context(f"p{at}", *each, lang) for at, each in enumerate(pairs)],
        )
    )


def pair_words(lang: Language) -> dict[str, str]:
    """The words of the template of a pair, `say` in it."""
    return {word: said(word, lang) for word in _WORDS}


def pair_context(key: str, tracking: Tracking, old: Report, new: Report, lang: Language) -> dict[str, object]:
    """What the template of a pair shows, `pair` in it; `key` keeps its anchors apart from those of other pairs."""
    before = {item.start for item in tracking.targets} | {item.start for item in tracking.commitments}
    quotes = {item.id: item.quote.start for item in new.indicators}
    after = {evidence.start for item in tracking.commitments for evidence in item.evidence}
    after |= {quotes[item.result_id] for item in tracking.targets if item.result_id in quotes}
    return {
        "key": key,
        "title": title(tracking, lang),
        "files": said("from", lang).format(old=old.source.name, new=new.source.name),
        "measures": list(measured(tracking, lang)),
        "targets": [_target(item, quotes, lang) for item in tracking.targets],
        "commitments": [_commitment(item, lang) for item in tracking.commitments],
        "texts": [
            ("o", old.meta.title or old.source.name, _pieces(old.source.text, before)),
            ("n", new.meta.title or new.source.name, _pieces(new.source.text, after)),
        ],
    }


def _pieces(text: str, places: Iterable[int]) -> list[tuple[int | None, str]]:
    """A text cut at the places that links lead to."""
    cuts = sorted(set(places))
    found: list[tuple[int | None, str]] = [(None, text[: cuts[0]] if cuts else text)]
    found += [(at, text[at:end]) for at, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return found


def _target(item: TrackedTarget, quotes: dict[str, int], lang: Language) -> dict[str, object]:
    return {
        "key": item.verdict,
        "at": item.start,
        "text": item.text,
        "goal": goal(item, lang),
        "result": result(item, lang),
        "gap": "" if item.distance is None else f"{item.distance:+g}",
        "verdict": named("track", item.verdict, lang),
        "there": quotes.get(item.result_id or ""),
        "quote": item.result_text or "",
    }


def _commitment(item: TrackedCommitment, lang: Language) -> dict[str, object]:
    return {
        "key": item.verdict,
        "at": item.start,
        "text": item.text,
        "verdict": named("track", item.verdict, lang),
        "quotes": [(evidence.start, evidence.text) for evidence in item.evidence],
        "told": named("reported", item.reported, lang),
    }
