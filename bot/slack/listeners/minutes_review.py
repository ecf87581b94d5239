"""The review of what was read from a paper: its buttons and its forms.

A press is one use case, and a drawing of the pressed message or one `views.open`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import faults
from bot.deps import Desk
from bot.slack import ids
from bot.slack.parsing import asker, form_values, split_names
from bot.slack.views import minutes as views
from bot.slack.views import minutes_forms as forms
from bot.slack.views.blocks import Block
from workflows import draft_editing, draft_twins, minutes_batches, minutes_plan, minutes_review
from workflows.access import Caller
from workflows.boards import Board
from workflows.draft_editing import LineChange, Twin
from workflows.drafts import Choice, Draft, DraftLine, LineKind, mark_of
from workflows.errors import Conflict, InvalidInput
from workflows.minutes_plan import Plan
from workflows.ports import Transaction

log = structlog.get_logger()

_CHOICES = {"accept": Choice.ACCEPTED, "reject": Choice.REJECTED, "wait": Choice.WAITING}
_ALL = {
    "all_resolutions": LineKind.RESOLUTION,
    "all_actions": LineKind.ACTION,
    "all_sitting": LineKind.ATTENDANCE,
}
_TWINS = {t.value for t in Twin}
_ALL_OF_A_KIND = {
    "reject_resolutions": (minutes_review.reject_all, LineKind.RESOLUTION),
    "reject_actions": (minutes_review.reject_all, LineKind.ACTION),
    "reject_implied": (minutes_review.reject_all, LineKind.IMPLIED),
    "accept_implied": (minutes_review.accept_all, LineKind.IMPLIED),
}
_PRESSES = (*_CHOICES, *_TWINS, *_ALL, "owner", "remember", "earlier", "later", "goto", "all",
            "ours", "discard", "again", "rest")  # fmt: skip


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire everything of the review."""
    for step in _PRESSES:

        @app.action({"action_id": ids.DRAFT_STEP + step})
        async def press(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await _pressed(desk, client, body)
            await ack()

    for form in _OPENS:

        @app.action({"action_id": ids.DRAFT_STEP + form})
        async def opens(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await _OPENS[_step(body)[0]](desk, client, body)
            await ack()

    for callback in (ids.LINE_FORM, ids.DRAFT_DAY, ids.RECORD_DRAFT):

        @app.view(callback)
        async def submitted(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await _form_submitted(desk, client, body)
            await ack()


# --- presses --------------------------------------------------------------------------------------


async def _pressed(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    """A button of the review: decide, then draw the pressed message anew."""
    step, value = _step(body)
    place = _place(body)
    who = asker(body, once=f"press:{place['ts']}:{step}:{value}")
    draft, board = await desk.ask(who, decide, step, ids.unpack(value).subject_id)
    await _draw(client, place, draft, board)


def _step(body: Mapping[str, Any]) -> tuple[str, str]:
    """The step that was pressed or chosen, and its value."""
    pressed = body["actions"][0]
    chosen = (pressed.get("selected_option") or {}).get("value", "")
    step = str(pressed["action_id"]).removeprefix(ids.DRAFT_STEP)
    return step, str(pressed.get("value") or chosen)


def _place(body: Mapping[str, Any]) -> dict[str, str]:
    container = body.get("container", {})
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
    return {"channel": str(channel), "ts": str(container.get("message_ts", ""))}


async def _draw(
    client: AsyncWebClient, place: Mapping[str, str], draft: Draft, board: Board
) -> None:
    """Draw the pressed message at once; should that fail, the outbox renders it anyway."""
    if not place["channel"] or not place["ts"]:
        return
    blocks: list[Block] = views.review(draft, board)
    try:
        await client.chat_update(
            channel=place["channel"], ts=place["ts"], text=views.summary(draft), blocks=blocks
        )
    except faults.UNTOLD as fault:
        log.warning("drawing the review failed", error=faults.words(fault))


def decide(
    tx: Transaction, caller: Caller, step: str, subject: str, now: datetime
) -> tuple[Draft, Board]:
    """Do what a button says; the draft as it stands then. `subject` is the draft's id, with the
    line's number (the page's, the name of a list) after a slash where the button belongs to one."""
    draft_id, _, which = subject.partition("/")
    draft = _of_line(tx, caller, step, draft_id, which, now) or _of_draft(
        tx, caller, step, draft_id, which, now
    )
    return draft, tx.boards.get(draft.board_id)


def _of_line(
    tx: Transaction, caller: Caller, step: str, draft_id: str, which: str, now: datetime
) -> Draft | None:
    if step in _CHOICES:
        return minutes_review.choose(tx, caller, draft_id, int(which), _CHOICES[step], now)
    if step in _TWINS:
        return draft_editing.settle_twin(tx, caller, draft_id, int(which), Twin(step), now)
    if step == "owner":
        return draft_editing.take_suggested(tx, caller, draft_id, int(which), now)
    if step == "remember":
        return draft_editing.remember_spelling(tx, caller, draft_id, int(which), now)
    return None


def _of_draft(
    tx: Transaction, caller: Caller, step: str, draft_id: str, which: str, now: datetime
) -> Draft:
    if step in _ALL:
        return minutes_review.accept_all(tx, caller, draft_id, _ALL[step], now)
    if step == "all" and which in _ALL_OF_A_KIND:
        of_all, kind = _ALL_OF_A_KIND[which]
        return of_all(tx, caller, draft_id, kind, now)
    if step in ("earlier", "later", "goto"):
        return minutes_review.turn_page(tx, caller, draft_id, int(which))
    if step == "ours":
        return minutes_review.own_paper(tx, caller, draft_id, now)
    if step == "discard":
        return minutes_review.discard(tx, caller, draft_id, now)
    if step == "again":
        return minutes_review.reopen(tx, caller, draft_id, now)
    if step == "rest":
        return minutes_review.offer_rest(tx, caller, draft_id, now)
    raise InvalidInput("That button is of an older kind. Open the review again.")


# --- forms ----------------------------------------------------------------------------------------


async def _open_line(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    subject = ids.unpack(_step(body)[1]).subject_id
    line, candidates = await desk.ask(asker(body), _to_change, subject)
    private = json.dumps({**_place(body), "subject": subject, "mark": mark_of(line)})
    form = forms.line_form(line, candidates, private)
    await client.views_open(trigger_id=body["trigger_id"], view=form)


def _to_change(
    tx: Transaction, caller: Caller, subject: str, now: datetime
) -> tuple[DraftLine, list[tuple[str, str]]]:
    draft_id, _, number = subject.partition("/")
    draft = minutes_review.under_review(tx, caller, draft_id)
    line = draft.line(int(number))
    return line, draft_twins.candidates(tx, draft, line)


async def _open_day(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    draft_id = ids.unpack(_step(body)[1]).subject_id
    draft = await desk.ask(asker(body), _reviewed, draft_id)
    private = json.dumps({**_place(body), "subject": draft_id})
    await client.views_open(trigger_id=body["trigger_id"], view=forms.day_form(draft, private))


async def _open_said(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    draft = await desk.ask(asker(body), _reviewed, ids.unpack(_step(body)[1]).subject_id)
    await client.views_open(trigger_id=body["trigger_id"], view=forms.said_view(draft))


def _reviewed(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Draft:
    return minutes_review.under_review(tx, caller, draft_id)


async def _open_record(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    draft_id = ids.unpack(_step(body)[1]).subject_id
    plan: Plan = await desk.ask(asker(body), minutes_plan.plan, draft_id)
    private = json.dumps({**_place(body), "record": draft_id, "mark": plan.mark})
    await client.views_open(trigger_id=body["trigger_id"], view=forms.record_form(plan, private))


_OPENS = {"edit": _open_line, "day": _open_day, "record": _open_record, "said": _open_said}


async def _form_submitted(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    view = body["view"]
    where = json.loads(view["private_metadata"])
    who = asker(body, once=f"form:{view['id']}")
    if "record" in where:
        draft, board = await desk.ask(who, _record, where["record"], where["mark"])
    else:
        changed = (where["subject"], form_values(view), where.get("mark"))
        draft, board = await desk.ask(who, _changed, *changed)
    await _draw(client, where, draft, board)


def _record(
    tx: Transaction, caller: Caller, draft_id: str, mark: str, now: datetime
) -> tuple[Draft, Board]:
    """Record what the form said, or nothing: `Conflict` if it would be something else by now."""
    if minutes_plan.plan(tx, caller, draft_id, now).mark != mark:
        raise Conflict(
            "Something changed since this was shown, in the review or in the register. Nothing "
            "was recorded: close this, and press Record again to see what it does now."
        )
    draft = minutes_batches.begin(tx, caller, draft_id, now)
    return draft, tx.boards.get(draft.board_id)


def _changed(
    tx: Transaction,
    caller: Caller,
    subject: str,
    values: Mapping[str, Any],
    mark: str | None,
    now: datetime,
) -> tuple[Draft, Board]:
    draft_id, _, number = subject.partition("/")
    if number:
        line = minutes_review.under_review(tx, caller, draft_id).line(int(number))
        typed = values.get("owners")
        kept = typed is None or typed == forms.names_in(line)
        change = LineChange(
            text=values.get("text"),
            owners=None if kept else _names(str(typed)),
            due=values.get("due"),
            minute_ref=values.get("minute_ref"),
            pair=values.get("pair") or None,
            mark=mark,
        )
        draft = draft_editing.edit_line(tx, caller, draft_id, int(number), change, now)
    else:
        draft = draft_editing.set_meeting_day(tx, caller, draft_id, str(values["day"]), now)
    return draft, tx.boards.get(draft.board_id)


def _names(typed: str) -> list[str]:
    """Separated by semicolons where there are any, as the titles of posts hold commas."""
    if ";" in typed or "\n" in typed:
        parts = typed.replace("\n", ";").split(";")
        return [p.strip() for p in parts if p.strip()]
    return split_names(typed)
