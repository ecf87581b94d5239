"""Invitations by e-mail, as the calendars of those who are invited end up: through the courier, a
real mail server and a real CalDAV server, played as a calendar program does (RFC 5546, 2.1.5)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar, Component

from tests.bot.test_mail_delivery import Rig
from tests.support.caldav import call, put
from tests.support.council import TEAM, Council
from tests.support.postbox import Postbox, postbox, text_of
from workflows import invitations, meeting_planning
from workflows.agendas import AgendaItem, ItemState
from workflows.attendances import Attendance
from workflows.board_people import PersonForm, remove_person
from workflows.board_setup import keep_person
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.people import Person, Role

MEMBERS = ("rosalind", "tom", "bea", "femi")


def address(who: str) -> str:
    return f"{who}@exampleshire.example"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as running:
        yield running


@pytest.fixture
def rig(sqlite_council: Council, box: Postbox) -> Iterator[Rig]:
    made = Rig(sqlite_council, box)
    yield made
    made.desk.close()


def scheduling(message: EmailMessage) -> tuple[str, Component]:
    """METHOD and event of an invitation's alternative; None of it unreadable, nobody else in it."""
    (part,) = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert not any(component.errors for component in calendar.walk())
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), event


class Program:
    """A calendar program: takes what its owner's mailbox holds, in the order in which it came or in
    any other, and keeps it on a CalDAV server."""

    def __init__(self, caldav: str, name: str) -> None:
        self.place = caldav.replace("/board/", f"/{name}/")
        assert call("MKCALENDAR", self.place)[0] == 201
        self.held: dict[str, tuple[int, datetime]] = {}

    def take(self, message: EmailMessage) -> None:
        method, event = scheduling(message)
        uid, revision = str(event["UID"]), (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        if uid in self.held and revision <= self.held[uid]:
            return
        self.held[uid] = revision
        part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
        stored = Calendar.from_ical(part.get_content())
        stored.pop("METHOD")
        assert (event["STATUS"] == "CANCELLED") == (method == "CANCEL")
        put(f"{self.place}{uid.partition('@')[0]}.ics", stored.to_ical())

    def shows(self) -> dict[str, tuple[datetime, datetime, str]]:
        """Start, end and place of what stands in the calendar, by UID."""
        status, body = call("GET", self.place)
        assert status == 200
        events = Calendar.from_ical(body).walk("VEVENT") if body else []
        found = {
            str(e["UID"]): (e["DTSTART"].dt, e["DTEND"].dt, str(e.get("LOCATION", "")))
            for e in events
            if e["STATUS"] != "CANCELLED"
        }
        assert len(found) == sum(e["STATUS"] != "CANCELLED" for e in events), "each once"
        return found


def standing(c: Council) -> dict[str, tuple[datetime, datetime, str]]:
    """What the record says of the board's meetings."""
    return {
        m.uid: (m.starts_at, m.ends_at, m.venue)
        for m in c.look(lambda tx: tx.meetings.of_board(c.board.id))
        if m.state is MeetingState.PLANNED
    }


def in_zone(c: Council, zone: str) -> None:
    with c.store.begin() as tx:
        tx.boards.save(replace(tx.boards.get(c.board.id), time_zone=zone))


def later(c: Council) -> None:
    c.now += timedelta(minutes=7)


def move(c: Council, meeting: Meeting, **plan: Any) -> None:
    later(c)
    c.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(**plan), reason="The hall is let")


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
async def test_moved_twice_cancelled_and_revived(rig: Rig, caldav: str, zone: str) -> None:
    """One meeting of a series, planned for the winter, moved into summer time and across a clock
    change, cancelled and revived, among others that stay."""
    c = rig.council
    in_zone(c, zone)
    days = ("9 February 2027", "30 March 2027", "13 July 2027")
    made = [c.meeting(day, start="14:00", end="16:00", venue="Town Hall") for day in days]
    before = standing(c)
    for meeting in made:
        c.do(invitations.invite, "asha", meeting.id)
    await rig.drain()
    wandering = made[0]
    move(c, wandering, day="12 March 2027", start="18:30")
    await rig.drain()
    move(c, wandering, day="26 October 2027", venue="Council Chamber")
    later(c)
    c.do(meeting_planning.cancel_meeting, "asha", wandering.id, "Not quorate")
    await rig.drain()
    later(c)
    c.do(meeting_planning.revive, "asha", wandering.id)
    await rig.drain()
    expected = standing(c)
    assert {uid for uid in expected if expected[uid] != before[uid]} == {wandering.uid}
    for who in MEMBERS:
        mail = rig.box.to(address(who))
        about = [scheduling(m) for m in mail]
        assert [m for m, e in about if e["UID"] == wandering.uid] == [
            "REQUEST", "REQUEST", "CANCEL", "REQUEST",
        ], "the second move and the cancellation went out as one"  # fmt: skip
        assert [m for m, e in about if e["UID"] == made[1].uid] == ["REQUEST"]
        assert [m for m, e in about if e["UID"] == made[2].uid] == ["REQUEST"]
        in_order = Program(caldav, f"{who}-{zone.partition('/')[0]}")
        for message in mail:
            in_order.take(message)
        assert in_order.shows() == expected
    mixed, mail = Program(caldav, f"mixed-{zone.partition('/')[0]}"), rig.box.to(address("tom"))
    random.Random(7).shuffle(mail)
    for message in mail:
        mixed.take(message)
    assert mixed.shows() == expected, "also in another order"


