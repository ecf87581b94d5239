"""Roles and posts hold by the clock of their board, not by UTC's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tests.support.council import TEAM, Council
from workflows import board_setup, home
from workflows.access import Caller
from workflows.board_setup import Settings
from workflows.callers import caller_at
from workflows.people import Holding, Membership, Post, Role

#: Half past midnight in London on 1 July; in UTC, and west of it, still 30 June.
MIDNIGHT = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
JULY = date(2027, 7, 1)


def who(c: Council, key: str, now: datetime = MIDNIGHT) -> Caller:
    return c.look(lambda tx: caller_at(tx, tx.people.get(c.people[key].id), now))


def join(c: Council, board_id: str, post: str = "Clerk") -> None:
    """Bea is an officer from 1 July on, and holds a post of her own there."""
    bea = c.people["bea"].id

    def write(tx: Any) -> None:
        tx.people.add_membership(Membership(tx.new_id(), board_id, bea, Role.OFFICER, JULY))
        tx.people.add_post(Post(tx.new_id(), board_id, post, holdings=(Holding(bea, JULY),)))

    c.look(write)


def test_a_role_begins_at_midnight_where_the_board_is(council: Council) -> None:
    c = council
    join(c, c.board.id)
    assert Role.OFFICER in who(c, "bea").on(c.board.id)
    assert who(c, "bea").posts
    assert Role.OFFICER not in who(c, "bea", datetime(2027, 6, 30, 22, 30, tzinfo=UTC)).on(
        c.board.id
    )
    bea = who(c, "bea")
    assert c.look(lambda tx: home.today_of(tx, bea, MIDNIGHT)) == JULY


def test_two_boards_in_two_zones_each_have_their_day(sqlite_council: Council) -> None:
    c = sqlite_council
    other = c.do(board_setup.set_up, "asha", "C2", Settings(name="Board over there"))

    def go_west(tx: Any) -> None:
        tx.boards.save(replace(tx.boards.get(other.id), time_zone="Atlantic/Azores"))

    c.look(go_west)
    join(c, c.board.id)
    join(c, other.id)
    bea = who(c, "bea")
    assert Role.OFFICER in bea.on(c.board.id)
    assert bea.on(other.id) == frozenset(), "there it is still June"
    (post,) = bea.posts
    assert c.look(lambda tx: tx.people.get_post(post)).board_id == c.board.id
    noon = who(c, "bea", datetime(2027, 7, 1, 12, tzinfo=UTC))
    assert Role.OFFICER in noon.on(other.id)
    assert len(noon.posts) == 2
    assert noon.person.team_id == TEAM
