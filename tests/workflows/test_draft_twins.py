"""What stands in the register already, beside what was read: updated, moved, opened again or kept
apart, and never without an officer's press."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.council import Council
from tests.support.papers import MINUTES, NEEDS, PLAN, log, paper
from workflows import (
    action_answers,
    draft_editing,
    draft_twins,
    meeting_live,
    minutes_batches,
    minutes_plan,
    minutes_recording,
    minutes_review,
)
from workflows.actions import Status
from workflows.draft_editing import LineChange, Twin
from workflows.draft_twins import NEW, asks_for_itself
from workflows.drafts import Choice, Draft, DraftState, LineKind, mark_of, text_in
from workflows.errors import AlreadyDone, Conflict

pytest_plugins = ["tests.support.stores", "tests.support.council"]


@pytest.fixture
def board(sqlite_council: Council) -> Council:
    return sqlite_council


def read(board: Council, text: str, key: str = "1", name: str = "minutes.txt") -> Any:
    return board.do(minutes_review.take_in, "asha", board.board.id, paper(text, name), key)


def line(draft: Draft, words: str) -> Any:
    return next(x for x in draft.lines if words in text_in(x))


def decide(board: Council, draft: Draft, choice: Choice, *words: str) -> Draft:
    for each in words:
        number = line(draft, each).number
        draft = board.do(minutes_review.choose, "asha", draft.id, number, choice)
    return draft


def say(board: Council, draft: Draft, words: str, said: Twin) -> Draft:
    number = line(draft, words).number
    return board.do(draft_editing.settle_twin, "asha", draft.id, number, said)


def record(board: Council, draft: Draft) -> Any:
    return board.do(minutes_recording.record, "asha", draft.id)


def minutes(day: str, *lines: str) -> str:
    """Minutes of a meeting with these paragraphs under one item."""
    return (
        f"EXAMPLESHIRE BOARD\n\nMinutes of the meeting held on {day}\n\n5. Housing\n\n"
        + "\n\n".join(lines)
        + "\n"
    )


RESTATED = "Action: Tom Hallam to circulate the damp survey of council homes by 30 April 2027."


def test_a_matter_restated_with_another_date_is_asked_for_not_taken(board: Council) -> None:
    before = board.record(
        "circulate the damp survey of council homes", "Tom Hallam", due="12 February 2027"
    )
    draft = read(board, minutes("8 January 2027", RESTATED, "Action: Bea Lindqvist to buy chairs."))
    asked = line(draft, "damp survey")
    assert asked.data["on_record"]["name"] == before.reference
    assert not asked.data["on_record"]["sure"]
    assert asks_for_itself(asked)
    draft = board.do(minutes_review.accept_all, "asha", draft.id, LineKind.ACTION)
    assert line(draft, "damp survey").choice is Choice.WAITING
    assert line(draft, "chairs").choice is Choice.ACCEPTED
    with pytest.raises(AlreadyDone, match="a press of its own"):
        board.do(minutes_review.accept_all, "asha", draft.id, LineKind.ACTION)


@pytest.mark.parametrize(
    ("said", "count", "day"),
    [
        (Twin.UPDATE, 1, date(2027, 2, 12)),
        (Twin.MOVE, 1, date(2027, 4, 30)),
        (Twin.SEPARATE, 2, date(2027, 2, 12)),
    ],
)
def test_update_move_and_separate(board: Council, said: Twin, count: int, day: date) -> None:
    before = board.record(
        "circulate the damp survey of council homes", "Tom Hallam", due="12 February 2027"
    )
    draft = say(board, read(board, minutes("8 January 2027", RESTATED)), "damp", said)
    told = board.do(minutes_plan.plan, "asha", draft.id)
    done = record(board, draft)
    after = board.action(before.id)
    assert len(board.look(lambda tx: tx.actions.of_board(board.board.id))) == count
    assert (after.due.day, after.original_due.day) == (day, date(2027, 2, 12))
    assert (len(told.new), len(told.changes)) == ((0, 1) if count == 1 else (1, 0))
    assert done.told == len(told.told)
    if said is Twin.MOVE:
        assert after.slips[0].reason == "as minuted on Fri 8 Jan 2027"
        assert "Fri 30 Apr 2027 (was due Fri 12 Feb 2027)" in told.changes[0]


def closed(board: Council) -> Any:
    action = board.record("bring the volunteering plan to the Board", "Bea Lindqvist")
    board.do(action_answers.done, "asha", action.id, "")
    return board.action(action.id)


def reread(board: Council, reference: str, status: str, progress: str = "") -> Draft:
    rows = log((reference, "Bring the volunteering plan", "Bea Lindqvist", progress, status))
    draft: Draft = read(board, f"Minutes of the meeting held on 8 January 2027\n\nLog\n\n{rows}\n")
    return draft


def test_a_status_that_contradicts_the_register_is_shown_and_not_taken(board: Council) -> None:
    action = closed(board)
    draft = reread(board, action.reference, "Open", "Not heard of")
    shown = line(draft, "volunteering").data["on_record"]
    assert (shown["contradicts"], shown["status"]) == (True, "completed")
    with pytest.raises(AlreadyDone, match="contradict"):
        board.do(minutes_review.accept_all, "asha", draft.id, LineKind.ACTION)
    record(board, say(board, draft, "volunteering", Twin.UPDATE))
    after = board.action(action.id)
    assert after.status is Status.ACCEPTED
    assert after.notes[-1].text == "Not heard of"


def test_it_is_opened_again_only_by_that_press(board: Council) -> None:
    action = closed(board)
    draft = say(board, reread(board, action.reference, "Open"), "volunteering", Twin.REOPEN)
    told = board.do(minutes_plan.plan, "asha", draft.id)
    assert "is now open (was completed)" in told.changes[0]
    done = record(board, draft)
    assert board.action(action.id).status is Status.OPEN
    assert (done.told, len(told.told)) == (1, 1)


def test_a_log_read_again_updates_and_the_plan_says_so(board: Council) -> None:
    action = board.record("bring the volunteering plan to the Board", "Bea Lindqvist")
    draft = reread(board, action.reference, "Completed", "Brought")
    assert line(draft, "volunteering").data["on_record"]["ends"]
    draft = board.do(minutes_review.accept_all, "asha", draft.id, LineKind.ACTION)
    told = board.do(minutes_plan.plan, "asha", draft.id)
    assert f"{action.reference}: is marked as completed (was open)" in told.changes
    done = record(board, draft)
    assert [a.id for a in done.actions] == [action.id]
    assert board.action(action.id).status is Status.ACCEPTED


def test_what_was_captured_is_unpaired_and_paired_by_hand(board: Council) -> None:
    board.now = board.now.replace(year=2026, month=12, day=14, hour=14)
    board.meeting("14 December 2026")
    board.do(meeting_live.open_meeting, "asha", board.board.id)
    paired = board.record("present vaccination figures by ward", "Tom Hallam")
    loose = board.record("put the map of warm rooms online", "Bea Lindqvist")
    board.do(meeting_live.close_meeting, "asha", board.board.id)
    draft = read(board, MINUTES)
    assert line(draft, "vaccination").data["on_record"]["id"] == paired.id
    draft = say(board, draft, "vaccination", Twin.SEPARATE)
    assert "on_record" not in line(draft, "vaccination").data
    offered = board.look(lambda tx: draft_twins.candidates(tx, draft, line(draft, "warm spaces")))
    assert {paired.id, loose.id} <= {i for i, _ in offered}
    number = line(draft, "warm spaces").number
    change = LineChange(pair=loose.id)
    draft = board.do(draft_editing.edit_line, "asha", draft.id, number, change)
    assert line(draft, "warm spaces").data["on_record"]["id"] == loose.id
    record(board, draft)
    assert board.action(loose.id).text.startswith("A list of warm spaces")
    assert board.look(lambda tx: tx.actions.previous(loose.id))[0].text == loose.text
    assert board.action(paired.id).live, "unpaired, it waits on the check list as it was"
    assert sum("vaccination" in a.text for a in board.look(
        lambda tx: tx.actions.of_board(board.board.id))) == 1  # fmt: skip


def test_taking_back_a_choice_asks_anew(board: Council) -> None:
    board.record("circulate the damp survey of council homes", "Tom Hallam")
    draft = say(board, read(board, minutes("8 January 2027", RESTATED)), "damp", Twin.SEPARATE)
    assert line(draft, "damp").data["pair"] == NEW
    draft = decide(board, draft, Choice.WAITING, "damp")
    assert asks_for_itself(line(draft, "damp"))


def test_a_form_opened_before_somebody_elses_change_saves_nothing(board: Council) -> None:
    draft = read(board, MINUTES)
    old = line(draft, "library")
    first = LineChange(text="Speak to the libraries", mark=mark_of(old))
    board.do(draft_editing.edit_line, "asha", draft.id, old.number, first)
    with pytest.raises(Conflict, match="copy what you typed"):
        board.do(draft_editing.edit_line, "asha", draft.id, old.number,
                 replace(first, text="Something else"))  # fmt: skip


def test_of_matters_that_differ_by_a_number_the_one_of_the_same_number_is_named(
    board: Council,
) -> None:
    """A quarter's report is not another quarter's, whatever else the two texts share."""
    told = "bring the report on damp homes, quarter {} {}"
    first, _, third = (
        board.record(told.format(n, rest), "Tom Hallam")
        for n, rest in ((1, "yearly"), (2, ""), (3, "complete"))
    )
    draft = read(
        board,
        minutes(
            "8 January 2027",
            "Action: Tom Hallam to bring the report on damp homes, quarter 3, to the meeting.",
            "Action: Tom Hallam to bring the report on damp homes, quarter 1, to the meeting.",
        ),
    )
    assert line(draft, "quarter 3").data["on_record"]["name"] == third.reference
    asked = line(draft, "quarter 1")
    assert asked.data["on_record"]["name"] == first.reference
    offered = board.look(lambda tx: draft_twins.candidates(tx, draft, asked))
    assert offered[0][0] == first.id


# --- versions of one paper ------------------------------------------------------------------------

CORRECTED = MINUTES.replace("29 January 2027", "12 February 2027").replace(
    "Action: A list of warm spaces to be published on the Council's website as soon as possible.",
    "Action: Bea Lindqvist to thank the volunteers in writing.",
)


def test_of_a_corrected_version_only_the_differences_are_offered(board: Council) -> None:
    draft = read(board, MINUTES)
    for each in draft.lines:
        draft = board.do(minutes_review.choose, "asha", draft.id, each.number, Choice.ACCEPTED)
    first = record(board, draft)
    later = read(board, CORRECTED, key="2", name="minutes-final.txt")
    assert [text_in(x).split()[-2] for x in later.lines] == ["February", "in"]
    assert "1 changed, 1 new, 1 no longer there" in later.meeting["corrects_words"]
    changed = line(later, "vaccination")
    assert "29 January" in changed.data["was"]
    assert changed.data["on_record"]["id"] in {a.id for a in first.actions}
    gone = next(w for w in later.warnings if w.startswith("no longer in this version"))
    assert "A list of warm spaces" in gone
    assert "141226/" in gone
    record(board, say(board, later, "vaccination", Twin.MOVE))
    action = board.action(changed.data["on_record"]["id"])
    assert action.text.endswith("by 12 February 2027.")
    assert action.due.day == date(2027, 2, 12)
    assert len(board.look(lambda tx: tx.actions.of_board(board.board.id))) == 6


def test_a_version_read_in_two_goes_is_one_version(board: Council) -> None:
    """What was left undecided, and read again, does not stand for the whole first version."""
    draft = read(board, MINUTES)
    for each in draft.lines:
        if "library" not in text_in(each):
            draft = board.do(minutes_review.choose, "asha", draft.id, each.number, Choice.ACCEPTED)
    record(board, draft)
    rest = read(board, MINUTES, key="2")
    assert [text_in(x) for x in rest.lines] == [text_in(line(draft, "library"))]
    later = read(board, CORRECTED, key="3")
    assert "1 changed, 1 new, 1 no longer there" in later.meeting["corrects_words"]
    assert "29 January" in line(later, "vaccination").data["was"]
    assert board.look(lambda tx: tx.drafts.get(rest.id)).state is DraftState.SUPERSEDED
    assert line(later, "library").choice is Choice.WAITING


def test_the_rest_of_a_recorded_paper_is_offered_by_one_press(board: Council) -> None:
    draft = decide(board, read(board, MINUTES), Choice.ACCEPTED, "vaccination")
    draft = decide(board, draft, Choice.REJECTED, "warm spaces")
    record(board, draft)
    recorded = board.do(minutes_review.offer_rest, "asha", draft.id)
    assert recorded.state is DraftState.RECORDED
    rest = board.look(lambda tx: tx.drafts.open_of_board(board.board.id))
    assert len(rest) == 1
    assert {text_in(x) for x in rest[0].lines} == {
        text_in(x) for x in draft.lines if x.choice is Choice.WAITING
    }
    assert rest[0].left_out == 2
    assert "notes" not in rest[0].meeting
    board.do(minutes_review.offer_rest, "asha", draft.id)
    assert len(board.look(lambda tx: tx.drafts.open_of_board(board.board.id))) == 1, "sent again"
    again = rest[0]
    for each in again.lines:
        again = board.do(minutes_review.choose, "asha", again.id, each.number, Choice.ACCEPTED)
    record(board, again)
    with pytest.raises(AlreadyDone, match="Nothing of it is left"):
        board.do(minutes_review.offer_rest, "asha", draft.id)


def test_a_corrected_version_takes_over_a_review_with_its_decisions(board: Council) -> None:
    draft = read(board, MINUTES)
    draft = decide(board, draft, Choice.ACCEPTED, "submitted return", "vaccination")
    draft = decide(board, draft, Choice.REJECTED, "library")
    later = read(board, CORRECTED, key="2")
    assert line(later, "submitted return").choice is Choice.ACCEPTED
    assert line(later, "vaccination").choice is Choice.WAITING, "its words changed"
    assert not any("library" in text_in(x) for x in later.lines)
    old = board.look(lambda tx: tx.drafts.get(draft.id))
    assert old.state is DraftState.SUPERSEDED
    with pytest.raises(AlreadyDone, match="took over"):
        decide(board, old, Choice.ACCEPTED, "volunteering")
    assert read(board, MINUTES, key="3").id == later.id


def test_another_paper_of_the_same_meeting_supersedes_nothing(board: Council) -> None:
    draft = read(board, MINUTES)
    other = minutes("14 December 2026", "Action: Tom Hallam to write to the bus company.")
    beside = read(board, other, key="2")
    assert "corrects" not in beside.meeting
    assert board.look(lambda tx: tx.drafts.get(draft.id)).state is DraftState.REVIEW


def test_a_review_is_put_away_and_opened_again(board: Council) -> None:
    draft = decide(board, read(board, MINUTES), Choice.ACCEPTED, "vaccination")
    draft = board.do(minutes_review.discard, "asha", draft.id)
    with pytest.raises(AlreadyDone, match="Open again"):
        decide(board, draft, Choice.ACCEPTED, "library")
    opened = board.do(minutes_review.reopen, "asha", draft.id)
    assert opened.state is DraftState.REVIEW
    assert line(opened, "vaccination").choice is Choice.ACCEPTED
    board.do(minutes_review.discard, "asha", draft.id)
    assert read(board, MINUTES, key="2").id == draft.id, "sent again, it is opened again"


def test_what_was_accepted_and_never_recorded_is_offered_in_another_paper(board: Council) -> None:
    draft = decide(board, read(board, MINUTES), Choice.ACCEPTED, "vaccination")
    board.do(minutes_review.discard, "asha", draft.id)
    again = read(board, MINUTES + "\n", key="2")
    assert line(again, "vaccination").choice is Choice.WAITING


def test_the_plan_changes_its_mark_with_what_it_would_do(board: Council) -> None:
    draft = decide(board, read(board, MINUTES), Choice.ACCEPTED, "vaccination", NEEDS[:20])
    first = board.do(minutes_plan.plan, "asha", draft.id)
    assert first.mark == board.do(minutes_plan.plan, "asha", draft.id).mark
    assert first.new == ("2 actions",)
    assert first.told == (("Tom Hallam", 1),), "what is complete is told to nobody"
    decide(board, draft, Choice.ACCEPTED, PLAN[:20])
    assert first.mark != board.do(minutes_plan.plan, "asha", draft.id).mark


def test_the_plan_says_what_would_have_no_owner_and_no_date(board: Council) -> None:
    draft = read(
        board,
        minutes(
            "8 January 2027",
            "Action: A list of clinics to be published.",
            "Action: Ann Elsewhere to write to the ambulance service by 1 March 2027.",
            "Action: Tom Hallam to thank the volunteers by 1 March 2027.",
        ),
    )
    accepted = board.do(minutes_review.accept_all, "asha", draft.id, LineKind.ACTION)
    told = board.do(minutes_plan.plan, "asha", accepted.id).unsettled
    assert told == ("2 actions without a known owner (lines 7, 9)", "1 action without a date")
    owned = LineChange(owners=["Tom Hallam"], due="1 March 2027")
    board.do(draft_editing.edit_line, "asha", draft.id, line(draft, "clinics").number, owned)
    told = board.do(minutes_plan.plan, "asha", draft.id).unsettled
    assert told == ("1 action without a known owner (line 9)",)


def test_long_recordings_are_put_off_and_nobody_decides_meanwhile(board: Council) -> None:
    acts = [f"Action: Tom Hallam to visit home {n} in ward{n} for care{n}." for n in range(70)]
    draft = read(board, minutes("8 January 2027", *acts))
    draft = board.do(minutes_review.accept_all, "asha", draft.id, LineKind.ACTION)
    begun = board.do(minutes_batches.begin, "asha", draft.id)
    assert begun.state is DraftState.RECORDING
    assert [p.args["draft_id"] for p in board.outbox("record_minutes")] == [draft.id]
    with pytest.raises(AlreadyDone, match="being recorded"):
        board.do(minutes_batches.begin, "asha", draft.id)
    for n in range(1, 9):
        board.do(minutes_batches.go_on, "asha", draft.id)
        recorded = len(board.look(lambda tx: tx.actions.of_board(board.board.id)))
        assert recorded == min(70, 10 * n), "batch by batch, and none twice"
        assert bool(board.outbox("owner_tasks")) == (n >= 7), "told when all is recorded"
    (told,) = board.outbox("owner_tasks")
    assert len(told.args["action_ids"]) == 70
    assert board.look(lambda tx: tx.drafts.get(draft.id)).state is DraftState.RECORDED
