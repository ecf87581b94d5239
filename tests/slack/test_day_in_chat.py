"""The day's message, the papers of a meeting and what was not delivered, through the whole bot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from bot.slack.views.day import MINE
from tests.support.chat import home_with
from tests.support.product import ASHA, BOARD, HALLAM, Product, product
from tests.support.serving import until
from workflows import watch_keeping
from workflows.deliveries import Delivery, Kind, Parcel
from workflows.exercises import Exercise
from workflows.meetings import Meeting
from workflows.soundings import Asked, Sounding


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


def on_record(p: Product, shelf: str, thing: Any) -> None:
    """Put something on the board's record that is waited for, as a use case does."""

    def write(tx: Any) -> None:
        board = tx.boards.everywhere()[0]
        kept = getattr(tx, shelf).add(replace(thing, board_id=board.id))
        watch_keeping.keep(tx, kept, p.bot.desk.clock.now().date())

    p.look(write)


def test_what_is_asked_of_a_member_and_of_the_officer_has_its_buttons(p: Product) -> None:
    now = p.bot.desk.clock.now()
    hallam = p.look(lambda tx: tx.people.find_by_slack("T0EXAMPLE", HALLAM))
    until_then = now + timedelta(days=30)
    question = Sounding("s", "", "S1", "Shall we write?", ("Yes", "No"), "p", now, until_then)
    asked = (Asked(hallam.id, hallam.name),)
    on_record(p, "soundings", replace(question, opened_at=now, asked=asked))
    decision = Exercise("e", "", "X1", now.date(), "", "approve the return", "p", now)
    on_record(p, "exercises", replace(decision, decided_by_id=hallam.id))
    p.to_working_day(5)
    mine, hers = todays(p, HALLAM), todays(p, ASHA)
    assert "Your decision of" in plain(mine)
    assert "Tell the committee officer what is missing" in plain(mine)
    assert f"{ids.DELEGATION_STEP}record" not in plain(mine)
    assert f"{ids.DELEGATION_STEP}record" in plain(hers)
    p.ws.open_home(ASHA)
    home_with(p, ASHA, "has no complete record yet")
    p.to_working_day((until_then.date() - p.bot.desk.clock.now().date()).days)
    mine = todays(p, HALLAM)
    assert "1 reply asked of you" in plain(mine)
    assert "Your view is awaited" in plain(mine)
    p.ws.press(HALLAM, mine, f"{ids.SOUNDING_STEP}show")
    shown = [m for m in p.ws.messages(p.ws.dm(HALLAM), HALLAM) if "Shall we write?" in plain(m)]
    assert f"{ids.SOUNDING_REPLY}0" in plain(shown[-1])
