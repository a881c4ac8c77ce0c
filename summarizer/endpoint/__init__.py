"""Talking to an OpenAI-compatible endpoint, and the store that remembers its answers.

    async with Endpoint(settings, store) as endpoint:
        answer = await endpoint.ask(call)

The libraries that do the talking are loaded when an Endpoint is opened, and not at all for a replay.
"""

from summarizer.endpoint.call import Answer, Call, Message, Mode, State
from summarizer.endpoint.endpoint import Endpoint
from summarizer.endpoint.usage import Meter, UsageTotals

__all__ = ["Answer", "Call", "Endpoint", "Message", "Meter", "Mode", "State", "UsageTotals"]
