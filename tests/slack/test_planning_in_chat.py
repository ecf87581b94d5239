"""/meeting plan through the real App: the pattern, its dates with what clashes; kinds and times
of meetings."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.chat import form, last, meetings, planned, said, the_board, today
from tests.support.product import ASHA, HALLAM, Product
from tests.support.workspace import Refused, plain
from workflows.meeting_plan import year_called
from workflows.meetings import Meeting, MeetingKind


def planned_since(p: Product, first: date) -> list[Meeting]:
    return [m for m in meetings(p) if m.day >= first]


def next_year(p: Product) -> tuple[date, date]:
    return year_called("", the_board(p), today(p))


def test_typed_chosen_and_scheduled_as_a_series(p: Product) -> None:
    first, last_day = next_year(p)
    dates = form(p, "/meeting plan first Monday of the month, not on a bank holiday, at 14:00")
    assert "first Monday of the month, not on a bank holiday, at 14:00" in plain(dates)
    early_may = next(b for b in dates["blocks"] if "Early May" in b.get("hint", {}).get("text", ""))
    assert "Nearest free day" in early_may["hint"]["text"]
    chosen = early_may["element"]["initial_option"]["value"]
    assert chosen == "-", (
        "what falls on a bank holiday is left out unless an officer says otherwise"
    )
    instead = early_may["element"]["options"][1]["value"]
    p.ws.submit(ASHA, dates, {early_may["block_id"]: instead})
    made = planned_since(p, first)
    assert date.fromisoformat(instead) in {m.day for m in made}
    assert 8 <= len(made) <= 12
    assert len({m.series for m in made}) == 1
    assert all(first <= m.day <= last_day for m in made)
    board = the_board(p)
    assert board.meeting_pattern == "first Monday of the month, not on a bank holiday, at 14:00"
    assert {m.starts_at.astimezone(board.zone).hour for m in made} == {14}


def test_from_the_kept_pattern_with_dates_moved_by_hand(p: Product) -> None:
    view = form(p, "/meeting plan")
    p.ws.submit(ASHA, view, {"pattern": "second Tuesday of Jun, Sep and Dec", "venue": "Town Hall"})
    dates = p.ws.open_view(ASHA)
    days = [b["block_id"].removeprefix("day:") for b in dates["blocks"]
            if b.get("block_id", "").startswith("day:")]  # fmt: skip
    assert len(days) == 3
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, dates, {"hand": "some other day"})
    assert "hand" in str(refused.value)
    first = next_year(p)[0]
    assert planned_since(p, first) == []
    p.ws.submit(ASHA, dates, {"hand": f"- {days[0]}\n{days[1]} to {days[1][:8]}01"})
    made = planned_since(p, first)
    assert [m.day.isoformat() for m in made] == [f"{days[1][:8]}01", days[2]]
    assert {m.venue for m in made} == {"Town Hall"}
    again = form(p, "/meeting plan")
    assert "second Tuesday of the month, in June, September and December" in str(again)


def test_what_cannot_be_read_is_said_beside_the_pattern(p: Product) -> None:
    assert "could not read “banana”" in said(p, "/meeting plan second Tuesday banana")
    assert not p.ws.has_view(ASHA)
    view = form(p, "/meeting plan")
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, view, {"pattern": "every second Tuesday"})
    assert "pattern" in str(refused.value)


def test_only_an_officer_plans(p: Product) -> None:
    assert "Only a committee officer" in said(p, "/meeting plan second Tuesday", HALLAM)
    assert not p.ws.has_view(HALLAM)


def test_kinds_of_meetings(p: Product) -> None:
    ordinary = planned(p)
    answer = said(p, "/meeting schedule 14 June 2027 10:00, additional, part-closed")
    assert "additional meeting" in answer
    assert "part of it closed to the public" in answer
    made = meetings(p)[-1]
    assert (made.kind, made.part_closed) == (MeetingKind.ADDITIONAL, True)
    assert "part of it closed" in said(p, "/meeting list all")
    said(p, "/meeting move 14 June 2027 to 15 June 2027, not part-closed")
    assert meetings(p)[-1].part_closed is False
    board = the_board(p)
    day = ordinary.day
    following = p.look(lambda tx: tx.meetings.next_ordinary(board.id, day))
    assert following is None, "an additional meeting is no next ordinary one"
    view = form(p, "/meeting schedule")
    p.ws.submit(ASHA, view, {"day": "2027-06-17", "kind": "private", "part_closed": ["yes"]})
    assert meetings(p)[-1].kind is MeetingKind.PRIVATE
    assert last(p)


def test_when_it_really_began_and_ended(p: Product) -> None:
    refused = said(p, f"/meeting times {planned(p).day} 10:35-12:33")
    assert "Nothing was changed" in refused
    said(p, "/meeting open")
    answer = said(p, "/meeting times 10:35-12:33")
    assert "began at 10:35 and ended at 12:33" in answer
    assert "Only a committee officer" in said(p, "/meeting times 10:35-12:34", HALLAM)
    assert "could not read" in said(p, "/meeting times 12:35-12:33")
    board = the_board(p)
    meeting = p.look(lambda tx: tx.meetings.find_open(board.id))
    assert meeting.began_at.astimezone(board.zone).strftime("%H:%M") == "10:35"
    assert "12:33" in said(p, "/meeting times", HALLAM)
