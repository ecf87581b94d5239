"""/meeting times: when a meeting really began and ended. Part of /meeting; see `meetings`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.slack.commands import Answer, Handler, Typed
from bot.slack.listeners.boards import board_meant, board_to_run
from bot.slack.parsing import unescape
from workflows import meeting_finding, meeting_times
from workflows.access import Caller
from workflows.boards import Board
from workflows.dates import day_words, read_time_range
from workflows.errors import NotFound
from workflows.meetings import HELD, Meeting, MeetingState
from workflows.ports import Transaction

_SPAN = re.compile(r"(?:^|\s)(?:\d{1,2}[:.]\d{2}|\d{1,2}\s?[ap]m)\s*(?:-|–|to)\s*\S.*$", re.I)
_SITTING = HELD | {MeetingState.OPEN}


async def _times(typed: Typed) -> Answer:
    """/meeting times [DAY] [10:35-12:33]: shown, or noted by an officer."""
    who, text = typed.who, unescape(typed.text).strip()
    return Answer(await typed.desk.ask(who, _here, who.channel_id, text))


def _here(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    day, span = _split(text)
    board = board_to_run(tx, caller, channel, now) if span else board_meant(tx, caller, channel)
    meeting = _meant(tx, caller, board, day, now)
    if span:
        began, ended = read_time_range(span)
        meeting = meeting_times.note(tx, caller, meeting.id, began, ended, now)
    return _words(board, meeting)


def _split(text: str) -> tuple[str, str]:
    """The day, and the times after it; "" for what is not there."""
    found = _SPAN.search(text)
    return (text[: found.start()].strip(), found.group().strip()) if found else (text, "")


def _meant(tx: Transaction, caller: Caller, board: Board, day: str, now: datetime) -> Meeting:
    """The meeting of that day, else the one that is open, else the one held last."""
    seen = [m for m in tx.meetings.of_board(board.id) if m.state in _SITTING]
    seen = [m for m in seen if meeting_finding.knows_of(tx, caller, m)]
    named, _ = meeting_finding.named(tx, board, day, now, _SITTING) if day else (None, "")
    if named is not None and named in seen:
        return named
    if named is not None or not seen:
        raise NotFound(f"{board.name} has held no such meeting yet. Nothing was changed.")
    return next((m for m in seen if m.state is MeetingState.OPEN), seen[-1])


def _words(board: Board, meeting: Meeting) -> str:
    def clock(moment: datetime | None) -> str:
        return moment.astimezone(board.zone).strftime("%H:%M") if moment else "not known"

    began, ended = meeting_times.actual(meeting)
    return (
        f":clock3: The meeting of {day_words(meeting.day)} was called for "
        f"{clock(meeting.starts_at)}–{clock(meeting.ends_at)}; it began at {clock(began)} and "
        f"ended at {clock(ended)}."
    )


VERBS: Mapping[str, Handler] = {"times": _times}
