"""What calls of a model cost, for one report or for a whole run."""

from summarizer.contract.terms import Model


class Usage(Model):
    """What a language model was asked; all zero for the rule engine.

    `calls` are the answered ones, `cached` the answers for which no call was made, `cached_input_tokens` the input that
    the provider had cached, `retries` the requests repeated after a fault; `seconds` is the time spent on calls, summed
    over calls in parallel; `cost` is in `currency`, null without prices.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    cached: int = 0
    retries: int = 0
    seconds: float = 0.0
    cost: float | None = None
    currency: str | None = None

    def plus(self, other: "Usage") -> "Usage":
        """What both took together."""
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            cached=self.cached + other.cached,
            retries=self.retries + other.retries,
            seconds=self.seconds + other.seconds,
            cost=sum(costs) if costs else None,
            currency=self.currency or other.currency,
        )
