"""Minutes in: a draft reviewed line by line, then recorded once and paired with the record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from storage.database import open_store
from tests.support.council import Council
from tests.support.papers import MINUTES, PLAN, log, paper
from workflows import (
    action_recording,
    draft_editing,
    logbook,
    meeting_live,
    minutes_recording,
    minutes_review,
    resolution_recording,
)
from workflows.access import PUBLIC, Audience, disclose
from workflows.action_recording import NewAction
from workflows.actions import Status
from workflows.deadlines import DueKind
from workflows.draft_editing import LineChange
from workflows.drafts import Choice, Draft, DraftState, LineKind, text_in
from workflows.errors import AlreadyDone, DomainError, InvalidInput, NotAllowed
from workflows.meetings import MeetingState
from workflows.resolution_recording import NewResolution

pytest_plugins = ["tests.support.stores", "tests.support.council"]

HELD = date(2026, 12, 14)


@pytest.fixture
def board(sqlite_council: Council) -> Council:
    return sqlite_council


def read(board: Council, text: str = MINUTES, key: str = "1", who: str = "asha") -> Any:
    return board.do(minutes_review.take_in, who, board.board.id, paper(text), key)


def accept(board: Council, draft: Draft, *kinds: LineKind) -> Draft:
    for kind in kinds or (LineKind.RESOLUTION, LineKind.ACTION):
        draft = board.do(minutes_review.accept_all, "asha", draft.id, kind)
    return draft


def record(board: Council, draft: Draft) -> minutes_recording.Recorded:
    return board.do(minutes_recording.record, "asha", draft.id)


def line(draft: Draft, words: str) -> Any:
    return next(x for x in draft.lines if words in text_in(x))


def test_nothing_is_recorded_by_reading(board: Council) -> None:
    draft = read(board)
    kinds = [x.kind for x in draft.lines]
    assert kinds.count(LineKind.RESOLUTION) == 1
    assert kinds.count(LineKind.ACTION) == 5
    assert kinds.count(LineKind.DELEGATION) == 1
    assert kinds.count(LineKind.IMPLIED) == 1
    assert draft.meeting["date"] == HELD.isoformat()
    assert board.look(lambda tx: tx.actions.of_board(board.board.id)) == []
    assert [p.args["draft_id"] for p in board.outbox("draft_review")] == [draft.id]


def test_owners_and_dues_are_shown_as_read_on_the_day_of_the_meeting(board: Council) -> None:
    draft = read(board)
    assert line(draft, "vaccination").data["owners_shown"] == ["Director of Public Health"]
    assert "Fri 29 Jan 2027" in line(draft, "vaccination").data["due_shown"]
    assert line(draft, "library").data["owners_shown"] == ["“Councillor Idris Callow” (not known)"]
    assert line(draft, "warm spaces").data["due_shown"] == "as a matter of urgency"


def test_recording_makes_the_meeting_resolutions_delegations_and_actions(board: Council) -> None:
    done = record(board, accept(board, read(board)))
    assert done.meeting.day == HELD
    assert done.meeting.state is MeetingState.ISSUED
    assert [r.minute_ref for r in done.resolutions] == ["35"]
    assert [d.reference for d in done.delegations] == ["D1"]
    assert done.delegations[0].clause_id == done.resolutions[0].clauses[1].id
    by_text = {a.text.split(" ")[0]: a for a in done.actions}
    assert len(done.actions) == 5
    vaccination = by_text["The"]
    assert vaccination.reference.startswith("141226/")
    assert vaccination.due.day == date(2027, 1, 29)
    assert vaccination.meeting_id == done.meeting.id
    assert done.draft.state is DraftState.RECORDED
    assert any("15 March 2027" in n for n in done.notes)


def test_mover_and_seconder_are_recorded_with_the_resolution(board: Council) -> None:
    voted = MINUTES.replace(
        "Action: ",
        "Proposed by Councillor Peake, seconded by Tom Hallam. 5 for, 1 against.\n\nAction: ",
        1,
    )
    draft = read(board, voted)
    (offered,) = (x for x in draft.lines if x.kind is LineKind.RESOLUTION)
    assert offered.data["vote"].endswith("seconded by Tom Hallam, 5 for, 1 against")
    (kept,) = record(board, accept(board, draft, LineKind.RESOLUTION)).resolutions
    assert (kept.mover, kept.seconder) == ("Councillor Peake", "Tom Hallam")


def test_a_log_gives_reference_status_and_progress(board: Council) -> None:
    done = record(board, accept(board, read(board)))
    logged = {a.reference: a for a in done.actions}
    assert logged["121026/01"].status is Status.CLOSED
    assert logged["121026/01"].closed_meeting_id == done.meeting.id
    assert logged["121026/02"].status is Status.IN_PROGRESS
    assert [(n.text, n.approved) for n in logged["121026/02"].notes] == [("Drafted", True)]


def test_the_numbers_of_a_log_are_not_given_away(board: Council) -> None:
    done = record(board, accept(board, read(board, MINUTES.replace("121026/0", "141226/0"))))
    by_reference = {a.reference: a.text for a in done.actions}
    assert by_reference["141226/02"] == PLAN
    assert sorted(by_reference) == [f"141226/0{n}" for n in range(1, 6)]
    assert {a.meeting_id for a in done.actions} == {done.meeting.id}


def test_a_number_that_means_something_else_is_not_taken_for_the_same(board: Council) -> None:
    new = NewAction("Buy a kettle", reference="121026/01")
    kettle = board.do(action_recording.record, "asha", board.board.id, new)
    done = record(board, accept(board, read(board)))
    assert board.action(kettle.id) == kettle
    assert any("121026/01 of the paper is another action here" in n for n in done.notes)


def test_in_a_pack_for_the_next_meeting_what_is_completed_waits_for_it(board: Council) -> None:
    draft = read(board)
    with board.store.begin() as tx:
        tx.drafts.save(replace(draft, meeting={**draft.meeting, "agenda": "2027-03-15"}))
    done = record(board, accept(board, draft))
    completed = next(a for a in done.actions if a.reference == "121026/01")
    assert completed.status is Status.ACCEPTED


def test_each_owner_is_told_once_of_everything(board: Council) -> None:
    done = record(board, accept(board, read(board)))
    told = board.outbox("owner_tasks")
    bea = [p for p in told if p.person_id == board.people["bea"].id]
    assert len(bea) == 1
    assert len(bea[0].args["action_ids"]) == 2
    assert done.told == len(told) == 2


def test_two_officers_do_not_record_twice(board: Council) -> None:
    draft = accept(board, read(board))
    record(board, draft)
    with pytest.raises(AlreadyDone, match="You recorded these minutes on Mon 11 Jan 2027"):
        record(board, draft)
    assert len(board.look(lambda tx: tx.actions.of_board(board.board.id))) == 5


def test_two_officers_at_once_record_once(council: Council) -> None:
    draft = accept(council, read(council))

    def attempt(_: int) -> str:
        try:
            record(council, draft)
        except DomainError as refused:
            return type(refused).__name__
        return "recorded"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, range(4)))
    assert outcomes.count("recorded") == 1, outcomes
    assert len(council.look(lambda tx: tx.actions.of_board(council.board.id))) == 5
    assert len(council.look(lambda tx: tx.resolutions.of_board(council.board.id))) == 1


def test_a_half_done_review_survives_a_restart(board: Council) -> None:
    draft = read(board)
    board.do(minutes_review.choose, "asha", draft.id, 2, Choice.REJECTED)
    url = board.store.engine.url.render_as_string()
    board.store.close()
    board.store = open_store(url)
    (found,) = board.look(lambda tx: tx.drafts.open_of_board(board.board.id))
    assert found.line(2).choice is Choice.REJECTED
    assert found.lines[0] == draft.lines[0]


def test_reading_the_same_file_twice_offers_nothing_twice(board: Council) -> None:
    first = read(board)
    assert read(board, key="2").id == first.id
    for each in first.lines:
        choice = Choice.REJECTED if each.kind is LineKind.IMPLIED else Choice.ACCEPTED
        first = board.do(minutes_review.choose, "asha", first.id, each.number, choice)
    record(board, first)
    assert read(board, key="3") is None
    assert "already read on Mon 11 Jan 2027: nothing new" in board.outbox("text")[-1].args["text"]
    other = read(board, MINUTES.replace("The meeting closed", "The  meeting closed"), key="4")
    assert other is None
    assert "has been decided upon before" in board.outbox("text")[-1].args["text"]


def test_what_was_left_undecided_is_offered_again(board: Council) -> None:
    kinds = (LineKind.RESOLUTION, LineKind.ACTION, LineKind.ATTENDANCE)
    done = record(board, accept(board, read(board), *kinds))
    (note,) = [n for n in done.notes if "1 line was left undecided" in n]
    assert "read the paper again to decide on it" in note
    again = read(board, key="2")
    assert [x.kind for x in again.lines] == [LineKind.IMPLIED]
    assert again.left_out == 9


def test_a_choice_pressed_again_is_taken_back(board: Council) -> None:
    draft = read(board)
    draft = board.do(minutes_review.choose, "asha", draft.id, 1, Choice.ACCEPTED)
    assert draft.lines[0].choice is Choice.ACCEPTED
    draft = board.do(minutes_review.choose, "asha", draft.id, 1, Choice.ACCEPTED)
    assert draft.lines[0].choice is Choice.ACCEPTED, "two officers agree"
    draft = board.do(minutes_review.choose, "asha", draft.id, 1, Choice.WAITING)
    assert draft.lines[0].choice is Choice.WAITING


def test_an_edited_line_is_recorded_as_edited(board: Council) -> None:
    draft = read(board)
    number = line(draft, "library").number
    change = LineChange("Speak to the libraries", ["Bea Lindqvist"], "next meeting", "37")
    draft = board.do(draft_editing.edit_line, "asha", draft.id, number, change)
    assert line(draft, "libraries").data["as_read"].startswith("Councillor Idris Callow")
    done = record(board, draft)
    (action,) = done.actions
    assert action.text == "Speak to the libraries"
    assert action.owners[0].person_id == board.people["bea"].id
    assert action.due.kind is DueKind.NEXT_MEETING


def test_an_unreadable_due_is_refused_beside_its_field(board: Council) -> None:
    draft = read(board)
    number = line(draft, "library").number
    with pytest.raises(InvalidInput) as refused:
        board.do(draft_editing.edit_line, "asha", draft.id, number, LineChange(due="blue moon"))
    assert refused.value.field == "due"


def test_what_was_captured_live_takes_the_minuted_words(board: Council) -> None:
    board.now = board.now.replace(year=2026, month=12, day=14, hour=14)
    meeting = board.meeting("14 December 2026")
    board.do(meeting_live.open_meeting, "asha", board.board.id)
    live = board.record("report the submitted return", "Tom Hallam")
    new = NewResolution("notes the progress; delegates approval of the Better Care Fund return")
    captured = board.do(resolution_recording.record, "asha", board.board.id, new).resolution
    with pytest.raises(AlreadyDone, match="still open"):
        record(board, accept(board, read(board)))
    board.do(meeting_live.close_meeting, "asha", board.board.id)
    draft = board.look(lambda tx: tx.drafts.open_of_board(board.board.id))[0]
    done = record(board, draft)
    assert done.meeting.id == meeting.id
    minuted = board.action(live.id)
    assert minuted.text == "Bea Lindqvist to report the submitted return to the next meeting."
    assert not minuted.live
    assert minuted.reference.startswith("141226/")
    assert minuted.owners[0].person_id == board.people["tom"].id
    assert board.look(lambda tx: tx.actions.previous(live.id))[0].text == live.text
    assert [r.id for r in done.resolutions] == [captured.id]
    assert done.resolutions[0].minute_ref == "35"
    assert len(board.look(lambda tx: tx.delegations.of_board(board.board.id))) == 1


@pytest.mark.parametrize(
    ("typed", "recorded", "stands"),
    [
        ("", date(2027, 1, 29), ""),
        ("next meeting", date(2027, 1, 29), ""),
        ("20 January 2027", date(2027, 1, 20), "due Wed 20 Jan 2027"),
    ],
)
def test_a_minuted_date_goes_before_the_next_meeting_but_not_before_one_agreed(
    board: Council, typed: str, recorded: date, stands: str
) -> None:
    board.now = board.now.replace(year=2026, month=12, day=14, hour=14)
    board.meeting("14 December 2026")
    board.meeting("15 March 2027")
    board.do(meeting_live.open_meeting, "asha", board.board.id)
    live = board.record("present vaccination figures by ward", "Tom Hallam", due=typed)
    board.do(meeting_live.close_meeting, "asha", board.board.id)
    draft = read(board)
    minuted = line(draft, "vaccination")
    assert minuted.twin == "captured at the meeting"
    assert minuted.data.get("stands", "") == stands
    assert line(draft, "warm spaces").twin == ""
    record(board, accept(board, draft))
    after = board.action(live.id)
    assert (after.due.day, after.original_due.day) == (recorded, recorded)


def test_an_edited_line_says_anew_what_it_stands_for(board: Council) -> None:
    board.now = board.now.replace(year=2026, month=12, day=14, hour=14)
    board.meeting("14 December 2026")
    board.do(meeting_live.open_meeting, "asha", board.board.id)
    board.record("circulate the flood plan of the harbour")
    board.do(meeting_live.close_meeting, "asha", board.board.id)
    draft = read(board)
    number = line(draft, "warm spaces").number
    change = LineChange(text="Circulate the flood plan of the harbour to all")
    draft = board.do(draft_editing.edit_line, "asha", draft.id, number, change)
    assert line(draft, "flood plan").twin == "captured at the meeting"


def test_a_planned_meeting_with_minutes_was_held(board: Council) -> None:
    board.now = board.now.replace(year=2026, month=12, day=1)
    meeting = board.meeting("14 December 2026")
    board.now = board.now.replace(year=2027, month=1, day=11)
    done = record(board, accept(board, read(board)))
    assert done.meeting.id == meeting.id
    assert done.meeting.state is MeetingState.ISSUED


def test_a_paper_without_a_date_asks_which_meeting(board: Council) -> None:
    text = MINUTES.replace("held on 14 December 2026 at 2.00 pm", "held at 2.00 pm")
    draft = accept(board, read(board, text))
    assert draft.meeting["date"] == ""
    with pytest.raises(InvalidInput, match="Which meeting"):
        record(board, draft)
    draft = board.do(draft_editing.set_meeting_day, "asha", draft.id, "14 December 2026")
    named = board.look(lambda tx: tx.ledger.of_subject("draft", draft.id))[-1]
    assert (named[0].deed, named[1]["day"]) == ("meeting named", "2026-12-14")
    assert record(board, draft).meeting.day == HELD


def test_only_officers_read_and_decide(board: Council) -> None:
    with pytest.raises(NotAllowed):
        read(board, who="tom")
    draft = read(board)
    with pytest.raises(NotAllowed):
        board.do(minutes_review.choose, "tom", draft.id, 1, Choice.ACCEPTED)


def test_nothing_accepted_records_nothing(board: Council) -> None:
    with pytest.raises(InvalidInput, match="Nothing is accepted yet"):
        record(board, read(board))


def test_contacts_stay_in_the_record_and_reach_no_title(board: Council) -> None:
    text = MINUTES.replace("A list of warm spaces", "Ring 01632 960123 or a.b@example.org: a list")
    draft = read(board, text)
    assert "01632 960123" in line(draft, "to be published").data["text"]
    done = record(board, accept(board, draft))
    kept = next(a for a in done.actions if "to be published" in a.text)
    assert "a.b@example.org" in kept.text
    seen = disclose([kept], PUBLIC).shown[0].text
    assert seen.startswith("Ring [telephone number] or [e-mail address]: a list to be published")
    asha = board.look(lambda tx: Audience(board.caller(tx, "asha")))
    assert disclose([kept], asha).shown == (kept,)
    log_of = board.look(lambda tx: logbook.action_log(tx, board.board, asha, board.now))
    assert "01632" not in repr(log_of)
    assert "[telephone number]" in repr(log_of)


def test_a_paper_without_matter_says_so(board: Council) -> None:
    assert read(board, "A recipe for soup.\n\nBoil water.") is None
    assert "no resolutions and no actions" in board.outbox("text")[-1].args["text"]


def test_a_later_log_updates_what_stands_in_the_register(council: Council) -> None:
    record(council, accept(council, read(council)))
    row = ("121026/02", PLAN, "Bea Lindqvist", "Agreed by partners", "Completed")
    later = f"Minutes of the meeting held on 11 January 2027\n\nAction log\n\n{log(row)}\n"
    draft = read(council, later, key="2")
    assert line(draft, "volunteering").twin == "121026/02"
    done = record(council, accept(council, draft, LineKind.ACTION))
    assert done.paired == 1
    (action,) = done.actions
    assert action.status is Status.CLOSED
    assert action.notes[-1].text == "Agreed by partners"


SETTLED = """a) the settlement with the contractor be agreed;
b) Tom Hallam be requested to report back on the settlement at the next meeting"""


def test_what_came_of_an_exempt_resolution_stays_exempt(board: Council) -> None:
    meeting = board.meeting("11 January 2027")
    board.do(meeting_live.open_meeting, "asha", board.board.id)
    secret = NewResolution(SETTLED, exempt="paragraph 3")
    board.do(resolution_recording.record, "asha", board.board.id, secret)
    board.do(meeting_live.close_meeting, "asha", board.board.id)
    board.do(meeting_live.issue, "asha", meeting.id)
    text = MINUTES.partition("Present:")[0].replace("14 December 2026", "11 January 2027")
    draft = read(board, f"{text}\n5. Settlement\n\nRESOLVED that\n{SETTLED}.\n")
    for each in draft.lines:
        board.do(minutes_review.choose, "asha", draft.id, each.number, Choice.ACCEPTED)
    done = record(board, draft)
    assert [r.exempt for r in done.resolutions] == ["paragraph 3"]
    assert [a.exempt for a in done.actions] == ["paragraph 3"]


def test_the_register_is_read_once_however_long_the_paper(board: Council) -> None:
    rows = "\n\n".join(f"Action: Tom Hallam to circulate paper {n} on housing." for n in range(20))
    text = MINUTES.partition("31. Welcome")[0] + f"31. Papers\n\n{rows}\n"
    draft = accept(board, read(board, text), LineKind.ACTION)
    statements: list[str] = []
    with board.store.begin() as tx:
        connection = tx._connection  # type: ignore[attr-defined]
        event.listen(connection, "before_cursor_execute", lambda *a: statements.append(a[2]))
        done = minutes_recording.record(tx, board.caller(tx, "asha"), draft.id, board.now)
    asked = [x.partition("FROM action ")[2] for x in statements if "FROM action " in x]
    whole = [x for x in asked if "action.board_id = " in x and "action.reference) = " not in x]
    assert len(done.actions) == 20
    assert 0 < len(whole) < 10
