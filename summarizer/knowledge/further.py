"""Statistics beyond the core, by the names that reports give them: `schemas/statistics.yaml`.

`canon` is of the core alone, which hand labels hold to; the panel tells the others in a column of their own.
"""

from functools import cache

from summarizer.errors import UsageError
from summarizer.knowledge.catalogue import Catalogue, load_catalogue, parse_catalogue
from summarizer.knowledge.resources import read_yaml

_FILE = "statistics.yaml"


@cache
def load_further() -> Catalogue:
    """The further statistics, with the surroundings of names of the core. Raises UsageError for a file that is not well
    formed, or an id of the core."""
    loaded = read_yaml(_FILE)
    if not isinstance(loaded, dict) or not isinstance(loaded.get("statistics"), dict):
        raise UsageError(f"schemas/{_FILE} needs the part statistics; restore it")
    core = read_yaml("indicators.yaml")["around"]
    around = {**core, "before": f"{core['before']} {loaded.get('before', '')}"}
    found = parse_catalogue({"around": around, "statistics": loaded["statistics"]})
    if doubled := sorted(found.by_id.keys() & load_catalogue().by_id.keys()):
        raise UsageError(f"schemas/{_FILE}: {doubled[0]} is a core statistic already; give it another id")
    return found


def statistic_of(name: str, canon: str | None, measure: str, unit: str) -> str | None:
    """The id of the statistic that a figure is of: the core one, else a further one by its name; None for others."""
    return canon or load_further().canon_of(name, measure, unit)
