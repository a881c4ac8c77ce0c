"""What the reader mended in the text: one finding for each kind of damage, with the figures that it touched."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from summarizer.contract.report import Check, Report
from summarizer.document.source import OF_STYLE, Mend
from summarizer.knowledge.vocabulary import named

_SHOWN, _IDS = 2, 20
_AROUND = 4  # characters of a unit behind the digits


def reading(report: Report, mends: Sequence[Mend]) -> Iterator[Check]:
    """A finding for each kind of damage that was mended; characters that are lost are a warning."""
    by_kind: dict[str, list[Mend]] = defaultdict(list)
    for mend in mends:
        by_kind[mend.kind].append(mend)
    for kind, found in by_kind.items():
        examples = list(dict.fromkeys(mend.shown for mend in found if mend.shown))[:_SHOWN]
        counted = f",共{len(found)}处" if kind != "html" else ""
        shown = f",如:{';'.join(examples)}" if examples else ""
        yield Check(
            kind="lost_text" if kind == "lost" else "mended_text",
            severity="warning" if kind == "lost" else "info",
            message=f"{named('mend', kind)}{counted}{shown}",
            ids=_touched(report, found),
        )


def _touched(report: Report, mends: Sequence[Mend]) -> list[str]:
    """The figures that mends touch, in order."""
    at, ids = 0, []
    for item in report.indicators:
        while at < len(mends) and mends[at].end < item.number.start:
            at += 1
        if at < len(mends) and mends[at].start <= item.number.end + _AROUND and mends[at].kind not in OF_STYLE:
            ids.append(item.id)
    return ids[:_IDS]
