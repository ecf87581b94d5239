"""/meeting: what is to come; schedule, move, cancel. The live meeting stands in `live`, the check
list's buttons in `check_list`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb
from bot.slack.listeners import (
    agenda,
    attendance,
    check_list,
    declarations,
    feeds,
    forward,
    invitations,
    live,
    minutes_after,
    notice,
    papers,
    planning,
    standing_items,
    times,
)
from bot.slack.listeners.boards import again, board_meant, board_to_run
from bot.slack.meeting_phrases import read_plan, split_move
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.topics import Topic, helper, overview
from bot.slack.views import meetings as views
from bot.slack.views.blocks import esc
from workflows import keeping, meeting_finding, meeting_planning
from workflows.access import Caller, Deed, may, require
from workflows.actions import ENDED
from workflows.boards import Board
from workflows.errors import InvalidInput, NotFound
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.ports import Transaction

#: Earlier meetings in `/meeting list all`.
_MOST_PAST = 8

FIRST = """*Meetings* · `/meeting` or `/meeting list` what is to come · `/meeting list all`
`/meeting schedule 14 March 10:00-12:00 at Council Chamber` · `/meeting move to 21 March` · \
`/meeting cancel 14 March because …` · `/meeting open` · `/meeting close` · `/meeting issue`"""

HELP = Topic(
    "schedule",
    "scheduling, moving and cancelling a meeting",
    """*One meeting* (officer)
`/meeting schedule 14 March 10:00-12:00 at Council Chamber https://…` · add `extraordinary`, \
`additional`, `private` or `part-closed` · `/meeting schedule` alone opens a form
`/meeting move to 21 March 14:00` · `/meeting move 14 March to 21 March at Town Hall because …` · \
`/meeting cancel 14 March not enough business`
*Seeing*
`/meeting` or `/meeting list` what is to come · `/meeting list all`""",
)


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}meeting")
    async def meeting(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    @app.action(ids.MEETING_STEP + "new")
    async def press_new(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board_id = body["actions"][0]["value"]
        board, _ = await desk.ask(asker(body), _form_data, board_id, None)
        await client.views_open(trigger_id=body["trigger_id"], view=views.meeting_form(board))
        await ack()

    @app.action(ids.MEETING_STEP + "menu")
    async def menu(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        value = body["actions"][0]["selected_option"]["value"]
        step, _, packed = value.partition("|")
        meeting_id = ids.unpack(packed).subject_id
        if step == "open":
            await live.press(desk, client, body, "open", meeting_id)
        elif step == "invite":
            await invitations.press(desk, client, body, "invite", meeting_id)
        else:
            board, chosen = await desk.ask(asker(body), _form_data, None, meeting_id)
            assert chosen is not None
            form = (
                views.meeting_form(board, chosen)
                if step == "move"
                else views.cancel_form(board, [chosen])
            )
            await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.MEETING_FORM)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(response_action="update", view=await _submitted(desk, body))

    @app.view(ids.CANCEL_MEETING)
    async def cancelled(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        values = form_values(view)
        who = asker(body, once=f"form:{view['id']}")
        chosen = ids.unpack(values["meeting"])
        gone = await desk.ask(
            who,
            meeting_planning.cancel_meeting,
            chosen.subject_id,
            values.get("reason", ""),
            version=chosen.version,
        )
        text = views.cancelled(gone)
        await ack(response_action="update", view=views.done("Meeting cancelled", text))

    live.register(app, desk)
    attendance.register(app, desk)
    declarations.register(app, desk)
    check_list.register(app, desk)
    papers.register(app, desk)
    notice.register(app, desk)
    forward.register(app, desk)
    invitations.register(app, desk)
    feeds.register(app, desk)
    planning.register(app, desk)
    agenda.register(app, desk)


async def handle(typed: Typed) -> Answer:
    """/meeting, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_unknown, bare=_list)


async def _unknown(typed: Typed) -> Answer:
    word = esc(typed.text.split()[0][:40])
    known = overview("meeting", TOPICS, FIRST)
    return Answer(f"I do not know `{word}` here. Nothing was changed.\n{known}")


# --- seeing -----------------------------------------------------------------------------------


