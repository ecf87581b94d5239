"""Invitations, answers, a revived meeting and feeds through the real App."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

from icalendar import Calendar

from bot.slack import ids
from tests.support.chat import card, dm_with, form, last, planned, pressed, said, the_board, today
from tests.support.product import ASHA, BEA, BOARD, HALLAM, Product
from tests.support.workspace import plain
from workflows.attendances import Reply
from workflows.dates import day_words
from workflows.meetings import MeetingState


def test_invited_answered_and_seen(p: Product) -> None:
    meeting = planned(p)
    day = meeting.day.isoformat()
    assert "Invitations to meetings" in said(p, "/meeting invite")
    answer = said(p, f"/meeting invite {day}")
    assert "Tom Hallam" in answer
    assert "Asha" not in answer.partition("By e-mail")[0]
    assert "Nothing was sent" in said(p, f"/meeting invite {day}")
    posted = card(p, "Invitations to the meeting")
    assert "Council Chamber" in plain(posted)
    assert "meet.exampleshire.example" in plain(posted)
    assert "coming" in pressed(p, posted, ids.INVITATION_STEP + "coming", HALLAM)
    p.ws.press(BEA, posted, ids.INVITATION_STEP + "substitute")
    view = p.ws.open_view(BEA)
    p.ws.submit(BEA, view, {"substitute": "Gita Novak"})
    assert "2 coming" not in plain(card(p, "Invitations to the meeting"))
    assert "1 coming · 1 not coming" in plain(card(p, "Invitations to the meeting"))
    shown = said(p, f"/meeting show {day}")
    assert "*Coming* (1): Tom Hallam" in shown
    assert "Gita Novak comes instead" in shown
    refused = pressed(p, posted, ids.INVITATION_STEP + "coming", ASHA)
    assert "Only who is expected" in refused
    rows = {r.name: r for r in p.look(lambda tx: tx.attendances.of_meeting(meeting.id))}
    assert rows["Tom Hallam"].reply is Reply.COMING


def test_typed_answers_and_an_officer_s_note(p: Product) -> None:
    day = planned(p).day
    assert "not coming" in said(p, f"/meeting reply not coming {day}", HALLAM)
    assert "Gita Novak comes instead" in said(
        p, f"/meeting reply substitute Gita Novak on {day}", HALLAM
    )
    assert "Bea" in said(p, "/meeting reply for Bea Lindqvist: apologies")
    assert "Only a committee officer" in said(p, "/meeting reply for Bea Lindqvist: yes", HALLAM)
    assert "Say `coming`" in said(p, "/meeting reply perhaps", HALLAM)
    view = form(p, "/meeting reply")
    answers = [b["element"] for b in view["blocks"] if b.get("block_id") == "person"]
    assert len(answers[0]["options"]) > 2
    assert not [b for b in form(p, "/meeting reply", HALLAM)["blocks"]
                if b.get("block_id") == "person"]  # fmt: skip
    p.ws.command(ASHA, BOARD, "/meeting show")
    p.ws.press(ASHA, last(p), ids.INVITING_STEP + "note")
    assert p.ws.open_view(ASHA)["callback_id"] == ids.REPLY_FORM


def test_cancelled_and_planned_again(p: Product) -> None:
    meeting = planned(p)
    day = meeting.day.isoformat()
    said(p, f"/meeting invite {day}")
    p.settled()
    said(p, f"/meeting cancel {day} snow")
    assert "cancelled" in plain(dm_with(p, HALLAM, "is cancelled"))
    assert "Plan it again" in said(p, "/meeting revive")
    assert "Only a committee officer" in said(p, f"/meeting revive {day}", HALLAM)
    assert "Planned again" in said(p, f"/meeting revive {day}")
    assert "no cancelled meeting" in said(p, f"/meeting revive {day}")
    now = p.look(lambda tx: tx.meetings.get(meeting.id))
    assert (now.state, now.sequence) == (MeetingState.PLANNED, 2)
    assert day_words(meeting.day) in plain(dm_with(p, HALLAM, "held after all"))
    assert "held after all" in plain(card(p, "held after all"))


def test_by_itself_as_soon_as_one_is_scheduled(p: Product) -> None:
    assert "by itself" in said(p, "/meeting invite always")
    assert "already" in said(p, "/meeting invite always")
    said(p, f"/meeting schedule {today(p).replace(year=today(p).year + 1)} 10:00-12:00")
    dm_with(p, HALLAM, "You are invited")
    assert the_board(p).invites
    assert "only when an officer says so" in said(p, "/meeting invite never")
    assert "Only a committee officer" in said(p, "/meeting invite always", HALLAM)


def fetched(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # our own server
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_calendars_subscribe_until_the_address_is_ended(p: Product) -> None:
    addresses = {}
    for typed, user in (("", HALLAM), (" mine", HALLAM), (" mine", BEA)):
        answer = said(p, f"/meeting feed{typed}", user)
        (found,) = re.findall(r"http://127\.0\.0\.1:\d+/a/feed/\S+?\.ics", answer)
        addresses[typed, user] = found
        status, body = fetched(found)
        assert status == 200
        assert Calendar.from_ical(body).walk("VEVENT")
    assert len(set(addresses.values())) == 3
    assert "Only a committee officer" in said(p, "/meeting feed revoke", HALLAM)
    assert "is ended" in said(p, "/meeting feed mine revoke", HALLAM)
    p.ws.command(ASHA, BOARD, "/meeting feed")
    assert "is ended" in pressed(p, last(p), ids.FEED_STEP + "board")
    assert [fetched(a)[0] for a in addresses.values()] == [404, 404, 200]
    assert "Type `/meeting feed`" in said(p, "/meeting feed yours")


def test_help_has_its_topics(p: Product) -> None:
    for topic in ("invite", "feed"):
        assert f"/meeting {topic}" in said(p, f"/meeting help {topic}")


def test_the_menu_of_a_meeting_invites(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/meeting list")
    value = f"invite|{ids.pack(planned(p).id, planned(p).version)}"
    p.ws.select(ASHA, last(p), ids.MEETING_STEP + "menu", value)
    assert "invitations go out" in plain(last(p))
