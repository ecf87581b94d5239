"""/meeting notice through the real App: the working, a late agenda, the board's notice rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.slack import ids
from tests.support.chat import last, planned, the_board, today
from tests.support.product import ASHA, BOARD, HALLAM, Product
from tests.support.workspace import plain
from workflows.board_people import end_role
from workflows.dates import day_words
from workflows.notice import publication_day
from workflows.notice_rules import Body, NoticeRules
from workflows.watches.meetings import agenda_day


def meeting(p: Product, typed: str, user: str = ASHA) -> str:
    """Type /meeting …; what it answers."""
    p.ws.command(user, BOARD, f"/meeting {typed}")
    return plain(last(p, user))


def take_off_the_board(p: Product, user: str) -> None:
    board, since = the_board(p), today(p)

    def end(tx: Any) -> None:
        person = tx.people.find_by_slack(board.team_id, user)
        for held in tx.people.memberships(board.id):
            if held.person_id == person.id:
                end_role(tx, held, since)

    p.look(end)


def rules_form(p: Product) -> dict[str, Any]:
    meeting(p, "notice")
    p.ws.press(ASHA, last(p), ids.NOTICE_STEP + "rules")
    found: dict[str, Any] = p.ws.open_view(ASHA)
    return found


def test_the_working_of_the_next_meeting_for_officers_and_members(p: Product) -> None:
    text = meeting(p, "notice")
    by = publication_day(the_board(p), planned(p).day)
    assert f"Publish the agenda by {day_words(by)}." in text
    for said in (
        "5 clear days: England, principal council",
        "clear day 5",
        "the day of publication",
        "the day of the meeting",
        "Saturday",
        "09:00, 1 working day before the meeting",
        "Local Government Act 1972",
        "Not legal advice",
    ):
        assert said in text
    assert ids.NOTICE_STEP + "rules" in str(last(p)["blocks"])
    assert "clear day 5" in meeting(p, "notice", HALLAM)
    assert ids.NOTICE_STEP + "rules" not in str(last(p, HALLAM)["blocks"])
    assert "/meeting help notice" in meeting(p, "help")
    assert "/meeting notice 14 March" in meeting(p, "help notice")


def test_a_day_without_a_meeting_is_reckoned_and_says_so(p: Product) -> None:
    # Easter 2030: Good Friday 19 April, Easter Monday 22 April. Back from Tuesday 30 April the
    # clear days are 29, 26, 25, 24 and 23; the working day before those is Thursday 18 April.
    text = meeting(p, "notice 30 April 2030")
    assert "Publish the agenda by Thu 18 Apr 2030." in text
    assert "Good Friday" in text
    assert "Easter Monday" in text
    assert "No meeting of that day is in the register" in text
    assert "could not read" in meeting(p, "notice someday")


def test_a_late_agenda_is_flagged_not_hidden(p: Product) -> None:
    day = the_board(p).calendar.add(today(p), 4)
    meeting(p, f"schedule {day.isoformat()} 10:00-12:00")
    assert "it will be late" in meeting(p, f"notice {day.isoformat()}")
    told = meeting(p, f"published for {day.isoformat()}")
    assert "late: 3 of 5 clear days left, 2 too few" in told
    assert "late: 3 of 5 clear days left, 2 too few" in meeting(p, f"notice {day.isoformat()}")
    board = the_board(p)
    (held,) = [m for m in p.look(lambda tx: tx.meetings.of_board(board.id)) if m.day == day]
    lines = p.look(lambda tx: tx.ledger.of_subject("meeting", held.id))
    assert lines[-1][0].deed == "agenda published"
    assert "3 of 5" in str(lines[-1])


def test_said_twice_the_agenda_of_the_meeting_after_it_is_not_out(p: Product) -> None:
    days = [the_board(p).calendar.add(today(p), n) for n in (8, 30)]
    board, day = the_board(p).id, today(p)
    for m in p.look(lambda tx: tx.meetings.upcoming([board], day)):
        meeting(p, f"cancel {m.day.isoformat()} not enough business")
    for planned_day in days:
        meeting(p, f"schedule {planned_day.isoformat()} 10:00-12:00")
    assert "is out since" in meeting(p, "published")
    for again in ("published", "published anyway"):
        told = meeting(p, again)
        assert "is out already. Nothing was changed" in told
        assert f"/meeting published for {day_words(days[1])}" in told
    ahead = p.look(lambda tx: tx.meetings.upcoming([board], day))
    out = [m.agenda_published_on is not None for m in ahead]
    assert out == [True, False]
    assert "is out since" in meeting(p, f"published for {day_words(days[1])}")


def test_in_time_is_said_too(p: Product) -> None:
    day = the_board(p).calendar.add(today(p), 8)
    meeting(p, f"schedule {day.isoformat()} 10:00-12:00")
    assert "late" not in meeting(p, f"published for {day.isoformat()}")
    assert "in time: 7 clear days" in meeting(p, f"notice {day.isoformat()}")


def test_a_private_meeting_is_told_to_those_on_the_board_alone(p: Product) -> None:
    day = today(p) + timedelta(days=400)
    meeting(p, f"schedule private {day.isoformat()} 13:45-15:00")
    text = meeting(p, f"notice {day.isoformat()}")
    assert "It is private" in text
    assert "13:45" in text
    assert "13:45" in meeting(p, f"notice {day.isoformat()}", HALLAM)
    take_off_the_board(p, HALLAM)
    for_others = meeting(p, f"notice {day.isoformat()}", HALLAM)
    assert "No meeting of that day is in the register" in for_others
    assert "13:45" not in for_others


def test_an_officer_changes_the_rules_and_the_agenda_ladder_follows(p: Product) -> None:
    form = rules_form(p)
    p.ws.submit(
        ASHA,
        form,
        {
            "body": "nhs",
            "participation_before": "2",
            "participation_hour": "12:00",
            "minutes_within": "",
            "executive": ["private_notice", "key_decisions"],
        },
    )
    text = plain(p.ws.open_view(ASHA))
    assert "Kind of body: principal council → *NHS body*" in text
    assert "Clear days: 5, the law’s → *3, the law’s*" in text
    assert "*2 working days before, until 12:00*" in text
    board = the_board(p)
    assert (board.body, board.clear_days) == (Body.NHS, None)
    assert board.notice.participation_before == 2
    assert board.notice.minutes_within is None
    coming = planned(p)
    assert agenda_day(coming, board) == board.calendar.add(coming.day, -4)
    shown = meeting(p, "notice")
    assert "3 clear days: England, NHS body" in shown
    assert "SI 2012/2089 (England) reg. 5(2)" in shown
    assert "clear day 4" not in shown
    deeds = [line.deed for line, _ in p.look(lambda tx: tx.ledger.of_subject("board", board.id))]
    assert deeds[-1] == "notice rules changed"


def test_a_boards_own_number_and_back_to_the_laws(p: Product) -> None:
    p.ws.submit(ASHA, rules_form(p), {"clear_days": "7"})
    assert "7 clear days: England, principal council; the board’s own number, the law’s is 5" in (
        meeting(p, "notice")
    )
    p.ws.submit(ASHA, rules_form(p), {"clear_days": ""})
    assert the_board(p).clear_days is None
    assert the_board(p).notice == NoticeRules()
    p.ws.submit(ASHA, rules_form(p), {})
    assert "Nothing was changed" in plain(p.ws.open_view(ASHA))


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("clear_days", "five", "whole number of clear days from 0 to 30"),
        ("clear_days", "31", "from 0 to 30"),
        ("participation_before", "-1", "whole number of working days"),
        ("minutes_within", "soon", "whole number of working days"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    p: Product, field: str, typed: str, says: str
) -> None:
    before = the_board(p)
    refused = p.ws.submit(ASHA, rules_form(p), {field: typed}, check=False)
    assert says in refused["errors"][field]
    assert the_board(p) == before


def test_a_notice_and_draft_minutes_are_marked_by_command_and_by_button(p: Product) -> None:
    p.ws.submit(ASHA, rules_form(p), {"executive": ["key_decisions"]})
    coming = planned(p)
    shown = meeting(p, "notice")
    assert "notice of the key decisions" in shown
    assert "Key decisions: given" in str(last(p)["blocks"])
    assert "Say which" in meeting(p, "notice given")
    assert "Only a committee officer" in meeting(p, "notice given key", HALLAM)
    yesterday = today(p) - timedelta(days=1)
    told = meeting(p, f"notice given key {yesterday.isoformat()}")
    assert "Recorded: the notice of the key decisions" in told
    assert ("Late:" in told) == (yesterday > coming.day - timedelta(days=29))
    assert ":white_check_mark:" in meeting(p, f"notice {coming.day.isoformat()}")
    assert "on record since" in meeting(p, f"notice given key for {coming.day.isoformat()}")
    meeting(p, f"open {coming.day.isoformat()}")
    meeting(p, "close")
    assert "no meeting" in meeting(p, "notice given private").casefold()
    meeting(p, f"notice {coming.day.isoformat()}")
    p.ws.press(ASHA, last(p), f"{ids.NOTICE_STEP}given:minutes_issue")
    assert "the draft minutes of" in plain(last(p))
    board = the_board(p)
    (held,) = [m for m in p.look(lambda tx: tx.meetings.of_board(board.id)) if m.id == coming.id]
    assert {n.kind for n in held.notices} == {"key_decision", "minutes_issue"}
