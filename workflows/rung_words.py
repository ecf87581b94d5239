"""Why a rung stands on its day, in words: "10 working days before Fri 10 Feb 2023, the meeting"."""

from __future__ import annotations

import re

from workflows.actions import Action
from workflows.boards import Board
from workflows.dates import day_words
from workflows.ladder import Rung, policy_of
from workflows.meetings import Meeting

_COUNTED = re.compile(r"(?P<what>before|overdue|officer|part@[0-9-]+)[-+](?P<days>[0-9]+)")


def name_words(name: str) -> str:
    """What a rung is, without its dates: "10 working days before", "3 working days late"."""
    if name == "on-day":
        return "on the day"
    if name.startswith("set-"):
        return "an owner is to be named" if name.startswith("set-owner") else "a date is to be set"
    counted = _COUNTED.fullmatch(name)
    if counted is None:
        return name
    days = _days(int(counted["days"]))
    if counted["what"] == "before":
        return f"{days} before"
    if counted["what"] == "overdue":
        return f"{days} late"
    return f"{days} into the officer’s turn"


def why(rung: Rung, action: Action, board: Board, meeting: Meeting | None) -> str:
    """What the rung's day was counted from, and how."""
    start = rung.counted_from
    if start is None:
        return name_words(rung.name)
    at_meeting = meeting is not None or action.due.meeting_id is not None
    counted = _COUNTED.fullmatch(rung.name)
    if counted is None:
        return _uncounted(rung, start_words=day_words(start), at_meeting=at_meeting)
    days = _days(int(counted["days"]))
    if counted["what"] == "before":
        return f"{days} before {day_words(start)}, {_due(action, meeting, rung)}"
    if counted["what"] == "overdue":
        return f"{days} after {day_words(start)}, {_passed(action, board, meeting, rung)}"
    since = "since when it is the officer’s turn"
    return f"{days} after {day_words(start)}, {since}"


def _uncounted(rung: Rung, *, start_words: str, at_meeting: bool) -> str:
    if rung.name.startswith("set-owner"):
        return f"preparation of the meeting on {start_words}: it has no known owner"
    if rung.name.startswith("set-date"):
        return f"preparation of the meeting on {start_words}: it has no date"
    return "the day of the meeting" if at_meeting else "the day on which it is due"


def _due(action: Action, meeting: Meeting | None, rung: Rung) -> str:
    """What the day that one counts back from is."""
    if meeting is not None or action.due.meeting_id:
        return "the meeting that it is due at"
    return "when it is due" + _moved_back(action, rung)


def _passed(action: Action, board: Board, meeting: Meeting | None, rung: Rung) -> str:
    """What the day that one counts on from is."""
    if meeting is None and action.due.meeting_id is None:
        return "when it was due" + _moved_back(action, rung)
    day = meeting.day if meeting else action.due.day
    grace = policy_of(action, board).outcome_grace
    if action.turn_since is not None and action.turn_since == rung.counted_from:
        return "when it came back to the owner"
    if day is None or not grace:
        return "the meeting that it was due at"
    made_of_it = f"for recording what the meeting of {day_words(day)} made of it"
    return f"the end of the {_days(grace)} {made_of_it}"


def _moved_back(action: Action, rung: Rung) -> str:
    """Where the due day is closed and one counts from the working day before it."""
    day = action.due.day
    if day is None or day == rung.counted_from:
        return ""
    return f" (the last working day before {day_words(day)})"


def _days(number: int) -> str:
    return f"{number} working day{'' if number == 1 else 's'}"
