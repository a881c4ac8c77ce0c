"""What a report is, read from its title, its first lines and its parts: place, level, genre, day, speaker, periods."""

from collections.abc import Sequence

from summarizer.document.document import Meta, Section
from summarizer.document.metadata.dates import delivery_day
from summarizer.document.metadata.level import admin_level, own_unit
from summarizer.document.metadata.people import read_speaker
from summarizer.document.metadata.periods import read_periods
from summarizer.document.metadata.region import hinted, read_region
from summarizer.document.metadata.titles import read_title, report_type
from summarizer.knowledge.gazetteer import gazetteer

__all__ = ["read_meta"]


def read_meta(text: str, sections: Sequence[Section], region_hint: str | None = None) -> Meta:
    """The metadata of a report; a field is None where the text gives no clue, and nothing is taken from elsewhere, but
    for the region where `region_hint` names it."""
    title = read_title(text)
    kinds = {section.kind for section in sections}
    periods = read_periods(text, title, sections)
    year = int((periods.plan or periods.review or "0")[:4]) or None
    unit = own_unit(text, title)
    region = hinted(region_hint, year) if region_hint else read_region(text, title, year, unit)
    place = region.place
    weak = ["region"] * region.weak
    if periods.weak:
        weak += [name for name in ("review_period", "plan_period") if getattr(periods, name.split("_")[0])]
    return Meta(
        title=title,
        region=region.name,
        admin_level=admin_level(region, unit, text),
        report_type=report_type(title, text, has_plan_and_review={"review", "plan"} <= kinds),
        date=delivery_day(text, year),
        speaker=read_speaker(text),
        review_period=periods.review,
        plan_period=periods.plan,
        region_code=place.code if place else None,
        parent_code=place.parent if place else None,
        region_edition=gazetteer().edition(place, year) if place else None,
        weak=tuple(weak),
    )
