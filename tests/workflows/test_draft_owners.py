"""Owners as printed, matched as of the meeting; whoever may be meant is offered as such."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest

from tests.support.council import Council
from workflows import board_people, draft_editing, minutes_recording, minutes_review
from workflows.draft_editing import LineChange
from workflows.drafts import Choice, Draft, LineKind, text_in
from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes_review import Paper

pytest_plugins = ["tests.support.stores", "tests.support.council"]

HEAD = "EXAMPLESHIRE BOARD\n\nMinutes of the meeting held on 8 January 2027\n\n5. Housing\n\n"


@pytest.fixture
def board(sqlite_council: Council) -> Council:
    return sqlite_council


def read(board: Council, body: str, head: str = HEAD) -> Any:
    document = Document.from_text("minutes.txt", head + body + "\n")
    digest = hashlib.sha256(body.encode()).hexdigest()
    paper = Paper("minutes.txt", digest, read_minutes(document), document)
    return board.do(minutes_review.take_in, "asha", board.board.id, paper, digest[:8])


def line(draft: Draft, words: str) -> Any:
    return next(x for x in draft.lines if words in text_in(x))


def test_a_line_quotes_the_paper_and_names_its_page(board: Council) -> None:
    body = "The roof leaks.\n\f\nAction:  Tom Hallam to mend the roof."
    draft = read(board, body)
    found = line(draft, "roof").data
    assert found["quote"] == "Action:  Tom Hallam to mend the roof."
    assert found["page"] == 2


@pytest.mark.parametrize(
    ("before", "action", "name", "why"),
    [
        (
            "The Director of Public Health spoke about damp.",
            "Action: To write to the landlords about damp.",
            "Director of Public Health",
            "named in the sentence before",
        ),
        (
            "Bea Lindqvist spoke about damp. Members were grateful.",
            "Action: To write to the landlords about damp.",
            "Bea Lindqvist",
            "named two sentences before",
        ),
        (
            "Councillor Peake spoke about damp.",
            "Action: Rosalinde Peake to write to the landlords about damp.",
            "Rosalind Peake",
            "a name much like it",
        ),
    ],
)
def test_a_likely_owner_is_offered_and_taken_by_one_press(
    board: Council, before: str, action: str, name: str, why: str
) -> None:
    draft = read(board, f"{before}\n\n{action}")
    found = line(draft, "landlords")
    assert found.data["suggested"]["name"] == name
    assert found.data["suggested"]["why"] == why
    assert name not in found.data["owners"], "nothing is taken before the press"
    draft = board.do(draft_editing.take_suggested, "asha", draft.id, found.number)
    taken = line(draft, "landlords")
    assert taken.data["owners"] == [name]
    assert taken.choice is Choice.WAITING


@pytest.mark.parametrize(
    "before",
    [
        "Members spoke about damp.",
        "Action: Bea Lindqvist to count the homes.",
        "A visitor, Ms Quill, spoke about damp.",
    ],
)
def test_nobody_likely_is_nobody(board: Council, before: str) -> None:
    draft = read(board, f"{before}\n\nAction: To write to the landlords about damp.")
    assert "suggested" not in line(draft, "landlords").data


def test_a_first_name_with_an_initial_is_likely_whom_it_fits(board: Council) -> None:
    draft = read(board, "Action: Tom H to mend the roof.\n\nAction: Tom B to paint the door.")
    assert line(draft, "roof").data["suggested"]["name"] == "Tom Hallam"
    assert "suggested" not in line(draft, "door").data


def test_a_new_spelling_is_remembered_when_the_officer_says_so(board: Council) -> None:
    body = (
        "Action: R Peeke to write to the landlords.\n\nAction: R Peeke to chair the damp working "
        "group.\n\nAction: Tom Hallam to mend the roof."
    )
    draft = read(board, body)
    first = line(draft, "landlords")
    change = LineChange(owners=["Rosalind Peake"])
    draft = board.do(draft_editing.edit_line, "asha", draft.id, first.number, change)
    assert line(draft, "landlords").data["spelling"]["printed"] == "R Peeke"
    peake = board.people["rosalind"].id
    assert board.look(lambda tx: tx.people.get(peake)).variants == (), "asked, not silently"
    draft = board.do(draft_editing.remember_spelling, "asha", draft.id, first.number)
    assert board.look(lambda tx: tx.people.get(peake)).variants == ("R Peeke",)
    assert line(draft, "working group").data["owners_shown"] == ["Rosalind Peake"]
    assert not line(draft, "landlords").data["spelling"]


def test_a_pronoun_is_nobodys_spelling(board: Council) -> None:
    draft = read(board, "Action: Members to read the damp report.")
    first = line(draft, "damp")
    change = LineChange(owners=["Tom Hallam"])
    draft = board.do(draft_editing.edit_line, "asha", draft.id, first.number, change)
    assert not line(draft, "damp").data["spelling"]


def test_a_post_is_shown_with_its_holder_then_and_now(board: Council) -> None:
    board.do(
        board_people.give_post,
        "asha",
        board.board.id,
        "Director of Public Health",
        board.people["femi"].id,
        date(2027, 1, 10),
    )
    draft = read(board, "Action: The Director of Public Health to write to the landlords.")
    shown = line(draft, "landlords").data["owners_shown"]
    assert shown == ["Director of Public Health (Tom Hallam then, Femi Adeleke now)"]
    draft = board.do(minutes_review.choose, "asha", draft.id, 1, Choice.ACCEPTED)
    (action,) = board.do(minutes_recording.record, "asha", draft.id).actions
    assert action.owners[0].post_id
    assert action.owners[0].person_id is None


def test_who_is_asked_or_mentioned_is_not_the_owner(board: Council) -> None:
    draft = read(board, "Action: A letter about the damp to be sent to Tom Hallam.")
    assert line(draft, "damp").data["owners"] == []


def test_the_next_meeting_is_the_one_after_the_minuted_one(board: Council) -> None:
    board.meeting("25 January 2027")
    board.meeting("15 March 2027")
    draft = read(board, "Action: Tom Hallam to bring the damp report to the next meeting.")
    assert line(draft, "damp").data["due_shown"] == "due Mon 25 Jan 2027, the next meeting"


def test_where_the_register_has_none_it_stays_open_and_says_so(board: Council) -> None:
    body = (
        "Action: Tom Hallam to bring the damp report to the next meeting.\n\n6. Next meeting\n\n"
        "The next meeting will be held on 15 March 2027 at 2.00 pm."
    )
    draft = read(board, body)
    assert line(draft, "damp").data["due_shown"] == "the next meeting (not yet scheduled)"
    (told,) = [w for w in draft.warnings if "no meeting after that day" in w]
    assert told.endswith("The paper names Mon 15 Mar 2027.")


def test_another_day_than_the_register_has_is_told(board: Council) -> None:
    board.meeting("16 March 2027")
    body = (
        "Action: Tom Hallam to bring the damp report to the next meeting.\n\n6. Next meeting\n\n"
        "The next meeting will be held on 15 March 2027 at 2.00 pm."
    )
    draft = read(board, body)
    assert any("the register has Tue 16 Mar 2027" in w for w in draft.warnings)


def test_a_report_back_is_due_at_the_meeting_it_names(board: Council) -> None:
    meeting = board.meeting("16 March 2027")
    body = (
        "RESOLVED that: the Board requests that the Director of Public Health bring a report on "
        "damp to the meeting in March 2027."
    )
    draft = read(board, body)
    action = next(x for x in draft.lines if x.kind is LineKind.ACTION)
    for each in draft.lines:
        draft = board.do(minutes_review.choose, "asha", draft.id, each.number, Choice.ACCEPTED)
    done = board.do(minutes_recording.record, "asha", draft.id)
    assert action.data["due_shown"].startswith("due Tue 16 Mar 2027")
    assert done.actions[0].due.meeting_id == meeting.id
