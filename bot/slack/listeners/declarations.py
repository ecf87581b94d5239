"""Declarations of interest, requests of the public to address, nil returns. Part of /meeting and
/board; see `meetings` and `boards`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners.boards import again, board_meant, board_to_run
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.topics import Topic
from bot.slack.views import declarations as views
from bot.slack.views.blocks import Block, esc
from workflows import (
    attendance_sheet,
    declaring,
    keeping,
    meeting_finding,
    public_requests,
    quorum,
)
from workflows.access import Audience, Caller, Deed, may
from workflows.attendance_list import SEATED, expected
from workflows.boards import Board
from workflows.deadlines import day_words, read_date
from workflows.declaration_phrases import read_declaration
from workflows.declarations import Declaration, Interest, notify_by
from workflows.declaring import NewDeclaration
from workflows.errors import InvalidInput, NotFound
from workflows.meetings import Meeting
from workflows.owners import read_owners
from workflows.ports import Transaction

HELP = Topic(
    "declarations",
    "interests declared, requests of the public to address, nil returns",
    """*Declarations of interest* (officer; a member for themselves)
`/meeting declare @tom item 7: owns land beside it (pecuniary, not registered)` · without an item \
it is declared in general · in the brackets also `registered`, `other`, `dispensation …`, \
`left the room`, `sensitive` · `/meeting declare` alone opens a form
What the member must do is said at once, and again when the meeting comes to the item. An interest \
that is not in the register is told to the monitoring officer within 28 days: \
`/meeting notified @tom item 7`
`/meeting declarations` what was declared, with a way to change it · `/board declarations` over \
time · `/board declarations @tom`
*Requests to address* (officer)
`/meeting request Kerry Shaw: the library’s hours` · `/meeting outcome Kerry Shaw: heard` · \
`/meeting requests`
*Nil returns* (officer)
`/meeting nil requests` · `nil declarations` · `nil apologies`""",
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the form and the buttons that open it."""

    @app.action(ids.DECLARATION_STEP + "change")
    async def change(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        chosen = ids.unpack(body["actions"][0]["value"]).subject_id
        form = await desk.ask(asker(body), _change_form, chosen)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.DECLARATION_FORM)
    async def submitted(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        what, _, rest = str(view["private_metadata"]).partition("|")
        packed, _, channel = rest.partition("|")
        who = asker(body, once=f"form:{view['id']}")
        new = _new(form_values(view))
        subject = ids.unpack(packed)
        if what == "new":
            said = await desk.ask(who, _declare_at, subject.subject_id, new)
        else:
            said = await desk.ask(who, _corrected, subject, new)
        await ack()
        await tell(client, replace(who, channel_id=channel), said)


def _new(values: Mapping[str, Any]) -> NewDeclaration:
    said = {"true": True, "false": False}
    kind = str(values.get("kind", ""))
    return NewDeclaration(
        who=str(values.get("who", "")),
        item=str(values.get("item", "")),
        nature=str(values.get("nature", "")),
        kind=Interest(kind) if kind in set(Interest) else Interest.NOT_STATED,
        registered=said.get(str(values.get("registered", ""))),
        dispensation=str(values.get("dispensation", "")),
        sensitive=values.get("sensitive") == "yes",
        left_room=said.get(str(values.get("left_room", ""))),
    )


# --- declaring ------------------------------------------------------------------------------------


async def _declare(typed: Typed) -> Answer:
    who, text = typed.who, unescape(typed.text).strip()
    if not text:
        form = await typed.desk.ask(again(who), _form, who.channel_id)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=form)
        return Answer()
    return Answer(await typed.desk.ask(who, _declare_here, who.channel_id, text))


def _declare_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_meant(tx, caller, channel)
    meeting, rest = attendance_sheet.meant(tx, board, text, now, ahead=True)
    new = read_declaration(rest)
    if not new.who or new.who.casefold() in ("me", "i"):
        new = replace(new, who=caller.person.name)
    return _declare_at(tx, caller, meeting.id, new, now)


def _declare_at(
    tx: Transaction, caller: Caller, meeting_id: str, new: NewDeclaration, now: datetime
) -> str:
    kept = declaring.declare(tx, caller, meeting_id, new, now)
    return _declared_words(tx, kept)


