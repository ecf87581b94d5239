"""Letters and consultation replies in the board's name: to whom, about what, whose words, by which
authority, who signed, when they went.

`draft → approved → signed → sent → listed at a meeting`. Nobody speaks for a board alone: a letter
is sent only once its words were approved and, unless it is a reply to a consultation, signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import kept_papers
from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.circulation_keeping import add, keep, reference, to_change
from workflows.circulations import Circulation, CirculationKind, CirculationState
from workflows.deadlines import day_words, read_date
from workflows.errors import AlreadyDone, InvalidInput
from workflows.keeping import local_day
from workflows.owners import chairs_of, plain

if TYPE_CHECKING:
    from workflows.ports import Transaction

LETTERS = frozenset({CirculationKind.LETTER, CirculationKind.CONSULTATION_REPLY})
_DRAFT = (CirculationState.DRAFT,)
MAX_NAME = 200


@dataclass(frozen=True)
class NewLetter:
    """What an officer typed: `to` whom, about what (`title`), what it `answers` where it replies to
    a consultation, its words, papers in Slack."""

    to: str
    title: str
    answers: str = ""
    text: str = ""
    exempt: str = ""
    file_ids: Sequence[str] = ()


def register(
    tx: Transaction, caller: Caller, board_id: str, new: NewLetter, now: datetime
) -> Circulation:
    """Put a letter into the register, as a draft."""
    require(caller, board_id, Deed.CIRCULATE)
    answers = " ".join(new.answers.replace("\0", "").split())[:300]
    letter = Circulation(
        id=tx.new_id(),
        board_id=board_id,
        reference=reference(tx, board_id, "L"),
        kind=CirculationKind.CONSULTATION_REPLY if answers else CirculationKind.LETTER,
        title=clean_text(new.title, field="title", most=300),
        created_by=caller.id,
        created_at=now,
        text=new.text.replace("\0", "").strip()[:10_000],
        to=clean_text(new.to, field="to", most=300),
        answers=answers,
        exempt=new.exempt.strip(),
    )
    add(tx, letter, caller, now, "letter drafted")
    kept_papers.ask_for(tx, caller, "circulation", letter, new.file_ids, now)
    return letter


def reword(
    tx: Transaction, caller: Caller, letter_id: str, text: str, reason: str, now: datetime
) -> Circulation:
    """Change the words of a draft, with the reason. What was approved or signed before was other
    words: both are asked for anew."""
    before = _draft(tx, caller, letter_id, "be reworded")
    words = clean_text(text, field="text", most=10_000)
    why = clean_text(reason, field="reason", most=1000)
    if words == before.text:
        raise AlreadyDone("Those are its words already. Nothing was changed.")
    after = replace(
        before, text=words, approved_by=(), approved_how="", signed_by=(), signed_on=None
    )
    return keep(tx, before, after, caller.id, now, "reworded", why)


def approve(
    tx: Transaction, caller: Caller, letter_id: str, by: Sequence[str], how: str, now: datetime
) -> Circulation:
    """Its words were approved: by whom, and by which authority (a minute, a delegation)."""
    before = _draft(tx, caller, letter_id, "be approved")
    names = _names(by, "approved_by")
    authority = " ".join(how.replace("\0", "").split())[:300]
    if not authority:
        raise InvalidInput(
            "Say by which authority: the minute, or the delegation. Nothing was changed. For "
            "example: /board letter approved L1 by Rosalind Peake under minute 22/8",
            field="approved_how",
        )
    after = replace(before, approved_by=names, approved_how=authority)
    return keep(tx, before, after, caller.id, now, "words approved")


def sign(
    tx: Transaction, caller: Caller, letter_id: str, by: Sequence[str], on: str, now: datetime
) -> Circulation:
    """It was signed, by these too; on that day, today where none is given."""
    before = _draft(tx, caller, letter_id, "be signed")
    if not before.approved_by:
        raise AlreadyDone(
            f"The words of {before.reference} have not been approved yet, so there is nothing to "
            f"sign. Nothing was changed. First: /board letter approved {before.reference} by NAME "
            "under minute 22/8"
        )
    names = _names(by, "signed_by")
    known = {plain(n) for n in before.signed_by}
    more = tuple(n for n in names if plain(n) not in known)
    if not more:
        raise AlreadyDone(f"{', '.join(names)} signed already. Nothing was changed.")
    day = _past(tx, before, on, now)
    after = replace(before, signed_by=(*before.signed_by, *more), signed_on=day)
    return keep(tx, before, after, caller.id, now, "signed")


def send(tx: Transaction, caller: Caller, letter_id: str, on: str, now: datetime) -> Circulation:
    """It has gone out, on that day, today where none is given."""
    before = _draft(tx, caller, letter_id, "be sent")
    lacking = what_is_lacking(before)
    if lacking:
        raise AlreadyDone(
            f"{before.reference} cannot go out in the board's name yet: {lacking}. Nothing was "
            f"changed. /board letter show {before.reference} has the buttons for it."
        )
    after = replace(before, state=CirculationState.SENT, sent_on=_past(tx, before, on, now))
    return keep(tx, before, after, caller.id, now, "sent")


def what_is_lacking(letter: Circulation) -> str:
    """What is to be done before it may go out; empty if nothing is."""
    if not letter.approved_by:
        return "nobody has approved its words"
    if letter.kind is CirculationKind.LETTER and not letter.signed_by:
        return "nobody has signed it"
    return ""


def unsigned_chairs(tx: Transaction, letter: Circulation, now: datetime) -> list[str]:
    """The names of the board's chairs of today who have not signed, where one of several has."""
    board = tx.boards.get(letter.board_id)
    chairs = tx.people.many(chairs_of(tx, board.id, local_day(now, board))).values()
    signed = {plain(n) for n in letter.signed_by}
    lacking = [c.name for c in chairs if plain(c.name) not in signed]
    return lacking if signed and len(lacking) < len(chairs) else []


def _draft(tx: Transaction, caller: Caller, letter_id: str, doing: str) -> Circulation:
    letter = to_change(tx, caller, letter_id, _DRAFT, doing)
    if letter.kind not in LETTERS:
        raise AlreadyDone(f"{letter.reference} is no letter. Nothing was changed.")
    return letter


def _names(given: Sequence[str], field: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(" ".join(n.split())[:MAX_NAME] for n in given if n.strip()))
    if not names:
        raise InvalidInput("Name who did. Nothing was changed.", field=field)
    return names


def _past(tx: Transaction, letter: Circulation, on: str, now: datetime) -> date:
    board: Board = tx.boards.get(letter.board_id)
    today = local_day(now, board)
    day = read_date(on, on=today, calendar=board.calendar, field="on") if on.strip() else today
    if day > today:
        raise InvalidInput(
            f"{day_words(day)} is still to come. Nothing was changed. Give the day on which it was "
            "done.",
            field="on",
        )
    return day
