"""/meeting minutes: drawn up as a draft, approved at a later meeting, signed. Part of /meeting; see
`meetings`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.slack.commands import Answer, Handler, Typed
from bot.slack.listeners.boards import board_to_run
from bot.slack.parsing import unescape
from bot.slack.topics import Topic
from bot.slack.views.blocks import esc
from workflows import (
    attendance_sheet,
    keeping,
    meeting_finding,
    meeting_papers,
    minutes_after,
)
from workflows.access import Caller
from workflows.boards import Board
from workflows.deadlines import day_words, read_date
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import Meeting, MeetingState
from workflows.ports import Transaction

HELP = Topic(
    "minutes",
    "the draft minutes, their approval and signing",
    """*After the meeting* (officer)
`/meeting minutes draft` sends you the minutes of decisions and actions as .docx, drawn up from \
the record and marked as a draft on every page; exempt matter comes as a file of its own · \
`/meeting minutes draft 14 March`
`/meeting minutes approved` as a correct record · \
`/meeting minutes approved with corrections: …` · `/meeting minutes approved 14 March at 9 May`
`/meeting minutes signed by Rosalind Peake on 9 May` · then `/meeting minutes draft` gives them \
without the mark
An approval is about accuracy alone: what was decided has had effect since it was decided.""",
)
_APPROVED = re.compile(r"^approved\b\s*(?:of\s+|for\s+)?(?P<rest>.*)$", re.I | re.S)
_DRAFT = re.compile(r"^(?:draft|docx|paper|file)\b\s*(?:of\s+|for\s+)?(?P<rest>.*)$", re.I | re.S)
_SIGNED = re.compile(
    r"^signed\b\s*(?:of\s+(?P<which>.+?)\s+)?(?:by\s+(?P<by>.+?))?(?:\s+on\s+(?P<on>[^,]+))?\s*$",
    re.I | re.S,
)
_AT = re.compile(r"^at\s+(?:the\s+)?(?:meeting\s+(?:of|on)\s+)?(?=\d)(?P<rest>.+)$", re.I | re.S)
_ANYWAY = re.compile(r"^anyway\b[\s:,]*(?:of\s+|for\s+)?", re.I)
_ISSUED = frozenset({MeetingState.ISSUED})
_LATER = frozenset(MeetingState) - {MeetingState.CANCELLED}


async def _minutes(typed: Typed) -> Answer:
    text, where = unescape(typed.text).strip(), typed.who.channel_id
    if not text:
        return Answer(HELP.text)
    if found := _APPROVED.match(text):
        said = await typed.desk.ask(typed.who, _approve, where, found["rest"])
    elif found := _DRAFT.match(text):
        said = await typed.desk.ask(typed.who, _draft, where, found["rest"])
    elif found := _SIGNED.match(text):
        told = (found["which"] or "", found["by"] or "", found["on"] or "")
        said = await typed.desk.ask(typed.who, _sign, where, told)
    else:
        raise InvalidInput(
            "Say what became of the minutes. Nothing was changed. For example: `/meeting minutes "
            "draft`, `/meeting minutes approved as a correct record`, `/meeting minutes approved "
            "with corrections: …` or `/meeting minutes signed by NAME on 9 May`"
        )
    return Answer(said)


def _draft(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    """The minutes as .docx into the caller's direct message, with part II where there is any."""
    board = board_to_run(tx, caller, channel, now)
    meeting = _to_draw_up(tx, caller, channel, text, now)
    exempt = minutes_after.has_exempt(tx, meeting.id)
    key = f"minutes:{tx.new_id()}"
    mark = "Draft minutes" if meeting.minutes_approved_on is None else "Minutes"
    words = f"{mark} of {day_words(meeting.day)}, drawn up from the record:"
    parcel: dict[str, Any] = {
        "team_id": board.team_id,
        "board_id": board.id,
        "person_id": caller.id,
    }
    tx.outbox.put(Parcel(key=key, kind=Kind.MESSAGE, view="text", args={"text": words}, **parcel))
    for part in (1, 2) if exempt else (1,):
        tx.outbox.put(
            Parcel(
                key=f"{key}:{part}",
                kind=Kind.FILE,
                view="minutes_docx",
                args={"meeting_id": meeting.id, "part": part},
                follows=key,
                **parcel,
            )
        )
    told = f"{mark} of {day_words(meeting.day)}: on the way to our direct message as .docx"
    told += ", with the exempt matter as a file of its own." if exempt else "."
    if meeting.state is not MeetingState.ISSUED:
        told += " Actions get their numbers when the meeting is issued: `/meeting issue`."
    return told