async def _list(typed: Typed) -> Answer:
    everything = typed.text.strip().lower() == "all"
    data = await typed.desk.ask(again(typed.who), _listed, typed.who.channel_id, everything)
    return Answer(f"Meetings of {data.board.name}", views.listing(data))


def _listed(
    tx: Transaction, caller: Caller, channel: str, everything: bool, now: datetime
) -> views.Listing:
    """What is to come, and what was held and waits to be issued."""
    board = board_meant(tx, caller, channel)
    today = keeping.local_day(now, board)
    found = meeting_finding.visible(tx, caller, board, date.min)
    if everything:
        past = [m for m in found if m.day < today]
        found = [*past[-_MOST_PAST:], *(m for m in found if m.day >= today)]
    else:
        waiting = (MeetingState.OPEN, MeetingState.CLOSED)
        recent = today - timedelta(days=30)
        found = [
            m
            for m in found
            if m.state in waiting
            or (m.day >= today and m.state is not MeetingState.CANCELLED)
            or (m.day >= recent and m.state is MeetingState.PLANNED)
        ]
    return views.Listing(board, today, found, may(caller, board.id, Deed.RUN_MEETINGS))


# --- planning ---------------------------------------------------------------------------------


def _form_data(
    tx: Transaction, caller: Caller, board_id: str | None, meeting_id: str | None, now: datetime
) -> tuple[Board, Meeting | None]:
    meeting = tx.meetings.get(meeting_id) if meeting_id else None
    board = tx.boards.get(meeting.board_id if meeting else str(board_id))
    require(caller, board.id, Deed.RUN_MEETINGS)
    return board, meeting


async def _schedule(typed: Typed) -> Answer:
    if not typed.text.strip():
        board = await typed.desk.ask(again(typed.who), board_to_run, typed.who.channel_id)
        form = views.meeting_form(board)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
        return Answer()
    plan, _ = read_plan(typed.text)
    text = await typed.desk.ask(typed.who, _schedule_here, typed.who.channel_id, plan)
    return Answer(text)


def _schedule_here(
    tx: Transaction, caller: Caller, channel: str, plan: MeetingPlan, now: datetime
) -> str:
    return _scheduled(tx, caller, board_to_run(tx, caller, channel, now).id, plan, now)


def _scheduled(
    tx: Transaction, caller: Caller, board_id: str, plan: MeetingPlan, now: datetime
) -> str:
    meeting = meeting_planning.schedule(tx, caller, board_id, plan, now)
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    due_here, assumed = _due_at(tx, meeting), not (plan.start or plan.end)
    return views.scheduled(meeting, board, due_here, today, assumed=assumed)


def _due_at(tx: Transaction, meeting: Meeting) -> int:
    return sum(a.status not in ENDED for a in tx.actions.due_at(meeting.id))


async def _move(typed: Typed) -> Answer:
    if typed.text.strip():
        text = await typed.desk.ask(typed.who, _move_here, typed.who.channel_id, typed.text)
        return Answer(text)
    board, meeting = await typed.desk.ask(again(typed.who), _next_to_change, typed.who.channel_id)
    form = views.meeting_form(board, meeting)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
    return Answer()


def _next_to_change(
    tx: Transaction, caller: Caller, channel: str, now: datetime
) -> tuple[Board, Meeting]:
    board = board_to_run(tx, caller, channel, now)
    return board, meeting_finding.next_planned(tx, board, now)


def _move_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    """`[DATE] to NEW…`; without "to" a day that has a meeting names it, any other is its new
    day."""
    board = board_to_run(tx, caller, channel, now)
    old, new = split_move(text)
    meeting: Meeting | None = None
    if old:
        meeting, rest = meeting_finding.named(tx, board, unescape(old), now)
        if meeting is None:
            raise InvalidInput(
                f"I could not read “{rest[:60]}” as the day of a meeting. Nothing was changed. "
                "Type it like `/meeting move 14 March to 21 March 14:00`."
            )
    plan, reason = read_plan(new)
    if meeting is None and not re.match(r"\s*to\s", text, re.I):
        meeting, plan, reason = _without_to(tx, board, new, now) or (None, plan, reason)
    meeting = meeting or meeting_finding.next_planned(tx, board, now)
    return _moved(tx, caller, meeting, plan, reason, now)


