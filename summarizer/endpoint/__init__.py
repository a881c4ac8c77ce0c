"""Talking to an OpenAI-compatible endpoint, and the store that remembers its answers.

    settings = load_settings()
    with open_store(settings) as store:
        async with Endpoint(settings, store) as endpoint:
            answer = await endpoint.ask(call)

The libraries that do the talking are loaded when an Endpoint is opened, and not at all for a replay.
"""

from summarizer.contract.usage import Usage
from summarizer.endpoint.answers import CallStore
from summarizer.endpoint.call import MODES, Answer, Call, Message, Mode, State
from summarizer.endpoint.endpoint import Endpoint, PutOff
from summarizer.endpoint.recording import open_recording
from summarizer.endpoint.relay import Asks
from summarizer.endpoint.settings import Settings, load_settings
from summarizer.endpoint.usage import Meter

__all__ = [
    "MODES",
    "Answer",
    "Asks",
    "Call",
    "CallStore",
    "Endpoint",
    "Message",
    "Meter",
    "Mode",
    "PutOff",
    "Settings",
    "State",
    "Usage",
    "load_settings",
    "open_recording",
    "open_store",
]


def open_store(settings: Settings) -> CallStore:
    """The store that the settings name: a recording in memory, or the file of the cache, made if it is missing.

    Raises UsageError if it cannot be used.
    """
    return CallStore(settings.cache) if settings.recording is None else open_recording(settings.recording)[0]
