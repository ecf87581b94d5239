"""Reviewing what was read from a paper: a draft of lines, each accepted, changed or rejected.

Nothing is recorded here (see `minutes_recording`). Every decision is stored at once, so that a
review may be left and taken up again, by another officer too. What an officer changes in a line
stands in `draft_editing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger, watch_keeping
from workflows.access import Caller, Deed, require
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.deliveries import Kind, Parcel
from workflows.draft_lines import Paper as Paper
from workflows.draft_lines import day_in, lines_of, meeting_words, next_meeting_words
from workflows.draft_twins import asks_for_itself, with_twins
from workflows.draft_versions import against, first_version, put_aside
from workflows.drafts import SITTING, Choice, Draft, DraftLine, DraftState, LineKind
from workflows.errors import AlreadyDone
from workflows.likeness import normal
from workflows.meetings import Meeting, MeetingState
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import DraftRegister
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction


def take_in(
    tx: Transaction, caller: Caller, board_id: str, paper: Paper, key: str, now: datetime
) -> Draft | None:
    """Make a draft of the paper and have it sent to the officer who asked (`key` is unique for the
    asking). A paper under review already is shown as it stands, one that was put away is opened
    again; of one that was recorded only what nobody has decided upon is offered; None, with a
    message, if nothing is new. A corrected version of minutes takes over from the first one: what
    did not change is not asked again."""
    draft, nothing = taken_in(tx, caller, board_id, paper, now)
    board = tx.boards.get(board_id)
    if draft is None:
        _say(tx, board, caller, key, nothing)
        return None
    show(tx, board, draft, caller, key)
    return draft


def taken_in(
    tx: Transaction, caller: Caller, board_id: str, paper: Paper, now: datetime
) -> tuple[Draft | None, str]:
    """What `take_in` does, without a message to anybody: the draft, or None and the sentence that
    says why there is nothing to decide."""
    require(caller, board_id, Deed.RECORD)
    board = tx.boards.get(board_id)
    earlier = tx.drafts.find_by_digest(board_id, paper.sha256)
    if earlier and (standing := _standing(tx, caller, earlier, now)):
        return standing, ""
    draft, left_out = _draft(tx, caller, board, paper, now)
    if draft is None:
        return None, _nothing(board, paper, earlier, left_out)
    tx.drafts.add(draft)
    watch_keeping.keep(tx, draft, keeping.local_day(now, board))
    write(tx, draft, caller, now, "read", {"lines": str(len(draft.lines))})
    return draft, ""


def _standing(tx: Transaction, caller: Caller, earlier: Draft, now: datetime) -> Draft | None:
    """The review that the same paper has already; None if it is to be read anew."""
    if earlier.state is DraftState.DISCARDED:
        return reopen(tx, caller, earlier.id, now)
    if earlier.state is DraftState.SUPERSEDED:
        later = tx.drafts.open_of_board(earlier.board_id)
        return next((d for d in later if d.meeting.get("corrects") == earlier.id), None)
    return None if earlier.state is DraftState.RECORDED else earlier


def _draft(
    tx: Transaction, caller: Caller, board: Board, paper: Paper, now: datetime
) -> tuple[Draft | None, int]:
    """The draft of a paper, and how many lines of it were decided upon before; None if no line is
    left to be offered."""
    told = meeting_words(paper.register)
    meeting = meeting_on(tx, board.id, day_in(told))
    here = meeting.id if meeting else None
    reading = lines_of(tx, board, paper, keeping.local_day(now, board), here)
    if not reading.lines:
        return None, reading.left_out
    warnings = _warnings(tx, board, paper.register)
    lines: Sequence[DraftLine] = reading.lines
    if first := first_version(tx, board, paper, told, here, reading):
        compared = against(first, reading)
        lines = compared.lines
        told |= {
            "corrects": first[0].id,
            "corrects_words": _corrects(first[0], board, compared.words),
            "settled": list(compared.settled),
        }
        warnings += compared.gone
        for each in first:
            put_aside(tx, each, caller, now)
            render_again(tx, board, "draft", each.id)
    if other := _other_board(board, paper.register.board or ""):
        told["other_board"] = other
    lines = with_twins(tx, board, lines, here, told.get("settled", ()))
    if about_next := next_meeting_words(tx, board, told, lines):
        warnings = (about_next, *warnings)
    draft = Draft(
        id=tx.new_id(),
        board_id=board.id,
        sha256=paper.sha256,
        name=without_contacts(paper.name),
        read_by=caller.id,
        read_at=now,
        lines=lines,
        meeting_id=here,
        meeting=told,
        warnings=warnings,
        left_out=reading.left_out,
    )
    return draft, reading.left_out


def _corrects(first: Draft, board: Board, words: str) -> str:
    when = day_words(keeping.local_day(first.read_at, board))
    carried = (
        "What was decided there is carried over."
        if first.state is DraftState.REVIEW
        else "What did not change is not asked again."
    )
    return f"Another version of “{first.name}”, read on {when}: {words}. {carried}"


def _nothing(board: Board, paper: Paper, earlier: Draft | None, left_out: int) -> str:
    if earlier:
        when = day_words(keeping.local_day(earlier.read_at, board))
        return f"“{earlier.name}” was already read on {when}: nothing new. Nothing was recorded."
    if left_out:
        return (
            f"“{without_contacts(paper.name)}”: nothing new. All that it says ({left_out} lines) "
            "has been decided upon before. Nothing was recorded."
        )
    return (
        f"In “{without_contacts(paper.name)}” I found no resolutions and no actions. Nothing was "
        "recorded. If it holds some, record them with /resolution and /action."
    )


#: Words that say nothing of which board it is.
_ANY_BOARD = frozenset(
    normal(
        "the of and for a an meeting minutes board boards committee sub panel forum council health "
        "wellbeing well being county city borough district unitary joint"
    ).split()
)


def _other_board(board: Board, printed: str) -> str:
    """The name that the paper prints, if it shares no word of its own with this board's names."""
    own = " ".join((board.name, board.short_name, *board.aliases))
    here, there = (set(normal(n).split()) - _ANY_BOARD for n in (own, printed))
    return printed if here and there and not here & there else ""


