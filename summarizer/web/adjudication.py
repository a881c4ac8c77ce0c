"""Two finished labellings of one text: how far they agree, and what is decided where they do not."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from summarizer.corrections.agreement import Agreement, Disagreement, agreement, disagreements
from summarizer.corrections.items import CHOICES, FIELDS, META, Item, Ledger, Row, Sheet, Value
from summarizer.corrections.log import Layered, overlapping
from summarizer.errors import LabelError
from summarizer.store.corrections import Subject
from summarizer.store.labellings import Pair, decided_subject, labelled_by, layer_over, pair_of
from summarizer.web.labelled import Asked, record, refused, who_of
from summarizer.web.pages import language_of, render
from summarizer.web.readings import Reading
from summarizer.web.workbench import Workbench, workbench

router = APIRouter(prefix="/label", include_in_schema=False)
# Characters around an item that are shown with it.
_AROUND = 40


class Choice(BaseModel):
    """Which of the two is right about an item; or a third reading, with the `fields` that it says otherwise; or that
    one's last decision is taken back."""

    model_config = ConfigDict(extra="forbid")

    item: str = Field(max_length=60)
    pick: Literal[1, 2, "third", "undo"]
    fields: dict[str, str | int | bool | None] = Field(default_factory=dict, max_length=20)
    seen: int = Field(default=0, ge=0)


@router.get("/{report_id}/agreement")
def agreement_page(request: Request, report_id: str) -> Response:
    """The table of agreement, the disagreements that are left first, and what was decided against whoever looks."""
    shared = workbench(request)
    reading, pair, sheets, subject = _compared(shared, report_id)
    context: dict[str, Any] = {"report": reading.report, "report_id": report_id, "who": who_of(request), "pair": pair}
    if pair is None or subject is None:
        return render(request, "agreement.html.j2", context)
    with shared.store.reading() as connection:
        now = layer_over(connection, subject)
    table = [each for each in agreement(subject.ledger, *sheets) if each.count]
    found = [_shown(subject.ledger, each, now) for each in disagreements(*sheets)]
    # What is left comes first; within that, the order of the text.
    found.sort(key=lambda each: bool(each["decided"]))
    own = [sheet for labelling, sheet in zip(pair, sheets, strict=True) if labelling.who == who_of(request)]
    context |= {
        "table": [_told(each) for each in table],
        "differ": found,
        "left": sum(not each["decided"] for each in found),
        "overruled": _overruled(subject.ledger, own[0], now) if own else [],
    }
    return render(request, "agreement.html.j2", context)


@router.post("/{report_id}/decide")
def decide(request: Request, report_id: str, choice: Choice) -> Response:
    """Decide for one of the two, or otherwise, or take one's last decision back; see `record`."""
    shared = workbench(request)
    reading, pair, sheets, subject = _compared(shared, report_id)
    if pair is None or subject is None:
        return refused(language_of(request), "there are no two finished labellings of this report")
    try:
        item = Item.parse(choice.item)
    except LabelError as error:
        return refused(language_of(request), str(error))
    if choice.pick == "undo":
        asked = Asked(wish="undo", item=str(META))
    else:
        with shared.store.reading() as connection:
            now = layer_over(connection, subject)
        first, second = (sheet.get(item) for sheet in sheets)
        row = {1: first, 2: second}.get(choice.pick) if choice.pick != "third" else _third(first, second, choice.fields)
        asked = _asked(item, row, now, choice.seen)
    return record(shared, reading.report, subject, asked, who=who_of(request), lang=language_of(request))


def _third(first: Row | None, second: Row | None, fields: Row) -> Row:
    """What one of the two says of an item, with other words for some of its fields."""
    return {**(first or second or {}), **fields}


def _asked(item: Item, row: Row | None, now: Layered, seen: int) -> Asked:
    """The act that makes the decided sheet say what one of the two does."""
    if row is None:
        return Asked(wish="none", item=str(item), seen=seen)
    known = item in now.sheet or item.kind in ("number", "meta")
    return Asked(wish="change" if known else "add", item=str(item), fields=dict(row), seen=seen)


def _compared(shared: Workbench, report_id: str) -> tuple[Reading, Pair | None, tuple[Sheet, Sheet], Subject | None]:
    with shared.store.reading() as connection:
        reading = shared.readings.find(connection, report_id)
        if reading is None:
            raise HTTPException(404)
        pair = pair_of(connection, reading.subject.text_id)
        if pair is None:
            return reading, None, ({}, {}), None
        sheets = (labelled_by(connection, reading.report, pair[0]), labelled_by(connection, reading.report, pair[1]))
        return reading, pair, sheets, decided_subject(connection, reading.report, report_id, pair)


def _shown(ledger: Ledger, each: Disagreement, now: Layered) -> dict[str, Any]:
    entry = now.changed.get(each.item)
    settled = any(other in now.changed for other in overlapping(now.sheet, each.item))
    return {
        "item": str(each.item),
        "kind": each.item.kind,
        "around": _around(ledger, each.item),
        "fields": each.fields,
        "third": _asked_of_third(each),
        "first": each.first,
        "second": each.second,
        "now": now.sheet.get(each.item),
        "decided": entry.who if entry else "≈" if settled else "",
        "version": now.versions.get(each.item, 0),
        "picked": _picked(each, now) if entry else 0,
    }


def _asked_of_third(each: Disagreement) -> list[tuple[str, Value, tuple[Value, ...]]]:
    """The fields that a third reading may say: each with its word as it stands, and with those that it may have.
    Where the two call a number different things, or one states nothing, all fields of such an item."""
    row = each.first or each.second or {}
    whole = each.first is None or each.second is None or "class" in each.fields
    fields = [name for name in FIELDS[each.item.kind] if whole or name in each.fields]
    return [(name, row.get(name), CHOICES.get(name, ())) for name in fields]


def _picked(each: Disagreement, now: Layered) -> int:
    row = now.sheet.get(each.item)
    return 1 if row == each.first else 2 if row == each.second else 3


def _around(ledger: Ledger, item: Item) -> tuple[str, str, str]:
    if item == META:
        return "", "", ""
    before, behind = max(0, item.start - _AROUND), item.end + _AROUND
    return ledger.text[before : item.start], ledger.quote(item), ledger.text[item.end : behind]


def _overruled(ledger: Ledger, own: Sheet, now: Layered) -> list[dict[str, Any]]:
    """Where a person's reading was not followed."""
    return [
        {
            "around": _around(ledger, item),
            "yours": own.get(item),
            "now": now.sheet.get(item),
            "who": entry.who,
            "kind": item.kind,
        }
        for item, entry in sorted(now.changed.items())
        if own.get(item) != now.sheet.get(item)
    ]


def _told(each: Agreement) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "field": each.field,
        "count": each.count,
        "agreed": each.agreed,
        "share": each.share,
        "kappa": each.kappa,
    }
