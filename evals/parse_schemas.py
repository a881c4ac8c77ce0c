"""Put what the files of YAML in `schemas/` hold into one file of JSON beside them, which is read faster; `make schema`.

python evals/parse_schemas.py
"""

import json
from zlib import crc32

from summarizer.files import write_whole
from summarizer.knowledge.resources import PARSED, data_dir
from summarizer.knowledge.strict_yaml import parse


def parsed_text() -> str:
    """The file's content: an entry a line, the checksum of the file of YAML and what it holds."""
    folder = data_dir("schemas")
    lines = []
    for path in sorted(folder.rglob("*.yaml")):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        holds = parse(content, name)
        text = json.dumps(holds, ensure_ascii=False, separators=(",", ":"))
        if json.loads(text) != holds:
            raise SystemExit(f"schemas/{name} holds what JSON cannot say")
        lines.append(f"{json.dumps(name)}: {json.dumps([crc32(content), text], ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    write_whole(data_dir("schemas") / PARSED, parsed_text())