def _warnings(tx: Transaction, board: Board, register: DraftRegister) -> tuple[str, ...]:
    """What is odd in the source, with its line, and in how it fits the register."""
    found = [f"line {w.line}: {without_contacts(w.text)}" for w in register.warnings]
    held = register.meeting.date if register.meeting else None
    return (*about_meeting(tx, board, held), *found)


def about_meeting(tx: Transaction, board: Board, held: date | None) -> tuple[str, ...]:
    """What is to be known of the meeting that the paper is of."""
    if held is None:
        return ("The paper names no date of a meeting: say which one it was.",)
    on_the_day = [m for m in tx.meetings.of_board(board.id) if m.day == held]
    if on_the_day and all(m.state is MeetingState.CANCELLED for m in on_the_day):
        return (
            f"the register says that the meeting of {day_words(held)} was cancelled: recording "
            "adds it as one that was held after all.",
        )
    return ()


def meeting_on(tx: Transaction, board_id: str, day: date | None) -> Meeting | None:
    """The board's meeting of that day, if it is in the register and was not cancelled."""
    if day is None:
        return None
    found = [
        m
        for m in tx.meetings.of_board(board_id)
        if m.day == day and m.state is not MeetingState.CANCELLED
    ]
    return found[0] if found else None


def show(tx: Transaction, board: Board, draft: Draft, caller: Caller, key: str) -> None:
    """Send the review to this officer."""
    tx.outbox.put(
        Parcel(
            key=f"review:{draft.id}:{key}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="draft_review",
            args={"draft_id": draft.id},
            person_id=caller.id,
        )
    )


def _say(tx: Transaction, board: Board, caller: Caller, key: str, text: str) -> None:
    tx.outbox.put(
        Parcel(
            key=f"said:{key}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="text",
            args={"text": text},
            person_id=caller.id,
        )
    )


# --- deciding -------------------------------------------------------------------------------------


