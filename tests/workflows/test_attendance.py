"""Attendance, its quorum, and attendance over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.council import TEAM, Council
from workflows import (
    attendance_list,
    attendance_record,
    attendance_taking,
    board_setup,
    declaring,
    meeting_live,
    quorum,
)
from workflows.attendance_sheet import Sheet
from workflows.attendance_taking import Mark, Taken
from workflows.attendances import Attendance, Attends, Capacity, Reply
from workflows.declarations import Interest
from workflows.declaring import NewDeclaration
from workflows.errors import AlreadyDone, DomainError, InvalidInput, NotAllowed
from workflows.meetings import Meeting
from workflows.people import Membership, Person, Role
from workflows.profile import Part, Quorum, Rules, Seat
from workflows.quorum import Quorate

#: 6 county councillors, 6 of the NHS, 1 of the voluntary sector.
CONSTITUENCIES = (("County", 6), ("NHS", 6), ("Voluntary", 1))


@pytest.fixture
def today(council: Council) -> Meeting:
    """Today's meeting, open."""
    return opened(council)


def opened(c: Council) -> Meeting:
    meeting = c.meeting("11 January 2027")
    return c.do(meeting_live.open_meeting, "asha", c.board.id, meeting_id=meeting.id)


def mark(c: Council, meeting: Meeting, how: Mark, *who: str, **more: Any) -> Taken:
    return c.do(attendance_taking.mark, "asha", meeting.id, who, how, **more)


def rows(c: Council, meeting: Meeting) -> dict[str, Attendance]:
    return {r.name: r for r in c.look(lambda tx: tx.attendances.of_meeting(meeting.id))}


def set_rules(c: Council, rules: Rules) -> None:
    def save(tx: Any) -> None:
        board = tx.boards.get(c.board.id)
        tx.boards.save(replace(board, profile=(rules,)))

    c.look(save)


def seat(c: Council, name: str, constituency: str, role: Role = Role.MEMBER) -> Person:
    """A new member who sits for a constituency."""

    def add(tx: Any) -> Person:
        person: Person = tx.people.add(Person(tx.new_id(), TEAM, name))
        since = c.now.date() - timedelta(days=400)
        tx.people.add_membership(
            Membership(tx.new_id(), c.board.id, person.id, role, since, seat=constituency)
        )
        return person

    return c.look(add)


def quorate(c: Council, meeting: Meeting, item: str = "") -> Quorate:
    def query(tx: Any) -> Quorate:
        board = tx.boards.get(c.board.id)
        return quorum.of_meeting(tx, board, tx.meetings.get(meeting.id), item)

    return c.look(query)


# --- the list -------------------------------------------------------------------------------------


def test_opening_makes_the_list_of_members_posts_and_officers(
    council: Council, today: Meeting
) -> None:
    found = rows(council, today)
    assert {n: (r.capacity, r.role) for n, r in found.items()} == {
        "Rosalind Peake": (Capacity.MEMBER, "Chair"),
        "Tom Hallam": (Capacity.MEMBER, "Director of Public Health"),
        "Bea Lindqvist": (Capacity.MEMBER, ""),
        "Femi Adeleke": (Capacity.MEMBER, ""),
        "Asha Verma": (Capacity.OFFICER, ""),
    }
    assert all(r.attends is Attends.NONE for r in found.values())


def test_answers_to_invitations_fill_apologies_and_substitutes(council: Council) -> None:
    meeting = council.meeting("11 January 2027")

    def reply(tx: Any) -> None:
        for who, what, by in (
            ("tom", Reply.NOT_COMING, ""),
            ("bea", Reply.SUBSTITUTE, "Kerry Shaw"),
            ("femi", Reply.COMING, ""),
        ):
            person = council.people[who]
            tx.attendances.add(
                Attendance(
                    tx.new_id(), council.board.id, meeting.id, person.name, person.id, reply=what,
                    substitute_name=by,
                )
            )  # fmt: skip

    council.look(reply)
    council.do(meeting_live.open_meeting, "asha", council.board.id, meeting_id=meeting.id)
    found = rows(council, meeting)
    assert found["Tom Hallam"].attends is Attends.APOLOGIES
    assert found["Tom Hallam"].role == "Director of Public Health", "filled in beside the reply"
    assert found["Bea Lindqvist"].attends is Attends.APOLOGIES
    assert found["Femi Adeleke"].attends is Attends.NONE
    stands_in = found["Kerry Shaw"]
    assert (stands_in.capacity, stands_in.for_name) == (Capacity.SUBSTITUTE, "Bea Lindqvist")
    assert stands_in.attends is Attends.NONE, "expected, not yet there"