async def test_an_invitation_is_proper_imip(rig: Rig) -> None:
    c = rig.council
    meeting = c.meeting("9 February 2027", venue="Town Hall", link="https://meet.example/1")
    c.do(invitations.invite, "asha", meeting.id)
    await rig.drain()
    (message,) = rig.box.to(address("femi"))
    method, event = scheduling(message)
    assert method == "REQUEST"
    assert event["ATTENDEE"] == f"mailto:{address('femi')}"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert event["ORGANIZER"] == f"mailto:{address('asha')}"
    assert message["Reply-To"].addresses[0].addr_spec == address("asha")
    alternative = [p.get_content_type() for p in message.walk()]
    assert alternative.count("text/calendar") == 1
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content_type() == "application/ics"
    assert Calendar.from_ical(attached.get_content()).to_ical() == (
        Calendar.from_ical(attached.get_content()).to_ical()
    )
    said = text_of(message)
    for words in ("Tue 9 Feb 2027", "10:00–12:00", "Town Hall", "https://meet.example/1",
                  "Say whether you come", "/a/"):  # fmt: skip
        assert words in said
    assert rig.box.to(address("asha")) == [], "who invites is not invited"


async def test_in_slack_the_channel_has_the_file_without_names_and_nobody_has_it_twice(
    rig: Rig,
) -> None:
    c = rig.council
    meeting = c.meeting("9 February 2027", venue="Town Hall")
    c.do(invitations.invite, "asha", meeting.id)
    await rig.drain()
    (posted,) = [text for (ch, _), (_, text) in rig.slack.messages.items() if ch == "C1"]
    assert "Tue 9 Feb 2027, 10:00–12:00 (GMT)" in posted
    assert "Town Hall" in posted
    (data,) = [data for ch, _, data in rig.slack.files.values() if ch == "C1"]
    calendar = Calendar.from_ical(data)
    assert calendar["METHOD"] == "PUBLISH"
    assert b"exampleshire.example" not in data
    assert b"ATTENDEE" not in data
    assert not [ch for ch, _, _ in rig.slack.files.values() if ch != "C1"], "it came by e-mail"
    assert not [ch for ch, _ in rig.slack.messages if ch != "C1"]
    move(c, meeting, day="16 February 2027")
    await rig.drain()
    for who in MEMBERS:
        assert len(rig.box.to(address(who))) == 2, "no notice beside the invitation"


async def test_without_an_address_it_comes_in_slack_with_buttons_and_a_file(rig: Rig) -> None:
    c = rig.council
    with c.store.begin() as tx:
        tx.people.save(replace(tx.people.get(c.people["tom"].id), email=None))
    meeting = c.meeting("9 February 2027")
    c.do(invitations.invite, "asha", meeting.id)
    await rig.drain()
    assert "You are invited" in rig.slack.standing("DU3")
    (data,) = [data for ch, _, data in rig.slack.files.values() if ch == "DU3"]
    assert b"METHOD:PUBLISH" in data
    c.do(meeting_planning.cancel_meeting, "asha", meeting.id, "snow")
    await rig.drain()
    data = [data for ch, _, data in rig.slack.files.values() if ch == "DU3"][-1]
    assert b"METHOD:CANCEL" in data


def rows(c: Council, meeting: Meeting) -> dict[str, Attendance]:
    found = c.look(lambda tx: tx.attendances.of_meeting(meeting.id))
    return {row.name: row for row in found}


async def settled(rig: Rig) -> None:
    later(rig.council)
    with rig.council.store.begin() as tx:
        invitations.settle(tx, TEAM, rig.council.now)
    await rig.drain()