def under_review(tx: Transaction, caller: Caller, draft_id: str) -> Draft:
    """The draft, if it can still be decided upon; the second officer hears who recorded it."""
    draft = tx.drafts.get(draft_id)
    require(caller, draft.board_id, Deed.RECORD)
    if draft.state in (DraftState.RECORDED, DraftState.RECORDING):
        who = "You" if draft.recorded_by == caller.id else tx.people.get(draft.recorded_by).name
        if draft.state is DraftState.RECORDING:
            raise AlreadyDone(
                f"{who} pressed Record a moment ago, and it is being recorded. Nothing is recorded "
                "twice."
            )
        board = tx.boards.get(draft.board_id)
        at = (draft.recorded_at or draft.read_at).astimezone(board.zone)
        raise AlreadyDone(
            f"{who} recorded these minutes on {day_words(at.date())} at {at:%H:%M}. "
            "Nothing was recorded twice."
        )
    if draft.state is DraftState.DISCARDED:
        raise AlreadyDone("This draft was put away. Press “Open again” there, then go on.")
    if draft.state is DraftState.SUPERSEDED:
        raise AlreadyDone(
            "Another version of this paper was read, and its review took over from this one. "
            "Nothing was changed: /minutes review sends it to you."
        )
    return draft


def choose(
    tx: Transaction, caller: Caller, draft_id: str, number: int, choice: Choice, now: datetime
) -> Draft:
    """Decide upon one line; `WAITING` takes a decision back, with what was said of its twin. Two
    officers who decide the same have decided it once."""
    draft = under_review(tx, caller, draft_id)
    line = draft.line(number)
    if line.choice is choice:
        return draft
    write(tx, draft, caller, now, choice.value, {"line": str(number)})
    said = [k for k in ("pair", "move", "reopen") if line.data.get(k)]
    if choice is Choice.WAITING and said:
        data = {k: v for k, v in line.data.items() if k not in said}
        return saved_with_twins(tx, draft, [replace(line, choice=choice, data=data)])
    return _with(tx, draft, [replace(line, choice=choice)])


def accept_all(
    tx: Transaction, caller: Caller, draft_id: str, kind: LineKind, now: datetime
) -> Draft:
    """Accept all resolutions (with the delegations that stand in them), all actions, all that is
    said of the sitting, or all that is only implied, so far as they are still waiting. What may be
    on record already, or contradicts it, is left for a press of its own."""
    return _decide_all(tx, caller, draft_id, kind, Choice.ACCEPTED, now)


def reject_all(
    tx: Transaction, caller: Caller, draft_id: str, kind: LineKind, now: datetime
) -> Draft:
    """Reject all of a kind that are still waiting."""
    return _decide_all(tx, caller, draft_id, kind, Choice.REJECTED, now)


#: What is decided upon together with a kind: delegations with the resolutions in which they stand,
#: all that is said of the sitting with its attendance.
_ALONG = {
    LineKind.RESOLUTION: frozenset({LineKind.RESOLUTION, LineKind.DELEGATION}),
    LineKind.ATTENDANCE: SITTING,
}


def along(kind: LineKind) -> frozenset[LineKind]:
    """The kinds of line that are accepted or rejected together with this one."""
    return _ALONG.get(kind, frozenset({kind}))


def _decide_all(
    tx: Transaction, caller: Caller, draft_id: str, kind: LineKind, choice: Choice, now: datetime
) -> Draft:
    draft = under_review(tx, caller, draft_id)
    kinds = along(kind)
    waiting = [x for x in draft.lines if x.kind in kinds and x.choice is Choice.WAITING]
    if not waiting:
        raise AlreadyDone("None of them is waiting. Nothing was changed.")
    meant = [x for x in waiting if choice is Choice.REJECTED or not asks_for_itself(x)]
    if not meant:
        raise AlreadyDone(
            "Those that wait may be on record already, or contradict it: each asks for a press of "
            "its own. Nothing was changed."
        )
    numbers = ", ".join(str(x.number) for x in meant)
    write(tx, draft, caller, now, choice.value, {"line": numbers})
    return _with(tx, draft, [replace(x, choice=choice) for x in meant])


def turn_page(tx: Transaction, caller: Caller, draft_id: str, page: int) -> Draft:
    """Show another page of the review."""
    draft = under_review(tx, caller, draft_id)
    return saved(tx, replace(draft, page=max(0, page)))


