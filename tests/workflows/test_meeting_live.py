"""The live meeting: open, item, close, check list, issue."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.support.council import Council
from workflows import (
    action_answers,
    action_recording,
    confirming,
    meeting_live,
    resolution_recording,
)
from workflows.action_recording import Correction, NewAction
from workflows.actions import Action, Status
from workflows.deliveries import Delivery, Shown
from workflows.errors import AlreadyDone, DomainError, InvalidInput, NotAllowed, NotFound
from workflows.meeting_live import CheckList, Issued
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.resolution_recording import NewResolution


@pytest.fixture
def live(council: Council) -> Council:
    """A council in an open meeting, with the next one planned."""
    council.meeting("11 January 2027")
    council.meeting("16 March 2027")
    open_(council)
    return council


def open_(c: Council, meeting: Meeting | None = None, who: str = "asha") -> Meeting:
    chosen = meeting.id if meeting else None
    return c.do(meeting_live.open_meeting, who, c.board.id, meeting_id=chosen)


def close(c: Council) -> CheckList:
    return c.do(meeting_live.close_meeting, "asha", c.board.id)


def check(c: Council, meeting: Meeting) -> CheckList:
    with c.store.begin() as tx:
        return meeting_live.check_list(tx, c.caller(tx, "asha"), meeting.id)


def issue(c: Council, meeting: Meeting, who: str = "asha") -> Issued:
    return c.do(meeting_live.issue, who, meeting.id)


# --- opening ----------------------------------------------------------------------------------


def test_todays_meeting_is_opened_else_the_nearest(council: Council) -> None:
    council.meeting("12 January 2027")
    todays = council.meeting("11 January 2027")
    assert open_(council).id == todays.id
    close(council)
    assert open_(council).day.day == 12


def test_one_meeting_at_a_time(live: Council) -> None:
    with pytest.raises(AlreadyDone, match="open already"):
        open_(live)


def test_nothing_to_open(council: Council) -> None:
    with pytest.raises(NotFound, match="/meeting schedule"):
        open_(council)
    with pytest.raises(NotFound, match="/meeting open"):
        close(council)
    with pytest.raises(NotFound, match="/meeting open"):
        council.do(meeting_live.set_item, "asha", council.board.id, "7")


def test_only_officers_run_it(live: Council) -> None:
    meeting = live.look(lambda tx: tx.meetings.find_open(live.board.id))
    line = live.record("Send it", "Tom Hallam")
    for refused in (
        lambda: open_(live, who="rosalind"),
        lambda: live.do(meeting_live.set_item, "rosalind", live.board.id, "7"),
        lambda: live.do(meeting_live.close_meeting, "rosalind", live.board.id),
        lambda: live.do(meeting_live.take_back, "rosalind", live.board.id),
        lambda: live.do(meeting_live.issue, "rosalind", meeting.id),
        lambda: live.do(meeting_live.withdraw, "tom", line.id),
        lambda: live.do(meeting_live.add_owners, "tom", line.id, ["Bea Lindqvist"]),
        lambda: live.do(meeting_live.merge, "tom", line.id, line.id),
    ):
        with pytest.raises(NotAllowed):
            refused()


# --- capturing --------------------------------------------------------------------------------


def test_what_is_recorded_belongs_to_the_meeting_and_nobody_is_told(live: Council) -> None:
    live.do(meeting_live.set_item, "asha", live.board.id, "  7   Budget ")
    action = live.record("Send the budget", "Tom Hallam")
    assert (action.live, action.reference, action.item) == (True, "", "7 Budget")
    assert action.due.day is not None, "due at the next meeting unless said otherwise"
    assert action.due.day.isoformat() == "2027-03-16"
    assert live.outbox("owner_tasks") == []
    assert live.look(lambda tx: tx.actions.of_board(live.board.id)) == [], "not in the log yet"
    with pytest.raises(AlreadyDone, match="not been issued"):
        live.do(action_answers.done, "tom", action.id, "done")


def test_an_item_needs_a_name(live: Council) -> None:
    with pytest.raises(InvalidInput, match="/meeting item 7"):
        live.do(meeting_live.set_item, "asha", live.board.id, "  ")


def test_closing_confirms_what_was_accepted_but_for_what_is_kept_open(council: Council) -> None:
    done = [council.record(f"Matter {n}", "Tom Hallam") for n in range(3)]
    for action in done[:2]:
        council.do(action_answers.done, "asha", action.id, "done")
    council.do(action_answers.done, "tom", done[2].id, "done")
    council.do(action_answers.keep_open, "asha", done[1].id, True)
    meeting = council.meeting("11 January 2027")
    open_(council)
    close(council)
    states = [council.action(a.id).status for a in done]
    assert states == [Status.CLOSED, Status.ACCEPTED, Status.PROPOSED_DONE]
    assert council.action(done[0].id).closed_meeting_id == meeting.id


def completed(c: Council, text: str = "Matter") -> Action:
    """An action of Tom's, accepted now."""
    return c.do(action_answers.done, "asha", c.record(text, "Tom Hallam").id, "done")


