"""The part of an OpenAI-compatible API that batches need: files up, batches begun and looked at, files down."""

import asyncio
from typing import IO, TYPE_CHECKING, Final

import httpx2
import openai

from summarizer.endpoint.client import Client
from summarizer.endpoint.faults import TransportFault, judge
from summarizer.endpoint.settings import Settings
from summarizer.errors import EndpointError

if TYPE_CHECKING:
    from openai.types import Batch

URL: Final = "/v1/chat/completions"
# Seconds that the clocks here and there may differ, and more.
_CLOCKS = 86_400
_PAGE = 100


class FileRefused(EndpointError):
    """A file of requests of which the provider will never make a batch."""


class Provider:
    """The batches of an endpoint. Every request is tried again as calls are; each method raises EndpointError."""

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    async def upload(self, file: IO[bytes]) -> str:
        """Send a file of requests; its id."""

        async def send(api: openai.AsyncOpenAI) -> str:
            file.seek(0)
            try:
                return (await api.files.create(file=("summarizer.jsonl", file), purpose="batch")).id
            except openai.NotFoundError:
                raise self._no_batches() from None

        return await self._client.perform(send)

    async def begin(self, input_file: str, since: float) -> "Batch":
        """The batch of an uploaded file, begun unless it is already; it is not older than `since`, a Unix time. Raises
        FileRefused where there will never be one."""

        async def find_or_create(api: openai.AsyncOpenAI) -> "Batch":
            try:
                # Whoever began it may not have lived to hear of it, nor may the try before this one.
                found = await self._find(api, input_file, since - _CLOCKS)
                async with asyncio.timeout(self._settings.timeout_seconds):
                    return found or await api.batches.create(
                        input_file_id=input_file, endpoint=URL, completion_window="24h"
                    )
            except openai.NotFoundError:
                raise self._no_batches() from None
            except openai.BadRequestError as error:
                raise FileRefused(str(judge(error, self._settings))) from None

        return await self._client.perform(find_or_create)

    async def _find(self, api: openai.AsyncOpenAI, input_file: str, since: float) -> "Batch | None":
        async for batch in api.batches.list(limit=_PAGE):  # the newest first
            if batch.input_file_id == input_file:
                return batch
            if batch.created_at < since:
                break
        return None

    async def look(self, id_: str) -> "Batch | None":
        """How a batch stands; None where the provider does not know it, or not with this key."""

        async def send(api: openai.AsyncOpenAI) -> "Batch | None":
            try:
                async with asyncio.timeout(self._settings.timeout_seconds):
                    return await api.batches.retrieve(id_)
            except openai.NotFoundError:
                return None

        return await self._client.perform(send)

    async def download(self, file_id: str, target: IO[bytes]) -> bool:
        """Write a file of the provider into `target`; false where it is there no more."""

        async def send(api: openai.AsyncOpenAI) -> bool:
            target.seek(0)
            target.truncate()
            try:
                async with api.files.with_streaming_response.content(file_id) as response:
                    async for piece in response.iter_bytes():
                        target.write(piece)
            except openai.NotFoundError:
                return False
            except httpx2.HTTPError as error:
                # A body that breaks off is nothing the client wraps into errors of its own.
                raise TransportFault(f"the connection failed ({type(error).__name__})") from None
            target.seek(0)
            return True

        return await self._client.perform(send)

    def _no_batches(self) -> EndpointError:
        return EndpointError(
            f"{self._settings.base_url} has no provider batches (status 404); leave --provider-batch out to ask it "
            "call by call, or check --base-url"
        )