def _without_to(
    tx: Transaction, board: Board, text: str, now: datetime
) -> tuple[Meeting, MeetingPlan, str] | None:
    try:
        meeting, rest = meeting_finding.named(tx, board, unescape(text), now)
    except (NotFound, InvalidInput):
        return None
    if meeting is None or not rest:
        return None
    return meeting, *read_plan(rest)


def _moved(
    tx: Transaction,
    caller: Caller,
    meeting: Meeting,
    plan: MeetingPlan,
    reason: str,
    now: datetime,
) -> str:
    saved = meeting_planning.move(tx, caller, meeting.id, plan, now, reason)
    due_here = _due_at(tx, saved) if saved.day != meeting.day else 0
    return views.moved(saved, tx.boards.get(saved.board_id), due_here)


async def _submitted(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    view = body["view"]
    values = form_values(view)
    board_id, _, packed = view["private_metadata"].partition("|")
    meeting = ids.unpack(packed) if packed else None
    plan = MeetingPlan(
        day=values.get("day"),
        start=values.get("start"),
        end=values.get("end"),
        venue=values.get("venue", ""),
        link=values.get("link", ""),
        kind=MeetingKind(values["kind"]) if values.get("kind") else None,
        part_closed=bool(values.get("part_closed")),
        version=meeting.version if meeting else None,
    )
    who = asker(body, once=f"form:{view['id']}")
    if meeting is None:
        return views.done("Meeting scheduled", await desk.ask(who, _scheduled, board_id, plan))
    reason = values.get("reason", "")
    text = await desk.ask(who, _moved_by_id, meeting.subject_id, plan, reason)
    return views.done("Meeting changed", text)


def _moved_by_id(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    plan: MeetingPlan,
    reason: str,
    now: datetime,
) -> str:
    return _moved(tx, caller, tx.meetings.get(meeting_id), plan, reason, now)


async def _cancel(typed: Typed) -> Answer:
    """At once where it is clear which is meant; else the form asks, so that nothing is cancelled
    by mistake."""
    who, text = typed.who, unescape(typed.text)
    board, meeting, reason, planned = await typed.desk.ask(
        again(who), _to_cancel, who.channel_id, text
    )
    if meeting is None:
        form = views.cancel_form(board, planned, reason)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
        return Answer()
    gone = await typed.desk.ask(who, meeting_planning.cancel_meeting, meeting.id, reason)
    return Answer(views.cancelled(gone))


def _to_cancel(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> tuple[Board, Meeting | None, str, list[Meeting]]:
    board = board_to_run(tx, caller, channel, now)
    meeting, rest = meeting_finding.named(tx, board, text, now)
    reason = re.sub(r"^(?:because|reason:?)\s+", "", rest.lstrip(" :,-–"), flags=re.I)
    first = meeting_finding.next_planned(tx, board, now)
    upcoming = tx.meetings.upcoming([board.id], first.day)
    planned = [m for m in upcoming if m.state is MeetingState.PLANNED]
    if meeting is None and reason and len(planned) == 1:
        meeting = planned[0]
    return board, meeting, reason, planned


#: What `/meeting help` explains, one line for each feature.
TOPICS: tuple[Topic, ...] = (
    HELP,
    planning.HELP,
    agenda.HELP,
    standing_items.HELP,
    live.HELP,
    attendance.HELP,
    declarations.HELP,
    papers.HELP,
    minutes_after.HELP,
    notice.HELP,
    invitations.HELP,
    feeds.HELP,
    forward.HELP,
)

VERBS: Mapping[str, Handler] = {
    "help": helper("meeting", TOPICS, FIRST),
    "list": _list,
    "schedule": _schedule,
    "move": _move,
    "cancel": _cancel,
    **planning.VERBS,
    **agenda.VERBS,
    **standing_items.VERBS,
    **live.VERBS,
    **times.VERBS,
    **attendance.VERBS,
    **declarations.VERBS,
    **papers.VERBS,
    **minutes_after.VERBS,
    **notice.VERBS,
    **invitations.VERBS,
    **feeds.VERBS,
    **forward.VERBS,
}
