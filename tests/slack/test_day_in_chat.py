"""The day's message, the papers of a meeting and what was not delivered, through the whole bot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from bot.slack.views.day import MINE
from tests.support.product import ASHA, BOARD, HALLAM, Product, product
from tests.support.serving import until
from workflows.deliveries import Delivery, Kind, Parcel
from workflows.meetings import Meeting


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as running:
        yield running


def plain(thing: Any) -> str:
    return str(thing)


def command(p: Product, name: str, text: str, who: str = ASHA) -> str:
    """Type it in the board's channel; the answer, which only who typed it sees."""
    p.ws.command(who, BOARD, f"/{name} {text}")
    return plain(p.last(BOARD, who))


def todays(p: Product, who: str) -> dict[str, Any]:
    """The newest message of a day in that person's direct message with the bot."""

    def found() -> dict[str, Any] | None:
        p.settled()
        mine = [m for m in p.ws.messages(p.ws.dm(who), who) if "Today:" in plain(m)]
        return mine[-1] if mine else None

    return dict(until(found, 20, f"a message of the day for {who}"))


def board_meetings(p: Product) -> list[Meeting]:
    found: list[Meeting] = p.look(
        lambda tx: [m for b in tx.boards.everywhere() for m in tx.meetings.of_board(b.id)]
    )
    return found


def in_days(p: Product, days: int) -> date:
    """That many days from now, or the Monday after."""
    day = p.bot.desk.clock.now().date() + timedelta(days=days)
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def test_an_answer_on_the_day_says_whose_turn_it_is(p: Product) -> None:
    due = in_days(p, 1)
    command(p, "action", f"@hallam by {due.isoformat()}: send the budget")
    p.to_working_day((due - p.bot.desk.clock.now().date()).days)
    message = todays(p, HALLAM)
    assert "send the budget" in plain(message)
    p.ws.press(HALLAM, message, f"{ids.ACTION_STEP}blocked")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"text": "no figures yet"})
    p.settled()
    after = todays(p, HALLAM)
    assert after["ts"] == message["ts"], "the same message, rendered again"
    assert "the committee officer’s turn" in plain(after)


def test_the_agenda_is_out_by_button_and_by_command(p: Product) -> None:
    p.to_working_day(7)
    for m in board_meetings(p):
        if m.state.value == "planned":
            command(p, "meeting", f"cancel {m.day.isoformat()} not enough business")
    day = in_days(p, 5)
    command(p, "meeting", f"schedule {day.isoformat()} 10:00")
    p.to_working_day(1 if p.bot.desk.clock.now().weekday() < 4 else 3)
    message = todays(p, ASHA)
    assert "The agenda is late" in plain(message)
    p.ws.press(ASHA, message, f"{ids.MEETING_STEP}published")
    p.settled()
    assert "is out since" in plain(todays(p, ASHA))
    meeting = next(m for m in board_meetings(p) if m.day == day)
    assert meeting.agenda_published_on == p.bot.desk.clock.now().date()
    assert "no meeting ahead" in command(p, "meeting", "published")


def test_minutes_approved_in_words(p: Product) -> None:
    said = command(p, "meeting", "minutes")
    assert "as a correct record" in said
    for m in board_meetings(p):
        if m.state.value == "planned":
            command(p, "meeting", f"open {m.day.isoformat()}")
            break
    command(p, "meeting", "close")
    command(p, "meeting", "issue")
    said = command(p, "meeting", "minutes approved with corrections: Mr Example was present")
    assert "with corrections: Mr Example was present" in said
    assert [m for m in board_meetings(p) if m.minutes_approved_on]


def test_show_all_opens_a_window(p: Product) -> None:
    due = in_days(p, 1)
    command(p, "action", f"@hallam by {due.isoformat()}: send the budget")
    command(p, "action", f"@hallam by {in_days(p, 200).isoformat()}: look ahead")
    p.to_working_day((due - p.bot.desk.clock.now().date()).days)
    message = todays(p, HALLAM)
    assert "1 more action is open for you" in plain(message)
    p.ws.press(HALLAM, message, f"{ids.DAY_ALL}:{MINE}")
    assert "look ahead" in plain(p.ws.open_view(HALLAM))


def test_what_was_not_delivered_is_sent_again_or_dropped_from_home(p: Product) -> None:
    board = p.look(lambda tx: tx.boards.everywhere()[0])

    def put(tx: Any) -> None:
        for n in range(2):
            given = {"team_id": board.team_id, "board_id": board.id, "channel": "C0NOWHERE"}
            args = {"text": "The secret words."}
            tx.outbox.put(Parcel(f"lost:{n}", Kind.MESSAGE, view="text", args=args, **given))

    p.look(put)
    p.settled(30)
    alarms = [m for m in p.ws.messages(p.ws.dm(ASHA), ASHA) if "could not be delivered" in plain(m)]
    assert len(alarms) == 1, "once for the place and the day"
    p.ws.open_home(ASHA)

    def shown() -> dict[str, Any] | None:
        home = p.ws.home(ASHA)
        return home if home and "Not delivered (2)" in plain(home) else None

    home = until(shown, 10, "what was not delivered on Asha's Home")
    assert "The secret words" not in plain(home)
    p.ws.press(ASHA, home, f"{ids.OUTBOX_STEP}drop")
    p.settled()
    counts = p.look(lambda tx: tx.outbox.counts())
    assert (counts[Delivery.PARKED], counts[Delivery.DROPPED] >= 1) == (1, True)


def test_a_decision_record_of_a_delegation(p: Product) -> None:
    command(p, "delegation", "used none on 2 January 2026 by Tom Hallam: approved the return")
    said = command(p, "delegation", "record X1 ODR-12/2026")
    assert "Decision record: ODR-12/2026" in said
    assert "ODR-12/2026" in command(p, "delegation", "list")
    assert "where the written record" in command(p, "delegation", "record X1")