@pytest.mark.parametrize("kind", [MeetingKind.PRIVATE, MeetingKind.EXTRAORDINARY])
def test_only_an_ordinary_meeting_confirms(sqlite_council: Council, kind: MeetingKind) -> None:
    action = completed(sqlite_council)
    open_(sqlite_council, sqlite_council.meeting("11 January 2027", kind=kind))
    assert close(sqlite_council).confirmed == ()
    assert sqlite_council.action(action.id).status is Status.ACCEPTED


def test_what_is_accepted_while_it_sits_waits_for_the_next_log(sqlite_council: Council) -> None:
    c = sqlite_council
    before, during = completed(c, "Before"), c.record("Earlier matter", "Tom Hallam")
    c.meeting("11 January 2027")
    open_(c)
    c.now += timedelta(minutes=30)
    c.do(action_answers.done, "asha", during.id, "done")
    checked = close(c)
    assert [a.id for a in checked.confirmed] == [before.id]
    assert c.action(during.id).status is Status.ACCEPTED


def test_a_close_that_is_taken_back_confirms_nothing(sqlite_council: Council) -> None:
    c = sqlite_council
    action = completed(c)
    c.meeting("11 January 2027")
    open_(c)
    c.now += timedelta(minutes=30)
    close(c)
    c.do(meeting_live.take_back, "asha", c.board.id)
    back = c.action(action.id)
    assert (back.status, back.closed_meeting_id) == (Status.ACCEPTED, None)
    assert [a.id for a in close(c).confirmed] == [action.id], "closed again, confirmed again"


def test_what_the_meeting_did_not_confirm_is_kept_open(sqlite_council: Council) -> None:
    c = sqlite_council
    action = completed(c)
    c.meeting("11 January 2027")
    open_(c)
    meeting = close(c).meeting
    with pytest.raises(NotAllowed):
        c.do(confirming.keep_open, "tom", action.id)
    kept = c.do(confirming.keep_open, "asha", action.id)
    assert (kept.status, kept.keep_open) == (Status.ACCEPTED, True)
    again = c.look(lambda tx: meeting_live.check_list(tx, c.caller(tx, "asha"), meeting.id))
    assert again.confirmed == ()
    with pytest.raises(AlreadyDone):
        c.do(confirming.keep_open, "asha", action.id)


# --- the check list ---------------------------------------------------------------------------


def test_the_check_list_says_what_is_missing(live: Council) -> None:
    live.record("No owner")
    live.record("Unknown", "Somebody Unheard-of", due="none")
    live.record("Whole", "Tom Hallam")
    checked = close(live)
    assert [a.text for a in checked.actions] == ["No owner", "Unknown", "Whole"]
    assert checked.questions == (
        "1 action has no owner",
        "1 action has an owner not yet known",
        "1 action has no date",
    )


def test_withdrawn_lines_keep_their_place_and_come_back(live: Council) -> None:
    first, second = live.record("First", "Tom Hallam"), live.record("Second", "Tom Hallam")
    meeting = close(live).meeting
    live.do(meeting_live.withdraw, "asha", first.id)
    checked = check(live, meeting)
    assert [a.id for a in checked.captured] == [first.id, second.id]
    assert [a.id for a in checked.actions] == [second.id]
    with pytest.raises(AlreadyDone):
        live.do(meeting_live.withdraw, "asha", first.id)
    back = live.do(meeting_live.put_back, "asha", first.id)
    assert (back.status, back.turn) == (first.status, first.turn)
    with pytest.raises(AlreadyDone, match="not withdrawn"):
        live.do(meeting_live.put_back, "asha", first.id)
    live.do(meeting_live.withdraw, "asha", first.id)
    issued = issue(live, meeting)
    assert [a.text for a in issued.actions] == ["Second"]
    with pytest.raises(AlreadyDone):
        live.do(meeting_live.put_back, "asha", first.id)


