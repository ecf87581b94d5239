"""Attendance: the card that the officer ticks, quick forms, and attendance over time. Part of
/meeting and /board; see `meetings` and `boards`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.attendance_phrases import Named, read_people, read_point, read_substitute
from bot.slack.commands import Answer, Handler, Typed
from bot.slack.listeners.boards import again, board_to_run
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.presses import presser
from bot.slack.topics import Topic
from bot.slack.views import attendance as views
from workflows import attendance_sheet, attendance_taking
from workflows.access import Caller
from workflows.attendance_sheet import Sheet
from workflows.attendance_taking import Mark, Taken
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, InvalidInput
from workflows.meetings import Meeting
from workflows.ports import Transaction
from workflows.showing import render_again

HELP = Topic(
    "attendance",
    "who is here: the card to tick, quorum, substitutes, guests",
    """*Who is here* (officer)
`/meeting attendance` sends you a card: tap a name, and it is marked · \
`/meeting attendance 14 March`
`/meeting present @a @b` · `present Kerry Shaw for item 7` a guest for that item only · \
`remotely @c` · `apologies @d` (also ahead of the meeting) · `absent @e` · `absent rest`
`/meeting substitute @f for @g` (add `remotely`) · `/meeting late @a at item 5` · \
`/meeting left @b 15:10` · `/meeting chaired by @c`
The quorum is counted as you go, by the board’s rules (`/board rules`), and you are warned when it \
is lost. What was marked wrongly: `/meeting unmark @a`.
*Over time*
`/board attendance` this municipal year · `/board attendance 1 May 2026 to 31 March 2027`""",
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the card's buttons and its form."""

    @app.action(re.compile("^" + re.escape(ids.ATTENDANCE_STEP) + "(mark:.*|back)$"))
    async def mark(ack: AsyncAck, body: dict[str, Any]) -> None:
        meeting_id, how, row_id = _value(body).split("/", 2)
        marked = attendance_taking.mark_rows
        await desk.ask(presser(body), marked, meeting_id, [row_id], Mark(how))
        await ack()

    @app.action(re.compile("^" + re.escape(ids.ATTENDANCE_STEP) + "mode:"))
    async def mode(ack: AsyncAck, body: dict[str, Any]) -> None:
        meeting_id, _, how = _value(body).partition("/")
        place = body["container"]
        where = (str(place.get("channel_id", "")), str(place.get("message_ts", "")))
        await desk.ask(asker(body), _set_mode, meeting_id, where, Mark(how))
        await ack()

    @app.action(ids.ATTENDANCE_STEP + "rest")
    async def rest(ack: AsyncAck, body: dict[str, Any]) -> None:
        meeting_id = _value(body).partition("/")[0]
        await desk.ask(presser(body), attendance_taking.mark_rest, meeting_id, Mark.ABSENT)
        await ack()

    @app.action(ids.ATTENDANCE_STEP + "more")
    async def more(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        sheet = await desk.ask(asker(body), _sheet, _value(body))
        await client.views_open(trigger_id=body["trigger_id"], view=views.more_form(sheet))
        await ack()

    @app.view(ids.ATTENDANCE_FORM)
    async def added(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        meeting_id = ids.unpack(view["private_metadata"]).subject_id
        who = asker(body, once=f"form:{view['id']}")
        await desk.ask(who, _added, meeting_id, form_values(view))
        await ack()


def _value(body: Mapping[str, Any]) -> str:
    pressed = body["actions"][0]
    chosen = (pressed.get("selected_option") or {}).get("value", "")
    return ids.unpack(str(pressed.get("value") or chosen)).subject_id


def _sheet(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Sheet:
    return attendance_taking.sheet(tx, caller, meeting_id)


def _set_mode(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    where: tuple[str, str],
    mode: Mark,
    now: datetime,
) -> None:
    """What a tap on a name means from here on, on this one card."""
    attendance_taking.sheet(tx, caller, meeting_id)
    shown = tx.showings.at(*where)
    tx.showings.add(*(replace(s, args={**s.args, "mode": mode.value}) for s in shown))
    board = tx.boards.get(tx.meetings.get(meeting_id).board_id)
    render_again(tx, board, "attendance", meeting_id)


def _added(
    tx: Transaction, caller: Caller, meeting_id: str, values: Mapping[str, Any], now: datetime
) -> Taken:
    """A substitute where a member is chosen, else a guest."""
    who, how = str(values["who"]), Mark(values.get("how") or Mark.HERE.value)
    if chosen := values.get("member"):
        rows = {r.id: r for r in attendance_taking.sheet(tx, caller, meeting_id).rows}
        if chosen not in rows:
            raise AlreadyDone(
                "That member is no longer on the list. Nothing was changed.", "member"
            )
        afar = how is Mark.REMOTELY
        return attendance_taking.substitute(
            tx, caller, meeting_id, who, rows[chosen].name, now, remotely=afar
        )
    items = read_people(f"x for item {values['items']}").items if values.get("items") else ()
    return attendance_taking.mark(tx, caller, meeting_id, [who], how, now, items=items)


# --- the card -------------------------------------------------------------------------------------


async def _attendance(typed: Typed) -> Answer:
    meeting = await typed.desk.ask(
        typed.who, _send_card, typed.who.channel_id, unescape(typed.text)
    )
    return Answer(
        f"The attendance of {day_words(meeting.day)} is on its way to our direct message: tap a "
        "name there, and it is marked."
    )


def _send_card(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> Meeting:
    board, meeting, rest = _meant(tx, caller, channel, text, now)
    if rest:
        raise InvalidInput(
            f"I could not read “{rest[:60]}” as the day of a meeting. Nothing was changed. Type "
            "`/meeting attendance` or `/meeting attendance 14 March`."
        )
    attendance_taking.sheet(tx, caller, meeting.id)
    tx.outbox.put(
        Parcel(
            key=f"attendance:{tx.new_id()}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="attendance_card",
            args={"meeting_id": meeting.id},
            person_id=caller.id,
        )
    )
    return meeting


def _meant(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime, *, ahead: bool = False
) -> tuple[Board, Meeting, str]:
    board = board_to_run(tx, caller, channel, now)
    meeting, rest = attendance_sheet.meant(tx, board, text, now, ahead=ahead)
    return board, meeting, rest


# --- quick forms ----------------------------------------------------------------------------------


def _marks(mark: Mark) -> Handler:
    """`/meeting present @a @b for item 7`."""

    async def handler(typed: Typed) -> Answer:
        text = unescape(typed.text)
        if not text.strip():
            return await _attendance(typed)
        taken = await typed.desk.ask(typed.who, _mark_here, typed.who.channel_id, text, mark)
        return Answer(views.taken_words(taken))

    return handler


_REST = {"rest", "the rest", "everybody else", "all others", "the others", "others"}


def _mark_here(
    tx: Transaction, caller: Caller, channel: str, text: str, mark: Mark, now: datetime
) -> Taken:
    ahead = mark is Mark.APOLOGIES
    _, meeting, rest = _meant(tx, caller, channel, text, now, ahead=ahead)
    if rest.casefold() in _REST:
        return attendance_taking.mark_rest(tx, caller, meeting.id, mark, now)
    named = read_people(rest)
    return attendance_taking.mark(tx, caller, meeting.id, named.who, mark, now, items=named.items)


async def _substitute(typed: Typed) -> Answer:
    text = unescape(typed.text)
    if not text.strip():
        return await _open_more(typed)
    taken = await typed.desk.ask(typed.who, _substitute_here, typed.who.channel_id, text)
    return Answer(views.taken_words(taken))


async def _open_more(typed: Typed) -> Answer:
    sheet = await typed.desk.ask(again(typed.who), _sheet_here, typed.who.channel_id)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=views.more_form(sheet))
    return Answer()


def _sheet_here(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Sheet:
    _, meeting, _ = _meant(tx, caller, channel, "", now)
    return attendance_taking.sheet(tx, caller, meeting.id)


def _substitute_here(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> Taken:
    _, meeting, rest = _meant(tx, caller, channel, text, now)
    by, member, remotely = read_substitute(rest)
    return attendance_taking.substitute(tx, caller, meeting.id, by, member, now, remotely=remotely)


def _points(use_case: Callable[..., Taken], example: str) -> Handler:
    """`/meeting late @a at item 5`, `/meeting left @b 15:10`."""

    def here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> Taken:
        _, meeting, rest = _meant(tx, caller, channel, text, now)
        named: Named = read_point(rest)
        return use_case(tx, caller, meeting.id, named.who, named.when, now)

    async def handler(typed: Typed) -> Answer:
        text = unescape(typed.text)
        if not text.strip():
            raise InvalidInput(f"Say who, and when. Nothing was changed. For example: `{example}`")
        taken = await typed.desk.ask(typed.who, here, typed.who.channel_id, text)
        return Answer(views.taken_words(taken))

    return handler


async def _chaired(typed: Typed) -> Answer:
    text = re.sub(r"^by\s+", "", unescape(typed.text).strip(), flags=re.I)
    if not text:
        raise InvalidInput(
            "Say who is in the chair. Nothing was changed. For example: `/meeting chaired by @bea`"
        )
    taken = await typed.desk.ask(typed.who, _chaired_here, typed.who.channel_id, text)
    return Answer(views.taken_words(taken))


def _chaired_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> Taken:
    _, meeting, rest = _meant(tx, caller, channel, text, now)
    return attendance_taking.chaired_by(tx, caller, meeting.id, rest, now)


VERBS: Mapping[str, Handler] = {
    "attendance": _attendance,
    "present": _marks(Mark.HERE),
    "remotely": _marks(Mark.REMOTELY),
    "apologies": _marks(Mark.APOLOGIES),
    "absent": _marks(Mark.ABSENT),
    "unmark": _marks(Mark.NOT_YET),
    "substitute": _substitute,
    "late": _points(attendance_taking.came_late, "/meeting late @bea at item 5"),
    "left": _points(attendance_taking.left_early, "/meeting left @bea 15:10"),
    "chaired": _chaired,
}
