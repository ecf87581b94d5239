"""What minutes say of the sitting: attendance, declarations, proceedings, votes, recorded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.council import Council
from tests.support.papers import paper
from workflows import attendance_taking, draft_editing, minutes_recording, minutes_review
from workflows.attendance_taking import Mark
from workflows.attendances import Attendance, Attends, Capacity
from workflows.declarations import Declaration, Interest
from workflows.draft_editing import LineChange
from workflows.drafts import SITTING, Choice, Draft, LineKind, text_in
from workflows.errors import InvalidInput
from workflows.meetings import Meeting, MeetingState
from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes_review import Paper
from workflows.resolutions import Carried
from workflows.sitting_lines import (
    Attendee,
    Attendees,
    StandIn,
    attendance_text,
    read_attendance,
    read_proceedings,
)

SHARED = Path(__file__).resolve().parents[3] / "shared"

MINUTES = """Exampleshire Board

Minutes of the meeting held on 14 December 2026 at 10.30 am

The meeting started at 10.35 am

Present: Rosalind Peake (Chair), Tom Hallam, Kerry Shaw

Apologies: Bea Lindqvist

In attendance: Asha Verma (Democratic Services), Lou Marsh (for item 3)

1. Apologies

Kerry Shaw attended on behalf of Bea Lindqvist.

2. Declarations of interest

Tom Hallam declared a disclosable pecuniary interest in item 3, as the owner of land beside it.

3. Library

RESOLVED that the Board agrees the plan. Proposed by Rosalind Peake, seconded by Kerry Shaw. \
Carried with 2 votes for and 1 against.