def test_merging_unites_owners_and_keeps_the_words(live: Council) -> None:
    first = live.record("Send the budget", "Tom Hallam (lead)")
    second = live.record("Send budget to all", "Bea Lindqvist (lead)", "Tom Hallam")
    meeting = close(live).meeting
    merged = live.do(meeting_live.merge, "asha", first.id, second.id)
    assert [(o.printed, o.lead) for o in merged.owners] == [
        ("Tom Hallam", True),
        ("Bea Lindqvist", False),
    ]
    assert merged.notes[-1].text == "Merged with: Send budget to all"
    assert live.action(second.id).status is Status.CANCELLED
    with pytest.raises(AlreadyDone):
        live.do(meeting_live.merge, "asha", first.id, second.id)
    with pytest.raises(AlreadyDone, match="two different lines"):
        live.do(meeting_live.merge, "asha", first.id, first.id)
    assert len(issue(live, meeting).actions) == 1


def test_merging_takes_over_the_date_and_the_exemption(live: Council) -> None:
    def record(new: NewAction) -> Action:
        return live.do(action_recording.record, "asha", live.board.id, new)

    first = record(NewAction("Open words", due="none"))
    second = record(NewAction("Secret words", due="1 March 2027", exempt="para 3: money"))
    merged = live.do(meeting_live.merge, "asha", first.id, second.id)
    assert merged.exempt == "para 3: money", "the note holds exempt words"
    assert merged.due.day is not None
    assert merged.due.day.isoformat() == "2027-03-01"


def test_owners_are_added_and_nobody_twice(live: Council) -> None:
    action = live.record("Send it", "Tom Hallam")
    grown = live.do(
        meeting_live.add_owners, "asha", action.id, ["<@U3>", "Bea Lindqvist", "New Body"]
    )
    assert [o.printed for o in grown.owners] == ["Tom Hallam", "Bea Lindqvist", "New Body"]
    with pytest.raises(InvalidInput, match="at least one owner") as refused:
        live.do(meeting_live.add_owners, "asha", action.id, [" "])
    assert refused.value.field == "owners"


def test_every_change_of_a_line_renders_the_list_again(live: Council) -> None:
    action = live.record("Send it", "Tom Hallam")
    meeting = close(live).meeting
    with live.store.begin() as tx:
        for subject, subject_id in (("meeting", meeting.id), ("action", action.id)):
            shown = Shown(subject, subject_id, "D1", "1.1", "check_list", "p", {"part": 0})
            tx.showings.add(shown)
    edited = Correction(text="Send it all")
    live.do(action_recording.edit, "asha", action.id, edited, "")
    (update,) = [p for p in live.outbox("check_list") if p.key == "update:D1:1.1"]
    assert update.args["ts"] == "1.1"
    with live.store.begin() as tx:
        claimed = [tx.outbox.claim(live.now, live.now, 60) for _ in range(30)]
        for one in claimed:
            if one:
                tx.outbox.mark_sent(one, live.now, "D1", "1.1")
    issue(live, meeting)
    pending = live.look(lambda tx: [p.key for _, p, s, *_ in tx.outbox.listing({Delivery.PENDING})])
    assert "update:D1:1.1" in pending, "issuing draws it again"


# --- issuing ----------------------------------------------------------------------------------


