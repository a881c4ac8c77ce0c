"""Make many reports for measuring batches: a panel of invented regions over the years.

    python evals/make_panel.py FOLDER [N] [SEED]

Each has 10,000–20,000 characters: the frame of a specimen report, filled with sections of all of them, with another
place, other years and other figures. The same seed gives the same files.
"""

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from summarizer.readers import read

SPECIMENS = Path(__file__).parent / "specimens"
YEARS = range(2005, 2025)
SHORTEST, LONGEST = 10_000, 20_000
# Two of these make the name of a place that is nowhere.
_FIRST = "澜青松云枫梧栖霁皓苍碧潭渡岚芷蘅汀溆湄沅漪澹昀曜煦"
_SECOND = "川禾屿陂垭畈圩埠塬坳荻蓼菱荇榆槭楠栎樾桢浔滘涌浦泮"
_SPECIMEN_PLACES = {"lanchuan-2022.docx": ("澜川", 2022), "qinghe-2018.html": ("青禾", 2018)}
_FIGURE = re.compile(r"(?<![\d.“+M])(?!(?:19|20)\d\d(?!\d))\d+(?:\.\d+)?(?![\d.”]|年|月|日|省道)")
_YEAR = re.compile(r"(?<!\d)20[012]\d(?!\d)")
_PART = re.compile(r"[一二三]、")
_HEADING = re.compile(r"（[一二三四五六七八九十]+）")
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Frame:
    """A specimen without the sections under its parts; a None stands where they were."""

    place: str
    year: int
    lines: tuple[str | None, ...]
    sections: tuple[tuple[str, ...], ...]


def reports(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """The name and the text of each report: `count // 20` regions and one more, over twenty years."""
    for index in range(count):
        chance = random.Random(f"{seed}-{index}")
        region, year = index // len(YEARS), YEARS[index % len(YEARS)]
        place = _place(region, seed)
        yield f"{region:05}-{year}.txt", _report(chance, place, year, region)


def _place(region: int, seed: int) -> str:
    names = [first + second for first in _FIRST for second in _SECOND]
    random.Random(seed).shuffle(names)
    # Beyond the names there are: districts by number, told apart by a third character.
    return names[region % len(names)] + ("" if region < len(names) else _FIRST[region // len(names) % len(_FIRST)])


@cache
def _frames() -> tuple[_Frame, ...]:
    return tuple(_frame(name, place, year) for name, (place, year) in _SPECIMEN_PLACES.items())


def _frame(name: str, place: str, year: int) -> _Frame:
    lines: list[str | None] = []
    sections: list[list[str]] = []
    inside = False
    for line in read(SPECIMENS / name)[0].text.strip().split("\n"):
        if _HEADING.match(line):
            if not inside:
                lines.append(None)
            inside = True
            sections.append([line])
        elif inside and not _PART.match(line) and not line.startswith("各位代表"):
            sections[-1].append(line)
        else:
            inside = False
            lines.append(line)
    return _Frame(place, year, tuple(lines), tuple(map(tuple, sections)))


def _report(chance: random.Random, place: str, year: int, region: int) -> str:
    frames = _frames()
    frame = frames[region % len(frames)]
    gaps = frame.lines.count(None)
    wanted = chance.randint(SHORTEST + 500, LONGEST - 1500)
    own = sum(len(line) for line in frame.lines if line)
    out: list[str] = []
    for line in frame.lines:
        if line is None:
            out += _sections(chance, frame, place, (wanted - own) // gaps)
        else:
            out.append(_changed(chance, line.replace(frame.place, place), year - frame.year))
    return "\n".join(out) + "\n"


def _sections(chance: random.Random, frame: _Frame, place: str, size: int) -> list[str]:
    """Sections of all the specimens, in any order and numbered anew, of about `size` characters."""
    out: list[str] = []
    length, number = 0, 0
    while length < size:
        source = chance.choice(_frames())
        heading, *body = chance.choice(source.sections)
        lines = [_HEADING.sub(f"（{_numeral(number)}）", heading), *body]
        shift = frame.year - source.year
        lines = [_changed(chance, line.replace(source.place, place), shift) for line in lines]
        out += lines
        length, number = length + sum(map(len, lines)), number + 1
    return out


def _numeral(number: int) -> str:
    tens, ones = divmod(number + 1, 10)
    return f"{_NUMERALS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{_NUMERALS[ones - 1] if ones else ''}"


def _changed(chance: random.Random, line: str, shift: int) -> str:
    """The line with its years moved and every figure changed, as many decimals as before."""

    def figure(match: re.Match[str]) -> str:
        decimals = len(match.group().partition(".")[2])
        return f"{max(float(match.group()) * chance.uniform(0.6, 1.4), 1):.{decimals}f}"

    return _FIGURE.sub(figure, _YEAR.sub(lambda match: str(int(match.group()) + shift), line))


def write(folder: Path, count: int, seed: int = 1) -> None:
    """Write the reports into `folder`, a sub-folder for each hundred regions."""
    for index, (name, text) in enumerate(reports(count, seed)):
        target = folder / f"{index // 2000:03}"
        target.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    write(Path(arguments[0]), *map(int, arguments[1:3] or ["5000"]))
