"""Whoever is asked hears of it, with the papers; and of what becomes of the sounding."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows import kept_papers
from workflows.deliveries import Kind, Parcel
from workflows.sounding_states import state_at
from workflows.soundings import Asked, Sounding, SoundingState

if TYPE_CHECKING:
    from workflows.ports import Transaction

EXTENDED, CLOSED, WITHDRAWN = "extended", "closed", "withdrawn"


def ask(tx: Transaction, sounding: Sounding, now: datetime) -> int:
    """Ask everybody who takes part and has not been asked yet, and their substitutes; the number
    of people. Nobody, while papers are still coming: they are asked as soon as those are in."""
    if not _may_ask(tx, sounding, now):
        return 0
    return sum(_ask(tx, sounding, p, _key(sounding, p)) for p in _people(sounding.taking_part))


def ask_again(tx: Transaction, sounding: Sounding, person_id: str, now: datetime) -> None:
    """Ask somebody from whom an earlier question was taken back; who has not been asked yet is
    asked by `ask`."""
    if _may_ask(tx, sounding, now):
        _ask(tx, sounding, person_id, f"{_key(sounding, person_id)}:{sounding.version}")


def _may_ask(tx: Transaction, sounding: Sounding, now: datetime) -> bool:
    is_open = state_at(sounding, now) is SoundingState.OPEN
    return is_open and kept_papers.awaited(tx, "sounding", sounding.id) <= 0


def _key(sounding: Sounding, person_id: str) -> str:
    return f"sounding:{sounding.id}:ask:{person_id}"


def _ask(tx: Transaction, sounding: Sounding, person_id: str, key: str) -> bool:
    """Have the question sent with its papers; False if it was before, under that key."""
    board = tx.boards.get(sounding.board_id)
    files = tx.files.of_subject("sounding", sounding.id)
    new = tx.outbox.put(
        Parcel(
            key=key,
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="sounding_ask",
            args={"sounding_id": sounding.id, "attached": [f.id for f in files]},
            person_id=person_id,
        )
    )
    if new:
        kept_papers.send(tx, board, files, person_id, key)
    return new


def tell(tx: Transaction, sounding: Sounding, what: str) -> None:
    """Tell those who take part that it was extended, closed or withdrawn; once for each version."""
    board = tx.boards.get(sounding.board_id)
    officers = [] if what == EXTENDED else [sounding.opened_by]
    for person_id in dict.fromkeys([*_people(sounding.taking_part), *officers]):
        tx.outbox.put(
            Parcel(
                key=f"sounding:{sounding.id}:{what}:{sounding.version}:{person_id}",
                kind=Kind.MESSAGE,
                team_id=board.team_id,
                board_id=board.id,
                view="sounding_news",
                args={"sounding_id": sounding.id, "what": what},
                person_id=person_id,
            )
        )


def show_officer(tx: Transaction, sounding: Sounding, person_id: str, key: str) -> None:
    """The officer's card, in their direct message. It follows the replies."""
    board = tx.boards.get(sounding.board_id)
    tx.outbox.put(
        Parcel(
            key=f"sounding:{sounding.id}:card:{key}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="sounding_card",
            args={"sounding_id": sounding.id},
            person_id=person_id,
        )
    )


def _people(asked: tuple[Asked, ...]) -> list[str]:
    return list(dict.fromkeys(person for a in asked for person in a.people))
