"""Headings of a report, in every style of the genre, as a tree of sections with kinds.

Level 1 is `一、` or an unnumbered part title, level 2 `(一)`, level 3 `1.`, `一是…。` or a short topic sentence that
opens a group of sentences; the first two are found by rules, the third by a chain over sentences. Headings stand on
their own line, run in after a space, or run in with no separator at all where a page lost its paragraphs; the
numbering's own sequence then tells a heading from a list inside a sentence.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from summarizer.document.document import Section
from summarizer.document.nesting import Titled, nested
from summarizer.document.outline.headings import Heading, Layout, settled, without_contents
from summarizer.document.outline.kinds import opening_kind, part_kinds, problem_points
from summarizer.document.outline.lead_ins import lead_ins
from summarizer.document.outline.numbered import PART, SECTION, numbered
from summarizer.document.outline.sentences import Sentence, sentences
from summarizer.document.outline.titles import titles
from summarizer.knowledge.learned import Learned, shipped

__all__ = ["Frame", "outline", "read_frame", "read_opening"]


def outline(text: str, learned: Learned | None = None) -> tuple[Section, ...]:
    """The sections of a report in order, as a flat list whose `parent` makes the tree. Linear in the text. `learned`
    holds the weights of what is learned, by default as shipped."""
    learned = learned or shipped()
    frame = read_frame(text, learned)
    appendix = next((h.start for h in frame.headings if frame.kinds.get(h.start) == "appendix"), len(text))
    below = [h for h in lead_ins(frame.sentences, frame.layout, learned) if h.start < appendix]
    headings = settled([*frame.headings, *below])
    first = "review" if frame.opening == "preamble" else frame.opening
    return _tree(headings, frame.kinds, first, problem_points(text, headings), len(text))


@dataclass(frozen=True, slots=True)
class Frame:
    """A text's headings of levels 1 and 2, the kinds of its parts by offset and of what stands before the first, and
    the sentences between the headings."""

    layout: Layout
    headings: Sequence[Heading]
    kinds: Mapping[int, str]
    opening: str
    sentences: Sequence[Sentence]


def read_opening(text: str, sections: Sequence[Section], learned: Learned | None = None) -> str:
    """The kind of what stands before the first section: `preamble`, or for a piece of a report what its words tell."""
    return opening_kind(text, sections[0].start if sections else len(text), learned or shipped())


def read_frame(text: str, learned: Learned | None = None) -> Frame:
    """What the headings of level 3 are found in. Without `learned`, what stands before the first is a preamble."""
    layout = Layout.of(text)
    parts = without_contents(text, settled([*numbered(text, PART, 1), *titles(text, layout)]))
    found = settled([*parts, *numbered(text, SECTION, 2, [part.start for part in parts])])
    kinds = _kinds(text, found)
    end = found[0].start if found else len(text)
    opening = opening_kind(text, end, learned) if learned else "preamble"
    return Frame(layout, found, kinds, opening, sentences(text, found, kinds, opening))


def _kinds(text: str, headings: list[Heading]) -> dict[int, str]:
    """The kind of each heading that opens a part, by its offset: those of level 1, and any before the first of them."""
    first = next((h.start for h in headings if h.level == 1), len(text))
    parts = [h for h in headings if h.level == 1 or h.start < first]
    ends = [*(part.start for part in parts[1:]), len(text)]
    kinds = part_kinds(text, parts, ends) if parts else []
    return {part.start: kind for part, kind in zip(parts, kinds, strict=True)}


def _tree(
    headings: list[Heading], opened: Mapping[int, str], kind: str, problems: Set[int], length: int
) -> tuple[Section, ...]:
    titled: list[Titled] = []
    for heading in headings:
        kind = opened.get(heading.start, kind)
        own = "problems" if heading.start in problems else kind
        titled.append(Titled(heading.level, own, heading.start, heading.end))
    return nested(titled, length)
