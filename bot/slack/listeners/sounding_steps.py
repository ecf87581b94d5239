"""The buttons and forms of soundings: an answer with one press and a comment if there is one, and
what an officer does from the card. Part of /sounding; see `soundings`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import tell
from bot.slack.listeners.boards import board_meant
from bot.slack.parsing import asker, form_values
from bot.slack.presses import presser
from bot.slack.views import sounding_forms as forms
from bot.slack.views import soundings as views
from bot.slack.views.blocks import Block
from workflows import (
    keeping,
    sounding_closing,
    sounding_keeping,
    sounding_opening,
    sounding_places,
    sounding_seen,
)
from workflows.access import Audience, Caller, Deed, require
from workflows.deliveries import Kind, Parcel
from workflows.errors import InvalidInput, NotFound
from workflows.meetings import HELD, MeetingState
from workflows.ports import Transaction
from workflows.sounding_form import Question, read_options
from workflows.sounding_opening import NewSounding
from workflows.sounding_replies import Reply, asked_as, note, reply
from workflows.sounding_seen import Seen
from workflows.sounding_states import Step, refuse_unless
from workflows.soundings import Sounding, View

_OWN_INTEREST = "own_interest"


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and forms."""

    @app.view(ids.SOUNDING_NEW)
    async def new(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _new_submitted(desk, client, body)
        await ack()

    @app.action(re.compile("^" + re.escape(ids.SOUNDING_REPLY)))
    async def answer(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _answer_pressed(desk, client, body)
        await ack()

    @app.view(ids.SOUNDING_COMMENT)
    async def comment(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _comment_submitted(desk, body)
        await ack()

    @app.action(ids.SOUNDING_STEP + "more")
    async def more(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        step, sounding_id = json.loads(body["actions"][0]["selected_option"]["value"])
        await _open_step(desk, client, body, sounding_id, Step(step))
        await ack()

    @app.action(re.compile("^" + re.escape(ids.SOUNDING_STEP)))
    async def pressed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _pressed(desk, client, body)
        await ack()

    @app.view(ids.SOUNDING_FORM)
    async def form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _form_submitted(desk, client, body)
        await ack()


# --- a new one ------------------------------------------------------------------------------------


def blank_form(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Block:
    """The form of a new sounding of the board of this channel."""
    board = board_meant(tx, caller, channel)
    require(caller, board.id, Deed.SEEK_VIEWS)
    today = keeping.local_day(now, board)
    there = sounding_places.candidates(tx, board, today)
    if not there:
        raise NotFound(
            "Nobody sits on this board yet, so there is nobody to ask. Nothing was changed. Add "
            "its members with /board people."
        )
    asks = board.rules_on(today).sounding_permission
    return forms.new_form(forms.NewForm(board.name, there, asks, channel))


async def _new_submitted(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    view = body["view"]
    channel, values = str(view["private_metadata"]), form_values(view)
    who = asker(body, once=f"form:{view['id']}")
    said = await desk.ask(who, _open, channel, values)
    await tell(client, replace(who, channel_id=channel), said)


def _open(
    tx: Transaction, caller: Caller, channel: str, values: Mapping[str, Any], now: datetime
) -> str:
    board = board_meant(tx, caller, channel)
    text = str(values.get("question", "")).strip()
    new = NewSounding(
        question=Question(text, read_options(str(values.get("options", "")))),
        deadline=str(values.get("deadline", "")),
        background=str(values.get("background", "")),
        asked=values.get("asked") or [],
        interests=str(values.get("interests", "")),
        threshold=str(values.get("threshold", "")),
        hidden=bool(values.get("hidden")),
        permission=str(values.get("permission", "")),
        exempt=str(values.get("exempt", "")),
        file_ids=[f["id"] for f in values.get("files") or []],
    )
    done = sounding_opening.open_sounding(tx, caller, board.id, new, now)
    return views.opened(seen(tx, caller, done.sounding.id, now), done.remarks)


# --- replies --------------------------------------------------------------------------------------


def _reply_key(body: Mapping[str, Any]) -> str:
    """The same press sent again by Slack counts once; somebody may change their mind and back."""
    pressed, place = body["actions"][0], body.get("container", {})
    where = place.get("message_ts") or place.get("view_id") or ""
    return f"view:{body['user']['id']}:{where}:{pressed['value']}:{pressed.get('action_ts', '')}"


async def _answer_pressed(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    """One press counts; the form that opens then only asks for a comment."""
    sounding_id, option, shown = _unpacked(body["actions"][0]["value"])
    who = asker(body, once=_reply_key(body))
    sounding, view = await desk.ask(who, _reply, sounding_id, option, shown)
    private = json.dumps([sounding.id, option, view.id], separators=(",", ":"))
    form = forms.comment_form(sounding, view, private)
    await client.views_open(trigger_id=body["trigger_id"], view=form)


def _unpacked(value: str) -> tuple[str, int, str]:
    try:
        sounding_id, option, shown = json.loads(value)
        return str(sounding_id), int(option), str(shown)
    except (ValueError, TypeError) as wrong:
        raise InvalidInput("That button is of an older kind. Open the card again.") from wrong


def _reply(
    tx: Transaction, caller: Caller, sounding_id: str, option: int, shown: str, now: datetime
) -> tuple[Sounding, View]:
    sounding = sounding_keeping.seen(tx, caller, sounding_id)
    given = Reply(sounding.options[option], shown=shown)
    return sounding, reply(tx, caller, sounding_id, given, now)


async def _comment_submitted(desk: Desk, body: dict[str, Any]) -> None:
    view = body["view"]
    sounding_id, option, shown = _unpacked(view["private_metadata"])
    words = str(form_values(view).get("comment", ""))
    who = asker(body, once=f"form:{view['id']}")
    await desk.ask(who, _comment, sounding_id, option, shown, words)


def _comment(
    tx: Transaction,
    caller: Caller,
    sounding_id: str,
    option: int,
    shown: str,
    words: str,
    now: datetime,
) -> View:
    sounding = sounding_keeping.seen(tx, caller, sounding_id)
    return reply(tx, caller, sounding_id, Reply(sounding.options[option], words, shown), now)


# --- steps ----------------------------------------------------------------------------------------


async def _pressed(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    """A button of a card: show it, open the step's form, or take the step at once."""
    name = body["actions"][0]["action_id"].removeprefix(ids.SOUNDING_STEP)
    sounding_id = ids.unpack(body["actions"][0]["value"]).subject_id
    if name == "show":
        shown = await desk.ask(asker(body), seen, sounding_id)
        await tell(client, asker(body), views.title(shown.sounding), shown_to(shown))
    elif name == "paper":
        who = presser(body, anew=True)
        await tell(client, who, await desk.ask(who, send_paper, sounding_id))
    elif name == _OWN_INTEREST:
        sounding = await desk.ask(asker(body), _to_leave, sounding_id)
        private = _private(body, sounding_id, _OWN_INTEREST)
        form = forms.interest_form(sounding, private)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
    elif forms.needs_form(Step(name)):
        await _open_step(desk, client, body, sounding_id, Step(name))
    else:
        who = presser(body)
        await tell(client, who, await desk.ask(who, take, sounding_id, Step(name), {}))


def _private(body: dict[str, Any], sounding_id: str, step: str) -> str:
    return json.dumps([step, sounding_id, asker(body).channel_id], separators=(",", ":"))


def _to_leave(tx: Transaction, caller: Caller, sounding_id: str, now: datetime) -> Sounding:
    """The sounding from which the caller may say that an interest keeps them."""
    sounding = sounding_keeping.seen(tx, caller, sounding_id)
    asked_as(sounding, caller.id)
    refuse_unless(sounding, Step.LEAVE_OUT, now, tx.boards.get(sounding.board_id).zone)
    return sounding


async def _open_step(
    desk: Desk, client: AsyncWebClient, body: dict[str, Any], sounding_id: str, step: Step
) -> None:
    shown = await desk.ask(asker(body), _to_step, sounding_id, step)
    private = _private(body, sounding_id, step.value)
    waited_for = len(shown.tally.awaited)
    form = forms.step_form(shown.sounding, step, private, waited_for=waited_for)
    await client.views_open(trigger_id=body["trigger_id"], view=form)


def _to_step(tx: Transaction, caller: Caller, sounding_id: str, step: Step, now: datetime) -> Seen:
    sounding_keeping.to_change(tx, caller, sounding_id, step, now, alone=False)
    return seen(tx, caller, sounding_id, now)


async def _form_submitted(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    view = body["view"]
    step, sounding_id, channel = json.loads(view["private_metadata"])
    who = asker(body, once=f"form:{view['id']}")
    values = form_values(view)
    if step == _OWN_INTEREST:
        said = await desk.ask(who, _leave_myself, sounding_id, str(values.get("reason", "")))
    else:
        said = await desk.ask(who, take, sounding_id, Step(step), values)
    await tell(client, replace(who, channel_id=channel), said)


def _leave_myself(
    tx: Transaction, caller: Caller, sounding_id: str, reason: str, now: datetime
) -> str:
    left = sounding_places.leave_out(tx, caller, sounding_id, caller.id, reason, now)
    return f"You are left out of *{left.reference}*. Nothing more is asked of you in it."


def take(
    tx: Transaction,
    caller: Caller,
    sounding_id: str,
    step: Step,
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    """Take an officer's step with what its form held; what that did, in words."""

    def word(name: str) -> str:
        return str(values.get(name, ""))

    match step:
        case Step.PERMIT:
            sounding_opening.permit(tx, caller, sounding_id, word("permission"), now)
        case Step.CLOSE:
            sounding_closing.close(tx, caller, sounding_id, word("reason"), now)
        case Step.EXTEND:
            sounding_closing.extend(tx, caller, sounding_id, word("deadline"), word("reason"), now)
        case Step.WITHDRAW:
            sounding_closing.withdraw(tx, caller, sounding_id, word("reason"), now)
        case Step.NOTE:
            given = Reply(word("option"), word("comment"))
            view = note(tx, caller, sounding_id, word("who"), given, now)
            sounding = tx.soundings.get(sounding_id)
            place = sounding.place_of(view.place)
            return views.replied(sounding, view, place.name if place else "")
        case Step.LEAVE_OUT:
            sounding_places.leave_out(tx, caller, sounding_id, word("who"), word("reason"), now)
        case Step.DISPENSE:
            sounding_places.dispense(tx, caller, sounding_id, word("who"), word("reason"), now)
        case Step.SUBSTITUTE:
            sounding_places.substitute(
                tx, caller, sounding_id, word("who"), word("substitute"), now
            )
        case Step.RESOLVE:
            _, made = sounding_closing.resolve(tx, caller, sounding_id, word("text"), now)
            return views.resolved(tx.soundings.get(sounding_id), made.key)
        case Step.REPORT:
            _report(tx, caller, sounding_id, word("meeting"), now)
        case Step.REPLY:
            raise InvalidInput("Press one of the answers on the card.")
    return views.changed(seen(tx, caller, sounding_id, now), step)


#: Meetings that can have heard of a sounding.
HEARD = frozenset({*HELD, MeetingState.OPEN})


def _report(
    tx: Transaction, caller: Caller, sounding_id: str, meeting_id: str, now: datetime
) -> None:
    """To that meeting; to the latest that was held, or is open, where none is named."""
    sounding = sounding_keeping.seen(tx, caller, sounding_id)
    require(caller, sounding.board_id, Deed.SEEK_VIEWS)
    board = tx.boards.get(sounding.board_id)
    since = keeping.local_day(sounding.closed_at or sounding.deadline, board)
    every = tx.meetings.of_board(board.id)
    held = [m for m in every if m.state in HEARD and m.day >= since]
    meeting = tx.meetings.get(meeting_id) if meeting_id else next(reversed(held), None)
    if meeting is None:
        raise NotFound(
            "No meeting held since it closed is on record. Nothing was changed. It is "
            "proposed for the next agenda by itself."
        )
    sounding_closing.report(tx, caller, sounding_id, meeting, now)


# --- what is shown --------------------------------------------------------------------------------


def seen(tx: Transaction, caller: Caller, sounding_id: str, now: datetime) -> Seen:
    """The sounding as the caller sees it; `NotFound` if they may not."""
    sounding = tx.soundings.get(sounding_id)
    found = sounding_seen.seen_by(tx, sounding, Audience(caller), now)
    if found is None:
        raise NotFound("There is no such sounding. Nothing was changed.")
    return found


def shown_to(found: Seen) -> list[Block]:
    """For an officer the card, and the question with its buttons for whoever is asked."""
    if found.officer and found.may_reply:
        return [*views.card(found), *views.reply_row(found)]
    return views.card(found) if found.officer or found.own is None else views.ask(found)


def send_paper(tx: Transaction, caller: Caller, sounding_id: str, now: datetime) -> str:
    """Send the officer the report for the meeting; what is said of that."""
    sounding = sounding_keeping.seen(tx, caller, sounding_id)
    require(caller, sounding.board_id, Deed.SEEK_VIEWS)
    board = tx.boards.get(sounding.board_id)
    tx.outbox.put(
        Parcel(
            key=f"sounding:{sounding.id}:paper:{caller.id}:{now.isoformat()}",
            kind=Kind.FILE,
            team_id=board.team_id,
            board_id=board.id,
            view="sounding_paper",
            args={"sounding_id": sounding.id},
            person_id=caller.id,
        )
    )
    return f"The report of *{sounding.reference}* (.docx) is on its way to our direct message."
