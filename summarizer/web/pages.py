"""Pages: a template with the words of the asked language, the navigation and what forms need."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from summarizer.errors import UsageError
from summarizer.knowledge.vocabulary import Language
from summarizer.show.page import FOLDER, environment
from summarizer.show.page.words import Words, words, words_of_file
from summarizer.web.csrf import FIELD
from summarizer.web.safety import Session
from summarizer.web.static import address

_HERE = Path(__file__).parent
_LASTS = 365 * 24 * 3600
# The pages that the bar leads to: its word in the group `nav`, and its address.
NAVIGATION = (
    ("library", "/"), ("upload", "/upload"), ("panel", "/panel"), ("tracking", "/tracking"), ("label", "/label"),
    ("accuracy", "/accuracy"),
)  # fmt: skip


def render(
    request: Request, template: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HTMLResponse:
    """The page of a template in `templates/`, for a request: with `w` (the words), `lang`, `csrf` and the bar."""
    lang = language_of(request)
    page = templates().get_template(template).render({**(context or {}), **shell(request, lang)})
    response = HTMLResponse(page, status)
    if request.query_params.get("lang") == lang:
        response.set_cookie("lang", lang, max_age=_LASTS, samesite="strict", httponly=True)
    return response


def language_of(request: Request) -> Language:
    """The language of a request's page: asked for in the address, else as it was last, else Chinese."""
    for shown in (request.query_params.get("lang"), request.cookies.get("lang")):
        for known in get_args(Language):
            if shown == known:
                return known  # type: ignore[no-any-return]
    return "zh"


def shell(request: Request, lang: Language) -> dict[str, object]:
    """What every page of the application needs around its own content."""
    who = getattr(request.state, "session", None)
    return {
        "lang": "zh-CN" if lang == "zh" else lang,
        "other_lang": "en" if lang == "zh" else "zh",
        "w": app_words(lang),
        "csrf": who.csrf if isinstance(who, Session) else "",
        "csrf_field": FIELD,
        "nav": NAVIGATION,
        "here": request.url.path,
        "static": address,
        # The same page in another language: its address without the one asked for.
        "query": [(key, value) for key, value in request.query_params.multi_items() if key != "lang"],
    }


@cache
def templates() -> Environment:
    """The templates of the application and, behind them, those of the self-contained page."""
    made = environment().overlay(loader=ChoiceLoader([FileSystemLoader(_HERE / "templates"), FileSystemLoader(FOLDER)]))
    # A word with its name, for the options of a choice.
    made.filters["named_in"] = lambda word, group: (word, group.get(word, word))
    return made


@cache
def app_words(lang: Language) -> Words:
    """The words of the page and of the vocabulary, and those in `words/`: one file for each part, its groups its own.
    Raises UsageError for a group that stands in two files."""
    found = dict(words(lang))
    for path in sorted((_HERE / "words").glob("*.yaml")):
        for group, entries in words_of_file(path, lang).items():
            if group in found:
                raise UsageError(f"{path.name}: the group {group} stands elsewhere already; give it another name")
            found[group] = entries
    return found
