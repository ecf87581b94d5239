"""A feed as iCalendar: meetings of one board or several, each in its own zone, and deadlines as
whole days that block nothing. Without METHOD, which belongs in messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.calendar.meeting_ics import (
    add_zone,
    calendar_called,
    meeting_event,
    one_line,
)
from workflows.feeds import Contents, Deadline, Sitting
from workflows.meetings import Meeting

#: Events that are remembered as they were written: of a feed that has changed, most have not.
REMEMBERED = 20_000
_END = b"END:VCALENDAR\r\n"


def feed_ics(contents: Contents, now: datetime) -> bytes:
    """The whole feed; `now` is aware. Cancelled meetings are marked, so that calendars that keep
    what they know take them out. Events are stamped with the day."""
    calendar = calendar_called(contents.name)
    zones = _zones(calendar, contents.sittings, now)
    head = bytes(calendar.to_ical()).removesuffix(_END)
    stamp = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    events = [
        _sitting(s.meeting, s.board.name, zones[s.board.time_zone], stamp, s.inside)
        for s in contents.sittings
    ]
    events += [_whole_day(deadline, stamp) for deadline in contents.deadlines]
    return b"".join([head, *events, _END])


@lru_cache(maxsize=REMEMBERED)
def _sitting(
    meeting: Meeting, board: str, zone: ZoneInfo | None, stamp: datetime, inside: bool
) -> bytes:
    return bytes(meeting_event(meeting, board, zone, stamp, invited=inside).to_ical())


def _zones(
    calendar: Calendar, sittings: Iterable[Sitting], now: datetime
) -> dict[str, ZoneInfo | None]:
    """How the times of each zone are written; its rules are added once."""
    by_zone: dict[str, list[Sitting]] = defaultdict(list)
    for sitting in sittings:
        by_zone[sitting.board.time_zone].append(sitting)
    return {
        name: add_zone(calendar, [s.meeting for s in found], found[0].board, now)
        for name, found in by_zone.items()
    }


@lru_cache(maxsize=REMEMBERED)
def _whole_day(deadline: Deadline, stamp: datetime) -> bytes:
    event = Event()
    event.add("UID", one_line(deadline.uid))
    event.add("SEQUENCE", deadline.sequence)
    event.add("DTSTAMP", stamp)
    event.add("SUMMARY", one_line(deadline.title))
    event.add("DTSTART", deadline.day)
    event.add("DTEND", deadline.day + timedelta(days=1))
    event.add("DESCRIPTION", one_line(deadline.board))
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "TRANSPARENT")
    return bytes(event.to_ical())
