"""The layers in which a store keeps what people say of a text: each belongs to one purpose or one person."""

CORRECTIONS, DECIDED = "corrections", "decided"


def layer_of(who: str) -> str:
    """The layer that holds the labelling of a person."""
    return f"by:{who}"
