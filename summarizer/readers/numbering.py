"""Automatic numbers of a Word file, as the reader of the printed page sees them: `一、`, `（一）`, `1.`."""

import re
from typing import Any

from summarizer.readers.numerals import written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off"}
_MAX_LEVEL = 8


class Numbering:
    """The running numbers of one document; ask for the paragraphs in order, also for empty ones: Word counts them."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.element.get(f"{_W}styleId"): style.element for style in document.styles}
        self._levels: dict[str, dict[int, Any]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._list: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstracts = {node.get(f"{_W}abstractNumId"): node for node in root.iterchildren(f"{_W}abstractNum")}
        references = {node.get(f"{_W}numId"): _value(node, "abstractNumId") for node in root.iterchildren(f"{_W}num")}
        for node in root.iterchildren(f"{_W}num"):
            self._read(node, abstracts, references)

    def style_name(self, style: str | None) -> str:
        """The name of a paragraph style by its id; empty for one that is not defined."""
        element = self._styles.get(style)
        return (_value(element, "name") or "") if element is not None else ""

    def label(self, paragraph: Any) -> str:
        """The number that Word prints before a paragraph, or an empty string."""
        id_, index = self._reference(paragraph)
        levels = self._levels.get(id_ or "")
        if not id_ or not levels or index not in levels:
            return ""
        counts = self._count(id_, index)
        pattern = _value(levels[index], "lvlText") or ""
        if _format(levels[index]) == "bullet":
            return ""
        legal = levels[index].find(f"{_W}isLgl")
        arabic = legal is not None and legal.get(f"{_W}val") not in _OFF

        def number(match: re.Match[str]) -> str:
            level = int(match.group(1)) - 1
            value = max(counts[level], self._start(id_, level)) if level < len(counts) else 1
            return written(value, "decimal" if arabic else _format(levels.get(level)))

        return re.sub(r"%([1-9])", number, pattern)

    def _read(self, node: Any, abstracts: dict[str, Any], references: dict[str, str | None]) -> None:
        id_ = node.get(f"{_W}numId")
        reference = references[id_]
        levels = _levels(self._defined(abstracts.get(reference or ""), abstracts, references))
        starts = {}
        for override in node.iterchildren(f"{_W}lvlOverride"):
            index = int(override.get(f"{_W}ilvl"))
            if (own := override.find(f"{_W}lvl")) is not None:
                levels[index] = own
            if (start := _value(override, "startOverride")) is not None:
                starts[index] = int(start)
        self._levels[id_], self._starts[id_] = levels, starts
        # Lists that share an abstract definition count on together unless one restarts.
        self._list[id_] = id_ if starts else f"abstract {reference}"

    def _defined(self, abstract: Any, abstracts: dict[str, Any], references: dict[str, str | None]) -> Any:
        """The definition that holds the levels: an abstract list may refer to a numbering style for them."""
        link = _value(abstract, "numStyleLink") if abstract is not None else None
        style = self._styles.get(link) if link is not None else None
        id_ = _num_pr(style.find(f"{_W}pPr/{_W}numPr"))[0] if style is not None else None
        return abstracts.get(references.get(id_ or "") or "", abstract)

    def _count(self, id_: str, index: int) -> list[int]:
        """The counters of a list by level, after one more paragraph at level `index`."""
        counts = self._counts.setdefault(self._list[id_], [])
        for level in range(len(counts), index + 1):
            counts.append(self._start(id_, level) - 1)
        counts[index] += 1
        for deeper in range(index + 1, len(counts)):
            # `lvlRestart` names the level, counted from 1, that restarts this one, 0 none; the usual is any above.
            restart = _value(self._levels[id_].get(deeper), "lvlRestart")
            if restart is None or index < int(restart):
                counts[deeper] = self._start(id_, deeper) - 1
        return counts

    def _reference(self, paragraph: Any) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, or that of its style or a style it is based on."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return None, 0
        id_, level = _num_pr(properties.find(f"{_W}numPr"))
        name = _value(properties, "pStyle")
        for _ in range(12):  # a chain of styles may be a ring
            element = self._styles.get(name)
            if id_ is not None or element is None:
                break
            id_, inherited_level = _num_pr(element.find(f"{_W}pPr/{_W}numPr"))
            level = inherited_level if level is None else level
            if id_ is not None and level is None:
                level = self._level_of_style(id_, name)
            name = _value(element, "basedOn")
        return id_, min(level or 0, _MAX_LEVEL)

    def _level_of_style(self, id_: str, name: str | None) -> int | None:
        levels = self._levels.get(id_, {}).items()
        return next((index for index, level in levels if _value(level, "pStyle") == name), None)

    def _start(self, id_: str, level: int) -> int:
        if level in self._starts[id_]:
            return self._starts[id_][level]
        return int(_value(self._levels[id_].get(level), "start") or 1)


def _value(element: Any, tag: str) -> str | None:
    """The `val` of an element's child; None where either is absent."""
    child = element.find(f"{_W}{tag}") if element is not None else None
    value: str | None = child.get(f"{_W}val") if child is not None else None
    return value


def _levels(abstract: Any) -> dict[int, Any]:
    if abstract is None:
        return {}
    return {int(level.get(f"{_W}ilvl")): level for level in abstract.iterchildren(f"{_W}lvl")}


def _num_pr(element: Any) -> tuple[str | None, int | None]:
    level = _value(element, "ilvl")
    return _value(element, "numId"), int(level) if level is not None else None


def _format(level: Any) -> str:
    return _value(level, "numFmt") or "decimal"
