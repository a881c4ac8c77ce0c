"""The part of the model server that takes batches: files, and batches that move on each time they are looked at.

    desk = BatchDesk(expire_after=3)
    with ModelServer(batches=desk) as server: ...

Each request of a batch is answered as the server would answer it alone, faults included.
"""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from model_server import Body, Fault, Response, status

if TYPE_CHECKING:
    from model_server import ModelServer

CREATED = 1_900_000_000
_PAGE = 2


@dataclass
class BatchDesk:
    """Files and batches of a server.

    What goes wrong: the next uploads, creations and downloads get the `upload_faults`, `create_faults` and
    `download_faults`, after a creation was made where `made_anyway` is true; a batch is refused where `refuse` says
    why, and expires after so many answers where `expire_after` is set. `delays` holds back the responses to `upload`,
    `create` and `download` for so many seconds, after what they ask for was done.
    """

    refuse: str | None = None
    expire_after: int | None = None
    made_anyway: bool = False
    looks: int = 2
    delays: dict[str, float] = field(default_factory=dict)
    upload_faults: deque[Fault] = field(default_factory=deque)
    create_faults: deque[Fault | None] = field(default_factory=deque)
    download_faults: deque[Fault] = field(default_factory=deque)
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Body] = field(default_factory=dict)
    downloads: list[str] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """The names of all requests in all batches that were made, in order."""
        return [row["custom_id"] for batch in self.batches.values() for row in self.rows(batch["input_file_id"])]

    def rows(self, file_id: str) -> list[Body]:
        """The lines of a file."""
        return [json.loads(line) for line in self.files[file_id].splitlines()]

    def respond(self, server: "ModelServer", method: str, path: str, data: bytes, body: Body) -> Response | None:
        """The response to a request about files or batches; None to any other."""
        parts = urlsplit(path)
        words = parts.path.removeprefix("/v1/").split("/")
        if words[0] == "files":
            return self._upload(data) if method == "POST" else self._download(words[1])
        if words[0] != "batches":
            return None
        if method == "POST":
            return self._create(body)
        if len(words) == 1:
            return self._list(parse_qs(parts.query))
        return self._look(server, words[1])

    def _upload(self, data: bytes) -> Response:
        if self.upload_faults:
            return self.upload_faults.popleft()({})
        boundary = data[2 : data.index(b"\r\n")]
        head = b'content-type: multipart/form-data; boundary="' + boundary + b'"\r\n\r\n'
        form: dict[str, Any] = {}
        for part in BytesParser().parsebytes(head + data).get_payload():
            assert not isinstance(part, str)
            form[str(part.get_param("name", header="content-disposition"))] = part.get_payload(decode=True)
        assert form["purpose"] == b"batch"
        id_ = self._keep(form["file"])
        made = {"id": id_, "object": "file", "bytes": len(form["file"]), "created_at": CREATED, "purpose": "batch"}
        return self._sent("upload", made | {"filename": "x.jsonl", "status": "processed"})

    def _keep(self, data: bytes) -> str:
        id_ = f"file-{len(self.files) + 1}"
        self.files[id_] = data
        return id_

    def _create(self, body: Body) -> Response:
        assert body["endpoint"] == "/v1/chat/completions" and body["completion_window"] == "24h"
        fault = self.create_faults.popleft() if self.create_faults else None
        if fault is not None and not self.made_anyway:
            return fault(body)
        id_ = f"batch_{len(self.batches) + 1}"
        self.batches[id_] = {
            "id": id_, "object": "batch", "endpoint": body["endpoint"], "completion_window": "24h", "errors": None,
            "input_file_id": body["input_file_id"], "status": "validating", "created_at": CREATED + len(self.batches),
            "request_counts": {"total": 0, "completed": 0, "failed": 0}, "looks": 0,
        }  # fmt: skip
        return fault(body) if fault is not None else self._sent("create", self.batches[id_])

    def _list(self, query: dict[str, list[str]]) -> Response:
        """The newest first, a few at a time."""
        ids = list(self.batches)[::-1]
        start = ids.index(query["after"][0]) + 1 if "after" in query else 0
        page = [self.batches[id_] for id_ in ids[start : start + _PAGE]]
        more = start + _PAGE < len(ids)
        return Response(200, json.dumps({"object": "list", "data": page, "has_more": more}))

    def _look(self, server: "ModelServer", id_: str) -> Response:
        batch = self.batches.get(id_)
        if batch is None:
            return status(404, "no such batch")({})
        batch["looks"] += 1
        if batch["status"] == "validating" and self.refuse is not None:
            refusal = {"code": "invalid_json_line", "message": self.refuse, "line": 1}
            batch |= {"status": "failed", "errors": {"object": "list", "data": [refusal]}}
        elif batch["status"] == "validating":
            batch["status"] = "in_progress"
        elif batch["status"] == "in_progress" and batch["looks"] >= self.looks:
            self._work(server, batch)
        return Response(200, json.dumps(batch))

    def _work(self, server: "ModelServer", batch: Body) -> None:
        output: list[Body] = []
        errors: list[Body] = []
        rows = self.rows(batch["input_file_id"])
        for done, row in enumerate(rows):
            line: Body = {"id": f"r{done}", "custom_id": row["custom_id"], "response": None, "error": None}
            if self.expire_after is not None and done >= self.expire_after:
                errors.append(line | {"error": {"code": "batch_expired", "message": "it could not be done in time"}})
                continue
            response = server.complete(row["body"])
            body = json.loads(response.body)
            line["response"] = {"status_code": response.status, "request_id": "q", "body": body}
            (output if response.status == 200 else errors).append(line)
        # Providers give no order.
        output.reverse()
        batch["status"] = "completed" if self.expire_after is None else "expired"
        batch["completed_at" if self.expire_after is None else "expired_at"] = CREATED + 3600
        batch["request_counts"] = {"total": len(rows), "completed": len(output), "failed": len(errors)}
        for name, lines in (("output_file_id", output), ("error_file_id", errors)):
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            batch[name] = self._keep(text.encode()) if lines else None

    def _download(self, id_: str) -> Response:
        if self.download_faults:
            return self.download_faults.popleft()({})
        if id_ not in self.files:
            return status(404, "no such file")({})
        self.downloads.append(id_)
        text = self.files[id_].decode()
        return Response(200, text, content_type="application/jsonl", delay=self.delays.get("download", 0.0))

    def _sent(self, what: str, value: Body) -> Response:
        return Response(200, json.dumps(value), delay=self.delays.get(what, 0.0))


def broken_off(text: str = '{"custom_id"') -> Callable[[Body], Response]:
    """A download whose connection dies in the middle."""
    return lambda _: Response(200, text * 40, cut=200)