def _declared_words(tx: Transaction, kept: Declaration) -> str:
    board, meeting = tx.boards.get(kept.board_id), tx.meetings.get(kept.meeting_id)
    rows = tx.attendances.of_meeting(meeting.id)
    taken = any(r.attends for r in rows)
    item = declaring.number_of(kept.item) if kept.item else ""
    quorate = quorum.of_rows(tx, board, meeting, rows, item) if taken and item else None
    return views.declared(kept, board, quorate)


def _form(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Block:
    board = board_meant(tx, caller, channel)
    meeting, _ = attendance_sheet.meant(tx, board, "", now, ahead=True)
    private = f"new|{ids.pack(meeting.id, meeting.version)}|{channel}"
    people = _people(tx, caller, board, meeting)
    return views.form(private, people, item=meeting.current_item)


def _people(
    tx: Transaction, caller: Caller, board: Board, meeting: Meeting
) -> list[tuple[str, str]]:
    """Who may be chosen in the form, as (name, name): for an officer every member, else oneself."""
    if not may(caller, board.id, Deed.RUN_MEETINGS):
        return [(caller.person.name, caller.person.name)]
    sitting = [e.person_id for e in expected(tx, board, meeting) if e.capacity in SEATED]
    names = [p.name for p in tx.people.many(sitting).values()]
    names += [r.name for r in tx.attendances.of_meeting(meeting.id) if r.for_name]
    return [(n, n) for n in sorted(set(names))]


def _change_form(tx: Transaction, caller: Caller, declaration_id: str, now: datetime) -> Block:
    declaration = tx.declarations.get(declaration_id)
    board, meeting = tx.boards.get(declaration.board_id), tx.meetings.get(declaration.meeting_id)
    people = _people(tx, caller, board, meeting)
    if declaration.name not in {n for n, _ in people}:
        people = [(declaration.name, declaration.name), *people]
    if not may(caller, board.id, Deed.RUN_MEETINGS):
        raise NotFound("Only an officer changes a declaration. Nothing was changed.")
    private = f"change|{ids.pack(declaration.id, declaration.version)}|{board.channel_id}"
    return views.form(private, people, declaration)


def _corrected(
    tx: Transaction, caller: Caller, subject: ids.Pressed, new: NewDeclaration, now: datetime
) -> str:
    kept = declaring.correct(tx, caller, subject.subject_id, new, now, version=subject.version)
    return _declared_words(tx, kept)


async def _notified(typed: Typed) -> Answer:
    text = unescape(typed.text).strip()
    if not text:
        raise InvalidInput(
            "Say whose interest the monitoring officer was told of. Nothing was changed. For "
            "example: `/meeting notified @tom item 7 on 3 March`"
        )
    return Answer(await typed.desk.ask(typed.who, _notified_here, typed.who.channel_id, text))


_NOTIFIED = re.compile(
    r"^(?P<who><@[^>]+>|.+?)(?:\s+(?:agenda )?item\s+(?P<item>[\w/.]+))?(?:\s+on\s+(?P<on>.+))?$",
    re.I,
)


def _notified_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_meant(tx, caller, channel)
    today = keeping.local_day(now, board)
    found = _NOTIFIED.match(text)
    assert found  # anything that is not empty matches
    (owner,) = read_owners(tx, board, [found["who"]], today)
    waiting = [
        d
        for d in tx.declarations.of_board(board.id)
        if notify_by(d)
        and (d.person_id == owner.person_id if owner.person_id else d.name == owner.printed)
        and (not found["item"] or declaring.same_item(d.item, found["item"]))
    ]
    if len(waiting) != 1:
        raise NotFound(
            f"{len(waiting) or 'No'} declaration{'s' if len(waiting) > 1 else ''} of "
            f"{owner.printed} wait{'' if len(waiting) > 1 else 's'} for the monitoring officer to "
            "be told. Nothing was changed. Say which: `/meeting notified NAME item 7`"
        )
    on = read_date(found["on"], on=today) if found["on"] else None
    kept = declaring.notified(tx, caller, waiting[0].id, now, on)
    day = day_words(kept.notified_on) if kept.notified_on else ""
    whose = f"{esc(kept.name)}’s interest"
    return f":scales: Recorded: the monitoring officer was told of {whose} on {day}."


# --- seeing ---------------------------------------------------------------------------------------


async def _declarations(typed: Typed) -> Answer:
    who, text = typed.who, unescape(typed.text)
    meeting, found, may_change = await typed.desk.ask(again(who), _listed, who.channel_id, text)
    blocks = views.at_meeting(meeting, found, may_change=may_change)
    return Answer("Declarations of interest", blocks)


def _listed(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> tuple[Meeting, list[Declaration], bool]:
    board = board_meant(tx, caller, channel)
    meeting, _ = attendance_sheet.meant(tx, board, text, now)
    if meeting.id not in {m.id for m in meeting_finding.visible(tx, caller, board, meeting.day)}:
        raise NotFound("That meeting was private. Those on the board see what was declared.")
    found = declaring.shown_to(tx.declarations.of_meeting(meeting.id), Audience(caller))
    return meeting, found, may(caller, board.id, Deed.RUN_MEETINGS)


def said_at_item(tx: Transaction, caller: Caller, board: Board, meeting: Meeting) -> str:
    """What to say when a meeting reaches an item: who takes no part, who declared what, and, once
    attendance is taken, whether too few are left and who does not count; else empty."""
    item = declaring.number_of(meeting.current_item)
    found = declaring.at_item(tx.declarations.of_meeting(meeting.id), item)
    told = [views.at_item(declaring.shown_to(found, Audience(caller)), item)]
    quorate = quorum.of_meeting(tx, board, meeting, item)
    if not quorate.enough and (quorate.reached.count or quorate.uncounted):
        uncounted = quorum.uncounted_words(quorate)
        who = f". Not counted: {uncounted}." if uncounted else "."
        told.append(f":warning: {esc(quorum.quorum_words(quorate) + who)}")
    return "\n".join(t for t in told if t)


# --- requests and nil returns ---------------------------------------------------------------------


async def _request(typed: Typed) -> Answer:
    text = unescape(typed.text).strip()
    if not text:
        return await _requests(typed)
    return Answer(await typed.desk.ask(typed.who, _ask_here, typed.who.channel_id, text))


def _ask_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    meeting, rest = attendance_sheet.meant(tx, board, text, now, ahead=True)
    name, _, about = rest.partition(":")
    saved, asked = public_requests.ask(tx, caller, meeting.id, name, about, now)
    return views.asked(saved, asked, _closes(board, saved))


def _closes(board: Board, meeting: Meeting) -> str:
    at = public_requests.deadline(board, meeting)
    if at is None:
        return ""
    local = at.astimezone(board.zone)
    return f"{local:%H:%M} on {day_words(local.date())}"


async def _outcome(typed: Typed) -> Answer:
    text = unescape(typed.text).strip()
    name, colon, outcome = text.partition(":")
    if not name.strip() or not colon:
        raise InvalidInput(
            "Say whose request, and what came of it. Nothing was changed. For example: "
            "`/meeting outcome Kerry Shaw: heard`"
        )
    where = typed.who.channel_id
    return Answer(await typed.desk.ask(typed.who, _settle_here, where, name, outcome))


def _settle_here(
    tx: Transaction, caller: Caller, channel: str, name: str, outcome: str, now: datetime
) -> str:
    board = board_to_run(tx, caller, channel, now)
    meeting, rest = attendance_sheet.meant(tx, board, name, now)
    if not meeting.requests:
        meeting, rest = attendance_sheet.meant(tx, board, name, now, ahead=True)
    _, settled = public_requests.settle(tx, caller, meeting.id, rest, outcome, now)
    return f":speaking_head_in_silhouette: Recorded: {esc(views.request_words(settled))}."


async def _requests(typed: Typed) -> Answer:
    where, text = typed.who.channel_id, unescape(typed.text)
    return Answer(await typed.desk.ask(again(typed.who), _requests_here, where, text))


def _requests_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    meeting, _ = attendance_sheet.meant(tx, board, text, now, ahead=True)
    return views.requests(meeting, _closes(board, meeting))


async def _nil(typed: Typed) -> Answer:
    text = unescape(typed.text).strip()
    return Answer(await typed.desk.ask(typed.who, _nil_here, typed.who.channel_id, text))


def _nil_here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    meeting, what = attendance_sheet.meant(tx, board, text, now)
    public_requests.nil(tx, caller, meeting.id, what, now)
    words = public_requests.NIL_WORDS[what.strip().casefold()]
    return f":white_check_mark: Recorded for {day_words(meeting.day)}: {words}"


VERBS: Mapping[str, Handler] = {
    "declare": _declare,
    "declarations": _declarations,
    "notified": _notified,
    "request": _request,
    "requests": _requests,
    "outcome": _outcome,
    "nil": _nil,
}