def test_a_vacancy_is_told(council: Council, today: Meeting) -> None:
    set_rules(council, Rules(date(2026, 1, 1), seats=(Seat("County", 2), Seat("NHS", 1))))
    seat(council, "Ines Okafor", "County")

    def told(tx: Any) -> list[str]:
        board = tx.boards.get(council.board.id)
        return attendance_list.vacancies(tx, board, tx.meetings.get(today.id))

    assert council.look(told) == ["County", "NHS"]


# --- marking --------------------------------------------------------------------------------------


def test_present_remotely_apologies_absent(council: Council, today: Meeting) -> None:
    mark(council, today, Mark.HERE, "<@U2>", "DPH", "Asha Verma")
    mark(council, today, Mark.REMOTELY, "Bea Lindqvist")
    taken = mark(council, today, Mark.APOLOGIES, "Femi Adeleke")
    found = rows(council, today)
    assert found["Rosalind Peake"].attends is Attends.PRESENT
    assert found["Tom Hallam"].attends is Attends.PRESENT, "named by post"
    assert found["Asha Verma"].attends is Attends.IN_ATTENDANCE, "an officer"
    assert found["Bea Lindqvist"].remotely
    assert [r.name for r in taken.sheet.of(Attends.APOLOGIES)] == ["Femi Adeleke"]
    again = mark(council, today, Mark.APOLOGIES, "Femi Adeleke")
    assert not again.changed
    assert again.told == ("Femi Adeleke is marked so already.",)


def test_a_guest_for_one_item_only_and_taken_off_again(council: Council, today: Meeting) -> None:
    mark(council, today, Mark.HERE, "Kerry Shaw", items=("7",))
    guest = rows(council, today)["Kerry Shaw"]
    assert (guest.capacity, guest.attends, guest.items) == (
        Capacity.GUEST,
        Attends.IN_ATTENDANCE,
        ("7",),
    )
    council.do(attendance_taking.mark_rows, "asha", today.id, [guest.id], Mark.NOT_YET)
    assert "Kerry Shaw" not in rows(council, today)


def test_the_rest_are_the_members_of_whom_nothing_was_said(
    council: Council, today: Meeting
) -> None:
    mark(council, today, Mark.HERE, "Rosalind Peake")
    taken = council.do(attendance_taking.mark_rest, "asha", today.id, Mark.ABSENT)
    assert {r.name for r in taken.changed} == {"Tom Hallam", "Bea Lindqvist", "Femi Adeleke"}
    assert rows(council, today)["Asha Verma"].attends is Attends.NONE
    with pytest.raises(AlreadyDone, match="marked already"):
        council.do(attendance_taking.mark_rest, "asha", today.id, Mark.ABSENT)


def test_apologies_ahead_but_nobody_is_there_before_the_day(council: Council) -> None:
    coming = council.meeting("16 March 2027")
    with pytest.raises(InvalidInput, match="still to come"):
        mark(council, coming, Mark.HERE, "Tom Hallam")
    mark(council, coming, Mark.APOLOGIES, "Tom Hallam")
    row = rows(council, coming)["Tom Hallam"]
    assert (row.attends, row.reply) == (Attends.APOLOGIES, Reply.NOT_COMING)
    assert row.replied_by == council.people["asha"].id


@pytest.mark.parametrize("who", ["tom", "rosalind"])
def test_only_an_officer_takes_attendance(council: Council, today: Meeting, who: str) -> None:
    with pytest.raises(NotAllowed):
        council.do(attendance_taking.mark, who, today.id, ["Tom Hallam"], Mark.HERE)
    with pytest.raises(NotAllowed):
        council.do(attendance_taking.substitute, who, today.id, "Kerry Shaw", "Tom Hallam")


