"""Report-backs and the forward plan through the real App: commands, buttons, forms, files."""

from __future__ import annotations

import csv
import io
from typing import Any

import docx
import pytest
from icalendar import Calendar

from bot.slack import ids
from tests.support.chat import (
    card,
    dm_with,
    form,
    last,
    meetings,
    planned,
    pressed,
    said,
    the_board,
)
from tests.support.product import ASHA, BOARD, HALLAM, Product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.actions import Action, Status
from workflows.report_backs import Cycle


def actions(p: Product) -> list[Action]:
    board_id = the_board(p).id
    found: list[Action] = p.look(lambda tx: tx.actions.of_board(board_id))
    return found


def newest(p: Product) -> Action:
    return max(actions(p), key=lambda a: a.created_at)


def files_for(p: Product, user: str, heading: str) -> dict[str, bytes]:
    """The files in the thread of that message, by the ending of their names."""
    message = dm_with(p, user, heading)

    def there() -> dict[str, bytes] | None:
        p.settled()
        replies = p.ws.messages(p.ws.dm(user), user, thread_ts=message["ts"])
        found = {
            f["name"].rpartition(".")[2]: p.ws.download(user, f["id"])
            for m in replies
            for f in m.get("files", [])
        }
        return found if len(found) == 3 else None

    result: dict[str, bytes] = until(there, 15, "three files")
    return result


def test_a_report_back_typed(p: Product) -> None:
    text = said(p, "/action report Tom Hallam every quarter: the performance report")
    assert "Report-back, quarterly" in text
    made = newest(p)
    assert (made.text, made.cycle, made.report_to) == (
        "the performance report",
        Cycle.QUARTERLY,
        the_board(p).id,
    )
    assert [o.printed for o in made.owners] == ["Tom Hallam"]
    assert made.due.meeting_id == planned(p).id
    assert "Report-back, quarterly" in plain(card(p, "the performance report"))
    often = said(p, "/action report Bea Lindqvist twice a year by tbc: the carers strategy")
    assert "Report-back, twice a year" in often
    assert newest(p).due.phrase == "tbc"
    assert "is no board of this workspace" in said(
        p, "/action report Bea Lindqvist to The Admiralty: ships"
    )
    assert "Say who reports" in said(p, "/action report the performance")


def test_what_reads_like_one_is_offered(p: Product) -> None:
    said(p, "/action Tom Hallam by next meeting: report back on transport quarterly")
    offered = last(p)
    assert "reads like a report-back" in plain(offered)
    told = pressed(p, offered, ids.REPORT_STEP + "mark")
    assert "Report-back, quarterly" in told
    assert (newest(p).cycle, newest(p).report_to) == (Cycle.QUARTERLY, the_board(p).id)
    assert "reads like" not in said(p, "/action Tom Hallam by next meeting: send the budget")


def test_the_form_makes_an_action_come_back_or_not(p: Product) -> None:
    view = form(p, "/action")
    p.ws.submit(
        ASHA, view, {"text": "Tell the Board of the winter plan", "cycle": "annual", "due": "tbc"}
    )
    made = newest(p)
    assert (made.cycle, made.report_to) == (Cycle.ANNUAL, the_board(p).id)
    again = form(p, f"/action report {made.reference}")
    assert "To another board?" in plain(again)
    p.ws.submit(ASHA, again, {"cycle": "none"})
    assert newest(p).report_to is None
    refused = said(p, f"/action report {made.reference}", HALLAM)
    assert "Only a committee officer" in refused


