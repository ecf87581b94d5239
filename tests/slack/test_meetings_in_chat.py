"""/meeting through the real App: planning, the live meeting, its check list, issuing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from tests.support.product import ASHA, BEA, BOARD, HALLAM, PEAKE, Product, product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.actions import Action
from workflows.meetings import Meeting, MeetingKind, MeetingState


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as running:
        yield running


def said(p: Product, user: str = ASHA, channel: str = BOARD) -> str:
    """The last thing only this person sees there."""
    return plain([m for m in p.ws.messages(channel, user) if m.get("ephemeral")][-1])


def meeting(p: Product, typed: str, user: str = ASHA) -> str:
    """Type /meeting …; what it answers."""
    p.ws.command(user, BOARD, f"/meeting {typed}")
    return said(p, user)


def meetings(p: Product) -> list[Meeting]:
    def query(tx: Any) -> list[Meeting]:
        return [m for b in tx.boards.everywhere() for m in tx.meetings.of_board(b.id)]

    found: list[Meeting] = p.look(query)
    return found


def captured(p: Product, meeting_id: str) -> list[Action]:
    found: list[Action] = p.look(lambda tx: tx.actions.of_meeting(meeting_id))
    return found


def planned(p: Product) -> list[Meeting]:
    return [m for m in meetings(p) if m.state is MeetingState.PLANNED]


def check_lists(p: Product, user: str = ASHA) -> list[dict[str, Any]]:
    return [m for m in p.ws.messages(p.ws.dm(user), user) if "check list" in plain(m).lower()]


# --- planning ---------------------------------------------------------------------------------


def test_scheduled_in_one_line(p: Product) -> None:
    line = "schedule 16 March 2027 10:00-12:30 at Council Chamber https://t.example/x?a=1&b=2"
    answer = meeting(p, line)
    assert "Tue 16 Mar 2027, 10:00–12:30, Council Chamber" in answer
    assert "<https://t.example/x?a=1&amp;b=2|join online>" in answer
    made = planned(p)[-1]
    assert (made.venue, made.link) == ("Council Chamber", "https://t.example/x?a=1&b=2")
    assert "extraordinary meeting" in meeting(p, "schedule extraordinary 17 March 2027 2pm")
    assert planned(p)[-1].kind is MeetingKind.EXTRAORDINARY


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("schedule 31 February", "31"),
        ("schedule sometime soon", "could not read"),
        ("schedule 16 March 2027 12:00-10:00", "could not read|end before"),
        ("move 1 January 2020 to 2 January 2020", "no planned meeting"),
        ("cancel 1 January 2020 snow", "no planned meeting"),
        ("close", "/meeting open"),
        ("item 7", "/meeting open"),
        ("issue", "No meeting waits"),
        ("frobnicate", "do not know"),
    ],
)
def test_what_cannot_be_done_says_what_to_type(p: Product, typed: str, says: str) -> None:
    before = meetings(p)
    assert re.search(says, meeting(p, typed))
    assert meetings(p) == before


def test_help_and_list(p: Product) -> None:
    assert "/meeting schedule" in meeting(p, "help")
    listed = meeting(p, "")
    assert "Meetings of Exampleshire" in listed
    assert "Council Chamber, Civic Hall" in listed
    p.ws.command(HALLAM, BOARD, "/meeting list")
    (last,) = [m for m in p.ws.messages(BOARD, HALLAM) if m.get("ephemeral")][-1:]
    assert not [b for b in last["blocks"] if b["type"] == "actions"], "he does not run meetings"
    assert "held, issued" in meeting(p, "list all")


def test_only_an_officer_plans(p: Product) -> None:
    for typed in ("schedule 16 March 2027", "move to 16 March 2027", "cancel", "open", "close"):
        assert "Only a committee officer" in meeting(p, typed, HALLAM)
    assert not p.ws.has_view(HALLAM)


def test_scheduled_with_the_form(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/meeting schedule")
    form = p.ws.open_view(ASHA)
    values = {"day": "2027-03-16", "start": "14:00", "end": "13:00", "venue": "Town Hall"}
    refused = p.ws.submit(ASHA, form, values, check=False)
    assert "end before it starts" in refused["errors"]["end"]
    p.ws.submit(ASHA, form, {**values, "end": "16:00", "kind": "private"})
    assert "Scheduled" in plain(p.ws.open_view(ASHA))
    made = planned(p)[-1]
    assert (made.venue, made.kind) == ("Town Hall", MeetingKind.PRIVATE)


def test_moved_by_its_menu_and_told_to_the_channel(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/meeting")
    listed = [m for m in p.ws.messages(BOARD) if m.get("ephemeral")][-1]
    (coming,) = planned(p)
    value = f"move|{ids.pack(coming.id, coming.version)}"
    p.ws.select(ASHA, listed, ids.MEETING_STEP + "menu", value)
    form = p.ws.open_view(ASHA)
    assert form["state"]["values"]["day"]["value"]["selected_date"] == coming.day.isoformat()
    p.ws.submit(ASHA, form, {"day": "2027-03-16", "venue": "Fish & Chips <Hall>"})
    p.settled()
    notice = next(m for m in p.ws.messages(BOARD)[::-1] if "has moved" in plain(m))
    assert "Tue 16 Mar 2027, 14:00–16:00, Fish &amp; Chips &lt;Hall&gt;" in plain(notice)
    assert notice["reply_count"] == 1, "the calendar file in its thread"
    assert meetings(p)[-1].sequence == 1


def test_moved_in_one_line_with_the_old_day(p: Product) -> None:
    meeting(p, "schedule 16 March 2027 10:00-12:00 at Council Chamber")
    answer = meeting(p, "move 16 March 2027 to 23 March 2027 14:00 at Town Hall because of snow")
    assert "Tue 23 Mar 2027, 14:00–16:00" in answer
    moved = planned(p)[-1]
    assert (moved.venue, moved.day.isoformat()) == ("Town Hall", "2027-03-23")
    p.settled()
    for channel, user in ((BOARD, ASHA), (p.ws.dm(PEAKE), PEAKE)):
        (notice,) = [m for m in p.ws.messages(channel, user) if "has moved" in plain(m)]
        assert "Reason: snow" in plain(notice)
        assert notice["reply_count"] == 1, "the calendar file in its thread"
    answer = meeting(p, "move 23 March 2027 at Room 2")
    assert "Room 2" in answer
    assert planned(p)[-1].day.isoformat() == "2027-03-23"
    assert "stands already" in meeting(p, "move 23 March 2027 to 23 March 2027")


def test_cancelled_by_day_or_by_the_form(p: Product) -> None:
    meeting(p, "schedule 16 March 2027")
    assert "cancelled" in meeting(p, "cancel 16 March 2027 too little business")
    meeting(p, "schedule 17 March 2027")
    p.ws.command(ASHA, BOARD, "/meeting cancel snow")
    form = p.ws.open_view(ASHA)
    assert form["state"]["values"]["reason"]["value"]["value"] == "snow"
    assert len(planned(p)) == 2, "which of the two is asked first"
    p.ws.submit(ASHA, form, {})
    p.settled()
    assert len(planned(p)) == 1
    public = [plain(m) for m in p.ws.messages(BOARD, HALLAM)]
    reasons = [re.findall(r"Reason: (.*)", text)[0] for text in public if "cancelled" in text]
    assert reasons == ["too little business", "snow"]


# --- the live meeting -------------------------------------------------------------------------


def run_a_meeting(p: Product) -> str:
    """Open the coming meeting, capture four lines, close it; the meeting's id."""
    (coming,) = planned(p)
    meeting(p, "schedule 16 March 2027")
    assert "is open" in meeting(p, "open")
    assert "Item 7 Budget" in meeting(p, "item 7 Budget")
    p.ws.command(ASHA, BOARD, "/action @hallam: send the budget")
    p.ws.command(ASHA, BOARD, "/action Bea Lindqvist: send budget to all")
    p.ws.command(ASHA, BOARD, "/action Somebody Unheard-of: write to the minister")
    p.ws.command(ASHA, BOARD, "/action @hallam: withdraw me")
    assert "nobody" in said(p)
    assert "closed, with 4 actions" in meeting(p, "close")
    p.settled()
    return coming.id


