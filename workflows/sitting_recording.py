"""Recording what minutes say of the sitting: attendance, declarations of interest, proceedings.

The paper is the record: what was captured in chat takes over what it says. A corrected version
takes back what the earlier one alone had said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import attendance_list, declaring, keeping, ledger, meeting_papers, watch_keeping
from workflows.access import Caller
from workflows.attendance_list import Expected
from workflows.attendances import Attendance, Attends, Capacity, Reply
from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.deadlines import day_words
from workflows.declaration_phrases import as_new, read_declaration
from workflows.drafts import LineKind
from workflows.errors import AlreadyDone
from workflows.meetings import Meeting, MeetingState, PublicRequest
from workflows.owners import Roll, plain, roll_of
from workflows.showing import render_again
from workflows.sitting_lines import Attendee, StandIn, read_attendance, read_proceedings

if TYPE_CHECKING:
    from workflows.ports import Transaction

_MINUTED = "minuted"


@dataclass(frozen=True)
class Sat:
    """What a line became: the id of it, words for the review, and sentences for the officer."""

    id: str
    words: str
    notes: tuple[str, ...] = ()


def take(
    tx: Transaction,
    caller: Caller,
    board: Board,
    meeting: Meeting,
    kind: LineKind,
    data: Mapping[str, Any],
    now: datetime,
) -> Sat:
    """Record one line about the sitting."""
    text = str(data["text"])
    if kind is LineKind.ATTENDANCE:
        return _Attendance(tx, caller, board, meeting, now).record(text)
    if kind is LineKind.DECLARATION:
        return _declaration(tx, caller, board, meeting, text, now)
    return _proceedings(tx, caller, board, meeting.id, text, now)


# --- attendance -----------------------------------------------------------------------------------


class _Attendance:
    """The attendance of one paper, matched to the people on record."""

    def __init__(
        self, tx: Transaction, caller: Caller, board: Board, meeting: Meeting, now: datetime
    ) -> None:
        self.tx, self.caller, self.board = tx, caller, board
        self.meeting, self.now = meeting, now
        self.roll: Roll = roll_of(tx, board, meeting.day)
        self.sitting: Mapping[str, Expected] = {
            e.person_id: e for e in attendance_list.expected(tx, board, meeting)
        }
        self.rows = list(tx.attendances.of_meeting(meeting.id))

    def record(self, text: str) -> Sat:
        """Every person of the paper gets a row, or has theirs put right."""
        who = read_attendance(text)
        before = self._minuted_before()
        kept = [self._person(p) for p in who.people]
        kept += [row for s in who.substitutes for row in self._stand_in(s)]
        ids = {r.id for r in kept}
        gone = [r for r in self.rows if r.id not in ids and plain(r.name) in before]
        for row in gone:
            self._take_back(row)
        names = "; ".join(dict.fromkeys(r.name for r in kept))
        tx, meeting = self.tx, self.meeting
        values = {"names": names}
        ledger.write(
            tx, self.caller.id, self.board.id, self.now, _MINUTED, "attendance", meeting.id, values
        )
        render_again(tx, self.board, "attendance", meeting.id)
        notes = [f"No longer in the attendance: {r.name}." for r in gone]
        if unknown := sorted({r.name for r in kept if r.person_id is None}):
            shown = ", ".join(unknown[:8]) + ("…" if len(unknown) > 8 else "")
            notes.append(
                f"Attendance: {len(unknown)} of {len(ids)} are nobody on record, and kept by name "
                f"({shown})."
            )
        return Sat(meeting.id, f"attendance of {len(ids)}", tuple(notes))

    def _minuted_before(self) -> set[str]:
        """Whom an earlier version of these minutes listed."""
        told = [
            values.get("names", "")
            for line, values in self.tx.ledger.of_subject("attendance", self.meeting.id)
            if line.deed == _MINUTED
        ]
        return {plain(n) for n in told[-1].split("; ") if n} if told else set()

    def _person(self, person: Attendee) -> Attendance:
        row = self._row(person.name)
        expected = self.sitting.get(row.person_id or "")
        capacity = expected.capacity if expected else _capacity(person)
        after = replace(
            row,
            capacity=capacity,
            seat=expected.seat if expected else row.seat,
            attends=person.attends,
            remotely=person.remote,
            items=person.items,
            role=person.role or row.role,
            for_id=None,
            for_name="",
            stated=True,
        )
        return self._saved(row, after)

    def _stand_in(self, told: StandIn) -> list[Attendance]:
        """The substitute in the member's place; the member, if the paper leaves them out, has sent
        apologies that it only lets be seen."""
        away = self._row(told.absent)
        if away.attends in (Attends.NONE, Attends.PRESENT):
            seated = self.sitting.get(away.person_id or "")
            sent = replace(
                away,
                attends=Attends.APOLOGIES,
                stated=False,
                seat=seated.seat if seated else away.seat,
                capacity=seated.capacity if seated else Capacity.MEMBER,
            )
            away = self._saved(away, sent)
        by = self._row(told.by)
        if by.person_id in self.sitting and by.id != away.id:
            own = self.sitting[str(by.person_id)].capacity
            if own in attendance_list.SEATED:
                return [away, by]  # a member of the board keeps the place that is theirs
        came = replace(
            attendance_list.as_substitute(by, away), attends=Attends.PRESENT, stated=told.stated
        )
        return [away, self._saved(by, came)]

    def _row(self, name: str) -> Attendance:
        """The row of whoever the paper names; one that is not stored yet if there is none."""
        owner = self.roll.match(name)
        person_id = owner.person_id
        if owner.post_id:
            person_id = self.tx.people.get_post(owner.post_id).holder_on(self.meeting.day)
        key = plain(name)
        for row in self.rows:
            if (person_id and row.person_id == person_id) or plain(row.name) == key:
                return row
        if person_id is None and (short := self._by_surname(key)):
            return short
        known = self.tx.people.get(person_id).name if person_id else name
        return Attendance("", self.board.id, self.meeting.id, known[:200], person_id)

    def _by_surname(self, key: str) -> Attendance | None:
        """ "Dr Cobain" where the list has one Kathryn Cobain."""
        words = key.split()
        fits = [r for r in self.rows if len(words) == 1 and plain(r.name).split()[-1:] == words]
        return fits[0] if len(fits) == 1 else None

    def _saved(self, before: Attendance, after: Attendance) -> Attendance:
        if not before.id:
            kept = self.tx.attendances.add(replace(after, id=self.tx.new_id()))
            self.rows.append(kept)
            return kept
        kept = before if after == before else self.tx.attendances.save(after)
        self.rows = [kept if r.id == kept.id else r for r in self.rows]
        return kept

    def _take_back(self, row: Attendance) -> None:
        asked = row.invited is not None or row.reply is not Reply.NONE
        if row.person_id in self.sitting or asked:
            self.tx.attendances.save(replace(row, attends=Attends.NONE, items=(), remotely=False))
        else:
            self.tx.attendances.remove(row.id)


def _capacity(person: Attendee) -> Capacity:
    """Of somebody of whom the register knows no membership on that day: as the paper lists them."""
    if person.attends is not Attends.IN_ATTENDANCE:
        return Capacity.MEMBER
    officer = any(w in person.role.casefold() for w in ("officer", "clerk", "democra", "minutes"))
    return Capacity.OFFICER if officer and not person.items else Capacity.GUEST


# --- declarations ---------------------------------------------------------------------------------


def _declaration(
    tx: Transaction, caller: Caller, board: Board, meeting: Meeting, text: str, now: datetime
) -> Sat:
    """A declaration, or the minuted words of one that was recorded at the meeting."""
    new = read_declaration(text)
    person_id, name = declaring.who_is_meant(tx, board, new.who, meeting)
    standing = [
        d
        for d in tx.declarations.of_meeting(meeting.id)
        if (d.person_id == person_id if person_id else plain(d.name) == plain(name))
        and (declaring.same_item(d.item, new.item) or not d.item or not new.item)
    ]
    if not standing:
        kept = declaring.declare(tx, caller, meeting.id, new, now)
        return Sat(kept.id, f"declaration of {kept.name}")
    there = standing[0]
    was = as_new(there)
    told = replace(
        new,
        who=there.name,
        item=new.item or was.item,
        kind=new.kind or was.kind,
        registered=was.registered if new.registered is None else new.registered,
        dispensation=new.dispensation or was.dispensation,
        sensitive=was.sensitive,
        left_room=was.left_room if new.left_room is None else new.left_room,
    )
    try:
        kept = declaring.correct(tx, caller, there.id, told, now)
    except AlreadyDone:
        kept = there
    return Sat(kept.id, f"declaration of {kept.name}")


# --- proceedings ----------------------------------------------------------------------------------


def _proceedings(
    tx: Transaction, caller: Caller, board: Board, meeting_id: str, text: str, now: datetime
) -> Sat:
    told = read_proceedings(text)
    before = tx.meetings.get(meeting_id)
    day = before.day
    began = local_moment(day, told.began, board.zone) if told.began else before.began_at
    ended = local_moment(day, told.ended, board.zone) if told.ended else before.ended_at
    known = {plain(r.about) for r in before.requests}
    known |= {plain(f"{r.name} {r.about}") for r in before.requests}
    fresh = [PublicRequest("", r, day, "minuted") for r in told.requests if plain(r) not in known]
    after = replace(
        before,
        began_at=began,
        ended_at=ended,
        requests=(*before.requests, *fresh),
        nil_returns=tuple(dict.fromkeys((*before.nil_returns, *told.nil))),
    )
    if after != before:
        after = tx.meetings.save(after)
        values = {"proceedings": text}
        ledger.write(tx, caller.id, board.id, now, _MINUTED, "meeting", meeting_id, values)
        watch_keeping.keep(tx, after, keeping.local_day(now, board))
    notes = [_approved(tx, caller, board, after, d, words, now) for d, words in told.approved]
    return Sat(meeting_id, "proceedings", tuple(n for n in notes if n))


def _approved(
    tx: Transaction,
    caller: Caller,
    board: Board,
    at: Meeting,
    printed: date,
    words: str,
    now: datetime,
) -> str:
    """Approve the earlier minutes that the paper names; a sentence where that cannot be done."""
    held = [
        m
        for m in tx.meetings.of_board(board.id)
        if m.day < at.day and m.state is not MeetingState.CANCELLED
    ]
    found = next((m for m in held if m.day == printed), None)
    if found is None:
        return _named_otherwise(held, printed)
    if found.minutes_approved_on:
        return ""
    if found.state is not MeetingState.ISSUED:
        return (
            f"The minutes of {day_words(printed)} were approved, says the paper; the register has "
            "that meeting as not issued, so that was not recorded."
        )
    approved = meeting_papers.approve_minutes(
        tx, caller, found.id, now, on=at.day, at_meeting=at.id
    )
    if words == "signed":
        meeting_papers.sign_minutes(tx, caller, approved.id, "the person in the chair", now, at.day)
    return ""


def _named_otherwise(held: Sequence[Meeting], printed: date) -> str:
    """The paper approves minutes of a day on which the register has no meeting."""
    near = [m for m in held if (m.day.day, m.day.month) == (printed.day, printed.month)]
    last = (near or held)[-1:]
    there = f" The register has {day_words(last[0].day)}." if last else ""
    return (
        f"The paper approves minutes of {day_words(printed)}; the register has no meeting on that "
        f"day.{there} Nothing was approved: /meeting minutes approved DAY does it."
    )