def test_a_cancelled_meeting_and_approved_minutes_take_nobody(
    council: Council, today: Meeting
) -> None:
    def approve(tx: Any) -> None:
        tx.meetings.save(replace(tx.meetings.get(today.id), minutes_approved_on=council.now.date()))

    council.look(approve)
    with pytest.raises(AlreadyDone, match="approved on"):
        mark(council, today, Mark.HERE, "Tom Hallam")
    assert rows(council, today)["Tom Hallam"].attends is Attends.NONE


def test_late_and_early(council: Council, today: Meeting) -> None:
    council.do(meeting_live.set_item, "asha", council.board.id, "5 Budget")
    council.do(attendance_taking.came_late, "asha", today.id, ["Tom Hallam"], "")
    assert rows(council, today)["Tom Hallam"].arrived == "at item 5"
    council.do(attendance_taking.left_early, "asha", today.id, ["Tom Hallam"], "15:10")
    assert rows(council, today)["Tom Hallam"].left == "15:10"
    with pytest.raises(InvalidInput, match="not marked as here"):
        council.do(attendance_taking.left_early, "asha", today.id, ["Bea Lindqvist"], "")


def test_every_change_is_in_the_ledger(council: Council, today: Meeting) -> None:
    mark(council, today, Mark.HERE, "Tom Hallam")
    council.do(attendance_taking.substitute, "asha", today.id, "Kerry Shaw", "Bea Lindqvist")
    lines = council.look(lambda tx: tx.ledger.of_subject("attendance", today.id))
    assert [line.deed for line, _ in lines] == ["here", "substitute"]
    assert lines[1][1]["names"] == "Kerry Shaw on behalf of Bea Lindqvist; Bea Lindqvist"


# --- substitutes ----------------------------------------------------------------------------------


def test_a_substitute_stands_in_and_the_member_has_sent_apologies(
    council: Council, today: Meeting
) -> None:
    taken = council.do(
        attendance_taking.substitute, "asha", today.id, "Kerry Shaw", "Bea Lindqvist"
    )
    found = rows(council, today)
    assert found["Bea Lindqvist"].attends is Attends.APOLOGIES
    assert found["Kerry Shaw"].for_id == council.people["bea"].id
    assert found["Kerry Shaw"].attends is Attends.PRESENT
    assert taken.told == ()
    second = council.do(
        attendance_taking.substitute, "asha", today.id, "Lou Marsh", "Bea Lindqvist"
    )
    assert "their place counts once" in second.told[0]


@pytest.mark.parametrize(
    ("by", "member", "says"),
    [
        ("Tom Hallam", "Bea Lindqvist", "a place of their own"),
        ("Kerry Shaw", "Rosalind Peake", "is here"),
        ("Kerry Shaw", "Asha Verma", "is no member"),
    ],
)
def test_who_cannot_substitute(
    council: Council, today: Meeting, by: str, member: str, says: str
) -> None:
    mark(council, today, Mark.HERE, "Rosalind Peake")
    before = rows(council, today)
    with pytest.raises(DomainError, match=says):
        council.do(attendance_taking.substitute, "asha", today.id, by, member)
    assert rows(council, today) == before


def test_a_substitute_who_was_not_named_for_the_year_is_flagged(
    council: Council, today: Meeting
) -> None:
    def name_one(tx: Any) -> None:
        bea = council.people["bea"].id
        tom = council.people["tom"].id
        (held,) = [m for m in tx.people.memberships(council.board.id) if m.person_id == bea]
        tx.people.save_membership(replace(held, substitutes=(tom,)))

    council.look(name_one)
    taken = council.do(
        attendance_taking.substitute, "asha", today.id, "Kerry Shaw", "Bea Lindqvist"
    )
    assert taken.told == (
        "Kerry Shaw is not named as substitute of Bea Lindqvist for the year (Tom Hallam).",
    )


# --- quorum ---------------------------------------------------------------------------------------