def test_the_forward_plan_as_a_message_and_as_files(p: Product) -> None:
    day = planned(p).day
    said(p, "/action report Tom Hallam every quarter: the performance report")
    said(p, "/action report Bea Lindqvist by tbc: the carers strategy")
    text = said(p, "/meeting forward")
    assert "Forward plan of" in text
    assert "the performance report" in text
    assert "if it goes on as it is" in text
    assert "Without a date yet" in text
    shown = last(p)
    assert "on its way" in pressed(p, shown, ids.FORWARD_STEP + "files")
    files = files_for(p, ASHA, "The forward plan of")
    assert set(files) == {"docx", "csv", "ics"}

    paper = docx.Document(io.BytesIO(files["docx"]))
    headings = [x.text for x in paper.paragraphs if x.style and x.style.name == "Heading 1"]
    assert "Without a date yet" in headings
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    assert any("the performance report" in c for c in cells)

    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    mine = [r for r in rows if "the performance report" in r["What"]]
    assert mine[0]["From"] == day.isoformat()
    assert [r["If it goes on"] for r in mine][:2] == ["", "yes"]

    calendar = Calendar.from_ical(files["ics"])
    events = [e for e in calendar.walk("VEVENT") if "performance" in str(e["SUMMARY"])]
    assert events[0].decoded("DTSTART") == day
    assert len({str(e["UID"]) for e in events}) == len(events) > 1
    assert events[1]["STATUS"] == "TENTATIVE"
    assert not calendar.errors
    assert all(not e.errors for e in events)


def test_it_looks_as_far_as_is_asked(p: Product) -> None:
    assert "is past" in said(p, "/meeting forward to 1 January 2020")
    assert "is no day" in said(p, "/meeting forward to next meeting")
    assert "2031" in said(p, "/meeting forward to end of 2031")
    assert "/meeting forward" in said(p, "/meeting help forward")


def test_posted_it_shows_open_matter_alone(p: Product) -> None:
    said(p, "/action report Tom Hallam at each meeting: the open report")
    view = form(p, "/action")
    values = {"text": "The contract", "cycle": "once", "exempt": "3: commercial"}
    p.ws.submit(ASHA, view, values)
    assert "The contract" in said(p, "/meeting forward")
    p.ws.press(ASHA, last(p), ids.FORWARD_STEP + "post")
    message = card(p, "Forward plan of")
    assert "the open report" in plain(message)
    assert "The contract" not in str(message)
    assert "exempt matter is not shown" in plain(message)
    said(p, "/meeting forward", HALLAM)
    with pytest.raises(AssertionError):
        p.ws.press(HALLAM, last(p, HALLAM), ids.FORWARD_STEP + "post")


def test_dealt_with_at_a_meeting_the_next_one_follows(p: Product) -> None:
    said(p, "/action report Tom Hallam at each meeting: the performance report")
    made = newest(p)
    meeting = planned(p)

    def deliver(tx: Any) -> Any:
        from workflows.access import caller_for
        from workflows.agenda_sources import source_called

        source = source_called("report_back")
        assert source is not None
        board = tx.boards.get(meeting.board_id)
        (item,) = source.proposals(tx, board, meeting)
        now = p.bot.desk.clock.now()
        asha = tx.people.find_by_slack(board.team_id, ASHA)
        source.dealt_with(tx, caller_for(tx, asha, now.date()), item, meeting, now)
        return item

    item = p.look(deliver)
    assert item.source_id == made.id
    done = next(a for a in actions(p) if a.id == made.id)
    assert done.status is Status.ACCEPTED
    follower = next(a for a in actions(p) if a.follows == made.id)
    assert follower.status is Status.OPEN
    later = [m for m in meetings(p) if m.day > meeting.day]
    assert follower.due.meeting_id == (later[0].id if later else None)
    assert BOARD


def test_what_a_pack_says_is_to_come_is_ticked_in_its_review(p: Product) -> None:
    text = (
        "Exampleshire Health and Wellbeing Board\n\nMinutes of the meeting held on 9 November 2026"
        "\n\n5. Membership\n\nIt is suggested further review takes place in 12-18 months.\n\n"
        "RESOLVED that the report be noted.\n"
    )
    view = form(p, "/minutes")
    p.ws.submit(ASHA, view, {"text": text})
    review = dm_with(p, ASHA, "Still to come (1)")
    p.ws.press(ASHA, review, ids.FORWARD_STEP + "pack")
    offered = p.ws.open_view(ASHA)
    assert "in 12-18 months" in plain(offered)
    p.ws.submit(ASHA, offered, {"take_0": ["0"]})
    made = newest(p)
    assert made.report_to == the_board(p).id
    assert made.window_until is not None
    p.ws.press(ASHA, review, ids.FORWARD_STEP + "pack")
    assert "holds all of it already" in plain(p.ws.open_view(ASHA))
