"""What one person reads on a day: the order, who they are in each matter, whose turn it is, and
what waits for an officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.council import TEAM, Council
from workflows import action_answers as answers
from workflows import board_setup, day_message, home, reminders
from workflows.action_recording import NewAction, record
from workflows.actions import Action
from workflows.board_setup import Settings
from workflows.day_message import DayMessage
from workflows.owners import read_owners
from workflows.people import Absence

#: A Tuesday on which what was due on 5 February (a Friday) is twelve working days over.
LATE = datetime(2027, 2, 23, 10, tzinfo=UTC)


def read(c: Council, who: str, *, again: bool = False) -> DayMessage:
    """Plan, and read that person's message of the day."""
    with c.store.begin() as tx:
        reminders.plan(tx, TEAM, c.now)
    mine = [p for p in c.outbox("day") if p.person_id == c.people[who].id]
    found = c.look(
        day_message.day_message, mine[-1].args["day_id"], c.people[who].id, c.now, again=again
    )
    assert found is not None
    return found


def name(c: Council, action: Action, who: str, what: str) -> None:
    """Name somebody as deputy or lead officer of an action."""
    with c.store.begin() as tx:
        (named,) = read_owners(tx, c.board, [c.people[who].name], c.now.date())
        stored = tx.actions.get(action.id)
        tx.actions.save(replace(stored, **{what: named}))  # type: ignore[arg-type]


def references(message: DayMessage, part: str) -> list[str]:
    return [i.action.reference for i in getattr(message, part)]


def test_over_all_boards_the_longest_overdue_first(council: Council) -> None:
    c = council
    other = c.do(board_setup.set_up, "asha", "C2", Settings(name="Second Board", members=["U3"]))
    dues = ["12 February 2027", "5 February 2027", "9 March 2027", "29 January 2027"]
    made = [
        c.do(record, "asha", board, NewAction(f"Thing {n}", ["Tom Hallam"], due))
        for n, (due, board) in enumerate(zip(dues, [c.board.id, other.id] * 2, strict=True))
    ]
    c.now = LATE
    found = read(c, "tom")
    days = [i.action.due.day for i in found.own]
    assert days == sorted(d for a in made if (d := a.due.day))
    assert {i.board.id for i in found.own} == {c.board.id, other.id}


def test_an_answer_leaves_the_card_in_its_place(council: Council) -> None:
    c = council
    made = [c.record(f"Thing {n}", "Tom Hallam", due=f"{n + 1} February 2027") for n in range(3)]
    c.now = LATE
    before = references(read(c, "tom"), "own")
    c.do(answers.done, "tom", made[0].id, "sent")
    assert references(read(c, "tom", again=True), "own") == before
    assert references(read(c, "tom"), "own") == before[1:]


@pytest.mark.parametrize(("what", "to"), [("deputy", "deputy"), ("lead", "lead")])
def test_who_is_named_reads_it_in_a_part_of_its_own(council: Council, what: str, to: str) -> None:
    c = council
    action = c.record("Send it", "Tom Hallam", due="5 February 2027")
    name(c, action, "bea", what)
    c.now = LATE
    found = read(c, "bea")
    assert [(i.to, i.action.id) for i in found.named] == [(to, action.id)]
    assert (found.own, found.to_settle, found.waiting) == ((), (), ())


def test_what_is_owned_is_not_repeated_among_what_one_is_named_on(council: Council) -> None:
    c = council
    action = c.record("Send it", "Tom Hallam", due="5 February 2027")
    name(c, action, "tom", "lead")
    c.now = LATE
    found = read(c, "tom")
    assert references(found, "own") == [action.reference]
    assert found.named == ()


def test_a_deputy_reads_in_whose_place(council: Council) -> None:
    c = council
    c.record("Send it", "Tom Hallam", due="5 February 2027")
    c.record("By post", "DPH", due="5 February 2027")
    tom, bea = c.people["tom"], c.people["bea"]
    away = Absence("a", TEAM, tom.id, date(2027, 2, 1), date(2027, 3, 31), tom.id, bea.id)
    c.look(lambda tx: tx.people.add_absence(away))
    c.now = LATE
    found = read(c, "bea")
    assert sorted(i.stands_for for i in found.own) == [
        ("Director of Public Health",),
        ("Tom Hallam",),
    ]


def test_the_officers_list_only_when_a_rung_asks(council: Council) -> None:
    c = council
    c.record("Asha's own", "Asha Verma", due="25 January 2027")
    c.record("Unowned", due="1 May 2027")
    found = read(c, "asha")
    assert len(found.own) == 1
    assert found.waiting == (), "nothing is asked of the officer today"
    action = c.record("Send it", "Tom Hallam", due="1 May 2027")
    c.do(answers.blocked, "tom", action.id, "no data")
    c.now += timedelta(days=2)
    found = read(c, "asha")
    (waiting,) = found.waiting
    assert references(found, "to_settle") == [action.reference]
    assert (len(waiting.blocked), len(waiting.ownerless)) == (1, 1)


def test_overdue_without_a_word_since_the_last_reminder(council: Council) -> None:
    c = council
    silent = c.record("Silent", "Tom Hallam", due="5 February 2027")
    spoken = c.record("Spoken", "Tom Hallam", due="5 February 2027")
    c.now = LATE
    read(c, "tom")
    c.do(answers.progress, "tom", spoken.id, "half done")

    def unanswered() -> list[str]:
        with c.store.begin() as tx:
            caller = c.caller(tx, "asha")
            board = tx.boards.get(c.board.id)
            return [a.id for a in home.waiting_on(tx, board, caller, c.now).unanswered]

    assert unanswered() == [silent.id]


def test_what_is_owed_besides_is_counted(council: Council) -> None:
    c = council
    c.record("Due", "Tom Hallam", due="25 January 2027")
    c.record("Far", "Tom Hallam", due="1 October 2027")
    assert read(c, "tom").others == 1


def test_a_message_rendered_again_later_keeps_its_day(council: Council) -> None:
    c = council
    c.record("Due", "Tom Hallam", due="25 January 2027")
    first = read(c, "tom")
    day_id = next(p for p in c.outbox("day")).args["day_id"]
    later = c.look(
        day_message.day_message,
        day_id,
        c.people["tom"].id,
        c.now + timedelta(days=3),
        again=True,
    )
    assert later is not None
    assert later.today == first.today == c.now.date()
