"""The sample board with which the local workspace starts: people, posts, a past meeting whose
minutes are ready to be read in, and a next meeting in three weeks.

It is made through the same use cases as everything else, so the sample cannot show a state that
the program would not reach.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from workflows import board_setup, meeting_live, meeting_planning, notice_giving
from workflows.access import Caller, caller_for
from workflows.board_setup import PersonForm, Settings
from workflows.calendars import calendar_of, local_moment
from workflows.callers import caller_at
from workflows.meeting_planning import MeetingPlan
from workflows.notice import MINUTES_ISSUE
from workflows.people import Person, Role
from workflows.ports import Transaction

TEAM = "T0EXAMPLE"
CHANNEL = "C0BOARD"
OFFICER = "U0ASHA"
BOARD = "Exampleshire Health and Wellbeing Board"

#: Slack id, name, e-mail, organisation, role, post.
PEOPLE: tuple[tuple[str, str, str, str, Role, str], ...] = (
    ("U0ASHA", "Asha Verma", "asha", "Exampleshire Council", Role.OFFICER, ""),
    ("U0PEAKE", "Rosalind Peake", "peake", "Exampleshire Council", Role.CHAIR, ""),
    ("U0CALLOW", "Idris Callow", "callow", "Exampleshire Council", Role.VICE_CHAIR, ""),
    ("U0HALLAM", "Tom Hallam", "hallam", "Exampleshire Council", Role.MEMBER,
     "Director of Public Health"),
    ("U0BEA", "Bea Lindqvist", "bea", "Exampleshire Council", Role.MEMBER,
     "Director of Adult Social Care"),
    ("U0MAUREEN", "Maureen Okoro", "maureen", "Exampleshire Voluntary Action", Role.MEMBER,
     "Chief Executive, Exampleshire Voluntary Action"),
    ("", "Femi Adeleke", "femi.adeleke", "NHS partner", Role.MEMBER, ""),
)  # fmt: skip


@dataclass(frozen=True)
class Dates:
    """The sample's days, all working days reckoned from the day it is made."""

    previous: date
    minuted: date
    coming: date
    submission: date


def dates(today: date) -> Dates:
    """The past meeting a good three weeks ago, the next one in three weeks."""
    calendar = calendar_of("england")
    coming = calendar.on_or_before(today + timedelta(days=21))
    minuted = calendar.on_or_before(today - timedelta(days=24))
    previous = calendar.on_or_before(minuted - timedelta(days=56))
    return Dates(previous, minuted, coming, calendar.on_or_before(coming + timedelta(days=21)))


def minutes_file(today: date) -> dict[str, Any]:
    """The draft minutes as a file that Asha has posted in the board's channel."""
    when = dates(today)
    template = files("bot.workspace").joinpath("sample/minutes.txt").read_text("utf-8")
    text = template.format(
        meeting_date_long=_long(when.minuted),
        previous_meeting_date_long=_long(when.previous),
        next_meeting_date_long=_long(when.coming),
        submission_date_long=_long(when.submission),
        ref_prefix=when.previous.strftime("%d%m%y"),
    )
    return {
        "name": f"minutes-{when.minuted.isoformat()}.txt",
        "data": text.encode(),
        "channel": CHANNEL,
        "user": OFFICER,
        "text": "The draft minutes of our last meeting. Choose *Read these minutes* from this "
        "message’s “More actions” menu to fill the register from them.",
    }


def _long(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def furnish(tx: Transaction, now: datetime) -> bool:
    """Make the sample board, unless the register holds a board already; whether it was made."""
    if tx.boards.everywhere():
        return False
    made = now - timedelta(days=60)
    people = {slack: _person(tx, slack, name, mail) for slack, name, mail, *_ in PEOPLE if slack}
    officer = people[OFFICER]
    caller = caller_for(tx, officer, made.date())
    board = board_setup.set_up(
        tx,
        caller,
        CHANNEL,
        Settings(
            name=BOARD,
            short_name="HWB",
            aliases=("the Board", "HWB"),
            meeting_pattern="every six weeks, on a working day at 14:00",
            chairs=["U0PEAKE"],
            vice_chairs=["U0CALLOW"],
            members=["U0HALLAM", "U0BEA", "U0MAUREEN"],
        ),
        made,
    )
    caller = caller_at(tx, officer, now)
    for slack, name, mail, organisation, role, post in PEOPLE:
        form = PersonForm(
            name=name,
            slack_id=slack,
            email=f"{mail}@exampleshire.example",
            organisation=organisation,
            role=role,
            post=post,
            since=made.date(),
        )
        board_setup.keep_person(tx, caller, board.id, form, made)
    _meetings(tx, caller, board.id, now)
    return True


def _person(tx: Transaction, slack_id: str, name: str, mail: str) -> Person:
    return tx.people.add(Person(tx.new_id(), TEAM, name, slack_id, f"{mail}@exampleshire.example"))


def _meetings(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> None:
    """The past meeting, held and issued in its own time, and the next one."""
    board = tx.boards.get(board_id)
    when = dates(now.astimezone(board.zone).date())
    plan = MeetingPlan(
        day=when.minuted.isoformat(),
        start="14:00",
        end="16:00",
        venue="Council Chamber, Civic Hall, Exampleton",
    )
    past = meeting_planning.schedule(tx, caller, board_id, plan, now - timedelta(days=60))
    held = local_moment(when.minuted, board.policy.hour, board.zone)
    meeting_live.open_meeting(tx, caller, board_id, held, past.id)
    meeting_live.close_meeting(tx, caller, board_id, held + timedelta(hours=7))
    meeting_live.issue(tx, caller, past.id, held + timedelta(hours=8))
    # Asha has posted its draft minutes in the channel: see `minutes_file`.
    notice_giving.give(tx, caller, past.id, MINUTES_ISSUE, held + timedelta(days=7))
    meeting_planning.schedule(
        tx,
        caller,
        board_id,
        replace(plan, day=when.coming.isoformat(), link="https://meet.exampleshire.example/hwb"),
        now,
    )