def line(p: Product, meeting_id: str, text: str) -> Action:
    return next(a for a in captured(p, meeting_id) if a.text.startswith(text))


def press(p: Product, action: Action, what: str) -> None:
    (sheet,) = check_lists(p)
    p.ws.press(ASHA, sheet, ids.CHECK_STEP + what, block_id=f"check:{action.id}")


def sheet_text(p: Product) -> str:
    (sheet,) = check_lists(p)
    return plain(sheet)


def test_from_open_to_issued(p: Product) -> None:
    meeting_id = run_a_meeting(p)
    assert "Nobody has been told yet" in sheet_text(p)
    assert "1 action has an owner not yet known" in sheet_text(p)
    assert [m for m in p.ws.messages(p.ws.dm(HALLAM), HALLAM) if "budget" in plain(m)] == []

    # Withdraw, put back, withdraw again: the list follows each time.
    gone = line(p, meeting_id, "withdraw me")
    press(p, gone, "withdraw")
    p.settled()
    assert "~4. withdraw me~" in sheet_text(p)
    (sheet,) = check_lists(p)
    p.ws.press(ASHA, sheet, ids.CHECK_STEP + "put_back")
    p.settled()
    assert "~4. withdraw me~" not in sheet_text(p)
    press(p, line(p, meeting_id, "withdraw me"), "withdraw")
    p.settled()

    # Merge two lines; add an owner to the third; correct a text with the action's own form.
    press(p, line(p, meeting_id, "send the budget"), "merge")
    other = line(p, meeting_id, "send budget to all")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"other": other.id})
    press(p, line(p, meeting_id, "write to"), "owners")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"owners_slack": [BEA]})
    p.settled()
    assert "Tom Hallam, Bea Lindqvist" in sheet_text(p)
    assert "Somebody Unheard-of (not yet known), Bea Lindqvist" in sheet_text(p)
    (sheet,) = check_lists(p)
    budget = line(p, meeting_id, "send the budget")
    p.ws.press(ASHA, sheet, ids.ACTION_STEP + "edit", block_id=f"check:{budget.id}")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"text": "Send the budget of 2027"})
    p.settled()
    assert "Send the budget of 2027" in sheet_text(p)

    # Issue: told once, numbered, shown in the channel; twice is told so.
    (sheet,) = check_lists(p)
    p.ws.press(ASHA, sheet, ids.CHECK_STEP + "issue")
    dm = p.ws.dm(ASHA)
    answer = said(p, ASHA, dm)
    assert re.search(r"Issued: 2 actions \d{6}/01–02; 2 people told", answer)
    p.settled()
    assert "Issued. The owners have been told" in sheet_text(p)
    assert not [b for b in check_lists(p)[0]["blocks"] if b["type"] == "actions"]
    for user in (HALLAM, BEA):
        told = [m for m in p.ws.messages(p.ws.dm(user), user) if "Send the budget of" in plain(m)]
        assert len(told) == 1
    listed = next(m for m in p.ws.messages(BOARD)[::-1] if "2 actions" in plain(m))
    assert "Send the budget of 2027" in plain(listed)
    assert "withdraw me" not in plain(listed)
    assert "told twice" in meeting(p, f"issue {_day(p, meeting_id)}")
    assert len(captured(p, meeting_id)) == 4, "what was withdrawn stays in the record"


