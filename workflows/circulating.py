"""Papers circulated between meetings, for information or for comment: sent round, read, answered,
listed for the next meeting.

What has gone out is on record with everybody it went to. That somebody has read it is counted when
they say so, by a press or by sending the page's form; that a page was opened counts for nothing,
for mail scanners open links too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import kept_papers
from workflows.access import Audience, Caller, Deed, caller_for, can_see, require
from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.circulation_keeping import (
    add,
    hold,
    keep,
    reference,
    seen,
    tell,
    to_change,
    touch,
    write,
)
from workflows.circulations import Circulation, CirculationKind, CirculationState, Recipient
from workflows.deadlines import day_words, read_date
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.exempting import has_become_exempt
from workflows.keeping import local_day
from workflows.people import Person, Role

if TYPE_CHECKING:
    from workflows.ports import Transaction


#: Kinds that go round among members; the others are letters (`workflows.letters`).
CIRCULATED = frozenset({CirculationKind.INFORMATION, CirculationKind.COMMENT})
_READERS = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.ASSOCIATE, Role.OBSERVER)
MAX_TITLE, MAX_TEXT = 300, 3000


@dataclass(frozen=True)
class NewPaper:
    """What an officer typed. `to` are the ids of those ticked, None for all members; `deadline` the
    day by which comments are wanted, in words: with one it goes round for comment."""

    title: str
    text: str = ""
    to: Sequence[str] | None = None
    deadline: str = ""
    exempt: str = ""
    file_ids: Sequence[str] = ()


def readers(tx: Transaction, board: Board, on: date) -> list[tuple[Person, bool]]:
    """Everybody to whom a paper of the board may go that day, members first, and whether they are
    a member."""
    roles: dict[str, Role] = {}
    for membership in tx.people.memberships(board.id):
        if membership.role in _READERS and membership.covers(on):
            there = roles.get(membership.person_id, membership.role)
            first = min(there, membership.role, key=_READERS.index)
            roles[membership.person_id] = first
    people = tx.people.many(roles)
    order = sorted(roles, key=lambda p: (_READERS.index(roles[p]), people[p].name.casefold()))
    members = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER)
    return [(people[p], roles[p] in members) for p in order]


def circulate(
    tx: Transaction, caller: Caller, board_id: str, new: NewPaper, now: datetime
) -> Circulation:
    """Send a paper round: at once, or as soon as its files are in."""
    require(caller, board_id, Deed.CIRCULATE)
    board = tx.boards.get(board_id)
    today = local_day(now, board)
    deadline = _deadline(new.deadline, board, today)
    paper = Circulation(
        id=tx.new_id(),
        board_id=board_id,
        reference=reference(tx, board_id, "P"),
        kind=CirculationKind.COMMENT if deadline else CirculationKind.INFORMATION,
        title=clean_text(new.title, field="title", most=MAX_TITLE),
        created_by=caller.id,
        created_at=now,
        text=new.text.replace("\0", "").strip()[:MAX_TEXT],
        deadline=deadline,
        exempt=new.exempt.strip(),
    )
    chosen = _chosen(tx, board, paper, new, today)
    add(tx, paper, caller, now, "circulation prepared")
    for person in chosen:
        tx.circulations.add_recipient(Recipient(tx.new_id(), paper.id, person.name, person.id))
    kept_papers.ask_for(tx, caller, "circulation", paper, new.file_ids, now)
    return go_on(tx, paper.id, caller.id, now)


def _deadline(text: str, board: Board, today: date) -> date | None:
    if not text.strip():
        return None
    deadline = read_date(text, on=today, calendar=board.calendar, field="deadline")
    if deadline < today:
        raise InvalidInput(
            f"{day_words(deadline)} has passed. Nothing was sent. Give a later day.", "deadline"
        )
    return deadline


def _chosen(
    tx: Transaction, board: Board, paper: Circulation, new: NewPaper, today: date
) -> list[Person]:
    """Those ticked, or all members; refused if one of them may not read it."""
    there = readers(tx, board, today)
    chosen = [p for p, member in there if (member if new.to is None else p.id in new.to)]
    if not chosen:
        raise InvalidInput(
            "Nobody is ticked. Nothing was sent. Members stand in /board people.", field="to"
        )
    barred = _barred(tx, paper, chosen, today)
    if barred:
        raise InvalidInput(
            f"The paper is exempt, and {', '.join(barred)} may not read it. Nothing was sent. "
            "Leave them out.",
            field="to",
        )
    return chosen


def _barred(
    tx: Transaction, paper: Circulation, people: Iterable[Person], today: date
) -> list[str]:
    """The names of those who may not read it."""
    return [p.name for p in people if not can_see(paper, Audience(caller_for(tx, p, today)))]


def go_on(tx: Transaction, paper_id: str, by: str, now: datetime) -> Circulation:
    """Send it out, if its files are in: everybody on its list hears of it once."""
    hold(tx, paper_id)
    paper = tx.circulations.get(paper_id)
    if paper.state is not CirculationState.DRAFT or paper.kind not in CIRCULATED:
        return paper
    if kept_papers.awaited(tx, "circulation", paper.id) > 0:
        return paper
    board = tx.boards.get(paper.board_id)
    after = replace(paper, state=CirculationState.SENT, sent_on=local_day(now, board))
    saved = keep(tx, paper, after, by, now, "circulated")
    files = tx.files.of_subject("circulation", paper.id)
    for recipient in tx.circulations.recipients(paper.id):
        if recipient.person_id:
            key = tell(tx, board, saved, recipient.person_id, files)
            kept_papers.send(tx, board, files, recipient.person_id, key)
    return saved


def read(tx: Transaction, caller: Caller, paper_id: str, now: datetime) -> Recipient:
    """Somebody says that they have read it; said again, it changes nothing."""
    paper, mine = _mine(tx, caller, paper_id)
    if mine.opened_at:
        return mine
    after = replace(mine, opened_at=now, via=caller.via)
    tx.circulations.save_recipient(after)
    touch(tx, paper, now)
    write(tx, paper, caller.id, now, "read", {"by": caller.via})
    return after


def answer(tx: Transaction, caller: Caller, paper_id: str, text: str, now: datetime) -> Recipient:
    """Somebody comments on it; a later comment stands in place of the first, which the ledger
    keeps. What comes after the day for comments is kept too, and marked as late where it is
    shown."""
    paper, mine = _mine(tx, caller, paper_id)
    if paper.kind is not CirculationKind.COMMENT:
        raise AlreadyDone(
            f"{paper.reference} went round for information: no comments are gathered. Nothing was "
            f"recorded. What you typed: “{text.strip()}”. Write to the committee officer instead."
        )
    if paper.state is CirculationState.LISTED:
        raise AlreadyDone(
            f"{paper.reference} has been before the meeting already, so your comment came too "
            f"late. Nothing was recorded. What you typed: “{text.strip()}”."
        )
    words = clean_text(text, field="text", most=MAX_TEXT)
    if mine.answer == words:
        return mine
    after = replace(
        mine, opened_at=mine.opened_at or now, answered_at=now, answer=words, via=caller.via
    )
    tx.circulations.save_recipient(after)
    touch(tx, paper, now)
    deed = "comment changed" if mine.answer else "comment given"
    write(tx, paper, caller.id, now, deed, {"comment": words, "by": caller.via})
    return after


def _mine(tx: Transaction, caller: Caller, paper_id: str) -> tuple[Circulation, Recipient]:
    """The paper and the caller's own line in its list."""
    hold(tx, paper_id)
    paper = seen(tx, caller, paper_id)
    if paper.state is CirculationState.WITHDRAWN:
        raise AlreadyDone(f"{paper.reference} was withdrawn. Nothing was recorded.")
    mine = of_person(tx.circulations.recipients(paper.id), caller.id)
    if mine is None or paper.state is CirculationState.DRAFT:
        raise NotAllowed(f"{paper.reference} was not sent to you. Nothing was recorded.")
    return paper, mine


