"""Seeking views between meetings: opened at once, or once the meeting has given its permission.

Where the board's rules ask for permission, a sounding that names none waits for it and is proposed
to the next meeting as an agenda item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import kept_papers
from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.errors import InvalidInput
from workflows.keeping import local_day
from workflows.meetings import Meeting, MeetingState
from workflows.rule_words import read_quorum
from workflows.sounding_asking import ask, show_officer
from workflows.sounding_form import Question, read_deadline, read_interests
from workflows.sounding_keeping import add, after_change, hold, keep, to_change
from workflows.sounding_places import Candidate, candidates, declared, refuse_unentitled
from workflows.sounding_replies import called
from workflows.sounding_states import Step, moment_words
from workflows.sounding_tally import named_alike
from workflows.soundings import Asked, Sounding, SoundingState

if TYPE_CHECKING:
    from workflows.ports import Transaction

MAX_BACKGROUND = 3000


@dataclass(frozen=True)
class NewSounding:
    """What an officer typed. `asked` are the ids of those ticked, None for everybody whose reply
    counts; `interests` who is left out and why, one a line; `threshold` and `deadline` in words;
    `permission` the minute by which the meeting gave its leave; `file_ids` papers in Slack."""

    question: Question
    deadline: str
    background: str = ""
    asked: Sequence[str] | None = None
    interests: str = ""
    threshold: str = ""
    hidden: bool = False
    permission: str = ""
    exempt: str = ""
    file_ids: Sequence[str] = ()


@dataclass(frozen=True)
class Opened:
    """A new sounding, and what is to be known of it, in sentences."""

    sounding: Sounding
    remarks: tuple[str, ...] = ()


def open_sounding(
    tx: Transaction, caller: Caller, board_id: str, new: NewSounding, now: datetime
) -> Opened:
    """Seek views: those ticked are asked at once, or as soon as the meeting has permitted it."""
    require(caller, board_id, Deed.SEEK_VIEWS)
    board = tx.boards.get(board_id)
    today = local_day(now, board)
    rules = board.rules_on(today)
    deadline = read_deadline(new.deadline, board, now)
    allowed = _permission(tx, board, new.permission)
    waits = rules.sounding_permission and not allowed.words
    asked = _asked(tx, board, new, allowed, now)
    sounding = Sounding(
        id=tx.new_id(),
        board_id=board_id,
        reference=_reference(tx, board_id),
        question=new.question.text,
        options=new.question.options,
        opened_by=caller.id,
        created_at=now,
        deadline=deadline,
        asked=asked,
        background=new.background.replace("\0", "").strip()[:MAX_BACKGROUND],
        threshold=named_alike(read_quorum(new.threshold, "threshold"), asked),
        hidden=new.hidden,
        permission=allowed.words,
        permission_meeting_id=allowed.meeting_id,
        written=rules.written_resolution,
        state=SoundingState.WAITING if waits else SoundingState.OPEN,
        opened_at=None if waits else now,
        exempt=new.exempt.strip(),
    )
    add(tx, sounding, caller, now, "permission asked" if waits else "opened")
    kept_papers.ask_for(tx, caller, "sounding", sounding, new.file_ids, now)
    ask(tx, sounding, now)
    show_officer(tx, sounding, caller.id, "new")
    return Opened(sounding, (*allowed.remarks, *_remarks(tx, board, sounding, new)))


@dataclass(frozen=True)
class _Permission:
    words: str = ""
    meeting_id: str | None = None
    item: str = ""
    remarks: tuple[str, ...] = ()


def _permission(tx: Transaction, board: Board, typed: str) -> _Permission:
    """The minute that was named, and its meeting where that is on record; kept as typed if not."""
    words = " ".join(typed.replace("\0", "").split())[:300]
    if not words:
        return _Permission()
    bare = words.removeprefix("minute ").removeprefix("Minute ").strip().casefold()
    for resolution in tx.resolutions.of_board(board.id):
        if resolution.minute_ref and resolution.minute_ref.casefold() == bare:
            text = " ".join([resolution.item, *(c.text for c in resolution.clauses)])
            return _Permission(words, resolution.meeting_id, resolution.item or text)
    return _Permission(
        words, None, "", (f"No minute “{words}” is on record; the permission is kept as typed.",)
    )


def _asked(
    tx: Transaction, board: Board, new: NewSounding, allowed: _Permission, now: datetime
) -> tuple[Asked, ...]:
    """Those ticked, the left-out among them with the reason."""
    today = local_day(now, board)
    there = candidates(tx, board, today)
    if new.asked is None:
        chosen = [c for c in there if c.asked.voting]
    else:
        chosen = [c for c in there if c.person.id in new.asked]
    if not chosen:
        raise InvalidInput(
            "Nobody is asked. Nothing was saved. Tick those who are; members stand in /board "
            "people.",
            field="asked",
        )
    refuse_unentitled(tx, new.exempt, board, [c.person for c in chosen], today)
    barred = declared(tx, board.id, allowed.meeting_id, allowed.item)
    return _with_interests(chosen, {**barred, **_typed_interests(chosen, new.interests)})


def _typed_interests(chosen: Sequence[Candidate], text: str) -> dict[str, str]:
    """By person; a name that is none of those asked is refused."""
    asked = tuple(c.asked for c in chosen)
    return {
        called(asked, name, "interests").person_id: reason
        for name, reason in read_interests(text).items()
    }


def _with_interests(chosen: Sequence[Candidate], reasons: Mapping[str, str]) -> tuple[Asked, ...]:
    asked = tuple(replace(c.asked, left_out=reasons.get(c.person.id, "")) for c in chosen)
    if not any(a.is_asked for a in asked):
        raise InvalidInput(
            "An interest keeps all of them out, so nobody would be asked. Nothing was saved.",
            field="interests",
        )
    return asked


def _reference(tx: Transaction, board_id: str) -> str:
    """S1, S2, S3…; one that is taken is stepped over."""
    while True:
        reference = f"S{tx.next_number(board_id, 'sounding')}"
        if tx.soundings.find_by_reference(board_id, reference) is None:
            return reference


def _remarks(tx: Transaction, board: Board, sounding: Sounding, new: NewSounding) -> list[str]:
    found = []
    day = sounding.deadline.astimezone(board.zone).date()
    if not board.calendar.is_working_day(day):
        found.append(f"{day_words(day)} is no working day.")
    if new.file_ids:
        number = "The paper is" if len(new.file_ids) == 1 else f"{len(new.file_ids)} papers are"
        found.append(f"{number} being fetched; those asked hear of it when that is done.")
    for asked in sounding.taking_part:
        if asked.substitute_id:
            found.append(f"{asked.name} is away: {asked.substitute_name} is asked too.")
    people = tx.people.many([p for a in sounding.taking_part for p in a.people]).values()
    unreached = [p.name for p in people if not p.slack_id and not p.email]
    if unreached:
        found.append(
            f"Neither Slack nor an e-mail address is known of {', '.join(unreached)}: ask them by "
            f"telephone and note it with /sounding note {sounding.reference} NAME: answer"
        )
    return found


def permit(
    tx: Transaction,
    caller: Caller,
    sounding_id: str,
    words: str,
    now: datetime,
    meeting: Meeting | None = None,
    item: str = "",
) -> Sounding:
    """The meeting has given its permission, by the minute named or in words: those ticked are asked
    now, but for whoever declared an interest there in the question or in `item`, under which it was
    asked for. A deadline that has passed meanwhile is to be moved first."""
    before = to_change(tx, caller, sounding_id, Step.PERMIT, now)
    board = tx.boards.get(before.board_id)
    said = clean_text(words, field="permission", most=300)
    if before.deadline <= now:
        raise InvalidInput(
            f"Its deadline, {moment_words(before.deadline, board.zone)}, has passed meanwhile. "
            f"Nothing was changed. Move it first: /sounding extend {before.reference} to 12 March "
            "17:00",
            field="deadline",
        )
    allowed = _permission(tx, board, said)
    meeting_id = meeting.id if meeting else allowed.meeting_id
    if meeting and (meeting.board_id != board.id or meeting.state is MeetingState.CANCELLED):
        raise InvalidInput("That was no meeting of this board. Nothing was changed.", "meeting")
    barred = {
        **declared(tx, board.id, meeting_id, allowed.item or before.question),
        **declared(tx, board.id, meeting_id, item),
    }
    asked = tuple(
        replace(a, left_out=barred[a.person_id]) if a.is_asked and a.person_id in barred else a
        for a in before.asked
    )
    after = replace(
        before,
        state=SoundingState.OPEN,
        permission=said,
        permission_meeting_id=meeting_id,
        opened_at=now,
        asked=asked,
    )
    saved = keep(tx, before, after, caller.id, now, "opened with the meeting's permission")
    ask(tx, saved, now)
    return saved


def go_on(tx: Transaction, sounding_id: str, now: datetime) -> None:
    """A paper has come: those asked hear of it once all are in."""
    hold(tx, sounding_id, alone=True)
    sounding = tx.soundings.get(sounding_id)
    ask(tx, sounding, now)
    after_change(tx, sounding, now)