def _day(p: Product, meeting_id: str) -> str:
    day: str = p.look(lambda tx: tx.meetings.get(meeting_id).day.isoformat())
    return day


def test_a_double_click_on_issue_tells_nobody_twice(p: Product) -> None:
    run_a_meeting(p)
    (sheet,) = check_lists(p)
    for _ in range(2):
        p.ws.press(ASHA, sheet, ids.CHECK_STEP + "issue")
    assert "Issued: 4 actions" in said(p, ASHA, p.ws.dm(ASHA)), (
        "the second press is the first one's"
    )
    p.settled()
    told = [m for m in p.ws.messages(p.ws.dm(HALLAM), HALLAM) if "for you" in plain(m)]
    assert len(told) == 1


def test_issued_by_command_and_followed_in_the_channel(p: Product) -> None:
    meeting_id = run_a_meeting(p)
    answer = meeting(p, "issue")
    assert "4 actions" in answer
    assert "Nobody can be told of" in answer
    p.settled()
    reference = line(p, meeting_id, "send the budget").reference
    p.ws.command(HALLAM, BOARD, f"/action done {reference} sent")
    p.settled()
    listed = next(m for m in p.ws.messages(BOARD)[::-1] if "4 actions" in plain(m))
    shown = next(x for x in plain(listed).splitlines() if reference in x)
    assert ":ballot_box_with_check:" in shown, "the list in the channel shows the state"


def test_exempt_lines_never_reach_the_channel(p: Product) -> None:
    (coming,) = planned(p)
    meeting(p, "open")
    p.ws.command(ASHA, BOARD, "/action")
    form = {"text": "Settle the secret claim", "owners_slack": [HALLAM], "exempt": "para 3: money"}
    p.ws.submit(ASHA, p.ws.open_view(ASHA), form)
    p.ws.command(ASHA, BOARD, "/action @hallam: open words")
    meeting(p, "close")
    p.settled()
    assert "Settle the secret claim" in sheet_text(p), "the officer checks it"
    meeting(p, "issue")
    p.settled()
    public = [m for m in p.ws.messages(BOARD, HALLAM) if not m.get("ephemeral")]
    assert not [m for m in public if "secret" in plain(m).lower()]
    listed = next(m for m in public[::-1] if "open words" in plain(m))
    assert "1 exempt matter is not shown here" in plain(listed)
    toms = p.ws.messages(p.ws.dm(HALLAM), HALLAM)
    assert [m for m in toms if "Settle the secret claim" in plain(m)]
    assert coming.id


