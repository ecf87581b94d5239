"""Meetings as iCalendar (RFC 5545): one as a message (RFC 5546), or a board's for a calendar.

A meeting keeps its UID for life; its SEQUENCE is the domain's, so that a move or a cancellation
replaces what calendars hold. Times are written in the board's zone with its rules beside them, and
in UTC where the zone has no rules that a calendar file can say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from bot.calendar.zone_rules import vtimezone
from workflows.boards import Board
from workflows.meetings import Meeting, MeetingKind, MeetingState

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]

PRODID = "-//Matters Arising//Meetings//EN"

_KIND_WORDS = {
    MeetingKind.ORDINARY: "",
    MeetingKind.EXTRAORDINARY: " (extraordinary meeting)",
    MeetingKind.ADDITIONAL: " (additional meeting)",
    MeetingKind.PRIVATE: " (private meeting)",
}
# RFC 5545 allows no control character in a text but tab; line feeds are escaped on writing.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def meeting_ics(
    meeting: Meeting,
    board: Board,
    *,
    method: Method | None,
    now: datetime,
    attendee: tuple[str, str] | None = None,
    organiser: tuple[str, str] | None = None,
    description: str = "",
    url: str = "",
    sequence: int | None = None,
    answered: str = "NEEDS-ACTION",
) -> bytes:
    """One meeting. `attendee` and `organiser` are (name, e-mail); `now` is aware.

    PUBLISH is for files and channels and names nobody: attendee and organiser are left out.
    REQUEST needs both (ValueError). CANCEL cancels whatever the meeting's state says, and names
    whom it is given. With no method it is what a CalDAV server may store (RFC 4791, 4.1), again
    naming nobody. A private meeting shows no note and no reason, and its link to nobody but an
    attendee whom it still concerns. `url` is of a page about the meeting, else the meeting's link
    stands there. `sequence` is that of this attendee where it is not the meeting's own, `answered`
    their PARTSTAT.
    """
    if method == "REQUEST" and not (attendee and organiser):
        raise ValueError("An invitation (REQUEST) needs an attendee and an organiser.")
    if method not in ("REQUEST", "CANCEL"):
        attendee = organiser = None
    calendar = _calendar(method)
    zone = add_zone(calendar, [meeting], board, now)
    invited = attendee is not None and method == "REQUEST"
    event = meeting_event(meeting, board.name, zone, now, invited=invited)
    if sequence is not None:
        event["SEQUENCE"] = sequence
    if description:
        _describe(event, [description], first=True)
    if url:
        event.pop("URL", None)
        _add_url(event, url)
    if method == "CANCEL":
        _mark_cancelled(event)
    if organiser:
        event.add("ORGANIZER", _address(*organiser))
    if attendee:
        event.add("ATTENDEE", _attendee(*attendee, "" if method == "CANCEL" else answered))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def board_ics(meetings: Iterable[Meeting], board: Board, *, now: datetime) -> bytes:
    """A board's meetings for a calendar to import or subscribe to, the cancelled ones marked.

    Without METHOD, which belongs in messages. Private meetings show neither note nor link.
    """
    chosen = list(meetings)
    calendar = calendar_called(board.name)
    zone = add_zone(calendar, chosen, board, now)
    for meeting in chosen:
        calendar.add_component(meeting_event(meeting, board.name, zone, now, invited=False))
    return bytes(calendar.to_ical())


def calendar_called(name: str) -> Calendar:
    """A calendar to subscribe to, asked for again every six hours; nothing is in it yet."""
    calendar = _calendar(None)
    calendar.add("NAME", one_line(name))
    calendar.add("X-WR-CALNAME", one_line(name))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", timedelta(hours=6))
    return calendar


def _calendar(method: Method | None) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    return calendar


def add_zone(
    calendar: Calendar, meetings: list[Meeting], board: Board, now: datetime
) -> ZoneInfo | None:
    """The zone to write times in, its rules added to the calendar; None for UTC."""
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    zone = board.zone
    moments = [m for meeting in meetings for m in (meeting.starts_at, meeting.ends_at)] or [now]
    local = [moment.astimezone(zone) for moment in moments]
    # In the hour that strikes twice, programs differ on which of the two a local time means.
    if any(m.utcoffset() != m.replace(fold=1 - m.fold).utcoffset() for m in local):
        return None
    years = [moment.year for moment in local]
    rules = vtimezone(zone, min(years), max(years))
    if rules is None:
        return None
    calendar.add_component(rules)
    return zone


def meeting_event(
    meeting: Meeting, board: str, zone: ZoneInfo | None, now: datetime, *, invited: bool
) -> Event:
    """A meeting of the board of that name. `invited`: its reader may know how to join a private
    one."""
    private = meeting.kind is MeetingKind.PRIVATE
    link = "" if private and not invited else one_line(meeting.link)
    event = Event()
    event.add("UID", one_line(meeting.uid))
    event.add("SEQUENCE", meeting.sequence)
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("LAST-MODIFIED", now.astimezone(UTC))
    event.add("SUMMARY", one_line(board) + _KIND_WORDS[meeting.kind])
    event.add("DTSTART", meeting.starts_at.astimezone(zone or UTC))
    event.add("DTEND", meeting.ends_at.astimezone(zone or UTC))
    event.add("STATUS", "CONFIRMED")
    event.add("CLASS", "PRIVATE" if private else "PUBLIC")
    event.add("TRANSP", "OPAQUE")
    if place := one_line(meeting.venue) or link:
        event.add("LOCATION", place)
    _add_url(event, link)
    cancelled = meeting.state is MeetingState.CANCELLED
    _describe(
        event,
        [
            f"Cancelled: {meeting.cancelled_reason}"
            if cancelled and meeting.cancelled_reason and not private
            else "",
            "" if private else meeting.note,
            f"Join online: {link}" if link else "",
        ],
    )
    if cancelled:
        _mark_cancelled(event)
    return event


def _describe(event: Event, parts: list[str], *, first: bool = False) -> None:
    """Add paragraphs to the description, after what is there or before it."""
    there = [str(event.pop("DESCRIPTION"))] if "DESCRIPTION" in event else []
    new = [_text(part) for part in parts if part]
    paragraphs = new + there if first else there + new
    if paragraphs:
        event.add("DESCRIPTION", "\n\n".join(paragraphs))


def _mark_cancelled(event: Event) -> None:
    """Say so in the status, and in the title for programs that ignore it."""
    if event["STATUS"] == "CANCELLED":
        return
    event["STATUS"] = "CANCELLED"
    event["TRANSP"] = "TRANSPARENT"
    title = str(event.pop("SUMMARY"))
    event.add("SUMMARY", f"Cancelled: {title}")


def _add_url(event: Event, url: str) -> None:
    # A URL is written as it stands, so nothing may be in it that ends its line.
    bare = "".join(_text(url).split())
    if bare.lower().startswith(("https://", "http://")):
        event.add("URL", bare)


def _address(name: str, email: str) -> vCalAddress:
    bare = one_line(email)
    if not re.fullmatch(r"[^\s@<>\"';:,]+@[^\s@<>\"';:,]+", bare):
        raise ValueError(f"Not an e-mail address: {bare!r}")
    address = vCalAddress(f"mailto:{bare}")
    if plain := one_line(name).replace('"', "'"):
        address.params["CN"] = plain
    return address


def _attendee(name: str, email: str, answered: str) -> vCalAddress:
    """`answered` is the PARTSTAT; nothing is asked of whoever is told that it is cancelled."""
    address = _address(name, email)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    if answered:
        address.params["PARTSTAT"] = answered
        address.params["RSVP"] = "TRUE"
    return address


def _text(text: str) -> str:
    """Text of several lines without control characters."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Text on one line."""
    return " ".join(_text(text).split())
