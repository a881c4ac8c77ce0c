"""A learned chain as arrays in a file beside its JSON file, which is read in a tenth of the time. The JSON file is what
counts: arrays that were not made of it are passed over."""

import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from summarizer.files import whole_file
from summarizer.knowledge.chain import BETWEEN, Chain

_NAMES = ("classes", "features")


def chain_of(data: Mapping[str, Any]) -> Chain:
    """The chain that the content of a JSON file tells."""
    moves = tuple(tuple(row) for row in data.get("transitions", ()))
    return Chain.of(tuple(data["classes"]), data["weights"], moves)


def read_compact(path: Path) -> Chain | None:
    """The chain of a JSON file from the arrays beside it; None where there are none that were made of that file."""
    try:
        with np.load(_beside(path), allow_pickle=False) as held:
            if int(held["crc"]) != zlib.crc32(path.read_bytes()):
                return None
            classes, features = (held[name].tobytes().decode() for name in _NAMES)
            moves = tuple(tuple(row) for row in held["transitions"].tolist())
            return Chain(tuple(classes.split(BETWEEN)), f"{BETWEEN}{features}{BETWEEN}", held["rows"], moves)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def write_compact(path: Path) -> None:
    """Put the arrays of a JSON file beside it, the same bytes for the same content."""
    content = path.read_bytes()
    chain = chain_of(json.loads(content))
    arrays: dict[str, Any] = {
        name: np.frombuffer(BETWEEN.join(said).encode(), np.uint8)
        for name, said in zip(_NAMES, (chain.classes, chain.features()), strict=True)
    }
    arrays |= {"rows": chain.rows.astype(np.int16), "transitions": np.array(chain.transitions, np.float64)}
    with whole_file(_beside(path)) as file:
        np.savez(file, crc=np.array(zlib.crc32(content)), **arrays)


def _beside(path: Path) -> Path:
    return path.with_suffix(".npz")
