"""Figures held against each other: what cannot be true together, or at all, whatever was rounded.

Each figure stands for the interval of values that are rounded to its digits. A finding is made only where intervals
cannot meet, and it writes the arithmetic out.
"""

from collections.abc import Callable, Iterator

from summarizer.contract.report import Check, Report
from summarizer.findings.arithmetic.counts import counts_against_lists, slogans_against_lists
from summarizer.findings.arithmetic.dates import impossible_dates
from summarizer.findings.arithmetic.growths import growths_against_levels, moves_against_wording
from summarizer.findings.arithmetic.parts import parts_of_statistics, parts_within_sentences, per_head
from summarizer.findings.arithmetic.plausible import implausible_values
from summarizer.findings.arithmetic.repeats import repeated_with_other_values
from summarizer.findings.arithmetic.shares import ratios_of_parts, shares_of_levels

Finder = Callable[[Report], Iterator[Check]]
FINDERS: tuple[Finder, ...] = (
    repeated_with_other_values,
    ratios_of_parts,
    shares_of_levels,
    parts_of_statistics,
    parts_within_sentences,
    per_head,
    growths_against_levels,
    moves_against_wording,
    counts_against_lists,
    slogans_against_lists,
    implausible_values,
    impossible_dates,
)