def test_a_long_meeting_is_checked_in_parts(p: Product) -> None:
    meeting(p, "open")
    for n in range(1, 19):
        p.ws.command(ASHA, BOARD, f"/action @hallam: matter {n}")
    meeting(p, "close")
    p.settled()
    dm = p.ws.messages(p.ws.dm(ASHA), ASHA)
    first, second = [m for m in dm if re.search(r"Part [12] of 2", plain(m))]
    assert "*15.* matter 15" in plain(first)
    assert "*16.* matter 16" in plain(second)
    issue = ids.CHECK_STEP + "issue"
    assert issue not in str(first["blocks"])
    p.ws.press(ASHA, second, issue)
    assert "18 actions" in said(p, ASHA, p.ws.dm(ASHA))


def test_opening_by_mistake_is_taken_back(p: Product) -> None:
    answer = meeting(p, "open")
    assert "/meeting undo" in answer, "the coming meeting is not today's"
    assert "planned again" in meeting(p, "undo")
    assert len(planned(p)) == 1
    meeting(p, "open")
    p.ws.command(ASHA, BOARD, "/action @hallam: send it")
    assert "has been captured" in meeting(p, "undo")


def test_the_home_of_the_officer_reminds_of_issuing(p: Product) -> None:
    meeting_id = run_a_meeting(p)
    p.ws.open_home(ASHA)

    def waiting() -> dict[str, Any] | None:
        home = p.ws.home(ASHA)
        return home if home and "not issued" in plain(home) else None

    home = until(waiting, 10, "the meeting on Asha's Home")
    p.ws.press(ASHA, home, f"{ids.MEETING_STEP}check:{meeting_id}")
    p.settled()
    assert len(check_lists(p)) == 2, "the list once more"


def test_what_the_meeting_did_not_confirm_is_kept_open_from_the_check_list(p: Product) -> None:
    meeting(p, "schedule 16 March 2027")
    p.ws.command(ASHA, BOARD, "/action @hallam: an earlier matter")
    p.ws.command(ASHA, BOARD, f"/action done {reference(p)}: it is done")
    meeting(p, "open 16 March 2027")
    meeting(p, "close")
    p.settled()
    shown = check_lists(p)[-1]
    assert "Confirmed as completed: 1 action" in plain(shown)
    p.ws.press(ASHA, shown, ids.CHECK_STEP + "keep_open")
    p.settled()
    assert "Confirmed as completed" not in plain(check_lists(p)[-1])
    (action,) = [a for a in every_action(p) if a.reference == reference(p)]
    assert action.keep_open


def test_the_outcome_of_what_was_due_is_recorded_from_the_check_list(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by next meeting: an earlier promise")
    meeting(p, "open")
    meeting(p, "close")
    p.settled()
    shown = check_lists(p)[-1]
    assert "Due at this meeting: 1 action" in plain(shown)
    promised = max(every_action(p), key=lambda a: a.created_at)
    p.ws.press(ASHA, shown, ids.ACTION_STEP + "done", block_id=f"due:{promised.id}")
    if p.ws.has_view(ASHA):
        p.ws.submit(ASHA, p.ws.open_view(ASHA), {"text": "reported at the meeting"})
    p.settled()
    assert "Due at this meeting" not in plain(check_lists(p)[-1])


def test_a_double_click_sends_one_check_list(p: Product) -> None:
    meeting(p, "open")
    meeting(p, "close")
    p.settled()
    before = len(check_lists(p))
    meeting(p, "list")
    menu = [m for m in p.ws.messages(BOARD, ASHA) if m.get("ephemeral")][-1]
    step = next(e["action_id"] for b in menu["blocks"] if b["type"] == "actions"
                for e in b["elements"] if ":check:" in e["action_id"])  # fmt: skip
    for _ in range(2):
        p.ws.press(ASHA, menu, step)
    p.settled()
    assert len(check_lists(p)) == before + 1


def every_action(p: Product) -> list[Action]:
    def query(tx: Any) -> list[Action]:
        return [a for b in tx.boards.everywhere() for a in tx.actions.of_board(b.id)]

    found: list[Action] = p.look(query)
    return found


def reference(p: Product) -> str:
    """That of the action recorded last."""
    return max(every_action(p), key=lambda a: a.created_at).reference