@pytest.fixture
def joint(council: Council) -> Meeting:
    """A meeting of a board of 6 + 6 + 1, quorum of 7, among them one councillor, one of the NHS and
    the Director of Public Health."""
    parts = (Part(1, "County"), Part(1, "NHS"), Part(1, "Director of Public Health"))
    seats = tuple(Seat(name, votes) for name, votes in CONSTITUENCIES)
    set_rules(council, Rules(date(2026, 1, 1), Quorum(7, parts), seats))
    for constituency, votes in CONSTITUENCIES:
        for n in range(1, votes + 1):
            seat(council, f"{constituency} Member{n}", constituency)
    return opened(council)


def here(c: Council, meeting: Meeting, constituency: str, *numbers: int) -> Taken:
    return mark(c, meeting, Mark.HERE, *(f"{constituency} Member{n}" for n in numbers))


def test_a_composite_quorum_says_what_lacks(council: Council, joint: Meeting) -> None:
    here(council, joint, "County", 1, 2, 3, 4, 5, 6)
    found = quorate(council, joint)
    assert (found.reached.count, found.enough) == (6, False)
    assert found.reached.lacking == ("1 more", "“NHS”", "“Director of Public Health”")
    here(council, joint, "NHS", 1)
    assert quorate(council, joint).reached.lacking == ("“Director of Public Health”",)
    mark(council, joint, Mark.HERE, "Tom Hallam")
    assert quorate(council, joint).enough
    assert quorum.quorum_words(quorate(council, joint)) == "Quorum: 8 count, 7 needed, reached"


def test_the_quorum_is_lost_when_the_last_of_a_part_leaves(
    council: Council, joint: Meeting
) -> None:
    here(council, joint, "County", 1, 2, 3, 4, 5, 6)
    here(council, joint, "NHS", 1)
    mark(council, joint, Mark.HERE, "Tom Hallam")
    gone = council.do(attendance_taking.left_early, "asha", joint.id, ["NHS Member1"], "")
    assert gone.told == ("The meeting is no longer quorate: lacking “NHS”.",)
    assert ("NHS Member1", quorum.LEFT) in quorate(council, joint).uncounted


def test_a_substitute_brings_the_members_seat_and_counts_once(
    council: Council, joint: Meeting
) -> None:
    here(council, joint, "County", 1, 2, 3, 4, 5)
    mark(council, joint, Mark.HERE, "Tom Hallam")
    for by in ("Kerry Shaw", "Lou Marsh"):
        council.do(attendance_taking.substitute, "asha", joint.id, by, "NHS Member2")
    found = quorate(council, joint)
    assert (found.reached.count, found.enough) == (7, True)
    mark(council, joint, Mark.HERE, "NHS Member2")
    assert quorate(council, joint).reached.count == 7, "a member and the substitute are one place"


def test_remote_members_count_only_where_the_rules_say_so(council: Council, today: Meeting) -> None:
    set_rules(council, Rules(date(2026, 1, 1), Quorum(2)))
    mark(council, today, Mark.HERE, "Rosalind Peake")
    mark(council, today, Mark.REMOTELY, "Bea Lindqvist")
    found = quorate(council, today)
    assert (found.enough, found.uncounted) == (False, (("Bea Lindqvist", quorum.REMOTE),))
    set_rules(council, Rules(date(2026, 1, 1), Quorum(2), remote_counts=True))
    assert quorate(council, today).enough


def test_whom_an_interest_bars_does_not_count_for_that_item_only(
    council: Council, today: Meeting
) -> None:
    set_rules(council, Rules(date(2026, 1, 1), Quorum(2)))
    mark(council, today, Mark.HERE, "Rosalind Peake", "Tom Hallam")
    new = NewDeclaration("Tom Hallam", "7", "owns land beside it", Interest.PECUNIARY)
    declared = council.do(declaring.declare, "asha", today.id, new)
    assert not quorate(council, today, "Item 7: Budget").enough
    assert quorate(council, today, "8").enough
    lifted = replace(new, dispensation="granted 1 May 2026")
    council.do(declaring.correct, "asha", declared.id, lifted)
    assert quorate(council, today, "7").enough


