"""A feed as iCalendar: meetings of one board or several, each in its own zone, and deadlines as
whole days that block nothing. Without METHOD, which belongs in messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.calendar.meeting_ics import (
    add_zone,
    calendar_called,
    meeting_event,
    one_line,
)
from workflows.feeds import Contents, Deadline, Sitting


def feed_ics(contents: Contents, now: datetime) -> bytes:
    """The whole feed; `now` is aware. Cancelled meetings are marked, so that calendars that keep
    what they know take them out."""
    calendar = calendar_called(contents.name)
    zones = _zones(calendar, contents.sittings, now)
    for sitting in contents.sittings:
        zone = zones[sitting.board.time_zone]
        event = meeting_event(sitting.meeting, sitting.board, zone, now, invited=sitting.inside)
        calendar.add_component(event)
    for deadline in contents.deadlines:
        calendar.add_component(_whole_day(deadline, now))
    return bytes(calendar.to_ical())


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


def _whole_day(deadline: Deadline, now: datetime) -> Event:
    event = Event()
    event.add("UID", one_line(deadline.uid))
    event.add("SEQUENCE", deadline.sequence)
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("SUMMARY", one_line(deadline.title))
    event.add("DTSTART", deadline.day)
    event.add("DTEND", deadline.day + timedelta(days=1))
    event.add("DESCRIPTION", one_line(deadline.board))
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "TRANSPARENT")
    return event
