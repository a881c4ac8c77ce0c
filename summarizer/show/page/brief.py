"""The brief's Markdown as HTML: text, tables and citations, but no HTML, image or link of its own."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from summarizer.show.page.marks import shown

_CITATION = re.compile(r"\[([A-Za-z]+\d+)\]")


def brief_html(markdown: str, ids: Collection[str]) -> Markup:
    """The brief with every `[n15]` that is an entry of the page as a link to it. The page has a title of its own, so
    the brief's is left out and the others go down by one level."""

    def text(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        return _linked(tokens[at].content, ids)

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["image", "link", "autolink", "reference"])
    parser.add_render_rule("text", text)
    tokens = parser.parse(shown(markdown))
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        del tokens[:3]
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
        # Alignment is a class: the page allows no inline style.
        if style := token.attrs.pop("style", None):
            token.attrs["class"] = str(style).rpartition(":")[2]
    return Markup("".join(parser.renderer.render(part, parser.options, {}) for part in _parts(tokens)))


def _parts(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens with those of each topic, a heading below a part's and what it governs, in an element of its own; the
    topics of a part stand together in another."""
    heads = [at for at, token in enumerate(tokens) if token.type == "heading_open"]
    open_ = False
    for start, end in pairwise([0, *heads, len(tokens)]):
        part = tokens[start:end]
        below = bool(part) and part[0].type == "heading_open" and part[0].tag == "h4"
        if below != open_:
            yield [_html('<div class="topics">' if below else "</div>")]
            open_ = below
        yield [_html('<section class="topic">'), *part, _html("</section>")] if below else part
    if open_:
        yield [_html("</div>")]


def _html(markup: str) -> Token:
    return Token("html_block", "", 0, content=markup)


def _linked(text: str, ids: Collection[str]) -> str:
    pieces = _CITATION.split(text)
    for place in range(1, len(pieces), 2):
        id_ = pieces[place]
        pieces[place] = f'<a class="cite" href="#{id_}">{id_}</a>' if id_ in ids else f"[{id_}]"
    pieces[::2] = [escape(piece) for piece in pieces[::2]]
    return "".join(pieces)