def own_paper(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Draft:
    """Say that a paper which prints another board's name is this board's all the same."""
    draft = under_review(tx, caller, draft_id)
    told = {k: v for k, v in draft.meeting.items() if k != "other_board"}
    write(tx, draft, caller, now, "paper is ours", {"named": str(draft.meeting.get("board", ""))})
    return saved(tx, replace(draft, meeting=told))


def discard(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Draft:
    """Put the draft away with all that was decided; it can be opened again."""
    draft = under_review(tx, caller, draft_id)
    put_away = saved(tx, replace(draft, state=DraftState.DISCARDED))
    write(tx, put_away, caller, now, "discarded", {})
    return put_away


def reopen(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Draft:
    """Open a draft again that was put away: every decision stands as it was, and what is on record
    by now is looked for anew."""
    draft = tx.drafts.get(draft_id)
    require(caller, draft.board_id, Deed.RECORD)
    if draft.state is not DraftState.DISCARDED:
        return under_review(tx, caller, draft_id)
    opened = saved_with_twins(tx, replace(draft, state=DraftState.REVIEW, page=0), [])
    write(tx, opened, caller, now, "review opened again", {})
    return opened


def offer_rest(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Draft:
    """Send the officer what a recorded draft left undecided, for review, as reading the paper again
    would: a review of it that is open already is sent again. The recorded draft, as it stands."""
    recorded = tx.drafts.get(draft_id)
    require(caller, recorded.board_id, Deed.RECORD)
    board = tx.boards.get(recorded.board_id)
    found = tx.drafts.open_of_board(board.id)
    rest = next((d for d in found if d.sha256 == recorded.sha256), None)
    if rest is None:
        known = tx.drafts.fingerprints(board.id)
        waiting = [x for x in recorded.lines if x.choice is Choice.WAITING]
        left = tuple(x for x in waiting if x.fingerprint not in known)
        if not left or recorded.state is not DraftState.RECORDED:
            raise AlreadyDone("Nothing of it is left to be decided. Nothing was changed.")
        told = {k: v for k, v in recorded.meeting.items() if k not in _OF_ITS_RECORDING}
        anew = replace(
            recorded,
            id=tx.new_id(),
            read_by=caller.id,
            read_at=now,
            lines=left,
            meeting=told,
            warnings=(),
            state=DraftState.REVIEW,
            left_out=len(recorded.lines) - len(left),
            page=0,
            recorded_by="",
            recorded_at=None,
            version=1,
        )
        rest = saved_with_twins(tx, tx.drafts.add(anew), [])
        write(tx, rest, caller, now, "read", {"lines": str(len(left))})
    show(tx, board, rest, caller, f"rest:{now.isoformat()}")
    return recorded


#: What a draft's "meeting" says of how it was recorded or compared, and a later one does not.
_OF_ITS_RECORDING = frozenset({"notes", "corrects", "corrects_words"})

# --- keeping --------------------------------------------------------------------------------------


def _with(tx: Transaction, draft: Draft, changed: Sequence[DraftLine]) -> Draft:
    anew = {line.number: line for line in changed}
    return saved(tx, replace(draft, lines=tuple(anew.get(x.number, x) for x in draft.lines)))


def saved_with_twins(tx: Transaction, draft: Draft, changed: Sequence[DraftLine]) -> Draft:
    """Save the draft with these lines, and with what each line stands for on record by now."""
    anew = {line.number: line for line in changed}
    lines = [anew.get(x.number, x) for x in draft.lines]
    board = tx.boards.get(draft.board_id)
    meeting = meeting_on(tx, board.id, day_in(draft.meeting))
    settled = draft.meeting.get("settled", ())
    paired = with_twins(tx, board, lines, meeting.id if meeting else None, settled)
    return saved(tx, replace(draft, lines=paired))


def saved(tx: Transaction, draft: Draft) -> Draft:
    """Save it, and have every place that shows it rendered anew."""
    kept = tx.drafts.save(draft)
    watch_keeping.keep(tx, kept)
    return kept


def write(
    tx: Transaction, draft: Draft, caller: Caller, now: datetime, deed: str, values: dict[str, str]
) -> None:
    """A line in the ledger about the draft."""
    told = {"paper": draft.name, "sha256": draft.sha256, **values}
    ledger.write(tx, caller.id, draft.board_id, now, deed, "draft", draft.id, told)
