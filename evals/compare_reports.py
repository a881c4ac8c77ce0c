"""Whether a change leaves every report as it was: the reports of two checkouts as files, and what differs.

    python evals/compare_reports.py write FOLDER [TEXTS...]     # in each checkout, with the same TEXTS
    python evals/compare_reports.py diff BEFORE AFTER           # exits with 1 where a report differs

`write` labels the specimens of the project and the files of the folders TEXTS with the rules. The files hold what a
report says, without what differs from run to run: when it was made, how long it took, and fingerprint and version.
"""

import argparse
import difflib
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from summarizer.engines import create
from summarizer.errors import SummarizerError
from summarizer.pipeline import summarize_source
from summarizer.readers import ENDINGS, PICTURES, read

SPECIMENS = Path(__file__).parent / "specimens"
# What a run says of itself and not of the report.
OF_THE_RUN = ("started_at", "seconds", "fingerprint", "version")
# Lines of differences that are shown of a report.
SHOWN = 12


def main() -> int:
    """Run one of the two; 1 where reports differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write")
    writing.add_argument("folder", type=Path)
    writing.add_argument("texts", type=Path, nargs="*")
    comparing = commands.add_parser("diff")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    given = parser.parse_args()
    if given.command == "write":
        print(f"{write(given.folder, given.texts)} files written to {given.folder}")
        return 0
    return compare(given.before, given.after)


def write(folder: Path, texts: Sequence[Path]) -> int:
    """Write what each report says into a folder; how many files they are. One that cannot be read says why."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = create("rules")
    count = 0
    for path in _files([SPECIMENS, *texts]):
        try:
            said = [json.loads(summarize_source(source, engine).model_dump_json()) for source in read(path)]
        except SummarizerError as error:
            said = [{"refused": str(error)}]
        for number, report in enumerate(said, 1):
            for name in OF_THE_RUN:
                report.get("run", {}).pop(name, None)
            target = folder / f"{path.parent.name}.{path.name}.{number}.json"
            target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            count += 1
    return count


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in ENDINGS and path.suffix not in PICTURES:
                yield path


def compare(before: Path, after: Path) -> int:
    """Print what differs between two folders; 1 where something does."""
    names = sorted({path.name for folder in (before, after) for path in folder.glob("*.json")})
    differing = 0
    for name in names:
        old, new = (_lines(folder / name) for folder in (before, after))
        if old != new:
            differing += 1
            changed = [
                line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[:3] not in {"---", "+++"}
            ]
            print(f"{name}: {sum(line[0] in '+-' for line in changed)} lines differ")
            print("\n".join(f"    {line}" for line in islice(changed, SHOWN)))
    print(f"{len(names) - differing} of {len(names)} reports are the same")
    return 1 if differing else 0


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    sys.exit(main())