def of_person(recipients: Iterable[Recipient], person_id: str) -> Recipient | None:
    """This person's line in a list of recipients."""
    return next((r for r in recipients if r.person_id == person_id), None)


def withdraw(
    tx: Transaction, caller: Caller, paper_id: str, reason: str, now: datetime
) -> Circulation:
    """Take a paper or a letter back, with the reason: it is listed nowhere any longer."""
    before = to_change(
        tx, caller, paper_id, (CirculationState.DRAFT, CirculationState.SENT), "be withdrawn"
    )
    if before.state is CirculationState.SENT and before.kind not in CIRCULATED:
        raise AlreadyDone(
            f"{before.reference} has been sent, and what is sent cannot be taken back. Nothing was "
            "changed. It is listed for the next meeting."
        )
    why = clean_text(reason, field="reason", most=1000)
    after = replace(before, state=CirculationState.WITHDRAWN)
    return keep(tx, before, after, caller.id, now, "withdrawn", why)


def mark_exempt(
    tx: Transaction, caller: Caller, paper_id: str, exempt: str, now: datetime
) -> Circulation:
    """Mark a paper or a letter as exempt (the paragraph and the reason), or as open matter where
    nothing is given: in whatever state, for the matter may become exempt later. Whoever may not
    read it then is left without what they were sent in Slack, files too, and their links end; items
    of agendas that were made of it become exempt with it. What has still to go out is refused while
    somebody on its list could not read it."""
    before = to_change(tx, caller, paper_id, tuple(CirculationState), "be marked")
    reason = clean_text(exempt, field="exempt", most=300) if exempt.strip() else ""
    if reason == before.exempt:
        raise AlreadyDone("That is how it stands already. Nothing was changed.")
    board = tx.boards.get(before.board_id)
    after = replace(before, exempt=reason)
    if before.state is CirculationState.DRAFT:
        ids = [r.person_id for r in tx.circulations.recipients(before.id) if r.person_id]
        people = tx.people.many(ids).values()
        barred = _barred(tx, after, people, local_day(now, board))
        if barred:
            raise InvalidInput(
                f"{before.reference} has still to go to {', '.join(barred)}, who may not read "
                "exempt matter of this board. Nothing was changed. Withdraw it, and send it to the "
                "others.",
                field="exempt",
            )
    saved = keep(tx, before, after, caller.id, now, "exemption changed", reason)
    if saved.exempt:
        has_become_exempt(tx, caller.id, board, "circulation", saved, now)
    return saved