def test_officers_guests_and_associates_make_no_quorum(council: Council, today: Meeting) -> None:
    set_rules(council, Rules(date(2026, 1, 1), Quorum(1)))
    associate = seat(council, "Ines Okafor", "", Role.ASSOCIATE)
    mark(council, today, Mark.HERE, "Asha Verma", "Kerry Shaw", associate.name)
    found = quorate(council, today)
    assert (found.reached.count, found.enough) == (0, False)
    council.do(attendance_taking.left_early, "asha", today.id, [associate.name], "")
    council.do(attendance_taking.substitute, "asha", today.id, "Lou Marsh", associate.name)
    assert not quorate(council, today).enough, "a substitute for an associate has no vote either"


def test_without_a_quorum_nothing_is_said(council: Council, today: Meeting) -> None:
    found = quorate(council, today)
    assert found.enough
    assert quorum.quorum_words(found) == ""


# --- over time ------------------------------------------------------------------------------------


def test_attendance_over_time(council: Council) -> None:
    for n, day in enumerate(("11 January 2027", "12 January 2027", "13 January 2027"), 1):
        council.now += timedelta(days=0 if n == 1 else 1)
        meeting = council.meeting(day)
        council.do(meeting_live.open_meeting, "asha", council.board.id, meeting_id=meeting.id)
        mark(council, meeting, Mark.HERE, "Rosalind Peake")
        mark(council, meeting, Mark.REMOTELY, "Femi Adeleke")
        if n == 1:
            mark(council, meeting, Mark.HERE, "Tom Hallam")
        else:
            mark(council, meeting, Mark.APOLOGIES, "Tom Hallam")
        if n == 3:
            council.do(attendance_taking.substitute, "asha", meeting.id, "Kerry Shaw", "Tom Hallam")
        mark(council, meeting, Mark.ABSENT, "Bea Lindqvist")
        council.do(meeting_live.close_meeting, "asha", council.board.id)
    found = council.do(attendance_record.record, "rosalind", council.board.id)
    assert (found.since, found.meetings, len(found.recorded)) == (date(2026, 5, 1), 3, 3)
    told = {m.name: m for m in found.members}
    tom = told["Tom Hallam"]
    assert (tom.possible, tom.present, tom.apologies, tom.substituted, tom.missed) == (
        3,
        1,
        2,
        1,
        2,
    )
    assert (told["Femi Adeleke"].present, told["Femi Adeleke"].remotely) == (3, 3)
    assert told["Bea Lindqvist"].absent == 3
    assert [m.name for m in found.often_missing] == ["Bea Lindqvist"]
    assert "Asha Verma" not in told, "an officer is no member"


def test_who_joined_later_is_measured_from_then(council: Council, today: Meeting) -> None:
    mark(council, today, Mark.HERE, "Rosalind Peake")

    def join(tx: Any) -> None:
        person = tx.people.add(Person(tx.new_id(), TEAM, "Ines Okafor"))
        since = council.now.date() + timedelta(days=1)
        tx.people.add_membership(
            Membership(tx.new_id(), council.board.id, person.id, Role.MEMBER, since)
        )

    council.look(join)
    found = council.do(attendance_record.record, "asha", council.board.id)
    assert "Ines Okafor" not in {m.name for m in found.members}
    assert {m.unmarked for m in found.members if m.name != "Rosalind Peake"} == {1}


def test_the_record_is_for_those_on_the_board(council: Council) -> None:
    stranger = council.look(lambda tx: tx.people.add(Person(tx.new_id(), TEAM, "Sam Reed")))
    council.people["sam"] = stranger
    with pytest.raises(NotAllowed):
        council.do(attendance_record.record, "sam", council.board.id)


def test_the_sheet_makes_itself_for_a_meeting_that_nobody_opened(council: Council) -> None:
    meeting = council.meeting("11 January 2027")
    with council.store.begin() as tx:
        sheet: Sheet = attendance_taking.sheet(tx, council.caller(tx, "asha"), meeting.id)
    assert len(sheet.rows) == 5
    form = board_setup.PersonForm(name="Ines Okafor", role=Role.MEMBER, since=date(2026, 1, 1))
    council.do(board_setup.keep_person, "asha", council.board.id, form)
    with council.store.begin() as tx:
        again = attendance_taking.sheet(tx, council.caller(tx, "asha"), meeting.id)
    assert len(again.rows) == 6, "who joined since is added"