def test_issuing_numbers_in_order_and_tells_each_owner_once(live: Council) -> None:
    live.record("One", "Tom Hallam", "Bea Lindqvist")
    live.record("Two", "Tom Hallam")
    live.record("Three", "Asha Verma")
    live.record("Four", "Somebody Unheard-of")
    live.record("Five")
    meeting = close(live).meeting
    issued = issue(live, meeting)
    assert [a.reference for a in issued.actions] == [f"110127/0{n}" for n in range(1, 6)]
    assert issued.told == 2
    assert [a.text for a in issued.untold] == ["Four", "Five"]
    parcels = {p.person_id: p for p in live.outbox("owner_tasks")}
    assert set(parcels) == {live.people["tom"].id, live.people["bea"].id}, "the officer knows"
    assert len(parcels[live.people["tom"].id].args["action_ids"]) == 2
    assert issued.meeting.state is MeetingState.ISSUED
    assert all(not a.live for a in live.look(lambda tx: tx.actions.of_meeting(meeting.id)))
    (shown,) = live.outbox("issued_list")
    assert shown.channel == live.board.channel_id


def test_issued_once_only(live: Council) -> None:
    live.record("One", "Tom Hallam")
    meeting = close(live).meeting
    issue(live, meeting)
    with pytest.raises(AlreadyDone, match="told twice"):
        issue(live, meeting)
    assert len(live.outbox("owner_tasks")) == 1


def test_issued_once_by_two_officers_at_once(council: Council) -> None:
    council.meeting("11 January 2027")
    open_(council)
    council.record("One", "Tom Hallam")
    meeting = close(council).meeting

    def attempt(_: int) -> str:
        try:
            issue(council, meeting)
        except DomainError as refused:
            return type(refused).__name__
        return "issued"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, range(4)))
    assert outcomes.count("issued") == 1
    assert len(council.outbox("owner_tasks")) == 1
    issued = council.look(lambda tx: tx.actions.of_meeting(meeting.id))
    assert [a.reference for a in issued] == ["110127/01"]


def test_not_before_it_is_closed(live: Council) -> None:
    meeting = live.look(lambda tx: tx.meetings.find_open(live.board.id))
    with pytest.raises(AlreadyDone, match="Close it first"):
        issue(live, meeting)


def test_an_empty_meeting_is_issued_quietly(live: Council) -> None:
    meeting = close(live).meeting
    issued = issue(live, meeting)
    assert (issued.actions, issued.told, issued.resolutions) == ((), 0, 0)
    assert live.outbox("issued_list") == []


def test_of_a_private_meeting_nothing_is_posted(council: Council) -> None:
    meeting = council.meeting("11 January 2027", kind=MeetingKind.PRIVATE)
    open_(council, meeting)
    council.record("One", "Tom Hallam")
    close(council)
    issue(council, meeting)
    assert council.outbox("issued_list") == []
    assert len(council.outbox("owner_tasks")) == 1


# --- taking back ------------------------------------------------------------------------------


def test_opening_and_closing_can_be_taken_back(live: Council) -> None:
    back = live.do(meeting_live.take_back, "asha", live.board.id)
    assert (back.state, back.opened_at) == (MeetingState.PLANNED, None)
    open_(live, back)
    line = live.record("One", "Tom Hallam")
    with pytest.raises(AlreadyDone, match="has been captured"):
        live.do(meeting_live.take_back, "asha", live.board.id)
    close(live)
    again = live.do(meeting_live.take_back, "asha", live.board.id)
    assert (again.state, again.closed_at) == (MeetingState.OPEN, None)
    second = live.record("Two", "Tom Hallam")
    assert live.action(second.id).meeting_id == live.action(line.id).meeting_id
    issued = issue(live, close(live).meeting)
    assert len(issued.actions) == 2
    with pytest.raises(NotFound, match="none waits"):
        live.do(meeting_live.take_back, "asha", live.board.id)


def test_the_ledger_tells_the_meetings_story(live: Council) -> None:
    meeting = issue(live, close(live).meeting).meeting
    lines: list[Any] = live.look(lambda tx: tx.ledger.of_subject("meeting", meeting.id))
    assert [one.deed for one, _ in lines] == ["scheduled", "opened", "closed", "issued"]


def test_the_ledger_tells_that_a_resolution_was_issued(live: Council) -> None:
    new = NewResolution("the plan be agreed")
    made = live.do(resolution_recording.record, "asha", live.board.id, new).resolution
    issue(live, close(live).meeting)
    lines: list[Any] = live.look(lambda tx: tx.ledger.of_subject("resolution", made.id))
    assert [one.deed for one, _ in lines] == ["recorded", "issued"]
