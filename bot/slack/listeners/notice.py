"""/meeting notice: by when the agenda is to be out, with the working; the board's notice rules.
Part of /meeting; see `meetings`."""

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
from bot.slack.listeners.boards import again, board_meant, board_to_run
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.presses import presser
from bot.slack.topics import Topic
from bot.slack.views import notice as views
from bot.slack.views.boards import done
from workflows import keeping, meeting_finding, notice_giving, notice_setting
from workflows import notice as clock
from workflows.access import Caller, Deed, may, require
from workflows.boards import Board
from workflows.deadlines import read_date
from workflows.errors import InvalidInput, NotFound
from workflows.meetings import HELD, Meeting, MeetingKind, MeetingState
from workflows.notice_setting import NoticeForm
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the button and the form of the rules."""

    @app.action(ids.NOTICE_STEP + "rules")
    async def change_rules(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board = await desk.ask(asker(body), _to_change, body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=views.rules_form(board))
        await ack()

    @app.action(re.compile("^" + re.escape(ids.NOTICE_STEP) + "given:"))
    async def given(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        pressed = body["actions"][0]
        kind = str(pressed["action_id"]).removeprefix(f"{ids.NOTICE_STEP}given:")
        meeting_id = ids.unpack(pressed["value"]).subject_id
        who = presser(body)
        await tell(client, who, await desk.ask(who, _give, meeting_id, kind))
        await ack()

    @app.view(ids.NOTICE_FORM)
    async def rules_changed(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        opened = ids.unpack(view["private_metadata"])
        values = form_values(view)
        known = {name: values[name] for name in NoticeForm.__dataclass_fields__ if name in values}
        form = NoticeForm(**known, version=opened.version)
        who = asker(body, once=f"form:{view['id']}")
        saved = await desk.ask(who, notice_setting.change, opened.subject_id, form)
        await ack(response_action="update", view=done("Notice", views.changed(saved)))


async def _notice(typed: Typed) -> Answer:
    """/meeting notice [DAY]: of the next meeting, or of that day's; /meeting notice given WHAT."""
    text = unescape(typed.text).strip()
    verb, _, rest = text.partition(" ")
    if verb.casefold() == "given":
        said = await typed.desk.ask(typed.who, _give_here, typed.who.channel_id, rest)
        return Answer(said)
    who = again(typed.who)
    data = await typed.desk.ask(who, _shown, who.channel_id, text)
    return Answer(views.summary(data), views.working(data))


def _shown(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> views.Shown:
    """Notice is no secret; a private meeting's is, to those who may not see the meeting."""
    board = board_meant(tx, caller, channel)
    today = keeping.local_day(now, board)
    asked = text.strip().removeprefix("for ").removeprefix("of ").strip()
    day = read_date(asked, on=today) if asked else None
    meeting = _meeting(tx, caller, board, day, today)
    if meeting is None and day is None:
        raise NotFound(
            f"No meeting of {board.name} is planned. /meeting notice 14 March shows what would "
            "hold for one on that day."
        )
    return _reckoned(board, meeting, day or today, today, may(caller, board.id, Deed.SET_UP))


def _give_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    """`WHAT [DAY] [for DAY OF THE MEETING]`: today, of the meeting that waits for it first, unless
    others are named."""
    board = board_to_run(tx, caller, channel, now)
    what, _, rest = text.strip().partition(" ")
    kind = notice_giving.TYPED.get(what.casefold())
    if kind is None:
        raise InvalidInput(
            "Say which: `/meeting notice given private`, `private-again`, `key`, or `minutes` for "
            "draft minutes that are out. Nothing was changed. A day may follow (`given key 5 "
            "March`), and the meeting (`for 14 March`)."
        )
    day, _, which = f" {rest} ".partition(" for ")
    states = HELD if kind == clock.MINUTES_ISSUE else {MeetingState.PLANNED}
    meeting, _ = meeting_finding.named(tx, board, which.strip(), now, states)
    meeting = meeting or notice_giving.waiting(tx, board, kind, now)
    words = day.strip().removeprefix("on ").strip()
    on = read_date(words, on=keeping.local_day(now, board)) if words else None
    return _give(tx, caller, meeting.id, kind, now, on)


def _give(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    kind: str,
    now: datetime,
    on: date | None = None,
) -> str:
    """Record it, and say so; what was late is flagged."""
    meeting = notice_giving.give(tx, caller, meeting_id, kind, now, on)
    board = tx.boards.get(meeting.board_id)
    return views.recorded(meeting, kind, notice_giving.lateness(board, meeting, kind))


def _meeting(
    tx: Transaction, caller: Caller, board: Board, day: date | None, today: date
) -> Meeting | None:
    """The meeting of that day, else the next that is planned, of those that the caller may see."""
    seen = meeting_finding.visible(tx, caller, board, day or today)
    if day is None:
        return next((m for m in seen if m.state is MeetingState.PLANNED), None)
    there = (m for m in seen if m.day == day and m.state is not MeetingState.CANCELLED)
    return next(there, None)


def _reckoned(
    board: Board, meeting: Meeting | None, day: date, today: date, may_change: bool
) -> views.Shown:
    if meeting is None:
        notice = clock.notice_of(clock.profile_of(board), day)
        return views.Shown(board, notice, None, False, False, may_change)
    notice = clock.of_meeting(board, meeting)
    on, private = meeting.agenda_published_on, meeting.kind is MeetingKind.PRIVATE
    waits = meeting.state is MeetingState.PLANNED and not private
    return views.Shown(
        board,
        notice,
        clock.publish(notice, on) if on else None,
        registered=True,
        overdue=waits and today > notice.last_publication_day,
        may_change=may_change,
        private=private,
        given={each.kind: each.on for each in meeting.notices},
        meeting=meeting if may_change else None,
    )


def _to_change(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> Board:
    require(caller, board_id, Deed.SET_UP)
    return tx.boards.get(board_id)


HELP = Topic(
    "notice",
    "by when the agenda is to be out",
    """*Notice*
`/meeting notice` by when the agenda is to be out, day by day · `/meeting notice 14 March`
`/meeting notice given minutes` the draft minutes are out · `given private`, \
`given private-again`, `given key` that notice was given · a day may follow, and the meeting: \
`given key 5 March for 14 March` (officer)""",
)

VERBS: Mapping[str, Handler] = {"notice": _notice}
