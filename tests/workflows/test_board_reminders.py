"""Changing a board's reminders: who may, what is kept, what moves with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.council import Council
from workflows import board_reminders, keeping
from workflows.actions import ENDED, Status
from workflows.board_reminders import PolicyForm
from workflows.boards import Board
from workflows.errors import Conflict, InvalidInput, NotAllowed


def board(c: Council) -> Board:
    found: Board = c.look(lambda tx: tx.boards.get(c.board.id))
    return found


def change(c: Council, who: str = "asha", **typed: Any) -> board_reminders.Changed:
    form = PolicyForm(**typed)
    return c.do(board_reminders.change, who, c.board.id, form)


def test_every_next_reminder_moves_in_the_same_transaction(council: Council) -> None:
    council.meeting("2027-02-09")
    moved = council.record("Send it", "Tom Hallam", due="12 February 2027")
    council.record("Report", "Tom Hallam", due="next meeting")
    done = change(council, before_date="20, 2", closed_days="2027-01-25")
    assert done.moved == 2, "the rung of the one, the closed day before the other's"
    assert council.action(moved.id).next_nudge_on == date(2027, 1, 14)
    with council.store.begin() as tx:
        for action in tx.actions.of_board(council.board.id, set(Status) - ENDED):
            after = council.now.date() - timedelta(days=1)
            assert action.next_nudge_on == keeping.next_nudge(tx, action, done.board, after)


def test_the_ledger_has_what_changed_and_nothing_else(council: Council) -> None:
    change(council, hour="08:00", nation="wales")
    line, values = council.look(lambda tx: tx.ledger.of_subject("board", council.board.id))[-1]
    assert (line.deed, dict(values)) == (
        "reminders changed",
        {"Hour": "08:00", "Working days of": "Wales"},
    )
    before = len(council.look(lambda tx: tx.ledger.lines(council.board.id)))
    assert change(council, hour="8am", nation="wales").changes == ()
    assert len(council.look(lambda tx: tx.ledger.lines(council.board.id))) == before


def test_only_an_officer_changes_them(council: Council) -> None:
    for who in ("rosalind", "tom"):
        with pytest.raises(NotAllowed):
            change(council, who, hour="08:00")
    assert board(council).policy.hour.hour == 9


def test_of_two_officers_at_once_the_second_is_told(council: Council) -> None:
    version = board(council).version
    change(council, hour="08:00", version=version)
    with pytest.raises(Conflict):
        change(council, hour="07:00", version=version)
    assert board(council).policy.hour.hour == 8


def test_past_closed_days_are_kept_though_the_form_does_not_show_them(council: Council) -> None:
    past, ahead = date(2026, 12, 24), date(2027, 3, 1)
    closed = replace(board(council), closed_days=(past, ahead))
    council.look(lambda tx: tx.boards.save(closed))
    today = council.now.date()
    assert board_reminders.closed_ahead(board(council), today) == ("Mon 1 Mar 2027",)
    change(council, closed_days="2 March 2027")
    assert board(council).closed_days == (past, date(2027, 3, 2))
    change(council, closed_days="")
    assert board(council).closed_days == (past,)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("nation", "france"),
        ("groups_answer", "nobody"),
        ("hour", "half past"),
        ("hour", "2.30"),
        ("before_to", ["mayor"]),
        ("weekly_to", []),
        ("progress_hush", "-1"),
    ],
)
def test_what_is_refused_names_its_field_and_changes_nothing(
    sqlite_council: Council, field: str, typed: object
) -> None:
    before = board(sqlite_council)
    with pytest.raises(InvalidInput) as refused:
        change(sqlite_council, "asha", **{field: typed})
    assert refused.value.field == field
    assert board(sqlite_council) == before