async def test_who_joins_is_invited_and_who_leaves_is_told(rig: Rig, caldav: str) -> None:
    c = rig.council
    meeting = c.meeting("9 February 2027")
    c.do(invitations.invite, "asha", meeting.id)
    await rig.drain()
    form = PersonForm(name="Gita Novak", role=Role.MEMBER, email=address("gita"))
    c.do(keep_person, "asha", c.board.id, form)
    c.do(remove_person, "asha", c.board.id, c.people["tom"].id)
    await settled(rig)
    assert [scheduling(m)[0] for m in rig.box.to(address("gita"))] == ["REQUEST"]
    gone = [scheduling(m) for m in rig.box.to(address("tom"))]
    assert [(m, int(e["SEQUENCE"])) for m, e in gone] == [("REQUEST", 0), ("CANCEL", 1)]
    assert [len(rig.box.to(address(who))) for who in ("bea", "femi")] == [1, 1]
    again = PersonForm(name="Tom Hallam", role=Role.MEMBER, person_id=c.people["tom"].id)
    c.do(keep_person, "asha", c.board.id, replace(again, roles=[Role.MEMBER]))
    await settled(rig)
    move(c, meeting, day="16 February 2027")
    await rig.drain()
    assert [int(scheduling(m)[1]["SEQUENCE"]) for m in rig.box.to(address("tom"))] == [0, 1, 2, 3]
    program = Program(caldav, "tom-again")
    for message in rig.box.to(address("tom")):
        program.take(message)
    assert program.shows() == standing(c)
    await settled(rig)
    assert len(rig.box.to(address("tom"))) == 4, "nothing more to settle"


async def test_a_presenter_is_invited_and_told_when_no_longer_one(rig: Rig) -> None:
    c = rig.council
    meeting = c.meeting("9 February 2027")
    with c.store.begin() as tx:
        guest = Person(tx.new_id(), TEAM, "Odd Outsider", None, address("odd"))
        tx.people.add(guest)
        item = tx.agenda_items.add(
            AgendaItem(tx.new_id(), c.board.id, meeting.id, "Winter plan", presenter_id=guest.id)
        )
    c.do(invitations.invite, "asha", meeting.id)
    await rig.drain()
    assert "Winter plan" not in text_of(rig.box.to(address("odd"))[0])
    with c.store.begin() as tx:
        tx.agenda_items.save(replace(item, state=ItemState.WITHDRAWN))
    await settled(rig)
    assert [scheduling(m)[0] for m in rig.box.to(address("odd"))] == ["REQUEST", "CANCEL"]
    assert not rows(c, meeting)["Odd Outsider"].invited_now


async def test_by_itself_where_the_board_has_it_so(rig: Rig) -> None:
    c = rig.council
    c.meeting("9 February 2027")
    await settled(rig)
    assert rig.box.taken == []
    c.do(invitations.invite_by_itself, "asha", c.board.id, True)
    c.meeting("9 March 2027", kind=MeetingKind.PRIVATE, link="https://meet.example/secret")
    await settled(rig)
    assert len(rig.box.to(address("bea"))) == 2
    assert [ch for ch, _ in rig.slack.messages] == ["C1"], "of a private one nothing in the channel"


async def test_the_digest_brings_no_second_event_to_whoever_is_invited(rig: Rig) -> None:
    from workflows.deliveries import Kind, Parcel

    c = rig.council
    meeting = c.meeting("9 February 2027")
    for key in ("before", "after"):
        with c.store.begin() as tx:
            tx.outbox.put(
                Parcel(key, Kind.MESSAGE, TEAM, "digest", {"meeting_id": meeting.id},
                       person_id=c.people["femi"].id, board_id=c.board.id)
            )  # fmt: skip
        await rig.drain()
        c.do(invitations.invite, "asha", meeting.id) if key == "before" else None
        await rig.drain()
    kinds = [{p.get_content_type() for p in m.walk()} for m in rig.box.to(address("femi"))]
    assert ["text/calendar" in found for found in kinds] == [True, True, False]


def test_nobody_is_invited_to_what_is_over(sqlite_council: Council) -> None:
    from workflows.errors import AlreadyDone, NotAllowed

    c = sqlite_council
    meeting = c.meeting("9 February 2027")
    with pytest.raises(NotAllowed):
        c.do(invitations.invite, "tom", meeting.id)
    c.now = datetime(2027, 2, 9, 12, 0, tzinfo=UTC)
    with pytest.raises(AlreadyDone, match="is over"):
        c.do(invitations.invite, "asha", meeting.id)
    assert rows(c, meeting) == {}