The meeting closed at 12.10 pm
"""


@pytest.fixture
def board(sqlite_council: Council) -> Council:
    return sqlite_council


def read(board: Council, text: str = MINUTES, key: str = "1") -> Draft:
    found = board.do(minutes_review.take_in, "asha", board.board.id, paper(text), key)
    assert found is not None
    return found


def record(board: Council, draft: Draft) -> minutes_recording.Recorded:
    for kind in (LineKind.RESOLUTION, LineKind.ATTENDANCE):
        if any(x.kind in minutes_review.along(kind) and x.choice is Choice.WAITING
               for x in draft.lines):  # fmt: skip
            draft = board.do(minutes_review.accept_all, "asha", draft.id, kind)
    return board.do(minutes_recording.record, "asha", draft.id)


def line(draft: Draft, kind: LineKind) -> Any:
    return next(x for x in draft.lines if x.kind is kind)


def rows(board: Council, meeting: Meeting) -> dict[str, Attendance]:
    return {r.name: r for r in board.look(lambda tx: tx.attendances.of_meeting(meeting.id))}


def declared(board: Council, meeting: Meeting) -> list[Declaration]:
    found: list[Declaration] = board.look(lambda tx: tx.declarations.of_meeting(meeting.id))
    return found


# --- the lines ------------------------------------------------------------------------------------


def test_a_paper_offers_its_sitting_as_lines(board: Council) -> None:
    draft = read(board)
    assert {x.kind for x in draft.lines} >= SITTING
    attendance = line(draft, LineKind.ATTENDANCE)
    assert attendance.data["counts"] == "3 present, 1 apologies, 2 in attendance, 1 substitute"
    assert set(attendance.data["unknown"]) == {"Kerry Shaw", "Lou Marsh"}
    assert "Substitutes: Kerry Shaw for Bea Lindqvist" in text_in(attendance)
    assert text_in(line(draft, LineKind.PROCEEDINGS)) == "Began: 10:35\nEnded: 12:10"
    assert "(pecuniary)" in text_in(line(draft, LineKind.DECLARATION))


def test_nothing_of_it_is_recorded_before_it_is_accepted(board: Council) -> None:
    draft = read(board)
    draft = board.do(minutes_review.accept_all, "asha", draft.id, LineKind.RESOLUTION)
    done = board.do(minutes_recording.record, "asha", draft.id)
    assert not rows(board, done.meeting)
    assert not declared(board, done.meeting)
    assert done.meeting.began_at is None


def test_recording_fills_attendance_declarations_times_and_votes(board: Council) -> None:
    done = record(board, read(board))
    found = rows(board, done.meeting)
    assert found["Rosalind Peake"].attends is Attends.PRESENT
    assert found["Rosalind Peake"].person_id == board.people["rosalind"].id
    assert found["Bea Lindqvist"].attends is Attends.APOLOGIES
    stands_in = found["Kerry Shaw"]
    assert (stands_in.capacity, stands_in.for_id) == (
        Capacity.SUBSTITUTE,
        board.people["bea"].id,
    )
    assert (found["Lou Marsh"].capacity, found["Lou Marsh"].items) == (Capacity.GUEST, ("3",))
    assert found["Asha Verma"].attends is Attends.IN_ATTENDANCE
    (kept,) = declared(board, done.meeting)
    assert (kept.name, kept.item, kept.kind) == ("Tom Hallam", "3", Interest.PECUNIARY)
    meeting = board.look(lambda tx: tx.meetings.get(done.meeting.id))
    assert meeting.began_at is not None
    assert f"{meeting.began_at:%H:%M}" == "10:35"
    assert f"{meeting.ended_at:%H:%M}" == "12:10"
    (resolution,) = done.resolutions
    assert resolution.carried is Carried.VOTE
    assert resolution.votes is not None
    assert (resolution.votes.in_favour, resolution.votes.against) == (2, 1)
    assert any("2 of 6 are nobody on record" in n for n in done.notes)


def test_what_was_taken_live_takes_over_the_minutes_and_nothing_doubles(board: Council) -> None:
    board.now = board.now.replace(year=2026, month=12, day=14)
    meeting = board.meeting("14 December 2026")
    board.do(attendance_taking.mark, "asha", meeting.id, ["Tom Hallam"], Mark.ABSENT)
    board.now = board.now.replace(day=20)
    done = record(board, read(board))
    assert done.meeting.id == meeting.id
    found = rows(board, meeting)
    assert found["Tom Hallam"].attends is Attends.PRESENT, "the minutes are the record"
    assert found["Femi Adeleke"].attends is Attends.NONE, "of whom they say nothing"
    assert len(found) == len({r.id for r in found.values()}) == 7


def test_a_corrected_version_puts_right_and_takes_back(board: Council) -> None:
    first = record(board, read(board))
    corrected = MINUTES.replace(", Lou Marsh (for item 3)", "").replace(
        "Tom Hallam, Kerry Shaw", "Kerry Shaw"
    ).replace("Apologies: Bea Lindqvist", "Apologies: Bea Lindqvist, Tom Hallam")  # fmt: skip
    again = read(board, corrected, key="2")
    assert {x.kind for x in again.lines} & SITTING == {LineKind.ATTENDANCE}
    done = record(board, again)
    found = rows(board, first.meeting)
    assert "Lou Marsh" not in found
    assert found["Tom Hallam"].attends is Attends.APOLOGIES
    assert found["Kerry Shaw"].capacity is Capacity.SUBSTITUTE
    assert "No longer in the attendance: Lou Marsh." in done.notes


def test_an_officer_edits_the_attendance_and_a_declaration(board: Council) -> None:
    draft = read(board)
    attendance = line(draft, LineKind.ATTENDANCE)
    text = text_in(attendance).replace("Kerry Shaw", "Kerry Shawe")
    draft = board.do(
        draft_editing.edit_line, "asha", draft.id, attendance.number, LineChange(text=text)
    )
    assert "Kerry Shawe" in line(draft, LineKind.ATTENDANCE).data["unknown"]
    assert line(draft, LineKind.ATTENDANCE).choice is Choice.ACCEPTED
    one = line(draft, LineKind.DECLARATION)
    changed = "Tom Hallam item 3: land (pecuniary, not registered)"
    draft = board.do(
        draft_editing.edit_line, "asha", draft.id, one.number, LineChange(text=changed)
    )
    done = board.do(minutes_recording.record, "asha", draft.id)
    (kept,) = declared(board, done.meeting)
    assert (kept.nature, kept.registered) == ("land", False)
    assert "Kerry Shawe" in rows(board, done.meeting)


@pytest.mark.parametrize("text", ["Present", "Here: Tom Hallam", "Apologies:", "Substitutes: Tom"])
def test_what_cannot_be_read_is_refused_beside_its_field(board: Council, text: str) -> None:
    draft = read(board)
    number = line(draft, LineKind.ATTENDANCE).number
    with pytest.raises(InvalidInput) as refused:
        board.do(draft_editing.edit_line, "asha", draft.id, number, LineChange(text=text))
    assert refused.value.field == "text"


def test_earlier_minutes_are_approved_by_those_that_say_so(board: Council) -> None:
    earlier = record(board, read(board)).meeting
    later = (
        MINUTES.replace("14 December 2026", "11 January 2027")
        .replace("Library", "Minutes")
        .replace(
            "RESOLVED that the Board agrees the plan.",
            "The minutes of the meeting held on 14 December 2026 were approved as a correct record "
            "and signed by the Chair.",
        )
    )
    done = record(board, read(board, later, key="2"))
    approved = board.look(lambda tx: tx.meetings.get(earlier.id))
    assert approved.minutes_approved_on == date(2027, 1, 11)
    assert approved.approved_meeting_id == done.meeting.id
    assert approved.signed_on == date(2027, 1, 11)
    assert approved.state is MeetingState.ISSUED


def test_minutes_of_another_day_than_any_meetings_are_flagged(board: Council) -> None:
    record(board, read(board))
    later = (
        MINUTES.replace("14 December 2026", "11 January 2027")
        .replace("Library", "Minutes")
        .replace(
            "RESOLVED that the Board agrees the plan.",
            "The minutes of the meeting held on 14 December 2025 were approved as a correct "
            "record.",
        )
    )
    done = record(board, read(board, later, key="2"))
    (note,) = [n for n in done.notes if "The paper approves minutes of" in n]
    assert "Sun 14 Dec 2025" in note
    assert "The register has Mon 14 Dec 2026" in note


# --- the form of the text -------------------------------------------------------------------------

NAMES = st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", fullmatch=True)
ROLES = st.from_regex(r"(?:[A-Z][a-z]{3,8}(?: of [A-Z][a-z]{3,8})?)?", fullmatch=True)


@given(
    st.lists(
        st.builds(
            Attendee,
            NAMES,
            st.sampled_from([a for a in Attends if a is not Attends.NONE]),
            ROLES,
            st.booleans(),
            st.lists(st.from_regex(r"[1-9][0-9]?", fullmatch=True), max_size=3).map(tuple),
        ),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.builds(StandIn, NAMES, NAMES, st.booleans()), max_size=3),
)
def test_attendance_reads_back_what_it_writes(
    people: list[Attendee], stand_ins: list[StandIn]
) -> None:
    who = Attendees(tuple(people), tuple(stand_ins))
    again = read_attendance(attendance_text(who))
    assert sorted(again.people, key=repr) == sorted(who.people, key=repr)
    assert again.substitutes == who.substitutes


def test_proceedings_say_which_row_cannot_be_read() -> None:
    with pytest.raises(InvalidInput, match="Closed: noon"):
        read_proceedings("Began: 10:35\nClosed: noon")


# --- the real packs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pack", "present", "apologies", "substitutes", "began"),
    [
        ("000", 14, 14, 0, None),
        ("002", 17, 2, 0, None),
        ("003", 12, None, 1, "10:35"),
        ("004", 17, 3, 2, None),
    ],
)
def test_the_attendance_of_a_real_pack_is_recorded(
    board: Council,
    pack: str,
    present: int,
    apologies: int | None,
    substitutes: int,
    began: str | None,
) -> None:
    files = sorted((SHARED / "packs").glob(f"{pack}_*.txt"))
    if not files:
        pytest.skip(f"the pack {pack} is not here")
    data = files[0].read_bytes()
    document = Document.from_text(files[0].name, data.decode())
    read_in = Paper(files[0].name, pack * 20, read_minutes(document), document)
    draft = board.do(minutes_review.take_in, "asha", board.board.id, read_in, pack)
    assert draft is not None
    board.do(minutes_review.own_paper, "asha", draft.id)
    done = record(board, draft)
    found = list(rows(board, done.meeting).values())
    assert sum(r.attends is Attends.PRESENT for r in found) == present
    if apologies is not None:
        assert sum(r.attends is Attends.APOLOGIES for r in found) == apologies
    assert sum(r.capacity is Capacity.SUBSTITUTE for r in found) == substitutes
    meeting = board.look(lambda tx: tx.meetings.get(done.meeting.id))
    if began:
        assert meeting.began_at is not None
        assert f"{meeting.began_at.astimezone(board.board.zone):%H:%M}" == began
