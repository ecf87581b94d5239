"""What every change of a circulated paper or a letter entails: the row saved, a line in the ledger,
its ladder worked out anew and what shows it rendered again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import ledger, links, watch_keeping
from workflows.access import Audience, Caller, Deed, can_see, require
from workflows.boards import Board
from workflows.circulation_links import READ
from workflows.circulations import Circulation, CirculationState
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, NotFound
from workflows.keeping import local_day
from workflows.meetings import Meeting
from workflows.policy_words import joined
from workflows.records import File

if TYPE_CHECKING:
    from workflows.ports import Transaction

STATES: Mapping[CirculationState, str] = {
    CirculationState.DRAFT: "is in preparation",
    CirculationState.SENT: "has been sent",
    CirculationState.LISTED: "has been before a meeting",
    CirculationState.WITHDRAWN: "was withdrawn",
}


def hold(tx: Transaction, paper_id: str) -> None:
    """Until the end of the transaction nobody else changes it or answers."""
    tx.hold([f"circulation:{paper_id}"])


def reference(tx: Transaction, board_id: str, letter: str) -> str:
    """P1, P2… of papers, L1, L2… of letters; one that is taken is stepped over."""
    while True:
        found = f"{letter}{tx.next_number(board_id, f'circulation {letter}')}"
        if tx.circulations.find_by_reference(board_id, found) is None:
            return found


def seen(tx: Transaction, caller: Caller, paper_id: str) -> Circulation:
    """The paper; what the caller may not see does not exist for them."""
    paper = tx.circulations.get(paper_id)
    if not can_see(paper, Audience(caller)):
        raise NotFound("There is no such paper. Nothing was changed.")
    return paper


def find(tx: Transaction, caller: Caller, board_id: str, typed: str, said: str) -> Circulation:
    """The paper or letter of that reference; `said` is the command that lists them."""
    found = tx.circulations.find_by_reference(board_id, typed.strip().upper())
    if found is None or not can_see(found, Audience(caller)):
        raise NotFound(
            f"There is no paper or letter {typed.strip()[:40] or '(no reference)'} here. Nothing "
            f"was changed. “{said}” shows them all, with references.",
            field="reference",
        )
    return found


def to_change(
    tx: Transaction,
    caller: Caller,
    paper_id: str,
    states: Collection[CirculationState],
    doing: str,
) -> Circulation:
    """The paper as it stands, for an officer who changes it; `AlreadyDone`, saying what would be
    allowed, if it is in none of these states."""
    hold(tx, paper_id)
    paper = seen(tx, caller, paper_id)
    require(caller, paper.board_id, Deed.CIRCULATE)
    if paper.state not in states:
        when = joined([STATES[s].removeprefix("is ").removeprefix("has ") for s in states])
        raise AlreadyDone(
            f"{paper.reference} {STATES[paper.state]}, so it cannot {doing}. Nothing was changed. "
            f"That is possible while it is {when}."
        )
    return paper


def add(tx: Transaction, paper: Circulation, caller: Caller, now: datetime, deed: str) -> None:
    """Store a new one."""
    tx.circulations.add(paper)
    touch(tx, paper, now)
    write(tx, paper, caller.id, now, deed, _values(paper))


def keep(
    tx: Transaction,
    before: Circulation,
    after: Circulation,
    actor: str,
    now: datetime,
    deed: str,
    reason: str = "",
) -> Circulation:
    """Save a changed one; `Conflict` if somebody else changed it meanwhile."""
    saved = tx.circulations.save(after)
    links.revoke_unfit(tx, READ, saved, now)
    touch(tx, saved, now)
    old = _values(before)
    changed = {k: v for k, v in _values(saved).items() if old.get(k) != v}
    write(tx, saved, actor, now, deed, changed, reason)
    return saved


def touch(tx: Transaction, paper: Circulation, now: datetime) -> None:
    """Its ladder and its cards."""
    board = tx.boards.get(paper.board_id)
    watch_keeping.keep(tx, paper, local_day(now, board))


def write(
    tx: Transaction,
    paper: Circulation,
    actor: str,
    now: datetime,
    deed: str,
    values: Mapping[str, str],
    reason: str = "",
) -> None:
    """A line of the ledger about it."""
    told = {"reference": paper.reference, **values}
    ledger.write(tx, actor, paper.board_id, now, deed, "circulation", paper.id, told, reason)


def tell(
    tx: Transaction, board: Board, paper: Circulation, person_id: str, files: Sequence[File]
) -> str:
    """Have the paper sent to this person; the key of the message."""
    key = f"circulation:{paper.id}:to:{person_id}"
    tx.outbox.put(
        Parcel(
            key=key,
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="circulation",
            args={"circulation_id": paper.id, "attached": [f.id for f in files]},
            person_id=person_id,
        )
    )
    return key


def listed_at(
    tx: Transaction, caller: Caller, paper: Circulation, meeting: Meeting, now: datetime
) -> Circulation:
    """A meeting has had it before it."""
    after = replace(paper, state=CirculationState.LISTED, listed_meeting_id=meeting.id)
    return keep(tx, paper, after, caller.id, now, "before the meeting")


def _values(paper: Circulation) -> dict[str, str]:
    return {
        "kind": paper.kind.value,
        "title": paper.title,
        "text": paper.text,
        "to": paper.to,
        "answers": paper.answers,
        "deadline": str(paper.deadline or ""),
        "approved_by": "; ".join(paper.approved_by),
        "approved_how": paper.approved_how,
        "signed_by": "; ".join(paper.signed_by),
        "signed_on": str(paper.signed_on or ""),
        "state": paper.state.value,
        "sent_on": str(paper.sent_on or ""),
        "exempt": paper.exempt,
    }
