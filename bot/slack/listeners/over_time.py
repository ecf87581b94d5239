"""What meetings leave over time: who was at how many, which interests were declared. Part of
/board; see `boards`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.slack.commands import Answer, Typed
from bot.slack.parsing import unescape
from bot.slack.views import attendance as attendance_views
from bot.slack.views import declarations as declaration_views
from workflows import attendance_record, declaring, keeping
from workflows.access import Caller
from workflows.attendance_record import AttendanceRecord
from workflows.boards import Board
from workflows.deadlines import day_words, read_date
from workflows.deliveries import Kind, Parcel
from workflows.errors import InvalidInput, NotFound
from workflows.owners import read_owners
from workflows.ports import Transaction

BoardMeant = Callable[[Transaction, Caller, str], Board]


async def attendance(typed: Typed, board_meant: BoardMeant) -> Answer:
    """/board attendance [FROM to UNTIL]."""
    text = unescape(typed.text).strip()
    record = await typed.desk.ask(typed.who, _attendance, typed.who.channel_id, text, board_meant)
    return Answer(f"Attendance of {record.board.name}", attendance_views.over_time(record))


def _attendance(
    tx: Transaction,
    caller: Caller,
    channel: str,
    text: str,
    board_meant: BoardMeant,
    now: datetime,
) -> AttendanceRecord:
    """The record for whoever asks, with the .csv in their direct message."""
    board = board_meant(tx, caller, channel)
    since, until = period(text, keeping.local_day(now, board))
    found = attendance_record.record(tx, caller, board.id, now, since, until)
    days = f"{day_words(found.since)} to {day_words(found.until)}"
    key = f"attendance-csv:{tx.new_id()}"
    told = {"text": f"Attendance of {board.name}, {days}, as a table:"}
    args = {
        "board_id": board.id,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
    }
    common: dict[str, Any] = {
        "team_id": board.team_id,
        "board_id": board.id,
        "person_id": caller.id,
    }
    tx.outbox.put(Parcel(key=key, kind=Kind.MESSAGE, view="text", args=told, **common))
    tx.outbox.put(
        Parcel(
            key=f"{key}:file",
            kind=Kind.FILE,
            view="attendance_csv",
            args=args,
            follows=key,
            **common,
        )
    )
    return found


def period(text: str, today: date) -> tuple[date | None, date | None]:
    """`[from] DAY [to DAY]`; (None, None) if nothing is typed. `InvalidInput` if it ends before it
    begins."""
    words = re.sub(r"^(?:from|since)\s+", "", text.strip(), flags=re.I)
    if not words:
        return None, None
    first, _, last = re.sub(r"\s+(?:to|until|-|–)\s+", "|", words, flags=re.I).partition("|")
    since = read_date(first, on=today)
    until = read_date(last, on=today) if last else today
    if until < since:
        raise InvalidInput(
            f"That ends before it begins: {day_words(since)} to {day_words(until)}. Nothing was "
            "changed."
        )
    return since, until


async def declarations(typed: Typed, board_meant: BoardMeant) -> Answer:
    """/board declarations [NAME] [FROM to UNTIL]."""
    who, text = typed.who, unescape(typed.text).strip()
    again = replace(who, once="")  # a read: a retry reads again
    board, found, days = await typed.desk.ask(
        again, _declarations, who.channel_id, text, board_meant
    )
    return Answer(
        f"Declarations of interest, {board.name}", declaration_views.registered(board, found, days)
    )


def _declarations(
    tx: Transaction,
    caller: Caller,
    channel: str,
    text: str,
    board_meant: BoardMeant,
    now: datetime,
) -> tuple[Board, list[declaring.Registered], str]:
    board = board_meant(tx, caller, channel)
    today = keeping.local_day(now, board)
    named = re.match(r"^(?P<who><@[^>]+>|[^\d]+?)(?:\s+(?:from|since)\s+|\s+(?=\d)|$)", text, re.I)
    person, rest = None, text
    if named and named["who"].strip().casefold() not in ("from", "since"):
        (owner,) = read_owners(tx, board, [named["who"]], today)
        if owner.person_id is None:
            raise NotFound(f"“{named['who'].strip()[:60]}” is nobody on this board.")
        person, rest = owner.person_id, text[named.end() :]
    first, last = period(rest, today)
    since = first or attendance_record.municipal_year(board, today)[0]
    if first is None and person is not None:
        since = date.min
    found = declaring.register(tx, caller, board, since, last or date.max, person)
    who = f"{tx.people.get(person).name}, " if person else ""
    begin = "from the beginning" if since == date.min else f"since {day_words(since)}"
    end = f" until {day_words(last)}" if first and last else ""
    return board, found, f"{who}{begin}{end}"
