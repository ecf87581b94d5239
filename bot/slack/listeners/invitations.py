"""Calendar invitations: `/meeting invite`, `reply`, `show` and `revive`, and the buttons by which
guests answer. Part of /meeting; see `meetings`. Feeds stand in `feeds`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners.boards import again, board_meant, board_to_run
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.presses import presser
from bot.slack.topics import Topic
from bot.slack.views import invitations as views
from bot.slack.views.blocks import Block
from bot.slack.views.meetings import done, words
from workflows import (
    invitation_replies,
    invitations,
    keeping,
    meeting_finding,
    meeting_planning,
    owners,
)
from workflows.access import Caller, Deed, may
from workflows.attendances import Reply
from workflows.deadlines import day_words
from workflows.errors import InvalidInput, NotAllowed, NotFound
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.ports import Transaction

HELP = Topic(
    "invite",
    "calendar invitations, who comes, a cancelled meeting planned again",
    """*Invitations* (officer)
`/meeting invite 14 March` invites members and presenters; changes follow by themselves · \
`/meeting invite` shows what is to come · `/meeting invite always` as soon as a meeting is \
planned, `never` only when you say so
`/meeting revive 14 March` plans a cancelled meeting again
*Answers*
`/meeting reply coming` · `/meeting reply not coming 14 March` · \
`/meeting reply substitute Bea Lindqvist` · `/meeting reply` alone opens a form
`/meeting reply for Tom Hallam: not coming` an officer notes it for somebody
`/meeting show` · `show 14 March` who comes, apologies, and the quorum that this makes""",
)

_REPLY = re.compile(
    r"(?:for\s+(?P<who>.+?)\s*:\s*)?"
    r"(?P<what>not coming|apologies|coming|yes|no|substitute|sub)\b\s*[:,]?\s*(?P<rest>.*)",
    re.I | re.S,
)
_REPLIES: Mapping[str, Reply] = {
    "coming": Reply.COMING,
    "yes": Reply.COMING,
    "not coming": Reply.NOT_COMING,
    "apologies": Reply.NOT_COMING,
    "no": Reply.NOT_COMING,
    "substitute": Reply.SUBSTITUTE,
    "sub": Reply.SUBSTITUTE,
}
_CANCELLED = frozenset({MeetingState.CANCELLED})
_SHOWN = frozenset(MeetingState)


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and forms."""

    @app.action(re.compile(f"^{ids.INVITATION_STEP}(coming|not_coming)$"))
    async def answer(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        pressed = body["actions"][0]
        reply = Reply(pressed["action_id"].removeprefix(ids.INVITATION_STEP))
        who, meeting_id = presser(body), ids.unpack(pressed["value"]).subject_id
        await tell(client, who, await desk.ask(who, _answered, meeting_id, reply))
        await ack()

    @app.action(ids.INVITATION_STEP + "substitute")
    async def instead(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        meeting_id = ids.unpack(body["actions"][0]["value"]).subject_id
        meeting = await desk.ask(asker(body), _to_answer, meeting_id)
        form = views.substitute_form(meeting)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.SUBSTITUTE_FORM)
    async def named(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        meeting_id = ids.unpack(view["private_metadata"]).subject_id
        name = form_values(view).get("substitute", "")
        who = asker(body, once=f"form:{view['id']}")
        said = await desk.ask(who, _answered, meeting_id, Reply.SUBSTITUTE, name)
        await ack(response_action="update", view=done("Answered", said))

    @app.view(ids.REPLY_FORM)
    async def noted(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        meeting_id, values = ids.unpack(view["private_metadata"]).subject_id, form_values(view)
        who = asker(body, once=f"form:{view['id']}")
        said = await desk.ask(
            who,
            _answered,
            meeting_id,
            Reply(values["reply"]),
            values.get("substitute", ""),
            values.get("person", ""),
        )
        await ack(response_action="update", view=done("Answered", said))

    @app.action(re.compile(f"^{ids.INVITING_STEP}(invite|always|never|revive)$"))
    async def inviting(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        pressed = body["actions"][0]
        step = pressed["action_id"].removeprefix(ids.INVITING_STEP)
        await press(desk, client, body, step, ids.unpack(pressed["value"]).subject_id)
        await ack()

    @app.action(ids.INVITING_STEP + "note")
    async def note(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        meeting_id = ids.unpack(body["actions"][0]["value"]).subject_id
        form = await desk.ask(asker(body), _form, meeting_id)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()


async def press(
    desk: Desk, client: AsyncWebClient, body: dict[str, Any], step: str, subject_id: str
) -> None:
    """What a button about invitations does, told to whoever pressed it."""
    who = presser(body)
    await tell(client, who, await desk.ask(who, _STEPS[step], subject_id))


# --- inviting -------------------------------------------------------------------------------------


async def _invite(typed: Typed) -> Answer:
    """At once for the day that is named; alone, what is to come with a button for each."""
    who, text = typed.who, unescape(typed.text).strip()
    if not text:
        blocks = await typed.desk.ask(again(who), _menu, who.channel_id)
        return Answer("Invitations", blocks)
    word = text.lower()
    if word in ("always", "never"):
        return Answer(await typed.desk.ask(who, _switch_here, who.channel_id, word == "always"))
    return Answer(await typed.desk.ask(who, _invite_here, who.channel_id, text))


def _menu(tx: Transaction, caller: Caller, channel: str, now: datetime) -> list[Block]:
    board = board_to_run(tx, caller, channel, now)
    upcoming = tx.meetings.upcoming([board.id], keeping.local_day(now, board))
    planned = [m for m in upcoming if invitations.is_ahead(m, now)]
    rows = tx.attendances.of_meetings([m.id for m in planned])
    counted = [(m, sum(r.invited_now for r in rows if r.meeting_id == m.id)) for m in planned]
    return views.menu(board, counted)


def _invite_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    meeting, rest = meeting_finding.named(tx, board, text, now)
    if meeting is None or rest:
        raise InvalidInput(
            "Name the day of the meeting, like `/meeting invite 14 March`. Nobody was invited. "
            "Everybody who belongs to it is invited: members, and presenters of its items.",
            field="day",
        )
    return _invite_by_id(tx, caller, meeting.id, now)


def _invite_by_id(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> str:
    made = invitations.invite(tx, caller, meeting_id, now)
    return views.invited(made, tx.boards.get(made.meeting.board_id))


def _switch_here(tx: Transaction, caller: Caller, channel: str, on: bool, now: datetime) -> str:
    return _switch(tx, caller, board_to_run(tx, caller, channel, now).id, on, now)


def _switch(tx: Transaction, caller: Caller, board_id: str, on: bool, now: datetime) -> str:
    return views.by_itself(invitations.invite_by_itself(tx, caller, board_id, on, now))


# --- reviving -------------------------------------------------------------------------------------


async def _revive(typed: Typed) -> Answer:
    """The cancelled meeting of that day; alone, those that are still ahead."""
    who, text = typed.who, unescape(typed.text).strip()
    if text:
        return Answer(await typed.desk.ask(who, _revive_here, who.channel_id, text))
    blocks = await typed.desk.ask(again(who), _cancelled, who.channel_id)
    return Answer("Cancelled meetings", blocks)


def _cancelled(tx: Transaction, caller: Caller, channel: str, now: datetime) -> list[Block]:
    board = board_to_run(tx, caller, channel, now)
    found = [
        m
        for m in tx.meetings.of_board(board.id)
        if m.state is MeetingState.CANCELLED and m.ends_at > now
    ]
    return views.cancelled_menu(board, found)


def _revive_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    meeting, _ = meeting_finding.named(tx, board, text, now, _CANCELLED)
    if meeting is None:
        raise InvalidInput(
            "Name the day of the cancelled meeting, like `/meeting revive 14 March`. "
            "Nothing was changed.",
            field="day",
        )
    return _revive_by_id(tx, caller, meeting.id, now)


def _revive_by_id(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> str:
    meeting = meeting_planning.revive(tx, caller, meeting_id, now)
    board = tx.boards.get(meeting.board_id)
    return f":calendar: Planned again: {words(meeting, board)}. Whoever was invited is told."


_STEPS = {
    "invite": _invite_by_id,
    "revive": _revive_by_id,
    "always": lambda tx, caller, board_id, now: _switch(tx, caller, board_id, True, now),
    "never": lambda tx, caller, board_id, now: _switch(tx, caller, board_id, False, now),
}


# --- answering ------------------------------------------------------------------------------------


async def _reply(typed: Typed) -> Answer:
    """The answer as typed, for the next meeting or the day that is named; alone, a form."""
    who, text = typed.who, unescape(typed.text).strip()
    if not text:
        form = await typed.desk.ask(again(who), _form_here, who.channel_id)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
        return Answer()
    found = _REPLY.fullmatch(text)
    if found is None:
        raise InvalidInput(
            "Say `coming`, `not coming` or `substitute` and a name, with the day if it is not the "
            "next meeting: `/meeting reply not coming 14 March`. Nothing was changed.",
            field="reply",
        )
    reply = _REPLIES[" ".join(found["what"].lower().split())]
    said = await typed.desk.ask(
        who, _reply_here, who.channel_id, reply, found["rest"], found["who"] or ""
    )
    return Answer(said)


def _reply_here(
    tx: Transaction,
    caller: Caller,
    channel: str,
    reply: Reply,
    rest: str,
    for_whom: str,
    now: datetime,
) -> str:
    board = board_meant(tx, caller, channel)
    name, day = _name_and_day(rest) if reply is Reply.SUBSTITUTE else ("", rest)
    meeting, left = meeting_finding.named(tx, board, day, now)
    if left:
        raise InvalidInput(f"I could not read “{left[:40]}”. Nothing was changed.", field="day")
    meeting = meeting or meeting_finding.next_planned(tx, board, now)
    person = owners.person_called(tx, board.team_id, for_whom, "who").id if for_whom else ""
    return _answered(tx, caller, meeting.id, reply, name, person, now=now)


def _name_and_day(rest: str) -> tuple[str, str]:
    """ "Bea Lindqvist on 14 March" apart; without a day the name alone."""
    name, _, day = rest.partition(" on ")
    return name.strip(), day.strip()


def _answered(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    reply: Reply,
    substitute: str = "",
    person_id: str = "",
    *,
    now: datetime,
) -> str:
    row = invitation_replies.answer(
        tx, caller, meeting_id, reply, now, substitute=substitute, person_id=person_id
    )
    return views.noted(row, tx.meetings.get(meeting_id))


def _to_answer(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Meeting:
    """The meeting, for somebody who may answer for it."""
    meeting = tx.meetings.get(meeting_id)
    invitation_replies.row_or_guest(tx, tx.boards.get(meeting.board_id), meeting, caller.id)
    return meeting


def _form_here(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Block:
    board = board_meant(tx, caller, channel)
    return _form(tx, caller, meeting_finding.next_planned(tx, board, now).id, now)


def _form(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Block:
    """For an officer with everybody who is expected to choose from; for a guest their own."""
    meeting = tx.meetings.get(meeting_id)
    board = tx.boards.get(meeting.board_id)
    if not may(caller, board.id, Deed.RUN_MEETINGS):
        _to_answer(tx, caller, meeting_id, now)
        return views.reply_form(meeting, ())
    found = invitations.guests(tx, board, meeting)
    choice = sorted((guest.person.name, i) for i, guest in found.items())
    mine = caller.id if caller.id in found else ""
    return views.reply_form(meeting, choice, mine)


# --- seeing ---------------------------------------------------------------------------------------


async def _show(typed: Typed) -> Answer:
    """/meeting show [DAY]: the meeting and who is expected."""
    text = unescape(typed.text).strip()
    blocks = await typed.desk.ask(again(typed.who), _shown, typed.who.channel_id, text)
    return Answer("The meeting, and who is expected", blocks)


def _shown(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> list[Block]:
    board = board_meant(tx, caller, channel)
    meeting, _ = meeting_finding.named(tx, board, text, now, _SHOWN)
    meeting = meeting or meeting_finding.next_planned(tx, board, now)
    if not caller.on(board.id):
        if meeting.kind is MeetingKind.PRIVATE:
            raise NotFound(f"{board.name} has no meeting on {day_words(meeting.day)}.")
        raise NotAllowed("Who is expected at a meeting is for those who have a role on its board.")
    expected = invitation_replies.expected(tx, board, meeting)
    return views.expected_blocks(board, expected, may_run=may(caller, board.id, Deed.RUN_MEETINGS))


VERBS: Mapping[str, Handler] = {
    "invite": _invite,
    "revive": _revive,
    "reply": _reply,
    "show": _show,
}
