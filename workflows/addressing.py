"""Where a person is written to, and who may change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import ledger
from workflows.access import Caller, Deed, may
from workflows.actions import ENDED, Status
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.owners import officers_of
from workflows.people import Person

if TYPE_CHECKING:
    from workflows.ports import Transaction


def refuse_readdressing(tx: Transaction, caller: Caller, person: Person, today: date) -> None:
    """Whoever changes where a person is written to reads what other boards write to them. Once
    there is an address that takes an officer of every board on which the person has a role, a post
    or an open action; others are told who that would be."""
    if not person.email and not person.slack_id:
        return
    others = boards_of(tx, person, today)
    refusing = [b for b in others if not may(caller, b.id, Deed.MANAGE_PEOPLE)]
    if not refusing:
        return
    found = [set(officers_of(tx, b.id, today)) for b in others]
    able = tx.people.many(set.intersection(*found)).values()
    names = ", ".join(sorted(p.name for p in able))
    who = f"Ask {names}." if names else "Ask an officer of it to add you as one there."
    raise InvalidInput(
        f"{person.name} is also known to {', '.join(b.name for b in refusing)}, which writes to "
        "that address. Nothing was changed: only an officer of all their boards changes it. "
        f"{who}",
        field="email",
    )


def wants_email(person: Person, wanted: bool) -> bool:
    """The wish for e-mails instead of Slack messages; `InvalidInput` where there is no address to
    send them to."""
    if wanted and not person.email:
        raise InvalidInput(
            f"There is no e-mail address of {person.name} here. Nothing was changed: a committee "
            "officer can add one with /board people.",
            field="email",
        )
    return wanted


def prefer_email(tx: Transaction, caller: Caller, wanted: bool, now: datetime) -> Person:
    """Say for oneself where messages are to go: to the e-mail address that is on record, or to
    Slack. What is asked for in Slack is still answered there."""
    person = caller.person
    if person.prefers_email == wants_email(person, wanted):
        return person
    saved = tx.people.save(replace(person, prefers_email=wanted))
    values = {"person": person.name, "wants": "e-mail" if wanted else "Slack"}
    for board in boards_of(tx, person, now.date()):
        ledger.write(tx, person.id, board.id, now, "reached by", "person", person.id, values)
    return saved


def boards_of(tx: Transaction, person: Person, today: date) -> list[Board]:
    """The boards that may have to write to the person: by a role, a post or an open action."""
    posts = tx.people.posts_held_by(person.id, today)
    post_ids = {p.id for p in posts}
    ids = {m.board_id for m in tx.people.memberships_of(person.id) if m.covers(today)}
    ids |= {p.board_id for p in posts}
    owned = tx.actions.of_owner([person.id], post_ids, (), set(Status) - ENDED)
    ids |= {a.board_id for a in owned}
    for board in tx.boards.of_team(person.team_id):
        captured = tx.actions.of_board(board.id, live=True) if board.id not in ids else ()
        if any(o.person_id == person.id for a in captured for o in a.owners):
            ids.add(board.id)
    return [tx.boards.get(i) for i in sorted(ids)]
