"""The brief's Markdown as HTML: text, tables and citations, but no HTML, image or link of its own."""

import re
from collections.abc import Collection, Sequence

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
    return Markup(parser.renderer.render(tokens, parser.options, {}))


def _linked(text: str, ids: Collection[str]) -> str:
    pieces = _CITATION.split(text)
    for place in range(1, len(pieces), 2):
        id_ = pieces[place]
        pieces[place] = f'<a class="cite" href="#{id_}">{id_}</a>' if id_ in ids else f"[{id_}]"
    pieces[::2] = [escape(piece) for piece in pieces[::2]]
    return "".join(pieces)
