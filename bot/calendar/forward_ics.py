"""The forward plan as a calendar (RFC 5545): one all-day entry for each thing that has a day.

A window is an entry from its first day to its last. It takes nobody's time (TRANSPARENT), invites
nobody and carries no METHOD: it is for a calendar to import. An entry keeps its UID from file to
file, so that importing a later plan replaces the earlier one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from bot.calendar.meeting_ics import PRODID
from bot.documents.action_log_layout import clean
from bot.documents.forward_plan_files import note_of
from workflows.forward_plan import Entry, ForwardPlan


def forward_ics(plan: ForwardPlan, *, now: datetime) -> bytes:
    """The plan as its reader may see it; what has no day is left out. `now` is aware."""
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    calendar = Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", _line(f"{plan.board.name}: forward plan"))
    calendar.add("X-WR-CALNAME", _line(f"{plan.board.name}: forward plan"))
    turns: dict[str, int] = {}
    for entry in plan.entries():
        if entry.day is None:
            continue
        key = f"{entry.kind or 'item'}-{entry.source_id}"
        turns[key] = turns.get(key, -1) + 1
        turn = f"-{turns[key]}" if turns[key] else ""
        calendar.add_component(_event(plan, entry, f"{key}{turn}", now))
    return bytes(calendar.to_ical())


def _event(plan: ForwardPlan, entry: Entry, key: str, now: datetime) -> Event:
    assert entry.day is not None
    event = Event()
    event.add("UID", f"{key}.forward@matters-arising")
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("DTSTART", entry.day)
    # The end of an all-day entry is the day after its last (RFC 5545, 3.6.1).
    event.add("DTEND", max(entry.until or entry.day, entry.day) + timedelta(days=1))
    board = plan.board.short_name or plan.board.name
    event.add("SUMMARY", _line(f"{board}: {entry.title}"))
    facts = [entry.words, f"Who: {entry.who}" if entry.who else "", note_of(entry)]
    event.add("DESCRIPTION", "\n".join(_line(f) for f in facts if f))
    event.add("TRANSP", "TRANSPARENT")
    event.add("CLASS", "PRIVATE" if entry.exempt else "PUBLIC")
    event.add("STATUS", "TENTATIVE" if entry.projected else "CONFIRMED")
    return event


def _line(text: str) -> str:
    """Text on one line, without what no calendar may hold."""
    return " ".join(clean(text).split())
