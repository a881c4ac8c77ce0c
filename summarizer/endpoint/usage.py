"""What calls cost: tokens, time and money, for a whole run and for one report."""

from dataclasses import dataclass, field

from summarizer.contract.usage import Usage


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one call; `cached_input` is the part of `input` that the provider served from its own cache."""

    input: int = 0
    output: int = 0
    cached_input: int = 0


@dataclass(frozen=True, slots=True)
class Prices:
    """Money for a million tokens; None where it is not known. Input that the provider cached costs `cached_input`,
    or as much as other input where that is not known."""

    input: float | None = None
    output: float | None = None
    cached_input: float | None = None
    currency: str | None = None

    def less(self, discount: float) -> "Prices":
        """The prices less a share of them, 0 to 1."""
        kept = 1 - discount
        input_, output, cached = (
            None if price is None else price * kept for price in (self.input, self.output, self.cached_input)
        )
        return Prices(input_, output, cached, self.currency)

    def cost(self, tokens: Tokens) -> float | None:
        """What a call costs in `currency`; None unless the prices of input and output are known."""
        if self.input is None or self.output is None:
            return None
        cached_price = self.input if self.cached_input is None else self.cached_input
        fresh = tokens.input - tokens.cached_input
        return (fresh * self.input + tokens.cached_input * cached_price + tokens.output * self.output) / 1_000_000


@dataclass(slots=True)
class Meter:
    """Adds up the usage of a report or a run; hand one to `Endpoint.ask` to know what a report cost."""

    totals: Usage = field(default_factory=Usage)

    def add_call(self, tokens: Tokens, retries: int, seconds: float, prices: Prices) -> None:
        """Count a call that was made."""
        self.add(
            Usage(
                calls=1,
                input_tokens=tokens.input,
                output_tokens=tokens.output,
                cached_input_tokens=tokens.cached_input,
                retries=retries,
                seconds=seconds,
                cost=prices.cost(tokens),
                currency=prices.currency,
            )
        )

    def add_cached(self) -> None:
        """Count an answer for which no call was made."""
        self.add(Usage(cached=1))

    def add(self, used: Usage) -> None:
        """Count what was used elsewhere."""
        self.totals = self.totals.plus(used)