def _to_draw_up(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> Meeting:
    """The meeting named; else the one that is open or was held last."""
    board = board_to_run(tx, caller, channel, now)
    if text.strip():
        meeting, rest = attendance_sheet.meant(tx, board, text, now)
        if rest:
            raise InvalidInput(
                f"I could not read “{rest[:60]}” as the day of a meeting. Nothing was made: type "
                "it like `/meeting minutes draft 14 March`."
            )
    else:
        held = [m for m in tx.meetings.of_board(board.id) if minutes_after.is_held(m)]
        if not held:
            raise NotFound(f"{board.name} has held no meeting yet, so there are no minutes.")
        meeting = held[-1]
    if not minutes_after.is_held(meeting):
        raise AlreadyDone(
            f"The meeting of {day_words(meeting.day)} has not been held. Nothing was made: open it "
            "with /meeting open, or read its minutes in with /minutes."
        )
    return meeting


def _approve(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    """`[anyway] [DAY OF THE MEETING] [at DAY OF THE APPROVING MEETING] [words]`: the latest minutes
    that wait, unless a meeting is named."""
    board = board_to_run(tx, caller, channel, now)
    meeting, on, at = None, None, None
    anyway = _ANYWAY.match(text.strip())
    words = text.strip()[anyway.end() if anyway else 0 :]
    if words[:1].isdigit():
        meeting, words = meeting_finding.named(tx, board, words, now, _ISSUED)
    meeting = meeting or meeting_papers.without_approval(tx, board)
    if named := _AT.match(words.strip()):
        later, words = meeting_finding.named(tx, board, named["rest"], now, _LATER)
        if later:
            on, at = later.day, later.id
    words = words.strip(" :,") or meeting_papers.CORRECT
    done = meeting_papers.approve_minutes(
        tx, caller, meeting.id, now, words, on, at_meeting=at, anyway=bool(anyway)
    )
    return approved_words(done, words)


def approved_words(meeting: Meeting, words: str) -> str:
    """What was recorded, and what comes next."""
    on = day_words(meeting.minutes_approved_on) if meeting.minutes_approved_on else "today"
    said = (
        f":ballot_box_with_check: Recorded: the minutes of {day_words(meeting.day)} were approved "
        f"on {on}, {esc(words)}."
    )
    if meeting.approved_meeting_id is None:
        said += (
            f"\n:triangular_flag_on_post: The register has no meeting on {on} at which that was; "
            "kept all the same."
        )
    if meeting.corrections:
        said += "\nDecisions and their dates stay as they are: an approval is about accuracy alone."
    return said + "\nWhen they are signed: `/meeting minutes signed by NAME`"


def _sign(
    tx: Transaction, caller: Caller, channel: str, told: tuple[str, str, str], now: datetime
) -> str:
    """`signed [of DAY] by NAME [on DAY]`: the approved minutes that wait for a signature; where
    several do, the meeting must be named."""
    which, by, on = told
    board = board_to_run(tx, caller, channel, now)
    today = keeping.local_day(now, board)
    if which:
        meeting, _ = meeting_finding.named(tx, board, which, now, _ISSUED)
        if meeting is None:
            raise InvalidInput(f"I could not read “{which[:60]}” as the day of a meeting.")
    else:
        waiting = [
            m for m in tx.meetings.of_board(board.id) if m.minutes_approved_on and not m.signed_on
        ]
        if not waiting:
            raise NotFound(
                f"No approved minutes of {board.name} wait for a signature. Nothing was changed."
            )
        if len(waiting) > 1:
            raise InvalidInput(_which_to_sign(board, waiting, by, on), "which")
        meeting = waiting[0]
    day = read_date(on, on=today) if on.strip() else None
    signed = meeting_papers.sign_minutes(tx, caller, meeting.id, by, now, day)
    when = day_words(signed.signed_on) if signed.signed_on else ""
    return (
        f":pencil: Recorded: the minutes of {day_words(signed.day)} were signed "
        f"by {esc(signed.signed_by)} on {when}. `/meeting minutes draft` gives them without the "
        "mark."
    )


def _which_to_sign(board: Board, waiting: Sequence[Meeting], by: str, on: str) -> str:
    """What to type for each set of minutes that waits for a signature."""
    days = [m.day for m in waiting]
    lines = []
    for meeting in waiting:
        hour = f" {meeting.starts_at.astimezone(board.zone):%H:%M}"
        which = f"{meeting.day}{hour if days.count(meeting.day) > 1 else ''}"
        when = f" on {on.strip()}" if on.strip() else ""
        lines.append(f"`/meeting minutes signed of {which} by {by.strip() or 'NAME'}{when}`")
    return (
        f"The minutes of {len(waiting)} meetings wait for a signature. Nothing was changed. Say "
        "which:\n" + "\n".join(lines)
    )


VERBS: Mapping[str, Handler] = {"minutes": _minutes}
