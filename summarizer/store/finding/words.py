"""What may be asked for: the words of the questions, held against the vocabulary."""

import re
from typing import get_args

from summarizer.errors import UsageError
from summarizer.knowledge.catalogue import load_catalogue
from summarizer.knowledge.further import load_further
from summarizer.store.finding.paging import Condition

_CODE = re.compile(r"\d{6}", re.ASCII)


def chosen(column: str, word: str | None, choices: object, kind: str) -> tuple[Condition, ...]:
    """The condition that a column is a word of a Literal; none without a word. Raises UsageError for another word."""
    if word is None:
        return ()
    allowed = get_args(choices)
    if word not in allowed:
        raise UsageError(f"there is no {kind} {word!r}; choose one of: {', '.join(allowed)}")
    return (Condition(f"{column} = ?", (word,)),)


def equal(column: str, value: str | int | None) -> tuple[Condition, ...]:
    """The condition that a column has this value; none without one."""
    return () if value is None else (Condition(f"{column} = ?", (value,)),)


def in_year(sql: str, year: int | None) -> tuple[Condition, ...]:
    """A condition on the four digits of a year; none without one. Raises UsageError for a year of other digits."""
    if year is None:
        return ()
    if not 1000 <= year <= 9999:
        raise UsageError(f"{year} is no year of a report; give one such as 2021")
    return (Condition(sql, (str(year),)),)


def containing(columns: tuple[str, ...], text: str | None) -> tuple[Condition, ...]:
    """The condition that one of the columns holds the text, whatever its case; none for an empty text."""
    text = (text or "").strip()
    if not text:
        return ()
    each = " OR ".join(f"contains(lower({column}), lower(?))" for column in columns)
    return (Condition(f"({each})", (text,) * len(columns)),)


def of_region(region: str | None) -> tuple[Condition, ...]:
    """The condition that a report `r` is of a region: told by its name, the beginning of it (荆州), it with the names
    above it (湖北省荆州市荆州区), or a code of GB/T 2260, its own or that of what it is part of."""
    region = (region or "").strip()
    if not region:
        return ()
    if _CODE.fullmatch(region):
        return (Condition("(r.region_code = ? OR r.parent_code = ?)", (region, region)),)
    return (Condition("(starts_with(r.region, ?) OR ends_with(?, r.region))", (region, region)),)


def statistic_named(name: str) -> tuple[str, bool]:
    """The id of a statistic told by its id or by a name of it (`gdp`, 地区生产总值, GDP), and whether it is a core one.
    Raises UsageError for any other word."""
    core, further = load_catalogue(), load_further()
    for catalogue in (core, further):
        found = name if name in catalogue.by_id else catalogue.canon_of(name.strip())
        if found is not None:
            return found, catalogue is core
    raise UsageError(
        f"no statistic is called {name[:40]!r}; the list of statistics has their ids, and `name` finds any other figure"
    )
