"""The live meeting: open, item, close, check, issue, and taking back. Part of /meeting; see
`meetings`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners import check_list, declarations
from bot.slack.listeners.boards import board_to_run
from bot.slack.parsing import unescape
from bot.slack.presses import presser
from bot.slack.topics import Topic
from bot.slack.views import check_list as check_views
from bot.slack.views import meetings as views
from bot.slack.views.blocks import esc
from workflows import agenda_order, keeping, meeting_finding, meeting_live
from workflows.access import Caller, Deed, require
from workflows.deadlines import day_words
from workflows.errors import InvalidInput, NotFound
from workflows.meeting_live import CheckList
from workflows.meetings import Meeting, MeetingState
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons of a list of meetings that run one."""

    @app.action(ids.MEETING_STEP + "close")
    async def press_close(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        meeting_id = ids.unpack(body["actions"][0]["value"]).subject_id
        await press(desk, client, body, "close", meeting_id)
        await ack()

    @app.action(re.compile("^" + re.escape(ids.MEETING_STEP + "check:")))
    async def press_check(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        meeting_id = ids.unpack(body["actions"][0]["value"]).subject_id
        await press(desk, client, body, "check", meeting_id)
        await ack()


async def _open(typed: Typed) -> Answer:
    meeting, today = await typed.desk.ask(
        typed.who, _open_here, typed.who.channel_id, unescape(typed.text)
    )
    return Answer(views.opened(meeting, today))


def _open_here(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> tuple[Meeting, date]:
    board = board_to_run(tx, caller, channel, now)
    meeting, rest = meeting_finding.named(tx, board, text, now)
    if meeting is None and rest:
        raise InvalidInput(
            f"I could not read “{rest[:60]}” as the day of a meeting. Nothing was changed. "
            "Type `/meeting open` or `/meeting open 14 March`."
        )
    chosen = meeting.id if meeting else None
    opened = meeting_live.open_meeting(tx, caller, board.id, now, chosen)
    return opened, keeping.local_day(now, board)


async def _item(typed: Typed) -> Answer:
    item = unescape(typed.text)
    said, told = await typed.desk.ask(typed.who, _item_here, typed.who.channel_id, item)
    return Answer("\n".join(w for w in (said, told) if w))


def _item_here(
    tx: Transaction, caller: Caller, channel: str, item: str, now: datetime
) -> tuple[str, str]:
    board = board_to_run(tx, caller, channel, now)
    meeting = meeting_live.set_item(tx, caller, board.id, item, now)
    said = views.at_item(meeting, _title(tx, meeting))
    return said, declarations.said_at_item(tx, caller, board, meeting)


def _title(tx: Transaction, meeting: Meeting) -> str:
    """The title on the agenda of the item that the meeting is at, where its number alone was typed;
    never that of an exempt one, since this may be read in the room."""
    found = agenda_order.find(tx.agenda_items.of_meeting(meeting.id), meeting.current_item)
    if found is None or found.exempt or not meeting.current_item.strip().isdigit():
        return ""
    return found.title


async def _close(typed: Typed) -> Answer:
    check = await typed.desk.ask(typed.who, _close_here, typed.who.channel_id)
    return Answer(_closed_words(check))


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _closed_words(check: CheckList) -> str:
    captured = f"{_count(len(check.actions), 'action')} and " + _count(
        len(check.resolutions), "resolution"
    )
    return (
        f":checkered_flag: The meeting of {day_words(check.meeting.day)} is closed, with "
        f"{captured}. Nobody has been told yet.\n*Next:* the check list is in our direct message: "
        "look through it, then press Issue (or `/meeting issue`)."
    )


def _close_here(tx: Transaction, caller: Caller, channel: str, now: datetime) -> CheckList:
    return _close_board(tx, caller, board_to_run(tx, caller, channel, now).id, now)


def _close_board(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> CheckList:
    check = meeting_live.close_meeting(tx, caller, board_id, now)
    check_list.send(tx, caller, check)
    return check


async def _check(typed: Typed) -> Answer:
    check = await typed.desk.ask(typed.who, _check_here, typed.who.channel_id, unescape(typed.text))
    return Answer(_check_words(check))


def _check_words(check: CheckList) -> str:
    left = f" Still missing: {esc('; '.join(check.questions))}." if check.questions else ""
    captured = _count(len(check.actions), "action")
    return (
        f"The check list of {day_words(check.meeting.day)}, {captured}, is on its way to our "
        f"direct message.{left}"
    )


def _check_here(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> CheckList:
    board = board_to_run(tx, caller, channel, now)
    return _check_meeting(tx, caller, meeting_finding.to_check(tx, board, text, now).id)


def _check_meeting(tx: Transaction, caller: Caller, meeting_id: str) -> CheckList:
    check = meeting_live.check_list(tx, caller, meeting_id)
    check_list.send(tx, caller, check)
    return check


async def _issue(typed: Typed) -> Answer:
    issued = await typed.desk.ask(
        typed.who, _issue_here, typed.who.channel_id, unescape(typed.text)
    )
    return Answer(check_views.issued(issued))


def _issue_here(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> meeting_live.Issued:
    board = board_to_run(tx, caller, channel, now)
    meeting = meeting_finding.to_check(tx, board, text, now)
    return meeting_live.issue(tx, caller, meeting.id, now)


async def _undo(typed: Typed) -> Answer:
    meeting = await typed.desk.ask(typed.who, _undo_here, typed.who.channel_id)
    state = "open again" if meeting.state is MeetingState.OPEN else "planned again, not open"
    return Answer(f"Taken back: the meeting of {day_words(meeting.day)} is {state}.")


def _undo_here(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Meeting:
    return meeting_live.take_back(tx, caller, board_to_run(tx, caller, channel, now).id, now)


async def press(
    desk: Desk, client: AsyncWebClient, body: dict[str, Any], step: str, meeting_id: str
) -> None:
    """Open, close or check from a button; the answer is for whoever pressed."""
    who = presser(body, anew=step == "check")
    await tell(client, who, await desk.ask(who, _run, step, meeting_id))


def _run(tx: Transaction, caller: Caller, step: str, meeting_id: str, now: datetime) -> str:
    meeting = tx.meetings.get(meeting_id)
    board = tx.boards.get(meeting.board_id)
    require(caller, board.id, Deed.RUN_MEETINGS)
    if step == "open":
        opened = meeting_live.open_meeting(tx, caller, board.id, now, meeting_id)
        return views.opened(opened, keeping.local_day(now, board))
    if step == "close":
        if meeting.state is not MeetingState.OPEN:
            raise NotFound(f"The meeting of {day_words(meeting.day)} is not open any more.")
        return _closed_words(_close_board(tx, caller, board.id, now))
    return _check_words(_check_meeting(tx, caller, meeting_id))


HELP = Topic(
    "live",
    "what to type while the meeting sits, and after",
    """*In the meeting* (officer)
`/meeting open` · `/meeting item 7 Budget` · record with `/action` and `/resolution` · \
`/meeting close` · `/meeting check` the list to look through · `/meeting issue` tells everybody · \
`/meeting undo` takes opening or closing back
`/meeting times 10:35-12:33` when it really began and ended · `/meeting times 14 March`""",
)

VERBS: Mapping[str, Handler] = {
    "open": _open,
    "item": _item,
    "close": _close,
    "check": _check,
    "issue": _issue,
    "undo": _undo,
}
