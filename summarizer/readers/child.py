"""The process that parses files for another one (`apart`), within limits that no file can exceed.

A question is a line of JSON with the size of the file, and the file; an answer is a line of JSON with the size of the
text, and the text. Nothing is unpickled: what a hostile file makes of this process must not reach the other one.
"""

import json
import os
import signal
from typing import BinaryIO

from summarizer.errors import InputError, NoTextLayerError
from summarizer.readers.formats import parse
from summarizer.readers.tables import OversizeError


def serve(most_memory: int) -> None:
    """Answer questions from standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the process that asks
    _limit(most_memory)
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # what a parser prints must not stand among the answers
        os.dup2(nowhere, stream)
    while line := questions.readline():
        question = json.loads(line)
        head, text = _answer(question["kind"], questions.read(question["bytes"]), question["name"])
        _write(answers, head, text.encode("utf-8", "surrogatepass"))
        if head.get("error") == "memory":
            return


def _limit(most_memory: int) -> None:
    try:
        import resource
    except ImportError:  # a system without limits on processes
        return
    for limit, most in ((resource.RLIMIT_AS, most_memory), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY or hard > most:
            resource.setrlimit(limit, (most, hard))


def _answer(kind: str, data: bytes, name: str) -> tuple[dict[str, str | None], str]:
    try:
        text, encoding = parse(kind, data, name)
    except NoTextLayerError as error:
        return {"error": "no text layer", "told": str(error)}, ""
    except InputError as error:
        return {"error": "input", "told": str(error)}, ""
    except OversizeError as error:
        return {"error": "input", "told": f"{name} {error}"}, ""
    except MemoryError:
        return {"error": "memory"}, ""
    except Exception as error:  # a parser trips over a file that nobody foresaw
        told = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return {"error": "input", "told": f"{name} could not be read ({told}); save it again, or report it"}, ""
    return {"encoding": encoding}, text


def _write(answers: BinaryIO, head: dict[str, str | None], text: bytes) -> None:
    answers.write(json.dumps({**head, "bytes": len(text)}).encode() + b"\n" + text)
    answers.flush()
