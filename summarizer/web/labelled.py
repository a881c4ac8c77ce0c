"""A report of the store with what people said of it: what the pages and the calls that change labels share."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from summarizer.contract.report import Report
from summarizer.corrections.assembling import piece
from summarizer.corrections.changing import Request as Change
from summarizer.corrections.changing import Wish
from summarizer.corrections.items import CHOICES, FIELDS, META, Item, Row, Value
from summarizer.corrections.log import Entry, Layered
from summarizer.corrections.sheet import heading_item
from summarizer.errors import LabelError, StaleError
from summarizer.knowledge.vocabulary import Language
from summarizer.show.page.entries import entry_of
from summarizer.store.corrections import LONGEST_NAME, Subject, act, log_of
from summarizer.store.labellings import layer_over
from summarizer.store.layers import CORRECTIONS
from summarizer.web.pages import app_words
from summarizer.web.sentences import said_in
from summarizer.web.workbench import Workbench

WHO = "who"
_YEAR = 365 * 24 * 3600


class Asked(BaseModel):
    """What a page asks for: the words of `corrections.changing.Request`, with items as they are written."""

    model_config = ConfigDict(extra="forbid")

    wish: Wish
    item: str = Field(max_length=60)
    fields: dict[str, str | int | bool | None] = Field(default_factory=dict, max_length=20)
    pieces: list[str] = Field(default_factory=list, max_length=50)
    seen: int = Field(default=0, ge=0)
    revision: int | None = None

    def change(self) -> Change:
        """The request. Raises LabelError for items that are none."""
        pieces = tuple(Item.parse(each) for each in self.pieces)
        return Change(wish=self.wish, item=Item.parse(self.item), fields=self.fields, pieces=pieces)


def who_of(request: Request) -> str:
    """The name that the person at the browser gave; empty before they did."""
    return unquote(request.cookies.get(WHO, ""))[:LONGEST_NAME]


def remember(response: Response, who: str) -> None:
    """Have the browser keep a name."""
    response.set_cookie(WHO, quote(who), max_age=_YEAR, samesite="strict", httponly=True)


# What changes the marks of the text, so that a page that shows them has to be drawn again.
_REDRAWN = frozenset({"add", "remove"})


def record(shared: Workbench, report: Report, subject: Subject, asked: Asked, *, who: str, lang: Language) -> Response:
    """Record one act in a layer, and tell what the items that it touched say now.

    422 for what cannot be, 409 where somebody changed the item since it was loaded: with what it says now, and nothing
    recorded.
    """
    try:
        change = asked.change()
        with shared.store.writing() as connection:
            now = act(connection, subject, change, who=who, seen=asked.seen)
            log = log_of(connection, subject.text_id, subject.layer)
        if subject.layer == CORRECTIONS:
            # A key must not wait for the rows of the whole report; who asks for them sooner makes them.
            shared.later.do(shared.catch_up)
    except StaleError as error:
        with shared.store.reading() as connection:
            now = layer_over(connection, subject)
        fresh = updates(report, subject, now, [Item.parse(asked.item)], lang)
        said = app_words(lang)["labels"]["quicker"].format(who=error.who, at=error.when[11:16])
        return JSONResponse({"error": said, "updates": fresh}, 409)
    except LabelError as error:
        return refused(lang, str(error))
    newest = log[-1]
    touched = [entry for entry in log if entry.act in {newest.act, newest.undoes}]
    items = dict.fromkeys(entry.item for entry in log if entry.act == newest.act)
    return JSONResponse(
        {
            "updates": updates(report, subject, now, items, lang),
            "redraw": any(each.action in _REDRAWN or each.item.kind in ("section", "meta") for each in touched),
            "counts": {"changed": len(now.changed), "accepted": len(now.accepted)},
        }
    )


def refused(lang: Language, sentence: str) -> Response:
    """The answer to what cannot be said of a label, in the language of the page."""
    return JSONResponse({"error": said_in(lang, sentence)}, 422)


def state_of(now: Layered, item: Item) -> str:
    """Whether an item was accepted as it is, else changed, or neither."""
    return "accepted" if item in now.accepted else "changed" if item in now.changed else ""


def updates(
    report: Report, subject: Subject, now: Layered, items: Iterable[Item], lang: Language
) -> list[dict[str, Any]]:
    """What a page has to show of some items now."""
    found = []
    for item in items:
        row = now.sheet.get(item)
        shown = piece(report, subject.ledger, subject.base, now.sheet, item) if row is not None else None
        found.append(
            {
                "item": str(item),
                "row": row,
                "version": now.versions.get(item, 0),
                "state": state_of(now, item),
                "entry": entry_of(shown, lang) if shown is not None else None,
            }
        )
    return found


def editing(report: Report, now: Layered, who: str) -> dict[str, Any]:
    """What the editor of a page starts from: of each item that the page lists its key, row, version and state."""
    items: dict[str, str] = {}
    for section in report.sections:
        items[section.id] = str(heading_item(section))
    spans = [
        *((each.id, each.number) for each in report.indicators),
        *((each.id, each.number) for each in report.excluded),
    ]
    for id_, number in spans:
        items[id_] = str(Item("number", number.start, number.end))
    for promise in report.commitments:
        items[promise.id] = str(Item("commitment", promise.span.start, promise.span.end))
    rows = {str(item): compact(row) for item, row in now.sheet.items()}
    return {
        "who": who,
        "items": items,
        "rows": rows,
        "versions": {str(item): version for item, version in now.versions.items()},
        "states": {str(item): state for item in now.sheet if (state := state_of(now, item))},
        "fields": FIELDS,
        "choices": CHOICES,
        "meta": str(META),
    }


def compact(row: Row) -> Mapping[str, Value]:
    """A row without what it leaves open."""
    return {name: value for name, value in row.items() if value is not None and value is not False}


def told(entry: Entry) -> dict[str, Any]:
    """An entry of the log for a page."""
    return {
        "seq": entry.seq,
        "item": str(entry.item),
        "quote": entry.quote,
        "action": entry.action,
        "before": entry.before,
        "after": entry.after,
        "who": entry.who,
        "at": entry.at,
    }
